//! How an ordered part of a list becomes SQL: two ranges, values first and then nulls, each walked through an index.

use hemicycle_entity::values::Closed;
use sea_orm::sea_query::{
    Alias, Expr, ExprTrait, Func, JoinType, NullOrdering, Order as SqlOrder, OverStatement, Query,
    SelectStatement, SimpleExpr, UnionType, WindowStatement,
};
use sea_orm::{ColumnTrait, Condition};

use crate::filter::column_of;
use crate::page::{Cursor, Direction, Key, KeyType, Order, PageRequest, Sort};
use crate::read::Listed;
use crate::record::Relation;

/// Columns that the statements add to a row.
pub const KEY: &str = "_key";
pub const PARENT: &str = "_parent";
const RANK: &str = "_rank";
const NUMBER: &str = "_number";

/// One order of one list, ready for SQL.
pub struct Keyset {
    key: SimpleExpr,
    id: SimpleExpr,
    pub key_type: KeyType,
    pub nullable: bool,
    /// What its cursors are bound to.
    pub tag: String,
    direction: Direction,
    name: Option<(&'static str, &'static str)>,
}

impl Keyset {
    pub fn new<E: Listed>(order: Order<E::Field>) -> Self {
        let direction = match order.direction {
            Direction::Ascending => "ASC",
            Direction::Descending => "DESC",
        };
        let tag = format!("{}.{:?}.{direction}", E::LIST, order.field);
        match E::sort(order.field) {
            Sort::Name(kind) => Self {
                key: column_of("name_key", "sort_key"),
                id: column_of("name_key", "record"),
                key_type: KeyType::Bytes,
                nullable: false,
                tag: format!("{tag}.{}", order.language.tag()),
                direction: order.direction,
                name: Some((kind.as_str(), order.language.tag())),
            },
            Sort::Column {
                expr,
                key,
                nullable,
            } => Self {
                key: expr,
                id: E::id_column().into_expr(),
                key_type: key,
                nullable,
                tag,
                direction: order.direction,
                name: None,
            },
        }
    }

    /// Adds the key to the selected columns, and the join it may need.
    fn select<E: Listed>(&self, query: &mut SelectStatement) {
        if let Some((kind, language)) = self.name {
            query.join(
                JoinType::InnerJoin,
                Alias::new("name_key"),
                Condition::all()
                    .add(column_of("name_key", "record").equals((E::default(), E::id_column())))
                    .add(column_of("name_key", "kind").eq(kind))
                    .add(column_of("name_key", "language").eq(language)),
            );
        }
        query.expr_as(self.key.clone(), Alias::new(KEY));
    }

    fn sql_order(&self, backward: bool) -> SqlOrder {
        if (self.direction == Direction::Ascending) == backward {
            SqlOrder::Desc
        } else {
            SqlOrder::Asc
        }
    }

    fn place(&self) -> SimpleExpr {
        Expr::tuple([self.key.clone(), self.id.clone()])
    }

    fn beyond(&self, left: SimpleExpr, right: SimpleExpr, later: bool) -> SimpleExpr {
        if later == (self.direction == Direction::Ascending) {
            left.gt(right)
        } else {
            left.lt(right)
        }
    }

    /// The rows with a value, or nothing if the page cannot reach them.
    fn values(&self, ask: &PageRequest) -> Option<Condition> {
        let mut range = Condition::all();
        if self.nullable {
            range = range.add(self.key.clone().is_not_null());
        }
        if let Some(cursor) = &ask.after {
            range = range.add(self.beyond(self.place(), place_of(cursor)?, true));
        }
        if let Some(cursor) = ask.before.as_ref().filter(|cursor| cursor.key != Key::Null) {
            range = range.add(self.beyond(self.place(), place_of(cursor)?, false));
        }
        Some(range)
    }

    /// The rows without a value, or nothing if there are none or the page cannot reach them.
    fn nulls(&self, ask: &PageRequest) -> Option<Condition> {
        if !self.nullable
            || ask
                .before
                .as_ref()
                .is_some_and(|cursor| cursor.key != Key::Null)
        {
            return None;
        }
        let mut range = Condition::all().add(self.key.clone().is_null());
        if let Some(cursor) = ask.after.as_ref().filter(|cursor| cursor.key == Key::Null) {
            range = range.add(self.beyond(self.id.clone(), Expr::val(cursor.id), true));
        }
        if let Some(cursor) = &ask.before {
            range = range.add(self.beyond(self.id.clone(), Expr::val(cursor.id), false));
        }
        Some(range)
    }

