//! What others try: forms from elsewhere, names that point here, secrets of others, too much and too often.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header;
use web::{Web, first_link};

use super::house::{House, Lore};
use super::{Browser, field, settings, site};

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

/// What somebody would write to break out of wherever it is shown.
const BREAKOUT: &str = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}";

#[tokio::test]
async fn nothing_that_somebody_writes_becomes_part_of_a_page() {
    let (house, mut ann) = super::desk::opened().await;
    super::delivery::filed(&house);
    let mark = ann.mark().await;
    let event = house.entry("event").id;
    let page = ann.get(&format!("/entries/{event}/correct?at=name.0")).await.body;
    let (shown, claim) = (field(&page, "shown"), field(&page, "claim"));
    let correct = format!("/entries/{event}/correct");
    let forms: Vec<(&str, Vec<(&str, &str)>)> = vec![
        ("/account", vec![("do", "token"), ("title", BREAKOUT), ("scope", "read")]),
        ("/account", vec![("do", "keep"), ("address", "/search?q=x"), ("title", BREAKOUT)]),
        ("/groups", vec![("do", "make"), ("name", "east")]),
        ("/groups", vec![("do", "admit"), ("name", "east"), ("member", "ann")]),
        ("/groups", vec![("do", "restrict"), ("name", "east"), ("source", BREAKOUT)]),
        (
            &correct,
            vec![
                ("at", "name.0"),
                ("shown", &shown),
                ("claim", &claim),
                ("do", "replace"),
                ("value", BREAKOUT),
            ],
        ),
        ("/delivery/1/edit", vec![("do", "add"), ("piece", "top"), ("words", BREAKOUT)]),
    ];
    for (address, fields) in forms {
        let fields: Vec<(&str, &str)> = [("mark", mark.as_str())].into_iter().chain(fields).collect();
        let answer = ann.post(address, &fields).await;
        assert!(matches!(answer.status, 200 | 303), "{address}: {}", answer.body);
    }
    let asked = super::percent(BREAKOUT);
    let mut shown_somewhere = 0;
    for address in [
        "/".to_owned(),
        "/account".to_owned(),
        "/groups".to_owned(),
        "/audit".to_owned(),
        "/entries".to_owned(),
        "/entries?kind=event".to_owned(),
        "/calendar?month=2024-11".to_owned(),
        "/delivery/1/edit".to_owned(),
        "/delivery/1/page".to_owned(),
        "/review".to_owned(),
        "/entries.atom".to_owned(),
        format!("/search?q={asked}"),
        format!("/entries?words={asked}&place={asked}&kind={asked}"),
        format!("/people?words={asked}"),
        format!("/publications?source={asked}&lang={asked}"),
        format!("/login?back={asked}"),
        format!("/figures?what={asked}"),
        format!("/{asked}"),
    ] {
        let body = ann.get(&address).await.body;
        for broken in ["<script>alert", "<img src=x", "\"'><"] {
            assert!(!body.contains(broken), "{address}: {body}");
        }
        assert!(!body.contains("49}}") && !body.contains(">49<"), "{address}");
        shown_somewhere += usize::from(body.contains("alert(1)"));
    }
    assert!(shown_somewhere >= 8, "it is shown, as what it is: {shown_somewhere}");
    let csv = ann.get("/entries.csv").await;
    assert!(csv.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
    assert!(csv.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
}

#[tokio::test]
async fn no_path_leads_out_of_what_is_served() {
    let mut ann = opened().await;
    for path in [
        "/static/..%2f..%2fCargo.toml",
        "/static/....//....//etc/passwd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/static/desk.css%00.js",
        "/static/%5c..%5c..%5cCargo.toml",
        "/delivery/1/files/..%2f..%2frecord.db",
        "/delivery/..%2f1/files/html",
        "/api/editions/1/files/%2e%2e",
        "/entries/..%2f..%2fetc",
        "//evil.example/%2e%2e",
    ] {
        let answer = ann.get(path).await;
        assert!(matches!(answer.status, 303 | 404), "{path}: {}", answer.status);
        assert!(!answer.body.contains("[package]") && !answer.body.contains("root:"), "{path}");
        assert!(!answer.location.contains("evil"), "{path}");
    }
}

#[tokio::test]
async fn a_header_is_never_made_of_what_somebody_writes() {
    let mut ann = opened().await;
    let mark = ann.mark().await;
    let breaks = "/x\r\nset-cookie: rapporteur=stolen\r\n\r\n<p>";
    for (address, fields) in [
        ("/settings", vec![("lang", "ru\r\nx: y"), ("theme", "dark\r\nx: y"), ("back", breaks)]),
        ("/account", vec![("do", "keep"), ("address", breaks), ("title", "x")]),
        ("/login", vec![("name", "ann\r\n"), ("password", "x"), ("back", breaks)]),
    ] {
        let fields: Vec<(&str, &str)> = [("mark", mark.as_str())].into_iter().chain(fields).collect();
        let answer = ann.post(address, &fields).await;
        let told: Vec<&str> = answer.headers.values().filter_map(|value| value.to_str().ok()).collect();
        assert!(told.iter().all(|value| !value.contains("stolen") && !value.contains('\n')), "{told:?}");
        assert!(answer.headers.get("x").is_none(), "{address}");
    }
    let answer = ann.get("/reports/page?kind=digest&keep=1&lang=en%0d%0ax%3a%20y&format=html%0d%0a").await;
    assert!(answer.headers.get("x").is_none());
}

#[tokio::test]
async fn who_dawdles_or_sends_too_much_is_cut_off_and_others_are_served() {
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;
    use std::time::Duration;

    let house = Arc::new(House::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let patience = Duration::from_millis(500);
    let settings = web::Settings { hosts: [address.to_string()].into(), patience, ..settings(true) };
    let site = Arc::new(Web::new(settings, house.clone(), Arc::new(Lore)));
    site.shelf.renew().unwrap();
    let limits = web::Limits { connections: 3, head: Duration::from_millis(500) };
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let end = async {
        let _ = stopped.await;
    };
    let server = tokio::spawn(web::serve(listener, web::router(site), limits, end));
    let asked = tokio::task::spawn_blocking(move || {
        let answer = |request: &[u8]| {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
            let _ = stream.write_all(request);
            let mut told = Vec::new();
            let _ = stream.read_to_end(&mut told);
            String::from_utf8_lossy(&told).into_owned()
        };
        // heads that never end hold every place, and lose it
        let dawdlers: Vec<TcpStream> = (0..3)
            .map(|_| {
                let mut stream = TcpStream::connect(address).unwrap();
                stream.write_all(b"GET / HTTP/1.1\r\nhost: ").unwrap();
                stream
            })
            .collect();
        let page = format!("GET / HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        let served = answer(page.as_bytes());
        drop(dawdlers);
        // a body that is announced and does not come
        let slow = format!(
            "POST /settings HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100\r\nconnection: close\r\n\r\nlang="
        );
        let slow = answer(slow.as_bytes());
        let head = format!("GET / HTTP/1.1\r\nhost: {address}\r\nx: {}\r\n\r\n", "x".repeat(64 << 10));
        let head = answer(head.as_bytes());
        let body = "x".repeat(300 << 10);
        let large = format!(
            "POST /settings HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
            body.len()
        );
        let large = answer(large.as_bytes());
        let two = format!(
            "POST /settings HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 4\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n0\r\n\r\nGET /static/../x HTTP/1.1\r\n\r\n"
        );
        (served, slow, head, large, answer(two.as_bytes()))
    });
    let (served, slow, head, large, two) = asked.await.unwrap();
    assert!(served.starts_with("HTTP/1.1 200"), "{served:.80}");
    assert!(slow.starts_with("HTTP/1.1 408"), "{slow:.80}");
    assert!(head.starts_with("HTTP/1.1 431") || head.is_empty(), "{head:.80}");
    assert!(large.is_empty() || large.starts_with("HTTP/1.1 4"), "{large:.80}");
    assert!(two.matches("HTTP/1.1 ").count() <= 1, "one request, one answer: {two:.400}");
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert_eq!(house.log_lines(), Vec::<String>::new());
}
