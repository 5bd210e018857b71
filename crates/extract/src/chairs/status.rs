//! Who is told to be an observer, a partner, a candidate or a member where no rule knows the sentence: by the word for
//! the status and the one row of names that it is told of.

use rules::Mention;
use text::morph::Tags;

use super::body::{Spoken, Told, organisation};
use super::one_body;
use super::party::{Row, rows};
use crate::bodies::{Body, one_of_text, stands_for};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::{forms, people};

/// How far from the word for a status stands what denies it.
const DENIED: usize = 2;

/// One sentence, or what a semicolon parts of it.
struct Part<'s> {
    tokens: Tokens,
    words: Vec<&'s Mention>,
    rows: Vec<Row>,
}

pub(super) fn told(doc: &Doc<'_, '_>, spoken: &Spoken) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut done = 0;
    for &id in doc.all("member-word") {
        let at = doc.mention(id).tokens.start;
        if at < done {
            continue;
        }
        let part = part_around(doc, at);
        done = part.tokens.end;
        read(doc, &part, spoken, &mut found);
    }
    found
}

fn part_around<'s>(doc: &'s Doc<'_, '_>, at: usize) -> Part<'s> {
    let sentence = doc.sentence(at);
    let parted = |at: &usize| doc.is_mark(*at, &[";"]);
    let start = (sentence.start..at).rev().find(parted).map_or(sentence.start, |at| at + 1);
    let end = (at..sentence.end).find(parted).unwrap_or(sentence.end);
    let tokens = start..end;
    let inside = |word: &&Mention| {
        ["org", "event", "document", "title", "person"]
            .iter()
            .all(|class| doc.holding(class, word.tokens.start).is_none())
    };
    let words =
        doc.within("member-word", &tokens).filter(inside).filter(|word| !is_denied(doc, word)).collect();
    let rows = rows(doc, &tokens);
    Part { tokens, words, rows }
}

/// A verb whose first letters deny it.
fn is_negative(doc: &Doc<'_, '_>, at: usize) -> bool {
    let Some(prefix) = doc.pack.setting("not-prefix") else { return false };
    let word = &doc.chart.words[at];
    let verbal = word.reads_as(Tags::VERB) || word.reads_as(Tags::AUX) || !word.known;
    verbal && !doc.chart.tokens()[at].is_capitalised() && doc.word(at).starts_with(&*prefix)
}

/// Whether a rule reads the clause; of a line that a label opens, all of it.
fn is_read(doc: &Doc<'_, '_>, row: &Row, word: &Mention, clause: &Tokens, label: bool) -> bool {
    let mentions = doc.every("membership").iter().map(|&id| doc.mention(id));
    let over = |mention: &&Mention| {
        let tokens = &mention.tokens;
        tokens.start < clause.end && clause.start < tokens.end && tokens.end > word.tokens.start
    };
    mentions.filter(over).any(|mention| {
        let members = mention.parts("member").filter(|member| row.tokens.contains(&member.tokens.start));
        let count = members.count();
        !label
            || count == 0
            || count >= row.names.len()
            || mention.attribute("role") != word.attribute("role")
    })
}

/// Whether the clause that holds the names and the word for a status denies it, asks it or tells of a person.
fn is_barred(doc: &Doc<'_, '_>, part: &Part<'_>, row: &Row, word: &Mention) -> bool {
    let comma = |at: &usize| doc.is_mark(*at, &[",", "\u{2013}", "\u{2014}"]);
    let (first, last) = (row.tokens.start.min(word.tokens.start), row.tokens.end.max(word.tokens.end));
    let start = (part.tokens.start..first).rev().find(comma).unwrap_or(part.tokens.start);
    let end = (last..part.tokens.end).find(comma).unwrap_or(part.tokens.end);
    let clause = start..end;
    let denied = |at: usize| {
        let words = doc.within("member-word", &part.tokens);
        words
            .filter(|word| is_denied(doc, word))
            .any(|word| at.abs_diff(word.tokens.start) <= DENIED + word.tokens.len())
    };
    let barred = |at: usize| {
        let negated = ["negation-words", "not-words"]
            .iter()
            .any(|listed| doc.pack.setting(listed).is_some_and(|words| doc.is_any_of(at, words)));
        doc.is_mark(at, &["?", "\u{55e}", "\""]) || negated && !denied(at) || is_negative(doc, at)
    };
    doc.persons.within(&clause).next().is_some()
        || doc.within("person", &clause).next().is_some()
        || clause.into_iter().any(barred)
}

