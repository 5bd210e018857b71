//! Lines by the clock: "10:00 Opening" under the day and the place of a programme.

use text::token::TokenKind;

use super::place::place_of_line;
use super::{Event, Events};
use crate::doc::{Doc, Tokens};

/// Whether a paragraph opens with a time of the clock in figures: "10:00", "9.30".
pub(crate) fn is_line(doc: &Doc<'_, '_>, block: usize) -> bool {
    let line = doc.block(block);
    let tokens = doc.chart.tokens();
    let small =
        |word: &str, most: u8| word.len() <= 2 && word.parse::<u8>().is_ok_and(|number| number <= most);
    let clock = |word: &str| {
        let parts = word.split_once([':', '.']);
        parts.is_some_and(|(hour, minute)| minute.len() == 2 && small(hour, 24) && small(minute, 59))
    };
    let number = |at: usize| line.contains(&at) && tokens[at].kind == TokenKind::Number;
    let Some(first) = line.clone().find(|&at| tokens[at].kind != TokenKind::Mark) else { return false };
    let parted = || {
        number(first)
            && number(first + 2)
            && doc.is_mark(first + 1, &[":", "."])
            && small(doc.word(first), 24)
            && doc.word(first + 2).len() == 2
            && small(doc.word(first + 2), 59)
    };
    clock(doc.word(first)) || parted()
}

/// The nearest line above that gives the day of a line by the clock, none of them itself.
fn day_over(doc: &Doc<'_, '_>, block: usize) -> Option<(usize, record::Edtf)> {
    const BACK: usize = 40;
    const LONGEST: usize = 30;
    let day_in = |line: &Tokens| {
        let from = doc.times.partition_point(|time| time.tokens.start < line.start);
        let mut times = doc.times[from..].iter().take_while(|time| time.tokens.start < line.end);
        times.find(|time| time.precision == 3).map(|time| time.value.clone())
    };
    let above = (block.saturating_sub(BACK)..block).rev().filter(|&above| !is_line(doc, above));
    let (above, day) = above.into_iter().find_map(|above| Some((above, day_in(&doc.block(above))?)))?;
    (doc.block(above).len() <= LONGEST && !day.is_interval()).then_some((above, day))
}

/// The place that the day's line or one beside it in the head names.
fn place_beside(doc: &Doc<'_, '_>, day: usize) -> Option<(String, Tokens)> {
    const HEAD: usize = 6;
    let head = 0..HEAD.min(doc.chart.segments.blocks.len());
    let beside = head.filter(|&line| line != day && !is_line(doc, line));
    std::iter::once(day).chain(beside).find_map(|number| {
        let line = doc.block(number);
        Some((place_of_line(doc, &line)?, line))
    })
}

/// Gives what lines by the clock tell of the day and the place over them.
pub(super) fn by_clock(doc: &Doc<'_, '_>, events: &mut Events) {
    for event in &mut events.list {
        let Some(first) = event.mentions.first() else { continue };
        let block = doc.block_of(first.start);
        let silent = event.fact.get("date").is_none() || event.fact.get("place").is_none();
        // "13:00 Lunch" parts what is on the programme
        let pause = event.kind() == "meeting" && !event.proper && event.words.len() < 2;
        if !silent || pause || event.kind() == "incident" || !is_line(doc, block) {
            continue;
        }
        let Some((line, day)) = day_over(doc, block) else { continue };
        let other = event.fact.get("date").is_some_and(|date| date != day.as_str());
        if other {
            continue;
        }
        event.fact.set("date", day.as_str().to_owned());
        event.fact.evidence.push(doc.block(line));
        let online = event.fact.get("format") == Some("online");
        if event.fact.get("place").is_none()
            && !online
            && let Some((place, shown)) = place_beside(doc, line)
        {
            event.fact.set("place", place);
            event.fact.evidence.push(shown);
        }
    }
}

impl Events {
    /// The gathering that a programme is of, whose first line by the clock this is: what the lines over it name first.
    pub fn of_programme(&self, doc: &Doc<'_, '_>, first: usize) -> Option<usize> {
        let gathering = |event: &Event| {
            matches!(event.kind(), "session" | "conference" | "seminar" | "roundtable" | "meeting")
                && event.worth
        };
        let over = |event: &Event| event.mentions.iter().any(|name| doc.block_of(name.start) < first);
        self.list.iter().position(|event| gathering(event) && over(event))
    }
}
