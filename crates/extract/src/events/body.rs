//! Whose an event is: the body that sits or organises.

use rules::Mention;
use text::morph::Tags;

use super::candidate::Candidate;
use super::when::between;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time;

pub(super) fn set_body(doc: &Doc<'_, '_>, fact: &mut Fact, candidate: &Candidate, scope: &Tokens) {
    let own = candidate.body.clone().or_else(|| {
        // "of the services «Summit-2024»": what ends in the event's own name is no body
        let swallows = |org: &Tokens| {
            let name = candidate.name.as_ref().filter(|_| candidate.designation.is_some());
            name.is_some_and(|name| org.start < name.start && name.end <= org.end)
        };
        let inside = doc.within("org", &candidate.tokens).map(|org| org.tokens.clone());
        let mut inside = inside.filter(|org| !swallows(org));
        // where heads end their phrases, the body stands nearest to the head, after the organisation it is of
        let org = if forms::heads_last(doc) { inside.next_back() } else { inside.next() };
        org.or_else(|| named_beyond(doc, &candidate.tokens))
    });
    let session = candidate.kind == "session";
    let named = head_noun(doc, candidate).filter(|_| session);
    let body = match own {
        Some(body) if session || candidate.body.is_some() => Some(body),
        Some(body)
            if matches!(candidate.kind.as_str(), "operation" | "exercise")
                && is_owner(doc, candidate, &body) =>
        {
            Some(body)
        }
        // "elections to the parliament" are not held by it
        Some(body)
            if candidate.kind == "vote" && is_owner(doc, candidate, &body) && !is_parliament(doc, &body) =>
        {
            Some(body)
        }
        Some(_) if let Some(body) = owner_of_gathering(doc, candidate) => {
            // "the conference of A was organised by B"
            organiser(doc, candidate, scope).or(Some(body))
        }
        _ => owner_before(doc, candidate)
            .or_else(|| organiser(doc, candidate, scope))
            .or_else(|| own_subject(doc, candidate, scope))
            .or_else(|| sitting_subject(doc, candidate, scope).filter(|_| session))
            .or_else(|| committee_of(doc, candidate).filter(|_| session))
            .or_else(|| named.clone())
            .or_else(|| context_body(doc, candidate).filter(|_| session)),
    };
    // "meeting of energy ministers": they sit, whatever organisation is named beside
    let group =
        group_of(doc, candidate).filter(|group| body.as_ref().is_none_or(|body| group.contains(&body.start)));
    if let Some(group) = group {
        fact.set("body", forms::plain(doc, &group));
    } else if let Some(named) = named.filter(|named| body.as_ref() == Some(named)) {
        fact.set("body", forms::nominative(doc, &doc.full_org(&named)));
    } else if let Some(body) = body {
        fact.set("body", forms::nominative(doc, &doc.full_org(&body)));
    }
}

/// Whether an event's body is the known organisation that its words name, rather than a body of it.
pub(super) fn is_whole(doc: &Doc<'_, '_>, candidate: &Candidate, fact: &Fact) -> bool {
    let known = doc.within("known-org", &candidate.tokens).next();
    known.is_some_and(|org| fact.get("body") == Some(forms::nominative(doc, &org.tokens).as_str()))
}

/// "the Union's «Shield-7» exercise", where heads end their phrases: the body that ends right before the quoted name.
fn owner_before(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const KINDS: [&str; 3] = ["exercise", "operation", "conference"];
    let name = candidate.name.as_ref()?;
    let quoted = doc.at("quoted", name).is_some();
    if !forms::heads_last(doc) || !quoted || !KINDS.contains(&candidate.kind.as_str()) {
        return None;
    }
    let start = candidate.tokens.start.min(name.start);
    let sentence = doc.sentence(start).start..start;
    let mut orgs = doc.within("org", &sentence).rev().map(|org| org.tokens.clone());
    // "the Union's (AB) «Shield-7»"
    let abbreviated =
        |org: &Tokens| org.end + 3 == start && doc.is_mark(org.end, &["("]) && doc.is_mark(start - 1, &[")"]);
    let owner = orgs.find(|org| org.len() > 1 || org.end == start)?;
    let last = doc.chart.words.get(owner.end.checked_sub(1)?)?;
    let bracket = doc.is_mark(owner.end - 1, &[")"]);
    ((owner.end == start || abbreviated(&owner)) && (bracket || last.reads_as(Tags::GEN))).then_some(owner)
}

