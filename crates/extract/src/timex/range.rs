//! From one time to another: what one end says holds of the other too.

use super::compose::Composer;
use super::fields::{Clock, Fields};
use super::stretch::{Grain, Stretch, add};
use super::words::Found;

impl Composer<'_, '_, '_> {
    /// From one time to another.
    pub(super) fn range(&self, at: usize) -> Found<String> {
        let words = &self.words;
        let now = self.now?;
        // "Tuesday from 2:00 to 2:30": the day before the hours
        let lead = self.dated(at).filter(|(_, fields)| fields.clock.is_none());
        let (inner, lead) = match lead {
            Some((end, fields)) => {
                let next = words.past("join", words.past_comma(end));
                match self.ends(next, true) {
                    Some(ends) if ends.has_hours() => (Some(ends), Some(fields)),
                    _ => (self.ends(at, false), None),
                }
            }
            None => (self.ends(at, false), None),
        };
        let Ends { mut first, mut last, end } = inner?;
        share(&mut first, &mut last);
        if let Some(lead) = lead {
            (first, last) = (lead.with(&first)?, lead.with(&last)?);
        }
        if first.weak && last.weak && !first.has_date() {
            return None;
        }
        let lean = self.lean(&(at..end));
        let alone = words.is_alone(at, end);
        let (first, last) = if alone { (first.by_itself(), last.by_itself()) } else { (first, last) };
        let from = first.settle(now, lean)?.stretch;
        let mut to = last.settle(now, lean)?.stretch;
        if to.from < from.from && last.year.is_none() && last.base.is_none() {
            // over midnight, into the next week or the next year
            let grain = if last.clock.is_some() {
                (Grain::Day, 1)
            } else if last.weekday.is_some() {
                (Grain::Week, 1)
            } else {
                (Grain::Year, 1)
            };
            let moved = add(to.from, grain.0, grain.1)?;
            to = Stretch::at(to.grain, moved, 0)?;
        }
        // "between March and now": days
        let mixed = (from.grain.is_of_clock() && from.grain != Grain::Other)
            != (to.grain.is_of_clock() && to.grain != Grain::Other);
        let (from, to) = if mixed { (whole_day(from)?, whole_day(to)?) } else { (from, to) };
        let value = if first.clock.is_some() && last.clock.is_some() {
            let (from, to) = (from.from, to.from);
            (from < to).then_some(Stretch { from, to, grain: Grain::Other })?.written()?
        } else {
            if from.from >= to.to || from == to {
                return None;
            }
            match (from.grain, to.grain) {
                (Grain::Month, Grain::Month) | (Grain::Year, Grain::Year) => {
                    format!("{}/{}", from.written()?, to.written()?)
                }
                _ => Stretch { from: from.from, to: to.to, grain: Grain::Other }.written()?,
            }
        };
        Some((end, value))
    }

    /// The two ends of a range.
    fn ends(&self, at: usize, dated: bool) -> Option<Ends> {
        let words = &self.words;
        let between = words.after("between", at);
        let from = words.after("from", at);
        let start = between.or(from).unwrap_or(at);
        let sure = start > at || dated;
        let (mid, first) = self.end_of_range(start, sure)?;
        let next = match between {
            Some(_) => words.after("and", mid).or_else(|| words.up_to(mid)),
            None => words.up_to(mid),
        };
        let next = next?;
        let (end, last) = self.end_of_range(words.past("the", next), true)?;
        let hours = |fields: &Fields| fields.clock.is_some();
        let numbers = |fields: &Fields| fields.clock.is_some_and(|clock| clock.bare);
        // two numbers alone are hours beside a day only, or where one is told to be
        let (end, trail) = match self
            .dated(words.past("join", end))
            .filter(|(_, trail)| hours(&last) && !last.has_date() && !dated && trail.clock.is_none())
        {
            Some((end, trail)) => (end, Some(trail)),
            None => (end, None),
        };
        let first = match &trail {
            Some(trail) if first.has_clock() => first.with(trail)?,
            _ => first,
        };
        let last = match &trail {
            Some(trail) => last.with(trail)?,
            None => last,
        };
        if numbers(&first) && numbers(&last) && !(dated || last.part.is_some() || last.has_date()) {
            return None;
        }
        if hours(&first) != hours(&last) {
            return match (&first.clock, first.has_date()) {
                // "9 to 12 May", "the twenty-seventh to the third of April"
                (Some(clock), false)
                    if clock.bare && clock.minute == 0 && last.month.is_some() && last.day.is_some() =>
                {
                    let first = Fields { day: Some(clock.hour), ..Fields::default() };
                    Some(Ends { first, last, end })
                }
                // "April 9th through 17"
                (None, true)
                    if last.clock.is_some_and(|clock| clock.bare && clock.minute == 0)
                        && first.day.is_some()
                        && !last.has_date() =>
                {
                    let last = Fields { day: last.clock.map(|clock| clock.hour), ..Fields::default() };
                    Some(Ends { first, last, end })
                }
                _ => None,
            };
        }
        Some(Ends { first, last, end })
    }

    /// An expression, or a number that the other end says more of.
    fn end_of_range(&self, at: usize, bare: bool) -> Found<Fields> {
        let words = &self.words;
        let one = self.expression(at);
        if let Some(found) = one {
            return Some(found);
        }
        if let Some((end, day)) = words.ordinal(at).filter(|(_, day)| (1..=31).contains(day)) {
            return Some((end, Fields { day: i8::try_from(day).ok(), weak: true, ..Fields::default() }));
        }
        let (end, number) = words.number(at).filter(|(_, number)| bare && (0..=31).contains(number))?;
        let hour = i8::try_from(number).ok()?;
        let clock = Clock { bare: true, ..Clock::of(hour.min(24), 0)? };
        Some((end, Fields { clock: Some(Clock { hour, ..clock }), weak: true, ..Fields::default() }))
    }
}

