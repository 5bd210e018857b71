//! One module for each kind: what of a claim is compared, by which keys likely partners are found, and what
//! speaks for and against two claims being of one thing.

pub(crate) mod document;
pub(crate) mod event;
pub(crate) mod person;
pub(crate) mod plain;

use std::hash::{DefaultHasher, Hash, Hasher};

use record::Edtf;

use crate::known::Known;
use crate::phrase::Phrase;
use crate::score::{Pairing, Tally};

/// What is compared of a claim; one for all claims that say the same.
pub(crate) trait Subject {
    /// Keys under which possible partners share a block.
    fn keys(&self, known: &Known, keys: &mut Keys);

    /// By what the subjects of an overfull block are put in order, so that likely partners stand together.
    fn rank(&self) -> String;

    /// Points for and against.
    fn weigh(&self, other: &Self, pairing: Pairing, known: &Known, tally: &mut Tally);

    /// Whether it says when; one that does not may fit several that exclude each other.
    fn is_dated(&self) -> bool {
        true
    }
}

/// Block keys as they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Keys(pub Vec<u64>);

impl Keys {
    pub(crate) fn add(&mut self, parts: impl Hash) {
        // keyed with constants: the same in every run
        let mut hasher = DefaultHasher::new();
        parts.hash(&mut hasher);
        self.0.push(hasher.finish());
    }
}

/// A slot taken apart, where it is there.
pub(crate) fn phrase(text: Option<&str>, known: &Known) -> Option<Phrase> {
    text.map(|text| Phrase::of(text, known)).filter(|phrase| !phrase.whole.is_empty())
}

/// The months and years that a date touches, at most a few: `2024-11`, `2024`.
pub(crate) fn spells(date: &Edtf) -> Vec<(i16, i8)> {
    let (Some(first), Some(last)) =
        (date.first_day().or(date.last_day()), date.last_day().or(date.first_day()))
    else {
        return Vec::new();
    };
    let mut spells = vec![(first.year(), 0)];
    if last.year() != first.year() {
        spells.push((last.year(), 0));
    }
    let months = (i32::from(last.year()) - i32::from(first.year())) * 12 + i32::from(last.month())
        - i32::from(first.month());
    if months <= 1 {
        spells.push((first.year(), first.month()));
        if months == 1 {
            spells.push((last.year(), last.month()));
        }
    }
    spells
}
