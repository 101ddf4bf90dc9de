//! What is said when something is done with a practice.

use async_graphql::{ID, InputObject, MaybeUndefined};
use hemicycle_domain::behalf::OnBehalf;
use hemicycle_domain::deed::Selector;
use hemicycle_domain::practice::deeds::{
    Adoption, Changes, Comment, Draft, FieldReason, Known, Remark,
};
use hemicycle_domain::practice::edit::{Edit, Translation, UseCaseEdit};
use hemicycle_domain::wording::Patch;

use super::ExternalIdInput;
use crate::graphql::chamber::ChamberBy;
use crate::graphql::common::SourceInput;
use crate::graphql::enums::{Audience, ImpactArea, PracticeKind, PracticeStage, TranslationOrigin};
use crate::graphql::hub::HubBy;
use crate::graphql::id::{self, IdKind};
use crate::graphql::parliament::ParliamentBy;
use crate::graphql::project::ProjectBy;
use crate::graphql::scalars::PartialDate;
use crate::graphql::selectors::{patch, selectors};
use crate::graphql::topic::TopicBy;

/// The person that a client acts for.
pub fn person(id: Option<ID>) -> Option<OnBehalf> {
    let id = id?;
    Some(match id::decode(&id) {
        Ok((IdKind::Contact, id)) => OnBehalf::Contact(Selector::Id(id)),
        _ => OnBehalf::Account(match id::decode_as(IdKind::Account, &id) {
            Ok(id) => Selector::Id(id),
            Err(refusal) => Selector::Bad(refusal),
        }),
    })
}

fn all<T: Into<U>, U>(list: Option<Vec<T>>) -> Option<Vec<U>> {
    list.map(|list| list.into_iter().map(Into::into).collect())
}

fn given<T>(value: Option<T>) -> Patch<T> {
    value.map(Some)
}

/// Texts of the section that only use cases have, all Markdown of at most 20,000 characters. A text that is absent stays as it is; one that is null is emptied, or in a
/// translation left alone.
#[derive(InputObject)]
pub struct UseCaseInput {
    /// What the system is to achieve. A reviewer needs it.
    objective: MaybeUndefined<String>,
    /// Who uses it and who is affected.
    actors: MaybeUndefined<String>,
    /// What must be there before.
    prerequisites: MaybeUndefined<String>,
    /// What happens, step by step.
    steps: MaybeUndefined<String>,
    /// Which data it needs.
    data: MaybeUndefined<String>,
    /// Which other systems it works with.
    integrations: MaybeUndefined<String>,
    /// How success is measured.
    success_metrics: MaybeUndefined<String>,
    /// What can go wrong, and what is done about it.
    risks: MaybeUndefined<String>,
}

impl From<UseCaseInput> for UseCaseEdit {
    fn from(input: UseCaseInput) -> Self {
        Self {
            objective: patch(input.objective),
            actors: patch(input.actors),
            prerequisites: patch(input.prerequisites),
            steps: patch(input.steps),
            data: patch(input.data),
            integrations: patch(input.integrations),
            success_metrics: patch(input.success_metrics),
            risks: patch(input.risks),
        }
    }
}

