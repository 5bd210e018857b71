//! What is called as gatherings are and is a body: "the Forum admitted A", "members of the Lake Dialogue".

use rules::Mention;

use super::name::number_in;
use crate::doc::{Doc, Tokens};
use crate::forms;

/// The bodies of the text whose names end as those of gatherings do.
pub(super) fn bodies(doc: &Doc<'_, '_>) -> Vec<Tokens> {
    let ends_so = |tokens: &Tokens| {
        let last = tokens.end.checked_sub(1);
        last.is_some_and(|last| {
            doc.starts("event-head", last).is_some_and(|head| head.tokens.end == tokens.end)
        })
    };
    let said = doc.all("org").iter().map(|&id| doc.mention(id));
    let said = said.filter(|org| org.attribute("standing").is_some());
    let known = doc.all("known-org").iter().map(|&id| doc.mention(id));
    let verb_near = doc.pack.setting("verb-early").is_some();
    let known = known.filter(|org| verb_near && doc.at("series", &org.tokens).is_none());
    said.chain(known).map(|org| org.tokens.clone()).filter(ends_so).collect()
}

/// "An exercise of the Forum for Safety": a body or organisation of a profile, which no verb says to be held.
fn is_known(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const NEAR: usize = 3;
    let bare = forms::bare(doc, &mention.tokens);
    let known = ["known-org", "known-body"]
        .iter()
        .any(|class| doc.covering(class, &bare).any(|org| doc.at("series", &org.tokens).is_none()));
    let after = bare.end..doc.sentence(bare.start).end.min(bare.end + NEAR);
    // where verbs end their sentences, none stands near
    let known = known && doc.pack.setting("verb-early").is_some();
    known && doc.within("status-word", &after).next().is_none()
}

/// Whether a mention of a gathering names one of these bodies, in full or by its head noun alone.
pub(super) fn is_body(doc: &Doc<'_, '_>, bodies: &[Tokens], mention: &Mention) -> bool {
    if is_known(doc, mention) {
        return true;
    }
    let (Some(head), Some(name)) = (mention.part("head"), mention.part("name")) else { return false };
    let (head, name) = (&head.tokens, &name.tokens);
    let capital = |at: usize| doc.chart.tokens().get(at).is_some_and(|token| token.is_capitalised());
    if bodies.is_empty()
        || head.len() != 1
        || name.end != head.end
        || !capital(head.start)
        || number_in(doc, name).is_some()
    {
        return false;
    }
    let before = head.start.checked_sub(1).filter(|at| name.contains(at) && capital(*at));
    bodies.iter().any(|body| {
        let last = body.end - 1;
        let keys = &doc.chart.words[last].keys;
        let alike = doc.chart.words[head.start].keys.iter().any(|key| keys.contains(key));
        let same = match (before, last.checked_sub(1).filter(|at| body.contains(at))) {
            (None, _) => true,
            (Some(own), Some(other)) => doc.word(own) == doc.word(other),
            (Some(_), None) => false,
        };
        alike && same
    })
}
