//! What an event's course allows and what must be true of its dates, as functions on plain data: the deeds ask them, and so does `viewerCan`.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use hemicycle_entity::event::Model;
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::EventStatus;

use crate::deed::wrong_state;
use crate::failure::{ErrorCode, Refusal, Tongue};
use crate::values::{LanguageTag, best_wording, in_order};

/// What is wrong with which field.
pub type Wrong = Vec<(&'static str, Refusal)>;

fn only_if(fits: bool, en: &str, fr: &str) -> Result<(), Refusal> {
    if fits {
        return Ok(());
    }
    Err(wrong_state(en, fr))
}

/// A draft is announced; so is a postponed event, with its new dates.
pub fn may_announce(status: EventStatus) -> Result<(), Refusal> {
    only_if(
        matches!(status, EventStatus::Draft | EventStatus::Postponed),
        "Only a draft or a postponed event can be announced.",
        "Seul un événement à l’état de brouillon ou reporté peut être annoncé.",
    )
}

/// Registration opens for what was announced, before its deadline.
pub fn may_open_registration(event: &Model, now: DateTime<Utc>) -> Result<(), Refusal> {
    only_if(
        event.status == EventStatus::Announced,
        "Registration opens for an announced event only.",
        "L’inscription ne s’ouvre que pour un événement annoncé.",
    )?;
    match Deadline::of(event) {
        Some(deadline) if deadline.is_past(now) => Err(deadline.refusal(&event.title)),
        _ => Ok(()),
    }
}

pub fn may_close_registration(status: EventStatus) -> Result<(), Refusal> {
    only_if(
        status == EventStatus::RegistrationOpen,
        "Registration is not open.",
        "L’inscription n’est pas ouverte.",
    )
}

/// What readers expect to take place.
const fn is_coming(status: EventStatus) -> bool {
    matches!(
        status,
        EventStatus::Announced | EventStatus::RegistrationOpen | EventStatus::RegistrationClosed
    )
}

pub fn may_postpone(status: EventStatus) -> Result<(), Refusal> {
    only_if(
        is_coming(status),
        "Only an announced event that was neither held nor cancelled can be postponed.",
        "Seul un événement annoncé, ni tenu ni annulé, peut être reporté.",
    )
}

/// What nobody was told of cannot be called off.
pub fn may_cancel(status: EventStatus) -> Result<(), Refusal> {
    only_if(
        is_coming(status) || status == EventStatus::Postponed,
        "Only an announced or postponed event that was not held can be cancelled.",
        "Seul un événement annoncé ou reporté, qui n’a pas été tenu, peut être annulé.",
    )
}

/// What has not begun was not held.
pub fn may_mark_held(event: &Model, now: DateTime<Utc>) -> Result<(), Refusal> {
    only_if(
        is_coming(event.status),
        "Only an announced event that was neither postponed nor cancelled can have been held.",
        "Seul un événement annoncé, ni reporté ni annulé, peut avoir été tenu.",
    )?;
    only_if(
        begins(event).is_none_or(|at| at <= now),
        "The event has not begun yet.",
        "L’événement n’a pas encore commencé.",
    )
}

/// The programme of a cancelled event stays as it was.
pub fn may_change_sessions(status: EventStatus) -> Result<(), Refusal> {
    only_if(
        status != EventStatus::Cancelled,
        "The event is cancelled: its sessions stay as they were.",
        "L’événement est annulé : ses séances restent telles quelles.",
    )
}

/// Delegations come, change and go while registration is open, until the deadline.
pub fn may_register(event: &Model, now: DateTime<Utc>) -> Result<(), Refusal> {
    use EventStatus::{
        Announced, Cancelled, Draft, Held, Postponed, RegistrationClosed, RegistrationOpen,
    };
    let missed = Deadline::of(event).filter(|deadline| deadline.is_past(now));
    let (en, fr) = match (event.status, missed) {
        (RegistrationOpen | RegistrationClosed | Held, Some(deadline)) => {
            return Err(deadline.refusal(&event.title));
        }
        // Somebody forgot to close it.
        (RegistrationOpen, None) if ends(event).is_some_and(|end| end <= now) => {
            ("The event is over.", "L’événement est terminé.")
        }
        (RegistrationOpen, None) => return Ok(()),
        (RegistrationClosed | Held, None) => {
            ("Registration is closed.", "L’inscription est close.")
        }
        (Draft | Announced, _) => (
            "Registration is not open yet.",
            "L’inscription n’est pas encore ouverte.",
        ),
        (Postponed, _) => (
            "The event is postponed: registration is not open.",
            "L’événement est reporté : l’inscription n’est pas ouverte.",
        ),
        (Cancelled, _) => ("The event is cancelled.", "L’événement est annulé."),
    };
    Err(wrong_state(en, fr))
}

/// Until when delegations register, as it was announced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deadline {
    /// From this instant on it is too late.
    At(DateTime<Utc>, Tz),
    /// The whole of this day is in time, where the event is held.
    Day(NaiveDate, Tz),
}

