//! Editors edit editions, and have delivery do what the command line can have it do.

use report::outcomes::Cites;
use report::wording::{Block, Inline, Item, Page, Section, Shown, Tone, text};
use store::delivery::{Built, Edition, EditionFile, EditionId, Parcel, ParcelState, Recipient};
use store::{Delivery, Staff};
use web::house::{Errand, Span};

use super::desk::{invited, opened};
use super::house::{House, NOW};
use super::scenarios::sound;
use super::{Browser, field};

fn page() -> Page {
    let item = |words: &str, number: u32| {
        let cite = Inline::Cite(Cites { numbers: vec![number], more: 0 });
        Item { id: None, text: vec![Inline::Text(words.to_owned()), cite], items: Vec::new() }
    };
    let passage = |number: u32| {
        let pieces = vec![report::outcomes::Piece::Marked(format!("passage {number}"))];
        Shown { number, lang: "en".to_owned(), pieces, from: text("a source") }
    };
    let section =
        |id: &'static str, tone, blocks| Section { id: id.into(), title: id.to_owned(), tone, blocks };
    Page {
        lang: "en".to_owned(),
        kicker: "Report".to_owned(),
        title: text("League <of> Lake States"),
        period: "2024".to_owned(),
        opening: Vec::new(),
        counts: Vec::new(),
        sections: vec![
            section(
                "events",
                Tone::Body,
                vec![Block::List(vec![item("The first <event>.", 1), item("The second event.", 2)])],
            ),
            section("passages", Tone::Apparatus, vec![Block::Passages(vec![passage(1), passage(2)])]),
        ],
    }
}

/// An edition with one parcel that arrived and one that did not.
pub fn filed(house: &House) -> EditionId {
    let now = NOW.parse().unwrap();
    let mut store = house.desk();
    for name in ["bob", "gone", "new"] {
        let recipient = Recipient {
            name: name.to_owned(),
            address: format!("mailto:{name}@example.org"),
            lang: "en".to_owned(),
            roles: vec!["board".to_owned()],
            secret: format!("the secret of {name}"),
            added_at: now,
            left: None,
        };
        store.save_recipient(&recipient).unwrap();
    }
    let edition = Edition {
        series: "morning".to_owned(),
        words: vec!["digest".to_owned()],
        lang: "en".to_owned(),
        title: "Digest <of> a day".to_owned(),
        as_of: "2024-12-01".parse().unwrap(),
        due_at: None,
        built_at: now,
        held: true,
    };
    let files = [EditionFile { format: "html".to_owned(), bytes: b"<!doctype html>as built".to_vec() }];
    let kept = report::kept::write(&page());
    let built = Built { page: Some(&kept), files: &files };
    let id = store.file_edition(&edition, built, &["bob".to_owned(), "gone".to_owned()]).unwrap().unwrap();
    let parcel = |recipient: &str, state, said: &str| Parcel {
        edition: id,
        recipient: recipient.to_owned(),
        state,
        tries: 2,
        due_at: now,
        said: Some(said.to_owned()),
        changed_at: now,
    };
    store.save_parcel(&parcel("bob", ParcelState::Sent, "250 ok")).unwrap();
    store.save_parcel(&parcel("gone", ParcelState::Failed, "550 no <such> mailbox")).unwrap();
    id
}

async fn act(browser: &mut Browser, mark: &str, name: &str, piece: &str, words: &str) -> u16 {
    let fields = [("mark", mark), ("do", name), ("piece", piece), ("words", words)];
    browser.post("/delivery/1/edit", &fields).await.status
}

