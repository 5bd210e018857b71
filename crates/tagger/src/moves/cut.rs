//! Tokens as the network was taught to cut them.

use std::ops::Range;

use text::token::{Shape, TokenKind};

use crate::Words;

/// A word of the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece<'a> {
    pub text: &'a str,
    /// The tokens that it is made of or lies in.
    pub tokens: Range<usize>,
    /// Whether a sentence begins with it.
    pub opens: bool,
}

/// Words with hyphens are cut at them, "n't" is cut off, initials side by side and the dot of an abbreviation
/// are put together.
pub(crate) fn cut<'a>(words: &Words<'a>) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(words.tokens.len());
    for sentence in words.sentences {
        let mut at = sentence.start;
        let first = pieces.len();
        while at < sentence.end {
            let end = glued(words, at, sentence.end);
            let whole = match (words.tokens.get(at), words.tokens.get(end - 1)) {
                (Some(from), Some(to)) => words.text.get(from.span.start..to.span.end).unwrap_or_default(),
                _ => "",
            };
            let mut give = |text: &'a str| {
                if !text.is_empty() {
                    pieces.push(Piece { text, tokens: at..end, opens: false });
                }
            };
            match words.tokens.get(at).map(|token| token.kind) {
                Some(TokenKind::Word) if end == at + 1 => cut_word(whole, &mut give),
                Some(TokenKind::Number) => whole.split(char::is_whitespace).for_each(give),
                _ => give(whole),
            }
            at = end;
        }
        if let Some(piece) = pieces.get_mut(first) {
            piece.opens = true;
        }
    }
    pieces
}

/// Where a run of tokens that is one word ends: initials without a blank, a short word and its dot.
fn glued(words: &Words<'_>, at: usize, limit: usize) -> usize {
    const SHORT: usize = 5;
    let token = |at: usize| words.tokens.get(at).filter(|_| at < limit);
    let touches = |at: usize| match (token(at - 1), token(at)) {
        (Some(before), Some(after)) => before.span.end == after.span.start,
        _ => false,
    };
    let mut end = at + 1;
    let Some(first) = token(at) else { return end };
    if first.kind == TokenKind::Initial {
        while touches(end) && token(end).is_some_and(|token| token.kind == TokenKind::Initial) {
            end += 1;
        }
    } else if first.kind == TokenKind::Word
        && first.shape == Shape::Title
        && first.span.end - first.span.start <= SHORT
        && touches(end)
        && words.written(end) == "."
        && end + 1 < limit
    {
        end += 1;
    }
    end
}

fn cut_word<'a>(word: &'a str, give: &mut dyn FnMut(&'a str)) {
    let mut rest = word;
    let mut from = 0;
    while let Some(at) = rest.get(from..).and_then(|later| later.find('-')).map(|at| at + from) {
        let letters = rest[..at].chars().next_back().is_some_and(char::is_alphabetic)
            && rest[at + 1..].starts_with(char::is_alphabetic);
        if letters {
            give(&rest[..at]);
            give(&rest[at..=at]);
            rest = &rest[at + 1..];
            from = 0;
        } else {
            from = at + 1;
        }
    }
    let ending = ["n't", "n\u{2019}t", "N'T"].iter().find(|ending| rest.ends_with(**ending));
    match ending.map(|ending| rest.len() - ending.len()).filter(|&at| at > 0) {
        Some(at) => {
            give(&rest[..at]);
            give(&rest[at..]);
        }
        None => give(rest),
    }
}

/// Capitals, small letters and digits by one sign each, runs cut to four.
pub(crate) fn shape(word: &str) -> String {
    const LONG: usize = 100;
    if word.chars().count() >= LONG {
        return "LONG".to_owned();
    }
    let (mut shape, mut last, mut run) = (String::new(), None, 0);
    for c in word.chars() {
        let sign = match c {
            _ if c.is_alphabetic() && c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => 'd',
            _ => c,
        };
        run = if last == Some(sign) { run + 1 } else { 0 };
        last = Some(sign);
        if run < 4 {
            shape.push(sign);
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use text::segment::{Abbreviation, segment};

    use super::*;

    #[test]
    fn words_are_cut_as_taught() {
        let text = "Mr. J. Smith of the U.S. co-starred, didn't he, in Covid-19 for 10 000?";
        let segments =
            segment(text, &|word: &str| if word == "mr" { Abbreviation::Inner } else { Abbreviation::No });
        let sentences: Vec<Range<usize>> = segments.sentences.iter().map(|one| one.tokens.clone()).collect();
        let words = Words { text, tokens: &segments.tokens, sentences: &sentences, hints: &[] };
        let pieces = cut(&words);
        let written: Vec<&str> = pieces.iter().map(|piece| piece.text).collect();
        assert_eq!(
            written,
            [
                "Mr.", "J.", "Smith", "of", "the", "U.S.", "co", "-", "starred", ",", "did", "n't", "he",
                ",", "in", "Covid-19", "for", "10", "000", "?"
            ]
        );
        assert!(pieces[0].opens && !pieces[1].opens);
        assert_eq!(pieces[0].tokens, 0..2);
        assert_eq!(pieces[7].tokens, pieces[8].tokens);
    }

    #[test]
    fn shapes_are_cut_to_four() {
        assert_eq!(shape("Washington-2024!"), "Xxxxx-dddd!");
    }
}
