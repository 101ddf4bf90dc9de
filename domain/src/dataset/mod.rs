//! Datasets in files: read, checked whole, and written all or not at all. `docs/DATA.md` says what a file looks like.
//!
//! The way of a record: `toml_file` or `json_lines` make an `Entry` of it, `keys` gives it its id, its kind's file here reads it through
//! `reader::Fields`, `batch` and `clashes` compare it with what the network has, `batch` writes it.

mod batch;
mod chamber;
mod clashes;
mod contact;
mod country;
mod described;
mod draft;
mod event;
mod files;
pub mod generate;
mod hub;
mod json_lines;
mod keys;
pub(crate) mod order;
mod organisation;
mod parliament;
mod practice;
mod project;
mod publication;
mod reader;
mod toml_file;
mod topic;

#[cfg(test)]
mod tests;

use std::collections::HashSet;

use hemicycle_entity::values::Kind;
use uuid::Uuid;

use self::batch::{Batch, Of};
use self::draft::{Entry, ORDER};
use self::keys::Keys;
use self::reader::Desk;
use crate::actor::Actor;
use crate::failure::{Failure, Refusal};
use crate::network::Network;
use crate::write::Writing;

pub use self::files::{File, files_at, reference};
pub use self::generate::{Generated, Size, generate};

/// The name under which the log knows what a load did.
const LOADER: &str = "load";

#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Also change records whose last change was somebody else's.
    pub overwrite: bool,
    /// Do everything but keep it.
    pub dry_run: bool,
}

/// How far writing has come with one kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    pub kind: Kind,
    pub done: usize,
    pub total: usize,
}

/// What became of the records of a kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Left alone, because their last change was not a load's.
    pub kept: usize,
    /// With problems; then nothing at all was written.
    pub refused: usize,
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: String,
    pub line: usize,
    /// Such as `hub pacific`; empty where it is the file itself.
    pub record: String,
    /// Its path names the field.
    pub refusal: Refusal,
}

impl Problem {
    fn of_file(file: &str, line: usize, refusal: Refusal) -> Self {
        Self {
            file: file.to_owned(),
            line,
            record: String::new(),
            refusal,
        }
    }

    fn of_entry(entry: &Entry, line: usize, refusal: Refusal) -> Self {
        Self {
            file: entry.file.clone(),
            line,
            record: entry.record(),
            refusal,
        }
    }
}

#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The kinds that the files have, in the order in which they are written.
    pub kinds: Vec<(Kind, Counts)>,
    pub problems: Vec<Problem>,
    /// Whether what is counted was kept.
    pub written: bool,
}

