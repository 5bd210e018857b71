//! When an event is: the time said beside it, in the line that leads to it, or in the heading above it.

use rules::Mention;

use text::segment::BlockKind;
use text::token::TokenKind;

use super::circumstance::says_status;
use super::clause;
use super::site;
use crate::doc::{Doc, Tokens};
use crate::time::{self, Time};

/// "Monday. In A the Council met.": a paragraph that opens with a day alone, or stands under a line that is a weekday.
fn opening_day(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const LONGEST: usize = 8;
    /// The lines of a publication's head, which say when it was written.
    const HEAD: usize = 3;
    let number = doc.block_of(at);
    let weekday = |line: &Tokens| line.clone().any(|at| doc.starts("weekday", at).is_some());
    let day_alone = |line: &Tokens| {
        !line.is_empty()
            && line.len() <= LONGEST
            && doc.within("time", line).next().is_some()
            && line.clone().all(|at| {
                doc.chart.tokens()[at].kind == TokenKind::Mark
                    || site::in_time(doc, at)
                    || doc.starts("weekday", at).is_some()
            })
    };
    let first = doc.sentence(doc.block(number).start);
    if first.end <= at && day_alone(&first) && (number >= HEAD || weekday(&first)) {
        return Some(first);
    }
    let above = doc.block(number.checked_sub(1)?);
    if day_alone(&above) && weekday(&above) {
        return Some(above);
    }
    // "12 May", "10:00 Opening", "Chair: A", "11:30 Round table": the lines of a programme under its day
    const LINES: usize = 24;
    let timed = opens_with_clock(doc, &doc.block(number));
    let mut lines = (number.saturating_sub(LINES)..number).rev().map(|line| doc.block(line));
    if timed { lines.find(day_alone) } else { None }
}

/// "10:00 Opening": a line that begins with a time of the clock.
fn opens_with_clock(doc: &Doc<'_, '_>, line: &Tokens) -> bool {
    let clock = |at: usize| {
        let word = doc.word(at);
        word.starts_with(|c: char| c.is_ascii_digit()) && word.contains([':', '.'])
            || doc.chart.tokens()[at].kind == TokenKind::Number && doc.is_mark(at + 1, &[":", "."])
    };
    let mut first = line.clone().filter(|&at| doc.chart.tokens()[at].kind != TokenKind::Mark);
    first.next().is_some_and(clock)
}

/// A heading that is little more than a date: it dates the lines under it.
pub(super) fn dated_heading(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const LONGEST: usize = 8;
    let above = (0..doc.block_of(at)).rev().find(|&block| doc.block_kind(block) == BlockKind::Heading)?;
    let heading = doc.block(above);
    let time = doc.within("time", &heading).next()?;
    (heading.len() <= LONGEST && time.tokens.start <= heading.start + 3).then_some(heading)
}

pub(super) type Dated<'d> = (&'d Time, Option<Tokens>);

