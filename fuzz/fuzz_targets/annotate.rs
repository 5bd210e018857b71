//! Annotation of any text: no panic, and every mention, time, place and saying lies within it.
#![no_main]

mod packs;

use std::sync::LazyLock;

use extract::{Gazetteer, Input, Speech};
use libfuzzer_sys::fuzz_target;
use record::{Publication, Span};
use rules::words::Memory;

use crate::packs::PACKS;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| {
    Gazetteer::load(include_str!("../../packs/und/gazetteer/places.tsv")).expect("the pack is sound")
});

fuzz_target!(|text: &str| {
    assert!(!PACKS.is_empty());
    for pack in PACKS.iter() {
        let published_on = "2024-11-13".parse().ok();
        let input = Input { publication: Publication::identity("fuzz"), version: 1, text, published_on };
        let mut memory = Memory::default();
        let read = extract::annotate(input, pack, &mut memory);
        let wide = extract::widen(input, None, pack, &mut memory, &read, &GAZETTEER);
        let said = |one: &Speech| one.source.into_iter().chain(one.cue).chain(one.content.clone());
        let mut spans: Vec<Span> = read.sentences;
        spans.extend(read.mentions.iter().map(|mention| mention.span));
        spans.extend(wide.times.iter().map(|(span, _)| *span));
        spans.extend(wide.locations.iter().map(|place| place.span));
        spans.extend(wide.speech.iter().flat_map(said));
        assert!(spans.iter().all(|span| span.start <= span.end && span.of(text).is_some()));
    }
});
