//! Who made a document: the body that its title names, the subject of what was done to it, or "by" whom it was done.

use rules::Mention;
use text::morph::Tags;

use super::is_stop;
use super::subject::alone;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::{forms, time};

/// Who made a document.
pub(super) enum Maker {
    Body(Body),
    /// Those who met, by what they are: "the ministers".
    Group(String),
    States(String),
    Person(String),
    /// The gathering itself: "the congress adopted".
    Gathering(usize),
}

/// A body as the record has it, and under its full name where the text calls it by its head noun alone.
pub(super) struct Body {
    pub name: String,
    pub full: String,
    /// As it stands here.
    pub short: String,
}

impl Body {
    pub(super) fn named(doc: &Doc<'_, '_>, tokens: &Tokens) -> Body {
        let (name, full) = (whole_body(doc, tokens), doc.full_org(tokens));
        let written = |tokens: &Tokens| forms::nominative(doc, tokens);
        Body { name: written(&name), full: written(&full), short: written(tokens) }
    }
}

/// Who made it: the body named in the title's own words, or the one who acts.
pub(super) fn maker_of(
    doc: &Doc<'_, '_>,
    events: &Events,
    mention: &Mention,
    sentence: &Tokens,
    fact: &Fact,
    owned: bool,
) -> Option<Maker> {
    if owned {
        let subject = subject_of(doc, mention, sentence).map(Maker::Body);
        return subject.or_else(|| acting(doc, events, mention, sentence, fact));
    }
    // "took note of the report of the Directorate": who wrote it is not who did so
    let read =
        matches!(fact.get("action"), Some("considered" | "approved")) && fact.get("kind") == Some("report");
    let own = || own_body(doc, mention).map(Maker::Body);
    if read && let Some(body) = subject_of(doc, mention, sentence) {
        return Some(Maker::Body(body));
    }
    own()
        .or_else(|| subject_of(doc, mention, sentence).map(Maker::Body))
        .or_else(|| acting(doc, events, mention, sentence, fact))
        .or_else(|| states_of(doc, mention, sentence).map(Maker::States))
        .or_else(|| by_whom(doc, mention, sentence).map(Maker::Body))
}

