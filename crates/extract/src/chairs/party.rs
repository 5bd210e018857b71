//! Names of those who belong to something: states, bodies, and what only its capitals tell.

use rules::words::Word;
use text::fold::fold;
use text::morph::Tags;
use text::token::{Shape, TokenKind};

use super::names_person;
use crate::doc::{Doc, Tokens};
use crate::forms;

/// Names in a row: "A, B and (since May) C".
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub names: Vec<Tokens>,
    pub tokens: Tokens,
}

/// What a word of a name is not.
const OTHER: [&str; 13] = [
    "person",
    "first-name",
    "title-head",
    "honorific",
    "rank",
    "month",
    "weekday",
    "event-head",
    "document-head",
    "org-head",
    "country-adjective",
    "country",
    "no-name",
];

/// The whole of a name of which a rule saw a part: a word with a capital beside one that no list has belongs to it.
pub(super) fn whole(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let listed = ["country", "known-org", "org", "quoted"];
    if listed
        .iter()
        .any(|class| doc.at(class, tokens).is_some() || doc.holding(class, tokens.start).is_some())
    {
        return tokens.clone();
    }
    let sentence = doc.sentence(tokens.start);
    let mut name = tokens.clone();
    while name.start > sentence.start && goes_before(doc, name.start - 1, sentence.start) {
        name.start -= 1;
    }
    while name.end < sentence.end && !forms::heads_last(doc) && goes_behind(doc, name.end) {
        name.end += 1;
    }
    if names_person(doc, &name) { tokens.clone() } else { name }
}

fn is_capital_word(doc: &Doc<'_, '_>, at: usize) -> bool {
    let token = &doc.chart.tokens()[at];
    token.kind == TokenKind::Word && token.shape == Shape::Title && doc.word(at).chars().count() > 1
}

fn is_other(doc: &Doc<'_, '_>, at: usize) -> bool {
    OTHER.iter().any(|class| doc.starts(class, at).is_some())
        || ["org", "person", "title", "event", "quoted", "time", "state"]
            .iter()
            .any(|class| doc.holding(class, at).is_some())
}

/// A word that is part of no name, whatever letter it begins with.
fn is_small(word: &Word) -> bool {
    let listed = [Tags::ADV, Tags::ADP, Tags::CONJ, Tags::DET, Tags::AUX];
    let pronoun = Tags::parse("pron").is_some_and(|pronoun| word.reads_as(pronoun));
    pronoun || listed.iter().any(|&tags| word.reads_as(tags))
}

/// Whether a word with a capital opens a name that goes on behind it. The first word of a sentence has a capital in any
/// case: there an adjective does, and a word that no dictionary has.
fn goes_before(doc: &Doc<'_, '_>, at: usize, first: usize) -> bool {
    if !is_capital_word(doc, at) || is_other(doc, at) {
        return false;
    }
    let word = &doc.chart.words[at];
    if is_small(word) {
        return false;
    }
    let opens =
        at == first || !matches!(doc.chart.tokens()[at - 1].kind, TokenKind::Word | TokenKind::Number);
    let adjective = word.readings.first().is_some_and(|tags| tags.has(Tags::ADJ) && !tags.has(Tags::SHORT));
    if forms::heads_last(doc) {
        adjective && word.known && !opens
    } else {
        !opens || adjective || !word.known
    }
}

fn goes_behind(doc: &Doc<'_, '_>, at: usize) -> bool {
    let word = &doc.chart.words[at];
    let verbal = word.readings.first().is_some_and(|tags| tags.has(Tags::VERB) || tags.has(Tags::AUX));
    is_capital_word(doc, at) && !is_other(doc, at) && !(verbal && word.known)
}

/// The rows of names in some words, in order.
pub(super) fn rows(doc: &Doc<'_, '_>, range: &Tokens) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let Some(name) = name_at(doc, at, range) else {
            at += 1;
            continue;
        };
        at = name.end.max(at + 1);
        match rows.last_mut() {
            Some(row) if joins(doc, &(row.tokens.end..name.start)) => {
                row.tokens.end = name.end;
                row.names.push(name);
            }
            _ => rows.push(Row { tokens: name.clone(), names: vec![name] }),
        }
    }
    rows
}

/// The name that begins at a token.
fn name_at(doc: &Doc<'_, '_>, at: usize, range: &Tokens) -> Option<Tokens> {
    // who belongs is the state, and not its delegation
    let sent = |org: &Tokens| doc.org_head(org).and_then(|head| head.attribute("kind")) == Some("delegation");
    if let Some(org) = doc.holding("org", at).filter(|org| !sent(org)) {
        let bare = forms::bare(doc, &org);
        let opens = org.start == at || bare.start == at;
        return Some(org).filter(|org| opens && org.end <= range.end && !doc.short_org(org));
    }
    if doc.starts("org-head", at).is_some() {
        return None;
    }
    let listed = ["state", "country", "region", "place"];
    let seen = listed.iter().filter_map(|class| doc.starts(class, at)).map(|one| one.tokens.clone());
    if let Some(longest) = seen.max_by_key(|tokens| tokens.end).filter(|tokens| tokens.end <= range.end) {
        return Some(whole(doc, &longest)).filter(|name| !names_person(doc, name));
    }
    let sentence = doc.sentence(at);
    if !is_capital_word(doc, at) || is_other(doc, at) {
        return None;
    }
    // "the Pilots' Guild"
    let owns = doc.is_mark(at + 1, &["'", "\u{2019}", "'s", "\u{2019}s"]) && at + 2 < range.end;
    if let Some(owned) = Some(at + 2).filter(|_| owns)
        && let Some(body) = doc.holding("org", owned).filter(|body| body.start == owned)
    {
        return Some(at..body.end);
    }
    let mut name = at..at + 1;
    while name.end < range.end && goes_behind(doc, name.end) {
        name.end += 1;
    }
    let word = &doc.chart.words[at];
    let opens = at == sentence.start || doc.chart.tokens()[at - 1].kind == TokenKind::Mark;
    // the first word of a sentence is a name where another capital follows
    let plain = is_small(word) || name.len() == 1 && opens;
    (!plain && !names_person(doc, &name)).then_some(name)
}

/// Whether nothing but commas, "and" and brackets parts two names.
fn joins(doc: &Doc<'_, '_>, gap: &Tokens) -> bool {
    const LONGEST: usize = 10;
    const IN_BRACKETS: usize = 6;
    if gap.is_empty() || gap.len() > LONGEST {
        return false;
    }
    let mut joined = false;
    let mut at = gap.start;
    while at < gap.end {
        if doc.is_mark(at, &["("]) {
            let close = (at..gap.end.min(at + IN_BRACKETS + 2)).find(|&at| doc.is_mark(at, &[")"]));
            let Some(close) = close else { return false };
            at = close + 1;
            continue;
        }
        let word = &doc.chart.words[at];
        // "while" and "but" lead to another clause
        if doc.pack.setting("but-words").is_some_and(|words| doc.is_any_of(at, words)) {
            return false;
        }
        let conjunction = word.reads_as(Tags::CONJ) || doc.is_mark(at, &[",", "&"]);
        let article = word.reads_as(Tags::DET) && doc.chart.tokens()[at].kind == TokenKind::Word;
        if !conjunction && !article && !fold(doc.word(at)).is_empty() {
            return false;
        }
        joined |= conjunction;
        at += 1;
    }
    joined
}
