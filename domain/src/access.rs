//! From credentials to who is asking. Secrets are kept as hashes; what is looked up here is remembered by the door for a few seconds at most.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use hemicycle_entity::ids::{AccountId, ChamberId, HubId, ParliamentId, TokenId};
use hemicycle_entity::values::{AccountKind, HubRole, TokenScope};
use hemicycle_entity::{account, account_identity, api_token, chamber, hub_membership, role_grant};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use crate::account as accounts;
use crate::actor::{Actor, Caller, Grant, Place};
use crate::failure::{Failure, Fault};
use crate::network::Network;
use crate::policy::Reason;
use crate::read::Reading;
use crate::write::Writing;

/// What every token of the service begins with, so that it is recognised wherever it turns up.
pub const TOKEN_PREFIX: &str = "hemi_";
/// How many characters of a token are kept to recognise it by.
pub const HINT: usize = 10;
/// A token's last use is written at most so often.
const USE_NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

const ACCESS: Actor = Actor::System("access");

/// SHA-256 of a secret.
pub fn hash(secret: &str) -> Vec<u8> {
    Sha256::digest(secret.as_bytes()).to_vec()
}

/// A new secret of 256 bits, in URL-safe characters.
pub fn new_secret() -> Result<String, Failure> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Fault::new(format!("the system gives no random bytes: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// A new token of the service.
pub fn new_token() -> Result<String, Failure> {
    Ok(format!("{TOKEN_PREFIX}{}", new_secret()?))
}

/// Who a provider says somebody is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub name: Option<String>,
}

/// Who asks, and until when the credentials say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    pub caller: Arc<Caller>,
    pub until: Option<DateTime<Utc>>,
    /// The token to note the use of, where that is due.
    pub to_note: Option<TokenId>,
}

/// Who holds this token of the service; nobody if it is unknown, ended or revoked.
pub async fn by_token(network: &Network, token: &str) -> Result<Option<Known>, Failure> {
    let reading = network.read(ACCESS);
    let hash = hash(token);
    let known = reading
        .one::<api_token::Entity>(Condition::all().add(api_token::Column::Hash.eq(hash.clone())))
        .await?;
    let now = reading.now();
    let valid = known.filter(|row| {
        bool::from(row.hash.ct_eq(&hash))
            && row.revoked_at.is_none_or(|at| at > now)
            && row.expires_at.is_none_or(|at| at > now)
    });
    let Some(row) = valid else { return Ok(None) };
    let due = row
        .last_used_at
        .is_none_or(|at| now - at >= USE_NOTED_EVERY);
    let caller = caller(&reading, row.account_id, row.scope, None).await?;
    Ok(caller.map(|caller| Known {
        caller: Arc::new(caller),
        until: [row.expires_at, row.revoked_at].into_iter().flatten().min(),
        to_note: due.then_some(row.id),
    }))
}

/// An account as it asks; none if it does not exist or has ended. `scope` is what its credentials are for, `client` the OAuth client it acts
/// through.
pub async fn by_account(
    network: &Network,
    account: AccountId,
    scope: TokenScope,
    client: Option<String>,
) -> Result<Option<Arc<Caller>>, Failure> {
    let reading = network.read(ACCESS);
    let caller = caller(&reading, account, scope, client).await?;
    Ok(caller.map(Arc::new))
}

/// The same actor as it is now, with the roles that its provider claimed; none if its account has ended. For what is done long after it was asked for.
/// That its credentials were revoked meanwhile is not seen: they began it.
pub(crate) async fn again(network: &Network, actor: Actor) -> Result<Option<Actor>, Failure> {
    looked_up(&network.read(ACCESS), actor).await
}

