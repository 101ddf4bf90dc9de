//! Which deed fits which status: pure rules on plain data, for the deeds themselves and for what a caller is told it may do.
//!
//! A practice that is not published yet and the pending revision of one that is go the same way: written, handed in, taken up, decided.

use hemicycle_entity::values::{PracticeStatus, RevisionStatus};

use crate::deed::wrong_state;
use crate::failure::Refusal;

/// Where a practice stands, with what is proposed for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    pub status: PracticeStatus,
    /// Its pending revision: its status, and whether it was handed in.
    pub revision: Option<(RevisionStatus, bool)>,
}

/// How far the work that is not decided yet has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Written,
    Withdrawn,
    ChangesRequested,
    HandedIn,
    InReview,
    Rejected,
    /// Published, and nothing else is proposed.
    Settled,
    Archived,
}

impl State {
    fn phase(self) -> Phase {
        match self.status {
            PracticeStatus::Draft => Phase::Written,
            PracticeStatus::Withdrawn => Phase::Withdrawn,
            PracticeStatus::ChangesRequested => Phase::ChangesRequested,
            PracticeStatus::Submitted => Phase::HandedIn,
            PracticeStatus::InReview => Phase::InReview,
            PracticeStatus::Rejected => Phase::Rejected,
            PracticeStatus::Archived => Phase::Archived,
            PracticeStatus::Published => match self.revision {
                Some((RevisionStatus::Pending, true)) => Phase::HandedIn,
                Some((RevisionStatus::Pending, false)) => Phase::Written,
                Some((RevisionStatus::InReview, _)) => Phase::InReview,
                Some((RevisionStatus::ChangesRequested, _)) => Phase::ChangesRequested,
                Some((RevisionStatus::Withdrawn, _)) => Phase::Withdrawn,
                Some((RevisionStatus::Accepted | RevisionStatus::Rejected, _)) | None => {
                    Phase::Settled
                }
            },
        }
    }
}

/// Whether its texts and fields can be edited or translated.
pub fn may_edit(state: State) -> Result<(), Refusal> {
    match state.phase() {
        Phase::HandedIn | Phase::InReview => Err(wrong_state(
            "It is waiting for a decision: withdraw it before editing it.",
            "Une décision est attendue : retirez la fiche avant de la modifier.",
        )),
        Phase::Archived => Err(wrong_state(
            "It is archived: restore it before editing it.",
            "La fiche est archivée : rétablissez-la avant de la modifier.",
        )),
        _ => Ok(()),
    }
}

/// Whether it can be handed in for review.
pub fn may_submit(state: State) -> Result<(), Refusal> {
    match state.phase() {
        Phase::Written | Phase::Withdrawn | Phase::ChangesRequested => Ok(()),
        Phase::HandedIn | Phase::InReview => Err(wrong_state(
            "It has been submitted already.",
            "La fiche a déjà été soumise.",
        )),
        Phase::Rejected => Err(wrong_state(
            "It was rejected: edit it before submitting it again.",
            "La fiche a été rejetée : modifiez-la avant de la soumettre à nouveau.",
        )),
        Phase::Settled => Err(wrong_state(
            "It is published, and no edit of it is pending.",
            "La fiche est publiée et aucune modification n’est en attente.",
        )),
        Phase::Archived => Err(wrong_state("It is archived.", "La fiche est archivée.")),
    }
}

/// Whether there is something to take back. An edit of a published practice can be given up even before it was handed in.
pub fn may_withdraw(state: State) -> Result<(), Refusal> {
    match state.phase() {
        Phase::HandedIn | Phase::InReview | Phase::ChangesRequested => Ok(()),
        Phase::Written | Phase::Withdrawn if state.status == PracticeStatus::Published => Ok(()),
        _ => Err(wrong_state(
            "Nothing of it was submitted.",
            "Rien n’a été soumis.",
        )),
    }
}

/// Whether a reviewer can take it up.
pub fn may_take_up(state: State) -> Result<(), Refusal> {
    match state.phase() {
        Phase::HandedIn => Ok(()),
        Phase::InReview => Err(wrong_state(
            "It has been taken up for review already.",
            "L’examen a déjà commencé.",
        )),
        _ => Err(not_waiting()),
    }
}

/// Whether it can be published, rejected or sent back.
pub fn may_decide(state: State) -> Result<(), Refusal> {
    match state.phase() {
        Phase::InReview => Ok(()),
        Phase::HandedIn => Err(wrong_state(
            "Take it up for review before deciding on it.",
            "Commencez l’examen avant de décider.",
        )),
        _ => Err(not_waiting()),
    }
}

fn not_waiting() -> Refusal {
    wrong_state(
        "It is not waiting for a decision.",
        "Aucune décision n’est attendue.",
    )
}

/// Whether it can be taken out of sight, confirmed, or adopted.
pub fn is_published(state: State) -> Result<(), Refusal> {
    if state.status == PracticeStatus::Published {
        return Ok(());
    }
    Err(wrong_state(
        "It is not published.",
        "La fiche n’est pas publiée.",
    ))
}

/// Whether it can be shown again.
pub fn is_archived(state: State) -> Result<(), Refusal> {
    if state.status == PracticeStatus::Archived {
        return Ok(());
    }
    Err(wrong_state(
        "It is not archived.",
        "La fiche n’est pas archivée.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rule = fn(State) -> Result<(), Refusal>;

    const RULES: [(&str, Rule); 7] = [
        ("edit", may_edit),
        ("submit", may_submit),
        ("withdraw", may_withdraw),
        ("take up", may_take_up),
        ("decide", may_decide),
        ("confirm", is_published),
        ("restore", is_archived),
    ];

    fn allowed(
        status: PracticeStatus,
        revision: Option<(RevisionStatus, bool)>,
    ) -> Vec<&'static str> {
        let state = State { status, revision };
        let rules = RULES.iter().filter(|(_, rule)| rule(state).is_ok());
        rules.map(|(name, _)| *name).collect()
    }

    #[test]
    fn each_status_allows_what_comes_next_and_nothing_else() {
        use PracticeStatus::*;
        assert_eq!(allowed(Draft, None), ["edit", "submit"]);
        assert_eq!(allowed(Submitted, None), ["withdraw", "take up"]);
        assert_eq!(allowed(InReview, None), ["withdraw", "decide"]);
        assert_eq!(
            allowed(ChangesRequested, None),
            ["edit", "submit", "withdraw"]
        );
        assert_eq!(allowed(Withdrawn, None), ["edit", "submit"]);
        assert_eq!(allowed(Rejected, None), ["edit"]);
        assert_eq!(allowed(Published, None), ["edit", "confirm"]);
        assert_eq!(allowed(Archived, None), ["restore"]);
    }

    #[test]
    fn the_revision_of_a_published_practice_goes_the_same_way() {
        use RevisionStatus::*;
        let of = |status, handed_in| allowed(PracticeStatus::Published, Some((status, handed_in)));
        assert_eq!(
            of(Pending, false),
            ["edit", "submit", "withdraw", "confirm"]
        );
        assert_eq!(of(Pending, true), ["withdraw", "take up", "confirm"]);
        assert_eq!(of(InReview, true), ["withdraw", "decide", "confirm"]);
        assert_eq!(
            of(ChangesRequested, true),
            ["edit", "submit", "withdraw", "confirm"]
        );
        assert_eq!(
            of(Withdrawn, false),
            ["edit", "submit", "withdraw", "confirm"]
        );
        assert_eq!(of(Accepted, true), ["edit", "confirm"]);
    }
}
