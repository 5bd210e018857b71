//! A paragraph as attributions see it: quotations are one thing each, and sentences go around them.

use crate::doc::{Doc, Tokens};

use super::words::{Mark, Words};

const OPENING: [&str; 2] = ["\u{201c}", "\""];

pub(super) struct Paragraph<'w, 'd, 'a, 't> {
    pub words: &'w Words<'d, 'a, 't>,
    block: Tokens,
    /// Passages in quotation marks, marks included, in order; none lies within another.
    pub quotes: Vec<Tokens>,
    /// By token of the block: the number of the quotation that it stands in.
    inside: Vec<Option<usize>>,
    pub sentences: Vec<Tokens>,
}

impl<'w, 'd, 'a, 't> Paragraph<'w, 'd, 'a, 't> {
    pub fn new(words: &'w Words<'d, 'a, 't>, number: usize) -> Paragraph<'w, 'd, 'a, 't> {
        let block = words.doc.block(number);
        let quotes = quotations(words.doc, &block);
        let mut inside = vec![None; block.len()];
        for (number, quote) in quotes.iter().enumerate() {
            inside[quote.start - block.start..quote.end - block.start].fill(Some(number));
        }
        let mut paragraph = Paragraph { words, block, quotes, inside, sentences: Vec::new() };
        paragraph.sentences = paragraph.sentences();
        paragraph
    }

    /// The number of the quotation that a token stands in.
    pub fn quote_at(&self, at: usize) -> Option<usize> {
        self.inside.get(at.checked_sub(self.block.start)?).copied().flatten()
    }

    pub fn quoted(&self, at: usize) -> bool {
        self.quote_at(at).is_some()
    }

    /// Sentences, a quotation being part of the one that says whose it is.
    fn sentences(&self) -> Vec<Tokens> {
        let doc = self.words.doc;
        let within = |at: usize| self.quote_at(at).is_some_and(|number| self.quotes[number].start != at);
        let blocks = &doc.chart.segments.blocks;
        let number = doc.block_of(self.block.start);
        let of_block = blocks.get(number).map_or(0..0, |block| block.sentences.clone());
        let cut = of_block.filter_map(|at| Some(doc.chart.segments.sentences.get(at)?.tokens.start));
        let closed = self.quotes.iter().filter(|quote| {
            let next = quote.end;
            quote.len() > 2
                && self.words.ends(quote.end - 2)
                && (self.words.capital(next) || self.words.mark(next, &OPENING))
        });
        let mut starts: Vec<usize> = cut.chain(closed.map(|quote| quote.end)).collect();
        starts.retain(|&at| !within(at) && at > self.block.start && at < self.block.end && !self.goes_on(at));
        starts.push(self.block.start);
        starts.sort_unstable();
        starts.dedup();
        let ends = starts.iter().skip(1).copied().chain([self.block.end]);
        starts.iter().zip(ends).flat_map(|(&start, end)| self.pieces(start..end)).collect()
    }

    /// A sentence as it is, or in pieces where it has no end: verbs look about themselves in all of it.
    fn pieces(&self, sentence: Tokens) -> Vec<Tokens> {
        const LONGEST: usize = 200;
        let free = sentence.clone().filter(|&at| !self.quoted(at));
        let cuts: Vec<usize> = free.skip(LONGEST).step_by(LONGEST).collect();
        let starts = std::iter::once(sentence.start).chain(cuts.iter().copied());
        starts.zip(cuts.iter().copied().chain([sentence.end])).map(|(start, end)| start..end).collect()
    }

    /// The numbers of the quotations that begin within these tokens.
    pub fn quotes_in(&self, tokens: &Tokens) -> std::ops::Range<usize> {
        let first = |at: usize| self.quotes.partition_point(|quote| quote.start < at);
        first(tokens.start)..first(tokens.end)
    }

    /// Whether what follows a quotation still says whose it is: after a comma, or a question and a verb of speech.
    fn goes_on(&self, at: usize) -> bool {
        const REACH: usize = 14;
        let Some(quote) = at.checked_sub(1).and_then(|before| self.quote_at(before)) else { return false };
        let last = self.quotes[quote].end.saturating_sub(2);
        if self.words.mark(last, &[","]) {
            return true;
        }
        let asks = self.words.ends(last) && !self.words.mark(last, &["."]);
        let mut ahead =
            (at..self.block.end.min(at + REACH)).take_while(|&at| !self.quoted(at) && !self.words.ends(at));
        asks && ahead.any(|at| self.words.is(at, Mark::Speech) && !self.words.as_noun(at))
    }

    /// Words of a quotation.
    pub fn length(&self, quote: usize) -> usize {
        self.quotes[quote].clone().filter(|&at| !self.words.is_mark(at)).count()
    }

    /// Whether a quotation begins as a sentence does.
    pub fn begins_sentence(&self, quote: usize) -> bool {
        let first = self.quotes[quote].start + 1;
        let word = self.words.doc.word(first);
        self.words.capital(first)
            || word.starts_with(|c: char| c.is_ascii_digit() || "[.\u{2026}\u{2018}'".contains(c))
    }

    /// The quotation that a sentence is.
    pub fn whole_quotation(&self, scope: &Tokens) -> Option<Tokens> {
        let quote = &self.quotes[self.quote_at(scope.start)?];
        let rest = scope.end.saturating_sub(quote.end);
        let alone = rest == 0 || rest == 1 && self.words.is_mark(quote.end);
        (quote.start == scope.start && alone).then(|| quote.clone())
    }

    /// A few words in quotation marks that open a paragraph are a title.
    pub fn is_heading(&self, scope: &Tokens, quote: &Tokens) -> bool {
        const SHORTEST: usize = 4;
        let words = quote.clone().filter(|&at| !self.words.is_mark(at)).count();
        scope.start == self.block.start && words < SHORTEST
    }
}

/// Passages in quotation marks. Typists mix marks: one of another form closes too where it stands right behind a
/// comma or stop. A paragraph that opens with a mark and never closes it goes on in the next one.
fn quotations(doc: &Doc<'_, '_>, block: &Tokens) -> Vec<Tokens> {
    const SHORTEST: usize = 5;
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let tokens = doc.chart.tokens();
    for at in block.clone() {
        let mark = doc.word(at);
        let Some(start) = open else {
            open = OPENING.contains(&mark).then_some(at);
            continue;
        };
        let behind = || {
            let before = at - 1;
            let stops =
                matches!(doc.word(before).chars().next_back(), Some(',' | '.' | '!' | '?' | '\u{2026}'));
            OPENING.contains(&mark)
                && before > start
                && stops
                && tokens[before].span.end == tokens[at].span.start
        };
        if mark == "\u{201d}" || mark == "\"" && doc.word(start) == "\"" || behind() {
            found.push(start..at + 1);
            open = None;
        }
    }
    if open == Some(block.start) && block.len() >= SHORTEST {
        found.push(block.clone());
    }
    found
}
