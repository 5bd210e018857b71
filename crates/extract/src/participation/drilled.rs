//! Whose forces an exercise is told to have had: "rescuers from A and B put out a fire", said of a drill.

use text::morph::Tags;

use super::actors::actor_name;
use super::doers::leads_in;
use super::make;
use crate::claims::Fact;
use crate::doc::Doc;
use crate::events::Events;
use crate::statements::Speech;

/// The states and bodies whose people do something in a sentence that tells of an exercise.
pub(super) fn forces(doc: &Doc<'_, '_>, events: &Events, speech: &[Speech]) -> Vec<Fact> {
    let mut facts = Vec::new();
    for &id in doc.all("group-of-states") {
        let group = doc.mention(id);
        let sentence = doc.sentence(group.tokens.start);
        let said = speech.iter().any(|speech| speech.holds(group.tokens.start));
        let told = doc.within("part-verb", &sentence).next().is_some();
        if said || told || group.attribute("role").is_some() || !leads_in(doc, group.tokens.start, Tags::NOM)
        {
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
        let Some(event) = event.filter(|&event| events.list[event].kind() == "exercise") else { continue };
        for member in group.parts("member") {
            let who = actor_name(doc, &member.tokens);
            facts.extend(make(events, event, who, "participant", &sentence, &group.rule));
        }
    }
    facts
}
