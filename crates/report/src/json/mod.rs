//! The report as JSON, for programs. The shapes of `wire` are the format and nothing else is; see
//! `docs/decisions/` for why this room may write it.

pub mod bulletin;
mod wire;

use crate::outcomes as model;
use crate::outcomes::{Cites, Outcomes, Piece};
use record::EntryId;
use wire::*;

/// The whole report, indented, keys in a fixed order.
pub fn render(outcomes: &Outcomes) -> String {
    // Writing to memory fails on no shape below: all keys are strings.
    let mut json = serde_json::to_string_pretty(&report(outcomes)).unwrap_or_default();
    json.push('\n');
    json
}

fn report(outcomes: &Outcomes) -> Report<'_> {
    Report {
        report: "outcomes",
        organisation: Organisation {
            slug: &outcomes.slug,
            name: &outcomes.name.text,
            short: outcomes.short.as_ref().map(|short| short.text.as_str()),
        },
        period: Period { from: outcomes.period.from().to_string(), to: outcomes.period.to().to_string() },
        as_of: outcomes.as_of.to_string(),
        language: &outcomes.lang,
        membership: all(&outcomes.membership.roles, |(role, members)| Role {
            role,
            members: all(members, member),
        }),
        chairmanship: all(&outcomes.membership.chairs, chair),
        sessions: all(&outcomes.sessions, event),
        documents: all(&outcomes.documents, document),
        exercises: all(&outcomes.exercises, |territory| Territory {
            country: territory.country.as_ref().map(country),
            events: all(&territory.events, event),
        }),
        operations: all(&outcomes.operations, |operation| Operation {
            name: worded(&operation.name),
            event: operation.event.as_ref().map(event),
            also: all(&operation.also, event),
            stages: all(&operation.stages, event),
        }),
        conferences: all(&outcomes.conferences, event),
        cooperation: all(&outcomes.cooperation, |partner| Partner {
            organisation: &partner.id,
            name: worded(&partner.name),
            named: (!partner.named.numbers.is_empty()).then(|| cites(&partner.named)),
            contacts: all(&partner.contacts, contact),
        }),
        officers: all(&outcomes.officers, officer),
        guests: all(&outcomes.guests, officer),
        other_events: all(&outcomes.other_events, event),
        statements: all(&outcomes.statements, speech),
        figures: all(&outcomes.figures, figure),
        planned: all(&outcomes.planned, deed),
        disagreements: all(&outcomes.disputes, dispute),
        sources: all(&outcomes.sources, source),
    }
}

fn all<'o, T, U>(items: &'o [T], shape: impl Fn(&'o T) -> U) -> Vec<U> {
    items.iter().map(shape).collect()
}

fn worded(words: &model::Worded) -> Worded<'_> {
    Worded { text: &words.text, language: &words.lang }
}

fn country(country: &model::Country) -> Named<'_> {
    Named { text: &country.name, language: None, country: Some(&country.code) }
}

fn cites(cites: &Cites) -> Citations<'_> {
    Citations { citations: &cites.numbers, more: cites.more }
}

fn named(name: &model::Named) -> Named<'_> {
    match name {
        model::Named::Country(found) => country(found),
        model::Named::Words(words) => Named { text: &words.text, language: Some(&words.lang), country: None },
    }
}

fn speakers(speakers: &[model::Worded]) -> Vec<&str> {
    speakers.iter().map(|speaker| speaker.text.as_str()).collect()
}

fn value(said: &model::Said) -> Value<'_> {
    Value {
        value: &said.words.text,
        language: &said.words.lang,
        according_to: speakers(&said.according_to),
        cites: cites(&said.cites),
    }
}

fn fact(fact: &model::Fact) -> Fact<'_> {
    Fact { disputed: fact.disputed, values: all(&fact.said, value) }
}

fn place(place: &model::Place) -> Place<'_> {
    let country = place.country.as_ref().map(|country| country.code.as_str());
    Place { names: all(&place.names, named), disputed: place.disputed, country }
}

fn office(office: &model::Office) -> Office<'_> {
    Office { title: worded(&office.title), organisation: office.of.as_ref().map(named) }
}

fn actor(actor: &model::Actor) -> Actor<'_> {
    Actor { name: named(&actor.name), office: actor.office.as_ref().map(office) }
}

fn member(member: &model::Member) -> Member<'_> {
    Member {
        entry: member.entry.to_string(),
        name: named(&member.name),
        according_to: speakers(&member.according_to),
        cites: cites(&member.cites),
    }
}

fn chair(chair: &model::Chair) -> Chair<'_> {
    Chair {
        entry: chair.entry.to_string(),
        holder: named(&chair.holder),
        turn: match chair.turn {
            model::Turn::Now => "now",
            model::Turn::Next => "next",
        },
        period: chair.period.as_ref().map(fact),
        according_to: speakers(&chair.according_to),
        cites: cites(&chair.cites),
    }
}

