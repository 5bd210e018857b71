//! Members, chairs and holders of office.

use std::collections::BTreeMap;

use record::{ClaimId, Edtf, Entry, EntryId, Schema};

use super::Composer;
use super::select::Selection;
use crate::outcomes::{Chair, Member, Membership, Named, Office, Officer, Turn, Worded};

impl<'a> Composer<'_, 'a> {
    pub fn membership(&mut self, selection: &Selection<'a>) -> Membership {
        let mut by_role: BTreeMap<usize, (String, Vec<Group<'_>>)> = BTreeMap::new();
        for entry in &selection.members {
            let role = entry.value("role").unwrap_or("member");
            let name = self.named(self.name(entry, "member"));
            let (_, members) =
                by_role.entry(rank("membership", "role", role)).or_insert((role.to_owned(), Vec::new()));
            // One member under two names, such as the short and the official one of a state.
            match members.iter_mut().find(|(other, _)| *other == name) {
                Some((_, entries)) => entries.push(entry),
                None => members.push((name, vec![entry])),
            }
        }
        let mut roles: Vec<(String, Vec<Member>)> = Vec::new();
        for (role, members) in by_role.into_values() {
            let mut members: Vec<Member> =
                members.into_iter().filter_map(|(name, entries)| self.member(name, &entries)).collect();
            members.sort_by(|a, b| plain(&a.name).cmp(plain(&b.name)).then(a.entry.cmp(&b.entry)));
            roles.push((role, members));
        }
        Membership { roles, chairs: self.chairs(selection) }
    }

    fn member(&mut self, name: Named, entries: &[&Entry]) -> Option<Member> {
        let claims = claims_of(entries);
        let (cites, according_to) = (self.cite(&claims), self.according_to(&claims));
        Some(Member { entry: entries.first()?.id, name, cites, according_to })
    }

    /// One line for each holder and turn, with the most precise period that is told; periods that share no
    /// day stay apart.
    fn chairs(&mut self, selection: &Selection<'a>) -> Vec<Chair> {
        let mut groups: Vec<(Named, Turn, Option<Edtf>, Vec<&Entry>)> = Vec::new();
        let period = |entry: &Entry| entry.value("period").and_then(|period| period.parse::<Edtf>().ok());
        let mut entries = selection.chairs.clone();
        entries.sort_by_cached_key(|(entry, _)| {
            let period = period(entry);
            (std::cmp::Reverse(period.as_ref().map(Edtf::precision)), period, entry.id)
        });
        for (entry, turn) in entries {
            let (holder, period) = (self.named(self.name(entry, "holder")), period(entry));
            let agrees = |other: &Option<Edtf>| match (other, &period) {
                (Some(a), Some(b)) => a.overlaps(b),
                _ => true,
            };
            match groups.iter_mut().find(|group| group.0 == holder && group.1 == turn && agrees(&group.2)) {
                Some(group) => group.3.push(entry),
                None => groups.push((holder, turn, period, vec![entry])),
            }
        }
        let mut chairs: Vec<Chair> = groups.into_iter().filter_map(|group| self.chair(group)).collect();
        chairs.sort_by_cached_key(|chair| {
            let period = chair.period.as_ref().and_then(|fact| fact.first()).map(|words| words.text.clone());
            (chair.turn, period.is_none(), period, plain(&chair.holder).to_owned(), chair.entry)
        });
        chairs
    }

    fn chair(&mut self, group: (Named, Turn, Option<Edtf>, Vec<&Entry>)) -> Option<Chair> {
        let (holder, turn, _, entries) = group;
        let first = entries.first()?;
        let claims = claims_of(&entries);
        let (cites, according_to) = (self.cite(&claims), self.according_to(&claims));
        Some(Chair { entry: first.id, holder, turn, period: self.fact(first, "period"), cites, according_to })
    }

    pub fn officers(&mut self, entries: impl Iterator<Item = &'a Entry>) -> Vec<Officer> {
        let mut groups: Vec<(Worded, Office, Vec<&Entry>)> = Vec::new();
        for entry in entries {
            let Some(office) = self.office(entry) else { continue };
            let by_person =
                self.index.person(entry, "person").and_then(|person| self.best_words(person, "name"));
            let own_lang = |words: &Worded| words.lang == self.input.lang;
            let person = by_person.filter(own_lang).unwrap_or_else(|| self.name(entry, "person"));
            match groups.iter_mut().find(|group| group.0 == person && group.1 == office) {
                Some(group) => group.2.push(entry),
                None => groups.push((person, office, vec![entry])),
            }
        }
        let mut officers: Vec<Officer> = groups.into_iter().filter_map(|group| self.officer(group)).collect();
        officers.sort_by_cached_key(|officer| {
            let of = officer.office.of.as_ref().map(|of| plain(of).to_owned());
            (of, officer.person.text.clone(), officer.entry)
        });
        officers
    }

    fn officer(&mut self, (person, office, entries): (Worded, Office, Vec<&Entry>)) -> Option<Officer> {
        let claims = claims_of(&entries);
        Some(Officer {
            entry: entries.first()?.id,
            person,
            office,
            status: entries.iter().find_map(|entry| self.term(entry, "status")),
            date: entries.iter().find_map(|entry| self.term(entry, "date")),
            cites: self.cite(&claims),
            according_to: self.according_to(&claims),
        })
    }

    /// The offices of those who took part in the organisation's events and are not its own officers.
    pub fn guests(&mut self, selection: &Selection<'a>) -> Vec<Officer> {
        let mut guests: BTreeMap<EntryId, &Entry> = BTreeMap::new();
        for event in selection.own_events() {
            for participation in self.index.linked(event.id, "participation") {
                if let Some(office) = self.selector.seat_of(participation, "participant") {
                    guests.insert(office.id, office);
                }
            }
        }
        guests.retain(|_, office| !self.selector.is_own_office(office));
        self.officers(guests.into_values())
    }
}

/// Entries that a report tells as one.
type Group<'e> = (Named, Vec<&'e Entry>);

/// The words of a name, whatever it stands for.
pub fn plain(name: &Named) -> &str {
    match name {
        Named::Country(country) => &country.name,
        Named::Words(words) => &words.text,
    }
}

/// The place of a term in the schema's list; unknown ones come last.
pub fn rank(kind: &str, property: &str, term: &str) -> usize {
    let terms = Schema::built_in()
        .kind(kind)
        .and_then(|kind| kind.property(property))
        .map(|property| &property.terms);
    terms.and_then(|terms| terms.iter().position(|other| other == term)).unwrap_or(usize::MAX)
}

fn claims_of(entries: &[&Entry]) -> Vec<ClaimId> {
    entries.iter().flat_map(|entry| entry.claims.iter().copied()).collect()
}
