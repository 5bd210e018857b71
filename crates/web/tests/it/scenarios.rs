//! `scenarios.txt`: one request and what is expected of the answer, page by page.

use std::sync::Arc;

use record::Publication;

use super::house::House;
use super::{Browser, site};

struct Scenario {
    line: usize,
    address: String,
    status: u16,
    present: Vec<String>,
    absent: Vec<String>,
}

fn read(house: &House) -> Vec<Scenario> {
    let mut found: Vec<Scenario> = Vec::new();
    let source = include_str!("scenarios.txt");
    for (at, line) in
        source.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
    {
        if let Some(request) = line.strip_prefix("GET ") {
            let (address, status) = request.rsplit_once(' ').unwrap();
            let status = status.parse().unwrap();
            let address = filled(house, address);
            found.push(Scenario { line: at + 1, address, status, present: Vec::new(), absent: Vec::new() });
        } else if let Some(words) = line.strip_prefix("  - ") {
            found.last_mut().unwrap().absent.push(words.to_owned());
        } else {
            found.last_mut().unwrap().present.push(line.trim().to_owned());
        }
    }
    found
}

fn filled(house: &House, address: &str) -> String {
    let Some((before, rest)) = address.split_once('{') else { return address.to_owned() };
    let (name, after) = rest.split_once('}').unwrap();
    let id = match name {
        "event" | "figure" => house.entry(name).id.to_string(),
        doc => Publication::identity(doc).to_string(),
    };
    format!("{before}{id}{after}")
}

#[tokio::test]
async fn every_page_answers_as_its_scenario_says() {
    let house = Arc::new(House::new());
    let mut browser: Browser = site(&house, true);
    for scenario in read(&house) {
        let Scenario { line, address, status, present, absent } = scenario;
        let answer = browser.get(&address).await;
        assert_eq!(answer.status, status, "line {line}: {address}: {}", answer.body);
        for words in present {
            assert!(answer.body.contains(&words), "line {line}: {address} lacks {words}: {}", answer.body);
        }
        for words in absent {
            assert!(!answer.body.contains(&words), "line {line}: {address} holds {words}");
        }
        if answer.body.starts_with("<!doctype html>") {
            sound(&answer.body, &address);
        }
    }
    assert_eq!(house.log_lines(), Vec::<String>::new());
}

/// What holds of every page: a language, a title, one heading, a name for every control, nothing inline.
pub fn sound(page: &str, address: &str) {
    assert!(page.contains("<html lang=\"en\""), "{address}");
    assert!(page.contains("<title>") && !page.contains("<title> "), "{address}");
    assert_eq!(page.matches("<h1").count(), 1, "{address}");
    for inline in ["style=\"", " onclick", " onload", "javascript:"] {
        assert!(!page.contains(inline), "{address}: {inline}");
    }
    assert_eq!(page.matches("<script").count(), 1, "{address}");
    for part in page.split("<input ").skip(1) {
        let tag = part.split('>').next().unwrap();
        let before = &page[..page.find(part).unwrap()];
        let labelled = before.rfind("<label").is_some_and(|at| !before[at..].contains("</label>"));
        let named =
            tag.contains("type=\"hidden\"") || tag.contains("aria-label") || tag.contains("id=\"words\"");
        assert!(named || labelled, "{address}: <input {tag}> has no label");
    }
}

#[tokio::test]
async fn the_interface_speaks_russian_where_that_is_asked_for() {
    let house = Arc::new(House::new());
    let mut browser = site(&house, true);
    browser.lang = "ru";
    for address in ["/", "/entries?kind=event", "/search", "/calendar", "/map", "/people", "/login"] {
        let page = browser.get(address).await.body;
        assert!(page.contains("<html lang=\"ru\""), "{address}");
        assert!(
            page.contains("\u{41f}\u{443}\u{431}\u{43b}\u{438}\u{43a}\u{430}\u{446}\u{438}\u{438}"),
            "{address}"
        );
    }
}

#[tokio::test]
async fn the_description_of_the_api_names_what_is_there() {
    // as an editor and more: some of it is for editors alone
    let (house, mut browser) = super::desk::opened().await;
    super::delivery::filed(&house);
    let text = browser.get("/api/openapi.json").await.body;
    let description: serde_json::Value = serde_json::from_str(&text).unwrap();
    let paths = description["paths"].as_object().unwrap();
    assert!(paths.len() > 25);
    let mut program = super::writes::program(&mut browser, &["read", "export", "deliver", "write"]).await;
    for (path, operations) in paths {
        let id = match path.as_str() {
            path if path.contains("publications") => Publication::identity("plateau").to_string(),
            path if path.contains("editions") => "1".to_owned(),
            path if path.contains("claims") => house.entry("event").claims[0].to_string(),
            _ => house.entry("event").id.to_string(),
        };
        let filled = |id: &str| path.replace("{id}", id).replace("{name}", id).replace("{format}", "html");
        for method in operations.as_object().unwrap().keys().filter(|method| *method != "get") {
            // without a body nothing is done, but there is somebody to say so
            let answer = program.ask(&method.to_uppercase(), &filled("junk"), None).await;
            let known = if method == "delete" { &[200, 404][..] } else { &[400, 404] };
            assert!(known.contains(&answer.status), "{method} {path}: {}", answer.body);
            assert!(operations[method]["responses"]["403"].is_object(), "{method} {path}");
        }
        if !operations["get"].is_object() {
            continue;
        }
        let answer = program.ask("GET", &filled(&id), None).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        let kind = answer.headers["content-type"].to_str().unwrap();
        let told = operations["get"]["responses"]["200"]["content"].as_object().unwrap();
        assert!(told.keys().any(|told| kind.starts_with(told.as_str())), "{path}: {kind}");
        assert!(answer.body.len() > 2, "{path}");
        if path.contains("{id}") {
            assert_eq!(program.ask("GET", &filled("junk"), None).await.status, 404, "{path}");
        }
    }
}

#[tokio::test]
async fn every_difference_is_listed_and_narrowed_by_kind_property_and_source() {
    let mut browser = site(&Arc::new(House::new()), true);
    let listed = browser.get("/entries?property=value").await.body;
    assert!(listed.contains("sources differ: ") && listed.contains("They differ on"), "{listed}");
    for (query, count) in [
        ("", 1),
        ("?kind=figure", 1),
        ("?kind=event", 0),
        ("?property=value", 1),
        ("?property=what", 0),
        ("?source=plateau%20(fictional)", 1),
        ("?property=value&source=steppe-wire%20(fictional)", 1),
        ("?source=hostile%20(fictional)", 0),
    ] {
        let told = browser.get(&format!("/api/differences{query}")).await.body;
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        assert_eq!(told["total"], count, "{query}: {told}");
        assert_eq!(told["differences"].as_array().unwrap().len(), count, "{query}");
        let page = browser.get(&format!("/entries?disputed=1{}", query.replace('?', "&"))).await.body;
        assert_eq!(page.matches("<li class=\"line\">").count(), count, "{query}");
    }
    let told = browser.get("/api/differences").await.body;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    let values = told["differences"][0]["values"].as_array().unwrap();
    let by = |at: usize| {
        (values[at]["text"].as_str().unwrap(), values[at]["by"][0]["publisher"].as_str().unwrap())
    };
    assert_eq!([by(0), by(1)], [("13", "steppe-wire (fictional)"), ("14", "plateau (fictional)")]);
}
