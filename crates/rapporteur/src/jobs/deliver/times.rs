//! When a schedule is due, and the dates that its report speaks of. The clock is an argument.

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::out::Usage;

/// How far ahead a day is looked for: every day of the month comes within two months.
const HORIZON: usize = 70;

const WEEK: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

/// A schedule's days, time and zone, found sound.
pub struct Times {
    days: Vec<Day>,
    time: Time,
    zone: TimeZone,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Day {
    OfWeek(Weekday),
    OfMonth(i8),
}

impl Times {
    pub fn new(days: &[String], time: &str, zone: &str) -> Result<Times, Usage> {
        let time = Time::strptime("%H:%M", time)
            .map_err(|_| Usage(format!("{time:?} is no time of day: write it as 07:30")))?;
        let zone = TimeZone::get(zone).map_err(|_| {
            Usage(format!("there is no time zone {zone:?}: give a name such as Europe/Minsk or UTC"))
        })?;
        let mut all = Vec::new();
        for day in days {
            all.extend(self::days(day)?);
        }
        Ok(Times { days: all, time, zone })
    }

    /// The first moment after this one.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let today = after.to_zoned(self.zone.clone()).date();
        let mut dates = today.series(1.day()).take(HORIZON);
        dates.find_map(|date| {
            // an hour that the clocks leave out is the one after
            let at = self.zone.to_ambiguous_zoned(date.to_datetime(self.time)).compatible().ok()?.timestamp();
            (at > after && self.is_on(date)).then_some(at)
        })
    }

    /// The day that a moment falls on in the zone.
    pub fn date(&self, at: Timestamp) -> Date {
        at.to_zoned(self.zone.clone()).date()
    }

    fn is_on(&self, date: Date) -> bool {
        self.days.iter().any(|day| match day {
            Day::OfWeek(weekday) => *weekday == date.weekday(),
            // the 31st of a shorter month is its last day
            Day::OfMonth(day) => {
                *day == date.day() || (date.day() == date.days_in_month() && *day > date.day())
            }
        })
    }
}

fn days(written: &str) -> Result<Vec<Day>, Usage> {
    let week = |count: usize| WEEK.iter().take(count).map(|(_, day)| Day::OfWeek(*day)).collect();
    let of_month = || written.parse().ok().filter(|day| (1..=31).contains(day)).map(Day::OfMonth);
    match written {
        "daily" => Ok(week(7)),
        "weekdays" => Ok(week(5)),
        _ => WEEK
            .iter()
            .find(|(name, _)| *name == written)
            .map(|(_, day)| Day::OfWeek(*day))
            .or_else(of_month)
            .map(|day| vec![day])
            .ok_or_else(|| {
                Usage(format!("{written:?} is no day: give daily, weekdays, mon to sun, or 1 to 31"))
            }),
    }
}

/// The words of a report with dates in the place of their names.
pub fn dated(words: &[String], today: Date) -> Vec<String> {
    let names = [
        ("{today}", Some(today)),
        ("{yesterday}", today.yesterday().ok()),
        ("{week-ago}", today.checked_sub(7.days()).ok()),
        ("{month-start}", Some(today.first_of_month())),
        ("{year-start}", Some(today.first_of_year())),
    ];
    let date = |word: &String| {
        names.iter().fold(word.clone(), |word, (name, date)| match date {
            Some(date) => word.replace(name, &date.to_string()),
            None => word,
        })
    };
    words.iter().map(date).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(days: &[&str], time: &str, zone: &str, after: &str) -> String {
        let days: Vec<String> = days.iter().map(|day| (*day).to_owned()).collect();
        let times = Times::new(&days, time, zone).unwrap();
        times.next(after.parse().unwrap()).unwrap().to_string()
    }

    #[test]
    fn the_next_moment_is_reckoned_in_the_zone() {
        let after = "2024-11-28T02:29:59Z";
        assert_eq!(next(&["daily"], "07:30", "Asia/Almaty", after), "2024-11-28T02:30:00Z");
        assert_eq!(next(&["daily"], "07:30", "Asia/Almaty", "2024-11-28T02:30:00Z"), "2024-11-29T02:30:00Z");
        // a Thursday
        assert_eq!(next(&["mon", "wed"], "09:00", "UTC", after), "2024-12-02T09:00:00Z");
        assert_eq!(next(&["weekdays"], "09:00", "UTC", "2024-11-29T10:00:00Z"), "2024-12-02T09:00:00Z");
        assert_eq!(next(&["31"], "09:00", "UTC", after), "2024-11-30T09:00:00Z");
        assert_eq!(next(&["1", "15"], "09:00", "UTC", after), "2024-12-01T09:00:00Z");
        // clocks went from 02:00 to 03:00 on 31 March 2024
        assert_eq!(next(&["daily"], "02:30", "Europe/Paris", "2024-03-30T12:00:00Z"), "2024-03-31T01:30:00Z");
    }

    #[test]
    fn what_is_no_time_is_refused_with_what_to_write() {
        for (days, time, zone) in [
            ("noday", "09:00", "UTC"),
            ("32", "09:00", "UTC"),
            ("mon", "25:00", "UTC"),
            ("mon", "9", "UTC"),
            ("mon", "09:00", "Here"),
        ] {
            assert!(Times::new(&[days.to_owned()], time, zone).is_err(), "{days} {time} {zone}");
        }
    }

    #[test]
    fn names_of_dates_become_dates() {
        let words = ["outcomes", "--from", "{year-start}", "--to", "{yesterday}", "--org", "x{today}"]
            .map(str::to_owned);
        let dated = dated(&words, "2024-11-28".parse().unwrap());
        assert_eq!(dated, ["outcomes", "--from", "2024-01-01", "--to", "2024-11-27", "--org", "x2024-11-28"]);
    }
}
