//! Which gathering a sentence without one speaks of: the event that the text is about, rather than one named in passing.

use text::morph::Tags;
use text::token::TokenKind;

use super::{Event, Events};
use crate::doc::{Doc, Tokens};

/// The opening blocks of a text: its title and what follows it, up to the first paragraph.
pub(super) fn opening(doc: &Doc<'_, '_>) -> usize {
    const FEWEST: usize = 2;
    const MOST: usize = 5;
    /// Words of a paragraph that tells.
    const TELLS: usize = 12;
    let blocks = doc.chart.segments.blocks.iter().take(MOST);
    let first = blocks
        .into_iter()
        .position(|block| block.kind != text::segment::BlockKind::Heading && block.tokens.len() >= TELLS);
    first.map_or(FEWEST, |first| first + 1).max(FEWEST)
}

/// Tells of each event where it is named in passing, whether the opening names it, and whether it was over long before.
pub(super) fn weigh(doc: &Doc<'_, '_>, events: &mut Events) {
    const LONG_AGO: i32 = 20;
    let first = opening(doc);
    let today = doc.published_on.or_else(|| main_day(doc, events, first));
    for event in &mut events.list {
        event.aside =
            event.mentions.iter().filter(|tokens| is_aside(doc, tokens)).map(|tokens| tokens.start).collect();
        let told = |tokens: &&Tokens| !event.aside.contains(&tokens.start);
        event.opening = event.mentions.iter().filter(told).any(|tokens| doc.block_of(tokens.start) < first);
        let date = event.fact.get("date").and_then(|date| date.parse::<record::Edtf>().ok());
        let last = date.and_then(|date| date.last_day()).zip(today);
        event.old = last.is_some_and(|(last, today)| (today - last).get_days() > LONG_AGO);
    }
}

/// The last day of the latest gathering that the opening of a text tells of as done.
fn main_day(doc: &Doc<'_, '_>, events: &Events, opening: usize) -> Option<record::Date> {
    let told = events.list.iter().filter(|event| {
        let first = event.mentions.first().map_or(usize::MAX, |first| doc.block_of(first.start));
        event.gathers() && event.status() == "held" && first < opening
    });
    let dates = told.filter_map(|event| event.fact.get("date")?.parse::<record::Edtf>().ok());
    dates.filter(|date| date.precision() == 3).filter_map(|date| date.last_day()).max()
}

/// "On the eve of the summit", "since its last session": an event that only says when another thing was. What a verb
/// or another event parts from the word is told of for itself.
pub(super) fn is_aside(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const BACK: usize = 4;
    const AFTER: usize = 2;
    let settings = ["earlier-words", "side-words", "aside-words"];
    let aside = |at: usize| {
        settings.iter().filter_map(|name| doc.pack.setting(name)).any(|words| doc.is_any_of(at, words))
    };
    let verb = |at: usize| doc.chart.words[at].readings.first().is_some_and(|tags| tags.has(Tags::VERB));
    let mark = |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark;
    let joined = |gap: Tokens| {
        doc.within("event", &gap).next().is_none() && gap.into_iter().all(|at| !verb(at) && !mark(at))
    };
    let sentence = doc.sentence(tokens.start);
    let from = tokens.start.saturating_sub(BACK).max(sentence.start);
    let before = (from..tokens.start).rev().find(|&at| aside(at));
    if before.is_some_and(|at| joined(at + 1..tokens.start)) || is_of_relative_clause(doc, tokens, &sentence)
    {
        return true;
    }
    // where heads end their phrases, what governs them follows
    let mut after = tokens.end..sentence.end.min(tokens.end + AFTER);
    crate::forms::heads_last(doc) && after.find(|&at| aside(at)).is_some_and(|at| joined(tokens.end..at))
}

