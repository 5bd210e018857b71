//! Reports that templates describe: what they select, and that every line of them can be followed.

use std::collections::{BTreeMap, BTreeSet};

use expect_test::expect_file;
use record::{EntryId, Profile};
use report::template::Template;
use report::{Activity, Asked, Bulletin, Carrier, Found, Locale, Period, Record, Shelf, Told};
use report::{atom, html, ics, json, markdown, wording};

use crate::citations::{check_footnotes, check_page, follow};
use crate::desk::{Desk, Made, day};
use crate::league;

const SHIPPED: [&str; 6] = [
    include_str!("../../../../packs/reports/calendar.toml"),
    include_str!("../../../../packs/reports/chronicle.toml"),
    include_str!("../../../../packs/reports/digest.toml"),
    include_str!("../../../../packs/reports/profile.toml"),
    include_str!("../../../../packs/reports/register.toml"),
    include_str!("../../../../packs/reports/weekly.toml"),
];

fn shipped(kind: &str) -> Template {
    let templates = SHIPPED.iter().map(|source| Template::parse(source).unwrap());
    templates.into_iter().find(|template| template.kind == kind).unwrap()
}

/// What a test asks for; all that the record holds in its year where it says nothing else.
struct Wish<'a> {
    template: &'a Template,
    orgs: &'a [Profile],
    subject: Option<EntryId>,
    query: Option<&'a str>,
    period: [&'a str; 2],
    lang: &'a str,
}

fn wish(template: &Template) -> Wish<'_> {
    Wish { template, orgs: &[], subject: None, query: None, period: ["2024-01-01", "2024-12-31"], lang: "en" }
}

/// Each publication a story of its own, but the first two one together.
fn draw(desk: &Desk, shelf: &Shelf, wish: &Wish) -> Bulletin {
    let names = league::directory();
    let carrier =
        |reading: &report::Reading, copy| Carrier { publication: reading.publication.clone(), copy };
    let (together, alone) = desk.readings.split_at(2.min(desk.readings.len()));
    let event = shelf.entries().iter().find(|entry| entry.kind == "event").map(|entry| entry.id);
    let mut stories =
        vec![Told { carriers: together.iter().map(|one| carrier(one, false)).collect(), event }];
    stories.extend(alone.iter().map(|one| Told { carriers: vec![carrier(one, false)], event: None }));
    let found = wish.query.map(|query| Found {
        query: query.to_owned(),
        publications: desk.readings.iter().map(|reading| reading.publication.clone()).collect(),
        entries: shelf.entries().iter().take(3).map(|entry| entry.id).collect(),
    });
    let activity = Activity {
        publications: desk.readings.len(),
        by_publisher: ["Gazette", "Herald", "Courier"].map(|name| (name.to_owned(), 4)).into(),
        by_month: Vec::new(),
    };
    report::draw(&Asked {
        template: wish.template,
        record: shelf,
        names: &names,
        orgs: wish.orgs,
        subject: wish.subject,
        found: found.as_ref(),
        stories: &stories,
        activity: &activity,
        weights: &BTreeMap::new(),
        partial: false,
        period: Period::new(day(wish.period[0]), day(wish.period[1])).unwrap(),
        lang: wish.lang,
        as_of: day("2025-01-15"),
    })
}

fn text(bulletin: &Bulletin) -> String {
    let locale = Locale::built_in(&bulletin.lang).unwrap();
    markdown::page(&wording::bulletin::page(bulletin, locale), locale)
}

/// Every citation leads to the words that its claims quote, in all formats.
fn check(shelf: &Shelf, bulletin: &Bulletin) {
    let locale = Locale::built_in(&bulletin.lang).unwrap();
    let page = wording::bulletin::page(bulletin, locale);
    follow(shelf, &json::bulletin::render(bulletin));
    check_page(&html::page(&page, locale));
    check_footnotes(&markdown::page(&page, locale));
    let calendar = ics::render(bulletin, locale);
    assert_eq!(calendar.matches("BEGIN:VEVENT").count(), calendar.matches("END:VEVENT").count());
    assert!(calendar.split("\r\n").all(|line| line.len() <= 75));
    let feed = atom::render(bulletin, locale);
    assert_eq!(feed.matches("<entry>").count(), feed.matches("</entry>").count());
}

