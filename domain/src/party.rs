//! A party: a parliament, a chamber or an organisation, where any of the three can stand. Exactly one of three columns is set.

use hemicycle_entity::ids::{ChamberId, OrganisationId, ParliamentId};
use serde_json::{Value, json};

use crate::deed::Selector;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    Parliament(ParliamentId),
    Chamber(ChamberId),
    Organisation(OrganisationId),
}

/// Which party is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartySelector {
    Parliament(Selector),
    Chamber(Selector),
    Organisation(Selector),
}

impl Party {
    /// From the three columns; the database holds that exactly one is set.
    pub const fn of(
        parliament: Option<ParliamentId>,
        chamber: Option<ChamberId>,
        organisation: Option<OrganisationId>,
    ) -> Option<Self> {
        match (parliament, chamber, organisation) {
            (Some(id), _, _) => Some(Self::Parliament(id)),
            (_, Some(id), _) => Some(Self::Chamber(id)),
            (_, _, Some(id)) => Some(Self::Organisation(id)),
            _ => None,
        }
    }

    pub const fn columns(
        self,
    ) -> (
        Option<ParliamentId>,
        Option<ChamberId>,
        Option<OrganisationId>,
    ) {
        match self {
            Self::Parliament(id) => (Some(id), None, None),
            Self::Chamber(id) => (None, Some(id), None),
            Self::Organisation(id) => (None, None, Some(id)),
        }
    }

    /// How the log names it.
    pub fn image(party: Option<Self>) -> Value {
        match party {
            Some(Self::Parliament(id)) => json!({ "parliament": id }),
            Some(Self::Chamber(id)) => json!({ "chamber": id }),
            Some(Self::Organisation(id)) => json!({ "organisation": id }),
            None => Value::Null,
        }
    }
}

/// The party of a row with the three columns.
#[macro_export]
macro_rules! party_of {
    ($row:expr) => {
        $crate::party::Party::of($row.parliament_id, $row.chamber_id, $row.organisation_id)
    };
}
