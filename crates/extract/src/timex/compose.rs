//! Expressions of time put together from what their words say: a date and a time of the clock, a weekday and a week,
//! the two ends of a range. Packs name the words; how they go together holds in every language.

use std::collections::HashMap;

use rules::Mention;
use text::token::TokenKind;

use super::fields::{Fields, Lean, Now};
use super::stretch::{Grain, Stretch};
use super::words::{Found, Words};
use crate::doc::{Doc, Tokens};
use crate::time::{Time, speaks_of_future, speaks_of_past};

/// Small words between two parts of one expression.
const JOINS: usize = 2;

pub(super) struct Composer<'w, 'd, 't> {
    pub words: Words<'w, 'd, 't>,
    pub now: Option<Now>,
    /// The dates of the text as claims have them, by their first token.
    pub plain: HashMap<usize, &'w Time>,
}

impl<'w, 'd, 't> Composer<'w, 'd, 't> {
    pub fn new(doc: &'w Doc<'d, 't>, now: Option<Now>) -> Composer<'w, 'd, 't> {
        let mut plain: HashMap<usize, &Time> = HashMap::new();
        for time in &doc.times {
            plain.entry(time.tokens.start).or_insert(time);
        }
        Composer { words: Words { doc }, now, plain }
    }

    /// Every expression with its value.
    pub fn all(&self) -> Vec<(Tokens, String)> {
        let mut found = Vec::new();
        let mut at = 0;
        let count = self.words.doc.chart.words.len();
        while at < count {
            match self.longest(at) {
                Some((end, value)) => {
                    // "at" leads to a time of the clock, and is no part of it
                    let start = self.words.after("at", at).filter(|start| *start < end).unwrap_or(at);
                    found.push((start..end, value));
                    at = end;
                }
                None => at += 1,
            }
        }
        found
    }

    fn longest(&self, at: usize) -> Found<String> {
        let range = self.range(at);
        let one = self.expression(at).filter(|(end, fields)| self.stands(at, *end, fields)).and_then(
            |(end, fields)| {
                let fields = if self.words.is_alone(at, end) { fields.by_itself() } else { fields };
                let settled = fields.settle(self.now?, self.lean_of(at..end, &fields))?;
                settled.written().map(|value| (end, value))
            },
        );
        [range, one].into_iter().flatten().max_by_key(|(end, _)| *end)
    }

    /// Whether an expression is a time by itself.
    fn stands(&self, at: usize, end: usize, fields: &Fields) -> bool {
        let alone = self.words.is_alone(at, end);
        if fields.has_date() {
            return !fields.weak || alone;
        }
        // "15:30" by itself may be a score, a ratio, a verse
        fields.clock.is_some_and(|clock| alone || !clock.bare && (clock.led || self.has_words(at, end)))
    }

    fn has_words(&self, at: usize, end: usize) -> bool {
        (at..end).any(|token| !matches!(self.words.kind(token), Some(TokenKind::Number | TokenKind::Mark)))
    }

    pub(super) fn is_ahead(&self, at: usize) -> bool {
        self.lean(&(at..at + 1)) == Lean::Ahead
    }

    /// Where the sentence looks.
    pub(super) fn lean(&self, tokens: &Tokens) -> Lean {
        let doc = self.words.doc;
        if self.words.is_alone(tokens.start, tokens.end) {
            return Lean::Ahead;
        }
        let mention = Mention {
            class: rules::chart::Class(0),
            tokens: tokens.clone(),
            rule: "".into(),
            attributes: Vec::new().into(),
            parts: Vec::new(),
        };
        match (speaks_of_future(doc, &mention), speaks_of_past(doc, &mention)) {
            (true, false) => Lean::Ahead,
            (false, true) => Lean::Back,
            _ => Lean::Either,
        }
    }

    fn lean_of(&self, tokens: Tokens, fields: &Fields) -> Lean {
        match self.lean(&tokens) {
            // a bare time of the clock is today's, unless something looks ahead
            Lean::Either if !fields.has_date() => Lean::Back,
            lean => lean,
        }
    }

    /// One thing that is said of a time; the longest.
    fn atom(&self, at: usize) -> Found<Fields> {
        let found = [
            self.stepped(at),
            self.plain(at),
            self.calendar(at),
            self.numeric(at),
            self.glued(at),
            self.quarter(at),
            self.around(at),
            self.nth(at),
            self.named_day(self.words.past("the", at), None),
            self.shifted(at),
            self.words.clock(at),
            self.part_of_day(at),
            self.weekday(at),
            self.lone(at),
        ];
        let mut best: Found<Fields> = None;
        for (end, fields) in found.into_iter().flatten() {
            if best.as_ref().is_none_or(|(longest, _)| end > *longest) {
                best = Some((end, fields));
            }
        }
        best
    }

    /// A weekday, with the number of its day.
    fn weekday(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let start = words.past("the", at);
        let (end, weekday, weak) = match words.weekday(start) {
            Some((end, weekday)) => (end, weekday, false),
            None => words.weak_weekday(start).map(|(end, weekday)| (end, weekday, true))?,
        };
        let fields = Fields { weekday: Some(weekday), weak, ..Fields::default() };
        let next = words.past("the", end);
        let day = words.ordinal(next).or_else(|| words.digits(next, 2).map(|day| (next + 1, day)));
        let counted = |end: usize| {
            matches!(words.text(end), "-" | "/" | ":" | "\u{2013}" | ".") && end + 1 < words.end(at)
                || words.half(end).is_some()
                || words.grain(end).is_some()
                || words.month(end).is_some()
                || words.after("of", end).is_some()
                || words.up_to(end).is_some()
                || words.after("oclock", end).is_some()
        };
        match day
            .and_then(|(end, day)| Some((end, i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?)))
        {
            Some((end, day)) if !counted(end) => {
                Some((end, Fields { day: Some(day), weak: false, ..fields }))
            }
            _ => Some((end, fields)),
        }
    }

    /// "morning", "in the evening": only beside a day or an hour.
    fn part_of_day(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        let (end, part) = words.part(words.past("edge", words.past("the", at)))?;
        Some((end, Fields { part: Some(part.into()), weak: true, ..Fields::default() }))
    }

    /// Today, now, a year or a day of the month by itself.
    fn lone(&self, at: usize) -> Found<Fields> {
        let words = &self.words;
        if let Some(end) = words.after("now", at) {
            let now = self.now.filter(|now| now.timed)?;
            let grain = if now.at.second() == 0 { Grain::Minute } else { Grain::Second };
            return Stretch::at(grain, now.at, 0).map(|base| (end, Fields::of(base)));
        }
        if let Some((end, days)) = words.count_of("day", at) {
            let day = super::stretch::shift_days(self.now?.day(), days)?;
            return Some((end, Fields::of(Stretch::day(day)?)));
        }
        // "mid 2018", "the end of March": told by the whole
        let start = words.past("the", at);
        if let Some(end) = words.after("edge", start) {
            return self.dated(words.past("the", words.past("of", end))).filter(|(_, fields)| !fields.weak);
        }
        if let Some((end, year)) = words.year(at) {
            if let Some(end) = words.after("decade", end) {
                let base = Stretch::at(Grain::Decade, Stretch::year(year)?.from, 0)?;
                return Some((end, Fields::of(base)));
            }
            // "in nineteen ninety six", "in 2007 and 2009"
            let before = at.checked_sub(1).filter(|before| *before >= words.doc.sentence(at).start);
            let spelled = words.digits(at, 4).is_none()
                && before.is_some_and(|before| words.after("join", before).is_some());
            let listed = before.is_some_and(|before| {
                words.after("and", before).is_some() && before > 0 && words.year(before - 1).is_some()
            });
            return Some((end, Fields { year: Some(year), weak: !spelled && !listed, ..Fields::default() }));
        }
        let (end, day) = words.ordinal(start)?;
        let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
        let ends = end >= words.end(at)
            || words.kind(end) == Some(TokenKind::Mark)
            || words.after("of", end).is_some();
        // "on the 18th"
        let led = start > at && at.checked_sub(1).is_some_and(|before| words.after("on", before).is_some());
        (start > at || words.kind(at) == Some(TokenKind::Ordinal)).then_some(())?;
        ends.then_some((
            words.past("day-word", end),
            Fields { day: Some(day), weak: !led, ..Fields::default() },
        ))
    }

    /// Several things that are said of one time.
    pub(super) fn expression(&self, at: usize) -> Found<Fields> {
        let (mut end, mut fields) = self.atom(at)?;
        while let Some((after, both)) = self.joined(end, &fields) {
            (end, fields) = (after, both);
        }
        Some((end, fields))
    }

    /// As [`Composer::expression`], without times of the clock that come first.
    pub(super) fn dated(&self, at: usize) -> Found<Fields> {
        self.expression(at).filter(|(_, fields)| fields.has_date())
    }

    /// What is said next of the same time.
    fn joined(&self, end: usize, fields: &Fields) -> Found<Fields> {
        let words = &self.words;
        let limit = words.end(end.checked_sub(1)?);
        let mut next = end;
        for _ in 0..=JOINS {
            // "2005 y. 19:13": a short word's dot that was taken for the end of a sentence
            let dotted = next > end
                && words.text(next - 1) == "."
                && words.written_clock(words.text(next)).is_some_and(|clock| !clock.bare);
            if next >= limit && !dotted {
                return None;
            }
            let capital = words.doc.chart.tokens().get(next).is_some_and(|token| token.is_capitalised());
            if capital && words.after("join", next).is_some() {
                return None;
            }
            let hour_first = fields.clock.is_some_and(|clock| clock.bare) && !fields.has_date();
            let other = if hour_first { self.expression(next) } else { self.atom(next) };
            let to_hour = |end: usize| {
                words
                    .up_to(end)
                    .is_some_and(|next| words.number(next).is_some() || words.clock(next).is_some())
            };
            let is_end = |(after, other): &(usize, Fields)| {
                other.clock.is_some_and(|clock| clock.bare) && to_hour(*after)
            };
            if let Some(found) = other.filter(|found| goes_with(fields, &found.1) && !is_end(found)) {
                let (after, other) = found;
                if let Some(both) = fields.with(&other) {
                    return Some((after, both));
                }
            }
            let week = fields.base.is_some_and(|base| base.grain == Grain::Week);
            let dot = words.text(next) == "." && words.is_glued(next);
            let comma = matches!(words.text(next), "," | "(" | "@") || dot || week && words.text(next) == "-";
            let comma = comma.then_some(next + 1);
            let owner = words.doc.pack.setting("owner-ending").filter(|ending| **ending == *words.text(next));
            next = words.after("join", next).or(comma).or(owner.map(|_| next + 1))?;
        }
        None
    }
}

/// A number alone is an hour only where something else says so, and "the 20th" is a day of something.
fn goes_with(fields: &Fields, other: &Fields) -> bool {
    let bare = |fields: &Fields| fields.clock.is_some_and(|clock| clock.bare && !clock.led);
    if bare(other) && fields.part.is_none() || bare(fields) && other.part.is_none() {
        return false;
    }
    let day_only = fields.day.is_some() && fields.month.is_none() && fields.weak;
    !day_only
        || other.base.is_some_and(|base| base.grain == Grain::Month)
        || other.weekday.is_some()
        || other.has_clock()
}
