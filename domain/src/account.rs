//! Accounts: people and clients that ask with credentials, their identities at providers, their roles and their tokens.

use chrono::{DateTime, Utc};
use hemicycle_entity::account::{Column, Entity, Model};
use hemicycle_entity::ids::{AccountId, GrantId, TokenId};
use hemicycle_entity::values::{AccountKind, Closed, Kind, Role, TokenScope};
use hemicycle_entity::{account_identity, api_token, role_grant};
use sea_orm::sea_query::{Alias, ExprTrait, LockType, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QueryTrait};
use serde_json::json;

use crate::access::{self, Identity};
use crate::actor::{Actor, Place};
use crate::changes::image::Image;
use crate::failure::{Failure, Fault};
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{ascending, by, descending};
use crate::page::{KeyType, Order, Sort};
use crate::policy::Standing;
use crate::read::Listed;
use crate::record::{Record, Relation, RowOf, nobody, part, rows};
use crate::write::Writing;

pub mod clients;
pub mod deeds;
pub mod grants;
mod handover;
pub mod ledger;
pub(crate) mod over;
pub mod tokens;

pub use handover::Handover;

rows!(account, AccountId, |actor, at| match actor {
    Actor::Account(caller) if !actor.administers(at) =>
        Condition::all().add(Column::Id.eq(caller.account.0)),
    Actor::Visitor => nobody(),
    Actor::Account(_) | Actor::System(_) => Condition::all(),
});

/// The parts of an account.
pub const PARTS: Relation = Relation::Column("account_id");

impl Record for Entity {
    const KIND: Kind = Kind::Account;

    fn key(_row: &Model) -> &str {
        ""
    }

    /// An account has no key that people know.
    fn key_column() -> Column {
        Column::Id
    }

    fn standing(_row: &Model, _at: DateTime<Utc>) -> Standing {
        Standing::Private
    }

    fn standing_is(_standing: Standing, _at: DateTime<Utc>) -> Condition {
        nobody()
    }

    fn account(row: &Model) -> Option<AccountId> {
        Some(row.id)
    }

    fn account_column() -> Option<Column> {
        Some(Column::Id)
    }

    /// A client's name is told, a person's is not.
    fn image(row: &Model) -> Image {
        let image = Image::default()
            .closed("kind", Some(row.kind))
            .value("ended_at", row.ended_at);
        match row.kind {
            AccountKind::Client => image.value("name", &row.name),
            AccountKind::Person => image.silent("name", &row.name),
        }
    }

