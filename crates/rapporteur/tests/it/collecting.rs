//! Collection as people and services run it: sources in, a round, what is told; killed at any moment and gone on.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use testkit::{Article, Ask, Newsroom, Reply, Trick, World};

use super::{Desk, command, run};

/// How often a round is killed; `RAPPORTEUR_KILLS` says more for a trial by hand.
pub fn kills() -> usize {
    std::env::var("RAPPORTEUR_KILLS").ok().and_then(|count| count.parse().ok()).unwrap_or(6)
}

fn world(hosts: usize, articles: usize) -> World {
    let rooms = (0..hosts).map(|host| {
        let mut all: Vec<Article> = (0..articles).map(|number| Article::fictional(host, number)).collect();
        all[0].trick = [Trick::Status(404), Trick::Slow, Trick::Moved, Trick::None][host % 4];
        Newsroom::new(all)
    });
    World::start(rooms.map(|room| room.site()).collect())
}

/// A file with the sources of a world.
fn roll(desk: &Desk, world: &World) -> String {
    let mut text = String::new();
    for host in 0..world.len() {
        let base = world.base(host);
        let _ = write!(
            text,
            "[[source]]\nname = 'lake-{host:02}'\nurl = '{base}/feed.json'\npublisher = 'Lake District {host}'\n"
        );
    }
    desk.file("sources.toml", text)
}

const COLLECT: &[&str] = &["collect", "--allow-private", "--pause", "0", "--patience", "30"];

fn collect<'a>(more: &[&'a str], data: &'a str) -> Vec<&'a str> {
    [COLLECT, more, &["--data", data]].concat()
}

/// All that a record holds, without when it came to hold it.
fn holdings(data: &str, hosts: usize) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for kind in [&["list", "publication"][..], &["list"]] {
        let lines = run(&[kind, &["--format", "jsonl", "--data", data]].concat());
        assert_eq!(lines.code, Some(0), "{}", lines.stderr);
        for line in lines.lines() {
            found.insert(format!("{} {}", kind.join(" "), line["id"]), line.to_string());
        }
    }
    for host in 0..hosts {
        let slug = format!("lake-{host:02}");
        let shown = run(&["source", "show", &slug, "--items", "--format", "json", "--data", data]).json();
        assert_eq!(shown["waiting"], 0, "{slug}");
        for item in shown["items"].as_array().unwrap() {
            let told = ["state", "reason", "publication"].map(|name| item[name].to_string());
            found.insert(format!("{slug} {}", item["url"]), told.join(" "));
        }
    }
    found
}

#[test]
fn a_round_goes_from_sources_to_a_record_and_the_next_finds_nothing_new() {
    let (world, desk) = (world(3, 4), Desk::new());
    let (list, data) = (roll(&desk, &world), desk.path("data"));
    assert_eq!(
        run(&["source", "import", &list, "--data", &data]).well(),
        "3 sources added or changed, 0 there already\n"
    );
    assert_eq!(
        run(&["source", "import", &list, "--data", &data]).well(),
        "0 sources added or changed, 3 there already\n"
    );

    let closed = run(&["collect", "--patience", "0", "--data", &data]);
    assert_eq!(closed.code, Some(1), "{}", closed.stdout);
    assert!(closed.stderr.contains("is no public address"), "{}", closed.stderr);
    assert!(closed.stderr.contains("add --allow-private if you mean it"), "{}", closed.stderr);
    assert_eq!(world.asked_in_all(), 0, "nothing private is asked unless that is allowed");

    let metrics = desk.path("metrics.prom");
    // what was refused is not waited for once it is allowed
    let first = run(&collect(&["--format", "json", "--metrics-file", &metrics], &data)).json();
    assert_eq!(
        (&first["seen"], &first["stored"], &first["waiting"]),
        (&12.into(), &12.into(), &0.into()),
        "{first}"
    );
    assert_eq!(first["publications"], 12);
    let numbers = std::fs::read_to_string(&metrics).unwrap();
    assert!(numbers.contains("\nrapporteur_items_stored_total 12\n"), "{numbers}");

    let again = run(&collect(&["--now", "--format", "json"], &data)).json();
    assert_eq!(
        (&again["seen"], &again["stored"], &again["visits"]),
        (&0.into(), &0.into(), &3.into()),
        "{again}"
    );
    assert!(run(&collect(&[], &data)).well().starts_with("nothing is due before "));
    let shown = run(&["source", "show", "lake-00", "--items", "--data", &data]).well();
    assert!(shown.contains("the host answered 404: what its source said of it was kept"), "{shown}");
    assert!(run(&["source", "list", "--data", &data]).well().contains("lake-02"));
    assert_eq!(run(&["source", "health", "--data", &data]).well(), "3 of 3 sources are well\n");
    let opml = run(&["source", "export", "--data", &data]).well();
    assert!(opml.contains(&format!("xmlUrl=\"{}/feed.json\"", world.base(1))), "{opml}");
    let found = run(&["search", "Lake District", "--data", &data]).well();
    assert!(found.contains("session"), "{found}");

    assert!(
        run(&["source", "remove", "lake-01", "--data", &data])
            .well()
            .starts_with("lake-01 is visited no more")
    );
    assert_eq!(run(&["source", "remove", "lake-01", "--data", &data]).code, Some(2));
    assert_eq!(run(&collect(&["lake-01"], &data)).code, Some(2));
}