/// Why the actor of a deed may not go on with it at this instant: its account has ended since the deed began, or a role that counted then does not count
/// any more. For deeds that take long. Roles that came meanwhile take nothing away.
pub(crate) async fn lost(writing: &Writing, at: DateTime<Utc>) -> Result<Option<Reason>, Failure> {
    let Some(before) = writing.actor().caller() else {
        return Ok(None);
    };
    let now = looked_up(writing, writing.actor().clone()).await?;
    let Some(now) = now.as_ref().and_then(Actor::caller) else {
        return Ok(Some(Reason::NeedsAccount));
    };
    let counts = |grant: &Grant| {
        let mut all = now.grants_at(at);
        all.any(|one| (one.role, one.place) == (grant.role, grant.place))
    };
    let all_count = before.grants_at(writing.now()).all(counts);
    Ok((!all_count).then_some(Reason::NeedsRole))
}

/// Whether an account goes on; held until the deed ends, so that it neither ends nor is erased before what is written for it is there.
pub(crate) async fn holds(writing: &Writing, account: AccountId) -> Result<bool, Failure> {
    let row = writing
        .one_locked::<account::Entity>(account::Column::Id.eq(account.0))
        .await?;
    Ok(row.is_some_and(|row| row.ended_at.is_none()))
}

async fn looked_up(reading: &Reading, actor: Actor) -> Result<Option<Actor>, Failure> {
    let Actor::Account(before) = actor else {
        return Ok(Some(actor));
    };
    let client = before.client.clone();
    let now = caller(reading, before.account, before.scope, client).await?;
    Ok(now.map(|mut now| {
        let claimed = before.grants.iter().filter(|grant| grant.is_claimed());
        now.grants.extend(claimed);
        Actor::Account(Arc::new(now))
    }))
}

/// The account of somebody a provider vouches for; opened at the first login.
pub async fn person(network: &Network, identity: &Identity) -> Result<AccountId, Failure> {
    if let Some(id) = known_person(&network.read(ACCESS), identity).await? {
        return Ok(id);
    }
    let mut writing = network.write(ACCESS, "login", None).await?;
    // Two first logins at the same moment make one account.
    writing.one_at_a_time("login").await?;
    if let Some(id) = known_person(&writing, identity).await? {
        return Ok(id);
    }
    let account = accounts::open(&mut writing, AccountKind::Person, identity.name.clone()).await?;
    accounts::link(&mut writing, &account, identity).await?;
    writing.commit().await?;
    Ok(account.id)
}

async fn known_person(
    reading: &Reading,
    identity: &Identity,
) -> Result<Option<AccountId>, Failure> {
    let condition = Condition::all()
        .add(account_identity::Column::Issuer.eq(&identity.issuer))
        .add(account_identity::Column::Subject.eq(&identity.subject));
    let row = reading.one::<account_identity::Entity>(condition).await?;
    Ok(row.map(|row| row.account_id))
}

/// Notes that a token was used.
pub async fn note_use(network: &Network, token: TokenId) -> Result<(), Failure> {
    let writing = network.write(ACCESS, "access", None).await?;
    let statement = Query::update()
        .table(Alias::new("api_token"))
        .value(Alias::new("last_used_at"), writing.now())
        .and_where(Expr::col(Alias::new("id")).eq(token.0))
        .to_owned();
    writing.execute(&statement).await?;
    writing.commit().await?;
    Ok(())
}

async fn caller(
    reading: &Reading,
    id: AccountId,
    scope: TokenScope,
    client: Option<String>,
) -> Result<Option<Caller>, Failure> {
    let condition = Condition::all()
        .add(account::Column::Id.eq(id.0))
        .add(account::Column::EndedAt.is_null());
    let Some(row) = reading.one::<account::Entity>(condition).await? else {
        return Ok(None);
    };
    let grants = grants_of(reading, id).await?;
    Ok(Some(Caller {
        account: id,
        kind: row.kind,
        hubs: hubs_of(reading, &grants).await?,
        grants,
        scope,
        client,
    }))
}

