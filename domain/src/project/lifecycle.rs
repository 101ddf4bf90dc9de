//! The life of a project: proposed → approved → active ⇄ on hold → completed, or cancelled as long as it is open. Pure rules, for its deeds and for
//! those who ask what they may do.

use hemicycle_entity::values::ProjectStatus;

use crate::deed::wrong_state;
use crate::failure::Refusal;

/// Whether a project of this status is neither completed nor cancelled.
pub const fn is_open(status: ProjectStatus) -> bool {
    match status {
        ProjectStatus::Proposed
        | ProjectStatus::Approved
        | ProjectStatus::Active
        | ProjectStatus::OnHold => true,
        ProjectStatus::Completed | ProjectStatus::Cancelled => false,
    }
}

/// Whether a project of this status has begun and is not over.
pub const fn is_under_way(status: ProjectStatus) -> bool {
    matches!(status, ProjectStatus::Active | ProjectStatus::OnHold)
}

fn only_if(holds: bool, en: &str, fr: &str) -> Result<(), Refusal> {
    if holds {
        return Ok(());
    }
    Err(wrong_state(en, fr))
}

pub fn may_approve(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        status == ProjectStatus::Proposed,
        "Only a proposed project can be approved.",
        "Seul un projet proposé peut être approuvé.",
    )
}

pub fn may_start(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        status == ProjectStatus::Approved,
        "Only an approved project can be started.",
        "Seul un projet approuvé peut être lancé.",
    )
}

pub fn may_pause(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        status == ProjectStatus::Active,
        "Only an active project can be put on hold.",
        "Seul un projet actif peut être suspendu.",
    )
}

pub fn may_resume(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        status == ProjectStatus::OnHold,
        "Only a project on hold can be resumed.",
        "Seul un projet suspendu peut reprendre.",
    )
}

pub fn may_complete(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        is_under_way(status),
        "Only a project that is active or on hold can be completed.",
        "Seul un projet actif ou suspendu peut être achevé.",
    )
}

pub fn may_cancel(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        is_open(status),
        "A project that is over cannot be cancelled.",
        "Un projet terminé ne peut pas être abandonné.",
    )
}

pub fn may_report_health(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        is_under_way(status),
        "Only a project that is active or on hold has a health.",
        "Seul un projet actif ou suspendu a un état de santé.",
    )
}

/// Whether its milestones can change.
pub fn may_plan(status: ProjectStatus) -> Result<(), Refusal> {
    only_if(
        is_open(status),
        "The milestones of a project that is over do not change any more.",
        "Les jalons d’un projet terminé ne changent plus.",
    )
}

#[cfg(test)]
mod tests {
    use ProjectStatus::{Active, Approved, Cancelled, Completed, OnHold, Proposed};
    use hemicycle_entity::values::Closed;

    use super::*;

    /// The statuses that allow something.
    fn from(may: fn(ProjectStatus) -> Result<(), Refusal>) -> Vec<ProjectStatus> {
        let all = ProjectStatus::ALL.iter().copied();
        all.filter(|status| may(*status).is_ok()).collect()
    }

    #[test]
    fn a_project_goes_its_way_and_no_other() {
        assert_eq!(from(may_approve), [Proposed]);
        assert_eq!(from(may_start), [Approved]);
        assert_eq!(from(may_pause), [Active]);
        assert_eq!(from(may_resume), [OnHold]);
        assert_eq!(from(may_complete), [Active, OnHold]);
        assert_eq!(from(may_cancel), [Proposed, Approved, Active, OnHold]);
        assert_eq!(from(may_report_health), [Active, OnHold]);
        assert_eq!(from(may_plan), [Proposed, Approved, Active, OnHold]);
        for over in [Completed, Cancelled] {
            assert!(!is_open(over) && !is_under_way(over));
        }
    }
}
