//! Fetching over HTTP: one address in, bytes or a reason out.
//!
//! Everything is bounded: redirects, time, bytes after decompression, requests to one host and to all. Every hop of
//! a redirect passes the same gates as the first address: [`guard`], `robots.txt`, [`pace`]. Only an answer of the
//! 2xx class gives bytes; everything else is a [`Failure`] and changes nothing of what is known.

pub mod asking;
pub mod failure;
pub mod guard;
pub mod pace;
pub mod robots;

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Certificate, Client, Response, StatusCode, Url};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

pub use self::failure::{Failure, Remedy};
use self::guard::{Guarded, NotPublic};
pub use self::guard::{Names, Reach};
use self::pace::Hosts;
pub use self::pace::Pace;
use self::robots::{Cache, Known};

/// Bounds of one fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub redirects: usize,
    /// After decompression.
    pub bytes: usize,
    /// The same for a list, which is read without being kept.
    pub list_bytes: usize,
    pub connect: Duration,
    /// Without a byte of the answer.
    pub silence: Duration,
    /// From the first byte sent to the last received, each hop by itself.
    pub whole: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            redirects: 8,
            bytes: 32 << 20,
            list_bytes: 128 << 20,
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(20),
            whole: Duration::from_secs(90),
        }
    }
}

/// How all fetching of a run is done.
#[derive(Clone)]
pub struct Manner {
    /// The `User-Agent`: who asks, and how to reach them.
    pub agent: String,
    /// By which `robots.txt` addresses us.
    pub token: String,
    pub reach: Reach,
    pub limits: Limits,
    pub pace: Pace,
    /// Requests at the same time, to all hosts together.
    pub at_once: usize,
    /// `None` where robots.txt is not asked for: what a person fetches by hand.
    pub robots: Option<robots::Parse>,
    /// Looks names up in the place of the system.
    pub names: Option<Arc<dyn Names>>,
    /// Who may vouch for hosts, beside those whom this machine trusts.
    pub authorities: Vec<Certificate>,
}

/// Certificates of authorities, as PEM.
pub fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, SetupError> {
    let found = Certificate::from_pem_bundle(pem).map_err(SetupError::Authorities)?;
    if found.is_empty() { Err(SetupError::NoAuthorities) } else { Ok(found) }
}

impl Manner {
    pub const TOKEN: &'static str = "rapporteur";

