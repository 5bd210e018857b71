//! Noun phrases, groups of verbs and ends of clauses, as far as words and marks tell: no text is parsed here.

use text::morph::Tags;

use super::paragraph::Paragraph;
use super::words::Mark;

impl Paragraph<'_, '_, '_, '_> {
    /// Where the noun phrase begins that ends right before a token, not before `low`.
    pub fn phrase_before(&self, end: usize, low: usize) -> Option<usize> {
        const DEEPEST: usize = 3;
        self.phrase_behind(end, low, DEEPEST)
    }

    /// As [`Self::phrase_before`], past so many insertions at most.
    fn phrase_behind(&self, end: usize, low: usize, deep: usize) -> Option<usize> {
        let words = self.words;
        let last = end.checked_sub(1).filter(|&last| last >= low && !self.quoted(last))?;
        if words.mark(last, &[","]) {
            return self.before_apposition(last, low, deep.checked_sub(1)?);
        }
        if words.mark(last, &[")"]) {
            let open = (low..last).rev().find(|&at| words.mark(at, &["("]))?;
            return self.phrase_behind(open, low, deep.checked_sub(1)?);
        }
        if words.any(last, &[Mark::Pronoun, Mark::Someone]) {
            return Some(last);
        }
        let small =
            words.any(last, &[Mark::Subordinate, Mark::Join, Mark::Preposition]) || words.is_mark(last);
        let governs = last > low && words.is(last - 1, Mark::Determiner);
        if small || words.finite(last) && !words.reports(last) && !governs {
            return None;
        }
        let mut start = (low..=last).rev().take_while(|&at| self.in_phrase(at, end, low)).last()?;
        while start < end {
            let adverb = words.adverbial(start);
            if words.is(start, Mark::Preposition) {
                return None;
            }
            if !adverb && !words.is(start, Mark::Join) && !words.is_mark(start) {
                return Some(start);
            }
            start += 1;
        }
        None
    }

    /// "X, the head of Y, said": the phrase before the first of two commas.
    fn before_apposition(&self, comma: usize, low: usize, deep: usize) -> Option<usize> {
        const LONGEST: usize = 32;
        let words = self.words;
        for at in (low..comma).rev().take(LONGEST) {
            if self.quoted(at) || words.mark(at, &[";", ":"]) {
                return None;
            }
            if words.mark(at, &[","]) {
                let start = self.phrase_behind(at, low, deep)?;
                if !words.is(at + 1, Mark::Join) && !words.is(at + 1, Mark::Turn) {
                    return Some(start);
                }
            }
        }
        None
    }

    /// Whether a token belongs to the noun phrase that goes on to its right up to `end`.
    fn in_phrase(&self, at: usize, end: usize, low: usize) -> bool {
        let words = self.words;
        if self.quoted(at) || words.any(at, &[Mark::Subordinate, Mark::Pronoun]) {
            return false;
        }
        if words.mark(at, &["."]) {
            // the stop of an abbreviation
            return at > low && words.capital(at - 1);
        }
        if words.is_mark(at)
            && !words.mark(at, &["&", "-", "/", "'", "\u{2019}", "$", "%", "#", "@", "[", "]"])
        {
            return false;
        }
        if words.is(at, Mark::To) {
            let noun = at > low && words.first_reading(at - 1, Tags::NOUN);
            return noun && words.capital(at + 1);
        }
        if words.is(at, Mark::Join) {
            return at > low && self.joins_nouns(at);
        }
        if words.finite(at) {
            // a participle within the phrase, or a noun that reads as a verb
            let led = at > low
                && (words.is(at - 1, Mark::Determiner)
                    || words.possessive_ending(at - 1)
                    || words.first_reading(at - 1, Tags::ADJ));
            return !words.auxiliary(at) && (led || words.reports(at) && at + 1 == end);
        }
        true
    }

