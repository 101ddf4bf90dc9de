//! People at events: each a contact, or a name.

use hemicycle_entity::contact;
use hemicycle_entity::ids::ContactId;
use hemicycle_entity::text::Localized;

use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::values::{LanguageTag, TITLE_LIMIT, written};
use crate::wording::{Form, Pen};
use crate::write::Writing;

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

fn contact_or_name() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Give a contact or a name, not both and not neither.",
        "Indiquez un contact ou un nom : l’un des deux, et un seul.",
    )
}
