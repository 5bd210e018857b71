//! Tokens to blocks (lines that belong together) and sentences.

use std::ops::Range;

use record::Span;

use crate::fold::fold;
use crate::token::{Shape, Token, TokenKind, tokenise};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    Paragraph,
    /// A short line without a closing mark.
    Heading,
    /// A line that a bullet, a dash or a number opens.
    Item,
}

/// One paragraph, heading or list item.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: BlockKind,
    /// All its tokens.
    pub tokens: Range<usize>,
    /// How many of them are bullets, numbers of the list or ornaments before the first word.
    pub marker: usize,
    /// Its sentences, by index.
    pub sentences: Range<usize>,
}

#[derive(Clone, Debug)]
pub struct Sentence {
    pub tokens: Range<usize>,
    pub block: usize,
}

/// How a full stop after an abbreviation reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abbreviation {
    /// Not an abbreviation: the stop ends a sentence.
    No,
    /// Never the end of a sentence inside a block.
    Inner,
    /// The end where a capital follows.
    MayEnd,
}

/// What a language has of its own in where sentences begin and end. Words are asked for folded.
pub trait Habits {
    /// How a full stop after this word reads; the word comes without its dot.
    fn abbreviation(&self, word: &str) -> Abbreviation;

    /// Whether this mark ends a sentence where a capital follows. A full stop that is none of these does so
    /// only before a word, not before a quotation or after a number.
    fn stops(&self, mark: &str) -> bool {
        mark == "."
    }

    /// Whether this word opens sentences and hardly any name: a preposition, an article, a pronoun.
    fn opens(&self, _word: &str) -> bool {
        false
    }
}

impl<F: Fn(&str) -> Abbreviation> Habits for F {
    fn abbreviation(&self, word: &str) -> Abbreviation {
        self(word)
    }
}

/// A text cut up: tokens, sentences and blocks, all by index into each other.
#[derive(Clone, Debug, Default)]
pub struct Segments {
    pub tokens: Vec<Token>,
    pub sentences: Vec<Sentence>,
    pub blocks: Vec<Block>,
}

impl Segments {
    /// The span from the first to the last of these tokens.
    pub fn span(&self, tokens: &Range<usize>) -> Span {
        match (
            self.tokens.get(tokens.start),
            tokens.end.checked_sub(1).and_then(|last| self.tokens.get(last)),
        ) {
            (Some(first), Some(last)) if tokens.start < tokens.end => {
                Span::new(first.span.start, last.span.end)
            }
            (Some(first), _) => Span::new(first.span.start, first.span.start),
            _ => Span::new(0, 0),
        }
    }
}

/// Cuts up a text by the habits of its language.
pub fn segment(text: &str, habits: &dyn Habits) -> Segments {
    let tokens = tokenise(text);
    let mut segments = Segments { tokens, ..Segments::default() };
    let habits: &dyn Habits =
        if has_stops_of_its_own(text, &segments.tokens, habits) { &OwnStops(habits) } else { habits };
    for lines in blocks_of(text, &segments.tokens) {
        let marker = marker_length(text, &segments.tokens[lines.clone()]);
        let first = segments.sentences.len();
        let block = segments.blocks.len();
        for tokens in sentences_of(text, &segments.tokens, lines.clone(), marker, habits) {
            let pieces = pieces_of(text, &segments.tokens, tokens);
            segments.sentences.extend(pieces.into_iter().map(|tokens| Sentence { tokens, block }));
        }
        let kind = kind_of(text, &segments.tokens[lines.clone()], marker);
        segments.blocks.push(Block {
            kind,
            tokens: lines,
            marker,
            sentences: first..segments.sentences.len(),
        });
    }
    segments
}

/// The habits of a text that ends its sentences with marks of its language's own: a full stop in it does what
/// a colon does elsewhere.
struct OwnStops<'h>(&'h dyn Habits);

impl Habits for OwnStops<'_> {
    fn abbreviation(&self, _: &str) -> Abbreviation {
        Abbreviation::Inner
    }

    fn stops(&self, mark: &str) -> bool {
        self.0.stops(mark)
    }

    fn opens(&self, word: &str) -> bool {
        self.0.opens(word)
    }
}

