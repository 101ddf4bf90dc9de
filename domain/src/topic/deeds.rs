//! What editors do with the vocabulary. A code never changes: what is wrong with it, merging mends.

use std::collections::HashMap;

use hemicycle_entity::ids::TopicId;
use hemicycle_entity::topic::{Entity, Model};
use hemicycle_entity::values::Kind;
use uuid::Uuid;

use crate::dataset::order::leads_back;
use crate::deed::{Selector, wrong_state};
use crate::edits::{SourceGiven, language, sources};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::Action;
use crate::project::deeds::LICENCE;
use crate::read::Reading;
use crate::values::Slug;
use crate::wording::{Form, Patch, Pen, TranslationOrigin, some_translated};
use crate::write::Writing;

/// Deeds that change how topics hang together wait for each other: two of them could close a circle that neither of them sees.
pub(super) const ONE_AT_A_TIME: &str = "vocabulary";

/// A topic to be added.
#[derive(Clone, Debug, Default)]
pub struct Addition {
    /// The language of its texts.
    pub language: String,
    /// Without one, made from the label.
    pub code: Option<String>,
    pub label: String,
    pub definition: Option<String>,
    pub broader: Option<Selector>,
    pub sources: Vec<SourceGiven>,
}

pub async fn add(writing: &mut Writing, input: Addition) -> Result<TopicId, Failure> {
    writing.permit_addition(Kind::Topic)?;
    let broader = input.broader.as_ref();
    let broader = writing.refer_topic("input.broader", broader, None).await?;
    let problems = &mut writing.problems;
    let language = language(problems, Some(&input.language), "en");
    let mut pen = Pen { language, problems };
    let label = pen.required("input.label", Some(&input.label), Form::Title);
    let definition = input.definition.as_deref();
    let definition = pen.draft("input.definition", definition, Form::Body);
    let original_language = pen.language.as_str().to_owned();
    let sources = sources(problems, &input.sources);
    let wish = input.code;
    let wish = wish.unwrap_or_else(|| slug::slugify(&input.label));
    let code = problems.take("input.code", Slug::parse(&wish));
    let code = code.map(Slug::into_string).unwrap_or_default();
    writing
        .code_is_free::<Entity>("input.code", &code, None)
        .await?;
    writing.problems.settled()?;
    let row = Model {
        id: writing.new_id(),
        code,
        label: label.unwrap_or_default(),
        definition,
        broader_id: broader,
        replaced_by_id: None,
        deprecated_on: None,
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
    /// The language of its texts; without one, the topic's own.
    pub language: Option<String>,
    pub label: Patch<String>,
    pub definition: Patch<String>,
    pub broader: Patch<Selector>,
    pub sources: Option<Vec<SourceGiven>>,
}

pub async fn edit(
    writing: &mut Writing,
    topic: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<TopicId, Failure> {
    if input.broader.is_some() {
        writing.one_at_a_time(ONE_AT_A_TIME).await?;
    }
    let before = writing
        .change_for::<Entity>(Action::Edit, &topic, "topic", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = input.language.as_deref();
    let language = language(problems, given, &before.original_language);
    let mut pen = Pen { language, problems };
    pen.edit_required("input.label", &mut after.label, &input.label, Form::Title);
    let definition = &mut after.definition;
    pen.edit(
        "input.definition",
        definition,
        &input.definition,
        Form::Body,
    );
    if let Some(given) = &input.sources {
        after.sources = sources(problems, given);
    }
    if let Some(broader) = &input.broader {
        after.broader_id = broader_of(writing, &before, broader.as_ref()).await?;
    }
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

async fn broader_of(
    writing: &mut Writing,
    topic: &Model,
    broader: Option<&Selector>,
) -> Result<Option<TopicId>, Failure> {
    let path = "input.broader";
    let kept = topic.broader_id;
    let broader = writing.refer_topic(path, broader, kept).await?;
    if let Some(broader) = broader
        && lead_back(writing, broader, topic.id).await?
    {
        writing.problems.note(path, circle());
    }
    Ok(broader)
}

/// Whether a topic leads to another one, by what it is part of and what replaces it.
pub(super) async fn lead_back(
    reading: &Reading,
    from: TopicId,
    to: TopicId,
) -> Result<bool, Failure> {
    let mut steps: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for column in ["broader_id", "replaced_by_id"] {
        for (from, to) in reading.pairs("topic", column).await? {
            steps.entry(from).or_default().push(to);
        }
    }
    Ok(leads_back(&steps, from.0, to.0))
}

fn circle() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This leads back to the topic itself.",
        "Ceci ramène au thème lui-même.",
    )
}

/// The texts of a topic in another language.
#[derive(Clone, Debug, Default)]
pub struct Translation {
    pub language: String,
    pub origin: TranslationOrigin,
    pub label: Option<String>,
    pub definition: Option<String>,
}

pub async fn translate(
    writing: &mut Writing,
    topic: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<TopicId, Failure> {
    let before = writing
        .change_for::<Entity>(Action::Translate, &topic, "topic", expected_version)
        .await?;
    let mut after = before.clone();
    let problems = &mut writing.problems;
    let given = [&input.label, &input.definition].map(Option::as_deref);
    some_translated(problems, &given);
    let language = language(problems, Some(&input.language), "und");
    let mut pen = Pen { language, problems };
    let origin = input.origin;
    let (label, new) = (Some(&mut after.label), input.label.as_deref());
    pen.translate("input.label", label, new, origin, Form::Title);
    let (definition, new) = (after.definition.as_mut(), input.definition.as_deref());
    pen.translate("input.definition", definition, new, origin, Form::Body);
    writing.problems.settled()?;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Lets nothing new be filed under a topic, and says what to use instead, if there is something.
pub async fn deprecate(
    writing: &mut Writing,
    topic: Selector,
    instead: Option<Selector>,
    expected_version: i32,
) -> Result<TopicId, Failure> {
    writing.one_at_a_time(ONE_AT_A_TIME).await?;
    let before = writing
        .change_for::<Entity>(Action::Archive, &topic, "topic", expected_version)
        .await?;
    writing.problems.take("topic", may_deprecate(&before));
    let path = "input.replacedBy";
    let instead = writing.refer_topic(path, instead.as_ref(), None).await?;
    if let Some(instead) = instead
        && lead_back(writing, instead, before.id).await?
    {
        writing.problems.note(path, circle());
    }
    writing.problems.settled()?;
    let mut after = before.clone();
    after.deprecated_on = Some(writing.now().date_naive());
    after.replaced_by_id = instead;
    let after = writing
        .update::<Entity>(&before, after, before.version)
        .await?;
    Ok(after.id)
}

/// Whether a topic can be deprecated.
pub fn may_deprecate(topic: &Model) -> Result<(), Refusal> {
    if topic.deprecated_on.is_some() {
        return Err(wrong_state(
            "This topic is deprecated already.",
            "Ce thème est déjà abandonné.",
        ));
    }
    if topic.replaced_by_id.is_some() {
        return Err(wrong_state(
            "This topic was merged into another: nothing is filed under it.",
            "Ce thème a été fusionné avec un autre : rien n’est classé sous lui.",
        ));
    }
    Ok(())
}
