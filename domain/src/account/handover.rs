//! A secret on its way from a deed to the one who asked. It is told once and kept nowhere: neither in the database nor in what a deed returns,
//! which is what a repeat under the same idempotency key is answered from.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// Where a deed leaves a secret. Take it only if the deed was done: what is only checked leaves one, too.
#[derive(Clone, Default)]
pub struct Handover(Arc<Mutex<Option<String>>>);

impl Handover {
    pub(super) fn leave(&self, secret: String) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(secret);
    }

    /// The secret, the first time; nothing if the deed was done before.
    pub fn take(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Never the secret: it must not be printed by mistake.
impl fmt::Debug for Handover {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("Handover")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_told_once_and_never_printed() {
        let handover = Handover::default();
        handover.clone().leave("hemi_secret".to_owned());
        assert!(!format!("{handover:?}").contains("secret"));
        assert_eq!(handover.take().as_deref(), Some("hemi_secret"));
        assert_eq!(handover.take(), None);
    }
}
