//! Fetching over HTTP: one address in, bytes or a reason out.
//!
//! Everything is bounded: redirects, time, bytes after decompression, requests to one host and to all. Every hop of
//! a redirect passes the same gates as the first address: [`guard`], `robots.txt`, [`pace`]. Only an answer of the
//! 2xx class gives bytes; everything else is a [`Failure`] and changes nothing of what is known.

pub mod asking;
mod exchange;
pub mod failure;
pub mod guard;
mod hops;
pub mod pace;
pub mod robots;

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, Client, Url};
use tokio::sync::OwnedSemaphorePermit;

pub use self::failure::{Failure, Remedy};
use self::guard::Guarded;
pub use self::guard::{Names, Reach};
use self::hops::Shared;
pub use self::pace::Pace;

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

/// Fetches in the background, on one thread of its own.
pub struct Fetcher {
    runtime: tokio::runtime::Runtime,
    shared: Arc<Shared>,
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
        Ok(Fetcher { runtime, shared: Arc::new(Shared::new(client, manner)) })
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
