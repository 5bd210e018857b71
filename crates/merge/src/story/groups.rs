//! Groups of publications that grow together, the likest first.

use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

use record::Lang;

use super::{ALIKE, ALIKE_IN_LANGUAGE, Telling};

/// Groups of publications, and how alike the groups are in sum.
pub(super) struct Groups {
    members: Vec<Vec<usize>>,
    langs: Vec<Lang>,
    /// Of every pair of groups that is alike at all: the sum over their pairs of publications.
    sums: Vec<HashMap<usize, f32>>,
    single: HashMap<(usize, usize), f32>,
    queue: BinaryHeap<Likely>,
}

/// A pair of groups with its average when it was entered; it is stale where a group has grown since.
#[derive(PartialEq)]
struct Likely {
    average: f32,
    groups: (usize, usize),
    sizes: (usize, usize),
}

impl Eq for Likely {}

impl Ord for Likely {
    fn cmp(&self, other: &Likely) -> Ordering {
        // ties go to the publications that come first, so that the order of work is always the same
        self.average.total_cmp(&other.average).then(other.groups.cmp(&self.groups))
    }
}

impl PartialOrd for Likely {
    fn partial_cmp(&self, other: &Likely) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Groups {
    pub(super) fn new(tellings: &[Telling], single: HashMap<(usize, usize), f32>) -> Groups {
        let mut groups = Groups {
            members: (0..tellings.len()).map(|at| vec![at]).collect(),
            langs: tellings.iter().map(|one| one.lang.clone()).collect(),
            sums: vec![HashMap::new(); tellings.len()],
            single,
            queue: BinaryHeap::new(),
        };
        let pairs: Vec<((usize, usize), f32)> =
            groups.single.iter().map(|(pair, sum)| (*pair, *sum)).collect();
        for ((a, b), sum) in pairs {
            groups.set(a, b, sum);
        }
        groups
    }

    fn size(&self, group: usize) -> usize {
        self.members.get(group).map_or(0, Vec::len)
    }

    fn set(&mut self, a: usize, b: usize, sum: f32) {
        for (from, to) in [(a, b), (b, a)] {
            if let Some(row) = self.sums.get_mut(from) {
                row.insert(to, sum);
            }
        }
        let sizes = (self.size(a), self.size(b));
        let average = sum / (sizes.0 * sizes.1).max(1) as f32;
        if average >= ALIKE {
            self.queue.push(Likely {
                average,
                groups: (a.min(b), a.max(b)),
                sizes: if a < b { sizes } else { (sizes.1, sizes.0) },
            });
        }
    }

    /// Joins the two groups that are likest; false where none are alike any more.
    pub(super) fn join_likest(&mut self) -> bool {
        while let Some(likely) = self.queue.pop() {
            let (a, b) = likely.groups;
            let fresh = (self.size(a), self.size(b)) == likely.sizes && likely.sizes.0 * likely.sizes.1 > 0;
            if fresh && !self.contradict(a, b) {
                self.join(a, b);
                return true;
            }
        }
        false
    }

    /// Whether two publications of one language speak against it.
    fn contradict(&self, a: usize, b: usize) -> bool {
        let (Some(mine), Some(theirs)) = (self.members.get(a), self.members.get(b)) else { return true };
        mine.iter().any(|&one| {
            theirs.iter().any(|&other| {
                let pair = (one.min(other), one.max(other));
                let likeness = self.single.get(&pair).copied().unwrap_or(0.0);
                self.langs.get(one) == self.langs.get(other) && likeness < ALIKE_IN_LANGUAGE
            })
        })
    }

    fn join(&mut self, a: usize, b: usize) {
        let moved = self.members.get_mut(b).map(std::mem::take).unwrap_or_default();
        if let Some(members) = self.members.get_mut(a) {
            members.extend(moved);
        }
        let theirs = self.sums.get_mut(b).map(std::mem::take).unwrap_or_default();
        let mut mine = self.sums.get_mut(a).map(std::mem::take).unwrap_or_default();
        for (group, sum) in theirs {
            *mine.entry(group).or_default() += sum;
        }
        mine.retain(|group, _| *group != a && *group != b);
        let mut rest: Vec<(usize, f32)> = mine.into_iter().collect();
        rest.sort_unstable_by_key(|(group, _)| *group);
        for (group, sum) in rest {
            if let Some(row) = self.sums.get_mut(group) {
                row.remove(&b);
            }
            self.set(a, group, sum);
        }
    }

    pub(super) fn numbers(&self) -> Vec<usize> {
        let mut numbers = vec![0; self.langs.len()];
        let mut groups: Vec<&Vec<usize>> =
            self.members.iter().filter(|members| !members.is_empty()).collect();
        groups.sort_by_key(|members| members.iter().min());
        for (number, members) in groups.into_iter().enumerate() {
            for &member in members {
                if let Some(slot) = numbers.get_mut(member) {
                    *slot = number;
                }
            }
        }
        numbers
    }
}
