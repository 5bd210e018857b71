//! Text to tokens. Tokens and the gaps between them are the text, byte for byte.

use record::Span;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, also with digits, hyphens and apostrophes inside.
    Word,
    /// Digits, also with separators: `24`, `1,300`, `2.5`, `28.11.2024`, `10 000`.
    Number,
    /// Digits with a grammatical ending: `24th`, a year with a case ending after a hyphen.
    Ordinal,
    /// One capital letter and its dot.
    Initial,
    /// A mark or sign, one character each (an ellipsis of dots is one).
    Mark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    Lower,
    /// A capital, then at least one small letter.
    Title,
    /// Capitals only, two or more letters.
    Upper,
    /// One capital letter.
    Single,
    /// No letters.
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    pub span: Span,
    pub kind: TokenKind,
    pub shape: Shape,
}

impl Token {
    pub fn is_capitalised(self) -> bool {
        matches!(self.shape, Shape::Title | Shape::Upper | Shape::Single)
    }
}

/// Splits a text into tokens.
pub fn tokenise(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if first.is_whitespace() || is_invisible(first) {
            at += first.len_utf8();
            continue;
        }
        let (end, kind) = scan(text, at, first);
        let shape = shape_of(&text[at..end]);
        let kind =
            if kind == TokenKind::Word && is_initial(text, at, end) { TokenKind::Initial } else { kind };
        let end = if kind == TokenKind::Initial { end + 1 } else { end };
        match possessive(text, at, end, kind) {
            Some(cut) => {
                tokens.push(Token { span: Span::new(at, cut), kind, shape: shape_of(&text[at..cut]) });
                tokens.push(Token { span: Span::new(cut, end), kind: TokenKind::Word, shape: Shape::Lower });
            }
            None => tokens.push(Token { span: Span::new(at, end), kind, shape }),
        }
        at = end;
    }
    tokens
}

/// Zero-width characters, joiners, soft hyphens and variation selectors stand in gaps.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}' | '\u{fe0e}' | '\u{fe0f}' | '\0')
}

fn scan(text: &str, at: usize, first: char) -> (usize, TokenKind) {
    if first.is_ascii_digit() {
        return scan_number(text, at);
    }
    if is_letter(first) {
        return (scan_word(text, at), TokenKind::Word);
    }
    if first == '.' {
        let dots = text[at..].bytes().take_while(|&byte| byte == b'.').count();
        return (at + dots, TokenKind::Mark);
    }
    (at + first.len_utf8(), TokenKind::Mark)
}

/// Unicode counts the Armenian half ring among letters; it is typed as a quotation mark.
const HALF_RING: char = '\u{559}';

fn is_letter(c: char) -> bool {
    (is_alphabetic(c) && c != HALF_RING) || is_combining(c)
}

/// As `char::is_alphabetic`, without its search of a table for Cyrillic and Armenian.
fn is_alphabetic(c: char) -> bool {
    match c {
        '\u{400}'..='\u{481}' | '\u{48a}'..='\u{52f}' | '\u{531}'..='\u{556}' | '\u{560}'..='\u{588}' => true,
        _ => c.is_alphabetic(),
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2bc}')
}

/// A word goes on over letters and digits, and over a hyphen or apostrophe between two of them.
fn scan_word(text: &str, at: usize) -> usize {
    let mut end = at;
    let mut chars = text[at..].chars().peekable();
    while let Some(c) = chars.next() {
        let joins = is_hyphen(c) || is_apostrophe(c) || c == '\u{ad}';
        let goes_on =
            chars.peek().is_some_and(|&next| is_letter(next) || (next.is_ascii_digit() && is_hyphen(c)));
        // a dash between digits ("word-2024-2025") still belongs; armenian stress and question marks stand inside words
        if is_letter(c) || c.is_ascii_digit() || (joins && goes_on) || is_inner_mark(c) {
            end += c.len_utf8();
        } else {
            break;
        }
    }
    end
}

/// Marks that some scripts write over or after a letter inside a word.
fn is_inner_mark(c: char) -> bool {
    matches!(c, '\u{55b}'..='\u{55c}' | '\u{55e}')
}

