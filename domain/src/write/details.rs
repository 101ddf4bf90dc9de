//! People who belong to a part: speakers of a session, delegates of a delegation. The log is told how many they are, never who.

use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryTrait};
use serde_json::json;
use uuid::Uuid;

use super::Writing;
use crate::failure::Failure;
use crate::record::{Common, Detail, Part, RowOf};

impl Writing {
    /// Makes the people of one part exactly these; who stays keeps their id. Tells whether anything changed.
    pub async fn put_details<D: Detail>(
        &mut self,
        owner: &RowOf<<D::Part as Part>::Owner>,
        part: Uuid,
        mut rows: Vec<RowOf<D>>,
    ) -> Result<bool, Failure> {
        let of_part = D::part_column().eq(part);
        let known = Condition::all().add(of_part.clone());
        let before = self.all_of::<D>(known).await?;
        follow_each::<D>(&mut rows, &before);
        let stays = |row| before.contains(row);
        if rows.len() == before.len() && rows.iter().all(stays) {
            return Ok(false);
        }
        let statement = D::delete_many().filter(of_part).into_query();
        let gone = self.execute(&statement).await?;
        let come = rows.len();
        self.insert_rows::<D>(rows).await?;
        let field = <D::Part as Part>::FIELD;
        let told = |count: u64| json!({ "part": part, D::FIELD: count });
        let (mut before, mut after) = self.told_so_far(owner.uuid(), field);
        before.push(told(gone));
        after.push(told(come as u64));
        self.lists_changed::<<D::Part as Part>::Owner>(field, vec![(owner, before, after)])
            .await?;
        Ok(true)
    }
}

/// Lets each row go on as one of those from before that names the same person. Of several with one name each goes on as another, first of all as the one
/// that came as the same.
fn follow_each<D: Detail>(rows: &mut [RowOf<D>], before: &[RowOf<D>]) {
    let is_new = |row: &RowOf<D>| before.iter().all(|one| D::id(row) != D::id(one));
    let goes_on = |one: &&RowOf<D>| rows.iter().any(|row| D::id(row) == D::id(one));
    let mut left: Vec<&RowOf<D>> = before.iter().filter(|one| !goes_on(one)).collect();
    let mut new: Vec<&mut RowOf<D>> = rows.iter_mut().filter(|row| is_new(row)).collect();
    for alike in [
        |one: &RowOf<D>, other: &RowOf<D>| D::same_person(one, other) && D::same_role(one, other),
        D::same_person,
    ] {
        new.retain_mut(|row| match left.iter().position(|one| alike(row, one)) {
            Some(place) => {
                D::follow(row, left.remove(place));
                false
            }
            None => true,
        });
    }
}
