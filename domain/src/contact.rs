//! Contacts: people who can help, known by their function. Who may see one depends on its visibility, its appointment, and, where a person
//! is named, on a consent in force.

use chrono::{DateTime, Utc};
use hemicycle_entity::contact::{Column, Entity, Model};
use hemicycle_entity::contact_consent;
use hemicycle_entity::ids::AccountId;
use hemicycle_entity::text::Localized;
use hemicycle_entity::values::{Appointment, AppointmentStatus, Kind, Role, Visibility};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use sea_orm::{ColumnTrait, Condition};
use serde_json::json;

use crate::actor::Actor;
use crate::changes::image::Image;
use crate::fields::{Nearness, shows};
use crate::filter::{AnyOf, Filtering, Scope};
use crate::listing::{by, descending};
use crate::page::{KeyType, Order, Sort};
use crate::policy::{Standing, Subject};
use crate::read::Listed;
use crate::record::{Facet, Link, Record, Relation, facet, nobody, part, rows};
use crate::sight::seen;
use crate::values::LanguageTag;

pub mod consent;
pub mod course;
pub mod deeds;
mod details;
pub mod person;

rows!(contact, ContactId, seen::<Entity>);

/// Confirmed, in office, and with consent where a person is named.
fn current(at: DateTime<Utc>) -> Condition {
    let none_or_later = |column: Column| Condition::any().add(column.is_null()).add(column.gt(at));
    let consented = Condition::all()
        .add(Column::ConsentFrom.lte(at))
        .add(none_or_later(Column::ConsentUntil));
    Condition::all()
        .add(Column::AppointmentStatus.eq(AppointmentStatus::Confirmed))
        .add(
            Condition::any()
                .add(Column::EndsOn.is_null())
                .add(Column::EndsOn.gt(at.date_naive())),
        )
        .add(Condition::any().add(Column::Name.is_null()).add(consented))
}

/// Whether the appointment runs and, where a person is named, a consent is in force.
fn is_current(row: &Model, at: DateTime<Utc>) -> bool {
    let in_office = row.appointment_status == AppointmentStatus::Confirmed
        && row.ends_on.is_none_or(|day| day > at.date_naive());
    in_office && (row.name.is_none() || consent::in_force(row, at))
}

/// What of a contact is seen: each field by its own visibility.
pub struct Shown<'a> {
    pub name: Option<&'a str>,
    pub mailbox: Option<&'a str>,
    pub phone: Option<&'a str>,
}

pub fn shown(row: &Model, nearness: Nearness) -> Shown<'_> {
    let shown = |visibility| shows(nearness, visibility);
    Shown {
        name: row.name.as_deref().filter(|_| shown(row.name_visibility)),
        mailbox: row
            .mailbox
            .as_deref()
            .filter(|_| shown(row.mailbox_visibility)),
        phone: row.phone.as_deref().filter(|_| shown(row.phone_visibility)),
    }
}

pub const EXPERTISE: Link = Link {
    table: "contact_topic",
    from: "contact_id",
    to: "topic_id",
    field: "expertise",
};
pub const HUBS: Link = Link {
    table: "contact_hub",
    from: "contact_id",
    to: "hub_id",
    field: "hubs",
};
pub const PROJECTS: Link = Link {
    table: "contact_project",
    from: "contact_id",
    to: "project_id",
    field: "projects",
};
pub const PRACTICES: Link = Link {
    table: "contact_practice",
    from: "contact_id",
    to: "practice_id",
    field: "practices",
};
/// Whose people a contact's own are: its parliament's, or the parliament's that its chamber belongs to. Derived by the database.
const OWN_PARLIAMENT: Link = Link {
    table: "contact_parliament",
    from: "contact_id",
    to: "parliament_id",
    field: "parliament",
};
pub const OF_PARLIAMENT: Relation = Relation::Column("parliament_id");
pub const OF_CHAMBER: Relation = Relation::Column("chamber_id");
pub const OF_ORGANISATION: Relation = Relation::Column("organisation_id");

