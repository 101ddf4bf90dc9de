//! `Reading`: may look, for one actor, at one instant. Adds what the actor may see to every statement and counts them.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, Utc};
use hemicycle_entity::values::{ActorKind, Kind};
use sea_orm::sea_query::{
    Alias, ArrayType, Expr, ExprTrait, Func, LockType, Query, SelectStatement, SimpleExpr,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseBackend, DatabaseConnection,
    DatabaseTransaction, EntityTrait, FromQueryResult, IntoActiveModel, QueryFilter, QueryResult,
    QueryTrait,
};
use uuid::Uuid;

use crate::actor::Actor;
use crate::failure::Failure;
use crate::filter::{Scope, any_of};
use crate::keyset::{KEY, Keyset, PARENT, on_parents};
use crate::page::{Cursor, Edge, Key, Order, Page, PageRequest, Sort};
use crate::record::{Record, Relation, Rows};

/// A kind of rows that can be listed.
pub trait Listed: Rows {
    type Filter: Clone + Default + PartialEq + Eq + Hash + Send + Sync + 'static;
    type Field: Copy + std::fmt::Debug + PartialEq + Eq + Hash + Send + Sync + 'static;
    /// The list's name in its cursors.
    const LIST: &'static str;
    /// The order when none is asked.
    const DEFAULT_ORDER: Order<Self::Field>;

    fn filter(filter: &Self::Filter, scope: Scope<'_>) -> Condition;
    fn sort(field: Self::Field) -> Sort;
}

enum Source {
    Pool(DatabaseConnection),
    Transaction(Box<DatabaseTransaction>),
}

/// The right to look. Inside a `Writing` it looks through the transaction. It cannot be cloned, so that none outlives its transaction.
pub struct Reading {
    source: Source,
    dialect: DatabaseBackend,
    actor: Actor,
    at: DateTime<Utc>,
    statements: Arc<AtomicUsize>,
}

impl Reading {
    pub(crate) fn over_pool(pool: DatabaseConnection, actor: Actor, at: DateTime<Utc>) -> Self {
        Self {
            dialect: pool.get_database_backend(),
            source: Source::Pool(pool),
            actor,
            at,
            statements: Arc::default(),
        }
    }

    pub(crate) fn over_transaction(
        transaction: DatabaseTransaction,
        actor: Actor,
        at: DateTime<Utc>,
    ) -> Self {
        Self {
            dialect: transaction.get_database_backend(),
            source: Source::Transaction(Box::new(transaction)),
            actor,
            at,
            statements: Arc::default(),
        }
    }

    pub(crate) fn into_transaction(self) -> Option<DatabaseTransaction> {
        match self.source {
            Source::Transaction(transaction) => Some(*transaction),
            Source::Pool(_) => None,
        }
    }

    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The instant at which things are looked at.
    pub const fn now(&self) -> DateTime<Utc> {
        self.at
    }

    pub(crate) const fn dialect(&self) -> DatabaseBackend {
        self.dialect
    }

    /// SQL statements so far.
    pub fn statements(&self) -> usize {
        self.statements.load(Ordering::Relaxed)
    }

    pub(crate) const fn scope(&self) -> Scope<'_> {
        Scope {
            dialect: self.dialect,
            actor: &self.actor,
            at: self.at,
        }
    }