#[tokio::test]
async fn an_editor_edits_an_edition_and_nothing_else_changes_it() {
    let (house, mut ann) = opened().await;
    filed(&house);
    let mut eve = invited(&mut ann, "editor", "eve").await;
    let shown = eve.get("/delivery/1/edit").await.body;
    sound(&shown, "/delivery/1/edit");
    assert!(shown.contains("The first &#60;event&#62;."), "{shown}");
    assert!(shown.contains("/delivery/1/page?built=1#p1"), "each number opens its passage");
    let mark = field(&shown, "mark");
    assert_eq!(act(&mut eve, &mark, "down", "events.1", "").await, 303);
    assert_eq!(act(&mut eve, &mark, "comment", "events.2", "Heard <b>twice</b>.").await, 303);
    assert_eq!(act(&mut eve, &mark, "add", "top", "A foreword.").await, 303);
    assert_eq!(act(&mut eve, &mark, "drop", "events.1", "").await, 303);
    let edited = eve.get("/delivery/1/page").await.body;
    for there in [
        "Edited by eve",
        "Added by eve:",
        "A foreword.",
        "Comment by eve:",
        "Heard &lt;b&gt;",
        "1 line is left out",
    ] {
        assert!(edited.contains(there), "{there} is missing: {edited}");
    }
    for gone in ["The first", "passage 1"] {
        assert!(!edited.contains(gone), "{gone} is there: {edited}");
    }
    let built = eve.get("/delivery/1/page?built=1").await.body;
    assert!(built.contains("The first") && !built.contains("by eve"), "{built}");
    assert_eq!(eve.get("/delivery/1/files/html").await.body, "<!doctype html>as built");

    // what cannot be done is refused, and leaves no trace
    for (name, piece, words, status) in [
        ("up", "events.2", "", 409),
        ("drop", "passages", "", 409),
        ("down", "nowhere.1", "", 409),
        ("add", "events", " ", 400),
        ("rewrite", "events.2", "other words", 400),
    ] {
        assert_eq!(act(&mut eve, &mark, name, piece, words).await, status, "{name} {piece}");
    }
    assert_eq!(act(&mut eve, "0", "up", "events", "").await, 403, "a form without the mark of the login");
    let mut otto = invited(&mut ann, "analyst", "otto").await;
    let his = otto.mark().await;
    assert_eq!(act(&mut otto, &his, "drop", "events.2", "").await, 403);
    let acts = house.store().edition_acts(EditionId(1)).unwrap();
    assert_eq!(acts.len(), 4);
    assert!(acts.iter().all(|(_, act)| act.person == "eve"));
    let log = house.store().audit_log(None, 100).unwrap();
    assert_eq!(log.iter().filter(|line| line.deed.action == "edit" && line.deed.actor == "eve").count(), 4);

    // the edition says so, and the form that lets it go bears the last act that was seen
    let edition = eve.get("/delivery/1").await.body;
    sound(&edition, "/delivery/1");
    assert!(edition.contains("4 changes by editors") && edition.contains("waits for an editor"), "{edition}");
    assert!(edition.contains("550 no &#60;such&#62; mailbox"), "failures are shown");
    let seen = field(&edition, "seen");
    assert_eq!(seen, acts.last().unwrap().0.0.to_string());
    let fields = [("mark", mark.as_str()), ("do", "release"), ("seen", &seen)];
    assert_eq!(eve.post("/delivery/1", &fields).await.status, 303);
    let errand = house.errands.lock().unwrap().pop().unwrap();
    assert_eq!(errand, (Errand::Release { edition: 1, seen: seen.parse().ok() }, "eve".to_owned()));
    assert_eq!(eve.post("/delivery/99", &fields).await.status, 409, "edited again meanwhile");
}

#[tokio::test]
async fn delivery_is_for_editors_alone() {
    let (house, mut ann) = opened().await;
    filed(&house);
    let pages = [
        "/delivery",
        "/delivery/1",
        "/delivery/1/edit",
        "/delivery/1/page",
        "/delivery/1/files/html",
        "/schedules",
        "/recipients",
    ];
    for role in ["reader", "analyst"] {
        let mut other = invited(&mut ann, role, role).await;
        let mark = other.mark().await;
        for address in pages {
            assert_eq!(other.get(address).await.status, 403, "{role}: {address}");
        }
        for address in ["/delivery", "/delivery/1", "/delivery/1/edit", "/schedules", "/recipients"] {
            let fields = [("mark", mark.as_str()), ("do", "add"), ("name", "x"), ("roles", "y")];
            assert_eq!(other.post(address, &fields).await.status, 403, "{role}: {address}");
        }
        assert!(!other.get("/").await.body.contains("href=\"/delivery\""));
    }
    assert!(house.errands.lock().unwrap().is_empty());
    // nor may anybody look where anybody may look
    let mut stranger = super::site(&house, true);
    for address in pages {
        assert_eq!(stranger.get(address).await.status, 303, "{address}");
    }
    let mut eve = invited(&mut ann, "editor", "eve").await;
    for address in pages {
        let shown = eve.get(address).await;
        assert_eq!(shown.status, 200, "{address}");
        assert!(!shown.body.contains("the secret of"), "{address}");
    }
    for address in
        ["/delivery/2", "/delivery/x", "/delivery/1/files/..", "/delivery/1/files/pdf", "/delivery/2/edit"]
    {
        assert_eq!(eve.get(address).await.status, 404, "{address}");
    }
    for lang in ["en", "ru"] {
        eve.lang = lang;
        for address in ["/delivery", "/schedules", "/recipients", "/delivery/1", "/delivery/1/edit"] {
            let shown = eve.get(address).await.body;
            assert!(shown.contains(&format!("<html lang=\"{lang}\"")), "{address}");
            if lang == "en" {
                sound(&shown, address);
            }
        }
    }
}