#[test]
fn a_site_leads_to_its_feed_and_what_is_no_source_is_said() {
    let (world, desk) = (world(1, 3), Desk::new());
    let data = desk.path("data");
    let add = |url: &str| run(&["source", "add", url, "--allow-private", "--data", &data]);
    let feed = add(&format!("{}/", world.base(0))).well();
    assert!(
        feed.contains("(Lake District 0): a feed at ") && feed.contains("/feed.xml with 3 items"),
        "{feed}"
    );
    let again = add(&format!("{}/feed.xml", world.base(0)));
    assert!(again.stderr.contains("it is a source already"), "{}", again.stderr);
    let page = add(&format!("{}/a1", world.base(0)));
    assert!(page.stderr.contains("it is a source already"), "the site of a page has a feed: {}", page.stderr);
    let refused = run(&["source", "add", &world.base(0), "--data", &data]);
    assert_eq!(refused.code, Some(4));
    assert!(refused.stderr.contains("add --allow-private if you mean it"), "{}", refused.stderr);
    assert_eq!(
        run(&["source", "add", "https://a.example", "--form", "leaflet", "--data", &data]).code,
        Some(2)
    );
    assert_eq!(
        run(&["source", "add", "https://a.example", "--name", "Big Name", "--data", &data]).code,
        Some(2)
    );
}

/// A site without a feed: a page that lists its news, two of them the same in two languages.
fn bilingual(ask: &Ask) -> Reply {
    let other = "<link rel=alternate hreflang=en href='/news/1'><link rel=alternate hreflang=ru href='/news/2'><link rel=alternate hreflang=kk href='/news/9'>";
    let titles = [
        "The Council of the Lake District held a session in Port Example",
        "\u{421}\u{43e}\u{432}\u{435}\u{442} \u{43e}\u{437}\u{451}\u{440}\u{43d}\u{43e}\u{433}\u{43e} \u{43a}\u{440}\u{430}\u{44f} \u{441}\u{43e}\u{431}\u{440}\u{430}\u{43b}\u{441}\u{44f} \u{43d}\u{430} \u{437}\u{430}\u{441}\u{435}\u{434}\u{430}\u{43d}\u{438}\u{435}",
        "The boats of the lakes met for the yearly race",
        "The secretariat published its report on the water level",
    ];
    if ask.path == "/news" {
        let items: String = (1..)
            .zip(titles)
            .map(|(number, title)| {
                format!("<li><a href='/news/{number}'>{title}</a> <time datetime=2024-11-2{number}>x</time>")
            })
            .collect();
        return Reply::ok("text/html; charset=utf-8", format!("<title>News</title><ul>{items}</ul>"));
    }
    let number = ask.path.strip_prefix("/news/").and_then(|number| number.parse::<usize>().ok());
    match number.and_then(|number| Some((number, titles.get(number.checked_sub(1)?)?))) {
        Some((number, title)) => {
            let head = if number <= 2 { other } else { "" };
            let body = format!("{title}. ").repeat(6);
            Reply::ok(
                "text/html; charset=utf-8",
                format!("<html><head>{head}<title>{title}</title></head><body><h1>{title}</h1><p>{body}</p>"),
            )
        }
        None => Reply::status(404),
    }
}

