//! Whether papers were made public: what a sentence says of the text of one told of before.

use rules::Mention;
use text::token::TokenKind;

use super::Found;
use crate::doc::Doc;

/// "its text has not been published" goes with the document last named before it.
pub(super) fn tell(doc: &Doc<'_, '_>, found: &mut [Found]) {
    for &id in doc.all("publicity") {
        let word = doc.mention(id);
        let Some(published) = word.attribute("published") else { continue };
        // "seven of them have been made public" counts documents
        const COUNT: usize = 3;
        let counted = (word.tokens.start.saturating_sub(COUNT)..word.tokens.start).any(|at| {
            doc.chart.tokens()[at].kind == TokenKind::Number || doc.starts("numeral", at).is_some()
        });
        if counted {
            continue;
        }
        // "the text of the declaration": the paper last told of that is one
        let kind = kind_named(doc, found, word);
        let before = found
            .iter_mut()
            .filter(|found| found.last() < word.tokens.start)
            .filter(|found| kind.is_none() || found.fact.get("kind") == kind)
            .max_by_key(|found| found.last());
        let Some(before) = before else { continue };
        let near =
            doc.chart.sentence_of(word.tokens.start).saturating_sub(doc.chart.sentence_of(before.last()))
                <= if kind.is_some() { 4 } else { 2 };
        if near {
            before.fact.set("published", published.to_owned());
            before.fact.evidence.push(doc.sentence(word.tokens.start));
        }
    }
}

/// The kind of the paper that the sentence of a word of publishing names by its head noun alone, where one of the
/// kind was told of.
fn kind_named<'d>(doc: &'d Doc<'_, '_>, found: &[Found], word: &Mention) -> Option<&'d str> {
    let sentence = doc.sentence(word.tokens.start);
    let told = |at: usize| found.iter().any(|found| found.mentions.iter().any(|name| name.contains(&at)));
    let alone = |at: usize| !told(at) && !word.tokens.contains(&at);
    let kinds = sentence.clone().filter(|&at| alone(at)).filter_map(|at| doc.starts("document-head", at));
    let mut kinds = kinds.filter_map(|head| head.attribute("kind"));
    let kind = kinds.next().filter(|kind| kinds.all(|other| other == *kind))?;
    let free = sentence.clone().all(|at| !told(at));
    (free && found.iter().any(|found| found.fact.get("kind") == Some(kind))).then_some(kind)
}
