//! What is done with practices: drafted, edited and translated by their people; adopted by others (`adopt`); handed in and taken back (`hand_in`); decided on
//! by somebody else (`decide`); kept (`keep`). Editing one that is published proposes a revision instead.

use hemicycle_entity::ids::{ChamberId, ParliamentId, PracticeId};
use hemicycle_entity::practice::{Entity, Model};
use hemicycle_entity::text::Sources;
use hemicycle_entity::values::{Kind, PracticeKind, PracticeStatus};
use hemicycle_entity::{chamber, hub, parliament, practice_external_id as external_id, project};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::content::{Content, Links};
use super::edit::{Edit, Translation};
use super::lifecycle::may_edit;
use super::{HUBS, PROJECTS, TOPICS};
use crate::behalf::act_for;
use crate::deed::Selector;
use crate::deed::places::{NamedAt, Places};
use crate::edits::{MOST, at_most, language};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::{Action, Verdict, decide as verdict};
use crate::project::deeds::LICENCE;
use crate::values::{LanguageTag, Slug, written};
use crate::wording::{Pen, missing, some_translated};
use crate::write::Writing;

mod adopt;
mod case;
mod decide;
mod filed;
mod hand_in;
mod keep;

pub use adopt::{Adoption, adopt, may_adopt};
pub use decide::{
    Changes, Comment, FieldReason, Remark, comment, publish, reject, request_changes, take_up,
};
pub(crate) use filed::{Was, put_back, renew};
pub use hand_in::{submit, withdraw};
pub use keep::{archive, confirm, restore};

use case::{Case, put_links};

/// Longest id in another system, in characters.
const EXTERNAL_ID_LIMIT: usize = 200;

/// What a draft says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    pub parliament: Option<Selector>,
    pub external_id: Option<Known>,
    #[serde(flatten)]
    pub content: Edit,
}

/// What another system calls a practice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Known {
    pub system: String,
    pub id: String,
}

/// Drafts a practice. One that another system knows by the same id already is found instead, and left as it is.
pub async fn draft(writing: &mut Writing, input: Draft) -> Result<PracticeId, Failure> {
    let known = input.external_id.as_ref();
    let known = known.and_then(|known| parsed(writing, known));
    if let Some(known) = &known
        && let Some(id) = found(writing, known).await?
    {
        return Ok(id);
    }
    let edit = &input.content;
    let (parliament, chamber) = place(writing, input.parliament.as_ref(), &edit.chamber).await?;
    permit_draft(writing, parliament)?;
    act_for(writing, edit.on_behalf_of.as_ref(), parliament).await?;
    if let Some(known) = &known
        && is_taken(writing, known).await?
    {
        // It may have come just now: somebody else drafted it at the same moment.
        if let Some(id) = found(writing, known).await? {
            return Ok(id);
        }
        writing.problems.note("input.externalId", taken());
    }
    for (there, path) in [
        (edit.title.is_some(), "input.title"),
        (edit.kind.is_some(), "input.kind"),
        (edit.language.is_some(), "input.language"),
    ] {
        if !there {
            writing.problems.note(path, missing());
        }
    }
    let language = language(&mut writing.problems, edit.language.as_deref(), "en");
    // Of what kind it is may be what is wrong with it: then nothing else is held against that kind.
    let mut content = Content::empty(edit.kind.unwrap_or(PracticeKind::UseCase));
    rewrite(writing, &mut content, edit, language.clone(), None).await?;
    content.chamber = chamber;
    writing.problems.settled()?;
    if content.slug.is_empty() {
        let title = edit.title.iter().flatten().next();
        let wish = slug::slugify(title.map(String::as_str).unwrap_or_default());
        content.slug = writing.free_slug::<Entity>(&wish).await?;
    }
    let row = begin(writing, content, |row| {
        row.parliament_id = parliament;
        row.original_language = language.as_str().to_owned();
    })
    .await?;
    if let Some(Known { system, id }) = known {
        let part = external_id::Model {
            id: writing.new_id(),
            practice_id: row.id,
            system,
            external_id: id,
        };
        writing.add_part::<external_id::Entity>(&row, part).await?;
    }
    Ok(row.id)
}

