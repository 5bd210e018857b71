//! The report as JSON, for programs. The shapes here are the wire format and nothing else is; see
//! `docs/decisions/` for why this room may write it.

use record::EntryId;
use serde::Serialize;

use crate::outcomes as model;
use crate::outcomes::{Cites, Outcomes, Piece};

/// The whole report, indented, keys in a fixed order.
pub fn render(outcomes: &Outcomes) -> String {
    // Writing to memory fails on no shape below: all keys are strings.
    let mut json = serde_json::to_string_pretty(&report(outcomes)).unwrap_or_default();
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Report<'o> {
    report: &'static str,
    organisation: Organisation<'o>,
    period: Period,
    as_of: String,
    language: &'o str,
    membership: Vec<Role<'o>>,
    chairmanship: Vec<Chair<'o>>,
    sessions: Vec<Event<'o>>,
    documents: Vec<Document<'o>>,
    exercises: Vec<Territory<'o>>,
    operations: Vec<Operation<'o>>,
    conferences: Vec<Event<'o>>,
    cooperation: Vec<Partner<'o>>,
    officers: Vec<Officer<'o>>,
    guests: Vec<Officer<'o>>,
    other_events: Vec<Event<'o>>,
    statements: Vec<Speech<'o>>,
    figures: Vec<Figure<'o>>,
    planned: Vec<Deed<'o>>,
    disagreements: Vec<Dispute<'o>>,
    sources: Vec<Source<'o>>,
}

#[derive(Serialize)]
struct Organisation<'o> {
    slug: &'o str,
    name: &'o str,
    short: Option<&'o str>,
}

#[derive(Serialize)]
struct Period {
    from: String,
    to: String,
}

#[derive(Serialize)]
struct Worded<'o> {
    text: &'o str,
    language: &'o str,
}

/// A name; a country comes with its code.
#[derive(Serialize)]
struct Named<'o> {
    text: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<&'o str>,
}

#[derive(Serialize)]
struct Fact<'o> {
    disputed: bool,
    values: Vec<Value<'o>>,
}

#[derive(Serialize)]
struct Value<'o> {
    value: &'o str,
    language: &'o str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Place<'o> {
    names: Vec<Named<'o>>,
    disputed: bool,
    country: Option<&'o str>,
}

#[derive(Serialize)]
struct Actor<'o> {
    name: Named<'o>,
    office: Option<Office<'o>>,
}

#[derive(Serialize)]
struct Office<'o> {
    title: Worded<'o>,
    organisation: Option<Named<'o>>,
}

#[derive(Serialize)]
struct Role<'o> {
    role: &'o str,
    members: Vec<Member<'o>>,
}

#[derive(Serialize)]
struct Member<'o> {
    entry: String,
    name: Named<'o>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Chair<'o> {
    entry: String,
    holder: Named<'o>,
    turn: &'static str,
    period: Option<Fact<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Event<'o> {
    entry: String,
    kind: &'o str,
    name: Worded<'o>,
    also: Vec<Worded<'o>>,
    body: Option<Fact<'o>>,
    date: Option<Fact<'o>>,
    place: Option<Place<'o>>,
    status: Option<&'o str>,
    formats: Vec<&'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
    participants: Vec<Participant<'o>>,
    speeches: Vec<Speech<'o>>,
    documents: Vec<String>,
    figures: Vec<String>,
    disputed: &'o [String],
}

#[derive(Serialize)]
struct Participant<'o> {
    #[serde(flatten)]
    actor: Actor<'o>,
    role: &'o str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Speech<'o> {
    speaker: Actor<'o>,
    utterances: Vec<Utterance<'o>>,
}

#[derive(Serialize)]
struct Utterance<'o> {
    entry: String,
    mode: &'static str,
    text: &'o str,
    language: &'o str,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Document<'o> {
    entry: String,
    kind: &'o str,
    title: Worded<'o>,
    also: Vec<Worded<'o>>,
    body: Option<Fact<'o>>,
    date: Option<Fact<'o>>,
    place: Option<Place<'o>>,
    action: Option<&'o str>,
    published: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
    disputed: &'o [String],
}

#[derive(Serialize)]
struct Territory<'o> {
    country: Option<Named<'o>>,
    events: Vec<Event<'o>>,
}

#[derive(Serialize)]
struct Operation<'o> {
    name: Worded<'o>,
    event: Option<Event<'o>>,
    stages: Vec<Event<'o>>,
}

#[derive(Serialize)]
struct Partner<'o> {
    organisation: &'o str,
    name: Worded<'o>,
    contacts: Vec<Contact<'o>>,
}

#[derive(Serialize)]
struct Contact<'o> {
    relation: &'static str,
    #[serde(flatten)]
    deed: Deed<'o>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Deed<'o> {
    Event(Event<'o>),
    Document(Document<'o>),
}

#[derive(Serialize)]
struct Officer<'o> {
    entry: String,
    person: Worded<'o>,
    office: Office<'o>,
    status: Option<&'o str>,
    date: Option<&'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
}

#[derive(Serialize)]
struct Figure<'o> {
    entry: String,
    what: Worded<'o>,
    value: Fact<'o>,
    unit: Option<&'o str>,
    qualifier: Option<&'o str>,
    period: Option<&'o str>,
    event: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    according_to: Vec<&'o str>,
    citations: &'o Cites,
    disputed: &'o [String],
}

#[derive(Serialize)]
struct Dispute<'o> {
    entry: String,
    kind: &'o str,
    label: Worded<'o>,
    property: &'o str,
    values: Vec<Value<'o>>,
}

#[derive(Serialize)]
struct Source<'o> {
    publication: String,
    version: u32,
    doc: &'o str,
    title: Option<&'o str>,
    publisher: Option<&'o str>,
    published_on: Option<String>,
    language: &'o str,
    url: Option<&'o str>,
    passages: Vec<Passage<'o>>,
}

#[derive(Serialize)]
struct Passage<'o> {
    number: u32,
    context: String,
    quotes: Vec<Quote<'o>>,
}

/// `start` and `end` count Unicode code points of the publication's text.
#[derive(Serialize)]
struct Quote<'o> {
    text: &'o str,
    start: Option<usize>,
    end: Option<usize>,
    claims: Vec<String>,
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
            stages: all(&operation.stages, event),
        }),
        conferences: all(&outcomes.conferences, event),
        cooperation: all(&outcomes.cooperation, |partner| Partner {
            organisation: &partner.id,
            name: worded(&partner.name),
            contacts: all(&partner.contacts, contact),
        }),
        officers: all(&outcomes.officers, officer),
        guests: all(&outcomes.guests, officer),
        other_events: all(&outcomes.other_events, event),
        statements: all(&outcomes.statements, speech),
        figures: all(&outcomes.figures, figure),
        planned: all(&outcomes.planned, deed),
        disagreements: all(&outcomes.disputes, |dispute| Dispute {
            entry: dispute.entry.to_string(),
            kind: &dispute.kind,
            label: worded(&dispute.label),
            property: &dispute.property,
            values: all(&dispute.values, value),
        }),
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
        citations: &said.cites,
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
        citations: &member.cites,
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
        citations: &chair.cites,
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
        citations: &event.cites,
        participants: all(&event.participants, |participant| Participant {
            actor: actor(&participant.actor),
            role: &participant.role,
            according_to: speakers(&participant.according_to),
            citations: &participant.cites,
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
        citations: &said.cites,
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
        citations: &document.cites,
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
    Contact { relation, deed: deed(&contact.deed) }
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
        citations: &officer.cites,
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
        citations: &figure.cites,
        disputed: &figure.disputed,
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
