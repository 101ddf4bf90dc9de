//! What records were called before: their former codes and slugs go on leading to them, in what deeds refer to, too.

use std::collections::HashMap;

use hemicycle_entity::values::Kind;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query};
use uuid::Uuid;

use super::Selector;
use crate::failure::Failure;
use crate::record::{Record, RowOf};
use crate::write::Writing;

impl Writing {
    /// Fills in the records that had the codes or slugs which nobody has now. No statement where there are none of these.
    pub(super) async fn look_up_former<E: Record>(
        &self,
        all: &[Selector],
        found: &mut [Option<RowOf<E>>],
    ) -> Result<(), Failure> {
        let open = all
            .iter()
            .zip(found.iter())
            .filter(|(_, row)| row.is_none());
        let keys = open.filter_map(|(by, _)| match by {
            Selector::Key(key) => Some(key.as_str()),
            _ => None,
        });
        let keys: Vec<&str> = keys.collect();
        if keys.is_empty() {
            return Ok(());
        }
        let former = self.redirects(E::KIND, &keys).await?;
        let ids: Vec<E::Id> = former.values().copied().map(Into::into).collect();
        // Asked even where there is none: what is hidden takes as many statements as what is not there.
        let rows = self.by_ids::<E>(&ids).await?;
        for (by, row) in all.iter().zip(found) {
            if let Selector::Key(key) = by
                && row.is_none()
            {
                let id = former.get(key).copied();
                *row = id.and_then(|id| rows.get(&id.into()).cloned());
            }
        }
        Ok(())
    }

    /// The records that had these codes or slugs before, whoever may see them.
    async fn redirects(&self, kind: Kind, keys: &[&str]) -> Result<HashMap<String, Uuid>, Failure> {
        let query = Query::select()
            .columns(["slug", "record"].map(Alias::new))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(kind))
            .and_where(Expr::col(Alias::new("slug")).is_in(keys.iter().copied()))
            .to_owned();
        let rows = self.rows(&query).await?;
        let pairs = rows
            .iter()
            .map(|row| Ok((row.try_get("", "slug")?, row.try_get("", "record")?)));
        pairs.collect()
    }
}
