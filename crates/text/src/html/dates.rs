//! Dates as pages write them: in figures, with the names of months, in seconds.

use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use record::Date;

/// The names of months, from a pack.
#[derive(Clone, Debug, Default)]
pub struct Months {
    forms: HashMap<String, i8>,
}

/// A line of the list that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadMonth {
    pub line: usize,
}

impl fmt::Display for BadMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "months.tsv, line {}: no number of a month and its names", self.line)
    }
}

impl std::error::Error for BadMonth {}

impl Months {
    pub fn load(list: &str) -> Result<Months, BadMonth> {
        let mut forms = HashMap::new();
        for (index, line) in
            list.lines().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
        {
            let bad = BadMonth { line: index + 1 };
            let (number, names) = line.split_once('\t').ok_or(bad.clone())?;
            let number = number.parse().ok().filter(|number| (1..=12).contains(number)).ok_or(bad)?;
            forms.extend(
                names.split(' ').filter(|name| !name.is_empty()).map(|name| (name.to_lowercase(), number)),
            );
        }
        Ok(Months { forms })
    }
}

/// A part of a text that a date can be made of.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Number { value: i32, digits: usize },
    Month(i8),
    Mark(char),
}

/// Years that a page can have been published in.
const YEARS: std::ops::RangeInclusive<i32> = 1994..=2099;

pub fn date(year: i32, month: i32, day: i32) -> Option<Date> {
    let year = match year {
        // Two digits are of this century, or of the web's first years.
        0..=69 => year + 2000,
        94..=99 => year + 1900,
        _ => year,
    };
    let valid = YEARS.contains(&year);
    valid.then(|| Date::new(year as i16, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok())?
}

/// The dates in a text, in their order. `month_first` is how figures alone are read where both ways are dates.
pub fn dates(text: &str, months: &Months, month_first: bool) -> Vec<Date> {
    let parts = parts(text, months);
    let mut found = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match date_at(parts.get(at..).unwrap_or_default(), month_first) {
            Some((date, length)) => {
                found.push(date);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

fn parts(text: &str, months: &Months) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let end = |same: fn(char) -> bool| rest.find(|c: char| !same(c)).unwrap_or(rest.len());
        let length = if c.is_ascii_digit() {
            let length = end(|c| c.is_ascii_digit());
            let value = rest.get(..length).and_then(|digits| digits.parse().ok()).unwrap_or(i32::MAX);
            parts.push(Part::Number { value, digits: length });
            length
        } else if c.is_alphabetic() {
            let length = end(|c| c.is_alphabetic());
            let word = rest.get(..length).unwrap_or_default();
            let month = (word.len() <= 24).then(|| months.forms.get(&word.to_lowercase())).flatten();
            match month {
                Some(&month) => parts.push(Part::Month(month)),
                // Ordinals and what stands between a day and its month: of, de, ta.
                None if word.len() <= 4 => {}
                None => parts.push(Part::Mark('w')),
            }
            length
        } else {
            if !c.is_whitespace() {
                parts.push(Part::Mark(c));
            }
            c.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    parts
}

/// A date at the start of these parts, and how many it takes.
fn date_at(parts: &[Part], month_first: bool) -> Option<(Date, usize)> {
    use Part::{Mark, Month, Number};
    let day = |value: i32, digits: usize| (digits <= 2 && (1..=31).contains(&value)).then_some(value);
    match *parts {
        // 2024-11-28, 2024/11/28, 2024.11.28
        [
            Number { value: y, digits: 4 },
            Mark(a @ ('-' | '/' | '.')),
            Number { value: m, digits: 1..=2 },
            Mark(b),
            Number { value: d, digits: 1..=2 },
            ..,
        ] if a == b => Some((date(y, m, d)?, 5)),
        // 28.11.2024, 28/11/24
        [
            Number { value: a, digits: 1..=2 },
            Mark(x @ ('-' | '/' | '.')),
            Number { value: b, digits: 1..=2 },
            Mark(y),
            Number { value: c, digits: 2 | 4 },
            ..,
        ] if x == y => {
            let (day_first, month_first_date) = (date(c, b, a), date(c, a, b));
            let chosen = if month_first && x == '/' {
                month_first_date.or(day_first)
            } else {
                day_first.or(month_first_date)
            };
            Some((chosen?, 5))
        }
        // 20241128
        [Number { value, digits: 8 }, ..] => Some((date(value / 10_000, value / 100 % 100, value % 100)?, 1)),
        // 28 November 2024, 28. November, 2024
        [Number { value: d, digits }, Month(m), Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 3))
        }
        [Number { value: d, digits }, Mark(_), Month(m), Number { value: y, digits: 4 }, ..]
        | [Number { value: d, digits }, Month(m), Mark(_), Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 4))
        }
        [Number { value: d, digits }, Mark(_), Month(m), Mark(_), Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 5))
        }
        // November 28, 2024
        [Month(m), Number { value: d, digits }, Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 3))
        }
        [Month(m), Number { value: d, digits }, Mark(_), Number { value: y, digits: 4 }, ..]
        | [Month(m), Mark('.'), Number { value: d, digits }, Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 4))
        }
        [Month(m), Mark('.'), Number { value: d, digits }, Mark(_), Number { value: y, digits: 4 }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 5))
        }
        // 2024 November 28
        [Number { value: y, digits: 4 }, Month(m), Number { value: d, digits }, ..] => {
            Some((date(y, m.into(), day(d, digits)?)?, 3))
        }
        _ => None,
    }
}