    /// `contact` is an address of the person or office that runs the program.
    pub fn new(contact: Option<&str>) -> Manner {
        let version = env!("CARGO_PKG_VERSION");
        let home = "https://github.com/rapporteur/rapporteur";
        // what is no visible ASCII cannot stand in a header
        let contact: String =
            contact.unwrap_or_default().chars().filter(|c| matches!(c, ' '..='~')).collect();
        let contact = if contact.is_empty() { String::new() } else { format!("; {contact}") };
        Manner {
            agent: format!("Rapporteur/{version} (+{home}{contact})"),
            token: Manner::TOKEN.to_owned(),
            reach: Reach::Public,
            limits: Limits::default(),
            pace: Pace::default(),
            at_once: 128,
            robots: None,
            names: None,
            authorities: Vec::new(),
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub url: String,
    /// What the last answer said, so that an unchanged thing is not sent again.
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// Whether it is a list, and has the bounds of one.
    pub is_list: bool,
}

/// Bytes in memory; large ones hold a place among the few that may be large at the same time.
#[derive(Debug)]
pub struct Payload {
    pub bytes: Vec<u8>,
    _place: Option<OwnedSemaphorePermit>,
}

/// A body of the 2xx class.
#[derive(Debug)]
pub struct Fetched {
    /// Where it was found in the end.
    pub url: String,
    /// Where it lies from now on, where every hop said that it moved for good.
    pub moved_to: Option<String>,
    pub media_type: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub payload: Payload,
}

#[derive(Debug)]
pub enum Answer {
    Fresh(Fetched),
    NotModified,
}

/// The fetching of one run could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("cannot start the thread that fetches: {0}")]
    Thread(#[from] std::io::Error),
    #[error("cannot set up the HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    #[error("these are no certificates: {0}")]
    Authorities(reqwest::Error),
    #[error("there is no certificate in it: PEM is expected")]
    NoAuthorities,
}

/// A body that outgrows this waits for its place among the large ones.
const LARGE: usize = 1 << 20;
/// So many large bodies may be in memory at the same time.
const LARGE_AT_ONCE: usize = 3;
const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.8";

/// Fetches in the background, on one thread of its own.
pub struct Fetcher {
    runtime: tokio::runtime::Runtime,
    shared: Arc<Shared>,
}

struct Shared {
    client: Client,
    manner: Manner,
    hosts: Hosts,
    robots: Cache,
    active: Semaphore,
    large: Arc<Semaphore>,
}

/// An HTTP client that reaches only whom the manner allows, and follows nobody elsewhere.
pub fn client(manner: &Manner) -> Result<Client, reqwest::Error> {
    // another provider may have been installed by whoever embeds this; either will do
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder();
    if !manner.authorities.is_empty() {
        builder = builder.tls_certs_merge(manner.authorities.iter().cloned());
    }
    builder
        .user_agent(&manner.agent)
        .redirect(reqwest::redirect::Policy::none())
        .dns_resolver(Arc::new(Guarded { reach: manner.reach, names: manner.names.clone() }))
        // a proxy would connect for us, to wherever it likes
        .no_proxy()
        .referer(false)
        .connect_timeout(manner.limits.connect)
        .pool_max_idle_per_host(1)
        .pool_idle_timeout(Duration::from_secs(20))
        .build()
}

impl Fetcher {
    pub fn new(manner: Manner) -> Result<Fetcher, SetupError> {
        let client = client(&manner)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .max_blocking_threads(16)
            .thread_name("fetch")
            .enable_all()
            .build()?;
        let shared = Shared {
            client,
            hosts: Hosts::new(manner.pace),
            robots: Cache::default(),
            active: Semaphore::new(manner.at_once.max(1)),
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
            manner,
        };
        Ok(Fetcher { runtime, shared: Arc::new(shared) })
    }

    /// Fetches in the background and hands the answer over, on the fetching thread.
    pub fn send(&self, request: Request, done: impl FnOnce(Result<Answer, Failure>) + Send + 'static) {
        let shared = self.shared.clone();
        self.runtime.spawn(async move { done(shared.fetch(&request).await) });
    }

    /// Fetches and waits.
    pub fn fetch(&self, request: &Request) -> Result<Answer, Failure> {
        self.runtime.block_on(self.shared.fetch(request))
    }

    /// Calls `told` when the process is asked to end, by Ctrl-C or as services are ended. Whoever asks a second time
    /// does not want to wait: the process ends at once, as if it had been killed.
    pub fn when_stopped(&self, told: impl FnOnce() + Send + 'static) {
        self.runtime.spawn(async move {
            asked_to_end().await;
            told();
            asked_to_end().await;
            std::process::exit(130);
        });
    }

    /// Gives up whatever is under way.
    pub fn stop(self) {
        self.runtime.shutdown_background();
    }
}

/// The name under which a host is paced: its ports are different machines as often as not.
pub fn host_of(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let host = url.host_str()?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // where signals cannot be heard they end the process by themselves
        std::future::pending::<()>().await;
    }
}

impl Shared {
    async fn fetch(&self, request: &Request) -> Result<Answer, Failure> {
        let mut url = parse(&request.url)?;
        let mut moved_for_good = true;
        let mut hops = 0;
        loop {
            let host = self.admitted(&url).await?;
            let limits = &self.manner.limits;
            let most = if request.is_list { limits.list_bytes } else { limits.bytes };
            let answer = self.ask(&url, &host, Some(request), most).await?;
            let (to, for_good) = match answer {
                Asked::NotModified => return Ok(Answer::NotModified),
                Asked::Fresh(mut fetched) => {
                    fetched.moved_to = (hops > 0 && moved_for_good).then(|| fetched.url.clone());
                    return Ok(Answer::Fresh(fetched));
                }
                Asked::Redirect { to, for_good } => (to, for_good),
            };
            hops += 1;
            if hops > self.manner.limits.redirects {
                return Err(Failure::Redirects(self.manner.limits.redirects));
            }
            moved_for_good &= for_good;
            url = url.join(&to).map_err(|_| Failure::BadRedirect(to.clone()))?;
            scheme(&url).map_err(|_| Failure::BadRedirect(to))?;
        }
    }

