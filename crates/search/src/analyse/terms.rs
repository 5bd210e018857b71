//! The analysis as the engine's tokenizers.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::{Word, forms, words};

/// The names of the tokenizers in the schema.
pub const WHOLE: &str = "whole";
pub const CUT: &str = "cut";

/// Words whose forms are remembered: what a few languages' texts repeat, in some ten megabytes.
const REMEMBERED: usize = 100_000;

pub fn register(manager: &TokenizerManager) {
    for (name, cut) in [(WHOLE, false), (CUT, true)] {
        manager.register(name, TextAnalyzer::from(Terms { cut, seen: HashMap::new() }));
    }
}

/// By the word as it is written, on which all of its forms depend.
type Seen = HashMap<Box<str>, Arc<[String]>>;

#[derive(Clone)]
struct Terms {
    cut: bool,
    seen: Seen,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream {
            words: words(text).into_iter(),
            cut: self.cut,
            seen: &mut self.seen,
            terms: Arc::from([]),
            next: 0,
            token: Token::default(),
        }
    }
}

struct Stream<'a> {
    words: std::vec::IntoIter<Word<'a>>,
    cut: bool,
    seen: &'a mut Seen,
    /// Of the present word, with the one that comes next.
    terms: Arc<[String]>,
    next: usize,
    token: Token,
}

impl Stream<'_> {
    fn terms_of(&mut self, word: &Word<'_>) -> Arc<[String]> {
        if let Some(terms) = self.seen.get(word.text) {
            return Arc::clone(terms);
        }
        let forms = forms(word);
        let terms: Arc<[String]> = if self.cut { forms.cut().collect() } else { forms.whole().collect() };
        if self.seen.len() >= REMEMBERED {
            self.seen.clear();
        }
        self.seen.insert(Box::from(word.text), Arc::clone(&terms));
        terms
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        loop {
            if let Some(term) = self.terms.get(self.next) {
                self.next += 1;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
            let Some(word) = self.words.next() else { return false };
            self.terms = self.terms_of(&word);
            self.next = 0;
            self.token.offset_from = word.span.start;
            self.token.offset_to = word.span.end;
            self.token.position = word.position;
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
