//! Collection: sources, work, what was announced, the ledger, carriers.

use jiff::{Timestamp, ToSpan};
use record::{Form, ItemId, Source, Standing};

use super::{Check, NOW, id, ingest, reread_all};
use crate::Archive;
use crate::collection::{Account, Item, ItemState, Job, JobKind, Lease, NewJob, SourceState};

pub const CHECKS: &[Check] = &[
    ("a source is filed, changed and removed, and its ledger stays", sources),
    ("work waits once, is leased to one, comes back when it is given back", work),
    ("each host gets its share of the leases, whoever comes first", fairness),
    ("what was announced is kept by source and found under another", items),
    ("the ledger adds up", ledger),
    ("alike texts find each other as they are now, and after a rebuild", carriers),
    ("a transaction that fails takes its work with it", together),
];

fn at(seconds: i64) -> Timestamp {
    NOW.parse::<Timestamp>().unwrap() + seconds.seconds()
}

fn source(slug: &str) -> Source {
    Source {
        slug: slug.to_owned(),
        url: format!("https://{slug}.example/feed"),
        form: Form::Feed,
        title: Some("Lake District".to_owned()),
        site: None,
        lang: Some(record::Lang::new("en")),
        country: None,
        publisher: None,
        standing: Standing::Official,
        reliability: Some("its own words".to_owned()),
        every_minutes: Some(30),
        tags: vec!["lakes".to_owned(), "a b".to_owned()],
        rule: None,
        is_active: true,
    }
}

fn page(source: &str, key: &str, host: &str, due: i64) -> NewJob {
    NewJob {
        kind: JobKind::Page,
        key: key.to_owned(),
        source: source.to_owned(),
        host: host.to_owned(),
        url: format!("https://{host}/{key}"),
        payload: "{}".to_owned(),
        due_at: at(due),
    }
}

fn lease(archive: &mut dyn Archive, now: i64, most: usize, per_host: usize, after: &str) -> Vec<Job> {
    let ask = Lease {
        now: at(now),
        until: at(now + 60),
        most,
        most_per_host: per_host,
        busy: &|_| 0,
        after_host: after,
    };
    archive.lease(&ask).unwrap()
}

fn item(source: &str, name: &str, state: ItemState) -> Item {
    Item {
        source: source.to_owned(),
        id: ItemId::of([name.as_bytes()]),
        url: Some(format!("https://example.org/{name}")),
        title: None,
        state,
        reason: None,
        digest: [7; 16],
        publication: None,
        etag: None,
        last_modified: None,
        published_at: None,
        first_seen_at: at(0),
        seen_at: at(0),
        fetched_at: None,
        gone_at: None,
    }
}

fn sources(archive: &mut dyn Archive) {
    let lake = source("lake");
    assert!(archive.save_source(&lake, "lake.example", at(0)).unwrap());
    assert!(!archive.save_source(&lake, "lake.example", at(1)).unwrap(), "nothing changed");
    let filed = archive.source("lake").unwrap().unwrap();
    assert_eq!((&filed.source, filed.due_at, filed.added_at), (&lake, Some(at(0)), at(0)));

    let state = SourceState {
        etag: Some("\"1\"".to_owned()),
        last_modified: Some("x".to_owned()),
        visited_at: Some(at(5)),
        answered_at: Some(at(5)),
        news_at: None,
        failures: 3,
        error: Some("the host answered 500".to_owned()),
        gap_seconds: Some(3600),
    };
    archive.save_source_state("lake", &state).unwrap();
    assert_eq!(archive.source("lake").unwrap().unwrap().standing, state);
    let moved = Source { url: "https://new.example/feed".to_owned(), ..lake.clone() };
    assert!(archive.save_source(&moved, "new.example", at(9)).unwrap());
    let filed = archive.source("lake").unwrap().unwrap();
    assert_eq!((filed.standing.etag, filed.standing.failures, filed.due_at), (None, 3, Some(at(9))));
    assert_eq!(lease(archive, 9, 9, 9, "")[0].host, "new.example");

    archive.save_item(&item("lake", "a", ItemState::Waiting)).unwrap();
    archive.enqueue(&page("lake", "a", "lake.example", 0)).unwrap();
    assert!(archive.remove_source("lake", at(20)).unwrap());
    assert!(!archive.remove_source("lake", at(21)).unwrap());
    assert_eq!((archive.sources().unwrap().len(), archive.next_due().unwrap()), (0, None));
    let left = archive.item("lake", ItemId::of([b"a".as_slice()])).unwrap().unwrap();
    assert_eq!(left.state, ItemState::Skipped);
    assert_eq!(archive.ledger_sum("lake").unwrap().skipped, 1);
    assert!(archive.save_source(&lake, "lake.example", at(30)).unwrap(), "it may come back");
    assert_eq!(archive.sources().unwrap().len(), 1);
    let silent = Source { is_active: false, ..lake };
    archive.save_source(&silent, "lake.example", at(31)).unwrap();
    assert_eq!(archive.source("lake").unwrap().unwrap().due_at, None);
}

