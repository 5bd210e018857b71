//! Days that other words set: "on the second day" of those that were told of last, an item of a list of a year, a line
//! of a calendar under its month.

use record::{Date, Edtf};
use rules::Mention;
use text::segment::BlockKind;
use text::token::TokenKind;

use super::{Anchor, Time, jiff_days, number_of};
use crate::doc::Doc;

/// The days from first to last, where they are several and no more than a gathering or drill lasts.
pub(super) fn several(value: &Edtf) -> Option<(Date, Date)> {
    const LONGEST: i32 = 31;
    let (first, last) = value.first_day().zip(value.last_day())?;
    let days = value.precision() == 3 && (1..LONGEST).contains(&(last - first).get_days());
    days.then_some((first, last))
}

/// The day that an ordinal counts, or the last of them.
pub(super) fn nth(doc: &Doc<'_, '_>, mention: &Mention, days: (Date, Date), which: &str) -> Option<Date> {
    const LONGEST: i64 = 31;
    let (first, last) = days;
    if which == "last" {
        return Some(last);
    }
    let ordinal = || mention.part("nth").and_then(|nth| doc.starts("ordinal", nth.tokens.start));
    let counted = || ordinal().and_then(|ordinal| ordinal.attribute("value")?.parse().ok());
    let number: i64 = which.parse().ok().or_else(counted).or_else(|| number_of(doc, mention, "nth"))?;
    // a number of any length may stand there: none is reckoned with that no month has
    let days = (1..=LONGEST).contains(&number).then(|| jiff_days(number - 1))?;
    first.checked_add(days).ok().filter(|day| *day <= last)
}

/// "Twenty were held in 2024, above all: - 6 June, Oslo: ...": the year alone that the line over a list names is that of
/// its items.
pub(super) fn list(doc: &Doc<'_, '_>, mention: &Mention, told: &[Time], anchor: &mut Anchor) {
    let block = doc.block_of(mention.tokens.start);
    if anchor.listed.is_some_and(|(known, _)| known == block) {
        return;
    }
    let item = doc.block_kind(block) == BlockKind::Item;
    let lead = doc.lead_in(block).filter(|_| item);
    let year = lead.and_then(|lead| {
        let own = |time: &&Time| lead.contains(&time.tokens.start) && time.precision == 1;
        let mut years = told.iter().filter(own);
        let year = years.next().filter(|time| !time.value.is_interval())?;
        years.next().is_none().then(|| year.value.first_day().map(Date::year)).flatten()
    });
    anchor.listed = Some((block, year));
}

/// "4-5, Oslo: ..." in a calendar: the month of the line above it that is a month alone.
pub(super) fn month_above(doc: &Doc<'_, '_>, mention: &Mention) -> Option<i8> {
    const REACH: usize = 20;
    const LONGEST: usize = 4;
    if mention.attribute("rel") != Some("listed:day") {
        return None;
    }
    let month = |block: usize| {
        let line = doc.block(block);
        let month = line.clone().find_map(|at| doc.starts("month", at))?;
        let rest = |at: usize| {
            month.tokens.contains(&at)
                || matches!(doc.chart.tokens()[at].kind, TokenKind::Mark)
                || doc.word(at).len() == 4 && doc.chart.tokens()[at].kind == TokenKind::Number
        };
        let alone = line.len() <= LONGEST && line.into_iter().all(rest);
        alone.then(|| month.attribute("n")?.parse().ok()).flatten()
    };
    let block = doc.block_of(mention.tokens.start);
    (block.saturating_sub(REACH)..block).rev().find_map(month)
}

/// "22-28 September": days of one week.
pub(super) fn week_of(value: &Edtf) -> Option<(Date, Date)> {
    let (first, last) = value.first_day().zip(value.last_day()).filter(|_| value.precision() == 3)?;
    matches!((last - first).get_days(), 4..=7).then_some((first, last))
}

/// The day of that name in a week.
pub(super) fn day_in_week((first, last): (Date, Date), weekday: i8) -> Option<Date> {
    let forward = i64::from((weekday - first.weekday().to_monday_one_offset()).rem_euclid(7));
    first.checked_add(jiff_days(forward)).ok().filter(|day| *day <= last)
}
