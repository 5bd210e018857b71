//! Texts to words: the parts of tokens that are looked for, each at its position.

use record::Span;
use text::token::{Shape, Token, TokenKind, tokenise};

/// More letters than any word has; what is longer is cut, in texts and queries alike.
const LONGEST: usize = 64;

/// One part of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'t> {
    pub span: Span,
    /// As it stands in the text.
    pub text: &'t str,
    /// Counted in words, so that those of a phrase follow each other.
    pub position: usize,
    /// Whether it begins with a capital, as names do.
    pub capital: bool,
    /// One capital letter and a dot: it stands for a longer word.
    pub initial: bool,
}

/// The words of a text. Parts that a hyphen, a dot or a slash joins are words of their own, so that
/// `A-2024`, `A 2024` and `2024` find each other; parts that an apostrophe joins are one.
pub fn words(text: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::with_capacity(text.len() / 6);
    for token in tokenise(text) {
        let Some(slice) = token.span.of(text) else { continue };
        // an ending that stands apart, as an English possessive does, says nothing
        let is_ending = token.kind == TokenKind::Word && slice.starts_with(is_apostrophe);
        if token.kind == TokenKind::Mark || is_ending {
            continue;
        }
        parts(slice, token, &mut |from, to| {
            let span = Span::new(token.span.start + from, token.span.start + to);
            let Some(text) = span.of(text) else { return };
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            let initial = token.kind == TokenKind::Initial;
            found.push(Word { span, text, position: found.len(), capital, initial });
        });
    }
    found
}

/// Calls `emit` with the start and end of each part of a token.
fn parts(slice: &str, token: Token, emit: &mut dyn FnMut(usize, usize)) {
    if token.kind == TokenKind::Ordinal && token.shape != Shape::None {
        // the grammatical ending of a numeral is no word
        let digits = slice.bytes().take_while(u8::is_ascii_digit).count();
        return emit(0, digits);
    }
    let mut start: Option<(usize, usize)> = None;
    let mut letters = 0;
    for (at, c) in slice.char_indices() {
        let next = at + c.len_utf8();
        if is_written_alone(c) {
            if let Some((from, to)) = start.take() {
                emit(from, to);
            }
            emit(at, next);
        } else if is_in_words(c) {
            letters = if start.is_some() { letters + 1 } else { 1 };
            let from = start.map_or(at, |(from, _)| from);
            let to = start.map_or(next, |(_, to)| if letters <= LONGEST { next } else { to });
            start = Some((from, to));
        } else if joins(c) || (token.kind == TokenKind::Number && groups(slice, at, c)) {
            continue;
        } else if let Some((from, to)) = start.take() {
            emit(from, to);
        }
    }
    if let Some((from, to)) = start {
        emit(from, to);
    }
}

/// Letters and digits. The common blocks come first: the tables of the standard library are slow to ask.
pub fn is_in_words(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' => true,
        _ => c.is_alphanumeric(),
    }
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// What stands inside a word without parting it: apostrophes, combining marks, soft hyphens, and the
/// marks that Armenian writes over a letter.
fn joins(c: char) -> bool {
    is_apostrophe(c) || matches!(c, '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{55b}'..='\u{55e}')
}

/// Whether a separator only groups the digits of one number: a space always does, a comma before three digits.
fn groups(slice: &str, at: usize, separator: char) -> bool {
    let rest = slice.get(at + separator.len_utf8()..).unwrap_or_default();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    separator.is_whitespace() || (separator == ',' && digits == 3)
}

/// Scripts that put no spaces between words: each character is found by itself, words as phrases.
fn is_written_alone(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<&str> = words(text).iter().map(|word| word.text).collect();
        assert_eq!(found, expected);
        assert!(words(text).iter().enumerate().all(|(at, word)| word.position == at));
    }

    #[test]
    fn hyphens_part_and_apostrophes_join() {
        check("«Рубеж-2024» и 80-летие", &["Рубеж", "2024", "и", "80", "летие"]);
        check("Касым-Жомарт К. Токаев", &["Касым", "Жомарт", "К", "Токаев"]);
        check("Myanmar's об’єднання O'Brien", &["Myanmar", "об’єднання", "O'Brien"]);
        check("", &[]);
        check(" — … !", &[]);
    }

    #[test]
    fn numbers_keep_their_groups_and_lose_their_endings() {
        check("10 000 and 1,300; 2,5 кг", &["10 000", "and", "1,300", "2", "5", "кг"]);
        check("28.11.2024 в 10:30", &["28", "11", "2024", "в", "10", "30"]);
        check("24th, 2025-го, G7", &["24", "2025", "G7"]);
    }

    #[test]
    fn characters_that_stand_alone_are_words() {
        check("上海合作组织 SCO", &["上", "海", "合", "作", "组", "织", "SCO"]);
    }

    #[test]
    fn the_common_blocks_are_as_the_standard_library_has_them() {
        assert!(('\0'..='\u{1000}').all(|c| is_in_words(c) == c.is_alphanumeric()));
    }

    #[test]
    fn a_word_without_end_is_cut() {
        let long = "а".repeat(500);
        let found = words(&long);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].text.chars().count(), LONGEST);
    }

    proptest::proptest! {
        #[test]
        fn spans_hold_the_words_in_order(text in "\\PC*|[A-Za-zЀ-ӿ0-9 .,'’«»–-]{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                proptest::prop_assert!(word.span.start >= end && !word.span.is_empty());
                proptest::prop_assert_eq!(word.span.of(&text), Some(word.text));
                end = word.span.end;
            }
        }
    }
}
