//! Events in files.

use std::collections::{HashMap, HashSet};

use chrono::DateTime;
use hemicycle_entity::event::{Column, Entity, Model};
use hemicycle_entity::ids::EventId;
use hemicycle_entity::values::{Audience, SessionKind};
use hemicycle_entity::{contact, country, event_organiser, event_session, hub, practice, topic};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::described::{Described, Settled, Unique, put_links, put_parts};
use super::reader::{Fields, columns};
use crate::event::{HUBS, SESSION_PRACTICES, TOPICS};
use crate::failure::Failure;
use crate::read::Reading;
use crate::write::Writing;

pub struct Lists {
    hubs: Vec<Uuid>,
    topics: Vec<Uuid>,
    organisers: Vec<event_organiser::Model>,
    sessions: Vec<event_session::Model>,
    /// The practices shown at each session.
    shown: Vec<Vec<Uuid>>,
}

impl Described for Entity {
    type Lists = Lists;

    fn read(id: EventId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let row = row(id, fields);
        fields.in_order(("starts_on", &row.starts_on), ("ends_on", &row.ends_on));
        fields.in_order(("starts_at", &row.starts_at), ("ends_at", &row.ends_at));
        let sessions = fields.tables("sessions", |part, position| session(id, position, part));
        let (sessions, shown) = sessions.into_iter().unzip();
        let lists = Lists {
            hubs: fields.references::<hub::Entity>("hubs"),
            topics: fields.references::<topic::Entity>("topics"),
            organisers: fields.tables("organisers", |part, position| organiser(id, position, part)),
            sessions,
            shown,
        };
        (row, lists)
    }

    /// An edition stands once in its series.
    fn uniques(row: &Model, _lists: &Lists) -> Vec<Unique> {
        edition(row).into_iter().collect()
    }

    async fn holders(reading: &Reading, wanted: &[Unique]) -> Result<Vec<(Unique, Uuid)>, Failure> {
        let series = wanted.iter().filter_map(|(_, known)| known.split_once(' '));
        let condition =
            Condition::all().add(Column::Series.is_in(series.map(|(series, _)| series)));
        let rows = reading.all::<Self>(condition).await?;
        let held = rows
            .iter()
            .filter_map(|row| Some((edition(row)?, row.id.0)));
        Ok(held.collect())
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        let all = &mut changed;
        put_links::<Self>(writing, HUBS, records, all, |lists| &lists.hubs).await?;
        put_links::<Self>(writing, TOPICS, records, all, |lists| &lists.topics).await?;
        put_parts::<_, event_organiser::Entity>(writing, records, all, |lists| &lists.organisers)
            .await?;
        put_parts::<_, event_session::Entity>(writing, records, all, |lists| &lists.sessions)
            .await?;
        put_shown(writing, records, all).await?;
        Ok(changed)
    }
}

/// The practices shown at sessions: sessions that stayed have kept their ids, so they are asked for.
async fn put_shown(
    writing: &mut Writing,
    records: &[Settled<'_, Entity>],
    changed: &mut HashSet<Uuid>,
) -> Result<(), Failure> {
    let with_sessions = records
        .iter()
        .filter(|(_, lists)| !lists.sessions.is_empty());
    let events = with_sessions.clone().map(|(row, _)| row.id);
    if with_sessions.clone().next().is_none() {
        return Ok(());
    }
    let condition = Condition::all().add(event_session::Column::EventId.is_in(events));
    let stored = writing.all::<event_session::Entity>(condition).await?;
    let ids: HashMap<(EventId, i32), Uuid> = stored
        .iter()
        .map(|session| ((session.event_id, session.position), session.id.0))
        .collect();
    let mut wanted = Vec::new();
    for (row, lists) in with_sessions {
        for (practices, position) in lists.shown.iter().zip(0..) {
            if let Some(session) = ids.get(&(row.id, position)) {
                wanted.push((*row, *session, practices.clone()));
            }
        }
    }
    changed.extend(
        writing
            .put_part_links::<Entity>(SESSION_PRACTICES, wanted)
            .await?,
    );
    Ok(())
}

/// A series has no spaces.
fn edition(row: &Model) -> Option<Unique> {
    let (series, edition) = (row.series.as_ref()?, row.edition?);
    Some(("edition", format!("{series} {edition}")))
}

fn row(id: EventId, fields: &mut Fields<'_>) -> Model {
    let common = fields.common();
    Model {
        id,
        slug: fields.slug("slug"),
        title: fields.title("title"),
        series: fields.optional_slug("series"),
        edition: fields.whole("edition", 1..=100_000),
        kind: fields.required_one_of("kind"),
        mode: fields.one_of("mode"),
        status: fields.required_one_of("status"),
        theme: fields.short("theme"),
        summary: fields.body("summary"),
        starts_on: fields.date("starts_on"),
        ends_on: fields.date("ends_on"),
        starts_at: fields.instant("starts_at"),
        ends_at: fields.instant("ends_at"),
        time_zone: fields.time_zone("time_zone"),
        place: fields.short("place"),
        country_id: fields.reference::<country::Entity>("country"),
        languages: fields.languages("languages"),
        registration_url: fields.link("registration_url"),
        registration_closes_on: fields.date("registration_closes_on"),
        registration_closes_at: fields.instant("registration_closes_at"),
        website: fields.link("website"),
        session_kinds: fields.many_of::<SessionKind>("session_kinds"),
        audiences: fields.many_of::<Audience>("audiences"),
        contact_id: fields.reference::<contact::Entity>("contact"),
        status_note: fields.body("status_note"),
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: common.original_language,
        licence: common.licence,
        sources: common.sources,
    }
}

fn session(
    event_id: EventId,
    position: i32,
    part: &mut Fields<'_>,
) -> (event_session::Model, Vec<Uuid>) {
    let row = event_session::Model {
        id: part.new_id(),
        event_id,
        position,
        title: part.title("title"),
        kind: part.required_one_of("kind"),
        summary: part.body("summary"),
        audiences: part.many_of::<Audience>("audiences"),
        starts_at: part.instant("starts_at"),
        ends_at: part.instant("ends_at"),
    };
    part.in_order(("starts_at", &row.starts_at), ("ends_at", &row.ends_at));
    (row, part.references::<practice::Entity>("practices"))
}

fn organiser(event_id: EventId, position: i32, part: &mut Fields<'_>) -> event_organiser::Model {
    let (parliament_id, chamber_id, organisation_id) = columns(part.party());
    event_organiser::Model {
        id: part.new_id(),
        event_id,
        position,
        parliament_id,
        chamber_id,
        organisation_id,
    }
}
