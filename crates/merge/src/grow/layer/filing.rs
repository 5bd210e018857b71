//! Blocks: where nodes stand, and who is held against whom there.

use std::collections::{BTreeSet, HashMap};

use record::ClaimId;

use super::{Filing, Layer, Node, Shape, Stand};
use crate::block::{FULL, WINDOW};
use crate::kinds::Made;

impl<S: Made> Layer<S> {
    /// Looks again at what nodes are filed under; gives what changes and which nodes must be weighed anew.
    pub(super) fn reshape(
        &mut self,
        moved: &BTreeSet<u32>,
        shaken: &BTreeSet<ClaimId>,
        upset: &BTreeSet<ClaimId>,
        shape: &dyn Fn(&Node) -> Shape,
    ) -> (Vec<Filing>, BTreeSet<u32>) {
        let find = |claims: &BTreeSet<ClaimId>| -> BTreeSet<u32> {
            claims.iter().filter_map(|claim| self.of_claim.get(claim).copied()).collect()
        };
        let (shaken, upset) = (find(shaken), find(upset));
        let mut filings = Vec::new();
        let mut dirty = BTreeSet::new();
        let mut all = shaken;
        all.extend(moved);
        all.extend(&upset);
        for at in all {
            let Some(node) = self.node(at) else { continue };
            let Some(first) = node.first() else {
                // nothing is left of it
                let from = self.node_mut(at).and_then(|node| node.filed.take());
                filings.push(Filing { node: at, from, to: None });
                dirty.insert(at);
                continue;
            };
            let around = shape(node);
            if !moved.contains(&at) && !upset.contains(&at) && around == node.shape {
                continue;
            }
            dirty.insert(at);
            let Some(node) = self.node_mut(at) else { continue };
            node.shape = around;
            let to = Some(Stand { first, context: node.shape.context.as_slice().into() });
            if node.filed != to {
                filings.push(Filing { node: at, from: node.filed.take(), to });
            }
        }
        (filings, dirty)
    }

    /// Where in a block something of this rank and first claim stands, or would stand.
    pub(super) fn stands(&self, block: &[u32], rank: &str, first: ClaimId) -> usize {
        block.partition_point(|other| {
            let other = self.node(*other);
            let filed = other.and_then(|other| Some((&*other.rank, other.filed.as_ref()?.first)));
            filed.is_some_and(|filed| filed < (rank, first))
        })
    }

    /// Files nodes under their keys. Gives pairs of others that may no longer be held against each other, or may be
    /// for the first time.
    pub(super) fn file(&mut self, filings: &[Filing], dirty: &BTreeSet<u32>) -> BTreeSet<(u32, u32)> {
        // those that are filed stay so until all that stood around them is seen
        for filing in filings.iter().filter(|filing| filing.from.is_some()) {
            let from = filing.from.clone();
            if let Some(node) = self.node_mut(filing.node) {
                node.filed = from;
            }
        }
        let mut lengths: HashMap<u64, usize> = HashMap::new();
        let mut found = BTreeSet::new();
        let mut changed: Vec<(u64, u32, ClaimId)> = Vec::new();
        for filing in filings {
            let Some(node) = self.node(filing.node) else { continue };
            for stand in filing.from.iter().chain(&filing.to) {
                changed.extend(node.keys(stand).iter().map(|key| (*key, filing.node, stand.first)));
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for &(key, ..) in &changed {
            lengths.entry(key).or_insert_with(|| self.blocks.get(key).len());
        }
        for &(key, node, first) in &changed {
            self.look_around(key, node, first, dirty, &mut found);
        }
        for Filing { node, from, .. } in filings {
            let keys = from.as_ref().map(|stand| self.keys(*node, stand)).unwrap_or_default();
            for key in keys {
                self.blocks.remove(key, *node);
            }
        }
        for filing in filings {
            if let Some(node) = self.node_mut(filing.node) {
                node.filed = None;
            }
        }
        for Filing { node, to, .. } in filings {
            let Some(stand) = to else { continue };
            let rank = self.node(*node).map(|node| node.rank.clone()).unwrap_or_else(|| "".into());
            for key in self.keys(*node, stand) {
                let at = self.stands(self.blocks.get(key), &rank, stand.first);
                self.blocks.insert(key, at, *node);
            }
            if let Some(node) = self.node_mut(*node) {
                node.filed = Some(stand.clone());
            }
        }
        for of_key in changed.chunk_by(|one, two| one.0 == two.0) {
            let Some(&(key, ..)) = of_key.first() else { continue };
            let now = self.blocks.get(key).len();
            let before = lengths.get(&key).copied().unwrap_or(0);
            if (before <= FULL) != (now <= FULL) {
                let others: Vec<u32> =
                    self.blocks.get(key).iter().copied().filter(|one| !dirty.contains(one)).collect();
                pair_up(&others, &mut found);
            } else {
                for &(key, node, first) in of_key {
                    self.look_around(key, node, first, dirty, &mut found);
                }
            }
        }
        found
    }

    /// The keys under which a node stands.
    fn keys(&self, node: u32, stand: &Stand) -> Vec<u64> {
        self.node(node).map(|node| node.keys(stand).into_owned()).unwrap_or_default()
    }

    /// Pairs around a place in an overfull block.
    pub(super) fn look_around(
        &self,
        key: u64,
        node: u32,
        first: ClaimId,
        dirty: &BTreeSet<u32>,
        found: &mut BTreeSet<(u32, u32)>,
    ) {
        let block = self.blocks.get(key);
        if block.len() <= FULL {
            return;
        }
        let rank = self.node(node).map(|node| &*node.rank).unwrap_or_default();
        let at = self.stands(block, rank, first);
        let near = block.get(at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(block.len()));
        let near: Vec<u32> =
            near.unwrap_or_default().iter().copied().filter(|one| !dirty.contains(one)).collect();
        pair_up(&near, found);
    }

    /// Whether two are held against each other: see [`crate::block::pairs`].
    pub(super) fn is_pair(&self, one: u32, two: u32) -> bool {
        let (Some(one), Some(two)) = (self.node(one), self.node(two)) else { return false };
        let (Some(first), Some(second)) = (&one.filed, &two.filed) else { return false };
        let theirs = two.keys(second);
        one.keys(first).iter().filter(|key| theirs.binary_search(key).is_ok()).any(|key| {
            let block = self.blocks.get(*key);
            let at = |node: &Node, stand: &Stand| self.stands(block, &node.rank, stand.first);
            block.len() <= FULL || at(one, first).abs_diff(at(two, second)) <= WINDOW
        })
    }

    /// All that a node is held against.
    pub(super) fn partners(&self, node: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let Some((own, stand)) = self.node(node).and_then(|own| Some((own, own.filed.as_ref()?))) else {
            return found;
        };
        for block in own.keys(stand).iter().map(|key| self.blocks.get(*key)) {
            if block.len() <= FULL {
                found.extend(block);
            } else {
                let at = self.stands(block, &own.rank, stand.first);
                let near = block.get(at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(block.len()));
                found.extend(near.unwrap_or_default());
            }
        }
        found.remove(&node);
        found
    }
}

fn pair_up(nodes: &[u32], found: &mut BTreeSet<(u32, u32)>) {
    for (at, &one) in nodes.iter().enumerate() {
        for &two in nodes.iter().skip(at + 1) {
            found.insert((one.min(two), one.max(two)));
        }
    }
}