struct Ends {
    first: Fields,
    last: Fields,
    end: usize,
}

impl Ends {
    fn has_hours(&self) -> bool {
        self.first.clock.is_some() && self.last.clock.is_some()
    }
}

fn whole_day(stretch: Stretch) -> Option<Stretch> {
    if stretch.grain.is_of_clock() { Stretch::at(Grain::Day, stretch.from, 0) } else { Some(stretch) }
}

/// What one end of a range says holds of the other too: "from 2 to 4 pm tomorrow", "5 to 8 May", "Nov to Feb 2017".
fn share(first: &mut Fields, last: &mut Fields) {
    if let (Some(a), Some(b)) = (&mut first.clock, &mut last.clock) {
        if !a.settled && b.settled && b.hour > 0 {
            let later = if a.hour < 12 { a.hour + 12 } else { a.hour };
            let noon = b.hour >= 12 && later <= b.hour && (later < b.hour || a.minute < b.minute);
            a.hour = if noon { later } else { a.hour };
            a.settled = true;
        }
        if a.settled && !b.settled && a.hour >= 12 && b.hour < 12 {
            b.hour += 12;
            b.settled = true;
        }
        // "10:30 to 3": the hours go on over noon
        if !b.settled && b.hour < a.hour && b.hour < 12 {
            b.hour += 12;
        }
        if first.part.is_none() {
            first.part = last.part.clone();
        }
        if !first.has_date() {
            let clock = first.clock;
            let part = first.part.clone();
            *first = Fields { clock, part, ..last.clone() };
        } else if !last.has_date() {
            let clock = last.clock;
            let part = last.part.clone().or_else(|| first.part.clone());
            *last = Fields { clock, part, ..first.clone() };
        }
        return;
    }
    let pure = |fields: &Fields| fields.base.is_none();
    if !pure(first) || !pure(last) {
        return;
    }
    if first.month.is_none() && first.day.is_some() && first.weekday.is_none() {
        (first.month, first.weak) = (last.month, false);
    }
    if last.month.is_none() && last.day.is_some() && last.weekday.is_none() {
        (last.month, last.weak) = (first.month, false);
        last.year = last.year.or(first.year);
        last.likely = None;
    }
    if first.year.is_none() && last.year.is_some() && first.month.is_some() {
        let turned = first.month > last.month;
        first.year = last.year.map(|year| year - i16::from(turned));
        first.likely = None;
    }
}
