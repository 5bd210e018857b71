//! Who belongs to an organisation, and as what.

use rules::Mention;
use text::morph::Tags;

use super::body::{Spoken, Told, organisation};
use super::party::whole;
use super::{names_person, one_body, says_less};
use crate::bodies::Body;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::participation::lists;
use crate::people;

pub(super) fn membership(doc: &Doc<'_, '_>, mention: &Mention, spoken: &Spoken) -> Vec<Fact> {
    let named: Vec<&Tokens> = mention.parts("org").map(|part| &part.tokens).collect();
    if says_less(doc, mention) || lists::is_line(doc, &mention.tokens) {
        return Vec::new();
    }
    // "joined A in 1991 and B in 1995": one fact each
    match named.as_slice() {
        [_, _, ..] if mention.attribute("subject").is_none() || !named.is_empty() => named
            .iter()
            .flat_map(|org| memberships(doc, mention, Some(Body::of(doc, &doc.full_org(org)))))
            .collect(),
        _ => memberships(doc, mention, organisation(doc, &Told::of(doc, mention), spoken)),
    }
}

fn memberships(doc: &Doc<'_, '_>, mention: &Mention, organisation: Option<Body>) -> Vec<Fact> {
    let sentence = doc.sentence(mention.tokens.start);
    let role = match mention.attribute("role") {
        // "this status is held by A": the one named last
        Some("same") => {
            let Some(named) = named_status(doc, mention) else { return Vec::new() };
            named
        }
        role => role.unwrap_or("member"),
    };
    let one = |member: &Tokens| {
        let mut fact = Fact::new("membership", mention.rule.clone());
        let member = people::organisation_name(doc, &whole(doc, member));
        // a body is no member of itself
        if organisation.as_ref().is_some_and(|organisation| is_itself(&organisation.name, &member)) {
            return None;
        }
        fact.set("member", member);
        fact.set("role", role.to_owned());
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.evidence.push(sentence.clone());
        Some(fact)
    };
    // "Korea" within "the Republic of Korea" is no name of its own
    let within_longer = |tokens: &Tokens| {
        ["state", "country", "org"].iter().any(|class| {
            doc.within(class, &sentence).any(|other| {
                other.tokens.start <= tokens.start
                    && tokens.end <= other.tokens.end
                    && other.tokens.len() > tokens.len()
            })
        })
    };
    let members = mention
        .parts("member")
        .filter(|part| !names_person(doc, &part.tokens) && !within_longer(&part.tokens));
    let named: Vec<Fact> = members.filter_map(|part| one(&part.tokens)).collect();
    let wanted = named.is_empty() && mention.attribute("subject").is_some() && organisation.is_some();
    let subject = if wanted { subject_of(doc, mention, &sentence) } else { None };
    let titled = mention.attribute("subject") == Some("title") || refers(doc, &sentence);
    let subject = subject.or_else(|| if wanted && titled { title_state(doc) } else { None });
    let Some((subject, said_at)) = subject else {
        let mut named = named;
        if !named.is_empty() {
            named.extend(gapped(doc, mention, &sentence).iter().filter_map(one));
        }
        return named;
    };
    let mut facts: Vec<Fact> = one(&subject).into_iter().collect();
    facts.iter_mut().for_each(|fact| fact.evidence.push(said_at.clone()));
    facts
}

/// The status that the sentences right before speak of.
fn named_status<'d>(doc: &'d Doc<'_, '_>, mention: &Mention) -> Option<&'d str> {
    const BACK: usize = 60;
    let above = mention.tokens.start.saturating_sub(BACK)..mention.tokens.start;
    doc.within("membership-status", &above).last()?.attribute("role")
}

/// Whether a member is the organisation itself, by its name or its abbreviation.
pub(super) fn is_itself(organisation: &str, member: &str) -> bool {
    let abbreviation = member.chars().count() > 2 && member.chars().all(char::is_uppercase);
    organisation == member || abbreviation && one_body(organisation, member)
}

/// "A joined B in 2019, C in 2021": states with a time of their own, in a clause that leaves out its verb.
fn gapped(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Vec<Tokens> {
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let parts = |at: usize| {
        doc.is_mark(at, &[",", ";"]) || doc.chart.words[at].reads_as(Tags::CONJ) || doc.is_any_of(at, joins)
    };
    let verbal = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::AUX) || tags.has(Tags::VERB))
    };
    let timed = |clause: &Tokens| doc.times.iter().any(|time| clause.contains(&time.tokens.start));
    // the clause with the verb tells when as well
    let after = mention.tokens.end..sentence.end;
    let own = after.clone().find(|&at| parts(at)).unwrap_or(sentence.end);
    if !timed(&(mention.tokens.start..own)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = own;
    while start < sentence.end {
        let end = (start + 1..sentence.end).find(|&at| parts(at)).unwrap_or(sentence.end);
        let clause = start + 1..end;
        let mut states = doc.within("state", &clause).map(|state| state.tokens.clone());
        if let (Some(state), None) = (states.next(), states.next())
            && state.start <= clause.start + 1
            && timed(&(state.end..end))
            && !clause.clone().any(verbal)
        {
            found.push(state);
        } else {
            break;
        }
        start = end;
    }
    found
}

/// "A, a founding member of B, joined C. It left D in March": whose joining and leaving this is. The state that
/// opens the sentence; where a pronoun or a word for a state does, the one that opens a sentence above it.
fn subject_of(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<(Tokens, Tokens)> {
    const OPENING: usize = 2;
    const BACK: usize = 3;
    let opener = |sentence: &Tokens| {
        let opening = sentence.start..sentence.end.min(sentence.start + OPENING + 4);
        let mut states = doc.within("state", &opening);
        states
            .next()
            .filter(|state| state.tokens.start < sentence.start + OPENING)
            .map(|state| state.tokens.clone())
    };
    let owned = |state: &Tokens| {
        doc.is_mark(state.end, &["'s", "\u{2019}s", "'"]) || state.end > mention.tokens.start
    };
    let others = doc
        .within("state", &(sentence.start..mention.tokens.start))
        .filter(|state| doc.within("org", sentence).all(|org| !org.tokens.contains(&state.tokens.start)))
        .count();
    if let Some(state) = opener(sentence) {
        return (others == 1 && !owned(&state)).then_some((state, sentence.clone()));
    }
    let refers = refers(doc, sentence);
    let number = doc.chart.sentence_of(sentence.start);
    let above = (1..=BACK).filter_map(|back| number.checked_sub(back)).find_map(|number| {
        let above = doc.chart.segments.sentences.get(number)?.tokens.clone();
        opener(&above).filter(|state| !owned(state) || state.end <= above.end).map(|state| (state, above))
    });
    above.filter(|_| refers && others == 0)
}

/// Whether a sentence begins with a pronoun or a word for the state spoken of.
fn refers(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    doc.within("pronoun", &(sentence.start..sentence.end.min(sentence.start + 4))).next().is_some()
        || doc.starts("state-word", sentence.start).is_some()
}

/// The state that the title of a text about one state names.
fn title_state(doc: &Doc<'_, '_>) -> Option<(Tokens, Tokens)> {
    doc.pack.setting("sections-name-bodies")?;
    let title = doc.block(0);
    let free =
        |state: &&Mention| doc.within("org", &title).all(|org| !org.tokens.contains(&state.tokens.start));
    let mut states = doc.within("state", &title).filter(free);
    let only = states.next().filter(|_| states.next().is_none())?;
    Some((only.tokens.clone(), title.clone()))
}
