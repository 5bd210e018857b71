//! Holidays, fixed and moving.

use record::Date;

use super::compose::Composer;
use super::fields::{Fields, Lean, weekday_of};
use super::stretch::{Stretch, midnight, shift_days};
use super::words::Found;

impl Composer<'_, '_, '_> {
    /// A holiday, of the year that is said or of the nearest one.
    pub(super) fn named_day(&self, at: usize, step: Option<i64>) -> Found<Fields> {
        let words = &self.words;
        let row = words.holiday(at)?;
        let end = row.tokens.end;
        let year_at = words.past("of", words.past_comma(end));
        let of = |year: i16| Stretch::day(feast(year, &|name: &str| row.attribute(name))?);
        if let Some((end, year)) = words.year(year_at) {
            return of(year).map(|base| (end, Fields::of(base)));
        }
        let now = self.now?;
        let this = of(now.day().year())?;
        let today = midnight(now.day());
        let lean = if self.words.is_alone(at, end) { Lean::Ahead } else { self.lean(&(at..end)) };
        let shift = match step {
            Some(step) if step > 0 => step - i64::from(this.from > today),
            Some(step) if step < 0 => step + i64::from(this.from < today),
            Some(_) => 0,
            None if lean == Lean::Ahead && this.from < today => 1,
            None if lean == Lean::Back && this.from > today => -1,
            None => 0,
        };
        of(i16::try_from(i64::from(now.day().year()) + shift).ok()?).map(|base| (end, Fields::of(base)))
    }
}

/// The day of a feast: `on=12-25`, `easter=-2` days off Easter (`pascha` by the Julian calendar), or the `nth` `weekday`
/// of a `month`, with `plus` days.
fn feast<'a>(year: i16, row: &dyn Fn(&str) -> Option<&'a str>) -> Option<Date> {
    let number = |name: &str| row(name)?.parse::<i64>().ok();
    if let Some((month, day)) = row("on").and_then(|on| on.split_once('-')) {
        return Date::new(year, month.parse().ok()?, day.parse().ok()?).ok();
    }
    if let Some(days) = number("easter") {
        return shift_days(easter(year)?, days);
    }
    if let Some(days) = number("pascha") {
        return shift_days(pascha(year)?, days);
    }
    let (nth, weekday, month) = (number("nth")?, number("weekday")?, i8::try_from(number("month")?).ok()?);
    let first = Date::new(year, month, 1).ok()?;
    let day = if nth > 0 {
        let ahead = (weekday - i64::from(weekday_of(first))).rem_euclid(7);
        shift_days(first, ahead + (nth - 1) * 7)?
    } else {
        let last = first.last_of_month();
        shift_days(last, -(i64::from(weekday_of(last)) - weekday).rem_euclid(7))?
    };
    shift_days(day, number("plus").unwrap_or(0))
}

/// By the Gregorian calendar. Source: the anonymous algorithm as Meeus has it, Astronomical Algorithms, chapter 8.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let f = (b + 8) / 25;
    let g = (b - f + 1) / 3;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let n = h + l - 7 * m + 114;
    Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()
}

/// By the Julian calendar, as a date of the Gregorian one; for 1900 to 2099. Source: Meeus, as above.
fn pascha(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let n = d + e + 114;
    let julian = Date::new(year, i8::try_from(n / 31).ok()?, i8::try_from(n % 31 + 1).ok()?).ok()?;
    shift_days(julian, 13).filter(|_| (1900..2100).contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feasts_that_move_are_reckoned() {
        let day = |date: Option<Date>| date.unwrap().to_string();
        assert_eq!(day(easter(2018)), "2018-04-01");
        assert_eq!(day(easter(2025)), "2025-04-20");
        assert_eq!(day(pascha(2024)), "2024-05-05");
        assert_eq!(day(pascha(2025)), "2025-04-20");
        let fourth_thursday = |name: &str| match name {
            "nth" | "weekday" => Some("4"),
            "month" => Some("11"),
            _ => None,
        };
        assert_eq!(day(feast(2024, &fourth_thursday)), "2024-11-28");
    }
}
