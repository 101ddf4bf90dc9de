//! Mutations of who takes part in a project, and of what came of it.

use async_graphql::{Context, ID, InputObject, Object};
use hemicycle_domain::project::deeds;

use super::super::{Project, ProjectBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::PartnerRole;
use crate::graphql::error::Maybe;
use crate::graphql::id::IdKind;
use crate::graphql::practice::PracticeBy;
use crate::graphql::selectors::{PartyBy, by_part};

payloads! {
    Project as project {
        /// The project with its new partner, or what was wrong.
        ProjectPartnerAddPayload,
        /// The project without the partner, or why it is still there.
        ProjectPartnerRemovePayload,
        /// The project with the practice that came of it, or what was wrong.
        ProjectPracticeLinkPayload,
        /// The project without the practice, or why it is still linked.
        ProjectPracticeUnlinkPayload,
    }
}

/// Who takes part, and as what.
#[derive(InputObject)]
pub struct ProjectPartnerAddInput {
    /// The parliament, chamber or organisation.
    party: PartyBy,
    /// As what.
    role: PartnerRole,
}

impl From<ProjectPartnerAddInput> for deeds::NewPartner {
    fn from(input: ProjectPartnerAddInput) -> Self {
        Self {
            party: input.party.into(),
            role: input.role.into(),
        }
    }
}

/// Who takes part no more.
#[derive(InputObject)]
pub struct ProjectPartnerRemoveInput {
    /// The id of the `ProjectPartner`.
    partner: ID,
}

/// A practice that came of a project, or did not.
#[derive(InputObject)]
pub struct ProjectPracticeLinkInput {
    /// Which practice: one that the caller sees.
    practice: PracticeBy,
}

/// What changes who takes part in projects, and what came of them.
#[derive(Default)]
pub struct ProjectPartners;

#[Object]
impl ProjectPartners {
    /// Adds a partner to a project, which has at most 50. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_partner_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Who, and as what.")] input: ProjectPartnerAddInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPartnerAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add_partner(
                writing,
                project.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Removes a partner from a project. Its lead parliament's focal point may, coordinators of its hubs, and editors.
    async fn project_partner_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which partner.")] input: ProjectPartnerRemoveInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPartnerRemovePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::remove_partner(
                writing,
                project.into(),
                by_part(IdKind::ProjectPartner, &input.partner),
                expected_version,
            ))
        })
        .await
    }

    /// Says that a practice came of a project. Whoever steers the project may, for any practice that they see: its lead parliament's focal point, coordinators of its hubs, and editors.
    async fn project_practice_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which practice.")] input: ProjectPracticeLinkInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPracticeLinkPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::link_practice(
                writing,
                project.into(),
                input.practice.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Says that a practice did not come of a project after all. Whoever steers the project may, for any practice that they see: its lead parliament's focal point, coordinators of its hubs, and editors.
    async fn project_practice_unlink(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which project.")] project: ProjectBy,
        #[graphql(desc = "Which practice.")] input: ProjectPracticeLinkInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ProjectPracticeUnlinkPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::unlink_practice(
                writing,
                project.into(),
                input.practice.into(),
                expected_version,
            ))
        })
        .await
    }
}
