//! What the pack's list says of each word of a text.

use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use crate::doc::{Doc, Tokens};

/// Marks of the list, by the names that they have there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Speech,
    Thought,
    Stance,
    Aim,
    Seem,
    Tell,
    Noun,
    Base,
    Third,
    Ing,
    Plain,
    Told,
    NoPhrase,
    Phrasal,
    Particle,
    According,
    Reckoned,
    ThatNoun,
    ToNoun,
    ForNoun,
    Adverb,
    Be,
    Aux,
    Modal,
    Pronoun,
    Someone,
    Object,
    Determiner,
    Possessive,
    Subordinate,
    Question,
    Relative,
    Preposition,
    Join,
    And,
    While,
    Turn,
    Day,
    Addressee,
    That,
    To,
    By,
    As,
    So,
    Adjunct,
    Aside,
    Apposition,
    Article,
    Who,
    On,
    Scene,
    NoObject,
    Tie,
    Past,
}

const NAMES: &[(Mark, &str)] = &[
    (Mark::Speech, "speech"),
    (Mark::Thought, "thought"),
    (Mark::Stance, "stance"),
    (Mark::Aim, "aim"),
    (Mark::Seem, "seem"),
    (Mark::Tell, "tell"),
    (Mark::Noun, "noun"),
    (Mark::Base, "base"),
    (Mark::Third, "third"),
    (Mark::Ing, "ing"),
    (Mark::Plain, "plain"),
    (Mark::Told, "told"),
    (Mark::NoPhrase, "no-phrase"),
    (Mark::Phrasal, "phrasal"),
    (Mark::Particle, "particle"),
    (Mark::According, "according"),
    (Mark::Reckoned, "reckoned"),
    (Mark::ThatNoun, "that-noun"),
    (Mark::ToNoun, "to-noun"),
    (Mark::ForNoun, "for-noun"),
    (Mark::Adverb, "adverb"),
    (Mark::Be, "be"),
    (Mark::Aux, "aux"),
    (Mark::Modal, "modal"),
    (Mark::Pronoun, "pronoun"),
    (Mark::Someone, "someone"),
    (Mark::Object, "object"),
    (Mark::Determiner, "determiner"),
    (Mark::Possessive, "possessive"),
    (Mark::Subordinate, "subordinate"),
    (Mark::Question, "question"),
    (Mark::Relative, "relative"),
    (Mark::Preposition, "preposition"),
    (Mark::Join, "join"),
    (Mark::And, "and"),
    (Mark::While, "while"),
    (Mark::Turn, "turn"),
    (Mark::Day, "day"),
    (Mark::Addressee, "addressee"),
    (Mark::That, "that"),
    (Mark::To, "to"),
    (Mark::By, "by"),
    (Mark::As, "as"),
    (Mark::So, "so"),
    (Mark::Adjunct, "adjunct"),
    (Mark::Aside, "aside"),
    (Mark::Apposition, "apposition"),
    (Mark::Article, "article"),
    (Mark::Who, "who"),
    (Mark::On, "on"),
    (Mark::Scene, "scene"),
    (Mark::NoObject, "no-object"),
    (Mark::Tie, "tie"),
    (Mark::Past, "past"),
];

pub(super) struct Words<'d, 'a, 't> {
    pub doc: &'d Doc<'a, 't>,
    /// By mark, its bit in the list.
    bits: [u64; NAMES.len()],
    /// By token, the bits of its marks.
    marks: Vec<u64>,
}

