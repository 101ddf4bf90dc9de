//! Mutations of accounts, clients, roles and tokens. A new token's secret is in the payload of the deed that made it, once.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::TimeDelta;
use hemicycle_domain::account::clients::{self, NewClient, Rotation};
use hemicycle_domain::account::grants::{self, Giving};
use hemicycle_domain::account::tokens::{self, Issue};
use hemicycle_domain::account::{Handover, deeds};
use hemicycle_domain::deed::{Selector, Step};
use hemicycle_domain::write::Writing;

use super::{Account, AccountBy, ApiToken, RoleGrant};
use crate::graphql::deed::{How, IdOf, Payload, act, payloads};
use crate::graphql::directives::list_size;
use crate::graphql::enums::{Role, TokenScope};
use crate::graphql::error::Maybe;
use crate::graphql::hub::HubBy;
use crate::graphql::id::{self, IdKind};
use crate::graphql::parliament::ParliamentBy;
use crate::graphql::scalars::DateTime;
use crate::graphql::selectors::selectors;
use crate::graphql::user_error::UserError;

payloads! {
    Account as account {
        /// The account after its end, or why it has not ended.
        AccountEndPayload,
    }
}

payloads! {
    Account as client {
        /// The client after its end, or why it has not ended.
        ClientEndPayload,
    }
}

payloads! {
    RoleGrant as grant {
        /// The role that was given, or what was wrong.
        GrantAddPayload,
        /// The role after its end, or why it has not ended.
        GrantEndPayload,
    }
}

payloads! {
    ApiToken as token {
        /// The token after it was revoked, or why it was not.
        TokenRevokePayload,
    }
}

/// A payload that tells a secret.
trait Telling: Payload {
    /// Tells it if the deed was done.
    fn telling(self, secret: &Handover) -> Self;
}

