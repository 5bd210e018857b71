//! Every address of the site, asked by those from whom sources are kept back: the answers are those of a record in
//! which these sources never were. The list is held to the routes, so that a new address has to say what it shows.

use std::collections::BTreeSet;
use std::sync::Arc;

use record::{Entry, EntryId};
use store::reviews::{Action, Review};
use store::{Archive as _, ClaimFilter};

use super::desk::{invited, opened_over};
use super::groups::{HIDDEN, restrict, shown};
use super::house::{House, NOW};
use super::writes::{Program, program};
use super::{Browser, delivery, site};

/// What an address shows, and to whom.
enum Shows {
    /// The record, as far as the visitor sees it; asked with each of these behind the address.
    Record(&'static [&'static str]),
    /// The same for programs with a token that allows everything, in the name of an editor.
    Told(&'static [&'static str]),
    /// What is made of the whole record: for those who see all of it.
    Whole,
    /// Nothing of the record: accounts, people, settings, the description of the site, its files.
    Other,
    /// Nothing: it is only written to.
    Written,
}

use Shows::{Other, Record, Told, Whole, Written};

const PLAIN: &[&str] = &[""];
const LISTS: &[&str] = &[
    "",
    "?kind=event",
    "?kind=figure",
    "?kind=person",
    "?disputed=1",
    "?property=value",
    "?place=at:1526273",
    "?lang=ru",
    "?source=plateau%20(fictional)",
    "?words=friends",
    "?words=session",
    "?from=2024-11-27&to=2024-11-27",
    "?page=2",
];
const SEARCHES: &[&str] = &[
    "?q=14",
    "?q=13",
    "?q=Friends",
    "?q=%D0%A1%D0%B5%D1%81%D1%81%D0%B8%D1%8F",
    "?q=Astana",
    "?q=session",
    "?q=documents",
    "?q=documents+lang:ru",
    "?q=kind:event",
    "?q=doc:plateau",
    "?q=plateu",
    "?q=sesion",
    "?q=session+OR+documents+OR+president",
    "?q=org:plateau",
];

const ADDRESSES: &[(&str, Shows)] = &[
    ("/", Record(PLAIN)),
    ("/entries", Record(LISTS)),
    (
        "/entries/{id}",
        Record(&["", "?all=1", "?at=value.0", "?at=value.1", "?known=2024-11-29", "?known=2025"]),
    ),
    ("/publications", Record(&["", "?lang=ru", "?lang=en", "?source=plateau%20(fictional)"])),
    ("/publications/{id}", Record(&["", "?version=1"])),
    ("/search", Record(SEARCHES)),
    ("/people", Record(&["", "?words=friends"])),
    ("/figures", Record(PLAIN)),
    ("/sources", Record(PLAIN)),
    ("/calendar", Record(&["", "?month=2024-11", "?year=2024", "?kind=event"])),
    ("/calendar.ics", Record(&["", "?all=1", "?kind=figure"])),
    ("/map", Record(&["", "?kind=event", "?lang=ru"])),
    ("/reports", Record(PLAIN)),
    ("/reports/page", Whole),
    ("/entries/{id}/correct", Record(&["?at=value.0", "?at=value.1", "?at=name.0"])),
    ("/review", Record(&["", "?only=difference", "?only=pair", "?only=claim"])),
    ("/review/waiting", Record(PLAIN)),
    ("/review/waiting/{id}", Written),
    ("/review/undo", Written),
    ("/reviews/{id}/withdraw", Written),
    ("/delivery", Whole),
    ("/delivery/{id}", Whole),
    ("/delivery/{id}/files/{format}", Whole),
    ("/delivery/{id}/page", Whole),
    ("/delivery/{id}/edit", Whole),
    ("/schedules", Whole),
    ("/recipients", Other),
    ("/login", Other),
    ("/login/openid", Other),
    ("/login/openid/back", Other),
    ("/logout", Written),
    ("/welcome/{secret}", Other),
    ("/leave/{secret}", Other),
    ("/account", Other),
    ("/staff", Other),
    // the log is for administrators, who say themselves who sees what
    ("/audit", Other),
    ("/groups", Other),
    ("/settings", Written),
    ("/api/openapi.json", Other),
    ("/api/entries", Told(LISTS)),
    ("/api/entries/{id}", Told(PLAIN)),
    ("/api/entries/{id}/evidence", Told(PLAIN)),
    ("/api/entries/{id}/values", Told(PLAIN)),
    ("/api/entries/{id}/corrections", Written),
    ("/api/publications", Told(&["", "?limit=1", "?offset=1"])),
    ("/api/publications/{id}", Told(PLAIN)),
    ("/api/claims/{id}", Told(PLAIN)),
    ("/api/differences", Told(&["", "?kind=figure", "?property=value", "?source=plateau%20(fictional)"])),
    ("/api/search", Told(SEARCHES)),
    ("/entries.csv", Record(LISTS)),
    ("/entries.jsonl", Record(LISTS)),
    ("/entries.atom", Record(LISTS)),
    ("/entries.json", Record(LISTS)),
    ("/api/review", Told(&["", "?only=difference", "?only=pair", "?only=claim"])),
    ("/api/reviews", Told(&["", "?limit=1"])),
    ("/api/reviews/{id}", Written),
    ("/api/waiting", Told(PLAIN)),
    ("/api/waiting/{id}", Written),
    ("/api/searches", Other),
    ("/api/searches/{id}", Written),
    ("/api/editions", Whole),
    ("/api/editions/{id}", Whole),
    ("/api/editions/{id}/files/{format}", Whole),
    ("/api/editions/{id}/acts", Written),
    ("/api/editions/{id}/release", Written),
    ("/api/editions/{id}/resend", Written),
    ("/api/schedules", Whole),
    ("/api/schedules/{name}", Written),
    ("/api/recipients", Other),
    ("/api/recipients/{name}", Written),
    ("/static/{name}", Other),
];

