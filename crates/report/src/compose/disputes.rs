//! Where sources differ: every disputed property of what the report tells.

use std::collections::BTreeMap;

use record::{Entry, EntryId, Property};

use super::Composer;
use super::select::Selection;
use crate::outcomes::{Dispute, Said, Worded};

impl<'a> Composer<'_, 'a> {
    pub fn disputes(&mut self, selection: &Selection<'a>) -> Vec<Dispute> {
        let mut told: BTreeMap<EntryId, &Entry> = BTreeMap::new();
        let sections = [
            &selection.members,
            &selection.documents,
            &selection.officers,
            &selection.statements,
            &selection.figures,
            &selection.planned,
        ];
        let chairs = selection.chairs.iter().map(|(entry, _)| *entry);
        let contacts = selection.cooperation.values().flatten().map(|(_, entry)| *entry);
        let listed = sections.into_iter().flatten().copied().chain(chairs).chain(contacts);
        for entry in listed.chain(selection.own_events()) {
            told.insert(entry.id, entry);
            for kind in ["participation", "statement", "figure"] {
                told.extend(self.index.linked(entry.id, kind).iter().map(|linked| (linked.id, *linked)));
            }
        }
        let mut disputes = Vec::new();
        for entry in told.into_values() {
            self.dispute(entry, &mut disputes);
        }
        disputes.sort_by(|a, b| {
            (&a.kind, &a.label, a.entry, &a.property).cmp(&(&b.kind, &b.label, b.entry, &b.property))
        });
        disputes
    }

    pub fn dispute(&mut self, entry: &Entry, disputes: &mut Vec<Dispute>) {
        // What is said is cited: a property that no line will show must not be asked for its words.
        let differing = |property: &&Property| property.disputed && property.values.len() > 1;
        for property in entry.properties.iter().filter(differing) {
            let values: Vec<Said> = property.values.iter().map(|value| self.said(value)).collect();
            let event = self.index.event_of(entry).map(|event| self.name(event, "name"));
            let (kind, label) = (entry.kind.clone(), self.label(entry));
            let property = property.name.clone();
            disputes.push(Dispute { entry: entry.id, kind, label, event, property, values });
        }
    }

    /// What to call an entry of any kind.
    pub fn label(&self, entry: &Entry) -> Worded {
        let property = match entry.kind.as_str() {
            "event" => "name",
            "document" => "title",
            "figure" => "what",
            "office" => "person",
            "membership" => "member",
            "chairmanship" => "holder",
            "participation" => "participant",
            "statement" => "speaker",
            "person" => "name",
            _ => return self.own(&entry.label),
        };
        self.name(entry, property)
    }
}
