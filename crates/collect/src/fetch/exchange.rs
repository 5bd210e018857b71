//! One request to one host, in its turn, and what came of it.

use std::time::Duration;

use jiff::Timestamp;
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Response, StatusCode, Url};
use tokio::time::timeout;

use super::failure::{self, failure_of};
use super::hops::Shared;
use super::{Failure, Fetched, Payload, Request};

/// A body that outgrows this waits for its place among the large ones.
const LARGE: usize = 1 << 20;
const ACCEPT: &str = "text/html, application/xhtml+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.8";

pub(super) enum Asked {
    Fresh(Fetched),
    NotModified,
    Redirect { to: String, for_good: bool },
}

impl Shared {
    /// One request to one host, in its turn. Of a `robots.txt`, which has no `request`, what is too long is cut.
    pub(super) async fn ask(
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
