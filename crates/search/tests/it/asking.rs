//! The query language against an index.

use record::{Entry, EntryId, Property, Value};
use search::{Card, Id, Index, Page, Type};

use super::{ask, card, found, index_of, set};

fn entry(label: &str, kind: &str, properties: &[(&str, &str)]) -> Card {
    let value = |text: &str| Value { text: text.to_owned(), claims: Vec::new(), shown: true };
    let property = |(name, text): &(&str, &str)| Property {
        name: (*name).to_owned(),
        values: vec![value(text)],
        disputed: false,
    };
    let mut card = Card::entry(&Entry {
        id: EntryId::of([label.as_bytes()]),
        kind: kind.to_owned(),
        label: label.to_owned(),
        properties: properties.iter().map(property).collect(),
        refs: Default::default(),
        claims: Vec::new(),
    });
    card.docs = vec![label.to_owned()];
    card
}

fn index() -> Index {
    let mut minsk = entry(
        "Session of the Council",
        "event",
        &[("kind", "session"), ("body", "CSTO Council"), ("place", "Минск"), ("date", "2023-11-23")],
    );
    minsk.orgs.push("csto/csc".to_owned());
    let rubezh = entry(
        "Exercise Rubezh-2024",
        "event",
        &[("kind", "exercise"), ("place", "Bishkek"), ("date", "2024-09")],
    );
    let charter = entry("Charter", "document", &[("kind", "treaty"), ("date", "2002-10-07/..")]);
    let mut news = card(
        "news",
        "ru",
        "Учение «Рубеж-2024»",
        "Учение прошло 28.11.2024 в горах, участвовали 1,300 военных.",
    );
    news.dates = vec!["2024-09-20".parse().unwrap()];
    let notes = card(
        "notes",
        "en",
        "Notes",
        "The assembly discussed the exercise at length; a draft of the plan, a draft.",
    );
    index_of(&[minsk, rubezh, charter, news, notes])
}

const SESSION: &str = "Session of the Council";
const RUBEZH: &str = "Exercise Rubezh-2024";

#[test]
fn all_words_any_word_no_word() {
    let index = index();
    assert_eq!(set(&index, "exercise"), [RUBEZH, "notes"]);
    assert_eq!(set(&index, "exercise assembly"), ["notes"]);
    assert_eq!(set(&index, "council OR assembly"), [SESSION, "notes"]);
    assert_eq!(set(&index, "exercise -draft"), [RUBEZH]);
    assert_eq!(set(&index, "-exercise"), ["Charter", SESSION, "news"]);
    assert_eq!(set(&index, "council assembly"), Vec::<String>::new());
}

#[test]
fn phrases_compounds_and_numbers() {
    let index = index();
    for query in ["Рубеж-2024", "\"рубеж 2024\"", "Rubezh-2024", "«Рубеж-2024»"] {
        assert_eq!(set(&index, query), [RUBEZH, "news"], "{query}");
    }
    assert_eq!(set(&index, "28.11.2024"), ["news"]);
    assert_eq!(set(&index, "\"28 11\" 1300"), ["news"]);
    assert_eq!(set(&index, "\"draft plan\""), Vec::<String>::new());
    assert_eq!(set(&index, "\"draft of the plan\""), ["notes"]);
    assert_eq!(set(&index, "\"exercises\""), Vec::<String>::new(), "one word in quotes is meant exactly");
}

#[test]
fn filters() {
    let index = index();
    assert_eq!(set(&index, "kind:event"), [RUBEZH, SESSION]);
    assert_eq!(set(&index, "kind:exercise"), [RUBEZH]);
    assert_eq!(set(&index, "kind:Exercise,treaty"), ["Charter", RUBEZH]);
    assert_eq!(set(&index, "type:publication"), ["news", "notes"]);
    assert_eq!(set(&index, "kind:entry -kind:document"), [RUBEZH, SESSION]);
    assert_eq!(set(&index, "lang:ru"), ["news"]);
    assert_eq!(set(&index, "doc:notes"), ["notes"]);
    assert_eq!(set(&index, "org:csto"), [SESSION]);
    assert_eq!(set(&index, "org:csto/csc"), [SESSION]);
    assert_eq!(set(&index, "org:\"csto council\""), [SESSION]);
    assert_eq!(set(&index, "place:minsk"), [SESSION]);
    assert_eq!(set(&index, "place:Минске"), [SESSION]);
    assert_eq!(set(&index, "place:Бишкек exercise"), [RUBEZH]);
    assert_eq!(set(&index, "exercise kind:event"), [RUBEZH]);
}