    /// Whether this address may be asked for; gives the name of its host.
    async fn admitted(&self, url: &Url) -> Result<String, Failure> {
        self.manner.reach.admit_url(url).map_err(Failure::NotPublic)?;
        let host = host_of(url.as_str()).ok_or_else(|| Failure::BadUrl(url.to_string()))?;
        let Some(parse) = self.manner.robots else { return Ok(host) };
        let origin = url.origin().ascii_serialization();
        match self.robots.rules(&origin, || self.fetch_robots(url, parse)).await {
            Known::Free => Ok(host),
            Known::Rules(rules) => {
                let target = url
                    .query()
                    .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
                if rules.allows(&target) { Ok(host) } else { Err(Failure::Robots(host)) }
            }
            Known::Unknown(why) => Err(Failure::NoRobots(host, Box::new(why))),
        }
    }

    async fn fetch_robots(&self, page: &Url, parse: robots::Parse) -> Known {
        match self.robots_file(page).await {
            Ok(bytes) => {
                let rules = parse(&bytes, &self.manner.token);
                if let (Some(delay), Some(host)) = (rules.delay(), host_of(page.as_str())) {
                    self.hosts.slow_down(&host, delay);
                }
                Known::Rules(rules.into())
            }
            // RFC 9309, 2.3.1.3: there is none; too many requests is no such answer
            Err(Failure::Status(status @ 400..=499, _)) if status != 429 => Known::Free,
            Err(Failure::Redirects(_) | Failure::BadRedirect(_)) => Known::Free,
            Err(failure) => Known::Unknown(failure),
        }
    }

    async fn robots_file(&self, page: &Url) -> Result<Vec<u8>, Failure> {
        let mut url = page.join("/robots.txt").map_err(|_| Failure::BadUrl(page.to_string()))?;
        for _ in 0..=5 {
            self.manner.reach.admit_url(&url).map_err(Failure::NotPublic)?;
            let host = host_of(url.as_str()).ok_or_else(|| Failure::BadUrl(url.to_string()))?;
            match self.ask(&url, &host, None, robots::LARGEST).await? {
                Asked::Fresh(fetched) => return Ok(fetched.payload.bytes),
                Asked::NotModified => return Err(Failure::Status(304, None)),
                Asked::Redirect { to, .. } => {
                    url = url.join(&to).map_err(|_| Failure::BadRedirect(to.clone()))?;
                    scheme(&url).map_err(|_| Failure::BadRedirect(to))?;
                }
            }
        }
        Err(Failure::Redirects(5))
    }

    /// One request to one host, in its turn. Of a `robots.txt`, which has no `request`, what is too long is cut.
    async fn ask(
        &self,
        url: &Url,
        host: &str,
        request: Option<&Request>,
        most: usize,
    ) -> Result<Asked, Failure> {
        let turn = self.hosts.turn(host).await?;
        let closed = |_| Failure::Other("fetching has ended".to_owned());
        let active = self.active.acquire().await.map_err(closed)?;
        let limits = &self.manner.limits;
        let asked =
            timeout(limits.whole, self.exchange(url, request, most)).await.unwrap_or(Err(Failure::TimedOut));
        drop((active, turn));
        if let Err(Failure::Status(429 | 503, Some(rest))) = &asked {
            self.hosts.rest(host, (*rest).min(failure::LONGEST_REST));
        }
        asked
    }