#[tokio::test]
async fn what_forms_ask_for_is_asked_of_delivery_in_the_name_of_the_editor() {
    let (house, mut ann) = opened().await;
    filed(&house);
    let mut eve = invited(&mut ann, "editor", "eve").await;
    let mark = eve.mark().await;
    let last = || house.errands.lock().unwrap().pop().unwrap();
    let order = [
        ("mark", mark.as_str()),
        ("kind", "digest"),
        ("org", "lls"),
        ("query", "border & \"talks\""),
        ("format", "html"),
        ("format", "docx"),
        ("held", "1"),
    ];

    let build = [
        &order[..],
        &[("series", "morning"), ("from", "2024-11-01"), ("to", "2024-11-30"), ("role", "board")],
    ]
    .concat();
    let built = eve.post("/delivery", &build).await;
    assert_eq!((built.status, built.location.as_str()), (303, "/delivery/1"));
    let (Errand::Build { series, order: asked }, by) = last() else { panic!("no build") };
    assert_eq!((series.as_str(), by.as_str(), asked.held), ("morning", "eve", true));
    assert_eq!(
        (asked.orgs.as_slice(), asked.formats.len(), asked.roles.as_slice()),
        (&["lls".to_owned()][..], 2, &["board".to_owned()][..])
    );
    assert_eq!(asked.span, Span::Between("2024-11-01".parse().unwrap(), "2024-11-30".parse().unwrap()));
    let backwards = [&order[..], &[("series", "x"), ("from", "2024-12-01"), ("to", "2024-11-30")]].concat();
    assert_eq!(eve.post("/delivery", &backwards).await.status, 400);

    let schedule = [
        &order[..],
        &[
            ("do", "add"),
            ("name", "morning"),
            ("span", "day-before"),
            ("days", "mon, thu"),
            ("time", "07:30"),
            ("zone", "Asia/Almaty"),
            ("roles", "board, press"),
        ],
    ]
    .concat();
    assert_eq!(eve.post("/schedules", &schedule).await.status, 303);
    let (Errand::Schedule { name, order: asked, days, time, zone }, _) = last() else {
        panic!("no schedule")
    };
    assert_eq!(
        (name.as_str(), days, time.as_str(), zone.as_str()),
        ("morning", vec!["mon".to_owned(), "thu".to_owned()], "07:30", "Asia/Almaty")
    );
    assert_eq!((asked.span, asked.roles), (Span::DayBefore, vec!["board".to_owned(), "press".to_owned()]));
    let removed = eve.post("/schedules", &[("mark", &mark), ("do", "remove"), ("name", "none")]).await;
    assert_eq!(removed.status, 404);

    let robot = [
        ("mark", mark.as_str()),
        ("do", "add"),
        ("name", "robot"),
        ("address", "https://example.org/x"),
        ("lang", "ru"),
        ("roles", "board"),
    ];
    let shown = eve.post("/recipients", &robot).await;
    assert!(shown.status == 200 && shown.body.contains("the key of a program"), "{}", shown.body);
    let folder = [
        ("mark", mark.as_str()),
        ("do", "add"),
        ("name", "x"),
        ("address", "file:/etc"),
        ("lang", "en"),
        ("roles", "board"),
    ];
    assert_eq!(eve.post("/recipients", &folder).await.status, 400);
    house.errands.lock().unwrap().clear();

    assert_eq!(
        eve.post("/delivery/1", &[("mark", &mark), ("do", "resend"), ("recipient", "gone")]).await.status,
        303
    );
    assert_eq!(last().0, Errand::Resend { edition: 1, recipient: Some("gone".to_owned()) });
    assert_eq!(eve.post("/delivery/1", &[("mark", &mark), ("do", "resend")]).await.status, 303);
    assert_eq!(last().0, Errand::Resend { edition: 1, recipient: None });
    let failed = eve.get("/delivery?failed=1").await.body;
    assert!(failed.contains("Digest &#60;of&#62; a day") && failed.contains("1 failed"), "{failed}");
}

#[tokio::test]
async fn programs_read_editions_with_a_token_for_them_and_learn_no_secret() {
    let (house, mut ann) = opened().await;
    filed(&house);
    let pages = [
        "/api/editions",
        "/api/editions/1",
        "/api/editions/1/files/html",
        "/api/schedules",
        "/api/recipients",
    ];
    for (role, scope, status) in
        [("editor", "deliver", 200), ("editor", "read", 403), ("analyst", "deliver", 403)]
    {
        let mut person = invited(&mut ann, role, &format!("{role}-{scope}")).await;
        let mark = person.mark().await;
        let fields = [("mark", mark.as_str()), ("do", "token"), ("title", "nightly"), ("scope", scope)];
        let page = person.post("/account", &fields).await.body;
        let at = page.find("<code>").unwrap() + "<code>".len();
        let secret: String = page[at..].chars().take(64).collect();
        let mut program = Browser { site: ann.site.clone(), cookie: None, lang: "en" };
        for address in pages {
            let request = program.request("GET", address).header("authorization", format!("Bearer {secret}"));
            let answer = program.send(request.body(axum::body::Body::empty()).unwrap()).await;
            assert_eq!(answer.status, status, "{role} {scope}: {address}");
            assert!(!answer.body.contains("the secret of"), "{address}");
        }
    }
    // nor may strangers, even where anybody may look
    let mut stranger = super::site(&house, true);
    for address in pages {
        assert_eq!(stranger.get(address).await.status, 401, "{address}");
    }
}
