//! How filters become conditions. Fields are ANDed, a list means "any of", and every condition here has an index behind it.

use chrono::{DateTime, Utc};
use hemicycle_entity::values::Closed;
use hemicycle_entity::{chamber, country, hub, parliament, topic};
use sea_orm::sea_query::extension::postgres::PgFunc;
use sea_orm::sea_query::{
    Alias, ArrayType, CommonTableExpression, Expr, ExprTrait, IntoColumnRef, JoinType, Query,
    SelectStatement, SimpleExpr, UnionType, WithClause,
};
use sea_orm::{ColumnTrait, Condition, DatabaseBackend, Value};

use crate::actor::Actor;
use crate::names::fold;
use crate::record::{Facet, Link, Record, Rows};
use crate::values::LanguageTag;

/// From one day or instant to another, both included; open where nothing is said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Span<T> {
    pub from: Option<T>,
    pub to: Option<T>,
}

/// Any of these; nothing said means all.
pub type AnyOf<T> = Option<Vec<T>>;

/// What every condition needs to know.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    pub dialect: DatabaseBackend,
    pub actor: &'a Actor,
    pub at: DateTime<Utc>,
}

/// `expr` is one of `values`, in few statement texts whatever their number: one array on PostgreSQL, on SQLite a list filled up to a
/// power of two with its last value.
pub fn any_of(
    dialect: DatabaseBackend,
    expr: impl Into<SimpleExpr>,
    kind: ArrayType,
    mut values: Vec<Value>,
) -> SimpleExpr {
    let expr = expr.into();
    if dialect == DatabaseBackend::Postgres {
        let array = Value::Array(kind, Some(Box::new(values)));
        return expr.eq(PgFunc::any(Expr::val(array)));
    }
    let Some(last) = values.last().cloned() else {
        return Expr::cust("1 = 0");
    };
    values.resize(values.len().next_power_of_two(), last);
    expr.is_in(values)
}

fn strings<'a>(values: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    values.into_iter().map(Value::from).collect()
}

