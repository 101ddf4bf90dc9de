//! People at events: each a contact, or a name.

use std::collections::HashSet;

use hemicycle_entity::ids::ContactId;
use hemicycle_entity::text::Localized;
use hemicycle_entity::{contact, event_delegate, event_delegation, event_session, event_speaker};

use crate::deed::{Selector, twice};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::record::{Detail, RowOf};
use crate::values::{LanguageTag, TITLE_LIMIT, written};
use crate::wording::{Form, Pen, TranslationOrigin, follow, said};
use crate::write::Writing;
use crate::write::no_such_part;

impl Detail for event_speaker::Entity {
    type Part = event_session::Entity;
    const FIELD: &'static str = "speakers";

    fn part_column() -> event_speaker::Column {
        event_speaker::Column::SessionId
    }

    fn same_person(one: &event_speaker::Model, other: &event_speaker::Model) -> bool {
        (one.contact_id, &one.name) == (other.contact_id, &other.name)
    }

    fn same_role(one: &event_speaker::Model, other: &event_speaker::Model) -> bool {
        said(one.role_title.as_ref()) == said(other.role_title.as_ref())
    }

    fn role_title(row: &mut event_speaker::Model) -> &mut Option<Localized> {
        &mut row.role_title
    }

    fn follow(row: &mut event_speaker::Model, before: &event_speaker::Model) {
        row.id = before.id;
        follow(&mut row.role_title, before.role_title.as_ref());
    }
}

impl Detail for event_delegate::Entity {
    type Part = event_delegation::Entity;
    const FIELD: &'static str = "delegates";

    fn part_column() -> event_delegate::Column {
        event_delegate::Column::DelegationId
    }

    fn same_person(one: &event_delegate::Model, other: &event_delegate::Model) -> bool {
        (one.contact_id, &one.name) == (other.contact_id, &other.name)
    }

    fn same_role(one: &event_delegate::Model, other: &event_delegate::Model) -> bool {
        said(one.role_title.as_ref()) == said(other.role_title.as_ref())
    }

    fn role_title(row: &mut event_delegate::Model) -> &mut Option<Localized> {
        &mut row.role_title
    }

    fn follow(row: &mut event_delegate::Model, before: &event_delegate::Model) {
        row.id = before.id;
        follow(&mut row.role_title, before.role_title.as_ref());
    }
}

/// A contact or a name: exactly one of them.
pub(super) async fn person(
    writing: &mut Writing,
    path: &str,
    (contact, name): (Option<&Selector>, Option<&str>),
) -> Result<(Option<ContactId>, Option<String>), Failure> {
    if contact.is_some() == name.is_some() {
        writing.problems.note(path, contact_or_name());
        return Ok((None, None));
    }
    let at_contact = format!("{path}.contact");
    let known = writing
        .refer::<contact::Entity>(&at_contact, contact)
        .await?;
    let name = writing
        .problems
        .take_some(&format!("{path}.name"), name, |name| {
            written(name, TITLE_LIMIT, false)
        });
    Ok((known.map(|row| row.id), name))
}

/// As what a person comes.
pub(super) fn role(
    writing: &mut Writing,
    path: &str,
    language: &LanguageTag,
    role_title: Option<&str>,
) -> Option<Localized> {
    let mut pen = Pen {
        language: language.clone(),
        problems: &mut writing.problems,
    };
    pen.draft(&format!("{path}.roleTitle"), role_title, Form::Title)
}

/// As what somebody comes, in a second language.
#[derive(Clone, Debug)]
pub struct RoleTranslation {
    /// The speaker or delegate.
    pub person: Selector,
    pub role_title: String,
}

/// Where an input names people whose roles it translates: the path of the list, and what its members call the person.
pub(super) struct Named<'p> {
    pub list: &'p str,
    pub person: &'static str,
}

/// Puts roles in a second language to the people of a part; notes what is wrong with them.
pub(super) fn translate_roles<D: Detail>(
    rows: &mut [RowOf<D>],
    named: &Named<'_>,
    given: &[RoleTranslation],
    (pen, origin): (&mut Pen<'_>, TranslationOrigin),
) {
    let mut earlier = HashSet::new();
    for (place, one) in given.iter().enumerate() {
        let at = format!("{}.{place}", named.list);
        let row = match &one.person {
            Selector::Id(id) if !earlier.insert(*id) => Err(twice()),
            Selector::Id(id) => {
                let mut rows = rows.iter_mut();
                let row = rows.find(|row| D::id(row) == (*id).into());
                row.ok_or_else(no_such_part)
            }
            Selector::Bad(refusal) => Err(refusal.clone()),
            Selector::Key(_) | Selector::External { .. } => Err(no_such_part()),
        };
        if let Some(row) = pen.problems.take(&format!("{at}.{}", named.person), row) {
            let title = D::role_title(row).as_mut();
            let path = format!("{at}.roleTitle");
            pen.translate(&path, title, Some(&one.role_title), origin, Form::Title);
        }
    }
}

fn contact_or_name() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Give a contact or a name, not both and not neither.",
        "Indiquez un contact ou un nom : l’un des deux, et un seul.",
    )
}
