//! Names that the pack's learned tagger proposes, beside those that its rules found.
//!
//! A rule knows which organisation `id` means and puts a name into its dictionary form; a tagger knows a name
//! that no list has. So they vote: the tagger says where names stand, lexicons correct what it calls them, a
//! rule that sees a longer name of a body wins, and what only a rule saw of persons and places is kept.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use record::Span;
use rules::tag::Names;
use rules::words::Memory;

use crate::doc::{Doc, Tokens};
use crate::{Mention, claims, forms};

const PERSON: &str = "person";
const PLACE: &str = "place";
const ORGANISATION: &str = "organisation";

/// A name as it stands after the vote.
#[derive(Clone, Debug, PartialEq)]
struct Name {
    tokens: Tokens,
    kind: String,
    /// Who said so where it was not the tagger alone.
    rule: Option<Arc<str>>,
}

/// The mentions of rules and tagger together.
pub(crate) fn mentions(doc: &Doc<'_, '_>, memory: &mut Memory) -> Vec<Mention> {
    let by_rules = claims::mentions(doc);
    let Some(names) = doc.pack.names() else { return by_rules };
    let proposals = names.propose(doc.chart, memory).into_iter().map(|one| Name {
        tokens: one.tokens,
        kind: one.kind.to_owned(),
        rule: None,
    });
    let mut proposals: Vec<Name> = proposals.collect();
    let alone = doc.pack.setting("tagger").as_deref() == Some("alone");
    if !alone {
        proposals = corrected(doc, proposals);
        proposals = longer(doc, proposals);
        if doc.pack.setting("rules-say-kind").as_deref() == Some("yes") {
            say_kinds(doc, &mut proposals);
        }
        add_missed(doc, names, &mut proposals);
    }
    let known = |kind: &str| names.kinds().iter().any(|known| known == kind);
    let at: HashMap<(Span, &str), &Mention> =
        by_rules.iter().map(|rule| ((rule.span, &*rule.class), rule)).collect();
    let mut found: Vec<Mention> = Vec::with_capacity(proposals.len());
    for name in &proposals {
        let span = doc.chart.span(&name.tokens);
        found.push(match at.get(&(span, &*name.kind)) {
            Some(&rule) => rule.clone(),
            None => Mention {
                span,
                lemma: lemma(doc, name),
                class: name.kind.clone().into(),
                id: None,
                rule: name.rule.as_ref().unwrap_or(&names.rule).to_string(),
            },
        });
    }
    // a place in the name of a body is a place still
    let within = |rule: &&Mention| {
        let before = found.partition_point(|name| name.span.start <= rule.span.start);
        before.checked_sub(1).and_then(|at| found.get(at)).is_some_and(|name| {
            rule.span.end <= name.span.end && name.class != rule.class && name.span != rule.span
        })
    };
    let kept = by_rules.iter().filter(|rule| !known(&rule.class) || (!alone && within(rule)));
    let mut kept: Vec<Mention> = kept.cloned().collect();
    found.append(&mut kept);
    found.sort_by(|a, b| (a.span.start, a.span.end, &a.class).cmp(&(b.span.start, b.span.end, &b.class)));
    found.dedup_by(|b, a| (a.span, &a.class) == (b.span, &b.class));
    found
}

fn lemma(doc: &Doc<'_, '_>, name: &Name) -> String {
    match &*name.kind {
        PERSON => match doc.persons.at(&name.tokens) {
            Some(at) => doc.persons.known[at].name.clone(),
            None => forms::person(doc, &name.tokens, None),
        },
        PLACE | ORGANISATION | "office" | "event" | "document" => forms::nominative(doc, &name.tokens),
        _ => forms::plain(doc, &name.tokens),
    }
}

/// Without an article before it and a possessive ending after it.
fn trimmed(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let mut tokens = forms::bare(doc, tokens);
    let ending = |at: usize| doc.word(at).starts_with(['\'', '\u{2019}']);
    while tokens.len() > 1 && ending(tokens.end - 1) {
        tokens.end -= 1;
    }
    tokens
}

