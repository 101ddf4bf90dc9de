//! The sessions of an event: what happens, for whom, who speaks, which practices are shown.

use chrono::{DateTime, Utc};
use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::ids::{EventId, SessionId};
use hemicycle_entity::text::{Localized, Tags};
use hemicycle_entity::values::{Audience, Closed, SessionKind};
use hemicycle_entity::{contact, event_session, event_speaker, practice};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::SESSION_PRACTICES;
use super::deeds::language;
use super::people::{person, role};
use super::rules;
use crate::deed::{Selector, not_found, twice};
use crate::edits::{MOST, at_most, set, tags};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::values::{LanguageTag, in_order};
use crate::wording::{Form, Patch, Pen, missing};
use crate::write::Writing;

/// What is said of a session; what is not named stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the event's own.
    pub language: Option<String>,
    pub title: Patch<String>,
    pub kind: Option<SessionKind>,
    pub summary: Patch<String>,
    pub audiences: Option<Vec<Audience>>,
    pub starts_at: Patch<DateTime<Utc>>,
    pub ends_at: Patch<DateTime<Utc>>,
    /// Its place among the sessions, from 1; the last where there are fewer.
    pub position: Option<i32>,
    pub speakers: Option<Vec<Speaker>>,
    pub practices: Option<Vec<Selector>>,
}

/// Who speaks: a contact, or a name and when that person agreed to be named.
#[derive(Clone, Debug, Default)]
pub struct Speaker {
    pub contact: Option<Selector>,
    pub name: Option<String>,
    pub role_title: Option<String>,
    pub consented_at: Option<DateTime<Utc>>,
}

/// Adds a session. Title and kind are needed.
pub async fn add(
    writing: &mut Writing,
    event: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let event = writing
        .change_for::<Entity>(Action::Steer, &event, "event", expected_version)
        .await?;
    let allowed = rules::may_change_sessions(event.status);
    writing.problems.take("event", allowed);
    if !matches!(input.title, Some(Some(_))) {
        writing.problems.note("input.title", missing());
    }
    if input.kind.is_none() {
        writing.problems.note("input.kind", missing());
    }
    let others = all(writing, &event).await?;
    let blank = event_session::Model {
        id: writing.new_id(),
        event_id: event.id,
        position: others.last().map_or(0, |last| last.position + 1),
        title: Localized::default(),
        kind: SessionKind::Debate,
        summary: None,
        audiences: Tags::default(),
        starts_at: None,
        ends_at: None,
    };
    let said = said(writing, &event, &blank, &input).await?;
    writing.problems.settled()?;
    let event = with_kinds(writing, event, &others, Some(said.session.kind), None).await?;
    let mut session = said.session;
    if let Some(place) = place_of(input.position) {
        session.position = make_room(writing, &event, &others, place).await?;
    }
    let id = session.id;
    writing
        .add_part::<event_session::Entity>(&event, session)
        .await?;
    put_lists(writing, &event, id, said.speakers, said.practices).await?;
    Ok(event.id)
}

pub async fn edit(
    writing: &mut Writing,
    session: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let (event, before) = found(writing, &session, expected_version).await?;
    let allowed = rules::may_change_sessions(event.status);
    writing.problems.take("session", allowed);
    let said = said(writing, &event, &before, &input).await?;
    writing.problems.settled()?;
    let mut others = all(writing, &event).await?;
    others.retain(|one| one.id != before.id);
    let (comes, goes) = (Some(said.session.kind), Some(before.kind));
    let event = with_kinds(writing, event, &others, comes, goes).await?;
    let mut after = said.session;
    let mut before = before;
    let place = place_of(input.position).map(|place| place.min(others.len()));
    let stands = others.iter().filter(|one| one.position < before.position);
    let stands = stands.count();
    if let Some(place) = place.filter(|place| *place != stands) {
        // It stands aside while the others make room.
        let aside = others.last().map_or(0, |last| last.position) + 1;
        let mut away = before.clone();
        away.position = aside.max(before.position + 1);
        writing
            .change_part::<event_session::Entity>(&event, &before, away.clone())
            .await?;
        before = away;
        after.position = make_room(writing, &event, &others, place).await?;
    }
    let id = after.id;
    writing
        .change_part::<event_session::Entity>(&event, &before, after)
        .await?;
    put_lists(writing, &event, id, said.speakers, said.practices).await?;
    Ok(event.id)
}

