//! What editors do with parliaments. A new code is taken over by the chambers, whose codes begin with it; the structure agrees with the chambers.

use hemicycle_entity::ids::ParliamentId;
use hemicycle_entity::parliament::{Entity, Model};
use hemicycle_entity::values::{
    GeopoliticalGroup, Kind, ParliamentKind, ParliamentStatus, ParliamentStructure,
};
use hemicycle_entity::{chamber, country};
use sea_orm::{ColumnTrait, Condition};

use crate::chamber::houses;
use crate::deed::Selector;
use crate::edits::{SourceGiven, language, line, set, set_parsed, sources, tags};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::project::deeds::LICENCE;
use crate::values::{code, code_within, web_address};
use crate::wording::{Form, Patch, Pen, TranslationOrigin};
use crate::write::Writing;

/// A parliament to be added.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The language of its name.
    pub language: String,
    pub code: String,
    pub country: Option<Selector>,
    pub name: String,
    pub local_name: Option<String>,
    pub kind: ParliamentKind,
    pub structure: ParliamentStructure,
    pub status: ParliamentStatus,
    pub website: Option<String>,
    pub ipu_member: Option<bool>,
    pub geopolitical_groups: Vec<GeopoliticalGroup>,
    pub sources: Vec<SourceGiven>,
}

pub async fn add(writing: &mut Writing, input: Addition) -> Result<ParliamentId, Failure> {
    writing.permit_addition(Kind::Parliament)?;
    let country = writing
        .refer::<country::Entity>("input.country", input.country.as_ref())
        .await?;
    let problems = &mut writing.problems;
    let has_country = has_its_country(input.kind, input.country.is_some());
    problems.take("input.country", has_country);
    let language = language(problems, Some(&input.language), "en");
    let mut pen = Pen { language, problems };
    let name = pen.required("input.name", Some(&input.name), Form::Title);
    let original_language = pen.language.as_str().to_owned();
    let local_name = input.local_name.as_deref();
    let local_name = problems.take_some("input.localName", local_name, line);
    let website = input.website.as_deref();
    let website = problems.take_some("input.website", website, web_address);
    let sources = sources(problems, &input.sources);
    if let Some(code) = problems.take("input.code", code(&input.code)) {
        writing
            .code_is_free::<Entity>("input.code", &code, None)
            .await?;
    }
    writing.problems.settled()?;
    let row = Model {
        id: writing.new_id(),
        code: input.code,
        country_id: country.map(|row| row.id),
        name: name.unwrap_or_default(),
        local_name,
        kind: input.kind,
        structure: input.structure,
        status: input.status,
        website,
        ipu_member: input.ipu_member,
        geopolitical_groups: tags(&input.geopolitical_groups),
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language,
        licence: LICENCE.to_owned(),
        sources,
    };
    Ok(writing.insert::<Entity>(row).await?.id)
}

/// Whether a parliament of this kind can be without a country.
pub fn has_its_country(kind: ParliamentKind, has_country: bool) -> Result<(), Refusal> {
    if has_country || kind == ParliamentKind::Supranational {
        return Ok(());
    }
    Err(Refusal::new(
        ErrorCode::Required,
        "A parliament that is not supranational belongs to a country.",
        "Un parlement qui n’est pas supranational relève d’un pays.",
    ))
}

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its name; without one, the parliament's own.
    pub language: Option<String>,
    pub code: Option<String>,
    pub country: Patch<Selector>,
    pub name: Patch<String>,
    pub local_name: Patch<String>,
    pub kind: Option<ParliamentKind>,
    pub structure: Option<ParliamentStructure>,
    pub status: Option<ParliamentStatus>,
    pub website: Patch<String>,
    pub ipu_member: Patch<bool>,
    pub geopolitical_groups: Option<Vec<GeopoliticalGroup>>,
    pub sources: Option<Vec<SourceGiven>>,
}

