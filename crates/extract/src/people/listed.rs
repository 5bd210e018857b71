//! What became of those whom a list names with their posts: "Appointed: X (director), Y (treasurer)".

use rules::Mention;

use crate::doc::{Doc, Tokens};

/// The status that the words before a colon give, in the sentence or in the line that leads into the list; and where
/// they stand.
pub(super) fn under(doc: &Doc<'_, '_>, mention: &Mention) -> Option<(&'static str, Tokens)> {
    let sentence = doc.sentence(mention.tokens.start);
    let colon = (sentence.start..mention.tokens.start).find(|&at| doc.is_mark(at, &[":", "\u{55d}"]));
    if let Some(colon) = colon {
        let lead = sentence.start..colon;
        // another sentence of what is listed, or somebody's words, tells of its own
        return given(doc, &lead).filter(|_| !quotes(doc, colon + 1)).map(|status| (status, lead));
    }
    let lead = doc.lead_in(doc.block_of(mention.tokens.start))?;
    given(doc, &lead).map(|status| (status, lead))
}

fn quotes(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.starts("quoted", at).is_some()
}

/// What a short line says was done to whom it goes on to name: one thing, and nobody named in it.
fn given(doc: &Doc<'_, '_>, lead: &Tokens) -> Option<&'static str> {
    const LONGEST: usize = 14;
    const STATUSES: [(&str, &str); 3] =
        [("appointed", "appointing-words"), ("elected", "electing-words"), ("dismissed", "dismissing-words")];
    if lead.len() > LONGEST || doc.persons.within(lead).next().is_some() {
        return None;
    }
    let said = |setting: &str| {
        doc.pack.setting(setting).is_some_and(|words| lead.clone().any(|at| doc.is_any_of(at, words)))
    };
    let mut given = STATUSES.iter().filter(|(_, setting)| said(setting));
    given.next().filter(|_| given.next().is_none()).map(|(status, _)| *status)
}