impl Record for Entity {
    const KIND: Kind = Kind::Contact;

    fn key(row: &Model) -> &str {
        &row.slug
    }

    fn key_column() -> Column {
        Column::Slug
    }

    const PARLIAMENTS: Option<Link> = Some(OWN_PARLIAMENT);
    const HUBS: Option<Link> = Some(HUBS);

    fn standing(row: &Model, at: DateTime<Utc>) -> Standing {
        match row.visibility {
            _ if row.appointment_status == AppointmentStatus::Nominated => Standing::Waiting,
            _ if !is_current(row, at) => Standing::Private,
            Visibility::Public => Standing::Public,
            Visibility::Network => Standing::Network,
            Visibility::Hub => Standing::Hub,
            Visibility::Private => Standing::Private,
        }
    }

    fn standing_is(one: Standing, at: DateTime<Utc>) -> Condition {
        let visible = |visibility: Visibility| current(at).add(Column::Visibility.eq(visibility));
        match one {
            Standing::Waiting => {
                Condition::all().add(Column::AppointmentStatus.eq(AppointmentStatus::Nominated))
            }
            Standing::Public => visible(Visibility::Public),
            Standing::Network => visible(Visibility::Network),
            Standing::Hub => visible(Visibility::Hub),
            // Seen by those who see all of its parliament, whatever its standing.
            Standing::Private | Standing::Draft | Standing::Closed => nobody(),
        }
    }

    fn account(row: &Model) -> Option<AccountId> {
        row.account_id
    }

    fn account_column() -> Option<Column> {
        Some(Column::AccountId)
    }

    /// Neither name, mailbox, phone nor what the function is called: nothing that leads to a person.
    fn image(row: &Model) -> Image {
        Image::of(row)
            .closed("visibility", Some(row.visibility))
            .closed("appointment", Some(row.appointment))
            .closed("appointment_status", Some(row.appointment_status))
            .tags("languages", &row.languages)
            .silent(
                "party",
                (row.parliament_id, row.chamber_id, row.organisation_id),
            )
            .silent("dates", (row.appointed_on, row.ends_on))
            .silent("role_title", &row.role_title)
            .silent("unit", &row.unit)
            .silent("nominated_by", &row.nominated_by)
            .silent("account", row.account_id)
            .silent("consent", (row.consent_from, row.consent_until))
            .silent(
                "details",
                (&row.slug, &row.name, &row.mailbox, &row.phone, &row.website),
            )
            .silent(
                "field_visibility",
                (
                    row.name_visibility,
                    row.mailbox_visibility,
                    row.phone_visibility,
                ),
            )
    }

    fn facets(row: &Model) -> Vec<(Facet, &str)> {
        facet(Facet::Language, &row.languages)
    }

