//! Accounts in the contract: who they are, what they hold, and which tokens they have. Administrators see all, others themselves.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object, OneofObject};
use hemicycle_domain::account::deeds::may_change;
use hemicycle_domain::account::{self as domain, PARTS, tokens};
use hemicycle_domain::changes::history;
use hemicycle_domain::deed::forbidden;
use hemicycle_domain::erasure::may_erase;
use hemicycle_domain::failure::Refusal;
use hemicycle_domain::policy::{Action, Reason};
use hemicycle_entity::values::AccountKind as Kind;
use hemicycle_entity::{account, account_identity, api_token, role_grant};
use uuid::Uuid;

use super::connection::{self, Connection, Node, PageArgs};
use super::context::{actor, asking};
use super::directives::list_size;
use super::enums::{AccountKind, Role, TokenScope};
use super::error::{Answer, Maybe};
use super::history::Change;
use super::hub::Hub;
use super::id::{self, IdKind};
use super::inputs::{AnyOf, OrderBy, any_of};
use super::parliament::Parliament;
use super::permission::{Permission, permission};
use super::scalars::DateTime;
use super::shelf::WhoAdministers;

pub mod deeds;

/// A person or a client that asks with credentials.
pub struct Account(pub Arc<account::Model>);

macro_rules! nodes {
    ($($name:ident $module:ident)*) => {$(
        impl Node for $name {
            type Entity = $module::Entity;

            fn of(row: Arc<$module::Model>) -> Self {
                Self(row)
            }
        }
    )*};
}

nodes! {
    Account account
    AccountIdentity account_identity
    RoleGrant role_grant
    ApiToken api_token
}

/// A person or a client that asks with credentials. Administrators see all accounts, everybody else their own.
#[Object]
impl Account {
    /// Opaque. Accounts are no content: `node` does not find them.
    async fn id(&self) -> ID {
        id::encode(IdKind::Account, self.0.id)
    }

    /// A person or a client.
    async fn kind(&self) -> AccountKind {
        self.0.kind.into()
    }

    /// How it is known here: of a client, as an administrator named it; of a person, as their provider says it. Null when nothing was said.
    async fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// The providers that vouch for it. At most 20. Null only when they could not be fetched; an error then says why.
    #[graphql(directive = list_size::apply(20))]
    async fn identities(&self, ctx: &Context<'_>) -> Maybe<Vec<AccountIdentity>> {
        connection::short(ctx, self.0.id, PARTS, 20).await
    }

    /// The roles it holds, will hold and has held. Null only when they could not be fetched; an error then says why.
    async fn grants(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<RoleGrant>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, PARTS, page, ()).await
    }

    /// Its tokens of this service, in effect or not. Null only when they could not be fetched; an error then says why.
    async fn tokens(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<ApiToken>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, PARTS, page, ()).await
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it, its roles or its tokens were last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// When it ended; null while it has not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Counts the changes of the account, its roles and its tokens, from 1. State it as `expectedVersion` when changing any of them.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What happened to the account, its roles and its tokens, the newest first. Null only when it could not be fetched; an error then says why.
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
    ) -> Maybe<Connection<Change>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        connection::parts(ctx, self.0.id, history::OF_RECORD, page, Default::default()).await
    }

    /// What the caller may do with the account.
    async fn viewer_can(&self) -> AccountPermissions {
        AccountPermissions(self.0.clone())
    }
}

/// What the caller may do with an account.
pub struct AccountPermissions(Arc<account::Model>);

/// What the caller may do with an account.
#[Object]
impl AccountPermissions {
    /// End it: `accountEnd`, or `clientEnd` for a client. Null only when it could not be decided; an error then says why.
    async fn end(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = match can_go(ctx, &self.0, may_change(&self.0)).await {
            Ok(state) => state,
            Err(failure) => return Some(Err(failure)),
        };
        permission::<account::Entity>(ctx, &self.0, Action::Administer, state).await
    }

