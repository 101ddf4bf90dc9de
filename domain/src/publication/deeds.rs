//! What editors do with publications. An edition is known by its language.

use std::collections::HashMap;

use hemicycle_entity::ids::PublicationId;
use hemicycle_entity::publication::{Entity, Model};
use hemicycle_entity::text::{Localized, Sources};
use hemicycle_entity::values::{ImpactArea, Kind, PublicationType};
use hemicycle_entity::{event, practice, publication_publisher};
use uuid::Uuid;

use super::editions::{self, EditionGiven};
use super::{EVENTS, PRACTICES, TOPICS};
use crate::deed::{Selector, wrong_state};
use crate::edits::{SourceGiven, at_most, language, set_parsed, sources, tags};
use crate::failure::{Failure, Refusal};
use crate::party::{Party, PartySelector};
use crate::policy::Action;
use crate::problems::Problems;
use crate::project::deeds::LICENCE;
use crate::read::Reading;
use crate::values::{whole, written};
use crate::wording::{Form, Patch, Pen, TranslationOrigin, some_translated};
use crate::write::Writing;

/// The most publishers that are told.
pub const PUBLISHERS: usize = 20;
/// The most topics of a publication.
const MOST_TOPICS: usize = 20;
/// From the year of the Union's foundation.
const YEARS: std::ops::RangeInclusive<i32> = 1889..=2200;

/// A publication to be added.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The language of its texts here, whatever its editions are in.
    pub language: String,
    pub slug: Option<String>,
    pub title: String,
    pub kind: PublicationType,
    pub year: Option<i32>,
    pub summary: Option<String>,
    pub isbn: Option<String>,
    pub impact_areas: Vec<ImpactArea>,
    pub editions: Vec<EditionGiven>,
    pub lists: Lists,
    pub sources: Vec<SourceGiven>,
}

/// Whom and what a publication is joined to; a list that is absent stays as it is.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    pub publishers: Option<Vec<PartySelector>>,
    pub events: Option<Vec<Selector>>,
    pub practices: Option<Vec<Selector>>,
    pub topics: Option<Vec<Selector>>,
}

/// The same, looked up.
struct Joined {
    publishers: Option<Vec<Party>>,
    events: Option<Vec<Uuid>>,
    practices: Option<Vec<Uuid>>,
    topics: Option<Vec<Uuid>>,
}

pub async fn add(writing: &mut Writing, input: Addition) -> Result<PublicationId, Failure> {
    writing.permit_addition(Kind::Publication)?;
    let joined = look_up(writing, &input.lists, None).await?;
    let written = Written::of(&mut writing.problems, &input);
    let editions = editions::first(&mut writing.problems, &input.editions);
    let slug = writing
        .first_slug::<Entity>(input.slug, &input.title)
        .await?;
    writing.problems.settled()?;
    let row = Model {
        id: writing.new_id(),
        slug,
        title: written.title.unwrap_or_default(),
        kind: input.kind,
        year: written.year,
        summary: written.summary,
        isbn: written.isbn,
        impact_areas: tags(&input.impact_areas),
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language: written.language,
        licence: LICENCE.to_owned(),
        sources: written.sources,
    };
    let row = writing.insert::<Entity>(row).await?;
    editions::put(writing, &row, editions).await?;
    join(writing, &row, joined).await?;
    Ok(row.id)
}

/// What is read from an addition.
struct Written {
    language: String,
    title: Option<Localized>,
    summary: Option<Localized>,
    year: Option<i32>,
    isbn: Option<String>,
    sources: Sources,
}

impl Written {
    fn of(problems: &mut Problems, input: &Addition) -> Self {
        let language = language(problems, Some(&input.language), "en");
        let mut pen = Pen { language, problems };
        let title = pen.required("input.title", Some(&input.title), Form::Title);
        let summary = pen.draft("input.summary", input.summary.as_deref(), Form::Body);
        Self {
            language: pen.language.as_str().to_owned(),
            title,
            summary,
            year: problems.take_some("input.year", input.year, |year| whole(year, YEARS)),
            isbn: problems.take_some("input.isbn", input.isbn.as_deref(), isbn),
            sources: sources(problems, &input.sources),
        }
    }
}

/// As it is printed.
fn isbn(text: &str) -> Result<String, Refusal> {
    written(text, 20, false)
}

async fn look_up(
    writing: &mut Writing,
    lists: &Lists,
    record: Option<Uuid>,
) -> Result<Joined, Failure> {
    let publishers = match &lists.publishers {
        Some(all) => Some(parties(writing, all).await?),
        None => None,
    };
    let (events, practices) = (lists.events.as_deref(), lists.practices.as_deref());
    let topics = match &lists.topics {
        Some(all) => {
            at_most(
                &mut writing.problems,
                "input.topics",
                all.len(),
                MOST_TOPICS,
            );
            let path = "input.topics";
            Some(writing.refer_topics(path, all, TOPICS, record).await?)
        }
        None => None,
    };
    Ok(Joined {
        publishers,
        events: writing
            .refer_some::<event::Entity>("input.events", events)
            .await?,
        practices: writing
            .refer_some::<practice::Entity>("input.practices", practices)
            .await?,
        topics,
    })
}

