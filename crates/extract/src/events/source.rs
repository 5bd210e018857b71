//! Which gathering documents come from.

use super::{Event, Events};
use crate::chairs::one_body;
use crate::doc::Tokens;

/// Whether documents can come from an event; where it is done, from none that is yet to come.
fn adopts(event: &Event, done: bool) -> bool {
    event.worth
        && !event.earlier
        && matches!(event.kind(), "session" | "conference" | "meeting")
        && event.status() != "cancelled"
        && !(done && event.status() == "planned")
}

/// Where an event is named last before a token.
fn last_before(event: &Event, at: usize) -> Option<usize> {
    event.mentions.iter().map(|tokens| tokens.start).filter(|&start| start <= at).max()
}

impl Events {
    /// The latest sitting of a body that was named before this token, one of which more is said before others.
    pub fn session_of(&self, at: usize, body: &str, done: bool) -> Option<&Event> {
        let whose = |event: &&Event| event.fact.get("body").is_some_and(|own| one_body(own, body));
        let sittings = self.list.iter().filter(|event| adopts(event, done)).filter(whose);
        let dated = sittings.filter_map(|event| Some(((event.is_placed(), last_before(event, at)?), event)));
        dated.max_by_key(|(rank, _)| *rank).map(|(_, event)| event)
    }

    /// The visit that these tokens tell of.
    pub fn visit_in(&self, range: &Tokens) -> Option<usize> {
        let told =
            |event: &Event| event.mentions.iter().any(|at| range.start <= at.start && at.end <= range.end);
        let held = |event: &Event| {
            event.worth && event.kind() == "visit" && !matches!(event.status(), "planned" | "cancelled")
        };
        self.list.iter().rposition(|event| held(event) && told(event))
    }

    /// The session that adopts the documents named here; where it is done, no session that is yet to come. One of
    /// which it is said when or where it was goes before others.
    pub fn session_before(&self, at: usize, done: bool) -> Option<usize> {
        let fits = self.list.iter().enumerate().filter(|(_, event)| adopts(event, done));
        let latest = fits.filter_map(|(number, event)| {
            let session = event.kind() == "session" && event.status() != "planned";
            // one over long before the publication's own adopts nothing any more
            let fresh = !event.old || event.opening;
            Some((fresh, event.is_placed(), session, last_before(event, at)?, number))
        });
        latest.max().map(|(.., number)| number)
    }

    /// The gathering that the text has told of up to here, where it has told of one alone that was held on a day.
    pub fn only_held(&self, at: usize) -> Option<&Event> {
        let dated = |event: &&Event| adopts(event, true) && event.fact.get("date").is_some();
        let mut held = self.list.iter().filter(dated).filter(|event| last_before(event, at).is_some());
        let (Some(event), None) = (held.next(), held.next()) else { return None };
        Some(event).filter(|event| !event.old)
    }

    /// The gathering, visit or ceremony that these tokens tell of, the last of them.
    pub fn held_in(&self, range: &Tokens) -> Option<&Event> {
        let told = |event: &&Event| {
            let inside = event.mentions.iter().filter(|at| range.start <= at.start && at.end <= range.end);
            adopts(event, true) && event.is_placed() && inside.count() > 0
        };
        let held = self.list.iter().filter(told);
        held.max_by_key(|event| last_before(event, range.end))
    }

    /// What the opening of the text tells of, where it was held.
    pub fn main_held(&self, at: usize) -> Option<&Event> {
        let main =
            self.list.iter().filter(|event| adopts(event, true) && event.is_main() && event.is_placed());
        let named = main.filter_map(|event| Some((last_before(event, at)?, event)));
        named.max_by_key(|(last, _)| *last).map(|(_, event)| event)
    }
}