    fn texts(_row: &Model) -> Vec<&hemicycle_entity::text::Localized> {
        Vec::new()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct AccountFilter {
    pub kind: AnyOf<AccountKind>,
    pub ended: Option<bool>,
    /// These three are said of one role in force.
    pub role: AnyOf<Role>,
    pub hub: AnyOf<String>,
    pub parliament: AnyOf<String>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountOrder {
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = AccountFilter;
    type Field = AccountOrder;
    const LIST: &'static str = "accounts";
    const DEFAULT_ORDER: Order<AccountOrder> = descending(AccountOrder::CreatedAt);

    fn filter(filter: &AccountFilter, scope: Scope<'_>) -> Condition {
        let asked = Filtering::<Self>::new(scope)
            .among(Column::Kind, &filter.kind)
            .asked(filter.ended.as_ref(), |_, ended| match ended {
                true => Column::EndedAt.is_not_null(),
                false => Column::EndedAt.is_null(),
            })
            .since(Column::UpdatedAt, filter.updated_since)
            .done();
        asked.add_option(holding(filter, scope))
    }

    fn sort(field: AccountOrder) -> Sort {
        match field {
            AccountOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            AccountOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

/// Holds a role in force as the filter asks.
fn holding(filter: &AccountFilter, scope: Scope<'_>) -> Option<Condition> {
    let asked = filter.role.is_some() || filter.hub.is_some() || filter.parliament.is_some();
    if !asked {
        return None;
    }
    let grant = Filtering::<role_grant::Entity>::new(scope)
        .among(role_grant::Column::Role, &filter.role)
        .within(role_grant::Column::HubId, &filter.hub, Scope::hubs)
        .within(
            role_grant::Column::ParliamentId,
            &filter.parliament,
            Scope::parliaments,
        )
        .done()
        .add(grants::in_force(scope.at));
    let holders = Query::select()
        .column((Alias::new("role_grant"), Alias::new("account_id")))
        .from(role_grant::Entity)
        .cond_where(grant)
        .to_owned();
    Some(Condition::all().add(Column::Id.into_expr().in_subquery(holders)))
}

rows!(account_identity, IdentityId, |actor, at| {
    crate::record::with_owner::<Entity>(account_identity::Column::AccountId, actor, at)
});
part!(account_identity of account by account_id / AccountId as "identities", |row| json!({
    "issuer": row.issuer,
    "_subject": row.subject,
}));

// Whoever appoints the coordinators of hubs sees who they are: by the ids of their accounts, not the accounts.
rows!(role_grant, GrantId, |actor, at| {
    let own = crate::record::with_owner::<Entity>(role_grant::Column::AccountId, actor, at);
    if actor.sees_all(at) {
        return Condition::any()
            .add(own)
            .add(role_grant::Column::HubId.is_not_null());
    }
    own
});
part!(role_grant of account by account_id / AccountId as "grants", |row| json!({
    "role": row.role.as_str(),
    "hub": row.hub_id,
    "parliament": row.parliament_id,
    "from": row.valid_from,
    "until": row.valid_until,
    "_by": row.granted_by,
}));

rows!(api_token, TokenId, |actor, at| {
    crate::record::with_owner::<Entity>(api_token::Column::AccountId, actor, at)
});
part!(api_token of account by account_id / AccountId as "tokens", |row| json!({
    "hint": row.hint,
    "_label": row.label,
    "scope": row.scope.as_str(),
    "expires_at": row.expires_at,
    "revoked_at": row.revoked_at,
}));

/// Parts of an account, in the order they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CameOrder {
    Came,
}

macro_rules! listed {
    ($($module:ident $list:literal $column:ident;)*) => {$(
        impl Listed for $module::Entity {
            type Filter = ();
            type Field = CameOrder;
            const LIST: &'static str = $list;
            const DEFAULT_ORDER: Order<CameOrder> = ascending(CameOrder::Came);

            fn filter((): &(), _scope: crate::filter::Scope<'_>) -> Condition {
                Condition::all()
            }

            fn sort(_field: CameOrder) -> Sort {
                by($module::Column::$column, KeyType::Instant)
            }
        }
    )*};
}

listed! {
    account_identity "identities" LinkedAt;
    role_grant "grants" ValidFrom;
    api_token "tokens" IssuedAt;
}

/// Opens an account.
pub async fn open(
    writing: &mut Writing,
    kind: AccountKind,
    name: Option<String>,
) -> Result<Model, Failure> {
    let now = writing.now();
    let row = Model {
        id: writing.new_id(),
        kind,
        name,
        ended_at: None,
        version: 1,
        created_at: now,
        updated_at: now,
    };
    writing.insert::<Entity>(row).await
}

/// Links an account to what a provider knows it by.
pub async fn link(
    writing: &mut Writing,
    account: &Model,
    identity: &Identity,
) -> Result<(), Failure> {
    let row = account_identity::Model {
        id: writing.new_id(),
        account_id: account.id,
        issuer: identity.issuer.clone(),
        subject: identity.subject.clone(),
        linked_at: writing.now(),
    };
    writing
        .add_part::<account_identity::Entity>(account, row)
        .await
}

/// A role for an account, from now or later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewGrant {
    pub role: Role,
    pub place: Place,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
}

/// Gives an account a role. Whether the role fits its place was checked before.
pub async fn give(
    writing: &mut Writing,
    account: &Model,
    grant: NewGrant,
) -> Result<GrantId, Failure> {
    let id = writing.new_id();
    let (_, by) = writing
        .actor()
        .in_log()
        .ok_or_else(|| Fault::new("a visitor gives no roles"))?;
    let (hub_id, parliament_id) = match grant.place {
        Place::Everywhere => (None, None),
        Place::Hub(id) => (Some(id), None),
        Place::Parliament(id) => (None, Some(id)),
    };
    let row = role_grant::Model {
        id,
        account_id: account.id,
        role: grant.role,
        hub_id,
        parliament_id,
        valid_from: grant.from.unwrap_or_else(|| writing.now()),
        valid_until: grant.until,
        granted_by: by,
    };
    writing.add_part::<role_grant::Entity>(account, row).await?;
    Ok(id)
}

/// An account that somebody names, whoever sees it; kept from others until the deed ends. For deeds whose permission was decided before.
pub(crate) async fn named(writing: &Writing, id: AccountId) -> Result<Option<Model>, Failure> {
    let query = Entity::find()
        .filter(Column::Id.eq(id.0))
        .into_query()
        .lock(LockType::Update)
        .to_owned();
    let rows = writing.rows(&query).await?;
    let row = rows.first().map(|row| Model::from_query_result(row, ""));
    Ok(row.transpose()?)
}

/// The roles of an account, whoever sees them. For deeds whose permission was decided before.
pub(crate) async fn grants(
    writing: &Writing,
    account: AccountId,
) -> Result<Vec<role_grant::Model>, Failure> {
    let query = role_grant::Entity::find()
        .filter(role_grant::Column::AccountId.eq(account.0))
        .into_query();
    let rows = writing.rows(&query).await?;
    let rows = rows.iter();
    Ok(rows
        .map(|row| role_grant::Model::from_query_result(row, ""))
        .collect::<Result<_, _>>()?)
}

/// A token to be issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewToken {
    pub label: String,
    pub scope: TokenScope,
    pub expires_at: Option<DateTime<Utc>>,
}

/// Issues a token. The secret is given once and kept nowhere.
pub async fn issue(
    writing: &mut Writing,
    account: &Model,
    token: NewToken,
) -> Result<(TokenId, String), Failure> {
    let secret = access::new_token()?;
    let id = writing.new_id();
    let row = api_token::Model {
        id,
        account_id: account.id,
        label: token.label,
        hash: access::hash(&secret),
        hint: secret.chars().take(access::HINT).collect(),
        scope: token.scope,
        issued_at: writing.now(),
        expires_at: token.expires_at,
        revoked_at: None,
        last_used_at: None,
    };
    writing.add_part::<api_token::Entity>(account, row).await?;
    Ok((id, secret))
}

/// The parts of an account as they are.
pub async fn parts<P: crate::record::Part<Owner = Entity>>(
    writing: &Writing,
    account: &Model,
) -> Result<Vec<RowOf<P>>, Failure> {
    writing
        .all::<P>(Condition::all().add(P::owner_column().eq(account.id.0)))
        .await
}
