use std::collections::BTreeSet;

use super::*;

fn locale(lang: &str) -> &'static Locale {
    Locale::built_in(lang).unwrap_or_else(|| panic!("no locale {lang}"))
}

/// `{Noun}` is `{noun}` at the start of a sentence.
fn placeholders(template: &str) -> BTreeSet<String> {
    template.split('{').skip(1).filter_map(|part| part.split('}').next()).map(str::to_lowercase).collect()
}

fn templates(message: &Message) -> Vec<&str> {
    match message {
        Message::Plain(template) => vec![template],
        Message::Forms(forms) => forms.values().map(String::as_str).collect(),
    }
}

#[test]
fn every_shipped_locale_parses_and_says_the_same_things() {
    for source in SOURCES {
        if let Err(error) = Locale::parse(source) {
            panic!("{error}");
        }
    }
    let first = locale("en");
    for other in BUILT_IN.iter() {
        let keys = |locale: &Locale| locale.messages.keys().cloned().collect::<BTreeSet<_>>();
        assert_eq!(keys(first), keys(other), "{}", other.lang);
        for (key, message) in &first.messages {
            let all =
                |message| templates(message).into_iter().flat_map(placeholders).collect::<BTreeSet<_>>();
            let theirs = &other.messages[key];
            // An empty message says that the language does without.
            if templates(theirs) != [""] {
                assert_eq!(all(message), all(theirs), "placeholders of {key} in {}", other.lang);
            }
        }
        let terms = |locale: &Locale| -> BTreeSet<(String, String)> {
            let pairs = locale
                .terms
                .iter()
                .flat_map(|(list, terms)| terms.keys().map(|term| (list.clone(), term.clone())));
            pairs.collect()
        };
        assert_eq!(terms(first), terms(other), "{}", other.lang);
    }
}

#[test]
fn every_term_of_the_schema_has_its_word() {
    for locale in BUILT_IN.iter() {
        for kind in record::Schema::built_in().kinds() {
            for property in &kind.properties {
                assert!(
                    locale.known_term("property", &property.name).is_some(),
                    "property {}",
                    property.name
                );
                let list = crate::wording::term_list(&kind.name, &property.name);
                for term in &property.terms {
                    assert!(locale.known_term(list, term).is_some(), "{} {list}.{term}", locale.lang);
                }
            }
            assert!(locale.known_term("entry", &kind.name).is_some(), "entry {}", kind.name);
        }
    }
}

#[test]
fn every_key_in_the_code_is_a_message_and_none_is_idle() {
    let sources = [
        include_str!("../wording/mod.rs"),
        include_str!("../wording/event.rs"),
        include_str!("../wording/glance.rs"),
        include_str!("../wording/sections.rs"),
        include_str!("../wording/society.rs"),
        include_str!("../wording/apparatus.rs"),
        include_str!("../wording/bulletin.rs"),
        include_str!("../edit/mod.rs"),
        include_str!("../html/mod.rs"),
        include_str!("../markdown.rs"),
        include_str!("../locale.rs"),
    ];
    let code = sources.join("\n");
    let keys = &locale("en").messages;
    for call in ["self.say(", "locale.say(", "locale.text(", "locale.count("] {
        let calls = code.split(call).skip(1);
        for key in calls.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next()) {
            assert!(keys.contains_key(key), "no message {key}");
        }
    }
    for key in keys.keys() {
        assert!(code.contains(&format!("\"{key}\"")), "idle message {key}");
    }
}

#[test]
fn dates_follow_the_language() {
    let check = |date: &str, english: [&str; 3], russian: [&str; 3]| {
        for (lang, expected) in [("en", english), ("ru", russian)] {
            for (style, expected) in [Style::Plain, Style::At, Style::For].into_iter().zip(expected) {
                assert_eq!(locale(lang).date(date, style), expected, "{date} {style:?}");
            }
        }
    };
    check(
        "2024-11-28",
        ["28 November 2024", "on 28 November 2024", "for 28 November 2024"],
        ["28 ноября 2024 года", "28 ноября 2024 года", "на 28 ноября 2024 года"],
    );
    check(
        "2024-11",
        ["November 2024", "in November 2024", "for November 2024"],
        ["ноябрь 2024 года", "в ноябре 2024 года", "на ноябрь 2024 года"],
    );
    check("2024", ["2024", "in 2024", "for 2024"], ["2024 год", "в 2024 году", "на 2024 год"]);
    check(
        "2024-10-17/2024-10-21",
        ["17–21 October 2024", "from 17 to 21 October 2024", "for 17–21 October 2024"],
        ["17–21 октября 2024 года", "с 17 по 21 октября 2024 года", "на 17–21 октября 2024 года"],
    );
    check(
        "2024-10-31/2024-11-01",
        [
            "31 October – 1 November 2024",
            "from 31 October to 1 November 2024",
            "for 31 October – 1 November 2024",
        ],
        [
            "31 октября – 1 ноября 2024 года",
            "с 31 октября по 1 ноября 2024 года",
            "на 31 октября – 1 ноября 2024 года",
        ],
    );
    let (since, spring) = ("2025-01-01/..", "2024-03/2024-05");
    assert_eq!(locale("en").date(since, Style::At), "from 1 January 2025");
    assert_eq!(locale("ru").date(since, Style::At), "с 1 января 2025 года");
    assert_eq!(locale("ru").date("../2025-01", Style::At), "по январь 2025 года");
    assert_eq!(locale("en").date(spring, Style::At), "from March to May 2024");
    assert_eq!(locale("ru").date(spring, Style::At), "с марта по май 2024 года");
    assert_eq!(locale("ru").date("2024/2025", Style::At), "в 2024–2025 годах");
    assert_eq!(
        locale("en").date("2024-12-30/2025-01-02", Style::At),
        "from 30 December 2024 to 2 January 2025"
    );
    assert_eq!(locale("ru").date("2024-03/2025-05-01", Style::Plain), "с марта 2024 года по 1 мая 2025 года");
    assert_eq!(locale("en").date("some day", Style::At), "some day");
}

#[test]
fn numbers_and_plurals_follow_the_language() {
    assert_eq!(locale("en").number("1500"), "1,500");
    assert_eq!(locale("ru").number("1500"), "1500");
    assert_eq!(locale("ru").number("1234567.5"), "1\u{a0}234\u{a0}567,5");
    assert_eq!(locale("en").number("-3"), "-3");
    assert_eq!(locale("en").number(""), "");
    let forms: Vec<&str> = [1, 2, 5, 11, 12, 21, 22, 25, 111].map(|n| locale("ru").plural(n)).to_vec();
    assert_eq!(forms, ["one", "few", "many", "many", "many", "one", "few", "many", "many"]);
    assert_eq!([0, 1, 2].map(|n| locale("en").plural(n)), ["other", "one", "other"]);
}

#[test]
fn templates_are_filled_and_bad_ones_do_no_harm() {
    let text = |text: &str| vec![Inline::Text(text.into())];
    let filled = fill("In {place}.", &[("place", text("Washington D.C."))]);
    assert_eq!(crate::wording::plain(&filled), "In Washington D.C.");
    assert_eq!(crate::wording::plain(&fill("{a}{b} {", &[("a", text("x"))])), "x ");
}
