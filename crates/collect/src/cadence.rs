//! How often a source issues something, learned from when its items came; when to look again, and when its silence
//! is against its habit.

use std::time::Duration;

use jiff::Timestamp;

/// How many arrivals are looked at.
pub const REMEMBERED: usize = 48;
/// Fewer than this tell no habit.
const FEWEST: usize = 5;

const HOUR: u64 = 3600;
/// Between two visits of a source whose habit is not known.
const UNKNOWN: Duration = Duration::from_secs(HOUR);
const SHORTEST: Duration = Duration::from_secs(10 * 60);
const LONGEST: Duration = Duration::from_secs(12 * HOUR);
/// Between two visits of a source that keeps failing.
const LONGEST_AFTER_FAILURE: Duration = Duration::from_secs(24 * HOUR);
/// A shorter silence is nobody's concern.
const SHORTEST_SILENCE: Duration = Duration::from_secs(12 * HOUR);

/// What a source is used to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Habit {
    /// The time that usually lies between two items: half of all gaps are shorter.
    pub gap: Duration,
    /// The longest that lay between two: nights, weekends, holidays.
    pub longest_gap: Duration,
    pub last: Timestamp,
}

impl Habit {
    /// From when the latest items came, in any order. What claims to come from the future is left out.
    pub fn learn(arrivals: &[Timestamp], now: Timestamp) -> Option<Habit> {
        let mut arrivals: Vec<Timestamp> = arrivals.iter().copied().filter(|at| *at <= now).collect();
        arrivals.sort_unstable();
        let last = *arrivals.last()?;
        let mut gaps: Vec<Duration> = arrivals
            .windows(2)
            .filter_map(|pair| match pair {
                [before, after] => Duration::try_from(after.duration_since(*before)).ok(),
                _ => None,
            })
            .collect();
        if arrivals.len() < FEWEST {
            return None;
        }
        gaps.sort_unstable();
        let gap = gaps.get(gaps.len() / 2).copied()?;
        Some(Habit { gap, longest_gap: gaps.last().copied()?, last })
    }

    /// How long it has been silent, where that is against its habit: six times the usual gap, and half as long again
    /// as it ever was. Four items a day make an alarm after 36 hours.
    pub fn silence(&self, now: Timestamp) -> Option<Duration> {
        let silent = Duration::try_from(now.duration_since(self.last)).ok()?;
        let usual =
            self.gap.saturating_mul(6).max(self.longest_gap.saturating_mul(3) / 2).max(SHORTEST_SILENCE);
        (silent >= usual).then_some(silent)
    }
}

/// How long until the next visit: half of the usual gap, or what a person or the source itself asks for; ever longer
/// while the source fails.
pub fn until_next(
    habit: Option<&Habit>,
    fixed: Option<Duration>,
    asked: Option<Duration>,
    failures: u32,
) -> Duration {
    let learned = || habit.map_or(UNKNOWN, |habit| (habit.gap / 2).clamp(SHORTEST, LONGEST));
    let usual = fixed.unwrap_or_else(|| learned().max(asked.unwrap_or_default().min(LONGEST)));
    if failures == 0 {
        return usual;
    }
    usual.saturating_mul(1 << failures.min(8)).min(LONGEST_AFTER_FAILURE).max(usual)
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    fn at(hours: i64) -> Timestamp {
        "2024-11-01T00:00:00Z".parse::<Timestamp>().unwrap() + hours.hours()
    }

    #[test]
    fn four_a_day_and_silent_for_36_hours_is_an_alarm() {
        let arrivals: Vec<Timestamp> = (0..20).map(|number| at(number * 6)).collect();
        let habit = Habit::learn(&arrivals, at(200)).unwrap();
        let last = 19 * 6;
        assert_eq!(habit.gap, Duration::from_secs(6 * HOUR));
        assert_eq!(habit.silence(at(last + 35)), None);
        assert_eq!(habit.silence(at(last + 36)), Some(Duration::from_secs(36 * HOUR)));
        assert_eq!(until_next(Some(&habit), None, None, 0), Duration::from_secs(3 * HOUR));
    }

    #[test]
    fn weekends_are_part_of_a_habit() {
        // eight items on each working day, none from Friday evening to Monday morning
        let arrivals: Vec<Timestamp> = (0..14)
            .filter(|day| day % 7 < 5)
            .flat_map(|day| (8..16).map(move |hour| at(day * 24 + hour)))
            .collect();
        let habit = Habit::learn(&arrivals, at(14 * 24)).unwrap();
        assert_eq!(habit.silence(at(11 * 24 + 15 + 64)), None, "Monday morning");
        assert!(habit.silence(at(11 * 24 + 15 + 100)).is_some(), "Tuesday night");
    }

    #[test]
    fn little_is_known_of_few_and_the_future_says_nothing() {
        assert_eq!(Habit::learn(&[at(0), at(1)], at(5)), None);
        let skewed: Vec<Timestamp> = (0..9).map(|number| at(number * 10_000)).collect();
        assert_eq!(Habit::learn(&skewed, at(1)), None);
        assert_eq!(Habit::learn(&[], at(1)), None);
    }

    #[test]
    fn visits_are_as_rare_as_asked_and_rarer_while_it_fails() {
        let minutes = |count: u64| Duration::from_secs(count * 60);
        assert_eq!(until_next(None, None, None, 0), minutes(60));
        assert_eq!(until_next(None, Some(minutes(5)), Some(minutes(90)), 0), minutes(5));
        assert_eq!(until_next(None, None, Some(minutes(90)), 0), minutes(90));
        assert_eq!(until_next(None, None, Some(minutes(1_000_000)), 0), minutes(720));
        assert_eq!(until_next(None, Some(minutes(5)), None, 2), minutes(20));
        assert_eq!(until_next(None, Some(minutes(30)), None, 40), minutes(24 * 60));
    }
}