/// What lexicons know better: words that look like names and are none, organisations that a tagger takes for
/// places, and a body with the place that it is the body of.
fn corrected(doc: &Doc<'_, '_>, proposals: Vec<Name>) -> Vec<Name> {
    let joins = doc.pack.setting("place-after-body").as_deref() == Some("yes");
    let mut found: Vec<Name> = Vec::with_capacity(proposals.len());
    for mut name in proposals {
        name.tokens = trimmed(doc, &name.tokens);
        let capital = name.tokens.clone().any(|at| doc.chart.tokens()[at].is_capitalised());
        if !capital || doc.at("no-name", &name.tokens).is_some() {
            continue;
        }
        if name.kind == PLACE && doc.at("known-org", &name.tokens).is_some() {
            name.kind = ORGANISATION.to_owned();
        }
        match found.last_mut() {
            Some(body)
                if joins
                    && body.kind == ORGANISATION
                    && name.kind == PLACE
                    && body.tokens.end == name.tokens.start
                    && doc.chart.sentence_of(body.tokens.start)
                        == doc.chart.sentence_of(name.tokens.start)
                    && doc.chart.tokens()[body.tokens.end - 1].shape != text::token::Shape::None =>
            {
                body.tokens.end = name.tokens.end;
            }
            _ => found.push(name),
        }
    }
    found
}

/// The proposals that share words with these; proposals stand in order and none overlaps another.
fn overlapping(proposals: &[Name], tokens: &Tokens) -> Range<usize> {
    let from = proposals.partition_point(|name| name.tokens.end <= tokens.start);
    let to = proposals.partition_point(|name| name.tokens.start < tokens.end);
    from..to.max(from)
}

/// The name of a body that a rule sees begin farther to the left, such as "government of" before a state.
fn longer(doc: &Doc<'_, '_>, proposals: Vec<Name>) -> Vec<Name> {
    const LONGEST: usize = 5;
    let mut found: Vec<Name> = Vec::with_capacity(proposals.len());
    let mut done = 0;
    for &id in doc.all("org") {
        let rule = doc.mention(id);
        let tokens = forms::bare(doc, &rule.tokens);
        let inside = overlapping(&proposals, &tokens);
        let names = &proposals[inside.clone()];
        let (Some(first), Some(last)) = (names.first(), names.last()) else { continue };
        let grows = inside.start >= done
            && first.tokens.start >= tokens.start
            && last.tokens.end == tokens.end
            && tokens.len() <= LONGEST
            && first.tokens != tokens
            && names.iter().all(|name| name.kind != PERSON);
        if grows {
            found.extend_from_slice(&proposals[done..inside.start]);
            found.push(Name { tokens, kind: ORGANISATION.to_owned(), rule: Some(rule.rule.clone()) });
            done = inside.end;
        }
    }
    found.extend_from_slice(&proposals[done..]);
    found
}

/// Where a rule sees the same words, it knows better what they name: it goes by lists and by what stands around.
fn say_kinds(doc: &Doc<'_, '_>, proposals: &mut [Name]) {
    for name in proposals {
        let says = |class: &str| doc.at(class, &name.tokens).is_some();
        let known = claims::known_id(doc, &name.tokens).is_some();
        if says("place") || (name.kind != PERSON || known) && (says("person") || says("org")) {
            let kind = [("place", PLACE), ("person", PERSON), ("org", ORGANISATION)];
            if let Some((_, kind)) = kind.into_iter().find(|(class, _)| says(class)) {
                name.kind = kind.to_owned();
            }
        }
    }
}

/// Persons and places of rules, and organisations that they know by name, where the tagger sees nothing.
fn add_missed(doc: &Doc<'_, '_>, names: &Names, proposals: &mut Vec<Name>) {
    for (class, kind) in [("person", PERSON), ("place", PLACE), ("org", ORGANISATION)] {
        if !names.kinds().iter().any(|known| known == kind) {
            continue;
        }
        let mut missed: Vec<Name> = Vec::new();
        for &id in doc.all(class) {
            let mention = doc.mention(id);
            let tokens = forms::bare(doc, &mention.tokens);
            let known = class != "org" || claims::known_id(doc, &mention.tokens).is_some();
            let free = !tokens.is_empty()
                && overlapping(proposals, &tokens).is_empty()
                && missed.last().is_none_or(|last| last.tokens.end <= tokens.start);
            if known && free {
                missed.push(Name { tokens, kind: kind.to_owned(), rule: Some(mention.rule.clone()) });
            }
        }
        proposals.append(&mut missed);
        proposals.sort_by_key(|name| name.tokens.start);
    }
}