fn scan_number(text: &str, at: usize) -> (usize, TokenKind) {
    let bytes = text.as_bytes();
    let run = |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = at + run(at);
    // groups of three after a space: 10 000
    if end - at <= 3 {
        while let Some(space) =
            text[end..].chars().next().filter(|c| matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}'))
        {
            let next = end + space.len_utf8();
            if run(next) != 3 || bytes[at] == b'0' {
                break;
            }
            end = next + 3;
        }
    }
    // separators with digits on both sides: 1,300  2.5  28.11.2024  10:30
    while matches!(bytes.get(end), Some(b'.' | b',' | b':')) && run(end + 1) > 0 {
        end += 1 + run(end + 1);
    }
    let mut rest = text[end..].chars();
    match rest.next() {
        Some(c) if is_hyphen(c) => {
            let from = end + c.len_utf8();
            let word = scan_word(text, from);
            let letters = text[from..word].chars().filter(|c| is_letter(*c)).count();
            match letters {
                0 => (end, TokenKind::Number),
                1..=3 if text[from..word].chars().all(char::is_lowercase) => (word, TokenKind::Ordinal),
                _ if text[from..].starts_with(is_letter) => (word, TokenKind::Word),
                _ => (end, TokenKind::Number),
            }
        }
        Some(c) if is_letter(c) => {
            let word = scan_word(text, end);
            let letters = text[end..word].chars().count();
            let kind = if letters <= 2 && c.is_lowercase() { TokenKind::Ordinal } else { TokenKind::Word };
            (word, kind)
        }
        _ => (end, TokenKind::Number),
    }
}

fn is_initial(text: &str, at: usize, end: usize) -> bool {
    let mut chars = text[at..end].chars();
    let one = chars.next().is_some_and(char::is_uppercase) && chars.all(is_combining);
    one && text[end..].starts_with('.') && !text[end..].starts_with("..")
}

/// Where an English-style possessive ending begins inside the token.
fn possessive(text: &str, at: usize, end: usize, kind: TokenKind) -> Option<usize> {
    if kind != TokenKind::Word {
        return None;
    }
    let word = &text[at..end];
    let stem = word.strip_suffix(['s', 'S'])?;
    let stem = stem.strip_suffix(is_apostrophe)?;
    (!stem.is_empty()).then_some(at + stem.len())
}

fn shape_of(word: &str) -> Shape {
    let (mut letters, mut upper, mut first_upper) = (0, 0, false);
    for c in word.chars().filter(|c| is_alphabetic(*c)) {
        if c.is_uppercase() {
            upper += 1;
            first_upper |= letters == 0;
        }
        letters += 1;
    }
    match (letters, upper) {
        (0, _) => Shape::None,
        (1, 1) => Shape::Single,
        (_, 0) => Shape::Lower,
        _ if upper == letters => Shape::Upper,
        // a word of capitals with a small ending, such as an inflected abbreviation, still reads as one
        _ if first_upper => Shape::Title,
        _ => Shape::Lower,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokenise(text).iter().filter_map(|token| token.span.of(text)).collect()
    }

    #[test]
    fn words_numbers_initials_and_marks() {
        assert_eq!(words("К.К.Токаева в 10 000 шагах"), ["К.", "К.", "Токаева", "в", "10 000", "шагах"]);
        assert_eq!(words("«Рубеж-2024», 25–30%"), ["«", "Рубеж-2024", "»", ",", "25", "–", "30", "%"]);
        assert_eq!(
            words("Myanmar's 24th, осенью 2025-го."),
            ["Myanmar", "'s", "24th", ",", "осенью", "2025-го", "."]
        );
        assert_eq!(
            words("1,300 and 2,5 кг; 28.11.2024…"),
            ["1,300", "and", "2,5", "кг", ";", "28.11.2024", "…"]
        );
        assert_eq!(words("в 2024 100 человек"), ["в", "2024", "100", "человек"]);
        assert_eq!(words("80-летию (СКБ)..."), ["80-летию", "(", "СКБ", ")", "..."]);
    }

    #[test]
    fn kinds_and_shapes() {
        let kinds: Vec<_> =
            tokenise("24th 2025-го 80-летию U.S. ОДКБ Путин дом").iter().map(|t| (t.kind, t.shape)).collect();
        use {Shape::*, TokenKind::*};
        assert_eq!(
            kinds,
            [
                (Ordinal, Lower),
                (Ordinal, Lower),
                (Word, Lower),
                (Initial, Single),
                (Initial, Single),
                (Word, Upper),
                (Word, Title),
                (Word, Lower)
            ]
        );
    }

    #[test]
    fn letters_are_those_of_unicode() {
        let other = ('\0'..=char::MAX).find(|&c| is_alphabetic(c) != c.is_alphabetic());
        assert_eq!(other, None);
    }

    proptest::proptest! {
        #[test]
        fn tokens_and_gaps_are_the_text(text in "\\PC*|[A-Za-zЀ-ӿ0-9 .,'’«»–-]{0,60}") {
            let mut at = 0;
            for token in tokenise(&text) {
                proptest::prop_assert!(token.span.start >= at && token.span.end > token.span.start);
                proptest::prop_assert!(token.span.of(&text).is_some());
                let gap = &text[at..token.span.start];
                proptest::prop_assert!(gap.chars().all(|c| c.is_whitespace() || is_invisible(c)), "lost {:?}", gap);
                at = token.span.end;
            }
            proptest::prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_invisible(c)));
        }
    }
}
