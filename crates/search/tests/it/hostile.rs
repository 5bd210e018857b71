//! Whatever is asked and whatever is indexed: an answer, never an error or a panic.

use std::sync::LazyLock;

use proptest::prelude::*;
use search::{Index, Page};

use super::{ask, card, index_of};

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut dated = card(
        "dated",
        "kk",
        "Астанадағы отырыс",
        "Тоқаевтың сөзі. 上海合作组织. თბილისი. ".repeat(30).as_str(),
    );
    dated.dates = vec!["2024".parse().unwrap()];
    dated.orgs = vec!["csto/csc".to_owned(), "ОДКБ".to_owned()];
    dated.places = vec!["Минск".to_owned()];
    index_of(&[
        dated,
        card("en", "en", "Session", "President Tokayev opened the session in Astana."),
        card("empty", "und", "", ""),
    ])
});

#[test]
fn known_hostile_queries() {
    for query in [
        "",
        " ",
        "\"",
        "\"\"",
        "-",
        "--",
        "- -",
        "*",
        "**",
        "OR",
        "OR OR",
        "a OR",
        "OR a",
        "NOT",
        "NOT NOT a",
        "-OR",
        ":",
        "::",
        "kind:",
        "kind::",
        "kind:\"",
        ":kind",
        "kind:kind:kind",
        "-kind:event",
        "-from:2024",
        "from:",
        "from:..",
        "from:-9999",
        "to:9999-12-31",
        "date:2024/..",
        "date:../2024",
        "date:2024-02-30",
        "[a TO b]",
        "{a",
        "a^2",
        "a~1",
        "/a.*b/",
        "\\",
        "\u{0}",
        "a\u{0}b",
        "\u{feff}",
        "@STN:astana/Latn",
        "=astan",
        "~astan",
        "#csto",
        "(((((",
        "🦀",
        "e\u{301}",
        "ﬁ",
        "İ",
        "ẞ",
        "\u{202e}abc",
        "a-b-c-d-e",
        "1.2.3.4.5",
        "ab* cd*",
        "«»",
        "“a",
        "x-*",
        "2024-*",
        "ас*",
        "Рубеж-20*",
    ] {
        ask(&INDEX, query);
    }
    for long in
        ["a ".repeat(10_000), "\"".repeat(5_000), "-".repeat(5_000), "a-".repeat(5_000), "x".repeat(100_000)]
    {
        ask(&INDEX, &long);
    }
    let every_word_a_phrase = "\"Касым Жомарт Токаев Астана Минск\" ".repeat(9);
    ask(&INDEX, &every_word_a_phrase);
}

#[test]
fn what_looks_like_a_term_of_the_index_is_not_taken_for_one() {
    for query in ["@STN:astana/Latn", "@STN", "=astan"] {
        assert!(ask(&INDEX, query).hits.iter().all(|hit| hit.docs != ["empty"]));
    }
    assert_eq!(ask(&INDEX, "STN").total, 0);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_query_is_answered(query in "\\PC{0,60}", offset in 0usize..5, limit in 0usize..5) {
        let answer = INDEX.search(&query, Page { offset, limit }).unwrap();
        prop_assert!(answer.hits.len() <= limit);
        prop_assert!(answer.notes.iter().all(|note| note.span.is_none_or(|span| span.of(&query).is_some())));
    }

    #[test]
    fn any_query_of_our_language_is_answered(
        query in "((-|\"|«|»|kind:|lang:|org:|place:|doc:|from:|to:|date:|OR |NOT )?(session|отыр|Токаевым|csto|2024|2024-11-28|сто|тбил|海)?[* \":,/-]?){0,12}"
    ) {
        let answer = INDEX.search(&query, Page::default()).unwrap();
        prop_assert!(answer.total >= answer.hits.len());
        for hit in &answer.hits {
            prop_assert!(hit.title_marks.iter().all(|mark| mark.of(&hit.title).is_some()));
            if let Some(snippet) = &hit.snippet {
                prop_assert!(!snippet.text.is_empty());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn any_text_is_indexed_and_its_words_are_found(text in "\\PC{0,300}", title in "\\PC{0,40}", word in "[а-яё]{5,12}|[a-z]{5,12}") {
        let text = format!("{text} {word}");
        let index = index_of(&[card("any", "kk", &title, &text)]);
        prop_assert_eq!(ask(&index, &word).total, 1);
        ask(&index, &text);
    }
}