#[test]
fn every_address_says_what_it_shows() {
    let told: BTreeSet<&str> = ADDRESSES.iter().map(|(address, _)| *address).collect();
    assert_eq!(told.len(), ADDRESSES.len(), "each once");
    assert_eq!(told, web::addresses().into_iter().collect());
}

/// A site over a record of which sources are kept back from all but rita, with those who look at it.
struct Looked {
    house: Arc<House>,
    otto: Browser,
    stranger: Browser,
    program: Program,
}

async fn looked(house: House) -> Looked {
    let (house, mut ann) = opened_over(house).await;
    delivery::filed(&house);
    invited(&mut ann, "editor", "rita").await;
    let mut otto = invited(&mut ann, "editor", "otto").await;
    let program = program(&mut otto, &["read", "export", "deliver", "write"]).await;
    let stranger = site(&house, true);
    // what is kept in memory was made while everybody saw everything
    for browser in [&mut otto, &mut ann] {
        assert_eq!(browser.get("/entries").await.status, 200);
    }
    restrict(&mut ann, Some("rita")).await;
    Looked { house, otto, stranger, program }
}

/// What ids a part of an address may be, here and in the other record, where the same thing may bear another.
fn ids(part: &str, hiding: &House, without: &House, same: &[(EntryId, EntryId)]) -> Vec<(String, String)> {
    let both = |id: String| (id.clone(), id);
    let whole = hiding.store();
    if part.starts_with("/publications") || part.starts_with("/api/publications") {
        return ["steppe-wire", "plateau", "hostile"]
            .map(|doc| both(record::Publication::identity(doc).to_string()))
            .into();
    }
    if part.starts_with("/api/claims") {
        let all = whole.claims(&ClaimFilter::default()).unwrap();
        return all.iter().map(|claim| both(claim.id.to_string())).collect();
    }
    let there = |id: &EntryId| without.store().entry(*id).unwrap().is_some();
    let entries = whole.entries(None).unwrap();
    let known = |id: EntryId| same.iter().find(|(here, _)| *here == id).map_or(id, |(_, other)| *other);
    let pairs: Vec<_> = entries.iter().map(|entry| (entry.id, known(entry.id))).collect();
    assert!(pairs.iter().any(|(_, other)| there(other)) && pairs.iter().any(|(_, other)| !there(other)));
    pairs.into_iter().map(|(here, other)| (here.to_string(), other.to_string())).collect()
}

/// Entries of both records that are the same thing: all claims of the one stand behind the other.
fn same(hiding: &House, without: &House) -> Vec<(EntryId, EntryId)> {
    let within = |one: &Entry, other: &Entry| one.claims.iter().all(|claim| other.claims.contains(claim));
    let whole = hiding.store().entries(None).unwrap();
    let pair = |one: Entry| Some((whole.iter().find(|other| within(&one, other))?.id, one.id));
    without.store().entries(None).unwrap().into_iter().filter_map(pair).collect()
}

/// An answer without what differs between two logins, and with the ids of the other record.
fn plain(body: &str, same: &[(EntryId, EntryId)]) -> String {
    let mut text = shown(body);
    for (here, other) in same {
        text = text.replace(&here.to_string(), &other.to_string());
    }
    const MARK: &str = "name=\"mark\" value=\"";
    text = text.split(MARK).enumerate().map(|(at, part)| if at == 0 { part } else { &part[32..] }).collect();
    // states of what is shown are hashes of ids
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
        } else {
            out.push_str(if matches!(run.len(), 20 | 64) { "*" } else { &run });
            run.clear();
            out.push(c);
        }
    }
    out
}

