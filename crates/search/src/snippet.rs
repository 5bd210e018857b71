//! The passage of a text that answers a query best.

use record::Span;

use crate::query::{Marked, Marks};

/// How long a snippet is, in bytes; words are not cut.
const LENGTH: usize = 400;
/// How far before the first word that answers it may begin, to begin with a sentence.
const LEAD: usize = 120;

/// A passage of a card's text. Spans count bytes of that text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    pub span: Span,
    /// The passage itself.
    pub text: String,
    /// The words that answer the query.
    pub marks: Vec<Span>,
    /// Whether the text goes on before and after it.
    pub cut_before: bool,
    pub cut_after: bool,
}

impl Snippet {
    /// The passage in pieces, each with whether it answers the query, to be set off.
    pub fn pieces(&self) -> Vec<(&str, bool)> {
        pieces(&self.text, self.span.start, &self.marks)
    }
}

/// A text in pieces, by marks that count from `offset`.
fn pieces<'t>(text: &'t str, offset: usize, marks: &[Span]) -> Vec<(&'t str, bool)> {
    let mut found = Vec::new();
    let mut at = 0;
    for mark in marks {
        let (Some(start), Some(end)) = (mark.start.checked_sub(offset), mark.end.checked_sub(offset)) else {
            continue;
        };
        let (Some(before), Some(marked)) = (text.get(at..start), text.get(start..end)) else { continue };
        found.extend([(before, false), (marked, true)]);
        at = end;
    }
    found.push((text.get(at..).unwrap_or_default(), false));
    found.retain(|(piece, _)| !piece.is_empty());
    found
}

/// The spans of what is marked, each once.
pub fn spans(marked: &[Marked]) -> Vec<Span> {
    let mut spans: Vec<Span> = marked.iter().map(|one| one.span).collect();
    spans.sort_unstable();
    spans.dedup();
    spans
}

/// The passage with the most words of the query, and the first of those; the start of the text where it has
/// none. `None` for a text without words.
pub fn snippet(text: &str, cut: bool, marks: &mut Marks) -> Option<Snippet> {
    let trimmed = text.trim_start();
    let first = text.len() - trimmed.len();
    if trimmed.is_empty() {
        return None;
    }
    let all = marks.items();
    // a passage that answers every item is as good as any later one
    let marked = marks.find(text, cut, &|found| answers(found) == all);
    let start = best(&marked).map_or(first, |one| lead(text, first, one.span.start));
    let end = ending(text, start);
    let passage = text.get(start..end)?;
    // all of its marks: the search for it ended with the last item
    let shift = |mark: Span| Span::new(mark.start + start, mark.end + start);
    let marks = spans(&marks.find(passage, cut, &|_| false)).into_iter().map(shift).collect();
    let cut_after = !text.get(end..)?.trim().is_empty();
    Some(Snippet {
        span: Span::new(start, end),
        text: passage.to_owned(),
        marks,
        cut_before: start > first,
        cut_after,
    })
}

/// How far apart the first and the last word of a passage may be.
const ROOM: usize = LENGTH - LEAD;

fn distinct(items: impl Iterator<Item = usize>) -> usize {
    let mut items: Vec<usize> = items.collect();
    items.sort_unstable();
    items.dedup();
    items.len()
}

/// How many items the passage that ends with the last mark answers.
fn answers(marked: &[Marked]) -> usize {
    let Some(last) = marked.last() else { return 0 };
    let near = marked.iter().rev().take_while(|one| one.span.start + ROOM >= last.span.end);
    distinct(near.map(|one| one.item))
}

/// The mark that the best passage begins with: the one with the most items, then the most words.
fn best(marked: &[Marked]) -> Option<Marked> {
    let mut best: Option<((usize, usize), Marked)> = None;
    for (at, from) in marked.iter().enumerate() {
        let rest = marked.get(at..).unwrap_or_default();
        let within = rest.iter().take_while(|one| one.span.end <= from.span.start + ROOM);
        let worth = (distinct(within.clone().map(|one| one.item)), within.count());
        if best.is_none_or(|(most, _)| worth > most) {
            best = Some((worth, *from));
        }
    }
    best.map(|(_, mark)| mark)
}

/// Where to begin so that the word at `at` is led up to: at the start of its sentence, or of a word.
fn lead(text: &str, first: usize, at: usize) -> usize {
    let earliest = boundary(text, at.saturating_sub(LEAD)).max(first);
    if earliest == first {
        return first;
    }
    let before = text.get(earliest..at).unwrap_or_default();
    let after_end = sentence_ends(before).last();
    let after_space =
        || before.char_indices().find(|(_, c)| c.is_whitespace()).map(|(end, c)| end + c.len_utf8());
    let skip = after_end.or_else(after_space).unwrap_or(before.len());
    let rest = before.get(skip..).unwrap_or_default();
    at - rest.trim_start().len()
}