/// "Eleven members", "the member states": words that tell of any number of them.
fn is_counted(doc: &Doc<'_, '_>, word: &Mention) -> bool {
    let first = doc.sentence(word.tokens.start).start;
    let before = word.tokens.start.checked_sub(1).filter(|at| *at >= first);
    let numeral = before.is_some_and(|at| {
        doc.chart.tokens()[at].kind == text::token::TokenKind::Number
            || doc.starts("numeral", at).is_some()
            || doc.starts("state-word", at).is_some()
    });
    let behind = doc.chart.words.get(word.tokens.end).and_then(|word| word.readings.first());
    numeral || forms::heads_last(doc) && behind.is_some_and(|tags| tags.has(Tags::NOUN) && tags.has(Tags::PL))
}

/// "Not a member but an observer".
fn is_denied(doc: &Doc<'_, '_>, word: &Mention) -> bool {
    let Some(listed) = doc.pack.setting("not-words") else { return false };
    let around = if forms::heads_last(doc) {
        word.tokens.end..word.tokens.end + 1
    } else {
        word.tokens.start.saturating_sub(DENIED).max(doc.sentence(word.tokens.start).start)..word.tokens.start
    };
    around.into_iter().any(|at| doc.is_any_of(at, listed))
}

fn read(doc: &Doc<'_, '_>, part: &Part<'_>, spoken: &Spoken, found: &mut Vec<Fact>) {
    if part.words.is_empty() {
        return;
    }
    // words and names stand in one order throughout: "A is a member, B a partner", "Members: A; observers: B"
    let Some(first) = part.rows.first() else { return };
    let leads = part.words.first().is_some_and(|word| word.tokens.start < first.tokens.start);
    for (number, word) in part.words.iter().enumerate() {
        let before = number.checked_sub(1).map_or(part.tokens.start, |at| part.words[at].tokens.end);
        let after = part.words.get(number + 1).map_or(part.tokens.end, |next| next.tokens.start);
        let clause = match (part.words.len(), leads) {
            (1, _) => part.tokens.clone(),
            (_, true) => word.tokens.start..after,
            (_, false) => before..word.tokens.end,
        };
        let last = number + 1 == part.words.len();
        // what follows the last word of the row names its body
        let named = if last { clause.start..part.tokens.end } else { clause.clone() };
        found.extend(of_word(doc, part, word, &clause, &named, spoken));
    }
}

fn of_word(
    doc: &Doc<'_, '_>,
    part: &Part<'_>,
    word: &Mention,
    clause: &Tokens,
    named: &Tokens,
    spoken: &Spoken,
) -> Vec<Fact> {
    let Some(role) = word.attribute("role") else { return Vec::new() };
    if is_counted(doc, word) {
        return Vec::new();
    }
    let own: Option<Tokens> = part
        .rows
        .iter()
        .filter(|row| named.start <= row.tokens.start && row.tokens.end <= named.end)
        .flat_map(|row| &row.names)
        .find(|name| is_body_of(doc, name, word))
        .cloned();
    let ranked = doc.within("status-of-member", clause).next().is_some();
    let own = own.or_else(|| named_in_short(doc, word));
    let mut told = part
        .rows
        .iter()
        .filter(|row| clause.start <= row.tokens.start && row.tokens.end <= clause.end)
        .filter(|row| own.as_ref().is_none_or(|own| !row.names.contains(own)))
        .filter(|row| !beside(doc, row, ranked));
    let Some(row) = told.next().filter(|_| told.next().is_none()) else { return Vec::new() };
    let label = word.tokens.start == doc.sentence(word.tokens.start).start
        && doc.is_mark(word.tokens.end, &[":", "\u{2013}", "\u{2014}", "-"]);
    if is_read(doc, row, word, clause, label)
        || is_barred(doc, part, row, word)
        || is_owner(doc, row, word)
        || is_beside(doc, row, word)
    {
        return Vec::new();
    }
    let adjacent = row.tokens.start == word.tokens.end
        && word.attribute("role") != Some("member")
        && !forms::heads_last(doc);
    if !ranked && !label && !adjacent && own.is_none() && spoken.before(doc, word.tokens.start).is_none() {
        return Vec::new();
    }
    let body = own.map(|own| Body::said(doc, &own).unwrap_or_else(|| Body::of(doc, &own))).or_else(|| {
        let told = Told { tokens: word.tokens.clone(), org: None, apart: row.names.clone(), held: false };
        organisation(doc, &told, spoken)
    });
    let Some(body) = body else { return Vec::new() };
    let turn = doc.within("member-turn", clause).next();
    let role = turn.and_then(|turn| turn.attribute("role")).unwrap_or(role);
    let fact = |name: &Tokens| {
        let member = people::organisation_name(doc, name);
        if one_body(&body.name, &member) {
            return None;
        }
        let mut fact = Fact::new("membership", word.rule.clone());
        fact.set("member", member);
        fact.set("role", role.to_owned());
        body.enter(&mut fact);
        fact.evidence.push(doc.sentence(word.tokens.start));
        Some(fact)
    };
    row.names.iter().filter_map(fact).collect()
}

