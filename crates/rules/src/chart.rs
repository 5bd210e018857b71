//! Tokens of one text and the mentions found on them so far.

use std::ops::Range;
use std::sync::Arc;

use record::Span;
use text::morph::Tags;
use text::segment::Segments;
use text::token::Token;

use crate::index::slot;
use crate::symbols::Symbol;
use crate::token::{Glance, bit_of_class, bit_of_key};
use crate::traits::Traits;
use crate::words::Word;

/// The class of a mention, by number in its pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Class(pub u16);

/// A mention, by number in its chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MentionId(pub u32);

/// A named piece of a mention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub name: Arc<str>,
    pub tokens: Range<usize>,
    /// The mention that fills it, where one mention does.
    pub mention: Option<MentionId>,
}

/// A run of tokens that a rule or a lexicon recognised.
#[derive(Clone, Debug)]
pub struct Mention {
    pub class: Class,
    pub tokens: Range<usize>,
    /// Which rule or lexicon: `en/office#title-of-org`, `en/lexicon/country`.
    pub rule: Arc<str>,
    /// Attributes that the rule sets or the lexicon's row gives.
    pub attributes: Arc<[(Box<str>, Box<str>)]>,
    pub parts: Vec<Part>,
}

impl Mention {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| &**key == name).map(|(_, value)| &**value)
    }

    pub fn part(&self, name: &str) -> Option<&Part> {
        self.parts.iter().find(|part| &*part.name == name)
    }

    pub fn parts<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Part> {
        self.parts.iter().filter(move |part| &*part.name == name)
    }
}

/// Where a mention that starts at a token ends, and what it is: all that matching asks of most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Head {
    pub id: MentionId,
    pub class: Class,
    pub end: usize,
}

/// The working table of one text.
pub struct Chart<'t> {
    pub text: &'t str,
    pub segments: Segments,
    pub words: Vec<Arc<Word>>,
    /// Whether rules were not tried to the end of the text: it kept them trying for too long.
    pub cut_short: bool,
    mentions: Vec<Mention>,
    /// By token: the mentions that start there, longest first.
    heads: Vec<Vec<Head>>,
    /// The keys that rules name, token after token, and where those of each token begin.
    keys: Vec<Symbol>,
    keys_from: Vec<u32>,
    pub(crate) sentence_of: Vec<u32>,
    pub(crate) glances: Vec<Glance>,
}

