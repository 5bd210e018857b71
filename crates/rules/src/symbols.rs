//! Words as numbers. Only words that a pack names have one, so that texts of any size add nothing.

use crate::Map;

/// A word that the pack knows; [`Symbol::NONE`] for every other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    pub const NONE: Symbol = Symbol(0);

    pub fn is_none(self) -> bool {
        self == Symbol::NONE
    }

    /// For tables and sets.
    pub fn number(self) -> usize {
        self.0 as usize
    }
}

/// The words of one pack.
#[derive(Debug, Default)]
pub struct Symbols {
    numbers: Map<Box<str>, Symbol>,
}

impl Symbols {
    /// The number of a folded word, given to it now where it has none.
    pub fn add(&mut self, word: &str) -> Symbol {
        if let Some(&symbol) = self.numbers.get(word) {
            return symbol;
        }
        let symbol = Symbol(self.numbers.len() as u32 + 1);
        self.numbers.insert(word.into(), symbol);
        symbol
    }

    /// How many words there are; the newest has this number.
    pub fn count(&self) -> usize {
        self.numbers.len()
    }

    pub fn get(&self, word: &str) -> Symbol {
        self.numbers.get(word).copied().unwrap_or_default()
    }
}
