//! One address to an answer: over every redirect, each of which passes the same gates.

use std::sync::Arc;

use reqwest::{Client, Url};
use tokio::sync::Semaphore;

use super::exchange::Asked;
use super::pace::Hosts;
use super::robots::{self, Cache, Known};
use super::{Answer, Failure, Manner, Request, host_of};

/// So many large bodies may be in memory at the same time.
const LARGE_AT_ONCE: usize = 3;

/// What all fetches of a run share.
pub(super) struct Shared {
    pub client: Client,
    pub manner: Manner,
    pub hosts: Hosts,
    robots: Cache,
    pub active: Semaphore,
    pub large: Arc<Semaphore>,
}

impl Shared {
    pub(super) fn new(client: Client, manner: Manner) -> Shared {
        Shared {
            client,
            hosts: Hosts::new(manner.pace),
            robots: Cache::default(),
            active: Semaphore::new(manner.at_once.max(1)),
            large: Arc::new(Semaphore::new(LARGE_AT_ONCE)),
            manner,
        }
    }

    pub(super) async fn fetch(&self, request: &Request) -> Result<Answer, Failure> {
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