impl<'t> Chart<'t> {
    /// A text's tokens and their words; `named_by_rules` symbols are the first of their pack.
    pub fn new(text: &'t str, segments: Segments, words: Vec<Arc<Word>>, named_by_rules: usize) -> Chart<'t> {
        let mut sentence_of = vec![0; words.len()];
        for (number, sentence) in segments.sentences.iter().enumerate() {
            for slot in &mut sentence_of[sentence.tokens.clone()] {
                *slot = number as u32;
            }
        }
        let heads = vec![Vec::new(); words.len()];
        let mut keys = Vec::with_capacity(words.len());
        let mut keys_from = Vec::with_capacity(words.len() + 1);
        let mut before = None;
        let glance = |(token, word): (&Token, &Arc<Word>)| {
            let written = token.span.of(text).unwrap_or_default();
            let traits = Traits::of(*token, written, before, word.known);
            before = Some(token.span.end);
            keys_from.push(keys.len() as u32);
            // keys are in order
            let of_rules = word.keys.iter().take_while(|key| key.number() <= named_by_rules);
            keys.extend(of_rules.clone());
            let keys = of_rules.fold(0, |all, key| all | bit_of_key(*key));
            let tags = word.readings.iter().fold(Tags::NONE, |all, tags| all.with(*tags));
            Glance { keys, classes: 0, traits, tags }
        };
        let glances = segments.tokens.iter().zip(&words).map(glance).collect();
        keys_from.push(keys.len() as u32);
        Chart {
            text,
            segments,
            words,
            cut_short: false,
            mentions: Vec::new(),
            heads,
            keys,
            keys_from,
            sentence_of,
            glances,
        }
    }

    pub fn tokens(&self) -> &[Token] {
        &self.segments.tokens
    }

    pub fn add(&mut self, mention: Mention) -> MentionId {
        let id = MentionId(self.mentions.len() as u32);
        if let Some(row) = self.heads.get_mut(mention.tokens.start) {
            let head = Head { id, class: mention.class, end: mention.tokens.end };
            // longest first, so that matching prefers it
            let at = row.iter().position(|other| other.end < head.end).unwrap_or(row.len());
            row.insert(at, head);
        }
        if let Some(glance) = self.glances.get_mut(mention.tokens.start) {
            glance.classes |= bit_of_class(mention.class);
        }
        self.mentions.push(mention);
        id
    }

    pub fn mention(&self, id: MentionId) -> &Mention {
        &self.mentions[id.0 as usize]
    }

    pub fn mentions(&self) -> impl Iterator<Item = (MentionId, &Mention)> {
        self.mentions.iter().enumerate().map(|(at, mention)| (MentionId(at as u32), mention))
    }

    /// The mentions that start at a token, longest first.
    pub fn starting_at(&self, token: usize) -> impl Iterator<Item = (MentionId, &Mention)> {
        self.heads_at(token).iter().map(|head| (head.id, self.mention(head.id)))
    }

    /// The longest mention of a class that starts at a token.
    pub fn longest(&self, class: Class, token: usize) -> Option<&Mention> {
        let head = self.heads_at(token).iter().find(|head| head.class == class)?;
        Some(self.mention(head.id))
    }

    /// Whether no mention at all starts at a token.
    pub fn starts_nothing(&self, token: usize) -> bool {
        self.heads_at(token).is_empty()
    }

    /// The keys of a token's word that rules name.
    pub(crate) fn rule_keys(&self, token: usize) -> &[Symbol] {
        let Some(&[from, to]) = self.keys_from.get(token..token + 2) else { return &[] };
        &self.keys[from as usize..to as usize]
    }

    pub(crate) fn heads_at(&self, token: usize) -> &[Head] {
        self.heads.get(token).map_or(&[], Vec::as_slice)
    }

    /// The mentions of each of these classes that do not lie within another of their class, in order.
    pub fn outermost(&self, classes: &[Class]) -> Vec<Vec<MentionId>> {
        let mut found: Vec<(usize, Vec<MentionId>)> = vec![(0, Vec::new()); classes.len()];
        let mut places: Vec<Option<usize>> = Vec::new();
        for (place, class) in classes.iter().enumerate() {
            *slot(&mut places, class.0 as usize) = Some(place);
        }
        for head in self.heads.iter().flatten() {
            let place = places.get(head.class.0 as usize).copied().flatten();
            // of those that start at one token the longest comes first
            if let Some((end, ids)) =
                place.and_then(|place| found.get_mut(place)).filter(|(end, _)| head.end > *end)
            {
                *end = head.end;
                ids.push(head.id);
            }
        }
        found.into_iter().map(|(_, ids)| ids).collect()
    }

    pub fn sentence_of(&self, token: usize) -> usize {
        self.sentence_of.get(token).map_or(0, |&number| number as usize)
    }

    pub fn sentence_tokens(&self, token: usize) -> Range<usize> {
        let number = self.sentence_of(token);
        self.segments.sentences.get(number).map_or(0..0, |sentence| sentence.tokens.clone())
    }

    pub fn span(&self, tokens: &Range<usize>) -> Span {
        self.segments.span(tokens)
    }

    /// The words of some tokens as written, gaps and all.
    pub fn written(&self, tokens: &Range<usize>) -> &'t str {
        self.span(tokens).of(self.text).unwrap_or_default()
    }

    pub fn token_text(&self, at: usize) -> &'t str {
        self.segments.tokens.get(at).and_then(|token| token.span.of(self.text)).unwrap_or_default()
    }

    /// Whether some word of the tokens can be read with these tags.
    pub fn reads_as(&self, tokens: &Range<usize>, tags: Tags) -> bool {
        self.words.get(tokens.clone()).is_some_and(|words| words.iter().any(|word| word.reads_as(tags)))
    }
}
