//! The walk of an administrator, an analyst and a reader; what is decided and taken back.

use std::sync::Arc;

use store::staff::verify_log;
use store::{Archive, Reviews};
use web::{Web, first_link};

use super::house::{House, Lore};
use super::{Browser, field, settings, site};

/// A house with an administrator who is logged in.
pub async fn opened() -> (Arc<House>, Browser) {
    opened_over(House::new()).await
}

pub async fn opened_over(house: House) -> (Arc<House>, Browser) {
    let house = Arc::new(house);
    let web = Web::new(settings(false), house.clone(), Arc::new(Lore));
    let link = first_link(&web).unwrap().unwrap();
    let mut browser = site(&house, false);
    browser.join(&link, "ann").await;
    assert_eq!(first_link(&web).unwrap(), None, "only the first start gives a link");
    (house, browser)
}

/// A browser of the same site for somebody whom the administrator lets in.
pub async fn invited(administrator: &mut Browser, role: &str, name: &str) -> Browser {
    let mark = administrator.mark().await;
    let page = administrator.post("/staff", &[("mark", &mark), ("do", "invite"), ("role", role)]).await;
    let at = page.body.find("/welcome/").unwrap();
    let link: String = page.body[at..].chars().take("/welcome/".len() + 64).collect();
    let mut browser = Browser { site: administrator.site.clone(), cookie: None, lang: "en" };
    browser.join(&link, name).await;
    let again = browser
        .post(&link, &[("name", "x2"), ("password", "a quiet river"), ("again", "a quiet river")])
        .await;
    assert_eq!(again.status, 404, "a link is good once");
    browser
}

#[tokio::test]
async fn nobody_gets_in_without_an_account_and_everybody_may_as_their_role_says() {
    let (_, mut ann) = opened().await;
    let mut stranger = Browser { site: ann.site.clone(), cookie: None, lang: "en" };
    for address in ["/", "/entries", "/search?q=x", "/map", "/publications"] {
        let answer = stranger.get(address).await;
        assert_eq!(answer.status, 303, "{address}");
        assert!(answer.location.starts_with("/login?back="), "{address}");
    }
    for address in ["/api/entries", "/calendar.ics", "/entries.atom", "/entries.csv"] {
        let answer = stranger.get(address).await;
        assert_eq!((answer.status, &answer.headers["www-authenticate"]), (401, &"Bearer".parse().unwrap()));
    }
    let failed = stranger.post("/login", &[("name", "ann"), ("password", "wrong wrong")]).await;
    assert_eq!(failed.status, 401);
    assert!(failed.body.contains("do not go together") && stranger.cookie.is_none());
    let right =
        stranger.post("/login", &[("name", "ann"), ("password", "a quiet river"), ("back", "/map")]).await;
    assert_eq!((right.status, right.location.as_str()), (303, "/map"));

    let mut rita = invited(&mut ann, "reader", "rita").await;
    assert_eq!(rita.get("/entries").await.status, 200);
    for address in ["/review", "/staff", "/audit"] {
        assert_eq!(rita.get(address).await.status, 403, "{address}");
    }
    let mark = rita.mark().await;
    let tried = rita.post("/review", &[("mark", &mark), ("item", "claim:x"), ("do", "accept")]).await;
    assert_eq!(tried.status, 403);
    let raised = rita
        .post("/staff", &[("mark", &mark), ("do", "role"), ("name", "rita"), ("role", "administrator")])
        .await;
    assert_eq!(raised.status, 403);

    let mark = ann.mark().await;
    let closed = ann.post("/staff", &[("mark", &mark), ("do", "close"), ("name", "rita")]).await;
    assert_eq!(closed.status, 303);
    assert_eq!(rita.get("/entries").await.status, 303, "her login has ended");
    let own = ann.post("/staff", &[("mark", &mark), ("do", "close"), ("name", "ann")]).await;
    assert_eq!(own.status, 400);
}

