//! What only shows when the records of a kind are seen together and beside the network's: values that no two may share, references that lead
//! in a circle, and the order of writing that follows.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

use super::Problem;
use super::batch::{AT_ONCE, Draft, Fate, Of};
use super::described::{Described, Unique};
use super::draft::names;
use super::order::{heights, leads_back};
use super::reader::twice;
use crate::failure::{ErrorCode, Failure, Refusal};
use crate::read::Reading;
use crate::record::Common;

impl<E: Described> Of<E> {
    fn to_write(&self) -> impl Iterator<Item = &Draft<E>> {
        self.0.iter().filter(|draft| draft.fate != Fate::Kept)
    }

    /// Notes values that two records of the load, or one of it and one of the network, would share. Returns the records that take a value
    /// over from another one of the load, with those others.
    pub(super) async fn shared_values(
        &self,
        reading: &Reading,
        problems: &mut Vec<Problem>,
    ) -> Result<HashMap<Uuid, Vec<Uuid>>, Failure> {
        let mut wanted: HashMap<Unique, &Draft<E>> = HashMap::new();
        for draft in self.to_write() {
            for unique in E::uniques(&draft.row, &draft.lists) {
                if let Some(first) = wanted.get(&unique) {
                    let refusal = taken(&first.entry.record(), &unique.1);
                    problems.push(draft.problem(unique.0, refusal));
                } else {
                    wanted.insert(unique, draft);
                }
            }
        }
        let ours: HashSet<Uuid> = self.to_write().map(|draft| draft.row.uuid()).collect();
        let values: Vec<Unique> = wanted.keys().cloned().collect();
        let mut passed_on: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for some in values.chunks(AT_ONCE) {
            for (unique, holder) in E::holders(reading, some).await? {
                let Some(draft) = wanted.get(&unique) else {
                    continue;
                };
                let id = draft.row.uuid();
                if !ours.contains(&holder) {
                    let refusal = taken(&another::<E>(), &unique.1);
                    problems.push(draft.problem(unique.0, refusal));
                } else if holder != id && E::UNIQUES_IN_ROW {
                    passed_on.entry(id).or_default().push(holder);
                }
            }
        }
        Ok(passed_on)
    }

    /// Puts those first that others refer to or take a value over from. Two that exchange a value cannot both come first.
    pub(super) fn put_in_order(
        &mut self,
        passed_on: &HashMap<Uuid, Vec<Uuid>>,
        problems: &mut Vec<Problem>,
    ) {
        let mut steps = passed_on.clone();
        for draft in &self.0 {
            let leans_on = E::leans_on(&draft.row).into_iter().map(|(_, to)| to);
            steps.entry(draft.row.uuid()).or_default().extend(leans_on);
        }
        let heights = heights(&steps);
        for draft in &mut self.0 {
            let id = draft.row.uuid();
            draft.height = heights.get(&id).copied().unwrap_or(0);
            let givers = passed_on.get(&id).into_iter().flatten();
            if givers.clone().any(|giver| leads_back(&steps, *giver, id)) {
                problems.push(Problem::of_entry(
                    &draft.entry,
                    draft.entry.line,
                    exchange(),
                ));
            }
        }
        self.0.sort_by_key(|draft| draft.height);
    }

    /// Records that would refer to themselves, directly or through others.
    pub(super) async fn circles(&self, reading: &Reading) -> Result<Vec<Problem>, Failure> {
        if self
            .to_write()
            .all(|draft| E::leans_on(&draft.row).is_empty())
        {
            return Ok(Vec::new());
        }
        let mut steps: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
        for column in E::OWN_KIND {
            for (from, to) in reading.pairs(names(E::KIND).0, column).await? {
                steps.entry(from).or_default().push(to);
            }
        }
        for draft in self.to_write() {
            let leans_on = E::leans_on(&draft.row);
            steps.insert(
                draft.row.uuid(),
                leans_on.into_iter().map(|(_, to)| to).collect(),
            );
        }
        let mut problems = Vec::new();
        for draft in self.to_write() {
            for (field, to) in E::leans_on(&draft.row) {
                if leads_back(&steps, to, draft.row.uuid()) {
                    problems.push(draft.problem(field, circle()));
                }
            }
        }
        Ok(problems)
    }
}

impl<E: Described> Draft<E> {
    fn problem(&self, field: &'static str, refusal: Refusal) -> Problem {
        let line = self
            .entry
            .table
            .get(field)
            .map_or(self.entry.line, |node| node.line);
        Problem::of_entry(&self.entry, line, refusal.at(field))
    }
}

fn another<E: Described>() -> String {
    format!("another {} of the network", names(E::KIND).0)
}

fn taken(holder: &str, value: &str) -> Refusal {
    Refusal::new(
        twice().code,
        format!("“{value}” already belongs to {holder}."),
        format!("« {value} » appartient déjà à une autre fiche ({holder})."),
    )
}

fn circle() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "This leads back to the record itself.",
        "Ceci ramène à la fiche elle-même.",
    )
}

fn exchange() -> Refusal {
    Refusal::new(
        ErrorCode::InvalidValue,
        "Records exchange values that no two may share: give one of them another value first, in a load of its own.",
        "Des fiches échangent des valeurs que deux fiches ne peuvent partager : donner d’abord à l’une d’elles une autre valeur, par un chargement à part.",
    )
}
