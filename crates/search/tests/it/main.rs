//! The index as its callers see it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod asking;
mod crash;
mod damage;
mod hostile;
mod keeping;
mod names;
mod views;

use record::{Lang, Publication};
use search::{Answer, Card, Id, Index, Page};

/// A card of a publication named `doc`.
fn card(doc: &str, lang: &str, title: &str, text: &str) -> Card {
    Card {
        id: id(doc),
        title: title.to_owned(),
        text: text.to_owned(),
        kinds: Vec::new(),
        langs: vec![Lang::new(lang)],
        dates: Vec::new(),
        orgs: Vec::new(),
        places: Vec::new(),
        docs: vec![doc.to_owned()],
        claims: Vec::new(),
    }
}

fn id(doc: &str) -> Id {
    Id::Publication(Publication::identity(doc))
}

fn index_of(cards: &[Card]) -> Index {
    let mut index = Index::create_in_memory().unwrap();
    index.update(cards.iter().cloned(), "").unwrap();
    index
}

fn ask(index: &Index, query: &str) -> Answer {
    index.search(query, Page::default()).unwrap()
}

/// The names of what answers, the best first.
fn found(index: &Index, query: &str) -> Vec<String> {
    ask(index, query).hits.into_iter().map(|hit| hit.docs.concat()).collect()
}

/// The same in alphabetical order.
fn set(index: &Index, query: &str) -> Vec<String> {
    let mut names = found(index, query);
    names.sort();
    names
}
