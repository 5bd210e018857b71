//! What comes back, and what must not.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use collect::Robots;
use collect::fetch::{Answer, Failure, Fetched, Fetcher, Limits, Manner, Names, Pace, Reach, Request};
use testkit::world::{Site, gzip};
use testkit::{Ask, How, Reply, World};

fn manner() -> Manner {
    let pace = Pace { pause: Duration::ZERO, ..Pace::default() };
    let limits = Limits {
        bytes: 1 << 20,
        silence: Duration::from_millis(400),
        whole: Duration::from_millis(1500),
        redirects: 4,
        ..Limits::default()
    };
    Manner { reach: Reach::Anywhere, pace, limits, ..Manner::new(Some("press@example.org")) }
}

fn site(answer: impl Fn(&Ask) -> Reply + Send + Sync + 'static) -> Site {
    Arc::new(answer)
}

fn get(fetcher: &Fetcher, url: &str) -> Result<Fetched, Failure> {
    let request = Request { url: url.to_owned(), ..Request::default() };
    match fetcher.fetch(&request)? {
        Answer::Fresh(fetched) => Ok(fetched),
        Answer::NotModified => panic!("nothing was known of {url}"),
    }
}

#[test]
fn bodies_come_decoded_and_whole_or_not_at_all() {
    let body = "The Council of Lake District met. ".repeat(1000);
    let (zeros, plain) = (gzip(&vec![0; 64 << 20]), body.clone());
    let world = World::start(vec![site(move |ask| {
        let page = Reply::ok("text/html; charset=utf-8", plain.clone());
        match ask.path.as_str() {
            "/gzip" => page.gzipped(),
            "/bomb" => Reply { body: zeros.clone(), ..page }.header("Content-Encoding", "gzip"),
            "/lie" => page.header("Content-Encoding", "gzip"),
            "/cut" => page.by(How::Cut(500)),
            "/cut-gzip" => {
                let page = page.gzipped();
                let length = page.body.len();
                page.by(How::Cut(length - 3))
            }
            "/long" => page.by(How::Length(1 << 30)),
            "/more" => page.by(How::Length(100_000)),
            "/drip" => page.by(How::Drip { bytes: 40, pause: Duration::from_millis(100) }),
            "/silence" => page.by(How::Silence),
            "/hangup" => page.by(How::Hangup),
            "/partial" => Reply { status: 206, ..page },
            "/empty" => Reply::status(204),
            "/agent" => Reply::ok("text/plain", ask.headers["user-agent"].clone()),
            _ => page,
        }
    })]);
    let fetcher = Fetcher::new(manner()).unwrap();
    let get = |path: &str| get(&fetcher, &format!("{}{path}", world.base(0)));
    for path in ["/plain", "/gzip"] {
        let fetched = get(path).unwrap();
        assert_eq!(fetched.payload.bytes, body.as_bytes(), "{path}");
        assert_eq!(fetched.media_type.as_deref(), Some("text/html; charset=utf-8"));
    }
    for path in ["/bomb", "/long"] {
        assert_eq!(get(path).unwrap_err(), Failure::TooLarge(1 << 20), "{path}");
    }
    for path in ["/drip", "/silence"] {
        assert_eq!(get(path).unwrap_err(), Failure::TimedOut, "{path}");
    }
    for path in ["/cut", "/cut-gzip", "/more", "/lie"] {
        let failure = get(path).unwrap_err();
        assert!(matches!(failure, Failure::Cut(_) | Failure::Coding(_)), "{path}: {failure:?}");
    }
    assert!(matches!(get("/hangup").unwrap_err(), Failure::Cut(_) | Failure::Other(_)));
    assert_eq!(get("/partial").unwrap_err(), Failure::Status(206, None));
    assert_eq!(get("/empty").unwrap_err(), Failure::Status(204, None));
    let agent = String::from_utf8(get("/agent").unwrap().payload.bytes).unwrap();
    assert!(agent.starts_with("Rapporteur/") && agent.ends_with("; press@example.org)"), "{agent}");
}

