//! Every citation leads to a passage, and every passage quotes what claims rest on.

use std::collections::{BTreeMap, BTreeSet};

use record::{ClaimId, EntryId};
use report::{Locale, Record, Shelf, compose, html, json, markdown};
use serde_json::Value;

use crate::league;

/// All objects of a JSON value that have a key.
fn with_key<'v>(value: &'v Value, key: &str, found: &mut Vec<&'v Value>) {
    match value {
        Value::Object(map) => {
            if map.contains_key(key) {
                found.push(value);
            }
            map.values().for_each(|value| with_key(value, key, found));
        }
        Value::Array(items) => items.iter().for_each(|value| with_key(value, key, found)),
        _ => {}
    }
}

fn numbers(value: &Value) -> Vec<u64> {
    value["citations"].as_array().unwrap().iter().map(|number| number.as_u64().unwrap()).collect()
}

/// Follows every citation of the JSON report down to the bytes of the publication.
pub fn follow(shelf: &Shelf, json: &str) {
    let report: Value = serde_json::from_str(json).unwrap();
    let mut claims_of: BTreeMap<u64, BTreeSet<ClaimId>> = BTreeMap::new();
    let mut listed: BTreeSet<u64> = BTreeSet::new();
    for source in report["sources"].as_array().unwrap() {
        let publication = source["publication"].as_str().unwrap().parse().unwrap();
        let version = source["version"].as_u64().unwrap() as u32;
        for passage in source["passages"].as_array().unwrap() {
            let number = passage["number"].as_u64().unwrap();
            listed.insert(number);
            for quote in passage["quotes"].as_array().unwrap() {
                let text = quote["text"].as_str().unwrap();
                if let Some(reading) = shelf.reading(&publication, version)
                    && let (Some(start), Some(end)) = (quote["start"].as_u64(), quote["end"].as_u64())
                    && shelf_has(shelf, text)
                {
                    let passage: String =
                        reading.text.chars().skip(start as usize).take((end - start) as usize).collect();
                    let honest = reading.text.contains(text);
                    assert!(
                        !honest || passage == text || reading.text.matches(text).count() > 1,
                        "{passage} / {text}"
                    );
                }
                for claim in quote["claims"].as_array().unwrap() {
                    let id: ClaimId = claim.as_str().unwrap().parse().unwrap();
                    let claim = shelf.claim(&id).unwrap();
                    let proves = claim.evidence.iter().any(|evidence| {
                        evidence.quote == text
                            && evidence.publication == publication
                            && evidence.version == version
                    });
                    assert!(proves, "{text:?} is no evidence of {id}");
                    claims_of.entry(number).or_default().insert(id);
                }
            }
        }
    }
    let mut cited = Vec::new();
    with_key(&report, "citations", &mut cited);
    for line in &cited {
        let numbers = numbers(line);
        assert!(!numbers.is_empty(), "a line without a citation: {line}");
        assert!(numbers.is_sorted() && numbers.iter().all(|number| listed.contains(number)), "{line}");
        if let Some(entry) = line.get("entry").and_then(Value::as_str) {
            let id: EntryId = entry.parse().unwrap();
            let entry = shelf.entries().iter().find(|entry| entry.id == id).unwrap();
            let own = |number: &u64| {
                claims_of.get(number).into_iter().flatten().any(|claim| entry.claims.contains(claim))
            };
            assert!(numbers.iter().any(own), "no passage of {line} is evidence of its entry");
        }
    }
    let mut used: BTreeSet<u64> = cited.iter().flat_map(|line| numbers(line)).collect();
    let mut contacts = Vec::new();
    with_key(&report, "participation", &mut contacts);
    let taken = contacts.iter().filter_map(|contact| contact["participation"].as_array()).flatten();
    used.extend(taken.filter_map(Value::as_u64));
    let unused: Vec<_> = listed.difference(&used).collect();
    assert!(used.is_subset(&listed) && unused.is_empty(), "{unused:?} are cited nowhere: {json}");
    assert!(listed.iter().copied().eq(1..=listed.len() as u64), "passages are numbered through");
}

fn shelf_has(shelf: &Shelf, quote: &str) -> bool {
    let claims = shelf.entries().iter().flat_map(|entry| &entry.claims).filter_map(|id| shelf.claim(id));
    claims.flat_map(|claim| &claim.evidence).any(|evidence| evidence.quote == quote)
}