#[test]
fn dates_overlap_and_what_has_none_does_not_pass() {
    let index = index();
    assert_eq!(set(&index, "from:2024-01-01 to:2024-12-31"), ["Charter", RUBEZH, "news"]);
    assert_eq!(set(&index, "date:2024-09"), ["Charter", RUBEZH, "news"]);
    assert_eq!(set(&index, "date:2024-09-21"), ["Charter", RUBEZH]);
    assert_eq!(set(&index, "to:2020"), ["Charter"]);
    assert_eq!(set(&index, "to:2001"), Vec::<String>::new());
    assert_eq!(set(&index, "from:2030"), ["Charter"]);
    assert_eq!(
        found(&index, "kind:event from:2023")[0],
        RUBEZH,
        "what only filters is listed from the latest"
    );
}

#[test]
fn prefixes_and_slips() {
    let index = index();
    assert_eq!(set(&index, "exerc*"), [RUBEZH, "notes"]);
    assert_eq!(set(&index, "уче*"), ["news"]);
    assert_eq!(set(&index, "zzz*"), Vec::<String>::new());
    let answer = ask(&index, "exercsie");
    assert_eq!(answer.total, 2);
    assert_eq!(answer.notes[0].message, "`exercsie` stands nowhere: searched for what is like it");
    assert!(answer.notes[0].hint.as_ref().unwrap().contains("exercis"));
    assert_eq!(set(&index, "\"exercsie\""), Vec::<String>::new(), "not in quotes");
}

#[test]
fn notes_say_what_is_not_there() {
    let index = index();
    let answer = ask(&index, "council xyzzy");
    assert_eq!(answer.total, 0);
    assert_eq!(
        answer.notes[0].to_string(),
        "`xyzzy` stands nowhere (leave it out to find what has the other words)"
    );
    let answer = ask(&index, "kind:events");
    assert_eq!(answer.notes[0].message, "nothing has kind:events");
    assert!(answer.notes[0].hint.as_ref().unwrap().contains("entry, event, exercise"));
}

#[test]
fn what_a_hit_says() {
    let index = index();
    let hit = ask(&index, "council").hits.remove(0);
    assert_eq!(hit.id, Id::Entry(EntryId::of([SESSION.as_bytes()])));
    assert_eq!(hit.id.kind(), Type::Entry);
    assert_eq!(hit.title, SESSION);
    assert_eq!(hit.kinds, ["event", "session"]);
    assert_eq!(hit.date.as_deref(), Some("2023-11-23"));
    assert!(hit.score > 0.0);
    let hit = ask(&index, "учение").hits.remove(0);
    assert_eq!(hit.langs[0].as_str(), "ru");
    assert_eq!(hit.snippet.unwrap().pieces()[0], ("Учение", true));
}

#[test]
fn a_title_counts_more_than_a_text() {
    let index = index_of(&[
        card("text", "en", "Notes", "the parliament met and the committee met and the council met"),
        card("title", "en", "Council", "the parliament met and the committee met and then they went"),
    ]);
    assert_eq!(found(&index, "council"), ["title", "text"]);
}

#[test]
fn pages_cut_the_answer_and_not_the_total() {
    let cards: Vec<Card> = (0..30).map(|n| card(&format!("{n:02}"), "en", "Council", "council")).collect();
    let index = index_of(&cards);
    let page = |offset, limit| index.search("council", Page { offset, limit }).unwrap();
    assert_eq!((page(0, 7).hits.len(), page(0, 7).total), (7, 30));
    assert_eq!((page(28, 7).hits.len(), page(28, 7).total), (2, 30));
    assert_eq!((page(0, 0).hits.len(), page(0, 0).total), (0, 30));
    assert_eq!((page(usize::MAX, usize::MAX).hits.len(), page(usize::MAX, 1).total), (0, 30));
    assert_eq!(page(0, usize::MAX).hits.len(), 30);
}
