//! Instants as feeds write them.

use jiff::civil::{DateTime, Time};
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use record::Date;
use text::html::dates::{Months, dates};

/// A day in the source's own time, the time of that day, and how far that is from Greenwich.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    pub on: Date,
    pub time: Option<Time>,
    pub offset: Option<Offset>,
}

impl Moment {
    /// The instant, where the source gave time and zone.
    pub fn instant(&self) -> Option<Timestamp> {
        self.in_greenwich_by(self.offset?)
    }

    /// Year, month, day, hour, minute, second, day of the week from Monday, day of the year, in Greenwich; where no
    /// zone is given, the time is taken for one of there, and where no time is, for midnight.
    pub fn parts(&self) -> Option<[i16; 9]> {
        let there =
            self.in_greenwich_by(self.offset.unwrap_or(Offset::UTC))?.to_zoned(jiff::tz::TimeZone::UTC);
        let (date, time) = (there.date(), there.time());
        Some([
            date.year(),
            date.month().into(),
            date.day().into(),
            time.hour().into(),
            time.minute().into(),
            time.second().into(),
            i16::from(date.weekday().to_monday_zero_offset()),
            date.day_of_year(),
            0,
        ])
    }

    fn in_greenwich_by(&self, offset: Offset) -> Option<Timestamp> {
        let date = jiff::civil::Date::new(self.on.year(), self.on.month(), self.on.day()).ok()?;
        let at = DateTime::from_parts(date, self.time.unwrap_or(Time::midnight()));
        offset.to_timestamp(at).ok()
    }
}

/// Names of zones that feeds use, with hours from Greenwich.
const ZONES: [(&str, i8); 24] = [
    ("gmt", 0),
    ("utc", 0),
    ("ut", 0),
    ("z", 0),
    ("wet", 0),
    ("bst", 1),
    ("cet", 1),
    ("west", 1),
    ("cest", 2),
    ("eet", 2),
    ("eest", 3),
    ("msk", 3),
    ("msd", 4),
    ("est", -5),
    ("et", -5),
    ("edt", -4),
    ("cst", -6),
    ("cdt", -5),
    ("mst", -7),
    ("mdt", -6),
    ("pst", -8),
    ("pdt", -7),
    ("alm", 5),
    ("jst", 9),
];

/// Reads an instant, or a day, in any of the ways that feeds write one.
pub fn moment(written: &str, months: &Months) -> Option<Moment> {
    let written = written.trim();
    let written = written.get(..written.floor_char_boundary(100))?;
    let clock = clock(written);
    let on = day(written, clock.as_ref(), months)?;
    let Some(clock) = clock else { return Some(Moment { on, time: None, offset: None }) };
    let offset = zone(written.get(clock.end..).unwrap_or_default());
    // the end of a day can be written as 24:00, and a second can be the sixtieth
    let time = Time::new(clock.hour % 24, clock.minute, clock.second.min(59), 0).ok();
    let on = if clock.hour == 24 { on.tomorrow().ok()? } else { on };
    Some(Moment { on, time, offset })
}

struct Clock {
    hour: i8,
    minute: i8,
    second: i8,
    start: usize,
    end: usize,
}

/// The first `10:15` or `10:15:30`, with what follows of seconds and halves of the day.
fn clock(written: &str) -> Option<Clock> {
    let bytes = written.as_bytes();
    let number = |from: usize| {
        let digits = bytes.get(from..)?.iter().take(2).take_while(|byte| byte.is_ascii_digit()).count();
        let value = written.get(from..from + digits)?.parse::<i8>().ok()?;
        Some((value, from + digits))
    };
    let colon = written.match_indices(':').map(|(at, _)| at).find(|&at| {
        at > 0
            && bytes.get(at - 1).is_some_and(u8::is_ascii_digit)
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
    })?;
    let start =
        if colon > 1 && bytes.get(colon - 2).is_some_and(u8::is_ascii_digit) { colon - 2 } else { colon - 1 };
    let (mut hour, _) = number(start)?;
    let (minute, mut end) = number(colon + 1)?;
    let mut second = 0;
    if bytes.get(end) == Some(&b':')
        && let Some((value, after)) = number(end + 1)
    {
        (second, end) = (value, after);
    }
    if matches!(bytes.get(end), Some(b'.' | b',')) {
        end += 1 + bytes.get(end + 1..)?.iter().take_while(|byte| byte.is_ascii_digit()).count();
    }
    let rest = written.get(end..)?.trim_start().to_ascii_lowercase();
    if rest.starts_with("pm") && hour < 12 {
        hour += 12;
    } else if rest.starts_with("am") && hour == 12 {
        hour = 0;
    }
    let valid = (0..=24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    valid.then_some(Clock { hour, minute, second, start, end })
}

/// `Z`, `+0300`, `+03:00`, `GMT+3`, `MSK`.
fn zone(rest: &str) -> Option<Offset> {
    let rest = rest.trim_start();
    let rest =
        ["am", "pm", "AM", "PM"].iter().find_map(|half| rest.strip_prefix(half)).unwrap_or(rest).trim_start();
    let word = rest.get(..rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len()))?;
    let after = rest.get(word.len()..)?.trim_start();
    let sign = match after.chars().next() {
        Some('+') => 1,
        Some('-' | '\u{2212}') => -1,
        _ => 0,
    };
    let known = ZONES.iter().find(|(name, _)| name.eq_ignore_ascii_case(word)).map(|(_, hours)| *hours);
    if sign != 0 && (word.is_empty() || known == Some(0)) {
        let mut digits = after.get(after.chars().next()?.len_utf8()..)?.chars();
        let written: String = digits.by_ref().take_while(|c| c.is_ascii_digit() || *c == ':').collect();
        let parts = match written.split_once(':') {
            Some((hours, minutes)) => (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?),
            None if written.len() <= 2 => (written.parse().ok()?, 0),
            None => (
                written.get(..written.len() - 2)?.parse().ok()?,
                written.get(written.len() - 2..)?.parse().ok()?,
            ),
        };
        let (hours, minutes): (i32, i32) = parts;
        return Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok();
    }
    Offset::from_hours(known?).ok()
}

