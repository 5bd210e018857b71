//! Who goes with what: the links between entries, followed once.

use std::collections::{BTreeMap, BTreeSet};

use record::{Claim, ClaimId, Entry, EntryId, PublicationId};

use crate::context;
use crate::input::{Input, Record};
use crate::words;

/// Somebody, as an entry of the record or as a folded name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Identity {
    Person(EntryId),
    Form(String),
}

pub struct Index<'a> {
    record: &'a dyn Record,
    /// Entries that a passage stands behind, in order of id; without one, nothing could be cited.
    pub entries: Vec<&'a Entry>,
    by_id: BTreeMap<EntryId, &'a Entry>,
    owners: BTreeMap<ClaimId, EntryId>,
    linked: BTreeMap<(EntryId, &'static str), Vec<&'a Entry>>,
    event_of: BTreeMap<EntryId, EntryId>,
    /// Offices by the group of their holder's names.
    offices: BTreeMap<usize, Vec<&'a Entry>>,
    /// All names of one person, and in which of the groups a name stands.
    groups: Vec<BTreeSet<Identity>>,
    kin: BTreeMap<Identity, usize>,
    /// Persons by each of their names.
    persons: BTreeMap<String, Vec<&'a Entry>>,
    fold: Box<dyn Fn(&str) -> String + 'a>,
}

impl<'a> Index<'a> {
    pub fn new(input: &Input<'a>) -> Index<'a> {
        let (record, names) = (input.record, input.names);
        let shown = |entry: &&Entry| {
            let mut claims = entry.claims.iter().filter_map(|id| record.claim(id));
            claims.any(|claim| !claim.evidence.is_empty())
        };
        let mut entries: Vec<&Entry> = record.entries().iter().filter(shown).collect();
        entries.sort_by_key(|entry| entry.id);
        entries.dedup_by_key(|entry| entry.id);
        let mut index = Index {
            record,
            by_id: record.entries().iter().map(|entry| (entry.id, entry)).collect(),
            owners: entries
                .iter()
                .flat_map(|entry| entry.claims.iter().map(|claim| (*claim, entry.id)))
                .collect(),
            entries,
            linked: BTreeMap::new(),
            event_of: BTreeMap::new(),
            offices: BTreeMap::new(),
            groups: Vec::new(),
            kin: BTreeMap::new(),
            persons: BTreeMap::new(),
            fold: Box::new(move |form| words::of(form, |word| names.fold(word)).join(" ")),
        };
        index.link();
        index
    }

    fn link(&mut self) {
        for person in self.entries.clone().into_iter().filter(|entry| entry.kind == "person") {
            for form in self.forms(person, "name") {
                self.persons.entry(form).or_default().push(person);
            }
        }
        let named = self.events_by_name();
        for entry in self.entries.clone() {
            let kind = match entry.kind.as_str() {
                "participation" => "participation",
                "figure" => "figure",
                "document" => "document",
                "office" => {
                    let names = self.identities(entry, "person");
                    self.join(names);
                    continue;
                }
                _ => continue,
            };
            let by_name = || (kind == "participation").then(|| self.event_by_name(entry, &named)).flatten();
            if let Some(event) = self.referred_event(entry).or_else(by_name) {
                self.event_of.insert(entry.id, event);
                self.linked.entry((event, kind)).or_default().push(entry);
            }
        }
        for entry in self.entries.clone().into_iter().filter(|entry| entry.kind == "office") {
            for group in self.groups_of(&self.identities(entry, "person")) {
                self.offices.entry(group).or_default().push(entry);
            }
        }
        self.link_statements();
    }

    /// A statement goes with the event that it refers to; else with the one event of the same publication
    /// in which its speaker takes part, or with the one of several that the same sentence speaks of.
    fn link_statements(&mut self) {
        let mut present: BTreeMap<(Identity, PublicationId), BTreeSet<EntryId>> = BTreeMap::new();
        for entry in self.entries.iter().filter(|entry| entry.kind == "participation") {
            let Some(event) = self.event_of.get(&entry.id) else { continue };
            for identity in self.kin(entry, "participant") {
                for publication in self.publications(entry) {
                    present.entry((identity.clone(), publication)).or_default().insert(*event);
                }
            }
        }
        for entry in self.entries.clone().into_iter().filter(|entry| entry.kind == "statement") {
            let chosen = self.referred_event(entry).or_else(|| {
                let publications = self.publications(entry);
                let keys = self.kin(entry, "speaker").into_iter().flat_map(|identity| {
                    publications.iter().map(move |publication| (identity.clone(), *publication))
                });
                let events: BTreeSet<EntryId> =
                    keys.filter_map(|key| present.get(&key)).flatten().copied().collect();
                let in_sentence =
                    || events.iter().filter(|event| self.share_a_sentence(entry, event)).copied();
                one(events.iter().copied()).or_else(|| one(in_sentence()))
            });
            if let Some(event) = chosen {
                self.event_of.insert(entry.id, event);
                self.linked.entry((event, "statement")).or_default().push(entry);
            }
        }
    }

    fn share_a_sentence(&self, statement: &Entry, event: &EntryId) -> bool {
        let told =
            |entry: &&Entry| self.sentences(entry).intersection(&self.sentences(statement)).next().is_some();
        self.linked(*event, "participation").iter().any(told)
    }

    fn sentences(&self, entry: &Entry) -> BTreeSet<(PublicationId, u32, record::Span)> {
        let evidence = self.claims(entry).flat_map(|claim| &claim.evidence);
        let sentence = |evidence: &record::Evidence| {
            let reading = self.record.reading(&evidence.publication, evidence.version)?;
            let span = context::sentence(&reading.text, evidence.span)?;
            Some((evidence.publication, evidence.version, span))
        };
        evidence.filter_map(sentence).collect()
    }

    fn events_by_name(&self) -> BTreeMap<(PublicationId, String), EntryId> {
        let mut named = BTreeMap::new();
        for event in self.entries.iter().filter(|entry| entry.kind == "event") {
            for publication in self.publications(event) {
                for form in self.forms(event, "name") {
                    named.entry((publication, form)).or_insert(event.id);
                }
            }
        }
        named
    }

    fn event_by_name(
        &self,
        entry: &Entry,
        named: &BTreeMap<(PublicationId, String), EntryId>,
    ) -> Option<EntryId> {
        let forms = self.forms(entry, "event");
        let publications = self.publications(entry);
        let keys = publications.iter().flat_map(|id| forms.iter().map(move |form| (*id, form.clone())));
        keys.filter_map(|key| named.get(&key)).next().copied()
    }

    fn referred_event(&self, entry: &Entry) -> Option<EntryId> {
        let is_event = |id: &EntryId| self.by_id.get(id).is_some_and(|entry| entry.kind == "event");
        let by_claim = || {
            let claims = self.claims(entry).filter_map(|claim| claim.refs.get("event"));
            claims.filter_map(|claim| self.owners.get(claim)).copied().find(is_event)
        };
        entry.refs.get("event").copied().filter(is_event).or_else(by_claim)
    }

    fn identities(&self, entry: &Entry, property: &str) -> BTreeSet<Identity> {
        let person = self.person(entry, property);
        let names = person.map(|person| self.forms(person, "name")).unwrap_or_default();
        let forms = self.forms(entry, property).into_iter().chain(names).map(Identity::Form);
        forms.chain(person.map(|person| Identity::Person(person.id))).collect()
    }

    /// The person that an entry speaks of: the one it refers to, else the only one of that name.
    pub fn person(&self, entry: &Entry, property: &str) -> Option<&'a Entry> {
        let mut referred = entry.refs.values().filter_map(|id| self.by_id.get(id));
        let by_name = || {
            let forms = self.forms(entry, property);
            one(forms
                .iter()
                .filter_map(|form| self.persons.get(form))
                .flatten()
                .map(|person| person.id)
                .collect::<BTreeSet<_>>()
                .into_iter())
        };
        let referred = referred.find(|entry| entry.kind == "person").copied();
        referred.or_else(|| self.by_id.get(&by_name()?).copied())
    }