    async fn exchange(&self, url: &Url, request: Option<&Request>, most: usize) -> Result<Asked, Failure> {
        let silence = self.manner.limits.silence;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
        let given = request.into_iter().flat_map(|request| {
            [(header::IF_NONE_MATCH, &request.etag), (header::IF_MODIFIED_SINCE, &request.last_modified)]
        });
        for (name, value) in given {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
        let sent = self.client.get(url.clone()).headers(headers).send();
        let answer = timeout(silence, sent).await.map_err(|_| Failure::TimedOut)?.map_err(failure_of)?;
        let status = answer.status();
        match status {
            StatusCode::NOT_MODIFIED => Ok(Asked::NotModified),
            StatusCode::MOVED_PERMANENTLY
            | StatusCode::FOUND
            | StatusCode::SEE_OTHER
            | StatusCode::TEMPORARY_REDIRECT
            | StatusCode::PERMANENT_REDIRECT => {
                let to = text_of(answer.headers(), header::LOCATION)
                    .ok_or_else(|| Failure::BadRedirect("it names no place".to_owned()))?;
                let for_good = matches!(status.as_u16(), 301 | 308);
                Ok(Asked::Redirect { to, for_good })
            }
            // a part of something, or nothing by intent, is not the thing
            StatusCode::PARTIAL_CONTENT | StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT => {
                Err(Failure::Status(status.as_u16(), None))
            }
            _ if status.is_success() => self.body(answer, request.is_none(), most).await.map(Asked::Fresh),
            _ => Err(Failure::Status(status.as_u16(), retry_after(answer.headers()))),
        }
    }

    async fn body(&self, mut answer: Response, cut: bool, most: usize) -> Result<Fetched, Failure> {
        let headers = answer.headers();
        let media_type = text_of(headers, header::CONTENT_TYPE);
        let etag = text_of(headers, header::ETAG);
        let last_modified = text_of(headers, header::LAST_MODIFIED);
        let declared = answer.content_length().unwrap_or(0);
        if !cut && declared > most as u64 {
            return Err(Failure::TooLarge(most));
        }
        let mut place = None;
        let mut bytes = Vec::with_capacity(usize::try_from(declared).unwrap_or(0).min(LARGE));
        loop {
            let next = timeout(self.manner.limits.silence, answer.chunk()).await;
            let Some(chunk) = next.map_err(|_| Failure::TimedOut)?.map_err(failure_of)? else { break };
            if bytes.len() + chunk.len() > most {
                if cut {
                    bytes.extend(chunk.iter().take(most - bytes.len()));
                    break;
                }
                return Err(Failure::TooLarge(most));
            }
            if place.is_none() && bytes.len() + chunk.len() > LARGE {
                let closed = |_| Failure::Other("fetching has ended".to_owned());
                place = Some(self.large.clone().acquire_owned().await.map_err(closed)?);
            }
            bytes.extend_from_slice(&chunk);
        }
        let url = answer.url().to_string();
        Ok(Fetched {
            url,
            moved_to: None,
            media_type,
            etag,
            last_modified,
            payload: Payload { bytes, _place: place },
        })
    }
}

enum Asked {
    Fresh(Fetched),
    NotModified,
    Redirect { to: String, for_good: bool },
}

fn parse(url: &str) -> Result<Url, Failure> {
    let url = Url::parse(url).map_err(|error| Failure::BadUrl(format!("{url}: {error}")))?;
    scheme(&url)?;
    Ok(url)
}

fn scheme(url: &Url) -> Result<(), Failure> {
    let plain = url.username().is_empty() && url.password().is_none();
    match url.scheme() {
        "http" | "https" if url.has_host() && plain => Ok(()),
        "http" | "https" if !plain => Err(Failure::BadUrl("an address with a password in it".to_owned())),
        other => Err(Failure::BadUrl(format!("{other} is neither http nor https"))),
    }
}

/// Headers are bytes; what is no text in them is of no use here.
fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<String> {
    let value = headers.get(name)?;
    let text = String::from_utf8_lossy(value.as_bytes()).trim().to_owned();
    (!text.is_empty() && text.len() <= 4096).then_some(text)
}

/// Seconds, or a date, which is reckoned from the host's own clock where it tells it: it may be wrong by hours.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let asked = text_of(headers, header::RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = |text: &str| jiff::fmt::rfc2822::parse(text).ok().map(|at| at.timestamp());
    let now = text_of(headers, header::DATE).and_then(|date| at(&date)).unwrap_or_else(Timestamp::now);
    Duration::try_from(at(&asked)?.duration_since(now)).ok()
}

fn failure_of(error: reqwest::Error) -> Failure {
    // the address is told by whoever asked
    let error = error.without_url();
    let (mut cause, mut last) = (error.source(), None);
    while let Some(inner) = cause {
        if let Some(refused) = inner.downcast_ref::<NotPublic>() {
            return Failure::NotPublic(*refused);
        }
        last = Some(inner.to_string());
        cause = inner.source();
    }
    let what = last.unwrap_or_else(|| error.to_string()).to_lowercase();
    match () {
        () if error.is_timeout() => Failure::TimedOut,
        () if error.is_connect() => Failure::Connect(what),
        () if error.is_decode() => Failure::Coding(what),
        () if error.is_body() || error.is_request() => Failure::Cut(what),
        () => Failure::Other(what),
    }
}
