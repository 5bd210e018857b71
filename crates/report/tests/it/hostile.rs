//! Names that would be markup, and records that no program would make.

use std::collections::BTreeMap;

use proptest::prelude::*;
use record::{
    CaptureId, Claim, ClaimDraft, Entry, EntryId, Evidence, Lang, Origin, Profile, Property, Publication,
    Span, Value,
};
use report::{Locale, Reading, Shelf, compose, html, json, markdown};

use crate::citations::{check_footnotes, check_page, follow};
use crate::desk::{Desk, Made, day};
use crate::league;

#[test]
fn names_that_would_be_markup_are_text() {
    let evil = "<script>alert(1)</script>";
    let sly = "\"><img src=x onerror=alert(1)> [x](javascript:alert(1)) `*_|";
    let mut desk = Desk::default();
    let text = format!("The LLS met: {evil} and {sly} came.\nNext line | of {evil}");
    let head = [Some(evil), Some(sly), Some("2024-05-01")];
    let at = desk.publication(sly, "en", head, &text);
    desk.readings[at].publication.url = Some("javascript:alert(1)".to_owned());
    let other = desk.publication("other", "\"><b>", head, &text);
    desk.readings[other].publication.url = Some(format!("https://example.org/{evil}"));
    for at in [at, other] {
        let slots = [
            ("kind", "session"),
            ("name", evil),
            ("place", sly),
            ("body", sly),
            ("date", "2024"),
            ("status", "held"),
        ];
        let quotes = ["The LLS met", evil, sly];
        let claim = desk.attributed(at, "event", &slots, &quotes, Some(evil));
        let event =
            desk.entry("event", evil, Made { claims: &[claim], disputed: &["name"], ..Made::default() });
        desk.fact(
            at,
            "document",
            &[("kind", "law"), ("title", sly), ("action", evil), ("date", "2024")],
            &[evil],
        );
        desk.fact(
            at,
            "office",
            &[("person", evil), ("title", sly), ("organisation", "LLS"), ("status", sly)],
            &[evil],
        );
        let said = [("speaker", evil), ("mode", "direct"), ("quote", sly)];
        desk.fact_of(at, "statement", &said, &[sly], &[("event", event)]);
        let figure = [("what", evil), ("value", sly), ("unit", evil)];
        desk.fact_of(at, "figure", &figure, &["came"], &[("event", event)]);
    }
    let shelf = desk.shelf();
    let (profile, names) = (league::profile(), league::directory());
    for lang in Locale::tags() {
        let locale = Locale::built_in(lang).unwrap();
        let outcomes = compose(&league::input(&shelf, &profile, &names, lang));
        assert_eq!(outcomes.sessions.len(), 2);
        let page = html::render(&outcomes, locale);
        for tag in ["<script", "<img", "<b>\"", "href=\"javascript"] {
            assert!(!page.contains(tag), "{tag}");
        }
        assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        check_page(&page);
        let text = markdown::render(&outcomes, locale);
        for markup in ["<script", "<img", "[x", "](", " `"] {
            let raw = text.match_indices(markup).find(|(at, _)| !text[..*at].ends_with('\\'));
            assert_eq!(raw, None, "{markup}");
        }
        follow(&shelf, &json::render(&outcomes));
    }
}

/// Words that meet the rules of scope, dates, terms, markup and plain noise.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "",
            " ",
            "LLS",
            "League of Lake States",
            "Council of Lake States",
            "Secretariat",
            "Calm Water-2024",
            "Beacon",
            "Beacon – Night",
            "Mountain Compact",
            "Norvalia",
            "Republic of Norvalia",
            "Grenholm",
            "2024",
            "2024-11",
            "2024-11-28",
            "2024-10-17/2024-10-21",
            "2025-01-01/..",
            "../2024",
            "2023",
            "held",
            "planned",
            "ongoing",
            "cancelled",
            "session",
            "exercise",
            "operation",
            "conference",
            "incident",
            "chair",
            "speaker",
            "absent",
            "yes",
            "no",
            "signed",
            "direct",
            "about",
            "percent",
            "13",
            "14.5",
            "<script>",
            "{cites}",
            "[^1]",
            "current",
            "next",
            "former",
            "member",
            "ОДКБ",
            "é\u{301}\u{0}",
            "\"",
        ])
        .prop_map(str::to_owned),
        "\\PC{0,12}",
    ]
}

const SLOTS: [&str; 26] = [
    "kind",
    "name",
    "body",
    "date",
    "place",
    "status",
    "format",
    "title",
    "action",
    "published",
    "person",
    "organisation",
    "member",
    "role",
    "holder",
    "period",
    "participant",
    "event",
    "speaker",
    "mode",
    "quote",
    "what",
    "value",
    "unit",
    "qualifier",
    "unheard-of",
];

const KINDS: [&str; 10] = [
    "event",
    "document",
    "office",
    "membership",
    "chairmanship",
    "participation",
    "statement",
    "figure",
    "person",
    "thing",
];

type Seed = (
    usize,
    Vec<(usize, Vec<(String, bool)>, bool)>,
    Vec<(usize, usize, usize, bool)>,
    Option<usize>,
    Option<String>,
);

