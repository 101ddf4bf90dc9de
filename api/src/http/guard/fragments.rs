//! http/guard/fragments: in which order fragments can be measured, and which of them contain themselves. Touches the parsed
//! document. A loop with its own stack: measured in this order, no walk ever has to follow a spread, so that nothing
//! recurses deeper than the brackets the scan has counted, and nothing is expanded twice.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use async_graphql_parser::types::{ExecutableDocument, Selection, SelectionSet};

use super::{problem::Problem, problem::Problems, words};

/// The fragments' names, each after those it spreads; or the fragments that contain themselves.
pub(super) fn in_order(document: &ExecutableDocument) -> Result<Vec<&str>, Vec<Problem>> {
    let mut sorting = Sorting {
        spreads: BTreeMap::new(),
        marks: HashMap::new(),
        order: Vec::new(),
        cyclic: BTreeSet::new(),
    };
    for (name, fragment) in &document.fragments {
        sorting
            .spreads
            .insert(name, spreads_in(&fragment.node.selection_set.node));
    }
    let names: Vec<&str> = sorting.spreads.keys().copied().collect();
    names.into_iter().for_each(|name| sorting.visit(name));
    sorting.verdict(document)
}

/// The fragments that a selection set spreads, directly or through other fragments.
pub(super) fn reachable<'a>(
    document: &'a ExecutableDocument,
    set: &'a SelectionSet,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting = spreads_in(set);
    while let Some(name) = waiting.pop() {
        if let Some(fragment) = document.fragments.get(name).filter(|_| found.insert(name)) {
            waiting.extend(spreads_in(&fragment.node.selection_set.node));
        }
    }
    found
}

/// The names spread anywhere in this selection set, as written.
fn spreads_in(set: &SelectionSet) -> Vec<&str> {
    let mut names = Vec::new();
    let mut waiting = vec![set];
    while let Some(set) = waiting.pop() {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => waiting.push(&field.node.selection_set.node),
                Selection::InlineFragment(inline) => waiting.push(&inline.node.selection_set.node),
                Selection::FragmentSpread(spread) => {
                    names.push(spread.node.fragment_name.node.as_str())
                }
            }
        }
    }
    names
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Open,
    Done,
}

struct Sorting<'a> {
    spreads: BTreeMap<&'a str, Vec<&'a str>>,
    marks: HashMap<&'a str, Mark>,
    order: Vec<&'a str>,
    cyclic: BTreeSet<&'a str>,
}

impl<'a> Sorting<'a> {
    /// Depth first; the stack holds a fragment and how many of its spreads are done.
    fn visit(&mut self, name: &'a str) {
        let mut stack = Vec::new();
        self.enter(name, &mut stack);
        while let Some((name, done)) = stack.last_mut() {
            let next = self
                .spreads
                .get(name)
                .and_then(|spreads| spreads.get(*done).copied());
            *done += 1;
            match next {
                Some(next) => self.enter(next, &mut stack),
                None => {
                    self.marks.insert(name, Mark::Done);
                    self.order.push(name);
                    stack.pop();
                }
            }
        }
    }

    fn enter(&mut self, name: &'a str, stack: &mut Vec<(&'a str, usize)>) {
        match self.marks.get(name) {
            Some(Mark::Open) => {
                self.cyclic.insert(name);
            }
            // A spread of a fragment that does not exist is validation's to refuse.
            None if self.spreads.contains_key(name) => {
                self.marks.insert(name, Mark::Open);
                stack.push((name, 0));
            }
            Some(Mark::Done) | None => {}
        }
    }

    fn verdict(self, document: &ExecutableDocument) -> Result<Vec<&'a str>, Vec<Problem>> {
        let mut problems = Problems::default();
        for name in self.cyclic {
            let problem = words::fragment_in_itself(name);
            problems.push(match document.fragments.get(name) {
                Some(fragment) => problem.at(fragment.pos),
                None => problem,
            });
        }
        problems.verdict().map(|()| self.order)
    }
}
