//! One kind of subject as the record grows: which claims share a node, which nodes are weighed, what they become.
//!
//! It holds numbers and keys, and no claims: a subject is made again from the first claim of its node when it is
//! weighed. Whatever is done here gives what [`crate::judge::judge`] gives over all claims at once.

mod blocks;
mod filing;
mod judging;
mod node;
mod weighing;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClaimId, PublicationId, Verdict};

use self::blocks::Blocks;
pub(in crate::grow) use self::node::{Node, Post, Put, Shape, Signature};
use self::node::{Place, Scope, Stand, insert};
use super::reader::{Reader, Shelf};
use crate::judge::Edge;
use crate::kinds::Made;
use crate::lately::Lately;
use crate::stage::is_sure;

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

/// Claims that were laid where they belong, of which nothing is judged yet.
#[derive(Debug, Default)]
pub(in crate::grow) struct Laid {
    was: Was,
    moved: BTreeSet<u32>,
    turn: Turn,
}

/// What persons judged, by pairs of claims in order.
pub(in crate::grow) type Verdicts = BTreeMap<(ClaimId, ClaimId), Verdict>;

pub(in crate::grow) struct Layer<S> {
    nodes: Vec<Option<Node>>,
    free: Vec<u32>,
    places: HashMap<Place, u32>,
    of_claim: HashMap<ClaimId, u32>,
    /// Nodes that share a key, in order of rank and first claim.
    blocks: Blocks,
    /// Ascending.
    clusters: HashMap<u32, Box<[u32]>>,
    /// What put nodes together, by cluster; nodes in order of their first claims.
    joins: HashMap<u32, Vec<Edge>>,
    next: u32,
    subjects: Lately<u32, S, KEPT>,
}

/// Subjects that are kept while a layer is judged, as many of the time before, and a quarter between.
const KEPT: usize = 16_384;

impl<S> Default for Layer<S> {
    fn default() -> Layer<S> {
        Layer {
            nodes: Vec::new(),
            free: Vec::new(),
            places: HashMap::new(),
            of_claim: HashMap::new(),
            blocks: Blocks::default(),
            clusters: HashMap::new(),
            joins: HashMap::new(),
            next: 0,
            subjects: Lately::default(),
        }
    }
}

/// A node's place in its blocks that changes.
struct Filing {
    node: u32,
    from: Option<Stand>,
    to: Option<Stand>,
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

    /// Judges what was laid and what that touches. `shaken` are claims of nodes whose surroundings may be others than
    /// before, `upset` those on which persons judged otherwise.
    pub(in crate::grow) fn turn<W: Shelf>(
        &mut self,
        laid: Laid,
        shaken: &BTreeSet<ClaimId>,
        upset: &BTreeSet<ClaimId>,
        verdicts: &Verdicts,
        shape: &dyn Fn(&Node) -> Shape,
        reader: &Reader<'_, W>,
    ) -> Result<Turn, W::Error> {
        let Laid { was, moved, mut turn } = laid;
        let (filings, dirty) = self.reshape(&moved, shaken, upset, shape);
        let loosened = self.file(&filings, &dirty);
        drop(filings);
        let mut before: HashMap<(u32, u32), f64> = HashMap::new();
        let pairs = self.loosen(&dirty, loosened, &mut before);
        let mut affected = self.weigh_all(pairs, before, verdicts, reader)?;
        affected.extend(&dirty);
        self.judge(affected, verdicts, &was, &mut turn, reader)?;
        self.bury(&moved, &was, &mut turn);
        self.subjects.shrink();
        Ok(turn)
    }

    /// Puts claims where they belong, page by page.
    pub(in crate::grow) fn lay<W: Shelf>(
        &mut self,
        posts: impl IntoIterator<Item = Post>,
        laid: &mut Laid,
        reader: &Reader<'_, W>,
    ) -> Result<(), W::Error> {
        for Post { claim, publication, put } in posts {
            let Some(put) = put else {
                self.lift(claim, publication, laid);
                continue;
            };
            let (place, subject) = self.place(claim, publication, &put, reader)?;
            let at = match self.places.get(&place) {
                Some(&at) => at,
                None => {
                    let subject = match subject {
                        Some(subject) => Some(subject),
                        None => reader.make::<S>(&claim, &put.aside)?,
                    };
                    let node = Node::new(place, put, subject.as_ref(), reader.known);
                    let at = self.settle(node);
                    if let Some(subject) = subject {
                        // all are made again where there are very many
                        self.subjects.insert_if_room(at, subject);
                    }
                    at
                }
            };
            self.stand(claim, publication, at, laid);
        }
        Ok(())
    }

