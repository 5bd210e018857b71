//! How often one host is asked: one request after the other, with a pause between, and none while it rests.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::failure::Failure;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between the end of one request and the start of the next, to one host.
    pub pause: Duration,
    /// Requests to one host at the same time.
    pub at_once: usize,
    /// A longer `Crawl-delay` than this is not honoured to the letter: the source would never be read through.
    pub longest_pause: Duration,
    /// A rest that ends within this time is waited for on the spot.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Pace {
        Pace {
            pause: Duration::from_secs(1),
            at_once: 1,
            longest_pause: Duration::from_secs(30),
            patience: Duration::from_secs(2),
        }
    }
}

struct Host {
    turns: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Clone, Copy)]
struct State {
    next_at: Instant,
    rests_until: Option<Instant>,
    pause: Duration,
}

/// All hosts that were asked.
pub struct Hosts {
    pace: Pace,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

/// The right to ask a host now; the next may ask some time after it is given back.
pub struct Turn {
    host: Arc<Host>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = lock(&self.host.state);
        state.next_at = Instant::now() + state.pause;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// So many hosts are remembered; those that nobody waits for are forgotten first.
const REMEMBERED: usize = 4096;

impl Hosts {
    pub fn new(pace: Pace) -> Hosts {
        Hosts { pace, hosts: Mutex::default() }
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = lock(&self.hosts);
        if let Some(host) = hosts.get(name) {
            return host.clone();
        }
        if hosts.len() >= REMEMBERED {
            let now = Instant::now();
            hosts.retain(|_, host| {
                let state = *lock(&host.state);
                Arc::strong_count(host) > 1
                    || state.next_at > now
                    || state.rests_until.is_some_and(|until| until > now)
            });
        }
        let state = State { next_at: Instant::now(), rests_until: None, pause: self.pace.pause };
        let turns = Arc::new(Semaphore::new(self.pace.at_once.max(1)));
        let host = Arc::new(Host { turns, state: Mutex::new(state) });
        hosts.insert(name.to_owned(), host.clone());
        host
    }

    /// Waits for a turn at this host.
    pub async fn turn(&self, name: &str) -> Result<Turn, Failure> {
        let host = self.host(name);
        let closed = |_| Failure::Other("the host is given up".to_owned());
        let permit = host.turns.clone().acquire_owned().await.map_err(closed)?;
        let state = *lock(&host.state);
        let now = Instant::now();
        if let Some(until) = state.rests_until.filter(|until| *until > now) {
            let left = until - now;
            if left > self.pace.patience {
                return Err(Failure::Resting(left));
            }
            sleep_until(until).await;
        }
        if state.next_at > now {
            sleep_until(state.next_at).await;
        }
        Ok(Turn { host, _permit: permit })
    }

    /// The host asked to be left alone for so long.
    pub fn rest(&self, name: &str, rest: Duration) {
        if let Some(until) = Instant::now().checked_add(rest) {
            let host = self.host(name);
            let mut state = lock(&host.state);
            state.rests_until = state.rests_until.max(Some(until));
        }
    }

    /// The pause that the host's `robots.txt` asks for.
    pub fn slow_down(&self, name: &str, delay: Duration) {
        lock(&self.host(name).state).pause =
            delay.clamp(self.pace.pause, self.pace.longest_pause.max(self.pace.pause));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_host_is_asked_once_at_a_time_with_a_pause_and_others_do_not_wait() {
        let hosts = Hosts::new(Pace { pause: Duration::from_secs(1), ..Pace::default() });
        let start = Instant::now();
        let first = hosts.turn("a").await.unwrap();
        drop(hosts.turn("b").await.unwrap());
        assert_eq!(start.elapsed(), Duration::ZERO);
        assert!(tokio::time::timeout(Duration::from_secs(9), hosts.turn("a")).await.is_err(), "taken");
        drop(first);
        drop(hosts.turn("a").await.unwrap());
        assert_eq!(start.elapsed(), Duration::from_secs(10));
        hosts.slow_down("a", Duration::from_secs(3600));
        drop(hosts.turn("a").await.unwrap());
        let paused = Instant::now();
        drop(hosts.turn("a").await.unwrap());
        assert_eq!(paused.elapsed(), Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_rests_is_not_asked() {
        let hosts = Hosts::new(Pace::default());
        hosts.rest("a", Duration::from_secs(60));
        hosts.rest("a", Duration::from_secs(10));
        assert_eq!(hosts.turn("a").await.err(), Some(Failure::Resting(Duration::from_secs(60))));
        tokio::time::advance(Duration::from_secs(59)).await;
        assert!(hosts.turn("a").await.is_ok(), "a short rest is waited for");
    }
}
