//! What an expression says of a time before it is known which one is meant: a month without its year, an hour without
//! its half of the day. What several words say is put together, and then reckoned from when the text was written.

use record::{Date, DateTime};

use super::stretch::{Grain, Stretch, add, midnight, shift_days};

/// A time of the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    pub hour: i8,
    pub minute: i8,
    pub second: i8,
    /// Of which half of the day, or as the twenty-four hours count.
    pub settled: bool,
    /// A number that may be no hour at all, unless something beside it says so.
    pub bare: bool,
    /// A word such as "at" leads to it.
    pub led: bool,
    /// Reckoned at Greenwich.
    pub universal: bool,
}

impl Clock {
    pub fn of(hour: i8, minute: i8) -> Option<Clock> {
        let sound = (0..=24).contains(&hour) && (0..60).contains(&minute) && (hour < 24 || minute == 0);
        let settled = hour > 12 || hour == 0;
        sound.then_some(Clock { hour, minute, second: 0, settled, bare: false, led: false, universal: false })
    }

    /// In the half of the day that begins after so many hours.
    pub fn in_half(self, hours: i8) -> Option<Clock> {
        if self.hour > 12 || self.hour == 0 {
            return Some(self);
        }
        Some(Clock { hour: self.hour % 12 + hours, settled: true, bare: false, ..self })
    }

    /// As a part of the day, by its code in TIMEX3, has it.
    fn in_part(self, part: &str) -> Option<Clock> {
        match part {
            _ if self.settled => Some(self),
            "MO" | "DM" => self.in_half(0),
            "NI" if self.hour < 5 => self.in_half(0),
            "EV" | "NI" if self.hour == 12 => Some(Clock { hour: 24, settled: true, bare: false, ..self }),
            "AF" | "EV" | "NI" => self.in_half(12),
            _ => None,
        }
    }

    fn on(self, day: Date) -> Option<DateTime> {
        let (day, hour) = if self.hour == 24 { (shift_days(day, 1)?, 0) } else { (day, self.hour) };
        Some(day.at(hour, self.minute, self.second, 0))
    }
}

/// Where a text looks: to what has been or to what will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lean {
    Ahead,
    Back,
    Either,
}

/// When a text was written, as exactly as is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    pub at: DateTime,
    /// Whether the time of the clock is known too.
    pub timed: bool,
}

impl Now {
    pub fn day(&self) -> Date {
        self.at.date()
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub base: Option<Stretch>,
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    /// Monday is 1.
    pub weekday: Option<i8>,
    pub clock: Option<Clock>,
    /// A part of the day, by its code in TIMEX3.
    pub part: Option<Box<str>>,
    /// What is meant where the year is not said, told from the whole text.
    pub likely: Option<Stretch>,
    /// No time by itself, but beside another one.
    pub weak: bool,
}

impl Fields {
    pub fn of(base: Stretch) -> Fields {
        Fields { base: Some(base), ..Fields::default() }
    }

    pub fn has_date(&self) -> bool {
        self.base.is_some() || self.names_date()
    }

    fn names_date(&self) -> bool {
        self.year.is_some() || self.month.is_some() || self.day.is_some() || self.weekday.is_some()
    }

    pub fn has_clock(&self) -> bool {
        self.clock.is_some() || self.part.is_some()
    }

    /// Without what the whole text makes likely, where a weekday stands alone.
    pub fn by_itself(mut self) -> Fields {
        if self.weekday.is_some() || self.month.is_none() {
            self.likely = None;
        }
        self
    }

    /// Whether the least that it names is no day: "next week", "March".
    fn is_broad(&self) -> bool {
        match (&self.base, self.day, self.weekday) {
            (_, Some(_), _) | (_, _, Some(_)) => false,
            (Some(base), None, None) => base.grain > Grain::Day,
            (None, None, None) => self.year.is_some() || self.month.is_some(),
        }
    }

