//! Judging: what hangs together is judged together, and clusters keep their numbers where they can.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use record::Verdict;

use super::{Change, Layer, Turn, Verdicts, Was};
use crate::grow::reader::{Reader, Shelf};
use crate::judge::{Edge, decide};
use crate::kinds::Made;
use crate::score::{SURE, Tally};

impl<S: Made> Layer<S> {
    /// The nodes that could become one with any of these, directly or over others; in order of their first claims.
    pub(super) fn component(
        &self,
        from: u32,
        same: &HashMap<u32, Vec<u32>>,
        seen: &mut HashSet<u32>,
    ) -> Vec<u32> {
        let mut found = Vec::new();
        let mut waiting = vec![from];
        while let Some(node) = waiting.pop() {
            if !seen.insert(node) {
                continue;
            }
            found.push(node);
            let edges = self.node(node).map(|node| node.edges.as_slice()).unwrap_or_default();
            waiting.extend(edges.iter().filter(|(_, points)| *points >= SURE).map(|(other, _)| *other));
            waiting.extend(same.get(&node).into_iter().flatten());
        }
        found.sort_by_key(|node| self.order(*node));
        found
    }

    /// Judges anew whatever hangs together with these nodes.
    pub(super) fn judge<W: Shelf>(
        &mut self,
        affected: BTreeSet<u32>,
        verdicts: &Verdicts,
        was: &Was,
        turn: &mut Turn,
        reader: &Reader<'_, W>,
    ) -> Result<(), W::Error> {
        let mut told: BTreeMap<(u32, u32), Verdict> = BTreeMap::new();
        let mut same: HashMap<u32, Vec<u32>> = HashMap::new();
        for ((left, right), verdict) in verdicts {
            let (Some(&one), Some(&two)) = (self.of_claim.get(left), self.of_claim.get(right)) else {
                continue;
            };
            told.insert((one, two), *verdict);
            if *verdict == Verdict::Same {
                same.entry(one).or_default().push(two);
                same.entry(two).or_default().push(one);
            }
        }
        let mut seen = HashSet::new();
        let mut groups: Vec<Vec<u32>> = Vec::new();
        let mut joined: Vec<Edge> = Vec::new();
        for node in affected {
            if self.order(node).is_none() || seen.contains(&node) {
                continue;
            }
            let nodes = self.component(node, &same, &mut seen);
            if nodes.len() > 1 {
                self.load(nodes.iter().copied(), reader)?;
            }
            let (found, joins) = self.decide(&nodes, &told, reader);
            groups.extend(found);
            joined.extend(joins);
        }
        self.regroup(groups, was, turn);
        for edge in joined {
            if let Some(cluster) = self.node(edge.one).and_then(|node| node.cluster) {
                self.joins.entry(cluster).or_default().push(edge);
            }
        }
        Ok(())
    }

    /// Judges nodes that hang together, given in order of their first claims.
    pub(super) fn decide<W: Shelf>(
        &self,
        nodes: &[u32],
        told: &BTreeMap<(u32, u32), Verdict>,
        reader: &Reader<'_, W>,
    ) -> (Vec<Vec<u32>>, Vec<Edge>) {
        let numbers: HashMap<u32, u32> = nodes.iter().copied().zip(0..).collect();
        let real = |number: u32| nodes.get(number as usize).copied().unwrap_or(u32::MAX);
        let mut edges = Vec::new();
        for (&node, &number) in &numbers {
            for (other, points) in self.node(node).into_iter().flat_map(|node| &node.edges) {
                if let Some(&other) = numbers.get(other).filter(|other| number < **other)
                    && *points >= SURE
                {
                    edges.push(Edge { points: *points, one: number, two: other });
                }
            }
        }
        let mut verdicts = BTreeMap::new();
        for ((one, two), verdict) in told {
            if let (Some(&one), Some(&two)) = (numbers.get(one), numbers.get(two)) {
                verdicts.insert((one.min(two), one.max(two)), *verdict);
            }
        }
        let dated = |number: u32| self.node(real(number)).is_none_or(|node| node.is_dated);
        let excludes =
            |one: u32, two: u32| self.weigh(real(one), real(two), Tally::default(), reader).is_vetoed();
        let ruling = decide(nodes.len(), edges, &verdicts, &dated, &excludes);
        let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (number, node) in nodes.iter().enumerate() {
            groups.entry(ruling.cluster(number as u32)).or_default().push(*node);
        }
        let joins =
            ruling.joins.iter().map(|edge| Edge { one: real(edge.one), two: real(edge.two), ..*edge });
        (groups.into_values().collect(), joins.collect())
    }

