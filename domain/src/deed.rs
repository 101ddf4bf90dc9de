//! How a deed is done: once, whole, by who may, and with everything that is wrong told at once.
//!
//! A deed is a function over `&mut Writing`. It fetches what it changes *for* an action (`change_for`), notes what is wrong with its input in
//! `problems`, changes rows through `Writing`, and returns the record's id. `perform` gives it its transaction, keeps it from being done twice
//! under one idempotency key, and commits it unless something was noted.

use std::future::Future;
use std::pin::Pin;

use chrono::TimeDelta;
use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::values::{Kind, TokenScope};
use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Alias, Expr, OnConflict, Query};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::actor::Actor;
use crate::failure::{ErrorCode, Failure, FaultKind, Refusal};
use crate::network::Network;
use crate::policy::{Action, Reason, Standing, Subject, Verdict, decide};
use crate::read::{Reading, formerly};
use crate::record::{Common, Record, RowOf};
use crate::write::Writing;

use once::Once;

mod former;
mod once;
pub(crate) mod places;
mod references;
mod slugs;

/// A deed under way.
pub type Step<'w, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'w>>;

/// How long an idempotency key is remembered.
pub const KEY_LIFETIME: TimeDelta = TimeDelta::hours(24);
/// Longest idempotency key, in characters.
pub const KEY_LIMIT: usize = 100;

/// How a deed was asked for.
#[derive(Clone, Debug, Default)]
pub struct Ask {
    /// Its name, as the contract has it.
    pub name: String,
    pub request: Option<String>,
    /// Under the same key it is done once.
    pub key: Option<String>,
    /// Tells inputs under one key apart.
    pub input_hash: Vec<u8>,
    /// Check everything, change nothing.
    pub validate_only: bool,
    /// The deed takes on work that is done after it. Repeated under its key it is asked whether that work ever came to its end.
    pub takes_on: bool,
}

/// Which record is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selector {
    Id(Uuid),
    /// Its code or slug.
    Key(String),
    /// Its id in another system.
    External {
        system: String,
        id: String,
    },
    /// Something that cannot be an id.
    #[serde(skip)]
    Bad(Refusal),
}

/// Does a deed for the actor of `reading`, and counts its statements there. Gives the record's id; none where it was only checked.
pub async fn perform<T>(
    network: &Network,
    reading: &Reading,
    ask: Ask,
    deed: impl for<'w> FnOnce(&'w mut Writing) -> Step<'w, T> + Send,
) -> Result<Option<T>, Failure>
where
    T: Copy + Send + Into<Uuid> + From<Uuid>,
{
    may_write(reading.actor())?;
    let key = ask.key.as_deref().map(checked_key).transpose()?;
    // What is only checked neither uses a key up nor is answered by what was done under it.
    let key = key.filter(|_| !ask.validate_only);
    let actor = reading.actor().clone();
    let mut writing = network.write(actor, ask.name.clone(), ask.request).await?;
    writing.share_count(reading);
    if let Some(key) = &key {
        match writing.once(&ask.name, key, &ask.input_hash).await? {
            Once::First => {}
            Once::Again(_) if ask.takes_on => writing.again = true,
            Once::Again(record) => return Ok(Some(record.into())),
        }
    }
    let done = clash_is_conflict(deed(&mut writing).await);
    let record = match done {
        Ok(record) => record,
        Err(Failure::Refused(refusals)) => {
            for refusal in refusals {
                writing.problems.note("", refusal);
            }
            return Err(Failure::Refused(writing.problems.clone().into_refusals()));
        }
        Err(broke) => return Err(broke),
    };
    writing.problems.settled()?;
    if ask.validate_only {
        return Ok(None);
    }
    if let Some(key) = &key {
        writing.done(&ask.name, key, record.into()).await?;
    }
    let erases = writing.erases;
    clash_is_conflict(writing.commit().await)?;
    if erases {
        network.forget_written().await;
    }
    Ok(Some(record))
}

fn may_write(actor: &Actor) -> Result<(), Failure> {
    match actor {
        Actor::Visitor => Err(forbidden(Reason::NeedsAccount).into()),
        Actor::Account(caller) if caller.scope == TokenScope::Read => {
            Err(forbidden(Reason::ReadOnly).into())
        }
        Actor::Account(_) | Actor::System(_) => Ok(()),
    }
}

fn checked_key(key: &str) -> Result<String, Failure> {
    let plain = key.chars().all(|c| c.is_ascii_graphic());
    if plain && (1..=KEY_LIMIT).contains(&key.len()) {
        return Ok(key.to_owned());
    }
    let refusal = Refusal::new(
        ErrorCode::InvalidValue,
        format!("An idempotency key has 1 to {KEY_LIMIT} visible ASCII characters."),
        format!("Une clé d’idempotence comporte de 1 à {KEY_LIMIT} caractères ASCII visibles."),
    );
    Err(refusal.at("idempotencyKey").into())
}

/// Two people at the same moment: one wins, the other is told.
pub(crate) fn clash_is_conflict<T>(done: Result<T, Failure>) -> Result<T, Failure> {
    match done {
        Err(Failure::Broke(fault)) if fault.kind == FaultKind::Clash => Err(Refusal::new(
            ErrorCode::Conflict,
            "Somebody else changed the same thing at the same moment. Look again, and try again.",
            "Quelqu’un d’autre a modifié la même chose au même moment. Vérifiez, puis réessayez.",
        )
        .into()),
        other => other,
    }
}

