//! Who has spent how much in their current minute, and how many of their requests are under way. Bounded in memory. Touches nothing.
//!
//! A caller's minute begins with the first request after the last minute ended.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Payer;

/// Seconds after which everything may be spent anew.
pub const WINDOW_SECONDS: i64 = 60;
/// Below so many entries nobody looks for old ones.
const FEW: usize = 1_024;

/// How a caller stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What was spent in the current minute.
    pub spent: u64,
    /// Requests under way.
    pub under_way: u32,
    /// When the current minute began.
    pub opened: DateTime<Utc>,
}

impl Standing {
    const fn new(now: DateTime<Utc>) -> Self {
        Self {
            spent: 0,
            under_way: 0,
            opened: now,
        }
    }

    /// When everything may be spent anew.
    pub fn resets_at(&self) -> DateTime<Utc> {
        self.opened + TimeDelta::seconds(WINDOW_SECONDS)
    }

    /// The minute is over; or the clock was set back, and nobody shall wait for it to catch up.
    fn is_over(&self, now: DateTime<Utc>) -> bool {
        now >= self.resets_at() || now < self.opened
    }

    fn turn(&mut self, now: DateTime<Utc>) {
        if self.is_over(now) {
            self.opened = now;
            self.spent = 0;
        }
    }

    /// Says nothing that a new entry would not say.
    fn is_forgettable(&self, now: DateTime<Utc>) -> bool {
        self.under_way == 0 && self.is_over(now)
    }
}

pub struct Ledger {
    entries: Mutex<Entries>,
    most: usize,
}

struct Entries {
    by_payer: HashMap<Payer, Standing>,
    /// How many there may be before old ones are looked for.
    sweep_at: usize,
}

impl Ledger {
    /// Keeps at most so many callers.
    pub fn new(most: usize) -> Self {
        let entries = Entries {
            by_payer: HashMap::new(),
            sweep_at: FEW.min(most),
        };
        Self {
            entries: Mutex::new(entries),
            most,
        }
    }

    /// Spends as much, if the limit allows it. Says either way how the caller stands.
    pub fn spend(
        &self,
        payer: Payer,
        amount: u64,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Standing, Standing> {
        let mut entries = self.lock();
        let standing = entries.of(payer, self.most, now);
        let spent = standing.spent.saturating_add(amount);
        if spent > limit {
            return Err(*standing);
        }
        standing.spent = spent;
        Ok(*standing)
    }

    /// Gives back what was spent in the minute that began then. What was spent in a minute that is over went with it.
    pub fn give_back(&self, payer: Payer, amount: u64, opened: DateTime<Utc>) {
        let mut entries = self.lock();
        let standing = entries.by_payer.get_mut(&payer);
        if let Some(standing) = standing.filter(|standing| standing.opened == opened) {
            standing.spent = standing.spent.saturating_sub(amount);
        }
    }

    /// How the caller stands. Leaves no trace.
    pub fn look(&self, payer: Payer, now: DateTime<Utc>) -> Standing {
        let known = self.lock().by_payer.get(&payer).copied();
        let mut standing = known.unwrap_or(Standing::new(now));
        standing.turn(now);
        standing
    }

    /// One more request is under way, unless there are as many as may be.
    pub fn enter(&self, payer: Payer, at_once: u32, now: DateTime<Utc>) -> Result<(), Standing> {
        let mut entries = self.lock();
        let standing = entries.of(payer, self.most, now);
        if standing.under_way >= at_once {
            return Err(*standing);
        }
        standing.under_way += 1;
        Ok(())
    }

    /// A request that had entered is over.
    pub fn leave(&self, payer: Payer) {
        if let Some(standing) = self.lock().by_payer.get_mut(&payer) {
            standing.under_way = standing.under_way.saturating_sub(1);
        }
    }

    /// A panic elsewhere leaves the map whole: every change here is complete before anything can fail.
    fn lock(&self) -> MutexGuard<'_, Entries> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    fn size(&self) -> usize {
        self.lock().by_payer.len()
    }
}

impl Entries {
    fn of(&mut self, payer: Payer, most: usize, now: DateTime<Utc>) -> &mut Standing {
        if self.by_payer.len() >= self.sweep_at && !self.by_payer.contains_key(&payer) {
            self.sweep(most, now);
        }
        let standing = self.by_payer.entry(payer).or_insert(Standing::new(now));
        standing.turn(now);
        standing
    }

    /// Forgets those whose minute is over; if that leaves too many, also the quarter whose minute began first. Who has a request under way
    /// stays: connections bound their number. Waiting until there are twice as many makes it cost little a request.
    fn sweep(&mut self, most: usize, now: DateTime<Utc>) {
        self.by_payer
            .retain(|_, standing| !standing.is_forgettable(now));
        if self.by_payer.len() >= most {
            self.forget_first(most.div_ceil(4));
        }
        self.sweep_at = (2 * self.by_payer.len()).max(FEW).min(most);
    }

