//! Facts to claims: slots, passages, references and ids; and the mentions that `annotate` shows.

use std::collections::HashMap;
use std::sync::Arc;

use record::{Claim, ClaimDraft, ClaimId, Evidence, Origin, Slots, Span};

use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::{Input, Location, Mention, forms};

/// A fact in the making.
#[derive(Clone, Debug)]
pub(crate) struct Fact {
    pub kind: &'static str,
    pub slots: Slots,
    /// Tokens of the passages that show it.
    pub evidence: Vec<Tokens>,
    /// The event that it speaks of, by number in [`Events`].
    pub event: Option<usize>,
    pub attribution: Option<String>,
    /// Of an office: whose such offices are, `state` or `organisation`.
    pub scope: Option<String>,
    pub rule: Arc<str>,
    pub confidence: u8,
}

impl Fact {
    pub fn new(kind: &'static str, rule: Arc<str>) -> Fact {
        Fact {
            kind,
            slots: Slots::new(),
            evidence: Vec::new(),
            event: None,
            attribution: None,
            scope: None,
            rule,
            confidence: 80,
        }
    }

    pub fn set(&mut self, slot: &str, value: String) {
        if !value.is_empty() {
            self.slots.insert(slot.to_owned(), value);
        }
    }

    pub fn get(&self, slot: &str) -> Option<&str> {
        self.slots.get(slot).map(String::as_str)
    }
}

/// All facts of one publication; events come first, so that others can refer to them.
#[derive(Default)]
pub(crate) struct Facts {
    events: Vec<(usize, Fact)>,
    others: Vec<Fact>,
}

impl Facts {
    pub fn add_events(&mut self, events: Events) {
        self.events = events.into_facts();
    }

    pub fn extend(&mut self, facts: Vec<Fact>) {
        self.others.extend(facts);
    }

    pub fn seal(self, doc: &Doc<'_, '_>, input: Input<'_>) -> Vec<Claim> {
        let mut claims: Vec<Claim> = Vec::new();
        let mut ids: HashMap<usize, ClaimId> = HashMap::new();
        for (number, fact) in self.events {
            if let Some(claim) = seal(doc, input, fact, &HashMap::new()) {
                ids.insert(number, claim.id);
                claims.push(claim);
            }
        }
        claims.extend(self.others.into_iter().filter_map(|fact| seal(doc, input, fact, &ids)));
        claims
    }
}

fn seal(doc: &Doc<'_, '_>, input: Input<'_>, fact: Fact, events: &HashMap<usize, ClaimId>) -> Option<Claim> {
    let spans = merged(fact.evidence.iter().map(|tokens| doc.chart.span(tokens)).collect());
    let passage = |span: Span| {
        let quote = span.of(input.text)?.to_owned();
        (!quote.is_empty()).then_some(Evidence {
            publication: input.publication,
            version: input.version,
            span,
            quote,
        })
    };
    let evidence: Vec<Evidence> = spans.into_iter().filter_map(passage).collect();
    if evidence.is_empty() {
        return None;
    }
    let event = fact.event.and_then(|number| events.get(&number));
    let refs = event.map(|id| ("event".to_owned(), *id)).into_iter().collect();
    let origin = Origin::Rule { rule: fact.rule.to_string(), pack: doc.pack.version.clone() };
    let draft = ClaimDraft {
        kind: fact.kind.to_owned(),
        slots: fact.slots,
        refs,
        evidence,
        attribution: fact.attribution,
        origin,
        confidence: fact.confidence,
    };
    Some(draft.seal())
}

/// Sorted, without repeats; passages that overlap become one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort();
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => *last = last.cover(span),
            _ => out.push(span),
        }
    }
    out
}

const SHOWN: &[(&str, &str)] = &[
    ("person", "person"),
    ("place", "place"),
    ("org", "organisation"),
    ("title", "office"),
    ("event", "event"),
    ("document", "document"),
    ("number", "number"),
];

pub(crate) fn mentions(doc: &Doc<'_, '_>) -> Vec<Mention> {
    let mut found = Vec::new();
    for &(class, shown) in SHOWN {
        for &id in doc.all(class) {
            let mention = doc.mention(id);
            let lemma = match class {
                "person" => doc.persons.at(&mention.tokens).map_or_else(
                    || forms::plain(doc, &mention.tokens),
                    |at| doc.persons.known[at].name.clone(),
                ),
                "number" => forms::plain(doc, &mention.tokens),
                _ => forms::nominative(doc, &mention.tokens),
            };
            let id = mention.attribute("id").or_else(|| known_id(doc, &mention.tokens)).map(str::to_owned);
            let span = doc.chart.span(&forms::bare(doc, &mention.tokens));
            found.push(Mention { span, class: shown.into(), lemma, id, rule: mention.rule.to_string() });
        }
    }
    found.sort_by_key(|mention| (mention.span.start, mention.span.end));
    found
}

pub(crate) fn known_id<'d>(doc: &Doc<'d, '_>, tokens: &Tokens) -> Option<&'d str> {
    ["known-body", "known-org", "country", "city", "region"].iter().find_map(|class| {
        let class = doc.class(class)?;
        let chart = doc.chart;
        let exact = chart
            .starting_at(tokens.start)
            .map(|(_, mention)| mention)
            .find(|mention| mention.class == class && mention.tokens == *tokens);
        exact.and_then(|mention| mention.attribute("id"))
    })
}

pub(crate) fn locations(doc: &Doc<'_, '_>) -> Vec<Location> {
    let place = |&id: &rules::MentionId| {
        let mention = doc.mention(id);
        let city = mention.tokens.clone().find_map(|at| doc.starts("city", at))?;
        let number = |name: &str| city.attribute(name)?.parse::<f64>().ok();
        let span = doc.chart.span(&mention.tokens);
        Some(Location {
            span,
            latitude: number("lat")?,
            longitude: number("lon")?,
            id: city.attribute("id").map(str::to_owned),
        })
    };
    doc.all("place").iter().filter_map(place).collect()
}
