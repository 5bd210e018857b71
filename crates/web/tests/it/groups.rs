//! Groups: who is not in one learns nothing of what comes from its sources, by no way.

use store::staff::verify_log;
use store::{Groups, Reviews};

use super::desk::{invited, opened};
use super::{Browser, field, site};

/// Words that only the restricted publications bring into the record: of a title, a text, a name, a value.
pub const HIDDEN: [&str; 7] = [
    "plateau",
    "\u{421}\u{435}\u{441}\u{441}\u{438}\u{44f}",
    "hostile",
    "alert(1)",
    "Friends",
    "<span>14<",
    "\"14\"",
];

pub async fn restrict(administrator: &mut Browser, member: Option<&str>) {
    let mark = administrator.mark().await;
    let mut post = async |fields: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> =
            [("mark", mark.as_str()), ("name", "east")].into_iter().chain(fields.iter().copied()).collect();
        let answer = administrator.post("/groups", &fields).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/groups"), "{}", answer.body);
    };
    post(&[("do", "make")]).await;
    post(&[("do", "restrict"), ("source", "Plateau (fictional)")]).await;
    post(&[("do", "restrict"), ("source", "hostile (fictional)")]).await;
    if let Some(member) = member {
        post(&[("do", "admit"), ("member", member)]).await;
    }
}

/// Every address that shows something of the record, with ids of what is hidden.
fn addresses(house: &super::House) -> Vec<String> {
    let (event, figure) = (house.entry("event"), house.entry("figure"));
    let id = |doc: &str| record::Publication::identity(doc);
    let mut found: Vec<String> = [
        "/",
        "/entries",
        "/entries?disputed=1",
        "/entries?kind=event",
        "/publications",
        "/publications?lang=ru",
        "/sources",
        "/search?q=14",
        "/search?q=Friends",
        "/search?q=%D0%A1%D0%B5%D1%81%D1%81%D0%B8%D1%8F",
        "/search?q=Astana",
        "/people",
        "/figures",
        "/calendar",
        "/calendar?month=2024-11",
        "/calendar.ics",
        "/map",
        "/entries.csv",
        "/entries.jsonl",
        "/entries.atom",
        "/entries.json",
        "/api/entries",
        "/api/publications",
        "/api/search?q=Friends",
        "/api/search?q=14",
        "/api/search?q=Astana",
    ]
    .map(str::to_owned)
    .into();
    for entry in [&event, &figure] {
        found.push(format!("/entries/{}", entry.id));
        found.push(format!("/entries/{}?at=value.1", entry.id));
        found.push(format!("/entries/{}?known=2025", entry.id));
        found.push(format!("/api/entries/{}", entry.id));
        found.push(format!("/api/entries/{}/evidence", entry.id));
        found.extend(entry.claims.iter().map(|claim| format!("/api/claims/{claim}")));
    }
    for doc in ["plateau", "hostile"] {
        found.push(format!("/publications/{}", id(doc)));
        found.push(format!("/publications/{}?version=1", id(doc)));
        found.push(format!("/api/publications/{}", id(doc)));
    }
    found
}

#[tokio::test]
async fn who_is_not_in_the_group_learns_nothing_and_who_is_sees_all() {
    let (house, mut ann) = opened().await;
    let mut rita = invited(&mut ann, "editor", "rita").await;
    let mut otto = invited(&mut ann, "editor", "otto").await;
    let before: Vec<String> = bodies(&mut otto, &addresses(&house)).await;
    assert!(before.iter().filter(|body| HIDDEN.iter().any(|word| body.contains(word))).count() > 20);
    restrict(&mut ann, Some("rita")).await;
    let mut stranger = site(&house, true);
    for browser in [&mut otto, &mut stranger, &mut ann] {
        for address in addresses(&house) {
            let answer = browser.get(&address).await;
            assert!(matches!(answer.status, 200 | 404), "{address}: {}", answer.status);
            let body = shown(&answer.body);
            for word in HIDDEN {
                assert!(!body.contains(word), "{address} tells {word}: {body}");
            }
        }
    }
    // what also rests on others is there, without what is hidden of it
    let figure = house.entry("figure").id;
    let page = otto.get(&format!("/entries/{figure}")).await.body;
    assert!(page.contains("13") && !page.contains("sources differ"), "{page}");
    assert!(otto.get("/api/entries?kind=event").await.body.contains("\"total\":1"));
    assert!(otto.get("/api/publications").await.body.contains("\"total\":1"));
    // what is made of the whole record is not made for him
    for address in
        ["/reports/page?kind=digest", "/delivery", "/delivery/1/page", "/api/editions", "/schedules"]
    {
        assert_eq!(otto.get(address).await.status, 403, "{address}");
        assert_ne!(rita.get(address).await.status, 403, "{address}");
    }
    let after = bodies(&mut rita, &addresses(&house)).await;
    assert_eq!(before.len(), after.len());
    for word in HIDDEN {
        assert!(after.iter().any(|body| body.contains(word)), "{word} is gone for the member too");
    }
    assert!(house.log_lines().is_empty(), "{:?}", house.log_lines());
    assert!(verify_log(&house.store()).unwrap().findings.is_empty());
}