    /// Erase the person whose it is: `accountErase`. Null only when it could not be decided; an error then says why.
    async fn erase(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = match can_go(ctx, &self.0, may_erase(&self.0)).await {
            Ok(state) => state,
            Err(failure) => return Some(Err(failure)),
        };
        permission::<account::Entity>(ctx, &self.0, Action::Erase, state).await
    }

    /// Give it roles: `grantAdd`. Null only when it could not be decided; an error then says why.
    async fn add_grant(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<account::Entity>(ctx, &self.0, Action::Administer, may_change(&self.0)).await
    }

    /// Issue tokens for it: `tokenIssue`. Null only when it could not be decided; an error then says why.
    async fn issue_token(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = tokens::may_issue(actor(ctx), &self.0).and_then(|()| may_change(&self.0));
        permission::<account::Entity>(ctx, &self.0, Action::Tokens, state).await
    }

    /// Revoke its tokens: `tokenRevoke`. Null only when it could not be decided; an error then says why.
    async fn revoke_token(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        permission::<account::Entity>(ctx, &self.0, Action::Tokens, Ok(())).await
    }

    /// Give it a new token in the place of the old ones: `clientRotate`. Null only when it could not be decided; an error then says why.
    async fn rotate(&self, ctx: &Context<'_>) -> Maybe<Permission> {
        let state = match self.0.kind {
            Kind::Client => tokens::themselves(actor(ctx)).and_then(|()| may_change(&self.0)),
            Kind::Person => Err(forbidden(Reason::NeedsRole)),
        };
        permission::<account::Entity>(ctx, &self.0, Action::Administer, state).await
    }
}

/// What the state of an account allows that would be gone; the last administrator stays.
async fn can_go(
    ctx: &Context<'_>,
    row: &account::Model,
    state: Result<(), Refusal>,
) -> Answer<Result<(), Refusal>> {
    if state.is_err() {
        return Ok(state);
    }
    let loaded = asking(ctx).loaders().load_one(WhoAdministers).await?;
    Ok(loaded.map_or(Ok(()), |all| all.can_lose(row.id)))
}

/// A provider that vouches for an account.
pub struct AccountIdentity(Arc<account_identity::Model>);

/// A provider that vouches for an account. What it calls the account is not told.
#[Object]
impl AccountIdentity {
    /// The provider, as its tokens name it.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// When the account was first used through it.
    async fn linked_at(&self) -> DateTime {
        DateTime(self.0.linked_at)
    }
}

/// A role given to an account, in its place and for its time.
pub struct RoleGrant(Arc<role_grant::Model>);

/// A role given to an account, in its place and for its time.
#[Object]
impl RoleGrant {
    /// Opaque; names this grant where it is ended.
    async fn id(&self) -> ID {
        id::encode(IdKind::RoleGrant, self.0.id)
    }

    /// Who holds it. Null when the caller may not see that account, or when it could not be fetched; an error then says why.
    async fn account(&self, ctx: &Context<'_>) -> Maybe<Account> {
        connection::by_id(ctx, Some(self.0.account_id)).await
    }

    /// The id of the account that holds it, as the deeds about coordinators take it.
    async fn account_id(&self) -> ID {
        id::encode(IdKind::Account, self.0.account_id)
    }

    /// The role.
    async fn role(&self) -> Role {
        self.0.role.into()
    }

    /// The hub it counts for; null for roles that do not belong to a hub, or when the caller may not see the hub.
    async fn hub(&self, ctx: &Context<'_>) -> Maybe<Hub> {
        connection::by_id(ctx, self.0.hub_id).await
    }

    /// The parliament it counts for; null for roles that do not belong to a parliament.
    async fn parliament(&self, ctx: &Context<'_>) -> Maybe<Parliament> {
        connection::by_id(ctx, self.0.parliament_id).await
    }

    /// From when it counts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// When it ends or ended; null while no end is set.
    async fn ends_at(&self) -> Option<DateTime> {
        self.0.valid_until.map(DateTime)
    }

    /// The account that gave it. Null when it was given on the machine itself, or when the caller may not see that account.
    async fn given_by(&self, ctx: &Context<'_>) -> Maybe<Account> {
        let giver = Uuid::parse_str(&self.0.granted_by).ok();
        connection::by_id(ctx, giver.map(Into::into)).await
    }
}