/// "A, which became a member at the summit": where something was done that is said of another by the way.
fn is_of_relative_clause(doc: &Doc<'_, '_>, tokens: &Tokens, sentence: &Tokens) -> bool {
    let (Some(words), Some(places)) = (doc.pack.setting("relative-words"), doc.pack.setting("place-words"))
    else {
        return false;
    };
    let placed = tokens.start > sentence.start && doc.is_any_of(tokens.start - 1, places);
    let who = |at: &usize| doc.is_any_of(*at, words) && *at > sentence.start && doc.is_mark(at - 1, &[","]);
    let opens = (sentence.start..tokens.start).rev().find(who);
    placed && opens.is_some_and(|at| (at..tokens.start).all(|at| !doc.is_mark(at, &[",", ";"])))
}

/// "On the sidelines of the forum": whether a word for being beside it leads to the name of a gathering.
pub(super) fn is_beside(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const BACK: usize = 4;
    let Some(words) = doc.pack.setting("side-words") else { return false };
    let from = tokens.start.saturating_sub(BACK).max(doc.sentence(tokens.start).start);
    (from..tokens.start).any(|at| doc.is_any_of(at, words))
}

/// "At a press conference on the results of the exercise": an event that only says what another one was about.
pub(super) fn is_summed_up(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const NEAR: usize = 3;
    let Some(words) = doc.pack.setting("results-words") else { return false };
    let sentence = doc.sentence(tokens.start);
    let before = tokens.start.saturating_sub(NEAR).max(sentence.start)..tokens.start;
    let after = tokens.end..sentence.end.min(tokens.end + NEAR - 1);
    let side = if crate::forms::governed_from_behind(doc) { after } else { before };
    let other = |event: &rules::Mention| event.tokens.end <= tokens.start || tokens.end <= event.tokens.start;
    side.into_iter().any(|at| doc.is_any_of(at, words)) && doc.within("event", &sentence).any(other)
}

/// Whether it can be what a text goes on to speak of.
fn takes_part(event: &Event) -> bool {
    event.worth && event.gathers() && !event.earlier && !matches!(event.status(), "planned" | "cancelled")
}

impl Events {
    /// The gathering that the text is about at this token: the latest one named before, planned ones aside. One named
    /// in passing, one over long before, and a ceremony of another paragraph leave that to what the opening names.
    pub fn in_focus(&self, doc: &Doc<'_, '_>, at: usize) -> Option<usize> {
        self.focus(doc, at, |_| true)
    }

    /// The one that bears a name or is its body's: what two are told to have done when they met is no gathering to others.
    pub fn named_in_focus(&self, doc: &Doc<'_, '_>, at: usize) -> Option<usize> {
        self.focus(doc, at, |event| event.name().is_some())
    }

    fn focus(&self, doc: &Doc<'_, '_>, at: usize, fits: impl Fn(&Event) -> bool) -> Option<usize> {
        let block = doc.block(doc.block_of(at)).start;
        let before = |tokens: &&Tokens| tokens.start <= at;
        let opening = self.list.iter().any(|event| {
            takes_part(event) && event.opening && event.mentions.iter().any(|tokens| before(&tokens))
        });
        let meant = |event: &Event, tokens: &Tokens| {
            let passing = event.aside.contains(&tokens.start) && (opening || tokens.start < block);
            let ceremony = event.kind() == "ceremony" && tokens.start < block;
            let old = opening && event.old && !event.opening;
            !(passing || ceremony || old)
        };
        let latest = |meant: &dyn Fn(&Event, &Tokens) -> bool| {
            let last = |event: &Event| {
                let mentions = event.mentions.iter().filter(before).filter(|tokens| meant(event, tokens));
                mentions.map(|tokens| tokens.start).max()
            };
            let list = self.list.iter().enumerate().filter(|(_, event)| takes_part(event) && fits(event));
            list.filter_map(|(number, event)| Some((last(event)?, number))).max().map(|(_, number)| number)
        };
        latest(&meant).or_else(|| latest(&|_, _| true))
    }
}
