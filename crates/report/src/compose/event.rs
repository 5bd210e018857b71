//! Events and what belongs to them: participants, speeches, documents, figures.

use std::collections::BTreeMap;

use record::{ClaimId, Date, Edtf, Entry, EntryId, PublicationId};

use super::Composer;
use super::select::Selection;
use super::society::rank;
use crate::outcomes::{
    Actor, Cites, Deed, Document, Event, Fact, Figure, Named, Office, Participant, Said, Speech, Utterance,
    Worded,
};

type Order = (bool, Option<Date>, Option<Date>, String, EntryId);

/// By date, those without one last.
pub fn order(event: &Event) -> Order {
    dated(&event.date, &event.name, event.entry)
}

pub fn document_order(document: &Document) -> Order {
    dated(&document.date, &document.title, document.entry)
}

pub fn deed_order(deed: &Deed) -> Order {
    match deed {
        Deed::Event(event) => order(event),
        Deed::Document(document) => document_order(document),
    }
}

fn dated(date: &Option<Fact>, name: &Worded, entry: EntryId) -> Order {
    let date: Option<Edtf> = date.as_ref().and_then(|fact| fact.first()?.text.parse().ok());
    let (first, last) = date.map(|date| (date.first_day(), date.last_day())).unwrap_or_default();
    (first.is_none() && last.is_none(), first.or(last), last, name.text.clone(), entry)
}

/// Where a statement stands: the first of its passages.
pub type Position = (PublicationId, u32, usize, EntryId);

