//! Parliaments in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::country;
use hemicycle_entity::ids::ParliamentId;
use hemicycle_entity::parliament::{Entity, Model};
use hemicycle_entity::values::GeopoliticalGroup;
use uuid::Uuid;

use super::described::{Described, Settled};
use super::reader::Fields;
use crate::failure::Failure;
use crate::parliament::deeds::has_its_country;
use crate::values::TITLE_LIMIT;
use crate::write::Writing;

impl Described for Entity {
    type Lists = ();

    fn read(id: ParliamentId, fields: &mut Fields<'_>) -> (Model, ()) {
        let common = fields.common();
        let row = Model {
            id,
            code: fields.code("code"),
            country_id: fields.reference::<country::Entity>("country"),
            name: fields.title("name"),
            local_name: fields.plain("local_name", TITLE_LIMIT),
            kind: fields.required_one_of("kind"),
            structure: fields.required_one_of("structure"),
            status: fields.required_one_of("status"),
            website: fields.link("website"),
            ipu_member: fields.flag("ipu_member"),
            geopolitical_groups: fields.many_of::<GeopoliticalGroup>("geopolitical_groups"),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        if let Err(refusal) = has_its_country(row.kind, fields.states("country")) {
            fields.refuse("country", refusal);
        }
        (row, ())
    }

    async fn put_lists(
        _writing: &mut Writing,
        _records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        Ok(HashSet::new())
    }
}
