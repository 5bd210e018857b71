//! The attributions of one sentence, verb by verb.

use std::collections::BTreeSet;

use text::morph::Tags;

use super::paragraph::Paragraph;
use super::quotation::{after_content, before_quotation};
use super::words::{Mark, Words};
use super::{Attribution, Manner};
use crate::doc::Tokens;

/// What is known of the sentence while it is read.
pub(super) struct Reader<'p, 'w, 'd, 'a, 't> {
    pub paragraph: &'p Paragraph<'w, 'd, 'a, 't>,
    pub words: &'w Words<'d, 'a, 't>,
    pub scope: Tokens,
    pub found: Vec<Attribution>,
    /// Quotations that are part of what was found.
    pub used: BTreeSet<usize>,
    /// Whose report came last: the subject of verbs that are joined to it.
    pub subject: Option<Tokens>,
}

/// A verb that can report, with its surroundings.
pub(super) struct Verb {
    pub at: usize,
    /// Where its group begins.
    pub group: usize,
    /// Where the cue ends: after "out" in "pointed out".
    pub end: usize,
    pub source: Option<Tokens>,
    pub passive: bool,
    pub participle: bool,
}

impl Verb {
    pub fn cue(&self) -> Tokens {
        self.group..self.end
    }
}

pub(super) fn read(
    paragraph: &Paragraph<'_, '_, '_, '_>,
    scope: &Tokens,
    last: Option<&Tokens>,
) -> Vec<Attribution> {
    let mut reader = Reader {
        paragraph,
        words: paragraph.words,
        scope: scope.clone(),
        found: Vec::new(),
        used: BTreeSet::new(),
        subject: None,
    };
    let mut at = scope.start;
    while at < scope.end {
        at = match paragraph.quote_at(at) {
            Some(number) => paragraph.quotes[number].end,
            None => reader.step(at),
        }
        .max(at + 1);
    }
    reader.left_over(last);
    reader.found
}

