//! One kind of subject as the record grows: which claims share a node, which nodes are weighed, what they become.
//!
//! It holds numbers and keys, and no claims: a subject is made again from the first claim of its node when it is
//! weighed. Whatever is done here gives what [`crate::judge::judge`] gives over all claims at once.

mod filing;
mod judging;
mod weighing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClaimId, PublicationId, Verdict};

use super::reader::{Reader, Shelf};
use crate::judge::Edge;
use crate::kinds::{Aside, Made, number_of};
use crate::scene::LOOKED_AT;
use crate::stage::is_sure;

/// Subjects that are kept between two turns.
const KEPT: usize = 20_000;

/// Which claims share a node: those of one signature, and of these all, or those of one publication, or one alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::grow) struct Place {
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
pub(in crate::grow) struct Post {
    pub claim: ClaimId,
    pub publication: PublicationId,
    /// `None` where it is no more.
    pub put: Option<Put>,
}

pub(in crate::grow) struct Put {
    pub signature: u128,
    pub aside: Aside,
    pub is_judged: bool,
}

/// What surrounds a node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::grow) struct Shape {
    /// The events that its publications are about, ascending.
    pub context: Vec<u32>,
    pub alone: bool,
}

#[derive(Debug)]
pub(in crate::grow) struct Node {
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
    pub(in crate::grow) fn looked_at(&self) -> &[PublicationId] {
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
pub(in crate::grow) struct Change {
    pub claim: ClaimId,
    pub publication: PublicationId,
    pub from: Option<u32>,
    pub to: Option<u32>,
}

/// What a turn has changed.
#[derive(Debug, Default)]
pub(in crate::grow) struct Turn {
    pub changes: Vec<Change>,
    /// Clusters that were judged anew.
    pub judged: BTreeSet<u32>,
    pub gone: BTreeSet<u32>,
    /// Publications for which other nodes may be looked at than before.
    pub shifted: BTreeSet<PublicationId>,
}

/// Claims that went from where they stood: their publications and the clusters that they were in.
type Was = HashMap<ClaimId, (PublicationId, Option<u32>)>;

/// What persons judged, by pairs of claims in order.
pub(in crate::grow) type Verdicts = BTreeMap<(ClaimId, ClaimId), Verdict>;

pub(in crate::grow) struct Layer<S> {
    nodes: Vec<Option<Node>>,
    free: Vec<u32>,
    places: HashMap<Place, u32>,
    of_claim: HashMap<ClaimId, u32>,
    /// Nodes that share a key, in order of rank and first claim.
    blocks: HashMap<u64, Vec<u32>>,
    clusters: HashMap<u32, BTreeSet<u32>>,
    /// What put nodes together, by cluster; nodes in order of their first claims.
    joins: HashMap<u32, Vec<Edge>>,
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
            joins: HashMap::new(),
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
    pub(in crate::grow) fn node(&self, node: u32) -> Option<&Node> {
        self.nodes.get(node as usize)?.as_ref()
    }

    fn node_mut(&mut self, node: u32) -> Option<&mut Node> {
        self.nodes.get_mut(node as usize)?.as_mut()
    }

    pub(in crate::grow) fn node_of(&self, claim: &ClaimId) -> Option<(u32, &Node)> {
        let node = *self.of_claim.get(claim)?;
        Some((node, self.node(node)?))
    }

    pub(in crate::grow) fn cluster_of(&self, claim: &ClaimId) -> Option<u32> {
        self.node_of(claim)?.1.cluster
    }

    /// The claims of a cluster, in no order.
    pub(in crate::grow) fn members(&self, cluster: u32) -> impl Iterator<Item = (ClaimId, PublicationId)> {
        let nodes = self.clusters.get(&cluster).into_iter().flatten().filter_map(|node| self.node(*node));
        nodes.flat_map(|node| node.claims.iter().copied())
    }

    /// All clusters, in order.
    pub(in crate::grow) fn all(&self) -> Vec<u32> {
        let mut all: Vec<u32> = self.clusters.keys().copied().collect();
        all.sort_unstable();
        all
    }

    /// What put the nodes of a cluster together.
    pub(in crate::grow) fn joins(&self, cluster: u32) -> &[Edge] {
        self.joins.get(&cluster).map(Vec::as_slice).unwrap_or_default()
    }

    /// The nodes of a cluster.
    pub(in crate::grow) fn nodes(&self, cluster: u32) -> impl Iterator<Item = (u32, &Node)> {
        let nodes = self.clusters.get(&cluster).into_iter().flatten();
        nodes.filter_map(|node| Some((*node, self.node(*node)?)))
    }

    /// Puts claims where they belong and judges what that touches. `shaken` are claims of nodes whose surroundings
    /// may be others than before, `upset` those on which persons judged otherwise.
    pub(in crate::grow) fn turn<W: Shelf>(
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
        let mut was = Was::new();
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
        was: &mut Was,
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

    /// Forgets nodes of which nothing is left, and their clusters.
    fn bury(&mut self, moved: &BTreeSet<u32>, was: &Was, turn: &mut Turn) {
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
                    self.joins.remove(&cluster);
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
}
