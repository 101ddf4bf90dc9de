//! Rows for tests: every kind with the fewest fields that make it valid, to be changed where a test cares.

use chrono::{DateTime, NaiveDate, Utc};
use hemicycle_domain::actor::Actor;
use hemicycle_domain::network::Network;
use hemicycle_domain::record::{Detail, Link, Part, Record, RowOf};
use hemicycle_domain::write::Writing;
use hemicycle_entity::ids::{
    ContactId, DelegationId, EventId, HubId, ParliamentId, PracticeId, ProjectId, SessionId,
};
use hemicycle_entity::text::{
    Channels, FormerNames, Localized, Source, Sources, Tags, UseCase, Wording,
};
use hemicycle_entity::values::{
    Appointment, AppointmentStatus, ChamberType, EventKind, EventStatus, HubRole, HubStatus,
    HubType, OrganisationType, Origin, ParliamentKind, ParliamentStatus, ParliamentStructure,
    PracticeKind, PracticeStatus, ProjectStatus, PublicationType, SessionKind, Visibility,
};
use hemicycle_entity::{
    chamber, contact, country, event, event_delegate, event_session, event_speaker, hub,
    hub_membership, organisation, parliament, practice, project, publication, topic,
};
use uuid::Uuid;

use crate::database::noon;

/// Who writes in tests: a part of the service.
pub const WRITER: Actor = Actor::System("test");

/// Written in these languages; the first is the original.
pub fn text(wordings: &[(&str, &str)]) -> Localized {
    let wordings = wordings.iter().enumerate();
    Localized(
        wordings
            .map(|(place, (language, text))| {
                let origin = if place == 0 {
                    Origin::Original
                } else {
                    Origin::Human
                };
                let wording = Wording {
                    text: (*text).to_owned(),
                    origin,
                    current: true,
                };
                ((*language).to_owned(), wording)
            })
            .collect(),
    )
}

pub fn english(words: &str) -> Localized {
    text(&[("en", words)])
}

pub fn tags(values: &[&str]) -> Tags {
    Tags(values.iter().map(|value| (*value).to_owned()).collect())
}

