//! What a token shows by its letters alone, told once for all patterns that ask.

use text::token::{Shape, Token, TokenKind};

/// Properties of one token, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(u32);

impl Traits {
    pub const NONE: Traits = Traits(0);
    /// `%cap`: begins with a capital.
    pub const CAPITAL: Traits = Traits(1);
    /// `%upper`: capitals only, two or more.
    pub const UPPER: Traits = Traits(1 << 1);
    /// `%lower`: letters, the first small.
    pub const LOWER: Traits = Traits(1 << 2);
    /// `%word`: letters.
    pub const WORD: Traits = Traits(1 << 3);
    /// `%digits`: digits.
    pub const NUMBER: Traits = Traits(1 << 4);
    /// `%ord`: digits with an ending.
    pub const ORDINAL: Traits = Traits(1 << 5);
    /// `%initial`: one capital and a dot.
    pub const INITIAL: Traits = Traits(1 << 6);
    /// `%mark`: punctuation or a sign.
    pub const MARK: Traits = Traits(1 << 7);
    /// `%dated`: a word with a year after its hyphen.
    pub const DATED: Traits = Traits(1 << 8);
    /// `%glued`: no blank before it.
    pub const GLUED: Traits = Traits(1 << 9);
    /// `%unknown`: a word that no reading is known of.
    pub const UNKNOWN: Traits = Traits(1 << 10);
    /// `%year`: four digits that can be a year, also with a grammatical ending.
    pub const YEAR: Traits = Traits(1 << 11);
    /// `%day`: one or two digits, 1 to 31, also with an ending.
    pub const DAY: Traits = Traits(1 << 12);
    /// `%datum`: a day, month and year in digits with dots between.
    pub const DATUM: Traits = Traits(1 << 13);
    /// `%open` and `%close`: brackets.
    pub const OPEN: Traits = Traits(1 << 14);
    pub const CLOSE: Traits = Traits(1 << 15);

    const NAMES: &'static [(&'static str, Traits)] = &[
        ("cap", Traits::CAPITAL),
        ("upper", Traits::UPPER),
        ("lower", Traits::LOWER),
        ("word", Traits::WORD),
        ("digits", Traits::NUMBER),
        ("ord", Traits::ORDINAL),
        ("initial", Traits::INITIAL),
        ("mark", Traits::MARK),
        ("dated", Traits::DATED),
        ("glued", Traits::GLUED),
        ("unknown", Traits::UNKNOWN),
        ("year", Traits::YEAR),
        ("day", Traits::DAY),
        ("datum", Traits::DATUM),
        ("open", Traits::OPEN),
        ("close", Traits::CLOSE),
    ];

    /// The property of this name in patterns, such as `cap`.
    pub fn named(name: &str) -> Option<Traits> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, traits)| traits)
    }

    pub fn has(self, all: Traits) -> bool {
        self.0 & all.0 == all.0
    }

    pub fn has_any(self, some: Traits) -> bool {
        self.0 & some.0 != 0
    }

    #[must_use]
    pub fn with(self, other: Traits) -> Traits {
        Traits(self.0 | other.0)
    }

    pub fn is_one(self) -> bool {
        self.0.is_power_of_two()
    }

    /// What a token shows; `before` is where the token before it ends, `known` whether its word is.
    pub(crate) fn of(token: Token, written: &str, before: Option<usize>, known: bool) -> Traits {
        let mut traits = match token.kind {
            TokenKind::Word => Traits::WORD.and(Traits::UNKNOWN, !known),
            TokenKind::Number => Traits::NUMBER,
            TokenKind::Ordinal => Traits::ORDINAL,
            TokenKind::Initial => Traits::INITIAL,
            TokenKind::Mark => {
                let mark = Traits::MARK.and(Traits::OPEN, matches!(written, "(" | "["));
                mark.and(Traits::CLOSE, matches!(written, ")" | "]"))
            }
        };
        traits = traits
            .and(Traits::CAPITAL, token.is_capitalised())
            .and(Traits::UPPER, token.shape == Shape::Upper)
            .and(Traits::LOWER, token.shape == Shape::Lower && token.kind == TokenKind::Word)
            .and(Traits::GLUED, before == Some(token.span.start))
            .and(Traits::DATED, is_dated(written));
        if !matches!(token.kind, TokenKind::Number | TokenKind::Ordinal) {
            return traits;
        }
        let digits = leading_digits(written);
        let year = digits.is_some_and(|digits| digits.len() == 4 && digits.starts_with(['1', '2']));
        let day = digits.and_then(|digits| digits.parse().ok());
        let datum =
            token.kind == TokenKind::Number && written.bytes().filter(|&byte| byte == b'.').count() == 2;
        traits
            .and(Traits::YEAR, year)
            .and(Traits::DAY, day.is_some_and(|day: u32| (1..=31).contains(&day)))
            .and(Traits::DATUM, datum)
    }

    #[must_use]
    fn and(self, more: Traits, holds: bool) -> Traits {
        if holds { Traits(self.0 | more.0) } else { self }
    }
}

/// The digits of a number or ordinal; `None` where separators or other words stand in it.
fn leading_digits(written: &str) -> Option<&str> {
    let end = written.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = written.split_at(end);
    (end > 0 && !rest.starts_with(['.', ',', ':', ' ', '\u{a0}'])).then_some(digits)
}

/// A word with a four-digit year after its last hyphen.
fn is_dated(word: &str) -> bool {
    if !word.as_bytes().last().is_some_and(u8::is_ascii_digit) {
        return false;
    }
    let year = word.rsplit(['-', '\u{2013}']).next().unwrap_or_default();
    year.len() == 4 && year.len() < word.len() && year.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use text::token::tokenise;

    use super::*;

    fn shown(text: &str) -> Vec<&'static str> {
        let tokens = tokenise(text);
        let Some(&token) = tokens.last() else { return Vec::new() };
        let before = tokens.iter().rev().nth(1).map(|token| token.span.end);
        let traits = Traits::of(token, token.span.of(text).unwrap_or_default(), before, true);
        Traits::NAMES.iter().filter(|(_, one)| traits.has(*one)).map(|(name, _)| *name).collect()
    }

    #[test]
    fn a_token_shows_what_its_letters_say() {
        assert_eq!(shown("session"), ["lower", "word"]);
        assert_eq!(shown("Council"), ["cap", "word"]);
        assert_eq!(shown("CSTO"), ["cap", "upper", "word"]);
        assert_eq!(shown("Shield-2024"), ["cap", "word", "dated"]);
        assert_eq!(shown("2024"), ["digits", "year"]);
        assert_eq!(shown("31"), ["digits", "day"]);
        assert_eq!(shown("24th"), ["ord", "day"]);
        assert_eq!(shown("28.11.2024"), ["digits", "datum"]);
        assert_eq!(shown("1,300"), ["digits"]);
        assert_eq!(shown("a ("), ["mark", "open"]);
        assert_eq!(shown("a)"), ["mark", "glued", "close"]);
    }
}
