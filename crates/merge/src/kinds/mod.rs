//! One module for each kind: what of a claim is compared, by which keys likely partners are found, and what
//! speaks for and against two claims being of one thing.

pub(crate) mod document;
pub(crate) mod event;
pub(crate) mod person;
pub(crate) mod plain;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use record::{Claim, Edtf};

use crate::kinds::plain::Ties;
use crate::known::Known;
use crate::phrase::{Home, Phrase};
use crate::score::{Pairing, Tally};
use crate::source::Source;

/// What must be known beside a claim and its source to say what is compared of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Aside {
    #[default]
    Nothing,
    /// Whose body is meant.
    Home(Home),
    /// The cluster of the person who holds an office.
    Person(u32),
    Ties(Ties),
}

impl Aside {
    pub(crate) fn home(&self) -> &Home {
        match self {
            Aside::Home(home) => home,
            _ => &Home::Unknown,
        }
    }

    pub(crate) fn person(&self) -> u32 {
        match self {
            Aside::Person(person) => *person,
            _ => u32::MAX,
        }
    }

    pub(crate) fn ties(&self) -> Ties {
        match self {
            Aside::Ties(ties) => *ties,
            _ => Ties::default(),
        }
    }
}

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

/// How subjects come out of claims. Claims of one signature have one subject, whichever of them it is made of.
pub(crate) trait Made: Subject + Sized {
    fn sign(claim: &Claim, source: Option<&Source>, aside: &Aside) -> String;

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, aside: &Aside) -> Self;

    /// What those have in common that are held against each other where they are reported beside one thing; `None`
    /// where that brings nobody together.
    fn tag(&self) -> Option<u64> {
        None
    }
}

/// A number for parts, the same in every run: the hasher is keyed with constants.
pub(crate) fn number_of(parts: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.hash(&mut hasher);
    hasher.finish()
}

/// Block keys as they are gathered.
#[derive(Debug, Default)]
pub(crate) struct Keys(pub Vec<u64>);

impl Keys {
    pub(crate) fn add(&mut self, parts: impl Hash) {
        self.0.push(number_of(parts));
    }
}

/// A slot taken apart, where it is there.
pub(crate) fn phrase(text: Option<&str>, known: &Known) -> Option<Arc<Phrase>> {
    text.map(|text| known.phrase(text)).filter(|phrase| !phrase.whole.is_empty())
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
