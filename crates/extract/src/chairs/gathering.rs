//! Words for the chair that are said of one gathering: "the meeting was held under the chairmanship of A".

use rules::Mention;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};

/// Whether words for a chair that name no organisation and no time stand beside the one gathering that is told of: its
/// chair is no chair of an organisation.
pub(crate) fn of_gathering(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    /// "Under" and its like, where a rule leaves them out.
    const EDGE: usize = 2;
    let tokens = &mention.tokens;
    // "the meeting of the Council was chaired by A": the body stands in the name of what was chaired
    let named = |org: &Tokens| {
        doc.holding("event", org.start).is_some_and(|event| event.end >= org.end && event.start < org.start)
    };
    let org = mention.part("org").filter(|org| !named(&org.tokens));
    let own = org.is_some() || ["time", "from", "whose"].iter().any(|part| mention.part(part).is_some());
    let passes = mention.attribute("status") == Some("next");
    if own || passes || doc.class("chairmanship") != Some(mention.class) {
        return false;
    }
    let reach = tokens.start.saturating_sub(EDGE)..tokens.end + EDGE;
    let chairs = |verb: &&Mention| {
        let beside = tokens.start < verb.tokens.end && verb.tokens.start < tokens.end;
        verb.attribute("role") == Some("chair") && beside
    };
    let Some(verb) = doc.within("part-verb", &reach).find(chairs) else { return false };
    let sentence = doc.sentence(tokens.start);
    // "A is in the chair until the summit": what is named behind is not what it is the chair of, but "under A's chair the
    // council met"
    let opens = verb.tokens.start <= sentence.start + 1;
    let scope = sentence.start..if opens { sentence.end } else { tokens.start };
    // "Opening session, Osh. Chair: A": a label is said of what stands before it on the line
    let label = || {
        let line = doc.block(doc.block_of(tokens.start)).start..sentence.start;
        let labels = sentence.start == tokens.start && tokens.clone().any(|at| doc.is_mark(at, &[":"]));
        labels && gathers(doc, &line, tokens)
    };
    gathers(doc, &scope, tokens) || label()
}

/// Whether one gathering is told of in a scope, outside of some words and of the names of bodies.
fn gathers(doc: &Doc<'_, '_>, scope: &Tokens, apart: &Tokens) -> bool {
    let several = |at: usize| {
        let word = &doc.chart.words[at];
        word.reads_as(Tags::PL) && !word.reads_as(Tags::SG)
    };
    scope.clone().filter_map(|at| doc.starts("event-head", at)).any(|head| {
        let gathering = matches!(
            head.attribute("kind"),
            Some("session" | "meeting" | "conference" | "roundtable" | "seminar")
        );
        gathering
            && !apart.contains(&head.tokens.start)
            && !several(head.tokens.end - 1)
            && doc.holding("org", head.tokens.start).is_none()
    })
}
