//! Chambers in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::chamber::{Entity, Model};
use hemicycle_entity::ids::ChamberId;
use hemicycle_entity::parliament;
use uuid::Uuid;

use super::described::{Described, Settled};
use super::reader::Fields;
use crate::failure::Failure;
use crate::values::TITLE_LIMIT;
use crate::write::Writing;

impl Described for Entity {
    type Lists = ();

    fn read(id: ChamberId, fields: &mut Fields<'_>) -> (Model, ()) {
        let common = fields.common();
        let row = Model {
            id,
            code: fields.code("code"),
            parliament_id: fields.required_reference::<parliament::Entity>("parliament"),
            name: fields.title("name"),
            local_name: fields.plain("local_name", TITLE_LIMIT),
            kind: fields.required_one_of("type"),
            seats: fields.whole("seats", 0..=100_000),
            renewal: fields.one_of("renewal"),
            term_years: fields.whole("term_years", 1..=20),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        fields.chamber_of("code", "parliament");
        (row, ())
    }

    async fn put_lists(
        _writing: &mut Writing,
        _records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        Ok(HashSet::new())
    }
}