/// Adds a draft with this content, and what else it is.
async fn begin(
    writing: &mut Writing,
    content: Content,
    complete: impl FnOnce(&mut Model) + Send,
) -> Result<Model, Failure> {
    let now = writing.now();
    let mut row = Model {
        id: writing.new_id(),
        slug: String::new(),
        title: content.title.clone(),
        summary: None,
        kind: content.kind,
        status: PracticeStatus::Draft,
        stage: None,
        problem: None,
        solution: None,
        results: None,
        lessons: None,
        effort: None,
        use_case: None,
        impact_areas: content.impact_areas.clone(),
        audiences: content.audiences.clone(),
        open_source_url: None,
        open_to_contact: None,
        started_on: None,
        ended_on: None,
        published_on: None,
        parliament_id: None,
        chamber_id: None,
        adopted_from_id: None,
        submitted_at: None,
        confirmed_on: None,
        version: 1,
        created_at: now,
        updated_at: now,
        original_language: String::new(),
        licence: LICENCE.to_owned(),
        sources: Sources::default(),
    };
    content.put_into(&mut row);
    complete(&mut row);
    let row = writing.insert::<Entity>(row).await?;
    put_links(writing, &row, &Links::default(), &content.links).await?;
    writing.credit::<Entity>(row.id).await?;
    Ok(row)
}

fn parsed(writing: &mut Writing, known: &Known) -> Option<Known> {
    let problems = &mut writing.problems;
    let system = problems.take("input.externalId.system", Slug::parse(&known.system));
    let id = written(&known.id, EXTERNAL_ID_LIMIT, false);
    let id = problems.take("input.externalId.id", id);
    Some(Known {
        system: system?.into_string(),
        id: id?,
    })
}

/// The practice that is known by this id already, where the caller may edit it.
async fn found(writing: &Writing, known: &Known) -> Result<Option<PracticeId>, Failure> {
    let Some(row) = writing.practice_known_as(&known.system, &known.id).await? else {
        return Ok(None);
    };
    let subject = writing.subject::<Entity>(&row).await?;
    let edits = verdict(writing.actor(), writing.now(), Action::Edit, &subject);
    Ok((edits == Verdict::Allow).then_some(row.id))
}

/// Whether the id stands for a practice, whoever sees it: no two can have it.
async fn is_taken(writing: &Writing, known: &Known) -> Result<bool, Failure> {
    let query = Query::select()
        .column(Alias::new("id"))
        .from(external_id::Entity)
        .and_where(Expr::col(Alias::new("system")).eq(known.system.as_str()))
        .and_where(Expr::col(Alias::new("external_id")).eq(known.id.as_str()))
        .to_owned();
    Ok(!writing.rows(&query).await?.is_empty())
}

fn taken() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This id is taken by a practice that you cannot edit.",
        "Cet identifiant est déjà celui d’une bonne pratique que vous ne pouvez pas modifier.",
    )
}

/// The parliament and chamber whose practice it is: a chamber brings its parliament with it.
async fn place(
    writing: &mut Writing,
    parliament: Option<&Selector>,
    chamber: &Option<Option<Selector>>,
) -> Result<(Option<ParliamentId>, Option<ChamberId>), Failure> {
    let parliament = writing
        .refer::<parliament::Entity>("input.parliament", parliament)
        .await?
        .map(|row| row.id);
    let chamber = chamber.as_ref().and_then(Option::as_ref);
    let chamber = writing
        .refer::<chamber::Entity>("input.chamber", chamber)
        .await?;
    let of_chamber = chamber.as_ref().map(|row| row.parliament_id);
    if parliament.is_some() && of_chamber.is_some() && parliament != of_chamber {
        writing
            .problems
            .note("input.chamber", of_another_parliament());
    }
    Ok((parliament.or(of_chamber), chamber.map(|row| row.id)))
}

/// Where an input names the parliament of a draft.
const NAMED_AT: NamedAt = NamedAt {
    parliament: &["input.parliament", "input.chamber"],
    hubs: &[],
};

/// Whether the actor may draft for this parliament.
fn permit_draft(writing: &mut Writing, parliament: Option<ParliamentId>) -> Result<(), Failure> {
    let at = |id| ("input.parliament".to_owned(), id);
    let places = Places {
        parliaments: parliament.map(at).into_iter().collect(),
        hubs: Vec::new(),
    };
    writing.permit_at(Kind::Practice, &places, &NAMED_AT)
}

fn of_another_parliament() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This chamber belongs to another parliament.",
        "Cette chambre relève d’un autre parlement.",
    )
}

