//! Topics in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::ids::TopicId;
use hemicycle_entity::topic::{Entity, Model};
use uuid::Uuid;

use super::described::{Described, Settled};
use super::reader::Fields;
use crate::failure::Failure;
use crate::write::Writing;

impl Described for Entity {
    type Lists = ();
    const OWN_KIND: &'static [&'static str] = &["broader_id", "replaced_by_id"];

    fn read(id: TopicId, fields: &mut Fields<'_>) -> (Model, ()) {
        let common = fields.common();
        let row = Model {
            id,
            code: fields.slug("code"),
            label: fields.title("label"),
            definition: fields.body("definition"),
            broader_id: fields.reference::<Self>("broader"),
            replaced_by_id: fields.reference::<Self>("replaced_by"),
            deprecated_on: fields.date("deprecated_on"),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        (row, ())
    }

    fn leans_on(row: &Model) -> Vec<(&'static str, Uuid)> {
        let broader = row.broader_id.map(|id| ("broader", id.0));
        let instead = row.replaced_by_id.map(|id| ("replaced_by", id.0));
        broader.into_iter().chain(instead).collect()
    }

    async fn put_lists(
        _writing: &mut Writing,
        _records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        Ok(HashSet::new())
    }
}
