//! The order in which records of one kind are written when some refer to others: those referred to come first.

use std::collections::{HashMap, HashSet};

use uuid::Uuid;

/// Whether `target` is reached from `start` along `steps`.
pub(crate) fn leads_back(steps: &HashMap<Uuid, Vec<Uuid>>, start: Uuid, target: Uuid) -> bool {
    let mut seen = HashSet::new();
    let mut open = vec![start];
    while let Some(here) = open.pop() {
        if here == target {
            return true;
        }
        if seen.insert(here) {
            open.extend(steps.get(&here).into_iter().flatten());
        }
    }
    false
}

/// How many steps lead down from each record, at most: what it leans on is lower. A circle gets some heights or other.
pub(super) fn heights(steps: &HashMap<Uuid, Vec<Uuid>>) -> HashMap<Uuid, usize> {
    let mut heights = HashMap::new();
    for start in steps.keys() {
        measure(steps, *start, &mut heights);
    }
    heights
}

/// Without recursion: a chain may be long.
fn measure(steps: &HashMap<Uuid, Vec<Uuid>>, start: Uuid, heights: &mut HashMap<Uuid, usize>) {
    let mut open = vec![(start, false)];
    let mut entered = HashSet::new();
    while let Some((here, below_known)) = open.pop() {
        let below = steps.get(&here).map_or(&[][..], Vec::as_slice);
        if below_known {
            let known = below.iter().filter_map(|one| heights.get(one));
            let height = known.max().map_or(0, |height| height + 1);
            heights.insert(here, height);
        } else if !heights.contains_key(&here) && entered.insert(here) {
            open.push((here, true));
            open.extend(below.iter().map(|one| (*one, false)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_lean_on_is_lower() {
        let id = |n: u128| Uuid::from_u128(n);
        let steps: HashMap<Uuid, Vec<Uuid>> = [(1, 2), (2, 3), (5, 1), (4, 9)]
            .map(|(from, to)| (id(from), vec![id(to)]))
            .into();
        let heights = heights(&steps);
        assert!(
            [3, 2, 1, 5]
                .map(|n| heights[&id(n)])
                .is_sorted_by(|a, b| a < b)
        );
    }

    #[test]
    fn a_circle_is_found_and_does_not_hang() {
        let id = |n: u128| Uuid::from_u128(n);
        let steps = HashMap::from([(id(1), vec![id(2)]), (id(2), vec![id(1)])]);
        assert!(leads_back(&steps, id(2), id(1)));
        assert!(!leads_back(&steps, id(2), id(3)));
        assert_eq!(heights(&steps).len(), 2);
    }
}
