//! References to other records, by code or slug, and parties.

use hemicycle_entity::ids::{ChamberId, OrganisationId, ParliamentId};
use hemicycle_entity::values::Kind;
use hemicycle_entity::{chamber, organisation, parliament};
use uuid::Uuid;

use super::super::draft::{Node, names};
use super::super::keys::Keys;
use super::Fields;
use crate::failure::{ErrorCode, Refusal};
use crate::party::Party;
use crate::record::Record;
use crate::values::code_within;

const PARTIES: [&str; 3] = ["parliament", "chamber", "organisation"];

impl Fields<'_> {
    pub fn reference<E: Record>(&mut self, name: &'static str) -> Option<E::Id> {
        let keys = self.desk.keys;
        self.one(name, |node| find(keys, E::KIND, node))
            .map(E::Id::from)
    }

    pub fn required_reference<E: Record>(&mut self, name: &'static str) -> E::Id {
        let id = self.reference::<E>(name);
        self.required(name, id)
            .unwrap_or_else(|| Uuid::nil().into())
    }

    pub fn references<E: Record>(&mut self, name: &'static str) -> Vec<Uuid> {
        let keys = self.desk.keys;
        self.many(name, |node| find(keys, E::KIND, node))
    }

    /// Exactly one of the three keys.
    pub fn party(&mut self) -> Option<Party> {
        let stated = PARTIES
            .iter()
            .filter(|name| self.table.contains_key(**name));
        let one = stated.count() == 1;
        let parliament = self.reference::<parliament::Entity>(PARTIES[0]);
        let chamber = self.reference::<chamber::Entity>(PARTIES[1]);
        let organisation = self.reference::<organisation::Entity>(PARTIES[2]);
        if !one {
            self.note(self.line, not_one_party());
        }
        Party::of(parliament, chamber, organisation)
    }

    /// Notes a chamber that is not one of the parliament beside it.
    pub fn chamber_of(&mut self, chamber: &'static str, parliament: &'static str) {
        let text = |name: &str| self.table.get(name).and_then(|node| node.text().ok());
        if let (Some(one), Some(whole)) = (text(chamber), text(parliament))
            && let Err(refusal) = code_within(one, whole)
        {
            self.refuse(chamber, refusal);
        }
    }
}

fn find(keys: &Keys, kind: Kind, node: &Node) -> Result<Uuid, Refusal> {
    let key = node.text()?;
    keys.id(kind, key).ok_or_else(|| {
        let (kind, _) = names(kind);
        Refusal::new(
            ErrorCode::UnknownReference,
            format!("There is no {kind} “{key}”, neither in these files nor in the network."),
            format!(
                "Il n’y a pas de fiche « {key} » ({kind}), ni dans ces fichiers ni dans le réseau."
            ),
        )
    })
}

fn not_one_party() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Exactly one of “parliament”, “chamber” and “organisation” is given.",
        "On donne exactement l’une des clés « parliament », « chamber » et « organisation ».",
    )
}

/// The three columns of a party, all empty where it was refused.
pub fn columns(
    party: Option<Party>,
) -> (
    Option<ParliamentId>,
    Option<ChamberId>,
    Option<OrganisationId>,
) {
    party.map(Party::columns).unwrap_or_default()
}
