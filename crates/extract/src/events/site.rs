//! Where an event is where no word of place says so: the opening words of its line, the host.

use rules::Setting;
use text::morph::Tags;
use text::token::TokenKind;

use crate::doc::{Doc, Tokens};

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

/// "X travels to A for the session", "in A, where the session opened": a place that the words right behind it tie to
/// the event after them.
pub(super) fn is_bound_for(doc: &Doc<'_, '_>, place: &Tokens, event: &Tokens) -> bool {
    const REACH: usize = 14;
    const LEAD: usize = 4;
    let sentence = doc.sentence(place.start);
    if event.start < place.end || event.start - place.end > REACH || !sentence.contains(&event.start) {
        return false;
    }
    let next = if doc.is_mark(place.end, &[","]) { place.end + 1 } else { place.end };
    if doc.is_any_of(next, doc.pack.setting("where-words").unwrap_or_default()) {
        // "where ministers gather for": the verb tells of the same
        let gap = place.end..event.start;
        return doc.within("event", &gap).all(|other| other.attribute("meets").is_some());
    }
    let travels = doc.pack.setting("travel-words").unwrap_or_default();
    let aims = doc.pack.setting("aim-words").unwrap_or_default();
    let from = place.start.saturating_sub(LEAD).max(sentence.start);
    let travelled = (from..place.start).any(|at| doc.is_any_of(at, travels));
    travelled && doc.is_any_of(next, aims)
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

/// Whether the sentence says that it is where the dateline is: "here", "in this city".
pub(super) fn says_here(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    let words = doc.pack.setting("here-words").unwrap_or_default();
    !words.is_empty() && sentence.clone().any(|at| doc.is_any_of(at, words))
}

/// "Dushanbe hosted the summit", "India is to host it", "the summit will be hosted by Osh": the place or state right
/// before a verb of hosting with the event after it, or right after the verb; where the pack lists the verb, on
/// either side of it.
pub(super) fn host(doc: &Doc<'_, '_>, event: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const REACH: usize = 8;
    let words = doc.pack.setting("hosting-words").unwrap_or_default();
    let listed = sentence.clone().filter(|&at| !words.is_empty() && doc.is_any_of(at, words));
    let mut verbs: Vec<(Tokens, bool, bool)> = listed.map(|at| (at..at + 1, true, true)).collect();
    let parts = doc.within("part-verb", sentence).filter(|verb| verb.attribute("role") == Some("host"));
    verbs.extend(parts.map(|verb| {
        let side = verb.attribute("side");
        // "hosted A", "was hosted by A": a verb that says so on neither side follows its host
        (verb.tokens.clone(), side != Some("after"), side != Some("before"))
    }));
    let near = |verb: &Tokens| {
        let gap = if verb.end <= event.start { verb.end..event.start } else { event.end..verb.start };
        let other = doc.within("event", &gap).next().is_some();
        verb.end <= event.start && gap.len() <= REACH && !other
            || event.end <= verb.start && gap.len() <= REACH && !other
    };
    let of_body = |name: &Tokens| {
        doc.within("org", sentence).any(|org| org.tokens.contains(&name.start) && org.tokens != *name)
    };
    verbs.into_iter().filter(|(verb, ..)| near(verb)).find_map(|(verb, before, after)| {
        let listed = words_at(doc, &verb, words);
        let front = (before && (listed || verb.end <= event.start))
            .then(|| host_before(doc, &verb, sentence))
            .flatten();
        let back =
            || (after && (listed || event.end <= verb.start)).then(|| host_after(doc, &verb)).flatten();
        front.or_else(back).filter(|name| !of_body(name) && !event.contains(&name.start))
    })
}

/// Whether a verb is one that the pack lists as hosting whatever side its host stands on.
fn words_at(doc: &Doc<'_, '_>, verb: &Tokens, words: Setting<'_>) -> bool {
    verb.len() == 1 && !words.is_empty() && doc.is_any_of(verb.start, words)
}

const HOSTS: [&str; 3] = ["place", "state", "country"];

/// The place or state that ends right before a verb, in the case of a subject.
fn host_before(doc: &Doc<'_, '_>, verb: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const GAP: usize = 2;
    let names = HOSTS.iter().filter_map(|class| {
        doc.within(class, &(sentence.start..verb.start)).next_back().map(|name| name.tokens.clone())
    });
    let name = names.max_by_key(|name| (name.end, name.len()))?;
    let gap = name.end..verb.start;
    (gap.len() <= GAP && gap.clone().all(|at| !is_mark(doc, at)) && names_host(doc, &name)).then_some(name)
}

/// The place or state right after a verb.
fn host_after(doc: &Doc<'_, '_>, verb: &Tokens) -> Option<Tokens> {
    let names = HOSTS.iter().filter_map(|class| doc.starts(class, verb.end));
    names.map(|name| name.tokens.clone()).max_by_key(Tokens::len).filter(|name| names_host(doc, name))
}

/// Whether a name can be a subject: it reads as one, or in no other case.
fn names_host(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    let Some(word) = name.end.checked_sub(1).and_then(|at| doc.chart.words.get(at)) else { return false };
    let oblique = [Tags::GEN, Tags::DAT, Tags::LOC, Tags::INS];
    word.reads_as(Tags::NOM) || oblique.iter().all(|case| !word.reads_as(*case))
}

/// "A's elections", "elections to the parliament of A": the state that votes.
pub(super) fn by_voters(doc: &Doc<'_, '_>, events: &mut super::Events) {
    let silent = |event: &&mut super::Event| {
        event.kind() == "vote" && event.fact.get("place").is_none() && event.fact.get("date").is_some()
    };
    for event in events.list.iter_mut().filter(silent) {
        let state = event.mentions.iter().find_map(|vote| voters(doc, vote));
        if let Some(state) = state {
            event.fact.set("place", crate::people::organisation_name(doc, &state));
        }
    }
}

fn voters(doc: &Doc<'_, '_>, vote: &Tokens) -> Option<Tokens> {
    let state = |class: &&str| doc.within(class, vote).next().map(|state| state.tokens.clone());
    let inside = ["country", "country-adjective"].iter().find_map(state);
    let owner = || {
        let mark = vote.start.checked_sub(1).filter(|&at| doc.is_mark(at, &["'s", "\u{2019}s"]))?;
        doc.holding("country", mark.checked_sub(1)?).filter(|state| state.end == mark)
    };
    inside.or_else(owner)
}

/// "in the capital of A, B", "in the port city of B": a name that no lexicon has, behind a noun for a place that a
/// word of place leads to; the state that owns it may stand between.
pub(super) fn behind_noun(doc: &Doc<'_, '_>, event: &Tokens, sentence: &Tokens) -> Option<Tokens> {
    const LEAD: usize = 3;
    let words = doc.pack.setting("place-words")?;
    let leads = |at: usize| doc.is_any_of(at, words);
    let small =
        |at: usize| doc.chart.words[at].reads_as(Tags::ADJ) || doc.chart.words[at].reads_as(Tags::DET);
    let nouns =
        sentence.clone().filter(|at| !event.contains(at)).filter_map(|at| doc.starts("place-noun", at));
    nouns.into_iter().find_map(|noun| {
        let from = noun.tokens.start.saturating_sub(LEAD).max(sentence.start);
        let led = (from..noun.tokens.start).rev().find(|&at| leads(at));
        // "on the territory of" leads by itself
        let sure = noun.attribute("lead").is_some();
        if !sure && !led.is_some_and(|led| (led + 1..noun.tokens.start).all(small)) {
            return None;
        }
        let mut at = noun.tokens.end;
        // "in the city of B", "in the capital, B"
        if doc.chart.words.get(at).is_some_and(|word| word.reads_as(Tags::ADP)) {
            at += 1;
        }
        let owner = ["state", "country"].iter().filter_map(|class| doc.starts(class, at));
        let owner = owner.map(|owner| owner.tokens.end).max();
        let after = owner.map(|end| if doc.is_mark(end, &[",", "."]) { end + 1 } else { end });
        let owned = after.and_then(|after| new_name(doc, after, sentence.end, true));
        let name = owned.or_else(|| {
            let start = if doc.is_mark(at, &[",", "."]) { at + 1 } else { at };
            let name = new_name(doc, start, sentence.end, true)?;
            // "in the capital of A, B" without a comma: the first of two words may be whose it is
            let whose = name.len() == 2
                && doc.chart.words[name.start].reads_as(Tags::GEN)
                && !doc.chart.words[name.start].reads_as(Tags::ADJ);
            Some(if whose { name.start + 1..name.end } else { name })
        })?;
        (!event.contains(&name.start)).then_some(name)
    })
}

/// "Osh - session of the Council": an unknown name that opens the line, parted from the event that follows it.
pub(super) fn opening_name(doc: &Doc<'_, '_>, event: &Tokens) -> Option<Tokens> {
    const REACH: usize = 8;
    let number = doc.block_of(event.start);
    let block = doc.block(number);
    let start = (block.start..event.start).find(|&at| !is_mark(doc, at) && !in_time(doc, at))?;
    let name = new_name(doc, start, event.start, false)?;
    let mut end = name.end;
    // "Osh (A) - ...", "Osh, 5 June - ..."
    while end < event.start && (in_time(doc, end) || doc.is_mark(end, &[","])) {
        end += 1;
    }
    let dash = doc.is_mark(end, &["\u{2013}", "\u{2014}", "-", ":", "|"]);
    if is_label(doc, number, &name) {
        return None;
    }
    (dash && event.start > end && event.start - end <= REACH).then_some(name)
}

/// "Question: ...", "Next: ...": a word that leads several lines by a colon, or that says when, is a label.
fn is_label(doc: &Doc<'_, '_>, block: usize, name: &Tokens) -> bool {
    const NEAR: usize = 12;
    let adverb = doc.chart.words[name.start].readings.first().is_some_and(|tags| tags.has(Tags::ADV));
    let colon = doc.is_mark(name.end, &[":"]);
    let blocks = doc.chart.segments.blocks.len().min(block + NEAR);
    let again = |number: usize| {
        let start = doc.block(number).start;
        number != block && doc.word(start) == doc.word(name.start) && doc.is_mark(start + 1, &[":"])
    };
    adverb || colon && (block.saturating_sub(NEAR)..blocks).any(again)
}

/// "the 61st session (Osh, 14-16 May)", "(14-16 May, Osh)": a name that no list has, in the bracket right behind an
/// event, with the time that the bracket gives.
pub(super) fn bracketed(doc: &Doc<'_, '_>, event: &Tokens) -> Option<Tokens> {
    const LONGEST: usize = 14;
    let sentence = doc.sentence(event.start);
    let open = event.end;
    if !doc.is_mark(open, &["("]) {
        return None;
    }
    let reach = open + 1..sentence.end.min(open + 1 + LONGEST);
    let close = reach.clone().find(|&at| doc.is_mark(at, &[")"]))?;
    let comma = (open + 1..close).find(|&at| doc.is_mark(at, &[","]))?;
    let timed = |part: Tokens| part.clone().next().is_some() && part.into_iter().any(|at| in_time(doc, at));
    let known = |part: &Tokens| doc.within("place", part).any(|place| place.tokens == *part);
    let alone = |part: &Tokens| {
        let unknown = new_name(doc, part.start, part.end, true).filter(|name| *name == *part);
        unknown.or_else(|| known(part).then(|| part.clone()))
    };
    let (first, last) = (open + 1..comma, comma + 1..close);
    let led = alone(&first).filter(|_| timed(last.clone()));
    led.or_else(|| alone(&last).filter(|_| timed(first)))
}

/// Words with capitals that can be the name of a place and are known as nothing else.
/// Where a word for a place leads to them (`led`), they may look like a person's name.
fn new_name(doc: &Doc<'_, '_>, start: usize, end: usize, led: bool) -> Option<Tokens> {
    const LONGEST: usize = 3;
    const OTHERS: [&str; 13] = [
        "org",
        "known-org",
        "known-body",
        "org-head",
        "event-head",
        "document-head",
        "title-head",
        "month",
        "weekday",
        "series",
        "country-adjective",
        "quoted",
        "event",
    ];
    let named = |at: usize| {
        let token = doc.chart.tokens()[at];
        token.kind == TokenKind::Word
            && token.is_capitalised()
            && !in_time(doc, at)
            && OTHERS.iter().all(|class| doc.starts(class, at).is_none())
            && (led || ["person", "first-name"].iter().all(|class| doc.starts(class, at).is_none()))
    };
    let length = (start..end.min(start + LONGEST)).take_while(|&at| named(at)).count();
    let more = start + length < end && doc.chart.tokens()[start + length].is_capitalised();
    let person = !led && doc.persons.within(&(start..start + length.max(1))).next().is_some();
    (length > 0 && !more && !person).then_some(start..start + length)
}

fn is_mark(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == TokenKind::Mark
}

pub(super) fn in_time(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.times.iter().any(|time| time.tokens.contains(&at))
}

fn in_place(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.starts("place", at).is_some()
        || at > 0 && doc.starts("place", at - 1).is_some_and(|place| place.tokens.contains(&at))
}