fn work(archive: &mut dyn Archive) {
    archive.save_source(&source("lake"), "lake.example", at(100)).unwrap();
    assert!(archive.enqueue(&page("lake", "a", "h", 0)).unwrap());
    assert!(!archive.enqueue(&page("lake", "a", "h", 5)).unwrap(), "the same work");
    assert!(archive.enqueue(&page("lake", "b", "h", 10)).unwrap());
    assert_eq!(archive.next_due().unwrap(), Some(at(0)));
    let first = lease(archive, 5, 10, 10, "");
    assert_eq!(first.iter().map(|job| job.key.as_str()).collect::<Vec<_>>(), ["a"]);
    assert!(lease(archive, 5, 10, 10, "").is_empty(), "somebody has it");
    archive.postpone_job(first[0].id, at(50), 2, Some("slow")).unwrap();
    assert!(lease(archive, 49, 10, 10, "x").iter().all(|job| job.key == "b"));
    let again = lease(archive, 50, 10, 10, "");
    assert_eq!((again[0].key.as_str(), again[0].tries), ("a", 2));
    archive.finish_job(again[0].id).unwrap();
    assert_eq!(archive.release_leases(Some(at(60))).unwrap(), 0, "b is leased until 109");
    assert_eq!(archive.release_leases(None).unwrap(), 1);
    assert_eq!(archive.jobs_waiting().unwrap(), [("page".to_owned(), 1), ("visit".to_owned(), 1)]);
    assert!(archive.call_visit("lake", at(1)).unwrap() && !archive.call_visit("pond", at(1)).unwrap());
    let both = lease(archive, 60, 10, 10, "");
    assert_eq!(both.iter().map(|job| job.kind).collect::<Vec<_>>(), [JobKind::Page, JobKind::Visit]);
}

fn fairness(archive: &mut dyn Archive) {
    archive.save_source(&source("lake"), "lake.example", at(1000)).unwrap();
    for number in 0..20 {
        for host in ["a", "b", "c"] {
            archive.enqueue(&page("lake", &format!("{host}{number}"), host, number)).unwrap();
        }
    }
    let hosts = |jobs: &[Job]| jobs.iter().map(|job| job.host.clone()).collect::<Vec<_>>();
    let first = lease(archive, 100, 4, 2, "");
    assert_eq!(hosts(&first), ["a", "a", "b", "b"]);
    assert_eq!(first[0].key, "a0", "the longest due first");
    assert_eq!(hosts(&lease(archive, 100, 4, 2, "b")), ["c", "c", "a", "a"], "round, and on");
    let busy = Lease {
        now: at(100),
        until: at(200),
        most: 9,
        most_per_host: 2,
        busy: &|host| usize::from(host != "c") * 2,
        after_host: "",
    };
    assert_eq!(hosts(&archive.lease(&busy).unwrap()), ["c", "c"]);
    assert!(lease(archive, 100, 0, 2, "").is_empty());
    // what is on no host has its turn too, and comes once
    for key in ["x", "y", "z"] {
        archive.enqueue(&page("lake", key, "", 0)).unwrap();
    }
    let keys = |jobs: &[Job]| jobs.iter().map(|job| job.key.clone()).collect::<Vec<_>>();
    assert_eq!(keys(&lease(archive, 100, 2, 9, "")), ["x", "y"]);
    assert_eq!(keys(&lease(archive, 100, 1, 9, "zzz")), ["z"]);
}