fn event(event: &model::Event) -> Event<'_> {
    let formats = event.formats.iter().flat_map(|formats| &formats.said);
    Event {
        entry: event.entry.to_string(),
        kind: &event.kind,
        name: worded(&event.name),
        also: all(&event.also, worded),
        body: event.body.as_ref().map(fact),
        date: event.date.as_ref().map(fact),
        place: event.place.as_ref().map(place),
        status: event.status.as_deref(),
        formats: formats.map(|said| said.words.text.as_str()).collect(),
        according_to: speakers(&event.according_to),
        cites: cites(&event.cites),
        participants: all(&event.participants, |participant| Participant {
            actor: actor(&participant.actor),
            role: &participant.role,
            according_to: speakers(&participant.according_to),
            cites: cites(&participant.cites),
        }),
        speeches: all(&event.speeches, speech),
        documents: all(&event.documents, |document| document.entry.to_string()),
        figures: all(&event.figures, |figure| figure.entry.to_string()),
        disputed: &event.disputed,
    }
}

fn speech(speech: &model::Speech) -> Speech<'_> {
    let utterances = all(&speech.utterances, |said| Utterance {
        entry: said.entry.to_string(),
        mode: if said.direct { "direct" } else { "indirect" },
        text: &said.words.text,
        language: &said.words.lang,
        cites: cites(&said.cites),
    });
    Speech { speaker: actor(&speech.speaker), utterances }
}

fn document(document: &model::Document) -> Document<'_> {
    Document {
        entry: document.entry.to_string(),
        kind: &document.kind,
        title: worded(&document.title),
        also: all(&document.also, worded),
        body: document.body.as_ref().map(fact),
        date: document.date.as_ref().map(fact),
        place: document.place.as_ref().map(place),
        action: document.action.as_deref(),
        published: document.published,
        according_to: speakers(&document.according_to),
        cites: cites(&document.cites),
        disputed: &document.disputed,
    }
}

fn contact(contact: &model::Contact) -> Contact<'_> {
    let relation = match contact.relation {
        model::Relation::Guest => "guest",
        model::Relation::Host => "host",
        model::Relation::Together => "together",
        model::Relation::Joint => "joint",
    };
    Contact { relation, participation: &contact.cites.numbers, deed: deed(&contact.deed) }
}

fn deed(deed: &model::Deed) -> Deed<'_> {
    match deed {
        model::Deed::Event(found) => Deed::Event(event(found)),
        model::Deed::Document(found) => Deed::Document(document(found)),
    }
}

fn officer(officer: &model::Officer) -> Officer<'_> {
    Officer {
        entry: officer.entry.to_string(),
        person: worded(&officer.person),
        office: office(&officer.office),
        status: officer.status.as_deref(),
        date: officer.date.as_deref(),
        according_to: speakers(&officer.according_to),
        cites: cites(&officer.cites),
    }
}

fn figure(figure: &model::Figure) -> Figure<'_> {
    let event = |(entry, _): &(EntryId, model::Worded)| entry.to_string();
    Figure {
        entry: figure.entry.to_string(),
        what: worded(&figure.what),
        value: fact(&figure.value),
        unit: figure.unit.as_deref(),
        qualifier: figure.qualifier.as_deref(),
        period: figure.period.as_deref(),
        event: figure.event.as_ref().map(event),
        according_to: speakers(&figure.according_to),
        cites: cites(&figure.cites),
        disputed: &figure.disputed,
    }
}

fn dispute(dispute: &model::Dispute) -> Dispute<'_> {
    Dispute {
        entry: dispute.entry.to_string(),
        kind: &dispute.kind,
        label: worded(&dispute.label),
        property: &dispute.property,
        values: all(&dispute.values, value),
    }
}

fn source(source: &model::Source) -> Source<'_> {
    let publication = &source.publication;
    Source {
        publication: publication.id.to_string(),
        version: publication.version,
        doc: &publication.doc,
        title: publication.title.as_deref(),
        publisher: publication.publisher.as_deref(),
        published_on: publication.published_on.map(|date| date.to_string()),
        language: publication.lang.as_str(),
        url: publication.url.as_deref(),
        capture: source.fetched_at.as_ref().map(|_| publication.capture.to_string()),
        fetched_at: source.fetched_at.as_deref(),
        passages: all(&source.passages, |passage| Passage {
            number: passage.number,
            context: passage.pieces.iter().map(shown).collect(),
            quotes: all(&passage.quotes, |quote| Quote {
                text: &quote.text,
                start: quote.points.map(|span| span.start),
                end: quote.points.map(|span| span.end),
                claims: quote.claims.iter().map(ToString::to_string).collect(),
            }),
        }),
    }
}

fn shown(piece: &Piece) -> &str {
    match piece {
        Piece::Plain(text) | Piece::Marked(text) => text,
        Piece::Cut => " \u{2026} ",
    }
}