/// Whether the language has such marks, and the text uses them more than the full stop.
fn has_stops_of_its_own(text: &str, tokens: &[Token], habits: &dyn Habits) -> bool {
    if habits.stops(".") {
        return false;
    }
    let (mut own, mut full) = (0, 0);
    for pair in tokens.windows(2) {
        let [mark, next] = pair else { continue };
        if mark.kind == TokenKind::Mark && mark.span.end < next.span.start && next.is_capitalised() {
            let mark = mark.span.of(text).unwrap_or_default();
            own += usize::from(mark == "\u{589}" || habits.stops(mark));
            full += usize::from(mark == ".");
        }
    }
    own > full
}

/// Lines of tokens; a line that goes on with a small letter after an unfinished one belongs to it.
fn blocks_of(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let mut blocks: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in 1..=tokens.len() {
        let Some(next) = tokens.get(at) else { break };
        let gap = &text[tokens[at - 1].span.end..next.span.start];
        let breaks = gap.bytes().filter(|&byte| byte == b'\n').count();
        if breaks == 0 && !gap.contains(['\u{2028}', '\u{2029}', '\r']) {
            continue;
        }
        if breaks <= 1 && goes_on(text, tokens, start, at) {
            continue;
        }
        blocks.push(start..at);
        start = at;
    }
    if start < tokens.len() {
        blocks.push(start..tokens.len());
    }
    blocks
}

/// Whether a line break before token `at` is a mere wrap: the line before is long, and a small letter follows.
fn goes_on(text: &str, tokens: &[Token], start: usize, at: usize) -> bool {
    const WRAPPED: usize = 60;
    let line = tokens[at - 1].span.end
        - text[..tokens[at - 1].span.end].rfind('\n').map_or(0, |newline| newline + 1);
    let unfinished = !is_stop(tokens[at - 1].span.of(text).unwrap_or_default()) && start < at;
    let small = tokens[at].shape == Shape::Lower && tokens[at].kind == TokenKind::Word;
    line >= WRAPPED && unfinished && (small || tokens[at - 1].span.of(text) == Some(","))
}

fn is_stop(mark: &str) -> bool {
    matches!(mark, "." | "!" | "?" | "…" | "..." | ":" | ";" | "\u{589}")
}

/// How many tokens before the first word are bullets, ornaments or the number of a list item.
fn marker_length(text: &str, tokens: &[Token]) -> usize {
    let opens_speech = |token: &Token| {
        matches!(
            token.span.of(text),
            Some("\"" | "«" | "“" | "„" | "(" | "[" | "'" | "‘" | "…" | "..." | "#" | "@" | "+" | "$")
        )
    };
    let ornaments =
        tokens.iter().take_while(|token| token.kind == TokenKind::Mark && !opens_speech(token)).count();
    if ornaments == tokens.len() {
        return 0;
    }
    let numbered = |at: usize| {
        let is = |offset: usize, marks: &[&str]| {
            tokens
                .get(at + offset)
                .and_then(|token| token.span.of(text))
                .is_some_and(|mark| marks.contains(&mark))
        };
        let short = tokens.get(at).is_some_and(|token| {
            let word = token.span.of(text).unwrap_or_default();
            let letter =
                token.kind == TokenKind::Word && word.chars().count() == 1 && token.shape == Shape::Lower;
            (token.kind == TokenKind::Number && word.len() <= 2) || letter
        });
        let spaced = tokens
            .get(at + 1)
            .zip(tokens.get(at + 2))
            .is_some_and(|(mark, next)| mark.span.end < next.span.start);
        short && spaced && is(1, &[".", ")"])
    };
    if numbered(ornaments) { ornaments + 2 } else { ornaments }
}

fn kind_of(text: &str, tokens: &[Token], marker: usize) -> BlockKind {
    const HEADING_WORDS: usize = 14;
    let bullet = marker > 0 && {
        let first = tokens[0].span.of(text).unwrap_or_default();
        tokens[0].kind != TokenKind::Mark
            || matches!(
                first,
                "-" | "–"
                    | "—"
                    | "•"
                    | "*"
                    | "▪"
                    | "◦"
                    | "·"
                    | "‣"
                    | "●"
                    | "■"
                    | "□"
                    | "►"
                    | "▶"
                    | "◆"
                    | "✓"
                    | "○"
                    | "▫"
                    | "⁃"
                    | "−"
            )
    };
    if bullet {
        return BlockKind::Item;
    }
    let words = tokens.iter().filter(|token| token.kind != TokenKind::Mark).count();
    let closed =
        tokens.last().and_then(|token| token.span.of(text)).is_some_and(|mark| is_stop(mark) || mark == ",");
    let quoted = tokens
        .last()
        .and_then(|token| token.span.of(text))
        .is_some_and(|mark| matches!(mark, "»" | "”" | "\""));
    let stop_inside =
        tokens.len() >= 2 && quoted && tokens[tokens.len() - 2].span.of(text).is_some_and(is_stop);
    if words <= HEADING_WORDS && !closed && !stop_inside { BlockKind::Heading } else { BlockKind::Paragraph }
}

