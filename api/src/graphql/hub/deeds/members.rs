//! Mutations of who takes part in a hub, and of who coordinates it.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object};
use hemicycle_domain::hub::deeds;

use super::super::{Hub, HubBy};
use crate::graphql::deed::{How, act, payloads};
use crate::graphql::enums::HubRole;
use crate::graphql::error::Maybe;
use crate::graphql::id::IdKind;
use crate::graphql::scalars::{DateTime, PartialDate};
use crate::graphql::selectors::{PartyBy, by_part, patch};

payloads! {
    Hub as hub {
        /// The hub with its new member, or what was wrong.
        HubMemberAddPayload,
        /// The hub after the edit of a membership, or what was wrong with it.
        HubMemberEditPayload,
        /// The hub with the membership that ends, or why it does not.
        HubMemberEndPayload,
        /// The hub with its new coordinator, or what was wrong.
        HubCoordinatorAppointPayload,
        /// The hub without the coordinator, or what was wrong.
        HubCoordinatorEndPayload,
    }
}

/// Who takes part, as what, and when.
#[derive(InputObject)]
pub struct HubMemberAddInput {
    /// The parliament, chamber or organisation.
    party: PartyBy,
    /// As what. `COORDINATOR` says that it lends the coordinator; the right to change the hub is given with `hubCoordinatorAppoint`.
    role: HubRole,
    /// Since when, as exactly as known.
    since: Option<PartialDate>,
    /// Until when, as exactly as known; not before `since`.
    until: Option<PartialDate>,
}

impl From<HubMemberAddInput> for deeds::NewMembership {
    fn from(input: HubMemberAddInput) -> Self {
        Self {
            party: input.party.into(),
            role: input.role.into(),
            since: input.since.map(|date| date.0),
            until: input.until.map(|date| date.0),
        }
    }
}

/// What to change of a membership. A field that is absent stays as it is; one that is null is emptied.
#[derive(InputObject)]
pub struct HubMemberEditInput {
    /// The id of the `HubMembership`.
    membership: ID,
    /// As what.
    role: Option<HubRole>,
    /// Since when, as exactly as known.
    since: MaybeUndefined<PartialDate>,
    /// Until when, as exactly as known; not before `since`.
    until: MaybeUndefined<PartialDate>,
}

impl From<HubMemberEditInput> for deeds::MembershipEdit {
    fn from(input: HubMemberEditInput) -> Self {
        Self {
            membership: by_part(IdKind::HubMembership, &input.membership),
            role: input.role.map(Into::into),
            since: patch(input.since),
            until: patch(input.until),
        }
    }
}

/// A membership that ends.
#[derive(InputObject)]
pub struct HubMemberEndInput {
    /// The id of the `HubMembership`.
    membership: ID,
    /// Until when, as exactly as known; today (UTC) when absent.
    until: Option<PartialDate>,
}

/// Who shall coordinate a hub, and when.
#[derive(InputObject)]
pub struct HubCoordinatorAppointInput {
    /// The id of the person's account, as they see it in `viewer`.
    account: ID,
    /// From when; now when absent or past.
    starts_at: Option<DateTime>,
    /// Until when; until it is ended when absent.
    ends_at: Option<DateTime>,
}

impl From<HubCoordinatorAppointInput> for deeds::Appointment {
    fn from(input: HubCoordinatorAppointInput) -> Self {
        Self {
            account: by_part(IdKind::Account, &input.account),
            from: input.starts_at.map(|at| at.0),
            until: input.ends_at.map(|at| at.0),
        }
    }
}

/// Who coordinates a hub no more.
#[derive(InputObject)]
pub struct HubCoordinatorEndInput {
    /// The id of the person's account.
    account: ID,
    /// From when on; now when absent or past. It has effect everywhere within 5 seconds.
    ends_at: Option<DateTime>,
}

/// What changes who takes part in hubs, and who coordinates them.
#[derive(Default)]
pub struct HubMembers;

#[Object]
impl HubMembers {
    /// Adds a member to a hub that is not closed. Its coordinators may, and editors.
    async fn hub_member_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Who, as what, and when.")] input: HubMemberAddInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubMemberAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::add_member(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Edits a membership of a hub. Its coordinators may, and editors.
    async fn hub_member_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Which membership, and what to change.")] input: HubMemberEditInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubMemberEditPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::edit_member(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Ends a membership of a hub. Its coordinators may, and editors.
    async fn hub_member_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Which membership, and when.")] input: HubMemberEndInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubMemberEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::end_member(
                writing,
                hub.into(),
                by_part(IdKind::HubMembership, &input.membership),
                input.until.map(|date| date.0),
                expected_version,
            ))
        })
        .await
    }

    /// Gives a person the right to coordinate a hub that is not closed. Editors may, and administrators. It has effect everywhere within 5 seconds.
    async fn hub_coordinator_appoint(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Who, and when.")] input: HubCoordinatorAppointInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubCoordinatorAppointPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::appoint_coordinator(
                writing,
                hub.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Takes the right to coordinate a hub from a person. Editors may, and administrators.
    async fn hub_coordinator_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hub.")] hub: HubBy,
        #[graphql(desc = "Who, and when.")] input: HubCoordinatorEndInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<HubCoordinatorEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::end_coordinator(
                writing,
                hub.into(),
                by_part(IdKind::Account, &input.account),
                input.ends_at.map(|at| at.0),
                expected_version,
            ))
        })
        .await
    }
}