/// The date said of an event: in its scope, in the line that leads into its list, or where a text speaks of
/// what has just been, none.
pub(super) fn date_of<'d>(
    doc: &'d Doc<'_, '_>,
    tokens: &Tokens,
    scope: &Tokens,
    lead: Option<&Tokens>,
) -> Option<Dated<'d>> {
    // words between "since" and the day that it leads to: more where the verb stands early
    let verb_early = doc.pack.setting("verb-early").is_some();
    let reach = if verb_early { 14 } else { 6 };
    /// Days that a gathering lasts, at most.
    const LONGEST: i32 = 100;
    let gathers = tokens.clone().filter_map(|at| doc.starts("event-head", at)).any(|head| {
        matches!(
            head.attribute("kind"),
            Some("session" | "meeting" | "conference" | "roundtable" | "ceremony")
        )
    });
    let near = |scope: &Tokens| {
        let fits = |time: &&Time| {
            if time.tokens.start < scope.start || scope.end < time.tokens.end {
                return false;
            }
            let in_name = tokens.contains(&time.tokens.start) && time.precision == 1;
            let in_title = doc
                .all("document")
                .iter()
                .any(|&id| doc.mention(id).tokens.contains(&time.tokens.start) && time.precision == 1);
            // "the session runs until 15 November": where it ends is not when it is
            let until = time::is_deadline(doc, time, scope);
            // "the chair for 2025-2026": years of the chair date no event
            let years = time.precision == 1
                && time.value.is_interval()
                && doc.within("chair-word", scope).next().is_some();
            // "the conference agreed that A would chair from May 2031 to April 2033": no gathering lasts so long
            let lasts = !gathers
                || time.precision < 3
                || !time.value.is_interval()
                || time
                    .value
                    .first_day()
                    .zip(time.value.last_day())
                    .is_none_or(|(first, last)| (last - first).get_days() <= LONGEST);
            // "adopted a decision on passing the chair on in 2026": a year to come dates nothing done
            let to_come = doc.pack.setting("future-words").is_some()
                && time.precision == 1
                && doc
                    .published_on
                    .is_some_and(|today| time.value.first_day().is_some_and(|day| day > today))
                && doc.within("doc-action", scope).any(|word| word.tokens.end <= time.tokens.start)
                && !says_status(doc, scope);
            // "the first since she took office in March"
            let since = doc.pack.setting("since-words").is_some_and(|words| {
                let before = time.tokens.start.saturating_sub(reach).max(scope.start)..time.tokens.start;
                let said = before.clone().rev().find(|&at| doc.is_any_of(at, words));
                let said = if verb_early { said } else { said.map(|_| before.start) };
                said.is_some_and(|said| {
                    !(said..time.tokens.start).any(|at| doc.is_mark(at, &[",", ";"]))
                        && !(said..time.tokens.start).contains(&tokens.start)
                })
            });
            !years
                && lasts
                && !since
                && !in_name
                && !in_title
                && !until
                && !to_come
                && !names_years(doc, time)
                && !bracketed_for_another(doc, time, tokens, scope)
                && !clause::tells_of_another(doc, tokens, &time.tokens, scope)
        };
        doc.times.iter().filter(fits).min_by_key(|time| {
            let other = doc
                .within("event", scope)
                .any(|event| event.tokens != *tokens && between(&event.tokens, tokens, &time.tokens));
            (other, time::distance(doc, tokens, &time.tokens) + if time.precision == 1 { 12 } else { 0 })
        })
    };
    let own = near(scope);
    // under a heading that sets the day, a year said in passing dates nothing
    let passing = own.is_some_and(|time| time.precision == 1);
    let heading = || dated_heading(doc, tokens.start).filter(|_| passing);
    if let Some(heading) = heading()
        && let Some(time) = near(&heading).filter(|time| time.precision == 3)
    {
        return Some((time, Some(heading)));
    }
    if let Some(time) = own {
        return Some((time, None));
    }
    if let Some(line) = opening_day(doc, tokens.start)
        && let Some(time) = near(&line)
    {
        return Some((time, Some(line)));
    }
    let from =
        lead.cloned().filter(|lead| near(lead).is_some()).or_else(|| dated_heading(doc, tokens.start))?;
    near(&from).map(|time| (time, Some(from)))
}

/// "the Strategy for Clean Rivers 2025-2030": years right behind a capital within a sentence are part of a name.
fn names_years(doc: &Doc<'_, '_>, time: &Time) -> bool {
    let start = time.tokens.start;
    let years = time.precision == 1 && time.value.is_interval();
    let word = |at: usize| doc.chart.tokens()[at];
    let name = || {
        let before = start.checked_sub(1).filter(|&at| doc.sentence(start).start < at);
        before.is_some_and(|at| word(at).is_capitalised() && word(at).kind == TokenKind::Word)
    };
    years && word(start).kind == TokenKind::Number && name()
}

/// "A (9-20 September), the drill B": what stands in brackets after one event says nothing of the next.
fn bracketed_for_another(doc: &Doc<'_, '_>, time: &Time, tokens: &Tokens, scope: &Tokens) -> bool {
    let open = (scope.start..time.tokens.start)
        .rev()
        .take_while(|&at| !doc.is_mark(at, &[")"]))
        .find(|&at| doc.is_mark(at, &["("]));
    let Some(open) = open else { return false };
    if tokens.contains(&open) || tokens.start > open && !doc.is_mark(time.tokens.end, &[")", ","]) {
        return false;
    }
    let named = |other: &&Mention| other.tokens != *tokens && other.tokens.end <= open;
    let before = doc.within("event", scope).rfind(named).map(|other| other.tokens.end);
    // the bracket is this event's where none other stands nearer to it
    tokens.start > open && before.is_some()
        || before.is_some_and(|end| end > tokens.end && tokens.end <= open)
}

pub(super) fn between(middle: &Tokens, a: &Tokens, b: &Tokens) -> bool {
    let (low, high) = if a.start < b.start { (a.end, b.start) } else { (b.end, a.start) };
    low <= middle.start && middle.end <= high
}
