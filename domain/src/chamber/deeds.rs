//! What editors do with chambers. The structure of the parliament follows from them, in the same deed.

use hemicycle_entity::chamber::{Column, Entity, Model};
use hemicycle_entity::ids::{ChamberId, ParliamentId};
use hemicycle_entity::parliament;
use hemicycle_entity::values::{ChamberType, Kind, Renewal};
use sea_orm::{ColumnTrait, Condition};

use super::houses;
use crate::deed::Selector;
use crate::edits::{SourceGiven, language, line, set, set_parsed, sources};
use crate::failure::Failure;
use crate::policy::Action;
use crate::project::deeds::LICENCE;
use crate::values::{code, code_within, whole};
use crate::wording::{Form, Patch, Pen, TranslationOrigin};
use crate::write::Writing;

/// The most seats that are believed.
const SEATS: i32 = 100_000;
/// The longest term, in years.
const TERM: i32 = 20;

/// A chamber to be added to a parliament.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The language of its name.
    pub language: String,
    pub code: String,
    pub parliament: Selector,
    pub name: String,
    pub local_name: Option<String>,
    pub kind: ChamberType,
    pub seats: Option<i32>,
    pub renewal: Option<Renewal>,
    pub term_years: Option<i32>,
    pub sources: Vec<SourceGiven>,
}

pub async fn add(writing: &mut Writing, input: Addition) -> Result<ChamberId, Failure> {
    writing.permit_addition(Kind::Chamber)?;
    let named = Some(&input.parliament);
    let parliament = writing
        .refer::<parliament::Entity>("input.parliament", named)
        .await?;
    let parliament = match parliament {
        Some(row) => Some(whole_of(writing, row.id).await?),
        None => None,
    };
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "en");
    let mut pen = Pen { language, problems };
    let name = pen.required("input.name", Some(&input.name), Form::Title);
    let original_language = pen.language.as_str().to_owned();
    let local_name = input.local_name.as_deref();
    let local_name = problems.take_some("input.localName", local_name, line);
    let seats = problems.take_some("input.seats", input.seats, |number| {
        whole(number, 0..=SEATS)
    });
    let term_years = problems.take_some("input.termYears", input.term_years, |number| {
        whole(number, 1..=TERM)
    });
    let sources = sources(problems, &input.sources);
    coded(writing, parliament.as_ref(), &input.code, None).await?;
    let restructured = match &parliament {
        Some(parliament) => restructured(writing, parliament, None, input.kind).await?,
        None => None,
    };
    writing.problems.settled()?;
    let Some(parliament) = parliament else {
        return Err(crate::deed::not_found().into());
    };
    let row = Model {
        id: writing.new_id(),
        code: input.code,
        parliament_id: parliament.id,
        name: name.unwrap_or_default(),
        local_name,
        kind: input.kind,
        seats,
        renewal: input.renewal,
        term_years,
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language,
        licence: LICENCE.to_owned(),
        sources,
    };
    let row = writing.insert::<Entity>(row).await?;
    restructure(writing, &parliament, restructured).await?;
    Ok(row.id)
}

/// The parliament that a chamber belongs to, kept from others until the deed ends.
async fn whole_of(writing: &mut Writing, id: ParliamentId) -> Result<parliament::Model, Failure> {
    writing
        .fetch_for::<parliament::Entity>(Action::Edit, &Selector::Id(id.0), "input.parliament")
        .await
}

/// Notes what is wrong with a chamber's code.
async fn coded(
    writing: &mut Writing,
    parliament: Option<&parliament::Model>,
    wish: &str,
    own: Option<ChamberId>,
) -> Result<(), Failure> {
    let path = "input.code";
    let Some(code) = writing.problems.take(path, code(wish)) else {
        return Ok(());
    };
    if let Some(parliament) = parliament {
        let within = code_within(&code, &parliament.code);
        writing.problems.take(path, within);
    }
    writing
        .code_is_free::<Entity>(path, &code, own.map(|id| id.0))
        .await
}

/// Notes a type that cannot stand beside the parliament's other chambers. Gives the parliament as it becomes, where its structure changes.
async fn restructured(
    writing: &mut Writing,
    parliament: &parliament::Model,
    own: Option<ChamberId>,
    kind: ChamberType,
) -> Result<Option<parliament::Model>, Failure> {
    let of_parliament = Condition::all().add(Column::ParliamentId.eq(parliament.id));
    let chambers = writing.all::<Entity>(of_parliament).await?;
    let others = chambers.iter().filter(|chamber| Some(chamber.id) != own);
    let mut houses: Vec<ChamberType> = others.map(|chamber| chamber.kind).collect();
    let joins = houses::may_join(parliament.structure, &houses, kind);
    writing.problems.take("input.type", joins);
    houses.push(kind);
    let structure = houses::structure_of(parliament.structure, &houses);
    let changed = parliament::Model {
        structure,
        ..parliament.clone()
    };
    Ok((structure != parliament.structure).then_some(changed))
}

async fn restructure(
    writing: &mut Writing,
    before: &parliament::Model,
    after: Option<parliament::Model>,
) -> Result<(), Failure> {
    if let Some(after) = after {
        writing
            .update::<parliament::Entity>(before, after, before.version)
            .await?;
    }
    Ok(())
}

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its name; without one, the chamber's own.
    pub language: Option<String>,
    pub code: Option<String>,
    pub name: Patch<String>,
    pub local_name: Patch<String>,
    pub kind: Option<ChamberType>,
    pub seats: Patch<i32>,
    pub renewal: Patch<Renewal>,
    pub term_years: Patch<i32>,
    pub sources: Option<Vec<SourceGiven>>,
}

pub async fn edit(
    writing: &mut Writing,
    chamber: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<ChamberId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &chamber, "chamber", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = input.language.as_deref();
    let language = language(problems, given, &before.original_language);
    let mut pen = Pen { language, problems };
    pen.edit_required("input.name", &mut after.name, &input.name, Form::Title);
    let (path, local_name) = ("input.localName", &mut after.local_name);
    set_parsed(problems, path, local_name, &input.local_name, line);
    let (path, seats) = ("input.seats", &mut after.seats);
    set_parsed(problems, path, seats, &input.seats, |number| {
        whole(*number, 0..=SEATS)
    });
    let (path, term) = ("input.termYears", &mut after.term_years);
    set_parsed(problems, path, term, &input.term_years, |number| {
        whole(*number, 1..=TERM)
    });
    set(&mut after.renewal, input.renewal);
    if let Some(given) = &input.sources {
        after.sources = sources(problems, given);
    }
    after.kind = input.kind.unwrap_or(before.kind);
    after.code = input.code.unwrap_or_else(|| before.code.clone());
    let parliament = whole_of(writing, before.parliament_id).await?;
    if after.code != before.code {
        coded(writing, Some(&parliament), &after.code, Some(before.id)).await?;
    }
    let restructured = if after.kind == before.kind {
        None
    } else {
        restructured(writing, &parliament, Some(before.id), after.kind).await?
    };
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    restructure(writing, &parliament, restructured).await?;
    Ok(after.id)
}

/// The name of a chamber in another language.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub name: String,
}

pub async fn translate(
    writing: &mut Writing,
    chamber: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<ChamberId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &chamber, "chamber", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let (name, origin) = (Some(&mut after.name), input.origin);
    pen.translate("input.name", name, Some(&input.name), origin, Form::Title);
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}
