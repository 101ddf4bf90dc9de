//! The editions of a publication: one per language.

use hemicycle_entity::ids::PublicationId;
use hemicycle_entity::publication::{Entity, Model};
use hemicycle_entity::publication_edition::{self, Model as Edition};
use sea_orm::{ColumnTrait, Condition};

use crate::deed::Selector;
use crate::edits::{at_most, line, set_parsed};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::problems::Problems;
use crate::values::{LanguageTag, licence, partial_date, web_address};
use crate::wording::Patch;
use crate::write::Writing;

/// The most editions that are told.
pub const EDITIONS: usize = 30;

/// An edition, as somebody says it.
#[derive(Clone, Debug, Default)]
pub struct EditionGiven {
    pub language: String,
    pub url: Option<String>,
    pub title: Option<String>,
    pub licence: Option<String>,
    /// As exact as known.
    pub published_on: Option<String>,
}

/// The same, read.
#[derive(Debug)]
pub struct Read {
    language: LanguageTag,
    url: Option<String>,
    title: Option<String>,
    licence: Option<String>,
    published_on: Option<String>,
}

impl Read {
    fn of(problems: &mut Problems, path: &str, given: &EditionGiven) -> Option<Self> {
        let at = |field: &str| format!("{path}.{field}");
        let language = problems.take(&at("language"), LanguageTag::parse(&given.language));
        let url = problems.take_some(&at("url"), given.url.as_deref(), web_address);
        let title = problems.take_some(&at("title"), given.title.as_deref(), line);
        let licence = problems.take_some(&at("licence"), given.licence.as_deref(), licence);
        let published_on = given.published_on.as_deref();
        let published_on = problems.take_some(&at("publishedOn"), published_on, partial_date);
        Some(Self {
            language: language?,
            url,
            title,
            licence,
            published_on,
        })
    }

    fn row(self, writing: &Writing, publication: PublicationId) -> Edition {
        Edition {
            id: writing.new_id(),
            publication_id: publication,
            language: self.language.as_str().to_owned(),
            url: self.url,
            title: self.title,
            licence: self.licence,
            published_on: self.published_on,
        }
    }
}

/// The editions of a publication that is being added.
pub fn first(problems: &mut Problems, all: &[EditionGiven]) -> Vec<Read> {
    at_most(problems, "input.editions", all.len(), EDITIONS);
    let mut read: Vec<Read> = Vec::new();
    for (place, given) in all.iter().enumerate() {
        let path = format!("input.editions.{place}");
        if let Some(edition) = Read::of(problems, &path, given) {
            if read.iter().any(|one| one.language == edition.language) {
                let tag = edition.language.as_str();
                problems.note(&format!("{path}.language"), twice(tag));
            }
            read.push(edition);
        }
    }
    read
}

pub async fn put(
    writing: &mut Writing,
    publication: &Model,
    editions: Vec<Read>,
) -> Result<(), Failure> {
    let rows = editions.into_iter();
    let rows = rows.map(|one| one.row(writing, publication.id)).collect();
    writing
        .put_parts::<publication_edition::Entity>(vec![(publication, rows)])
        .await?;
    Ok(())
}

/// Adds an edition in a language that there is none in yet.
pub async fn add(
    writing: &mut Writing,
    publication: Selector,
    input: EditionGiven,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let (publication, mut editions) = begin(writing, publication, expected_version).await?;
    let problems = &mut writing.problems;
    at_most(problems, "publication", editions.len() + 1, EDITIONS);
    let read = Read::of(problems, "input", &input);
    if let Some(read) = &read {
        let tag = read.language.as_str();
        if editions.iter().any(|one| one.language == tag) {
            problems.note("input.language", twice(tag));
        }
    }
    writing.problems.settled()?;
    editions.extend(read.map(|read| read.row(writing, publication.id)));
    end(writing, &publication, editions).await
}

/// What an edit of an edition changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct EditionEdit {
    pub url: Patch<String>,
    pub title: Patch<String>,
    pub licence: Patch<String>,
    pub published_on: Patch<String>,
}

/// Changes the edition in a language.
pub async fn edit(
    writing: &mut Writing,
    publication: Selector,
    language: &str,
    input: EditionEdit,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let (publication, mut editions) = begin(writing, publication, expected_version).await?;
    let place = place_of(&mut writing.problems, &editions, language);
    let mut edition = place.and_then(|place| editions.get(place).cloned());
    // What is wrong with the input is told even where there is no such edition.
    let row = edition.get_or_insert_with(|| nothing(publication.id));
    let problems = &mut writing.problems;
    set_parsed(problems, "input.url", &mut row.url, &input.url, web_address);
    let title = &mut row.title;
    set_parsed(problems, "input.title", title, &input.title, line);
    let terms = &mut row.licence;
    set_parsed(problems, "input.licence", terms, &input.licence, licence);
    let (path, day) = ("input.publishedOn", &mut row.published_on);
    set_parsed(problems, path, day, &input.published_on, partial_date);
    writing.problems.settled()?;
    if let (Some(place), Some(edition)) = (place, edition) {
        editions.splice(place..=place, [edition]);
    }
    end(writing, &publication, editions).await
}

/// Removes the edition in a language.
pub async fn remove(
    writing: &mut Writing,
    publication: Selector,
    language: &str,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let (publication, mut editions) = begin(writing, publication, expected_version).await?;
    let place = place_of(&mut writing.problems, &editions, language);
    writing.problems.settled()?;
    if let Some(place) = place {
        editions.remove(place);
    }
    end(writing, &publication, editions).await
}

async fn begin(
    writing: &mut Writing,
    publication: Selector,
    expected_version: i32,
) -> Result<(Model, Vec<Edition>), Failure> {
    let publication = writing
        .change_for::<Entity>(Action::Edit, &publication, "publication", expected_version)
        .await?;
    let of_publication = publication_edition::Column::PublicationId.eq(publication.id);
    let of_publication = Condition::all().add(of_publication);
    let editions = writing
        .all::<publication_edition::Entity>(of_publication)
        .await?;
    Ok((publication, editions))
}

async fn end(
    writing: &mut Writing,
    publication: &Model,
    editions: Vec<Edition>,
) -> Result<PublicationId, Failure> {
    writing
        .put_parts::<publication_edition::Entity>(vec![(publication, editions)])
        .await?;
    Ok(publication.id)
}

fn place_of(problems: &mut Problems, editions: &[Edition], language: &str) -> Option<usize> {
    let tag = problems.take("language", LanguageTag::parse(language))?;
    let place = editions.iter().position(|one| one.language == tag.as_str());
    if place.is_none() {
        problems.note("language", unknown(tag.as_str()));
    }
    place
}

const fn nothing(publication_id: PublicationId) -> Edition {
    Edition {
        id: hemicycle_entity::ids::EditionId(uuid::Uuid::nil()),
        publication_id,
        language: String::new(),
        url: None,
        title: None,
        licence: None,
        published_on: None,
    }
}

fn twice(tag: &str) -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        format!("There is an edition in “{tag}” already."),
        format!("Il y a déjà une édition en « {tag} »."),
    )
}

fn unknown(tag: &str) -> Refusal {
    Refusal::new(
        ErrorCode::NotFound,
        format!("There is no edition in “{tag}”."),
        format!("Il n’y a pas d’édition en « {tag} »."),
    )
}
