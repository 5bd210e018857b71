//! Lengths of time, and times counted from others: "in 3 days", "two hours ago", "a week before the vote".

use record::DateTime;

use super::compose::Composer;
use super::fields::Fields;
use super::stretch::{Grain, Stretch, add, midnight, shift_days};
use super::words::{Found, Words};

/// So many of these units, one after the other.
pub(super) type Length = Vec<(i64, Grain)>;

impl Words<'_, '_, '_> {
    /// "3 days", "an hour and 20 minutes", "half an hour", "2.5 hours".
    pub fn length(&self, at: usize) -> Found<Length> {
        let (mut end, first) = self.units(at)?;
        let mut all = vec![first?];
        // "an hour and a half"
        let and = self.past("and", end);
        if let Some(after) = self.after("half", self.past("one", and)).filter(|_| and > end) {
            all.push(halved(all.first()?.1)?);
            return Some((after, all));
        }
        while let Some((after, Some(next))) = self.units(self.past("and", end)).filter(|_| end < self.end(at))
        {
            if all.last().is_some_and(|(_, grain)| next.1 >= *grain) {
                break;
            }
            all.push(next);
            end = after;
        }
        Some((end, all))
    }

    fn units(&self, at: usize) -> Found<Option<(i64, Grain)>> {
        let (end, numbers) = self.amount(at)?;
        let (end, (grain, times)) = self.grain(end)?;
        let (above, below) = numbers;
        if below == 1 {
            return Some((end, above.checked_mul(times).map(|count| (count, grain))));
        }
        let (finer, size) = match grain {
            Grain::Minute => (Grain::Second, 60),
            Grain::Hour => (Grain::Minute, 60),
            Grain::Day => (Grain::Hour, 24),
            Grain::Week => (Grain::Day, 7),
            Grain::Month => (Grain::Day, 30),
            Grain::Year => (Grain::Month, 12),
            Grain::Decade => (Grain::Year, 10),
            Grain::Century => (Grain::Year, 100),
            _ => return None,
        };
        Some((end, above.checked_mul(size * times).map(|count| (count / below, finer))))
    }

    /// A number as a fraction: "half an", "three quarters of an", "1/4", "2.5", "3".
    fn amount(&self, at: usize) -> Found<(i64, i64)> {
        let of_one = |at: usize| self.past("one", self.past("of", at));
        if let Some(end) = self.after("half", at) {
            return Some((of_one(end), (1, 2)));
        }
        if let Some(end) = self.after("quarter", self.past("one", at)) {
            return Some((of_one(end), (1, 4)));
        }
        if self.text(at + 1) == "/" {
            let parts = self.digits(at, 1).zip(self.digits(at + 2, 1).filter(|below| *below > 0));
            return parts.map(|parts| (of_one(at + 3), parts));
        }
        if let Some((whole, part)) = self.text(at).split_once(['.', ',']) {
            let above = format!("{whole}{part}").parse().ok().filter(|_| part.len() == 1);
            return above.map(|above| (at + 1, (above, 10)));
        }
        if let Some((end, parts)) = self.says("fraction", at) {
            let (above, below) = parts.split_once('/')?;
            return Some((
                of_one(end),
                (above.parse().ok()?, below.parse().ok().filter(|below| *below > 0)?),
            ));
        }
        let about = self.past("about", at);
        if about > at {
            return self.amount(about);
        }
        if let Some((end, count)) = self.number(at) {
            // "two and a half"
            let and = self.past("and", end);
            if let Some(end) = self.after("half", self.past("one", and)).filter(|_| and > end) {
                return Some((end, (count * 2 + 1, 2)));
            }
            return Some((self.past("of", end), (count, 1)));
        }
        let (end, count) = self.count_of("few", self.past("one", at)).unwrap_or((at, 1));
        if end > at {
            return Some((self.past("of", end), (count, 1)));
        }
        // "an hour"; where a language says "hour ago", the pack lets the unit stand by itself
        let one = self.after("one", at).map(|end| (end, (1, 1)));
        one.or_else(|| self.doc.pack.setting("units-are-one").and(self.grain(at)).map(|_| (at, (1, 1))))
    }
}

fn halved(grain: Grain) -> Option<(i64, Grain)> {
    Some(match grain {
        Grain::Hour => (30, Grain::Minute),
        Grain::Day => (12, Grain::Hour),
        Grain::Year => (6, Grain::Month),
        _ => return None,
    })
}