    /// Joins the names that stand in one office, or with one person: they are names of one.
    fn join(&mut self, names: BTreeSet<Identity>) {
        let mut joined: BTreeSet<Identity> = names.clone();
        for name in &names {
            if let Some(known) = self.kin.get(name).copied().and_then(|at| self.groups.get_mut(at)) {
                joined.append(known);
            }
        }
        let at = self.groups.len();
        for name in &joined {
            self.kin.insert(name.clone(), at);
        }
        self.groups.push(joined);
    }

    fn groups_of(&self, names: &BTreeSet<Identity>) -> BTreeSet<usize> {
        names.iter().filter_map(|name| self.kin.get(name)).copied().collect()
    }

    /// All that somebody goes by.
    fn kin(&self, entry: &Entry, property: &str) -> BTreeSet<Identity> {
        let mut kin = self.identities(entry, property);
        let groups = self.groups_of(&kin);
        kin.extend(groups.into_iter().filter_map(|at| self.groups.get(at)).flatten().cloned());
        kin
    }

    /// Whether a participation and a statement are of the same person or body.
    pub fn are_same(&self, participation: &Entry, statement: &Entry) -> bool {
        !self.kin(participation, "participant").is_disjoint(&self.kin(statement, "speaker"))
    }

    fn forms(&self, entry: &Entry, property: &str) -> BTreeSet<String> {
        let values = entry.property(property).into_iter().flat_map(|property| &property.values);
        values.map(|value| (self.fold)(&value.text)).filter(|form| !form.is_empty()).collect()
    }

    /// The offices of whom a participation or a statement names, each once.
    pub fn offices(&self, entry: &Entry, property: &str) -> Vec<&'a Entry> {
        let groups = self.groups_of(&self.identities(entry, property));
        let mut found: Vec<&Entry> =
            groups.iter().filter_map(|group| self.offices.get(group)).flatten().copied().collect();
        found.sort_by_key(|office| office.id);
        found.dedup_by_key(|office| office.id);
        found
    }

    /// Participations, statements, figures or documents that refer to an event.
    pub fn linked(&self, event: EntryId, kind: &'static str) -> &[&'a Entry] {
        self.linked.get(&(event, kind)).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn entry(&self, id: EntryId) -> Option<&'a Entry> {
        self.by_id.get(&id).copied()
    }

    pub fn event_of(&self, entry: &Entry) -> Option<&'a Entry> {
        self.by_id.get(self.event_of.get(&entry.id)?).copied()
    }

    pub fn claims(&self, entry: &Entry) -> impl Iterator<Item = &'a Claim> {
        let record = self.record;
        let ids: Vec<ClaimId> = entry.claims.clone();
        ids.into_iter().filter_map(move |id| record.claim(&id))
    }

    pub fn publications(&self, entry: &Entry) -> BTreeSet<PublicationId> {
        self.claims(entry).flat_map(|claim| &claim.evidence).map(|evidence| evidence.publication).collect()
    }

    /// Somebody, as one key for all that they say or do.
    pub fn key(&self, entry: &Entry, property: &str) -> String {
        match self.kin(entry, property).into_iter().next() {
            Some(Identity::Person(person)) => person.to_string(),
            Some(Identity::Form(form)) => form,
            None => String::new(),
        }
    }
}

fn one<T>(mut items: impl Iterator<Item = T>) -> Option<T> {
    let first = items.next()?;
    items.next().is_none().then_some(first)
}
