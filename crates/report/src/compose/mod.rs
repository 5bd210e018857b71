//! From entries to [`Outcomes`]: select what belongs, then put it into words of the sources, each with its
//! citations.

mod bulletin;
mod disputes;
mod event;
mod index;
mod lens;
mod phrase;
mod select;
mod society;
mod story;

use std::collections::{BTreeMap, BTreeSet};

use record::{ClaimId, Entry, EntryId};

use crate::input::Input;
use crate::outcomes::{
    Cites, Contact, Deed, Event, Figure, Operation, Outcomes, Partner, Source, Speech, Territory, Worded,
};
use crate::passages::Ledger;
use crate::scope::{Scope, Whose};
use crate::words;
pub use bulletin::bulletin;
use index::Index;
use select::{Selection, Selector, values};

/// The report of outcomes of the organisation in the period.
pub fn compose(input: &Input) -> Outcomes {
    let index = Index::new(input);
    let scope = Scope::new(input.profile, input.names, input.record, input.period, &index.entries);
    let selector = Selector::new(input, &index, &scope);
    let selection = selector.select();
    let mut composer =
        Composer { input, index: &index, selector: &selector, ledger: Ledger::new(input.record, input.lang) };
    composer.outcomes(&selection, Vec::new());
    let sources = composer.ledger.number();
    composer.outcomes(&selection, sources)
}

/// Writes entries as values of the report, and keeps the ledger of what they cite.
struct Composer<'i, 'a> {
    input: &'i Input<'a>,
    index: &'i Index<'a>,
    selector: &'i Selector<'i, 'a>,
    ledger: Ledger<'a>,
}

