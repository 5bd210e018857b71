//! Counting: from matched facts to precision, recall and F1.

use std::collections::BTreeMap;

use crate::agree::{fully_agrees, pair, slot_score};
use crate::gold::{Annotated, Fact, Found};

/// The types of facts, in the order in which they are shown.
pub const TYPES: &[&str] =
    &["event", "document", "office", "membership", "chairmanship", "participation", "statement", "figure"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Facts that were found and are in the gold record.
    pub right: usize,
    pub spurious: usize,
    pub missed: usize,
}

impl Counts {
    pub fn any(self) -> bool {
        self.right + self.spurious + self.missed > 0
    }

    pub fn gold(self) -> usize {
        self.right + self.missed
    }

    pub fn found(self) -> usize {
        self.right + self.spurious
    }

    pub fn precision(self) -> f64 {
        ratio(self.right, self.found())
    }

    pub fn recall(self) -> f64 {
        ratio(self.right, self.gold())
    }

    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }

    pub(crate) fn add(&mut self, other: Counts) {
        self.right += other.right;
        self.spurious += other.spurious;
        self.missed += other.missed;
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A fact of one side without a partner on the other.
pub struct Miss {
    pub spurious: bool,
    pub doc: String,
    pub fact: Fact,
}

/// What a gold set says of a run.
#[derive(Default)]
pub struct Tally {
    pub documents: usize,
    pub types: BTreeMap<&'static str, Counts>,
    pub languages: BTreeMap<String, Counts>,
    /// `type.slot`: (right, of), over matched facts.
    pub slots: BTreeMap<String, (usize, usize)>,
    /// Matched facts of which everything agrees.
    pub exact: usize,
    pub misses: Vec<Miss>,
    /// Each publication by itself, for the intervals.
    pub publications: Vec<Scores>,
}

/// What one publication adds to the figures.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    pub lang: String,
    pub types: BTreeMap<&'static str, Counts>,
    pub exact: usize,
}

impl Scores {
    pub fn total(&self) -> Counts {
        sum(self.types.values())
    }

    /// Of what everything must agree.
    pub fn strict(&self) -> Counts {
        strict(self.total(), self.exact)
    }
}

fn sum<'a>(counts: impl Iterator<Item = &'a Counts>) -> Counts {
    counts.fold(Counts::default(), |mut total, counts| {
        total.add(*counts);
        total
    })
}

fn strict(total: Counts, exact: usize) -> Counts {
    Counts { right: exact, spurious: total.found() - exact, missed: total.gold() - exact }
}

impl Tally {
    pub fn of(documents: &[Annotated], found: &Found) -> Tally {
        let mut tally = Tally { documents: documents.len(), ..Tally::default() };
        for document in documents {
            let predicted = found.get(&document.doc).map(Vec::as_slice).unwrap_or_default();
            let mut scores = Scores { lang: document.lang.clone(), ..Scores::default() };
            for kind in TYPES {
                tally.add(kind, document, predicted, &mut scores);
            }
            tally.publications.push(scores);
        }
        tally
    }

    fn add(&mut self, kind: &'static str, document: &Annotated, predicted: &[Fact], scores: &mut Scores) {
        let of_kind =
            |facts: &'_ [Fact]| -> Vec<Fact> { facts.iter().filter(|f| f.kind == kind).cloned().collect() };
        let (golds, found) = (of_kind(&document.facts), of_kind(predicted));
        let (golds, found): (Vec<&Fact>, Vec<&Fact>) = (golds.iter().collect(), found.iter().collect());
        let pairs = pair(kind, &golds, &found);
        let counts = Counts {
            right: pairs.len(),
            spurious: found.len() - pairs.len(),
            missed: golds.len() - pairs.len(),
        };
        self.types.entry(kind).or_default().add(counts);
        scores.types.insert(kind, counts);
        self.languages.entry(document.lang.clone()).or_default().add(counts);
        for (gold, one) in pairs.iter().filter_map(|(i, j)| Some((golds.get(*i)?, found.get(*j)?))) {
            let exact = usize::from(fully_agrees(gold, one));
            self.exact += exact;
            scores.exact += exact;
            for (slot, value) in &gold.slots {
                let (right, of) = self.slots.entry(format!("{kind}.{slot}")).or_default();
                *right += usize::from(slot_score(slot, value, one.slots.get(slot)) >= 0.5);
                *of += 1;
            }
        }
        let mut miss = |spurious: bool, fact: &Fact| {
            self.misses.push(Miss { spurious, doc: document.doc.clone(), fact: fact.clone() });
        };
        let unpaired = |at: usize, left: bool| !pairs.iter().any(|(i, j)| at == if left { *i } else { *j });
        golds
            .iter()
            .enumerate()
            .filter(|(at, _)| unpaired(*at, true))
            .for_each(|(_, fact)| miss(false, fact));
        found
            .iter()
            .enumerate()
            .filter(|(at, _)| unpaired(*at, false))
            .for_each(|(_, fact)| miss(true, fact));
    }

    pub fn total(&self) -> Counts {
        sum(self.types.values())
    }

    /// The types that the gold record or the run has facts of, in order.
    pub fn scored(&self) -> impl Iterator<Item = (&'static str, Counts)> {
        TYPES
            .iter()
            .filter_map(|kind| Some((*kind, *self.types.get(kind)?)))
            .filter(|(_, counts)| counts.any())
    }

    pub fn macro_f1(&self) -> f64 {
        let scores: Vec<f64> = self.scored().map(|(_, counts)| counts.f1()).collect();
        if scores.is_empty() { 0.0 } else { scores.iter().sum::<f64>() / scores.len() as f64 }
    }

    pub fn strict(&self) -> Counts {
        strict(self.total(), self.exact)
    }

    /// (right, of) over all slots of matched facts.
    pub fn slots_right(&self) -> (usize, usize) {
        self.slots.values().fold((0, 0), |(right, of), (r, o)| (right + r, of + o))
    }

    pub fn slot_accuracy(&self) -> f64 {
        let (right, of) = self.slots_right();
        ratio(right, of)
    }
}
