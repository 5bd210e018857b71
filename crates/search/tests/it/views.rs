//! Who sees a part of the index is answered as if there were nothing else.

use std::collections::HashSet;

use record::ClaimId;
use search::{Answer, Card, Index, Page, View, key};

use super::{card, index_of};

fn entry(name: &str, text: &str, claims: &[&str]) -> Card {
    let claims = claims.iter().map(|claim| ClaimId::of([claim.as_bytes()])).collect();
    Card { claims, kinds: vec!["event".to_owned()], ..card(name, "en", name, text) }
}

/// What everybody sees.
fn seen() -> Vec<Card> {
    let mut cards = vec![
        card("harbour", "en", "The harbour", "The harbour is deep. A ferry calls at the harbour on Mondays."),
        card("ferry", "en", "The ferry", "The ferry is slow and calls at one harbour, when the ice lets it."),
        card(
            "lighthouse",
            "en",
            "A lighthouse",
            "Keeper Petrosyan looks after the lighthouse above the bay.",
        ),
        card("mayak", "ru", "Маяк", "Смотритель Петросян следит за маяком над бухтой. Паром ходит редко."),
        card("ice", "en", "Ice", "Ice and ferry, ferry and ice."),
        entry("Regatta", "Regatta in the bay", &["a", "b"]),
    ];
    // nothing but their keys tells these apart
    cards.extend(
        (0..40).map(|number| card(&format!("log-{number}"), "en", "Log", "A calm day on the ferry.")),
    );
    cards
}

/// The same entry as somebody sees who sees everything, and as others do.
fn in_part() -> (Card, Card) {
    let whole = entry("Parade", "Parade in the bay, with the secret submarine", &["c", "hidden"]);
    (whole, entry("Parade", "Parade in the bay", &["c"]))
}

fn hidden() -> Vec<Card> {
    let about = |number: usize| {
        let text = format!(
            "Harbour, harbour, harbour: berth {number} of the harbor, submarines, regattas, Petrosian."
        );
        card(&format!("secret-{number}"), "hy", "Harbour", &text)
    };
    (0..60).map(about).chain([card("fery", "en", "Fery", "Fery is how nobody writes it.")]).collect()
}

/// An index that holds everything, written in several goes and with what has gone again.
fn everything() -> Index {
    let (seen, hidden) = (seen(), hidden());
    let mut index = Index::create_in_memory().unwrap();
    index.update([in_part().0, seen[3].clone()], "").unwrap();
    for (at, part) in hidden.chunks(7).enumerate() {
        index.update(part.iter().cloned(), "").unwrap();
        index.update(seen.iter().skip(at * 5).take(5).rev().cloned(), "").unwrap();
    }
    index.update(seen, "").unwrap();
    index.update([card("gone", "en", "Gone", "ferry ferry ferry")], "").unwrap();
    index.delete([super::id("gone")], "").unwrap();
    index
}

fn view(index: &Index, whole: &[Card], instead: &[Card]) -> View {
    let keys: HashSet<u64> = whole.iter().map(|card| key(card.id, &card.claims)).collect();
    View::new(index, &keys, instead.iter().cloned()).unwrap()
}

const QUERIES: &[&str] = &[
    "ferry",
    "harbour OR ice",
    "harbour OR lighthouse OR ferry",
    "ferry -ice",
    "\"the harbour\"",
    "submarine",
    "fery",
    "harbr",
    "Petrosian",
    "Петросян",
    "Պետրոսյան",
    "regattas",
    "har*",
    "sub*",
    "kind:event",
    "kind:nothing",
    "lang:hy",
    "lang:ru",
    "lang:en ferry",
    "doc:secret-1",
    "bay",
    "from:2024",
    "\"calm day\" OR bay",
];

#[test]
fn a_view_answers_like_an_index_that_holds_nothing_else() {
    let (_, part) = in_part();
    let everything = everything();
    let shown = view(&everything, &seen(), std::slice::from_ref(&part));
    let mut alone: Vec<Card> = seen();
    alone.push(part);
    let alone_index = index_of(&alone);
    let alone = view(&alone_index, &alone, &[]);
    let mut told_apart = 0;
    for query in QUERIES {
        for page in [Page::default(), Page { offset: 3, limit: 7 }, Page { offset: 20, limit: 100 }] {
            let answer = shown.search(query, page).unwrap();
            assert_eq!(answer, alone.search(query, page).unwrap(), "{query} {page:?}");
            assert!(query.contains("secret") || !format!("{answer:?}").contains("secret"), "{query}");
            told_apart += usize::from(ids(&answer) != ids(&everything.search(query, page).unwrap()));
        }
        let plain = alone_index.search(query, Page { offset: 0, limit: 100 }).unwrap();
        let shown = shown.search(query, Page { offset: 0, limit: 100 }).unwrap();
        assert_eq!((plain.total, plain.notes), (shown.total, shown.notes), "{query}");
    }
    assert!(told_apart > 20, "what is hidden hardly matters to these queries: {told_apart}");
}

#[test]
fn an_index_that_is_behind_shows_nothing_that_it_should_not() {
    // the entry was seen as a whole when the index was written; by now it rests on other claims
    let index = index_of(&[entry("Regatta", "Regatta in the bay, then", &["a", "hidden"])]);
    let now = [entry("Regatta", "Regatta in the bay", &["a", "b"])];
    let answer = view(&index, &now, &[]).search("regatta", Page::default()).unwrap();
    assert_eq!((answer.total, answer.hits), (0, Vec::new()));
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.hits.iter().map(|hit| hit.id.to_string()).collect()
}
