//! The dateline of a report: where and on what day it was filed, before the words that tell.

use text::morph::Tags;
use text::token::{Shape, TokenKind};

use super::site::in_time;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time::Time;

const DASHES: [&str; 3] = ["\u{2013}", "\u{2014}", "-"];

/// "Oslo, 5 May (Agency) - ", "OSLO, 5 May. /Agency/. ", "5 May, Oslo /Agency/. ".
pub(crate) struct Dateline {
    pub place: Tokens,
    pub day: Option<Tokens>,
    /// Where the report begins: right after the dash or full stop, in the next block where the dateline has a line of
    /// its own.
    pub report: usize,
}

/// The dateline that opens a block: with a dash, or with a day and a full stop at the end.
pub(crate) fn dateline(doc: &Doc<'_, '_>, block: usize) -> Option<Dateline> {
    dashed(doc, block).or_else(|| stopped(doc, block))
}

/// Where the report begins in a paragraph that a dateline opens.
pub(crate) fn report_start(doc: &Doc<'_, '_>, block: usize) -> Option<usize> {
    const REACH: usize = 12;
    let line = dateline(doc, block)?;
    (line.report <= line.place.end.max(line.day.map_or(0, |day| day.end)) + REACH).then_some(line.report)
}

/// First words, up to a date and the dash that ends it.
fn dashed(doc: &Doc<'_, '_>, block: usize) -> Option<Dateline> {
    const LONGEST: usize = 16;
    let tokens = doc.block(block);
    let start = tokens.clone().find(|&at| !is_mark(doc, at))?;
    let reach = start..tokens.end.min(start + LONGEST);
    let dash = reach.clone().find(|&at| doc.is_mark(at, &DASHES))?;
    let day = day_in(doc, &(start + 1..dash))?;
    let place = name_at(doc, start, dash)?;
    Some(Dateline { place, day: Some(day.tokens.clone()), report: dash + 1 })
}

/// A place and a day in either order, what stands in brackets or between slashes aside, and a full stop.
fn stopped(doc: &Doc<'_, '_>, block: usize) -> Option<Dateline> {
    const LONGEST: usize = 24;
    let tokens = doc.block(block);
    let end = tokens.end.min(tokens.start + LONGEST);
    let mut at = tokens.clone().find(|&at| !is_mark(doc, at))?;
    let (mut place, mut day): (Option<Tokens>, Option<Tokens>) = (None, None);
    while at < end {
        if let Some(time) = time_at(doc, at) {
            if day.is_some() || time.precision != 3 || time.value.is_interval() {
                return None;
            }
            day = Some(time.tokens.clone());
            at = time.tokens.end;
        } else if let Some(closes) = bracket(doc, at, end) {
            at = closes + 1;
        } else if doc.is_mark(at, &["."]) && place.is_some() && day.is_some() {
            // the stop of an abbreviated word for the year or the month stands before a bracket
            match bracket(doc, at + 1, end) {
                Some(closes) => at = closes + 1,
                None => return Some(Dateline { place: place?, day, report: at + 1 }),
            }
        } else if doc.is_mark(at, &[",", "."]) {
            at += 1;
        } else if place.is_none() {
            let name = name_at(doc, at, end)?;
            at = name.end;
            place = Some(name);
        } else {
            return None;
        }
    }
    None
}

/// Where the bracket or slash that opens here is closed.
fn bracket(doc: &Doc<'_, '_>, at: usize, end: usize) -> Option<usize> {
    const PAIRS: [(&str, &str); 3] = [("(", ")"), ("[", "]"), ("/", "/")];
    let (_, close) = PAIRS.into_iter().find(|(open, _)| at < end && doc.is_mark(at, &[open]))?;
    (at + 1..end).find(|&next| doc.is_mark(next, &[close]))
}

/// The first time within these tokens; times stand in the order of the text.
fn day_in<'d>(doc: &'d Doc<'_, '_>, scope: &Tokens) -> Option<&'d Time> {
    let first = doc.times.partition_point(|time| time.tokens.start < scope.start);
    doc.times.get(first).filter(|time| time.tokens.end <= scope.end)
}

fn time_at<'d>(doc: &'d Doc<'_, '_>, at: usize) -> Option<&'d Time> {
    day_in(doc, &(at..usize::MAX)).filter(|time| time.tokens.start == at)
}

/// A name of one to three words with capitals, up to a mark or a day: "In June - ..." opens with none.
pub(super) fn name_at(doc: &Doc<'_, '_>, start: usize, end: usize) -> Option<Tokens> {
    const NAME: usize = 3;
    let name =
        start..(start..end).find(|&at| is_mark(doc, at) || in_time(doc, at)).filter(|&end| end > start)?;
    let capital = |at: usize| doc.chart.tokens()[at].is_capitalised();
    let small = [Tags::ADP, Tags::CONJ, Tags::DET];
    let leads =
        doc.chart.words[start].readings.first().is_some_and(|tags| small.iter().any(|one| tags.has(*one)));
    let day = ["weekday", "month"].iter().any(|class| doc.starts(class, start).is_some());
    let named = name.len() <= NAME && name.clone().all(capital) && !leads && !day;
    (named && !in_time(doc, start)).then_some(name)
}

/// The day and the place of the dateline, for what the first sentences of its report tell as done.
pub(super) fn dateline_day(doc: &Doc<'_, '_>, event: &Tokens) -> Option<(record::Edtf, Tokens, Tokens)> {
    const FIRST: usize = 5;
    const SENTENCES: usize = 2;
    let block = doc.block_of(event.start);
    // a dateline on a line of its own is that of the next one
    let above = || {
        let above = block.checked_sub(1)?;
        dateline(doc, above).filter(|line| line.report >= doc.block(above).end)
    };
    let line = dateline(doc, block).or_else(above).filter(|_| block < FIRST)?;
    if event.start < line.report {
        return None;
    }
    let told = doc.chart.sentence_of(event.start) - doc.chart.sentence_of(line.report);
    let opening = doc.sentence(line.place.start).start..line.report;
    let day = doc.times.iter().find(|time| opening.contains(&time.tokens.start) && time.precision == 3)?;
    (told < SENTENCES && !day.value.is_interval()).then(|| (day.value.clone(), line.place, opening))
}

/// The day and the place of the dateline that opens the text, and where the report begins.
pub(super) fn opening(doc: &Doc<'_, '_>) -> Option<(record::Edtf, Dateline)> {
    const FIRST: usize = 5;
    let blocks = doc.chart.segments.blocks.len().min(FIRST);
    let line = (0..blocks).find_map(|block| dateline(doc, block))?;
    let day = doc.times.iter().find(|time| line.day.as_ref() == Some(&time.tokens))?;
    (day.precision == 3 && !day.value.is_interval()).then(|| (day.value.clone(), line))
}

/// How the place of a dateline is called: capitals throughout are the agency's way of writing it.
pub(super) fn dateline_name(doc: &Doc<'_, '_>, place: &Tokens) -> String {
    const ABBREVIATION: usize = 3;
    let all_capitals = place.clone().all(|at| doc.chart.tokens()[at].shape == Shape::Upper);
    let written = forms::nominative(doc, place);
    if !all_capitals || written.chars().count() <= ABBREVIATION {
        return written;
    }
    forms::titled(&written)
}

fn is_mark(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == TokenKind::Mark
}