fn items(archive: &mut dyn Archive) {
    for slug in ["lake", "pond"] {
        archive.save_source(&source(slug), slug, at(0)).unwrap();
    }
    let mut one = item("lake", "a", ItemState::Waiting);
    archive.save_item(&one).unwrap();
    assert_eq!(archive.item("lake", one.id).unwrap().as_ref(), Some(&one));
    assert_eq!(archive.item("pond", one.id).unwrap(), None);
    assert_eq!(archive.item_elsewhere("pond", one.id).unwrap().as_ref(), Some(&one));
    assert_eq!(archive.item_elsewhere("lake", one.id).unwrap(), None);
    one.state = ItemState::Stored;
    one.publication = Some(id("a"));
    one.published_at = Some(at(-500));
    one.gone_at = Some(at(9));
    archive.save_item(&one).unwrap();
    let two = Item { first_seen_at: at(-100), ..item("lake", "b", ItemState::Failed) };
    archive.save_item(&two).unwrap();
    assert_eq!(archive.arrivals("lake", 5).unwrap(), [at(-100), at(-500)]);
    assert_eq!(archive.arrivals("lake", 1).unwrap(), [at(-100)]);
    let mut all = Vec::new();
    archive
        .each_item(Some("lake"), &mut |item| {
            all.push(item);
            Ok(())
        })
        .unwrap();
    all.sort_by_key(|item| item.first_seen_at);
    assert_eq!(all, [two, one]);
}

fn ledger(archive: &mut dyn Archive) {
    archive.save_source(&source("lake"), "lake", at(0)).unwrap();
    let first = archive.begin_run(at(0)).unwrap();
    let seen = Account { visits: 1, seen: 5, unchanged: 1, ..Account::default() };
    archive.enter(first, "lake", &seen).unwrap();
    archive.enter(first, "lake", &Account { stored: 2, ..Account::default() }).unwrap();
    archive.end_run(first, at(9)).unwrap();
    let second = archive.begin_run(at(10)).unwrap();
    let failed = Account { failed: 1, skipped: 1, error: Some("x".to_owned()), ..Account::default() };
    archive.enter(second, "lake", &failed).unwrap();
    let lines = archive.ledger(Some("lake"), 9).unwrap();
    assert_eq!(
        lines.iter().map(|line| (line.run, line.ended_at)).collect::<Vec<_>>(),
        [(second, None), (first, Some(at(9)))]
    );
    assert_eq!(lines[1].account, Account { stored: 2, ..seen });
    assert_eq!(lines[0].account, failed);
    let sum = archive.ledger_sum("lake").unwrap();
    assert_eq!((sum.seen, sum.settled(), sum.error), (5, 5, None));
    assert_eq!(archive.ledger(None, 1).unwrap().len(), 1);
}

fn story(city: &str) -> String {
    let words: String = (0..60).map(|number| format!("word{number} of {city} ")).collect();
    format!("event: {words}\n")
}

fn carriers(archive: &mut dyn Archive) {
    ingest(archive, "first", &story("lakes")).unwrap();
    ingest(archive, "carrier", &format!("{}\nRead more.", story("lakes"))).unwrap();
    ingest(archive, "other", &story("rivers")).unwrap();
    ingest(archive, "short", "event: one\n").unwrap();
    let docs = |archive: &dyn Archive, doc: &str| -> Vec<String> {
        archive.copies(id(doc)).unwrap().into_iter().map(|copy| copy.publication.doc).collect()
    };
    let expect = |archive: &dyn Archive| {
        assert_eq!(docs(archive, "first"), ["carrier"]);
        assert_eq!(docs(archive, "carrier"), ["first"]);
        assert!(docs(archive, "other").is_empty() && docs(archive, "short").is_empty());
    };
    expect(archive);
    assert!(archive.fingerprint(id("first")).unwrap().is_some_and(|print| !print.is_empty()));
    assert_eq!(archive.fingerprint(id("short")).unwrap(), None);
    archive.rebuild(&mut reread_all).unwrap();
    expect(archive);
    ingest(archive, "carrier", &story("rivers")).unwrap();
    assert!(docs(archive, "first").is_empty(), "its text is another now");
    assert_eq!(docs(archive, "other"), ["carrier"]);
}

fn together(archive: &mut dyn Archive) {
    archive.save_source(&source("lake"), "lake", at(0)).unwrap();
    let failed = archive.transaction(&mut |archive| {
        archive.enqueue(&page("lake", "a", "h", 0))?;
        archive.save_item(&item("lake", "a", ItemState::Waiting))?;
        Err(crate::Error::caller("enough"))
    });
    assert!(failed.is_err());
    assert_eq!(archive.jobs_waiting().unwrap(), [("visit".to_owned(), 1)]);
    assert_eq!(archive.item("lake", ItemId::of([b"a".as_slice()])).unwrap(), None);
}
