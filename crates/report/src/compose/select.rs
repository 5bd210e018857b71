//! Which entries go into which section.

use std::collections::{BTreeMap, BTreeSet};

use record::{Entry, EntryId, PublicationId};

use super::index::Index;
use crate::input::Input;
use crate::outcomes::{Relation, Turn};
use crate::reach::{self, When};
use crate::scope::{Scope, Whose};

#[derive(Default)]
pub struct Selection<'a> {
    pub members: Vec<&'a Entry>,
    pub chairs: Vec<(&'a Entry, Turn)>,
    pub sessions: Vec<&'a Entry>,
    pub documents: Vec<&'a Entry>,
    pub exercises: Vec<&'a Entry>,
    pub operations: Vec<&'a Entry>,
    pub conferences: Vec<&'a Entry>,
    pub other_events: Vec<&'a Entry>,
    /// By the slug of the partner.
    pub cooperation: BTreeMap<String, Vec<(Relation, &'a Entry)>>,
    /// Entries that name a partner in cooperation: by its slug, or by its name where no profile knows it.
    pub partners: BTreeMap<String, Vec<&'a Entry>>,
    pub officers: Vec<&'a Entry>,
    pub statements: Vec<&'a Entry>,
    pub figures: Vec<&'a Entry>,
    pub planned: Vec<&'a Entry>,
    /// Documents of each event.
    pub signed: BTreeMap<EntryId, Vec<&'a Entry>>,
}

/// How a thing stands to the organisation.
enum Fit {
    Own,
    /// Another's, in which the organisation takes part or which names it.
    Cooperation {
        takes_part: bool,
    },
    Outside,
}

pub struct Selector<'i, 'a> {
    pub input: &'i Input<'a>,
    pub index: &'i Index<'a>,
    pub scope: &'i Scope<'a>,
    seats: BTreeMap<EntryId, Seat>,
}

/// What is asked of an office again and again.
struct Seat {
    own: bool,
    holds: bool,
    publications: BTreeSet<PublicationId>,
}

impl<'i, 'a> Selector<'i, 'a> {
    pub fn new(input: &'i Input<'a>, index: &'i Index<'a>, scope: &'i Scope<'a>) -> Selector<'i, 'a> {
        let mut selector = Selector { input, index, scope, seats: BTreeMap::new() };
        let seat = |entry: &&Entry| Seat {
            own: selector.bodies(entry, "organisation").own,
            holds: selector.holds(entry),
            publications: index.publications(entry),
        };
        let offices = index.entries.iter().filter(|entry| entry.kind == "office");
        selector.seats = offices.map(|entry| (entry.id, seat(entry))).collect();
        selector
    }

    pub fn select(&self) -> Selection<'a> {
        let mut selection = Selection::default();
        let of_kind =
            |kind: &'static str| self.index.entries.iter().copied().filter(move |entry| entry.kind == kind);
        for entry in of_kind("event") {
            self.place_event(entry, &mut selection);
        }
        for entry in of_kind("document") {
            self.place_document(entry, &mut selection);
        }
        for entry in of_kind("cooperation") {
            for partner in self.partners_of(entry) {
                selection.partners.entry(partner).or_default().push(entry);
            }
        }
        let events: BTreeSet<EntryId> = selection.own_events().map(|event| event.id).collect();
        selection.signed = self.documents_of_events(&selection);
        selection.figures = of_kind("figure").filter(|entry| self.takes_figure(entry, &events)).collect();
        selection.statements = of_kind("statement").filter(|entry| self.takes_statement(entry)).collect();
        selection.officers = of_kind("office").filter(|entry| self.takes_office(entry)).collect();
        selection.members = of_kind("membership").filter(|entry| self.takes_member(entry)).collect();
        selection.chairs =
            of_kind("chairmanship").filter_map(|entry| Some((entry, self.turn(entry)?))).collect();
        selection
    }

    fn when(&self, entry: &Entry, property: &str) -> When {
        reach::when(values(entry, property), self.input.period)
    }

    fn place_event(&self, entry: &'a Entry, selection: &mut Selection<'a>) {
        let status = entry.value("status");
        let speaks = self.scope.speaks_of_period(entry);
        let ever_planned = values(entry, "status").any(|status| status == "planned");
        let when = self.when(entry, "date");
        let planned = match when {
            When::Before => return,
            When::After if !speaks => return,
            When::After => ever_planned || !matches!(status, Some("held" | "cancelled")),
            When::Undated if !speaks || status.is_none() => return,
            When::Within | When::Undated => status == Some("planned"),
        };
        if when == When::After && !planned {
            return;
        }
        let (fit, partners) = self.event_fit(entry);
        for (partner, relation) in partners {
            if !matches!(fit, Fit::Outside) && !planned {
                selection.cooperation.entry(partner).or_default().push((relation, entry));
            }
        }
        let kind = entry.value("kind").unwrap_or_default();
        let attended = matches!(fit, Fit::Cooperation { takes_part: true }) && is_forum(kind);
        if !matches!(fit, Fit::Own) && !attended {
            return;
        }
        let own_meeting = kind == "meeting" && entry.property("body").is_some();
        let section = match kind {
            _ if planned => &mut selection.planned,
            "session" => &mut selection.sessions,
            _ if own_meeting => &mut selection.sessions,
            "exercise" => &mut selection.exercises,
            "operation" => &mut selection.operations,
            _ if is_forum(kind) => &mut selection.conferences,
            _ => &mut selection.other_events,
        };
        section.push(entry);
    }

    fn event_fit(&self, entry: &Entry) -> (Fit, BTreeMap<String, Relation>) {
        let scope = self.scope;
        let kind = entry.value("kind");
        let bodies = self.bodies(entry, "body");
        let named = values(entry, "name").any(|name| scope.is_named_in(name));
        let around = || scope.is_named_around(entry);
        let in_series = values(entry, "name").any(|name| scope.is_in_series(kind, name)) && around();
        let own_in_name = values(entry, "name").any(|name| scope.own_body_within(name)) && around();
        let others_in_name: BTreeSet<String> =
            values(entry, "name").flat_map(|name| scope.others_within(name)).collect();
        let mut guests = BTreeSet::new();
        let mut takes_part = false;
        for participation in self.index.linked(entry.id, "participation") {
            if participation.value("role") == Some("absent") {
                continue;
            }
            for name in values(participation, "participant") {
                match scope.whose(name) {
                    Whose::Own { named } => takes_part |= named || around(),
                    Whose::Others(slugs) if slugs.len() == 1 => guests.extend(slugs),
                    _ => {}
                }
            }
            takes_part |= self
                .index
                .offices(participation, "participant")
                .iter()
                .any(|office| self.is_own_office(office));
        }
        let fit = if bodies.own || in_series || (own_in_name && bodies.others.is_empty()) {
            Fit::Own
        } else if !bodies.others.is_empty() || (!others_in_name.is_empty() && !named) {
            if named || takes_part { Fit::Cooperation { takes_part } } else { Fit::Outside }
        } else if named || takes_part || self.is_about(entry, kind) {
            Fit::Own
        } else {
            Fit::Outside
        };
        let own = matches!(fit, Fit::Own);
        let mut partners = BTreeMap::new();
        for slug in guests {
            partners.insert(slug, if own { Relation::Guest } else { Relation::Together });
        }
        for slug in others_in_name {
            partners.entry(slug).or_insert(Relation::Joint);
        }
        for slug in bodies.others {
            partners.insert(slug, if takes_part { Relation::Host } else { Relation::Joint });
        }
        (fit, partners)
    }

    /// With whom a cooperation joins the organisation, told by a publication on the period.
    fn partners_of(&self, entry: &Entry) -> BTreeSet<String> {
        let own = |property| self.bodies(entry, property).own;
        let partner = match () {
            () if !self.scope.speaks_of_period(entry) => return BTreeSet::new(),
            () if own("organisation") => "partner",
            () if own("partner") => "organisation",
            () => return BTreeSet::new(),
        };
        let name = |name| match self.scope.whose(name) {
            Whose::Others(slugs) if slugs.len() == 1 => slugs.into_iter().next(),
            Whose::Unknown => Some(name.to_owned()),
            _ => None,
        };
        values(entry, partner).filter_map(name).collect()
    }

    /// Whether a thing is the organisation's, or one in which it takes part or which names it.
    pub fn concerns(&self, entry: &Entry) -> bool {
        // what is told beside a body or a series is of its organisation, not of it
        let whole = !self.input.profile.slug.contains('/');
        let event_does = || self.index.event_of(entry).map(|event| self.concerns(event));
        let bodies = |property| self.bodies(entry, property);
        match entry.kind.as_str() {
            "event" if whole => !matches!(self.event_fit(entry).0, Fit::Outside),
            "event" => self.is_of_part(entry),
            "document" => {
                let bodies = bodies("body");
                let named = || values(entry, "title").any(|title| self.scope.is_named_in(title));
                let about = || whole && bodies.others.is_empty() && self.scope.is_about(entry);
                bodies.own || named() || event_does() == Some(true) || about()
            }
            "office" | "membership" | "chairmanship" => bodies("organisation").own,
            "cooperation" => bodies("organisation").own || bodies("partner").own,
            "statement" | "figure" | "participation" => event_does().unwrap_or_else(|| {
                let own = |name| matches!(self.scope.whose(name), Whose::Own { .. });
                (whole && self.scope.is_about(entry)) || values(entry, "speaker").any(own)
            }),
            _ => false,
        }
    }

    /// Whether an event is of a body or a series, bears its name, or has it among those who take part.
    fn is_of_part(&self, entry: &Entry) -> bool {
        let kind = entry.value("kind");
        let own = |name| matches!(self.scope.whose(name), Whose::Own { .. });
        let takes_part = || {
            let taken = self.index.linked(entry.id, "participation").iter();
            taken.flat_map(|one| values(one, "participant")).any(own)
        };
        self.bodies(entry, "body").own
            || values(entry, "name")
                .any(|name| self.scope.is_named_in(name) || self.scope.is_in_series(kind, name))
            || takes_part()
    }

    fn is_about(&self, entry: &Entry, kind: Option<&str>) -> bool {
        !matches!(kind, Some("incident" | "vote")) && self.scope.is_about(entry)
    }

    fn bodies(&self, entry: &Entry, property: &str) -> Bodies {
        let mut bodies = Bodies::default();
        for body in values(entry, property) {
            match self.scope.whose(body) {
                Whose::Own { named } => bodies.own |= named || self.scope.is_named_around(entry),
                Whose::Shared => bodies.own |= self.scope.is_about(entry),
                // A body that several other organisations have is no one's partner in particular.
                Whose::Others(slugs) => bodies.others.extend(slugs),
                Whose::Unknown => {}
            }
        }
        if bodies.own {
            // "CSTO and CIS": a joint body is both.
            let within = values(entry, property).flat_map(|body| self.scope.others_within(body));
            bodies.others = within.collect();
        }
        bodies
    }

    fn place_document(&self, entry: &'a Entry, selection: &mut Selection<'a>) {
        let action = entry.value("action");
        let speaks = self.scope.speaks_of_period(entry);
        let planned = match self.when(entry, "date") {
            When::Before => return,
            When::After if !speaks || action != Some("planned") => return,
            When::Undated if !speaks || action.is_none() => return,
            When::After | When::Within | When::Undated => action == Some("planned"),
        };
        let bodies = self.bodies(entry, "body");
        let named = values(entry, "title").any(|title| self.scope.is_named_in(title));
        let others: BTreeSet<String> =
            values(entry, "title").flat_map(|title| self.scope.others_within(title)).collect();
        let event_is_own = self.index.event_of(entry).is_some_and(|event| selection.has_own_event(event.id));
        let own =
            bodies.own || event_is_own || (bodies.others.is_empty() && (named || self.scope.is_about(entry)));
        let partners: BTreeSet<&String> = bodies.others.iter().chain(&others).collect();
        if (own || named) && !planned {
            for partner in partners {
                selection.cooperation.entry(partner.clone()).or_default().push((Relation::Joint, entry));
            }
        }
        match (own, planned) {
            (true, true) => selection.planned.push(entry),
            (true, false) => selection.documents.push(entry),
            (false, _) => {}
        }
    }

    /// A document belongs to the event that it refers to; else to the one on whose day its body adopted it.
    fn documents_of_events(&self, selection: &Selection<'a>) -> BTreeMap<EntryId, Vec<&'a Entry>> {
        let mut signed: BTreeMap<EntryId, Vec<&'a Entry>> = BTreeMap::new();
        for document in &selection.documents {
            let referred = self.index.event_of(document).map(|event| event.id);
            let same_day = || {
                let candidates = selection.sessions.iter().chain(&selection.conferences);
                let mut events =
                    candidates.filter(|event| self.adopted_at(document, event)).map(|event| event.id);
                events.next().filter(|_| events.next().is_none())
            };
            if let Some(event) = referred.or_else(same_day) {
                signed.entry(event).or_default().push(document);
            }
        }
        signed
    }

    fn adopted_at(&self, document: &Entry, event: &Entry) -> bool {
        let days = |entry: &Entry| -> Vec<record::Edtf> {
            let dates = values(entry, "date").filter_map(|date| date.parse().ok());
            dates.filter(|date: &record::Edtf| date.precision() == 3).collect()
        };
        let event_days = days(event);
        let same_day = days(document).iter().any(|day| event_days.iter().any(|event| event.covers(day)));
        same_day && !self.body_ids(document).is_disjoint(&self.body_ids(event))
    }

    /// Ids of the bodies, and their names where the directory knows none.
    fn body_ids(&self, entry: &Entry) -> BTreeSet<String> {
        let ids = |body: &str| match self.input.names.organisations(body) {
            ids if ids.is_empty() => vec![self.input.names.fold(body)],
            ids => ids,
        };
        values(entry, "body").flat_map(ids).collect()
    }

    fn takes_figure(&self, entry: &Entry, events: &BTreeSet<EntryId>) -> bool {
        if let Some(event) = self.index.event_of(entry) {
            return events.contains(&event.id);
        }
        let within = match self.when(entry, "period") {
            When::Within => true,
            When::Undated => self.scope.speaks_of_period(entry),
            When::Before | When::After => false,
        };
        within && self.scope.is_about(entry)
    }

    /// Statements of events are told with the events.
    fn takes_statement(&self, entry: &Entry) -> bool {
        let own_speaker =
            || values(entry, "speaker").any(|name| matches!(self.scope.whose(name), Whose::Own { .. }));
        let alone = self.index.event_of(entry).is_none();
        alone && self.scope.speaks_of_period(entry) && (self.scope.is_about(entry) || own_speaker())
    }

    pub fn is_own_office(&self, entry: &Entry) -> bool {
        self.seats.get(&entry.id).is_some_and(|seat| seat.own)
    }

    fn takes_office(&self, entry: &Entry) -> bool {
        self.seats.get(&entry.id).is_some_and(|seat| seat.own && seat.holds)
    }

    /// Whether the office was held, taken or left in the period, as far as is known.
    fn holds(&self, entry: &Entry) -> bool {
        match self.when(entry, "date") {
            When::Within => true,
            When::Before | When::After => false,
            When::Undated => entry.value("status") != Some("former") && self.scope.speaks_of_period(entry),
        }
    }

    /// Of the offices held, the one under which somebody appears: that which the same publications give,
    /// before one of the organisation, before one that more claims give.
    pub fn seat_of(&self, entry: &Entry, property: &str) -> Option<&'a Entry> {
        let publications = self.index.publications(entry);
        let rank = |office: &'a Entry| {
            let seat = self.seats.get(&office.id)?;
            let gone = matches!(office.value("status"), Some("former" | "dismissed" | "candidate"));
            let together = !seat.publications.is_disjoint(&publications);
            let rank = (together, seat.own, office.claims.len(), std::cmp::Reverse(office.id));
            (seat.holds && !gone).then_some((rank, office))
        };
        let offices = self.index.offices(entry, property).into_iter().filter_map(rank);
        offices.max_by_key(|(rank, _)| *rank).map(|(_, office)| office)
    }

    fn takes_member(&self, entry: &Entry) -> bool {
        let whole = values(entry, "organisation").any(|name| match self.scope.whose(name) {
            Whose::Own { .. } => self.input.names.organisations(name).iter().all(|id| !id.contains('/')),
            _ => false,
        });
        whole && self.scope.speaks_of_period(entry)
    }

    fn turn(&self, entry: &Entry) -> Option<Turn> {
        if !self.bodies(entry, "organisation").own {
            return None;
        }
        let speaks = self.scope.speaks_of_period(entry);
        match (self.when(entry, "period"), entry.value("status")) {
            (When::Within, _) => Some(Turn::Now),
            (When::After, _) if speaks => Some(Turn::Next),
            (When::Undated, Some("current")) if speaks => Some(Turn::Now),
            (When::Undated, Some("next")) if speaks => Some(Turn::Next),
            _ => None,
        }
    }
}

#[derive(Default)]
struct Bodies {
    own: bool,
    others: BTreeSet<String>,
}

impl<'a> Selection<'a> {
    /// All events of the organisation that took place.
    pub fn own_events(&self) -> impl Iterator<Item = &'a Entry> {
        let held = self.sessions.iter().chain(&self.exercises).chain(&self.operations);
        held.chain(&self.conferences).chain(&self.other_events).copied()
    }

    fn has_own_event(&self, id: EntryId) -> bool {
        self.own_events().any(|event| event.id == id)
    }
}

/// Whether an event of this kind is for others to attend.
fn is_forum(kind: &str) -> bool {
    matches!(kind, "conference" | "roundtable" | "seminar")
}

/// Every value of a property.
pub fn values<'e>(entry: &'e Entry, property: &str) -> impl Iterator<Item = &'e str> {
    entry
        .property(property)
        .into_iter()
        .flat_map(|property| &property.values)
        .map(|value| value.text.as_str())
}
