//! Which parts of a text tell of what is to come: "Coming up:" over a list, a heading "Ahead", "Next week." before the
//! sentences of a paragraph.

use text::segment::BlockKind;

use crate::doc::{Doc, Tokens};

/// Words of a line that leads others, at most.
const LONGEST: usize = 6;

/// For every block, whether it stands under such a line or opens with one; nothing where the pack has no words for it.
pub(crate) fn blocks_ahead(doc: &Doc<'_, '_>) -> Vec<bool> {
    let Some(words) = doc.pack.setting("ahead-words") else { return Vec::new() };
    let says = |line: &Tokens| line.clone().any(|at| doc.is_any_of(at, words));
    let (mut under, mut listed) = (false, false);
    let mut found = Vec::with_capacity(doc.chart.segments.blocks.len());
    for (number, block) in doc.chart.segments.blocks.iter().enumerate() {
        let tokens = &block.tokens;
        let item = block.kind == BlockKind::Item;
        let colon = tokens.end > tokens.start && doc.is_mark(tokens.end - 1, &[":"]);
        let title = number == 0 || tokens.is_empty();
        let leads = !item && !title && is_line(doc, tokens, block.kind);
        if leads {
            (under, listed) = (says(tokens), colon && block.kind != BlockKind::Heading);
        } else if !item && listed {
            // the list that the line led into is over
            (under, listed) = (false, false);
        }
        let opens = !title && opening(doc, tokens).is_some_and(|line| says(&line));
        found.push(under || opens);
    }
    found
}

/// A heading, or a short line without a full stop.
fn is_line(doc: &Doc<'_, '_>, tokens: &Tokens, kind: BlockKind) -> bool {
    let ends = tokens.end > tokens.start && doc.is_mark(tokens.end - 1, &[".", ";", ",", "!"]);
    tokens.len() <= LONGEST && (kind == BlockKind::Heading || !ends)
}

/// The first words of a block, up to a colon, or a first sentence of a few words.
fn opening(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Tokens> {
    let sentence = doc.sentence(tokens.start);
    let reach = tokens.start..tokens.end.min(tokens.start + LONGEST);
    let colon = reach.clone().find(|&at| doc.is_mark(at, &[":"]));
    match colon {
        Some(colon) => Some(tokens.start..colon),
        None => Some(sentence).filter(|sentence| sentence.end <= reach.end && sentence.end < tokens.end),
    }
}