    fn forget_first(&mut self, count: usize) {
        let idle = self
            .by_payer
            .iter()
            .filter(|(_, standing)| standing.under_way == 0);
        let mut idle: Vec<(DateTime<Utc>, Payer)> =
            idle.map(|(payer, one)| (one.opened, *payer)).collect();
        if idle.len() > count {
            idle.select_nth_unstable_by_key(count, |(opened, _)| *opened);
            idle.truncate(count);
        }
        for (_, payer) in idle {
            self.by_payer.remove(&payer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    fn payer(number: u32) -> Payer {
        Payer::at(std::net::Ipv4Addr::from(number).into())
    }

    fn spent(result: Result<Standing, Standing>) -> Result<u64, u64> {
        result.map(|one| one.spent).map_err(|one| one.spent)
    }

    #[test]
    fn a_limit_can_be_spent_to_the_last_and_anew_after_a_minute() {
        let ledger = Ledger::new(10);
        assert_eq!(spent(ledger.spend(payer(1), 60, 100, at(0))), Ok(60));
        assert_eq!(spent(ledger.spend(payer(1), 41, 100, at(1))), Err(60));
        assert_eq!(spent(ledger.spend(payer(1), 40, 100, at(2))), Ok(100));
        assert_eq!(spent(ledger.spend(payer(2), 100, 100, at(2))), Ok(100));
        assert_eq!(spent(ledger.spend(payer(1), 1, 100, at(59))), Err(100));
        assert_eq!(spent(ledger.spend(payer(1), 1, 100, at(60))), Ok(1));
        assert_eq!(spent(ledger.spend(payer(1), u64::MAX, 100, at(60))), Err(1));
        // The minute began at 60, whatever the first one was.
        assert_eq!(ledger.look(payer(1), at(70)).resets_at(), at(120));
    }

    #[test]
    fn what_is_given_back_can_be_spent_again_unless_its_minute_is_over() {
        let ledger = Ledger::new(10);
        assert_eq!(spent(ledger.spend(payer(1), 100, 100, at(0))), Ok(100));
        ledger.give_back(payer(1), 70, at(0));
        assert_eq!(spent(ledger.spend(payer(1), 70, 100, at(1))), Ok(100));
        assert_eq!(spent(ledger.spend(payer(1), 50, 100, at(61))), Ok(50));
        ledger.give_back(payer(1), 100, at(0));
        assert_eq!(ledger.look(payer(1), at(62)).spent, 50);
        ledger.give_back(payer(1), 100, at(61));
        assert_eq!(ledger.look(payer(1), at(62)).spent, 0);
        ledger.give_back(payer(9), 1, at(0));
        assert_eq!(ledger.size(), 1);
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let ledger = Ledger::new(10);
        assert_eq!(spent(ledger.spend(payer(1), 100, 100, at(9_000))), Ok(100));
        assert_eq!(spent(ledger.spend(payer(1), 100, 100, at(0))), Ok(100));
    }

    #[test]
    fn so_many_are_under_way_at_once_and_no_more_whatever_the_minute() {
        let ledger = Ledger::new(10);
        assert!(ledger.enter(payer(1), 2, at(0)).is_ok());
        assert!(ledger.enter(payer(1), 2, at(0)).is_ok());
        assert!(ledger.enter(payer(1), 2, at(100)).is_err());
        assert!(ledger.enter(payer(2), 2, at(100)).is_ok());
        ledger.leave(payer(1));
        assert!(ledger.enter(payer(1), 2, at(100)).is_ok());
    }

    #[test]
    fn a_flood_of_callers_takes_bounded_memory_and_forgets_the_oldest_first() {
        let most = 4_000;
        let ledger = Ledger::new(most);
        assert!(ledger.enter(payer(0), 1, at(0)).is_ok());
        for number in 1..100_000_u32 {
            let now = at(0) + TimeDelta::milliseconds(i64::from(number) / 10);
            assert_eq!(spent(ledger.spend(payer(number), 1, 1, now)), Ok(1));
            assert!(ledger.size() <= most, "{}", ledger.size());
        }
        let now = at(10);
        assert_eq!(ledger.look(payer(99_999), now).spent, 1);
        assert_eq!(ledger.look(payer(1), now).spent, 0);
        // Who has a request under way is never forgotten.
        assert!(ledger.enter(payer(0), 1, now).is_err());
    }

    #[test]
    fn callers_whose_minute_is_over_leave_when_others_come() {
        let ledger = Ledger::new(1_000_000);
        for number in 0..50_000 {
            let _ = ledger.spend(payer(number), 1, 1, at(0));
        }
        assert_eq!(ledger.size(), 50_000);
        for number in 50_000..70_000 {
            let _ = ledger.spend(payer(number), 1, 1, at(100));
        }
        assert!(ledger.size() <= 20_000, "{}", ledger.size());
    }
}