/// "The Assembly at an extraordinary session adopted A": the one body of the sentence that sits, before a session that
/// is called by no body of its own.
fn sitting_subject(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let name = candidate.name.as_ref()?;
    let capital = |at: usize| at != doc.sentence(at).start && doc.chart.tokens()[at].is_capitalised();
    if name.clone().any(capital) || super::name::number_in(doc, name).is_some() {
        return None;
    }
    let before = scope.start.min(name.start)..name.start;
    let mut bodies = doc.within("org", &before).filter(|org| super::candidate::sits(doc, &org.tokens));
    let (Some(body), None) = (bodies.next(), bodies.next()) else { return None };
    let other = doc.within("event", &(body.tokens.end..name.start)).next().is_some();
    (!other && crate::documents::is_subject(doc, &body.tokens)).then(|| body.tokens.clone())
}

/// "the congress of the League (LAB)": the name of a body goes on where the event's own words end at its bracket.
fn named_beyond(doc: &Doc<'_, '_>, event: &Tokens) -> Option<Tokens> {
    let goes_on = |org: &&Mention| org.tokens.end > event.end && doc.is_mark(event.end, &["("]);
    let orgs = event.clone().rev().filter_map(|at| doc.starts("org", at));
    orgs.into_iter().find(goes_on).map(|org| org.tokens.start..event.end)
}

/// "the 76th session of the committee": the body that a small word names.
fn committee_of(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    doc.pack.setting("bodies-from-context")?;
    let name = candidate.name.as_ref()?;
    let head = name.clone().rev().find_map(|at| doc.starts("org-head", at))?.tokens.clone();
    let of = (name.start..head.start).rev().find(|&at| doc.chart.words[at].reads_as(Tags::ADP))?;
    Some(forms::bare(doc, &(of + 1..head.end)))
}

/// "the next session of the council": the small word for the body, where the language has it in the name.
fn head_noun(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    if doc.pack.setting("bodies-from-context").is_some() {
        return None;
    }
    let name = candidate.name.as_ref()?;
    let small =
        |at: usize| !doc.chart.tokens()[at].is_capitalised() && doc.starts("event-head", at).is_none();
    let mut heads = name.clone().filter(|&at| small(at)).filter_map(|at| doc.starts("org-head", at));
    let head = if forms::heads_last(doc) { heads.next_back() } else { heads.next() };
    head.filter(|head| head.attribute("kind") != Some("ministry")).map(|head| head.tokens.clone())
}

/// A session that bears no name of another body is that of the section's or the text's organisation.
fn context_body(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    doc.pack.setting("bodies-from-context")?;
    let name = candidate.name.as_ref().unwrap_or(&candidate.tokens);
    let other = |at: usize| {
        doc.chart.tokens()[at].is_capitalised()
            && doc.starts("event-head", at).is_none()
            && doc.starts("ordinal", at).is_none()
            && !doc.chart.words[at].reads_as(Tags::ADJ)
            && at != doc.sentence(at).start
    };
    if name.clone().any(other) {
        return None;
    }
    doc.section_org(candidate.tokens.start).or_else(|| doc.main_org.clone())
}

