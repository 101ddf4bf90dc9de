//! Time and new ids, the two things a deed takes from outside. The only file that may ask the system for either.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use uuid::{Builder, Uuid};

/// Where the time and the ids come from.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    #[default]
    Real,
    /// Stands still until moved; its ids count up. For tests and for generated networks.
    Fixed(Arc<Fixed>),
}

#[derive(Debug)]
pub struct Fixed {
    micros: AtomicI64,
    ids: AtomicU64,
    series: u16,
}

impl Clock {
    /// A clock that stands at `at`; `series` keeps the ids of two such clocks apart.
    pub fn fixed(at: DateTime<Utc>, series: u16) -> Self {
        Self::Fixed(Arc::new(Fixed {
            micros: AtomicI64::new(at.timestamp_micros()),
            ids: AtomicU64::new(0),
            series,
        }))
    }

    /// Now, in whole microseconds: PostgreSQL keeps no more, and both databases must agree.
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the clock's own file")]
            Self::Real => Utc::now().trunc_subsecs(6),
            Self::Fixed(fixed) => {
                DateTime::from_timestamp_micros(fixed.micros.load(Ordering::SeqCst))
                    .unwrap_or_default()
            }
        }
    }

    /// A new id, UUID v7: later ids sort after earlier ones.
    pub fn new_id(&self) -> Uuid {
        match self {
            #[expect(clippy::disallowed_methods, reason = "the clock's own file")]
            Self::Real => Uuid::now_v7(),
            Self::Fixed(fixed) => fixed.next_id(),
        }
    }

    /// Moves a fixed clock; a real one cannot be moved.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Fixed(fixed) = self {
            let micros = by.num_microseconds().unwrap_or_default();
            fixed.micros.fetch_add(micros, Ordering::SeqCst);
        }
    }
}

impl Fixed {
    fn next_id(&self) -> Uuid {
        let count = self.ids.fetch_add(1, Ordering::SeqCst);
        let millis = self.micros.load(Ordering::SeqCst) / 1_000;
        let mut random = [0; 10];
        // The count comes first, so that ids made in the same millisecond keep their order.
        random[..2].copy_from_slice(&((count >> 32) as u16 & 0x0fff).to_be_bytes());
        random[2..6].copy_from_slice(&((count & 0x3fff_ffff) as u32).to_be_bytes());
        random[6..8].copy_from_slice(&self.series.to_be_bytes());
        Builder::from_unix_timestamp_millis(millis.unsigned_abs(), &random).into_uuid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_a_fixed_clock_sort_in_the_order_they_were_made() {
        let clock = Clock::fixed(DateTime::UNIX_EPOCH + TimeDelta::days(20_000), 7);
        let made: Vec<Uuid> = (0..1_000).map(|_| clock.new_id()).collect();
        let mut sorted = made.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(made, sorted);
    }
}