#[test]
fn a_page_that_lists_news_is_a_source_and_languages_of_one_page_know_of_each_other() {
    let world = World::start(vec![Arc::new(bilingual)]);
    let desk = Desk::new();
    let data = desk.path("data");
    let news = format!("{}/news", world.base(0));
    let added = run(&["source", "add", &news, "--name", "news", "--allow-private", "--data", &data]);
    assert!(added.stderr.contains("--rule says which"), "{}", added.stderr);
    assert!(added.well().contains(&format!("news (News): a listing at {news} with 4 items")));
    run(&collect(&["--now"], &data)).well();
    let all = run(&["list", "publication", "--format", "jsonl", "--data", &data]).lines();
    assert_eq!(all.len(), 4);
    let id = |path: &str| {
        let found = all.iter().find(|one| one["url"].as_str().is_some_and(|url| url.ends_with(path)));
        found.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let shown = run(&["show", &id("/news/1"), "--format", "json", "--data", &data]).json();
    let versions = shown["versions"].as_array().unwrap();
    assert_eq!(versions.len(), 2, "{versions:?}");
    assert_eq!((&versions[0]["lang"], &versions[0]["publication"]), (&"ru".into(), &id("/news/2").into()));
    assert_eq!((&versions[1]["lang"], versions[1]["publication"].is_null()), (&"kk".into(), true));
    let table = run(&["show", &id("/news/2"), "--data", &data]).well();
    assert!(table.contains("in other languages") && table.contains("not here"), "{table}");
}

#[test]
fn a_feed_that_gives_its_whole_text_needs_no_pages() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Letters", "items": [
        {"id": "one", "title": "Session", "content_text": "The Council of the Lake District held a session in Port Example on 12 March 2024."},
        {"id": "two", "title": "Race", "content_html": "<p>The boats of the lakes met for the yearly race.</p>"},
        {"id": "three", "title": "A title and no more"}]}"#;
    let world = World::start(vec![Arc::new(move |ask: &Ask| match ask.path.as_str() {
        "/feed.json" => Reply::ok("application/feed+json", feed),
        _ => Reply::status(404),
    })]);
    let desk = Desk::new();
    let (list, data) = (roll(&desk, &world), desk.path("data"));
    run(&["source", "import", &list, "--data", &data]).well();
    let first = run(&collect(&["--now", "--format", "json"], &data)).json();
    assert_eq!([&first["seen"], &first["stored"], &first["waiting"]], [3, 2, 0], "{first}");
    assert_eq!([&first["failed"], &first["publications"]], [1, 2], "a title is no text: {first}");
}

#[test]
fn killed_at_any_moment_it_ends_as_if_undisturbed() {
    const HOSTS: usize = 12;
    let (world, desk) = (world(HOSTS, 12), Desk::new());
    let list = roll(&desk, &world);
    let calm = desk.path("calm");
    run(&["source", "import", &list, "--data", &calm]).well();
    let started = Instant::now();
    run(&collect(&["--now"], &calm)).well();
    let whole = started.elapsed();
    let expected = holdings(&calm, HOSTS);
    assert!(expected.len() > HOSTS * 12);

    let (mut cut_short, mut data) = (0, String::new());
    for round in 0..kills() {
        // a record is killed several times, then ended and compared
        if round % 3 == 0 {
            data = desk.path(&format!("data-{round}"));
            run(&["source", "import", &list, "--data", &data]).well();
        }
        let mut child =
            command(&collect(&["--now"], &data)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // moments that look random and are the same in every run
        let part =
            ((round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as f64 / f64::from(1_u32 << 24);
        std::thread::sleep(whole.mul_f64(part));
        child.kill().unwrap();
        cut_short += usize::from(!child.wait().unwrap().success());
        assert_eq!(run(&["status", "--check", "--data", &data]).code, Some(0), "kill {round} at {part}");
        if round % 3 == 2 || round + 1 == kills() {
            let end = run(&collect(&["--now"], &data));
            assert_eq!(end.code, Some(0), "{}", end.stderr);
            assert_eq!(holdings(&data, HOSTS), expected, "after kill {round}");
        }
    }
    println!("{} kills, {cut_short} of them in the midst of a round of {whole:?}", kills());
    assert!(cut_short > 0);
}

#[test]
#[cfg(unix)]
fn a_service_stops_when_it_is_asked_to_and_nothing_is_lost() {
    let (world, desk) = (world(4, 6), Desk::new());
    let (list, data) = (roll(&desk, &world), desk.path("data"));
    run(&["source", "import", &list, "--data", &data]).well();
    let child = command(&collect(&["--watch", "--now", "--log", "json", "--format", "json"], &data))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let waited = Instant::now();
    while world.asked_in_all() < 10 && waited.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let killed =
        std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["stopped"], true, "{summary}");
    for line in String::from_utf8(output.stderr).unwrap().lines() {
        serde_json::from_str::<Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    let end = run(&collect(&["--now", "--format", "json"], &data)).json();
    assert_eq!((&end["waiting"], &end["publications"]), (&0.into(), &24.into()), "{end}");
}
