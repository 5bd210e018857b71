//! The `robots.txt` of each host, fetched once in a while and asked before every request (RFC 9309).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::failure::Failure;
use crate::Robots;

/// RFC 9309, 2.4: not to be used for longer than a day.
const FRESH_FOR: Duration = Duration::from_secs(24 * 3600);
/// After a failure the file is asked for again only so much later.
const FAILED_FOR: Duration = Duration::from_secs(60);
/// RFC 9309, 2.5: at least 500 KiB are read; what is beyond is not.
pub const LARGEST: usize = 512 * 1024;

/// Makes rules of the file's bytes for a product token: [`crate::robots::Rules`].
pub fn parse(bytes: &[u8], token: &str) -> Box<dyn Robots> {
    Box::new(crate::robots::Rules::read(bytes, token))
}

/// What [`parse`] does.
pub type Parse = fn(bytes: &[u8], token: &str) -> Box<dyn Robots>;

/// What is known of one host's rules.
#[derive(Clone)]
pub enum Known {
    /// There is no such file: everything may be fetched.
    Free,
    Rules(Arc<dyn Robots>),
    /// The host could not say: nothing may be fetched for now.
    Unknown(Failure),
}

struct Cached {
    known: Known,
    until: Instant,
}

type Slot = Arc<tokio::sync::Mutex<Option<Cached>>>;

#[derive(Default)]
pub struct Cache {
    slots: Mutex<HashMap<String, Slot>>,
}

/// So many hosts are remembered.
const REMEMBERED: usize = 4096;

impl Cache {
    fn slot(&self, origin: &str) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if slots.len() >= REMEMBERED && !slots.contains_key(origin) {
            slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        }
        slots.entry(origin.to_owned()).or_default().clone()
    }

    /// The rules of an origin, by `fetch` where they are not known; many who ask at once wait for one answer.
    pub async fn rules<F: Future<Output = Known>>(&self, origin: &str, fetch: impl FnOnce() -> F) -> Known {
        let slot = self.slot(origin);
        let mut slot = slot.lock().await;
        if let Some(cached) = slot.as_ref().filter(|cached| cached.until > Instant::now()) {
            return cached.known.clone();
        }
        let known = fetch().await;
        let held = match &known {
            Known::Unknown(failure) => failure.rest().unwrap_or(FAILED_FOR),
            Known::Free | Known::Rules(_) => FRESH_FOR,
        };
        *slot = Some(Cached { known: known.clone(), until: Instant::now() + held });
        known
    }
}
