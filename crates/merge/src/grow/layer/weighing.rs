//! Weighing: what speaks for two nodes being one, and what of it is no longer so.

use std::collections::{BTreeSet, HashMap};

use record::{ClaimId, Verdict};

use super::{Layer, Verdicts, insert};
use crate::grow::reader::{Reader, Shelf};
use crate::kinds::Made;
use crate::score::{Pairing, Tally, UNSURE};

/// Pairs whose subjects are in memory at once.
const WEIGHED: usize = 2048;

impl<S: Made> Layer<S> {
    /// Takes out the edges of nodes that are weighed anew, and of others that are no longer held against each
    /// other; gives the pairs to weigh, and what the edges were.
    pub(super) fn loosen(
        &mut self,
        dirty: &BTreeSet<u32>,
        loosened: BTreeSet<(u32, u32)>,
        before: &mut HashMap<(u32, u32), f64>,
    ) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (one, two) in loosened {
            let edge = self.edge(one, two);
            let is_pair = self.is_pair(one, two);
            if is_pair && edge.is_none() {
                pairs.push((one, two));
            }
            if let (false, Some(points)) = (is_pair, edge) {
                before.insert((one, two), points);
                self.cut(one, two);
            }
        }
        for &node in dirty {
            let edges = self.node_mut(node).map(|node| std::mem::take(&mut node.edges)).unwrap_or_default();
            for (other, points) in edges {
                before.insert((node.min(other), node.max(other)), points);
                self.cut(other, node);
            }
            let partners = self.partners(node);
            // of two that are both weighed anew, the one finds the other
            let others = partners.into_iter().filter(|other| node < *other || !dirty.contains(other));
            pairs.extend(others.map(|other| (node.min(other), node.max(other))));
        }
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    pub(super) fn edge(&self, one: u32, two: u32) -> Option<f64> {
        let edges = &self.node(one)?.edges;
        let at = edges.binary_search_by_key(&two, |(other, _)| *other).ok()?;
        edges.get(at).map(|(_, points)| *points)
    }

    pub(super) fn cut(&mut self, one: u32, two: u32) {
        for (from, to) in [(one, two), (two, one)] {
            if let Some(node) = self.node_mut(from) {
                node.edges.retain(|(other, _)| *other != to);
            }
        }
    }

    pub(super) fn tie(&mut self, one: u32, two: u32, points: f64) {
        for (from, to) in [(one, two), (two, one)] {
            if let Some(node) = self.node_mut(from) {
                let at = node.edges.partition_point(|(other, _)| *other < to);
                insert(&mut node.edges, at, (to, points));
            }
        }
    }

    /// Makes the subjects of nodes; those that were loaded before may be forgotten.
    pub(in crate::grow) fn load<W: Shelf>(
        &mut self,
        nodes: impl Iterator<Item = u32>,
        reader: &Reader<'_, W>,
    ) -> Result<(), W::Error> {
        self.subjects.age();
        for at in nodes {
            if self.subjects.get(&at).is_some() {
                continue;
            }
            let Some(node) = self.node(at) else { continue };
            let Some(first) = node.first() else { continue };
            if let Some(subject) = reader.make::<S>(&first, &node.aside)? {
                self.subjects.insert(at, subject);
            }
        }
        Ok(())
    }

    pub(super) fn order(&self, node: u32) -> Option<ClaimId> {
        self.node(node)?.first()
    }

    pub(super) fn pairing(&self, one: u32, two: u32) -> Pairing {
        let (Some(mine), Some(theirs)) = (self.node(one), self.node(two)) else { return Pairing::default() };
        Pairing {
            one_publication: one != two && meet(mine.publications(), theirs.publications()),
            one_context: meet(&mine.shape.context, &theirs.shape.context),
            both_alone: mine.shape.alone && theirs.shape.alone,
        }
    }

    /// Weighs two nodes whose subjects were made, the one of the earlier first claim first.
    pub(in crate::grow) fn weigh<W: Shelf>(
        &self,
        one: u32,
        two: u32,
        mut tally: Tally,
        reader: &Reader<'_, W>,
    ) -> Tally {
        let (one, two) = if self.order(one) <= self.order(two) { (one, two) } else { (two, one) };
        if let (Some(mine), Some(theirs)) = (self.subjects.peek(&one), self.subjects.peek(&two)) {
            mine.weigh(theirs, self.pairing(one, two), reader.known, &mut tally);
        }
        tally
    }

    pub(super) fn verdict(&self, one: u32, two: u32, verdicts: &Verdicts) -> Option<Verdict> {
        let judged = |node: u32| self.node(node).filter(|node| node.is_judged)?.first();
        let (one, two) = (judged(one)?, judged(two)?);
        verdicts.get(&(one.min(two), one.max(two))).copied()
    }

    /// Weighs pairs; gives the nodes whose edges are others than before.
    pub(super) fn weigh_all<W: Shelf>(
        &mut self,
        mut pairs: Vec<(u32, u32)>,
        before: HashMap<(u32, u32), f64>,
        verdicts: &Verdicts,
        reader: &Reader<'_, W>,
    ) -> Result<BTreeSet<u32>, W::Error> {
        let mut now: HashMap<(u32, u32), f64> = HashMap::new();
        if pairs.len() > WEIGHED {
            // those that are held against each other have their places near each other
            let mut order: Vec<u32> = pairs.iter().flat_map(|&(one, two)| [one, two]).collect();
            order.sort_unstable();
            order.dedup();
            order.sort_by_cached_key(|at| self.node(*at).map(|node| (node.rank.clone(), node.first())));
            let places: HashMap<u32, u32> = order.into_iter().zip(0..).collect();
            let place = |node: u32| places.get(&node).copied();
            pairs
                .sort_unstable_by_key(|&(one, two)| (place(one).min(place(two)), place(one).max(place(two))));
        }
        for some in pairs.chunks(WEIGHED) {
            self.load(some.iter().flat_map(|&(one, two)| [one, two]), reader)?;
            for &(one, two) in some {
                if self.verdict(one, two, verdicts).is_some() {
                    continue;
                }
                let tally = self.weigh(one, two, Tally::default(), reader);
                let points = tally.points();
                if !tally.is_vetoed() && points >= UNSURE {
                    now.insert((one, two), points);
                }
            }
        }
        for (&(one, two), &points) in &now {
            self.tie(one, two, points);
        }
        let gone = before.iter().filter(|(pair, points)| now.get(pair) != Some(points)).map(|(pair, _)| pair);
        let new = now.iter().filter(|(pair, points)| before.get(pair) != Some(points)).map(|(pair, _)| pair);
        Ok(gone.chain(new).flat_map(|&(one, two)| [one, two]).collect())
    }
}

/// Whether two ascending lists have something in common.
fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().any(|one| long.binary_search(one).is_ok())
}
