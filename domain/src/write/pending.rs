//! What a deed has changed of a record, until it is written to the log.

use hemicycle_entity::values::{AudienceScope, ChangeAction, Kind};
use uuid::Uuid;

use crate::changes::image::Difference;
use crate::fields::widest_audience;

/// What a deed has changed of one record so far.
#[derive(Debug)]
pub(crate) struct Pending {
    pub kind: Kind,
    pub record: Uuid,
    pub action: ChangeAction,
    pub difference: Difference,
    pub audience_before: AudienceScope,
    pub audience_after: AudienceScope,
}

impl Pending {
    /// What only concerns a record's own people, or the network, is for them alone, even of a record that everybody reads.
    pub fn for_its_readers(mut self) -> Self {
        if self.action == ChangeAction::Updated {
            let widest = widest_audience(self.kind, &self.difference.fields);
            self.audience_before = Ord::min(self.audience_before, widest);
            self.audience_after = Ord::min(self.audience_after, widest);
        }
        self
    }

    /// What happened to the same record next becomes part of this.
    pub fn follow(&mut self, next: Self) {
        let gone = next.action == ChangeAction::Removed;
        if gone && self.action == ChangeAction::Created {
            // It came and went within the deed: there is nothing to tell.
            self.action = ChangeAction::Updated;
            self.difference = Difference::default();
            return;
        }
        match (self.action, next.action) {
            (_, ChangeAction::Removed) => self.action = ChangeAction::Removed,
            // It went and came back within the deed: what differs has changed.
            (ChangeAction::Removed, _) => self.action = ChangeAction::Updated,
            _ => {}
        }
        self.difference.follow(next.difference);
        self.audience_after = next.audience_after;
    }
}
