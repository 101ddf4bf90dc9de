//! What the orders of lists have in common.

use hemicycle_entity::values::Kind;
use sea_orm::ColumnTrait;

use crate::names::NameLanguage;
use crate::page::{Direction, KeyType, Order, Sort};

pub(crate) const fn ascending<F>(field: F) -> Order<F> {
    Order {
        field,
        direction: Direction::Ascending,
        language: NameLanguage::English,
    }
}

pub(crate) const fn descending<F>(field: F) -> Order<F> {
    Order {
        field,
        direction: Direction::Descending,
        language: NameLanguage::English,
    }
}

pub(crate) fn by(column: impl ColumnTrait, key: KeyType) -> Sort {
    Sort::Column {
        expr: column.into_expr(),
        key,
        nullable: false,
    }
}

pub(crate) fn by_nullable(column: impl ColumnTrait, key: KeyType) -> Sort {
    Sort::Column {
        expr: column.into_expr(),
        key,
        nullable: true,
    }
}

pub(crate) const fn by_name(kind: Kind) -> Sort {
    Sort::Name(kind)
}
