//! Browsers that are logged in, and logins under way. Neither is a record: the log does not speak of them. Only the hash of what a browser holds
//! is kept.

use chrono::{DateTime, Utc};
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::{login_attempt, session};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryTrait};

use crate::access::holds;
use crate::actor::Actor;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::network::Network;
use crate::read::columns_of;
use crate::record::rows;
use crate::write::Writing;

pub use hemicycle_entity::login_attempt::Model as Attempt;
pub use hemicycle_entity::session::Model as Session;

const LOGIN: Actor = Actor::System("login");

rows!(session, BrowserSessionId, |actor, _at| to_login(actor));
rows!(login_attempt, LoginAttemptId, |actor, _at| to_login(actor));

/// Nobody but the login itself looks at these rows.
fn to_login(actor: &Actor) -> Condition {
    match actor {
        Actor::System(_) => Condition::all(),
        _ => Condition::all().add(Expr::val(false)),
    }
}

/// A session to be started.
pub struct NewSession {
    pub account: AccountId,
    /// SHA-256 of the cookie.
    pub hash: Vec<u8>,
    pub issuer: String,
    pub subject: String,
    /// What only the cookie opens.
    pub sealed: Vec<u8>,
    pub expires_at: DateTime<Utc>,
}

/// A login to be begun.
pub struct NewAttempt {
    /// SHA-256 of the `state`.
    pub hash: Vec<u8>,
    pub issuer: String,
    pub nonce: String,
    pub verifier: String,
    pub return_to: Option<String>,
    pub expires_at: DateTime<Utc>,
}

async fn writing(network: &Network) -> Result<Writing, Failure> {
    network.write(LOGIN, "login", None).await
}

fn of(hash: &[u8]) -> Condition {
    Condition::all().add(session::Column::Hash.eq(hash))
}

/// Starts a session; one that the same browser had before ends with it. An account that has ended gets none.
pub async fn start(
    network: &Network,
    new: NewSession,
    former: Option<&[u8]>,
) -> Result<(), Failure> {
    let writing = writing(network).await?;
    // Since its person was recognised it may have ended, or been erased with all their sessions.
    if !holds(&writing, new.account).await? {
        return Err(ended().into());
    }
    let now = writing.now();
    let row = Session {
        id: writing.new_id(),
        account_id: new.account,
        hash: new.hash,
        issuer: new.issuer,
        subject: new.subject,
        sealed: Some(new.sealed),
        started_at: now,
        checked_at: now,
        expires_at: new.expires_at,
    };
    let statement = session::Entity::insert(columns_of::<session::Entity>(row)).into_query();
    writing.execute(&statement).await?;
    if let Some(former) = former {
        remove(&writing, of(former)).await?;
    }
    writing.commit().await?;
    Ok(())
}

fn ended() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "Your account here has ended: nobody can log in to it any more.",
        "Votre compte ici est clos : il n’est plus possible de s’y connecter.",
    )
}

async fn remove(writing: &Writing, which: Condition) -> Result<u64, Failure> {
    let statement = session::Entity::delete_many().filter(which).into_query();
    writing.execute(&statement).await
}

/// The session of this cookie, while it lasts.
pub async fn find(network: &Network, hash: &[u8]) -> Result<Option<Session>, Failure> {
    let reading = network.read(LOGIN);
    let lasts = of(hash).add(session::Column::ExpiresAt.gt(reading.now()));
    reading.one::<session::Entity>(lasts).await
}

/// Takes it on oneself to ask the provider about this session: of all requests at the same time, on whatever gateway, one may.
pub async fn claim_check(network: &Network, row: &Session) -> Result<bool, Failure> {
    let writing = writing(network).await?;
    let statement = session::Entity::update_many()
        .col_expr(session::Column::CheckedAt, Expr::val(writing.now()))
        .filter(session::Column::Id.eq(row.id))
        .filter(session::Column::CheckedAt.eq(row.checked_at))
        .into_query();
    let mine = writing.execute(&statement).await? == 1;
    writing.commit().await?;
    Ok(mine)
}

/// Keeps what the provider gave at a check.
pub async fn keep(network: &Network, row: &Session, sealed: Vec<u8>) -> Result<(), Failure> {
    let writing = writing(network).await?;
    let statement = session::Entity::update_many()
        .col_expr(session::Column::Sealed, Expr::val(sealed))
        .filter(session::Column::Id.eq(row.id))
        .into_query();
    writing.execute(&statement).await?;
    writing.commit().await?;
    Ok(())
}

/// Ends the session of this cookie. Says what it was, if there was one.
pub async fn end(network: &Network, hash: &[u8]) -> Result<Option<Session>, Failure> {
    let writing = writing(network).await?;
    let row = writing.one::<session::Entity>(of(hash)).await?;
    if row.is_some() {
        remove(&writing, of(hash)).await?;
    }
    writing.commit().await?;
    Ok(row)
}

/// Notes that a login has begun. Sessions and attempts that are over are removed on the way.
pub async fn begin(network: &Network, new: NewAttempt) -> Result<(), Failure> {
    let writing = writing(network).await?;
    let now = writing.now();
    remove(
        &writing,
        Condition::all().add(session::Column::ExpiresAt.lte(now)),
    )
    .await?;
    let over = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::ExpiresAt.lte(now))
        .into_query();
    writing.execute(&over).await?;
    let row = Attempt {
        id: writing.new_id(),
        hash: new.hash,
        issuer: new.issuer,
        nonce: new.nonce,
        verifier: new.verifier,
        return_to: new.return_to,
        expires_at: new.expires_at,
    };
    let statement =
        login_attempt::Entity::insert(columns_of::<login_attempt::Entity>(row)).into_query();
    writing.execute(&statement).await?;
    writing.commit().await?;
    Ok(())
}

/// Takes a login that has begun: once, and in time. Of two that take it at once, one gets it.
pub async fn take(network: &Network, hash: &[u8]) -> Result<Option<Attempt>, Failure> {
    let writing = writing(network).await?;
    let which = Condition::all().add(login_attempt::Column::Hash.eq(hash));
    let Some(row) = writing.one::<login_attempt::Entity>(which).await? else {
        return Ok(None);
    };
    let statement = login_attempt::Entity::delete_many()
        .filter(login_attempt::Column::Id.eq(row.id))
        .into_query();
    let mine = writing.execute(&statement).await? == 1;
    let in_time = row.expires_at > writing.now();
    writing.commit().await?;
    Ok(Some(row).filter(|_| mine && in_time))
}
