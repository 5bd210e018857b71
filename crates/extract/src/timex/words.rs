//! The words of expressions of time, as a pack's lexicons have them: numbers, names of days and months, units, and
//! the small words between them.

use rules::Mention;
use text::token::TokenKind;

use super::fields::Clock;
use super::stretch::Grain;
use crate::doc::Doc;

/// What was read, and the token after it.
pub(super) type Found<T> = Option<(usize, T)>;

pub(super) struct Words<'w, 'd, 't> {
    pub doc: &'w Doc<'d, 't>,
}

/// Pieces of one written word: "31-Oct-74" is digits, letters, digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'p> {
    Digits(&'p str),
    Letters(&'p str),
}

pub(super) fn pieces(written: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = written;
    while let Some(first) = rest.chars().next() {
        let sort = |c: char| (c.is_ascii_digit(), c.is_alphabetic());
        let end = rest.find(|c| sort(c) != sort(first)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        match sort(first) {
            (true, _) => found.push(Piece::Digits(piece)),
            (_, true) => found.push(Piece::Letters(piece)),
            _ => {}
        }
        rest = after;
    }
    found
}

impl<'w, 'd, 't> Words<'w, 'd, 't> {
    pub fn end(&self, at: usize) -> usize {
        self.doc.sentence(at).end
    }

    pub fn kind(&self, at: usize) -> Option<TokenKind> {
        self.doc.chart.tokens().get(at).map(|token| token.kind)
    }

    pub fn text(&self, at: usize) -> &'t str {
        self.doc.word(at)
    }

    /// Whether no blank stands before a token.
    pub fn is_glued(&self, at: usize) -> bool {
        let tokens = self.doc.chart.tokens();
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        before.zip(tokens.get(at)).is_some_and(|(before, token)| before.span.end == token.span.start)
    }

    /// Whether the sentence has nothing else.
    pub fn is_alone(&self, start: usize, end: usize) -> bool {
        let sentence = self.doc.sentence(start);
        (sentence.start..start).chain(end..sentence.end).all(|token| {
            self.kind(token) == Some(TokenKind::Mark)
                || self.after("join", token).is_some()
                || self.after("the", token).is_some()
        })
    }

    /// What stands between the ends of a range.
    pub fn up_to(&self, at: usize) -> Option<usize> {
        let dash = matches!(self.text(at), "-" | "\u{2013}" | "\u{2014}" | "~").then_some(at + 1);
        self.after("to", at).or(dash.filter(|next| *next < self.end(at)))
    }

    pub fn past_comma(&self, at: usize) -> usize {
        if self.text(at) == "," && at < self.end(at) { at + 1 } else { at }
    }

    fn row(&self, class: &str, at: usize) -> Option<&'d Mention> {
        self.doc.starts(class, at)
    }

    /// A small word that says this of what stands beside it, and what it says.
    pub fn says(&self, name: &str, at: usize) -> Found<&'d str> {
        let row = self.row("time-word", at)?;
        // as it is written: "ended" is no "end"
        let written = self.doc.chart.written(&row.tokens).to_lowercase().replace('\u{2019}', "'");
        let same = row.attribute("form").is_some_and(|form| form.to_lowercase() == written);
        let row = Some(row).filter(|_| same)?;
        row.attribute(name).map(|value| (row.tokens.end, value))
    }

    pub fn after(&self, name: &str, at: usize) -> Option<usize> {
        self.says(name, at).map(|(end, _)| end)
    }

    /// The token after a word that may stand there.
    pub fn past(&self, name: &str, at: usize) -> usize {
        self.after(name, at).unwrap_or(at)
    }

    pub fn count_of(&self, name: &str, at: usize) -> Found<i64> {
        let (end, value) = self.says(name, at)?;
        value.parse().ok().map(|value| (end, value))
    }

    fn numbered<T: std::str::FromStr>(&self, class: &str, name: &str, at: usize) -> Found<T> {
        let row = self.row(class, at)?;
        row.attribute(name)?.parse().ok().map(|value| (row.tokens.end, value))
    }

    pub fn month(&self, at: usize) -> Found<i8> {
        self.numbered("month", "n", at).map(|(end, month)| (self.past_dot(end), month))
    }

    /// A word that is a month beside a day or a year, and something else by itself: "may".
    pub fn weak_month(&self, at: usize) -> Found<i8> {
        self.numbered("weak-month", "n", at)
    }

    pub fn weekday(&self, at: usize) -> Found<i8> {
        self.numbered("weekday", "n", at).map(|(end, day)| (self.past_dot(end), day))
    }

    pub fn weak_weekday(&self, at: usize) -> Found<i8> {
        self.numbered("weak-weekday", "n", at)
    }

    /// The dot of an abbreviation that its lexicon has without.
    fn past_dot(&self, at: usize) -> usize {
        const SHORT: usize = 5;
        let short = at.checked_sub(1).is_some_and(|before| self.text(before).chars().count() < SHORT);
        let inside = self.text(at) == "." && self.is_glued(at) && at + 1 < self.end(at);
        if short && inside { at + 1 } else { at }
    }

    pub fn unit(&self, at: usize) -> Found<&'d str> {
        let row = self.row("time-unit", at)?;
        row.attribute("code").map(|code| (self.past_dot(row.tokens.end), code))
    }

    /// Whether a unit is written as one of them is.
    pub fn is_one(&self, at: usize) -> bool {
        let row = self.row("time-unit", at);
        row.and_then(|row| row.attribute("form")).is_some_and(|form| form == self.text(at))
    }

    pub fn part(&self, at: usize) -> Found<&'d str> {
        let row = self.row("day-part", at)?;
        row.attribute("code").map(|code| (row.tokens.end, code))
    }

    /// Words after an hour that say which half of the day it is in.
    pub fn half(&self, at: usize) -> Found<i8> {
        self.numbered("day-half", "code", at).map(|(end, half)| (self.past_dot(end), half))
    }

    pub fn holiday(&self, at: usize) -> Option<&'d Mention> {
        self.row("holiday", at)
    }

    /// Digits and nothing else, at most so many.
    pub fn digits(&self, at: usize, most: usize) -> Option<i64> {
        let written = self.text(at);
        let sound = self.kind(at) == Some(TokenKind::Number)
            && (1..=most).contains(&written.len())
            && written.bytes().all(|byte| byte.is_ascii_digit());
        if sound { written.parse().ok() } else { None }
    }

    /// A cardinal number, in digits or words.
    pub fn number(&self, at: usize) -> Found<i64> {
        if let Some(number) = self.digits(at, 4) {
            return Some((at + 1, number));
        }
        self.in_words(at).or_else(|| self.count_of("few", at))
    }

    /// "twenty nine", "two thousand and fifteen": numerals, the greater before the smaller.
    fn in_words(&self, at: usize) -> Found<i64> {
        let numeral = |at: usize| self.numbered::<f64>("numeral", "value", at);
        let whole = |at: usize| numeral(at).filter(|(_, n)| n.fract() == 0.0).map(|(end, n)| (end, n as i64));
        let (mut end, first) = whole(at).filter(|(_, value)| *value > 0)?;
        let (mut total, mut part, mut last) = (0, first, first);
        if first == 1000 {
            (total, part) = (1000, 0);
        }
        loop {
            let next = if last >= 100 { self.past("and", end) } else { end };
            let Some((after, value)) = whole(next).filter(|_| next < self.end(at)) else { break };
            match value {
                1000 if total == 0 => (total, part) = (part.max(1).checked_mul(1000)?, 0),
                100 if (1..10).contains(&part) => part *= 100,
                1..=9 if part % 10 == 0 && part % 100 >= 20 || part % 100 == 0 && (part > 0 || total > 0) => {
                    part += value
                }
                10..=99 if part % 100 == 0 && (part > 0 || total > 0) => part += value,
                _ => break,
            }
            (end, last) = (after, value);
        }
        Some((end, total + part))
    }

    /// An ordinal number, in digits or words.
    pub fn ordinal(&self, at: usize) -> Found<i64> {
        if self.kind(at) == Some(TokenKind::Ordinal) && self.written_clock(self.text(at)).is_none() {
            let digits: String = self.text(at).chars().take_while(char::is_ascii_digit).collect();
            return digits.parse().ok().filter(|_| digits.len() <= 2).map(|number| (at + 1, number));
        }
        if let Some(found) = self.numbered("ordinal", "value", at) {
            return Some(found);
        }
        // "twenty second"
        let (end, tens) = self.numbered::<i64>("numeral", "value", at)?;
        let (end, ones) = self.numbered::<i64>("ordinal", "value", end).filter(|_| end < self.end(at))?;
        (tens >= 20 && tens % 10 == 0 && (1..10).contains(&ones)).then_some((end, tens + ones))
    }

    /// A year of four digits, or in words as years are said.
    pub fn year(&self, at: usize) -> Found<i16> {
        if let Some(year) = self.digits(at, 4).filter(|_| self.text(at).len() == 4) {
            return i16::try_from(year)
                .ok()
                .filter(|year| (1000..2200).contains(year))
                .map(|year| (self.past("era", at + 1), year));
        }
        if self.kind(at) == Some(TokenKind::Ordinal) {
            // a year with an ending of its language, or with its word written to it
            let digits: String = self.text(at).chars().take_while(char::is_ascii_digit).collect();
            let year = digits.parse().ok().filter(|year| digits.len() == 4 && (1000..2200).contains(year));
            return year.map(|year| (self.past_dot(at + 1), year));
        }
        let (end, number) = self.in_words(at)?;
        if (1100..2200).contains(&number) {
            return i16::try_from(number).ok().map(|year| (end, year));
        }
        let (after, rest) = self.in_words(end).filter(|_| end < self.end(at))?;
        let year = (15..=20).contains(&number) && (10..100).contains(&rest);
        year.then(|| i16::try_from(number * 100 + rest).ok()).flatten().map(|year| (after, year))
    }

    pub fn grain(&self, at: usize) -> Found<(Grain, i64)> {
        let (end, code) = self.unit(at)?;
        // a fortnight is two weeks
        let (times, code) = code.split_at(code.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
        let times = if times.is_empty() { 1 } else { times.parse().ok()? };
        Grain::of(code).map(|grain| (end, (grain, times)))
    }

    /// A clock's time written as one word: "5pm", "7:30", "15h00".
    pub fn written_clock(&self, written: &str) -> Option<Clock> {
        let all = pieces(written);
        let (first, rest) = all.split_first()?;
        let Piece::Digits(first) = first else { return None };
        if written.contains(['-', '\u{2013}', ',']) || !written.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let word =
            |letters: &str, name: &str| self.doc.pack.wide_attribute("time-word", letters, name).is_some();
        let half = |letters: &str| {
            let pack = self.doc.pack;
            let code = pack
                .wide_attribute("day-half", letters, "code")
                .or_else(|| pack.wide_attribute("time-word", letters, "glued-half"));
            code?.parse::<i8>().ok()
        };
        let number = |digits: &str| digits.parse::<i8>().ok().filter(|_| digits.len() <= 2);
        let parted = |mark: char| written.contains(mark);
        match rest {
            [] => {
                let hour = number(first)?;
                Clock::of(hour, 0).map(|clock| Clock {
                    bare: true,
                    settled: first.starts_with('0') || clock.settled,
                    ..clock
                })
            }
            [Piece::Letters(letters)] => {
                if word(letters, "hours") {
                    return Clock::of(number(first)?, 0).map(|clock| Clock { settled: true, ..clock });
                }
                let clock = match first.len() {
                    1 | 2 => Clock::of(number(first)?, 0)?,
                    _ => run_together(first)?,
                };
                if word(letters, "about") {
                    return Some(clock);
                }
                clock.in_half(half(letters)?)
            }
            [Piece::Digits(minute), rest @ ..] if parted(':') || parted('.') => {
                let clock = Clock::of(number(first)?, number(minute).filter(|_| minute.len() == 2)?)?;
                let clock =
                    Clock { settled: clock.settled || first.starts_with('0'), bare: !parted(':'), ..clock };
                let (clock, rest) = match rest {
                    [Piece::Digits(second), rest @ ..] if parted(':') => {
                        let second = number(second).filter(|second| *second < 60)?;
                        (Clock { second, ..clock }, rest)
                    }
                    rest => (clock, rest),
                };
                match rest {
                    [] => Some(clock),
                    [Piece::Letters(letters)] if word(letters, "hours") => Some(clock),
                    [Piece::Letters(letters)] => clock.in_half(half(letters)?),
                    _ => None,
                }
            }
            [Piece::Letters(letters), Piece::Digits(minute)] if word(letters, "hours") => {
                let clock = Clock::of(number(first)?, number(minute).filter(|_| minute.len() == 2)?)?;
                Some(Clock { settled: true, ..clock })
            }
            _ => None,
        }
    }
}

/// "1030", "730": hour and minute without a mark between.
pub(super) fn run_together(digits: &str) -> Option<Clock> {
    let (hour, minute) = digits.split_at_checked(digits.len().checked_sub(2)?)?;
    let sound = (3..=4).contains(&digits.len());
    let clock = Clock::of(hour.parse().ok().filter(|_| sound)?, minute.parse().ok()?)?;
    Some(Clock { bare: true, settled: clock.settled || hour.starts_with('0'), ..clock })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_word_falls_into_digits_and_letters() {
        use Piece::{Digits, Letters};
        assert_eq!(pieces("31-Oct-74"), [Digits("31"), Letters("Oct"), Digits("74")]);
        assert_eq!(pieces("15h00"), [Digits("15"), Letters("h"), Digits("00")]);
        assert_eq!(pieces("\u{2014}"), []);
    }

    #[test]
    fn digits_run_together_are_a_time_where_the_clock_has_it() {
        let shown = |digits| run_together(digits).map(|clock| (clock.hour, clock.minute));
        assert_eq!(shown("1030"), Some((10, 30)));
        assert_eq!(shown("730"), Some((7, 30)));
        assert_eq!([shown("1375"), shown("30"), shown("")], [None; 3]);
    }
}
