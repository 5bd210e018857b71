//! Whether a token passes tests, put so that most tokens are told by a glance.

use text::morph::Tags;

use crate::chart::{Chart, Class};
use crate::pattern::Test;
use crate::reach::Start;
use crate::symbols::Symbol;
use crate::traits::Traits;
use crate::words::Word;

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
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// Words, in order; with `true` only as they are written.
    words: Box<[(Symbol, bool)]>,
    /// Their bits.
    keys: u64,
    /// One of these shows.
    traits: Traits,
    /// One of these is a tag of some reading.
    tags: Tags,
    rest: Box<[All]>,
}

impl Choice {
    pub fn new<'a>(tests: impl IntoIterator<Item = &'a Test>) -> Choice {
        let mut choice = Choice::default();
        let (mut words, mut rest) = (Vec::new(), Vec::new());
        for test in tests {
            match test {
                Test::Surface(symbol) => words.push((*symbol, true)),
                Test::Lemma(symbol) => words.push((*symbol, false)),
                Test::Is(traits) if traits.is_one() => choice.traits = choice.traits.with(*traits),
                Test::Tags(tags) if is_one(*tags) => choice.tags = choice.tags.with(*tags),
                Test::All(tests) => rest.push(All::new(tests)),
                other => rest.push(All::new(std::slice::from_ref(other))),
            }
        }
        // of a word in any form and as it is written, the first says all
        words.sort_unstable();
        words.dedup_by_key(|(symbol, _)| *symbol);
        choice.keys = words.iter().fold(0, |all, (symbol, _)| all | bit_of_key(*symbol));
        Choice { words: words.into(), rest: rest.into(), ..choice }
    }

    #[inline]
    pub(crate) fn holds(&self, chart: &Chart<'_>, at: usize) -> bool {
        let glance = &chart.glances[at];
        glance.traits.has_any(self.traits)
            || glance.tags.has_any(self.tags)
            || glance.keys & self.keys != 0 && self.names(&chart.words[at])
            || self.rest.iter().any(|all| all.holds(chart, at))
    }

    fn names(&self, word: &Word) -> bool {
        word.keys.iter().any(|key| {
            let known = self.words.binary_search_by_key(key, |(symbol, _)| *symbol);
            known.is_ok_and(|at| !self.words[at].1 || *key == word.surface)
        })
    }
}

/// Tests of which a token must pass all.
#[derive(Clone, Debug, Default, PartialEq)]
struct All {
    traits: Traits,
    no_traits: Traits,
    /// Each is a tag of some reading.
    tags: Tags,
    no_tags: Tags,
    rest: Box<[Test]>,
}

impl All {
    fn new(tests: &[Test]) -> All {
        let mut all = All::default();
        let mut rest = Vec::new();
        for test in tests {
            match test {
                Test::Any => {}
                Test::Is(traits) => all.traits = all.traits.with(*traits),
                Test::Tags(tags) if is_one(*tags) => all.tags = all.tags.with(*tags),
                Test::Not(test) => match &**test {
                    Test::Is(traits) if traits.is_one() => all.no_traits = all.no_traits.with(*traits),
                    Test::Tags(tags) if is_one(*tags) => all.no_tags = all.no_tags.with(*tags),
                    _ => rest.push(Test::Not(test.clone())),
                },
                other => rest.push(other.clone()),
            }
        }
        All { rest: rest.into(), ..all }
    }

    fn holds(&self, chart: &Chart<'_>, at: usize) -> bool {
        let glance = &chart.glances[at];
        glance.traits.has(self.traits)
            && glance.tags.has(self.tags)
            && !glance.traits.has_any(self.no_traits)
            && !glance.tags.has_any(self.no_tags)
            && self.rest.iter().all(|test| holds(test, chart, at))
    }
}

/// Whether all readings together answer for each.
fn is_one(tags: Tags) -> bool {
    tags.0.is_power_of_two()
}

fn holds(test: &Test, chart: &Chart<'_>, at: usize) -> bool {
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

/// Tests and classes of which one must be there: the token passes a test, or a mention of a class starts with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opening {
    tests: Choice,
    classes: Box<[Class]>,
    /// Their bits.
    bits: u64,
}