    /// Names or common nouns on both sides.
    fn joins_nouns(&self, at: usize) -> bool {
        let words = self.words;
        let noun = |at: usize| words.first_reading(at, Tags::NOUN);
        let right = at + 1;
        let led = words.any(right, &[Mark::Determiner, Mark::Possessive]);
        words.capital(at - 1) && (words.capital(right) || led)
            || noun(at - 1)
                && !words.finite(at - 1)
                && (noun(right) || words.first_reading(right, Tags::ADJ) || led)
    }

    /// Where the group of a verb begins: adverbs and auxiliaries before it belong to it.
    pub fn group_start(&self, verb: usize, low: usize) -> usize {
        let words = self.words;
        let belongs = |at: &usize| {
            let at = *at;
            !self.quoted(at)
                && !words.any(at, &[Mark::Pronoun])
                && (words.is(at, Mark::To) || words.adverbial(at) || words.auxiliary(at))
        };
        (low..verb).rev().take_while(belongs).last().unwrap_or(verb)
    }

    /// Where the noun phrase ends that begins with a token.
    pub fn phrase_after(&self, start: usize, high: usize) -> Option<usize> {
        let words = self.words;
        if start >= high || self.quoted(start) {
            return None;
        }
        if words.is(start, Mark::Pronoun) {
            return Some(start + 1);
        }
        let stops = |&at: &usize| {
            let later = at > start;
            let to_name = words.capital(at + 1) && !words.is(at + 1, Mark::Day);
            let abbreviates =
                words.mark(at, &["."]) && later && words.capital(at - 1) && words.capital(at + 1);
            self.quoted(at)
                || words.is_mark(at)
                    && !abbreviates
                    && !words.mark(at, &["&", "-", "/", "'", "\u{2019}", "$", "%", "(", ")"])
                || words.any(at, &[Mark::Subordinate, Mark::Day])
                || later && words.is(at, Mark::Pronoun)
                || later && words.is(at, Mark::Adjunct) && (!to_name || words.is(at, Mark::Scene))
                || !words.capital(at) && words.auxiliary(at)
        };
        let end = (start..high).find(stops).unwrap_or(high);
        (end > start).then_some(end)
    }

    /// Where the clause ends that begins with a token: at another report, a turn, or the end of the sentence.
    pub fn clause_end(&self, start: usize, high: usize) -> usize {
        let words = self.words;
        let mut at = start;
        while at < high {
            if let Some(number) = self.quote_at(at) {
                at = self.quotes[number].end.max(at + 1);
                continue;
            }
            if words.mark(at, &[";"]) || words.mark(at, &[","]) && self.turns(at + 1, high) {
                return at;
            }
            at += 1;
        }
        let mut end = high.max(start);
        while end > start && words.mark(end - 1, &[".", "!", "?", ",", ";", ":"]) && !self.quoted(end - 1) {
            end -= 1;
        }
        end
    }

    /// Whether what follows a comma is no part of the clause before it.
    fn turns(&self, at: usize, high: usize) -> bool {
        const REACH: usize = 8;
        let words = self.words;
        if at >= high || self.quoted(at) {
            return false;
        }
        if words.any(at, &[Mark::Turn, Mark::While, Mark::According])
            || words.is(at, Mark::Ing) && words.reports(at)
        {
            return true;
        }
        let next = at + 1;
        let reports = words.reports(next)
            && (words.is(next, Mark::Ing)
                || !words.as_noun(next) && (words.is(next, Mark::Past) || words.is(next, Mark::Plain)));
        let continues = words.any(at, &[Mark::Adverb, Mark::And]) && next < high && reports;
        let another = words.is(at, Mark::And) && words.has(next..high.min(at + REACH), Mark::Plain);
        continues || another
    }

    /// Whether a noun phrase and a finite verb follow.
    pub fn is_clause(&self, start: usize, high: usize) -> bool {
        const REACH: usize = 22;
        let words = self.words;
        for at in start..high.min(start + REACH) {
            if self.quoted(at) {
                return at > start;
            }
            if words.mark(at, &[";", ":"]) || at == start && words.mark(at, &[","]) {
                return false;
            }
            let short = words.is(at, Mark::Aux) && words.is(at, Mark::Pronoun);
            if short || at > start && words.finite(at) {
                return true;
            }
        }
        false
    }
}