/// Every link of the page leads somewhere, and every anchor stands once.
pub fn check_page(page: &str) {
    let after = |mark: &str| -> Vec<String> {
        page.split(mark).skip(1).map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    let ids = after(" id=\"");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    for target in after(" href=\"#") {
        assert!(unique.contains(&target), "nothing is called {target}");
    }
    check_nesting(page);
}

fn check_nesting(page: &str) {
    const VOID: [&str; 1] = ["meta"];
    let body = page.split_once("</style>").map_or(page, |(_, body)| body);
    let mut open: Vec<&str> = vec!["html", "head"];
    for tag in body.split('<').skip(1) {
        let (tag, _) = tag.split_once('>').unwrap_or_else(|| panic!("no end of tag: {tag}"));
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name), "in {tag}"),
            None => {
                let name = tag.split_whitespace().next().unwrap_or_default();
                if !VOID.contains(&name) {
                    open.push(name);
                }
            }
        }
    }
    assert!(open.is_empty(), "left open: {open:?}");
}

/// Every footnote is defined once, and every definition used.
pub fn check_footnotes(text: &str) {
    let marks = text.split("[^").skip(1).filter_map(|rest| rest.split_once(']'));
    let (mut used, mut defined) = (BTreeSet::new(), BTreeSet::new());
    for (number, rest) in marks {
        if number.bytes().all(|byte| byte.is_ascii_digit()) {
            if rest.starts_with(": ") {
                assert!(defined.insert(number), "footnote {number} is defined twice");
            } else {
                used.insert(number);
            }
        }
    }
    assert_eq!(used, defined);
}

#[test]
fn every_citation_resolves_to_the_words_that_its_claims_quote() {
    let shelf = league::desk().shelf();
    let (profile, names) = (league::profile(), league::directory());
    for lang in Locale::tags() {
        let locale = Locale::built_in(lang).unwrap();
        let outcomes = compose(&league::input(&shelf, &profile, &names, lang));
        for (publication, passage) in outcomes.passages() {
            let text = &shelf.reading(&publication.id, publication.version).unwrap().text;
            for quote in &passage.quotes {
                assert_eq!(quote.span.of(text), Some(quote.text.as_str()));
                let points = quote.points.unwrap();
                let by_points: String =
                    text.chars().skip(points.start).take(points.end - points.start).collect();
                assert_eq!(by_points, quote.text);
            }
            let marked =
                |piece: &report::outcomes::Piece| matches!(piece, report::outcomes::Piece::Marked(_));
            assert!(passage.pieces.iter().any(marked));
        }
        follow(&shelf, &json::render(&outcomes));
        check_page(&html::render(&outcomes, locale));
        check_footnotes(&markdown::render(&outcomes, locale));
    }
}

#[test]
fn a_chart_is_drawn_in_html_and_a_table_in_markdown() {
    use report::wording::{Bar, Block, Chart, Drawn, Moment, Page, Section, Tone};
    let day = |text: &str| text.parse().unwrap();
    let bars = vec![Bar { label: "A <b>".to_owned(), amount: 7, shown: "7".to_owned() }];
    let moment = Moment {
        label: "Session".to_owned(),
        from: day("2024-03-02"),
        to: day("2024-03-02"),
        when: "2 March".to_owned(),
        link: None,
        planned: false,
        cites: report::outcomes::Cites { numbers: vec![1], more: 0 },
    };
    let (from, to) = (day("2024-03-01"), day("2024-03-31"));
    let chart = |drawn| Chart {
        title: "Activity".to_owned(),
        about: "How much was published".to_owned(),
        columns: ["Who".to_owned(), "How much".to_owned()],
        drawn,
    };
    let drawings =
        [Drawn::Bars(bars), Drawn::Timeline { from, to, moments: vec![moment], marks: Vec::new() }];
    let section = Section {
        id: "activity".into(),
        title: "Activity".to_owned(),
        tone: Tone::Body,
        blocks: drawings.map(|drawn| Block::Chart(chart(drawn))).into(),
    };
    let page = Page {
        lang: "en".to_owned(),
        kicker: String::new(),
        title: Vec::new(),
        period: String::new(),
        opening: Vec::new(),
        counts: Vec::new(),
        sections: vec![section],
    };
    let locale = Locale::built_in("en").unwrap();
    let drawn = html::page(&page, locale);
    check_page(&drawn);
    assert_eq!(drawn.matches("<svg ").count(), 2);
    assert!(drawn.contains("A &lt;b&gt;") && drawn.contains("Session (2 March)"), "{drawn}");
    let table = markdown::page(&page, locale);
    assert!(
        table.contains("| A \\<b\\> | 7 |") && table.contains("| 2 March | Session\u{a0}[^1] |"),
        "{table}"
    );
}