impl Opening {
    pub(crate) fn new(starts: &[Start]) -> Opening {
        let tests = starts.iter().filter_map(|start| match start {
            Start::Test(test) => Some(test),
            Start::Class(_) => None,
        });
        let mut classes: Vec<Class> = starts
            .iter()
            .filter_map(|start| match start {
                Start::Class(class) => Some(*class),
                Start::Test(_) => None,
            })
            .collect();
        classes.sort_unstable();
        classes.dedup();
        let bits = classes.iter().fold(0, |all, class| all | bit_of_class(*class));
        Opening { tests: Choice::new(tests), classes: classes.into(), bits }
    }

    /// Whether one is there; a mention counts where it ends within the limit.
    #[inline]
    pub(crate) fn holds(&self, chart: &Chart<'_>, at: usize, limit: usize) -> bool {
        let mention = chart.glances[at].classes & self.bits != 0
            && chart.heads_at(at).iter().any(|head| head.end <= limit && self.classes.contains(&head.class));
        mention || self.tests.holds(chart, at)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pack::{Files, Pack};
    use crate::words::Memory;

    const TEXT: &str = "The Councils met on 14 May 2024 (in camera). LC-2025 votes, and councils met again.";

    fn pack() -> Pack {
        let manifest =
            "lang = \"xx\"\nversion = \"1\"\nmorphology = \"suffixes\"\ndecimal = \".\"\npasses = []\n";
        let files: Files = [
            ("xx/pack.toml", manifest),
            ("xx/words.tsv", "councils\tcouncil\tnoun/pl\nmet\tmeet\tverb/past\nvotes\tvote\tnoun/pl\nvotes\tvote\tverb/pres\n"),
            ("xx/lexicon/word.tsv", "council\nmet\nvote\nvotes\nand\nthe\nin camera\n"),
            ("xx/lexicon/day.tsv", "14 May\nMay\n"),
        ]
        .into_iter()
        .map(|(path, source)| (path.to_owned(), source.to_owned()))
        .collect();
        Pack::load(&files, "xx").unwrap_or_else(|errors| panic!("{errors:?}"))
    }

    fn tests() -> impl Strategy<Value = Test> {
        let word =
            || prop::sample::select(vec!["council", "councils", "met", "votes", "vote", "the", "none"]);
        let symbol = || word().prop_map(|word| pack().symbols.get(word));
        let traits =
            prop::sample::select(vec!["cap", "upper", "word", "mark", "year", "day", "dated", "open"]);
        let tags =
            prop::sample::select(vec!["noun", "verb", "pl", "noun/pl", "verb/pres", "noun/past", "verb/pl"]);
        let one = prop_oneof![
            symbol().prop_map(Test::Surface),
            symbol().prop_map(Test::Lemma),
            traits.prop_filter_map("known", Traits::named).prop_map(Test::Is),
            tags.prop_filter_map("known", Tags::parse).prop_map(Test::Tags),
            Just(Test::Any),
        ];
        one.prop_recursive(2, 6, 3, |test| {
            prop_oneof![
                test.clone().prop_map(|test| Test::Not(Box::new(test))),
                prop::collection::vec(test, 1..4).prop_map(Test::All),
            ]
        })
    }

    proptest! {
        #[test]
        fn tests_put_together_say_what_each_says(tests in prop::collection::vec(tests(), 1..5)) {
            let pack = pack();
            let chart = pack.chart(TEXT, &mut Memory::default());
            let choice = Choice::new(&tests);
            for at in 0..chart.words.len() {
                let any = tests.iter().any(|test| holds(test, &chart, at));
                prop_assert_eq!(choice.holds(&chart, at), any, "{}: {:?}", chart.token_text(at), tests);
            }
        }
    }

    #[test]
    fn a_mention_opens_where_it_starts_and_ends_within_the_limit() {
        let pack = pack();
        let chart = pack.chart(TEXT, &mut Memory::default());
        let class = pack.class("day").unwrap();
        let opening = Opening::new(&[Start::Class(class), Start::Test(Test::Is(Traits::YEAR))]);
        let opens =
            |limit| (0..chart.words.len()).filter(|&at| opening.holds(&chart, at, limit)).collect::<Vec<_>>();
        // "14 May", "May", "2024"
        assert_eq!(opens(usize::MAX), [4, 5, 6]);
        assert_eq!(opens(5), [6]);
    }
}