    /// Both together; `None` where they say the same of different things.
    pub fn with(&self, other: &Fields) -> Option<Fields> {
        fn one<T: Clone + PartialEq>(a: &Option<T>, b: &Option<T>) -> Option<Option<T>> {
            match (a, b) {
                (Some(a), Some(b)) if a != b => None,
                (a, b) => Some(a.clone().or_else(|| b.clone())),
            }
        }
        if self.clock.is_some() && other.clock.is_some() {
            return None;
        }
        let said_twice = [
            self.year.is_some() && other.year.is_some(),
            self.month.is_some() && other.month.is_some(),
            self.day.is_some() && other.day.is_some(),
            self.weekday.is_some() && other.weekday.is_some(),
            self.base.is_some() && other.base.is_some(),
        ];
        if said_twice.contains(&true) {
            return None;
        }
        let both = Fields {
            base: one(&self.base, &other.base)?,
            year: one(&self.year, &other.year)?,
            month: one(&self.month, &other.month)?,
            day: one(&self.day, &other.day)?,
            weekday: one(&self.weekday, &other.weekday)?,
            clock: one(&self.clock, &other.clock)?,
            part: one(&self.part, &other.part)?,
            // a year or weekday told beside says which one is meant
            likely: None,
            weak: self.weak && other.weak,
        };
        if let Some(base) = &both.base {
            let fits = match base.grain {
                Grain::Year | Grain::Decade => {
                    both.year.is_none() && (both.month.is_some() || !both.names_date())
                }
                Grain::Month | Grain::Quarter => both.year.is_none() && both.month.is_none(),
                Grain::Week => both.year.is_none() && both.month.is_none() && both.day.is_none(),
                Grain::Day | Grain::Other => {
                    !both.names_date()
                        || both.weekday.is_some()
                            && both.year.or(both.month.map(i16::from)).or(both.day.map(i16::from)).is_none()
                }
                _ => false,
            };
            if !fits {
                return None;
            }
        }
        // "March at 5" is none; a year and a day without a month neither
        let no_month = both.base.is_none() && both.month.is_none();
        if both.has_clock() && both.is_broad()
            || no_month && both.year.is_some() && both.names_date() && both.day.or(both.weekday).is_some()
        {
            return None;
        }
        let likely = if both.has_clock() && !other.names_date() && other.base.is_none() {
            self.likely
        } else if both.has_clock() && !self.names_date() && self.base.is_none() {
            other.likely
        } else {
            None
        };
        Some(Fields { likely, ..both })
    }

    /// The time that is meant.
    pub fn settle(&self, now: Now, lean: Lean) -> Option<Settled> {
        let date = self.date(now, lean);
        if !self.has_clock() {
            return Some(Settled { stretch: date?, part: None, universal: false });
        }
        let said = self.has_date();
        let day = if said {
            Some(
                date.filter(|date| date.grain == Grain::Day || date.last_day() == Some(date.from.date()))?
                    .from
                    .date(),
            )
        } else {
            None
        };
        let Some(clock) = self.clock else {
            let day = day.unwrap_or(now.day());
            return Some(Settled { stretch: Stretch::day(day)?, part: self.part.clone(), universal: false });
        };
        let clock = match &self.part {
            Some(part) => clock.in_part(part)?,
            None => clock,
        };
        let at = match day {
            Some(day) => clock.on(day)?,
            None => coming(clock, now, lean)?,
        };
        let grain = if clock.second > 0 { Grain::Second } else { Grain::Minute };
        Some(Settled { stretch: Stretch::at(grain, at, 0)?, part: None, universal: clock.universal })
    }