fn sentences_of(
    text: &str,
    tokens: &[Token],
    block: Range<usize>,
    marker: usize,
    habits: &dyn Habits,
) -> Vec<Range<usize>> {
    let word = |at: usize| tokens[at].span.of(text).unwrap_or_default();
    let mut sentences = Vec::new();
    let mut start = block.start;
    let mut at = block.start + marker;
    while at < block.end {
        if !ends_here(text, tokens, &block, at, habits) {
            at += 1;
            // a headline that lost its line
            if start == block.start && at < block.end && opens_here(text, tokens, start..at, habits) {
                sentences.push(start..at);
                start = at;
            }
            continue;
        }
        // closing quotes and brackets, and repeated stops, belong to the sentence
        let mut end = at + 1;
        while end < block.end
            && tokens[end].span.start == tokens[end - 1].span.end
            && matches!(word(end), "»" | "”" | "“" | "\"" | ")" | "]" | "’" | "'" | "." | "!" | "?")
        {
            end += 1;
        }
        let next_small = end < block.end
            && !speech_begins(text, tokens, end..block.end)
            && (begins_small(text, &tokens[end]) || matches!(word(end), "," | "—" | "–" | "-" | ";" | ":"));
        if next_small && word(at) != "\u{589}" {
            at = end;
            continue;
        }
        sentences.push(start..end);
        start = end;
        at = end;
    }
    if start < block.end {
        sentences.push(start..block.end);
    }
    sentences
}

/// A sentence beyond all measure in pieces, cut behind marks where it has some: what reads sentences looks from
/// each of their words at the others, and a text without full stops would take hours.
fn pieces_of(text: &str, tokens: &[Token], mut sentence: Range<usize>) -> Vec<Range<usize>> {
    const LONGEST: usize = 600;
    let mut pieces = Vec::new();
    while sentence.len() > LONGEST {
        let reach = sentence.start + LONGEST / 2..sentence.start + LONGEST;
        let behind = |marks: &[&str]| {
            let is = |&at: &usize| tokens[at].span.of(text).is_some_and(|word| marks.contains(&word));
            reach.clone().rev().find(is).map(|at| at + 1)
        };
        let cut = behind(&[";", "\u{589}"]).or_else(|| behind(&[",", ":"])).unwrap_or(reach.end);
        pieces.push(sentence.start..cut);
        sentence.start = cut;
    }
    pieces.push(sentence);
    pieces
}

/// A dash without a blank after it, before a capital: somebody begins to speak.
fn speech_begins(text: &str, tokens: &[Token], rest: Range<usize>) -> bool {
    let (Some(dash), Some(word)) = (tokens.get(rest.start), tokens.get(rest.start + 1)) else { return false };
    let is_dash = matches!(dash.span.of(text), Some("-" | "\u{2013}" | "\u{2014}"));
    let apart =
        rest.start > 0 && tokens.get(rest.start - 1).is_some_and(|last| last.span.end < dash.span.start);
    is_dash && apart && rest.len() > 1 && dash.span.end == word.span.start && word.is_capitalised()
}

/// A word whose first letter is small; one that digits begin, such as an age, is none.
fn begins_small(text: &str, token: &Token) -> bool {
    let first = token.span.of(text).and_then(|word| word.chars().next());
    let small = token.shape == Shape::Lower && token.kind != TokenKind::Mark;
    small && !first.is_some_and(|first| first.is_ascii_digit())
}