/// The first date of what a page's data or a `meta` element says.
pub fn stated(value: &str, months: &Months, month_first: bool) -> Option<Date> {
    let value = value.trim();
    let seconds = || {
        value.parse::<i64>().ok().map(|number| if number > 100_000_000_000 { number / 1000 } else { number })
    };
    match value.len() {
        10 | 13 if value.bytes().all(|byte| byte.is_ascii_digit()) => of_seconds(seconds()?),
        _ => dates(value, months, month_first).first().copied(),
    }
}

/// The day of an instant counted in seconds since 1970, in the time of Greenwich.
fn of_seconds(seconds: i64) -> Option<Date> {
    let days = u64::try_from(seconds).ok()? / 86_400;
    let day = Date::new(1970, 1, 1).ok()?.checked_add(Duration::from_secs(days * 86_400)).ok()?;
    YEARS.contains(&i32::from(day.year())).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn months() -> Months {
        Months::load(include_str!("../../../../packs/und/pages/months.tsv")).unwrap()
    }

    #[test]
    fn reads_dates_as_pages_write_them() {
        let months = months();
        for (text, expected) in [
            ("2024-11-28T10:00:00+03:00", "2024-11-28"),
            ("Опубликовано 28 ноября 2024 г., 10:15", "2024-11-28"),
            ("28.11.2024 | Астана", "2024-11-28"),
            ("Nov. 28, 2024", "2024-11-28"),
            ("Thursday, November 28th, 2024", "2024-11-28"),
            ("28 de noviembre de 2024", "2024-11-28"),
            ("2024 қараша 28", "2024-11-28"),
            ("28/11/24", "2024-11-28"),
            ("11/28/2024", "2024-11-28"),
            ("20241128", "2024-11-28"),
            ("Thu, 28 Nov 2024 08:00:00 GMT", "2024-11-28"),
        ] {
            let found = dates(text, &months, false).first().map(|date| date.to_string());
            assert_eq!(found.as_deref(), Some(expected), "{text}");
        }
        for text in
            ["12:30", "тел. 8 800 555 35 35", "1.2.3", "30.02.2024", "in 2024", "ноябрь 2024", "1812-09-07"]
        {
            assert_eq!(dates(text, &months, false), [], "{text}");
        }
        assert_eq!(dates("04/05/2024", &months, true), [Date::constant(2024, 4, 5)]);
        assert_eq!(dates("04/05/2024", &months, false), [Date::constant(2024, 5, 4)]);
    }

    #[test]
    fn reads_instants_in_seconds() {
        assert_eq!(stated("1732752000", &Months::default(), false), Some(Date::constant(2024, 11, 28)));
        assert_eq!(stated("1732752000000", &Months::default(), false), Some(Date::constant(2024, 11, 28)));
    }

    #[test]
    fn a_bad_line_is_named() {
        assert_eq!(
            Months::load("13\tx").unwrap_err().to_string(),
            "months.tsv, line 1: no number of a month and its names"
        );
    }
}
