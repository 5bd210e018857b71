//! One kind of subject as the record grows: which claims share a node, which nodes are weighed, what they become.
//!
//! It holds numbers and keys, and no claims: a subject is made again from the first claim of its node when it is
//! weighed. Whatever is done here gives what [`crate::judge::judge`] gives over all claims at once.

mod filing;
mod judging;
mod weighing;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{ClaimId, PublicationId, Verdict};

use super::reader::{Reader, Shelf};
use crate::judge::Edge;
use crate::kinds::{Aside, Keys, Made, number_of};
use crate::lately::Lately;
use crate::scene::LOOKED_AT;
use crate::stage::is_sure;

/// Which claims share a node: those of one signature, and of these all, or those of one publication, or one alone.
/// A number that no other place has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::grow) struct Place(u64, u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Scope {
    Shared,
    Publication(PublicationId),
    /// A person judged it.
    Claim(ClaimId),
}

impl Place {
    fn of((one, two): Signature, scope: Scope) -> Place {
        match scope {
            Scope::Shared => Place(one, two),
            _ => Place(number_of((one, two, scope)), number_of(("again", one, two, scope))),
        }
    }
}

/// What claims that say the same have in common, in two numbers.
pub(in crate::grow) type Signature = (u64, u64);

/// A claim that may have changed its place.
#[derive(Clone, Debug)]
pub(in crate::grow) struct Post {
    pub claim: ClaimId,
    pub publication: PublicationId,
    /// `None` where it is no more.
    pub put: Option<Put>,
}

#[derive(Clone, Debug)]
pub(in crate::grow) struct Put {
    pub signature: Signature,
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
    /// The publications of several claims, ascending.
    several: Vec<PublicationId>,
    rank: Box<str>,
    /// The keys of its subject, ascending.
    own: Box<[u64]>,
    /// See [`Made::tag`].
    pub tag: Option<u64>,
    shape: Shape,
    filed: Option<Stand>,
    /// Whoever is likely the same, by node, ascending.
    edges: Vec<(u32, f64)>,
    pub cluster: Option<u32>,
    is_dated: bool,
    is_judged: bool,
}

/// How a node stands in its blocks: by its first claim, under its own keys and those of what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stand {
    first: ClaimId,
    context: Box<[u32]>,
}

impl Node {
    /// The publications that are looked at for what surrounds it.
    pub(in crate::grow) fn looked_at(&self) -> &[PublicationId] {
        let all = self.publications();
        all.get(..LOOKED_AT).unwrap_or(all)
    }

    /// Ascending.
    fn publications(&self) -> &[PublicationId] {
        match self.claims.as_slice() {
            [(_, publication)] => std::slice::from_ref(publication),
            _ => &self.several,
        }
    }

    fn add(&mut self, claim: ClaimId, publication: PublicationId) {
        if let [(_, first)] = self.claims.as_slice() {
            self.several = vec![*first];
        }
        if !self.claims.is_empty()
            && let Err(at) = self.several.binary_search(&publication)
        {
            insert(&mut self.several, at, publication);
        }
        let at = self.claims.partition_point(|(other, _)| *other < claim);
        insert(&mut self.claims, at, (claim, publication));
    }

    fn take_out(&mut self, claim: ClaimId) {
        self.claims.retain(|(other, _)| *other != claim);
        self.several.clear();
        if self.claims.len() > 1 {
            self.several.extend(self.claims.iter().map(|(_, publication)| *publication));
            self.several.sort_unstable();
            self.several.dedup();
        }
    }

    fn first(&self) -> Option<ClaimId> {
        self.claims.first().map(|(claim, _)| *claim)
    }

    /// The keys under which it stands, ascending.
    fn keys(&self, stand: &Stand) -> Cow<'_, [u64]> {
        let Some(tag) = self.tag.filter(|_| !stand.context.is_empty()) else {
            return Cow::Borrowed(&self.own);
        };
        let around = stand.context.iter().map(|context| number_of(("context", context, tag)));
        let mut keys: Vec<u64> = self.own.iter().copied().chain(around).collect();
        keys.sort_unstable();
        keys.dedup();
        Cow::Owned(keys)
    }
}

