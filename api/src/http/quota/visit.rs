//! One request on the caller's account, from its head to its answer. What it takes is given back when it is dropped or settled.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::denied::{Denied, Why};
use super::ledger::Standing;
use super::{Allowance, Payer, Quotas};

/// What every request counts at least, also one that is refused: to read it is work, too.
const LEAST: u64 = 1;

/// A request that was let in.
pub struct Visit {
    quotas: Arc<Quotas>,
    payer: Payer,
    allowance: Allowance,
    /// What was taken beyond `LEAST`, and the minute it was taken from.
    taken: u64,
    opened: DateTime<Utc>,
}

impl Visit {
    pub(super) fn begin(
        quotas: Arc<Quotas>,
        payer: Payer,
        now: DateTime<Utc>,
    ) -> Result<Self, Denied> {
        let allowance = quotas.allowance(payer);
        let entered = quotas.costs.enter(payer, allowance.at_once, now);
        entered.map_err(|standing| Denied::new(Why::AtOnce, allowance.minute, standing, now))?;
        // From here on dropping it means leaving.
        let mut visit = Self {
            quotas,
            payer,
            allowance,
            taken: 0,
            opened: now,
        };
        visit.spend(LEAST, now)?;
        Ok(visit)
    }

    fn spend(&mut self, amount: u64, now: DateTime<Utc>) -> Result<(), Denied> {
        let limit = self.allowance.minute;
        let spent = self.quotas.costs.spend(self.payer, amount, limit, now);
        let standing = spent.map_err(|standing| Denied::new(Why::Cost, limit, standing, now))?;
        self.opened = standing.opened;
        Ok(())
    }

    /// What callers of this sort may spend.
    pub const fn allowance(&self) -> Allowance {
        self.allowance
    }

    /// Takes what the request is estimated to cost, before anything of it is executed.
    pub fn charge(&mut self, estimate: u64, now: DateTime<Utc>) -> Result<(), Denied> {
        let beyond = estimate.saturating_sub(LEAST);
        self.spend(beyond, now)?;
        self.taken = beyond;
        Ok(())
    }

    /// Gives back what was taken for more than the request came to. Says what it has cost.
    pub fn settle(&mut self, cost: u64) -> u64 {
        let owed = cost.saturating_sub(LEAST).min(self.taken);
        let quotas = &self.quotas.costs;
        quotas.give_back(self.payer, self.taken - owed, self.opened);
        self.taken = owed;
        owed + LEAST
    }

    /// How the caller stands now.
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        self.quotas.costs.look(self.payer, now)
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.quotas.costs.leave(self.payer);
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

    fn quotas() -> Arc<Quotas> {
        let allowance = Allowance {
            request: 50,
            minute: 100,
            at_once: 2,
        };
        Quotas::new(Allowances {
            visitor: allowance,
            ..ALLOWANCES
        })
    }

    fn somebody() -> Payer {
        Payer::at(std::net::Ipv4Addr::LOCALHOST.into())
    }

    fn spent(quotas: &Quotas, now: DateTime<Utc>) -> u64 {
        quotas.costs.look(somebody(), now).spent
    }

    #[test]
    fn the_estimate_is_taken_and_what_was_not_executed_is_given_back() {
        let quotas = quotas();
        let visit = quotas.enter(somebody(), at(0)).map(|mut visit| {
            assert_eq!(spent(&quotas, at(0)), 1);
            assert!(visit.charge(40, at(0)).is_ok());
            assert_eq!(spent(&quotas, at(0)), 40);
            assert_eq!(visit.settle(12), 12);
            assert_eq!(spent(&quotas, at(0)), 12);
            // Twice is once, and nothing costs more than it was said to.
            assert_eq!(visit.settle(12), 12);
            assert_eq!(visit.settle(1_000), 12);
            assert_eq!(visit.settle(0), 1);
        });
        assert!(visit.is_ok());
        assert_eq!(spent(&quotas, at(0)), 1);
    }

    #[test]
    fn a_request_that_is_given_up_has_cost_what_was_estimated() {
        let quotas = quotas();
        if let Ok(mut visit) = quotas.enter(somebody(), at(0)) {
            assert!(visit.charge(40, at(0)).is_ok());
        }
        assert_eq!(spent(&quotas, at(0)), 40);
    }

    #[test]
    fn what_the_minute_does_not_allow_is_not_taken() {
        let quotas = quotas();
        for (estimate, after) in [(40, 40), (59, 99), (2, 100), (1, 100)] {
            let charged = quotas
                .enter(somebody(), at(10))
                .and_then(|mut visit| visit.charge(estimate, at(10)));
            assert_eq!(charged.is_ok(), estimate > 2, "{estimate}");
            assert_eq!(spent(&quotas, at(10)), after, "{estimate}");
        }
        let denied = quotas.enter(somebody(), at(30)).err();
        assert_eq!(
            denied.map(|one| (one.why, one.seconds)),
            Some((Why::Cost, 40))
        );
        assert!(quotas.enter(somebody(), at(70)).is_ok());
    }

    #[test]
    fn who_leaves_makes_room_also_when_refused() {
        let quotas = quotas();
        for _ in 0..5 {
            let both = (
                quotas.enter(somebody(), at(0)),
                quotas.enter(somebody(), at(0)),
            );
            assert!(both.0.is_ok() && both.1.is_ok());
            let third = quotas.enter(somebody(), at(0)).err();
            assert_eq!(third.map(|one| one.why), Some(Why::AtOnce));
        }
    }

    #[test]
    fn an_account_has_its_own_and_larger_allowance_wherever_it_is() {
        let quotas = quotas();
        let account = Payer::Account(Uuid::from_u128(7));
        let visit = quotas.enter(account, at(0)).map(|mut visit| {
            assert!(visit.charge(10_000, at(0)).is_ok());
            visit.allowance()
        });
        assert_eq!(visit.ok(), Some(ALLOWANCES.account));
        assert_eq!(spent(&quotas, at(0)), 0);
    }
}