pub async fn remove(
    writing: &mut Writing,
    session: Selector,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let (event, session) = found(writing, &session, expected_version).await?;
    let allowed = rules::may_change_sessions(event.status);
    writing.problems.take("session", allowed);
    writing.problems.settled()?;
    let mut others = all(writing, &event).await?;
    others.retain(|one| one.id != session.id);
    let event = with_kinds(writing, event, &others, None, Some(session.kind)).await?;
    writing
        .remove_part::<event_session::Entity>(&event, &session)
        .await?;
    Ok(event.id)
}

/// The session that is meant, with its event, locked. Hidden answers like not there.
async fn found(
    writing: &mut Writing,
    session: &Selector,
    expected_version: i32,
) -> Result<(Model, event_session::Model), Failure> {
    let path = "session";
    let id = part_id(session, path)?;
    let its_own = Condition::all().add(event_session::Column::Id.eq(id));
    let known = writing.one::<event_session::Entity>(its_own).await?;
    let known = known.ok_or_else(|| not_found().at(path))?;
    let of = Selector::Id(known.event_id.0);
    let event = writing
        .change_for::<Entity>(Action::Steer, &of, path, expected_version)
        .await?;
    let session = writing.part_of::<event_session::Entity>(&event, id).await?;
    Ok((event, session.ok_or_else(|| not_found().at(path))?))
}

/// The id of a part; parts have no other names.
pub(super) fn part_id(by: &Selector, path: &str) -> Result<Uuid, Failure> {
    match by {
        Selector::Id(id) => Ok(*id),
        Selector::Bad(refusal) => Err(refusal.clone().at(path).into()),
        Selector::Key(_) | Selector::External { .. } => Err(not_found().at(path).into()),
    }
}

/// The sessions of an event, in their order.
async fn all(writing: &Writing, event: &Model) -> Result<Vec<event_session::Model>, Failure> {
    let of_event = Condition::all().add(event_session::Column::EventId.eq(event.id.0));
    let mut sessions = writing.all::<event_session::Entity>(of_event).await?;
    sessions.sort_by_key(|session| session.position);
    Ok(sessions)
}

/// A session as an input describes it. What is not named of its lists stays.
struct Said {
    session: event_session::Model,
    speakers: Option<Vec<event_speaker::Model>>,
    practices: Option<Vec<Uuid>>,
}

async fn said(
    writing: &mut Writing,
    event: &Model,
    before: &event_session::Model,
    input: &Edit,
) -> Result<Said, Failure> {
    let mut session = before.clone();
    let language = language(writing, input.language.as_deref(), &event.original_language);
    let mut pen = Pen {
        language: language.clone(),
        problems: &mut writing.problems,
    };
    let title = &input.title;
    pen.edit_required("input.title", &mut session.title, title, Form::Title);
    let summary = &mut session.summary;
    pen.edit("input.summary", summary, &input.summary, Form::Body);
    session.kind = input.kind.unwrap_or(session.kind);
    if let Some(audiences) = &input.audiences {
        session.audiences = tags(audiences);
    }
    set(&mut session.starts_at, input.starts_at);
    set(&mut session.ends_at, input.ends_at);
    let problems = &mut writing.problems;
    let order = in_order(session.starts_at, session.ends_at);
    problems.take("input.endsAt", order);
    if input.position.is_some_and(|position| position < 1) {
        problems.note("input.position", counted_from_one());
    }
    let speakers = match &input.speakers {
        Some(all) => Some(speakers(writing, session.id, &language, all).await?),
        None => None,
    };
    let practices = match &input.practices {
        Some(all) => {
            let id = session.id.0;
            let path = "input.practices";
            let named = writing.refer_all::<practice::Entity>(path, all).await?;
            let shown = writing.targets(SESSION_PRACTICES, &[id]).await?;
            let shown = shown.get(&id).map_or(&[][..], Vec::as_slice);
            Some(
                writing
                    .with_unseen::<practice::Entity>(named, shown)
                    .await?,
            )
        }
        None => None,
    };
    Ok(Said {
        session,
        speakers,
        practices,
    })
}