    fn date(&self, now: Now, lean: Lean) -> Option<Stretch> {
        if let Some(likely) = self.likely.filter(|_| self.weekday.is_none() || self.month.is_none()) {
            return Some(likely);
        }
        let today = now.day();
        if let Some(base) = self.base {
            return within(base, self);
        }
        if let (Some(year), None, None, None) = (self.year, self.month, self.day, self.weekday) {
            return Stretch::year(year);
        }
        match (self.month, self.day, self.weekday) {
            (Some(month), None, None) => {
                let of = |year| Stretch::month(year, month);
                match self.year {
                    Some(year) => of(year),
                    None => nearest(today.year(), now, lean, of),
                }
            }
            (Some(month), Some(day), weekday) => {
                let of = |year| Stretch::day(Date::new(year, month, day).ok()?);
                if let Some(year) = self.year {
                    return of(year);
                }
                let fits = |stretch: &Stretch| {
                    weekday.is_none_or(|weekday| weekday_of(stretch.from.date()) == weekday)
                };
                let from = today.year();
                let by_weekday = [0, 1, -1, 2, -2].iter().find_map(|shift| of(from + shift).filter(fits));
                let leap = || [0, -1, 1, -2, 2, -3, 3, -4, 4].iter().find_map(|shift| of(from + shift));
                by_weekday
                    .filter(|_| weekday.is_some())
                    .or_else(|| nearest(from, now, lean, of))
                    .or_else(leap)
            }
            (Some(month), None, Some(weekday)) => {
                // the first one in it
                let whole = Stretch::month(self.year.unwrap_or(today.year()), month)?;
                within(whole, &Fields { weekday: Some(weekday), ..Fields::default() })
            }
            (None, Some(day), weekday) => day_of_month(today, day, weekday, lean),
            (None, None, Some(weekday)) => {
                let back = i64::from((weekday_of(today) - weekday).rem_euclid(7));
                let ahead = 7 - back;
                let days = match lean {
                    Lean::Back => -back,
                    _ => ahead,
                };
                Stretch::day(shift_days(today, days)?)
            }
            (None, None, None) => None,
        }
    }
}

/// The value of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub stretch: Stretch,
    pub part: Option<Box<str>>,
    pub universal: bool,
}

impl Settled {
    pub fn written(&self) -> Option<String> {
        match &self.part {
            Some(part) => Some(format!("{}T{part}", self.stretch.from.date())),
            None if self.universal => Some(format!("{}Z", self.stretch.written()?)),
            None => self.stretch.written(),
        }
    }
}

pub(super) fn weekday_of(day: Date) -> i8 {
    day.weekday().to_monday_one_offset()
}

/// What fields pick out of a stretch that is known.
fn within(base: Stretch, fields: &Fields) -> Option<Stretch> {
    let first = base.from.date();
    let mut stretch = base;
    if let Some(month) = fields.month {
        stretch = Stretch::month(first.year(), month)?;
    }
    if let Some(day) = fields.day {
        let from = stretch.from.date();
        stretch = Stretch::day(Date::new(from.year(), from.month(), day).ok()?)?;
    }
    if let Some(weekday) = fields.weekday {
        let from = stretch.from.date();
        let ahead = i64::from((weekday - weekday_of(from)).rem_euclid(7));
        // "in three days on Friday": the day may be off by one who counts otherwise
        let day = if stretch.grain == Grain::Day && ahead > 3 {
            shift_days(from, ahead - 7)?
        } else {
            shift_days(from, ahead)?
        };
        stretch = Stretch::day(day)?;
    }
    Some(stretch)
}

/// This year's, or that of the year where the text looks.
fn nearest(year: i16, now: Now, lean: Lean, of: impl Fn(i16) -> Option<Stretch>) -> Option<Stretch> {
    let this = of(year);
    let today = midnight(now.day());
    let other = match (lean, this) {
        (Lean::Ahead, Some(this)) if this.to <= today => 1,
        (Lean::Back, Some(this)) if this.from > today => -1,
        _ => 0,
    };
    of(year + other)
}

/// The nearest day of this number, and of this weekday where one is said.
fn day_of_month(today: Date, day: i8, weekday: Option<i8>, lean: Lean) -> Option<Stretch> {
    const REACH: i64 = 800;
    let fits = |date: &Date| date.day() == day && weekday.is_none_or(|weekday| weekday_of(*date) == weekday);
    let ahead = (0..REACH).filter_map(|days| shift_days(today, days)).find(fits);
    let back = || (0..REACH).filter_map(|days| shift_days(today, -days)).find(fits);
    Stretch::day(match lean {
        Lean::Back => back()?,
        _ => ahead?,
    })
}

/// The next time that the clock shows it, where it is known what it shows now.
fn coming(clock: Clock, now: Now, lean: Lean) -> Option<DateTime> {
    let today = clock.on(now.day())?;
    if !now.timed || lean == Lean::Back || today >= now.at {
        return Some(today);
    }
    let later = if clock.settled { None } else { add(today, Grain::Hour, 12) };
    later.filter(|later| *later >= now.at).or_else(|| add(today, Grain::Day, 1))
}
