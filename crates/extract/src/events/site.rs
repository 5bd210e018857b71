//! Where an event is where no word of place says so: the opening words of its line, the dateline, the host.

use text::fold::fold;
use text::token::{Shape, TokenKind};

use crate::doc::{Doc, Tokens};
use crate::forms;

/// Marks that part the opening words of a line from what it tells.
const PARTS: [&str; 7] = [":", ".", "\u{2013}", "\u{2014}", "-", "|", "\u{2192}"];

/// "Kuala Lumpur: ...", "26-28 October, Kuala Lumpur: ...", "VIENNA - ...": a place that opens its line, times
/// and marks before it aside, and is parted from what follows.
pub(super) fn opens_line(doc: &Doc<'_, '_>, place: &Tokens) -> bool {
    let block = doc.block(doc.block_of(place.start));
    let led = (block.start..place.start).all(|at| is_mark(doc, at) || in_time(doc, at));
    led && parted(doc, place, &block)
}

/// "3-4 June: working meeting, Warsaw.": a place between the name of an event and the end of its entry.
pub(super) fn follows_name(doc: &Doc<'_, '_>, place: &Tokens) -> bool {
    const LONGEST: usize = 18;
    let sentence = doc.sentence(place.start);
    let comma = place.start.checked_sub(1).filter(|&at| doc.is_mark(at, &[","]));
    let ends = place.end >= sentence.end || doc.is_mark(place.end, &[".", ";", ",", "("]);
    let named = |at: usize| doc.within("event", &sentence).any(|event| event.tokens.end == at);
    let dated = doc.times.iter().any(|time| sentence.contains(&time.tokens.start));
    ends && dated && sentence.len() <= LONGEST && comma.is_some_and(named)
}

/// Whether only more of a dateline stands between a name and the mark that parts it from the report.
fn parted(doc: &Doc<'_, '_>, place: &Tokens, block: &Tokens) -> bool {
    const LONGEST: usize = 16;
    let mut bracket = false;
    for at in place.end..block.end.min(place.end + LONGEST) {
        if doc.is_mark(at, &["(", "/", "["]) {
            bracket = !bracket || !doc.is_mark(at, &["/"]);
        } else if doc.is_mark(at, &[")", "]"]) {
            bracket = false;
        } else if !bracket && doc.is_mark(at, &PARTS) {
            // a full stop after the name alone
            return !doc.is_mark(at, &["."]) || at == place.end;
        } else if !bracket && !doc.is_mark(at, &[","]) && !in_time(doc, at) && !in_place(doc, at) {
            return false;
        }
    }
    false
}

/// Where the report begins in a paragraph that a dateline opens.
pub(crate) fn report_start(doc: &Doc<'_, '_>, block: usize) -> Option<usize> {
    const REACH: usize = 12;
    let place = dateline(doc, block)?;
    let rest = place.end..doc.block(block).end;
    let dash = rest.clone().find(|&at| doc.is_mark(at, &["\u{2013}", "\u{2014}", "-"]))?;
    (dash - place.end <= REACH).then_some(dash + 1)
}

/// The place of a report's dateline: its first words, up to a date and the dash that ends it.
pub(super) fn dateline(doc: &Doc<'_, '_>, block: usize) -> Option<Tokens> {
    const LONGEST: usize = 16;
    const NAME: usize = 3;
    let tokens = doc.block(block);
    let start = tokens.clone().find(|&at| !is_mark(doc, at))?;
    let reach = start..tokens.end.min(start + LONGEST);
    let dash = reach.clone().find(|&at| doc.is_mark(at, &["\u{2013}", "\u{2014}", "-"]))?;
    let dated = doc.times.iter().any(|time| start < time.tokens.start && time.tokens.end <= dash);
    let name = (start..dash).find(|&at| is_mark(doc, at) || in_time(doc, at)).map(|end| start..end)?;
    let capital = |at: usize| doc.chart.tokens()[at].is_capitalised();
    let named = !name.is_empty() && name.len() <= NAME && name.clone().all(capital);
    (dated && named && !in_time(doc, start)).then_some(name)
}

/// How the place of a dateline is called: capitals throughout are the agency's way of writing it.
pub(super) fn dateline_name(doc: &Doc<'_, '_>, place: &Tokens) -> String {
    const ABBREVIATION: usize = 3;
    let all_capitals = place.clone().all(|at| doc.chart.tokens()[at].shape == Shape::Upper);
    let written = forms::nominative(doc, place);
    if !all_capitals || written.chars().count() <= ABBREVIATION {
        return written;
    }
    let word = |word: &str| -> String {
        let mut letters = word.chars();
        letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
    };
    written.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether the sentence says that it is where the dateline is: "here", "in this city".
pub(super) fn says_here(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    let words = doc.pack.setting("here-words").unwrap_or_default();
    !words.is_empty() && sentence.clone().any(|at| words.split(' ').any(|word| word == fold(doc.word(at))))
}

/// "Dushanbe hosted the summit", "India is to host it": the place right before a verb of hosting, with the event
/// after it.
pub(super) fn host(doc: &Doc<'_, '_>, event: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const REACH: usize = 8;
    const GAP: usize = 2;
    let verb = doc.within("part-verb", &(sentence.start..event.start)).rfind(|verb| {
        verb.attribute("role") == Some("host")
            && verb.attribute("side") != Some("after")
            && event.start - verb.tokens.end <= REACH
    })?;
    let place = doc.within("place", &(sentence.start..verb.tokens.start)).next_back()?;
    let gap = place.tokens.end..verb.tokens.start;
    let near = gap.len() <= GAP && gap.clone().all(|at| !is_mark(doc, at));
    let of_body = doc
        .within("org", sentence)
        .any(|org| org.tokens.contains(&place.tokens.start) && org.tokens != place.tokens);
    (near && !of_body).then(|| place.tokens.clone())
}

fn is_mark(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == TokenKind::Mark
}

fn in_time(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.times.iter().any(|time| time.tokens.contains(&at))
}

fn in_place(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.starts("place", at).is_some()
        || at > 0 && doc.starts("place", at - 1).is_some_and(|place| place.tokens.contains(&at))
}
