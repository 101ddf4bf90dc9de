//! The course of an event: announced, registration opened and closed, held; or postponed, or cancelled, with a note for its readers.

use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::ids::EventId;
use hemicycle_entity::values::EventStatus;

use super::deeds::{language, note_all};
use super::rules;
use crate::deed::Selector;
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::wording::{Form, Pen, missing};
use crate::write::Writing;

/// Shows a draft to everybody, or a postponed event's new dates.
pub async fn announce(
    writing: &mut Writing,
    event: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_announce(before.status);
    writing.problems.take("event", allowed);
    let wrong = rules::missing_for_readers(&before);
    note_all(&mut writing.problems, "event", wrong);
    let mut after = before.clone();
    after.status = EventStatus::Announced;
    after.status_note = None;
    go_on(writing, &before, after).await
}

pub async fn open_registration(
    writing: &mut Writing,
    event: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_open_registration(&before, writing.now());
    turn(writing, &before, EventStatus::RegistrationOpen, allowed).await
}

pub async fn close_registration(
    writing: &mut Writing,
    event: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_close_registration(before.status);
    turn(writing, &before, EventStatus::RegistrationClosed, allowed).await
}

pub async fn mark_held(
    writing: &mut Writing,
    event: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_mark_held(&before, writing.now());
    turn(writing, &before, EventStatus::Held, allowed).await
}

/// What readers are told, in a language.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Without one, the event's own.
    pub language: Option<String>,
    pub note: String,
}

pub async fn postpone(
    writing: &mut Writing,
    event: Selector,
    note: Note,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_postpone(before.status);
    stop(writing, &before, EventStatus::Postponed, allowed, note).await
}

pub async fn cancel(
    writing: &mut Writing,
    event: Selector,
    note: Note,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = steered(writing, &event, expected_version).await?;
    let allowed = rules::may_cancel(before.status);
    stop(writing, &before, EventStatus::Cancelled, allowed, note).await
}

async fn steered(
    writing: &mut Writing,
    event: &Selector,
    expected_version: i32,
) -> Result<Model, Failure> {
    writing
        .change_for::<Entity>(Action::Steer, event, "event", expected_version)
        .await
}

async fn turn(
    writing: &mut Writing,
    before: &Model,
    status: EventStatus,
    allowed: Result<(), Refusal>,
) -> Result<EventId, Failure> {
    writing.problems.take("event", allowed);
    let mut after = before.clone();
    after.status = status;
    go_on(writing, before, after).await
}

async fn stop(
    writing: &mut Writing,
    before: &Model,
    status: EventStatus,
    allowed: Result<(), Refusal>,
    note: Note,
) -> Result<EventId, Failure> {
    writing.problems.take("event", allowed);
    let language = language(writing, note.language.as_deref(), &before.original_language);
    let mut after = before.clone();
    after.status = status;
    if note.note.trim().is_empty() {
        writing.problems.note("input.note", missing());
    } else {
        let mut pen = Pen {
            language,
            problems: &mut writing.problems,
        };
        after.status_note = pen.draft("input.note", Some(&note.note), Form::Body);
    }
    go_on(writing, before, after).await
}

async fn go_on(writing: &mut Writing, before: &Model, after: Model) -> Result<EventId, Failure> {
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(before, after, before.version)
        .await?;
    Ok(after.id)
}
