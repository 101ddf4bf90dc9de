//! What every resolver is handed: the right to look, and how the caller wants to be spoken to. Made once per request.

use std::sync::{Arc, PoisonError, RwLock};

use async_graphql::Context;
use chrono::{DateTime, Utc};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::Tongue;
use hemicycle_domain::names::NameLanguage;
use hemicycle_domain::network::Network;
use hemicycle_domain::read::Reading;
use hemicycle_domain::values::LanguageTag;

use super::Execution;
use super::shelf::Loaders;

/// One request, as resolvers see it.
pub struct Asking {
    network: Network,
    actor: Actor,
    /// How the network looks at present: a deed of this request changes it.
    look: RwLock<Look>,
    /// Languages the caller reads, best first.
    pub languages: Vec<LanguageTag>,
    /// The language of messages.
    pub tongue: Tongue,
    /// The request's id, for the change log.
    pub request: String,
    /// The `Idempotency-Key` header, of a request with one mutation field.
    pub idempotency_key: Option<String>,
}

/// One look at the network, and what was loaded by it.
#[derive(Clone)]
struct Look {
    reading: Arc<Reading>,
    loaders: Arc<Loaders>,
}

impl Look {
    fn through(reading: Reading) -> Self {
        let reading = Arc::new(reading);
        Self {
            loaders: Arc::new(Loaders::of(reading.clone())),
            reading,
        }
    }
}

/// How a caller wants to be spoken to, and what its headers said.
pub struct Manner {
    pub languages: Vec<LanguageTag>,
    pub tongue: Tongue,
    pub request: String,
    pub idempotency_key: Option<String>,
}

impl Asking {
    pub fn new(network: Network, actor: Actor, manner: Manner) -> Self {
        Self {
            look: RwLock::new(Look::through(network.read(actor.clone()))),
            network,
            actor,
            languages: manner.languages,
            tongue: manner.tongue,
            request: manner.request,
            idempotency_key: manner.idempotency_key,
        }
    }

    fn look(&self) -> Look {
        // A look is replaced whole, so a poisoned lock still holds a good one.
        self.look
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    pub fn reading(&self) -> Arc<Reading> {
        self.look().reading
    }

    pub fn loaders(&self) -> Arc<Loaders> {
        self.look().loaders
    }

    pub const fn network(&self) -> &Network {
        &self.network
    }

    /// After a deed: what was loaded before it may be out of date.
    pub fn look_again(&self) {
        let next = Look::through(self.network.read_again(&self.reading()));
        *self.look.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Whose alphabet names are ordered by.
    pub fn alphabet(&self) -> NameLanguage {
        match self.tongue {
            Tongue::English => NameLanguage::English,
            Tongue::French => NameLanguage::French,
        }
    }
}

/// What the caller may spend, as it stands while the request is executed. Made at the door, where it is counted.
pub struct Quota {
    /// The cost of all requests of a minute.
    pub limit: u64,
    /// What is left of it, the estimate of this request taken.
    pub remaining: u64,
    /// When everything may be spent anew.
    pub resets_at: DateTime<Utc>,
    /// The estimate of this request.
    pub cost: u64,
    /// What one request may cost.
    pub request_limit: u64,
    /// Requests that may be under way at once.
    pub at_once: u32,
    /// Requests under way, this one included.
    pub under_way: u32,
}

/// The request that is being answered.
pub fn asking<'a>(ctx: &Context<'a>) -> &'a Asking {
    ctx.data_unchecked::<Arc<Asking>>()
}

pub fn reading(ctx: &Context<'_>) -> Arc<Reading> {
    asking(ctx).reading()
}

pub fn actor<'a>(ctx: &Context<'a>) -> &'a Actor {
    &asking(ctx).actor
}

/// Said where a name or an address is told: no cache keeps the answer, since it would go on telling it after an erasure or the end of a consent.
pub fn tells_of_somebody(ctx: &Context<'_>) {
    ctx.data_unchecked::<Execution>().keep_to_caller();
}

/// The instant at which things are looked at.
pub fn now(ctx: &Context<'_>) -> DateTime<Utc> {
    reading(ctx).now()
}
