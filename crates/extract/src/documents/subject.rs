//! "The commission approved": a body that acts under its head noun alone.

use std::borrow::Cow;

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::body::{Body, is_subject};
use crate::doc::{Doc, Tokens};
use crate::{bodies, forms};

/// Names that a head noun in them does not stand alone in.
const LONGER: [&str; 5] = ["event", "document", "title", "quoted", "person"];

/// The body that a noun standing alone as a subject names.
pub(super) fn alone(doc: &Doc<'_, '_>, at: usize) -> Option<Body> {
    // a title may open with the body that acts
    let inside = |class: &&str| {
        doc.holding(class, at).is_some_and(|tokens| **class != *"document" || tokens.start != at)
    };
    if doc.chart.tokens()[at].kind != TokenKind::Word || LONGER.iter().any(inside) {
        return None;
    }
    if doc.holding("org", at).is_some_and(|org| org.len() > 1 && !doc.short_org(&org)) {
        return None;
    }
    let head = doc.starts("org-head", at).filter(|head| head.tokens.len() == 1);
    let acts =
        head.is_some_and(|head| !matches!(head.attribute("kind"), Some("force" | "delegation" | "staff")));
    let noun = doc.pack.setting("body-nouns").is_some_and(|words| doc.is_any_of(at, words));
    let full = bodies::stands_for(doc, at);
    let article = at.checked_sub(1).is_some_and(|before| doc.chart.words[before].reads_as(Tags::DET));
    let tokens: Tokens = at - usize::from(article)..at + 1;
    let several = doc.chart.words[at].readings.first().is_some_and(|tags| tags.has(Tags::PL));
    if several || !(acts || noun || full.is_some()) || !is_subject(doc, &tokens) {
        return None;
    }
    let short = forms::nominative(doc, &(at..at + 1));
    let full = full.map_or_else(|| short.clone(), |full| forms::nominative(doc, &full));
    Some(Body { name: short.clone(), full, short })
}

/// "The board the plan approved": where verbs end their clauses, who acts stands right before the title, and no part
/// of it.
pub(super) fn parted<'d>(doc: &Doc<'_, '_>, mention: &'d Mention) -> Cow<'d, Mention> {
    let opens = doc.sentence(mention.tokens.start).start == mention.tokens.start;
    let name = mention.part("name").map(|part| part.tokens.start);
    let first = mention.tokens.start;
    if !opens || doc.pack.setting("verb-last").is_none() || name != Some(first) || mention.tokens.len() < 3 {
        return Cow::Borrowed(mention);
    }
    let noun = doc.pack.setting("body-nouns").is_some_and(|words| doc.is_any_of(first, words));
    let org = doc.starts("org", first).map(|org| org.tokens.clone());
    let whole = org.filter(|org| org.end < mention.tokens.end && is_subject(doc, org));
    let Some(end) = whole.map(|org| org.end).or(noun.then_some(first + 1)) else {
        return Cow::Borrowed(mention);
    };
    let mut own = mention.clone();
    own.tokens.start = end;
    for part in own.parts.iter_mut().filter(|part| part.tokens.start < end) {
        part.tokens.start = end;
        part.tokens.end = part.tokens.end.max(end);
    }
    Cow::Owned(own)
}