/// Whether a new sentence begins after these tokens though no mark ends them: a capital on a word that is
/// part of no name, between small words.
fn opens_here(text: &str, tokens: &[Token], before: Range<usize>, habits: &dyn Habits) -> bool {
    const LEAST_WORDS: usize = 3;
    let at = before.end;
    let (Some(word), Some(next), Some(last)) =
        (tokens.get(at), tokens.get(at + 1), tokens.get(at.wrapping_sub(1)))
    else {
        return false;
    };
    let written = |token: &Token| token.span.of(text).unwrap_or_default();
    let capital = matches!(word.shape, Shape::Title | Shape::Single) && word.kind == TokenKind::Word;
    if before.len() < LEAST_WORDS || !capital || last.span.end == word.span.start {
        return false;
    }
    let closes = matches!(written(last), "\u{bb}" | "\u{201d}" | "'" | "\"" | "\u{2019}" | ")" | "%");
    let plain = match last.kind {
        TokenKind::Word => !habits.opens(&fold(written(last))),
        TokenKind::Number | TokenKind::Ordinal => true,
        TokenKind::Initial => false,
        TokenKind::Mark => closes,
    };
    let small_follows =
        next.kind == TokenKind::Word && next.shape == Shape::Lower && word.span.end < next.span.start;
    plain && small_follows && habits.opens(&fold(written(word)))
}

fn ends_here(text: &str, tokens: &[Token], block: &Range<usize>, at: usize, habits: &dyn Habits) -> bool {
    let mark = tokens[at].span.of(text).unwrap_or_default();
    if tokens[at].kind == TokenKind::Initial {
        // "a grade A. The others": a letter that belongs to no name
        let plain = at > block.start && tokens[at - 1].shape == Shape::Lower;
        return plain && begins_with_opener(text, tokens, at + 1..block.end, habits);
    }
    match mark {
        "!" | "?" | "…" | "..." | "\u{589}" => return true,
        "." if !habits.stops(mark) && at > block.start && at + 1 < block.end => {
            let (last, next) = (&tokens[at - 1], &tokens[at + 1]);
            let begins_with_digit =
                last.span.of(text).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
            if begins_with_digit || !next.is_capitalised() {
                return false;
            }
        }
        "." => {}
        mark if mark != "." && tokens[at].kind == TokenKind::Mark && habits.stops(mark) => {
            let next = tokens.get(at + 1).filter(|_| at + 1 < block.end);
            let opens = |next: &Token| !begins_small(text, next) || next.kind != TokenKind::Word;
            return next.is_none_or(opens);
        }
        _ => return false,
    }
    if at == block.start || at + 1 == block.end {
        return true;
    }
    let before = &tokens[at - 1];
    if before.span.end < tokens[at].span.start {
        return true;
    }
    // a dot between letters without a space belongs to a name such as a site's
    if tokens[at + 1].span.start == tokens[at].span.end
        && matches!(tokens[at + 1].kind, TokenKind::Word | TokenKind::Number)
    {
        return false;
    }
    let capital_follows = tokens[at + 1].is_capitalised() || tokens[at + 1].kind == TokenKind::Mark;
    match abbreviation(&fold(before.span.of(text).unwrap_or_default()), habits) {
        Abbreviation::No => true,
        // "10 cm. For", "a picture of them. In": what hardly begins a name begins a sentence
        Abbreviation::Inner => begins_with_opener(text, tokens, at + 1..block.end, habits),
        // a measure that ends a sentence follows its number; "(c. Name" and "in c. Name" go on
        Abbreviation::MayEnd => capital_follows && !leads_a_name(text, tokens, block, at - 1),
    }
}

/// How the stop after a word reads; a measure may be written together with its number.
fn abbreviation(word: &str, habits: &dyn Habits) -> Abbreviation {
    let measure = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    let known = habits.abbreviation(word);
    let together = known == Abbreviation::No && measure.len() < word.len();
    let may_end = together && habits.abbreviation(measure) == Abbreviation::MayEnd;
    if may_end { Abbreviation::MayEnd } else { known }
}

/// Whether these tokens begin with a capital on a word that opens sentences and hardly any name.
fn begins_with_opener(text: &str, tokens: &[Token], rest: Range<usize>, habits: &dyn Habits) -> bool {
    let Some(word) = tokens.get(rest.start).filter(|_| !rest.is_empty()) else { return false };
    let titled = word.kind == TokenKind::Word && matches!(word.shape, Shape::Title | Shape::Single);
    titled && habits.opens(&fold(word.span.of(text).unwrap_or_default()))
}

/// Whether an abbreviation stands right after a bracket or a word of one or two letters.
fn leads_a_name(text: &str, tokens: &[Token], block: &Range<usize>, abbreviation: usize) -> bool {
    let before = abbreviation.checked_sub(1).filter(|&at| at >= block.start).and_then(|at| tokens.get(at));
    before.is_some_and(|before| {
        let written = before.span.of(text).unwrap_or_default();
        matches!(written, "(" | "[") || before.kind == TokenKind::Word && written.chars().count() <= 2
    })
}

#[cfg(test)]
mod tests;