/// Shows where two answers part.
fn assert_alike(one: &str, two: &str, address: &str) {
    let at = one.chars().zip(two.chars()).take_while(|(a, b)| a == b).count().saturating_sub(60);
    let around = |text: &str| text.chars().skip(at).take(240).collect::<String>();
    assert!(one == two, "{address}:\n{}\n\nwithout:\n{}", around(one), around(two));
}

#[tokio::test]
async fn who_is_not_in_the_group_sees_a_record_in_which_its_sources_never_were() {
    let mut hiding = looked(House::new()).await;
    let mut without = looked(House::of(|doc| doc == "steppe-wire")).await;
    let same = same(&hiding.house, &without.house);
    assert_eq!(same.len(), 2);
    let mut asked = 0;
    for (address, shows) in ADDRESSES {
        let (behind, by_program) = match shows {
            Record(behind) => (*behind, false),
            Told(behind) => (*behind, true),
            _ => continue,
        };
        let pairs = match address.contains("{id}") {
            true => ids(address, &hiding.house, &without.house, &same),
            false => vec![Default::default()],
        };
        for (query, (here, other)) in
            behind.iter().flat_map(|query| pairs.iter().map(move |pair| (query, pair)))
        {
            let here = format!("{}{query}", address.replace("{id}", here));
            let other = format!("{}{query}", address.replace("{id}", other));
            let mut answers = Vec::new();
            if by_program {
                answers.push((
                    hiding.program.ask("GET", &here, None).await,
                    without.program.ask("GET", &other, None).await,
                ));
            } else {
                answers.push((hiding.otto.get(&here).await, without.otto.get(&other).await));
                answers.push((hiding.stranger.get(&here).await, without.stranger.get(&other).await));
            }
            for (one, two) in answers {
                asked += 1;
                assert!(one.status < 500, "{here}: {}", one.status);
                assert_eq!(one.status, two.status, "{here}");
                assert_alike(&plain(&one.body, &same), &plain(&two.body, &[]), &here);
                let body = shown(&one.body);
                let told = HIDDEN.iter().find(|word| body.contains(**word) && !here.contains(**word));
                assert_eq!(told, None, "{here}: {body}");
            }
        }
    }
    assert!(asked > 200, "{asked}");
    assert_eq!(hiding.house.log_lines(), Vec::<String>::new());
}

#[tokio::test]
async fn what_is_made_of_the_whole_record_and_what_tells_nothing_of_it_tells_nothing() {
    let Looked { mut otto, mut stranger, mut program, .. } = looked(House::new()).await;
    for (address, shows) in ADDRESSES {
        let path = address
            .replace("{id}", "1")
            .replace("{format}", "html")
            .replace("{name}", "x")
            .replace("{secret}", "0");
        let answers = match path.starts_with("/api/") {
            true => vec![program.ask("GET", &path, None).await],
            false => vec![otto.get(&path).await, stranger.get(&path).await],
        };
        for answer in answers {
            let fits = match shows {
                // a stranger is sent to log in, or may not at all
                Whole => matches!(answer.status, 303 | 401 | 403),
                Other => answer.status < 500,
                Written => matches!(answer.status, 303 | 401 | 403 | 404 | 405),
                Record(_) | Told(_) => true,
            };
            assert!(fits, "{path}: {}", answer.status);
            let told = HIDDEN.iter().find(|word| shown(&answer.body).contains(**word));
            assert!(told.is_none() || matches!(shows, Record(_) | Told(_)), "{path}: {}", answer.body);
        }
    }
}

#[tokio::test]
async fn decisions_about_what_is_hidden_are_not_even_counted() {
    let mut hiding = looked(House::new()).await;
    let mut without = looked(House::of(|doc| doc == "steppe-wire")).await;
    let figure = hiding.house.entry("figure");
    let hidden = figure.property("value").unwrap().values[1].claims[0];
    let review = Review {
        item: format!("claim:{hidden}"),
        action: Action::Accept,
        claim: Some(hidden),
        replacement: None,
        judgement: None,
        entry: Some(figure.id),
        person: "rita".to_owned(),
        at: NOW.to_owned(),
        took_ms: Some(4000),
        batch: None,
    };
    store::Reviews::review(&mut hiding.house.desk(), &review).unwrap();
    for address in ["/review", "/review/waiting", &format!("/entries/{}", figure.id)] {
        let (one, two) = (hiding.otto.get(address).await.body, without.otto.get(address).await.body);
        assert!(!one.contains("rita") && !one.contains("4000"), "{address}: {one}");
        if address.starts_with("/review") {
            assert_alike(&plain(&one, &[]), &plain(&two, &[]), address);
        }
    }
    let (one, two) = (
        hiding.program.ask("GET", "/api/reviews", None).await,
        without.program.ask("GET", "/api/reviews", None).await,
    );
    assert_eq!(one.body, two.body);
}
