//! Contacts in files. A file holds no consent: a contact that names a person is shown to nobody outside until one is recorded.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::contact::{Entity, Model};
use hemicycle_entity::ids::ContactId;
use hemicycle_entity::values::{AppointmentStatus, Visibility};
use hemicycle_entity::{hub, practice, project, topic};
use uuid::Uuid;

use super::described::{Described, Settled, put_links};
use super::reader::{Fields, columns};
use crate::contact::{EXPERTISE, HUBS, PRACTICES, PROJECTS};
use crate::failure::Failure;
use crate::values::TITLE_LIMIT;
use crate::write::Writing;

pub struct Lists {
    expertise: Vec<Uuid>,
    hubs: Vec<Uuid>,
    projects: Vec<Uuid>,
    practices: Vec<Uuid>,
}

impl Described for Entity {
    type Lists = Lists;

    fn read(id: ContactId, fields: &mut Fields<'_>) -> (Model, Lists) {
        let row = row(id, fields);
        fields.in_order(
            ("appointed_on", &row.appointed_on),
            ("ends_on", &row.ends_on),
        );
        let lists = Lists {
            expertise: fields.references::<topic::Entity>("expertise"),
            hubs: fields.references::<hub::Entity>("hubs"),
            projects: fields.references::<project::Entity>("projects"),
            practices: fields.references::<practice::Entity>("practices"),
        };
        (row, lists)
    }

    /// A consent stays as long as the person does, and so does the account.
    fn carry(row: &mut Model, before: &Model) {
        if row.name == before.name {
            row.consent_from = before.consent_from;
            row.consent_until = before.consent_until;
            row.account_id = before.account_id;
        }
    }

    async fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        let mut changed = HashSet::new();
        let all = &mut changed;
        put_links::<Self>(writing, EXPERTISE, records, all, |lists| &lists.expertise).await?;
        put_links::<Self>(writing, HUBS, records, all, |lists| &lists.hubs).await?;
        put_links::<Self>(writing, PROJECTS, records, all, |lists| &lists.projects).await?;
        put_links::<Self>(writing, PRACTICES, records, all, |lists| &lists.practices).await?;
        Ok(changed)
    }
}

fn row(id: ContactId, fields: &mut Fields<'_>) -> Model {
    let common = fields.common();
    let (parliament_id, chamber_id, organisation_id) = columns(fields.party());
    Model {
        id,
        slug: fields.slug("slug"),
        parliament_id,
        chamber_id,
        organisation_id,
        name: fields.plain("name", TITLE_LIMIT),
        role_title: fields.short("role_title"),
        unit: fields.short("unit"),
        languages: fields.languages("languages"),
        mailbox: fields.mailbox("mailbox"),
        phone: fields.plain("phone", 50),
        website: fields.link("website"),
        visibility: visibility(fields, "visibility"),
        name_visibility: visibility(fields, "name_visibility"),
        mailbox_visibility: visibility(fields, "mailbox_visibility"),
        phone_visibility: visibility(fields, "phone_visibility"),
        appointment: fields.required_one_of("appointment"),
        appointment_status: fields
            .one_of("appointment_status")
            .unwrap_or(AppointmentStatus::Confirmed),
        appointed_on: fields.date("appointed_on"),
        ends_on: fields.date("ends_on"),
        nominated_by: fields.plain("nominated_by", TITLE_LIMIT),
        consent_from: None,
        consent_until: None,
        account_id: None,
        version: 1,
        created_at: DateTime::UNIX_EPOCH,
        updated_at: DateTime::UNIX_EPOCH,
        original_language: common.original_language,
        licence: common.licence,
        sources: common.sources,
    }
}

fn visibility(fields: &mut Fields<'_>, name: &'static str) -> Visibility {
    fields.one_of(name).unwrap_or(Visibility::Hub)
}
