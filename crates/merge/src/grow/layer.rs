//! One kind of subject as the record grows: which claims share a node, which nodes are weighed, what they become.
//!
//! It holds numbers and keys, and no claims: a subject is made again from the first claim of its node when it is
//! weighed. Whatever is done here gives what [`crate::judge::judge`] gives over all claims at once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use record::{ClaimId, PublicationId, Verdict};

use super::reader::{Reader, Shelf};
use crate::block::{FULL, WINDOW};
use crate::judge::{Edge, decide};
use crate::kinds::{Aside, Keys, Made, number_of};
use crate::scene::LOOKED_AT;
use crate::score::{Pairing, SURE, Tally, UNSURE};
use crate::stage::is_sure;

/// Subjects that are kept between two turns.
const KEPT: usize = 20_000;

/// Which claims share a node: those of one signature, and of these all, or those of one publication, or one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Place {
    signature: u128,
    scope: Scope,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope {
    Shared,
    Publication(PublicationId),
    /// A person judged it.
    Claim(ClaimId),
}

/// A claim that may have changed its place.
pub(super) struct Post {
    pub claim: ClaimId,
    pub publication: PublicationId,
    /// `None` where it is no more.
    pub put: Option<Put>,
}

pub(super) struct Put {
    pub signature: u128,
    pub aside: Aside,
    pub is_judged: bool,
}

/// What surrounds a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// The events that its publications are about, ascending.
    pub context: Vec<u32>,
    pub alone: bool,
}

#[derive(Debug)]
pub(super) struct Node {
    place: Place,
    pub aside: Aside,
    /// In order of id.
    pub claims: Vec<(ClaimId, PublicationId)>,
    /// Ascending.
    pub publications: Vec<PublicationId>,
    rank: Box<str>,
    /// The keys of its subject, ascending.
    own: Vec<u64>,
    /// See [`Made::tag`].
    pub tag: Option<u64>,
    is_dated: bool,
    shape: Shape,
    /// The first claim and the keys under which it stands in its blocks.
    filed: Option<(ClaimId, Vec<u64>)>,
    /// Whoever is likely the same, by node, ascending.
    edges: Vec<(u32, f64)>,
    pub cluster: Option<u32>,
}

impl Node {
    /// The publications that are looked at for what surrounds it.
    pub(super) fn looked_at(&self) -> &[PublicationId] {
        self.publications.get(..LOOKED_AT).unwrap_or(&self.publications)
    }

    fn first(&self) -> Option<ClaimId> {
        self.claims.first().map(|(claim, _)| *claim)
    }

    fn keys(&self) -> Vec<u64> {
        let around = self.tag.iter().flat_map(|tag| {
            self.shape.context.iter().map(move |context| number_of(("context", context, tag)))
        });
        let mut keys: Vec<u64> = self.own.iter().copied().chain(around).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }
}

/// A claim that went from one cluster to another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change {
    pub claim: ClaimId,
    pub publication: PublicationId,
    pub from: Option<u32>,
    pub to: Option<u32>,
}

/// What a turn has changed.
#[derive(Debug, Default)]
pub(super) struct Turn {
    pub changes: Vec<Change>,
    /// Clusters that were judged anew.
    pub judged: BTreeSet<u32>,
    pub gone: BTreeSet<u32>,
    /// What put nodes together in the clusters that were judged anew; nodes in order of their first claims.
    pub joins: Vec<Edge>,
    /// Publications for which other nodes may be looked at than before.
    pub shifted: BTreeSet<PublicationId>,
}

/// What persons judged, by pairs of claims in order.
pub(super) type Verdicts = BTreeMap<(ClaimId, ClaimId), Verdict>;

pub(super) struct Layer<S> {
    nodes: Vec<Option<Node>>,
    free: Vec<u32>,
    places: HashMap<Place, u32>,
    of_claim: HashMap<ClaimId, u32>,
    /// Nodes that share a key, in order of rank and first claim.
    blocks: HashMap<u64, Vec<u32>>,
    clusters: HashMap<u32, BTreeSet<u32>>,
    next: u32,
    subjects: HashMap<u32, S>,
}