/// The payload types of deeds that make a token.
macro_rules! telling {
    ($node:ident as $field:ident { $($(#[$doc:meta])* $name:ident,)* }) => {$(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub struct $name {
            /// The record as it is afterwards; null when nothing was changed.
            $field: Option<$node>,
            /// The new token itself, for the `Authorization: Bearer` header. Keep it: it is told this once. Null when nothing was changed, and when the deed
            /// had been done before under the same idempotency key.
            secret: Option<String>,
            /// What was wrong, all of it; empty when the deed was done, or could have been with `validateOnly`. At most 100.
            #[graphql(directive = list_size::apply(100))]
            errors: Vec<UserError>,
        }

        impl Payload for $name {
            type Node = $node;

            fn of(node: Option<$node>, errors: Vec<UserError>) -> Self {
                Self { $field: node, secret: None, errors }
            }
        }

        impl Telling for $name {
            fn telling(mut self, secret: &Handover) -> Self {
                // Without a record, it was only checked, or refused: that token does not exist.
                if self.$field.is_some() {
                    self.secret = secret.take();
                }
                self
            }
        }
    )*};
}

telling! {
    Account as client {
        /// The client that was added and its first token, or what was wrong.
        ClientAddPayload,
        /// The client and its new token, or what was wrong.
        ClientRotatePayload,
    }
}

telling! {
    ApiToken as token {
        /// The token that was issued, or what was wrong.
        TokenIssuePayload,
    }
}

/// Does a deed that makes a token, and tells its secret.
async fn act_telling<P: Telling>(
    ctx: &Context<'_>,
    how: How,
    secret: Handover,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, IdOf<P>> + Send,
) -> Maybe<P> {
    let done = act::<P>(ctx, how, deed).await?;
    Some(done.map(|payload| payload.telling(&secret)))
}

impl From<AccountBy> for Selector {
    fn from(by: AccountBy) -> Self {
        let AccountBy::Id(id) = by;
        crate::graphql::selectors::by_id(IdKind::Account, &id)
    }
}

/// A part of an account, by its id.
fn part(kind: IdKind, id: &ID) -> Selector {
    match id::decode_as(kind, id) {
        Ok(id) => Selector::Id(id),
        Err(refusal) => Selector::Bad(refusal),
    }
}

/// A client to be added.
#[derive(InputObject)]
pub struct ClientAddInput {
    /// What it is called: one line of at most 300 characters.
    name: String,
    /// The parliaments it contributes for, as a contributor. Without any, it only reads, and so does its token.
    parliaments: Option<Vec<ParliamentBy>>,
    /// When its first token expires: within 365 days, which is what it is when absent.
    expires_at: Option<DateTime>,
}

impl From<ClientAddInput> for NewClient {
    fn from(input: ClientAddInput) -> Self {
        Self {
            name: input.name,
            parliaments: selectors(input.parliaments),
            expires_at: input.expires_at.map(|at| at.0),
        }
    }
}

/// How a client's token is renewed.
#[derive(InputObject)]
pub struct ClientRotateInput {
    /// For how many hours the old tokens go on beside the new one, 0 to 720; 24 when absent.
    overlap_hours: Option<i32>,
    /// When the new token expires: within 365 days, which is what it is when absent.
    expires_at: Option<DateTime>,
}

impl From<ClientRotateInput> for Rotation {
    fn from(input: ClientRotateInput) -> Self {
        let hours = input
            .overlap_hours
            .map(|hours| TimeDelta::hours(hours.into()));
        Self {
            overlap: hours.unwrap_or(clients::OVERLAP),
            expires_at: input.expires_at.map(|at| at.0),
        }
    }
}

/// A role to be given. Contributors and focal points belong to a parliament, coordinators to a hub, editors and administrators to neither.
#[derive(InputObject)]
pub struct GrantAddInput {
    /// The role. A client can only be a contributor.
    role: Role,
    /// The hub it counts for: of a coordinator, and of no other role.
    hub: Option<HubBy>,
    /// The parliament it counts for: of a contributor or focal point, and of no other role.
    parliament: Option<ParliamentBy>,
    /// From when it counts; now when absent.
    starts_at: Option<DateTime>,
    /// When it ends: after it begins, and in the future. Without one, it goes on until it is ended.
    ends_at: Option<DateTime>,
}

impl From<GrantAddInput> for Giving {
    fn from(input: GrantAddInput) -> Self {
        Self {
            role: input.role.into(),
            hub: input.hub.map(Into::into),
            parliament: input.parliament.map(Into::into),
            starts_at: input.starts_at.map(|at| at.0),
            ends_at: input.ends_at.map(|at| at.0),
        }
    }
}

/// A token to be issued.
#[derive(InputObject)]
pub struct TokenIssueInput {
    /// What it is for, to tell it from others: one line of at most 100 characters.
    label: String,
    /// What it can be used for.
    scope: TokenScope,
    /// When it expires: in the future, at most 365 days from now; in 90 days when absent.
    expires_at: Option<DateTime>,
}

impl From<TokenIssueInput> for Issue {
    fn from(input: TokenIssueInput) -> Self {
        Self {
            label: input.label,
            scope: input.scope.into(),
            expires_at: input.expires_at.map(|at| at.0),
        }
    }
}

/// What can be done with accounts, clients, roles and tokens.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Adds a client, such as a partner site or a dashboard, and tells its first token once. Administrators may.
    async fn client_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The client.")] input: ClientAddInput,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ClientAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let secret = Handover::default();
        let left = secret.clone();
        act_telling(ctx, how, secret, move |writing| {
            Box::pin(clients::add(writing, input.into(), left))
        })
        .await
    }

    /// Gives a client a new token and tells it once; its old tokens expire after an overlap. Administrators may.
    async fn client_rotate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which client.")] client: AccountBy,
        #[graphql(desc = "How.")] input: ClientRotateInput,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ClientRotatePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let secret = Handover::default();
        let left = secret.clone();
        act_telling(ctx, how, secret, move |writing| {
            Box::pin(clients::rotate(
                writing,
                client.into(),
                input.into(),
                expected_version,
                left,
            ))
        })
        .await
    }

    /// Ends a client, its roles and its tokens. What it contributed stays. Administrators may.
    async fn client_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which client.")] client: AccountBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<ClientEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(clients::end(writing, client.into(), expected_version))
        })
        .await
    }

    /// Ends a person's account, its roles, its tokens and its sessions. What the person did stays. Administrators may, unless nobody would be left who is one.
    async fn account_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] account: AccountBy,
        #[graphql(desc = "The `version` that the caller has seen.")] expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<AccountEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(deeds::end_person(writing, account.into(), expected_version))
        })
        .await
    }

    /// Gives an account a role. Administrators may.
    async fn grant_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which account.")] account: AccountBy,
        #[graphql(desc = "The role.")] input: GrantAddInput,
        #[graphql(desc = "The `version` of the account that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<GrantAddPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        act(ctx, how, move |writing| {
            Box::pin(grants::add(
                writing,
                account.into(),
                input.into(),
                expected_version,
            ))
        })
        .await
    }

    /// Ends a role now. Administrators may, unless nobody would be left who is one.
    async fn grant_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the grant.")] grant: ID,
        #[graphql(desc = "The `version` of its account that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<GrantEndPayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let grant = part(IdKind::RoleGrant, &grant);
        act(ctx, how, move |writing| {
            Box::pin(grants::end(writing, grant, expected_version))
        })
        .await
    }

    /// Issues a token and tells it once. People may for themselves, with credentials that can write; administrators for clients, too. Nobody issues one for
    /// another person.
    async fn token_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which account.")] account: AccountBy,
        #[graphql(desc = "The token.")] input: TokenIssueInput,
        #[graphql(desc = "The `version` of the account that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TokenIssuePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let secret = Handover::default();
        let left = secret.clone();
        act_telling(ctx, how, secret, move |writing| {
            Box::pin(tokens::issue(
                writing,
                account.into(),
                input.into(),
                expected_version,
                left,
            ))
        })
        .await
    }

    /// Revokes a token: within 5 seconds it has no effect anywhere. Its account may, and administrators.
    async fn token_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of the token.")] token: ID,
        #[graphql(desc = "The `version` of its account that the caller has seen.")]
        expected_version: i32,
        #[graphql(desc = "Check everything and change nothing.")] validate_only: Option<bool>,
        #[graphql(
            desc = "Under the same key, the deed is done once within 24 hours. At most 100 visible ASCII characters."
        )]
        idempotency_key: Option<String>,
    ) -> Maybe<TokenRevokePayload> {
        let how = How {
            validate_only,
            idempotency_key,
        };
        let token = part(IdKind::ApiToken, &token);
        act(ctx, how, move |writing| {
            Box::pin(tokens::revoke(writing, token, expected_version))
        })
        .await
    }
}