fn counted_from_one() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Places are counted from 1.",
        "Les places sont comptées à partir de 1.",
    )
}

async fn speakers(
    writing: &mut Writing,
    session: SessionId,
    language: &LanguageTag,
    all: &[Speaker],
) -> Result<Vec<event_speaker::Model>, Failure> {
    at_most(&mut writing.problems, "input.speakers", all.len(), MOST);
    let mut rows: Vec<event_speaker::Model> = Vec::new();
    for (one, position) in all.iter().zip(0..) {
        let path = format!("input.speakers.{position}");
        let given = (one.contact.as_ref(), one.name.as_deref());
        let (contact_id, name) = person(writing, &path, given).await?;
        if contact_id.is_some() && rows.iter().any(|row| row.contact_id == contact_id) {
            writing.problems.note(&path, twice());
        }
        let now = writing.now();
        if one.name.is_some() && one.contact.is_none() {
            let agreed = agreed(one.consented_at, now);
            writing
                .problems
                .take(&format!("{path}.consentedAt"), agreed);
        }
        let role_title = role(writing, &path, language, one.role_title.as_deref());
        rows.push(event_speaker::Model {
            id: writing.new_id(),
            session_id: session,
            position,
            contact_id,
            consented_at: one.consented_at.filter(|_| name.is_some()),
            name,
            role_title,
        });
    }
    unseen_go_on(writing, session, &mut rows).await?;
    Ok(rows)
}

/// Keeps who speaks there through a contact that the actor does not see: nobody takes away what is not there for them.
async fn unseen_go_on(
    writing: &Writing,
    session: SessionId,
    rows: &mut Vec<event_speaker::Model>,
) -> Result<(), Failure> {
    let of_session = Condition::all().add(event_speaker::Column::SessionId.eq(session.0));
    let mut before = writing.all_of::<event_speaker::Entity>(of_session).await?;
    before.sort_by_key(|row| row.position);
    let had = before.iter().filter_map(|row| row.contact_id);
    let had: Vec<Uuid> = had.map(|id| id.0).collect();
    let unseen = writing
        .with_unseen::<contact::Entity>(Vec::new(), &had)
        .await?;
    let stays =
        |row: &event_speaker::Model| row.contact_id.is_some_and(|id| unseen.contains(&id.0));
    for (row, position) in before.into_iter().filter(stays).zip(rows.len()..) {
        rows.push(event_speaker::Model {
            position: i32::try_from(position).unwrap_or(i32::MAX),
            ..row
        });
    }
    Ok(())
}