impl<S> Default for Layer<S> {
    fn default() -> Layer<S> {
        Layer {
            nodes: Vec::new(),
            free: Vec::new(),
            places: HashMap::new(),
            of_claim: HashMap::new(),
            blocks: HashMap::new(),
            clusters: HashMap::new(),
            next: 0,
            subjects: HashMap::new(),
        }
    }
}

/// A node's place in its blocks that changes.
struct Filing {
    node: u32,
    from: Option<(ClaimId, Vec<u64>)>,
    to: Option<(ClaimId, Vec<u64>)>,
}

impl<S: Made> Layer<S> {
    pub(super) fn node(&self, node: u32) -> Option<&Node> {
        self.nodes.get(node as usize)?.as_ref()
    }

    fn node_mut(&mut self, node: u32) -> Option<&mut Node> {
        self.nodes.get_mut(node as usize)?.as_mut()
    }

    pub(super) fn node_of(&self, claim: &ClaimId) -> Option<(u32, &Node)> {
        let node = *self.of_claim.get(claim)?;
        Some((node, self.node(node)?))
    }

    pub(super) fn cluster_of(&self, claim: &ClaimId) -> Option<u32> {
        self.node_of(claim)?.1.cluster
    }

    /// The claims of a cluster, in no order.
    pub(super) fn members(&self, cluster: u32) -> impl Iterator<Item = (ClaimId, PublicationId)> {
        let nodes = self.clusters.get(&cluster).into_iter().flatten().filter_map(|node| self.node(*node));
        nodes.flat_map(|node| node.claims.iter().copied())
    }

    /// The nodes of a cluster.
    pub(super) fn nodes(&self, cluster: u32) -> impl Iterator<Item = (u32, &Node)> {
        let nodes = self.clusters.get(&cluster).into_iter().flatten();
        nodes.filter_map(|node| Some((*node, self.node(*node)?)))
    }

    /// Puts claims where they belong and judges what that touches. `shaken` are claims of nodes whose surroundings
    /// may be others than before, `upset` those on which persons judged otherwise.
    pub(super) fn turn<W: Shelf>(
        &mut self,
        posts: Vec<Post>,
        shaken: &BTreeSet<ClaimId>,
        upset: &BTreeSet<ClaimId>,
        verdicts: &Verdicts,
        shape: &dyn Fn(&Node) -> Shape,
        reader: &Reader<'_, W>,
    ) -> Result<Turn, W::Error> {
        if self.subjects.len() > KEPT {
            self.subjects = HashMap::new();
        }
        let mut turn = Turn::default();
        let mut was: HashMap<ClaimId, (PublicationId, Option<u32>)> = HashMap::new();
        let moved = self.put(posts, &mut was, &mut turn, reader)?;
        let (filings, dirty) = self.reshape(&moved, shaken, upset, shape, reader)?;
        let loosened = self.file(&filings, &dirty);
        let mut before: HashMap<(u32, u32), f64> = HashMap::new();
        let pairs = self.loosen(&dirty, loosened, &mut before);
        self.load(pairs.iter().flat_map(|&(one, two)| [one, two]), reader)?;
        let mut affected = self.weigh_all(pairs, before, verdicts, reader);
        affected.extend(&dirty);
        self.judge(affected, verdicts, &was, &mut turn, reader)?;
        self.bury(&moved, &was, &mut turn);
        Ok(turn)
    }

