//! The days of an event and the instants beside them, as an input gives them.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use hemicycle_entity::event::Model;

use super::deeds::Edit;
use super::rules::{day_of, day_until, zone};
use crate::edits::set;
use crate::wording::Patch;

/// Dates as they are given; a day that is not named follows from its instant. The row has its new time zone.
pub(super) fn put_dates(row: &mut Model, before: &Model, input: &Edit) {
    let first = Following {
        before: zone(before),
        now: zone(row),
        moved: input.time_zone.is_some(),
        day: day_of,
    };
    let last = Following {
        day: day_until,
        ..first
    };
    first.put(
        (&mut row.starts_on, input.starts_on),
        (&mut row.starts_at, input.starts_at),
    );
    last.put(
        (&mut row.ends_on, input.ends_on),
        (&mut row.ends_at, input.ends_at),
    );
    last.put(
        (
            &mut row.registration_closes_on,
            input.registration_closes_on,
        ),
        (
            &mut row.registration_closes_at,
            input.registration_closes_at,
        ),
    );
}

/// How a day follows from the instant beside it.
#[derive(Clone, Copy)]
struct Following {
    /// The event's time zone until now.
    before: Tz,
    now: Tz,
    /// The input names the time zone.
    moved: bool,
    day: fn(DateTime<Utc>, Tz) -> NaiveDate,
}

/// A value, and what an input says of it.
type Given<'r, T> = (&'r mut Option<T>, Patch<T>);

impl Following {
    /// A day that the input does not name comes with its instant, moves with it, and goes with it, unless it is another one.
    fn put(self, (day, named): Given<'_, NaiveDate>, (at, new): Given<'_, DateTime<Utc>>) {
        let was = at.map(|at| (self.day)(at, self.before));
        set(day, named);
        set(at, new);
        let known = at.map(|at| (self.day)(at, self.now));
        let follows = named.is_none() && (new.is_some() || self.moved);
        match known {
            Some(_) if day.is_none() || follows => *day = known,
            None if follows && *day == was => *day = None,
            _ => {}
        }
    }
}