/// Puts something into a list that most often has one thing and no more.
fn insert<T>(list: &mut Vec<T>, at: usize, thing: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 4);
    }
    list.insert(at, thing);
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
    blocks: HashMap<u64, Vec<u32>>,
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
            blocks: HashMap::new(),
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
        let Laid { was, moved, turn } = laid;
        for Post { claim, publication, put } in posts {
            let (to, subject) = match &put {
                Some(put) => self.place(claim, publication, put, reader)?,
                None => (None, None),
            };
            if let Some(&at) = self.of_claim.get(&claim)
                && let Some(node) = self.nodes.get_mut(at as usize).and_then(Option::as_mut)
            {
                if to == Some(node.place) {
                    continue;
                }
                was.insert(claim, (publication, node.cluster));
                turn.shifted.extend(node.looked_at());
                node.take_out(claim);
                turn.shifted.extend(node.looked_at());
                self.of_claim.remove(&claim);
                moved.insert(at);
            }
            if let (Some(place), Some(put)) = (to, put) {
                let at = self.at(place, claim, put, subject, reader)?;
                if let Some(node) = self.node_mut(at) {
                    turn.shifted.extend(node.looked_at());
                    node.add(claim, publication);
                    turn.shifted.extend(node.looked_at());
                }
                self.of_claim.insert(claim, at);
                was.entry(claim).or_insert((publication, None));
                moved.insert(at);
            }
        }
        Ok(())
    }

    /// Where a claim belongs; and its subject, where that had to be made.
    fn place<W: Shelf>(
        &self,
        claim: ClaimId,
        publication: PublicationId,
        put: &Put,
        reader: &Reader<'_, W>,
    ) -> Result<(Option<Place>, Option<S>), W::Error> {
        let of = |scope: Scope| Place::of(put.signature, scope);
        if put.is_judged {
            return Ok((Some(of(Scope::Claim(claim))), None));
        }
        let known = [Scope::Shared, Scope::Publication(publication)].map(of);
        if let Some(place) = known.into_iter().find(|place| self.places.contains_key(place)) {
            return Ok((Some(place), None));
        }
        let subject = reader.make::<S>(&claim, &put.aside)?;
        let sure = subject.as_ref().is_some_and(|one| is_sure(one, reader.known));
        Ok((Some(of(if sure { Scope::Shared } else { Scope::Publication(publication) })), subject))
    }

    /// The node at a place, which a claim makes where it is the first there.
    fn at<W: Shelf>(
        &mut self,
        place: Place,
        claim: ClaimId,
        put: Put,
        subject: Option<S>,
        reader: &Reader<'_, W>,
    ) -> Result<u32, W::Error> {
        if let Some(&at) = self.places.get(&place) {
            return Ok(at);
        }
        let subject = match subject {
            Some(subject) => Some(subject),
            None => reader.make::<S>(&claim, &put.aside)?,
        };
        let mut keys = Keys::default();
        let mut node = Node {
            place,
            aside: put.aside,
            claims: Vec::new(),
            several: Vec::new(),
            rank: Box::default(),
            own: Box::default(),
            tag: None,
            shape: Shape::default(),
            filed: None,
            edges: Vec::new(),
            cluster: None,
            is_dated: true,
            is_judged: put.is_judged,
        };
        if let Some(subject) = &subject {
            subject.keys(reader.known, &mut keys);
            keys.0.sort_unstable();
            keys.0.dedup();
            (node.rank, node.tag, node.own) = (subject.rank().into(), subject.tag(), keys.0.into());
            node.is_dated = subject.is_dated();
        }
        let at = self.free.pop().unwrap_or(self.nodes.len() as u32);
        match self.nodes.get_mut(at as usize) {
            Some(slot) => *slot = Some(node),
            None => self.nodes.push(Some(node)),
        }
        self.subjects.forget(&at);
        if let Some(subject) = subject {
            // all are made again where there are very many
            self.subjects.insert_if_room(at, subject);
        }
        self.places.insert(place, at);
        Ok(at)
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
