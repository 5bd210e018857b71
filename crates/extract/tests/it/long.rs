//! Texts of the length of books.

use std::cell::Cell;

use extract::{Input, read, read_while};
use record::PublicationId;
use rules::words::Memory;

use crate::packs::PACKS;

fn input(text: &str) -> Input<'_> {
    let publication = PublicationId::of([text.as_bytes()]);
    Input { publication, version: 1, text, published_on: "2024-11-13".parse().ok() }
}

/// More than one stretch of a text where nothing happens.
fn filler() -> String {
    "Rain fell.\n\n".repeat(10_000)
}

#[test]
fn a_long_text_is_read_to_its_end_and_knows_there_who_was_named_at_its_start() {
    let text = format!(
        "The Council of Ministers of Norvalia met in Minsk on 5 March 2024.\n\nSpeaker Boris Ableton opened it.\n\n{}\
         The Lake Assembly met in Astana on 7 March 2024.\n\n\"We agree,\" Ableton said.\n",
        filler()
    );
    let reading = read(input(&text), &PACKS["en"], &mut Memory::default());
    let told = |kind: &str, slot: &str, value: &str| {
        let mut claims = reading.claims.iter();
        claims.any(|claim| claim.kind == kind && claim.slots.get(slot).is_some_and(|told| told == value))
    };
    assert!(told("event", "date", "2024-03-05"));
    assert!(told("event", "date", "2024-03-07"));
    assert!(told("statement", "speaker", "Boris Ableton"), "{:?}", reading.claims);
    let starts: Vec<usize> = reading.mentions.iter().map(|mention| mention.span.start).collect();
    assert!(starts.is_sorted());
}

#[test]
fn reading_ends_where_nobody_waits_for_it() {
    let text = filler();
    let (pack, mut memory) = (&PACKS["en"], Memory::default());
    assert!(read_while(input(&text), pack, &mut memory, &|| false).is_none());
    // rules ask before every sentence, and what puts facts together before every stretch
    let asked = Cell::new(0_usize);
    let count = || {
        asked.set(asked.get() + 1);
        true
    };
    assert!(read_while(input(&text), pack, &mut memory, &count).is_some());
    let all = asked.get();
    assert!(all > 10_000, "{all}");
    asked.set(0);
    let all_but_the_last = || {
        asked.set(asked.get() + 1);
        asked.get() < all
    };
    assert!(read_while(input(&text), pack, &mut memory, &all_but_the_last).is_none());
    assert_eq!(asked.get(), all);
}
