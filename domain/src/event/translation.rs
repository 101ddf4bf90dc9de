//! An event's texts, and those of its sessions, in a second language.

use hemicycle_entity::event::Entity;
use hemicycle_entity::event_session;
use hemicycle_entity::ids::EventId;
use hemicycle_entity::text::Localized;

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
    let own = [
        &input.title,
        &input.theme,
        &input.summary,
        &input.place,
        &input.status_note,
    ];
    let of_sessions = input
        .sessions
        .iter()
        .flat_map(|one| [&one.title, &one.summary]);
    let given: Vec<Option<&str>> = own
        .into_iter()
        .chain(of_sessions)
        .map(Option::as_deref)
        .collect();
    some_translated(&mut writing.problems, &given);
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    let mut put = |path: &str, text: Option<&mut Localized>, new: &Option<String>, form| {
        pen.translate(path, text, new.as_deref(), input.origin, form);
    };
    let (title, theme, place) = (&input.title, &input.theme, &input.place);
    put("input.title", Some(&mut after.title), title, Form::Title);
    put("input.theme", after.theme.as_mut(), theme, Form::Title);
    put(
        "input.summary",
        after.summary.as_mut(),
        &input.summary,
        Form::Body,
    );
    put("input.place", after.place.as_mut(), place, Form::Title);
    let note = after.status_note.as_mut();
    put("input.statusNote", note, &input.status_note, Form::Body);
    let mut translated: Vec<(event_session::Model, event_session::Model)> = Vec::new();
    for (place, (session, one)) in sessions.into_iter().zip(&input.sessions).enumerate() {
        let Some(session) = session else { continue };
        let mut other = session.clone();
        let path = |field: &str| format!("input.sessions.{place}.{field}");
        put(
            &path("title"),
            Some(&mut other.title),
            &one.title,
            Form::Title,
        );
        let summary = other.summary.as_mut();
        put(&path("summary"), summary, &one.summary, Form::Body);
        translated.push((session, other));
    }
    writing.problems.settled()?;
    let after = if after == before {
        after
    } else {
        writing
            .update::<Entity>(&before, after, before.version)
            .await?
    };
    for (old, new) in translated {
        writing
            .change_part::<event_session::Entity>(&after, &old, new)
            .await?;
    }
    Ok(after.id)
}