    pub(crate) async fn rows(&self, query: &SelectStatement) -> Result<Vec<QueryResult>, Failure> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let rows = match &self.source {
            Source::Pool(pool) => pool.query_all(query).await,
            Source::Transaction(transaction) => transaction.query_all(query).await,
        };
        Ok(rows?)
    }

    pub(crate) async fn execute(
        &self,
        statement: &impl sea_orm::StatementBuilder,
    ) -> Result<u64, Failure> {
        self.statements.fetch_add(1, Ordering::Relaxed);
        let done = match &self.source {
            Source::Pool(pool) => pool.execute(statement).await,
            Source::Transaction(transaction) => transaction.execute(statement).await,
        };
        Ok(done?.rows_affected())
    }

    fn visible<E: Rows>(&self, condition: Condition) -> SelectStatement {
        E::find()
            .filter(E::visible_to(&self.actor, self.at))
            .filter(condition)
            .into_query()
    }

    /// The first visible row that meets a condition.
    pub async fn one<E: Rows>(&self, condition: Condition) -> Result<Option<E::Model>, Failure> {
        let query = self.visible::<E>(condition).limit(1).to_owned();
        let rows = self.rows(&query).await?;
        Ok(rows.first().map(model::<E>).transpose()?)
    }

    /// The visible record that people know by this code or slug, or knew by it before it changed.
    pub async fn by_key<E: Record>(&self, key: &str) -> Result<Option<E::Model>, Failure> {
        let known = Condition::all().add(E::key_column().eq(key));
        if let Some(row) = self.one::<E>(known).await? {
            return Ok(Some(row));
        }
        self.one::<E>(Condition::all().add(formerly::<E>(key)))
            .await
    }

    /// The record that had this code or slug before, whoever may see it.
    pub(crate) async fn redirected(&self, kind: Kind, key: &str) -> Result<Option<Uuid>, Failure> {
        let query = Query::select()
            .column(Alias::new("record"))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(kind))
            .and_where(Expr::col(Alias::new("slug")).eq(key))
            .to_owned();
        let rows = self.rows(&query).await?;
        Ok(rows
            .first()
            .map(|row| row.try_get("", "record"))
            .transpose()?)
    }

    /// The first visible row that meets a condition, kept from others until the transaction ends.
    pub(crate) async fn one_locked<E: Rows>(
        &self,
        condition: impl Into<SimpleExpr>,
    ) -> Result<Option<E::Model>, Failure> {
        let condition = Condition::all().add(condition.into());
        let query = self
            .visible::<E>(condition)
            .limit(1)
            .lock(LockType::Update)
            .to_owned();
        let rows = self.rows(&query).await?;
        Ok(rows.first().map(model::<E>).transpose()?)
    }

    /// Counts its statements with those of another reading, from now on.
    pub(crate) fn share_count(&mut self, other: &Self) {
        self.statements = other.statements.clone();
    }

    /// Every visible row that meets a condition. Only for lists that are bounded by what they are about.
    pub async fn all<E: Rows>(&self, condition: Condition) -> Result<Vec<E::Model>, Failure> {
        let rows = self.rows(&self.visible::<E>(condition)).await?;
        Ok(rows.iter().map(model::<E>).collect::<Result<_, _>>()?)
    }

    /// The same, and nobody changes these rows until the transaction ends, but others may refer to them, too.
    pub(crate) async fn all_held<E: Rows>(
        &self,
        condition: Condition,
    ) -> Result<Vec<E::Model>, Failure> {
        let query = self
            .visible::<E>(condition)
            .lock(LockType::KeyShare)
            .to_owned();
        let rows = self.rows(&query).await?;
        Ok(rows.iter().map(model::<E>).collect::<Result<_, _>>()?)
    }

    /// Every row that meets a condition, whoever may see it: for what must reach all that is held of somebody.
    pub(crate) async fn all_of<E: EntityTrait<Model: FromQueryResult>>(
        &self,
        condition: Condition,
    ) -> Result<Vec<E::Model>, Failure> {
        let rows = self.rows(&E::find().filter(condition).into_query()).await?;
        let read = rows.iter().map(|row| E::Model::from_query_result(row, ""));
        Ok(read.collect::<Result<_, _>>()?)
    }

    /// The visible rows among these ids.
    pub async fn by_ids<E: Rows>(
        &self,
        ids: &[E::Id],
    ) -> Result<HashMap<E::Id, E::Model>, Failure> {
        let among = self.among_ids(
            E::id_column().into_expr(),
            ids.iter().map(|id| (*id).into()),
        );
        let rows = self.all::<E>(Condition::all().add(among)).await?;
        Ok(rows.into_iter().map(|row| (E::id(&row), row)).collect())
    }

    pub(crate) fn among_ids(
        &self,
        expr: SimpleExpr,
        ids: impl Iterator<Item = Uuid>,
    ) -> SimpleExpr {
        any_of(
            self.dialect,
            expr,
            ArrayType::Uuid,
            ids.map(Into::into).collect(),
        )
    }

    /// One page of a list.
    pub async fn page<E: Listed>(
        &self,
        filter: &E::Filter,
        order: Order<E::Field>,
        ask: &PageRequest,
    ) -> Result<Page<E::Model>, Failure> {
        let keyset = checked::<E>(order, ask)?;
        let Some(query) = self.page_of::<E>(&keyset, filter, ask) else {
            return Ok(Page::empty());
        };
        let edges = self
            .rows(&query)
            .await?
            .iter()
            .map(|row| edge::<E>(row, &keyset))
            .collect::<Result<_, Failure>>()?;
        Ok(Page::from_walk(edges, ask))
    }

    fn page_of<E: Listed>(
        &self,
        keyset: &Keyset,
        filter: &E::Filter,
        ask: &PageRequest,
    ) -> Option<SelectStatement> {
        let base = self.visible::<E>(E::filter(filter, self.scope()));
        keyset.page::<E>(base, ask)
    }

    /// How the database goes about a page of a list, in its own words: what those need who look after its indexes.
    pub async fn plan<E: Listed>(
        &self,
        filter: &E::Filter,
        order: Order<E::Field>,
        ask: &PageRequest,
    ) -> Result<Vec<String>, Failure> {
        let keyset = checked::<E>(order, ask)?;
        let Some(query) = self.page_of::<E>(&keyset, filter, ask) else {
            return Ok(Vec::new());
        };
        let (explain, column) = match self.dialect {
            DatabaseBackend::Sqlite => ("EXPLAIN QUERY PLAN", "detail"),
            _ => ("EXPLAIN", "QUERY PLAN"),
        };
        let mut statement = self.dialect.build(&query);
        statement.sql = format!("{explain} {}", statement.sql);
        let steps = match &self.source {
            Source::Pool(pool) => pool.query_all_raw(statement).await?,
            Source::Transaction(transaction) => transaction.query_all_raw(statement).await?,
        };
        let told = steps.iter().map(|step| step.try_get("", column));
        Ok(told.collect::<Result<_, _>>()?)
    }

    /// How many rows a list has.
    pub async fn count<E: Listed>(&self, filter: &E::Filter) -> Result<i64, Failure> {
        let mut query = self.visible::<E>(E::filter(filter, self.scope()));
        query.clear_selects().expr_as(count_all(), Alias::new("n"));
        let rows = self.rows(&query).await?;
        Ok(rows
            .first()
            .map(|row| row.try_get("", "n"))
            .transpose()?
            .unwrap_or(0))
    }

    /// The same page of the list of each of these parents, in one statement.
    pub async fn children<E: Listed>(
        &self,
        relation: Relation,
        parents: &[Uuid],
        filter: &E::Filter,
        order: Order<E::Field>,
        ask: &PageRequest,
    ) -> Result<HashMap<Uuid, Page<E::Model>>, Failure> {
        let keyset = checked::<E>(order, ask)?;
        let mut base = self.visible::<E>(E::filter(filter, self.scope()));
        let parent = on_parents::<E>(&mut base, relation);
        base.and_where(self.among_ids(parent.clone(), parents.iter().copied()));
        let query = keyset.children::<E>(base, parent, ask);
        let mut walks: HashMap<Uuid, Vec<Edge<E::Model>>> = HashMap::new();
        for row in &self.rows(&query).await? {
            let parent: Uuid = row.try_get("", PARENT)?;
            walks
                .entry(parent)
                .or_default()
                .push(edge::<E>(row, &keyset)?);
        }
        Ok(walks
            .into_iter()
            .map(|(parent, walk)| (parent, Page::from_walk(walk, ask)))
            .collect())
    }

    /// How many rows the list of each of these parents has, in one statement.
    pub async fn children_count<E: Listed>(
        &self,
        relation: Relation,
        parents: &[Uuid],
        filter: &E::Filter,
    ) -> Result<HashMap<Uuid, i64>, Failure> {
        let mut query = self.visible::<E>(E::filter(filter, self.scope()));
        let parent = on_parents::<E>(&mut query, relation);
        query
            .clear_selects()
            .expr_as(parent.clone(), Alias::new(PARENT))
            .expr_as(count_all(), Alias::new("n"))
            .and_where(self.among_ids(parent.clone(), parents.iter().copied()))
            .add_group_by([parent]);
        self.rows(&query)
            .await?
            .iter()
            .map(|row| Ok((row.try_get("", PARENT)?, row.try_get("", "n")?)))
            .collect()
    }

    /// The codes or slugs of rows and their ids, of a whole table. For the loader.
    pub(crate) async fn keys(
        &self,
        table: &'static str,
        key: &'static str,
    ) -> Result<Vec<(String, Uuid)>, Failure> {
        let query = Query::select()
            .column(Alias::new(key))
            .column(Alias::new("id"))
            .from(Alias::new(table))
            .to_owned();
        self.rows(&query)
            .await?
            .iter()
            .map(|row| Ok((row.try_get("", key)?, row.try_get("", "id")?)))
            .collect()
    }

    /// The ids of a whole table and the ids in one of its columns, where there are any. For the loader.
    pub(crate) async fn pairs(
        &self,
        table: &'static str,
        column: &'static str,
    ) -> Result<Vec<(Uuid, Uuid)>, Failure> {
        let query = Query::select()
            .column(Alias::new("id"))
            .column(Alias::new(column))
            .from(Alias::new(table))
            .and_where(Expr::col(Alias::new(column)).is_not_null())
            .to_owned();
        self.rows(&query)
            .await?
            .iter()
            .map(|row| Ok((row.try_get("", "id")?, row.try_get("", column)?)))
            .collect()
    }

    /// Who changed each of these records last. For the loader.
    pub(crate) async fn last_authors(
        &self,
        kind: Kind,
        records: &[Uuid],
    ) -> Result<HashMap<Uuid, (ActorKind, String)>, Failure> {
        let column = |name: &'static str| Expr::col(Alias::new(name));
        let last = Query::select()
            .expr(Func::max(column("seq")))
            .from(Alias::new("change"))
            .and_where(column("kind").eq(kind))
            .and_where(self.among_ids(column("record"), records.iter().copied()))
            .add_group_by([column("record")])
            .to_owned();
        let query = Query::select()
            .columns(["record", "actor_kind", "actor"].map(Alias::new))
            .from(Alias::new("change"))
            .and_where(column("seq").in_subquery(last))
            .to_owned();
        self.rows(&query)
            .await?
            .iter()
            .map(|row| {
                let author = (row.try_get("", "actor_kind")?, row.try_get("", "actor")?);
                Ok((row.try_get("", "record")?, author))
            })
            .collect()
    }
}

