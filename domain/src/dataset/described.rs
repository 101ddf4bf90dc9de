//! What a kind says of its files: how a record is read, what it leans on, and the lists it brings.

use std::collections::HashSet;
use std::future::Future;

use sea_orm::EntityTrait;
use uuid::Uuid;

use super::reader::Fields;
use crate::failure::Failure;
use crate::read::Reading;
use crate::record::{Link, Record};
use crate::write::Writing;

/// A value that no two records may share, and its field.
pub(super) type Unique = (&'static str, String);

/// A record as it now is, and its lists as the file has them.
pub(super) type Settled<'a, E> = (&'a <E as EntityTrait>::Model, &'a <E as Described>::Lists);

pub(super) trait Described: Record<Model: PartialEq> {
    /// Parts and links.
    type Lists: Send + Sync + 'static;
    /// Columns that refer to records of the same kind.
    const OWN_KIND: &'static [&'static str] = &[];
    /// Whether the values of `uniques` stand in the record's own row, rather than in parts.
    const UNIQUES_IN_ROW: bool = true;

    fn read(id: Self::Id, fields: &mut Fields<'_>) -> (Self::Model, Self::Lists);

    /// What a file does not hold and a load therefore leaves alone.
    fn carry(_row: &mut Self::Model, _before: &Self::Model) {}

    /// Records of the same kind that this one refers to, by field.
    fn leans_on(_row: &Self::Model) -> Vec<(&'static str, Uuid)> {
        Vec::new()
    }

    /// Values besides the key that no two records may share.
    fn uniques(_row: &Self::Model, _lists: &Self::Lists) -> Vec<Unique> {
        Vec::new()
    }

    /// Records of the network that have such values, among others.
    fn holders(
        _reading: &Reading,
        _wanted: &[Unique],
    ) -> impl Future<Output = Result<Vec<(Unique, Uuid)>, Failure>> + Send {
        async { Ok(Vec::new()) }
    }

    /// Makes the lists of these records what they should be; returns those that changed.
    fn put_lists(
        writing: &mut Writing,
        records: &[Settled<'_, Self>],
    ) -> impl Future<Output = Result<HashSet<Uuid>, Failure>> + Send;
}

/// One list of links of several records.
pub(super) async fn put_links<E: Described>(
    writing: &mut Writing,
    link: Link,
    records: &[Settled<'_, E>],
    changed: &mut HashSet<Uuid>,
    pick: impl Fn(&E::Lists) -> &Vec<Uuid> + Send,
) -> Result<(), Failure> {
    let wanted = records
        .iter()
        .map(|(row, lists)| (*row, pick(lists).clone()))
        .collect();
    changed.extend(writing.put_links::<E>(link, wanted).await?);
    Ok(())
}

/// One list of parts of several records.
pub(super) async fn put_parts<E: Described, P: crate::record::Part<Owner = E>>(
    writing: &mut Writing,
    records: &[Settled<'_, E>],
    changed: &mut HashSet<Uuid>,
    pick: impl Fn(&E::Lists) -> &Vec<P::Model> + Send,
) -> Result<(), Failure> {
    let wanted = records
        .iter()
        .map(|(row, lists)| (*row, pick(lists).clone()))
        .collect();
    changed.extend(writing.put_parts::<P>(wanted).await?);
    Ok(())
}