    /// Makes clusters of groups. A cluster keeps its number where most of it stays together.
    pub(super) fn regroup(&mut self, groups: Vec<Vec<u32>>, was: &Was, turn: &mut Turn) {
        let mut shares: Vec<(usize, u32, usize)> = Vec::new();
        let mut touched: BTreeSet<u32> = BTreeSet::new();
        for (at, group) in groups.iter().enumerate() {
            let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
            for node in group.iter().filter_map(|node| self.node(*node)) {
                if let Some(cluster) = node.cluster {
                    *counts.entry(cluster).or_default() += node.claims.len();
                }
            }
            touched.extend(counts.keys());
            shares.extend(counts.into_iter().map(|(cluster, count)| (count, cluster, at)));
        }
        shares.sort_unstable_by_key(|&(count, cluster, at)| (std::cmp::Reverse(count), cluster, at));
        let mut named: HashMap<usize, u32> = HashMap::new();
        let mut taken: HashSet<u32> = HashSet::new();
        for (_, cluster, at) in shares {
            if !named.contains_key(&at) && taken.insert(cluster) {
                named.insert(at, cluster);
            }
        }
        for cluster in &touched {
            self.clusters.remove(cluster);
            self.joins.remove(cluster);
        }
        turn.gone.extend(touched.iter().filter(|cluster| !taken.contains(cluster)));
        for (at, group) in groups.into_iter().enumerate() {
            let cluster = named.get(&at).copied().unwrap_or_else(|| {
                self.next += 1;
                self.next - 1
            });
            turn.judged.insert(cluster);
            for &node in &group {
                let Some(node) = self.node_mut(node) else { continue };
                let old = node.cluster.replace(cluster);
                for &(claim, publication) in &node.claims {
                    let from = was.get(&claim).map_or(old, |(_, cluster)| *cluster);
                    if from != Some(cluster) {
                        turn.changes.push(Change { claim, publication, from, to: Some(cluster) });
                    }
                }
            }
            let mut group = group;
            group.sort_unstable();
            self.clusters.insert(cluster, group.into());
        }
    }

    /// Of each pair of clusters, one of which is among these, the likeliest edge between them; by node, that of the
    /// earlier first claim first.
    pub(in crate::grow) fn unsure(&self, clusters: &BTreeSet<u32>) -> Vec<Edge> {
        let mut best: BTreeMap<(u32, u32), Edge> = BTreeMap::new();
        for cluster in clusters {
            for (at, node) in self.nodes(*cluster) {
                for &(other, points) in &node.edges {
                    let Some(far) = self.node(other).and_then(|other| other.cluster) else { continue };
                    if far == *cluster {
                        continue;
                    }
                    let (one, two) =
                        if self.order(at) <= self.order(other) { (at, other) } else { (other, at) };
                    let edge = Edge { points, one, two };
                    let kept = best.entry((far.min(*cluster), far.max(*cluster))).or_insert(edge);
                    let order = |edge: &Edge| (self.order(edge.one), self.order(edge.two));
                    let by_points = edge.points.total_cmp(&kept.points);
                    if by_points.then_with(|| order(kept).cmp(&order(&edge))).is_gt() {
                        *kept = edge;
                    }
                }
            }
        }
        best.into_values().collect()
    }
}