/// The record had this code or slug before. In the same statement as the record itself: a record that is hidden takes as many as one that is not there.
pub(crate) fn formerly<E: Record>(key: &str) -> SimpleExpr {
    let records = Query::select()
        .column(Alias::new("record"))
        .from(Alias::new("slug_redirect"))
        .and_where(Expr::col(Alias::new("kind")).eq(E::KIND))
        .and_where(Expr::col(Alias::new("slug")).eq(key))
        .to_owned();
    E::id_column().in_subquery(records)
}

fn count_all() -> SimpleExpr {
    Func::count(Expr::cust("*")).into()
}

fn checked<E: Listed>(order: Order<E::Field>, ask: &PageRequest) -> Result<Keyset, Failure> {
    let keyset = Keyset::new::<E>(order);
    let cursors = [(&ask.after, "after"), (&ask.before, "before")];
    let problems: Vec<_> = cursors
        .into_iter()
        .filter_map(|(cursor, name)| {
            let wrong = cursor
                .as_ref()?
                .check(&keyset.tag, keyset.key_type, keyset.nullable)
                .err()?;
            Some(wrong.at(name))
        })
        .collect();
    if problems.is_empty() {
        return Ok(keyset);
    }
    Err(Failure::Refused(problems))
}

fn model<E: Rows>(row: &QueryResult) -> Result<E::Model, sea_orm::DbErr> {
    E::Model::from_query_result(row, "")
}

fn edge<E: Listed>(row: &QueryResult, keyset: &Keyset) -> Result<Edge<E::Model>, Failure> {
    let key = Key::read(row, KEY, keyset.key_type)?;
    let row = model::<E>(row)?;
    let id = E::id(&row).into();
    Ok(Edge {
        cursor: Cursor::new(&keyset.tag, key, id),
        row: Arc::new(row),
    })
}

/// All columns of a row as they are written.
pub(crate) fn columns_of<E: Rows>(row: E::Model) -> E::ActiveModel
where
    E::Model: IntoActiveModel<E::ActiveModel>,
{
    row.into_active_model().reset_all()
}