impl<'a> Composer<'_, 'a> {
    /// An event with all that goes with it.
    pub fn event(&mut self, entry: &Entry, selection: &Selection<'a>) -> Event {
        let index = self.index;
        let signed = selection.signed.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
        let participants = self.participants(entry);
        let speeches = self.speeches(index.linked(entry.id, "statement"));
        let documents = self.documents(signed);
        let figures = self.figures(index.linked(entry.id, "figure"));
        Event { participants, speeches, documents, figures, ..self.event_alone(entry) }
    }

    /// An event by itself: when and where, whose and how.
    pub fn event_alone(&mut self, entry: &Entry) -> Event {
        let name = self.name(entry, "name");
        Event {
            entry: entry.id,
            kind: entry.value("kind").unwrap_or_default().to_owned(),
            also: self.also(entry, "name", &name),
            name,
            body: self.body(entry, "body"),
            date: self.fact(entry, "date"),
            place: self.place(entry),
            status: self.term(entry, "status"),
            formats: self.formats(entry),
            cites: self.cite(&entry.claims),
            according_to: self.according_to(&entry.claims),
            participants: Vec::new(),
            speeches: Vec::new(),
            documents: Vec::new(),
            figures: Vec::new(),
            disputed: self.disputed_properties(entry),
        }
    }

    /// Every format that a source tells of: a session may be narrow first, then extended.
    fn formats(&self, entry: &Entry) -> Option<Fact> {
        let values = entry.property("format")?.values.iter().filter(|value| value.shown);
        // they stand on the passages of their entry
        let said = values.map(|value| Said {
            words: self.worded(value),
            cites: Cites::default(),
            according_to: self.according_to(&value.claims),
        });
        let said: Vec<Said> = said.collect();
        (!said.is_empty()).then_some(Fact { said, disputed: false })
    }

    /// The body, where it is another than the organisation itself.
    fn body(&mut self, entry: &Entry, property: &str) -> Option<Fact> {
        let itself = |form: &str| self.input.names.organisations(form).contains(&self.input.profile.slug);
        if self.told(entry, property)?.0.iter().all(|value| itself(&value.text)) {
            return None;
        }
        let mut fact = self.fact(entry, property)?;
        for said in &mut fact.said {
            if let Named::Words(words) = self.named(said.words.clone()) {
                said.words = words;
            }
        }
        Some(fact)
    }

    /// Each participant once, under the strongest role that a source gives.
    fn participants(&mut self, event: &Entry) -> Vec<Participant> {
        let index = self.index;
        let mut by_key: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for entry in index.linked(event.id, "participation") {
            by_key.entry(index.key(entry, "participant")).or_default().push(entry);
        }
        let mut groups: Vec<(Actor, Vec<&Entry>)> = Vec::new();
        for entries in by_key.into_values() {
            let Some(actor) = self.actor_of(&entries, "participant") else { continue };
            // The same state under two names is named once.
            match groups.iter_mut().find(|(other, _)| is_same(&other.name, &actor.name)) {
                Some((_, others)) => others.extend(entries),
                None => groups.push((actor, entries)),
            }
        }
        groups.sort_by_cached_key(|(actor, _)| sort_name(actor));
        let said = index.linked(event.id, "statement");
        let participant = |(actor, entries): (Actor, Vec<&Entry>)| {
            let roles = entries.iter().filter_map(|entry| entry.value("role"));
            let role =
                roles.max_by_key(|role| rank("participation", "role", role)).unwrap_or_default().to_owned();
            let quoted =
                entries.iter().any(|entry| said.iter().any(|statement| index.are_same(entry, statement)));
            let claims: Vec<ClaimId> =
                entries.iter().flat_map(|entry| entry.claims.iter().copied()).collect();
            let according_to = self.according_to(&claims);
            Participant { actor, role, quoted, cites: self.cite(&claims), according_to }
        };
        groups.into_iter().map(participant).collect()
    }

    /// Who takes part or speaks, under the name in the language of the report, with the office that the
    /// same publication gives, or failing that another.
    fn actor(&self, entry: &Entry, property: &str) -> Actor {
        let office = self.selector.seat_of(entry, property);
        let person = self.index.person(entry, property);
        let names = [(Some(entry), property), (person, "name"), (office, "person")];
        let mut words = names.iter().filter_map(|(entry, property)| self.best_words((*entry)?, property));
        let words =
            words.find(|words| words.lang == self.input.lang).unwrap_or_else(|| self.name(entry, property));
        // Persons bear no name of a country.
        let is_person = person.is_some() || office.is_some();
        let name = if is_person { Named::Words(words) } else { self.named(words) };
        Actor { name, office: office.and_then(|office| self.office(office)) }
    }

    /// The same of several entries: the name in the language of the report where one has it.
    fn actor_of(&self, entries: &[&Entry], property: &str) -> Option<Actor> {
        let mut actors: Vec<Actor> = entries.iter().map(|entry| self.actor(entry, property)).collect();
        actors.sort_by_cached_key(|actor| {
            let foreign = matches!(&actor.name, Named::Words(words) if words.lang != self.input.lang);
            (foreign, actor.office.is_none())
        });
        actors.into_iter().next()
    }

    pub fn office(&self, entry: &Entry) -> Option<Office> {
        let title = self.best_words(entry, "title")?;
        let of = self.best_words(entry, "organisation").map(|words| self.named_office_holder(words));
        Some(Office { title, of })
    }

    /// The organisation of the report goes by its short name.
    fn named_office_holder(&self, words: Worded) -> Named {
        let itself = self.input.names.organisations(&words.text).contains(&self.input.profile.slug);
        match self.organisation().1 {
            Some(short) if itself => Named::Words(short),
            _ => self.named(words),
        }
    }

    /// All that one speaker says: what is in the language of the report first, then in the order of the sources.
    pub fn speech(&mut self, entries: Vec<&Entry>) -> (Option<Position>, Speech) {
        let mut placed: Vec<(Option<Position>, &Entry)> =
            entries.into_iter().map(|entry| (self.position(entry), entry)).collect();
        placed.sort_by_key(|(position, entry)| (*position, entry.id));
        let first = placed.first().and_then(|(position, _)| *position);
        let speakers: Vec<&Entry> = placed.iter().map(|(_, entry)| *entry).collect();
        let nobody = || Actor { name: Named::Words(self.own("")), office: None };
        let speaker = self.actor_of(&speakers, "speaker").unwrap_or_else(nobody);
        let mut utterances = Vec::new();
        for (_, entry) in placed {
            let words = self.name(entry, "quote");
            let direct = entry.value("mode") == Some("direct");
            utterances.push(Utterance { entry: entry.id, direct, words, cites: self.cite(&entry.claims) });
        }
        utterances.sort_by_key(|said| said.words.lang != self.input.lang);
        (first, Speech { speaker, utterances })
    }

    fn position(&self, entry: &Entry) -> Option<Position> {
        let evidence = self.index.claims(entry).flat_map(|claim| &claim.evidence).min()?;
        Some((evidence.publication, evidence.version, evidence.span.start, entry.id))
    }

    pub fn document(&mut self, entry: &Entry) -> Document {
        let title = self.name(entry, "title");
        Document {
            entry: entry.id,
            kind: entry.value("kind").unwrap_or("other").to_owned(),
            also: self.also(entry, "title", &title),
            title,
            body: self.body(entry, "body"),
            date: self.fact(entry, "date"),
            place: self.place(entry),
            action: self.term(entry, "action"),
            published: match entry.value("published") {
                Some("yes") => Some(true),
                Some("no") => Some(false),
                _ => None,
            },
            cites: self.cite(&entry.claims),
            according_to: self.according_to(&entry.claims),
            disputed: self.disputed_properties(entry),
        }
    }

    pub fn figure(&mut self, entry: &Entry) -> Figure {
        let value = self.fact(entry, "value");
        let event = self.index.event_of(entry);
        Figure {
            entry: entry.id,
            what: self.name(entry, "what"),
            value: value.unwrap_or(Fact { said: Vec::new(), disputed: false }),
            unit: self.term(entry, "unit"),
            qualifier: self.term(entry, "qualifier").filter(|qualifier| qualifier != "exact"),
            period: self.term(entry, "period"),
            event: event.map(|event| (event.id, self.name(event, "name"))),
            cites: self.cite(&entry.claims),
            according_to: self.according_to(&entry.claims),
            disputed: self.disputed_properties(entry),
        }
    }
}

/// Whether two names read alike, in whatever language.
fn is_same(a: &Named, b: &Named) -> bool {
    match (a, b) {
        (Named::Words(a), Named::Words(b)) => a.text == b.text,
        _ => a == b,
    }
}

pub fn sort_name(actor: &Actor) -> (bool, String) {
    match &actor.name {
        Named::Country(country) => (true, country.name.clone()),
        Named::Words(words) => (actor.office.is_none(), words.text.clone()),
    }
}
