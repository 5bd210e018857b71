//! Dates as EDTF (ISO 8601-2, level 0 and open intervals): `2024`, `2024-11`, `2024-11-28`,
//! `2024-06-08/2024-06-09`, `2025-01-01/..`. Never silently completed.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

/// A valid EDTF date or interval; ordered by its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Edtf {
    text: String,
    first: Option<Date>,
    last: Option<Date>,
}

/// What is wrong with a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadDate(pub String);

impl fmt::Display for BadDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not an EDTF date: {:?} (write 2024, 2024-11, 2024-11-28 or 2024-06-08/2024-06-09)", self.0)
    }
}

impl std::error::Error for BadDate {}

impl Edtf {
    pub fn year(year: i16) -> Option<Edtf> {
        format!("{year:04}").parse().ok()
    }

    pub fn month(year: i16, month: i8) -> Option<Edtf> {
        format!("{year:04}-{month:02}").parse().ok()
    }

    pub fn day(date: Date) -> Edtf {
        Edtf { text: date.to_string(), first: Some(date), last: Some(date) }
    }

    /// The interval from the start of `from` to the end of `to`; `None` where it would run backwards.
    pub fn interval(from: &Edtf, to: &Edtf) -> Option<Edtf> {
        if from == to { Some(from.clone()) } else { format!("{from}/{to}").parse().ok() }
    }

    /// From the given date on, without an end.
    pub fn since(from: &Edtf) -> Option<Edtf> {
        format!("{from}/..").parse().ok()
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The first day that it can mean; `None` for an open start.
    pub fn first_day(&self) -> Option<Date> {
        self.first
    }

    /// The last day that it can mean; `None` for an open end.
    pub fn last_day(&self) -> Option<Date> {
        self.last
    }

    pub fn is_interval(&self) -> bool {
        self.text.contains('/')
    }

    /// 1 for a year, 2 for a month, 3 for a day; of an interval, that of its start.
    pub fn precision(&self) -> u8 {
        let start = self.text.split('/').next().unwrap_or_default();
        start.matches('-').count() as u8 + 1
    }

    /// Whether every day of `other` lies within this one.
    pub fn covers(&self, other: &Edtf) -> bool {
        let starts = self.first.is_none_or(|mine| other.first.is_some_and(|theirs| mine <= theirs));
        starts && self.last.is_none_or(|mine| other.last.is_some_and(|theirs| theirs <= mine))
    }

    /// Whether some day lies within both.
    pub fn overlaps(&self, other: &Edtf) -> bool {
        let before = |end: Option<Date>, start: Option<Date>| matches!((end, start), (Some(end), Some(start)) if end < start);
        !before(self.last, other.first) && !before(other.last, self.first)
    }
}

impl fmt::Display for Edtf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Edtf {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Edtf, BadDate> {
        let bad = || BadDate(text.to_owned());
        let (first, last) = match text.split_once('/') {
            None => {
                let (first, last) = point(text).ok_or_else(bad)?;
                (Some(first), Some(last))
            }
            Some(("..", "..")) => return Err(bad()),
            Some(("..", end)) => (None, Some(point(end).ok_or_else(bad)?.1)),
            Some((start, "..")) => (Some(point(start).ok_or_else(bad)?.0), None),
            Some((start, end)) => {
                let (first, last) = (point(start).ok_or_else(bad)?.0, point(end).ok_or_else(bad)?.1);
                if last < first {
                    return Err(bad());
                }
                (Some(first), Some(last))
            }
        };
        Ok(Edtf { text: text.to_owned(), first, last })
    }
}

/// The first and last day of `2024`, `2024-11` or `2024-11-28`.
fn point(text: &str) -> Option<(Date, Date)> {
    let mut parts = text.split('-');
    let year: i16 = digits(parts.next()?, 4)?;
    let Some(month) = parts.next() else {
        return Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?));
    };
    let month = digits(month, 2)? as i8;
    let Some(day) = parts.next() else {
        let first = Date::new(year, month, 1).ok()?;
        return Some((first, first.last_of_month()));
    };
    let date = Date::new(year, month, digits(day, 2)? as i8).ok()?;
    parts.next().is_none().then_some((date, date))
}

fn digits(text: &str, count: usize) -> Option<i16> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edtf(text: &str) -> Edtf {
        text.parse().unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn reads_the_forms_that_the_record_uses_and_refuses_others() {
        for good in [
            "2024",
            "2024-11",
            "2024-11-28",
            "2024-06-08/2024-06-09",
            "2025-01-01/..",
            "../2024",
            "2024/2025",
        ] {
            assert_eq!(edtf(good).to_string(), good);
        }
        for bad in [
            "",
            "24",
            "2024-13",
            "2024-02-30",
            "2024-1-1",
            "2024-06-09/2024-06-08",
            "../..",
            "2024-11-28T10",
            "x/2024",
        ] {
            assert!(bad.parse::<Edtf>().is_err(), "{bad}");
        }
    }

    #[test]
    fn covers_and_overlaps_follow_the_days_meant() {
        assert!(edtf("2024").covers(&edtf("2024-11-28")));
        assert!(edtf("2024-11").covers(&edtf("2024-11-28")));
        assert!(!edtf("2024-11-28").covers(&edtf("2024-11")));
        assert!(edtf("2025-01-01/..").covers(&edtf("2030")));
        assert!(edtf("2024-10-17/2024-10-21").overlaps(&edtf("2024-10-16/2024-10-21")));
        assert!(!edtf("2024-10-17").overlaps(&edtf("2024-10-18/..")));
        assert_eq!(edtf("2024-11").precision(), 2);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_round_trips(text in "[0-9./-]{0,24}") {
            if let Ok(date) = text.parse::<Edtf>() {
                proptest::prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }
    }
}