    /// Puts claims into their nodes; gives the nodes whose claims are others now.
    fn put<W: Shelf>(
        &mut self,
        posts: Vec<Post>,
        was: &mut HashMap<ClaimId, (PublicationId, Option<u32>)>,
        turn: &mut Turn,
        reader: &Reader<'_, W>,
    ) -> Result<BTreeSet<u32>, W::Error> {
        let mut moved = BTreeSet::new();
        for Post { claim, publication, put } in posts {
            let to = match &put {
                Some(put) => Some(self.place(claim, publication, put, reader)?),
                None => None,
            };
            if let Some(&at) = self.of_claim.get(&claim)
                && let Some(node) = self.nodes.get_mut(at as usize).and_then(Option::as_mut)
            {
                if to == Some(node.place) {
                    continue;
                }
                was.insert(claim, (publication, node.cluster));
                turn.shifted.extend(node.looked_at());
                node.claims.retain(|(other, _)| *other != claim);
                self.of_claim.remove(&claim);
                moved.insert(at);
            }
            if let (Some(place), Some(put)) = (to, put) {
                let at = self.at(place, put.aside);
                if let Some(node) = self.node_mut(at) {
                    let to = node.claims.partition_point(|(other, _)| *other < claim);
                    node.claims.insert(to, (claim, publication));
                    turn.shifted.extend(node.looked_at());
                }
                self.of_claim.insert(claim, at);
                was.entry(claim).or_insert((publication, None));
                moved.insert(at);
            }
        }
        for &at in &moved {
            let Some(node) = self.node_mut(at) else { continue };
            node.publications = node.claims.iter().map(|(_, publication)| *publication).collect();
            node.publications.sort_unstable();
            node.publications.dedup();
            turn.shifted.extend(node.looked_at());
        }
        Ok(moved)
    }

    /// Where a claim belongs.
    fn place<W: Shelf>(
        &self,
        claim: ClaimId,
        publication: PublicationId,
        put: &Put,
        reader: &Reader<'_, W>,
    ) -> Result<Place, W::Error> {
        let of = |scope: Scope| Place { signature: put.signature, scope };
        if put.is_judged {
            return Ok(of(Scope::Claim(claim)));
        }
        let known = [Scope::Shared, Scope::Publication(publication)].map(of);
        if let Some(place) = known.into_iter().find(|place| self.places.contains_key(place)) {
            return Ok(place);
        }
        let sure = reader.make::<S>(&claim, &put.aside)?.is_some_and(|one| is_sure(&one, reader.known));
        Ok(of(if sure { Scope::Shared } else { Scope::Publication(publication) }))
    }

    fn at(&mut self, place: Place, aside: Aside) -> u32 {
        if let Some(&at) = self.places.get(&place) {
            return at;
        }
        let node = Node {
            place,
            aside,
            claims: Vec::new(),
            publications: Vec::new(),
            rank: Box::default(),
            own: Vec::new(),
            tag: None,
            is_dated: true,
            shape: Shape::default(),
            filed: None,
            edges: Vec::new(),
            cluster: None,
        };
        let at = self.free.pop().unwrap_or(self.nodes.len() as u32);
        match self.nodes.get_mut(at as usize) {
            Some(slot) => *slot = Some(node),
            None => self.nodes.push(Some(node)),
        }
        self.subjects.remove(&at);
        self.places.insert(place, at);
        at
    }

