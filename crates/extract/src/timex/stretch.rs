//! Stretches of time and how they are written: EDTF where it has a form, a part of a day as in TIMEX3.

use record::{Date, DateTime, Days};

/// How long a stretch is, as people name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grain {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    HalfYear,
    Year,
    Decade,
    Century,
    /// From one moment to another, whatever their names.
    Other,
}

impl Grain {
    /// By the code of a pack's unit, as in an ISO 8601 duration.
    pub fn of(code: &str) -> Option<Grain> {
        Some(match code {
            "TS" => Grain::Second,
            "TM" => Grain::Minute,
            "TH" => Grain::Hour,
            "D" => Grain::Day,
            "W" => Grain::Week,
            "M" => Grain::Month,
            "Q" => Grain::Quarter,
            "Y" => Grain::Year,
            "E" => Grain::Decade,
            "C" => Grain::Century,
            _ => return None,
        })
    }

    fn months(self) -> Option<i64> {
        Some(match self {
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::HalfYear => 6,
            Grain::Year => 12,
            Grain::Decade => 120,
            Grain::Century => 1200,
            _ => return None,
        })
    }

    pub fn is_of_clock(self) -> bool {
        self < Grain::Day
    }
}

/// From a moment up to another, which it leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub from: DateTime,
    pub to: DateTime,
    pub grain: Grain,
}

impl Stretch {
    pub fn day(day: Date) -> Option<Stretch> {
        Stretch::at(Grain::Day, midnight(day), 0)
    }

    pub fn days(first: Date, last: Date) -> Option<Stretch> {
        let (from, to) = (midnight(first), midnight(shift_days(last, 1)?));
        (from < to).then_some(Stretch { from, to, grain: Grain::Other })
    }

    pub fn month(year: i16, month: i8) -> Option<Stretch> {
        Stretch::at(Grain::Month, midnight(Date::new(year, month, 1).ok()?), 0)
    }

    pub fn year(year: i16) -> Option<Stretch> {
        Stretch::at(Grain::Year, midnight(Date::new(year, 1, 1).ok()?), 0)
    }

    /// The stretch of this grain that a moment lies in, or so many after it.
    pub fn at(grain: Grain, moment: DateTime, shift: i64) -> Option<Stretch> {
        let day = moment.date();
        let (from, to) = match grain {
            Grain::Other => return None,
            Grain::Second | Grain::Minute | Grain::Hour => {
                let from = moment.with().subsec_nanosecond(0).build().ok()?;
                let from = match grain {
                    Grain::Hour => from.with().minute(0).second(0).build().ok()?,
                    Grain::Minute => from.with().second(0).build().ok()?,
                    _ => from,
                };
                (add(from, grain, shift)?, add(from, grain, shift + 1)?)
            }
            Grain::Day | Grain::Week => {
                let back =
                    if grain == Grain::Week { i64::from(day.weekday().to_monday_zero_offset()) } else { 0 };
                let first = midnight(shift_days(day, -back)?);
                (add(first, grain, shift)?, add(first, grain, shift + 1)?)
            }
            _ => {
                let size = grain.months()?;
                let months = i64::from(day.year()) * 12 + i64::from(day.month()) - 1;
                let first = (months.div_euclid(size) + shift) * size;
                (month_start(first)?, month_start(first + size)?)
            }
        };
        Some(Stretch { from, to, grain })
    }

    pub fn last_day(&self) -> Option<Date> {
        if self.to.date() == self.from.date() {
            Some(self.from.date())
        } else {
            shift_days(self.to.date(), -1)
        }
    }

    /// Whether it is made of whole days.
    pub fn is_of_days(&self) -> bool {
        !self.grain.is_of_clock()
            && self.from == midnight(self.from.date())
            && self.to == midnight(self.to.date())
    }

    pub fn holds(&self, day: Date) -> bool {
        self.from.date() <= day && midnight(day) < self.to
    }

    /// As short as EDTF has it.
    pub fn written(&self) -> Option<String> {
        let (day, last) = (self.from.date(), self.last_day()?);
        let year = day.year();
        Some(match self.grain {
            Grain::Second | Grain::Minute | Grain::Hour => moment(self.from),
            Grain::Day => day.to_string(),
            Grain::Month => format!("{year:04}-{:02}", day.month()),
            Grain::Quarter => format!("{year:04}-Q{}", (day.month() - 1) / 3 + 1),
            Grain::Year => format!("{year:04}"),
            Grain::Decade | Grain::Century => format!("{year:04}/{:04}", last.year()),
            Grain::HalfYear => format!("{year:04}-{:02}/{year:04}-{:02}", day.month(), last.month()),
            Grain::Week => format!("{day}/{last}"),
            Grain::Other if self.is_of_days() && day == last => day.to_string(),
            Grain::Other if self.is_of_days() => format!("{day}/{last}"),
            Grain::Other => format!("{}/{}", moment(self.from), moment(self.to)),
        })
    }
}

/// To the minute, or to the second where it has some.
fn moment(at: DateTime) -> String {
    let clock = format!("{}T{:02}:{:02}", at.date(), at.hour(), at.minute());
    if at.second() == 0 { clock } else { format!("{clock}:{:02}", at.second()) }
}

pub(super) fn midnight(day: Date) -> DateTime {
    day.at(0, 0, 0, 0)
}

pub(super) fn shift_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Days::new().try_days(days).ok()?).ok()
}

fn month_start(months: i64) -> Option<DateTime> {
    let year = i16::try_from(months.div_euclid(12)).ok()?;
    let month = i8::try_from(months.rem_euclid(12) + 1).ok()?;
    Date::new(year, month, 1).ok().map(midnight)
}

/// So many units after a moment, or before it; the last day of a month stays the last one.
pub(super) fn add(from: DateTime, grain: Grain, count: i64) -> Option<DateTime> {
    let span = Days::new();
    let span = match grain {
        Grain::Second => span.try_seconds(count),
        Grain::Minute => span.try_minutes(count),
        Grain::Hour => span.try_hours(count),
        Grain::Day => span.try_days(count),
        Grain::Week => span.try_weeks(count),
        other => span.try_months(count.checked_mul(other.months()?)?),
    };
    from.checked_add(span.ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_holds_the_moment_that_it_was_made_from_and_is_written_short() {
        let now = Date::constant(2024, 11, 13).at(16, 5, 30, 0);
        let written = |grain, shift| Stretch::at(grain, now, shift).unwrap().written().unwrap();
        assert_eq!(written(Grain::Minute, 0), "2024-11-13T16:05");
        assert_eq!(written(Grain::Hour, 9), "2024-11-14T01:00");
        assert_eq!(written(Grain::Week, 0), "2024-11-11/2024-11-17");
        assert_eq!(written(Grain::Month, 2), "2025-01");
        assert_eq!(written(Grain::Quarter, -4), "2023-Q4");
        assert_eq!(written(Grain::HalfYear, 0), "2024-07/2024-12");
        assert_eq!(written(Grain::Decade, -1), "2010/2019");
        assert_eq!(written(Grain::Century, 0), "2000/2099");
    }

    #[test]
    fn a_shift_too_far_is_none() {
        let now = Date::constant(2024, 11, 13).at(0, 0, 0, 0);
        assert_eq!(add(now, Grain::Year, i64::MAX), None);
        assert_eq!(add(now, Grain::Century, 1_000), None);
        assert_eq!(
            add(Date::constant(2024, 1, 31).at(0, 0, 0, 0), Grain::Month, 1),
            Some(midnight(Date::constant(2024, 2, 29)))
        );
    }
}
