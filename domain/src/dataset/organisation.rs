//! Organisations in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::ids::OrganisationId;
use hemicycle_entity::organisation::{Entity, Model};
use uuid::Uuid;

use super::described::{Described, Settled};
use super::reader::Fields;
use crate::failure::Failure;
use crate::write::Writing;

impl Described for Entity {
    type Lists = ();

    fn read(id: OrganisationId, fields: &mut Fields<'_>) -> (Model, ()) {
        let common = fields.common();
        let row = Model {
            id,
            slug: fields.slug("slug"),
            name: fields.title("name"),
            acronym: fields.short("acronym"),
            kind: fields.required_one_of("type"),
            website: fields.link("website"),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        (row, ())
    }

    async fn put_lists(
        _writing: &mut Writing,
        _records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        Ok(HashSet::new())
    }
}
