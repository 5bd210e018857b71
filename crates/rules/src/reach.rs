//! What can be told of a pattern's matches before it is tried: where they can start, and what each has in it.
//!
//! Most patterns fit almost nowhere. These answers keep the engine from trying them where they cannot fit; they
//! never keep it from a match.

use crate::chart::Class;
use crate::pattern::{Node, Test};
use crate::symbols::Symbol;

/// What must stand at a token: a word or dictionary form, or a mention that starts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum First {
    Key(Symbol),
    Class(Class),
}

/// What a match's first token must pass.
#[derive(Clone, Debug, PartialEq)]
pub enum Start {
    Test(Test),
    Class(Class),
}

/// What every match has in it.
#[derive(Clone, Debug, PartialEq)]
pub enum Needs {
    One(First),
    /// All of these; with none, nothing.
    All(Vec<Needs>),
    /// One of these.
    Any(Vec<Needs>),
}

/// Rows of needs that are kept of a pattern: the rarest tell the most.
const MOST_NEEDS: usize = 4;

/// What a node can start with (`None`: anything), and whether it can be empty.
pub(crate) fn first_of(node: &Node) -> (Option<Vec<First>>, bool) {
    match node {
        Node::Token(tests) => (tests.iter().map(first_of_test).collect(), false),
        Node::Mention { class, .. } => (Some(vec![First::Class(*class)]), false),
        Node::Seq(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                match first_of(node) {
                    (None, _) => return (None, false),
                    (Some(first), empty) => {
                        all.extend(first);
                        if !empty {
                            return (Some(all), false);
                        }
                    }
                }
            }
            (Some(all), true)
        }
        Node::Alt(nodes) => {
            let (mut all, mut can_be_empty) = (Some(Vec::new()), false);
            for node in nodes {
                let (first, empty) = first_of(node);
                can_be_empty |= empty;
                all = match (all, first) {
                    (Some(mut all), Some(first)) => {
                        all.extend(first);
                        Some(all)
                    }
                    _ => None,
                };
            }
            (all, can_be_empty)
        }
        Node::Repeat { node, least, .. } => {
            let (first, empty) = first_of(node);
            (first, empty || *least == 0)
        }
        Node::Part(_, node) => first_of(node),
        Node::Not(_) | Node::Start | Node::End => (Some(Vec::new()), true),
    }
}

fn first_of_test(test: &Test) -> Option<First> {
    test.key().map(First::Key)
}

/// What the first token of a match must pass (`None`: anything), and whether the node can be empty.
pub(crate) fn starts_of(node: &Node) -> (Option<Vec<Start>>, bool) {
    match node {
        Node::Token(tests) => {
            let any = tests.contains(&Test::Any);
            ((!any).then(|| tests.iter().cloned().map(Start::Test).collect()), false)
        }
        Node::Mention { class, .. } => (Some(vec![Start::Class(*class)]), false),
        Node::Seq(nodes) => {
            let mut all = Some(Vec::new());
            for node in nodes {
                let (starts, empty) = starts_of(node);
                all = joined(all, starts);
                if !empty {
                    return (all, false);
                }
            }
            (all, true)
        }
        Node::Alt(nodes) => {
            nodes.iter().map(starts_of).fold((Some(Vec::new()), false), |(all, empty), (starts, can_be)| {
                (joined(all, starts), empty || can_be)
            })
        }
        Node::Repeat { node, least, .. } => {
            let (starts, empty) = starts_of(node);
            (starts, empty || *least == 0)
        }
        Node::Part(_, node) => starts_of(node),
        Node::Not(_) | Node::Start | Node::End => (Some(Vec::new()), true),
    }
}

fn joined(all: Option<Vec<Start>>, more: Option<Vec<Start>>) -> Option<Vec<Start>> {
    let (mut all, more) = (all?, more?);
    all.extend(more);
    Some(all)
}

/// Whether a match can begin at the start of a sentence only.
pub(crate) fn opens_sentence(node: &Node) -> bool {
    match node {
        Node::Start => true,
        // what looks ahead passes no token
        Node::Seq(nodes) => {
            nodes.iter().find(|node| !matches!(node, Node::Not(_))).is_some_and(opens_sentence)
        }
        Node::Alt(nodes) => !nodes.is_empty() && nodes.iter().all(opens_sentence),
        Node::Part(_, node) => opens_sentence(node),
        Node::Repeat { node, least, .. } => *least > 0 && opens_sentence(node),
        Node::Token(_) | Node::Mention { .. } | Node::Not(_) | Node::End => false,
    }
}

/// What every match has in it.
pub(crate) fn needs_of(node: &Node) -> Needs {
    match node {
        Node::Token(tests) => {
            let keys = tests.iter().map(first_of_test).collect::<Option<Vec<_>>>();
            keys.map_or(Needs::All(Vec::new()), |keys| Needs::Any(keys.into_iter().map(Needs::One).collect()))
        }
        Node::Mention { class, .. } => Needs::One(First::Class(*class)),
        Node::Seq(nodes) => Needs::All(nodes.iter().map(needs_of).collect()),
        Node::Alt(nodes) => Needs::Any(nodes.iter().map(needs_of).collect()),
        Node::Repeat { node, least, .. } if *least > 0 => needs_of(node),
        Node::Part(_, node) => needs_of(node),
        Node::Repeat { .. } | Node::Not(_) | Node::Start | Node::End => Needs::All(Vec::new()),
    }
}

impl Needs {
    /// Every word and class that is named, as often as it is.
    pub fn each(&self, see: &mut impl FnMut(First)) {
        match self {
            Needs::One(one) => see(*one),
            Needs::All(all) | Needs::Any(all) => all.iter().for_each(|needs| needs.each(see)),
        }
    }

    /// Rows of words and classes of which every match has one each, the rarest rows first. `common` says how
    /// common a word or class is beside others.
    pub fn rows(&self, common: &impl Fn(First) -> usize) -> Vec<Vec<First>> {
        let mut rows = self.all_rows(common);
        rows.sort_by_key(|(cost, _)| *cost);
        rows.dedup();
        rows.truncate(MOST_NEEDS);
        rows.into_iter().map(|(_, row)| row).collect()
    }

    fn all_rows(&self, common: &impl Fn(First) -> usize) -> Vec<(usize, Vec<First>)> {
        match self {
            Needs::One(one) => vec![(common(*one), vec![*one])],
            Needs::All(all) => all.iter().flat_map(|needs| needs.all_rows(common)).collect(),
            Needs::Any(ways) => {
                // a match takes one of the ways: of each the row that tells the most
                let rarest = |way: &Needs| way.all_rows(common).into_iter().min_by_key(|(cost, _)| *cost);
                let Some(ways) = ways.iter().map(rarest).collect::<Option<Vec<_>>>() else {
                    return Vec::new();
                };
                let mut row: Vec<First> = Vec::new();
                for one in ways.into_iter().flat_map(|(_, row)| row) {
                    if !row.contains(&one) {
                        row.push(one);
                    }
                }
                if row.is_empty() {
                    Vec::new()
                } else {
                    vec![(row.iter().map(|one| common(*one)).sum(), row)]
                }
            }
        }
    }
}
