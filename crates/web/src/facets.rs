//! Which entries a choice lists, and what else could be chosen beside it.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::catalogue::{Catalogue, Row, Symbol, Trace, day_number, kind_name, kind_number};
use crate::choice::{Choice, FACETS};

/// How many rows a page of a list has.
pub const PAGE: usize = 50;
/// How many choices of a facet are offered.
const OFFERED: usize = 12;

impl Choice {
    /// The rows that pass, from the page on, in the order of the catalogue.
    pub fn rows<'c>(
        &self,
        catalogue: &'c Catalogue,
        listed: &'c Listed,
    ) -> impl Iterator<Item = &'c Row> + Clone {
        let from = self.page.saturating_mul(PAGE).min(listed.rows.len());
        catalogue.rows(listed.rows.get(from..).unwrap_or_default())
    }

    fn test(&self, catalogue: &Catalogue) -> Test {
        let wanted = |facet: &str| match self.chosen(facet) {
            None => Wanted::Any,
            Some(value) => catalogue.symbol(value).map_or(Wanted::Unknown, Wanted::Only),
        };
        let words = self.words.as_deref().unwrap_or_default().to_lowercase();
        Test {
            kind: self.kind.as_deref().map(kind_number),
            sort: wanted("sort"),
            status: wanted("status"),
            lists: ["body", "place", "lang", "source", "property"].map(wanted),
            from: self.from.map(day_number),
            to: self.to.map(day_number),
            disputed: self.disputed,
            trace: words.split_whitespace().map(Trace::of_lower).fold(Trace::default(), Trace::and),
            words: words.split_whitespace().map(str::to_owned).collect(),
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Wanted {
    Any,
    Only(Symbol),
    /// No row bears it.
    Unknown,
}

impl Wanted {
    fn admits(self, symbol: Symbol) -> bool {
        match self {
            Wanted::Any => true,
            Wanted::Only(wanted) => wanted == symbol,
            Wanted::Unknown => false,
        }
    }

    fn fails(self, mut there: impl Iterator<Item = Symbol>) -> bool {
        match self {
            Wanted::Any => false,
            Wanted::Only(symbol) => !there.any(|one| one == symbol),
            Wanted::Unknown => true,
        }
    }
}

struct Test {
    kind: Option<u8>,
    sort: Wanted,
    status: Wanted,
    lists: [Wanted; 5],
    from: Option<i32>,
    to: Option<i32>,
    disputed: bool,
    words: Vec<String>,
    /// What a label that holds them all has.
    trace: Trace,
}

/// How a row stands to a test: what is chosen of no facet keeps it out.
const OUT: u16 = 0x8000;

impl Test {
    /// The facets by which a row fails, as bits in the order of [`FACETS`].
    fn failed(&self, row: &Row, catalogue: &Catalogue) -> u16 {
        if self.disputed && !row.disputed {
            return OUT;
        }
        let mut failed = u16::from(self.kind.is_some_and(|kind| row.kind != kind));
        failed |= u16::from(self.sort.fails(row.sort.into_iter())) << 1;
        failed |= u16::from(self.status.fails(row.status.into_iter())) << 2;
        if self.lists != [Wanted::Any; 5] {
            for (bit, wanted) in self.lists.iter().enumerate() {
                failed |=
                    u16::from(wanted.fails(self.listed(catalogue, row, bit).iter().copied())) << (3 + bit);
            }
        }
        // of a row that fails by two facets nothing is counted
        let is_out = failed.count_ones() > 1
            || self.from.is_some_and(|from| row.days.is_none_or(|(_, last)| last < from))
            || self.to.is_some_and(|to| row.days.is_none_or(|(first, _)| first > to))
            || (!self.words.is_empty() && !self.is_worded(row.label, catalogue));
        if is_out { OUT } else { failed }
    }

    /// What a row is listed by: its bodies, places, languages, sources, and the properties on which sources differ.
    fn listed<'c>(&self, catalogue: &'c Catalogue, row: &Row, which: usize) -> Cow<'c, [Symbol]> {
        let plain = match which {
            0 => catalogue.bodies(row),
            1 => catalogue.places(row),
            2 => catalogue.langs(row),
            3 if !self.disputed => catalogue.sources(row),
            _ if !self.disputed => &[],
            which => return self.differing(catalogue, row, which == 3).into(),
        };
        Cow::Borrowed(plain)
    }

    /// Who differs, or on what: of a property that is chosen who differs on that one.
    fn differing(&self, catalogue: &Catalogue, row: &Row, who: bool) -> Vec<Symbol> {
        let [.., source, property] = self.lists;
        let mut found = BTreeSet::new();
        for one in catalogue.differences_of(row.id) {
            if who && property.admits(one.property) {
                found.extend(one.sources.iter().copied());
            } else if !who && one.sources.iter().any(|of| source.admits(*of)) {
                found.insert(one.property);
            }
        }
        found.into_iter().collect()
    }

    /// Whether a label holds all words that are asked for.
    fn is_worded(&self, label: Symbol, catalogue: &Catalogue) -> bool {
        catalogue.may_hold(label, self.trace) && {
            let label = catalogue.text(label).to_lowercase();
            self.words.iter().all(|word| label.contains(word.as_str()))
        }
    }

    /// Whether nothing but a kind is chosen.
    fn is_of_kind(&self) -> bool {
        let any = self.sort == Wanted::Any && self.status == Wanted::Any && self.lists == [Wanted::Any; 5];
        any && self.from.is_none() && self.to.is_none() && !self.disputed && self.words.is_empty()
    }
}

