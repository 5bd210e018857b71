use super::*;

/// The query in one line: `+` for what must be there, `?` for what may, `-` for what must not.
fn shown(text: &str) -> String {
    let query = parse(text);
    let item = |item: &Item<'_>| {
        let words: Vec<&str> = item.words.iter().map(|word| word.text).collect();
        match item.kind {
            ItemKind::Word => words.join("~"),
            ItemKind::Phrase => format!("\"{}\"", words.join(" ")),
            ItemKind::Prefix => format!("{}*", words.join("~")),
        }
    };
    let mut parts: Vec<String> = query
        .clauses
        .iter()
        .map(|clause| {
            let any: Vec<String> = clause.any.iter().map(item).collect();
            let sign = if clause.excluded {
                '-'
            } else if clause.optional {
                '?'
            } else {
                '+'
            };
            format!("{sign}{}", any.join("|"))
        })
        .collect();
    parts.extend(query.filters.iter().map(|filter| {
        let sign = if filter.excluded { '-' } else { '+' };
        format!("{sign}{:?}={}", filter.field, filter.value)
    }));
    parts.extend(query.from.map(|date| format!("from={date}")));
    parts.extend(query.to.map(|date| format!("to={date}")));
    parts.extend(query.notes.iter().map(|note| format!("({})", note.message)));
    parts.join(" ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(shown(text), expected, "{text}");
}

#[test]
fn words_phrases_and_signs() {
    check("council session", "+council +session");
    check("\"council session\" minsk", "+\"council session\" +minsk");
    check("заседание «Рубеж-2024»", "+заседание +\"Рубеж 2024\"");
    check("council OR assembly minsk", "+council|assembly +minsk");
    check("a1 OR b1 OR \"c d\"", "+a1|b1|\"c d\"");
    check("council -draft NOT plan", "+council -draft -plan");
    check("council AND session", "+council +session");
    check("secretar*", "+secretar*");
    check("Рубеж-2024", "+Рубеж~2024");
    check("Минск - Москва", "+Минск +Москва");
    check("(ОДКБ), Минск!", "+ОДКБ +Минск");
}

#[test]
fn light_words_and_initials_may_be_missing() {
    check("session of the council", "+session ?of ?the +council");
    check("заседание в Астане", "+заседание ?в +Астане");
    check("К.К. Токаев", "?К~К +Токаев");
    check("the", "+the");
    check("\"в Астане\"", "+\"в Астане\"");
}

#[test]
fn fields() {
    check("kind:event lang:ru", "+Kind=event +Lang=ru");
    check("type:publication,entry -org:csto", "+Kind=publication +Kind=entry -Org=csto");
    check("place:\"saint petersburg\" forum", "+forum +Place=saint petersburg");
    check("from:2024 to:2024-11", "from=2024 to=2024-11");
    check("date:2024-11", "from=2024-11 to=2024-11");
    check("from:2023 from:2024-02 to:2026 to:2025", "from=2024-02 to=2025");
    check("10:30 https://example.org/a", "+10~30 +https~example~org~a");
    check("Итог: подписано", "+Итог +подписано");
}

#[test]
fn what_is_not_understood_is_noted() {
    check("", "(there is nothing to search for)");
    check("?! -- -", "(there is nothing to search for)");
    check("\"council", "+\"council\" (the quotes are not closed: all that follows was taken as one phrase)");
    check("colour:red", "+colour +red (there is no field `colour`: searched for as words)");
    check("a*", "+a (`*` needs 2 letters before it: it was left out)");
    check("kind:, x1", "+x1 (a field without a value was left out) (a field without a value was left out)");
    check("-date:2024 x1", "+x1 (a date cannot be excluded: it was left out)");
    assert!(shown("from:yesterday").starts_with("(left out: not an EDTF date"));
    assert!(shown("from:2025 to:2024").contains("(nothing is both after 2025-01-01 and before 2024-12-31)"));
}

#[test]
fn a_query_without_end_is_cut() {
    let many = parse_count(&"word ".repeat(500));
    assert_eq!(many, MOST_WORDS);
    assert!(parse_count(&"я".repeat(10_000)) == 1);
}

fn parse_count(text: &str) -> usize {
    let query = parse(text);
    assert!(!query.notes.is_empty());
    query.clauses.iter().flat_map(|clause| &clause.any).map(|item| item.words.len()).sum()
}

proptest::proptest! {
    #[test]
    fn every_text_is_a_query(text in "\\PC*|([a-zа-я]{0,4}|[-\":*|(), «»“”]|kind:|from:|date:|OR|NOT|[0-9/-]{0,8}){0,20}") {
        let query = parse(&text);
        for item in query.clauses.iter().flat_map(|clause| &clause.any) {
            proptest::prop_assert!(!item.words.is_empty());
            proptest::prop_assert!(item.span.of(&text).is_some());
        }
        for note in &query.notes {
            proptest::prop_assert!(note.span.is_none_or(|span| span.of(&text).is_some()));
        }
    }
}
