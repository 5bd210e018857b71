//! A site with a feed, articles and tricks, all about bodies that do not exist.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::world::{Ask, How, Reply, Site};

/// What is wrong with one article, or with the feed where it stands for that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trick {
    #[default]
    None,
    /// This status, the first so many times.
    StatusFirst(u16, usize),
    Status(u16),
    /// 429 with a `Retry-After` of so many seconds, the first time.
    TooMany(u64),
    Loop,
    /// Announces more bytes than it sends, the first time.
    CutFirst,
    CutAlways,
    /// Gzip of this many zeros.
    Bomb(usize),
    Slow,
    /// Moved for good, to the same path with `new-` before its name.
    Moved,
    /// Windows-1251 under the name of UTF-8.
    WrongCharset,
    /// The last modification lies in the year 2099.
    Skewed,
}

#[derive(Clone, Debug, Default)]
pub struct Article {
    pub name: String,
    pub title: String,
    pub paragraphs: Vec<String>,
    /// RFC 822, as feeds have it.
    pub published: String,
    pub trick: Trick,
    pub summary: Option<String>,
}

impl Article {
    /// An article that differs from all others, about bodies that do not exist.
    pub fn fictional(host: usize, number: usize) -> Article {
        let day = 1 + number % 28;
        let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun"][number / 28 % 6];
        let title = format!("Council of Lake District {host} holds its session number {number}");
        let lead = format!(
            "The Council of Lake District {host} held session number {number} in Port Example on {day} {month} 2024. The session was attended by {} delegations.",
            3 + (host * 7 + number) % 40
        );
        let body = format!(
            "Members discussed the water level of reservoir {number}, the budget of {} thousand crowns and the calendar of the boat race number {}. They adopted {} decisions and agreed to meet again.",
            100 + host * 31 + number,
            host + number,
            1 + (host + number) % 9
        );
        let close = format!(
            "The secretariat of the district said that report {host}/{number} will be published within a month, after the delegations of the lakes have sent their comments."
        );
        Article {
            name: format!("a{number}"),
            summary: Some(lead.clone()),
            title,
            paragraphs: vec![lead, body, close],
            published: format!("{day:02} {month} 2024 10:{:02}:00 +0000", number % 60),
            trick: Trick::None,
        }
    }

    fn page(&self) -> String {
        let mut page = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title></head><body><nav><a href=\"/\">Home</a> <a href=\"/about\">About</a></nav><article><h1>{0}</h1>",
            self.title
        );
        for paragraph in &self.paragraphs {
            let _ = write!(page, "<p>{paragraph}</p>");
        }
        page.push_str("</article><footer>Lake District</footer></body></html>");
        page
    }
}

/// A site that can be changed while it is up.
#[derive(Clone)]
pub struct Newsroom {
    shared: Arc<Shared>,
}

struct Shared {
    articles: Mutex<Vec<Article>>,
    feed: Mutex<Trick>,
    /// How many items the feed shows; the newest are the last.
    window: AtomicUsize,
    robots: Mutex<Option<String>>,
}

impl Newsroom {
    pub fn new(articles: Vec<Article>) -> Newsroom {
        Newsroom {
            shared: Arc::new(Shared {
                articles: Mutex::new(articles),
                feed: Mutex::new(Trick::None),
                window: AtomicUsize::new(usize::MAX),
                robots: Mutex::new(None),
            }),
        }
    }

