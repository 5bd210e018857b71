//! Whether a source does what it is used to.

use std::time::Duration;

use collect::cadence::{self, Habit};
use jiff::Timestamp;
use store::collection::{Collection, FiledSource};

/// How long a source has been silent, where that is against its habit.
pub fn silence(
    store: &dyn Collection,
    filed: &FiledSource,
    now: Timestamp,
) -> Result<Option<Duration>, store::Error> {
    // whoever is not visited cannot be heard
    if !filed.source.is_active || filed.standing.answered_at.is_none() {
        return Ok(None);
    }
    let arrivals = store.arrivals(&filed.source.slug, cadence::REMEMBERED)?;
    Ok(Habit::learn(&arrivals, now).and_then(|habit| habit.silence(now)))
}

/// A span of time in the largest unit that tells it.
pub fn span(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7199 => format!("{} min", seconds / 60),
        7200..=172_799 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_told_in_a_unit_that_suits() {
        let cases = [(5, "5 s"), (300, "5 min"), (36 * 3600, "36 h"), (200_000, "2 days")];
        for (seconds, told) in cases {
            assert_eq!(span(Duration::from_secs(seconds)), told);
        }
    }
}