    /// Puts claims where they stand in another layer, which they are laid in already.
    pub(in crate::grow) fn lay_as(
        &mut self,
        other: &Layer<S>,
        posts: impl IntoIterator<Item = Post>,
        laid: &mut Laid,
    ) {
        for Post { claim, publication, .. } in posts {
            let Some((_, node)) = other.node_of(&claim) else {
                self.lift(claim, publication, laid);
                continue;
            };
            let at = match self.places.get(&node.place) {
                Some(&at) => at,
                None => self.settle(node.alike()),
            };
            self.stand(claim, publication, at, laid);
        }
    }

    /// Takes a claim from where it stands.
    fn lift(&mut self, claim: ClaimId, publication: PublicationId, laid: &mut Laid) {
        let Laid { was, moved, turn } = laid;
        let Some(at) = self.of_claim.remove(&claim) else { return };
        let Some(node) = self.node_mut(at) else { return };
        was.insert(claim, (publication, node.cluster));
        turn.shifted.extend(node.looked_at());
        node.take_out(claim);
        turn.shifted.extend(node.looked_at());
        moved.insert(at);
    }

    /// Has a claim stand in a node.
    fn stand(&mut self, claim: ClaimId, publication: PublicationId, at: u32, laid: &mut Laid) {
        if self.of_claim.get(&claim) == Some(&at) {
            return;
        }
        self.lift(claim, publication, laid);
        let Laid { was, moved, turn } = laid;
        if let Some(node) = self.node_mut(at) {
            turn.shifted.extend(node.looked_at());
            node.add(claim, publication);
            turn.shifted.extend(node.looked_at());
        }
        self.of_claim.insert(claim, at);
        was.entry(claim).or_insert((publication, None));
        moved.insert(at);
    }

    /// Where a claim belongs; and its subject, where that had to be made.
    fn place<W: Shelf>(
        &self,
        claim: ClaimId,
        publication: PublicationId,
        put: &Put,
        reader: &Reader<'_, W>,
    ) -> Result<(Place, Option<S>), W::Error> {
        let of = |scope: Scope| Place::of(put.signature, scope);
        if put.is_judged {
            return Ok((of(Scope::Claim(claim)), None));
        }
        let known = [Scope::Shared, Scope::Publication(publication)].map(of);
        if let Some(place) = known.into_iter().find(|place| self.places.contains_key(place)) {
            return Ok((place, None));
        }
        let subject = reader.make::<S>(&claim, &put.aside)?;
        let sure = subject.as_ref().is_some_and(|one| is_sure(one, reader.known));
        Ok((of(if sure { Scope::Shared } else { Scope::Publication(publication) }), subject))
    }

    /// Gives a node its number.
    fn settle(&mut self, node: Node) -> u32 {
        let place = node.place;
        let at = self.free.pop().unwrap_or(self.nodes.len() as u32);
        match self.nodes.get_mut(at as usize) {
            Some(slot) => *slot = Some(node),
            None => self.nodes.push(Some(node)),
        }
        self.subjects.forget(&at);
        self.places.insert(place, at);
        at
    }

    /// Forgets nodes of which nothing is left, and their clusters.
    fn bury(&mut self, moved: &BTreeSet<u32>, was: &Was, turn: &mut Turn) {
        for &at in moved {
            let Some(node) = self.node(at).filter(|node| node.claims.is_empty()) else { continue };
            let (place, cluster) = (node.place, node.cluster);
            self.places.remove(&place);
            self.subjects.forget(&at);
            if let Some(slot) = self.nodes.get_mut(at as usize) {
                *slot = None;
            }
            self.free.push(at);
            if let Some(cluster) = cluster
                && let Some(nodes) = self.clusters.get_mut(&cluster)
            {
                *nodes = nodes.iter().copied().filter(|node| *node != at).collect();
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