#[test]
fn redirects_are_followed_so_far_and_a_move_for_good_is_told() {
    let world = World::start(vec![site(|ask| match ask.path.as_str() {
        "/loop" => Reply::redirect(302, "/loop"),
        "/good" => Reply::redirect(301, "/better"),
        "/better" => Reply::redirect(308, "/end?x=1"),
        "/mixed" => Reply::redirect(302, "/better"),
        "/file" => Reply::redirect(302, "file:///etc/passwd"),
        "/nowhere" => Reply { status: 302, ..Reply::default() },
        _ => Reply::ok("text/plain", "end"),
    })]);
    let fetcher = Fetcher::new(manner()).unwrap();
    let base = world.base(0);
    let get = |path: &str| get(&fetcher, &format!("{base}{path}"));
    assert_eq!(get("/loop").unwrap_err(), Failure::Redirects(4));
    assert_eq!(world.asked(0, "/loop"), 5);
    let end = format!("{base}/end?x=1");
    let good = get("/good").unwrap();
    assert_eq!((good.url.as_str(), good.moved_to.as_ref()), (end.as_str(), Some(&end)));
    let mixed = get("/mixed").unwrap();
    assert_eq!((mixed.url.as_str(), mixed.moved_to), (end.as_str(), None));
    assert!(matches!(get("/file").unwrap_err(), Failure::BadRedirect(_)));
    assert!(matches!(get("/nowhere").unwrap_err(), Failure::BadRedirect(_)));
    assert!(matches!(get_url(&fetcher, "ftp://example.org/"), Failure::BadUrl(_)));
    assert!(matches!(get_url(&fetcher, "http://user:word@127.0.0.1/"), Failure::BadUrl(_)));
}

fn get_url(fetcher: &Fetcher, url: &str) -> Failure {
    get(fetcher, url).unwrap_err()
}

#[test]
fn what_is_unchanged_is_not_sent_again_and_a_rest_is_kept() {
    let world = World::start(vec![site(|ask| match ask.path.as_str() {
        "/same" if ask.headers.get("if-none-match").map(String::as_str) == Some("\"1\"") => {
            Reply::status(304)
        }
        "/same" => Reply::ok("text/plain", "x")
            .header("ETag", "\"1\"")
            .header("Last-Modified", "Thu, 01 Jan 2099 00:00:00 GMT"),
        "/many" => Reply::status(429).header("Retry-After", "120"),
        "/dated" => Reply::status(503)
            .header("Date", "Thu, 01 Jan 1970 00:00:00 GMT")
            .header("Retry-After", "Thu, 01 Jan 1970 00:00:01 GMT"),
        _ => Reply::ok("text/plain", "x"),
    })]);
    let fetcher = Fetcher::new(manner()).unwrap();
    let url = |path: &str| format!("{}{path}", world.base(0));
    let first = get(&fetcher, &url("/same")).unwrap();
    let again =
        Request { url: url("/same"), etag: first.etag, last_modified: first.last_modified, is_list: false };
    assert!(matches!(fetcher.fetch(&again), Ok(Answer::NotModified)));
    assert_eq!(get_url(&fetcher, &url("/dated")), Failure::Status(503, Some(Duration::from_secs(1))));
    assert_eq!(get_url(&fetcher, &url("/many")), Failure::Status(429, Some(Duration::from_secs(120))));
    let asked = world.asked_in_all();
    assert!(matches!(get_url(&fetcher, &url("/other")), Failure::Resting(_)));
    assert_eq!(world.asked_in_all(), asked, "a host that rests is not asked");
}

/// A host that its owner points somewhere else from the second look-up on.
struct Rebinding(AtomicUsize);

impl Names for Rebinding {
    fn lookup(&self, host: &str) -> std::io::Result<Vec<IpAddr>> {
        let before = self.0.fetch_add(1, Ordering::SeqCst);
        // 192.0.2.0/24 leads nowhere, 127.0.0.1 would answer
        match (host, before) {
            ("rebinding.example", 0) => Ok(vec![Ipv4Addr::new(8, 8, 8, 8).into()]),
            _ => Ok(vec![Ipv4Addr::LOCALHOST.into()]),
        }
    }
}

