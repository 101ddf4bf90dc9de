//! The rules, on events made for each case.

use hemicycle_entity::ids::EventId;
use hemicycle_entity::text::{Sources, Tags};
use hemicycle_entity::values::{Closed, EventKind, EventMode};
use uuid::Uuid;

use super::*;
use crate::wording::original;

fn event(status: EventStatus) -> Model {
    Model {
        id: EventId(Uuid::nil()),
        slug: "event".to_owned(),
        title: original(&LanguageTag::stored("en"), "Open data".to_owned()),
        series: None,
        edition: None,
        kind: EventKind::Webinar,
        mode: Some(EventMode::Online),
        status,
        theme: None,
        summary: None,
        starts_on: Some(day("2027-06-10")),
        ends_on: Some(day("2027-06-12")),
        starts_at: None,
        ends_at: None,
        time_zone: Some("America/New_York".to_owned()),
        place: None,
        country_id: None,
        languages: Tags::default(),
        registration_url: None,
        registration_closes_on: Some(day("2027-06-04")),
        registration_closes_at: None,
        website: None,
        session_kinds: Tags::default(),
        audiences: Tags::default(),
        contact_id: None,
        status_note: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: "en".to_owned(),
        licence: "CC-BY-4.0".to_owned(),
        sources: Sources::default(),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// The statuses from which a rule allows to go on.
fn from(allowed: impl Fn(EventStatus) -> Result<(), Refusal>) -> String {
    let statuses = EventStatus::ALL.iter();
    let fitting: Vec<&str> = statuses
        .filter(|status| allowed(**status).is_ok())
        .map(|status| status.as_str())
        .collect();
    fitting.join(" ")
}

#[test]
fn an_event_takes_its_course_and_no_other() {
    let early = instant("2027-01-01T00:00:00Z");
    let late = instant("2027-07-01T00:00:00Z");
    assert_eq!(from(may_announce), "DRAFT POSTPONED");
    assert_eq!(
        from(|status| may_open_registration(&event(status), early)),
        "ANNOUNCED"
    );
    assert_eq!(from(may_close_registration), "REGISTRATION_OPEN");
    assert_eq!(
        from(may_postpone),
        "ANNOUNCED REGISTRATION_OPEN REGISTRATION_CLOSED"
    );
    assert_eq!(
        from(may_cancel),
        "ANNOUNCED REGISTRATION_OPEN REGISTRATION_CLOSED POSTPONED"
    );
    assert_eq!(
        from(|status| may_mark_held(&event(status), late)),
        "ANNOUNCED REGISTRATION_OPEN REGISTRATION_CLOSED"
    );
    assert_eq!(from(|status| may_mark_held(&event(status), early)), "");
    assert_eq!(
        from(|status| may_register(&event(status), early)),
        "REGISTRATION_OPEN"
    );
    assert_eq!(from(|status| may_register(&event(status), late)), "");
    assert_eq!(
        from(may_change_sessions),
        "DRAFT ANNOUNCED REGISTRATION_OPEN REGISTRATION_CLOSED POSTPONED HELD"
    );
}

#[test]
fn a_day_of_closing_is_in_time_to_its_end_where_the_event_is_held() {
    let open = event(EventStatus::RegistrationOpen);
    // Midnight in New York is four o'clock in UTC.
    let last = instant("2027-06-05T03:59:59.999999Z");
    assert_eq!(may_register(&open, last), Ok(()));
    let refusal = may_register(&open, instant("2027-06-05T04:00:00Z")).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::DeadlinePassed);
    assert_eq!(
        refusal.message.en,
        "Registration for “Open data” closed at the end of 2027-06-04 (America/New_York)."
    );
    assert_eq!(
        refusal.message.fr,
        "L’inscription à « Open data » est close depuis la fin du 2027-06-04 (America/New_York)."
    );
    let nowhere = Model {
        time_zone: None,
        ..open
    };
    assert!(may_register(&nowhere, instant("2027-06-05T00:00:00Z")).is_err());
}

#[test]
fn an_instant_of_closing_is_told_in_the_events_own_time() {
    let open = Model {
        registration_closes_at: Some(instant("2027-06-04T22:00:00Z")),
        ..event(EventStatus::RegistrationOpen)
    };
    assert_eq!(may_register(&open, instant("2027-06-04T21:59:59Z")), Ok(()));
    let refusal = may_register(&open, instant("2027-06-04T22:00:00Z")).unwrap_err();
    assert_eq!(
        refusal.message.en,
        "Registration for “Open data” closed at 2027-06-04 18:00 (America/New_York)."
    );
}

#[test]
fn without_a_deadline_delegations_come_until_the_event_is_over() {
    let open = Model {
        registration_closes_on: None,
        registration_closes_at: None,
        starts_on: Some(day("2027-06-10")),
        ends_on: Some(day("2027-06-11")),
        starts_at: None,
        ends_at: None,
        ..event(EventStatus::RegistrationOpen)
    };
    assert_eq!(may_register(&open, instant("2027-06-12T03:59:59Z")), Ok(()));
    let refusal = may_register(&open, instant("2027-06-12T04:00:00Z")).unwrap_err();
    assert_eq!(refusal.code, ErrorCode::InvalidState);
    let open = Model {
        ends_on: None,
        ..open
    };
    assert_eq!(may_register(&open, instant("2030-01-01T00:00:00Z")), Ok(()));
}

#[test]
fn a_day_begins_when_the_clocks_have_skipped_its_midnight() {
    // In Beirut, the clocks go from midnight to one on that day.
    let zone: Tz = "Asia/Beirut".parse().unwrap();
    assert_eq!(
        start_of(day("2027-03-28"), zone),
        instant("2027-03-27T22:00:00Z")
    );
}

fn fields(wrong: Wrong) -> String {
    let fields: Vec<&str> = wrong.into_iter().map(|(field, _)| field).collect();
    fields.join(" ")
}

#[test]
fn readers_of_an_announcement_need_a_title_a_day_and_a_way_to_take_part() {
    let mut bare = event(EventStatus::Draft);
    assert_eq!(fields(missing_for_readers(&bare)), "");
    bare.title = Localized::default();
    bare.starts_on = None;
    assert_eq!(fields(missing_for_readers(&bare)), "title");
    bare.ends_on = None;
    bare.mode = None;
    assert_eq!(fields(missing_for_readers(&bare)), "title startsOn mode");
}

#[test]
fn an_edit_takes_nothing_from_readers_that_they_had() {
    let before = event(EventStatus::Announced);
    let without = |status| {
        let before = Model {
            status,
            ..before.clone()
        };
        let after = Model {
            mode: None,
            ..before.clone()
        };
        fields(taken_from_readers(&before, &after))
    };
    assert_eq!(without(EventStatus::Announced), "mode");
    assert_eq!(without(EventStatus::Postponed), "");
    let lacking = Model {
        mode: None,
        ..before
    };
    assert_eq!(fields(taken_from_readers(&lacking, &lacking)), "");
}

#[test]
fn dates_are_in_order_and_instants_lie_on_their_days() {
    let fine = event(EventStatus::Draft);
    assert_eq!(fields(wrong_dates(&fine)), "");
    let turned = Model {
        starts_on: Some(day("2027-06-13")),
        ..fine.clone()
    };
    assert_eq!(fields(wrong_dates(&turned)), "endsOn");
    let elsewhere = Model {
        starts_at: Some(instant("2027-06-09T08:00:00Z")),
        // Midnight in New York belongs to the day that it ends, too.
        ends_at: Some(instant("2027-06-13T04:00:00Z")),
        ..fine.clone()
    };
    assert_eq!(fields(wrong_dates(&elsewhere)), "startsOn");
    let late = Model {
        registration_closes_on: Some(day("2027-06-13")),
        ..fine.clone()
    };
    assert_eq!(fields(wrong_dates(&late)), "registrationClosesOn");
    let last_day = Model {
        registration_closes_on: Some(day("2027-06-12")),
        ..fine
    };
    assert_eq!(fields(wrong_dates(&last_day)), "");
}
