//! Programs that change something: what pages can do, with a token that allows it.

use axum::body::Body;
use serde_json::{Value, json};
use store::{Archive, Delivery, Reviews, Staff};
use web::house::{Errand, Span};

use super::desk::{invited, opened};
use super::{Answer, Browser, delivery};

/// A program in the name of whoever the browser is.
pub struct Program {
    browser: Browser,
    secret: String,
}

pub async fn program(person: &mut Browser, scopes: &[&str]) -> Program {
    let mark = person.mark().await;
    let mut fields = vec![("mark", mark.as_str()), ("do", "token"), ("title", "nightly")];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let page = person.post("/account", &fields).await.body;
    let at = page.find("<code>").unwrap() + "<code>".len();
    let secret = page[at..].chars().take(64).collect();
    Program { browser: Browser { site: person.site.clone(), cookie: None, lang: "en" }, secret }
}

impl Program {
    pub async fn ask(&mut self, method: &str, address: &str, body: Option<Value>) -> Answer {
        let mut request = self.browser.request(method, address);
        request = request.header("authorization", format!("Bearer {}", self.secret));
        let body = match body {
            Some(body) => {
                request = request.header("content-type", "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        self.browser.send(request.body(body).unwrap()).await
    }

    async fn json(&mut self, method: &str, address: &str, body: Option<Value>) -> Value {
        let answer = self.ask(method, address, body).await;
        assert_eq!(answer.status, 200, "{method} {address}: {}", answer.body);
        serde_json::from_str(&answer.body).unwrap()
    }
}

#[tokio::test]
async fn a_program_decides_corrects_and_takes_back() {
    let (house, mut ann) = opened().await;
    let mut otto = program(&mut invited(&mut ann, "analyst", "otto").await, &["read", "write"]).await;
    let before = house.store().entries(None).unwrap();
    let waiting = otto.json("GET", "/api/review?only=difference", None).await;
    assert_eq!(waiting["total"], 1);
    let (item, shown) = (waiting["proposals"][0]["item"].clone(), waiting["proposals"][0]["shown"].clone());
    let stale = json!({ "item": item, "shown": "0", "decision": { "holds": 2 } });
    assert_eq!(otto.ask("POST", "/api/reviews", Some(stale)).await.status, 409);
    let right = json!({ "item": item, "shown": shown, "decision": { "holds": 2 } });
    assert_eq!(otto.json("POST", "/api/reviews", Some(right)).await["outcome"], "done");
    assert_eq!(house.entry("figure").value("value"), Some("14"));

    let event = house.entry("event").id;
    let values = otto.json("GET", &format!("/api/entries/{event}/values"), None).await;
    let date = values["values"].as_array().unwrap().iter().find(|one| one["at"] == "date.0").unwrap().clone();
    let address = format!("/api/entries/{event}/corrections");
    let correct = |value: Value| json!({ "at": "date.0", "shown": date["shown"], "value": value });
    assert_eq!(otto.ask("POST", &address, Some(correct(json!("soon")))).await.status, 400);
    assert_eq!(otto.ask("POST", &address, Some(json!({ "at": "date.0", "shown": "x" }))).await.status, 400);
    let done = otto.json("POST", &address, Some(correct(json!("2024-11-29")))).await;
    let now = otto.json("GET", &format!("/api/entries/{}", done["entry"].as_str().unwrap()), None).await;
    assert!(now.to_string().contains("2024-11-29"), "{now}");

    let history = otto.json("GET", "/api/reviews", None).await;
    for review in history["reviews"].as_array().unwrap() {
        otto.json("DELETE", &format!("/api/reviews/{}", review["number"]), None).await;
    }
    assert_eq!(house.store().entries(None).unwrap(), before);
    let first = format!("/api/reviews/{}", history["reviews"][0]["number"]);
    assert_eq!(otto.ask("DELETE", &first, None).await.status, 409, "twice");
    assert!(house.store().review_history().unwrap().iter().all(|one| one.review.person == "otto"));

    let kept = json!({ "title": "Astana", "address": "/search?q=Astana" });
    let number = otto.json("POST", "/api/searches", Some(kept)).await["number"].clone();
    assert_eq!(house.store().saved_searches("otto").unwrap()[0].title, "Astana");
    for foreign in ["https://evil.example", "//evil.example", "/a\r\nb", "javascript:x"] {
        let kept = json!({ "title": "x", "address": foreign });
        assert_eq!(otto.ask("POST", "/api/searches", Some(kept)).await.status, 400, "{foreign}");
    }
    let mut other = program(&mut ann, &["write"]).await;
    let one = format!("/api/searches/{number}");
    assert_eq!(other.ask("DELETE", &one, None).await.status, 404, "another's");
    otto.json("DELETE", &one, None).await;
}

#[tokio::test]
async fn a_program_delivers_in_the_name_of_its_editor() {
    let (house, mut ann) = opened().await;
    delivery::filed(&house);
    let mut eve = program(&mut invited(&mut ann, "editor", "eve").await, &["write"]).await;
    let last = || house.errands.lock().unwrap().pop().unwrap();
    let report = json!({ "kind": "digest", "orgs": ["lls"], "from": "2024-11-01", "to": "2024-11-30",
        "formats": ["html"], "lists": ["board"], "held": true });
    let build = json!({ "series": "morning", "report": report });
    assert_eq!(eve.json("POST", "/api/editions", Some(build)).await["editions"], json!([1]));
    let (Errand::Build { order, .. }, by) = last() else { panic!("no build") };
    assert_eq!((order.held, by.as_str(), order.roles.as_slice()), (true, "eve", &["board".to_owned()][..]));
    assert_eq!(order.span, Span::Between("2024-11-01".parse().unwrap(), "2024-11-30".parse().unwrap()));
    let plan = json!({ "report": { "kind": "digest", "span": "week", "lists": ["board"] }, "days": ["mon"],
        "time": "07:30", "zone": "UTC" });
    eve.json("PUT", "/api/schedules/weekly", Some(plan.clone())).await;
    assert!(matches!(last().0, Errand::Schedule { .. }));
    let mut nobody = plan.clone();
    nobody["report"]["lists"] = json!([]);
    assert_eq!(eve.ask("PUT", "/api/schedules/weekly", Some(nobody)).await.status, 400);
    let mut both = plan;
    both["report"]["from"] = json!("2024-11-01");
    assert_eq!(eve.ask("PUT", "/api/schedules/weekly", Some(both)).await.status, 400);
    let robot = json!({ "address": "https://example.org/x", "lang": "ru", "lists": ["board"] });
    assert_eq!(eve.json("PUT", "/api/recipients/robot", Some(robot)).await["key"], "the key of a program");
    eve.json("DELETE", "/api/recipients/robot", None).await;
    assert_eq!(eve.ask("DELETE", "/api/schedules/none", None).await.status, 404);
    let edit = json!({ "act": "add", "piece": "top", "words": "A foreword." });
    let number = eve.json("POST", "/api/editions/1/acts", Some(edit)).await["number"].clone();
    assert_eq!(house.store().edition_acts(store::delivery::EditionId(1)).unwrap().len(), 1);
    eve.json("POST", "/api/editions/1/release", Some(json!({ "seen": number }))).await;
    assert_eq!(last().0, Errand::Release { edition: 1, seen: number.as_u64() });
    eve.json("POST", "/api/editions/1/resend", Some(json!({ "recipient": "gone" }))).await;
    let edit = json!({ "act": "add", "piece": "top", "words": " " });
    assert_eq!(eve.ask("POST", "/api/editions/1/acts", Some(edit)).await.status, 400);
}

#[tokio::test]
async fn nothing_is_changed_without_the_scope_the_role_and_a_body_that_is_one() {
    let (house, mut ann) = opened().await;
    let event = house.entry("event").id;
    let writes = [
        ("POST", "/api/reviews".to_owned()),
        ("DELETE", "/api/reviews/1".to_owned()),
        ("POST", format!("/api/entries/{event}/corrections")),
        ("POST", "/api/waiting/1".to_owned()),
        ("POST", "/api/editions".to_owned()),
        ("POST", "/api/editions/1/acts".to_owned()),
        ("POST", "/api/editions/1/release".to_owned()),
        ("POST", "/api/editions/1/resend".to_owned()),
        ("PUT", "/api/schedules/x".to_owned()),
        ("DELETE", "/api/schedules/x".to_owned()),
        ("PUT", "/api/recipients/x".to_owned()),
        ("DELETE", "/api/recipients/x".to_owned()),
    ];
    let mut rita = invited(&mut ann, "reader", "rita").await;
    let mut by_reader = program(&mut rita, &["read", "write"]).await;
    let mut without = program(&mut ann, &["read", "export", "deliver"]).await;
    let mut full = program(&mut ann, &["write"]).await;
    for (method, address) in &writes {
        assert_eq!(without.ask(method, address, Some(json!({}))).await.status, 403, "{method} {address}");
        let refused = by_reader.ask(method, address, Some(json!({}))).await;
        assert!(matches!(refused.status, 400 | 403), "{method} {address}: {}", refused.status);
        // with the cookie of a browser there is no way in here
        let request = ann.request(method, address).header("content-type", "application/json");
        let answer = ann.send(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!(answer.status, 403, "{method} {address}");
        if *method == "DELETE" {
            continue;
        }
        for body in ["", "{", "[]", "null", "{\"x\":1}", "\"\\ud800\"", &"[".repeat(10_000)] {
            let request = full
                .browser
                .request(method, address)
                .header("authorization", format!("Bearer {}", full.secret))
                .header("content-type", "application/json");
            let answer = full.browser.send(request.body(Body::from(body.to_owned())).unwrap()).await;
            assert!(matches!(answer.status, 400 | 404), "{method} {address} {body:.20}: {}", answer.status);
            assert!(answer.body.starts_with("{\"error\""), "{}", answer.body);
        }
    }
    assert!(house.errands.lock().unwrap().is_empty());
    assert!(house.store().review_history().unwrap().is_empty());
    assert_eq!(house.log_lines(), Vec::<String>::new());
}