/// Who is named without a contact has agreed to it.
fn agreed(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<(), Refusal> {
    match at {
        Some(at) if at <= now => Ok(()),
        Some(_) => Err(Refusal::new(
            ErrorCode::InvalidValue,
            "A consent cannot lie in the future.",
            "Un consentement ne peut pas être daté du futur.",
        )),
        None => Err(Refusal::new(
            ErrorCode::Required,
            "A person is named with their consent only: say when it was given.",
            "Une personne n’est nommée qu’avec son consentement : indiquez quand il a été donné.",
        )),
    }
}

async fn put_lists(
    writing: &mut Writing,
    event: &Model,
    session: SessionId,
    speakers: Option<Vec<event_speaker::Model>>,
    practices: Option<Vec<Uuid>>,
) -> Result<(), Failure> {
    if let Some(speakers) = speakers {
        writing
            .put_details::<event_speaker::Entity>(event, session.0, speakers)
            .await?;
    }
    if let Some(practices) = practices {
        let shown = vec![(event, session.0, practices)];
        writing
            .put_part_links::<Entity>(SESSION_PRACTICES, shown)
            .await?;
    }
    Ok(())
}

/// Keeps the kinds of session that an event is found by true to its sessions: one that comes is among them, one that no session has any more is not.
async fn with_kinds(
    writing: &mut Writing,
    event: Model,
    others: &[event_session::Model],
    comes: Option<SessionKind>,
    goes: Option<SessionKind>,
) -> Result<Model, Failure> {
    let kinds = kinds_after(&event.session_kinds, others, comes, goes);
    if kinds == event.session_kinds {
        return Ok(event);
    }
    let after = Model {
        session_kinds: kinds,
        ..event.clone()
    };
    let version = event.version;
    writing.update::<Entity>(&event, after, version).await
}

fn kinds_after(
    kinds: &Tags,
    others: &[event_session::Model],
    comes: Option<SessionKind>,
    goes: Option<SessionKind>,
) -> Tags {
    let mut kinds = kinds.0.clone();
    if let Some(gone) = goes
        && !others.iter().any(|other| other.kind == gone)
    {
        kinds.retain(|kind| kind != gone.as_str());
    }
    if let Some(new) = comes
        && !kinds.iter().any(|kind| kind == new.as_str())
    {
        kinds.push(new.as_str().to_owned());
    }
    Tags(kinds)
}

/// From 1 as people count to 0 as lists do.
fn place_of(position: Option<i32>) -> Option<usize> {
    usize::try_from(position? - 1).ok()
}

/// Moves the other sessions so that one more finds its place among them. Gives its position.
async fn make_room(
    writing: &mut Writing,
    event: &Model,
    others: &[event_session::Model],
    place: usize,
) -> Result<i32, Failure> {
    let place = place.min(others.len());
    let wanted: Vec<i32> = (0..).zip(others).map(|(at, _)| at).collect();
    let shifted = others.iter().zip(wanted).map(|(session, at)| {
        let at = if at as usize >= place { at + 1 } else { at };
        (session, at)
    });
    // Those that move to the front first, from the front on; then the others, from the back on: no two ever stand in one place.
    let (up, down): (Vec<_>, Vec<_>) = shifted.partition(|(session, at)| *at > session.position);
    for (session, position) in down.into_iter().chain(up.into_iter().rev()) {
        let moved = event_session::Model {
            position,
            ..session.clone()
        };
        writing
            .change_part::<event_session::Entity>(event, session, moved)
            .await?;
    }
    Ok(i32::try_from(place).unwrap_or(i32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(kind: SessionKind) -> event_session::Model {
        event_session::Model {
            id: SessionId(Uuid::nil()),
            event_id: EventId(Uuid::nil()),
            position: 0,
            title: Localized::default(),
            kind,
            summary: None,
            audiences: Tags::default(),
            starts_at: None,
            ends_at: None,
        }
    }

    #[test]
    fn an_event_is_found_by_the_kinds_of_its_sessions_and_by_those_stated_beside_them() {
        use SessionKind::{Debate, Keynote, Training};
        let stated = Tags(vec!["TRAINING".to_owned(), "DEBATE".to_owned()]);
        let kinds = |others: &[event_session::Model], comes, goes| {
            kinds_after(&stated, others, comes, goes).0.join(" ")
        };
        assert_eq!(kinds(&[], Some(Keynote), None), "TRAINING DEBATE KEYNOTE");
        assert_eq!(kinds(&[], None, Some(Debate)), "TRAINING");
        assert_eq!(
            kinds(&[session(Debate)], None, Some(Debate)),
            "TRAINING DEBATE"
        );
        assert_eq!(kinds(&[], Some(Debate), Some(Debate)), "TRAINING DEBATE");
        assert_eq!(kinds(&[], Some(Keynote), Some(Training)), "DEBATE KEYNOTE");
    }

    #[test]
    fn who_is_named_without_a_contact_has_agreed_before() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(agreed(Some(now), now), Ok(()));
        let late = agreed(Some(now + chrono::TimeDelta::hours(1)), now);
        assert_eq!(late.map_err(|one| one.code), Err(ErrorCode::InvalidValue));
        let never = agreed(None, now);
        assert_eq!(never.map_err(|one| one.code), Err(ErrorCode::Required));
    }
}
