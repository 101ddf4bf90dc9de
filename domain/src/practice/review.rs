//! What reviewers and a practice's own people write to each other: comments, and reasons for decisions. Others never see them.

use hemicycle_entity::practice;
use hemicycle_entity::practice_review::{self as review, Column};
use hemicycle_entity::values::Closed;
use sea_orm::Condition;
use serde_json::json;

use super::revision::of_practices;
use crate::actor::Actor;
use crate::failure::{ErrorCode, Refusal};
use crate::filter::Scope;
use crate::listing::{ascending, by};
use crate::page::{KeyType, Order, Sort};
use crate::problems::Problems;
use crate::read::Listed;
use crate::record::{nobody, part, rows};
use crate::sight;
use crate::values::written;
use crate::wording::missing;

/// Longest comment or reason, in characters.
pub const COMMENT_LIMIT: usize = 5_000;

rows!(practice_review, ReviewId, |actor, at| match actor {
    Actor::System(_) => Condition::all(),
    Actor::Visitor => nobody(),
    Actor::Account(caller) if caller.sees_all(at) => Condition::all(),
    Actor::Account(caller) =>
        Condition::all().add(of_practices(sight::own::<practice::Entity>(caller, at))),
});
part!(practice_review of practice by practice_id / PracticeId as "reviews", |row| json!({
    "verdict": row.verdict.as_str(),
    "written_at": row.written_at,
    "_revision": row.revision_id,
    "_body": row.body,
    "_reasons": row.reasons,
    "_author": row.author_id,
}));

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReviewOrder {
    WrittenAt,
}

impl Listed for review::Entity {
    type Filter = ();
    type Field = ReviewOrder;
    const LIST: &'static str = "reviews";
    const DEFAULT_ORDER: Order<ReviewOrder> = ascending(ReviewOrder::WrittenAt);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: ReviewOrder) -> Sort {
        by(Column::WrittenAt, KeyType::Instant)
    }
}

/// The fields that a reviewer can ask changes of, by the contract's names.
pub const FIELDS: [&str; 30] = [
    "slug",
    "title",
    "summary",
    "kind",
    "stage",
    "problem",
    "solution",
    "results",
    "lessons",
    "effort",
    "useCase",
    "useCase.objective",
    "useCase.actors",
    "useCase.prerequisites",
    "useCase.steps",
    "useCase.data",
    "useCase.integrations",
    "useCase.successMetrics",
    "useCase.risks",
    "impactAreas",
    "audiences",
    "openSourceUrl",
    "openToContact",
    "startedOn",
    "endedOn",
    "chamber",
    "hubs",
    "topics",
    "projects",
    "sources",
];

/// A comment or reason that must be there.
pub fn said(problems: &mut Problems, path: &str, text: &str) -> Option<String> {
    if text.trim().is_empty() {
        problems.note(path, missing());
        return None;
    }
    problems.take(path, written(text, COMMENT_LIMIT, true))
}

/// A field that changes are asked of, once.
pub fn field<'a>(
    problems: &mut Problems,
    path: &str,
    name: &str,
    known: impl Iterator<Item = &'a String>,
) -> Option<String> {
    if !FIELDS.contains(&name) {
        problems.note(path, no_such_field());
        return None;
    }
    if known.into_iter().any(|one| one == name) {
        problems.note(path, twice());
        return None;
    }
    Some(name.to_owned())
}

fn no_such_field() -> Refusal {
    let names = FIELDS.join(", ");
    Refusal::new(
        ErrorCode::UnknownField,
        format!("A practice has no such field. The fields are: {names}."),
        format!("Une bonne pratique n’a pas ce champ. Les champs sont : {names}."),
    )
}

fn twice() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This field is given twice.",
        "Ce champ est indiqué deux fois.",
    )
}