/// Where sentences end. A dot after one letter is an initial's, and one before a letter is within a word.
fn sentence_ends(text: &str) -> impl Iterator<Item = usize> {
    text.char_indices().filter_map(|(at, c)| {
        let end = at + c.len_utf8();
        let ends = match c {
            '\n' | '\u{2026}' => true,
            '.' | '!' | '?' => {
                let mut before = text.get(..at).unwrap_or_default().chars().rev();
                let one_letter = before.next().is_some_and(char::is_alphabetic)
                    && !before.next().is_some_and(char::is_alphanumeric);
                let parted = text.get(end..).is_some_and(|rest| rest.starts_with(char::is_whitespace));
                parted && !(c == '.' && one_letter)
            }
            _ => false,
        };
        ends.then_some(end)
    })
}

/// Where to end: the last end of a word that there is room for.
fn ending(text: &str, start: usize) -> usize {
    let limit = boundary(text, start + LENGTH);
    let rest = text.get(start..limit).unwrap_or_default();
    if limit == text.len() {
        return start + rest.trim_end().len();
    }
    let space = rest.char_indices().rev().find(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    // a text without spaces is cut anywhere
    let kept = space.filter(|at| *at > 0).and_then(|at| rest.get(..at)).unwrap_or(rest);
    start + kept.trim_end().len()
}

/// The last boundary between characters that is not after `at`.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(words: &[&str]) -> Marks {
        let mut marks = Marks::default();
        for word in words {
            let item = marks.item(1);
            marks.term(word, item, 0);
        }
        marks
    }

    fn shown(snippet: &Snippet) -> String {
        let pieces = snippet.pieces();
        let body: String = pieces
            .iter()
            .map(|(piece, marked)| if *marked { format!("[{piece}]") } else { (*piece).to_owned() })
            .collect();
        let (before, after) =
            (if snippet.cut_before { "…" } else { "" }, if snippet.cut_after { "…" } else { "" });
        format!("{before}{body}{after}")
    }

    #[test]
    fn a_short_text_is_shown_whole() {
        let text = "  The council met in Minsk.\n";
        assert_eq!(
            shown(&snippet(text, false, &mut marks(&["minsk"])).unwrap()),
            "The council met in [Minsk]."
        );
        assert_eq!(shown(&snippet(text, false, &mut marks(&[])).unwrap()), "The council met in Minsk.");
        assert_eq!(snippet(" \n", false, &mut marks(&["x"])), None);
    }

    #[test]
    fn the_passage_with_all_words_wins_and_begins_with_its_sentence() {
        let filler = "Words that say nothing at all. ".repeat(20);
        let text = format!("Minsk. {filler}The council met in Minsk on Thursday. {filler}");
        let snippet = snippet(&text, false, &mut marks(&["council", "minsk"])).unwrap();
        let shown = shown(&snippet);
        assert!(shown.starts_with("…The [council] met in [Minsk] on Thursday. Words"), "{shown}");
        assert!(shown.ends_with('…'));
        assert_eq!(snippet.span.of(&text), Some(snippet.text.as_str()));
        assert!(snippet.text.len() <= LENGTH);
    }

    #[test]
    fn initials_end_no_sentence() {
        let text = format!("{} Выступил К. К.Токаев, Президент.", "Слово за словом. ".repeat(20));
        let snippet = snippet(&text, false, &mut marks(&["токаев"])).unwrap();
        assert_eq!(shown(&snippet), "…Выступил К. К.[Токаев], Президент.");
    }

    proptest::proptest! {
        #[test]
        fn spans_always_fit(text in "(\\PC|[а-я .\\n]){0,600}", word in "[а-я]{1,3}") {
            if let Some(snippet) = snippet(&text, true, &mut marks(&[&word, "а"])) {
                proptest::prop_assert_eq!(snippet.span.of(&text), Some(snippet.text.as_str()));
                for mark in &snippet.marks {
                    proptest::prop_assert!(snippet.span.contains(*mark) && mark.of(&text).is_some());
                }
                let joined: String = snippet.pieces().iter().map(|(piece, _)| *piece).collect();
                proptest::prop_assert_eq!(joined, snippet.text);
            }
        }
    }
}