pub fn sources() -> Sources {
    Sources(vec![Source {
        title: "A test".to_owned(),
        url: None,
    }])
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A deed of the tests.
pub async fn deed(network: &Network) -> Writing {
    network.write(WRITER, "test", None).await.unwrap()
}

/// Adds records in a deed of their own and returns them as they now are.
pub async fn put<E: Record>(network: &Network, rows: Vec<RowOf<E>>) -> Vec<RowOf<E>> {
    let mut writing = deed(network).await;
    let rows = writing.insert_many::<E>(rows).await.unwrap();
    writing.commit().await.unwrap();
    rows
}

/// Links a record in a deed of its own.
pub async fn link<E: Record>(network: &Network, link: Link, from: &RowOf<E>, to: &[Uuid]) {
    let mut writing = deed(network).await;
    writing
        .put_links::<E>(link, vec![(from, to.to_vec())])
        .await
        .unwrap();
    writing.commit().await.unwrap();
}

/// Gives a record its parts in a deed of its own.
pub async fn parts<P: Part>(network: &Network, of: &RowOf<P::Owner>, rows: Vec<RowOf<P>>) {
    let mut writing = deed(network).await;
    writing.put_parts::<P>(vec![(of, rows)]).await.unwrap();
    writing.commit().await.unwrap();
}

/// Names the people of one part in a deed of its own: speakers of a session, delegates of a delegation.
pub async fn people<D: Detail>(
    network: &Network,
    of: &RowOf<<D::Part as Part>::Owner>,
    part: Uuid,
    rows: Vec<RowOf<D>>,
) {
    let mut writing = deed(network).await;
    writing.put_details::<D>(of, part, rows).await.unwrap();
    writing.commit().await.unwrap();
}

/// The first session of an event.
pub fn session(id: Uuid, event: EventId, title: &str) -> event_session::Model {
    event_session::Model {
        id: id.into(),
        event_id: event,
        position: 0,
        title: english(title),
        kind: SessionKind::Keynote,
        summary: None,
        audiences: tags(&[]),
        starts_at: None,
        ends_at: None,
    }
}

/// A speaker who is named without a contact.
pub fn speaker(id: Uuid, session: SessionId, name: &str) -> event_speaker::Model {
    event_speaker::Model {
        id: id.into(),
        session_id: session,
        position: 0,
        contact_id: None,
        name: Some(name.to_owned()),
        role_title: None,
        consented_at: Some(noon()),
    }
}

/// A delegate who is named without a contact.
pub fn delegate(id: Uuid, delegation: DelegationId, name: &str) -> event_delegate::Model {
    event_delegate::Model {
        id: id.into(),
        delegation_id: delegation,
        contact_id: None,
        name: Some(name.to_owned()),
        role_title: Some(english("Clerk")),
        position: 0,
    }
}

/// Makes a parliament a member of a hub, until that partial date; the hub's version is one more then.
pub async fn joins(
    network: &Network,
    parliament: ParliamentId,
    hub: &hub::Model,
    until: Option<&str>,
) {
    let mut writing = deed(network).await;
    let membership = hub_membership::Model {
        id: writing.new_id(),
        hub_id: hub.id,
        parliament_id: Some(parliament),
        chamber_id: None,
        organisation_id: None,
        role: HubRole::Member,
        since: None,
        until: until.map(str::to_owned),
    };
    writing
        .put_parts::<hub_membership::Entity>(vec![(hub, vec![membership])])
        .await
        .unwrap();
    writing.commit().await.unwrap();
}

/// The common fields; versions and times are given by `Writing`.
macro_rules! row {
    ($module:ident { $($fields:tt)* }) => {
        $module::Model {
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: "en".to_owned(),
            licence: "CC-BY-4.0".to_owned(),
            sources: sources(),
            $($fields)*
        }
    };
}

pub fn topic(id: Uuid, code: &str) -> topic::Model {
    row!(topic {
        id: id.into(),
        code: code.to_owned(),
        label: english(code),
        definition: None,
        broader_id: None,
        replaced_by_id: None,
        deprecated_on: None,
    })
}

/// Of a code of two letters, from which the other codes are made.
pub fn country(id: Uuid, code: &str) -> country::Model {
    let number = code
        .bytes()
        .fold(0_u32, |sum, byte| sum * 31 + u32::from(byte))
        % 1_000;
    row!(country {
        id: id.into(),
        code: code.to_owned(),
        alpha3: format!("{code}X"),
        m49: format!("{number:03}"),
        name: english(code),
        region: None,
        subregion: None,
        languages: Tags::default(),
    })
}

pub fn organisation(id: Uuid, slug: &str) -> organisation::Model {
    row!(organisation {
        id: id.into(),
        slug: slug.to_owned(),
        name: english(slug),
        acronym: None,
        kind: OrganisationType::Network,
        website: None,
    })
}

/// A supranational one: it needs no country.
pub fn parliament(id: Uuid, code: &str) -> parliament::Model {
    row!(parliament {
        id: id.into(),
        code: code.to_owned(),
        country_id: None,
        name: english(code),
        local_name: None,
        kind: ParliamentKind::Supranational,
        structure: ParliamentStructure::Unicameral,
        status: ParliamentStatus::Functioning,
        website: None,
        ipu_member: None,
        geopolitical_groups: Tags::default(),
    })
}

pub fn chamber(id: Uuid, code: &str, parliament: ParliamentId) -> chamber::Model {
    row!(chamber {
        id: id.into(),
        code: code.to_owned(),
        parliament_id: parliament,
        name: english(code),
        local_name: None,
        kind: ChamberType::Single,
        seats: None,
        renewal: None,
        term_years: None,
    })
}

pub fn hub(id: Uuid, slug: &str) -> hub::Model {
    row!(hub {
        id: HubId(id),
        slug: slug.to_owned(),
        name: english(slug),
        former_names: FormerNames::default(),
        kind: HubType::Thematic,
        status: HubStatus::Active,
        mandate: None,
        status_note: None,
        languages: Tags::default(),
        founded_on: None,
        channels: Channels::default(),
    })
}

pub fn project(id: Uuid, slug: &str) -> project::Model {
    row!(project {
        id: ProjectId(id),
        slug: slug.to_owned(),
        title: english(slug),
        goal: None,
        summary: None,
        status: ProjectStatus::Active,
        health: None,
        progress: None,
        planned_start_on: None,
        planned_end_on: None,
        given_up: false,
        started_on: None,
        completed_on: None,
        impact_areas: Tags::default(),
        results: None,
        lead_parliament_id: None,
        lead_chamber_id: None,
    })
}

pub fn practice(id: Uuid, slug: &str) -> practice::Model {
    row!(practice {
        id: PracticeId(id),
        slug: slug.to_owned(),
        title: english(slug),
        summary: None,
        kind: PracticeKind::GoodPractice,
        status: PracticeStatus::Published,
        stage: None,
        problem: None,
        solution: None,
        results: None,
        lessons: None,
        effort: None,
        use_case: None::<UseCase>,
        impact_areas: Tags::default(),
        audiences: Tags::default(),
        open_source_url: None,
        open_to_contact: None,
        started_on: None,
        ended_on: None,
        published_on: None,
        parliament_id: None,
        chamber_id: None,
        adopted_from_id: None,
        submitted_at: None,
        confirmed_on: None,
    })
}

/// A public one in office, for a function without a person.
pub fn contact(id: Uuid, slug: &str, parliament: ParliamentId) -> contact::Model {
    row!(contact {
        id: ContactId(id),
        slug: slug.to_owned(),
        parliament_id: Some(parliament),
        chamber_id: None,
        organisation_id: None,
        name: None,
        role_title: None,
        unit: None,
        languages: Tags::default(),
        mailbox: None,
        phone: None,
        website: None,
        visibility: Visibility::Public,
        name_visibility: Visibility::Public,
        mailbox_visibility: Visibility::Public,
        phone_visibility: Visibility::Public,
        appointment: Appointment::FocalPoint,
        appointment_status: AppointmentStatus::Confirmed,
        appointed_on: None,
        ends_on: None,
        nominated_by: None,
        consent_from: None,
        consent_until: None,
        account_id: None,
    })
}

pub fn event(id: Uuid, slug: &str) -> event::Model {
    row!(event {
        id: EventId(id),
        slug: slug.to_owned(),
        title: english(slug),
        series: None,
        edition: None,
        kind: EventKind::Webinar,
        mode: None,
        status: EventStatus::Announced,
        theme: None,
        summary: None,
        starts_on: None,
        ends_on: None,
        starts_at: None,
        ends_at: None,
        time_zone: None,
        place: None,
        country_id: None,
        languages: Tags::default(),
        registration_url: None,
        registration_closes_on: None,
        registration_closes_at: None,
        website: None,
        session_kinds: Tags::default(),
        audiences: Tags::default(),
        contact_id: None,
        status_note: None,
    })
}

pub fn publication(id: Uuid, slug: &str) -> publication::Model {
    row!(publication {
        id: id.into(),
        slug: slug.to_owned(),
        title: english(slug),
        kind: PublicationType::Report,
        year: None,
        summary: None,
        isbn: None,
        impact_areas: Tags::default(),
    })
}
