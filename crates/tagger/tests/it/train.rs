//! What is learned is found again, and no text or file upsets a tagger.

use std::borrow::Cow;
use std::ops::Range;

use proptest::prelude::*;
use tagger::train::{Example, Settings, train};
use tagger::{Memory, Tagger, Words};
use text::segment::{Abbreviation, segment};

fn labels() -> Vec<String> {
    ["O", "B-person", "I-person", "B-place", "I-place"].map(str::to_owned).to_vec()
}

/// Sentences of one make, with names that end alike.
fn examples() -> Vec<Example> {
    let persons = ["Ivanov", "Petrov", "Sidorov", "Popov", "Lebedov", "Orlov"];
    let places = ["Minsk", "Omsk", "Tomsk", "Kursk", "Pinsk", "Bryansk"];
    let mut found = Vec::new();
    for person in persons {
        for place in places {
            let words = ["Minister", "Anna", person, "spoke", "in", place, "."];
            let labels = [0, 1, 2, 0, 0, 3, 0];
            found.push(Example {
                words: words.map(str::to_owned).to_vec(),
                hints: Vec::new(),
                echoes: Vec::new(),
                labels: labels.to_vec(),
            });
        }
    }
    found
}

fn model() -> Vec<u8> {
    train("xx/names@1", &labels(), &examples(), &Settings { rounds: 6, ..Settings::default() })
}

fn tag(tagger: &Tagger, text: &str) -> Vec<(String, String)> {
    let segments = segment(text, &|_: &str| Abbreviation::No);
    let sentences: Vec<Range<usize>> = segments.sentences.iter().map(|one| one.tokens.clone()).collect();
    let words = Words { text, tokens: &segments.tokens, sentences: &sentences, hints: &[] };
    let found = tagger.tag(&words, &mut Memory::default());
    found
        .into_iter()
        .map(|one| {
            let written = segments.span(&one.tokens).of(text).unwrap_or_default().to_owned();
            (tagger.kinds()[one.kind].clone(), written)
        })
        .collect()
}

#[test]
fn a_trained_model_finds_names_that_it_never_saw() {
    let tagger = Tagger::load(Cow::Owned(model())).unwrap();
    assert_eq!(tagger.name(), "xx/names@1");
    let found = tag(&tagger, "Minister Maria Smirnov spoke in Dvinsk. Nobody listened.");
    // a model of a few sentences may find more than there is
    for (kind, name) in [("person", "Maria Smirnov"), ("place", "Dvinsk")] {
        assert!(found.contains(&(kind.to_owned(), name.to_owned())), "{name}: {found:?}");
    }
}

#[test]
fn training_again_gives_the_same_file() {
    assert_eq!(model(), model());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn damaged_files_are_refused_or_run(at in 0_usize..2000, byte in any::<u8>(), cut in 0_usize..4000) {
        let mut bytes = model();
        let length = bytes.len();
        if let Some(slot) = bytes.get_mut(at % length) {
            *slot = byte;
        }
        bytes.truncate(cut.max(length.saturating_sub(cut)));
        if let Ok(tagger) = Tagger::load(Cow::Owned(bytes)) {
            tag(&tagger, "Minister Maria Smirnov spoke in Dvinsk.");
        }
    }

    #[test]
    fn any_text_can_be_tagged(text in "\\PC{0,80}") {
        let tagger = Tagger::load(Cow::Owned(model())).unwrap();
        for (_, written) in tag(&tagger, &text) {
            prop_assert!(text.contains(&written));
        }
    }
}