/// A token that the service gave out. What it is itself is told once, when it is issued.
pub struct ApiToken(Arc<api_token::Model>);

/// A token that the service gave out. The token itself is told once, when it is issued, and kept nowhere.
#[Object]
impl ApiToken {
    /// Opaque; names this token where it is revoked.
    async fn id(&self) -> ID {
        id::encode(IdKind::ApiToken, self.0.id)
    }

    /// Whose it is. Null only when it could not be fetched; an error then says why.
    async fn account(&self, ctx: &Context<'_>) -> Maybe<Account> {
        connection::by_id(ctx, Some(self.0.account_id)).await
    }

    /// Its first characters, to recognise it by.
    async fn hint(&self) -> &str {
        &self.0.hint
    }

    /// What it is for, as its issuer said.
    async fn label(&self) -> &str {
        &self.0.label
    }

    /// What it can be used for.
    async fn scope(&self) -> TokenScope {
        self.0.scope.into()
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }

    /// When it expires or expired; null when it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was revoked; null when it was not.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// When it was last used, to the minute; null when it never was.
    async fn last_used_at(&self) -> Option<DateTime> {
        self.0.last_used_at.map(DateTime)
    }
}

/// Which accounts to keep: all that is said must hold. What is said of role, hub and parliament must hold of one role that counts now.
#[derive(InputObject, Clone, Default)]
pub struct AccountFilter {
    /// Kinds.
    kind: Option<AnyOf<AccountKind>>,
    /// True: has ended. False: has not.
    ended: Option<bool>,
    /// Holds any of these roles.
    role: Option<AnyOf<Role>>,
    /// Holds a role for any hub of these slugs.
    hub: Option<AnyOf<String>>,
    /// Holds a role for any parliament of these codes.
    parliament: Option<AnyOf<String>>,
    /// Last changed at this instant or later.
    updated_since: Option<DateTime>,
}

impl From<AccountFilter> for domain::AccountFilter {
    fn from(filter: AccountFilter) -> Self {
        Self {
            kind: any_of(filter.kind),
            ended: filter.ended,
            role: any_of(filter.role),
            hub: any_of(filter.hub),
            parliament: any_of(filter.parliament),
            updated_since: filter.updated_since.map(|at| at.0),
        }
    }
}

/// What accounts can be ordered by.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountOrderField {
    /// By when they were opened.
    CreatedAt,
    /// By last change.
    UpdatedAt,
}

impl From<AccountOrderField> for domain::AccountOrder {
    fn from(field: AccountOrderField) -> Self {
        match field {
            AccountOrderField::CreatedAt => Self::CreatedAt,
            AccountOrderField::UpdatedAt => Self::UpdatedAt,
        }
    }
}

/// Which account is meant: exactly one of the fields.
#[derive(OneofObject)]
pub enum AccountBy {
    /// By its id.
    Id(ID),
}

/// The root fields of this subject.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// One account; null when there is none, or none that the caller may see.
    async fn account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one.")] by: AccountBy,
    ) -> Maybe<Account> {
        let AccountBy::Id(id) = by;
        connection::by_global_id(ctx, IdKind::Account, &id).await
    }

    /// Accounts, the newest first unless said otherwise: administrators get all, others their own alone. Null only when they could not be fetched; an error then
    /// says why.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many from the start, 0 to 100; 20 when neither first nor last is given."
        )]
        first: Option<i32>,
        #[graphql(desc = "Only what follows this cursor.")] after: Option<String>,
        #[graphql(desc = "How many from the end, 0 to 100. Not together with first.")] last: Option<
            i32,
        >,
        #[graphql(desc = "Only what precedes this cursor.")] before: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<AccountFilter>,
        #[graphql(desc = "In which order.")] order_by: Option<OrderBy<AccountOrderField>>,
    ) -> Maybe<Connection<Account>> {
        let page = PageArgs {
            first,
            after,
            last,
            before,
        };
        let filter = filter.map(Into::into).unwrap_or_default();
        connection::all(ctx, page, filter, order_by).await
    }
}
