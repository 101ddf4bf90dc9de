//! What mutations of publications take.

use async_graphql::{InputObject, MaybeUndefined};
use hemicycle_domain::publication::{deeds, editions};

use crate::graphql::common::SourceInput;
use crate::graphql::enums::{ImpactArea, PublicationType, TranslationOrigin};
use crate::graphql::event::EventBy;
use crate::graphql::practice::PracticeBy;
use crate::graphql::scalars::PartialDate;
use crate::graphql::selectors::{PartyBy, patch, selectors, values};
use crate::graphql::topic::TopicBy;

/// A publication to be added.
#[derive(InputObject)]
pub struct PublicationAddInput {
    /// The language of the texts given here, as a BCP 47 tag, whatever the languages of its editions.
    language: String,
    /// The short name it would like in addresses; a number is added where it is taken. Made from the title when absent.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters.
    title: String,
    /// What sort of publication it is.
    #[graphql(name = "type")]
    kind: PublicationType,
    /// The year it first appeared, 1889 to 2200.
    year: Option<i32>,
    /// What it is about, in the network’s own words, as Markdown of at most 20,000 characters.
    summary: Option<String>,
    /// Its ISBN, as printed: at most 20 characters.
    isbn: Option<String>,
    /// The impact areas it bears on.
    impact_areas: Option<Vec<ImpactArea>>,
    /// Its editions, one per language. At most 30.
    editions: Option<Vec<PublicationEditionAddInput>>,
    /// Who publishes it, in order. At most 20.
    publishers: Option<Vec<PartyBy>>,
    /// The events that launched it.
    events: Option<Vec<EventBy>>,
    /// The practices it speaks of.
    practices: Option<Vec<PracticeBy>>,
    /// What it is about. At most 20.
    topics: Option<Vec<TopicBy>>,
    /// Where its facts come from. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<PublicationAddInput> for deeds::Addition {
    fn from(input: PublicationAddInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: input.title,
            kind: input.kind.into(),
            year: input.year,
            summary: input.summary,
            isbn: input.isbn,
            impact_areas: values(input.impact_areas),
            editions: values(input.editions),
            sources: values(input.sources),
            lists: deeds::Lists {
                publishers: input.publishers.map(|list| values(Some(list))),
                events: input.events.map(|list| selectors(Some(list))),
                practices: input.practices.map(|list| selectors(Some(list))),
                topics: input.topics.map(|list| selectors(Some(list))),
            },
        }
    }
}

/// What to change of a publication. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct PublicationEditInput {
    /// The language of the texts given here: the publication’s original language, which it is when absent. Other languages are added with `publicationTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// What sort of publication it is.
    #[graphql(name = "type")]
    kind: Option<PublicationType>,
    /// The year it first appeared, 1889 to 2200.
    year: MaybeUndefined<i32>,
    /// What it is about, in the network’s own words, as Markdown of at most 20,000 characters.
    summary: MaybeUndefined<String>,
    /// Its ISBN, as printed: at most 20 characters.
    isbn: MaybeUndefined<String>,
    /// The impact areas it bears on; replaces them all.
    impact_areas: Option<Vec<ImpactArea>>,
    /// Who publishes it, in order; replaces them all. At most 20.
    publishers: Option<Vec<PartyBy>>,
    /// The events that launched it; replaces them all.
    events: Option<Vec<EventBy>>,
    /// The practices it speaks of; replaces them all.
    practices: Option<Vec<PracticeBy>>,
    /// What it is about; replaces them all. At most 20.
    topics: Option<Vec<TopicBy>>,
    /// Where its facts come from; replaces them all. At most 20.
    sources: Option<Vec<SourceInput>>,
}

impl From<PublicationEditInput> for deeds::Edit {
    fn from(input: PublicationEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: patch(input.title),
            kind: input.kind.map(Into::into),
            year: patch(input.year),
            summary: patch(input.summary),
            isbn: patch(input.isbn),
            impact_areas: input.impact_areas.map(|list| values(Some(list))),
            sources: input.sources.map(|list| values(Some(list))),
            lists: deeds::Lists {
                publishers: input.publishers.map(|list| values(Some(list))),
                events: input.events.map(|list| selectors(Some(list))),
                practices: input.practices.map(|list| selectors(Some(list))),
                topics: input.topics.map(|list| selectors(Some(list))),
            },
        }
    }
}

/// The texts of a publication’s record in another language: at least one of them.
#[derive(InputObject)]
pub struct PublicationTranslateInput {
    /// The language of the translation, as a BCP 47 tag.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// What it is called in that language.
    title: Option<String>,
    /// What it is about, in that language.
    summary: Option<String>,
}

impl From<PublicationTranslateInput> for deeds::Translation {
    fn from(input: PublicationTranslateInput) -> Self {
        Self {
            language: input.language,
            title: input.title,
            summary: input.summary,
            origin: input.origin.unwrap_or_default().into(),
        }
    }
}

/// An edition to be added: a publication in one language.
#[derive(InputObject)]
pub struct PublicationEditionAddInput {
    /// Its language, as a BCP 47 tag.
    language: String,
    /// Where it can be read: an absolute https address.
    url: Option<String>,
    /// Its title in that language: one line of at most 300 characters.
    title: Option<String>,
    /// The SPDX identifier of the terms it is published under, such as `CC-BY-4.0`. These are the terms of the work, not of this record.
    licence: Option<String>,
    /// When it was published, as exactly as known: `2021-06-16`, `2019-12` or `2019`.
    published_on: Option<PartialDate>,
}

impl From<PublicationEditionAddInput> for editions::EditionGiven {
    fn from(input: PublicationEditionAddInput) -> Self {
        Self {
            language: input.language,
            url: input.url,
            title: input.title,
            licence: input.licence,
            published_on: input.published_on.map(|date| date.0),
        }
    }
}

/// What to change of an edition. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct PublicationEditionEditInput {
    /// Where it can be read: an absolute https address.
    url: MaybeUndefined<String>,
    /// Its title in that language: one line of at most 300 characters.
    title: MaybeUndefined<String>,
    /// The SPDX identifier of the terms it is published under, such as `CC-BY-4.0`. These are the terms of the work, not of this record.
    licence: MaybeUndefined<String>,
    /// When it was published, as exactly as known: `2021-06-16`, `2019-12` or `2019`.
    published_on: MaybeUndefined<PartialDate>,
}

impl From<PublicationEditionEditInput> for editions::EditionEdit {
    fn from(input: PublicationEditionEditInput) -> Self {
        Self {
            url: patch(input.url),
            title: patch(input.title),
            licence: patch(input.licence),
            published_on: patch(input.published_on),
        }
    }
}
