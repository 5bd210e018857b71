//! Whose people an exercise or a course is told to have had: "rescuers from A and B put out a fire", said of a drill; "a
//! course for officers from A and B".

use text::morph::Tags;

use super::actors::actor_name;
use super::doers::leads_in;
use super::make;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::Events;
use crate::statements::Speech;

/// The states and bodies whose people do something in a sentence that tells of an exercise.
pub(super) fn forces(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for &id in doc.all("group-of-states") {
        let group = doc.mention(id);
        let sentence = doc.sentence(group.tokens.start);
        let said = speech.iter().any(|speech| speech.holds(group.tokens.start));
        let taught = is_taught(doc, &group.tokens);
        let told = || doc.within("part-verb", &sentence).next().is_some();
        let acts = || !told() && leads_in(doc, group.tokens.start, Tags::NOM);
        if said || group.attribute("role").is_some() || !taught && !acts() {
            continue;
        }
        let number = doc.chart.sentence_of(sentence.start);
        let event = events.named_in(&sentence, group.tokens.start).or_else(|| {
            let event = events.in_focus(doc, group.tokens.start)?;
            let near = |tokens: &crate::doc::Tokens| {
                tokens.start < sentence.start && doc.chart.sentence_of(tokens.start) + 1 >= number
            };
            events.list[event].mentions.iter().any(near).then_some(event)
        });
        let kind = if taught { "seminar" } else { "exercise" };
        let Some(event) = event.filter(|&event| events.list[event].kind() == kind) else { continue };
        for member in group.parts("member") {
            let who = actor_name(doc, &member.tokens);
            facts.extend(make(events, event, who, "participant", &sentence, &group.rule));
        }
    }
    facts
}

/// "for twenty officers from A and B": whom a course is for, by a word before them or, where heads end their phrases, behind.
fn is_taught(doc: &Doc<'_, '_>, group: &Tokens) -> bool {
    const REACH: usize = 4;
    let Some(words) = doc.pack.setting("for-words") else { return false };
    let sentence = doc.sentence(group.start);
    let near = match crate::forms::governed_from_behind(doc) {
        true => group.end..sentence.end.min(group.end + REACH),
        false => group.start.saturating_sub(REACH).max(sentence.start)..group.start,
    };
    near.into_iter().any(|at| doc.is_any_of(at, words))
}
