//! A node: claims that say the same, and how it stands among others.

use std::borrow::Cow;
use std::sync::Arc;

use record::{ClaimId, PublicationId};

use crate::kinds::{Aside, Keys, Made, number_of};
use crate::known::Known;
use crate::scene::LOOKED_AT;

/// Which claims share a node: those of one signature, and of these all, or those of one publication, or one alone.
/// A number that no other place has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::grow) struct Place(u64, u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    Shared,
    Publication(PublicationId),
    /// A person judged it.
    Claim(ClaimId),
}

impl Place {
    pub(super) fn of((one, two): Signature, scope: Scope) -> Place {
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
    pub(super) place: Place,
    pub aside: Aside,
    /// In order of id.
    pub claims: Vec<(ClaimId, PublicationId)>,
    /// The publications of several claims, ascending.
    pub(super) several: Vec<PublicationId>,
    pub(super) rank: Arc<str>,
    /// The keys of its subject, ascending.
    pub(super) own: Arc<[u64]>,
    /// See [`Made::tag`].
    pub tag: Option<u64>,
    pub(super) shape: Shape,
    pub(super) filed: Option<Stand>,
    /// Whoever is likely the same, by node, ascending.
    pub(super) edges: Vec<(u32, f64)>,
    pub cluster: Option<u32>,
    pub(super) is_dated: bool,
    pub(super) is_judged: bool,
}

/// How a node stands in its blocks: by its first claim, under its own keys and those of what surrounds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub first: ClaimId,
    pub context: Box<[u32]>,
}

impl Node {
    pub(super) fn new<S: Made>(place: Place, put: Put, subject: Option<&S>, known: &Known) -> Node {
        let mut keys = Keys::default();
        if let Some(subject) = subject {
            subject.keys(known, &mut keys);
            keys.0.sort_unstable();
            keys.0.dedup();
        }
        Node {
            place,
            aside: put.aside,
            claims: Vec::new(),
            several: Vec::new(),
            rank: subject.map(S::rank).unwrap_or_default().into(),
            own: keys.0.into(),
            tag: subject.and_then(S::tag),
            shape: Shape::default(),
            filed: None,
            edges: Vec::new(),
            cluster: None,
            is_dated: subject.is_none_or(S::is_dated),
            is_judged: put.is_judged,
        }
    }

    /// One of the same subject, in which nothing stands yet.
    pub(super) fn alike(&self) -> Node {
        Node {
            place: self.place,
            aside: self.aside.clone(),
            claims: Vec::new(),
            several: Vec::new(),
            rank: self.rank.clone(),
            own: self.own.clone(),
            tag: self.tag,
            shape: Shape::default(),
            filed: None,
            edges: Vec::new(),
            cluster: None,
            is_dated: self.is_dated,
            is_judged: self.is_judged,
        }
    }

    /// The publications that are looked at for what surrounds it.
    pub(in crate::grow) fn looked_at(&self) -> &[PublicationId] {
        let all = self.publications();
        all.get(..LOOKED_AT).unwrap_or(all)
    }

    /// Ascending.
    pub(super) fn publications(&self) -> &[PublicationId] {
        match self.claims.as_slice() {
            [(_, publication)] => std::slice::from_ref(publication),
            _ => &self.several,
        }
    }

    pub(super) fn add(&mut self, claim: ClaimId, publication: PublicationId) {
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

    pub(super) fn take_out(&mut self, claim: ClaimId) {
        self.claims.retain(|(other, _)| *other != claim);
        self.several.clear();
        if self.claims.len() > 1 {
            self.several.extend(self.claims.iter().map(|(_, publication)| *publication));
            self.several.sort_unstable();
            self.several.dedup();
        }
    }

    pub(super) fn first(&self) -> Option<ClaimId> {
        self.claims.first().map(|(claim, _)| *claim)
    }

    /// The keys under which it stands, ascending.
    pub(super) fn keys(&self, stand: &Stand) -> Cow<'_, [u64]> {
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
pub(super) fn insert<T>(list: &mut Vec<T>, at: usize, thing: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 4);
    }
    list.insert(at, thing);
}