    fn texts(row: &Model) -> Vec<&Localized> {
        [row.role_title.as_ref(), row.unit.as_ref()]
            .into_iter()
            .flatten()
            .collect()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ContactFilter {
    pub appointment: AnyOf<Appointment>,
    pub expertise: AnyOf<String>,
    pub language: AnyOf<LanguageTag>,
    pub hub: AnyOf<String>,
    pub parliament: AnyOf<String>,
    pub chamber: AnyOf<String>,
    pub country: AnyOf<String>,
    pub has_translation: AnyOf<LanguageTag>,
    pub updated_since: Option<DateTime<Utc>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ContactOrder {
    CreatedAt,
    UpdatedAt,
}

impl Listed for Entity {
    type Filter = ContactFilter;
    type Field = ContactOrder;
    const LIST: &'static str = "contacts";
    const DEFAULT_ORDER: Order<ContactOrder> = descending(ContactOrder::UpdatedAt);

    fn filter(filter: &ContactFilter, scope: Scope<'_>) -> Condition {
        Filtering::<Self>::new(scope)
            .among(Column::Appointment, &filter.appointment)
            .linked(EXPERTISE, &filter.expertise, Scope::topics)
            .in_language(Facet::Language, &filter.language)
            .linked(HUBS, &filter.hub, Scope::hubs)
            .within(Column::ParliamentId, &filter.parliament, Scope::parliaments)
            .within(Column::ChamberId, &filter.chamber, Scope::chambers)
            .asked(filter.country.as_ref(), |scope, codes| {
                let parliaments = scope.parliaments_of(scope.countries(codes));
                Column::ParliamentId.in_subquery(parliaments)
            })
            .in_language(Facet::Translation, &filter.has_translation)
            .since(Column::UpdatedAt, filter.updated_since)
            .done()
    }

    fn sort(field: ContactOrder) -> Sort {
        match field {
            ContactOrder::CreatedAt => by(Column::CreatedAt, KeyType::Instant),
            ContactOrder::UpdatedAt => by(Column::UpdatedAt, KeyType::Instant),
        }
    }
}

/// Whether somebody keeps a contact for its parliament or for all, rather than being the person.
pub fn keeps(actor: &Actor, at: DateTime<Utc>, subject: &Subject) -> bool {
    match actor {
        Actor::Visitor => false,
        Actor::System(_) => true,
        Actor::Account(caller) => {
            let focal = caller.parliaments(&[Role::FocalPoint], at);
            caller.has_role(Role::Editor, at)
                || focal.iter().any(|id| subject.parliaments.contains(id))
        }
    }
}

// What somebody agreed to is for them, for those who keep the contact, and for those who see everything.
rows!(contact_consent, ConsentId, |actor, at| {
    let caller = match actor {
        Actor::System(_) => return Condition::all(),
        Actor::Visitor => return nobody(),
        Actor::Account(caller) if caller.sees_all(at) => return Condition::all(),
        Actor::Account(caller) => caller,
    };
    let focal = caller.parliaments(&[Role::FocalPoint], at);
    let themselves = Query::select()
        .column(Alias::new("id"))
        .from(Alias::new("contact"))
        .and_where(Expr::col(Alias::new("account_id")).eq(caller.account.0))
        .to_owned();
    let theirs = Condition::all()
        .add(contact_consent::Column::ContactId.in_subquery(themselves))
        .add(contact_consent::Column::OfFormerPerson.eq(false));
    let own = Condition::any().add(theirs);
    if focal.is_empty() {
        return Condition::all().add(own);
    }
    let kept = Query::select()
        .column(Alias::new(OWN_PARLIAMENT.from))
        .from(Alias::new(OWN_PARLIAMENT.table))
        .and_where(Expr::col(Alias::new(OWN_PARLIAMENT.to)).is_in(focal.iter().map(|id| id.0)))
        .to_owned();
    Condition::all().add(own.add(contact_consent::Column::ContactId.in_subquery(kept)))
});
// What for and how is free text; which text it was may be named after somebody.
part!(contact_consent of contact by contact_id / ContactId as "consents", |row| json!({
    "_purpose": row.purpose,
    "_text_version": row.text_version,
    "_given_how": row.given_how,
    "_of_former_person": row.of_former_person,
    "given_at": row.given_at,
    "valid_until": row.valid_until,
    "withdrawn_at": row.withdrawn_at,
}));

/// The consents of a contact.
pub const CONSENTS: Relation = Relation::Column("contact_id");

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ConsentOrder {
    GivenAt,
}

impl Listed for contact_consent::Entity {
    type Filter = ();
    type Field = ConsentOrder;
    const LIST: &'static str = "consents";
    const DEFAULT_ORDER: Order<ConsentOrder> = descending(ConsentOrder::GivenAt);

    fn filter((): &(), _scope: Scope<'_>) -> Condition {
        Condition::all()
    }

    fn sort(_field: ConsentOrder) -> Sort {
        by(contact_consent::Column::GivenAt, KeyType::Instant)
    }
}