impl Scope<'_> {
    pub fn text_in<'v>(
        &self,
        expr: impl Into<SimpleExpr>,
        values: impl IntoIterator<Item = &'v str>,
    ) -> SimpleExpr {
        any_of(self.dialect, expr, ArrayType::String, strings(values))
    }

    fn ids_of<E: Rows>(&self, condition: impl Into<SimpleExpr>) -> SelectStatement {
        Query::select()
            .column((E::default(), E::id_column()))
            .from(E::default())
            .cond_where(E::visible_to(self.actor, self.at))
            .and_where(condition.into())
            .to_owned()
    }

    /// The ids of what is known by these codes or slugs, or was before it got others, whoever sees it. What one record has now leads to no other.
    fn known<E: Record>(&self, keys: &[String]) -> SelectStatement {
        let among = |column: Expr| self.text_in(column, keys.iter().map(String::as_str));
        let former = Query::select()
            .column(Alias::new("record"))
            .from(Alias::new("slug_redirect"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND.as_str()))
            .and_where(among(Expr::col(Alias::new("slug"))))
            .to_owned();
        Query::select()
            .column((E::default(), E::id_column()))
            .from(E::default())
            .and_where(among(E::key_column().into_expr()))
            .union(UnionType::Distinct, former)
            .to_owned()
    }

    /// Those of them that the actor sees.
    fn known_by<E: Record>(&self, keys: &[String]) -> SelectStatement {
        self.ids_of::<E>(
            E::id_column()
                .into_expr()
                .in_subquery(self.known::<E>(keys)),
        )
    }

    pub fn parliaments(&self, codes: &[String]) -> SelectStatement {
        self.known_by::<parliament::Entity>(codes)
    }

    pub fn chambers(&self, codes: &[String]) -> SelectStatement {
        self.known_by::<chamber::Entity>(codes)
    }

    pub fn hubs(&self, slugs: &[String]) -> SelectStatement {
        self.known_by::<hub::Entity>(slugs)
    }

    pub fn countries(&self, codes: &[String]) -> SelectStatement {
        self.ids_of::<country::Entity>(self.text_in(
            country::Column::Code.into_expr(),
            codes.iter().map(String::as_str),
        ))
    }

    pub fn countries_of_region<T: Closed>(
        &self,
        column: country::Column,
        values: &[T],
    ) -> SelectStatement {
        self.ids_of::<country::Entity>(self.text_in(
            column.into_expr(),
            values.iter().map(|value| value.as_str()),
        ))
    }

    /// Parliaments of these countries.
    pub fn parliaments_of(&self, countries: SelectStatement) -> SelectStatement {
        self.ids_of::<parliament::Entity>(
            parliament::Column::CountryId
                .into_expr()
                .in_subquery(countries),
        )
    }

    /// These topics and all narrower ones. A replaced topic and its replacement count as one, whichever a record is filed under.
    pub fn topics(&self, codes: &[String]) -> SelectStatement {
        let found = Alias::new("found");
        let known = |column| column_of("known", column);
        let start = Query::select()
            .expr(topic::Column::Id.into_expr())
            .from(topic::Entity)
            .and_where(
                topic::Column::Id
                    .into_expr()
                    .in_subquery(self.known::<topic::Entity>(codes)),
            )
            .to_owned();
        let further = Condition::any()
            .add(topic::Column::BroaderId.into_expr().eq(known("id")))
            .add(topic::Column::ReplacedById.into_expr().eq(known("id")))
            .add(topic::Column::Id.into_expr().eq(known("replaced_by_id")));
        let narrower = Query::select()
            .expr(topic::Column::Id.into_expr())
            .from(found.clone())
            .join_as(
                JoinType::InnerJoin,
                topic::Entity,
                Alias::new("known"),
                known("id").eq(column_of("found", "id")),
            )
            .join(JoinType::InnerJoin, topic::Entity, further)
            .to_owned();
        let walk = start
            .clone()
            .union(UnionType::Distinct, narrower)
            .to_owned();
        let table = CommonTableExpression::new()
            .query(walk)
            .column(Alias::new("id"))
            .table_name(found.clone())
            .to_owned();
        Query::select()
            .column((found.clone(), Alias::new("id")))
            .from(found)
            .with_cte(WithClause::new().recursive(true).cte(table).to_owned())
            .to_owned()
    }
}

/// Conditions being gathered for one list.
pub struct Filtering<'a, E> {
    scope: Scope<'a>,
    condition: Condition,
    listed: std::marker::PhantomData<E>,
}

impl<'a, E: Rows> Filtering<'a, E> {
    pub fn new(scope: Scope<'a>) -> Self {
        Self {
            scope,
            condition: Condition::all(),
            listed: std::marker::PhantomData,
        }
    }

    pub fn done(self) -> Condition {
        self.condition
    }

    #[must_use]
    pub fn and(mut self, condition: SimpleExpr) -> Self {
        self.condition = self.condition.add(condition);
        self
    }

