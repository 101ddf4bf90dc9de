//! People who belong to a part: speakers of a session, delegates of a delegation. The log is told how many they are, never who.

use sea_orm::{ColumnTrait, QueryFilter, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::Writing;
use crate::failure::Failure;
use crate::record::{Common, Detail, Part, RowOf};

impl Writing {
    /// Makes the people of one part exactly these.
    pub async fn put_details<D: Detail>(
        &mut self,
        owner: &RowOf<<D::Part as Part>::Owner>,
        part: Uuid,
        rows: Vec<RowOf<D>>,
    ) -> Result<(), Failure> {
        let statement = D::delete_many()
            .filter(D::part_column().eq(part))
            .into_query();
        let gone = self.execute(&statement).await?;
        let come = rows.len();
        if gone == 0 && come == 0 {
            return Ok(());
        }
        self.insert_rows::<D>(rows).await?;
        let field = <D::Part as Part>::FIELD;
        let told = |count: u64| json!({ "part": part, D::FIELD: count });
        let (mut before, mut after) = self.told_so_far(owner.uuid(), field);
        before.push(told(gone));
        after.push(told(come as u64));
        self.lists_changed::<<D::Part as Part>::Owner>(field, vec![(owner, before, after)])
            .await?;
        Ok(())
    }
}
