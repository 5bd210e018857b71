//! Members, chairs and holders of office.

use std::collections::BTreeMap;

use record::{Entry, EntryId, Schema};

use super::Composer;
use super::select::Selection;
use crate::outcomes::{Chair, Member, Membership, Named, Office, Officer, Worded};

impl<'a> Composer<'_, 'a> {
    pub fn membership(&mut self, selection: &Selection<'a>) -> Membership {
        let mut by_role: BTreeMap<usize, (String, Vec<Member>)> = BTreeMap::new();
        for entry in &selection.members {
            let role = entry.value("role").unwrap_or("member").to_owned();
            let member = self.member(entry);
            let (_, members) = by_role.entry(rank("membership", "role", &role)).or_insert((role, Vec::new()));
            // One member under two names, such as the short and the official one of a state.
            match members.iter_mut().find(|other| other.name == member.name) {
                Some(other) => {
                    other.cites.extend(member.cites);
                    other.cites.sort_unstable();
                    other.cites.dedup();
                }
                None => members.push(member),
            }
        }
        let mut roles: Vec<(String, Vec<Member>)> = by_role.into_values().collect();
        for (_, members) in &mut roles {
            members.sort_by(|a, b| plain(&a.name).cmp(plain(&b.name)).then(a.entry.cmp(&b.entry)));
        }
        Membership { roles, chairs: self.chairs(selection) }
    }

    fn member(&mut self, entry: &Entry) -> Member {
        let name = self.named(self.name(entry, "member"));
        let cites = self.cite(&entry.claims);
        Member { entry: entry.id, name, cites, according_to: self.according_to(&entry.claims) }
    }

    fn chairs(&mut self, selection: &Selection<'a>) -> Vec<Chair> {
        let mut chairs = Vec::new();
        for (entry, turn) in &selection.chairs {
            let holder = self.named(self.name(entry, "holder"));
            let period = self.fact(entry, "period");
            let cites = self.cite(&entry.claims);
            let according_to = self.according_to(&entry.claims);
            chairs.push(Chair { entry: entry.id, holder, turn: *turn, period, cites, according_to });
        }
        chairs.sort_by_cached_key(|chair| {
            let period = chair.period.as_ref().and_then(|fact| fact.first()).map(|words| words.text.clone());
            (chair.turn, period.is_none(), period, plain(&chair.holder).to_owned(), chair.entry)
        });
        chairs
    }

    pub fn officers(&mut self, entries: impl Iterator<Item = &'a Entry>) -> Vec<Officer> {
        let mut officers: Vec<Officer> = entries.filter_map(|entry| self.officer(entry)).collect();
        officers.sort_by_cached_key(|officer| {
            let of = officer.office.of.as_ref().map(|of| plain(of).to_owned());
            (of, officer.person.text.clone(), officer.entry)
        });
        officers
    }

    fn officer(&mut self, entry: &Entry) -> Option<Officer> {
        let office: Office = self.office(entry)?;
        let by_person = self.index.person(entry, "person").and_then(|person| self.best_words(person, "name"));
        let own_lang = |words: &Worded| words.lang == self.input.lang;
        let person = by_person.filter(own_lang).unwrap_or_else(|| self.name(entry, "person"));
        Some(Officer {
            entry: entry.id,
            person,
            office,
            status: self.term(entry, "status"),
            date: self.term(entry, "date"),
            cites: self.cite(&entry.claims),
            according_to: self.according_to(&entry.claims),
        })
    }

    /// The offices of those who took part in the organisation's events and are not its own officers.
    pub fn guests(&mut self, selection: &Selection<'a>) -> Vec<Officer> {
        let mut guests: BTreeMap<EntryId, &Entry> = BTreeMap::new();
        for event in selection.own_events() {
            for participation in self.index.linked(event.id, "participation") {
                if let Some(office) = self.office_entry(participation, "participant") {
                    guests.insert(office.id, office);
                }
            }
        }
        guests.retain(|_, office| !self.selector.is_own_office(office));
        self.officers(guests.into_values())
    }
}

/// The words of a name, whatever it stands for.
pub fn plain(name: &Named) -> &str {
    match name {
        Named::Country(country) => &country.name,
        Named::Words(words) => &words.text,
    }
}

/// The place of a term in the schema's list; unknown ones come last.
fn rank(kind: &str, property: &str, term: &str) -> usize {
    let terms = Schema::built_in()
        .kind(kind)
        .and_then(|kind| kind.property(property))
        .map(|property| &property.terms);
    terms.and_then(|terms| terms.iter().position(|other| other == term)).unwrap_or(usize::MAX)
}
