//! Comments and feeds, by their form: the same element again and again, each with a date or a time.

use std::collections::{HashMap, HashSet};

use super::aside::Aside;
use super::blocks::{Blocks, Kind};
use super::dates::{Months, dates};
use super::tree::{NodeId, Tree};

/// How often an element has to come.
const TIMES: usize = 3;

/// Marks elements that look alike, stand side by side, and have each a short line with a date and some text.
/// Where the headline is in one of them they are parts of the page.
pub fn mark(tree: &Tree<'_>, blocks: &Blocks, headline: Option<NodeId>, months: &Months, aside: &mut Aside) {
    let dated: Vec<bool> = blocks
        .list
        .iter()
        .map(|block| {
            block.chars < 80 && !matches!(block.kind, Kind::Heading(1)) && is_dated(&block.text, months)
        })
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
    let around: HashSet<NodeId> = std::iter::successors(headline, |&id| tree.parent(id)).collect();
    let repeats = |nodes: &Vec<NodeId>| nodes.len() >= TIMES && !nodes.iter().any(|id| around.contains(id));
    let repeated: Vec<NodeId> = alike.into_values().filter(repeats).flatten().collect();
    aside.add(tree, &repeated);
}

/// Holds a date or a time such as 12:30. Prices, numbers of telephones and titles with a year in them are neither.
fn is_dated(text: &str, months: &Months) -> bool {
    has_clock(text) || !dates(text, months, false).is_empty()
}

fn has_clock(text: &str) -> bool {
    text.match_indices(':').any(|(at, _)| {
        let (before, after) = text.split_at(at);
        let hours = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let after = after.get(1..).unwrap_or_default();
        let minutes = after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        (1..=2).contains(&hours) && minutes == 2
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_a_date_or_a_time_are_told_from_other_figures() {
        let months = Months::load(include_str!("../../../../packs/und/pages/months.tsv")).unwrap();
        for dated in
            ["12:30", "вчера, 9:05", "28.11.2024", "28 ноября 2024 г.", "Nov. 28, 2024", "2024-11-28"]
        {
            assert!(is_dated(dated, &months), "{dated}");
        }
        for other in ["2.99", "832-982-2079", "Лучшее 2026 года", "10 books of 2025", "Мк 1:234", "2.5-litre"]
        {
            assert!(!is_dated(other, &months), "{other}");
        }
    }
}
