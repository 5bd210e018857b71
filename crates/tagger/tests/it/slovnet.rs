//! The Russian network finds what Slovnet finds, on the texts that `xtask/train/convert_ru.py` ran it on.

use std::borrow::Cow;
use std::path::Path;

use serde_json::Value;
use tagger::{Memory, Tagger, Words};
use text::token::tokenise;

#[test]
fn it_finds_what_slovnet_finds() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = std::fs::read(here.join("../../packs/ru/model/names.bin")).unwrap();
    let tagger = Tagger::load(Cow::Owned(model)).unwrap();
    let oracle = std::fs::read_to_string(here.join("tests/it/slovnet.json")).unwrap();
    let oracle: Vec<Value> = serde_json::from_str(&oracle).unwrap();
    let mut memory = Memory::default();
    let mut count = 0;
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
        let tokens = tokenise(text);
        let words = Words { text, tokens: &tokens, sentences: &[], hints: &[] };
        let found: Vec<(String, String)> = tagger
            .tag(&words, &mut memory)
            .into_iter()
            .map(|one| {
                let (first, last) = (&tokens[one.tokens.start], &tokens[one.tokens.end - 1]);
                (tagger.kinds()[one.kind].clone(), text[first.span.start..last.span.end].to_owned())
            })
            .collect();
        assert_eq!(found, expected);
        count += found.len();
    }
    assert!(count > 50, "too few names to tell anything: {count}");
}