    /// Looks again at what nodes are filed under; gives what changes and which nodes must be weighed anew.
    fn reshape<W: Shelf>(
        &mut self,
        moved: &BTreeSet<u32>,
        shaken: &BTreeSet<ClaimId>,
        upset: &BTreeSet<ClaimId>,
        shape: &dyn Fn(&Node) -> Shape,
        reader: &Reader<'_, W>,
    ) -> Result<(Vec<Filing>, BTreeSet<u32>), W::Error> {
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
            let Some((first, aside)) = node.first().map(|first| (first, node.aside.clone())) else {
                // nothing is left of it
                let from = self.node_mut(at).and_then(|node| node.filed.take());
                filings.push(Filing { node: at, from, to: None });
                dirty.insert(at);
                continue;
            };
            if node.filed.is_none()
                && let Some(subject) = reader.make::<S>(&first, &aside)?
            {
                let mut keys = Keys::default();
                subject.keys(reader.known, &mut keys);
                keys.0.sort_unstable();
                keys.0.dedup();
                let (rank, tag, is_dated) = (subject.rank(), subject.tag(), subject.is_dated());
                self.subjects.insert(at, subject);
                if let Some(node) = self.node_mut(at) {
                    (node.rank, node.tag, node.is_dated, node.own) = (rank.into(), tag, is_dated, keys.0);
                }
            }
            let Some(node) = self.node(at) else { continue };
            let around = shape(node);
            if !moved.contains(&at) && !upset.contains(&at) && around == node.shape {
                continue;
            }
            dirty.insert(at);
            let Some(node) = self.node_mut(at) else { continue };
            node.shape = around;
            let to = Some((first, node.keys()));
            if node.filed != to {
                filings.push(Filing { node: at, from: node.filed.take(), to });
            }
        }
        Ok((filings, dirty))
    }

    /// Where in a block something of this rank and first claim stands, or would stand.
    fn stands(&self, block: &[u32], rank: &str, first: ClaimId) -> usize {
        block.partition_point(|other| {
            let other = self.node(*other);
            let filed = other.and_then(|other| Some((&*other.rank, other.filed.as_ref()?.0)));
            filed.is_some_and(|filed| filed < (rank, first))
        })
    }

    /// Files nodes under their keys. Gives pairs of others that may no longer be held against each other, or may be
    /// for the first time.
    fn file(&mut self, filings: &[Filing], dirty: &BTreeSet<u32>) -> BTreeSet<(u32, u32)> {
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
            for (first, keys) in filing.from.iter().chain(&filing.to) {
                changed.extend(keys.iter().map(|key| (*key, filing.node, *first)));
            }
        }
        changed.sort_unstable();
        changed.dedup();
        for &(key, ..) in &changed {
            lengths.entry(key).or_insert_with(|| self.blocks.get(&key).map_or(0, Vec::len));
        }
        for &(key, node, first) in &changed {
            self.look_around(key, node, first, dirty, &mut found);
        }
        for Filing { node, from, .. } in filings {
            for key in from.iter().flat_map(|(_, keys)| keys) {
                let emptied = self.blocks.get_mut(key).is_some_and(|block| {
                    block.retain(|other| other != node);
                    block.is_empty()
                });
                if emptied {
                    self.blocks.remove(key);
                }
            }
        }
        for filing in filings {
            if let Some(node) = self.node_mut(filing.node) {
                node.filed = None;
            }
        }
        for Filing { node, to, .. } in filings {
            let Some((first, keys)) = to else { continue };
            let rank = self.node(*node).map(|node| node.rank.clone()).unwrap_or_default();
            for key in keys {
                let at = self.blocks.get(key).map_or(0, |block| self.stands(block, &rank, *first));
                self.blocks.entry(*key).or_default().insert(at, *node);
            }
            if let Some(node) = self.node_mut(*node) {
                node.filed = Some((*first, keys.clone()));
            }
        }
        for &(key, node, first) in &changed {
            let now = self.blocks.get(&key).map_or(0, Vec::len);
            let before = lengths.get(&key).copied().unwrap_or(0);
            if (before <= FULL) != (now <= FULL) {
                let block = self.blocks.get(&key).map(Vec::as_slice).unwrap_or_default();
                let others: Vec<u32> = block.iter().copied().filter(|one| !dirty.contains(one)).collect();
                pair_up(&others, &mut found);
            } else {
                self.look_around(key, node, first, dirty, &mut found);
            }
        }
        found
    }

    /// Pairs around a place in an overfull block.
    fn look_around(
        &self,
        key: u64,
        node: u32,
        first: ClaimId,
        dirty: &BTreeSet<u32>,
        found: &mut BTreeSet<(u32, u32)>,
    ) {
        let Some(block) = self.blocks.get(&key).filter(|block| block.len() > FULL) else { return };
        let rank = self.node(node).map(|node| &*node.rank).unwrap_or_default();
        let at = self.stands(block, rank, first);
        let near = block.get(at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(block.len()));
        let near: Vec<u32> =
            near.unwrap_or_default().iter().copied().filter(|one| !dirty.contains(one)).collect();
        pair_up(&near, found);
    }

    /// Takes out the edges of nodes that are weighed anew, and of others that are no longer held against each
    /// other; gives the pairs to weigh, and what the edges were.
    fn loosen(
        &mut self,
        dirty: &BTreeSet<u32>,
        loosened: BTreeSet<(u32, u32)>,
        before: &mut HashMap<(u32, u32), f64>,
    ) -> HashSet<(u32, u32)> {
        let mut pairs = HashSet::new();
        for (one, two) in loosened {
            let edge = self.edge(one, two);
            let is_pair = self.is_pair(one, two);
            if is_pair && edge.is_none() {
                pairs.insert((one, two));
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
            pairs.extend(partners.into_iter().map(|other| (node.min(other), node.max(other))));
        }
        pairs
    }

    fn edge(&self, one: u32, two: u32) -> Option<f64> {
        let edges = &self.node(one)?.edges;
        let at = edges.binary_search_by_key(&two, |(other, _)| *other).ok()?;
        edges.get(at).map(|(_, points)| *points)
    }

    fn cut(&mut self, one: u32, two: u32) {
        for (from, to) in [(one, two), (two, one)] {
            if let Some(node) = self.node_mut(from) {
                node.edges.retain(|(other, _)| *other != to);
            }
        }
    }

    fn tie(&mut self, one: u32, two: u32, points: f64) {
        for (from, to) in [(one, two), (two, one)] {
            if let Some(node) = self.node_mut(from) {
                let at = node.edges.partition_point(|(other, _)| *other < to);
                node.edges.insert(at, (to, points));
            }
        }
    }

    /// Whether two are held against each other: see [`crate::block::pairs`].
    fn is_pair(&self, one: u32, two: u32) -> bool {
        let filed = |node: u32| self.node(node)?.filed.as_ref();
        let (Some((first, mine)), Some((second, theirs))) = (filed(one), filed(two)) else { return false };
        mine.iter().filter(|key| theirs.binary_search(key).is_ok()).any(|key| {
            let Some(block) = self.blocks.get(key) else { return false };
            let at = |node: u32, first: ClaimId| {
                self.stands(block, self.node(node).map(|node| &*node.rank).unwrap_or_default(), first)
            };
            block.len() <= FULL || at(one, *first).abs_diff(at(two, *second)) <= WINDOW
        })
    }

    /// All that a node is held against.
    fn partners(&self, node: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let Some((own, (first, keys))) = self.node(node).and_then(|own| Some((own, own.filed.as_ref()?)))
        else {
            return found;
        };
        for block in keys.iter().filter_map(|key| self.blocks.get(key)) {
            if block.len() <= FULL {
                found.extend(block);
            } else {
                let at = self.stands(block, &own.rank, *first);
                let near = block.get(at.saturating_sub(WINDOW)..(at + WINDOW + 1).min(block.len()));
                found.extend(near.unwrap_or_default());
            }
        }
        found.remove(&node);
        found
    }

    /// Makes the subjects of nodes.
    pub(super) fn load<W: Shelf>(
        &mut self,
        nodes: impl Iterator<Item = u32>,
        reader: &Reader<'_, W>,
    ) -> Result<(), W::Error> {
        for at in nodes {
            if self.subjects.contains_key(&at) {
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

    fn order(&self, node: u32) -> Option<ClaimId> {
        self.node(node)?.first()
    }

    fn pairing(&self, one: u32, two: u32) -> Pairing {
        let (Some(mine), Some(theirs)) = (self.node(one), self.node(two)) else { return Pairing::default() };
        Pairing {
            one_publication: one != two && meet(&mine.publications, &theirs.publications),
            one_context: meet(&mine.shape.context, &theirs.shape.context),
            both_alone: mine.shape.alone && theirs.shape.alone,
        }
    }

    /// Weighs two nodes whose subjects were made, the one of the earlier first claim first.
    pub(super) fn weigh<W: Shelf>(
        &self,
        one: u32,
        two: u32,
        mut tally: Tally,
        reader: &Reader<'_, W>,
    ) -> Tally {
        let (one, two) = if self.order(one) <= self.order(two) { (one, two) } else { (two, one) };
        if let (Some(mine), Some(theirs)) = (self.subjects.get(&one), self.subjects.get(&two)) {
            mine.weigh(theirs, self.pairing(one, two), reader.known, &mut tally);
        }
        tally
    }

    fn verdict(&self, one: u32, two: u32, verdicts: &Verdicts) -> Option<Verdict> {
        let judged = |node: u32| match self.node(node)?.place.scope {
            Scope::Claim(claim) => Some(claim),
            _ => None,
        };
        let (one, two) = (judged(one)?, judged(two)?);
        verdicts.get(&(one.min(two), one.max(two))).copied()
    }

    /// Weighs pairs; gives the nodes whose edges are others than before.
    fn weigh_all<W: Shelf>(
        &mut self,
        pairs: HashSet<(u32, u32)>,
        before: HashMap<(u32, u32), f64>,
        verdicts: &Verdicts,
        reader: &Reader<'_, W>,
    ) -> BTreeSet<u32> {
        let mut now: HashMap<(u32, u32), f64> = HashMap::new();
        for (one, two) in pairs {
            if self.verdict(one, two, verdicts).is_some() {
                continue;
            }
            let tally = self.weigh(one, two, Tally::default(), reader);
            let points = tally.points();
            if !tally.is_vetoed() && points >= UNSURE {
                now.insert((one, two), points);
            }
        }
        for (&(one, two), &points) in &now {
            self.tie(one, two, points);
        }
        let gone = before.iter().filter(|(pair, points)| now.get(pair) != Some(points)).map(|(pair, _)| pair);
        let new = now.iter().filter(|(pair, points)| before.get(pair) != Some(points)).map(|(pair, _)| pair);
        gone.chain(new).flat_map(|&(one, two)| [one, two]).collect()
    }

    /// The nodes that could become one with any of these, directly or over others; in order of their first claims.
    fn component(&self, from: u32, same: &HashMap<u32, Vec<u32>>, seen: &mut HashSet<u32>) -> Vec<u32> {
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
    fn judge<W: Shelf>(
        &mut self,
        affected: BTreeSet<u32>,
        verdicts: &Verdicts,
        was: &HashMap<ClaimId, (PublicationId, Option<u32>)>,
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
        for node in affected {
            if self.order(node).is_none() || seen.contains(&node) {
                continue;
            }
            let nodes = self.component(node, &same, &mut seen);
            self.load(nodes.iter().copied(), reader)?;
            let (found, joins) = self.decide(&nodes, &told, reader);
            groups.extend(found);
            turn.joins.extend(joins);
        }
        self.regroup(groups, was, turn);
        Ok(())
    }

    /// Judges nodes that hang together, given in order of their first claims.
    fn decide<W: Shelf>(
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
    fn regroup(
        &mut self,
        groups: Vec<Vec<u32>>,
        was: &HashMap<ClaimId, (PublicationId, Option<u32>)>,
        turn: &mut Turn,
    ) {
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
            self.clusters.insert(cluster, group.into_iter().collect());
        }
    }

    /// Forgets nodes of which nothing is left, and their clusters.
    fn bury(
        &mut self,
        moved: &BTreeSet<u32>,
        was: &HashMap<ClaimId, (PublicationId, Option<u32>)>,
        turn: &mut Turn,
    ) {
        for &at in moved {
            let Some(node) = self.node(at).filter(|node| node.claims.is_empty()) else { continue };
            let (place, cluster) = (node.place, node.cluster);
            self.places.remove(&place);
            self.subjects.remove(&at);
            if let Some(slot) = self.nodes.get_mut(at as usize) {
                *slot = None;
            }
            self.free.push(at);
            if let Some(cluster) = cluster
                && let Some(nodes) = self.clusters.get_mut(&cluster)
            {
                nodes.remove(&at);
                if nodes.is_empty() {
                    self.clusters.remove(&cluster);
                    turn.judged.remove(&cluster);
                    turn.gone.insert(cluster);
                }
            }
        }
        let lost = was.iter().filter(|(claim, _)| !self.of_claim.contains_key(claim));
        turn.changes.extend(lost.filter(|(_, (_, from))| from.is_some()).map(
            |(claim, (publication, from))| Change {
                claim: *claim,
                publication: *publication,
                from: *from,
                to: None,
            },
        ));
    }

    /// Of each pair of clusters, one of which is among these, the likeliest edge between them; by node, that of the
    /// earlier first claim first.
    pub(super) fn unsure(&self, clusters: &BTreeSet<u32>) -> Vec<Edge> {
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

fn pair_up(nodes: &[u32], found: &mut BTreeSet<(u32, u32)>) {
    for (at, &one) in nodes.iter().enumerate() {
        for &two in nodes.iter().skip(at + 1) {
            found.insert((one.min(two), one.max(two)));
        }
    }
}

/// Whether two ascending lists have something in common.
fn meet<T: Ord>(a: &[T], b: &[T]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.iter().any(|one| long.binary_search(one).is_ok())
}
