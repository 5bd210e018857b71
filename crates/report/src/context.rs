//! The sentence around a passage, so that a quote is read where it stands.

use record::Span;

/// A context longer than this is cut down to what stands around the marks.
const LONGEST: usize = 900;

/// The sentences of one paragraph that hold the span; `None` where it does not fit the text.
///
/// Only for showing: a boundary missed or seen too much makes a context longer or shorter, no more.
pub fn sentence(text: &str, span: Span) -> Option<Span> {
    if span.start > span.end || text.get(span.start..span.end).is_none() {
        return None;
    }
    let before = text.get(..span.start)?;
    let after = text.get(span.end..)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = span.end + after.find('\n').unwrap_or(after.len());
    let paragraph = text.get(start..end)?;
    let (mut first, mut last) = (start, end);
    for cut in cuts(paragraph).map(|cut| start + cut) {
        if cut <= span.start {
            first = cut;
        }
        if cut >= span.end && cut > span.start {
            last = cut;
            break;
        }
    }
    let found = text.get(first..last)?;
    let lead = found.len() - found.trim_start().len();
    let trail = found.len() - found.trim_end().len();
    Some(Span { start: (first + lead).min(span.start), end: last.saturating_sub(trail).max(span.end) })
}

/// Byte offsets after the white space that follows a full stop.
fn cuts(paragraph: &str) -> impl Iterator<Item = usize> {
    let chars: Vec<(usize, char)> = paragraph.char_indices().collect();
    let at = move |index: usize| chars.get(index).copied();
    let length = paragraph.chars().count();
    (0..length).filter_map(move |index| {
        let (_, stop) = at(index)?;
        if !matches!(stop, '.' | '!' | '?' | '\u{2026}' | '\u{589}' | '\u{3002}') {
            return None;
        }
        let mut next = index + 1;
        while at(next).is_some_and(|(_, c)| closes(c)) {
            next += 1;
        }
        let space = next;
        while at(next).is_some_and(|(_, c)| c.is_whitespace()) {
            next += 1;
        }
        let (offset, following) = at(next)?;
        let initial = stop == '.' && is_initial(index, &at);
        (next > space && !following.is_lowercase() && !initial).then_some(offset)
    })
}

fn closes(c: char) -> bool {
    matches!(c, '"' | '\'' | ')' | ']' | '\u{bb}' | '\u{201d}' | '\u{2019}' | '\u{201c}')
}

/// A full stop after a single letter, as in the initials of a person.
fn is_initial(stop: usize, at: &impl Fn(usize) -> Option<(usize, char)>) -> bool {
    let letter = |index: usize| at(index).is_some_and(|(_, c)| c.is_alphanumeric());
    stop > 0 && letter(stop - 1) && (stop == 1 || !letter(stop - 2))
}

/// A stretch of a passage as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Plain(String),
    /// Words that a claim rests on.
    Marked(String),
    /// Words left out.
    Cut,
}

/// The context with its marks shown; where it is long, what stands far from any mark is left out.
pub fn pieces(text: &str, context: Span, marks: &[Span]) -> Vec<Piece> {
    let mut merged: Vec<Span> = Vec::new();
    for mark in marks {
        match merged.last_mut() {
            Some(last) if mark.start <= last.end => last.end = last.end.max(mark.end),
            _ => merged.push(*mark),
        }
    }
    let long = context.end.saturating_sub(context.start) > LONGEST;
    let mut pieces = Vec::new();
    let mut from = context.start;
    for mark in merged {
        let gap = text.get(from..mark.start).unwrap_or_default();
        plain(&mut pieces, gap, long, from > context.start, true);
        pieces.push(Piece::Marked(text.get(mark.start..mark.end).unwrap_or_default().to_owned()));
        from = mark.end;
    }
    let rest = text.get(from..context.end).unwrap_or_default();
    plain(&mut pieces, rest, long, from > context.start, false);
    pieces
}

fn plain(pieces: &mut Vec<Piece>, gap: &str, long: bool, after_mark: bool, before_mark: bool) {
    const KEPT: usize = 120;
    let count = gap.chars().count();
    if gap.is_empty() {
    } else if !long || count <= 2 * KEPT {
        pieces.push(Piece::Plain(gap.to_owned()));
    } else {
        if after_mark {
            let kept: String = gap.chars().take(KEPT).collect();
            let kept = kept.rsplit_once(char::is_whitespace).map_or(kept.as_str(), |(kept, _)| kept);
            pieces.push(Piece::Plain(kept.to_owned()));
        }
        pieces.push(Piece::Cut);
        if before_mark {
            let kept: String = gap.chars().skip(count - KEPT).collect();
            let kept = kept.split_once(char::is_whitespace).map_or(kept.as_str(), |(_, kept)| kept);
            pieces.push(Piece::Plain(kept.to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around<'t>(text: &'t str, part: &str) -> &'t str {
        let start = text.find(part).unwrap();
        sentence(text, Span::new(start, start + part.len())).unwrap().of(text).unwrap()
    }

    #[test]
    fn a_passage_is_shown_in_its_sentence() {
        let text =
            "Heading\nIt met in Astana. President A. B. Orlov spoke, e.g. on trade. “Done.” He left.\nNext";
        assert_eq!(around(text, "Astana"), "It met in Astana.");
        assert_eq!(around(text, "spoke"), "President A. B. Orlov spoke, e.g. on trade.");
        assert_eq!(around(text, "Done"), "“Done.”");
        assert_eq!(around(text, "Heading"), "Heading");
        assert_eq!(
            around(text, "Astana. President"),
            "It met in Astana. President A. B. Orlov spoke, e.g. on trade."
        );
        assert_eq!(sentence(text, Span { start: 0, end: 1000 }), None);
        assert_eq!(sentence(text, Span { start: 5, end: 2 }), None);
    }

    #[test]
    fn marks_that_touch_are_one_and_far_words_are_cut() {
        let text = "abcdef";
        let shown = pieces(text, Span::new(0, 6), &[Span::new(1, 3), Span::new(2, 4)]);
        assert_eq!(shown, [Piece::Plain("a".into()), Piece::Marked("bcd".into()), Piece::Plain("ef".into())]);
        let long = format!("{} mark {}", "before ".repeat(100), "after ".repeat(100));
        let at = long.find("mark").unwrap();
        let shown = pieces(&long, Span::new(0, long.len()), &[Span::new(at, at + 4)]);
        assert_eq!(shown.len(), 5);
        assert_eq!(
            (&shown[0], &shown[2], &shown[4]),
            (&Piece::Cut, &Piece::Marked("mark".into()), &Piece::Cut)
        );
    }

    proptest::proptest! {
        #[test]
        fn the_sentence_holds_the_span(text in "\\PC{0,80}", start in 0usize..90, length in 0usize..30) {
            let span = Span { start, end: start + length };
            if let Some(found) = sentence(&text, span) {
                proptest::prop_assert!(found.contains(span) && found.of(&text).is_some());
            }
        }
    }
}
