//! What stands before every page: headers, hosts, sizes, times, rates.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::app::App;
use crate::error::Fault;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Nothing but what this site serves itself; no inline script or style; nobody frames it.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A page that brings its own styles and nothing else: no script, nothing fetched, no form.
const SELF_CONTAINED: &str = "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

/// The mark of an answer that is such a page.
#[derive(Clone, Copy, Debug)]
pub struct SelfContained;

static HEADERS: [(header::HeaderName, &str); 7] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        header::HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Headers of every answer, those of faults included.
pub async fn headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let contained = response.extensions().get::<SelfContained>().is_some();
    let headers = response.headers_mut();
    for (name, value) in &HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if contained {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SELF_CONTAINED));
    }
    // pages are a person's own; only what is named by its content says otherwise
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A page of another site may have its name point at this machine; then the name betrays it.
pub async fn host(State(app): State<App>, request: Request, next: Next) -> Response {
    let asked = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = asked.or_else(|| request.uri().host()).unwrap_or_default();
    if app.settings.is_own_host(asked) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "this site does not go by that name\n").into_response()
    }
}

/// Ends what takes too long, a slow body included.
pub async fn time(State(app): State<App>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(app.settings.patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Fault::TooLong.into_response(),
    }
}

/// Refuses who asks too often.
pub async fn rate(State(app): State<App>, request: Request, next: Next) -> Response {
    let peer = app.peer(&request);
    if app.paces.pages.take(peer, Instant::now()) {
        next.run(request).await
    } else {
        Fault::TooMany.into_response()
    }
}

/// How often one address may ask for something: a bucket that fills with time.
pub struct Pace<K> {
    /// How many at once.
    burst: f64,
    per_second: f64,
    buckets: Mutex<HashMap<K, (f64, Instant)>>,
}

/// Beyond so many addresses those that have asked nothing lately are forgotten.
const REMEMBERED: usize = 10_000;

impl<K: Eq + Hash> Pace<K> {
    pub fn new(burst: u32, every: Duration) -> Pace<K> {
        let per_second = 1.0 / every.as_secs_f64().max(0.001);
        Pace { burst: f64::from(burst), per_second, buckets: Mutex::new(HashMap::new()) }
    }

    /// Whether one more is allowed.
    pub fn take(&self, key: K, now: Instant) -> bool {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let filled = |(left, at): (f64, Instant)| {
            (left + now.saturating_duration_since(at).as_secs_f64() * self.per_second).min(self.burst)
        };
        if buckets.len() >= REMEMBERED {
            buckets.retain(|_, bucket| filled(*bucket) < self.burst);
        }
        let left = buckets.get(&key).map_or(self.burst, |bucket| filled(*bucket));
        let allowed = left >= 1.0 && (buckets.len() < 2 * REMEMBERED || buckets.contains_key(&key));
        if buckets.len() < 2 * REMEMBERED || buckets.contains_key(&key) {
            buckets.insert(key, (if allowed { left - 1.0 } else { left }, now));
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_allows_a_burst_and_then_one_at_a_time() {
        let pace = Pace::new(3, Duration::from_secs(10));
        let start = Instant::now();
        let (one, two): (IpAddr, IpAddr) = ([127, 0, 0, 1].into(), [127, 0, 0, 2].into());
        let asked: Vec<bool> = (0..5).map(|_| pace.take(one, start)).collect();
        assert_eq!(asked, [true, true, true, false, false]);
        assert!(pace.take(two, start), "each address has its own");
        assert!(!pace.take(one, start + Duration::from_secs(9)));
        assert!(pace.take(one, start + Duration::from_secs(11)));
        assert!(!pace.take(one, start + Duration::from_secs(12)));
    }
}
