//! All records of one kind on their way from the files to the network: read, compared with what is there, written.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;

use hemicycle_entity::values::{ActorKind, Kind};
use uuid::Uuid;

use super::described::{Described, Settled};
use super::draft::Entry;
use super::reader::{Desk, Fields};
use super::{Counts, LOADER, Problem, Progress};
use crate::failure::Failure;
use crate::read::Reading;
use crate::record::Common;
use crate::write::Writing;

/// Records in one statement: well under what a statement of either database takes.
pub(super) const AT_ONCE: usize = 1_000;

type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Failure>> + Send + 'a>>;

/// A batch whose kind is not named.
pub(super) trait Batch: Send {
    fn kind(&self) -> Kind;
    /// Reads one more record; returns its problems.
    fn read(&mut self, entry: &Entry, id: Uuid, desk: Desk<'_>) -> Vec<Problem>;
    /// Decides what becomes of each record; returns the problems that only the network's data show.
    fn plan<'a>(&'a mut self, reading: &'a Reading, overwrite: bool) -> Doing<'a, Vec<Problem>>;
    fn write<'a>(
        &'a mut self,
        writing: &'a mut Writing,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> Doing<'a, Counts>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    Added,
    Changed,
    Unchanged,
    Kept,
}

pub(super) struct Draft<E: Described> {
    pub entry: Entry,
    pub row: E::Model,
    pub lists: E::Lists,
    before: Option<E::Model>,
    pub fate: Fate,
    /// How many others have to be written before it, one after the other.
    pub height: usize,
}

pub(super) struct Of<E: Described>(pub Vec<Draft<E>>);

impl<E: Described> Of<E> {
    pub const fn new() -> Self {
        Self(Vec::new())
    }
}

impl<E: Described> Batch for Of<E> {
    fn kind(&self) -> Kind {
        E::KIND
    }

    fn read(&mut self, entry: &Entry, id: Uuid, desk: Desk<'_>) -> Vec<Problem> {
        let mut fields = Fields::new(desk, &entry.table, entry.line);
        let (row, lists) = E::read(id.into(), &mut fields);
        let found = fields.finish();
        if found.is_empty() {
            self.0.push(Draft {
                entry: entry.clone(),
                row,
                lists,
                before: None,
                fate: Fate::Added,
                height: 0,
            });
        }
        let problem = |one: super::reader::Found| Problem::of_entry(entry, one.line, one.refusal);
        found.into_iter().map(problem).collect()
    }

    fn plan<'a>(&'a mut self, reading: &'a Reading, overwrite: bool) -> Doing<'a, Vec<Problem>> {
        Box::pin(async move {
            for some in self.0.chunks_mut(AT_ONCE) {
                compare(some, reading, overwrite).await?;
            }
            let mut problems = Vec::new();
            let passed_on = self.shared_values(reading, &mut problems).await?;
            problems.extend(self.circles(reading).await?);
            self.put_in_order(&passed_on, &mut problems);
            Ok(problems)
        })
    }

    fn write<'a>(
        &'a mut self,
        writing: &'a mut Writing,
        progress: &'a mut (dyn FnMut(Progress) + Send),
    ) -> Doing<'a, Counts> {
        Box::pin(async move {
            let total = self.0.len();
            let mut counts = Counts::default();
            let mut done = 0;
            let levels = self.0.chunk_by_mut(|a, b| a.height == b.height);
            for some in levels.flat_map(|level| level.chunks_mut(AT_ONCE)) {
                write_some(some, writing, &mut counts).await?;
                done += some.len();
                let kind = E::KIND;
                progress(Progress { kind, done, total });
            }
            Ok(counts)
        })
    }
}

/// What becomes of each: by whether the network has it, whose word was last, and whether its own row differs.
async fn compare<E: Described>(
    drafts: &mut [Draft<E>],
    reading: &Reading,
    overwrite: bool,
) -> Result<(), Failure> {
    let ids: Vec<E::Id> = drafts.iter().map(|draft| E::id(&draft.row)).collect();
    let mut existing = reading.by_ids::<E>(&ids).await?;
    let known: Vec<Uuid> = existing.values().map(Common::uuid).collect();
    let authors = if overwrite {
        HashMap::new()
    } else {
        reading.last_authors(E::KIND, &known).await?
    };
    for draft in drafts {
        let Some(before) = existing.remove(&E::id(&draft.row)) else {
            continue;
        };
        draft
            .row
            .stamp(before.version(), before.created_at(), before.updated_at());
        E::carry(&mut draft.row, &before);
        let author = authors.get(&before.uuid());
        let foreign =
            author.is_some_and(|(kind, name)| *kind != ActorKind::System || name != LOADER);
        draft.fate = match () {
            () if foreign => Fate::Kept,
            () if draft.row == before => Fate::Unchanged,
            () => Fate::Changed,
        };
        draft.before = Some(before);
    }
    Ok(())
}

async fn write_some<E: Described>(
    drafts: &mut [Draft<E>],
    writing: &mut Writing,
    counts: &mut Counts,
) -> Result<(), Failure> {
    let new = drafts.iter().filter(|draft| draft.fate == Fate::Added);
    let new: Vec<E::Model> = new.map(|draft| draft.row.clone()).collect();
    if !new.is_empty() {
        // Deeds never give a former slug to somebody else; a file may, and then it is theirs alone.
        let keys: Vec<&str> = new.iter().map(E::key).collect();
        writing.lead_nowhere_else::<E>(keys).await?;
        writing.insert_many::<E>(new).await?;
    }
    for draft in drafts.iter_mut() {
        if let (Fate::Changed, Some(before)) = (draft.fate, &draft.before) {
            let after = draft.row.clone();
            draft.row = writing.update::<E>(before, after, before.version()).await?;
        }
    }
    let settled: Vec<Settled<'_, E>> = drafts
        .iter()
        .filter(|draft| draft.fate != Fate::Kept)
        .map(|draft| (&draft.row, &draft.lists))
        .collect();
    let lists_changed = if settled.is_empty() {
        HashSet::new()
    } else {
        E::put_lists(writing, &settled).await?
    };
    for draft in drafts {
        match draft.fate {
            Fate::Added => counts.added += 1,
            Fate::Changed => counts.changed += 1,
            Fate::Unchanged if lists_changed.contains(&draft.row.uuid()) => counts.changed += 1,
            Fate::Unchanged => counts.unchanged += 1,
            Fate::Kept => counts.kept += 1,
        }
    }
    Ok(())
}