/// The page without its frame; of a search the answers, since what was asked for stands above them again, and a note
/// that a word stands nowhere without that word.
pub fn shown(body: &str) -> String {
    let main = body.split("<main").last().unwrap_or_default();
    let answers = main.split("id=\"results\"").last().unwrap_or_default();
    let mut shown = answers.to_owned();
    for opening in ["class=\"note\">`", "\"notes\":[\"`"] {
        let mut parts = shown.split(opening);
        let first = parts.next().unwrap_or_default().to_owned();
        let word_gone = |part: &str| part.split_once('`').map_or(part, |(_, rest)| rest).to_owned();
        shown = parts.fold(first, |text, part| text + opening + &word_gone(part));
    }
    shown
}

async fn bodies(browser: &mut Browser, addresses: &[String]) -> Vec<String> {
    let mut bodies = Vec::new();
    for address in addresses {
        let body = browser.get(address).await.body;
        bodies.push(shown(&body));
    }
    bodies
}

#[tokio::test]
async fn who_is_not_in_the_group_decides_nothing_about_what_is_hidden() {
    let (house, mut ann) = opened().await;
    let mut rita = invited(&mut ann, "analyst", "rita").await;
    let mut otto = invited(&mut ann, "editor", "otto").await;
    restrict(&mut ann, Some("rita")).await;
    let figure = house.entry("figure");
    let hidden = figure.property("value").unwrap().values[1].clone();
    assert_eq!(hidden.text, "14");

    // the desk shows neither the difference nor the claim nor the pair
    for only in ["", "?only=difference", "?only=pair", "?only=claim"] {
        let page = otto.get(&format!("/review{only}")).await.body;
        assert!(page.contains("Nothing waits"), "{page}");
    }
    let item = format!("claim:{}", hidden.claims[0]);
    let page = rita.get(&format!("/review?item={item}")).await.body;
    let shown = field(&page, "shown");
    assert!(otto.get(&format!("/review?item={item}")).await.body.contains("Nothing waits"));
    // with what only rita was shown
    let mark = otto.mark().await;
    let decide =
        [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("do", "reject"), ("shown_at", "0")];
    let tried = otto.post("/review", &decide).await;
    assert_eq!(tried.status, 404, "{tried:?}");
    let correct = format!("/entries/{}/correct", figure.id);
    assert_eq!(otto.get(&format!("{correct}?at=value.1")).await.status, 404);
    let page = rita.get(&format!("{correct}?at=value.1")).await.body;
    let (shown, claim) = (field(&page, "shown"), field(&page, "claim"));
    let fields =
        [("mark", mark.as_str()), ("at", "value.1"), ("shown", &shown), ("claim", &claim), ("do", "reject")];
    assert_eq!(otto.post(&correct, &fields).await.status, 409);
    assert!(house.store().review_history().unwrap().is_empty());

    // what she decided about it he neither sees nor takes back
    let hers = rita.mark().await;
    let fields = [("mark", hers.as_str()), fields[1], fields[2], fields[3], fields[4]];
    assert_eq!(rita.post(&correct, &fields).await.status, 303);
    let id = house.store().review_history().unwrap()[0].id.0;
    let take = format!("/reviews/{id}/withdraw");
    assert_eq!(otto.post(&take, &[("mark", &mark)]).await.status, 404);
    assert_eq!(rita.post(&take, &[("mark", &hers)]).await.status, 303);
}

#[tokio::test]
async fn groups_are_for_administrators_and_a_restriction_is_lifted() {
    let (house, mut ann) = opened().await;
    let mut otto = invited(&mut ann, "editor", "otto").await;
    assert_eq!(otto.get("/groups").await.status, 403);
    let mark = otto.mark().await;
    let fields = [("mark", mark.as_str()), ("name", "mine"), ("do", "make")];
    assert_eq!(otto.post("/groups", &fields).await.status, 403);
    restrict(&mut ann, None).await;
    let mark = ann.mark().await;
    let mut ask = async |fields: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> =
            [("mark", mark.as_str())].into_iter().chain(fields.iter().copied()).collect();
        ann.post("/groups", &fields).await.status
    };
    for (fields, status) in [
        (&[("name", "east"), ("do", "make")][..], 400),
        (&[("name", "e"), ("do", "make")], 400),
        (&[("name", "east"), ("do", "admit"), ("member", "nobody")], 400),
        (&[("name", "east"), ("do", "restrict"), ("source", " ")], 400),
        (&[("name", "west"), ("do", "admit"), ("member", "otto")], 404),
        (&[("name", "west"), ("do", "dissolve")], 404),
        (&[("name", "east"), ("do", "open")], 400),
        (&[("name", "east"), ("do", "lift"), ("source", "hostile (fictional)")], 303),
    ] {
        assert_eq!(ask(fields).await, status, "{fields:?}");
    }
    assert!(otto.get("/entries").await.body.contains("Friends"));
    assert!(!otto.get("/publications").await.body.contains("plateau"));
    assert_eq!(ask(&[("name", "east"), ("do", "dissolve")]).await, 303);
    assert!(otto.get("/publications").await.body.contains("plateau"));
    assert!(house.store().groups().unwrap().is_empty());
    assert!(ann.get("/audit").await.body.contains("restricted a source"));
}
