//! Whether words around an expression of time tell of what was or plan what is to be, and the year that a month or day
//! without one is of.

use record::Date;
use rules::Mention;
use text::morph::Tags;

use super::Anchor;
use crate::doc::{Doc, Tokens};

/// The year meant by a month or day without one: the anchor's, unless that lies far on the side of today that
/// the sentence does not speak of.
pub(super) fn likely_year(
    doc: &Doc<'_, '_>,
    mention: &Mention,
    anchor: &Anchor,
    month: i8,
    day: Option<i8>,
) -> Option<i16> {
    const NEAR: i32 = 40;
    const LATE: i32 = 150;
    const LONG_PAST: i32 = 300;
    let Some(today) = anchor.day else {
        return anchor.year.or_else(|| anchor.planned.filter(|_| speaks_of_future(doc, mention)));
    };
    let year = today.year();
    let date = Date::new(year, month, day.unwrap_or(15)).or_else(|_| Date::new(year, month, 28)).ok()?;
    let days = (date - today).get_days();
    // "in May 2025 A and in October B"
    if let Some((said, last, told)) = anchor.month
        && told == doc.chart.sentence_of(mention.tokens.start)
        && month > last
        && said > year
    {
        return Some(said);
    }
    // "in 2024 three were held: on 14 February in A, on 6 June in B"
    if let Some((said, at)) = anchor.said
        && (said - year).abs() == 1
        && of_list(doc, at, mention.tokens.start)
    {
        return Some(said);
    }
    let (future, past) = match tense_beside(doc, mention) {
        Some(future) => (future, !future),
        None => (speaks_of_future(doc, mention), speaks_of_past(doc, mention)),
    };
    // "since January": in what is told as to come, too
    let since = doc.pack.setting("since-words").is_some_and(|words| {
        let is = |at: usize| doc.is_any_of(at, words);
        mention.tokens.start.checked_sub(1).is_some_and(is) || is(mention.tokens.start)
    });
    let put_off = crate::events::is_put_off(doc, &mention.tokens);
    let (future, past) = if since { (false, true) } else { (future || put_off, past && !put_off) };
    // "Next year A takes over. The summit is to be held there in October."
    if let Some((ahead, told)) = anchor.ahead
        && ahead > year
        && day.is_none()
        && month <= today.month()
        && future
        && !past
        && (told..=told + 1).contains(&doc.chart.sentence_of(mention.tokens.start))
    {
        return Some(ahead);
    }
    // a report on the year before, written soon after it
    if days > 0 && !future && anchor.told_of == Some(year - 1) {
        return Some(year - 1);
    }
    if days.abs() <= NEAR {
        // "will be held in August", said in September
        let next = day.is_none() && future && !past && month < today.month();
        return Some(if next { year + 1 } else { year });
    }
    // "from 1 January A takes the chair"
    let onward = doc.pack.setting("onward-words").is_some_and(|words| {
        let before = mention.tokens.start.checked_sub(1);
        let is = |at: usize| doc.is_any_of(at, words);
        before.is_some_and(is) || is(mention.tokens.start)
    });
    let future = future || onward && !past;
    Some(match days {
        // spoken of in autumn, a month of spring ahead is the next one's
        ..=0 if !past && (future || -days > LONG_PAST) => year + 1,
        1.. if past && !future && (days > LATE || done_then(doc, mention)) => year - 1,
        _ => year,
    })
}

/// Whether a colon in one sentence parts a year from the days that follow.
fn of_list(doc: &Doc<'_, '_>, year: usize, at: usize) -> bool {
    let joined = doc.chart.sentence_of(year.saturating_sub(1)) == doc.chart.sentence_of(at);
    joined && (year..at).any(|at| doc.is_mark(at, &[":", "\u{55d}"]))
}

