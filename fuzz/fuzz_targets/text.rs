//! Any text is cut up without loss, and what is said of its parts lies within it.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use record::{Edtf, Span};
use text::fingerprint::Fingerprint;
use text::langid::LangId;
use text::segment::{Abbreviation, segment};
use text::{fold, imprint, markdown, quote, translit};

static LANGUAGES: LazyLock<LangId> = LazyLock::new(|| {
    let list = include_str!("../../packs/und/langid/languages.tsv");
    LangId::load(list, include_bytes!("../../packs/und/langid/model.bin")).expect("the pack is sound")
});

fuzz_target!(|text: &str| {
    let segments = segment(text, &|word: &str| match word {
        "dr" => Abbreviation::Inner,
        "etc" => Abbreviation::MayEnd,
        _ => Abbreviation::No,
    });
    let mut at = 0;
    for token in &segments.tokens {
        assert!(token.span.start >= at && token.span.end > token.span.start && token.span.of(text).is_some());
        at = token.span.end;
    }
    let mut next = 0;
    for sentence in &segments.sentences {
        assert!(sentence.tokens.start >= next && sentence.tokens.end <= segments.tokens.len());
        assert!(segments.span(&sentence.tokens).of(text).is_some());
        next = sentence.tokens.end;
    }
    for quoted in quote::quoted(text, &segments) {
        assert!(segments.span(&quoted.inside()).of(text).is_some());
    }
    let within = |span: Span| span.start <= span.end && span.of(text).is_some();
    assert!(markdown::hints(text).iter().all(|hint| within(hint.line) && within(hint.text)));
    assert!((0.0..=1.0).contains(&LANGUAGES.identify(text).confidence));
    Fingerprint::of(text);
    imprint::imprint(text);
    for line in text.lines().take(4) {
        assert_eq!(fold::fold(&fold::fold(line)), fold::fold(line));
        translit::latin(line);
        let likeness = translit::name_similarity(line, text.lines().next_back().unwrap_or_default());
        assert!((0.0..=1.0).contains(&likeness), "{likeness}");
        if let Ok(date) = line.parse::<Edtf>() {
            assert_eq!(date.to_string().parse(), Ok(date.clone()));
            assert!(date.covers(&date) && date.overlaps(&date));
        }
    }
});