async fn grants_of(reading: &Reading, account: AccountId) -> Result<Vec<Grant>, Failure> {
    let now = reading.now();
    let condition = Condition::all()
        .add(role_grant::Column::AccountId.eq(account.0))
        .add(
            Condition::any()
                .add(role_grant::Column::ValidUntil.is_null())
                .add(role_grant::Column::ValidUntil.gt(now)),
        );
    let rows = reading.all::<role_grant::Entity>(condition).await?;
    let mut grants: Vec<Grant> = rows.iter().map(grant).collect();
    grants.sort_by_key(|grant| (grant.from, grant.role));
    Ok(grants)
}

pub(crate) fn grant(row: &role_grant::Model) -> Grant {
    let place = match (row.hub_id, row.parliament_id) {
        (Some(hub), _) => Place::Hub(hub),
        (None, Some(parliament)) => Place::Parliament(parliament),
        (None, None) => Place::Everywhere,
    };
    Grant {
        role: row.role,
        place,
        from: row.valid_from,
        until: row.valid_until,
    }
}

/// The hubs that somebody with these roles is within: those they coordinate, and those their parliaments take part in today.
async fn hubs_of(reading: &Reading, grants: &[Grant]) -> Result<Vec<HubId>, Failure> {
    let now = reading.now();
    let in_force = || grants.iter().filter(|grant| grant.in_force(now));
    let parliaments: Vec<ParliamentId> = in_force()
        .filter_map(|grant| match grant.place {
            Place::Parliament(id) => Some(id),
            _ => None,
        })
        .collect();
    let mut hubs: Vec<HubId> = in_force()
        .filter_map(|grant| match grant.place {
            Place::Hub(id) => Some(id),
            _ => None,
        })
        .collect();
    if !parliaments.is_empty() {
        let memberships = current_memberships(reading, &parliaments).await?;
        hubs.extend(memberships.into_iter().map(|(_, hub)| hub));
    }
    hubs.sort();
    hubs.dedup();
    Ok(hubs)
}

/// Which of these parliaments takes part in which hub today, itself or through a chamber: what makes its people part of the hub. Observers and
/// partners are not.
pub(crate) async fn current_memberships(
    reading: &Reading,
    parliaments: &[ParliamentId],
) -> Result<Vec<(ParliamentId, HubId)>, Failure> {
    use hub_membership::Column;
    let today = reading.now().date_naive().to_string();
    // Partial dates compare as text: a membership until 2026 goes on to the end of that year.
    let not_over = Condition::any()
        .add(Column::Until.is_null())
        .add(Column::Until.gte(today.clone()))
        .add(Column::Until.eq(&today[..7]))
        .add(Column::Until.eq(&today[..4]));
    let roles = [
        HubRole::Host,
        HubRole::CoHost,
        HubRole::Coordinator,
        HubRole::Member,
    ];
    let ids: Vec<Uuid> = parliaments.iter().map(|id| id.0).collect();
    // As text, the day comes after its month and its year: a membership since 2026 has begun.
    let begun = Condition::any()
        .add(Column::Since.is_null())
        .add(Column::Since.lte(today));
    let chambers = chamber::Entity::find()
        .filter(chamber::Column::ParliamentId.is_in(ids.clone()))
        .select_only()
        .column(chamber::Column::Id)
        .into_query();
    let theirs = Condition::any()
        .add(Column::ParliamentId.is_in(ids))
        .add(Column::ChamberId.in_subquery(chambers));
    let condition = Condition::all()
        .add(begun)
        .add(theirs)
        .add(Column::Role.is_in(roles))
        .add(not_over);
    let rows = reading.all::<hub_membership::Entity>(condition).await?;
    let chambers: Vec<ChamberId> = rows.iter().filter_map(|row| row.chamber_id).collect();
    let chambers = match chambers.is_empty() {
        true => HashMap::new(),
        false => reading.by_ids::<chamber::Entity>(&chambers).await?,
    };
    let pairs = rows.into_iter().filter_map(|row| {
        let through = || Some(chambers.get(&row.chamber_id?)?.parliament_id);
        Some((row.parliament_id.or_else(through)?, row.hub_id))
    });
    Ok(pairs.collect())
}
