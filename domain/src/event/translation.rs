//! An event's texts, and those of its sessions and their speakers, in a second language.

use hemicycle_entity::event::{Entity, Model};
use hemicycle_entity::ids::EventId;
use hemicycle_entity::{event_session, event_speaker};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::people::{Named, RoleTranslation, translate_roles};
use crate::deed::Selector;
use crate::edits::language;
use crate::failure::Failure;
use crate::policy::Action;
use crate::wording::{Form, Pen, TranslationOrigin, some_translated};
use crate::write::Writing;

/// An event's texts in a second language.
#[derive(Clone, Debug)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub title: Option<String>,
    pub theme: Option<String>,
    pub summary: Option<String>,
    pub place: Option<String>,
    pub status_note: Option<String>,
    pub sessions: Vec<SessionTranslation>,
}

/// A session's texts in that language.
#[derive(Clone, Debug)]
pub struct SessionTranslation {
    pub session: Selector,
    pub title: Option<String>,
    pub summary: Option<String>,
    pub speakers: Vec<RoleTranslation>,
}

pub async fn translate(
    writing: &mut Writing,
    event: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<EventId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &event, "event", expected_version)
        .await?;
    let mut after = before.clone();
    let language = language(&mut writing.problems, Some(&input.language), "und");
    let named = input.sessions.iter().enumerate();
    let named: Vec<_> = named
        .map(|(place, one)| (format!("input.sessions.{place}.session"), &one.session))
        .collect();
    let sessions = writing
        .refer_parts::<event_session::Entity>(&before, &named)
        .await?;
    let speakers = speakers(writing, &sessions, &input.sessions).await?;
    some_translated(&mut writing.problems, &input.given());
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    own_texts(&mut after, &input, &mut pen);
    let mut translated = Vec::new();
    for (place, (session, one)) in sessions.into_iter().zip(&input.sessions).enumerate() {
        let Some(session) = session else { continue };
        let path = format!("input.sessions.{place}");
        let speak = speakers.iter().filter(|row| row.session_id == session.id);
        let mut speak: Vec<event_speaker::Model> = speak.cloned().collect();
        let in_words = session_texts(session.clone(), one, &path, (&mut pen, input.origin));
        let named = Named {
            list: &format!("{path}.speakers"),
            person: "speaker",
        };
        let pen = (&mut pen, input.origin);
        translate_roles::<event_speaker::Entity>(&mut speak, &named, &one.speakers, pen);
        translated.push((session, in_words, speak));
    }
    writing.problems.settled()?;
    let after = if after == before {
        after
    } else {
        writing
            .update::<Entity>(&before, after, before.version)
            .await?
    };
    for (old, new, speak) in translated {
        writing
            .change_part::<event_session::Entity>(&after, &old, new)
            .await?;
        // Where none is named, none was looked up.
        if !speak.is_empty() {
            writing
                .put_details::<event_speaker::Entity>(&after, old.id.0, speak)
                .await?;
        }
    }
    Ok(after.id)
}

impl Translation {
    /// All texts that are given.
    fn given(&self) -> Vec<Option<&str>> {
        let own = [
            &self.title,
            &self.theme,
            &self.summary,
            &self.place,
            &self.status_note,
        ];
        let of_sessions = self.sessions.iter();
        let of_sessions = of_sessions.flat_map(|one| [&one.title, &one.summary]);
        let roles = self.sessions.iter().flat_map(|one| &one.speakers);
        own.into_iter()
            .chain(of_sessions)
            .map(Option::as_deref)
            .chain(roles.map(|one| Some(one.role_title.as_str())))
            .collect()
    }
}

/// The speakers of the sessions of which some are named.
async fn speakers(
    writing: &Writing,
    sessions: &[Option<event_session::Model>],
    given: &[SessionTranslation],
) -> Result<Vec<event_speaker::Model>, Failure> {
    let named = sessions.iter().zip(given);
    let named = named.filter(|(_, one)| !one.speakers.is_empty());
    let ids = named.filter_map(|(session, _)| session.as_ref().map(|row| row.id.0));
    let ids: Vec<Uuid> = ids.collect();
    match ids.is_empty() {
        true => Ok(Vec::new()),
        false => {
            let among = Condition::all().add(event_speaker::Column::SessionId.is_in(ids));
            writing.all_of::<event_speaker::Entity>(among).await
        }
    }
}

fn own_texts(event: &mut Model, input: &Translation, pen: &mut Pen<'_>) {
    let Model {
        title,
        theme,
        summary,
        place,
        status_note: note,
        ..
    } = event;
    for (path, text, new, form) in [
        ("input.title", Some(title), &input.title, Form::Title),
        ("input.theme", theme.as_mut(), &input.theme, Form::Title),
        (
            "input.summary",
            summary.as_mut(),
            &input.summary,
            Form::Body,
        ),
        ("input.place", place.as_mut(), &input.place, Form::Title),
        (
            "input.statusNote",
            note.as_mut(),
            &input.status_note,
            Form::Body,
        ),
    ] {
        pen.translate(path, text, new.as_deref(), input.origin, form);
    }
}

fn session_texts(
    mut session: event_session::Model,
    given: &SessionTranslation,
    path: &str,
    (pen, origin): (&mut Pen<'_>, TranslationOrigin),
) -> event_session::Model {
    let (title, summary) = (Some(&mut session.title), session.summary.as_mut());
    for (field, text, new, form) in [
        ("title", title, &given.title, Form::Title),
        ("summary", summary, &given.summary, Form::Body),
    ] {
        let path = format!("{path}.{field}");
        pen.translate(&path, text, new.as_deref(), origin, form);
    }
    session
}
