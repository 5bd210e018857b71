//! Which words and classes stand in a sentence from each of its tokens on, so that a pattern is not tried where
//! something that it needs is not to come.
//!
//! A set is a row of bits by the number of a symbol or class, folded: two may share a bit, so that a set can say
//! "perhaps" where the answer is no, and never "no" where it is yes.

use std::ops::Range;

use crate::chart::Chart;
use crate::reach::First;

const WORDS: usize = 16;
/// Bits for classes, of which there are few; symbols have the rest.
const CLASS_BITS: usize = 256;
const SYMBOL_BITS: usize = WORDS * 64 - CLASS_BITS;
/// Sentences longer than this are not looked through: their bits would all be set.
const LONGEST: usize = 2_000;

type Bits = [u64; WORDS];

/// A row of choices, of which one must be there: the words of the set that have any of their bits.
#[derive(Clone, Debug)]
pub struct Need(Box<[(u8, u64)]>);

impl Need {
    pub fn one_of(choices: &[First]) -> Need {
        let mut bits = [0; WORDS];
        for choice in choices {
            set(&mut bits, bit_of(*choice));
        }
        let words = bits.into_iter().enumerate().filter(|(_, word)| *word != 0);
        Need(words.map(|(at, word)| (at as u8, word)).collect())
    }
}

fn bit_of(one: First) -> usize {
    match one {
        First::Key(symbol) => CLASS_BITS + symbol.number() % SYMBOL_BITS,
        First::Class(class) => class.0 as usize % CLASS_BITS,
    }
}

fn set(bits: &mut Bits, bit: usize) {
    bits[bit / 64] |= 1 << (bit % 64);
}

/// What stands in one sentence, from each token on.
#[derive(Debug, Default)]
pub struct Presence {
    /// Where the sentence ends, and what stands in it from each of its tokens on, the last first.
    end: usize,
    from: Vec<Bits>,
}

impl Presence {
    /// Looks through a sentence. Mentions that are added later start where the search already was.
    pub fn gather(&mut self, chart: &Chart<'_>, tokens: &Range<usize>) {
        self.end = tokens.end;
        self.from.clear();
        if tokens.len() > LONGEST {
            return;
        }
        let mut bits = [0; WORDS];
        for at in tokens.clone().rev() {
            for key in chart.rule_keys(at) {
                set(&mut bits, bit_of(First::Key(*key)));
            }
            for head in chart.heads_at(at) {
                set(&mut bits, bit_of(First::Class(head.class)));
            }
            self.from.push(bits);
        }
    }

    /// Whether one of the choices can stand at the token or after it.
    pub fn from(&self, at: usize, need: &Need) -> bool {
        let back = self.end.checked_sub(at + 1);
        let Some(bits) = back.and_then(|back| self.from.get(back)) else { return true };
        need.0
            .iter()
            .any(|&(word, wanted)| bits.get(usize::from(word)).is_some_and(|there| there & wanted != 0))
    }
}
