//! Comments and feeds, by their form: the same element again and again, each with a date or a time.

use std::collections::HashMap;

use super::aside::Aside;
use super::blocks::{Blocks, Kind};
use super::tree::{NodeId, Tree};

/// How often an element has to come.
const TIMES: usize = 3;

/// Marks elements that look alike, stand side by side, and have each a short line with a date and some text.
pub fn mark(tree: &Tree<'_>, blocks: &Blocks, aside: &mut Aside) {
    let dated: Vec<bool> = blocks
        .list
        .iter()
        .map(|block| block.chars < 80 && !matches!(block.kind, Kind::Heading(1)) && is_dated(&block.text))
        .collect();
    let mut alike: HashMap<(Option<NodeId>, &str, &str), Vec<NodeId>> = HashMap::new();
    for id in tree.elements().filter(|&id| tree.is_block(id)) {
        let (from, to) = blocks.held.get(id).copied().unwrap_or_default();
        let label = dated.get(from..to).is_some_and(|dated| dated.contains(&true));
        // A label, and something else: not a list of dates.
        if label && to - from >= 2 && to - from <= 24 {
            let class =
                tree.attribute(id, "class").unwrap_or_default().split_whitespace().next().unwrap_or_default();
            alike.entry((tree.parent(id), tree.name(id), class)).or_default().push(id);
        }
    }
    let repeated: Vec<NodeId> = alike.into_values().filter(|nodes| nodes.len() >= TIMES).flatten().collect();
    aside.add(tree, &repeated);
}

/// Holds a time such as 12:30, or a date in figures or with a year.
fn is_dated(text: &str) -> bool {
    let bytes = text.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    (0..bytes.len()).any(|at| {
        let clock = digit(at) && bytes.get(at + 1) == Some(&b':') && digit(at + 2) && digit(at + 3);
        let date = digit(at)
            && matches!(bytes.get(at + 1), Some(b'.' | b'/' | b'-'))
            && digit(at + 2)
            && digit(at + 3);
        let year = matches!(bytes.get(at..at + 2), Some(b"19" | b"20"))
            && digit(at + 2)
            && digit(at + 3)
            && !digit(at + 4);
        let fresh = at == 0 || !digit(at - 1);
        clock || date || year && fresh
    })
}
