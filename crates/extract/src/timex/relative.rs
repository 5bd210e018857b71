//! Days, weeks and longer told by others: "next week", "the last Friday of", quarters, "the week of".

use record::Date;

use super::compose::Composer;
use super::fields::{Fields, Lean, weekday_of};
use super::stretch::{Grain, Stretch, add, midnight, shift_days};
use super::words::{Found, Piece, pieces};

impl Composer<'_, '_, '_> {
    /// "2019 q3", "third quarter 2018", "second half of 2019", "week 31".
    pub(super) fn quarter(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        if let Some((end, year)) = words.year(at) {
            let named = pieces(words.text(end));
            let [Piece::Letters(name), Piece::Digits(number)] = named.as_slice() else { return None };
            return self
                .part_of_year(name, number.parse().ok()?, year)
                .map(|base| (end + 1, Fields::of(base)));
        }
        let (end, number) = words.ordinal(words.past("the", at))?;
        let (end, name) = match words.unit(end) {
            Some((end, "Q")) => (end, "Q"),
            // "the 15th century"
            Some((end, "C")) => {
                let year =
                    i16::try_from(number.checked_sub(1)?.checked_mul(100)?).ok().filter(|year| *year > 0)?;
                let base = Stretch::at(Grain::Century, Stretch::year(year)?.from, 0)?;
                return Some((end, Fields::of(base)));
            }
            _ => (words.after("half", end)?, "H"),
        };
        let next = words.past("of", end);
        let (end, year) = match words.year(next) {
            Some((end, year)) => (end, year),
            None => match self.stepped(words.past("the", next)) {
                Some((end, Fields { base: Some(base), .. })) if base.grain == Grain::Year => {
                    (end, base.from.date().year())
                }
                _ => (end, self.now?.day().year()),
            },
        };
        let grain = if name == "Q" { Grain::Quarter } else { Grain::HalfYear };
        let first = midnight(Date::new(year, 1, 1).ok()?);
        let sound = (1..=if name == "Q" { 4 } else { 2 }).contains(&number);
        sound.then(|| Stretch::at(grain, first, number - 1)).flatten().map(|base| (end, Fields::of(base)))
    }

    /// "next week", "last March", "the coming two years", "this morning", "the week".
    pub(super) fn stepped(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let now = self.now?;
        let start = words.past("the", at);
        let counted = words.number(start).filter(|(end, _)| words.after("step", *end).is_some());
        let (start, count) = counted.map_or((start, None), |(end, count)| (end, Some(count)));
        let (mut end, step) = words.count_of("step", start)?;
        // "3 next weeks", and not "3 next week"
        if counted.is_some() && (words.unit(end).is_none() || words.is_one(end)) {
            return None;
        }
        // "this past Friday"
        let (mut step, mut near) = (step, words.after("near", start).is_some());
        if let Some((after, again)) = words.count_of("step", end).filter(|_| step == 0) {
            near = true;
            (end, step) = (after, again);
        }
        if let Some((after, weekday)) = words.weekday(end).or_else(|| words.weak_weekday(end)) {
            let (after, again) = self.after_next(after);
            let fields = Fields { weekday: Some(weekday), ..Fields::default() };
            let (back, ahead) =
                (fields.settle(now, Lean::Back)?.stretch, fields.settle(now, Lean::Ahead)?.stretch);
            let this = Stretch::at(Grain::Week, now.at, 0)?;
            let of_week =
                |shift: i64| Stretch::day(shift_days(this.from.date(), shift * 7 + i64::from(weekday) - 1)?);
            let base = match step {
                0 if of_week(0)?.from < midnight(now.day()) && self.lean(&(at..after)) != Lean::Back => ahead,
                0 => of_week(0)?,
                -1 if near && back.holds(now.day()) => Stretch::at(Grain::Day, back.from, -7)?,
                -1 if near => back,
                -1 => of_week(-1)?,
                _ if near || again => Stretch::at(Grain::Day, ahead.from, i64::from(again) * 7)?,
                step => of_week(step)?,
            };
            return Some((after, Fields::of(base)));
        }
        if let Some((after, month)) = words.month(end).or_else(|| words.weak_month(end).filter(|_| step != 0))
        {
            let (after, again) = self.after_next(after);
            let this = Stretch::month(now.day().year(), month)?;
            let month_now = Stretch::at(Grain::Month, now.at, 0)?;
            let shift = match step {
                0 => 0,
                step if step > 0 => step - i64::from(this.from > month_now.from) + i64::from(again),
                step => step + i64::from(this.from < month_now.from),
            };
            let year = i16::try_from(i64::from(now.day().year()) + shift).ok()?;
            return Some((after, Fields { year: Some(year), month: Some(month), ..Fields::default() }));
        }
        if let Some((after, part)) = words.part(end).filter(|_| count.is_none() && step <= 0) {
            let day = Stretch::day(shift_days(now.day(), step)?)?;
            return Some((after, Fields { part: Some(part.into()), ..Fields::of(day) }));
        }
        if let Some(found) = self.named_day(end, Some(step)) {
            return Some(found);
        }
        let (end, count) = match (count, words.number(end).or_else(|| words.count_of("few", end))) {
            (None, Some((after, count))) => (after, Some(count)),
            (count, _) => (end, count),
        };
        if let Some((end, "WE")) = words.unit(end) {
            let saturday = shift_days(Stretch::at(Grain::Week, now.at, step)?.from.date(), 5)?;
            return Stretch::days(saturday, shift_days(saturday, 1)?).map(|base| (end, Fields::of(base)));
        }
        let (end, (grain, times)) = words.grain(end)?;
        match count {
            Some(count) if count > 1 => {
                // over so long a time: without a clock to count from it is how long, not when
                let base = now
                    .timed
                    .then(|| {
                        self.run((count.checked_mul(times)?, grain), step.signum()).filter(|_| step != 0)
                    })
                    .flatten();
                base.map(|base| (end, Fields::of(base)))
            }
            // "over the last year" is how long
            _ if step != 0
                && !now.timed
                && grain != Grain::Quarter
                && words.says("run", start).is_some()
                && words.after("the", at).is_some() =>
            {
                None
            }
            _ if grain.is_of_clock() => {
                self.run((1, grain), step.signum()).filter(|_| step != 0).map(|base| (end, Fields::of(base)))
            }
            _ => {
                let (end, again) = self.after_next(end);
                let again = if words.after("before-last", end).is_some() { -1 } else { i64::from(again) };
                let end = words.past("before-last", end);
                Stretch::at(grain, now.at, (step + again).checked_mul(times)?)
                    .map(|base| (end, Fields::of(base)))
            }
        }
    }

    /// "after next": one further than the next.
    fn after_next(&self, at: usize) -> (usize, bool) {
        self.words.after("after-next", at).map_or((at, false), |end| (end, true))
    }

    /// "Friday after next", "the week of 5 May", "the weekend of", "week 31 of 2019".
    pub(super) fn around(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let now = self.now?;
        let start = words.past("the", at);
        let named = words.weekday(start).or_else(|| words.weak_weekday(start));
        if let Some((end, weekday)) = named.filter(|(end, _)| words.after("after-next", *end).is_some()) {
            let ahead =
                Fields { weekday: Some(weekday), ..Fields::default() }.settle(now, Lean::Ahead)?.stretch;
            let base = Stretch::at(Grain::Day, ahead.from, 7)?;
            return Some((words.past("after-next", end), Fields::of(base)));
        }
        if let Some((end, month)) =
            words.month(start).filter(|(end, _)| words.after("after-next", *end).is_some())
        {
            let next = Fields { month: Some(month), ..Fields::default() }.settle(now, Lean::Ahead)?.stretch;
            let base = Stretch::at(Grain::Month, next.from, 12)?;
            return Some((words.past("after-next", end), Fields::of(base)));
        }
        let (end, code) = words.unit(start)?;
        if code == "W" {
            let numbered =
                words.number(end).filter(|(_, week)| (1..=53).contains(week) && start == at.max(start));
            if let Some((end, week)) = numbered {
                let (end, year) = words.year(words.past("of", end)).unwrap_or((end, now.day().year()));
                let fourth = Date::new(year, 1, 4).ok()?;
                let base = Stretch::at(Grain::Week, midnight(fourth), week - 1)?;
                return Some((end, Fields::of(base)));
            }
        }
        let of = words.after("of", end).or_else(|| words.after("beginning", end));
        if let Some((stop, fields)) = of.and_then(|of| self.dated(of)) {
            let day = fields.settle(now, self.lean(&(at..stop)))?.stretch;
            if day.grain > Grain::Week && day.grain != Grain::Other {
                return None;
            }
            let week = Stretch::at(Grain::Week, day.from, 0)?;
            let base = match code {
                "W" => week,
                "WE" => {
                    let saturday = shift_days(week.from.date(), 5)?;
                    Stretch::days(saturday, shift_days(saturday, 1)?)?
                }
                _ => return None,
            };
            return Some((stop, Fields::of(base)));
        }
        None
    }

    /// "the second Tuesday of March", "the last week of 2018", "the third last day of May".
    pub(super) fn nth(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let start = words.past("the", at);
        let ordinal = words.ordinal(start);
        let (end, n) = ordinal.unwrap_or((start, 1));
        let (end, n) = match words.after("last", end) {
            Some(end) => (end, -n),
            None => (end, ordinal.map(|(_, n)| n)?),
        };
        let weekday = words.weekday(end).or_else(|| words.weak_weekday(end));
        // "the last three days of May"
        if let Some((after, count)) =
            words.number(end).filter(|(_, count)| weekday.is_none() && *count > 1 && n.abs() == 1)
        {
            let (after, (grain, times)) = words.grain(after)?;
            let of = words.after("of", after).or_else(|| words.after("in", after))?;
            let (stop, whole) = self.whole(of)?;
            let count = count.checked_mul(times)?;
            let (from, to) = if n > 0 {
                (whole.from, add(whole.from, grain, count)?)
            } else {
                (add(whole.to, grain, -count)?, whole.to)
            };
            let inside = whole.from <= from && to <= whole.to && whole.is_of_days() && !grain.is_of_clock();
            return inside.then(|| (stop, Fields::of(Stretch { from, to, grain: Grain::Other })));
        }
        let (end, what) = match weekday {
            Some((end, weekday)) => (end, What::Weekday(weekday)),
            None => words.grain(end).map(|(end, (grain, _))| (end, What::Unit(grain)))?,
        };
        let of = words.after("of", end).or_else(|| words.after("in", end))?;
        let (end, whole) = self.whole(of)?;
        self.nth_of(n, &what, whole).map(|base| (end, Fields::of(base)))
    }

    /// What something is a part of: "the month" is this one.
    pub(super) fn whole(&self, at: usize) -> Found<Stretch> {
        let words = &self.words;
        if let Some((end, (grain, _))) = words.after("the", at).and_then(|at| words.grain(at)) {
            return Stretch::at(grain, self.now?.at, 0).map(|whole| (end, whole));
        }
        let (end, fields) = self.dated(at)?;
        let whole = fields.settle(self.now?, self.lean(&(at..end)))?.stretch;
        Some((end, whole))
    }

    fn nth_of(&self, n: i64, what: &What, whole: Stretch) -> Option<Stretch> {
        let (first, last) = (whole.from.date(), whole.last_day()?);
        let days = |shift: i64| shift_days(first, shift);
        let found = match what {
            What::Weekday(weekday) => {
                let start = days(i64::from((weekday - weekday_of(first)).rem_euclid(7)))?;
                let day = if n > 0 {
                    shift_days(start, (n - 1) * 7)?
                } else {
                    let back = i64::from((weekday_of(last) - weekday).rem_euclid(7));
                    shift_days(last, -back + (n + 1) * 7)?
                };
                Stretch::day(day)?
            }
            What::Unit(Grain::Day) if n > 0 => Stretch::day(days(n - 1)?)?,
            What::Unit(Grain::Day) => Stretch::day(shift_days(last, n + 1)?)?,
            // weeks count from the one with most days in it
            What::Unit(Grain::Week) => {
                let edge = if n > 0 { first } else { last };
                let week = Stretch::at(Grain::Week, midnight(edge), 0)?;
                let inside = if n > 0 { 8 - weekday_of(first) } else { weekday_of(last) };
                let skip = i64::from(inside < 4);
                let shift = if n > 0 { n - 1 + skip } else { n + 1 - skip };
                return Stretch::at(Grain::Week, week.from, shift);
            }
            What::Unit(grain) if !grain.is_of_clock() && *grain < whole.grain => {
                let edge = if n > 0 { first } else { last };
                Stretch::at(*grain, midnight(edge), if n > 0 { n - 1 } else { n + 1 })?
            }
            What::Unit(_) => return None,
        };
        whole.holds(found.from.date()).then_some(found)
    }
}

enum What {
    Weekday(i8),
    Unit(Grain),
}
