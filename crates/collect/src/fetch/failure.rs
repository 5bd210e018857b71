//! What can go wrong with a fetch, whether it is worth another try, and when.

use std::error::Error as _;
use std::time::Duration;

use super::guard::NotPublic;

/// Why nothing was fetched. Whatever it is, it changes nothing of what is known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    #[error("not an address that can be fetched: {0}")]
    BadUrl(String),
    #[error("{0}")]
    NotPublic(NotPublic),
    #[error("robots.txt of {0} does not allow it")]
    Robots(String),
    #[error("robots.txt of {0} could not be had, and without it nothing is fetched: {1}")]
    NoRobots(String, Box<Failure>),
    #[error("the host answered {0}")]
    Status(u16, Option<Duration>),
    #[error("the host asks to be left alone for {} s more", .0.as_secs())]
    Resting(Duration),
    #[error("more than {0} redirects")]
    Redirects(usize),
    #[error("a redirect that leads nowhere: {0}")]
    BadRedirect(String),
    #[error("larger than the {0} bytes that are taken")]
    TooLarge(usize),
    #[error("the host did not answer within the time")]
    TimedOut,
    #[error("no connection: {0}")]
    Connect(String),
    #[error("the answer broke off: {0}")]
    Cut(String),
    #[error("the answer is not what it says it is: {0}")]
    Coding(String),
    #[error("the request failed: {0}")]
    Other(String),
}

/// What to do about a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Once more, after so long; it counts as a try or does not.
    Again { after: Duration, counts: bool },
    /// It would be the same again.
    Never,
}

/// How often one thing is tried before it is given up.
pub const TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(6 * 3600);
/// The longest that a host may ask to be left alone: what is longer is a slip of its own.
pub const LONGEST_REST: Duration = Duration::from_secs(24 * 3600);

impl Failure {
    fn is_passing(&self) -> bool {
        match self {
            Failure::Status(status, _) => matches!(status, 408 | 421 | 425 | 429 | 500..=599),
            Failure::NoRobots(..)
            | Failure::Resting(_)
            | Failure::TimedOut
            | Failure::Connect(_)
            | Failure::Cut(_)
            | Failure::Coding(_)
            | Failure::Other(_) => true,
            Failure::BadUrl(_)
            | Failure::NotPublic(_)
            | Failure::Robots(_)
            | Failure::Redirects(_)
            | Failure::BadRedirect(_)
            | Failure::TooLarge(_) => false,
        }
    }

    /// Whether it was decided not to fetch, rather than tried in vain.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Failure::Robots(_) | Failure::NotPublic(_) | Failure::BadUrl(_))
    }

    /// How long the host asked to be left alone.
    pub fn rest(&self) -> Option<Duration> {
        match self {
            Failure::Status(429 | 503, rest) => rest.map(|rest| rest.min(LONGEST_REST)),
            Failure::NoRobots(_, inner) => inner.rest(),
            _ => None,
        }
    }

    /// What to do after this many tries, this one included. `jitter` between 0 and 1 spreads those that failed
    /// together.
    pub fn remedy(&self, tries: u32, jitter: f64) -> Remedy {
        if let Failure::Resting(left) = self {
            return Remedy::Again { after: *left, counts: false };
        }
        if !self.is_passing() || tries >= TRIES {
            return Remedy::Never;
        }
        let doubled = FIRST_WAIT.saturating_mul(1 << (2 * tries.saturating_sub(1)).min(20));
        let spread = doubled.min(LONGEST_WAIT).mul_f64(0.75 + 0.5 * jitter.clamp(0.0, 1.0));
        Remedy::Again {
            after: self.rest().map_or(spread, |rest| rest.max(spread.min(FIRST_WAIT))),
            counts: true,
        }
    }
}

/// What went wrong, of what the client says.
pub(super) fn failure_of(error: reqwest::Error) -> Failure {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passing_failures_are_tried_again_later_and_later_and_lasting_ones_are_not() {
        let waits: Vec<Option<u64>> = (1..=TRIES)
            .map(|tries| match Failure::TimedOut.remedy(tries, 0.5) {
                Remedy::Again { after, counts: true } => Some(after.as_secs()),
                _ => None,
            })
            .collect();
        assert_eq!(waits, [Some(5), Some(20), Some(80), Some(320), None]);
        for lasting in [
            Failure::Status(404, None),
            Failure::Robots("h".into()),
            Failure::TooLarge(1),
            Failure::Redirects(9),
        ] {
            assert_eq!(lasting.remedy(1, 0.5), Remedy::Never, "{lasting}");
        }
    }

    #[test]
    fn a_host_that_asks_for_a_rest_gets_it() {
        let after = |failure: &Failure| match failure.remedy(1, 0.0) {
            Remedy::Again { after, .. } => after.as_secs(),
            Remedy::Never => panic!("{failure}"),
        };
        assert_eq!(after(&Failure::Status(429, Some(Duration::from_secs(120)))), 120);
        assert_eq!(after(&Failure::Status(503, Some(Duration::from_secs(u64::MAX)))), 24 * 3600);
        assert_eq!(after(&Failure::Status(503, Some(Duration::ZERO))), 3);
        let resting = Failure::Resting(Duration::from_secs(40));
        assert_eq!(resting.remedy(99, 0.0), Remedy::Again { after: Duration::from_secs(40), counts: false });
    }
}
