//! Whether one token passes a test.

use text::token::{Shape, TokenKind};

use crate::chart::Chart;
use crate::pattern::Test;

pub(crate) fn holds(test: &Test, chart: &Chart<'_>, at: usize) -> bool {
    let token = chart.tokens()[at];
    let word = &chart.words[at];
    match test {
        Test::Surface(symbol) => word.surface == *symbol && !symbol.is_none(),
        Test::Lemma(symbol) => word.keys.contains(symbol),
        Test::Tags(tags) => word.reads_as(*tags),
        Test::Capital => token.is_capitalised(),
        Test::Upper => token.shape == Shape::Upper,
        Test::Lower => token.shape == Shape::Lower && token.kind == TokenKind::Word,
        Test::Word => token.kind == TokenKind::Word,
        Test::Number => token.kind == TokenKind::Number,
        Test::Ordinal => token.kind == TokenKind::Ordinal,
        Test::Initial => token.kind == TokenKind::Initial,
        Test::Mark => token.kind == TokenKind::Mark,
        Test::Dated => is_dated(chart.token_text(at)),
        Test::Glued => at > 0 && chart.tokens()[at - 1].span.end == token.span.start,
        Test::Unknown => token.kind == TokenKind::Word && !word.known,
        Test::Year => leading_digits(chart, at)
            .is_some_and(|digits| digits.len() == 4 && (b'1'..=b'2').contains(&digits.as_bytes()[0])),
        Test::Day => leading_digits(chart, at)
            .and_then(|digits| digits.parse().ok())
            .is_some_and(|day: u32| (1..=31).contains(&day)),
        Test::Datum => token.kind == TokenKind::Number && chart.token_text(at).matches('.').count() == 2,
        Test::Open => matches!(chart.token_text(at), "(" | "["),
        Test::Close => matches!(chart.token_text(at), ")" | "]"),
        Test::Any => true,
        Test::Not(test) => !holds(test, chart, at),
        Test::All(tests) => tests.iter().all(|test| holds(test, chart, at)),
    }
}

/// The digits of a number or ordinal; `None` where separators or other words stand in it.
fn leading_digits<'t>(chart: &Chart<'t>, at: usize) -> Option<&'t str> {
    if !matches!(chart.tokens()[at].kind, TokenKind::Number | TokenKind::Ordinal) {
        return None;
    }
    let written = chart.token_text(at);
    let end = written.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &written[end..];
    (end > 0 && !rest.starts_with(['.', ',', ':', ' ', '\u{a0}'])).then(|| &written[..end])
}

/// A word with a four-digit year after its last hyphen.
fn is_dated(word: &str) -> bool {
    let year = word.rsplit(['-', '\u{2013}']).next().unwrap_or_default();
    year.len() == 4 && year.len() < word.len() && year.bytes().all(|byte| byte.is_ascii_digit())
}
