//! From what an input names to records: those that the actor sees; for others a note that there is no such record.

use hemicycle_entity::{chamber, organisation, parliament};
use sea_orm::{ColumnTrait, Condition};
use uuid::Uuid;

use super::{Selector, unknown_reference};
use crate::failure::Failure;
use crate::party::{Party, PartySelector};
use crate::record::{Common, Record, RowOf};
use crate::write::Writing;

impl Writing {
    /// The record that an input refers to, or a note that there is none.
    pub async fn refer<E: Record>(
        &mut self,
        path: &str,
        by: Option<&Selector>,
    ) -> Result<Option<RowOf<E>>, Failure> {
        let Some(by) = by else { return Ok(None) };
        let mut found = self.look_up::<E>(std::slice::from_ref(by), false).await?;
        match found.pop().flatten() {
            Some(row) => Ok(Some(row)),
            None => {
                self.note_unknown(path, by);
                Ok(None)
            }
        }
    }

    /// The ids of the records that a list refers to, with a note for each that does not exist.
    pub async fn refer_all<E: Record>(
        &mut self,
        path: &str,
        all: &[Selector],
    ) -> Result<Vec<Uuid>, Failure> {
        let found = self.look_up::<E>(all, false).await?;
        let mut ids = Vec::with_capacity(all.len());
        for (place, (row, by)) in found.into_iter().zip(all).enumerate() {
            match row {
                Some(row) => ids.push(row.uuid()),
                None => self.note_unknown(&format!("{path}.{place}"), by),
            }
        }
        Ok(ids)
    }

    /// A list that replaces another one, with what of that the actor does not see: nobody takes away what is not there for them.
    pub(crate) async fn with_unseen<E: Record>(
        &self,
        mut named: Vec<Uuid>,
        had: &[Uuid],
    ) -> Result<Vec<Uuid>, Failure> {
        let left = had.iter().filter(|id| !named.contains(id));
        let left: Vec<E::Id> = left.map(|id| (*id).into()).collect();
        if left.is_empty() {
            return Ok(named);
        }
        let seen = self.by_ids::<E>(&left).await?;
        let unseen = left.into_iter().filter(|id| !seen.contains_key(id));
        named.extend(unseen.map(Into::<Uuid>::into));
        Ok(named)
    }

    pub(crate) fn note_unknown(&mut self, path: &str, by: &Selector) {
        let refusal = match by {
            Selector::Bad(refusal) => refusal.clone(),
            Selector::Id(_) | Selector::Key(_) | Selector::External { .. } => unknown_reference(),
        };
        self.problems.note(path, refusal);
    }

    /// The records that selectors mean, in their order; `held` as they are until the deed ends. One statement; one more for each id in another system, and two
    /// for former slugs.
    pub(crate) async fn look_up<E: Record>(
        &self,
        all: &[Selector],
        held: bool,
    ) -> Result<Vec<Option<RowOf<E>>>, Failure> {
        let (mut ids, mut keys) = (Vec::new(), Vec::new());
        for by in all {
            match by {
                Selector::Id(id) => ids.push(*id),
                Selector::Key(key) => keys.push(key.as_str()),
                Selector::External { .. } | Selector::Bad(_) => {}
            }
        }
        let meant = Condition::any()
            .add_option((!ids.is_empty()).then(|| E::id_column().is_in(ids)))
            .add_option((!keys.is_empty()).then(|| E::key_column().is_in(keys)));
        let rows = match meant.is_empty() {
            true => Vec::new(),
            false => self.meant::<E>(Condition::all().add(meant), held).await?,
        };
        let is_meant = |by: &Selector| {
            let mut rows = rows.iter();
            let found = rows.find(|row| match by {
                Selector::Id(id) => row.uuid() == *id,
                Selector::Key(key) => E::key(row) == key,
                Selector::External { .. } | Selector::Bad(_) => false,
            });
            found.cloned()
        };
        let mut found: Vec<Option<RowOf<E>>> = all.iter().map(is_meant).collect();
        self.look_up_former::<E>(all, &mut found).await?;
        for (by, row) in all.iter().zip(&mut found) {
            if let Selector::External { system, id } = by
                && let Some(known) = E::known_as(system, id)
            {
                let rows = self.meant::<E>(Condition::all().add(known), held).await?;
                *row = rows.into_iter().next();
            }
        }
        Ok(found)
    }

    async fn meant<E: Record>(
        &self,
        condition: Condition,
        held: bool,
    ) -> Result<Vec<RowOf<E>>, Failure> {
        match held {
            true => self.all_held::<E>(condition).await,
            false => self.all::<E>(condition).await,
        }
    }

    /// The party that an input refers to, or a note that there is none.
    pub async fn refer_party(
        &mut self,
        path: &str,
        by: &PartySelector,
    ) -> Result<Option<Party>, Failure> {
        Ok(match by {
            PartySelector::Parliament(by) => {
                let path = format!("{path}.parliament");
                let row = self.refer::<parliament::Entity>(&path, Some(by)).await?;
                row.map(|row| Party::Parliament(row.id))
            }
            PartySelector::Chamber(by) => {
                let path = format!("{path}.chamber");
                let row = self.refer::<chamber::Entity>(&path, Some(by)).await?;
                row.map(|row| Party::Chamber(row.id))
            }
            PartySelector::Organisation(by) => {
                let path = format!("{path}.organisation");
                let row = self.refer::<organisation::Entity>(&path, Some(by)).await?;
                row.map(|row| Party::Organisation(row.id))
            }
        })
    }
}