/// The holders of like offices who meet: after "of", or before the head.
pub(super) fn group_of(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const ADJECTIVES: usize = 5;
    let words = doc.pack.setting("group-heads")?;
    if !matches!(candidate.kind.as_str(), "session" | "meeting") || candidate.body.is_some() {
        return None;
    }
    let name = candidate.name.as_ref()?;
    let plural = |at: &usize| doc.is_any_of(*at, words);
    let head = name.clone().find(plural)?;
    let known = doc.within("org", name).any(|org| org.tokens.contains(&head));
    let of = (name.start..head).rev().take(ADJECTIVES).find(|&at| doc.chart.words[at].reads_as(Tags::ADP));
    let with = doc.pack.setting("party-words").unwrap_or_default();
    let met = of.is_some_and(|at| doc.is_any_of(at, with));
    if known || met {
        return None;
    }
    let start = of.map_or(name.start, |of| of + 1);
    let last = (head + 1..name.end).find(|&at| doc.starts("event-head", at).is_some());
    let owned = |at: &usize| !doc.is_mark(*at, &["'", "\u{2019}", "'s"]);
    let end = match of {
        // "meeting of the foreign ministers of A" ends with the name
        Some(_) => name.end,
        None => (head + 1..last.unwrap_or(head + 1)).find(owned).unwrap_or(head + 1).min(head + 1),
    };
    Some(start..end)
}

/// "The Assembly held its session": the body that "its" means.
pub(super) fn own_subject(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let words = doc.pack.setting("own-words")?;
    let name = candidate.name.as_ref().unwrap_or(&candidate.tokens);
    let own = (scope.start..name.start).rev().take(4).any(|at| doc.is_any_of(at, words));
    // the body named last before "its" is the one meant
    let before = scope.start..name.start;
    // an abbreviation in brackets explains the name before it
    let explains = |org: &&Mention| org.tokens.start > 0 && doc.is_mark(org.tokens.start - 1, &["("]);
    let subject = doc.within("org", &before).rfind(|org| !explains(org)).map(|org| org.tokens.clone());
    // "Commonwealth foreign ministers held their annual meeting"
    let group = || {
        let words = doc.pack.setting("group-heads")?;
        let head = before.clone().find(|&at| doc.is_any_of(at, words))?;
        let start =
            (before.start..head).rev().take_while(|&at| !doc.is_mark(at, &[",", ";", ":", "-"])).last();
        Some(forms::bare(doc, &(start.unwrap_or(head)..head + 1)))
    };
    if !own {
        None
    } else {
        group().filter(|group| subject.as_ref().is_none_or(|org| org.end < group.end)).or(subject)
    }
}

/// Whether a body within the event's words owns it: it stands before the head or right after it. Whom an
/// exercise is held with does not hold it.
pub(super) fn is_owner(doc: &Doc<'_, '_>, candidate: &Candidate, body: &Tokens) -> bool {
    let Some(head) =
        (candidate.tokens.start..candidate.tokens.end).rev().find_map(|at| doc.starts("event-head", at))
    else {
        return false;
    };
    let words = doc.pack.setting("with-words").unwrap_or_default();
    let with = (head.tokens.end..body.start).any(|at| doc.is_any_of(at, words));
    body.end <= head.tokens.start || (!with && body.start <= head.tokens.end + 3)
}

/// "the congress of the Federation", "the Council's (AB) 5th round table": the body right beside the head, with nothing
/// but articles, numbers and an abbreviation between and no word of place before it.
fn owner_of_gathering(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const GAP: usize = 2;
    if !matches!(candidate.kind.as_str(), "conference" | "roundtable" | "seminar") {
        return None;
    }
    let last = forms::heads_last(doc);
    let mut heads = candidate.tokens.clone().filter_map(|at| doc.starts("event-head", at));
    let head = if last { heads.next_back() } else { heads.next() }?.tokens.clone();
    let words = doc.pack.setting("body-words").unwrap_or_default();
    let small = |at: usize| {
        doc.chart.words[at].reads_as(Tags::DET)
            || doc.is_any_of(at, words)
            || doc.chart.words[at].reads_as(Tags::ADJ) && (last || !doc.chart.tokens()[at].is_capitalised())
            || last && super::name::number_in(doc, &(at..at + 1)).is_some()
    };
    let beside = |body: &Tokens| {
        let gap =
            if body.end <= head.start { body.end..head.start } else { head.end..body.start.max(head.end) };
        // "of the Council (AB)"
        let bracket = gap.len() > 2 && doc.is_mark(gap.start, &["("]) && doc.is_mark(gap.start + 2, &[")"]);
        let mut gap = if bracket { gap.start + 3..gap.end } else { gap };
        gap.len() <= GAP && gap.all(small)
    };
    let owner = |body: &Mention| {
        let body = body.tokens.clone();
        if last || body.start != head.start || body.end <= head.end {
            let apart = body.end <= head.start || head.end <= body.start;
            return (apart && beside(&body)).then_some(body);
        }
        // "the Congress of the Federation": a head that is also a word for a body is none here
        let leads = |at: &usize| {
            let word = &doc.chart.words[*at];
            !word.reads_as(Tags::ADP) && !word.reads_as(Tags::DET)
        };
        let rest = (head.end..body.end).find(leads)?..body.end;
        rest.clone().any(|at| doc.starts("org-head", at).is_some()).then_some(rest)
    };
    doc.within("org", &candidate.tokens).find_map(owner)
}