impl Deadline {
    pub fn of(event: &Model) -> Option<Self> {
        let zone = zone(event);
        let at = event.registration_closes_at.map(|at| Self::At(at, zone));
        at.or_else(|| Some(Self::Day(event.registration_closes_on?, zone)))
    }

    /// The instant from which on it is too late.
    pub fn instant(self) -> DateTime<Utc> {
        match self {
            Self::At(at, _) => at,
            Self::Day(day, zone) => end_of(day, zone),
        }
    }

    pub fn is_past(self, now: DateTime<Utc>) -> bool {
        self.instant() <= now
    }

    fn refusal(self, title: &Localized) -> Refusal {
        let named = |tongue: Tongue| {
            let wanted = [LanguageTag::stored(tongue.tag())];
            best_wording(title, &wanted).map_or("", |(_, wording)| wording.text.as_str())
        };
        let (en, fr) = (named(Tongue::English), named(Tongue::French));
        let (en, fr) = match self {
            Self::At(at, zone) => {
                let local = at.with_timezone(&zone).format("%Y-%m-%d %H:%M");
                (
                    format!("Registration for “{en}” closed at {local} ({zone})."),
                    format!("L’inscription à « {fr} » est close depuis le {local} ({zone})."),
                )
            }
            Self::Day(day, zone) => (
                format!("Registration for “{en}” closed at the end of {day} ({zone})."),
                format!("L’inscription à « {fr} » est close depuis la fin du {day} ({zone})."),
            ),
        };
        Refusal::new(ErrorCode::DeadlinePassed, en, fr)
    }
}

/// The event's time zone; UTC where it is not known.
pub fn zone(event: &Model) -> Tz {
    let name = event.time_zone.as_deref();
    name.and_then(|name| name.parse().ok()).unwrap_or(Tz::UTC)
}

/// The first instant of a day: midnight, or, where the clocks skip it, when they have.
fn start_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = day.and_time(NaiveTime::MIN);
    let later = (0..=12)
        .filter_map(|quarters| midnight.checked_add_signed(TimeDelta::minutes(15 * quarters)));
    let mut instants = later.filter_map(|local| zone.from_local_datetime(&local).earliest());
    instants
        .next()
        .map_or_else(|| midnight.and_utc(), |instant| instant.to_utc())
}

/// The first instant that does not belong to a day any more.
fn end_of(day: NaiveDate, zone: Tz) -> DateTime<Utc> {
    start_of(day.succ_opt().unwrap_or(day), zone)
}

/// The day of an instant.
pub fn day_of(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    at.with_timezone(&zone).date_naive()
}

/// The day that ends at an instant, or during which it lies.
pub fn day_until(at: DateTime<Utc>, zone: Tz) -> NaiveDate {
    day_of(at - TimeDelta::microseconds(1), zone)
}

fn begins(event: &Model) -> Option<DateTime<Utc>> {
    let day = || Some(start_of(event.starts_on?, zone(event)));
    event.starts_at.or_else(day)
}

fn ends(event: &Model) -> Option<DateTime<Utc>> {
    let day = || Some(end_of(event.ends_on?, zone(event)));
    event.ends_at.or_else(day)
}