fn seed() -> impl Strategy<Value = Seed> {
    let value = (words(), any::<bool>());
    let property = (0..SLOTS.len(), prop::collection::vec(value, 0..4), any::<bool>());
    let evidence = (0..4usize, 0..60usize, 0..40usize, any::<bool>());
    (
        0..KINDS.len(),
        prop::collection::vec(property, 0..8),
        prop::collection::vec(evidence, 0..4),
        prop::option::of(0..12usize),
        prop::option::of(words()),
    )
}

fn readings(texts: &[String]) -> Vec<Reading> {
    let reading = |(index, text): (usize, &String)| Reading {
        publication: Publication {
            id: Publication::identity(&index.to_string()),
            version: 1,
            doc: text.clone(),
            url: Some(text.clone()),
            publisher: (index % 2 == 0).then(|| text.clone()),
            title: (index % 3 == 0).then(|| text.clone()),
            lang: Lang::new(["en", "ru", "und"][index % 3]),
            published_on: (index % 2 == 1).then(|| day("2024-12-01")),
            capture: CaptureId::of([text.as_bytes()]),
        },
        text: text.clone(),
    };
    texts.iter().enumerate().map(reading).collect()
}

fn shelf(texts: &[String], seeds: &[Seed]) -> Shelf {
    let readings = readings(texts);
    let mut claims: BTreeMap<_, Claim> = BTreeMap::new();
    let mut entries: Vec<Entry> = Vec::new();
    for (number, (kind, properties, evidence, other, attribution)) in seeds.iter().enumerate() {
        let id = |number: usize| EntryId::of([number.to_string().as_bytes()]);
        let quote = |(publication, start, length, honest): &(usize, usize, usize, bool)| {
            let text = texts.get(*publication).map_or("", String::as_str);
            let span = Span { start: *start, end: start + length };
            let quote =
                if *honest { span.of(text).unwrap_or("lost").to_owned() } else { "elsewhere".to_owned() };
            Evidence { publication: Publication::identity(&publication.to_string()), version: 1, span, quote }
        };
        let claim = ClaimDraft {
            kind: KINDS[*kind].to_owned(),
            slots: BTreeMap::from([("n".to_owned(), number.to_string())]),
            refs: BTreeMap::new(),
            evidence: evidence.iter().map(quote).collect(),
            attribution: attribution.clone(),
            origin: Origin::Person { name: "x".to_owned() },
            confidence: 1,
        }
        .seal();
        let property = |(slot, values, disputed): &(usize, Vec<(String, bool)>, bool)| {
            let value = |(text, shown): &(String, bool)| Value {
                text: text.clone(),
                claims: vec![claim.id],
                shown: *shown,
            };
            Property {
                name: SLOTS[*slot].to_owned(),
                values: values.iter().map(value).collect(),
                disputed: *disputed,
            }
        };
        entries.push(Entry {
            id: id(number),
            kind: KINDS[*kind].to_owned(),
            label: properties
                .first()
                .and_then(|(_, values, _)| values.first())
                .map_or_else(String::new, |value| value.0.clone()),
            properties: properties.iter().map(property).collect(),
            refs: other.iter().map(|other| (["event", "person"][other % 2].to_owned(), id(*other))).collect(),
            claims: vec![claim.id],
        });
        claims.insert(claim.id, claim);
    }
    Shelf::new(entries, claims.into_values(), readings)
}

/// No page, no footnote and no passage of it speaks of what the others do not hold.
fn check_report(shelf: &Shelf) {
    let (profile, names) = (league::profile(), league::directory());
    for lang in Locale::tags() {
        let locale = Locale::built_in(lang).unwrap();
        let outcomes = compose(&league::input(shelf, &profile, &names, lang));
        check_page(&html::render(&outcomes, locale));
        check_footnotes(&markdown::render(&outcomes, locale));
        follow(shelf, &json::render(&outcomes));
    }
}

#[test]
fn a_disagreement_of_one_value_cites_nothing_that_no_line_shows() {
    let value = |text: &str| vec![(text.to_owned(), false)];
    let slot = |name: &str| SLOTS.iter().position(|slot| *slot == name).unwrap();
    let office = KINDS.iter().position(|kind| *kind == "office").unwrap();
    let properties = vec![(slot("organisation"), value("LLS"), false), (slot("kind"), value(""), true)];
    check_report(&shelf(&[String::new()], &[(office, properties, vec![(0, 0, 0, false)], None, None)]));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn no_record_makes_the_report_panic_or_lie(
        texts in prop::collection::vec(prop_oneof![
            "(LLS|League of Lake States|[a-zа-я<>&.\n ]){0,30}",
            "\\PC{0,60}",
        ], 0..4),
        seeds in prop::collection::vec(seed(), 0..12),
    ) {
        check_report(&shelf(&texts, &seeds));
    }

    #[test]
    fn no_profile_makes_the_report_panic(name in "\\PC{0,12}", slug in "[a-z/]{0,6}") {
        let mut profile = Profile::parse("slug = \"x\"\nnames.en = []\n").unwrap();
        profile.slug = slug;
        profile.names.insert("ru".to_owned(), vec![name.clone(), String::new()]);
        let shelf = league::desk().shelf();
        let mut names = league::directory();
        names.add_profile(&profile);
        names.add_country("", &name, [name.as_str(), ""], Some(""));
        let outcomes = compose(&league::input(&shelf, &profile, &names, "en"));
        check_page(&html::render(&outcomes, Locale::built_in("ru").unwrap()));
    }
}
