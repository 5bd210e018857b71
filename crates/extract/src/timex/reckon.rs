//! How the value of each sort of expression is reckoned.

use record::{Date, Days, Edtf};
use rules::Mention;

use super::number;
use crate::doc::{Doc, Tokens};

/// The value that the rule's `op` gives; `None` where it cannot be told.
pub(super) fn value(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let today = doc.published_on;
    match mention.attribute("op")? {
        "duration" => duration(doc, mention),
        "shift" => shift(doc, mention),
        "weekday" => {
            let week: i64 = set(mention, "week")?;
            let weekday = code(doc, mention, "weekday", "weekday", "n")?.parse::<i64>().ok()?;
            Some(add_days(monday(today?)?, week * 7 + weekday - 1)?.to_string())
        }
        "nth" => nth(doc, mention),
        "week-of" => {
            let day = time(doc, mention, "base")?.first_day()?;
            week(monday(day)?)
        }
        "month-day" => {
            let month = code(doc, mention, "month", "month", "n")?.parse::<i8>().ok()?;
            let year = number(doc, mention, "year").or_else(|| Some(i64::from(today?.year())))?;
            let day = i8::try_from(number(doc, mention, "day")?).ok()?;
            Some(Date::new(i16::try_from(year).ok()?, month, day).ok()?.to_string())
        }
        "quarter" => {
            let (year, quarter) = match set::<i64>(mention, "rel") {
                Some(rel) => {
                    let today = today?;
                    let count = i64::from(today.year()) * 4 + (i64::from(today.month()) - 1) / 3 + rel;
                    (count.div_euclid(4), count.rem_euclid(4) + 1)
                }
                None => (number(doc, mention, "year")?, number(doc, mention, "n")?),
            };
            (1..=4).contains(&quarter).then(|| format!("{year:04}-Q{quarter}"))
        }
        "weekend" => {
            let saturday = add_days(monday(today?)?, set::<i64>(mention, "rel")? * 7 + 5)?;
            Some(format!("{saturday}/{}", add_days(saturday, 1)?))
        }
        "numeric" => numeric(doc, mention),
        "year" => {
            const FAR: i64 = 120;
            let year = number(doc, mention, "year")?;
            let near = today.is_none_or(|today| (i64::from(today.year()) - year).abs() <= FAR);
            near.then(|| format!("{year:04}"))
        }
        "reference" => code(doc, mention, "ref", "time-ref", "code").map(str::to_owned),
        "moment" => {
            let day = match mention.part("date") {
                Some(_) => time(doc, mention, "date")
                    .filter(|date| date.precision() == 3 && !date.is_interval())?
                    .first_day()?,
                None => today?,
            };
            let clock = clock(doc, &mention.part("clock")?.tokens)?;
            let day = if clock.0 == 24 { add_days(day, 1)? } else { day };
            Some(format!("{day}T{:02}:{:02}{}", clock.0 % 24, clock.1, clock.2))
        }
        _ => None,
    }
}

fn set<T: std::str::FromStr>(mention: &Mention, name: &str) -> Option<T> {
    mention.attribute(name)?.parse().ok()
}

/// An attribute of the lexicon's row that fills a part.
fn code<'d>(doc: &Doc<'d, '_>, mention: &Mention, part: &str, class: &str, name: &str) -> Option<&'d str> {
    doc.at(class, &mention.part(part)?.tokens)?.attribute(name)
}

/// The date that a part is.
fn time<'d>(doc: &'d Doc<'_, '_>, mention: &Mention, part: &str) -> Option<&'d Edtf> {
    let tokens = &mention.part(part)?.tokens;
    doc.times.iter().find(|time| time.tokens == *tokens).map(|time| &time.value)
}

fn add_days(day: Date, days: i64) -> Option<Date> {
    day.checked_add(Days::new().days(days)).ok()
}

