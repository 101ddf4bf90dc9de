//! The details of a contact as an input gives them: lists of what it can help with, lines, languages, telephone numbers.

use hemicycle_entity::contact::{Entity, Model};
use hemicycle_entity::{practice, project};
use uuid::Uuid;

use super::{EXPERTISE, HUBS, PRACTICES, PROJECTS};
use crate::deed::Selector;
use crate::deed::places::{NamedHubs, hub_ids};
use crate::edits::{MOST, at_most};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::record::{Link, Record};
use crate::write::Writing;

/// The lists of an input, as ids; none where a list is not named.
pub(super) struct Lists {
    expertise: Option<Vec<Uuid>>,
    pub hubs: Option<NamedHubs>,
    projects: Option<Vec<Uuid>>,
    practices: Option<Vec<Uuid>>,
}

impl Lists {
    /// `record` is the contact, where it is there already: topics that it has it may keep.
    pub async fn of(
        writing: &mut Writing,
        expertise: Option<Vec<Selector>>,
        hubs: Option<Vec<Selector>>,
        projects: Option<Vec<Selector>>,
        practices: Option<Vec<Selector>>,
        record: Option<Uuid>,
    ) -> Result<Self, Failure> {
        let expertise = match expertise {
            Some(all) => {
                let path = "input.expertise";
                at_most(&mut writing.problems, path, all.len(), MOST);
                let all = writing.refer_topics(path, &all, EXPERTISE, record).await?;
                Some(all)
            }
            None => None,
        };
        let hubs = match hubs {
            Some(all) => Some(writing.refer_hubs("input.hubs", &all).await?),
            None => None,
        };
        Ok(Self {
            expertise,
            hubs,
            projects: refer_some::<project::Entity>(writing, PROJECTS, projects, record).await?,
            practices: refer_some::<practice::Entity>(writing, PRACTICES, practices, record)
                .await?,
        })
    }

    pub async fn put(self, writing: &mut Writing, row: &Model) -> Result<(), Failure> {
        let lists: [(Link, Option<Vec<Uuid>>); 4] = [
            (EXPERTISE, self.expertise),
            (HUBS, self.hubs.as_deref().map(hub_ids)),
            (PROJECTS, self.projects),
            (PRACTICES, self.practices),
        ];
        for (link, ids) in lists {
            if let Some(ids) = ids {
                writing.put_links::<Entity>(link, vec![(row, ids)]).await?;
            }
        }
        Ok(())
    }
}

async fn refer_some<E: Record>(
    writing: &mut Writing,
    link: Link,
    all: Option<Vec<Selector>>,
    record: Option<Uuid>,
) -> Result<Option<Vec<Uuid>>, Failure> {
    let Some(all) = all else { return Ok(None) };
    let path = format!("input.{}", link.field);
    let named = writing.refer_all::<E>(&path, &all).await?;
    let Some(record) = record else {
        return Ok(Some(named));
    };
    let had = writing.targets(link, &[record]).await?;
    let had = had.get(&record).map_or(&[][..], Vec::as_slice);
    writing.with_unseen::<E>(named, had).await.map(Some)
}

/// A telephone number as people write it.
pub(super) fn phone_number(text: &str) -> Result<String, Refusal> {
    let trimmed = text.trim();
    let plain = trimmed
        .chars()
        .all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    let digits = trimmed.chars().filter(char::is_ascii_digit).count();
    if plain && (3..=20).contains(&digits) && trimmed.len() <= 50 {
        return Ok(trimmed.to_owned());
    }
    Err(Refusal::new(
        ErrorCode::InvalidValue,
        "A telephone number has 3 to 20 digits, with spaces, +, -, /, ( ) and full stops between them.",
        "Un numéro de téléphone comporte de 3 à 20 chiffres, séparés au besoin par des espaces, +, -, /, ( ) et des points.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telephone_numbers_are_taken_as_people_write_them() {
        for good in ["+33 1 40 63 60 00", "(0) 20 7219-3000", "112", " 1/2/3 "] {
            assert!(phone_number(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "12",
            "call me",
            "+",
            "1\n23",
            "123456789012345678901",
            "١٢٣",
        ] {
            assert!(phone_number(bad).is_err(), "{bad:?}");
        }
    }
}
