//! Quotations that no known verb of speech stands beside: their form tells whose they are.

use text::morph::Tags;
use text::token::TokenKind;

use super::speaker::is_that;
use super::{Speaker, Speech, words_in};
use crate::doc::{Doc, Tokens};
use crate::verb_last;

const DASHES: [&str; 3] = ["\u{2014}", "\u{2013}", "-"];
const ENDS: [&str; 6] = [".", ";", ":", "!", "?", "\u{589}"];

/// "«Words», — sighs X", "«Words» — X, lecture in Osh", "«Words» (X)": the clause behind a quotation names who said it.
pub(super) fn told(
    doc: &Doc<'_, '_>,
    scope: &Tokens,
    quotes: &[Tokens],
    last: Option<&Speaker>,
) -> Option<Speech> {
    let quote = quotes.last()?;
    let (cue, speaker) = attributed(doc, quote, scope.end)
        .or_else(|| quoted_that(doc, scope, quotes, last))
        .or_else(|| credited(doc, scope, quote))?;
    Some(Speech {
        speaker,
        cue,
        content: quotes.to_vec(),
        direct: true,
        sentence: scope.clone(),
        rule: "extract/quotation".into(),
    })
}

/// "«Words», — sighs X": any verb and a name behind a comma and a dash, or behind a comma that the quotation ends with.
pub(super) fn attributed(doc: &Doc<'_, '_>, quote: &Tokens, end: usize) -> Option<(Option<Tokens>, Speaker)> {
    let inner = quote.end.checked_sub(2)?;
    let dash = quote.end + 1;
    let open = if doc.is_mark(quote.end, &[","]) && doc.is_mark(dash, &DASHES) {
        dash + 1
    } else if doc.is_mark(inner, &[","]) {
        if doc.is_mark(quote.end, &DASHES) { dash } else { quote.end }
    } else {
        return None;
    };
    clause(doc, open, end)
}

/// A verb that opens a clause, and the first name in it that can be its subject.
pub(super) fn clause(doc: &Doc<'_, '_>, open: usize, end: usize) -> Option<(Option<Tokens>, Speaker)> {
    const REACH: usize = 20;
    const OPENING: usize = 3;
    let stop = |at: &usize| doc.is_mark(*at, &DASHES) || doc.is_mark(*at, &ENDS);
    let close = (open..end.min(open + REACH)).find(stop).unwrap_or(end.min(open + REACH));
    if close <= open || is_that(doc, open) {
        return None;
    }
    // a word that nothing is known of may be a verb where the clause opens with it
    let unknown = |at: usize| {
        let word = &doc.chart.tokens()[at];
        let plain = word.kind == TokenKind::Word && !word.is_capitalised();
        // "grumbles" may be a noun as well
        let either = doc.pack.setting("definite-words").is_some();
        at == open && plain && (either || doc.chart.words[at].readings.is_empty())
    };
    let verb = (open..close.min(open + OPENING)).find(|&at| acts(doc, at) || unknown(at))?;
    let comma = (open..close).find(|&at| doc.is_mark(at, &[","])).unwrap_or(close);
    let (name, person) = doc.persons.within(&(open..close)).find(|(name, _)| is_subject_form(doc, name))?;
    // a name behind the first comma only where nobody stands before it
    (name.start < comma || name.end == close)
        .then(|| (Some(verb..verb + 1), Speaker::Person(person, name.clone())))
}

/// "«Words», — that X closed": in languages that close a quotation with a word for "that", any verb behind it.
fn quoted_that(
    doc: &Doc<'_, '_>,
    scope: &Tokens,
    quotes: &[Tokens],
    last: Option<&Speaker>,
) -> Option<(Option<Tokens>, Speaker)> {
    const NEAR: usize = 4;
    let quote = quotes.last().filter(|_| verb_last::applies(doc))?;
    let that = (quote.end..scope.end.min(quote.end + NEAR)).find(|&at| is_that(doc, at))?;
    let marks = (quote.end..that).all(|at| doc.chart.tokens()[at].kind == TokenKind::Mark);
    let verb = (that + 1..scope.end.min(that + NEAR)).find(|&at| acts(doc, at)).filter(|_| marks)?;
    let after = verb + 1..scope.end;
    let behind = doc.persons.within(&after).find(|(name, _)| is_subject_form(doc, name));
    let speaker = behind
        .map(|(name, person)| Speaker::Person(person, name.clone()))
        .or_else(|| verb_last::before_quotation(doc, scope, quotes, last))?;
    Some((Some(that..verb + 1), speaker))
}

/// "«Words» — X", "«Words» (X, lecture)": a quotation that opens a sentence, and a name with no verb before it.
fn credited(doc: &Doc<'_, '_>, scope: &Tokens, quote: &Tokens) -> Option<(Option<Tokens>, Speaker)> {
    const REACH: usize = 12;
    const CLAUSE: usize = 4;
    let mark = |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark;
    let opens = (scope.start..quote.start).all(mark);
    let dashed = doc.is_mark(quote.end, &DASHES);
    if !opens || !(dashed || doc.is_mark(quote.end, &["("])) || words_in(doc, quote) < CLAUSE {
        return None;
    }
    let tail = quote.end + 1..scope.end.min(quote.end + REACH);
    let (name, person) = doc.persons.within(&tail).next()?;
    let plain = (tail.start..name.start).all(|at| !mark(at) && !acts(doc, at));
    let ends = name.end >= scope.end || doc.is_mark(name.end, &[",", ".", ")", ";"]);
    (plain && ends && is_subject_form(doc, name)).then(|| (None, Speaker::Person(person, name.clone())))
}

/// A word that can be a finite verb.
fn acts(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.words[at].readings.iter().any(|tags| {
        tags.has(Tags::VERB) && !tags.has(Tags::PART) && !tags.has(Tags::INF) && !tags.has(Tags::NOUN)
    })
}

/// In the case of a subject, as far as the first word tells that bears a case.
fn is_subject_form(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    let cased = |at: &usize| doc.chart.words[*at].readings.iter().any(|tags| tags.has_any(Tags::CASES));
    name.clone().find(cased).is_none_or(|at| doc.chart.words[at].reads_as(Tags::NOM))
}