/// Whether the clause around an expression plans or tells of something done, where it does one of both and the
/// sentence does both.
pub(super) fn tense_beside(doc: &Doc<'_, '_>, mention: &Mention) -> Option<bool> {
    if !(speaks_of_future(doc, mention) && speaks_of_past(doc, mention)) {
        return None;
    }
    let sentence = doc.sentence(mention.tokens.start);
    let parts = |at: &usize| doc.is_mark(*at, &[",", ";", ":", "\u{2013}", "\u{2014}"]);
    let start = (sentence.start..mention.tokens.start).rev().find(parts).map_or(sentence.start, |at| at + 1);
    let end = (mention.tokens.end..sentence.end).find(parts).unwrap_or(sentence.end);
    let clause = start..end;
    // "planned for February" says nothing of whether it was
    let to_come = doc
        .pack
        .setting("future-words")
        .is_some_and(|words| clause.clone().any(|at| doc.is_any_of(at, words)));
    match (to_come, tells_in(doc, &clause)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// Whether the sentence around an expression tells of something done.
pub(crate) fn speaks_of_past(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    tells_in(doc, &doc.sentence(mention.tokens.start))
}

/// Whether a lexicon knows the word as a noun: endings of owned nouns look like those of verbs of the past.
fn is_noun(doc: &Doc<'_, '_>, at: usize) -> bool {
    const HEADS: [&str; 4] = ["event-head", "document-head", "org-head", "title-head"];
    crate::forms::heads_last(doc) && HEADS.iter().any(|class| doc.starts(class, at).is_some())
}

/// Whether words tell of something done.
fn tells_in(doc: &Doc<'_, '_>, scope: &Tokens) -> bool {
    // "is scheduled", "was to be held" plan by participles
    let plans = |at: usize| {
        doc.within("status-word", scope)
            .any(|word| word.attribute("status") == Some("planned") && word.tokens.contains(&at))
    };
    let past = Tags::parse("verb/past").is_some_and(|tags| {
        scope.clone().any(|at| doc.chart.reads_as(&(at..at + 1), tags) && !plans(at) && !is_noun(doc, at))
    });
    past || doc.within("status-word", scope).any(|word| word.attribute("status") == Some("held"))
}

/// "opened in A on Monday and will last two weeks": a verb of the past leads to the day with nothing but its own words
/// between, whatever follows.
pub(super) fn told_before(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let Some(past) = Tags::parse("verb/past") else { return false };
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let future = doc.pack.setting("future-words").unwrap_or_default();
    let sentence = doc.sentence(mention.tokens.start);
    let stops = |at: &usize| {
        doc.chart.tokens()[*at].kind == text::token::TokenKind::Mark
            || doc.is_any_of(*at, joins)
            || doc.is_any_of(*at, future)
            || doc.starts("status-word", *at).is_some_and(|word| word.attribute("status") == Some("planned"))
    };
    let clause = || (sentence.start..mention.tokens.start).rev().take_while(|at| !stops(at));
    let told = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        doc.chart.reads_as(&(at..at + 1), past) && first.is_some_and(|tags| !tags.has(Tags::PART))
    };
    clause().any(told)
}

/// "was held on 14 September": the verb right before the day is of the past, and no infinitive on either side says what
/// is to be done on it.
fn done_then(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const REACH: usize = 6;
    const BEHIND: usize = 2;
    let Some(past) = Tags::parse("verb/past") else { return false };
    let sentence = doc.sentence(mention.tokens.start);
    let from = mention.tokens.start.saturating_sub(REACH).max(sentence.start);
    let is_mark = |at: usize| doc.chart.tokens()[at].kind == text::token::TokenKind::Mark;
    let verb = (from..mention.tokens.start).rev().take_while(|&at| !is_mark(at)).find(|&at| {
        // "took place": what is a noun before it is a verb tells no time
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::VERB)) && !is_noun(doc, at)
    });
    let behind = mention.tokens.end..sentence.end.min(mention.tokens.end + BEHIND);
    let told = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        doc.chart.reads_as(&(at..at + 1), past) && first.is_some_and(|tags| !tags.has(Tags::PART))
    };
    verb.is_some_and(told) && !behind.into_iter().any(|at| doc.chart.words[at].reads_as(Tags::INF))
}

/// Whether the sentence around an expression plans something.
pub(crate) fn speaks_of_future(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let until = mention.tokens.start > 0
        && doc
            .pack
            .setting("until-words")
            .is_some_and(|words| words.split(' ').any(|word| word == doc.word(mention.tokens.start)));
    let at = mention.tokens.start;
    until || plans_in(doc, &doc.sentence(at)) || doc.is_ahead(at) && !tells_in(doc, &doc.sentence(at))
}

/// Whether words plan something.
fn plans_in(doc: &Doc<'_, '_>, scope: &Tokens) -> bool {
    let planned = doc.within("status-word", scope).any(|word| match word.attribute("status") {
        Some(status) => status == "planned",
        None => {
            let reads =
                |tags: &str| Tags::parse(tags).is_some_and(|tags| doc.chart.reads_as(&word.tokens, tags));
            reads("verb/fut") && !reads("verb/past")
        }
    });
    let future = doc
        .pack
        .setting("future-words")
        .is_some_and(|words| scope.clone().any(|at| doc.is_any_of(at, words)));
    planned || future
}