/// Why something seen is not permitted, in words.
pub fn forbidden(reason: Reason) -> Refusal {
    let (code, en, fr) = match reason {
        Reason::NeedsAccount => (
            ErrorCode::Unauthenticated,
            "Only accounts can do this: send a token, or log in.",
            "Seul un compte peut faire cela : envoyez un jeton ou connectez-vous.",
        ),
        Reason::NeedsRole => (
            ErrorCode::Forbidden,
            "None of your roles allows this.",
            "Aucun de vos rôles ne le permet.",
        ),
        Reason::ReadOnly => (
            ErrorCode::Forbidden,
            "This token can only read.",
            "Ce jeton ne permet que la lecture.",
        ),
        Reason::OwnWork => (
            ErrorCode::Forbidden,
            "You drafted, edited or submitted this yourself: somebody else decides on it.",
            "Vous avez rédigé, modifié ou soumis ce contenu : la décision revient à quelqu’un d’autre.",
        ),
    };
    Refusal::new(code, en, fr)
}

pub fn not_found() -> Refusal {
    Refusal::new(
        ErrorCode::NotFound,
        "There is no such record.",
        "Cette fiche n’existe pas.",
    )
}

pub(crate) fn unknown_reference() -> Refusal {
    Refusal::new(
        ErrorCode::UnknownReference,
        "There is no such record.",
        "Cette fiche n’existe pas.",
    )
}

/// The record has another version than the caller knows.
pub fn conflict(version: i32) -> Refusal {
    Refusal::new(
        ErrorCode::Conflict,
        format!("The record has changed in the meantime: its version is now {version}."),
        format!("La fiche a changé entre-temps : sa version est maintenant {version}."),
    )
    .at("expectedVersion")
}

/// The record's status does not allow the deed.
pub fn wrong_state(en: impl Into<String>, fr: impl Into<String>) -> Refusal {
    Refusal::new(ErrorCode::InvalidState, en, fr)
}

/// A list names the same thing again.
pub fn twice() -> Refusal {
    Refusal::new(
        ErrorCode::Duplicate,
        "This is named twice.",
        "Ceci est nommé deux fois.",
    )
}

/// What a verdict means for who asked.
pub(crate) fn permitted(verdict: Verdict) -> Result<(), Failure> {
    match verdict {
        Verdict::Allow => Ok(()),
        Verdict::Refuse(reason) => Err(forbidden(reason).into()),
        Verdict::Hide => Err(not_found().into()),
    }
}

impl Writing {
    /// The record that is meant, locked, for an action. Hidden answers like not there; seen but not permitted is refused.
    pub async fn fetch_for<E: Record>(
        &mut self,
        action: Action,
        by: &Selector,
        path: &str,
    ) -> Result<RowOf<E>, Failure> {
        let at_path = |failure: Failure| failure.at(path);
        let row = self.find_locked::<E>(by).await.map_err(at_path)?;
        let row = row.ok_or_else(|| at_path(not_found().into()))?;
        let subject = self.subject::<E>(&row).await?;
        permitted(decide(self.actor(), self.now(), action, &subject)).map_err(at_path)?;
        Ok(row)
    }

    /// The same for a record that shall change and still has the version that the caller knows.
    pub async fn change_for<E: Record>(
        &mut self,
        action: Action,
        by: &Selector,
        path: &str,
        expected_version: i32,
    ) -> Result<RowOf<E>, Failure> {
        let row = self.fetch_for::<E>(action, by, path).await?;
        if row.version() != expected_version {
            return Err(conflict(row.version()).into());
        }
        Ok(row)
    }

    /// Whether the actor may begin something that belongs to one of these places. Where, is never a secret. A deed whose input names the places asks
    /// `permit_at`; one that names several asks for each as well: `bring_to`.
    pub fn permit_new(
        &self,
        action: Action,
        kind: Kind,
        parliaments: Vec<ParliamentId>,
        hubs: Vec<HubId>,
    ) -> Result<(), Failure> {
        let subject = Subject {
            kind,
            standing: Standing::Public,
            parliaments,
            hubs,
            own_work: false,
        };
        permitted(decide(self.actor(), self.now(), action, &subject))
    }

    /// Among those that the actor sees: what is hidden is not found, in as many statements as what is not there.
    async fn find_locked<E: Record>(&self, by: &Selector) -> Result<Option<RowOf<E>>, Failure> {
        match by {
            Selector::Bad(refusal) => Err(refusal.clone().into()),
            Selector::Id(id) => self.one_locked::<E>(E::id_column().eq(*id)).await,
            Selector::External { system, id } => match E::known_as(system, id) {
                Some(known) => self.one_locked::<E>(known).await,
                None => Ok(None),
            },
            Selector::Key(key) => {
                let known = self
                    .one_locked::<E>(E::key_column().eq(key.as_str()))
                    .await?;
                match known {
                    Some(row) => Ok(Some(row)),
                    None => self.one_locked::<E>(formerly::<E>(key)).await,
                }
            }
        }
    }

    /// Remembers that the actor drafted, edited or submitted this record; and the person it acts for, where it is a client. A deed that says nothing
    /// new makes nobody an author.
    pub async fn credit<E: Record>(&self, record: E::Id) -> Result<(), Failure> {
        if !self.has_changed(record.into()) {
            return Ok(());
        }
        let accounts = self.actor().account().into_iter().chain(self.person);
        let mut statement = Query::insert()
            .into_table(Alias::new("authorship"))
            .columns(["kind", "record", "account_id"].map(Alias::new))
            .on_conflict(
                OnConflict::columns(["record", "account_id"].map(Alias::new))
                    .do_nothing()
                    .to_owned(),
            )
            .to_owned();
        let mut any = false;
        for account in accounts {
            any = true;
            statement.values_panic([
                Expr::val(E::KIND),
                Expr::val(Into::<Uuid>::into(record)),
                Expr::val(account.0),
            ]);
        }
        if any {
            self.execute(&statement).await?;
        }
        Ok(())
    }
}