    /// One page of a list: at most one row more than asked, in the order they are walked.
    pub fn page<E: Listed>(
        &self,
        mut base: SelectStatement,
        ask: &PageRequest,
    ) -> Option<SelectStatement> {
        self.select::<E>(&mut base);
        let order = self.sql_order(ask.backward);
        let limit = u64::from(ask.size) + 1;
        let values = self.values(ask).map(|range| {
            base.clone()
                .cond_where(range)
                .order_by_expr(self.key.clone(), order.clone())
                .order_by_expr(self.id.clone(), order.clone())
                .limit(limit)
                .to_owned()
        });
        let nulls = self.nulls(ask).map(|range| {
            base.cond_where(range)
                .order_by_expr(self.id.clone(), order.clone())
                .limit(limit)
                .to_owned()
        });
        match (values, nulls) {
            (Some(values), Some(nulls)) => Some(both(values, nulls, ask.backward, &order, limit)),
            (one, other) => one.or(other),
        }
    }

    /// The same part of the list of every parent at once, numbered within its parent.
    pub fn children<E: Listed>(
        &self,
        mut base: SelectStatement,
        parent: SimpleExpr,
        ask: &PageRequest,
    ) -> SelectStatement {
        self.select::<E>(&mut base);
        let order = self.sql_order(ask.backward);
        let reach = [self.values(ask), self.nulls(ask)]
            .into_iter()
            .flatten()
            .fold(Condition::any(), Condition::add);
        let mut window = WindowStatement::new();
        window.add_partition_by(parent.clone());
        if self.nullable {
            let nulls = if ask.backward {
                SqlOrder::Desc
            } else {
                SqlOrder::Asc
            };
            window.order_by_expr(self.key.clone().is_null(), nulls);
        }
        window
            .order_by_expr(self.key.clone(), order.clone())
            .order_by_expr(self.id.clone(), order);
        base.cond_where(reach)
            .expr_as(parent, Alias::new(PARENT))
            .expr_window_as(
                Func::cust(Alias::new("ROW_NUMBER")),
                window,
                Alias::new(NUMBER),
            );
        Query::select()
            .expr(Expr::cust("*"))
            .from_subquery(base, Alias::new("numbered"))
            .and_where(Expr::col(Alias::new(NUMBER)).lte(i64::from(ask.size) + 1))
            .order_by(Alias::new(PARENT), SqlOrder::Asc)
            .order_by(Alias::new(NUMBER), SqlOrder::Asc)
            .to_owned()
    }
}

fn place_of(cursor: &Cursor) -> Option<SimpleExpr> {
    let key = cursor.key.value()?;
    Some(Expr::tuple([Expr::val(key), Expr::val(cursor.id)]))
}

/// Both ranges in one statement, the first one first, and no more rows than the page needs.
fn both(
    values: SelectStatement,
    nulls: SelectStatement,
    backward: bool,
    order: &SqlOrder,
    limit: u64,
) -> SelectStatement {
    let ranked = |range: SelectStatement, rank: &'static str, alias: &'static str| {
        Query::select()
            .expr(Expr::cust("*"))
            .expr_as(Expr::cust(rank), Alias::new(RANK))
            .from_subquery(range, Alias::new(alias))
            .to_owned()
    };
    let (first, second) = if backward { ("1", "0") } else { ("0", "1") };
    let together = ranked(values, first, "with_value")
        .union(UnionType::All, ranked(nulls, second, "without_value"))
        .to_owned();
    Query::select()
        .expr(Expr::cust("*"))
        .from_subquery(together, Alias::new("ranges"))
        .order_by(Alias::new(RANK), SqlOrder::Asc)
        .order_by_with_nulls(Alias::new(KEY), order.clone(), NullOrdering::Last)
        .order_by(Alias::new("id"), order.clone())
        .limit(limit)
        .to_owned()
}

/// Restricts a list to the rows that hang on some parents; returns the expression for the parent's id.
pub fn on_parents<E: Listed>(query: &mut SelectStatement, relation: Relation) -> SimpleExpr {
    match relation {
        Relation::Column(column) => Expr::col((E::default(), Alias::new(column))),
        Relation::Link(table, parent, child) => {
            query.join(
                JoinType::InnerJoin,
                Alias::new(table),
                column_of(table, child).equals((E::default(), E::id_column())),
            );
            column_of(table, parent)
        }
    }
}