/// A practice to be drafted.
#[derive(InputObject)]
pub struct PracticeDraftInput {
    /// The language its texts are written in, as a BCP 47 tag.
    language: String,
    /// The short name it would like in addresses; a number is added where it is taken. Made from the title when absent.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters.
    title: String,
    /// What sort of practice it is.
    kind: PracticeKind,
    /// What it is, as Markdown of at most 600 characters. A reviewer needs it.
    summary: Option<String>,
    /// How far it has come at its parliament.
    stage: Option<PracticeStage>,
    /// The problem it solves, as Markdown of at most 20,000 characters.
    problem: Option<String>,
    /// How it solves it, as Markdown of at most 20,000 characters. A reviewer needs it of a good practice.
    solution: Option<String>,
    /// What came of it, as Markdown of at most 20,000 characters. A reviewer needs it of a case study.
    results: Option<String>,
    /// What was learnt, as Markdown of at most 20,000 characters.
    lessons: Option<String>,
    /// What it took: time, money, people; as Markdown of at most 20,000 characters.
    effort: Option<String>,
    /// The section that only use cases have.
    use_case: Option<UseCaseInput>,
    /// The impact areas it bears on, the most important first.
    impact_areas: Option<Vec<ImpactArea>>,
    /// For whom it is of use.
    audiences: Option<Vec<Audience>>,
    /// Where its source code is published: an absolute https address.
    open_source_url: Option<String>,
    /// Whether its parliament wants to be asked about it.
    open_to_contact: Option<bool>,
    /// When it began, as exactly as known.
    started_on: Option<PartialDate>,
    /// When it ended, as exactly as known; not before it began.
    ended_on: Option<PartialDate>,
    /// The parliament whose practice it is; that of the chamber when absent.
    parliament: Option<ParliamentBy>,
    /// The chamber whose practice it is, of that parliament.
    chamber: Option<ChamberBy>,
    /// The hubs it is filed under, at most 20: their coordinators review it.
    hubs: Option<Vec<HubBy>>,
    /// What it is filed under, at most 20.
    topics: Option<Vec<TopicBy>>,
    /// The projects it came of, at most 20.
    projects: Option<Vec<ProjectBy>>,
    /// Where its facts come from, at most 20.
    sources: Option<Vec<SourceInput>>,
    /// What the caller's own system calls it. Where a practice that the caller may edit is known by it already, that one is answered, unchanged.
    external_id: Option<ExternalIdInput>,
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeDraftInput> for Draft {
    fn from(input: PracticeDraftInput) -> Self {
        Self {
            parliament: input.parliament.map(Into::into),
            external_id: input.external_id.map(|known| Known {
                system: known.system,
                id: known.id,
            }),
            content: Edit {
                language: Some(input.language),
                slug: input.slug,
                title: given(Some(input.title)),
                summary: given(input.summary),
                kind: Some(input.kind.into()),
                stage: given(input.stage.map(Into::into)),
                problem: given(input.problem),
                solution: given(input.solution),
                results: given(input.results),
                lessons: given(input.lessons),
                effort: given(input.effort),
                use_case: given(input.use_case.map(Into::into)),
                impact_areas: all(input.impact_areas),
                audiences: all(input.audiences),
                open_source_url: given(input.open_source_url),
                open_to_contact: given(input.open_to_contact),
                started_on: given(input.started_on.map(Into::into)),
                ended_on: given(input.ended_on.map(Into::into)),
                chamber: given(input.chamber.map(Into::into)),
                hubs: all(input.hubs),
                topics: all(input.topics),
                projects: all(input.projects),
                sources: all(input.sources),
                on_behalf_of: person(input.on_behalf_of),
            },
        }
    }
}

/// What to change of a practice. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct PracticeEditInput {
    /// The language of the texts given here: the practice's original language, which it is when absent. Other languages are added with `practiceTranslate`.
    language: Option<String>,
    /// A new short name in addresses; the former one keeps leading here.
    slug: Option<String>,
    /// What it is called: one line of at most 300 characters. It cannot be emptied.
    title: MaybeUndefined<String>,
    /// What sort of practice it is. What is no use case any more loses its section: empty it.
    kind: Option<PracticeKind>,
    /// What it is, as Markdown of at most 600 characters.
    summary: MaybeUndefined<String>,
    /// How far it has come at its parliament.
    stage: MaybeUndefined<PracticeStage>,
    /// The problem it solves, as Markdown of at most 20,000 characters.
    problem: MaybeUndefined<String>,
    /// How it solves it, as Markdown of at most 20,000 characters.
    solution: MaybeUndefined<String>,
    /// What came of it, as Markdown of at most 20,000 characters.
    results: MaybeUndefined<String>,
    /// What was learnt, as Markdown of at most 20,000 characters.
    lessons: MaybeUndefined<String>,
    /// What it took: time, money, people; as Markdown of at most 20,000 characters.
    effort: MaybeUndefined<String>,
    /// The section that only use cases have; null removes it.
    use_case: MaybeUndefined<UseCaseInput>,
    /// The impact areas it bears on, the most important first; replaces them all.
    impact_areas: Option<Vec<ImpactArea>>,
    /// For whom it is of use; replaces them all.
    audiences: Option<Vec<Audience>>,
    /// Where its source code is published: an absolute https address.
    open_source_url: MaybeUndefined<String>,
    /// Whether its parliament wants to be asked about it.
    open_to_contact: MaybeUndefined<bool>,
    /// When it began, as exactly as known.
    started_on: MaybeUndefined<PartialDate>,
    /// When it ended, as exactly as known; not before it began.
    ended_on: MaybeUndefined<PartialDate>,
    /// The chamber whose practice it is, of its parliament; null when it is the whole parliament's.
    chamber: MaybeUndefined<ChamberBy>,
    /// The hubs it is filed under, at most 20; replaces them all.
    hubs: Option<Vec<HubBy>>,
    /// What it is filed under, at most 20; replaces them all.
    topics: Option<Vec<TopicBy>>,
    /// The projects it came of, at most 20; replaces them all.
    projects: Option<Vec<ProjectBy>>,
    /// Where its facts come from, at most 20; replaces them all.
    sources: Option<Vec<SourceInput>>,
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeEditInput> for Edit {
    fn from(input: PracticeEditInput) -> Self {
        Self {
            language: input.language,
            slug: input.slug,
            title: patch(input.title),
            summary: patch(input.summary),
            kind: input.kind.map(Into::into),
            stage: patch(input.stage),
            problem: patch(input.problem),
            solution: patch(input.solution),
            results: patch(input.results),
            lessons: patch(input.lessons),
            effort: patch(input.effort),
            use_case: patch(input.use_case),
            impact_areas: all(input.impact_areas),
            audiences: all(input.audiences),
            open_source_url: patch(input.open_source_url),
            open_to_contact: patch(input.open_to_contact),
            started_on: patch(input.started_on),
            ended_on: patch(input.ended_on),
            chamber: patch(input.chamber),
            hubs: all(input.hubs),
            topics: all(input.topics),
            projects: all(input.projects),
            sources: all(input.sources),
            on_behalf_of: person(input.on_behalf_of),
        }
    }
}

/// Texts of a practice in another language than they were first written in. A text that is absent stays as it is.
#[derive(InputObject)]
pub struct PracticeTranslateInput {
    /// The language, as a BCP 47 tag; another one than the texts were first written in.
    language: String,
    /// Who translated it: a person when absent.
    origin: Option<TranslationOrigin>,
    /// What it is called: one line of at most 300 characters.
    title: Option<String>,
    /// What it is, as Markdown of at most 600 characters.
    summary: Option<String>,
    /// The problem it solves, as Markdown of at most 20,000 characters.
    problem: Option<String>,
    /// How it solves it, as Markdown of at most 20,000 characters.
    solution: Option<String>,
    /// What came of it, as Markdown of at most 20,000 characters.
    results: Option<String>,
    /// What was learnt, as Markdown of at most 20,000 characters.
    lessons: Option<String>,
    /// What it took, as Markdown of at most 20,000 characters.
    effort: Option<String>,
    /// The section that only use cases have.
    use_case: Option<UseCaseInput>,
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeTranslateInput> for Translation {
    fn from(input: PracticeTranslateInput) -> Self {
        Self {
            language: input.language,
            origin: input.origin.unwrap_or_default().into(),
            title: input.title,
            summary: input.summary,
            problem: input.problem,
            solution: input.solution,
            results: input.results,
            lessons: input.lessons,
            effort: input.effort,
            use_case: input.use_case.map(Into::into),
            on_behalf_of: person(input.on_behalf_of),
        }
    }
}

/// Which parliament takes a practice over.
#[derive(InputObject)]
pub struct PracticeAdoptInput {
    /// The parliament; that of the chamber when absent.
    parliament: Option<ParliamentBy>,
    /// The chamber that takes it over, of that parliament.
    chamber: Option<ChamberBy>,
    /// The hubs to file it under, at most 20: their coordinators review it.
    hubs: Option<Vec<HubBy>>,
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeAdoptInput> for Adoption {
    fn from(input: PracticeAdoptInput) -> Self {
        Self {
            parliament: input.parliament.map(Into::into),
            chamber: input.chamber.map(Into::into),
            hubs: selectors(input.hubs),
            on_behalf_of: person(input.on_behalf_of),
        }
    }
}

/// How a practice is handed in.
#[derive(InputObject, Default)]
pub struct PracticeSubmitInput {
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeSubmitInput> for Option<OnBehalf> {
    fn from(input: PracticeSubmitInput) -> Self {
        person(input.on_behalf_of)
    }
}

/// How a practice is taken back.
#[derive(InputObject, Default)]
pub struct PracticeWithdrawInput {
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeWithdrawInput> for Option<OnBehalf> {
    fn from(input: PracticeWithdrawInput) -> Self {
        person(input.on_behalf_of)
    }
}

/// How a practice is confirmed.
#[derive(InputObject, Default)]
pub struct PracticeConfirmInput {
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeConfirmInput> for Option<OnBehalf> {
    fn from(input: PracticeConfirmInput) -> Self {
        person(input.on_behalf_of)
    }
}

/// What is to be changed of one field.
#[derive(InputObject)]
pub struct ReviewReasonInput {
    /// The field's name, such as `summary` or `useCase.objective`.
    field: String,
    /// What is to be changed, as Markdown of at most 5,000 characters.
    reason: String,
}

/// What is to be changed before it can be published: at least a reason or a comment.
#[derive(InputObject)]
pub struct PracticeChangesInput {
    /// Field by field, each field once.
    reasons: Option<Vec<ReviewReasonInput>>,
    /// In general, as Markdown of at most 5,000 characters.
    comment: Option<String>,
}

impl From<PracticeChangesInput> for Changes {
    fn from(input: PracticeChangesInput) -> Self {
        let reasons = input.reasons.into_iter().flatten();
        Self {
            reasons: reasons
                .map(|one| FieldReason {
                    field: one.field,
                    reason: one.reason,
                })
                .collect(),
            comment: input.comment,
        }
    }
}

/// Why a practice, or its pending revision, is rejected.
#[derive(InputObject)]
pub struct PracticeRejectInput {
    /// The reason, for its own people, as Markdown of at most 5,000 characters.
    reason: String,
}

impl From<PracticeRejectInput> for Remark {
    fn from(input: PracticeRejectInput) -> Self {
        Self { text: input.reason }
    }
}

/// A comment on a practice.
#[derive(InputObject)]
pub struct PracticeCommentInput {
    /// The comment, for its own people and its reviewers, as Markdown of at most 5,000 characters.
    comment: String,
    /// The id of the person that a client acts for, an account or a contact: a client must state it, a person must not.
    on_behalf_of: Option<ID>,
}

impl From<PracticeCommentInput> for Comment {
    fn from(input: PracticeCommentInput) -> Self {
        Self {
            text: input.comment,
            on_behalf_of: person(input.on_behalf_of),
        }
    }
}
