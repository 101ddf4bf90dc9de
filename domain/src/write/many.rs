//! Changes of many records at once, in few statements.

use std::collections::BTreeMap;

use hemicycle_entity::values::{AudienceScope, ChangeAction};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, LockType, Query};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, Order, QueryFilter, QueryTrait,
};
use uuid::Uuid;

use super::{PARAMETERS, Pending, Writing};
use crate::changes::image::Image;
use crate::failure::Failure;
use crate::record::{Common, Link, Record};

/// The ids at one side of links, each with those at the other.
type Sides = BTreeMap<Uuid, Vec<Uuid>>;

impl Writing {
    /// Every row that meets a condition, whoever may see it, kept from others until the deed ends.
    pub(crate) async fn all_of_locked<E: EntityTrait<Model: FromQueryResult>>(
        &self,
        condition: Condition,
    ) -> Result<Vec<E::Model>, Failure> {
        // In one order, so that two who want the same rows do not hold each other up.
        let query = E::find()
            .filter(condition)
            .into_query()
            .order_by(Alias::new("id"), Order::Asc)
            .lock(LockType::Update)
            .to_owned();
        let rows = self.rows(&query).await?;
        let read = rows.iter().map(|row| E::Model::from_query_result(row, ""));
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// Gives a column of many records the same value, in one statement. `set` does the same to a row. Not for what is searched by.
    pub async fn set_all<E: Record>(
        &mut self,
        rows: &[E::Model],
        column: E::Column,
        value: impl Into<sea_orm::Value>,
        set: impl Fn(&mut E::Model),
    ) -> Result<(), Failure> {
        let now = self.now();
        if rows.is_empty() {
            return Ok(());
        }
        let version = Alias::new("version");
        let statement = Query::update()
            .table(E::default())
            .value(column, value.into())
            .value(version.clone(), Expr::col(version).add(1))
            .value(Alias::new("updated_at"), now)
            .and_where(self.among_ids(E::id_column().into_expr(), rows.iter().map(Common::uuid)))
            .to_owned();
        self.execute(&statement).await?;
        for before in rows {
            let mut after = before.clone();
            set(&mut after);
            self.remember(Pending {
                kind: E::KIND,
                record: before.uuid(),
                action: ChangeAction::Updated,
                difference: E::image(before).difference(&E::image(&after)),
                audience_before: E::audience(before, now),
                audience_after: E::audience(&after, now),
            });
        }
        Ok(())
    }

    /// Removes many records and all that belongs to them, in few statements.
    pub async fn remove_all<E: Record>(&mut self, rows: &[E::Model]) -> Result<(), Failure> {
        if rows.is_empty() {
            return Ok(());
        }
        let ids = || rows.iter().map(Common::uuid);
        let own = Query::delete()
            .from_table(E::default())
            .and_where(self.among_ids(E::id_column().into_expr(), ids()))
            .to_owned();
        self.execute(&own).await?;
        for table in ["name_key", "facet", "slug_redirect", "authorship"] {
            let of_them = self.among_ids(Expr::col(Alias::new("record")), ids());
            let statement = Query::delete()
                .from_table(Alias::new(table))
                .and_where(of_them)
                .to_owned();
            self.execute(&statement).await?;
        }
        let now = self.now();
        for row in rows {
            self.remember(Pending {
                kind: E::KIND,
                record: row.uuid(),
                action: ChangeAction::Removed,
                difference: E::image(row).difference(&Image::default()),
                audience_before: E::audience(row, now),
                audience_after: AudienceScope::Nobody,
            });
        }
        Ok(())
    }

    pub(super) async fn unlink(&self, link: Link, pairs: &[(Uuid, Uuid)]) -> Result<(), Failure> {
        let (mut of, mut to): (Sides, Sides) = Default::default();
        for (owner, target) in pairs {
            of.entry(*owner).or_default().push(*target);
            to.entry(*target).or_default().push(*owner);
        }
        // One statement for each record at the side where there are fewer of them.
        let (one, others, sides) = if to.len() < of.len() {
            (link.to, link.from, to)
        } else {
            (link.from, link.to, of)
        };
        for (id, linked) in sides {
            for some in linked.chunks(PARAMETERS / 2) {
                let statement = Query::delete()
                    .from_table(Alias::new(link.table))
                    .and_where(Expr::col(Alias::new(one)).eq(id))
                    .and_where(self.among_ids(Expr::col(Alias::new(others)), some.iter().copied()))
                    .to_owned();
                self.execute(&statement).await?;
            }
        }
        Ok(())
    }
}
