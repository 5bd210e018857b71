//! The period rule: what falls into a report's time.
//!
//! A thing with dates is in the report where one of them shares a day with the period. A thing without a
//! date is in where a source states that it took place, goes on or is planned, and the report says that no
//! date is given; but only on the word of a publication of that time: one that appeared within the period
//! or up to three months after it, or, where its own date is unknown, one that dates something within it.

use record::{Date, Edtf};

use crate::input::Period;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Before,
    Within,
    After,
    Undated,
}

/// Where dates lie, as EDTF; what is no date is passed over.
pub fn when<'d>(dates: impl IntoIterator<Item = &'d str>, period: Period) -> When {
    let mut found = When::Undated;
    for date in dates.into_iter().filter_map(|date| date.parse::<Edtf>().ok()) {
        let ends_before = date.last_day().is_some_and(|last| last < period.from());
        let starts_after = date.first_day().is_some_and(|first| first > period.to());
        found = match (ends_before, starts_after) {
            (false, false) => return When::Within,
            (_, true) => When::After,
            _ if found == When::After => When::After,
            _ => When::Before,
        };
    }
    found
}

/// Whether a publication of this date speaks of the period.
pub fn speaks_of(published_on: Date, period: Period) -> bool {
    period.from() <= published_on && published_on <= three_months_after(period.to())
}

fn three_months_after(date: Date) -> Date {
    let month = date.month() + 3;
    let (year, month) = if month > 12 { (date.year() + 1, month - 12) } else { (date.year(), month) };
    let first = Date::new(year, month, 1);
    first.and_then(|first| Date::new(year, month, date.day().min(first.days_in_month()))).unwrap_or(Date::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn one_date_within_is_enough() {
        let year = Period::new(day("2024-01-01"), day("2024-12-31")).unwrap();
        assert_eq!(when(["2024-11"], year), When::Within);
        assert_eq!(when(["2025", "2024-12-31/2025-01-02"], year), When::Within);
        assert_eq!(when(["2022"], year), When::Before);
        assert_eq!(when(["2022", "2025-01-01/.."], year), When::After);
        assert_eq!(when(["../2024"], year), When::Within);
        assert_eq!(when(["soon"], year), When::Undated);
        assert_eq!(when([], year), When::Undated);
    }

    #[test]
    fn a_publication_speaks_of_the_period_until_three_months_after_it() {
        let year = Period::new(day("2024-01-01"), day("2024-11-30")).unwrap();
        assert!(speaks_of(day("2025-02-28"), year));
        assert!(!speaks_of(day("2025-03-01"), year));
        assert!(!speaks_of(day("2023-12-31"), year));
        assert_eq!(three_months_after(day("9999-12-31")), Date::MAX);
    }
}