/// Whether a name is that of the body that the word for a status is told of: the one that the text is about, or one
/// that stands right by the word.
fn is_body_of(doc: &Doc<'_, '_>, name: &Tokens, word: &Mention) -> bool {
    if doc.holding("org", name.start).is_none() {
        return false;
    }
    let main = doc.main_org.as_ref().is_some_and(|main| one_of_text(doc, name, main));
    let joints = doc.pack.setting("member-of-words").unwrap_or_default();
    let small = |at: usize| doc.is_any_of(at, joints) || doc.chart.words[at].reads_as(Tags::DET);
    let behind = word.tokens.end <= name.start && (word.tokens.end..name.start).all(small);
    let whose = || doc.chart.words[name.end - 1].reads_as(Tags::GEN);
    let before = forms::heads_last(doc) && name.end == word.tokens.start && whose();
    main || behind || before
}

/// "A member of the League": the body behind the word, by its head noun alone.
fn named_in_short(doc: &Doc<'_, '_>, word: &Mention) -> Option<Tokens> {
    if forms::heads_last(doc) {
        let at = word.tokens.start.checked_sub(1)?;
        return stands_for(doc, at).filter(|_| doc.chart.words[at].reads_as(Tags::GEN));
    }
    let joints = doc.pack.setting("member-of-words").unwrap_or_default();
    let small = |at: &usize| doc.is_any_of(*at, joints) || doc.chart.words[*at].reads_as(Tags::DET);
    let end = doc.sentence(word.tokens.start).end;
    let at = (word.tokens.end..end.min(word.tokens.end + 3)).find(|at| !small(at))?;
    stands_for(doc, at)
}

/// Whether a row of names hangs on a small word: "at the summit in A".
fn beside(doc: &Doc<'_, '_>, row: &Row, ranked: bool) -> bool {
    let sentence = doc.sentence(row.tokens.start);
    let Some(at) = row.tokens.start.checked_sub(1).filter(|at| *at >= sentence.start) else { return false };
    let article = doc.chart.words[at].reads_as(Tags::DET) && at > sentence.start;
    let at = if article { at - 1 } else { at };
    let given = ranked && doc.pack.setting("given-words").is_some_and(|words| doc.is_any_of(at, words));
    let listed = doc.within("place", &row.tokens).any(|place| place.tokens == row.tokens);
    let last = doc.chart.words[row.tokens.end - 1].readings.first();
    let locative = listed && last.is_some_and(|tags| tags.has(Tags::LOC) || tags.has(Tags::INS));
    doc.chart.words[at].reads_as(Tags::ADP)
        && doc.chart.tokens()[at].kind == text::token::TokenKind::Word
        && !given
        || locative && forms::heads_last(doc)
}

/// Whether "and" joins the names and the word for a status: "delegations of A and observers".
fn is_beside(doc: &Doc<'_, '_>, row: &Row, word: &Mention) -> bool {
    let gap = if row.tokens.end <= word.tokens.start {
        row.tokens.end..word.tokens.start
    } else {
        word.tokens.end..row.tokens.start
    };
    let told = |at: usize| {
        doc.is_mark(at, &["\u{2013}", "\u{2014}", ":", "-"])
            || doc.chart.words[at].reads_as(Tags::VERB)
            || doc.chart.words[at].reads_as(Tags::AUX)
    };
    let joined = gap.clone().any(|at| doc.chart.words[at].reads_as(Tags::CONJ));
    joined && !gap.into_iter().any(told)
}

/// Whether something else of theirs is told of: "the parliament of A", "A's parliament".
fn is_owner(doc: &Doc<'_, '_>, row: &Row, word: &Mention) -> bool {
    let (start, end) = (row.tokens.start, row.tokens.end);
    let first = doc.sentence(start).start;
    let noun = |at: usize| doc.chart.words[at].readings.first().is_some_and(|tags| tags.has(Tags::NOUN));
    let status = |at: usize| {
        word.tokens.contains(&at)
            || ["status-of-member", "member-word", "state-word", "place-noun", "member-turn"]
                .iter()
                .any(|class| doc.holding(class, at).is_some())
    };
    let possessive = doc.is_mark(end, &["'s", "\u{2019}s"])
        || doc.pack.setting("owner-ending").is_some_and(|_| doc.is_mark(end, &["'", "\u{2019}"]));
    if possessive {
        return !(end + 1..(end + 4).min(doc.chart.words.len())).any(status);
    }
    if forms::heads_last(doc) {
        let genitive = doc.chart.words[end - 1].readings.first().is_some_and(|tags| tags.has(Tags::GEN));
        return genitive && doc.chart.words.get(end).is_some() && !status(end);
    }
    let relative = doc.pack.setting("relative-words").unwrap_or_default();
    if end < word.tokens.start && (end..word.tokens.start).any(|at| doc.is_any_of(at, relative)) {
        return false;
    }
    start > first && noun(start - 1) && !status(start - 1) && doc.chart.words[start - 1].known
}