/// What a choice lists: where its rows stand in the catalogue, and what can be chosen of each facet beside the rest
/// of the choice.
#[derive(Debug, Default)]
pub struct Listed {
    pub rows: Arc<[u32]>,
    /// In the order of [`FACETS`], each with the most frequent first.
    offers: [Vec<Offer>; 8],
    /// How many rows would pass if those alone were listed on which sources differ.
    pub disputed: usize,
}

impl Listed {
    pub fn offers(&self, facet: &str) -> &[Offer] {
        let at = FACETS.iter().position(|one| *one == facet);
        at.and_then(|at| self.offers.get(at)).map_or(&[], Vec::as_slice)
    }

    /// One pass over the rows: what passes is listed and counted, what fails by one facet is counted for that one.
    pub fn of(choice: &Choice, catalogue: &Catalogue) -> Listed {
        let test = choice.test(catalogue);
        let mut kinds = [0_usize; 256];
        let mut counts: [Tally; 7] = std::array::from_fn(|_| Tally::of(catalogue.symbols()));
        let mut disputed = 0;
        let mut count = |row: &Row, failed: u16| {
            disputed += usize::from(failed == 0 && row.disputed);
            // a facet is counted by rows that pass all others
            let counted = |bit: u16| failed & !(1 << bit) == 0;
            if counted(0)
                && let Some(count) = kinds.get_mut(usize::from(row.kind))
            {
                *count += 1;
            }
            for (bit, counts) in (1_u16..).zip(&mut counts) {
                if counted(bit) {
                    let own = [row.sort, row.status];
                    let there = match bit {
                        1 | 2 => {
                            Cow::Borrowed(own.get(usize::from(bit) - 1).map_or(&[][..], Option::as_slice))
                        }
                        _ => test.listed(catalogue, row, usize::from(bit) - 3),
                    };
                    there.iter().for_each(|symbol| counts.count(*symbol));
                }
            }
        };
        let rows: Arc<[u32]> = match test.kind {
            Some(kind) if test.is_of_kind() => {
                let rows = catalogue.of_kind(kind);
                catalogue.rows(&rows).for_each(|row| count(row, 0));
                for (kind, count) in (0_u8..=u8::MAX).zip(&mut kinds) {
                    *count = catalogue.of_kind(kind).len();
                }
                rows
            }
            _ => {
                let mut rows = Vec::new();
                for (row, at) in catalogue.entries.iter().zip(0_u32..) {
                    let failed = test.failed(row, catalogue);
                    if failed & OUT == 0 {
                        count(row, failed);
                        if failed == 0 {
                            rows.push(at);
                        }
                    }
                }
                rows.into()
            }
        };
        let mut offers: [Vec<Offer>; 8] = Default::default();
        let rest = FACETS.iter().zip(&mut offers).skip(1).zip(counts);
        for ((facet, offers), counts) in rest {
            *offers = offered(counts, choice.chosen(facet), catalogue);
        }
        if let Some(offers) = offers.first_mut() {
            *offers = kinds_offered(&kinds, choice.kind.as_deref());
        }
        Listed { rows, offers, disputed }
    }
}

/// How often symbols were met: by number, since a hash for each row and facet takes longer than all the rest. What is
/// never touched of the table takes no memory.
struct Tally {
    counts: Vec<u32>,
    met: Vec<Symbol>,
}

impl Tally {
    fn of(symbols: usize) -> Tally {
        Tally { counts: vec![0; symbols], met: Vec::new() }
    }

    fn count(&mut self, symbol: Symbol) {
        if let Some(count) = self.counts.get_mut(symbol.number()) {
            if *count == 0 {
                self.met.push(symbol);
            }
            *count += 1;
        }
    }

    fn counted(self) -> impl Iterator<Item = (Symbol, usize)> {
        let Tally { counts, met } = self;
        met.into_iter()
            .map(move |symbol| (symbol, counts.get(symbol.number()).copied().unwrap_or(0) as usize))
    }
}

fn offered(counts: Tally, chosen: Option<&str>, catalogue: &Catalogue) -> Vec<Offer> {
    let mut found: Vec<_> = counts
        .counted()
        .map(|(symbol, count)| {
            let value = catalogue.text(symbol);
            (std::cmp::Reverse((chosen == Some(value), count)), value, symbol)
        })
        .collect();
    if found.len() > OFFERED {
        found.select_nth_unstable(OFFERED);
        found.truncate(OFFERED);
    }
    found.sort_unstable();
    let offer = |(std::cmp::Reverse((chosen, count)), value, symbol): (_, &str, _)| Offer {
        value: value.to_owned(),
        symbol: Some(symbol),
        count,
        chosen,
    };
    found.into_iter().map(offer).collect()
}

fn kinds_offered(counts: &[usize; 256], chosen: Option<&str>) -> Vec<Offer> {
    let numbered = counts.iter().zip(0_u8..=u8::MAX);
    let offers = numbered.filter(|(count, _)| **count > 0).map(|(count, kind)| Offer {
        value: kind_name(kind).to_owned(),
        symbol: None,
        count: *count,
        chosen: chosen == Some(kind_name(kind)),
    });
    offers.filter(|offer| !offer.value.is_empty()).collect()
}

/// One value that can be chosen, and how many rows it leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub value: String,
    pub symbol: Option<Symbol>,
    pub count: usize,
    pub chosen: bool,
}
