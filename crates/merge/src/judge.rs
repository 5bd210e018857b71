//! Judging: sure pairs are put together, the surest first, unless something forbids it.
//!
//! A pair joins two clusters only if no member of the one excludes a member of the other (complete link), and
//! no person has judged that they differ. What is likely and not sure, or sure and forbidden, is for review.

use std::collections::{BTreeMap, HashMap};

use record::Verdict;

use crate::block;
use crate::kinds::{Keys, Subject};
use crate::known::Known;
use crate::score::{Pairing, SURE, Tally, UNSURE};
use crate::stage::Stage;

/// Members of a cluster that are asked whether they exclude another. More would cost much and add little:
/// each stands for all claims worded like it.
const ASKED: usize = 24;
/// How much likelier one of two partners that exclude each other must be for an undated claim to choose it.
const CLEAR: f64 = 1.5;

/// Two nodes and the points that speak for them being one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub points: f64,
    pub one: u32,
    pub two: u32,
}

/// What was judged of one kind's nodes.
#[derive(Debug, Default)]
pub(crate) struct Ruling {
    /// The cluster of each node, by its smallest node.
    pub clusters: Vec<u32>,
    /// The pairs that put clusters together, the surest first.
    pub joins: Vec<Edge>,
    /// The pairs that a person should look at, the likeliest first.
    pub unsure: Vec<Edge>,
}

impl Ruling {
    pub(crate) fn cluster(&self, node: u32) -> u32 {
        self.clusters.get(node as usize).copied().unwrap_or(node)
    }
}

/// Judges the nodes of a stage. `around` tells what surrounds a pair; `more` are pairs to weigh beside those
/// that share a key.
pub(crate) fn judge<S: Subject>(
    stage: &Stage<S>,
    verdicts: &BTreeMap<(u32, u32), Verdict>,
    known: &Known,
    more: Vec<(u32, u32)>,
    around: &dyn Fn(u32, u32) -> Pairing,
) -> Ruling {
    let court = Court { stage, known, around };
    let edges = court.edges(verdicts, more);
    let dated = |node: u32| stage.node(node).is_none_or(|(_, subject)| subject.is_dated());
    decide(stage.nodes.len(), edges, verdicts, &dated, &|one, two| court.excludes(one, two))
}

/// Judges so many nodes by the edges between them. What nodes without an edge or a verdict between them, directly
/// or over others, become does not depend on each other.
pub(crate) fn decide(
    count: usize,
    mut edges: Vec<Edge>,
    verdicts: &BTreeMap<(u32, u32), Verdict>,
    dated: &dyn Fn(u32) -> bool,
    excludes: &dyn Fn(u32, u32) -> bool,
) -> Ruling {
    edges.sort_by(order);
    let doubtful = doubtful(&mut edges, dated, excludes);
    let mut groups = Groups::new(count, verdicts);
    for (&(one, two), _) in verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Same) {
        groups.join(one, two);
    }
    let mut joins = Vec::new();
    let mut unsure = doubtful;
    for edge in edges {
        if edge.points < SURE {
            unsure.push(edge);
            continue;
        }
        let (one, two) = (groups.find(edge.one), groups.find(edge.two));
        if one == two {
            continue;
        }
        if groups.may_join(one, two, excludes) && groups.join(edge.one, edge.two) {
            joins.push(edge);
        } else {
            unsure.push(edge);
        }
    }
    let clusters: Vec<u32> = (0..count as u32).map(|node| groups.find(node)).collect();
    let ruling = Ruling { clusters, joins, unsure: Vec::new() };
    let unsure = ruling.open(unsure);
    Ruling { unsure, ..ruling }
}

impl Ruling {
    /// The unsure pairs that still stand apart, one for each pair of clusters.
    fn open(&self, mut unsure: Vec<Edge>) -> Vec<Edge> {
        unsure.sort_by(order);
        let mut seen = HashMap::new();
        unsure.retain(|edge| {
            let (one, two) = (self.cluster(edge.one), self.cluster(edge.two));
            one != two && seen.insert((one.min(two), one.max(two)), ()).is_none()
        });
        unsure
    }
}

/// The surest first; among equals, by number.
fn order(a: &Edge, b: &Edge) -> std::cmp::Ordering {
    b.points.total_cmp(&a.points).then((a.one, a.two).cmp(&(b.one, b.two)))
}

struct Court<'a, S> {
    stage: &'a Stage<S>,
    known: &'a Known,
    around: &'a dyn Fn(u32, u32) -> Pairing,
}