/// "the resolution of the Council": a body right after the head of the title.
fn own_body(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Body> {
    let head = &mention.part("head")?.tokens;
    let name = &mention.part("name")?.tokens;
    let own = doc.within("org", &(head.end..mention.tokens.end.max(name.end))).next();
    let follows = own.filter(|org| {
        // a body that the title in quotation marks speaks of has not adopted it
        let titled = name.start <= org.tokens.start && doc.at("quoted", name).is_some();
        !titled
            && org.tokens.start <= head.end + 3
            && !with_other(doc, &(head.end..org.tokens.start))
            && (head.end..org.tokens.start).all(|at| match doc.pack.setting("body-words") {
                Some(words) => doc.is_any_of(at, words),
                None => doc.word(at).chars().count() <= 4,
            })
    });
    follows.map(|org| Body { name: forms::nominative(doc, &org.tokens), ..Body::named(doc, &org.tokens) })
}

/// "adopted by the Council"
fn by_whom(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<Body> {
    const NEAR: usize = 8;
    let by = doc
        .within("by-word", sentence)
        .find(|by| time::distance(doc, &by.tokens, &mention.tokens) <= NEAR)?;
    let after = by.tokens.end..(by.tokens.end + 6).min(sentence.end);
    doc.within("org", &after).next().map(|org| Body::named(doc, &org.tokens))
}

/// "The ministers adopted", "the congress passed", "X signed a decree", "the Council, meeting in A, approved B and
/// signed C": who stands as the subject of the act, or of the act that it is joined to. Where verbs end their clauses,
/// who opens the sentence.
fn acting(
    doc: &Doc<'_, '_>,
    events: &Events,
    mention: &Mention,
    sentence: &Tokens,
    fact: &Fact,
) -> Option<Maker> {
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let acts: Vec<&Mention> = doc
        .within("doc-action", sentence)
        .filter(|word| !mention.tokens.contains(&word.tokens.start))
        .collect();
    let nearest =
        acts.iter().enumerate().min_by_key(|(_, word)| time::distance(doc, &word.tokens, &mention.tokens));
    let (mut number, act) = nearest?;
    if act.tokens.start >= mention.tokens.end && forms::heads_last(doc) {
        return opening(doc, mention, sentence);
    }
    loop {
        let act = acts.get(number)?;
        // "a memorandum with the Institute is being drafted": what the title names did not make it
        let past_title = mention.tokens.end <= act.tokens.start
            && !(mention.tokens.end..act.tokens.start).any(|at| doc.chart.tokens()[at].is_capitalised());
        if let Some(maker) = right_before(doc, events, sentence, act, fact).filter(|_| !past_title) {
            return Some(maker);
        }
        let joined = act
            .tokens
            .start
            .checked_sub(1)
            .is_some_and(|at| doc.is_any_of(at, joins) || doc.is_mark(at, &[","]))
            || act.tokens.start.checked_sub(2).is_some_and(|at| doc.is_any_of(at, joins));
        number = number.checked_sub(1).filter(|_| joined)?;
    }
}

/// The subject right before a word of action.
fn right_before(
    doc: &Doc<'_, '_>,
    events: &Events,
    sentence: &Tokens,
    act: &Mention,
    fact: &Fact,
) -> Option<Maker> {
    const GAP: usize = 2;
    const OWNED: usize = 8;
    let before = sentence.start..act.tokens.start;
    let close = |tokens: &Tokens| {
        let dated = dated_in(doc, &(tokens.end..before.end));
        tokens.end <= before.end
            && before.end - tokens.end <= GAP + dated
            && (tokens.end..before.end).all(|at| !is_stop(doc, at))
    };
    let group = acting_groups(doc, &before).next_back().map(|group| group.tokens.clone());
    let body = doc.within("org", &before).next_back().map(|body| body.tokens.clone());
    let gathering = doc.within("event", &before).next_back().map(|event| event.tokens.clone());
    if let Some(group) = group.filter(|group| is_subject(doc, group)) {
        let owned = group.end..before.end;
        let whose = !owned.is_empty()
            && owned.len() <= OWNED
            && owned.clone().all(|at| {
                let first = doc.chart.words[at].readings.first();
                first.is_some_and(|tags| tags.has(Tags::GEN)) || doc.chart.tokens()[at].is_capitalised()
            });
        if whose {
            return Some(Maker::Group(forms::nominative(doc, &(group.start..owned.end))));
        }
        let inside =
            |other: &Option<Tokens>| other.as_ref().is_some_and(|other| other.contains(&group.start));
        if close(&group) && !inside(&body) && !inside(&gathering) {
            return Some(Maker::Group(forms::nominative(doc, &forms::bare(doc, &group))));
        }
    }
    if let Some(body) = body.filter(|body| close(body) && is_subject(doc, body)) {
        return Some(Maker::Body(Body::named(doc, &body)));
    }
    if let Some(gathering) = gathering.filter(|event| close(event) && is_subject(doc, event)) {
        return events.at(&gathering).map(Maker::Gathering);
    }
    if let Some(body) =
        before.clone().rev().take_while(|&at| close(&(at..at + 1))).find_map(|at| alone(doc, at))
    {
        return Some(Maker::Body(body));
    }
    // who presents a report that is heard need not have written it
    let heard = fact.get("action") == Some("considered") && fact.get("kind") == Some("report");
    let papers = matches!(fact.get("kind"), Some("decision" | "law" | "report" | "letter")) && !heard;
    let person = doc.persons.within(&before).last().filter(|_| papers)?;
    close(person.0)
        .then(|| doc.persons.known.get(person.1).map(|one| Maker::Person(one.name.clone())))
        .flatten()
}

/// The body or group that opens the sentence, where the verb ends it.
fn opening(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<Maker> {
    const GAP: usize = 3;
    let before = sentence.start..mention.tokens.start;
    let near = |tokens: &Tokens| {
        let dated = dated_in(doc, &(tokens.end..before.end));
        before.end - tokens.end <= GAP + dated && (tokens.end..before.end).all(|at| !is_stop(doc, at))
    };
    let first = |tokens: &Tokens| tokens.start - sentence.start <= 1;
    let fits =
        |found: &&Mention| (near(&found.tokens) || first(&found.tokens)) && is_subject(doc, &found.tokens);
    let body = doc.within("org", &before).find(fits);
    let group = acting_groups(doc, &before).find(fits);
    match (body, group) {
        (Some(body), _) => Some(Maker::Body(Body::named(doc, &body.tokens))),
        (None, Some(group)) => Some(Maker::Group(forms::nominative(doc, &group.tokens))),
        (None, None) => {
            let fits = |at: &usize| first(&(*at..at + 1)) || near(&(*at..at + 1));
            before.clone().filter(fits).find_map(|at| alone(doc, at)).map(Maker::Body)
        }
    }
}

/// Groups that can be said to have made a document: "the participants" and "the sides" only say that somebody did.
fn acting_groups<'s>(
    doc: &'s Doc<'_, '_>,
    scope: &'s Tokens,
) -> impl DoubleEndedIterator<Item = &'s Mention> {
    doc.within("collective", scope).filter(|group| crate::events::acts_together(doc, group))
}

/// How many tokens of a gap say when.
fn dated_in(doc: &Doc<'_, '_>, gap: &Tokens) -> usize {
    let times = doc.times.iter().filter(|time| gap.contains(&time.tokens.start));
    times.map(|time| time.tokens.len()).sum()
}

/// Whether a name stands as a subject: its head in the nominative, or in no oblique case.
pub(crate) fn is_subject(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    // the head noun bears the case where it leads its phrase
    let lead = tokens
        .clone()
        .find_map(|at| ["org-head", "event-head"].iter().find_map(|class| doc.starts(class, at)));
    let head = match lead.filter(|_| !forms::heads_last(doc)) {
        Some(head) => head.tokens.end.checked_sub(1),
        None => tokens.end.checked_sub(1),
    };
    let Some(last) = head.and_then(|at| doc.chart.words.get(at)) else { return false };
    let oblique = [Tags::GEN, Tags::DAT, Tags::INS, Tags::LOC];
    let governed = tokens.start.checked_sub(1).is_some_and(|at| doc.chart.words[at].reads_as(Tags::ADP));
    last.reads_as(Tags::NOM)
        || !oblique.iter().any(|case| last.reads_as(*case)) && (forms::heads_last(doc) || !governed)
}

/// "a memorandum with A": with whom it is made has not made it alone.
fn with_other(doc: &Doc<'_, '_>, gap: &Tokens) -> bool {
    let words = doc.pack.setting("with-words").unwrap_or_default();
    gap.clone().any(|at| doc.is_any_of(at, words))
}

/// The body under its full name, where the pack says that a head noun alone stands for one named before.
fn whole_body(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let full = doc.pack.setting("body-words").is_some() || doc.pack.setting("bodies-in-full").is_some();
    if full { doc.full_org(tokens) } else { tokens.clone() }
}

/// "A and B signed a treaty", "ratified by A": the states that did it.
fn states_of(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<String> {
    const GAP: usize = 1;
    doc.pack.setting("body-words")?;
    let acts = doc.within("doc-action", sentence).filter(|word| !mention.tokens.contains(&word.tokens.start));
    let act = acts.min_by_key(|word| time::distance(doc, &word.tokens, &mention.tokens))?;
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let join = |at: usize| doc.is_mark(at, &[","]) || doc.is_any_of(at, joins);
    let free = |state: &&Mention| {
        let inside = |org: &Mention| org.tokens.contains(&state.tokens.start);
        !doc.within("org", sentence).any(inside) && !mention.tokens.contains(&state.tokens.start)
    };
    let before = sentence.start..act.tokens.start;
    let states: Vec<Tokens> =
        doc.within("state", &before).filter(free).map(|state| state.tokens.clone()).collect();
    let person = doc.persons.within(&before).next().is_some();
    let last = states.last().filter(|last| act.tokens.start - last.end <= GAP && !person)?;
    let mut first = last.start;
    for state in states.iter().rev().skip(1) {
        if !(state.end..first).all(join) {
            break;
        }
        first = state.start;
    }
    Some(forms::plain(doc, &(first..last.end)))
}

/// "The Council approved the plan": the body right before the word of action, in the case of the subject.
fn subject_of(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<Body> {
    const GAP: usize = 2;
    let acts = doc.within("doc-action", sentence).filter(|word| !mention.tokens.contains(&word.tokens.start));
    let act = acts.min_by_key(|word| time::distance(doc, &word.tokens, &mention.tokens))?;
    let before = sentence.start..act.tokens.start;
    let org = doc.within("org", &before).last()?;
    let mut gap = org.tokens.end..act.tokens.start;
    // "the Council on 5 May adopted": when it did does not part it from what it did
    let dated = dated_in(doc, &gap);
    let close = gap.len() <= GAP + dated && gap.all(|at| !is_stop(doc, at));
    let own = mention.tokens.start < org.tokens.end && org.tokens.start < mention.tokens.end;
    (close && !own && is_subject(doc, &org.tokens)).then(|| Body::named(doc, &org.tokens))
}
