//! Attributions for `annotate`: what the text gives as somebody's words, thoughts or wishes, in quotation marks or not,
//! with the passage that names whose they are and the word that says so (source, cue, content, as in PARC).
//!
//! Wider than [`crate::statements`]: documents speak here, opinions and plans count, a source may be a pronoun. Nothing
//! here touches a claim. The pack's list of words (`reporting.tsv`) tells which words do what; a language without one
//! has its statements alone.

mod noun;
mod paragraph;
mod phrase;
mod quotation;
mod sentence;
mod words;

use record::Span;

use crate::Speech;
use crate::doc::{Doc, Tokens};
use paragraph::Paragraph;
use words::Words;

/// What kind of report an attribution is: what may go on with it differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Words in quotation marks.
    Quoted,
    /// A clause after or around a verb of speech.
    Told,
    /// "According to".
    Sourced,
    /// A thought, a wish, an attitude, an appearance.
    Held,
}

#[derive(Clone, Debug)]
struct Attribution {
    source: Option<Tokens>,
    cue: Option<Tokens>,
    content: Vec<Tokens>,
    manner: Manner,
}

/// Attributions, and the statements whose words are in none of them, in the order of the text.
pub(crate) fn beside(doc: &Doc<'_, '_>, statements: &[Speech]) -> Vec<Speech> {
    let mut found = find(doc);
    let mut taken: Vec<Span> = found.iter().flat_map(|one| one.content.iter().copied()).collect();
    taken.sort_unstable_by_key(|span| span.start);
    // the furthest end so far, as passages lie in one another
    let mut furthest = 0;
    let ends: Vec<usize> = taken
        .iter()
        .map(|span| {
            furthest = furthest.max(span.end);
            furthest
        })
        .collect();
    let free = |span: &Span| {
        let before = taken.partition_point(|one| one.start < span.end);
        before.checked_sub(1).is_none_or(|last| ends[last] <= span.start)
    };
    found.extend(statements.iter().filter(|one| one.content.iter().all(free)).cloned());
    found.sort_by_key(|one| one.content.first().map_or(0, |content| content.start));
    found
}

/// All attributions of a text; none where the language has no list of words for them.
fn find(doc: &Doc<'_, '_>) -> Vec<Speech> {
    let Some(words) = Words::new(doc) else { return Vec::new() };
    let mut found: Vec<Attribution> = Vec::new();
    let mut last: Option<Tokens> = None;
    for number in doc.blocks() {
        let paragraph = Paragraph::new(&words, number);
        // whose report the next quotation of the paragraph goes on with
        let mut open: Option<usize> = None;
        for scope in &paragraph.sentences {
            if let Some(quote) = paragraph.whole_quotation(scope) {
                if paragraph.is_heading(scope, &quote) {
                    continue;
                }
                match open {
                    Some(at) => found[at].content.push(quote),
                    None => {
                        found.push(Attribution {
                            source: last.clone(),
                            cue: None,
                            content: vec![quote],
                            manner: Manner::Quoted,
                        });
                        open = Some(found.len() - 1);
                    }
                }
                continue;
            }
            let before = found.len();
            found.extend(sentence::read(&paragraph, scope, last.as_ref()));
            let new = before..found.len();
            let quoted = new.clone().rev().find(|&at| found[at].manner == Manner::Quoted);
            let told = || new.clone().rev().find(|&at| found[at].manner != Manner::Held);
            if let Some(at) = quoted.or_else(told) {
                open = (found[at].manner != Manner::Sourced).then_some(at);
                if let Some(source) = &found[at].source {
                    last = Some(source.clone());
                }
            }
        }
    }
    found.iter().filter_map(|one| speech(doc, one)).collect()
}

fn speech(doc: &Doc<'_, '_>, one: &Attribution) -> Option<Speech> {
    let mut content: Vec<Tokens> = one.content.iter().filter(|part| !part.is_empty()).cloned().collect();
    content.sort_by_key(|part| part.start);
    let content: Vec<Span> = content.iter().map(|part| doc.chart.span(part)).collect();
    (!content.is_empty()).then(|| Speech {
        source: one.source.as_ref().map(|source| doc.chart.span(source)),
        cue: one.cue.as_ref().map(|cue| doc.chart.span(cue)),
        content,
        direct: one.manner == Manner::Quoted,
    })
}
