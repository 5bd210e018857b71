//! Patterns put in fewer steps, so that they match the same.
//!
//! `( a | b )` of single words is one test of a token, as `a|b` is; what must not stand at one place is asked for
//! together.

use crate::pattern::Node;

pub(crate) fn reduce(node: Node) -> Node {
    match node {
        Node::Seq(nodes) => {
            let mut all = Vec::new();
            for node in nodes {
                match reduce(node) {
                    Node::Seq(inner) => inner.into_iter().for_each(|node| follow(&mut all, node)),
                    node => follow(&mut all, node),
                }
            }
            single(all).unwrap_or_else(Node::Seq)
        }
        Node::Alt(nodes) => alternatives(nodes.into_iter().map(reduce)),
        Node::Repeat { node, least, most, greedy } => {
            Node::Repeat { node: Box::new(reduce(*node)), least, most, greedy }
        }
        Node::Part(name, node) => Node::Part(name, Box::new(reduce(*node))),
        Node::Not(node) => Node::Not(Box::new(reduce(*node))),
        Node::Token(_) | Node::Mention { .. } | Node::Start | Node::End => node,
    }
}

/// Adds what comes next in a row.
fn follow(row: &mut Vec<Node>, next: Node) {
    match (row.pop(), next) {
        (Some(Node::Not(one)), Node::Not(other)) => {
            row.push(Node::Not(Box::new(alternatives([*one, *other]))));
        }
        (last, next) => row.extend(last.into_iter().chain([next])),
    }
}

/// One of these, the first that fits first.
fn alternatives(nodes: impl IntoIterator<Item = Node>) -> Node {
    let mut all = Vec::new();
    for node in nodes {
        match node {
            Node::Alt(inner) => inner.into_iter().for_each(|node| join(&mut all, node)),
            node => join(&mut all, node),
        }
    }
    single(all).unwrap_or_else(Node::Alt)
}

/// Adds what comes next among alternatives.
fn join(ways: &mut Vec<Node>, next: Node) {
    match (ways.last_mut(), next) {
        (Some(Node::Token(tests)), Node::Token(more)) => tests.extend(more),
        (_, next) => ways.push(next),
    }
}

fn single(mut nodes: Vec<Node>) -> Result<Node, Vec<Node>> {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => Ok(only),
        last => Err(nodes.into_iter().chain(last).collect()),
    }
}
