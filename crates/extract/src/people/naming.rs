//! What posts and those who have them to give are called.

use text::morph::Tags;

use crate::doc::{Doc, Tokens, without_letters};
use crate::forms;

use super::owner::new_state;

/// A state for its adjective, an organisation by its name.
pub(crate) fn organisation_name(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    if let Some(state) = new_state(doc, tokens) {
        return state;
    }
    let tokens = &without_letters(doc, &doc.full_org(&without_post(doc, tokens)));
    if let Some(adjective) = doc.at("country-adjective", tokens)
        && let Some(country) = adjective.attribute("id").and_then(|id| doc.pack.lexicon_form("country", id))
    {
        return country.to_owned();
    }
    forms::nominative(doc, tokens)
}

/// "of A at the UN", "of A for trade": the state or body before a small word that tells of the post.
fn without_post(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let small = |at: &usize| doc.chart.words[*at].readings.first().is_some_and(|tags| tags.has(Tags::ADP));
    let Some(at) = (tokens.start + 1..tokens.end).find(small) else { return tokens.clone() };
    let before = tokens.start..at;
    let named = ["country", "state", "known-org"].iter().any(|class| doc.at(class, &before).is_some());
    if named { before } else { tokens.clone() }
}

/// The name of a post: the dictionary form, in the singular where a list shares it.
pub(super) fn title_name(doc: &Doc<'_, '_>, tokens: &Tokens, plural: bool) -> String {
    let head = doc.starts("title-head", tokens.start);
    if let Some(single) = head.filter(|head| head.tokens == *tokens).and_then(|head| head.attribute("plural"))
    {
        return single.replace('_', " ");
    }
    if plural && forms::governed_from_behind(doc) {
        return forms::singular_head(doc, tokens);
    }
    if plural {
        let singular = tokens.clone().find_map(|at| {
            let analyses = doc.pack.morphology.analyse(doc.word(at));
            let plural =
                analyses.into_iter().find(|one| one.tags.has(Tags::NOUN) && one.tags.has(Tags::PL))?;
            Some((at, plural.lemma))
        });
        if let Some((at, singular)) = singular {
            // "ministers of transport": what the post is of stays as it is
            let rest = forms::tidy(doc.chart.written(&(at + 1..tokens.end)));
            // "foreign ministers" are foreign ministers one by one
            let lead = doc.pack.setting("plural-titles").map(|_| forms::plain(doc, &(tokens.start..at)));
            let parts = [lead.unwrap_or_default(), singular, rest];
            return parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        }
    }
    forms::nominative(doc, tokens)
}
