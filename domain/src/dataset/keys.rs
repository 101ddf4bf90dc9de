//! Codes and slugs, and the ids they stand for: of what the network has and of what the files bring.

use std::collections::HashMap;

use hemicycle_entity::values::Kind;
use uuid::Uuid;

use super::Problem;
use super::draft::{Entry, ORDER, names};
use crate::clock::Clock;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::read::Reading;

#[derive(Default)]
pub(super) struct Keys(HashMap<Kind, HashMap<String, Uuid>>);

impl Keys {
    /// What the network has: one statement per kind.
    pub async fn known(reading: &Reading) -> Result<Self, Failure> {
        let mut keys = Self::default();
        for kind in ORDER {
            let (table, key) = names(kind);
            let known = reading.keys(table, key).await?;
            keys.0.insert(kind, known.into_iter().collect());
        }
        Ok(keys)
    }

    pub fn id(&self, kind: Kind, key: &str) -> Option<Uuid> {
        self.0.get(&kind)?.get(key).copied()
    }

    /// The id of each entry: the one the network has for its key, or a new one. A record stated twice is a problem of the second place.
    pub fn give(
        &mut self,
        entries: &[Entry],
        clock: &Clock,
        problems: &mut Vec<Problem>,
    ) -> Vec<Uuid> {
        let mut places: HashMap<(Kind, &str), &Entry> = HashMap::new();
        entries
            .iter()
            .map(|entry| {
                let Some(key) = entry.key() else {
                    return clock.new_id();
                };
                if let Some(first) = places.get(&(entry.kind, key)) {
                    problems.push(doubled(entry, first));
                    return clock.new_id();
                }
                places.insert((entry.kind, key), entry);
                let ids = self.0.entry(entry.kind).or_default();
                *ids.entry(key.to_owned()).or_insert_with(|| clock.new_id())
            })
            .collect()
    }
}

fn doubled(entry: &Entry, first: &Entry) -> Problem {
    let (file, line) = (&first.file, first.line);
    let refusal = Refusal::new(
        ErrorCode::Duplicate,
        format!("This record already stands in {file}, line {line}."),
        format!("Cette fiche se trouve déjà dans {file}, ligne {line}."),
    );
    Problem::of_entry(entry, entry.line, refusal.at(names(entry.kind).1))
}