pub async fn edit(
    writing: &mut Writing,
    parliament: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<ParliamentId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Edit, &parliament, "parliament", expected_version)
        .await?;
    let mut after = before.clone();
    worded(writing, &before, &mut after, &input);
    after.kind = input.kind.unwrap_or(before.kind);
    after.status = input.status.unwrap_or(before.status);
    after.structure = input.structure.unwrap_or(before.structure);
    set(&mut after.ipu_member, input.ipu_member);
    if let Some(groups) = &input.geopolitical_groups {
        after.geopolitical_groups = tags(groups);
    }
    if let Some(country) = &input.country {
        let row = writing
            .refer::<country::Entity>("input.country", country.as_ref())
            .await?;
        after.country_id = row.map(|row| row.id);
    }
    let named = match &input.country {
        Some(country) => country.is_some(),
        None => before.country_id.is_some(),
    };
    let has_country = has_its_country(after.kind, named);
    writing.problems.take("input.country", has_country);
    let recoded = housed(writing, &before, &mut after, input.code).await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    for (chamber, recoded) in recoded {
        writing
            .update::<chamber::Entity>(&chamber, recoded, chamber.version)
            .await?;
    }
    Ok(after.id)
}

/// What is written: its names, its website, its sources.
fn worded(writing: &mut Writing, before: &Model, after: &mut Model, input: &Edit) {
    let problems = &mut writing.problems;
    let given = input.language.as_deref();
    let language = language(problems, given, &before.original_language);
    let mut pen = Pen { language, problems };
    pen.edit_required("input.name", &mut after.name, &input.name, Form::Title);
    let local_name = &mut after.local_name;
    let patch = input.local_name.clone();
    set_parsed(problems, "input.localName", local_name, &patch, line);
    let website = &mut after.website;
    let patch = input.website.clone();
    set_parsed(problems, "input.website", website, &patch, web_address);
    if let Some(given) = &input.sources {
        after.sources = sources(problems, given);
    }
}

type Recoded = Vec<(chamber::Model, chamber::Model)>;

/// What concerns the chambers, too: the structure, which has to agree with them, and a new code, which they take over. Gives the chambers
/// that change, before and after.
async fn housed(
    writing: &mut Writing,
    before: &Model,
    after: &mut Model,
    wish: Option<String>,
) -> Result<Recoded, Failure> {
    let new_code = match wish {
        Some(wish) => writing.problems.take("input.code", code(&wish)),
        None => None,
    };
    let new_code = new_code.filter(|new| *new != before.code);
    if new_code.is_none() && after.structure == before.structure {
        return Ok(Vec::new());
    }
    let of_parliament = Condition::all().add(chamber::Column::ParliamentId.eq(before.id));
    let chambers = writing.all::<chamber::Entity>(of_parliament).await?;
    if after.structure != before.structure {
        let kinds: Vec<_> = chambers.iter().map(|chamber| chamber.kind).collect();
        let agrees = houses::may_have(after.structure, &kinds);
        writing.problems.take("input.structure", agrees);
    }
    let Some(new_code) = new_code else {
        return Ok(Vec::new());
    };
    writing
        .code_is_free::<Entity>("input.code", &new_code, Some(before.id.0))
        .await?;
    let mut recoded = Vec::new();
    for chamber in chambers {
        // One whose code never followed its parliament's keeps it.
        if code_within(&chamber.code, &before.code).is_ok() {
            let rest = chamber.code.get(before.code.len()..).unwrap_or_default();
            let wish = format!("{new_code}{rest}");
            let own = Some(chamber.id.0);
            if let Some(code) = writing.problems.take("input.code", code(&wish)) {
                writing
                    .code_is_free::<chamber::Entity>("input.code", &code, own)
                    .await?;
                let renamed = chamber::Model {
                    code,
                    ..chamber.clone()
                };
                recoded.push((chamber, renamed));
            }
        }
    }
    after.code = new_code;
    Ok(recoded)
}

/// The name of a parliament in another language.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub name: String,
}

pub async fn translate(
    writing: &mut Writing,
    parliament: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<ParliamentId, Failure> {
    let action = Action::Translate;
    let before = writing
        .change_for::<Entity>(action, &parliament, "parliament", expected_version)
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
