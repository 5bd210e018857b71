//! What others try: forms from elsewhere, names that point here, secrets of others, too much and too often.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use web::{Web, first_link};

use super::house::{House, Lore};
use super::{Browser, settings, site};

async fn opened() -> Browser {
    let house = Arc::new(House::new());
    let link = first_link(&Web::new(settings(false), house.clone(), Arc::new(Lore))).unwrap().unwrap();
    let mut browser = site(&house, false);
    browser.join(&link, "ann").await;
    browser
}

#[tokio::test]
async fn every_answer_bears_the_headers_that_keep_others_out() {
    let house = Arc::new(House::new());
    let mut browser = site(&house, true);
    for address in ["/", "/nothing", "/static/desk.js", "/api/entries", "/login"] {
        let answer = browser.get(address).await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{address}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{address}");
        assert_eq!(answer.headers["x-frame-options"], "DENY", "{address}");
        let kept = address.starts_with("/static/");
        assert_eq!(answer.headers["cache-control"] != "no-store", kept, "{address}");
    }
}

#[tokio::test]
async fn a_form_of_another_site_does_nothing() {
    let mut ann = opened().await;
    let mark = ann.mark().await;
    let body = "do=token&title=x&scope=read";
    for (mark, name, value) in [
        ("", "sec-fetch-site", "same-origin"),
        ("0000", "sec-fetch-site", "same-origin"),
        (mark.as_str(), "sec-fetch-site", "cross-site"),
        (mark.as_str(), "origin", "https://evil.example"),
        (mark.as_str(), "origin", "null"),
    ] {
        let request = ann.request("POST", "/account").header(name, value);
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = ann.send(request.body(Body::from(format!("{body}&mark={mark}"))).unwrap()).await;
        assert_eq!(answer.status, 403, "{mark} {name}: {value}");
    }
}

#[tokio::test]
async fn the_cookie_is_out_of_reach_and_a_new_login_has_a_new_one() {
    let house = Arc::new(House::new());
    let link = first_link(&Web::new(settings(false), house.clone(), Arc::new(Lore))).unwrap().unwrap();
    let mut browser = site(&house, false);
    browser.cookie = Some(format!("rapporteur={}", "0".repeat(64)));
    let fields = [("name", "ann"), ("password", "a quiet river"), ("again", "a quiet river")];
    let answer = browser.post(&link, &fields).await;
    let cookie = answer.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    assert!(!cookie.contains(&"0".repeat(64)), "a cookie that somebody planted is not taken over");
    let first = browser.cookie.clone();
    browser.post("/login", &[("name", "ann"), ("password", "a quiet river")]).await;
    assert_ne!(browser.cookie, first);
    let mark = browser.mark().await;
    let out = browser.post("/logout", &[("mark", &mark)]).await;
    assert_eq!((out.status, browser.cookie.clone()), (303, None));
}

#[tokio::test]
async fn a_name_that_is_not_ours_is_not_answered() {
    let house = Arc::new(House::new());
    let mut browser = site(&house, true);
    for host in ["evil.example", "evil.example:7878", ""] {
        let request = axum::http::Request::builder().uri("/").header(header::HOST, host);
        let answer = browser.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.body.contains("session of the Council"));
    }
}

#[tokio::test]
async fn guessing_passwords_is_slowed_down() {
    let mut ann = opened().await;
    let mut guesser = Browser { site: ann.site.clone(), cookie: None, lang: "en" };
    let mut told = Vec::new();
    // a slow machine lets the pace catch up meanwhile
    while told.last() != Some(&429) && told.len() < 60 {
        told.push(guesser.post("/login", &[("name", "ann"), ("password", "guess guess")]).await.status);
    }
    assert!(told.contains(&401) && told.last() == Some(&429), "{told:?}");
    assert_eq!(ann.get("/").await.status, 200, "who is in stays in");
}

#[tokio::test]
async fn what_is_too_large_or_odd_is_refused_and_breaks_nothing() {
    let house = Arc::new(House::new());
    let mut browser = site(&house, true);
    let large = "x".repeat(400 << 10);
    let answer = browser.post("/settings", &[("back", &large)]).await;
    assert!(matches!(answer.status, 400 | 413 | 422), "{}", answer.status);
    for back in ["https://evil.example", "//evil.example", "/\r\nset-cookie: a=b"] {
        let answer = browser.post("/settings", &[("lang", "ru"), ("back", back)]).await;
        assert_eq!((answer.status, answer.location.as_str()), (303, "/"), "{back}");
    }
    for address in [
        "/entries?kind=%00&words=%ff%fe",
        "/entries?from=9999-99-99&to=0000",
        "/search?q=%22%22%22%28%28%2A",
        "/publications?page=-1",
        "/calendar?month=0000-00",
        "/calendar?month=9999-12",
        "/map?kind=person",
        "/entries?place=at:%27%3B--",
        "/api/entries?limit=99999999999&offset=99999999999",
        "/api/search?q=&limit=-1",
    ] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, 200, "{address}: {}", answer.body);
    }
    assert_eq!(house.log_lines(), Vec::<String>::new());
}

#[tokio::test]
async fn a_report_brings_its_own_styles_and_nothing_else_and_its_name_is_plain() {
    let mut browser = opened().await;
    let shown = browser.get("/reports/page?kind=digest&to=2024-11-28").await;
    assert!(shown.body.contains("a digest until 2024-11-28"), "{}", shown.body);
    let policy = shown.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-inline'"), "{policy}");
    assert!(!policy.contains("script-src") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert_eq!(shown.headers["content-disposition"], "inline; filename=\"adigest.html\"");
    let kept = browser.get("/reports/page?kind=digest&keep=1").await;
    assert_eq!(kept.headers["content-disposition"], "attachment; filename=\"adigest.html\"");
    let form = browser.get("/reports").await;
    assert!(form.body.contains("League &#60;of&#62; Lake States"), "{}", form.body);
}

#[tokio::test]
async fn a_letters_link_leads_off_the_list_and_looking_at_it_does_not() {
    use store::delivery::Recipient;
    let house = Arc::new(House::new());
    let recipient = Recipient {
        name: "bob".to_owned(),
        address: "mailto:bob@example.org".to_owned(),
        lang: "en".to_owned(),
        roles: vec!["board".to_owned()],
        secret: "5ec7e7".to_owned(),
        added_at: super::house::NOW.parse().unwrap(),
        left: None,
    };
    web::Hands::writer(&*house).unwrap().save_recipient(&recipient).unwrap();
    let left = || web::Hands::writer(&*house).unwrap().recipients().unwrap()[0].left.is_some();
    let mut browser = site(&house, false);
    assert_eq!(browser.get("/leave/0000").await.status, 404);
    assert_eq!(browser.post("/leave/0000", &[]).await.status, 404);
    let page = browser.get("/leave/5ec7e7").await;
    assert!(
        page.status == 200 && page.body.contains("<form method=\"post\" action=\"/leave/5ec7e7\""),
        "{}",
        page.body
    );
    assert!(!left(), "programs that look at links in letters take nobody off");
    // as a mail program calls it: without a cookie, a form's mark or an origin
    let answer = browser.post("/leave/5ec7e7", &[("List-Unsubscribe", "One-Click")]).await;
    assert!(answer.status == 200 && left(), "{}", answer.body);
    assert!(browser.get("/leave/5ec7e7").await.body.contains("role=\"status\""));
}
