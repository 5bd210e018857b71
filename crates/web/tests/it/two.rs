//! Two persons: what one proposes takes effect when another confirms it.

use std::sync::Arc;

use store::reviews::Reviews;
use store::staff::verify_log;
use store::{Archive, Staff};
use web::{Settings, Web, first_link, router};

use super::desk::invited;
use super::house::{House, Lore};
use super::{Browser, field, settings};

async fn opened() -> (Arc<House>, Browser) {
    let house = Arc::new(House::new());
    let settings = Settings { two_persons: true, ..settings(false) };
    let web = Arc::new(Web::new(settings, house.clone(), Arc::new(Lore)));
    web.shelf.renew().unwrap();
    let link = first_link(&web).unwrap().unwrap();
    let mut browser = Browser { site: router(web), cookie: None, lang: "en" };
    browser.join(&link, "ann").await;
    (house, browser)
}

/// The address of the form that settles what waits first.
async fn waiting(browser: &mut Browser) -> String {
    let page = browser.get("/review/waiting").await.body;
    let at = page.find("action=\"/review/waiting/").unwrap_or_else(|| panic!("nothing waits: {page}"));
    page[at + "action=\"".len()..].split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_correction_takes_effect_when_another_confirms_it_and_not_by_ones_own_hand() {
    let (house, mut ann) = opened().await;
    let mut otto = invited(&mut ann, "analyst", "otto").await;
    let mut petra = invited(&mut ann, "analyst", "petra").await;
    let mut rita = invited(&mut ann, "reader", "rita").await;
    let before = house.store().entries(None).unwrap();
    let event = house.entry("event").id;
    let page = otto.get(&format!("/entries/{event}/correct?at=date.0")).await.body;
    let (mark, shown, claim) = (field(&page, "mark"), field(&page, "shown"), field(&page, "claim"));
    let mut fields = vec![
        ("mark", mark.as_str()),
        ("at", "date.0"),
        ("shown", &shown),
        ("claim", &claim),
        ("do", "replace"),
        ("value", "soon"),
    ];
    let address = format!("/entries/{event}/correct");
    // what cannot be done is refused before anybody is asked
    assert_eq!(otto.post(&address, &fields).await.status, 400);
    fields[5] = ("value", "2024-11-29");
    let proposed = otto.post(&address, &fields).await;
    assert_eq!((proposed.status, proposed.location.as_str()), (303, "/review/waiting"), "{}", proposed.body);
    assert_eq!(house.store().entries(None).unwrap(), before);
    assert!(house.store().review_history().unwrap().is_empty());
    let settle = waiting(&mut petra).await;
    let own = otto.get("/review/waiting").await.body;
    assert!(own.contains("28 November 2024 \u{2192} 29 November 2024") && !own.contains("Confirm"), "{own}");
    let confirm =
        |mark: &str| vec![("mark".to_owned(), mark.to_owned()), ("do".to_owned(), "confirm".to_owned())];
    let post = async |browser: &mut Browser| {
        let mark = browser.mark().await;
        let fields = confirm(&mark);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&settle, &fields).await
    };
    assert_eq!(post(&mut otto).await.status, 400, "by one's own hand");
    assert_eq!(post(&mut rita).await.status, 403);
    assert_eq!(house.store().entries(None).unwrap(), before);

    assert_eq!(post(&mut petra).await.status, 303);
    let page = petra.get("/entries?from=2024-11-29&to=2024-11-29").await.body;
    assert!(page.contains("session of the Council"), "{page}");
    let history = house.store().review_history().unwrap();
    assert_eq!(history[0].review.person, "otto", "it is his decision");
    assert_eq!(post(&mut ann).await.status, 404, "it is settled");
    let log = house.store().audit_log(None, 10).unwrap();
    let told =
        |action: &str| log.iter().find(|line| line.deed.action == action).map(|line| line.deed.clone());
    assert_eq!(told("propose").unwrap().actor, "otto");
    let confirmed = told("confirm").unwrap();
    assert_eq!((confirmed.actor.as_str(), confirmed.detail.as_str()), ("petra", "proposed by otto"));
    assert!(verify_log(&house.store()).unwrap().findings.is_empty());

    // taking it back needs two as well
    let take = format!("/reviews/{}/withdraw", history[0].id.0);
    assert_eq!(otto.post(&take, &[("mark", &mark)]).await.location, "/review/waiting");
    assert!(house.store().review_history().unwrap()[0].withdrawn.is_none());
    let settle = waiting(&mut ann).await;
    let hers = ann.mark().await;
    assert_eq!(ann.post(&settle, &[("mark", &hers), ("do", "confirm")]).await.status, 303);
    assert_eq!(house.store().entries(None).unwrap(), before);
}

#[tokio::test]
async fn what_is_refused_withdrawn_or_overtaken_has_no_effect() {
    let (house, mut ann) = opened().await;
    let mut otto = invited(&mut ann, "analyst", "otto").await;
    let before = house.store().entries(None).unwrap();
    // both pages are open before anything is proposed
    let page = otto.get("/review?only=difference").await.body;
    let (mark, item, shown) = (field(&page, "mark"), field(&page, "item"), field(&page, "shown"));
    let mut propose = async |side: &str| {
        let fields = [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("side", side)];
        let answer = otto.post("/review", &fields).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/review?waits=1"));
        let page = otto.get("/review?only=difference").await.body;
        assert!(
            page.contains("Nothing waits for a decision") && page.contains("Waiting for a second"),
            "{page}"
        );
    };
    propose("1").await;
    assert!(
        ann.get("/review/waiting").await.body.contains("Right is 13"),
        "what is proposed is told in full"
    );
    let settle = waiting(&mut ann).await;
    let hers = ann.mark().await;
    assert_eq!(ann.post(&settle, &[("mark", &hers), ("do", "refuse")]).await.status, 303);
    propose("1").await;
    propose("2").await;
    let first = waiting(&mut ann).await;
    assert_eq!(ann.post(&first, &[("mark", &hers), ("do", "confirm")]).await.location, "/review/waiting");
    let after = house.store().entries(None).unwrap();
    assert_ne!(before, after);
    // the other was proposed about what is no longer so
    let second = waiting(&mut ann).await;
    let answer = ann.post(&second, &[("mark", &hers), ("do", "confirm")]).await;
    assert!(answer.location.ends_with("?changed=1") || answer.status == 404, "{answer:?}");
    assert_eq!(house.store().entries(None).unwrap(), after);
    assert_eq!(
        otto.post(&second, &[("mark", &mark), ("do", "refuse")]).await.status,
        303,
        "his own, withdrawn"
    );
    assert!(otto.get("/review/waiting").await.body.contains("Nothing waits"));

    // who may no longer decide does so no more by another's hand; what changes nothing waits for nobody
    let page = otto.get("/review?only=claim").await.body;
    let (item, shown) = (field(&page, "item"), field(&page, "shown"));
    let fields = [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("do", "reject")];
    assert_eq!(otto.post("/review", &fields).await.location, "/review?waits=1");
    let fields = [("mark", mark.as_str()), ("item", &item), ("shown", &shown), ("do", "accept")];
    assert_eq!(otto.post("/review", &fields).await.location, "/review");
    ann.post("/staff", &[("mark", &hers), ("do", "close"), ("name", "otto")]).await;
    let third = waiting(&mut ann).await;
    assert_eq!(ann.post(&third, &[("mark", &hers), ("do", "confirm")]).await.status, 403);
}