/// Changes a content as an edit says, but for its chamber. Topics that the record has, if it is there already, it may keep.
async fn rewrite(
    writing: &mut Writing,
    content: &mut Content,
    edit: &Edit,
    language: LanguageTag,
    row: Option<&Model>,
) -> Result<(), Failure> {
    let mut pen = Pen {
        language,
        problems: &mut writing.problems,
    };
    content.edit(edit, &mut pen);
    let links = &mut content.links;
    let (hubs, topics, projects) = ("input.hubs", "input.topics", "input.projects");
    if let Some(all) = not_long(writing, hubs, edit.hubs.as_deref()) {
        let all = writing.refer_all::<hub::Entity>(hubs, all).await?;
        let all = writing.with_unseen::<hub::Entity>(all, &links.hubs);
        links.hubs = sorted(all.await?);
        at_most(&mut writing.problems, hubs, links.hubs.len(), MOST);
    }
    if let Some(all) = not_long(writing, topics, edit.topics.as_deref()) {
        links.topics = sorted(
            writing
                .refer_topics(topics, all, TOPICS, row.map(|row| row.id.0))
                .await?,
        );
    }
    if let Some(all) = not_long(writing, projects, edit.projects.as_deref()) {
        let all = writing.refer_all::<project::Entity>(projects, all).await?;
        let all = writing.with_unseen::<project::Entity>(all, &links.projects);
        links.projects = sorted(all.await?);
        at_most(&mut writing.problems, projects, links.projects.len(), MOST);
    }
    let wish = edit.slug.as_deref().map(Slug::parse);
    let wish = wish.and_then(|wish| writing.problems.take("input.slug", wish));
    if let Some(wish) = wish.map(Slug::into_string)
        && wish != content.slug
    {
        content.slug = match row {
            Some(row) => writing.slug_for::<Entity>(row, wish).await?,
            None => writing.free_slug::<Entity>(&wish).await?,
        };
    }
    Ok(())
}

/// A list that an input names. One that is too long is noted, and looked up no more than one that is left out: there may be more of it than a statement takes.
fn not_long<'i>(
    writing: &mut Writing,
    path: &str,
    all: Option<&'i [Selector]>,
) -> Option<&'i [Selector]> {
    all.filter(|all| at_most(&mut writing.problems, path, all.len(), MOST))
}

fn sorted(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort();
    ids.dedup();
    ids
}

/// Edits a practice; what is withdrawn or rejected becomes a draft again. Of a published one, the edit is proposed as a revision.
pub async fn edit(
    writing: &mut Writing,
    practice: Selector,
    input: Edit,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Edit, &practice, expected_version).await?;
    act_for(writing, input.on_behalf_of.as_ref(), case.row.parliament_id).await?;
    writing.problems.take("practice", may_edit(case.state()));
    let before = case.content(writing).await?;
    let wanted = edited(writing, &case, before, &input).await?;
    writing.problems.settled()?;
    case.save(writing, wanted, &input.names()).await
}

/// What a practice says after an edit; notes what is wrong with it.
async fn edited(
    writing: &mut Writing,
    case: &Case,
    mut content: Content,
    input: &Edit,
) -> Result<Content, Failure> {
    let own = &case.row.original_language;
    let language = language(&mut writing.problems, input.language.as_deref(), own);
    rewrite(writing, &mut content, input, language, Some(&case.row)).await?;
    if input.chamber.is_some() {
        let (parliament, chamber) = place(writing, None, &input.chamber).await?;
        if chamber.is_some() && parliament != case.row.parliament_id {
            writing
                .problems
                .note("input.chamber", of_another_parliament());
        }
        content.chamber = chamber;
    }
    Ok(content)
}

/// Adds or replaces the texts of a second language, as an edit does.
pub async fn translate(
    writing: &mut Writing,
    practice: Selector,
    input: Translation,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Translate, &practice, expected_version).await?;
    act_for(writing, input.on_behalf_of.as_ref(), case.row.parliament_id).await?;
    writing.problems.take("practice", may_edit(case.state()));
    let mut wanted = case.content(writing).await?;
    some_translated(&mut writing.problems, &input.given());
    let mut pen = Pen {
        language: language(&mut writing.problems, Some(&input.language), "und"),
        problems: &mut writing.problems,
    };
    wanted.translate(&input, &mut pen);
    writing.problems.settled()?;
    case.save(writing, wanted, &input.names()).await
}

/// Where a practice is filed at present.
async fn links_of(writing: &Writing, practice: PracticeId) -> Result<Links, Failure> {
    let of = [practice.0];
    let ids = |all: std::collections::HashMap<Uuid, Vec<Uuid>>| {
        all.into_values().next().unwrap_or_default()
    };
    Ok(Links {
        hubs: ids(writing.targets(HUBS, &of).await?),
        topics: ids(writing.targets(TOPICS, &of).await?),
        projects: ids(writing.targets(PROJECTS, &of).await?),
    })
}
