//! Taking a published practice over for another parliament.

use chrono::{DateTime, Utc};
use hemicycle_entity::hub;
use hemicycle_entity::ids::{ParliamentId, PracticeId};
use hemicycle_entity::practice::Entity;
use hemicycle_entity::values::Kind;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::{NAMED_AT, begin, links_of, not_long, permit_draft, place, sorted};
use crate::actor::Actor;
use crate::behalf::{OnBehalf, act_for};
use crate::deed::Selector;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::policy::{Action, Standing, Subject, Verdict, decide};
use crate::practice::content::{Content, Links};
use crate::practice::lifecycle::is_published;
use crate::wording::missing;
use crate::write::Writing;

/// Which parliament takes a practice over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Adoption {
    pub parliament: Option<Selector>,
    pub chamber: Option<Selector>,
    pub hubs: Vec<Selector>,
    pub on_behalf_of: Option<OnBehalf>,
}

/// Takes a published practice over for another parliament: a draft of that one, filled with what the practice says. What only its own
/// parliament can say, its results and lessons, dates, projects and hubs, is left out; it comes under what replaced the practice's topics.
pub async fn adopt(
    writing: &mut Writing,
    practice: Selector,
    input: Adoption,
) -> Result<PracticeId, Failure> {
    let source = writing
        .fetch_for::<Entity>(Action::Adopt, &practice, "practice")
        .await?;
    let chamber = Some(input.chamber.clone());
    let (parliament, chamber) = place(writing, input.parliament.as_ref(), &chamber).await?;
    permit_draft(writing, parliament)?;
    act_for(writing, input.on_behalf_of.as_ref(), parliament).await?;
    let case = Case::of(source.clone());
    writing
        .problems
        .take("practice", is_published(case.state()));
    // That one is named and not there, or that it takes one of the caller's own, is told already.
    let mut named = NAMED_AT.parliament.iter();
    let is_told = named.any(|path| writing.problems.tells_of(path));
    match parliament {
        None if is_told => {}
        None => writing.problems.note("input.parliament", missing()),
        Some(id) if source.parliament_id == Some(id) => {
            writing.problems.note("input.parliament", its_own());
        }
        Some(_) => {}
    }
    let path = "input.hubs";
    let hubs = not_long(writing, path, Some(&input.hubs)).unwrap_or_default();
    let hubs = writing.refer_all::<hub::Entity>(path, hubs).await?;
    writing.problems.settled()?;
    let topics = links_of(writing, source.id).await?.topics;
    let topics = writing.topics_for_new(&topics).await?;
    let content = Content {
        slug: writing.free_slug::<Entity>(&source.slug).await?,
        stage: None,
        results: None,
        lessons: None,
        open_to_contact: None,
        started_on: None,
        ended_on: None,
        chamber,
        links: Links {
            hubs: sorted(hubs),
            topics: sorted(topics),
            projects: Vec::new(),
        },
        ..Content::of(&source, Links::default())
    };
    let row = begin(writing, content, |row| {
        row.parliament_id = parliament;
        row.adopted_from_id = Some(source.id);
        row.original_language = source.original_language.clone();
        row.licence = source.licence.clone();
    })
    .await?;
    Ok(row.id)
}

/// Whether there is a parliament for which an actor can take a practice over: who drafts only for the practice's own has none.
pub fn may_adopt(
    actor: &Actor,
    at: DateTime<Utc>,
    of: Option<ParliamentId>,
) -> Result<(), Refusal> {
    let own = actor
        .caller()
        .map(|caller| caller.own_parliaments(Kind::Practice, at));
    let mut others = own.unwrap_or_default();
    others.retain(|id| Some(*id) != of);
    let elsewhere = Subject {
        kind: Kind::Practice,
        standing: Standing::Public,
        parliaments: others,
        hubs: Vec::new(),
        own_work: false,
    };
    match decide(actor, at, Action::Draft, &elsewhere) {
        Verdict::Allow => Ok(()),
        Verdict::Refuse(_) | Verdict::Hide => Err(its_own()),
    }
}

fn its_own() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "It is this parliament’s own practice.",
        "C’est déjà une bonne pratique de ce parlement.",
    )
}
