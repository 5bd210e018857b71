//! Whether one token passes a test.

use text::morph::Tags;

use crate::chart::{Chart, Class};
use crate::pattern::Test;
use crate::symbols::Symbol;
use crate::traits::Traits;

/// What most tests of a token can be answered by, side by side: a sentence of these fits the nearest memory.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Glance {
    /// The keys of its word as a set of bits, folded: two may share a bit, so it says "perhaps" and never a wrong "no".
    pub keys: u64,
    /// The classes of the mentions that start here, folded alike.
    pub classes: u64,
    pub traits: Traits,
    /// The tags of all its readings together.
    pub tags: Tags,
}

pub(crate) fn bit_of_key(symbol: Symbol) -> u64 {
    1 << (symbol.number() % 64)
}

pub(crate) fn bit_of_class(class: Class) -> u64 {
    1 << (class.0 % 64)
}

/// Tests of which a token must pass one.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Bits of the words that the tests name, where each names one; 0 otherwise.
    keys: u64,
    tests: Box<[Test]>,
}

impl Choice {
    pub fn new(tests: &[Test]) -> Choice {
        let keys =
            tests.iter().map(|test| test.key().map(bit_of_key)).try_fold(0, |all, bit| Some(all | bit?));
        Choice { keys: keys.unwrap_or(0), tests: tests.into() }
    }

    #[inline]
    pub(crate) fn holds(&self, chart: &Chart<'_>, at: usize) -> bool {
        if self.keys != 0 && self.keys & chart.glances[at].keys == 0 {
            return false;
        }
        self.tests.iter().any(|test| holds(test, chart, at))
    }
}

pub(crate) fn holds(test: &Test, chart: &Chart<'_>, at: usize) -> bool {
    let glance = &chart.glances[at];
    match test {
        Test::Surface(symbol) => {
            glance.keys & bit_of_key(*symbol) != 0 && !symbol.is_none() && chart.words[at].surface == *symbol
        }
        Test::Lemma(symbol) => {
            glance.keys & bit_of_key(*symbol) != 0 && chart.words[at].keys.contains(symbol)
        }
        Test::Tags(tags) => glance.tags.has(*tags) && chart.words[at].reads_as(*tags),
        Test::Is(traits) => glance.traits.has(*traits),
        Test::Any => true,
        Test::Not(test) => !holds(test, chart, at),
        Test::All(tests) => tests.iter().all(|test| holds(test, chart, at)),
    }
}
