//! What editors do with organisations.

use hemicycle_entity::ids::OrganisationId;
use hemicycle_entity::organisation::{Entity, Model};
use hemicycle_entity::values::{Kind, OrganisationType};

use crate::deed::Selector;
use crate::edits::{SourceGiven, language, set_parsed, sources};
use crate::failure::Failure;
use crate::policy::Action;
use crate::project::deeds::LICENCE;
use crate::values::web_address;
use crate::wording::{Form, Patch, Pen, TranslationOrigin};
use crate::write::Writing;

/// An organisation to be added.
#[derive(Clone, Debug)]
pub struct Addition {
    /// The language of its texts.
    pub language: String,
    pub slug: Option<String>,
    pub name: String,
    pub acronym: Option<String>,
    pub kind: OrganisationType,
    pub website: Option<String>,
    pub sources: Vec<SourceGiven>,
}

pub async fn add(writing: &mut Writing, input: Addition) -> Result<OrganisationId, Failure> {
    writing.permit_addition(Kind::Organisation)?;
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "en");
    let mut pen = Pen { language, problems };
    let name = pen.required("input.name", Some(&input.name), Form::Title);
    let acronym = pen.draft("input.acronym", input.acronym.as_deref(), Form::Title);
    let original_language = pen.language.as_str().to_owned();
    let website = input.website.as_deref();
    let website = problems.take_some("input.website", website, web_address);
    let sources = sources(problems, &input.sources);
    let slug = writing
        .first_slug::<Entity>(input.slug, &input.name)
        .await?;
    writing.problems.settled()?;
    let row = Model {
        id: writing.new_id(),
        slug,
        name: name.unwrap_or_default(),
        acronym,
        kind: input.kind,
        website,
        version: 1,
        created_at: writing.now(),
        updated_at: writing.now(),
        original_language,
        licence: LICENCE.to_owned(),
        sources,
    };
    Ok(writing.insert::<Entity>(row).await?.id)
}

/// What an edit changes; what it does not name stays.
#[derive(Clone, Debug, Default)]
pub struct Edit {
    /// The language of its texts; without one, the organisation's own.
    pub language: Option<String>,
    pub slug: Option<String>,
    pub name: Patch<String>,
    pub acronym: Patch<String>,
    pub kind: Option<OrganisationType>,
    pub website: Patch<String>,
    pub sources: Option<Vec<SourceGiven>>,
}

pub async fn edit(
    writing: &mut Writing,
    organisation: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<OrganisationId, Failure> {
    let before = writing
        .change_for::<Entity>(
            Action::Edit,
            &organisation,
            "organisation",
            expected_version,
        )
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = input.language.as_deref();
    let language = language(problems, given, &before.original_language);
    let mut pen = Pen { language, problems };
    pen.edit_required("input.name", &mut after.name, &input.name, Form::Title);
    let acronym = &mut after.acronym;
    pen.edit("input.acronym", acronym, &input.acronym, Form::Title);
    let website = &mut after.website;
    set_parsed(
        problems,
        "input.website",
        website,
        &input.website,
        web_address,
    );
    if let Some(given) = &input.sources {
        after.sources = sources(problems, given);
    }
    after.kind = input.kind.unwrap_or(before.kind);
    after.slug = writing.next_slug::<Entity>(&before, input.slug).await?;
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// The texts of an organisation in another language.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub name: String,
    pub acronym: Option<String>,
}

pub async fn translate(
    writing: &mut Writing,
    organisation: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<OrganisationId, Failure> {
    let before = writing
        .change_for::<Entity>(
            Action::Translate,
            &organisation,
            "organisation",
            expected_version,
        )
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let origin = input.origin;
    let name = Some(&mut after.name);
    pen.translate("input.name", name, Some(&input.name), origin, Form::Title);
    let acronym = input.acronym.as_deref();
    pen.translate(
        "input.acronym",
        after.acronym.as_mut(),
        acronym,
        origin,
        Form::Title,
    );
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}
