//! Countries in files.

use std::collections::HashSet;

use chrono::DateTime;
use hemicycle_entity::country::{Column, Entity, Model};
use hemicycle_entity::ids::CountryId;
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::described::{Described, Settled, Unique};
use super::reader::Fields;
use crate::failure::Failure;
use crate::read::Reading;
use crate::write::Writing;

impl Described for Entity {
    type Lists = ();

    fn read(id: CountryId, fields: &mut Fields<'_>) -> (Model, ()) {
        let common = fields.common();
        let row = Model {
            id,
            code: fields.fixed_code("code", 2, false),
            alpha3: fields.fixed_code("alpha3", 3, false),
            m49: fields.fixed_code("m49", 3, true),
            name: fields.title("name"),
            region: fields.one_of("region"),
            subregion: fields.one_of("subregion"),
            languages: fields.languages("languages"),
            version: 1,
            created_at: DateTime::UNIX_EPOCH,
            updated_at: DateTime::UNIX_EPOCH,
            original_language: common.original_language,
            licence: common.licence,
            sources: common.sources,
        };
        (row, ())
    }

    fn uniques(row: &Model, _lists: &()) -> Vec<Unique> {
        vec![("alpha3", row.alpha3.clone()), ("m49", row.m49.clone())]
    }

    async fn holders(reading: &Reading, wanted: &[Unique]) -> Result<Vec<(Unique, Uuid)>, Failure> {
        let values = wanted.iter().map(|(_, value)| value.as_str());
        let condition = Condition::any()
            .add(Column::Alpha3.is_in(values.clone()))
            .add(Column::M49.is_in(values));
        let rows = reading.all::<Self>(condition).await?;
        let held = rows.iter().flat_map(|row| {
            let values = Self::uniques(row, &());
            values.into_iter().map(|value| (value, row.id.0))
        });
        Ok(held.collect())
    }

    async fn put_lists(
        _writing: &mut Writing,
        _records: &[Settled<'_, Self>],
    ) -> Result<HashSet<Uuid>, Failure> {
        Ok(HashSet::new())
    }
}
