//! One part of a record, added, changed or removed: as many statements, and as long an entry of the log, whatever number of parts the record has.
//! `put_parts` is for whole lists.

use std::collections::HashSet;

use sea_orm::{ColumnTrait, Condition, QueryFilter, QueryTrait};
use serde_json::Value;
use uuid::Uuid;

use super::{Writing, told};
use crate::deed::{Selector, twice};
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::read::columns_of;
use crate::record::{Common, Part, Record, RowOf};

impl Writing {
    /// A part of this very record.
    pub async fn part_of<P: Part>(
        &self,
        owner: &RowOf<P::Owner>,
        id: Uuid,
    ) -> Result<Option<RowOf<P>>, Failure> {
        let its_own = Condition::all()
            .add(P::id_column().eq(id))
            .add(P::owner_column().eq(owner.uuid()));
        self.one::<P>(its_own).await
    }

    /// The part of a record that an input names, or a note that the record has no such part.
    pub async fn refer_part<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        path: &str,
        by: &Selector,
    ) -> Result<Option<RowOf<P>>, Failure> {
        let mut parts = self
            .refer_parts::<P>(owner, &[(path.to_owned(), by)])
            .await?;
        Ok(parts.pop().flatten())
    }

    /// The same for the parts that a list names, each at its path and in their order. One that is named again is noted, too. One statement.
    pub async fn refer_parts<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        named: &[(String, &Selector)],
    ) -> Result<Vec<Option<RowOf<P>>>, Failure> {
        let ids = named.iter().filter_map(|(_, by)| match by {
            Selector::Id(id) => Some(*id),
            Selector::Key(_) | Selector::External { .. } | Selector::Bad(_) => None,
        });
        let ids: Vec<Uuid> = ids.collect();
        let mut rows = Vec::new();
        if !ids.is_empty() {
            let its_own = Condition::all()
                .add(self.among_ids(P::id_column().into_expr(), ids.into_iter()))
                .add(P::owner_column().eq(owner.uuid()));
            rows = self.all::<P>(its_own).await?;
        }
        let mut earlier = HashSet::new();
        let mut parts = Vec::with_capacity(named.len());
        for (path, by) in named {
            let part = match by {
                Selector::Id(id) if !earlier.insert(*id) => Err(twice()),
                Selector::Id(id) => {
                    let mut rows = rows.iter();
                    let part = rows.find(|row| P::id(row) == (*id).into());
                    part.cloned().ok_or_else(no_such_part)
                }
                // Parts are known by their ids alone.
                Selector::Key(_) | Selector::External { .. } => Err(no_such_part()),
                Selector::Bad(refusal) => Err(refusal.clone()),
            };
            parts.push(self.problems.take(path, part));
        }
        Ok(parts)
    }

    /// Adds one part. The log is told of this one.
    pub async fn add_part<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        part: RowOf<P>,
    ) -> Result<(), Failure> {
        let image = P::image(&part);
        self.insert_rows::<P>(vec![part]).await?;
        self.list_differs::<P::Owner>(owner, P::FIELD, None, Some(image))
            .await
    }

    /// Changes one part, which keeps its id. The log is told of this one, before and after. Nothing happens where nothing differs.
    pub async fn change_part<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        before: &RowOf<P>,
        after: RowOf<P>,
    ) -> Result<(), Failure> {
        let (old, new) = (P::image(before), P::image(&after));
        if old == new {
            return Ok(());
        }
        let statement = P::update_many()
            .set(columns_of::<P>(after))
            .filter(P::id_column().eq(P::id(before)))
            .into_query();
        self.execute(&statement).await?;
        self.list_differs::<P::Owner>(owner, P::FIELD, Some(old), Some(new))
            .await
    }

    /// Removes one part. The log is told of this one.
    pub async fn remove_part<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        part: &RowOf<P>,
    ) -> Result<(), Failure> {
        let statement = P::delete_many()
            .filter(P::id_column().eq(P::id(part)))
            .into_query();
        self.execute(&statement).await?;
        self.list_differs::<P::Owner>(owner, P::FIELD, Some(P::image(part)), None)
            .await
    }

    /// Tells the log of a part that stays as it is and counts no more: its time is over.
    pub(crate) async fn tell_over<P: Part>(
        &mut self,
        owner: &RowOf<P::Owner>,
        part: &RowOf<P>,
    ) -> Result<(), Failure> {
        self.list_differs::<P::Owner>(owner, P::FIELD, Some(P::image(part)), None)
            .await
    }

    /// Tells the log that a list of a record changed whose rows belong elsewhere; only its name is told.
    pub async fn tell_list<E: Record>(
        &mut self,
        owner: &RowOf<E>,
        field: &'static str,
    ) -> Result<(), Failure> {
        self.list_differs::<E>(owner, field, None, None).await
    }

    /// Adds to what this deed tells of a list: what went, and what came.
    async fn list_differs<E: Record>(
        &mut self,
        owner: &RowOf<E>,
        field: &'static str,
        gone: Option<Value>,
        come: Option<Value>,
    ) -> Result<(), Failure> {
        let (mut before, mut after) = self.told_so_far(owner.uuid(), field);
        before.extend(told(gone.into_iter().collect()));
        after.extend(told(come.into_iter().collect()));
        self.lists_changed::<E>(field, vec![(owner, before, after)])
            .await?;
        Ok(())
    }
}

pub(crate) fn no_such_part() -> Refusal {
    Refusal::new(
        ErrorCode::UnknownReference,
        "The record has no such part.",
        "La fiche ne comporte pas cet élément.",
    )
}
