//! What every resolver is handed: the right to look, and how the caller wants to be spoken to. Made once per request.

use std::sync::Arc;

use async_graphql::Context;
use hemicycle_domain::actor::Actor;
use hemicycle_domain::failure::Tongue;
use hemicycle_domain::names::NameLanguage;
use hemicycle_domain::read::Reading;
use hemicycle_domain::values::LanguageTag;

use super::shelf::Loaders;

/// One request, as resolvers see it.
pub struct Asking {
    pub reading: Arc<Reading>,
    pub loaders: Loaders,
    /// Languages the caller reads, best first.
    pub languages: Vec<LanguageTag>,
    /// The language of messages.
    pub tongue: Tongue,
}

impl Asking {
    pub fn new(reading: Arc<Reading>, languages: Vec<LanguageTag>, tongue: Tongue) -> Self {
        Self {
            loaders: Loaders::of(reading.clone()),
            reading,
            languages,
            tongue,
        }
    }

    /// Whose alphabet names are ordered by.
    pub fn alphabet(&self) -> NameLanguage {
        match self.tongue {
            Tongue::English => NameLanguage::English,
            Tongue::French => NameLanguage::French,
        }
    }
}

/// The request that is being answered.
pub fn asking<'a>(ctx: &Context<'a>) -> &'a Asking {
    ctx.data_unchecked::<Asking>()
}

pub fn reading<'a>(ctx: &Context<'a>) -> &'a Reading {
    &asking(ctx).reading
}

pub fn actor<'a>(ctx: &Context<'a>) -> &'a Actor {
    reading(ctx).actor()
}
