//! Invented events.

use std::ops::RangeInclusive;

use chrono::DateTime;
use hemicycle_entity::ids::EventId;
use hemicycle_entity::text::Tags;
use hemicycle_entity::values::{Audience, Closed, EventKind, EventMode, EventStatus, SessionKind};
use hemicycle_entity::{event, event_organiser, event_session};
use uuid::Uuid;

use super::chance::Chance;
use super::ground::Ground;
use super::words;
use crate::event::{HUBS, SESSION_PRACTICES, TOPICS};
use crate::failure::Failure;
use crate::write::Writing;

pub(super) struct Invented {
    row: event::Model,
    hubs: Vec<Uuid>,
    topics: Vec<Uuid>,
    organisers: Vec<event_organiser::Model>,
    sessions: Vec<event_session::Model>,
    /// The practices shown at each session.
    shown: Vec<Vec<Uuid>>,
}

pub(super) fn some(
    chance: &mut Chance,
    ground: &Ground,
    practices: &[Uuid],
    numbers: RangeInclusive<u32>,
) -> Vec<Invented> {
    numbers
        .map(|number| invented(chance, ground, practices, number))
        .collect()
}

fn invented(chance: &mut Chance, ground: &Ground, practices: &[Uuid], number: u32) -> Invented {
    let row = row(chance, ground, number);
    let hubs = chance.several(&ground.hubs, 1, 2);
    let topics = chance.several(&ground.topics, 1, 3);
    let (parliament, _) = chance.pick(&ground.parliaments);
    let organiser = event_organiser::Model {
        id: chance.id(),
        event_id: row.id,
        position: 0,
        parliament_id: Some(parliament),
        chamber_id: None,
        organisation_id: None,
    };
    let sessions = sessions(chance, row.id);
    Invented {
        hubs: hubs.into_iter().map(Uuid::from).collect(),
        topics: topics.into_iter().map(Uuid::from).collect(),
        organisers: vec![organiser],
        shown: sessions
            .iter()
            .map(|_| chance.several(practices, 0, 2))
            .collect(),
        sessions,
        row,
    }
}

fn row(chance: &mut Chance, ground: &Ground, number: u32) -> event::Model {
    let title = words::title(chance, ("event", "Événement inventé"), number);
    let summary = words::body(chance, ("summary", "Résumé inventé"));
    let day = chance.day();
    event::Model {
        id: chance.id(),
        slug: chance.slug("event", number),
        title: chance.text(title),
        series: None,
        edition: None,
        kind: chance.pick(EventKind::ALL),
        mode: Some(chance.pick(EventMode::ALL)),
        status: chance.pick(&[EventStatus::Held, EventStatus::Held, EventStatus::Announced]),
        theme: None,
        summary: Some(chance.text(summary)),
        starts_on: Some(day),
        ends_on: Some(chance.later(day, 0, 3)),
        starts_at: None,
        ends_at: None,
        time_zone: None,
        place: None,
        country_id: Some(chance.pick(&ground.countries)),
        languages: Tags(vec!["en".to_owned(), "fr".to_owned()]),
        registration_url: None,
        registration_closes_on: None,
        registration_closes_at: None,
        website: None,
        session_kinds: chance.tags::<SessionKind>(1, 3),
        audiences: chance.tags::<Audience>(1, 4),
        contact_id: None,
        status_note: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC0-1.0".to_owned(),
        sources: chance.sources(),
    }
}

fn sessions(chance: &mut Chance, event_id: EventId) -> Vec<event_session::Model> {
    let count = chance.between(0, 4);
    let row = |position: i32| {
        let number = position.unsigned_abs() + 1;
        let title = words::title(chance, ("session", "Séance inventée"), number);
        event_session::Model {
            id: chance.id(),
            event_id,
            position,
            title: chance.text(title),
            kind: chance.pick(SessionKind::ALL),
            summary: None,
            audiences: chance.tags::<Audience>(1, 3),
            starts_at: None,
            ends_at: None,
        }
    };
    (0..count).map(row).collect()
}

pub(super) async fn put(writing: &mut Writing, some: Vec<Invented>) -> Result<(), Failure> {
    let rows = some.iter().map(|one| one.row.clone()).collect();
    let rows = writing.insert_many::<event::Entity>(rows).await?;
    let (mut hubs, mut topics, mut organisers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut sessions, mut shown) = (Vec::new(), Vec::new());
    for (row, one) in rows.iter().zip(some) {
        hubs.push((row, one.hubs));
        topics.push((row, one.topics));
        organisers.push((row, one.organisers));
        let ids = one.sessions.iter().map(|session| session.id.0);
        shown.extend(
            ids.zip(one.shown)
                .map(|(id, practices)| (row, id, practices)),
        );
        sessions.push((row, one.sessions));
    }
    writing.put_links::<event::Entity>(HUBS, hubs).await?;
    writing.put_links::<event::Entity>(TOPICS, topics).await?;
    writing
        .put_parts::<event_organiser::Entity>(organisers)
        .await?;
    writing.put_parts::<event_session::Entity>(sessions).await?;
    writing
        .put_part_links::<event::Entity>(SESSION_PRACTICES, shown)
        .await?;
    Ok(())
}
