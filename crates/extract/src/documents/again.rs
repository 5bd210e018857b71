//! "In the Declaration adopted in A on 3 May 2024": a document named before without when and where is spoken of again
//! with both.

use super::{Found, is_stop};
use crate::doc::{Doc, Tokens};
use crate::{events, time};

/// Completes the only document of its kind by what is said of it where it is named by its kind alone.
pub(super) fn complete(doc: &Doc<'_, '_>, found: &mut [Found]) {
    let Some(from) = found.iter().filter_map(|found| found.mentions.first()).map(|first| first.end).min()
    else {
        return;
    };
    for at in from..doc.tokens().end {
        let Some(head) = doc.starts("document-head", at) else { continue };
        let Some(kind) = head.attribute("kind") else { continue };
        // where it is named in full it says no more of itself
        let mut named = found.iter().filter_map(|found| found.mentions.first());
        if named.any(|named| named.start <= head.tokens.start && head.tokens.end <= named.end) {
            continue;
        }
        let mut of_kind = found.iter_mut().filter(|found| found.fact.get("kind") == Some(kind));
        let (Some(only), None) = (of_kind.next(), of_kind.next()) else { continue };
        if only.mentions.first().is_none_or(|first| first.start > head.tokens.start) {
            continue;
        }
        let sentence = doc.sentence(head.tokens.start);
        let Some(time) = when_made(doc, &head.tokens, &sentence) else { continue };
        let place = events::place_named(doc, &head.tokens, &sentence);
        let silent = only.fact.get("date").is_none();
        if silent {
            only.fact.set("date", time.value.as_str().to_owned());
            only.fact.evidence.push(sentence);
            if let Some(place) = place.filter(|_| only.fact.get("place").is_none()) {
                only.fact.set("place", place);
            }
        }
    }
}

/// The day right after a word that tells how the document came to be: "adopted in A on 3 May".
fn when_made<'d>(doc: &'d Doc<'_, '_>, head: &Tokens, sentence: &Tokens) -> Option<&'d time::Time> {
    const REACH: usize = 6;
    let after = head.end..sentence.end;
    let act = doc.within("doc-action", &after).next()?;
    let made = matches!(act.attribute("action"), Some("signed" | "adopted" | "approved"));
    // a participle after its noun, in some languages after a comma
    let close =
        (head.end..act.tokens.start).all(|at| doc.is_mark(at, &[","])) && act.tokens.start <= head.end + 1;
    let reach = act.tokens.end..(act.tokens.end + REACH).min(sentence.end);
    let time = doc.times.iter().find(|time| reach.contains(&time.tokens.start))?;
    let day = time.precision == 3 && !time.open;
    let one_clause = (act.tokens.end..time.tokens.start).all(|at| !is_stop(doc, at));
    (made && close && day && one_clause).then_some(time)
}
