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

/// Rows of needs that are kept of a pattern: those with the fewest choices tell the most.
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
    match test {
        Test::Surface(symbol) | Test::Lemma(symbol) => Some(First::Key(*symbol)),
        Test::All(tests) => tests.iter().find_map(first_of_test),
        _ => None,
    }
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

/// Rows of words and classes of which every match has one each, the shortest rows first.
pub(crate) fn needs_of(node: &Node) -> Vec<Vec<First>> {
    let mut needs = all_needs(node);
    needs.iter_mut().for_each(|need| {
        let mut seen = Vec::with_capacity(need.len());
        need.retain(|one| {
            !seen.contains(one) && {
                seen.push(*one);
                true
            }
        });
    });
    needs.sort_by_key(Vec::len);
    needs.dedup();
    needs.truncate(MOST_NEEDS);
    needs
}

fn all_needs(node: &Node) -> Vec<Vec<First>> {
    match node {
        Node::Token(tests) => {
            tests.iter().map(first_of_test).collect::<Option<Vec<_>>>().into_iter().collect()
        }
        Node::Mention { class, .. } => vec![vec![First::Class(*class)]],
        Node::Seq(nodes) => nodes.iter().flat_map(all_needs).collect(),
        Node::Alt(nodes) => {
            // a match takes one of the ways: of each the need that tells the most
            let least = |node| all_needs(node).into_iter().min_by_key(Vec::len);
            let ways = nodes.iter().map(least).collect::<Option<Vec<_>>>();
            ways.map(|ways| ways.concat()).into_iter().filter(|need| !need.is_empty()).collect()
        }
        Node::Repeat { node, least, .. } if *least > 0 => all_needs(node),
        Node::Part(_, node) => all_needs(node),
        Node::Repeat { .. } | Node::Not(_) | Node::Start | Node::End => Vec::new(),
    }
}