/// Loads files into the network, all or nothing.
pub async fn load(
    network: &Network,
    files: &[File],
    options: &Options,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Report, Failure> {
    let mut problems = Vec::new();
    let entries = parse(files, &mut problems);
    let mut writing = network.write(Actor::System(LOADER), LOADER, None).await?;
    writing.one_at_a_time(LOADER).await?;
    let mut keys = Keys::known(&writing).await?;
    let ids = keys.give(&entries, network.clock(), &mut problems);
    let desk = Desk {
        keys: &keys,
        clock: network.clock(),
    };
    let mut batches = read(&entries, &ids, desk, &mut problems);
    for batch in &mut batches {
        problems.extend(batch.plan(&writing, options.overwrite).await?);
    }
    if !problems.is_empty() {
        return Ok(refused(&entries, problems));
    }
    let kinds = write(&mut batches, &mut writing, progress).await?;
    if !options.dry_run && writing.commit().await?.is_some() {
        analyze(network).await;
    }
    Ok(Report {
        kinds,
        problems,
        written: !options.dry_run,
    })
}

/// What was written stays written, whether or not the database could take stock of it.
async fn analyze(network: &Network) {
    if let Err(failure) = network.analyze().await {
        tracing::warn!(cause = ?failure, "the database could not be analysed");
    }
}

fn parse(files: &[File], problems: &mut Vec<Problem>) -> Vec<Entry> {
    let entries = files.iter().flat_map(|file| {
        if file.name.ends_with(".jsonl") {
            json_lines::entries(&file.name, &file.text, problems)
        } else {
            toml_file::entries(&file.name, &file.text, problems)
        }
    });
    entries.collect()
}

/// An empty batch of a kind; none of accounts, which are not in files.
fn batch(kind: Kind) -> Option<Box<dyn Batch>> {
    Some(match kind {
        Kind::Topic => Box::new(Of::<hemicycle_entity::topic::Entity>::new()),
        Kind::Country => Box::new(Of::<hemicycle_entity::country::Entity>::new()),
        Kind::Organisation => Box::new(Of::<hemicycle_entity::organisation::Entity>::new()),
        Kind::Parliament => Box::new(Of::<hemicycle_entity::parliament::Entity>::new()),
        Kind::Chamber => Box::new(Of::<hemicycle_entity::chamber::Entity>::new()),
        Kind::Hub => Box::new(Of::<hemicycle_entity::hub::Entity>::new()),
        Kind::Project => Box::new(Of::<hemicycle_entity::project::Entity>::new()),
        Kind::Practice => Box::new(Of::<hemicycle_entity::practice::Entity>::new()),
        Kind::Contact => Box::new(Of::<hemicycle_entity::contact::Entity>::new()),
        Kind::Event => Box::new(Of::<hemicycle_entity::event::Entity>::new()),
        Kind::Publication => Box::new(Of::<hemicycle_entity::publication::Entity>::new()),
        Kind::Account => return None,
    })
}

/// One batch per kind that the files have, in the order of writing.
fn read(
    entries: &[Entry],
    ids: &[Uuid],
    desk: Desk<'_>,
    problems: &mut Vec<Problem>,
) -> Vec<Box<dyn Batch>> {
    let present = |kind: &Kind| entries.iter().any(|entry| entry.kind == *kind);
    let mut batches = Vec::new();
    for kind in ORDER.into_iter().filter(present) {
        let Some(mut batch) = batch(kind) else {
            continue;
        };
        for (entry, id) in entries.iter().zip(ids) {
            if entry.kind == kind && !entry.broken {
                problems.extend(batch.read(entry, *id, desk));
            }
        }
        batches.push(batch);
    }
    batches
}

async fn write(
    batches: &mut [Box<dyn Batch>],
    writing: &mut Writing,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Vec<(Kind, Counts)>, Failure> {
    let mut kinds = Vec::with_capacity(batches.len());
    for batch in batches {
        let counts = batch.write(writing, progress).await?;
        kinds.push((batch.kind(), counts));
    }
    Ok(kinds)
}

/// The report of a load that was refused. A problem of a file's defaults is told once, not for each record.
fn refused(entries: &[Entry], mut problems: Vec<Problem>) -> Report {
    let bad: HashSet<(String, String)> = problems
        .iter()
        .map(|problem| (problem.file.clone(), problem.record.clone()))
        .collect();
    let mut kinds: Vec<(Kind, Counts)> = Vec::new();
    for kind in ORDER {
        let of_kind = entries.iter().filter(|entry| entry.kind == kind);
        let is_bad = |entry: &&Entry| bad.contains(&(entry.file.clone(), entry.record()));
        if of_kind.clone().next().is_some() {
            let refused = of_kind.filter(is_bad).count();
            let counts = Counts {
                refused,
                ..Counts::default()
            };
            kinds.push((kind, counts));
        }
    }
    let mut told = HashSet::new();
    problems.retain(|problem| {
        let refusal = &problem.refusal;
        told.insert((
            problem.file.clone(),
            problem.line,
            refusal.path.clone(),
            refusal.message.en.clone(),
        ))
    });
    problems.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Report {
        kinds,
        problems,
        written: false,
    }
}
