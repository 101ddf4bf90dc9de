//! Small steps that deeds of several kinds share: reading what an input says of a field, and what is wrong with it.

use std::borrow::Borrow;

use hemicycle_entity::text::{Source, Sources, Tags};
use hemicycle_entity::values::{Closed, Kind};
use sea_orm::{ColumnTrait, Condition};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::problems::Problems;
use crate::record::{Common, Record};
use crate::values::{LanguageTag, Slug, TITLE_LIMIT, web_address, written};
use crate::wording::Patch;
use crate::write::Writing;

/// The most sources that a record states.
pub const SOURCES: usize = 20;
/// Records that a list of a record names at most: so many are told.
pub const MOST: usize = 20;

/// Where a fact comes from, as somebody says it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceGiven {
    pub title: String,
    pub url: Option<String>,
}

/// Changes a field as an edit says.
pub fn set<T>(field: &mut Option<T>, patch: Patch<T>) {
    if let Some(new) = patch {
        *field = new;
    }
}

/// The same for a value that has to be read first.
pub fn set_parsed<T: Borrow<G>, G: ?Sized, U>(
    problems: &mut Problems,
    path: &str,
    field: &mut Option<U>,
    patch: &Patch<T>,
    parse: impl FnOnce(&G) -> Result<U, Refusal>,
) {
    match patch {
        None => {}
        Some(None) => *field = None,
        Some(Some(new)) => {
            if let Some(new) = problems.take(path, parse(new.borrow())) {
                *field = Some(new);
            }
        }
    }
}

/// A plain line: a name that is the same in all languages.
pub fn line(text: &str) -> Result<String, Refusal> {
    written(text, TITLE_LIMIT, false)
}

/// The language of an input's texts.
pub fn language(problems: &mut Problems, given: Option<&str>, otherwise: &str) -> LanguageTag {
    let tag = LanguageTag::parse(given.unwrap_or(otherwise));
    problems
        .take("input.language", tag)
        .unwrap_or_else(|| LanguageTag::stored(otherwise))
}

/// Values of a closed list, each once, in their order.
pub fn tags<T: Closed>(values: &[T]) -> Tags {
    let mut tags: Vec<String> = Vec::new();
    for value in values {
        let tag = value.as_str().to_owned();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    Tags(tags)
}

/// Languages, each once, in their usual letter case.
pub fn languages(problems: &mut Problems, path: &str, all: &[String]) -> Tags {
    at_most(problems, path, all.len(), MOST);
    let mut tags: Vec<String> = Vec::new();
    for (place, text) in all.iter().enumerate() {
        let tag = problems.take(&format!("{path}.{place}"), LanguageTag::parse(text));
        if let Some(tag) = tag.filter(|tag| !tags.iter().any(|known| known == tag.as_str())) {
            tags.push(tag.as_str().to_owned());
        }
    }
    Tags(tags)
}

/// Whether a list is no longer than it may be; notes it otherwise.
pub fn at_most(problems: &mut Problems, path: &str, length: usize, most: usize) -> bool {
    if length > most {
        let refusal = Refusal::new(
            ErrorCode::InvalidValue,
            format!("There are {length} of them, at most {most} are allowed."),
            format!("Il y en a {length}, {most} au plus sont admis."),
        );
        problems.note(path, refusal);
    }
    length <= most
}

/// Sources as they are kept, with notes of what is wrong.
pub fn sources(problems: &mut Problems, all: &[SourceGiven]) -> Sources {
    at_most(problems, "input.sources", all.len(), SOURCES);
    let mut kept = Vec::new();
    for (place, one) in all.iter().enumerate() {
        let path = format!("input.sources.{place}");
        let title = problems.take(&format!("{path}.title"), line(&one.title));
        let url = one.url.as_deref();
        let url = problems.take_some(&format!("{path}.url"), url, web_address);
        kept.extend(title.map(|title| Source { title, url }));
    }
    Sources(kept)
}

/// A value that another record has.
pub fn taken(value: &str) -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        format!("“{value}” already belongs to another record."),
        format!("« {value} » appartient déjà à une autre fiche."),
    )
}

impl Writing {
    /// Whether the actor may add to what editors keep.
    pub fn permit_addition(&self, kind: Kind) -> Result<(), Failure> {
        self.permit_new(Action::Draft, kind, Vec::new(), Vec::new())
    }

    /// Notes a code that another record has, or had: old codes keep leading to it.
    pub async fn code_is_free<E: Record>(
        &mut self,
        path: &str,
        code: &str,
        own: Option<Uuid>,
    ) -> Result<(), Failure> {
        let known = Condition::all().add(E::key_column().eq(code));
        let holder = match self.one::<E>(known).await? {
            Some(row) => Some(row.uuid()),
            None => self.redirected(E::KIND, code).await?,
        };
        if holder.is_some() && holder != own {
            self.problems.note(path, taken(code));
        }
        Ok(())
    }

    /// The slug of a new record: the wish, or what its name gives, with a number where it is taken.
    pub async fn first_slug<E: Record>(
        &mut self,
        wish: Option<String>,
        name: &str,
    ) -> Result<String, Failure> {
        let wish = self.slug_wish(wish);
        let wish = wish.unwrap_or_else(|| slug::slugify(name));
        self.free_slug::<E>(&wish).await
    }

    /// The slug of a record after an edit. It can take back one that it had before.
    pub async fn next_slug<E: Record>(
        &mut self,
        before: &E::Model,
        wish: Option<String>,
    ) -> Result<String, Failure> {
        match self.slug_wish(wish) {
            Some(wish) => self.slug_for::<E>(before, wish).await,
            None => Ok(E::key(before).to_owned()),
        }
    }

    fn slug_wish(&mut self, wish: Option<String>) -> Option<String> {
        let slug = self
            .problems
            .take_some("input.slug", wish, |wish| Slug::parse(&wish));
        slug.map(Slug::into_string)
    }

    /// The records that a list refers to, where there is a list.
    pub async fn refer_some<E: Record>(
        &mut self,
        path: &str,
        all: Option<&[Selector]>,
    ) -> Result<Option<Vec<Uuid>>, Failure> {
        match all {
            Some(all) => Ok(Some(self.refer_all::<E>(path, all).await?)),
            None => Ok(None),
        }
    }
}
