//! The networks find what the programs find that they were taught with, on the texts that the scripts in
//! `xtask/train` ran those on.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use serde_json::Value;
use tagger::{Memory, Tagger, Words};
use text::segment::{Abbreviation, segment};

/// How many names both find, and those that only one finds.
fn compare(model: &str, oracle: &str) -> (usize, Vec<String>) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = std::fs::read(here.join("../../packs").join(model)).unwrap();
    let tagger = Tagger::load(Cow::Owned(model)).unwrap();
    let oracle = std::fs::read_to_string(here.join("tests/it").join(oracle)).unwrap();
    let oracle: Vec<Value> = serde_json::from_str(&oracle).unwrap();
    let mut memory = Memory::default();
    let (mut same, mut other) = (0, Vec::new());
    for one in &oracle {
        let text = one["text"].as_str().unwrap();
        let chars: Vec<char> = text.chars().collect();
        let expected: Vec<(String, String)> = one["spans"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| {
                let at = |place: usize| span[place].as_u64().unwrap() as usize;
                (span[2].as_str().unwrap().to_owned(), chars[at(0)..at(1)].iter().collect())
            })
            .collect();
        let segments = segment(text, &|_: &str| Abbreviation::No);
        let sentences: Vec<Range<usize>> = segments.sentences.iter().map(|one| one.tokens.clone()).collect();
        let words = Words { text, tokens: &segments.tokens, sentences: &sentences, hints: &[] };
        let found: Vec<(String, String)> = tagger
            .tag(&words, &mut memory)
            .into_iter()
            .map(|one| {
                let written = segments.span(&one.tokens).of(text).unwrap_or_default();
                (tagger.kinds()[one.kind].clone(), written.to_owned())
            })
            .collect();
        let mut left = expected;
        for name in found {
            match left.iter().position(|other| *other == name) {
                Some(at) => {
                    left.remove(at);
                    same += 1;
                }
                None => other.push(format!("+{name:?}")),
            }
        }
        other.extend(left.iter().map(|name| format!("-{name:?}")));
    }
    (same, other)
}

#[test]
fn the_russian_network_finds_what_slovnet_finds() {
    let (same, other) = compare("ru/model/names.bin", "slovnet.json");
    assert!(same > 50, "too few names to tell anything: {same}");
    assert!(other.is_empty(), "{other:?}");
}

#[test]
fn the_english_network_finds_what_spacy_finds_but_where_words_are_cut_otherwise() {
    let (same, other) = compare("en/model/names.bin", "spacy.json");
    assert!(same > 50, "too few names to tell anything: {same}");
    assert!(other.len() * 12 <= same, "{same} alike, but {other:?}");
}