impl Reader<'_, '_, '_, '_, '_> {
    pub fn enter(
        &mut self,
        source: Option<Tokens>,
        cue: Option<Tokens>,
        content: Vec<Tokens>,
        manner: Manner,
    ) {
        let content: Vec<Tokens> = content.into_iter().filter(|part| part.start < part.end).collect();
        if content.is_empty() {
            return;
        }
        self.used.extend(content.iter().flat_map(|part| self.paragraph.quotes_in(part)));
        self.subject = source.clone().or(self.subject.take());
        self.found.push(Attribution { source, cue, content, manner });
    }

    /// Reads one token outside quotations; where to go on.
    fn step(&mut self, at: usize) -> usize {
        let words = self.words;
        if words.is(at, Mark::According) && words.is(at + 1, Mark::To) {
            return self.according(at);
        }
        let named = words.capital(at) && at > self.scope.start;
        if !words.reports(at) || words.as_noun(at) || named {
            self.noun(at);
            return at + 1;
        }
        let verb = self.verb(at);
        if self.appears(&verb) || self.foreign(&verb) {
            return at + 1;
        }
        if words.is(at, Mark::Speech)
            && let Some(next) = after_content(self, &verb)
        {
            return next;
        }
        let source = verb.source.clone().or_else(|| self.subject_before(verb.group));
        let verb = Verb { source, ..verb };
        if words.is(at, Mark::Speech)
            && let Some(next) = before_quotation(self, &verb)
        {
            return next;
        }
        if !self.clause(&verb) && !self.purpose(&verb) {
            self.stance(&verb);
        }
        if self.subject.is_none() {
            self.subject = verb.source;
        }
        at + 1
    }

    fn verb(&self, at: usize) -> Verb {
        let (words, low) = (self.words, self.scope.start);
        let group = self.paragraph.group_start(at, low);
        let be = words.has(group..at, Mark::Be);
        let participle = words.is(at, Mark::Ing) && !be;
        let passive = be && !words.is(at, Mark::Ing);
        let infinitive = words.has(group..at, Mark::To);
        let subject = || {
            let before = group.checked_sub(1).filter(|&before| before >= low)?;
            let phrase = self.paragraph.phrase_before(group, low);
            phrase.or_else(|| words.is(before, Mark::Relative).then_some(before))
        };
        let start = if participle || infinitive { None } else { subject() };
        let particle = words.is(at, Mark::Phrasal) && words.is(at + 1, Mark::Particle);
        Verb {
            at,
            group,
            end: at + 1 + usize::from(particle && at + 1 < self.scope.end),
            source: start.map(|start| start..group),
            passive,
            participle,
        }
    }

    /// "It seems to", "X is expected to": what is said of X, by nobody in particular.
    fn appears(&mut self, verb: &Verb) -> bool {
        let (words, next) = (self.words, verb.at + 1);
        let described = words.first_reading(next, Tags::ADJ) || words.first_reading(next, Tags::ADV);
        let seems = words.is(verb.at, Mark::Seem)
            && (words.any(next, &[Mark::To, Mark::That, Mark::As]) || described);
        let reckoned = verb.passive && words.is(verb.at, Mark::Reckoned) && words.is(next, Mark::To);
        if !seems && !reckoned || next >= self.scope.end {
            return false;
        }
        if let Some(start) = self.paragraph.phrase_before(verb.group, self.scope.start) {
            let rest = next..self.paragraph.clause_end(next, self.scope.end);
            let cue = if seems { verb.at..next } else { verb.group..next };
            let content = [start..verb.group, rest].into_iter().filter(|part| !part.is_empty()).collect();
            self.found.push(Attribution { source: None, cue: Some(cue), content, manner: Manner::Held });
        }
        true
    }

    /// A form that is no report here: a noun that looks like a verb, a passive.
    fn foreign(&self, verb: &Verb) -> bool {
        let words = self.words;
        let by = words.is(verb.at + 1, Mark::By);
        if verb.passive && !by && !words.is(verb.at, Mark::Told) {
            return true;
        }
        if !words.is(verb.at, Mark::Noun) || verb.group != verb.at || words.is(verb.at, Mark::Ing) {
            return false;
        }
        let Some(source) = &verb.source else { return true };
        let before = verb.at - 1;
        let agrees = if words.is(verb.at, Mark::Third) {
            let led = source.len() > 1
                && (words.any(source.start, &[Mark::Determiner, Mark::Possessive])
                    || words.possessive_ending(source.start));
            words.is(before, Mark::Pronoun)
                || words.is(before, Mark::Relative)
                || words.capital(before)
                || led
        } else {
            let several = words.reads_as(before, Tags::NOUN.with(Tags::PL)) && !words.capital(before);
            words.any(before, &[Mark::Pronoun]) || words.is(before, Mark::Who) || several
        };
        !agrees
    }

    /// The subject of a verb that has none of its own: that of the report before, or the first of the sentence.
    fn subject_before(&self, group: usize) -> Option<Tokens> {
        if self.subject.is_some() {
            return self.subject.clone();
        }
        let (words, low) = (self.words, self.scope.start);
        (low..group)
            .filter(|&at| !self.paragraph.quoted(at))
            .filter(|&at| words.finite(at) || at > low && words.reports(at) && !words.as_noun(at))
            .find_map(|at| {
                let end = self.paragraph.group_start(at, low);
                Some(self.paragraph.phrase_before(end, low)?..end)
            })
    }

    /// "said that ...", "believes the road is open", "asked whether ...".
    fn clause(&mut self, verb: &Verb) -> bool {
        let (words, high) = (self.words, self.scope.end);
        let speech = words.is(verb.at, Mark::Speech);
        if !speech && !words.is(verb.at, Mark::Thought) {
            return false;
        }
        let colon = self.colon_after(verb);
        if let Some(colon) = colon.filter(|&colon| speech && colon + 2 < high) {
            let content = colon + 1..self.paragraph.clause_end(colon + 1, high);
            self.enter(verb.source.clone(), Some(verb.cue()), vec![content], Manner::Told);
            return true;
        }
        let start = match self.that(verb.end) {
            Some(that) => Some(that),
            None => self.bare(verb),
        };
        let Some(start) = start else { return false };
        let content = start..self.paragraph.clause_end(start, high);
        if content.len() < 2 {
            return false;
        }
        let manner = if speech { Manner::Told } else { Manner::Held };
        self.enter(verb.source.clone(), Some(verb.cue()), vec![content], manner);
        true
    }

    fn colon_after(&self, verb: &Verb) -> Option<usize> {
        let ahead = super::quotation::past_adjuncts(self, verb.end, self.words.is(verb.at, Mark::Tell));
        Some(ahead).filter(|&at| self.words.mark(at, &[":"]))
    }

    /// The "that" which introduces what is said, with an addressee, a day or a place between at most.
    fn that(&self, from: usize) -> Option<usize> {
        const REACH: usize = 14;
        const NEAR: usize = 8;
        let words = self.words;
        for at in from..self.scope.end.min(from + REACH) {
            if self.paragraph.quoted(at) {
                return None;
            }
            if words.is(at, Mark::That) {
                return (at + 1 < self.scope.end).then_some(at);
            }
            let far = words.mark(at, &[",", ";", ":"]) && at > from + NEAR;
            if far || at > from && words.finite(at) && !words.reports(at) {
                return None;
            }
        }
        None
    }

    /// Where a clause without "that" begins.
    fn bare(&self, verb: &Verb) -> Option<usize> {
        let (words, high) = (self.words, self.scope.end);
        let mut at = verb.end;
        if words.is(verb.at, Mark::Tell) {
            if words.is(at, Mark::Addressee) {
                at += 1;
            } else if words.capital(at) {
                at = self.paragraph.phrase_after(at, high).filter(|&end| end < high).unwrap_or(at);
            }
        }
        while words.is(at, Mark::Day) {
            at += 1;
        }
        if words.is(at, Mark::On) && words.is(at + 1, Mark::Day) {
            at += 2;
        }
        if at >= high {
            return None;
        }
        let speech = words.is(verb.at, Mark::Speech);
        if words.is(at, Mark::Question) || speech && self.paragraph.quoted(at) {
            return Some(at);
        }
        let clause = || self.paragraph.is_clause(at, high);
        if words.is(at, Mark::Preposition) {
            let inserted = words.mark(at, &[","]) || (at..high).any(|at| words.mark(at, &[","]));
            return (words.is(verb.at, Mark::Plain) && inserted && verb.source.is_some() && clause())
                .then_some(at);
        }
        if words.any(at, &[Mark::To, Mark::So, Mark::As]) || words.mark(at, &[",", ".", ";", ":"]) {
            return None;
        }
        let phrase = speech
            && !words.any(verb.at, &[Mark::NoPhrase, Mark::Stance, Mark::Aim])
            && verb.source.is_some()
            && !verb.participle;
        (clause() || phrase).then_some(at)
    }

    /// "wants to leave", "refused to answer".
    fn purpose(&mut self, verb: &Verb) -> bool {
        let next = verb.at + 1;
        let aims = self.words.is(verb.at, Mark::Aim) && self.words.is(next, Mark::To) && !verb.passive;
        if aims {
            let content = next..self.paragraph.clause_end(next, self.scope.end);
            self.enter(verb.source.clone(), Some(verb.cue()), vec![content], Manner::Held);
        }
        aims
    }

    /// "criticised the plan".
    fn stance(&mut self, verb: &Verb) {
        let (words, next) = (self.words, verb.at + 1);
        let empty =
            words.is(next, Mark::To) || words.mark(next, &[".", ",", ";"]) || words.is(next, Mark::NoObject);
        if !words.is(verb.at, Mark::Stance) || verb.passive || verb.source.is_none() || empty {
            return;
        }
        let content = next..self.paragraph.clause_end(next, self.scope.end);
        if content.len() >= 2 {
            self.enter(verb.source.clone(), Some(verb.cue()), vec![content], Manner::Held);
        }
    }

    /// Quotations that no verb was found for: after a colon or dash, or as a sentence's opening.
    fn left_over(&mut self, last: Option<&Tokens>) {
        const AFTER_MARK: usize = 7;
        const OPENING: usize = 6;
        for number in self.paragraph.quotes_in(&self.scope) {
            let quote = self.paragraph.quotes[number].clone();
            if self.used.contains(&number) {
                continue;
            }
            let length = self.paragraph.length(number);
            let marked = quote.start > self.scope.start
                && self.words.mark(quote.start - 1, &[":", "\u{2014}", "\u{2013}"]);
            if marked && length >= AFTER_MARK {
                let source = self.subject_before(quote.start);
                self.enter(source, None, vec![quote], Manner::Quoted);
            } else if quote.start == self.scope.start
                && length >= OPENING
                && self.paragraph.begins_sentence(number)
            {
                self.enter(last.cloned(), None, vec![quote], Manner::Quoted);
            }
        }
    }
}
