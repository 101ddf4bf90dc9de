//! Codes and slugs, and the ids they stand for: of what the network has and of what the files bring.

use std::collections::{HashMap, HashSet};

use hemicycle_entity::values::Kind;
use sea_orm::sea_query::{Alias, Query};
use uuid::Uuid;

use super::Problem;
use super::draft::{Entry, ORDER, names};
use crate::clock::Clock;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::read::Reading;

type OfKinds = HashMap<Kind, HashMap<String, Uuid>>;

#[derive(Default)]
pub(super) struct Keys {
    now: OfKinds,
    /// Of records that people gave others since: files go on calling them as they did.
    former: OfKinds,
}

impl Keys {
    /// What the network has: one statement per kind, and one for what was before.
    pub async fn known(reading: &Reading) -> Result<Self, Failure> {
        let mut keys = Self::default();
        for kind in ORDER {
            let (table, key) = names(kind);
            let known = reading.keys(table, key).await?;
            keys.now.insert(kind, known.into_iter().collect());
        }
        for (kind, key, record) in former_keys(reading).await? {
            keys.former.entry(kind).or_default().insert(key, record);
        }
        Ok(keys)
    }

    pub fn id(&self, kind: Kind, key: &str) -> Option<Uuid> {
        let find = |keys: &OfKinds| keys.get(&kind)?.get(key).copied();
        find(&self.now).or_else(|| find(&self.former))
    }

    /// The records that the files call as they are called now: what else is called as one of them was before is another one.
    fn called_as_now(&self, entries: &[Entry]) -> HashSet<Uuid> {
        let known = |entry: &Entry| self.now.get(&entry.kind)?.get(entry.key()?).copied();
        entries.iter().filter_map(known).collect()
    }

    /// The id of each entry: the one the network has for its key, or a new one. A record stated twice is a problem of the second place.
    pub fn give(
        &mut self,
        entries: &[Entry],
        clock: &Clock,
        problems: &mut Vec<Problem>,
    ) -> Vec<Uuid> {
        let mut places: HashMap<(Kind, &str), &Entry> = HashMap::new();
        let mut present = self.called_as_now(entries);
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
                let former = self.former.get(&entry.kind).and_then(|keys| keys.get(key));
                let former = former.copied().filter(|id| !present.contains(id));
                // Of two names that one had before, the first is its.
                present.extend(former);
                let ids = self.now.entry(entry.kind).or_default();
                *ids.entry(key.to_owned())
                    .or_insert_with(|| former.unwrap_or_else(|| clock.new_id()))
            })
            .collect()
    }
}

/// The codes and slugs that records had before.
async fn former_keys(reading: &Reading) -> Result<Vec<(Kind, String, Uuid)>, Failure> {
    let [kind, slug, record] = ["kind", "slug", "record"];
    let query = Query::select()
        .columns([kind, slug, record].map(Alias::new))
        .from(Alias::new("slug_redirect"))
        .to_owned();
    let rows = reading.rows(&query).await?;
    let read = rows.iter().map(|row| {
        Ok((
            row.try_get("", kind)?,
            row.try_get("", slug)?,
            row.try_get("", record)?,
        ))
    });
    read.collect()
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
