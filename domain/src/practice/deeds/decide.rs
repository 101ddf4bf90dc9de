//! What reviewers do: take up, ask for changes, publish, reject. Never of their own work: the policy sees to that. And what everybody
//! concerned can do: comment.

use std::collections::BTreeMap;

use hemicycle_entity::ids::PracticeId;
use hemicycle_entity::practice::Entity;
use hemicycle_entity::practice_review as review;
use hemicycle_entity::text::Reasons;
use hemicycle_entity::values::{PracticeStatus, ReviewVerdict, RevisionStatus};
use serde::{Deserialize, Serialize};

use super::case::{Case, author};
use crate::behalf::{OnBehalf, act_for};
use crate::deed::Selector;
use crate::failure::Failure;
use crate::policy::Action;
use crate::practice::lifecycle::{may_decide, may_take_up};
use crate::practice::review::{field, said};
use crate::practice::revision::overtaken;
use crate::wording::missing;
use crate::write::Writing;

/// Why changes are asked for: field by field, and in general.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Changes {
    pub reasons: Vec<FieldReason>,
    pub comment: Option<String>,
}

/// What is to be changed of one field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldReason {
    /// By its name in the contract.
    pub field: String,
    pub reason: String,
}

/// The reason of a rejection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    pub text: String,
}

/// A comment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comment {
    pub text: String,
    /// The person that a client acts for.
    pub on_behalf_of: Option<OnBehalf>,
}

/// What a review says.
struct Words {
    verdict: ReviewVerdict,
    body: Option<String>,
    reasons: BTreeMap<String, String>,
}

impl Words {
    const fn of(verdict: ReviewVerdict, body: Option<String>) -> Self {
        Self {
            verdict,
            body,
            reasons: BTreeMap::new(),
        }
    }
}

/// Takes up what was handed in: everybody concerned sees that somebody looks at it.
pub async fn take_up(
    writing: &mut Writing,
    practice: Selector,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Review, &practice, expected_version).await?;
    writing.problems.take("practice", may_take_up(case.state()));
    writing.problems.settled()?;
    case.change(writing, |row| {
        if row.status != PracticeStatus::Published {
            row.status = PracticeStatus::InReview;
        }
    })
    .await?;
    case.change_revision(writing, |row| row.status = RevisionStatus::InReview)
        .await?;
    write(writing, &case, Words::of(ReviewVerdict::TakenUp, None)).await
}

/// Sends it back to its people, with what is to be changed.
pub async fn request_changes(
    writing: &mut Writing,
    practice: Selector,
    input: Changes,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Review, &practice, expected_version).await?;
    writing.problems.take("practice", may_decide(case.state()));
    let mut words = Words::of(ReviewVerdict::ChangesRequested, None);
    if input.reasons.is_empty() && input.comment.is_none() {
        writing.problems.note("input.reasons", missing());
    }
    let problems = &mut writing.problems;
    if let Some(comment) = &input.comment {
        words.body = said(problems, "input.comment", comment);
    }
    for (place, one) in input.reasons.iter().enumerate() {
        let path = format!("input.reasons.{place}");
        let known = words.reasons.keys();
        let name = field(problems, &format!("{path}.field"), &one.field, known);
        let reason = said(problems, &format!("{path}.reason"), &one.reason);
        if let (Some(name), Some(reason)) = (name, reason) {
            words.reasons.insert(name, reason);
        }
    }
    writing.problems.settled()?;
    case.change(writing, |row| {
        row.submitted_at = None;
        if row.status != PracticeStatus::Published {
            row.status = PracticeStatus::ChangesRequested;
        }
    })
    .await?;
    case.change_revision(writing, |row| row.status = RevisionStatus::ChangesRequested)
        .await?;
    write(writing, &case, words).await
}

/// Publishes it; of a published one, its revision. Fields that a revision proposes and that have changed since are in its way.
pub async fn publish(
    writing: &mut Writing,
    practice: Selector,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Review, &practice, expected_version).await?;
    writing.problems.take("practice", may_decide(case.state()));
    let published = case.published(writing).await?;
    for name in case.proposal().overtaken(&published)? {
        writing
            .problems
            .note(&format!("practice.{name}"), overtaken());
    }
    let mut wanted = case.content(writing).await?;
    wanted.links.topics = case.check_topics(writing, &wanted).await?;
    writing.problems.settled()?;
    wanted.slug = writing.slug_for::<Entity>(&case.row, wanted.slug).await?;
    let now = writing.now();
    case.apply(writing, &wanted, |row| {
        row.status = PracticeStatus::Published;
        row.submitted_at = None;
        row.published_on = row.published_on.or(Some(now.date_naive()));
    })
    .await?;
    case.change_revision(writing, |row| {
        row.status = RevisionStatus::Accepted;
        row.decided_at = Some(now);
    })
    .await?;
    write(writing, &case, Words::of(ReviewVerdict::Accepted, None)).await
}

/// Rejects it, with the reason; of a published one, its revision.
pub async fn reject(
    writing: &mut Writing,
    practice: Selector,
    input: Remark,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let mut case = Case::open(writing, Action::Review, &practice, expected_version).await?;
    writing.problems.take("practice", may_decide(case.state()));
    let reason = said(&mut writing.problems, "input.reason", &input.text);
    writing.problems.settled()?;
    let now = writing.now();
    case.change(writing, |row| {
        row.submitted_at = None;
        if row.status != PracticeStatus::Published {
            row.status = PracticeStatus::Rejected;
        }
    })
    .await?;
    case.change_revision(writing, |row| {
        row.status = RevisionStatus::Rejected;
        row.decided_at = Some(now);
    })
    .await?;
    write(writing, &case, Words::of(ReviewVerdict::Rejected, reason)).await
}

/// Says something about it to those who are concerned.
pub async fn comment(
    writing: &mut Writing,
    practice: Selector,
    input: Comment,
    expected_version: i32,
) -> Result<PracticeId, Failure> {
    let case = Case::open(writing, Action::Comment, &practice, expected_version).await?;
    act_for(writing, input.on_behalf_of.as_ref(), case.row.parliament_id).await?;
    let body = said(&mut writing.problems, "input.comment", &input.text);
    writing.problems.settled()?;
    write(writing, &case, Words::of(ReviewVerdict::Comment, body)).await
}

async fn write(writing: &mut Writing, case: &Case, words: Words) -> Result<PracticeId, Failure> {
    let row = review::Model {
        id: writing.new_id(),
        practice_id: case.row.id,
        revision_id: case.revision.as_ref().map(|one| one.id),
        verdict: words.verdict,
        body: words.body,
        reasons: Reasons(words.reasons),
        author_id: author(writing)?,
        written_at: writing.now(),
    };
    writing.add_part::<review::Entity>(&case.row, row).await?;
    Ok(case.row.id)
}