#[tokio::test]
async fn an_analyst_decides_and_takes_back_and_the_past_is_as_it_was() {
    let (house, mut ann) = opened().await;
    let mut otto = invited(&mut ann, "analyst", "otto").await;
    let before = house.store().entries(None).unwrap();

    // the difference of the figure comes first
    let page = otto.get("/review").await.body;
    assert!(page.contains("Sources differ"), "{page}");
    let (mark, item, shown) = (field(&page, "mark"), field(&page, "item"), field(&page, "shown"));
    let stale =
        otto.post("/review", &[("mark", &mark), ("item", &item), ("shown", "0"), ("side", "1")]).await;
    assert!(stale.location.contains("changed=1"), "{}", stale.location);
    let shown_at = field(&page, "shown_at");
    let fields =
        [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("shown_at", &shown_at), ("side", "2")];
    let decided = otto.post("/review", &fields).await;
    assert_eq!((decided.status, decided.location.as_str()), (303, "/review"));
    let figure = house.entry("figure");
    assert_eq!(figure.property("value").unwrap().values.len(), 1);
    assert_eq!(figure.value("value"), Some("14"));
    let twice = otto.post("/review", &fields).await;
    assert!(twice.location.contains("changed=1"), "what was shown is no longer so");

    let undone = otto.post("/review/undo", &[("mark", &mark)]).await;
    assert_eq!(undone.status, 303);
    assert_eq!(house.store().entries(None).unwrap(), before);

    // the pair, then the claim that was found unsurely
    let page = otto.get("/review?only=pair").await.body;
    assert!(page.contains("same place"), "{page}");
    let (item, shown) = (field(&page, "item"), field(&page, "shown"));
    let fields =
        [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("do", "accept"), ("only", "pair")];
    assert_eq!(otto.post("/review", &fields).await.location, "/review?only=pair");
    assert_eq!(house.store().counts().unwrap().judgements_by_persons, 1);
    assert!(otto.get("/review?only=pair").await.body.contains("Nothing waits"));

    let page = otto.get("/review?only=claim").await.body;
    let (item, shown) = (field(&page, "item"), field(&page, "shown"));
    let bad = [
        ("mark", mark.as_str()),
        ("item", &item),
        ("shown", &shown),
        ("do", "replace"),
        ("slot.date", "soon"),
    ];
    let refused = otto.post("/review", &bad).await;
    assert!(refused.status == 400 && refused.body.contains("Write the date as"), "{}", refused.body);
    let good = [bad[0], bad[1], bad[2], bad[3], ("slot.date", "2024-11-26"), ("slot.place", "Astana")];
    assert_eq!(otto.post("/review", &good).await.status, 303);
    let page = otto.get("/entries?kind=event&from=2024-11-26&to=2024-11-26").await.body;
    assert!(page.contains("meeting of"), "{page}");

    let verified = verify_log(&house.store()).unwrap();
    assert!(verified.findings.is_empty() && verified.lines > 6);
    assert!(ann.get("/audit").await.body.contains("otto"));
}

#[tokio::test]
async fn a_value_is_corrected_on_its_page_and_others_may_not_take_that_back() {
    let (house, mut ann) = opened().await;
    let mut otto = invited(&mut ann, "analyst", "otto").await;
    let mut petra = invited(&mut ann, "analyst", "petra").await;
    let before = house.store().entries(None).unwrap();
    let event = house.entry("event").id;
    let page = otto.get(&format!("/entries/{event}/correct?at=date.0")).await.body;
    let (mark, shown, claim) = (field(&page, "mark"), field(&page, "shown"), field(&page, "claim"));
    let address = format!("/entries/{event}/correct");
    let mut fields = vec![
        ("mark", mark.as_str()),
        ("at", "date.0"),
        ("shown", &shown),
        ("claim", &claim),
        ("do", "replace"),
        ("value", "2024-11-29"),
    ];
    let saved = otto.post(&address, &fields).await;
    assert_eq!(saved.status, 303, "{}", saved.body);
    let page = otto.get(&saved.location).await.body;
    assert!(page.contains("29 November 2024") && page.contains("otto"), "{page}");
    assert!(page.contains("28 November 2024 \u{2192} 29 November 2024"), "{page}");
    // the old address leads to the same entry
    let old = otto.get(&format!("/entries/{event}")).await;
    assert!(old.status == 200 || old.location == saved.location);
    fields[2] = ("shown", "0");
    assert_eq!(otto.post(&address, &fields).await.status, 409);

    let id = house.store().review_history().unwrap()[0].id.0;
    let take = format!("/reviews/{id}/withdraw");
    let hers = petra.mark().await;
    assert_eq!(petra.post(&take, &[("mark", &hers)]).await.status, 403);
    let mine = ann.mark().await;
    assert_eq!(ann.post(&take, &[("mark", &mine)]).await.status, 303);
    assert_eq!(house.store().entries(None).unwrap(), before);
    assert_eq!(ann.post(&take, &[("mark", &mine)]).await.status, 409);
}

#[tokio::test]
async fn a_program_gets_in_by_its_token_as_far_as_the_token_allows() {
    let (_, mut ann) = opened().await;
    let mark = ann.mark().await;
    let page = ann
        .post(
            "/account",
            &[
                ("mark", &mark),
                ("do", "token"),
                ("title", "nightly"),
                ("scope", "read"),
                ("scope", "nonsense"),
            ],
        )
        .await;
    let at = page.body.find("<code>").unwrap() + "<code>".len();
    let secret: String = page.body[at..].chars().take(64).collect();
    let mut program = Browser { site: ann.site.clone(), cookie: None, lang: "en" };
    let mut ask = async |address: &str, secret: &str| {
        let request = program.request("GET", address).header("authorization", format!("Bearer {secret}"));
        program.send(request.body(axum::body::Body::empty()).unwrap()).await.status
    };
    assert_eq!(ask("/api/entries", &secret).await, 200);
    assert_eq!(ask("/entries.csv", &secret).await, 403, "the token does not allow an export");
    assert_eq!(ask("/review", &secret).await, 403, "pages are for people");
    assert_eq!(ask("/api/entries", "00").await, 401);
    let number = field(&ann.get("/account").await.body, "id");
    ann.post("/account", &[("mark", &mark), ("do", "revoke"), ("id", &number)]).await;
    assert_eq!(ask("/api/entries", &secret).await, 401);

    let kept = ann
        .post(
            "/account",
            &[("mark", &mark), ("do", "keep"), ("address", "/search?q=Astana"), ("title", "Astana")],
        )
        .await;
    assert_eq!(kept.location, "/search?q=Astana");
    assert!(ann.get("/account").await.body.contains("/search?q=Astana"));
}
