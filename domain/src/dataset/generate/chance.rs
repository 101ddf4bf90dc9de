//! Chance that is the same for the same seed: ids, picks, dates, texts. Each kind draws from a stream of its own, so that more projects do
//! not change the practices.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use hemicycle_entity::text::{Localized, Source, Sources, Tags, Wording};
use hemicycle_entity::values::{Closed, Origin};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use uuid::{Builder, Uuid};

use super::words::Phrase;

/// The first day in an invented network.
const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2018, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

pub(super) struct Chance {
    seed: u32,
    random: ChaCha8Rng,
    ids: i64,
}

/// The slug of an invented record.
pub(super) fn slug(seed: u32, kind: &str, number: u32) -> String {
    format!("invented-{seed}-{kind}-{number}")
}

impl Chance {
    /// The stream of a kind.
    pub fn new(seed: u32, kind: &str) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(u64::from(seed));
        let stream = kind.bytes().fold(0, |sum, byte| sum << 8 | u64::from(byte));
        random.set_stream(stream);
        Self {
            seed,
            random,
            ids: 0,
        }
    }

    pub const fn seed(&self) -> u32 {
        self.seed
    }

    pub fn slug(&self, kind: &str, number: u32) -> String {
        slug(self.seed, kind, number)
    }

    /// The next id: of the form of UUID v7, later ones sort after earlier ones.
    pub fn id<T: From<Uuid>>(&mut self) -> T {
        let mut random = [0; 10];
        self.random.fill_bytes(&mut random);
        let first = FIRST_DAY.and_time(NaiveTime::MIN).and_utc();
        let millis = first.timestamp_millis() + self.ids;
        self.ids += 1;
        Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &random)
            .into_uuid()
            .into()
    }

    /// A number from 0 up to, but not, `end`; 0 where there is none.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            return 0;
        }
        self.random.random_range(0..end)
    }

    pub fn between(&mut self, least: i32, most: i32) -> i32 {
        self.random.random_range(least..=most)
    }

    /// Whether something happens that happens `percent` times in a hundred.
    pub fn is(&mut self, percent: i32) -> bool {
        self.between(1, 100) <= percent
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// `least` to `most` different ones.
    pub fn several<T: Copy + PartialEq>(&mut self, from: &[T], least: i32, most: i32) -> Vec<T> {
        let count = self.between(least, most);
        let mut picked = Vec::new();
        for _ in 0..count.min(i32::try_from(from.len()).unwrap_or(count)) {
            let one = self.pick(from);
            if !picked.contains(&one) {
                picked.push(one);
            }
        }
        picked
    }

    /// Values of a closed list.
    pub fn tags<T: Closed + PartialEq>(&mut self, least: i32, most: i32) -> Tags {
        let values = self.several(T::ALL, least, most);
        Tags(values.iter().map(|one| one.as_str().to_owned()).collect())
    }

    /// A day within eight years.
    pub fn day(&mut self) -> NaiveDate {
        self.later(FIRST_DAY, 0, 8 * 365)
    }

    /// A day at least `least` and at most `most` days after another.
    pub fn later(&mut self, day: NaiveDate, least: i32, most: i32) -> NaiveDate {
        let days = self.between(least, most).unsigned_abs();
        day.checked_add_days(Days::new(u64::from(days)))
            .unwrap_or(day)
    }

    /// A moment of that day.
    pub fn moment(&mut self, day: NaiveDate) -> DateTime<Utc> {
        let minutes = self.between(7 * 60, 19 * 60);
        day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(i64::from(minutes))
    }

    /// A text in English, and most often in French too.
    pub fn text(&mut self, phrase: Phrase) -> Localized {
        let in_french = self.is(60);
        let wording = |text, origin| Wording {
            text,
            origin,
            current: true,
        };
        let mut text = Localized::default();
        text.0
            .insert("en".to_owned(), wording(phrase.en, Origin::Original));
        if in_french {
            let origin = if self.is(80) {
                Origin::Human
            } else {
                Origin::Machine
            };
            text.0.insert("fr".to_owned(), wording(phrase.fr, origin));
        }
        text
    }

    pub fn sources(&self) -> Sources {
        let title = format!("Invented by hemicycle generate, seed {}", self.seed);
        Sources(vec![Source { title, url: None }])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_has_the_same_chance_and_its_ids_ascend() {
        let ids = |seed| {
            let mut chance = Chance::new(seed, "project");
            (0..100).map(|_| chance.id()).collect::<Vec<Uuid>>()
        };
        assert_eq!(ids(1), ids(1));
        assert_ne!(ids(1), ids(2));
        assert!(ids(1).is_sorted());
    }
}
