//! Expressions of time to EDTF, reckoned against the publication's date or the date that the text sets.

use record::{Date, Edtf};
use rules::Mention;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};

mod anchor;
mod days;
pub(crate) mod parts;
mod tense;

use anchor::anchor;
use tense::{likely_year, tense_beside, told_before};
pub(crate) use tense::{speaks_of_future, speaks_of_past};

/// A dated expression.
#[derive(Clone, Debug)]
pub(crate) struct Time {
    pub tokens: Tokens,
    pub value: Edtf,
    /// Where the year or day came from, when not from the expression: shown as evidence.
    pub anchored_at: Option<Tokens>,
    pub open: bool,
    pub precision: u8,
}

/// What relative expressions are reckoned from.
#[derive(Clone, Debug, Default)]
struct Anchor {
    day: Option<Date>,
    year: Option<i16>,
    said_at: Option<Tokens>,
    /// The year that plans are for, where the text names no other.
    planned: Option<i16>,
    /// The year before that of publication, where the head of the text says that it tells of that one.
    told_of: Option<i16>,
    /// The week that the head of the text says it is about.
    week: Option<(Date, Date)>,
    /// The year that the sentence before speaks of as to come, and where.
    ahead: Option<(i16, usize)>,
    /// The year alone that was named last, and where.
    said: Option<(i16, usize)>,
    /// The month and year that were named last with one another, and in which sentence.
    month: Option<(i16, i8, usize)>,
    /// The days on which what was told of last went on.
    days: Option<(Date, Date)>,
    /// The year that the line over this list sets, and the block of the list's item.
    listed: Option<(usize, Option<i16>)>,
}

pub(crate) fn resolve(doc: &Doc<'_, '_>) -> Vec<Time> {
    let mentions: Vec<&Mention> = doc.all("time").iter().map(|&id| doc.mention(id)).collect();
    let mut anchor = anchor(doc, &mentions);
    /// The lines of a publication's head.
    const HEAD: usize = 3;
    let mut times: Vec<Time> = Vec::new();
    let (mut spoken, mut spoken_of): (Option<Edtf>, Option<Edtf>) = (None, None);
    for (number, mention) in mentions.iter().enumerate() {
        // "yesterday (29 April)": what stands in brackets says which day that was
        let explained = mentions.get(number + 1).filter(|next| {
            mention.part("month").is_none()
                && mention.part("year").is_none()
                && next.part("month").is_some()
                && next.part("day").is_some()
                && next.tokens.start == mention.tokens.end + 1
                && doc.is_mark(mention.tokens.end, &["("])
        });
        // what is planned for the same day may be planned for one to come
        let same = if speaks_of_future(doc, mention) { &spoken_of } else { &spoken };
        days::list(doc, mention, &times, &mut anchor);
        let reckoned = reckon(doc, explained.unwrap_or(mention), &anchor, same.as_ref());
        let Some((value, has_year)) = reckoned else { continue };
        // a full date in the first lines of a text without a date sets the day
        if anchor.day.is_none()
            && has_year
            && value.precision() == 3
            && !value.is_interval()
            && is_dateline(doc, mention)
        {
            anchor.day = value.first_day();
        }
        anchor.days = days::several(&value).or(anchor.days);
        if anchor.week.is_none() && doc.block_of(mention.tokens.start) < HEAD {
            anchor.week = days::week_of(&value);
        }
        if value.precision() == 1
            && let Some(year) = value.first_day().map(Date::year)
            && (mention.attribute("rel") == Some("year:1")
                || anchor.day.is_some_and(|day| year == day.year() + 1))
        {
            anchor.ahead = Some((year, doc.chart.sentence_of(mention.tokens.start)));
        }
        if value.precision() == 1
            && !value.is_interval()
            && mention.part("year").is_some()
            && let Some(year) = value.first_day().map(Date::year)
        {
            anchor.said = Some((year, mention.tokens.end));
        }
        let day = value.first_day().filter(|_| has_year && value.precision() > 1);
        if let (Some(day), Some(_)) = (day, mention.part("year")) {
            anchor.month = Some((day.year(), day.month(), doc.chart.sentence_of(mention.tokens.start)));
        }
        let refers_back = mention.attribute("rel").is_some_and(|rel| rel.starts_with("same"));
        let past = anchor.day.is_none_or(|today| value.first_day().is_some_and(|day| day <= today));
        if value.precision() == 3 && !refers_back {
            spoken_of = Some(value.clone());
            if past {
                spoken = Some(value.clone());
            }
        }
        let anchored_at = if has_year { None } else { anchor.said_at.clone() };
        let open = mention.attribute("open").is_some();
        let precision = value.precision();
        times.push(Time { tokens: mention.tokens.clone(), value, anchored_at, open, precision });
    }
    times
}