impl<S: Subject> Court<'_, S> {
    fn weigh(&self, one: u32, two: u32, mut tally: Tally) -> Tally {
        if let (Some((_, mine)), Some((_, theirs))) = (self.stage.node(one), self.stage.node(two)) {
            mine.weigh(theirs, (self.around)(one, two), self.known, &mut tally);
        }
        tally
    }

    fn excludes(&self, one: u32, two: u32) -> bool {
        self.weigh(one, two, Tally::default()).is_vetoed()
    }

    fn edges(&self, verdicts: &BTreeMap<(u32, u32), Verdict>, more: Vec<(u32, u32)>) -> Vec<Edge> {
        let mut keyed = Vec::new();
        for number in 0..self.stage.nodes.len() as u32 {
            if let Some((_, subject)) = self.stage.node(number) {
                let mut keys = Keys::default();
                subject.keys(self.known, &mut keys);
                keyed.extend(keys.0.into_iter().map(|key| (key, number)));
            }
        }
        let mut pairs = block::pairs(keyed, &self.stage.ranks());
        pairs.extend(more);
        pairs.sort_unstable();
        pairs.dedup();
        let mut edges = Vec::new();
        for (one, two) in pairs {
            if verdicts.contains_key(&(one, two)) {
                continue;
            }
            let tally = self.weigh(one, two, Tally::default());
            let points = tally.points();
            if !tally.is_vetoed() && points >= UNSURE {
                edges.push(Edge { points, one, two });
            }
        }
        edges
    }
}

/// Takes out the edges of undated nodes that fit several which exclude each other about equally well:
/// nothing tells which one is meant.
fn doubtful(
    edges: &mut Vec<Edge>,
    dated: &dyn Fn(u32) -> bool,
    excludes: &dyn Fn(u32, u32) -> bool,
) -> Vec<Edge> {
    let mut partners: BTreeMap<u32, Vec<Edge>> = BTreeMap::new();
    for edge in edges.iter().filter(|edge| edge.points >= SURE) {
        for (node, other) in [(edge.one, edge.two), (edge.two, edge.one)] {
            if !dated(node) && dated(other) {
                partners.entry(node).or_default().push(*edge);
            }
        }
    }
    let lost = |(node, edges): (u32, Vec<Edge>)| {
        let other = |edge: &Edge| if edge.one == node { edge.two } else { edge.one };
        let best = edges.first()?;
        let rivals = edges.iter().skip(1).take(ASKED).filter(|edge| edge.points > best.points - CLEAR);
        rivals.into_iter().any(|rival| excludes(other(best), other(rival))).then_some(node)
    };
    let lost: Vec<u32> = partners.into_iter().filter_map(lost).collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let is_lost = |edge: &Edge| {
        let is = |node: u32, other: u32| lost.binary_search(&node).is_ok() && dated(other);
        edge.points >= SURE && (is(edge.one, edge.two) || is(edge.two, edge.one))
    };
    let out: Vec<Edge> = edges.iter().filter(|edge| is_lost(edge)).copied().collect();
    edges.retain(|edge| !is_lost(edge));
    out
}

/// Clusters that grow by joining.
struct Groups {
    parents: Vec<u32>,
    /// For each root, members that are asked.
    members: Vec<Vec<u32>>,
    /// For each root, nodes that a person judged different from one of its members.
    forbidden: HashMap<u32, Vec<u32>>,
}

impl Groups {
    fn new(count: usize, verdicts: &BTreeMap<(u32, u32), Verdict>) -> Groups {
        let mut forbidden: HashMap<u32, Vec<u32>> = HashMap::new();
        for (&(one, two), _) in verdicts.iter().filter(|(_, verdict)| **verdict == Verdict::Different) {
            forbidden.entry(one).or_default().push(two);
            forbidden.entry(two).or_default().push(one);
        }
        let numbers = 0..count as u32;
        Groups {
            parents: numbers.clone().collect(),
            members: numbers.map(|node| vec![node]).collect(),
            forbidden,
        }
    }

    fn find(&mut self, node: u32) -> u32 {
        let mut root = node;
        while let Some(&parent) = self.parents.get(root as usize).filter(|parent| **parent != root) {
            root = parent;
        }
        let mut at = node;
        while at != root {
            let Some(slot) = self.parents.get_mut(at as usize) else { break };
            at = std::mem::replace(slot, root);
        }
        root
    }

    fn may_join(&self, one: u32, two: u32, excludes: &dyn Fn(u32, u32) -> bool) -> bool {
        let members = |root: u32| self.members.get(root as usize).map(Vec::as_slice).unwrap_or_default();
        !members(one).iter().any(|&a| members(two).iter().any(|&b| excludes(a.min(b), a.max(b))))
    }

    /// Joins the clusters of two nodes unless a person forbade it; the smaller root stays.
    fn join(&mut self, one: u32, two: u32) -> bool {
        let (one, two) = (self.find(one), self.find(two));
        if one == two {
            return true;
        }
        if self.is_forbidden(one, two) || self.is_forbidden(two, one) {
            return false;
        }
        let (root, other) = (one.min(two), one.max(two));
        if let Some(slot) = self.parents.get_mut(other as usize) {
            *slot = root;
        }
        let moved = self.members.get_mut(other as usize).map(std::mem::take).unwrap_or_default();
        if let Some(members) = self.members.get_mut(root as usize) {
            members.extend(moved);
            members.sort_unstable();
            members.truncate(ASKED);
        }
        if let Some(moved) = self.forbidden.remove(&other) {
            self.forbidden.entry(root).or_default().extend(moved);
        }
        true
    }

    fn is_forbidden(&mut self, one: u32, two: u32) -> bool {
        let nodes = self.forbidden.get(&one).cloned().unwrap_or_default();
        nodes.into_iter().any(|node| self.find(node) == two)
    }
}
