//! Where a record belongs gives people rights to it, and speaks in somebody's name. So a role is needed at every place that it comes to or
//! leaves, not only at one of them.

use std::collections::HashMap;

use hemicycle_entity::ids::{HubId, ParliamentId};
use hemicycle_entity::values::Kind;
use hemicycle_entity::{chamber, hub};
use uuid::Uuid;

use crate::access::current_memberships;
use crate::deed::Selector;
use crate::edits::{MOST, at_most};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::party::Party;
use crate::policy::{Action, Standing, Subject, Verdict, decide};
use crate::problems::Problems;
use crate::record::{Record, RowOf};
use crate::write::Writing;

/// Places that an input brings a record to, each with its path there.
#[derive(Debug, Default)]
pub(crate) struct Places {
    pub parliaments: Vec<(String, ParliamentId)>,
    pub hubs: Vec<(String, HubId)>,
}

/// Where an input names the places to which what it begins belongs.
pub(crate) struct NamedAt {
    /// What says of which parliament it is. The first of them is asked for where none says it.
    pub parliament: &'static [&'static str],
    pub hubs: &'static [&'static str],
}

/// Hubs that an input names, each with its path there.
pub(crate) type NamedHubs = Vec<(String, HubId)>;

/// Only which hubs they are.
pub(crate) fn hub_ids(named: &[(String, HubId)]) -> Vec<Uuid> {
    named.iter().map(|(_, hub)| hub.0).collect()
}

impl Writing {
    /// The hubs that selectors mean; unknown ones are noted, and too many.
    pub(crate) async fn refer_hubs(
        &mut self,
        path: &str,
        all: &[Selector],
    ) -> Result<NamedHubs, Failure> {
        at_most(&mut self.problems, path, all.len(), MOST);
        let found = self.look_up::<hub::Entity>(all, false).await?;
        let mut named = Vec::with_capacity(all.len());
        for (place, (row, by)) in found.into_iter().zip(all).enumerate() {
            let path = format!("{path}.{place}");
            match row {
                Some(row) => named.push((path, row.id)),
                None => self.note_unknown(&path, by),
            }
        }
        Ok(named)
    }

    /// Whether the actor may begin something at these places. Whoever could begin it at a place of their own, and has named none that there is, lacks no
    /// role: the place is asked for, unless it is told already that there is no such one. That it takes another role is told alone.
    pub(crate) fn permit_at(
        &mut self,
        kind: Kind,
        places: &Places,
        named: &NamedAt,
    ) -> Result<(), Failure> {
        let parliaments: Vec<_> = places.parliaments.iter().map(|(_, id)| *id).collect();
        let hubs: Vec<_> = places.hubs.iter().map(|(_, id)| *id).collect();
        // A hub that they are within they may name, but only beside a place of their own.
        let names_none = parliaments.is_empty() && hubs.iter().all(|hub| self.is_within(hub));
        let permitted = self.permit_new(Action::Draft, kind, parliaments, hubs);
        if permitted.is_ok() {
            return permitted;
        }
        let lacking = match names_none {
            true => self.own_places(kind, named),
            false => Vec::new(),
        };
        let Some(first) = lacking.first() else {
            self.problems = Problems::default();
            return permitted;
        };
        if !lacking.iter().any(|path| self.problems.tells_of(path)) {
            self.problems.note(first, no_place());
        }
        Ok(())
    }