/// The day, with the clock cut out: some write the year after it.
fn day(written: &str, clock: Option<&Clock>, months: &Months) -> Option<Date> {
    let (before, after) = match clock {
        Some(clock) => (written.get(..clock.start)?, written.get(clock.end..)?),
        None => (written, ""),
    };
    let first = |text: &str| dates(text, months, false).first().copied();
    // a `T` between day and time is no word
    let before = before.strip_suffix(['T', 't']).unwrap_or(before);
    first(before)
        .or_else(|| bare(before))
        .or_else(|| first(&whole_year(before)?))
        .or_else(|| {
            // Sun Jan 4 16:29:06 PST 2004
            let year = after.split(|c: char| !c.is_ascii_digit()).find(|part| part.len() == 4)?;
            first(&format!("{} {year}", before.trim_end()))
        })
        .or_else(|| first(after))
}

/// `28 Nov 24` with its year whole.
fn whole_year(written: &str) -> Option<String> {
    let (head, year) = written.trim_end().rsplit_once([' ', '-'])?;
    let number: u8 = year.parse().ok().filter(|_| year.len() == 2)?;
    Some(format!("{head} {}{number:02}", if number < 70 { 20 } else { 19 }))
}

/// `2024`, `2024-11`, `20241128T1015`, `2024-333`: what is missing is the first.
fn bare(written: &str) -> Option<Date> {
    let written = written.trim().split(['T', 't']).next()?;
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let year: i16 = written.get(..4).filter(|year| digits(year))?.parse().ok()?;
    let rest = written.get(4..)?.trim_start_matches('-');
    let (month, day) = match rest.len() {
        0 => (1, 1),
        2 if digits(rest) => (rest.parse().ok()?, 1),
        3 if digits(rest) => {
            let number: i64 = rest.parse().ok()?;
            let first = jiff::civil::Date::new(year, 1, 1).ok()?;
            let day = first.checked_add(SignedDuration::from_hours(24 * (number - 1))).ok()?;
            (day.month(), day.day())
        }
        4 if digits(rest) => (rest.get(..2)?.parse().ok()?, rest.get(2..)?.parse().ok()?),
        _ => return None,
    };
    (1970..2100).contains(&year).then(|| Date::new(year, month, day).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_in_many_ways() {
        let months = Months::load(include_str!("../../../../packs/und/pages/months.tsv")).unwrap();
        for (written, day, instant) in [
            ("Thu, 01 Jan 2004 19:48:21 GMT", "2004-01-01", Some("2004-01-01T19:48:21Z")),
            ("Thu, 28 Nov 2024 00:15:00 +0300", "2024-11-28", Some("2024-11-27T21:15:00Z")),
            ("28 \u{43d}\u{43e}\u{44f}\u{431}\u{440}\u{44f} 2024, 10:15", "2024-11-28", None),
            ("2024-11-28T10:15:00.123+06:00", "2024-11-28", Some("2024-11-28T04:15:00Z")),
            ("2003-12-31T10:14:55Z", "2003-12-31", Some("2003-12-31T10:14:55Z")),
            ("2002-10-17T17:00+01:00", "2002-10-17", Some("2002-10-17T16:00:00Z")),
            ("Sun Jan  4 16:29:06 PST 2004", "2004-01-04", Some("2004-01-05T00:29:06Z")),
            ("20241128T101500Z", "2024-11-28", None),
            ("2024-11", "2024-11-01", None),
            ("2024-333", "2024-11-28", None),
            ("Fri, 2006/09/15 08:19:53 EDT", "2006-09-15", Some("2006-09-15T12:19:53Z")),
            ("11/28/2024 3:05 PM GMT+3", "2024-11-28", Some("2024-11-28T12:05:00Z")),
            ("Thu, 28 Nov 24 24:00 MSK", "2024-11-29", Some("2024-11-28T21:00:00Z")),
        ] {
            let found = moment(written, &months);
            assert_eq!(found.map(|found| found.on.to_string()).as_deref(), Some(day), "{written}");
            let at = found.and_then(|found| found.instant()).map(|at| at.to_string());
            assert_eq!(at.as_deref(), instant, "{written}");
        }
        for written in ["", "soon", "10:15", "99:99 2024"] {
            assert_eq!(moment(written, &months), None, "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(written in "[0-9:+TZ .,/\u{2212}-]{0,40}|\\PC{0,120}") {
            let _ = moment(&written, &Months::default()).map(|moment| (moment.instant(), moment.parts()));
        }
    }
}
