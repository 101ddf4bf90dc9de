//! The queue of what waits for a decision: how long, until when, and what it may repeat.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Datelike, Days, NaiveDate, Utc, Weekday};
use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::practice::{Column, Entity, Model};
use hemicycle_entity::values::{Closed, Kind};
use sea_orm::sea_query::{Alias, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use crate::failure::Failure;
use crate::filter::column_of;
use crate::names::fold;
use crate::read::Reading;
use crate::record::Rows;

/// Working days within which a first decision is expected.
pub const EXPECTED_WITHIN: i64 = 5;
/// Most likely duplicates that are shown of one practice.
pub const DUPLICATES: usize = 5;
/// How many names are compared, the last changed first.
const COMPARED: u64 = 2_000;
/// From here on two titles are near the same: shared pairs of letters.
const NEAR: f64 = 0.75;

fn is_working(day: NaiveDate) -> bool {
    !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)
}

/// Whole working days from one day to a later one: Mondays to Fridays after the first, up to the last. Holidays are not known.
pub fn working_days(from: NaiveDate, to: NaiveDate) -> i64 {
    let days = Ord::max((to - from).num_days(), 0);
    let (weeks, rest) = (days / 7, days % 7);
    let last = from.iter_days().skip(1);
    let rest = last.take(usize::try_from(rest).unwrap_or_default());
    let rest = rest.filter(|day| is_working(*day)).count();
    weeks * 5 + i64::try_from(rest).unwrap_or_default()
}

/// How many whole working days something waits.
pub fn days_waited(since: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    working_days(since.date_naive(), now.date_naive())
}

/// The day by which a decision is expected on what waits since then.
pub fn expected_on(since: DateTime<Utc>) -> NaiveDate {
    let first = since.date_naive();
    // Five working days lie within a week and two days.
    let days = (0..=9).filter_map(|days| first.checked_add_days(Days::new(days)));
    let mut due = days.filter(|day| working_days(first, *day) == EXPECTED_WITHIN);
    due.next().unwrap_or(first)
}

/// How near two folded titles are, 0 to 1.
fn nearness(one: &str, other: &str) -> f64 {
    let (short, long) = (one.len().min(other.len()), one.len().max(other.len()));
    // Titles of so different lengths cannot share enough.
    if short * 2 < long {
        return 0.0;
    }
    strsim::sorensen_dice(one, other)
}

/// A title that others are compared with.
struct Title {
    practice: Uuid,
    parliament: Uuid,
    folded: String,
}

impl Reading {
    /// Practices of the same parliament with near the same title, the nearest first, of each of these. Visible ones only, in one statement.
    pub async fn likely_duplicates(
        &self,
        rows: &[&Model],
    ) -> Result<HashMap<PracticeId, Vec<PracticeId>>, Failure> {
        let parliaments: BTreeSet<Uuid> = rows
            .iter()
            .filter_map(|row| row.parliament_id)
            .map(Uuid::from)
            .collect();
        if parliaments.is_empty() {
            return Ok(HashMap::new());
        }
        let titles = self.titles_of(&parliaments).await?;
        let of = |row: &&Model| Some((row.id, nearest(row, row.parliament_id?.0, &titles)));
        Ok(rows.iter().filter_map(of).collect())
    }

    async fn titles_of(&self, parliaments: &BTreeSet<Uuid>) -> Result<Vec<Title>, Failure> {
        let names = Condition::all()
            .add(column_of("name_key", "record").equals((Entity, Entity::id_column())))
            .add(column_of("name_key", "kind").eq(Kind::Practice.as_str()));
        let among = self.among_ids(
            Column::ParliamentId.into_expr(),
            parliaments.iter().copied(),
        );
        let query = Query::select()
            .column((Entity, Column::Id))
            .column((Entity, Column::ParliamentId))
            .column((Alias::new("name_key"), Alias::new("folded")))
            .from(Entity)
            .inner_join(Alias::new("name_key"), names)
            .cond_where(Entity::visible_to(self.actor(), self.now()))
            .and_where(among)
            .order_by((Entity, Column::UpdatedAt), sea_orm::Order::Desc)
            .order_by((Entity, Column::Id), sea_orm::Order::Desc)
            .limit(COMPARED)
            .to_owned();
        self.rows(&query)
            .await?
            .iter()
            .map(|row| {
                Ok(Title {
                    practice: row.try_get("", "id")?,
                    parliament: row.try_get("", "parliament_id")?,
                    folded: row.try_get("", "folded")?,
                })
            })
            .collect()
    }
}

fn nearest(row: &Model, parliament: Uuid, titles: &[Title]) -> Vec<PracticeId> {
    let own: BTreeSet<String> = row.title.0.values().map(|one| fold(&one.text)).collect();
    let mut near: HashMap<Uuid, f64> = HashMap::new();
    let others = titles
        .iter()
        .filter(|title| title.parliament == parliament && title.practice != row.id.0);
    for title in others {
        let best = own.iter().map(|one| nearness(one, &title.folded));
        let best = best.fold(0.0, f64::max);
        let known = near.entry(title.practice).or_insert(0.0);
        *known = known.max(best);
    }
    let mut near: Vec<(Uuid, f64)> = near.into_iter().filter(|(_, near)| *near >= NEAR).collect();
    near.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    near.truncate(DUPLICATES);
    near.into_iter().map(|(id, _)| id.into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn weekends_do_not_count_as_waiting() {
        // 20 November 2026 is a Friday.
        for (from, to, days) in [
            ("2026-11-20", "2026-11-20", 0),
            ("2026-11-20", "2026-11-22", 0),
            ("2026-11-20", "2026-11-23", 1),
            ("2026-11-20", "2026-11-27", 5),
            ("2026-11-22", "2026-11-23", 1),
            ("2026-11-22", "2026-11-30", 6),
            ("2026-11-20", "2026-12-20", 20),
            ("2026-11-20", "2026-11-19", 0),
        ] {
            assert_eq!(working_days(day(from), day(to)), days, "{from} {to}");
        }
    }

    #[test]
    fn a_decision_is_expected_within_five_working_days() {
        for (since, expected) in [
            ("2026-11-20T09:00:00Z", "2026-11-27"),
            ("2026-11-21T09:00:00Z", "2026-11-27"),
            ("2026-11-23T09:00:00Z", "2026-11-30"),
        ] {
            let at: DateTime<Utc> = since.parse().unwrap_or_default();
            assert_eq!(expected_on(at), day(expected), "{since}");
        }
    }

    #[test]
    fn near_the_same_title_is_recognised_whatever_its_accents_and_ending() {
        let near = |one: &str, other: &str| nearness(&fold(one), &fold(other)) >= NEAR;
        assert!(near("Pétitions en ligne", "Petitions en ligne"));
        assert!(near(
            "E-petitions for everybody",
            "E-petitions for everyone"
        ));
        assert!(!near("E-petitions", "Remote sittings"));
        assert!(!near("Open data", "Open data of the verbatim report"));
    }
}