    /// Where an input can name the places at which the actor could begin something.
    fn own_places(&self, kind: Kind, named: &NamedAt) -> Vec<&'static str> {
        let Some(caller) = self.actor().caller() else {
            return Vec::new();
        };
        let parliaments = caller.own_parliaments(kind, self.now());
        let hubs = caller.coordinated(self.now());
        let mut paths = Vec::new();
        if self.permits(Action::Draft, kind, parliaments, Vec::new()) {
            paths.extend(named.parliament);
        }
        if self.permits(Action::Draft, kind, Vec::new(), hubs) {
            paths.extend(named.hubs);
        }
        paths
    }

    fn is_within(&self, hub: &HubId) -> bool {
        let caller = self.actor().caller();
        caller.is_some_and(|caller| caller.hubs.contains(hub))
    }

    /// Notes every place that the actor may not bring a record to. It speaks for a parliament in whose name it may do this, or which takes part in
    /// a hub it coordinates; it brings to a hub that it coordinates, or that one of its parliaments takes part in.
    pub(crate) async fn bring_to(
        &mut self,
        action: Action,
        kind: Kind,
        places: Places,
    ) -> Result<(), Failure> {
        self.speak_for(action, kind, places.parliaments).await?;
        let refused = places.hubs.into_iter().filter(|(_, hub)| {
            !self.is_within(hub) && !self.permits(action, kind, Vec::new(), vec![*hub])
        });
        let refused: Vec<String> = refused.map(|(path, _)| path).collect();
        for path in refused {
            self.problems.note(&path, no_part_in_hub());
        }
        Ok(())
    }

    /// Notes every hub of a new list that the actor may not bring a record to, and, at the list’s path, that it may not take it from one. Who may edit it
    /// for one of its parliaments, or because it is about them, may take it from any hub. Hubs that the actor does not see stay: they are added to the list.
    pub(crate) async fn change_hubs<E: Record>(
        &mut self,
        record: &RowOf<E>,
        path: &str,
        named: &mut NamedHubs,
    ) -> Result<(), Failure> {
        if self.permits(Action::Edit, E::KIND, Vec::new(), Vec::new()) {
            return Ok(());
        }
        let subject = self.subject::<E>(record).await?;
        let new = named.iter().filter(|(_, hub)| !subject.hubs.contains(hub));
        let places = Places {
            hubs: new.cloned().collect(),
            ..Places::default()
        };
        self.bring_to(Action::Edit, E::KIND, places).await?;
        let had: Vec<Uuid> = subject.hubs.iter().map(|hub| hub.0).collect();
        let all = self
            .with_unseen::<hub::Entity>(hub_ids(named), &had)
            .await?;
        let unseen = all.into_iter().skip(named.len());
        let unseen: Vec<_> = unseen.map(|id| (path.to_owned(), HubId(id))).collect();
        named.extend(unseen);
        at_most(&mut self.problems, path, named.len(), MOST);
        let stays = |hub: &HubId| named.iter().any(|(_, one)| one == hub);
        let mut left = subject.hubs.iter().filter(|hub| !stays(hub));
        let keeps = |hub: &HubId| {
            let there = Subject {
                hubs: vec![*hub],
                ..subject.clone()
            };
            decide(self.actor(), self.now(), Action::Edit, &there) == Verdict::Allow
        };
        if left.any(|hub| !keeps(hub)) {
            self.problems.note(path, not_yours_to_leave());
        }
        Ok(())
    }

    /// Notes every parliament that the actor may not speak for.
    pub(crate) async fn speak_for(
        &mut self,
        action: Action,
        kind: Kind,
        named: Vec<(String, ParliamentId)>,
    ) -> Result<(), Failure> {
        let mut named = named;
        named.retain(|(_, id)| !self.permits(action, kind, vec![*id], Vec::new()));
        if named.is_empty() {
            return Ok(());
        }
        let ids: Vec<ParliamentId> = named.iter().map(|(_, id)| *id).collect();
        let mut hubs: HashMap<ParliamentId, Vec<HubId>> = HashMap::new();
        for (parliament, hub) in current_memberships(self, &ids).await? {
            hubs.entry(parliament).or_default().push(hub);
        }
        for (path, id) in named {
            let its = hubs.remove(&id).unwrap_or_default();
            if !self.permits(action, kind, Vec::new(), its) {
                self.problems.note(&path, no_role_for_parliament());
            }
        }
        Ok(())
    }

    fn permits(
        &self,
        action: Action,
        kind: Kind,
        parliaments: Vec<ParliamentId>,
        hubs: Vec<HubId>,
    ) -> bool {
        let subject = Subject {
            kind,
            standing: Standing::Public,
            parliaments,
            hubs,
            own_work: false,
        };
        decide(self.actor(), self.now(), action, &subject) == Verdict::Allow
    }

    /// The parliaments that parties are or belong to, in their order; none for an organisation. A chamber's people are its parliament's.
    pub(crate) async fn parliaments_of(
        &self,
        parties: &[Party],
    ) -> Result<Vec<Option<ParliamentId>>, Failure> {
        let chambers = parties.iter().filter_map(|party| match party {
            Party::Chamber(id) => Some(*id),
            Party::Parliament(_) | Party::Organisation(_) => None,
        });
        let chambers: Vec<_> = chambers.collect();
        let chambers = match chambers.is_empty() {
            true => HashMap::new(),
            false => self.by_ids::<chamber::Entity>(&chambers).await?,
        };
        let parliament = |party: &Party| match party {
            Party::Parliament(id) => Some(*id),
            Party::Chamber(id) => chambers.get(id).map(|row| row.parliament_id),
            Party::Organisation(_) => None,
        };
        Ok(parties.iter().map(parliament).collect())
    }
}

fn no_place() -> Refusal {
    Refusal::new(
        ErrorCode::Required,
        "Say where it belongs: name a parliament or hub for which you hold a role that allows this.",
        "Indiquez où se rattache la fiche : nommez un parlement ou un pôle pour lequel un de vos rôles le permet.",
    )
}

fn no_part_in_hub() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "You do not coordinate this hub, and none of your parliaments takes part in it.",
        "Vous ne coordonnez pas ce pôle, et aucun de vos parlements n’y participe.",
    )
}

fn not_yours_to_leave() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "It belongs to another hub as well: only that hub’s coordinators take it away there.",
        "Il relève aussi d’un autre pôle : seuls les coordonnateurs de ce pôle l’en retirent.",
    )
}

fn no_role_for_parliament() -> Refusal {
    Refusal::new(
        ErrorCode::Forbidden,
        "You hold no role for this parliament that allows this, and it takes part in no hub that you coordinate.",
        "Aucun de vos rôles pour ce parlement ne le permet, et il ne participe à aucun pôle que vous coordonnez.",
    )
}