impl Composer<'_, '_, '_> {
    /// A time so long before or after another one, or the present.
    pub(super) fn shifted(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        if let Some(start) = words.after("in", at) {
            let (end, length) = words.length(start)?;
            // "within 9 months": from now up to then
            if words.after("in-sure", at).is_some() {
                let now = self.now.filter(|now| now.timed)?;
                let of_clock = length.iter().any(|(_, grain)| grain.is_of_clock());
                let from = if of_clock { now.at } else { midnight(now.day()) };
                let to = length.iter().try_fold(from, |at, (count, grain)| add(at, *grain, *count))?;
                return Some((end, Fields::of(Stretch { from, to, grain: Grain::Other })));
            }
            // "in three days" can also be how long something took
            let told = words.after("hence", end);
            let alone = words.is_alone(at, end) || self.is_ahead(at) || self.now.is_some_and(|now| now.timed);
            let weak = told.is_none() && !alone && words.after("in-always", at).is_none();
            let base = self.move_by(&length, 1, None)?;
            return Some((told.unwrap_or(end), Fields { weak, ..Fields::of(base) }));
        }
        if let Some(found) = self.weekdays_off(at) {
            return Some(found);
        }
        let (end, length) = words.length(at)?;
        for (name, sign) in [("ago", -1), ("hence", 1), ("earlier", -1), ("later", 1)] {
            // of what is told, "later" is later than that
            let told = matches!(name, "earlier" | "later")
                && self.now.is_some_and(|now| !now.timed)
                && !words.is_alone(at, end + 1);
            if let Some(end) = words.after(name, end).filter(|_| !told) {
                return self.move_by(&length, sign, None).map(|base| (end, Fields::of(base)));
            }
        }
        // "a week starting tomorrow"
        if let Some(start) = words.after("beginning", end) {
            let (end, fields) = self.dated(start)?;
            let from = fields.settle(self.now?, self.lean(&(at..end)))?.stretch.from;
            let to = length.iter().try_fold(from, |at, (count, grain)| add(at, *grain, *count))?;
            return Some((end, Fields::of(Stretch { from, to, grain: Grain::Other })));
        }
        let (start, sign) = (words.after("before", end).map(|end| (end, -1)))
            .or_else(|| words.after("after", end).map(|end| (end, 1)))?;
        if let Some(end) = words.after("now", start) {
            return self.move_by(&length, sign, None).map(|base| (end, Fields::of(base)));
        }
        let (end, fields) = self.dated(start)?;
        let settled = fields.settle(self.now?, self.lean(&(at..end)))?;
        self.move_by(&length, sign, Some(settled.stretch)).map(|base| (end, Fields::of(base)))
    }

    /// "two Sundays ago", "three Fridays from now".
    fn weekdays_off(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let (end, count) = words.number(at)?;
        let (end, weekday) = words.weekday(end).or_else(|| words.weak_weekday(end))?;
        let from_now = || words.after("now", words.after("after", end)?);
        let ahead = words.after("hence", end).or_else(from_now);
        let (end, lean, weeks) = match ahead {
            Some(end) => (end, super::fields::Lean::Ahead, count - 1),
            None => (words.after("ago", end)?, super::fields::Lean::Back, 1 - count),
        };
        let nearest = Fields { weekday: Some(weekday), ..Fields::default() }.settle(self.now?, lean)?.stretch;
        let nearest = if lean == super::fields::Lean::Back && nearest.holds(self.now?.day()) {
            Stretch::at(Grain::Day, nearest.from, -7)?
        } else {
            nearest
        };
        Stretch::at(Grain::Day, nearest.from, weeks.checked_mul(7)?).map(|base| (end, Fields::of(base)))
    }

    fn move_by(&self, length: &Length, sign: i64, from: Option<Stretch>) -> Option<Stretch> {
        let now = self.now?;
        let finest = length.iter().map(|(_, grain)| *grain).min()?;
        let of_clock = finest.is_of_clock();
        let start: DateTime = match from {
            Some(from) => from.from,
            None if of_clock && !now.timed => return None,
            None if of_clock => now.at,
            None => midnight(now.day()),
        };
        let moved =
            length.iter().try_fold(start, |at, (count, grain)| add(at, *grain, count.checked_mul(sign)?))?;
        let exact = now.timed || from.is_some_and(|from| from.grain <= Grain::Day);
        let grain = match finest {
            Grain::Hour => Grain::Minute,
            grain if of_clock => grain,
            Grain::Day | Grain::Week => Grain::Day,
            _ if exact => Grain::Day,
            Grain::Decade | Grain::Century => Grain::Year,
            grain => grain,
        };
        // as exact as what it is counted from
        let grain = from.map_or(grain, |from| {
            if from.grain == Grain::Other { grain } else { grain.max(from.grain).min(Grain::Year) }
        });
        let grain = if of_clock { grain.min(Grain::Minute) } else { grain };
        Stretch::at(grain, moved, 0)
    }

    /// From now on for a length, or up to now.
    pub(super) fn run(&self, length: (i64, Grain), sign: i64) -> Option<Stretch> {
        let now = self.now?;
        let (count, grain) = length;
        if grain.is_of_clock() {
            let other = add(now.at, grain, count.checked_mul(sign)?)?;
            let (from, to) = if sign > 0 { (now.at, other) } else { (other, now.at) };
            return now.timed.then_some(Stretch { from, to, grain: Grain::Other });
        }
        if grain == Grain::Quarter {
            let (first, last) = if sign > 0 { (1, count) } else { (-count, -1) };
            let (first, last) = (Stretch::at(grain, now.at, first)?, Stretch::at(grain, now.at, last)?);
            return Some(Stretch { from: first.from, to: last.to, grain: Grain::Other });
        }
        let today = midnight(now.day());
        if sign > 0 {
            let from = midnight(shift_days(now.day(), 1)?);
            return Some(Stretch { from, to: add(from, grain, count)?, grain: Grain::Other });
        }
        Some(Stretch { from: add(today, grain, -count)?, to: today, grain: Grain::Other })
    }
}
