//! Law 3: every claim quotes its passage exactly.

use extract::{Input, read};
use proptest::prelude::*;
use record::Publication;
use rules::Pack;
use rules::words::Memory;

use crate::packs::PACKS;

fn check(text: &str, pack: &Pack, memory: &mut Memory) {
    let input = Input {
        publication: Publication::identity("test"),
        version: 1,
        text,
        published_on: "2024-12-01".parse().ok(),
    };
    let reading = read(input, pack, memory);
    for claim in &reading.claims {
        assert!(!claim.evidence.is_empty(), "no evidence: {claim:?}");
        for evidence in &claim.evidence {
            assert_eq!(evidence.span.of(text), Some(evidence.quote.as_str()), "{claim:?}");
        }
    }
    for mention in &reading.mentions {
        assert!(mention.span.of(text).is_some());
    }
    let again = read(input, pack, &mut Memory::default());
    let ids = |claims: &[record::Claim]| claims.iter().map(|claim| claim.id).collect::<Vec<_>>();
    assert_eq!(ids(&reading.claims), ids(&again.claims), "reading again gives the same claims");
}

#[test]
fn every_claim_of_the_projects_gold_quotes_its_passage() {
    let gold = crate::packs::root().join("../gold");
    let mut texts = 0;
    for (lang, pack) in PACKS.iter() {
        let mut memory = Memory::default();
        for entry in std::fs::read_dir(gold.join(lang)).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|extension| extension == "txt") {
                let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
                check(&text, pack, &mut memory);
                texts += 1;
            }
        }
    }
    assert!(texts >= 18, "read {texts} texts only");
}

/// A paragraph of nothing but one thing again and again: it must not fill the stack of a thread, and a rule
/// that looks from each word at all others would not come to its end.
#[test]
fn a_paragraph_without_an_end_is_read() {
    for (lang, pack) in PACKS.iter() {
        let mut memory = Memory::default();
        for part in [
            "\u{ab} ",
            "\u{201c}word ",
            "5.03.2024, ",
            "a; ",
            "- ",
            "\u{ab}\u{201e}a\u{201c}, - b\u{bb}. ",
            "1 ",
        ] {
            let text = part.repeat(12_000 / part.len());
            let input = Input {
                publication: Publication::identity("test"),
                version: 1,
                text: &text,
                published_on: None,
            };
            let reading = read(input, pack, &mut memory);
            assert!(reading.claims.len() < 3_000, "{lang}: {part:?}");
        }
    }
}

/// Sentences of the genre cut and shuffled, with marks and letters that break grammars.
fn torn_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "The session of the Council took place in Minsk on 3 March 2024. ",
        "“We came,” said Anna Berg, director of the Lake Institute. ",
        "• Declaration on Water – adopted\n",
        "President of Kazakhstan Kassym-Jomart Tokayev ",
        "В заседании участвовали президенты Беларуси и России ",
        "Александр Лукашенко и Владимир Путин. ",
        "— Договорились, — сказал он. — Всё.\n",
        "«Рубеж-2024» ",
        "с 8 по 9 июня ",
        "more than 1,300 delegates ",
        "\n\n",
        "(",
        "«",
        "”",
        "…",
        "\u{200b}",
        "é\u{301}",
        "👍🏽 ",
        "٢٠٢٤ ",
        "К.К.",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_text_is_read_without_a_panic_and_with_exact_quotes(text in prop_oneof![torn_text(), "\\PC{0,80}"]) {
        for pack in PACKS.values() {
            check(&text, pack, &mut Memory::default());
        }
    }
}