    /// The same where something is asked.
    #[must_use]
    pub fn asked<T>(
        self,
        asked: Option<&T>,
        condition: impl FnOnce(&Scope<'a>, &T) -> SimpleExpr,
    ) -> Self {
        match asked {
            Some(value) => {
                let condition = condition(&self.scope, value);
                self.and(condition)
            }
            None => self,
        }
    }

    pub fn among<T: Closed>(self, column: E::Column, asked: &AnyOf<T>) -> Self {
        self.asked(asked.as_ref(), |scope, values| {
            scope.text_in(
                column.into_expr(),
                values.iter().map(|value| value.as_str()),
            )
        })
    }

    pub fn codes(self, column: E::Column, asked: &AnyOf<String>) -> Self {
        self.asked(asked.as_ref(), |scope, values| {
            scope.text_in(column.into_expr(), values.iter().map(String::as_str))
        })
    }

    pub fn flag(self, column: E::Column, asked: Option<bool>) -> Self {
        self.asked(asked.as_ref(), |_, value| column.into_expr().eq(*value))
    }

    pub fn since(self, column: E::Column, asked: Option<DateTime<Utc>>) -> Self {
        self.asked(asked.as_ref(), |_, at| column.into_expr().gte(*at))
    }

    pub fn span<T: Copy + Into<Value>>(self, column: E::Column, asked: &Option<Span<T>>) -> Self {
        let Some(span) = asked else { return self };
        let this = self.asked(span.from.as_ref(), |_, from| {
            column.into_expr().gte((*from).into())
        });
        this.asked(span.to.as_ref(), |_, to| {
            column.into_expr().lte((*to).into())
        })
    }

    /// The column points at one of the rows of a subquery.
    pub fn within(
        self,
        column: E::Column,
        asked: &AnyOf<String>,
        ids: impl FnOnce(&Scope<'a>, &[String]) -> SelectStatement,
    ) -> Self {
        self.asked(asked.as_ref(), |scope, values| {
            column.into_expr().in_subquery(ids(scope, values))
        })
    }

    /// Joined by `link` to one of the rows of a subquery.
    pub fn linked(
        self,
        link: Link,
        asked: &AnyOf<String>,
        ids: impl FnOnce(&Scope<'a>, &[String]) -> SelectStatement,
    ) -> Self {
        self.asked(asked.as_ref(), |scope, values| {
            let joined = Query::select()
                .column(Alias::new(link.from))
                .from(Alias::new(link.table))
                .and_where(Expr::col(Alias::new(link.to)).in_subquery(ids(scope, values)))
                .to_owned();
            E::id_column().into_expr().in_subquery(joined)
        })
    }
}

impl<E: Record> Filtering<'_, E> {
    /// Known by any of these codes or slugs, or known by it before, as in lookups.
    pub fn known(self, asked: &AnyOf<String>) -> Self {
        self.asked(asked.as_ref(), |scope, keys| {
            E::id_column()
                .into_expr()
                .in_subquery(scope.known::<E>(keys))
        })
    }

    /// A name, in any language, that starts with this, whatever the accents and letter case.
    pub fn named(self, asked: Option<&String>) -> Self {
        self.asked(asked, |_, prefix| {
            let from = fold(prefix);
            let column = || Expr::col(Alias::new("folded"));
            let mut keys = Query::select()
                .column(Alias::new("record"))
                .from(Alias::new("name_key"))
                .and_where(Expr::col(Alias::new("kind")).eq(E::KIND.as_str()))
                .and_where(column().gte(from.clone()))
                .to_owned();
            // After every text that starts with the prefix, and valid in both databases' UTF-8.
            keys.and_where(column().lt(format!("{from}\u{10FFFF}")));
            E::id_column().into_expr().in_subquery(keys)
        })
    }

    pub fn facet<'v>(self, facet: Facet, asked: Option<impl IntoIterator<Item = &'v str>>) -> Self {
        let Some(values) = asked else { return self };
        let rows = Query::select()
            .column(Alias::new("record"))
            .from(Alias::new("facet"))
            .and_where(Expr::col(Alias::new("kind")).eq(E::KIND.as_str()))
            .and_where(Expr::col(Alias::new("name")).eq(facet.as_str()))
            .and_where(self.scope.text_in(Expr::col(Alias::new("value")), values))
            .to_owned();
        self.and(E::id_column().into_expr().in_subquery(rows))
    }

    pub fn has<T: Closed>(self, facet: Facet, asked: &AnyOf<T>) -> Self {
        self.facet(
            facet,
            asked
                .as_ref()
                .map(|values| values.iter().map(|value| value.as_str())),
        )
    }

    pub fn in_language(self, facet: Facet, asked: &AnyOf<LanguageTag>) -> Self {
        self.facet(
            facet,
            asked
                .as_ref()
                .map(|values| values.iter().map(LanguageTag::as_str)),
        )
    }
}

/// A column named by its table, for joins.
pub fn column_of(table: &'static str, column: &'static str) -> SimpleExpr {
    Expr::col((Alias::new(table), Alias::new(column)).into_column_ref())
}