/// In the first three blocks, near the start of its line or alone on it.
fn is_dateline(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let block = doc.block_of(mention.tokens.start);
    block < 3
}

fn number_of(doc: &Doc<'_, '_>, mention: &Mention, part: &str) -> Option<i64> {
    let tokens = &mention.part(part)?.tokens;
    let written = doc.chart.written(tokens);
    let digits: String = written.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn lexical(doc: &Doc<'_, '_>, mention: &Mention, part: &str, class: &str) -> Option<i8> {
    let tokens = &mention.part(part)?.tokens;
    doc.at(class, tokens)?.attribute("n")?.parse().ok()
}

/// The value of one expression, and whether it says its own year; `None` where it cannot be told.
fn reckon(
    doc: &Doc<'_, '_>,
    mention: &Mention,
    anchor: &Anchor,
    spoken: Option<&Edtf>,
) -> Option<(Edtf, bool)> {
    if let Some(datum) = mention.part("datum") {
        return datum_value(doc.chart.written(&datum.tokens)).map(|value| (value, true));
    }
    let year = number_of(doc, mention, "year").and_then(|year| i16::try_from(year).ok());
    let year_to = number_of(doc, mention, "year-to").and_then(|year| i16::try_from(year).ok());
    let month = lexical(doc, mention, "month", "month")
        .or_else(|| days::month_above(doc, mention))
        .or_else(|| number_of(doc, mention, "month-no").and_then(|month| i8::try_from(month).ok()));
    let month_to = lexical(doc, mention, "month-to", "month");
    let day = number_of(doc, mention, "day").and_then(|day| i8::try_from(day).ok());
    let day_to = number_of(doc, mention, "day-to").and_then(|day| i8::try_from(day).ok());
    let (unit, offset) = mention.attribute("rel").and_then(|rel| rel.split_once(':')).unwrap_or(("", ""));
    if unit == "nth" {
        return days::nth(doc, mention, anchor.days?, offset).map(|day| (Edtf::day(day), true));
    }
    if unit == "same" {
        return day_told_of(spoken?, offset).map(|value| (value, true));
    }
    let offset: i16 = offset.parse().unwrap_or(0);
    if let (None, Some(day), Some(weekday)) = (month, day, lexical(doc, mention, "weekday", "weekday")) {
        return day_of_week(anchor.day?, day, weekday).map(|value| (value, false));
    }
    if month.is_some() || day.is_some() {
        let month = month?;
        let given = year
            .or(year_to)
            .or_else(|| (unit == "year").then(|| anchor.year.map(|year| year + offset)).flatten())
            .or_else(|| anchor.listed.and_then(|(_, year)| year).filter(|_| unit.is_empty()))
            .or_else(|| anchor.day.filter(|_| unit == "next").map(|day| next_with(day, month)));
        let from_year = given.or_else(|| likely_year(doc, mention, anchor, month, day))?;
        let from = point(from_year, month, day)?;
        let has_year = year.or(year_to).is_some();
        if day_to.is_some() || month_to.is_some() {
            let month_end = month_to.unwrap_or(month);
            let mut end_year = year_to.or(year).unwrap_or(from_year);
            let mut start = from;
            if year_to.is_none() && month_end < month {
                // a range over the turn of the year
                if year.is_some() {
                    start = point(end_year, month, day)?
                } else {
                    end_year += 1
                }
                end_year = if year.is_some() { end_year + 1 } else { end_year };
            }
            let to = point(end_year, month_end, day_to.or(if month_to.is_some() { None } else { day }))?;
            return Edtf::interval(&start, &to).map(|value| (value, has_year));
        }
        return Some((from, has_year));
    }
    if let Some(year) = year {
        let from = Edtf::year(year)?;
        return match year_to {
            Some(to) => Edtf::interval(&from, &Edtf::year(to)?).map(|value| (value, true)),
            None => Some((from, true)),
        };
    }
    if unit == "year" {
        return Edtf::year(anchor.year? + offset).map(|value| (value, false));
    }
    let today = anchor.day?;
    // "next spring", "last autumn", "in the summer": a season is known by a month of it, and its year is told
    if let Some(which) = unit.strip_prefix("season") {
        let month = lexical(doc, mention, "season", "season")?;
        let year = match which {
            "-next" => next_with(today, month - 1),
            "-last" => today.year() - i16::from(month >= today.month()),
            _ if speaks_of_future(doc, mention) => next_with(today, month + 1),
            _ => today.year() - i16::from(month > today.month() + 1),
        };
        return Edtf::year(year).map(|value| (value, false));
    }
    if let Some(weekday) = lexical(doc, mention, "weekday", "weekday") {
        if let Some(day) = anchor.week.and_then(|week| days::day_in_week(week, weekday)) {
            return weekday_range(doc, mention, Edtf::day(day)).map(|value| (value, false));
        }
        let day = weekday_value(doc, mention, today, weekday)?;
        return weekday_range(doc, mention, day).map(|value| (value, false));
    }
    relative(unit, offset, today).map(|value| (value, false))
}

/// "from Monday to Wednesday": up to the next day of that name.
fn weekday_range(doc: &Doc<'_, '_>, mention: &Mention, from: Edtf) -> Option<Edtf> {
    let Some(to) = lexical(doc, mention, "weekday-to", "weekday") else { return Some(from) };
    let first = from.first_day()?;
    let days = i64::from((to - first.weekday().to_monday_one_offset()).rem_euclid(7));
    Edtf::interval(&from, &Edtf::day(first.checked_add(jiff_days(days)).ok()?))
}

/// "that day", "the day after": the day told of, or so many days after the last or before the first one of it.
fn day_told_of(spoken: &Edtf, offset: &str) -> Option<Edtf> {
    let Some(days) = offset.strip_prefix("day").filter(|days| !days.is_empty()) else {
        return Some(spoken.clone());
    };
    let days: i64 = days.parse().ok()?;
    let from = if days > 0 { spoken.last_day() } else { spoken.first_day() };
    from?.checked_add(jiff_days(days)).ok().map(Edtf::day)
}

/// "next May": the first one after this month.
fn next_with(today: Date, month: i8) -> i16 {
    today.year() + i16::from(month <= today.month())
}

fn point(year: i16, month: i8, day: Option<i8>) -> Option<Edtf> {
    match day {
        Some(day) => Date::new(year, month, day).ok().map(Edtf::day),
        None => Edtf::month(year, month),
    }
}

fn datum_value(written: &str) -> Option<Edtf> {
    // "1.1.1" numbers a version
    if written.rsplit('.').next().is_none_or(|year| year.len() < 2) {
        return None;
    }
    let mut numbers = written.split('.').map(|number| number.parse::<i16>().ok());
    let (day, month, year) = (numbers.next()??, numbers.next()??, numbers.next()??);
    let year = if year < 100 { 2000 + year } else { year };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok().map(Edtf::day)
}

fn weekday_value(doc: &Doc<'_, '_>, mention: &Mention, today: Date, weekday: i8) -> Option<Edtf> {
    let now = today.weekday().to_monday_one_offset();
    let back = i64::from((now - weekday).rem_euclid(7));
    // "announced Tuesday": the verb beside it is surer than the rest of the sentence
    let done = Tags::parse("verb/past").is_some_and(|past| {
        let before = mention.tokens.start.checked_sub(1).map(|at| at..at + 1);
        before.is_some_and(|before| {
            doc.sentence(mention.tokens.start).contains(&before.start) && doc.chart.reads_as(&before, past)
        })
    });
    let done = done || told_before(doc, mention);
    let ahead = !done && tense_beside(doc, mention).unwrap_or_else(|| speaks_of_future(doc, mention));
    let days = if ahead && back > 0 { 7 - back } else { -back };
    today.checked_add(jiff_days(days)).ok().map(Edtf::day)
}

/// "Thursday 9": the nearest ninth that is a Thursday.
fn day_of_week(today: Date, day: i8, weekday: i8) -> Option<Edtf> {
    const REACH: i64 = 62;
    let mut days: Vec<i64> = (-REACH..=REACH).collect();
    days.sort_by_key(|days| days.abs());
    let dates = days.into_iter().filter_map(|days| today.checked_add(jiff_days(days)).ok());
    dates
        .into_iter()
        .find(|date| date.day() == day && date.weekday().to_monday_one_offset() == weekday)
        .map(Edtf::day)
}

fn jiff_days(days: i64) -> record::Days {
    record::Days::new().days(days)
}

/// "until the end of June", "by 1 May": when something ends is not when it is.
pub(crate) fn is_deadline(doc: &Doc<'_, '_>, time: &Time, scope: &Tokens) -> bool {
    ends_by(doc, &time.tokens, time.precision, scope)
}

fn ends_by(doc: &Doc<'_, '_>, time: &Tokens, precision: u8, scope: &Tokens) -> bool {
    const REACH: usize = 4;
    let Some(words) = doc.pack.setting("until-words") else { return false };
    let until = |at: usize| doc.is_any_of(at, words);
    let (start, end) = (time.start, time.end);
    if until(start) || start > scope.start && until(start - 1) {
        return true;
    }
    if crate::forms::governed_from_behind(doc) {
        return scope.contains(&end) && until(end);
    }
    // the end of a month or year; "by a letter of 5 May" tells of a day
    let small = |at: &usize| {
        let word = doc.chart.tokens()[*at];
        word.kind == text::token::TokenKind::Word && !word.is_capitalised()
    };
    precision < 3 && (scope.start..start).rev().take(REACH).take_while(small).any(until)
}

fn relative(unit: &str, offset: i16, today: Date) -> Option<Edtf> {
    let shift = |days: i64| today.checked_add(jiff_days(days)).ok();
    match unit {
        "day" => shift(i64::from(offset)).map(Edtf::day),
        "week" => {
            let monday = shift(i64::from(offset) * 7 - i64::from(today.weekday().to_monday_zero_offset()))?;
            let sunday = monday.checked_add(jiff_days(6)).ok()?;
            Edtf::interval(&Edtf::day(monday), &Edtf::day(sunday))
        }
        "month" => {
            let months = i32::from(today.year()) * 12 + i32::from(today.month()) - 1 + i32::from(offset);
            Edtf::month(
                i16::try_from(months.div_euclid(12)).ok()?,
                i8::try_from(months.rem_euclid(12)).ok()? + 1,
            )
        }
        "year" => Edtf::year(today.year() + offset),
        _ => None,
    }
}

/// How far two runs of tokens are apart; a semicolon between them counts as much.
pub(crate) fn distance(doc: &Doc<'_, '_>, a: &Tokens, b: &Tokens) -> usize {
    let (from, to) = if a.end <= b.start {
        (a.end, b.start)
    } else if b.end <= a.start {
        (b.end, a.start)
    } else {
        return 0;
    };
    let breaks = (from..to).filter(|&at| doc.is_mark(at, &[";"])).count();
    to - from + breaks * 30
}