/// The body that a vote elects.
fn is_parliament(doc: &Doc<'_, '_>, body: &Tokens) -> bool {
    let first = || body.clone().find_map(|at| doc.starts("org-head", at));
    let kind = doc.org_head(body).or_else(first).and_then(|head| head.attribute("kind"));
    kind.is_none_or(|kind| matches!(kind, "assembly" | "council" | "government"))
}

/// The body that the sentence says organised it: "organised by X", "X ran a round table".
pub(super) fn organiser(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    organiser_in(doc, candidate, scope).or_else(|| {
        let next = organiser_after(doc, candidate)?;
        organiser_in(doc, candidate, &next)
    })
}

/// The sentence right after an event's own that says who organises it, and tells of no other event.
fn organiser_after(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const LONGEST: usize = 24;
    const OPENING: usize = 3;
    let own = doc.sentence(candidate.tokens.start);
    let next = doc.sentence(own.end);
    let by = doc.within("by-word", &next).next()?;
    // "It was organised by A", "It A organised" where the verb ends the sentence
    let it = doc.starts("pronoun", next.start).is_some();
    let ends = it && by.tokens.end + 1 >= next.end;
    let opens = (by.tokens.start <= next.start + OPENING || ends) && by.attribute("host").is_none();
    let alone = doc.within("event", &next).next().is_none() && doc.within("event", &own).count() == 1;
    let together = doc.block(doc.block_of(own.start)).contains(&next.start);
    (opens && alone && together && next.len() <= LONGEST && candidate.kind != "session").then_some(next)
}

