//! A turn that a caller takes while something of theirs is under way. It ends when it is dropped.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::ledger::Ledger;
use super::{Payer, Quotas};

/// Files that one account sends at the same time.
const FILES: u32 = 1;

pub struct Turn {
    quotas: Arc<Quotas>,
    of: fn(&Quotas) -> &Ledger,
    payer: Payer,
}

impl Turn {
    fn take(
        quotas: &Arc<Quotas>,
        of: fn(&Quotas) -> &Ledger,
        (payer, at_once): (Payer, u32),
        now: DateTime<Utc>,
    ) -> Option<Self> {
        of(quotas).enter(payer, at_once, now).ok()?;
        Some(Self {
            quotas: quotas.clone(),
            of,
            payer,
        })
    }

    /// A turn for a file of this caller.
    pub fn of_file(quotas: &Arc<Quotas>, payer: Payer, now: DateTime<Utc>) -> Option<Self> {
        Self::take(quotas, |quotas| &quotas.files, (payer, FILES), now)
    }

    /// A turn for a question to a provider about credentials from this address: none while as many are open as may fail, or once so many of
    /// the minute stayed unanswered.
    pub fn of_question(quotas: &Arc<Quotas>, payer: Payer, now: DateTime<Utc>) -> Option<Self> {
        let limit = quotas.allowances.failures;
        if quotas.questions.look(payer, now).spent >= limit {
            return None;
        }
        let at_once = u32::try_from(limit).unwrap_or(u32::MAX);
        Self::take(quotas, |quotas| &quotas.questions, (payer, at_once), now)
    }

    /// Counts a question that stayed unanswered.
    pub fn unanswered(&self, now: DateTime<Utc>) {
        // Those that were open at the same time may go beyond the limit together; then there is nothing left to count.
        let limit = self.quotas.allowances.failures;
        let _ = (self.of)(&self.quotas).spend(self.payer, 1, limit, now);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        (self.of)(&self.quotas).leave(self.payer);
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use uuid::Uuid;

    use super::super::{ALLOWANCES, Allowances};
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn an_account_sends_one_file_at_a_time_and_holds_nobody_else_up() {
        let quotas = Quotas::new(ALLOWANCES);
        let of = |number| Payer::Account(Uuid::from_u128(number));
        let first = Turn::of_file(&quotas, of(1), at(0));
        assert!(first.is_some());
        assert!(Turn::of_file(&quotas, of(1), at(90)).is_none());
        assert!(Turn::of_file(&quotas, of(2), at(90)).is_some());
        drop(first);
        assert!(Turn::of_file(&quotas, of(1), at(90)).is_some());
    }

    #[test]
    fn so_many_questions_are_open_and_so_many_stay_unanswered_in_a_minute() {
        let quotas = Quotas::new(Allowances {
            failures: 2,
            ..ALLOWANCES
        });
        let here = Payer::Address([192, 0, 2, 1].into());
        let ask = |now| Turn::of_question(&quotas, here, now);
        let (first, second) = (ask(at(0)), ask(at(0)));
        assert!(first.is_some() && second.is_some() && ask(at(0)).is_none());
        drop((first, second));
        for _ in 0..2 {
            let turn = ask(at(1));
            assert!(turn.is_some());
            turn.into_iter().for_each(|turn| turn.unanswered(at(1)));
        }
        assert!(ask(at(59)).is_none());
        assert!(ask(at(61)).is_some());
    }
}