fn monday(day: Date) -> Option<Date> {
    add_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

fn week(monday: Date) -> Option<String> {
    Some(format!("{monday}/{}", add_days(monday, 6)?))
}

/// `P2Y`, `P2.5Y`, `PT30M`, `PXD`; ten years are a decade.
fn duration(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let unit = code(doc, mention, "unit", "time-unit", "code")?;
    let (prefix, letter) = unit.split_at(unit.len().checked_sub(1)?);
    let (times, letter) = match letter {
        "E" => (10, "Y"),
        "C" => (100, "Y"),
        other => (1, other),
    };
    let count = match mention.attribute("n") {
        Some("X") => "X".to_owned(),
        Some(n) => (n.parse::<i64>().ok()? * times).to_string(),
        None => {
            let half = mention.part("half").is_some();
            let whole =
                if mention.part("n").is_some() { number(doc, mention, "n")?.checked_mul(times)? } else { 0 };
            if half { format!("{whole}.5") } else { whole.to_string() }
        }
    };
    Some(format!("P{prefix}{count}{letter}"))
}

/// So many days, weeks, months or years from a day: as exact as its unit is.
fn shift(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let unit = code(doc, mention, "unit", "time-unit", "code")?;
    let count = number(doc, mention, "n")?.checked_mul(set(mention, "sign")?)?;
    let from = match mention.part("base") {
        Some(_) => time(doc, mention, "base")?.first_day()?,
        None => doc.published_on?,
    };
    let months = |months: i64| {
        let count = i64::from(from.year()) * 12 + i64::from(from.month()) - 1 + months;
        (i16::try_from(count.div_euclid(12)).ok(), i8::try_from(count.rem_euclid(12) + 1).ok())
    };
    match unit {
        "D" => add_days(from, count).map(|day| day.to_string()),
        "W" => add_days(from, count.checked_mul(7)?).map(|day| day.to_string()),
        "M" => match months(count) {
            (Some(year), Some(month)) => Edtf::month(year, month).map(|date| date.to_string()),
            _ => None,
        },
        "Y" => Edtf::year(i16::try_from(i64::from(from.year()) + count).ok()?).map(|date| date.to_string()),
        "E" => Edtf::year(i16::try_from(i64::from(from.year()) + count.checked_mul(10)?).ok()?)
            .map(|date| date.to_string()),
        _ => None,
    }
}

/// The nth weekday, day or week of a month or year; -1 is the last.
fn nth(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let whole = time(doc, mention, "whole")?;
    let (first, last) = (whole.first_day()?, whole.last_day()?);
    let n: i64 = set(mention, "n").or_else(|| number(doc, mention, "n"))?;
    let what = &mention.part("what")?.tokens;
    let (start, step) = match doc.at("weekday", what).and_then(|row| row.attribute("n")?.parse::<i64>().ok())
    {
        Some(weekday) => {
            let ahead = (weekday - i64::from(first.weekday().to_monday_one_offset())).rem_euclid(7);
            (add_days(first, ahead)?, 7)
        }
        None => match doc.at("time-unit", what)?.attribute("code")? {
            "D" => (first, 1),
            // weeks count from the one with most days in it
            "W" => {
                let start = monday(first)?;
                let inside = 7 - i64::from(first.weekday().to_monday_zero_offset());
                (if inside >= 4 { start } else { add_days(start, 7)? }, 7)
            }
            _ => return None,
        },
    };
    let day = if n > 0 {
        add_days(start, (n - 1) * step)?
    } else {
        let count = i64::from((last - start).get_days()).div_euclid(step);
        add_days(start, count * step)?
    };
    if day > last {
        return None;
    }
    if step == 7 && doc.at("weekday", what).is_none() { week(day) } else { Some(day.to_string()) }
}

/// `7/8/07`, in the order that the pack's setting `date-order` names.
fn numeric(doc: &Doc<'_, '_>, mention: &Mention) -> Option<String> {
    let (a, b) =
        (i8::try_from(number(doc, mention, "a")?).ok()?, i8::try_from(number(doc, mention, "b")?).ok()?);
    let (mut month, mut day) =
        if doc.pack.setting("date-order").as_deref() == Some("mdy") { (a, b) } else { (b, a) };
    if month > 12 {
        (month, day) = (day, month);
    }
    let year = match number(doc, mention, "c") {
        Some(short @ 0..=99) => {
            let this = i64::from(doc.published_on?.year());
            // the century that brings it nearest
            let near = this - this.rem_euclid(100) + short;
            if near > this + 20 { near - 100 } else { near }
        }
        Some(year) => year,
        None => i64::from(doc.published_on?.year()),
    };
    Some(Date::new(i16::try_from(year).ok()?, month, day).ok()?.to_string())
}

/// Hour, minute and zone of a clock's mention.
fn clock(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<(i8, i8, &'static str)> {
    let mention = doc.at("clock", tokens)?;
    if let Some(clock) = mention.attribute("clock") {
        let (hour, minute) = clock.split_once(':')?;
        return Some((hour.parse().ok()?, minute.parse().ok()?, ""));
    }
    let written = doc.chart.written(&mention.part("hm")?.tokens).to_ascii_lowercase();
    let digits = written.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '.');
    let half = match (written.get(digits.len()..), mention.part("half")) {
        (Some("am" | "a"), _) => Some(0),
        (Some("pm" | "p"), _) => Some(12),
        (Some("" | "h"), Some(half)) => doc.at("day-half", &half.tokens)?.attribute("code")?.parse().ok(),
        (Some("" | "h"), None) => None,
        _ => return None,
    };
    let (hour, minute) = digits_of_clock(digits).or_else(|| Some((digits.parse::<i8>().ok()?, 0)))?;
    let hour = match half {
        Some(add) if hour <= 12 => hour % 12 + add,
        Some(_) => return None,
        None => hour,
    };
    let zone = if mention.part("zone").is_some() { "Z" } else { "" };
    (hour <= 24 && minute < 60).then_some((hour, minute, zone))
}

/// `7:54` or `07:54`.
pub(super) fn digits_of_clock(written: &str) -> Option<(i8, i8)> {
    let (hour, minute) = written.split_once(':')?;
    let sound = (1..=2).contains(&hour.len()) && minute.len() == 2;
    let (hour, minute): (i8, i8) = (hour.parse().ok()?, minute.parse().ok()?);
    (sound && (0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour, minute))
}