impl<'d, 'a, 't> Words<'d, 'a, 't> {
    /// `None` where the pack has no list.
    pub fn new(doc: &'d Doc<'a, 't>) -> Option<Words<'d, 'a, 't>> {
        let list = &doc.pack.reporting;
        if list.is_empty() {
            return None;
        }
        let mut bits = [0; NAMES.len()];
        for (mark, name) in NAMES {
            bits[*mark as usize] = list.bit(name);
        }
        let tokens = doc.chart.tokens().iter().enumerate();
        let marks = tokens.map(|(at, token)| match token.kind {
            TokenKind::Word => list.of(&fold(doc.word(at))),
            _ if doc.word(at) == "&" => list.of("&"),
            _ => 0,
        });
        Some(Words { doc, bits, marks: marks.collect() })
    }

    pub fn is(&self, at: usize, mark: Mark) -> bool {
        self.marks.get(at).is_some_and(|marks| marks & self.bits[mark as usize] != 0)
    }

    pub fn any(&self, at: usize, marks: &[Mark]) -> bool {
        marks.iter().any(|&mark| self.is(at, mark))
    }

    /// Whether a token of these has the mark.
    pub fn has(&self, tokens: Tokens, mark: Mark) -> bool {
        tokens.into_iter().any(|at| self.is(at, mark))
    }

    pub fn capital(&self, at: usize) -> bool {
        self.doc.chart.tokens().get(at).is_some_and(|token| token.is_capitalised())
    }

    pub fn mark(&self, at: usize, marks: &[&str]) -> bool {
        self.doc.is_mark(at, marks)
    }

    pub fn is_mark(&self, at: usize) -> bool {
        self.doc.chart.tokens().get(at).is_none_or(|token| token.kind == TokenKind::Mark)
    }

    /// The end of a sentence: a stop, a question, dots.
    pub fn ends(&self, at: usize) -> bool {
        self.mark(at, &[".", "!", "?", "\u{2026}"]) || self.doc.word(at).starts_with("..")
    }

    pub fn first_reading(&self, at: usize, tags: Tags) -> bool {
        let word = self.doc.chart.words.get(at);
        word.and_then(|word| word.readings.first()).is_some_and(|first| first.has(tags))
    }

    pub fn reads_as(&self, at: usize, tags: Tags) -> bool {
        self.doc.chart.words.get(at).is_some_and(|word| word.reads_as(tags))
    }

    /// "openly", "here": a word of manner, place or time by its reading.
    pub fn adverbial(&self, at: usize) -> bool {
        let small = [Mark::Preposition, Mark::Subordinate, Mark::Determiner, Mark::Join];
        self.is(at, Mark::Adverb) || self.first_reading(at, Tags::ADV) && !self.any(at, &small)
    }

    pub fn possessive_ending(&self, at: usize) -> bool {
        matches!(self.doc.word(at), "'s" | "\u{2019}s") && !self.is_short_verb(at)
    }

    /// "she's": the ending is a verb after a pronoun.
    fn is_short_verb(&self, at: usize) -> bool {
        matches!(self.doc.word(at), "'s" | "\u{2019}s")
            && at.checked_sub(1).is_some_and(|before| self.any(before, &[Mark::Pronoun, Mark::Subordinate]))
    }

    pub fn auxiliary(&self, at: usize) -> bool {
        self.is(at, Mark::Aux) || self.is_short_verb(at)
    }

    /// A verb that a subject can stand before, as far as its first reading tells.
    pub fn finite(&self, at: usize) -> bool {
        self.auxiliary(at) || !self.capital(at) && self.verbal(at)
    }

    fn verbal(&self, at: usize) -> bool {
        self.first_reading(at, Tags::AUX)
            || self.first_reading(at, Tags::VERB)
                && !self.first_reading(at, Tags::PART)
                && !self.first_reading(at, Tags::INF)
    }

    pub fn finite_in(&self, tokens: Tokens) -> bool {
        tokens.into_iter().any(|at| self.finite(at))
    }

    /// A verb that an attribution can hang on.
    pub fn reports(&self, at: usize) -> bool {
        self.any(at, &[Mark::Speech, Mark::Thought, Mark::Stance, Mark::Aim, Mark::Seem])
    }

    /// "the report", "his claim", "of support": a form of a reporting verb that is a noun there.
    pub fn as_noun(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        if self.is(at, Mark::Past) {
            return self.is(before, Mark::Article) && !self.is(at, Mark::Plain);
        }
        let owned = self.is(before, Mark::Determiner) && !self.is(before, Mark::That)
            || self.possessive_ending(before);
        let governed =
            self.is(before, Mark::Preposition) && !self.is(before, Mark::To) && !self.is(at, Mark::Ing);
        let described = self.first_reading(before, Tags::ADJ)
            && !self.is(before, Mark::Adverb)
            && !self.is(at, Mark::Third);
        owned || governed || described
    }
}