    pub fn change<T>(&self, work: impl FnOnce(&mut Vec<Article>) -> T) -> T {
        work(&mut self.shared.articles.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub fn feed(&self, trick: Trick) {
        *self.shared.feed.lock().unwrap_or_else(PoisonError::into_inner) = trick;
    }

    pub fn window(&self, items: usize) {
        self.shared.window.store(items, Ordering::SeqCst);
    }

    pub fn robots(&self, file: &str) {
        *self.shared.robots.lock().unwrap_or_else(PoisonError::into_inner) = Some(file.to_owned());
    }

    pub fn site(&self) -> Site {
        let shared = self.shared.clone();
        Arc::new(move |ask| shared.answer(ask))
    }
}

impl Shared {
    fn answer(&self, ask: &Ask) -> Reply {
        let path = ask.path.split('?').next().unwrap_or_default();
        match path {
            "/robots.txt" => match &*self.robots.lock().unwrap_or_else(PoisonError::into_inner) {
                Some(file) => Reply::ok("text/plain", file.clone()),
                None => Reply::status(404),
            },
            "/feed.xml" | "/new-feed.xml" => {
                let trick = *self.feed.lock().unwrap_or_else(PoisonError::into_inner);
                tagged(trick, ask, "application/rss+xml; charset=utf-8", self.rss(ask))
            }
            "/feed.json" | "/new-feed.json" => {
                let trick = *self.feed.lock().unwrap_or_else(PoisonError::into_inner);
                tagged(trick, ask, "application/feed+json", self.json(ask))
            }
            "/" => Reply::ok(
                "text/html; charset=utf-8",
                "<html><head><title>Lake District</title><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/feed.xml\"></head><body><p>Welcome to the district.</p></body></html>",
            ),
            _ => {
                let articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
                let name = path.trim_start_matches('/');
                let found =
                    articles.iter().find(|one| one.name == name || format!("new-{}", one.name) == name);
                match found {
                    None => Reply::status(404),
                    Some(article) => {
                        tricked(article.trick, ask, Reply::ok("text/html; charset=utf-8", article.page()))
                    }
                }
            }
        }
    }

    fn json(&self, ask: &Ask) -> String {
        let articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        let window = self.window.load(Ordering::SeqCst);
        let base = &ask.base;
        let items: Vec<String> = articles
            .iter()
            .rev()
            .take(window)
            .map(|article| {
                let summary = article
                    .summary
                    .as_ref()
                    .map(|text| format!(", \"summary\": {text:?}"))
                    .unwrap_or_default();
                let Article { name, title, .. } = article;
                format!(
                    "{{\"id\": \"{base}/{name}\", \"url\": \"{base}/{name}\", \"title\": {title:?}{summary}}}"
                )
            })
            .collect();
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"Lake District {}\", \"home_page_url\": \"{base}/\", \"items\": [{}]}}",
            ask.host,
            items.join(",\n")
        )
    }

    fn rss(&self, ask: &Ask) -> String {
        let articles = self.articles.lock().unwrap_or_else(PoisonError::into_inner);
        let window = self.window.load(Ordering::SeqCst);
        let mut feed = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>Lake District {}</title><link>{}/</link>",
            ask.host, ask.base
        );
        for article in articles.iter().rev().take(window) {
            let summary = article
                .summary
                .as_deref()
                .map(|text| format!("<description>{text}</description>"))
                .unwrap_or_default();
            let _ = write!(
                feed,
                "<item><title>{}</title><link>{}/{}</link><guid>{}/{}</guid><pubDate>{}</pubDate>{summary}</item>",
                article.title, ask.base, article.name, ask.base, article.name, article.published
            );
        }
        feed.push_str("</channel></rss>");
        feed
    }
}

/// With an ETag of the content, and without a body for whoever has it already.
fn tagged(trick: Trick, ask: &Ask, media_type: &str, body: String) -> Reply {
    let sum = body.bytes().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let tag = format!("\"{sum:x}\"");
    if trick == Trick::None && ask.headers.get("if-none-match") == Some(&tag) {
        return Reply::status(304);
    }
    tricked(trick, ask, Reply::ok(media_type, body).header("ETag", &tag))
}

fn tricked(trick: Trick, ask: &Ask, reply: Reply) -> Reply {
    let first = ask.before == 0;
    let length = reply.body.len();
    match trick {
        Trick::None => reply,
        Trick::StatusFirst(status, times) if ask.before < times => Reply::status(status),
        Trick::Status(status) => Reply::status(status),
        Trick::TooMany(seconds) if first => Reply::status(429).header("Retry-After", &seconds.to_string()),
        Trick::Loop => Reply::redirect(302, &ask.path),
        Trick::CutFirst if first => reply.by(How::Cut(length / 2)),
        Trick::CutAlways => reply.by(How::Cut(length / 2)),
        Trick::Bomb(zeros) => Reply::ok("text/html", vec![b'0'; zeros]).gzipped(),
        Trick::Slow => reply.by(How::Drip { bytes: length / 3 + 1, pause: Duration::from_millis(150) }),
        Trick::Moved if !ask.path.starts_with("/new-") => {
            Reply::redirect(301, &format!("/new-{}", ask.path.trim_start_matches('/')))
        }
        Trick::WrongCharset => Reply { body: windows_1251(&reply.body), ..reply },
        Trick::Skewed => reply
            .header("Last-Modified", "Thu, 01 Jan 2099 00:00:00 GMT")
            .header("Date", "Thu, 01 Jan 1970 00:00:00 GMT"),
        _ => reply,
    }
}

/// Russian words appended in the old encoding, as a page whose head lies about it.
fn windows_1251(page: &[u8]) -> Vec<u8> {
    let words: &[u8] = b"<p>\xd1\xee\xe2\xe5\xf2 \xf1\xee\xe1\xf0\xe0\xeb\xf1\xff \xed\xe0 \xe7\xe0\xf1\xe5\xe4\xe0\xed\xe8\xe5.</p></article>";
    let text = String::from_utf8_lossy(page);
    let (head, tail) = text.split_once("</article>").unwrap_or((&text, ""));
    [head.as_bytes(), words, tail.as_bytes()].concat()
}
