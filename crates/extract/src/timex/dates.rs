//! Dates as claims have them, and as people type them: day, month and year in any order.

use record::Edtf;

use super::compose::Composer;
use super::fields::{Fields, weekday_of};
use super::stretch::{Grain, Stretch, shift_days};
use super::words::Found;

impl Composer<'_, '_, '_> {
    /// A date as claims have it.
    pub(super) fn plain(&self, at: usize) -> Found<Fields> {
        let doc = self.words.doc;
        let time = self.plain.get(&at)?;
        let mention = doc.at("time", &time.tokens)?;
        let number = |part: &str| super::number(doc, mention, part);
        let code = |part: &str, class: &str| {
            doc.at(class, &mention.part(part)?.tokens)?.attribute("n")?.parse().ok()
        };
        let simple = mention.attribute("rel").is_none()
            && ["datum", "month-no", "year-to", "month-to", "day-to", "weekday-to"]
                .iter()
                .all(|part| mention.part(part).is_none());
        let (year, month) =
            (number("year").and_then(|year| i16::try_from(year).ok()), code("month", "month"));
        let (day, weekday) =
            (number("day").and_then(|day| i8::try_from(day).ok()), code("weekday", "weekday"));
        let value = stretch_of(&time.value);
        let known = year.is_some() || month.is_some() || weekday.is_some();
        let mut fields = if simple && known {
            let likely = value.filter(|_| year.is_none());
            Fields { year, month, day, weekday, likely, ..Fields::default() }
        } else {
            Fields::of(value?)
        };
        // "Monday 3-8": hours
        let last = time.tokens.end.checked_sub(1)?;
        let bare_day = fields.day.is_some() && fields.month.is_none();
        if bare_day
            && (self.words.up_to(time.tokens.end).is_some()
                || self.words.after("oclock", time.tokens.end).is_some()
                || self.words.half(time.tokens.end).is_some())
        {
            return None;
        }
        fields.part =
            self.words.part(last).filter(|(end, _)| *end == time.tokens.end).map(|(_, part)| part.into());
        Some((time.tokens.end, fields))
    }

    /// Day, month and year in any order, with small words or marks between.
    pub(super) fn calendar(&self, start: usize) -> Found<Fields> {
        let words = &self.words;
        let mut fields = Fields::default();
        let (mut at, mut end, mut sure) = (start, start, false);
        let limit = words.end(start);
        while at < limit {
            let first = end == start;
            let the = words.past("the", at);
            let marked = !first && matches!(words.text(end), "-" | "/" | "." | ",");
            if let Some((after, weekday)) = words.weekday(at).filter(|_| first) {
                if fields.weekday.replace(weekday).is_some() {
                    break;
                }
                (end, sure) = (after, true);
            } else if let Some((after, month)) =
                words.month(the).or_else(|| words.weak_month(the)).filter(|_| fields.month.is_none())
            {
                sure |= words.month(the).is_some();
                fields.month = Some(month);
                end = after;
            } else if let Some((after, year)) =
                words.year(at).filter(|_| fields.year.is_none() && (first || fields.month.is_some()))
            {
                fields.year = Some(year);
                end = after;
            } else if let Some((after, day)) = self
                .day_number(the, first || marked || fields.month.is_some() && at == end || the > at)
                .filter(|_| fields.day.is_none())
            {
                fields.day = Some(day);
                end = after;
            } else {
                break;
            }
            at = self.past_date_joins(end);
        }
        // a weekday before a date is joined to it elsewhere
        fields.month?;
        let lone = fields.day.is_none() && fields.year.is_none();
        let weak = lone && !sure;
        (end > start).then_some((end, Fields { weak, ..fields }))
    }

    /// A day of the month: an ordinal, or a number where it can be one.
    fn day_number(&self, at: usize, cardinal: bool) -> Found<i8> {
        let words = &self.words;
        let plain = || {
            let found = words.number(at).filter(|(end, _)| {
                cardinal && (words.digits(at, 2).is_some() || words.weak_month(*end).is_none())
            })?;
            let counted =
                words.grain(found.0).is_some() || words.half(found.0).is_some() || words.text(found.0) == ":";
            (!counted).then_some(found)
        };
        let (end, day) = words.ordinal(at).or_else(plain)?;
        i8::try_from(day).ok().filter(|day| (1..=31).contains(day)).map(|day| (end, day))
    }

    fn past_date_joins(&self, at: usize) -> usize {
        let words = &self.words;
        let marked = if matches!(words.text(at), "-" | "/" | ",") { at + 1 } else { at };
        words.past("of", marked)
    }
}

/// The days of a date as claims have it.
pub(super) fn stretch_of(value: &Edtf) -> Option<Stretch> {
    let (first, last) = (value.first_day()?, value.last_day()?);
    if value.is_interval() {
        let week = weekday_of(first) == 1 && shift_days(first, 6) == Some(last);
        let days = Stretch::days(first, last)?;
        return Some(if week { Stretch { grain: Grain::Week, ..days } } else { days });
    }
    match value.precision() {
        1 => Stretch::year(first.year()),
        2 => Stretch::month(first.year(), first.month()),
        _ => Stretch::day(first),
    }
}