/// Each publisher once, in the order given.
async fn parties(writing: &mut Writing, all: &[PartySelector]) -> Result<Vec<Party>, Failure> {
    let path = "input.publishers";
    at_most(&mut writing.problems, path, all.len(), PUBLISHERS);
    let mut parties = Vec::new();
    for (place, one) in all.iter().enumerate().take(PUBLISHERS) {
        let party = writing.refer_party(&format!("{path}.{place}"), one).await?;
        parties.extend(party.filter(|party| !parties.contains(party)));
    }
    Ok(parties)
}

async fn join(writing: &mut Writing, row: &Model, joined: Joined) -> Result<(), Failure> {
    if let Some(parties) = joined.publishers {
        let rows = (1..).zip(parties).map(|(position, party)| {
            let (parliament_id, chamber_id, organisation_id) = party.columns();
            publication_publisher::Model {
                id: writing.new_id(),
                publication_id: row.id,
                position,
                parliament_id,
                chamber_id,
                organisation_id,
            }
        });
        let rows = rows.collect();
        writing
            .put_parts::<publication_publisher::Entity>(vec![(row, rows)])
            .await?;
    }
    let links = [
        (EVENTS, joined.events),
        (PRACTICES, joined.practices),
        (TOPICS, joined.topics),
    ];
    for (link, targets) in links {
        if let Some(targets) = targets {
            writing
                .put_links::<Entity>(link, vec![(row, targets)])
                .await?;
        }
    }
    Ok(())
}

/// What an edit changes; what it does not name stays. Editions have deeds of their own.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the publication's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub title: Patch<String>,
    pub kind: Option<PublicationType>,
    pub year: Patch<i32>,
    pub summary: Patch<String>,
    pub isbn: Patch<String>,
    pub impact_areas: Option<Vec<ImpactArea>>,
    pub lists: Lists,
    pub sources: Option<Vec<SourceGiven>>,
}

pub async fn edit(
    writing: &mut Writing,
    publication: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &publication, "publication", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = input.language.as_deref();
    let language = language(problems, given, &before.original_language);
    let mut pen = Pen { language, problems };
    pen.edit_required("input.title", &mut after.title, &input.title, Form::Title);
    let summary = &mut after.summary;
    pen.edit("input.summary", summary, &input.summary, Form::Body);
    let year = &mut after.year;
    set_parsed(problems, "input.year", year, &input.year, |year: &i32| {
        whole(*year, YEARS)
    });
    set_parsed(problems, "input.isbn", &mut after.isbn, &input.isbn, isbn);
    if let Some(areas) = &input.impact_areas {
        after.impact_areas = tags(areas);
    }
    if let Some(given) = &input.sources {
        after.sources = sources(problems, given);
    }
    after.kind = input.kind.unwrap_or(before.kind);
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    let joined = look_up(writing, &input.lists, Some(before.id.0)).await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    join(writing, &after, joined).await?;
    Ok(after.id)
}

/// The texts of a publication's record in another language.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub title: Option<String>,
    pub summary: Option<String>,
}

pub async fn translate(
    writing: &mut Writing,
    publication: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let action = Action::Translate;
    let before = writing
        .change_for::<Entity>(action, &publication, "publication", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = [&input.title, &input.summary].map(Option::as_deref);
    some_translated(problems, &given);
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let origin = input.origin;
    let (title, new) = (Some(&mut after.title), input.title.as_deref());
    pen.translate("input.title", title, new, origin, Form::Title);
    let (summary, new) = (after.summary.as_mut(), input.summary.as_deref());
    pen.translate("input.summary", summary, new, origin, Form::Body);
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Removes a publication that no event launched and that speaks of no practice: their pages would lose it without a word.
pub async fn remove(
    writing: &mut Writing,
    publication: Selector,
    expected_version: i32,
) -> Result<PublicationId, Failure> {
    let action = Action::Archive;
    let row = writing
        .change_for::<Entity>(action, &publication, "publication", expected_version)
        .await?;
    let shown = shown_with(writing, &[row.id]).await?;
    let shown = shown.get(&row.id).copied().unwrap_or_default();
    writing.problems.take("publication", may_remove(shown));
    writing.problems.settled()?;
    writing.remove::<Entity>(&row).await?;
    Ok(row.id)
}

/// With how many events and practices each of these publications is shown, whoever sees those: a statement for either.
pub async fn shown_with(
    reading: &Reading,
    publications: &[PublicationId],
) -> Result<HashMap<PublicationId, [usize; 2]>, Failure> {
    let ids: Vec<Uuid> = publications.iter().map(|id| id.0).collect();
    let mut shown: HashMap<_, _> = publications.iter().map(|id| (*id, [0, 0])).collect();
    for (place, link) in [EVENTS, PRACTICES].into_iter().enumerate() {
        let targets = reading.targets(link, &ids).await?;
        for (id, counts) in &mut shown {
            counts[place] = targets.get(&id.0).map_or(0, Vec::len);
        }
    }
    Ok(shown)
}

/// Whether a publication can go that so many events and practices show.
pub fn may_remove([events, practices]: [usize; 2]) -> Result<(), Refusal> {
    if events == 0 && practices == 0 {
        return Ok(());
    }
    Err(wrong_state(
        format!(
            "It is shown with events ({events}) and practices ({practices}): take it off them first."
        ),
        format!(
            "Elle figure sur des événements ({events}) et des pratiques ({practices}) : retirez-l’en d’abord."
        ),
    ))
}