fn organiser_in(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let own = &candidate.tokens;
    // what is organised is the event that no other parts from the word
    let apart = |by: &Tokens| {
        doc.within("event", scope).any(|other| other.tokens != *own && between(&other.tokens, own, by))
    };
    let by = doc
        .within("by-word", scope)
        .filter(|by| !apart(&by.tokens))
        .filter(|by| candidate.kind != "session" || by.attribute("host").is_none())
        .min_by_key(|by| time::distance(doc, own, &by.tokens))?;
    // a state that hosts or holds a session is not the body that sits; a host as such organises nothing
    let states = candidate.kind != "session" && by.attribute("host").is_none();
    let after = by.tokens.end..(by.tokens.end + 6).min(scope.end);
    let before = scope.start..by.tokens.start;
    let org = |tokens: &Tokens, last: bool| {
        // a long name goes on beyond where it has to begin
        let whole = if last { tokens.clone() } else { tokens.start..scope.end.max(tokens.end) };
        let mut orgs = doc
            .within("org", &whole)
            .chain(doc.within("country", &whole).filter(|_| states))
            .filter(|org| tokens.contains(&org.tokens.start))
            .map(|org| org.tokens.clone())
            .collect::<Vec<_>>();
        orgs.sort_by_key(|tokens| tokens.start);
        // "the Centre held at the Academy": who can be the subject, rather than where it was
        let governed = |org: &Tokens| {
            org.start
                .checked_sub(1)
                .and_then(|at| doc.chart.words[at].readings.first())
                .is_some_and(|tags| tags.has(Tags::ADP))
        };
        let subject = orgs
            .iter()
            .rfind(|org| last && !governed(org) && crate::documents::is_subject(doc, org))
            .cloned();
        subject.or_else(|| if last { orgs.pop() } else { orgs.into_iter().next() })
    };
    match by.attribute("side") {
        Some("before") => {
            const AFTER: usize = 6;
            let after_it = after.clone();
            let held = || {
                // "which the A organised", "the seminar held the A" where the verb may stand before its subject
                let gathering = matches!(candidate.kind.as_str(), "conference" | "roundtable" | "seminar")
                    && candidate.tokens.end <= by.tokens.start
                    && by.tokens.start - candidate.tokens.end <= AFTER
                    && doc.pack.setting("subject-first").is_none();
                let follows = org(&after, false).filter(|org| {
                    gathering && org.start == by.tokens.end && crate::documents::is_subject(doc, org)
                });
                let object =
                    by.tokens.start.checked_sub(1).filter(|at| scope.contains(at)).is_some_and(|at| {
                        doc.starts("pronoun", at).is_some()
                            || doc.is_any_of(at, doc.pack.setting("relative-words").unwrap_or_default())
                    });
                let named = follows.or_else(|| org(&after_it, false).filter(|_| object));
                named.map(|first| together(doc, first, scope))
            };
            let named = org(&before, true).map(|last| together_before(doc, last, scope));
            named.or_else(|| group_before(doc, by)).or_else(held)
        }
        _ => org(&after, false).map(|first| together(doc, first, scope)),
    }
}

/// Whether a group is named by what its members are, and as several: "the sides" only says that somebody did.
pub(crate) fn acts_together(doc: &Doc<'_, '_>, group: &Mention) -> bool {
    let reads = |tags| group.tokens.clone().any(|at| doc.chart.words[at].reads_as(tags));
    let first = doc.chart.words[group.tokens.start].readings.first();
    let one = first.is_some_and(|tags| tags.has(Tags::SG)) || reads(Tags::SG) && !reads(Tags::PL);
    group.attribute("vague").is_none() && !one
}

/// "The heads of the services hold a conference": a group right before the verb.
fn group_before(doc: &Doc<'_, '_>, by: &Mention) -> Option<Tokens> {
    const GAP: usize = 1;
    let sentence = doc.sentence(by.tokens.start);
    let group = doc.within("collective", &(sentence.start..by.tokens.start)).next_back()?;
    let near = by.tokens.start - group.tokens.end <= GAP && acts_together(doc, group);
    near.then(|| forms::bare(doc, &group.tokens))
}

/// "A and B organised it": both.
fn together_before(doc: &Doc<'_, '_>, last: Tokens, scope: &Tokens) -> Tokens {
    let settings = ["clause-joins", "with-words"];
    let joins = |at: usize| {
        settings.iter().filter_map(|name| doc.pack.setting(name)).any(|words| doc.is_any_of(at, words))
    };
    let and = last.start.checked_sub(1).filter(|&at| at > scope.start && joins(at));
    let first = and
        .and_then(|at| doc.within("org", &(scope.start..at)).next_back().filter(|org| org.tokens.end == at));
    match first {
        Some(first) => first.tokens.start..last.end,
        None => last,
    }
}

/// "organised by A and B": both.
fn together(doc: &Doc<'_, '_>, first: Tokens, scope: &Tokens) -> Tokens {
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let and = first.end < scope.end && doc.is_any_of(first.end, joins);
    let next = first.end + 1..(first.end + 3).min(scope.end.max(first.end + 1));
    let second = ["org", "country", "state"]
        .iter()
        .filter_map(|class| next.clone().find_map(|at| doc.starts(class, at)))
        .max_by_key(|second| second.tokens.len());
    match second.filter(|_| and) {
        Some(second) => first.start..second.tokens.end,
        None => first,
    }
}
