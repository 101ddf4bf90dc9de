//! Slugs: a free one for a new record, and the former ones, which keep leading to their record.

use std::collections::HashSet;

use sea_orm::ColumnTrait;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict, Query};

use crate::failure::Failure;
use crate::record::{Common, Record, RowOf};
use crate::write::Writing;

/// How many numbers are tried in the first statement.
const AT_ONCE: usize = 16;
/// Most numbers in one statement.
const AT_MOST: usize = 4_096;

impl Writing {
    /// A slug that nobody has: the wish, or what the title gives, with a number where it is taken.
    pub async fn free_slug<E: Record>(&self, wish: &str) -> Result<String, Failure> {
        let wish = if wish.is_empty() { "x" } else { wish };
        let cut: String = wish.chars().take(90).collect();
        let base = cut.trim_end_matches('-').to_owned();
        let numbered = |number: usize| match number {
            1 => base.clone(),
            number => format!("{base}-{number}"),
        };
        // Twice as many each time: a title that thousands have takes few statements, too.
        let (mut from, mut count) = (1, AT_ONCE);
        loop {
            let some: Vec<String> = (from..from + count).map(numbered).collect();
            let taken = self.taken_among::<E>(&some).await?;
            if let Some(free) = some.into_iter().find(|one| !taken.contains(one)) {
                return Ok(free);
            }
            from += count;
            count = (2 * count).min(AT_MOST);
        }
    }

    /// The slug that a record gets which wishes for one: its own, one that it had before, or a free one.
    pub(crate) async fn slug_for<E: Record>(
        &self,
        row: &RowOf<E>,
        wish: String,
    ) -> Result<String, Failure> {
        let own = E::key(row) == wish || self.redirected(E::KIND, &wish).await? == Some(row.uuid());
        match own {
            true => Ok(wish),
            false => self.free_slug::<E>(&wish).await,
        }
    }

    /// Those of these slugs that are in use, now or formerly, whoever sees the records.
    async fn taken_among<E: Record>(&self, some: &[String]) -> Result<HashSet<String>, Failure> {
        let alike = |column: Expr| column.is_in(some.iter().map(String::as_str));
        let key = E::key_column();
        let mut slugs = Query::select();
        slugs
            .expr_as(key.into_expr(), Alias::new("slug"))
            .from(E::default())
            .and_where(alike(key.into_expr()));
        let former = Query::select()
            .column(Alias::new("slug"))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
            .and_where(alike(Expr::col(Alias::new("slug"))))
            .to_owned();
        slugs.union(sea_orm::sea_query::UnionType::Distinct, former);
        let rows = self.rows(&slugs).await?;
        Ok(rows
            .iter()
            .map(|row| row.try_get("", "slug"))
            .collect::<Result<_, _>>()?)
    }

    /// Keeps a record's former slug leading to it.
    pub(crate) async fn redirect<E: Record>(
        &self,
        before: &RowOf<E>,
        after: &RowOf<E>,
    ) -> Result<(), Failure> {
        self.lead_nowhere_else::<E>([E::key(after)]).await?;
        let statement = Query::insert()
            .into_table(Alias::new("slug_redirect"))
            .columns(["kind", "slug", "record", "at"].map(Alias::new))
            .values_panic([
                Expr::val(E::KIND),
                Expr::val(E::key(before)),
                Expr::val(before.uuid()),
                Expr::val(self.now()),
            ])
            .on_conflict(
                OnConflict::columns(["kind", "slug"].map(Alias::new))
                    .update_columns(["record", "at"].map(Alias::new))
                    .to_owned(),
            )
            .to_owned();
        self.execute(&statement).await?;
        Ok(())
    }

    /// Codes and slugs that records have now lead to nobody who had them before.
    pub(crate) async fn lead_nowhere_else<E: Record>(
        &self,
        keys: impl IntoIterator<Item = &str> + Send,
    ) -> Result<(), Failure> {
        let column = Expr::col(Alias::new("slug"));
        let statement = Query::delete()
            .from_table(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
            .and_where(self.scope().text_in(column, keys))
            .to_owned();
        self.execute(&statement).await?;
        Ok(())
    }
}
