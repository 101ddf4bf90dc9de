//! What is done with hubs: their record and where they stand. Who takes part in them and who coordinates them have rooms of their own.

use hemicycle_entity::hub::{Entity, Model};
use hemicycle_entity::ids::HubId;
use hemicycle_entity::text::{Channel, Channels, FormerName};
use hemicycle_entity::values::{ChannelKind, HubStatus};

use super::TOPICS;
use super::lifecycle::{may_activate, may_become_dormant, may_close, may_scope};
use crate::deed::Selector;
use crate::edits::{MOST, at_most, language, languages};
use crate::failure::{Failure, Refusal};
use crate::policy::Action;
use crate::problems::Problems;
use crate::values::{LanguageTag, original, web_address};
use crate::wording::{Form, Patch, Pen, TranslationOrigin, some_translated};
use crate::write::Writing;

mod coordinators;
mod members;

pub use coordinators::{Appointment, appoint_coordinator, end_coordinator};
pub use members::{MembershipEdit, NewMembership, add_member, edit_member, end_member};

/// Channels that a hub has at most.
const MOST_CHANNELS: usize = 10;

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the hub's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub name: Patch<String>,
    pub mandate: Patch<String>,
    pub languages: Option<Vec<String>>,
    /// A partial date.
    pub founded_on: Patch<String>,
    pub channels: Option<Vec<(ChannelKind, String)>>,
    pub topics: Option<Vec<Selector>>,
}

pub async fn edit(
    writing: &mut Writing,
    hub: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &hub, "hub", expected_version)
        .await?;
    let mut after = before.clone();
    write(&mut after, &input, &mut writing.problems);
    if named_anew(&before, &after) {
        let former = FormerName {
            name: before.name.clone(),
            until: Some(writing.now().date_naive().to_string()),
        };
        after.former_names.0.insert(0, former);
    }
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    let topics = input.topics.as_deref();
    let count = topics.map_or(0, <[Selector]>::len);
    at_most(&mut writing.problems, "input.topics", count, MOST);
    let topics = writing
        .refer_some_topics("input.topics", topics, TOPICS, before.id.0)
        .await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    if let Some(topics) = topics {
        writing
            .put_links::<Entity>(TOPICS, vec![(&after, topics)])
            .await?;
    }
    Ok(after.id)
}

/// Writes into a hub what an edit says of its own fields.
fn write(hub: &mut Model, input: &Edit, problems: &mut Problems) {
    let language = input.language.as_deref().unwrap_or(&hub.original_language);
    let language = problems.take("input.language", LanguageTag::parse(language));
    let mut pen = Pen {
        language: language.unwrap_or_else(|| LanguageTag::stored(&hub.original_language)),
        problems,
    };
    pen.edit_required("input.name", &mut hub.name, &input.name, Form::Title);
    pen.edit(
        "input.mandate",
        &mut hub.mandate,
        &input.mandate,
        Form::Body,
    );
    if let Some(founded_on) = &input.founded_on {
        hub.founded_on.clone_from(founded_on);
    }
    if let Some(spoken) = &input.languages {
        hub.languages = languages(problems, "input.languages", spoken);
    }
    if let Some(channels) = &input.channels {
        hub.channels = addresses(channels, problems);
    }
}

/// Whether its name, as first written, is another one.
fn named_anew(before: &Model, after: &Model) -> bool {
    let name = |hub: &Model| original(&hub.name).map(|(_, wording)| wording.text.clone());
    name(before) != name(after)
}

fn addresses(channels: &[(ChannelKind, String)], problems: &mut Problems) -> Channels {
    let mut addresses = Vec::new();
    for (place, (kind, url)) in channels.iter().enumerate() {
        let path = format!("input.channels.{place}.url");
        if let Some(url) = problems.take(&path, web_address(url)) {
            addresses.push(Channel { kind: *kind, url });
        }
    }
    at_most(problems, "input.channels", channels.len(), MOST_CHANNELS);
    Channels(addresses)
}

/// Why a hub stands where it stands from now on, in a language.
#[derive(Clone, Debug, Default)]
pub struct Note {
    /// Without one, the hub's own.
    pub language: Option<String>,
    pub note: String,
}

/// Begins to look for what a proposed hub is to do.
pub async fn scope(
    writing: &mut Writing,
    hub: Selector,
    note: Note,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let turn = (may_scope as May, HubStatus::Scoping);
    take(writing, turn, hub, note, expected_version).await
}

pub async fn activate(
    writing: &mut Writing,
    hub: Selector,
    note: Note,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let turn = (may_activate as May, HubStatus::Active);
    take(writing, turn, hub, note, expected_version).await
}

pub async fn set_dormant(
    writing: &mut Writing,
    hub: Selector,
    note: Note,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let turn = (may_become_dormant as May, HubStatus::Dormant);
    take(writing, turn, hub, note, expected_version).await
}

pub async fn close(
    writing: &mut Writing,
    hub: Selector,
    note: Note,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let turn = (may_close as May, HubStatus::Closed);
    take(writing, turn, hub, note, expected_version).await
}

/// From which statuses a hub can come.
type May = fn(HubStatus) -> Result<(), Refusal>;

/// Changes where a hub stands. The note takes the place of the one before: the log keeps when each was written.
async fn take(
    writing: &mut Writing,
    (may, to): (May, HubStatus),
    hub: Selector,
    input: Note,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Steer, &hub, "hub", expected_version)
        .await?;
    let problems = &mut writing.problems;
    problems.take("hub", may(before.status));
    let language = input.language.as_deref();
    let language = language.unwrap_or(&before.original_language);
    let language = problems.take("input.language", LanguageTag::parse(language));
    let mut pen = Pen {
        language: language.unwrap_or_else(|| LanguageTag::stored(&before.original_language)),
        problems,
    };
    let note = pen.draft("input.note", Some(&input.note), Form::Body);
    writing.problems.settled()?;
    let after = Model {
        status: to,
        status_note: note,
        ..before.clone()
    };
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Its texts in another language; what is absent is left alone.
#[derive(Clone, Debug)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub name: Option<String>,
    pub mandate: Option<String>,
    pub status_note: Option<String>,
}

/// Adds a language to a hub, or renews it.
pub async fn translate(
    writing: &mut Writing,
    hub: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<HubId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &hub, "hub", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let Model {
        name,
        mandate,
        status_note: note,
        ..
    } = &mut after;
    for (path, text, translation, form) in [
        ("input.name", Some(name), &input.name, Form::Title),
        (
            "input.mandate",
            mandate.as_mut(),
            &input.mandate,
            Form::Body,
        ),
        (
            "input.statusNote",
            note.as_mut(),
            &input.status_note,
            Form::Body,
        ),
    ] {
        pen.translate(path, text, translation.as_deref(), input.origin, form);
    }
    let given = [&input.name, &input.mandate, &input.status_note].map(Option::as_deref);
    some_translated(&mut writing.problems, &given);
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}