#[test]
fn private_addresses_are_refused_however_they_are_reached() {
    let world = World::start(vec![site(|_| Reply::ok("text/plain", "secret"))]);
    let names = Arc::new(Rebinding(AtomicUsize::new(1)));
    let limits = Limits { connect: Duration::from_millis(50), ..manner().limits };
    let closed = Manner { reach: Reach::Public, names: Some(names.clone()), limits, ..manner() };
    let fetcher = Fetcher::new(closed).unwrap();
    let port = world.port(0);
    for host in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "[::1]", "localhost", "rebinding.example"] {
        let failure = get_url(&fetcher, &format!("http://{host}:{port}/"));
        assert!(matches!(failure, Failure::NotPublic(_)), "{host}: {failure:?}");
    }
    names.0.store(0, Ordering::SeqCst);
    let first = get_url(&fetcher, &format!("http://rebinding.example:{port}/"));
    assert!(matches!(first, Failure::Connect(_) | Failure::TimedOut | Failure::Cut(_)), "{first:?}");
    let second = get_url(&fetcher, &format!("http://rebinding.example:{port}/"));
    assert!(matches!(second, Failure::NotPublic(_)), "{second:?}");
    assert_eq!(world.asked_in_all(), 0);
}

/// Rules by lines: `deny PATH`, `delay SECONDS`.
struct Lines(Vec<String>, Option<Duration>);

impl Robots for Lines {
    fn allows(&self, target: &str) -> bool {
        !self.0.iter().any(|path| target.starts_with(path.as_str()))
    }
    fn delay(&self) -> Option<Duration> {
        self.1
    }
    fn sitemaps(&self) -> &[String] {
        &[]
    }
}

fn lines(bytes: &[u8], _token: &str) -> Box<dyn Robots> {
    let text = String::from_utf8_lossy(bytes);
    Box::new(Lines(
        text.lines().filter_map(|line| line.strip_prefix("deny ")).map(str::to_owned).collect(),
        None,
    ))
}

#[test]
fn robots_are_asked_once_and_on_every_hop_and_without_them_nothing_is_fetched() {
    let strict = site(|ask| match ask.path.as_str() {
        "/robots.txt" => Reply::ok("text/plain", "deny /private"),
        "/hop" => Reply::redirect(302, "/private/x"),
        _ => Reply::ok("text/plain", "x"),
    });
    let broken =
        site(|ask| if ask.path == "/robots.txt" { Reply::status(500) } else { Reply::ok("text/plain", "x") });
    let none =
        site(|ask| if ask.path == "/robots.txt" { Reply::status(404) } else { Reply::ok("text/plain", "x") });
    let world = World::start(vec![strict, broken, none]);
    let fetcher = Fetcher::new(Manner { robots: Some(lines), ..manner() }).unwrap();
    let get = |host: usize, path: &str| get(&fetcher, &format!("{}{path}", world.base(host)));
    assert!(get(0, "/public").is_ok());
    assert!(matches!(get(0, "/private?x").unwrap_err(), Failure::Robots(_)));
    assert!(matches!(get(0, "/hop").unwrap_err(), Failure::Robots(_)));
    assert_eq!(world.asked(0, "/robots.txt"), 1);
    assert!(matches!(get(1, "/x").unwrap_err(), Failure::NoRobots(..)));
    assert_eq!(world.asked(1, "/x"), 0);
    assert!(get(2, "/x").is_ok());
}

#[test]
fn one_host_is_asked_one_thing_at_a_time_and_holds_up_no_other() {
    let page =
        |pause| site(move |_| Reply::ok("text/plain", "x".repeat(30)).by(How::Drip { bytes: 10, pause }));
    let world = World::start(vec![page(Duration::from_millis(60)), page(Duration::from_millis(1))]);
    let fetcher = Fetcher::new(manner()).unwrap();
    let (send, done) = std::sync::mpsc::channel();
    for number in 0..8 {
        let (host, send) = (number % 2, send.clone());
        let request = Request { url: format!("{}/{number}", world.base(host)), ..Request::default() };
        fetcher.send(request, move |answer| send.send((host, answer.is_ok())).unwrap());
    }
    let order: Vec<(usize, bool)> = done.iter().take(8).collect();
    assert!(order.iter().all(|(_, ok)| *ok));
    assert_eq!(
        order.iter().take(4).filter(|(host, _)| *host == 1).count(),
        4,
        "the quick host is done first: {order:?}"
    );
    assert_eq!((world.most_at_once(0), world.most_at_once(1)), (1, 1));
}