impl<'a> Composer<'_, 'a> {
    fn outcomes(&mut self, selection: &Selection<'a>, sources: Vec<Source>) -> Outcomes {
        let input = self.input;
        let (name, short) = self.organisation();
        Outcomes {
            slug: input.profile.slug.clone(),
            name,
            short,
            lang: input.lang.to_owned(),
            period: input.period,
            as_of: input.as_of,
            membership: self.membership(selection),
            sessions: self.events(&selection.sessions, selection),
            documents: self.documents(&selection.documents),
            exercises: self.territories(selection),
            operations: self.operations(selection),
            conferences: self.events(&selection.conferences, selection),
            cooperation: self.cooperation(selection),
            officers: self.officers(selection.officers.iter().copied()),
            guests: self.guests(selection),
            other_events: self.events(&selection.other_events, selection),
            statements: self.speeches(&selection.statements),
            figures: self.figures(&selection.figures),
            planned: self.planned(selection),
            disputes: self.disputes(selection),
            sources,
        }
    }

    /// The full name in the language of the report, and the shortest where it is an abbreviation.
    fn organisation(&self) -> (Worded, Option<Worded>) {
        let names = &self.input.profile.names;
        let in_report = names.get_key_value(self.input.lang);
        let Some((lang, forms)) = in_report.or_else(|| names.iter().find(|(_, forms)| !forms.is_empty()))
        else {
            return (self.own(&self.input.profile.slug), None);
        };
        let word = |text: &String| Worded { text: text.clone(), lang: lang.clone() };
        let name = forms.first().map_or_else(|| self.own(&self.input.profile.slug), word);
        let short = forms.iter().skip(1).filter(|form| !form.contains(char::is_whitespace));
        (name, short.min_by_key(|form| form.chars().count()).map(word))
    }

    fn events(&mut self, entries: &[&'a Entry], selection: &Selection<'a>) -> Vec<Event> {
        let mut events: Vec<Event> = entries.iter().map(|entry| self.event(entry, selection)).collect();
        events.sort_by_cached_key(event::order);
        events
    }

    fn documents(&mut self, entries: &[&'a Entry]) -> Vec<crate::outcomes::Document> {
        let mut documents: Vec<_> = entries.iter().map(|entry| self.document(entry)).collect();
        documents.sort_by_cached_key(event::document_order);
        documents
    }

    /// By the names of the countries; what lies in none that is known comes last.
    fn territories(&mut self, selection: &Selection<'a>) -> Vec<Territory> {
        let mut territories: Vec<Territory> = Vec::new();
        for event in self.events(&selection.exercises, selection) {
            let country = event.place.as_ref().and_then(|place| place.country.clone());
            match territories.iter_mut().find(|territory| territory.country == country) {
                Some(territory) => territory.events.push(event),
                None => territories.push(Territory { country, events: vec![event] }),
            }
        }
        territories.sort_by_cached_key(|territory| {
            let name = territory.country.as_ref().map(|country| (country.name.clone(), country.code.clone()));
            (name.is_none(), name)
        });
        territories
    }

    /// Stages stand under the operation whose name theirs begins with; where no source tells of the
    /// operation itself, under the name of its series.
    fn operations(&mut self, selection: &Selection<'a>) -> Vec<Operation> {
        let mut operations: Vec<(BTreeSet<EntryId>, Operation)> = Vec::new();
        let mut stages: Vec<(&Entry, String)> = Vec::new();
        for entry in &selection.operations {
            let parent = selection
                .operations
                .iter()
                .find(|parent| parent.id != entry.id && self.is_stage(entry, parent));
            match parent {
                Some(parent) => stages.push((entry, parent.id.to_string())),
                None => match self.series_of_stage(entry) {
                    Some(series) => stages.push((entry, series)),
                    None => {
                        let event = self.event(entry, selection);
                        let name = event.name.clone();
                        let operation =
                            Operation { name, event: Some(event), also: Vec::new(), stages: Vec::new() };
                        operations.push((BTreeSet::from([entry.id]), operation));
                    }
                },
            }
        }
        let mut of_series: BTreeMap<String, Vec<Event>> = BTreeMap::new();
        for (entry, parent) in stages {
            let stage = self.event(entry, selection);
            let found = operations.iter_mut().find(|(ids, _)| ids.iter().any(|id| id.to_string() == parent));
            match found {
                Some((_, operation)) => operation.stages.push(stage),
                None => of_series.entry(parent).or_default().push(stage),
            }
        }
        let mut operations: Vec<Operation> = operations.into_iter().map(|(_, operation)| operation).collect();
        for (name, stages) in of_series {
            operations.push(Operation { name: self.own(&name), event: None, also: Vec::new(), stages });
        }
        let mut operations = self.of_one_name(operations);
        for operation in &mut operations {
            operation.stages.sort_by_cached_key(event::order);
        }
        operations.sort_by_cached_key(|operation| {
            let first = operation.event.as_ref().or_else(|| operation.stages.first());
            (first.map(event::order), operation.name.clone())
        });
        operations
    }

    /// What bears one name stands in one place, that which most is told of first; whether it is one operation is not
    /// said by that.
    fn of_one_name(&self, mut operations: Vec<Operation>) -> Vec<Operation> {
        let told = |event: &Event| {
            let parts = [event.date.is_some(), event.place.is_some(), event.body.is_some()];
            (parts.iter().filter(|part| **part).count(), event.figures.len() + event.participants.len())
        };
        operations.sort_by_cached_key(|operation| {
            let told = operation.event.as_ref().map(told);
            std::cmp::Reverse((operation.stages.len(), told))
        });
        let mut named: Vec<(Vec<String>, Operation)> = Vec::new();
        for operation in operations {
            let name = words::of(&operation.name.text, |word| self.input.names.fold(word));
            match named.iter_mut().find(|(known, _)| *known == name) {
                Some((_, first)) => {
                    let apart = |event: &Event| event.date.is_some() || event.place.is_some();
                    match operation.event {
                        Some(event) if apart(&event) || first.event.is_none() => first.stages.push(event),
                        event => first.also.extend(event),
                    }
                    first.also.extend(operation.also);
                    first.stages.extend(operation.stages);
                }
                None => named.push((name, operation)),
            }
        }
        named.into_iter().map(|(_, operation)| operation).collect()
    }

    /// Whether one name of the entry goes on where one of the parent's ends, with more than a year.
    fn is_stage(&self, entry: &Entry, parent: &Entry) -> bool {
        values(parent, "name").any(|whole| self.goes_on(entry, whole))
    }

    fn goes_on(&self, entry: &Entry, whole: &str) -> bool {
        let split = |name: &str| words::of(name, |word| self.input.names.fold(word));
        let is_number = |word: &String| word.chars().all(|c| c.is_numeric());
        let whole = split(whole);
        values(entry, "name").any(|name| {
            let name = split(name);
            words::after(&name, &whole).is_some_and(|rest| !rest.iter().all(is_number))
        })
    }

    /// The name of the series of operations of which the entry is a stage.
    fn series_of_stage(&self, entry: &Entry) -> Option<String> {
        let mut series = self.input.profile.series.iter().filter(|series| series.kind == "operation");
        let series =
            series.find(|series| series.names.values().flatten().any(|form| self.goes_on(entry, form)))?;
        let in_report = series.names.get(self.input.lang).or_else(|| series.names.values().next())?;
        in_report.first().cloned()
    }

    fn cooperation(&mut self, selection: &Selection<'a>) -> Vec<Partner> {
        let mut partners = Vec::new();
        let slugs: BTreeSet<&String> =
            selection.cooperation.keys().chain(selection.partners.keys()).collect();
        for slug in slugs {
            let named = selection.partners.get(slug).into_iter().flatten();
            let named: Vec<ClaimId> = named.flat_map(|entry| entry.claims.iter().copied()).collect();
            let contacts = selection.cooperation.get(slug);
            let mut contacts: Vec<Contact> = contacts
                .into_iter()
                .flatten()
                .map(|(relation, entry)| {
                    let deed = match entry.kind.as_str() {
                        "document" => Deed::Document(self.document(entry)),
                        _ => Deed::Event(self.event(entry, selection)),
                    };
                    Contact { relation: *relation, cites: self.participations(entry, slug), deed }
                })
                .collect();
            contacts.sort_by_cached_key(|contact| (contact.relation, event::deed_order(&contact.deed)));
            let name = self.input.names.organisation_name(slug, self.input.lang);
            let name = self.own(&name.unwrap_or_else(|| slug.clone()));
            partners.push(Partner { id: slug.clone(), name, named: self.cite(&named), contacts });
        }
        partners.sort_by(|a, b| a.name.cmp(&b.name));
        partners
    }

    /// The passages that show that the organisation or its partner took part in an event.
    fn participations(&mut self, event: &Entry, partner: &str) -> Cites {
        let scope = self.selector.scope;
        let theirs = |name: &str| match scope.whose(name) {
            Whose::Own { .. } => true,
            Whose::Others(slugs) => slugs.contains(partner),
            Whose::Shared | Whose::Unknown => false,
        };
        let taken = self.index.linked(event.id, "participation").iter();
        let taken = taken.filter(|entry| values(entry, "participant").any(theirs));
        self.cite(taken.flat_map(|entry| &entry.claims))
    }

    fn planned(&mut self, selection: &Selection<'a>) -> Vec<Deed> {
        let mut deeds: Vec<Deed> = selection
            .planned
            .iter()
            .map(|entry| match entry.kind.as_str() {
                "document" => Deed::Document(self.document(entry)),
                _ => Deed::Event(self.event(entry, selection)),
            })
            .collect();
        deeds.sort_by_cached_key(event::deed_order);
        deeds
    }

    fn figures(&mut self, entries: &[&'a Entry]) -> Vec<Figure> {
        let mut figures: Vec<Figure> = entries.iter().map(|entry| self.figure(entry)).collect();
        figures.sort_by_cached_key(|figure| {
            let event = figure.event.as_ref().map(|(_, name)| name.text.clone());
            (event, figure.what.clone(), figure.period.clone(), figure.entry)
        });
        figures
    }

    fn speeches(&mut self, entries: &[&'a Entry]) -> Vec<Speech> {
        let mut by_speaker: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for entry in entries {
            by_speaker.entry(self.index.key(entry, "speaker")).or_default().push(entry);
        }
        let mut speeches: Vec<_> = by_speaker.into_values().map(|entries| self.speech(entries)).collect();
        speeches.sort_by_key(|(position, _)| *position);
        speeches.into_iter().map(|(_, speech)| speech).collect()
    }
}
