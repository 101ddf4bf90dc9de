//! The life of a hub: proposed → scoping → active ⇄ dormant, and closed from any of them but the first. Pure rules, for its deeds and for those who
//! ask what they may do.

use hemicycle_entity::values::HubStatus;

use crate::deed::wrong_state;
use crate::failure::Refusal;

fn only_if(holds: bool, en: &str, fr: &str) -> Result<(), Refusal> {
    if holds {
        return Ok(());
    }
    Err(wrong_state(en, fr))
}

pub fn may_scope(status: HubStatus) -> Result<(), Refusal> {
    only_if(
        status == HubStatus::Proposed,
        "Only a proposed hub can be scoped.",
        "Seul un pôle proposé peut être mis à l’étude.",
    )
}

pub fn may_activate(status: HubStatus) -> Result<(), Refusal> {
    only_if(
        matches!(status, HubStatus::Scoping | HubStatus::Dormant),
        "Only a hub that is being scoped or is dormant can be activated.",
        "Seul un pôle à l’étude ou en sommeil peut être activé.",
    )
}

pub fn may_become_dormant(status: HubStatus) -> Result<(), Refusal> {
    only_if(
        status == HubStatus::Active,
        "Only an active hub can become dormant.",
        "Seul un pôle actif peut être mis en sommeil.",
    )
}

/// A closed hub is everybody's to see; what was but proposed is not.
pub fn may_close(status: HubStatus) -> Result<(), Refusal> {
    only_if(
        status != HubStatus::Closed,
        "The hub is closed already.",
        "Le pôle est déjà fermé.",
    )?;
    only_if(
        status != HubStatus::Proposed,
        "A hub that was only proposed has nothing to close.",
        "Un pôle qui n’est que proposé n’a rien à fermer.",
    )
}

/// Whether members and coordinators can come.
pub fn may_welcome(status: HubStatus) -> Result<(), Refusal> {
    only_if(
        status != HubStatus::Closed,
        "Nobody joins a hub that is closed.",
        "Nul ne rejoint un pôle fermé.",
    )
}

#[cfg(test)]
mod tests {
    use HubStatus::{Active, Dormant, Proposed, Scoping};
    use hemicycle_entity::values::Closed;

    use super::*;

    /// The statuses that allow something.
    fn from(may: fn(HubStatus) -> Result<(), Refusal>) -> Vec<HubStatus> {
        let all = HubStatus::ALL.iter().copied();
        all.filter(|status| may(*status).is_ok()).collect()
    }

    #[test]
    fn a_hub_goes_its_way_and_no_other() {
        assert_eq!(from(may_scope), [Proposed]);
        assert_eq!(from(may_activate), [Scoping, Dormant]);
        assert_eq!(from(may_become_dormant), [Active]);
        assert_eq!(from(may_close), [Scoping, Active, Dormant]);
        assert_eq!(from(may_welcome), [Proposed, Scoping, Active, Dormant]);
    }
}