/// What a reader needs of an announced event and does not have.
pub fn missing_for_readers(event: &Model) -> Wrong {
    let mut wrong = Vec::new();
    let mut needs = |there: bool, field, en: &str, fr: &str| {
        if !there {
            wrong.push((field, Refusal::new(ErrorCode::Required, en, fr)));
        }
    };
    needs(
        !event.title.0.is_empty(),
        "title",
        "Readers need to know what it is called.",
        "Les lecteurs doivent savoir comment il s’intitule.",
    );
    needs(
        event.starts_on.is_some() || event.ends_on.is_some(),
        "startsOn",
        "Readers need to know when it is: its first or its last day.",
        "Les lecteurs doivent savoir quand il a lieu : son premier ou son dernier jour.",
    );
    needs(
        event.mode.is_some() || event.place.is_some(),
        "mode",
        "Readers need to know how or where one takes part: the mode or the place.",
        "Les lecteurs doivent savoir comment ou à quel endroit participer : le mode ou le lieu.",
    );
    wrong
}

/// Whether it can be announced as it is: the first thing that stands against it.
pub fn may_announce_now(event: &Model) -> Result<(), Refusal> {
    may_announce(event.status)?;
    let mut missing = missing_for_readers(event).into_iter();
    missing.next().map_or(Ok(()), |(_, refusal)| Err(refusal))
}

/// What an edit takes away from the readers of an event that is to take place, of what they need.
pub fn taken_from_readers(before: &Model, after: &Model) -> Wrong {
    if !is_coming(after.status) {
        return Vec::new();
    }
    let lacked = missing_for_readers(before);
    let mut lacks = missing_for_readers(after);
    lacks.retain(|(field, _)| !lacked.iter().any(|(known, _)| known == field));
    lacks
}

/// What an edit would make untrue of an event that was held: that it had begun.
pub fn held_too_early(before: &Model, after: &Model, now: DateTime<Utc>) -> Wrong {
    let is_moved = begins(after) != begins(before);
    let has_begun = begins(after).is_none_or(|at| at <= now);
    if after.status != EventStatus::Held || !is_moved || has_begun {
        return Vec::new();
    }
    let field = match after.starts_at {
        Some(_) => "startsAt",
        None => "startsOn",
    };
    let refusal = Refusal::new(
        ErrorCode::InvalidValue,
        "The event was held: it has begun before now.",
        "L’événement a été tenu : il a commencé avant maintenant.",
    );
    vec![(field, refusal)]
}

/// What does not fit together in an event's dates.
pub fn wrong_dates(event: &Model) -> Wrong {
    let mut wrong = Vec::new();
    let mut note = |field, checked: Result<(), Refusal>| {
        wrong.extend(checked.err().map(|refusal| (field, refusal)));
    };
    let zone = zone(event);
    let within = |day: Option<NaiveDate>, at: Option<DateTime<Utc>>| match (day, at) {
        (Some(day), Some(at)) if day != day_of(at, zone) && day != day_until(at, zone) => {
            Err(another_day())
        }
        _ => Ok(()),
    };
    note("endsOn", in_order(event.starts_on, event.ends_on));
    note("endsAt", in_order(event.starts_at, event.ends_at));
    note("startsOn", within(event.starts_on, event.starts_at));
    note("endsOn", within(event.ends_on, event.ends_at));
    let closes = (event.registration_closes_on, event.registration_closes_at);
    note("registrationClosesOn", within(closes.0, closes.1));
    if let Some(deadline) = Deadline::of(event)
        && ends(event).is_some_and(|end| deadline.instant() > end)
    {
        let field = match deadline {
            Deadline::At(..) => "registrationClosesAt",
            Deadline::Day(..) => "registrationClosesOn",
        };
        note(field, Err(closes_too_late()));
    }
    wrong
}

fn another_day() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This is not the day of the instant that stands beside it, in the event’s time zone.",
        "Ce n’est pas le jour de l’instant indiqué à côté, dans le fuseau horaire de l’événement.",
    )
}

fn closes_too_late() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Registration closes before the event ends.",
        "L’inscription se clôt avant la fin de l’événement.",
    )
}

#[cfg(test)]
mod tests;