/// Draws every kind of report that comes with the program from a record, whatever is in it.
pub fn check_all(shelf: &Shelf) {
    let desk = Desk::default();
    let orgs = [league::profile()];
    let people = shelf.entries().iter().filter(|entry| entry.kind == "person").map(|entry| entry.id);
    let subject = people.chain(shelf.entries().iter().map(|entry| entry.id)).next();
    for template in SHIPPED.iter().map(|source| Template::parse(source).unwrap()) {
        for lang in ["en", "ru"] {
            check(shelf, &draw(&desk, shelf, &Wish { lang, ..wish(&template) }));
        }
        check(shelf, &draw(&desk, shelf, &Wish { orgs: &orgs, query: Some("a <b>"), ..wish(&template) }));
        check(shelf, &draw(&desk, shelf, &Wish { subject, ..wish(&template) }));
    }
}

#[test]
fn every_citation_of_every_kind_resolves() {
    let desk = league::desk();
    let shelf = desk.shelf();
    check_all(&shelf);
    for template in SHIPPED.iter().map(|source| Template::parse(source).unwrap()) {
        for lang in ["en", "ru"] {
            check(&shelf, &draw(&desk, &shelf, &Wish { lang, query: Some("water"), ..wish(&template) }));
        }
    }
}

#[test]
fn the_digest_of_the_league_is_as_it_was() {
    let desk = league::desk();
    let digest = shipped("digest");
    let english = draw(&desk, &desk.shelf(), &wish(&digest));
    expect_file!["expected/digest.en.md"].assert_eq(&text(&english));
    let locale = Locale::built_in("en").unwrap();
    expect_file!["expected/digest.en.atom"].assert_eq(&atom::render(&english, locale));
    let russian = draw(&desk, &desk.shelf(), &Wish { lang: "ru", ..wish(&digest) });
    expect_file!["expected/digest.ru.md"].assert_eq(&text(&russian));
    let chronicle = draw(&desk, &desk.shelf(), &wish(&shipped("chronicle")));
    expect_file!["expected/chronicle.en.ics"]
        .assert_eq(&ics::render(&chronicle, locale).replace("\r\n", "\n"));
    expect_file!["expected/chronicle.en.md"].assert_eq(&text(&chronicle));
}

#[test]
fn the_order_in_which_the_record_is_given_changes_nothing() {
    let mut desk = league::desk();
    let template = shipped("profile");
    let orgs = [league::profile()];
    let asked = Wish { orgs: &orgs, ..wish(&template) };
    let first = text(&draw(&desk, &desk.shelf(), &asked));
    desk.entries.reverse();
    assert_eq!(first, text(&draw(&desk, &desk.shelf(), &asked)));
}

fn names(bulletin: &Bulletin) -> BTreeSet<String> {
    let name = |deed: &&report::outcomes::Deed| match deed {
        report::outcomes::Deed::Event(event) => event.name.text.clone(),
        report::outcomes::Deed::Document(document) => document.title.text.clone(),
    };
    bulletin.deeds().iter().map(name).collect()
}

fn template(section: &str) -> Template {
    let source = format!("kind = \"x\"\ntitle.en = \"X\"\n[[section]]\nshow = \"events\"\n{section}");
    Template::parse(&source).unwrap()
}

/// Events: held in March, planned for May, of another place, told of late.
fn events() -> Desk {
    let mut desk = Desk::default();
    let text = "A fair opened. A race is planned. A storm passed. A siege ended long ago.";
    let march = desk.publication("march", "en", [None, Some("Gazette"), Some("2024-03-10")], text);
    let june = desk.publication("june", "en", [None, Some("Gazette"), Some("2024-06-10")], text);
    let event = |name, date, status, place| {
        [("name", name), ("kind", "ceremony"), ("date", date), ("status", status), ("place", place)]
    };
    desk.fact(march, "event", &event("fair", "2024-03-09", "held", "Grenholm"), &["A fair opened"]);
    desk.fact(march, "event", &event("race", "2024-05-01", "planned", "Sorn"), &["A race is planned"]);
    desk.fact(june, "event", &event("storm", "2024-06-09", "held", "Sorn"), &["A storm passed"]);
    desk.fact(march, "event", &event("siege", "1850", "held", "Sorn"), &["A siege ended"]);
    desk
}

#[test]
fn a_section_selects_by_time_status_and_place() {
    let desk = events();
    let shelf = desk.shelf();
    let select = |section: &str, period| {
        let template = template(section);
        names(&draw(&desk, &shelf, &Wish { period, ..wish(&template) })).into_iter().collect::<Vec<_>>()
    };
    let march = ["2024-03-10", "2024-03-10"];
    assert_eq!(select("", march), ["fair", "race", "siege"], "told of in March");
    assert_eq!(select("since = 30", march), ["fair", "race"]);
    assert_eq!(select("when = \"coming\"", march), ["race"]);
    assert_eq!(select("when = \"dated\"", ["2024-03-01", "2024-03-31"]), ["fair"]);
    assert_eq!(select("when = \"any\"\nplaces = [\"QM\"]", march), ["race", "siege", "storm"]);
    let decade = ["1850-01-01", "1859-12-31"];
    assert_eq!(select("when = \"dated\"", decade), ["siege"], "its year lies in the period");
    assert_eq!(select("when = \"dated\"", ["1850-05-01", "1859-12-31"]), Vec::<String>::new());
    assert_eq!(select("status = [\"planned\"]", march), ["race"]);
    assert_eq!(select("when = \"any\"\nlimit = 1", march).len(), 1);
    assert_eq!(select("kinds = [\"session\"]", march), Vec::<String>::new());
}

#[test]
fn what_is_left_out_is_counted() {
    let desk = events();
    let template = template("when = \"any\"\nlimit = 1\ngroup = \"month\"");
    let told = text(&draw(&desk, &desk.shelf(), &wish(&template)));
    assert!(told.contains("3 more are left out"), "{told}");
}

#[test]
fn a_lead_is_a_sentence_of_a_source_that_tells_what_most_tell() {
    let mut desk = Desk::default();
    let head = |publisher, date| [None, Some(publisher), Some(date)];
    let first =
        "• The weather in Grenholm was fine all day long. The lake council met in Grenholm on Thursday.";
    let second = "The lake council of all three states met in Grenholm. Tea was served to all of the guests.";
    let a = desk.publication("a", "en", head("Gazette", "2024-03-10"), first);
    let b = desk.publication("b", "en", head("Herald", "2024-03-10"), second);
    desk.publication(
        "c",
        "ru",
        head("Вестник", "2024-03-09"),
        "Озёрный совет собрался в Гренхольме в четверг утром.",
    );
    let slots = [("name", "lake council"), ("kind", "session"), ("status", "held"), ("date", "2024-03-10")];
    let claims = [
        desk.claim(a, "event", &slots, &["The lake council met"]),
        desk.claim(b, "event", &slots, &["The lake council of all three states met"]),
    ];
    desk.entry("event", "lake council", Made { claims: &claims, ..Made::default() });
    let digest = shipped("digest");
    let shelf = desk.shelf();
    let lead = |lang| {
        let bulletin = draw(&desk, &shelf, &Wish { lang, period: ["2024-03-10"; 2], ..wish(&digest) });
        check(&shelf, &bulletin);
        text(&bulletin)
    };
    let english = lead("en");
    assert!(
        english.contains("“The lake council of all three states met in Grenholm.” – Herald"),
        "{english}"
    );
    assert!(
        english.contains("“Озёрный совет собрался в Гренхольме в четверг утром.” – Вестник"),
        "{english}"
    );
    let told = english.split("Passages from the sources").next().unwrap();
    assert!(!told.contains("weather"), "{english}");
    // what bears no title goes by its first words
    assert!(english.contains("“The weather in Grenholm was fine all day long. The lake…”"), "{english}");
}

#[test]
fn a_profile_is_of_its_subject_alone() {
    let desk = league::desk();
    let shelf = desk.shelf();
    let template = shipped("profile");
    let person = shelf.entries().iter().find(|entry| entry.label.contains("Brandt")).unwrap().id;
    let told = text(&draw(&desk, &shelf, &Wish { subject: Some(person), ..wish(&template) }));
    assert!(told.contains("Brandt"), "{told}");
    assert!(!told.contains("Calm Water"), "{told}");
    let series = Profile::parse(
        "slug = \"lls/calm-water\"\nnames.en = [\"Calm Water\"]\n[[series]]\nid = \"calm-water\"\nkind = \"exercise\"\nnames.en = [\"Calm Water\"]",
    );
    let orgs = [series.unwrap()];
    let told = text(&draw(&desk, &shelf, &Wish { orgs: &orgs, ..wish(&template) }));
    assert!(told.contains("Calm Water-2024") && !told.contains("Fish without Borders"), "{told}");
}
