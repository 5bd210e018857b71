//! The catalogue: a short row for each entry and publication, held in memory, so that any list with any choice
//! of facets is one pass over rows and asks the store only for what a page shows.
//!
//! It is derived, and swapped whole: a page sees one state. When the record has changed the next one is made of the
//! rows of the last one and of what the log of changes names; rows are small and of one size, so that this copies
//! memory and reads no more of the record than has changed. What several pages ask of one state is made once for it.

mod grow;
mod ids;
mod symbols;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use record::{ClaimId, Date, Entry, EntryId, PublicationId, Schema};
use store::reviews::Standing;
use store::{Archive, Error};

use self::ids::ById;
use self::symbols::Symbols;
pub use self::symbols::{Symbol, Trace};
use crate::choice::Choice;
use crate::facets::Listed;
use crate::house::{Lore, Spot};
use crate::proposals::{self, Proposal};

/// An entry in a list.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    pub id: EntryId,
    /// What the index knows it by: it and its claims, as far as they are seen.
    pub key: u64,
    /// Its place in the schema.
    pub kind: u8,
    pub disputed: bool,
    pub label: Symbol,
    /// The term of its property `kind`, or of `role`; of a figure what it counts.
    pub sort: Option<Symbol>,
    /// The term of its property `status`, or of `action`.
    pub status: Option<Symbol>,
    /// EDTF, and the days that it spans.
    pub when: Option<Symbol>,
    pub days: Option<(i32, i32)>,
    /// How many publications stand behind it, and how many claims.
    pub publications: u32,
    pub claims: u32,
    /// The value of a figure.
    pub amount: Option<f64>,
    /// When the first of its publications was captured: RFC 3339.
    pub entered: Option<Symbol>,
    shared: Lists,
}

/// Where the lists of a row lie: bodies, places, languages, sources, one after the other.
#[derive(Clone, Copy, Debug, Default)]
struct Lists {
    from: u32,
    lengths: [u16; 4],
}

/// A publication in a list.
#[derive(Clone, Copy, Debug)]
pub struct Leaf {
    pub id: PublicationId,
    pub version: u32,
    pub doc: Symbol,
    pub title: Option<Symbol>,
    pub publisher: Option<Symbol>,
    pub lang: Symbol,
    pub published_on: Option<Date>,
    pub entered: Option<Symbol>,
    pub claims: u32,
}

/// A property of an entry on which sources differ.
#[derive(Clone, Debug)]
pub struct Difference {
    pub entry: EntryId,
    pub property: Symbol,
    /// Who gives one of its values.
    pub sources: Box<[Symbol]>,
    /// As it waits for a person.
    proposal: Proposal,
}

/// The whole record in rows.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The state of the record that it shows.
    pub state: String,
    /// The line of the log of changes up to which it has everything; `None` where nothing was read yet.
    upto: Option<u64>,
    /// What persons had decided then.
    standing: Standing,
    symbols: Symbols,
    /// The latest first, those without a date last.
    pub entries: Vec<Row>,
    lists: Vec<Symbol>,
    /// The latest first.
    pub publications: Vec<Leaf>,
    by_publication: ById<PublicationId, u32>,
    /// Where places lie, by their symbol.
    pub spots: BTreeMap<Symbol, Spot>,
    /// In order of entry.
    differences: Vec<Difference>,
    /// Persons with their offices, in order: what a page of persons shows, without all else that speaks of them.
    offices: Vec<(EntryId, EntryId)>,
    /// Claims that were found unsurely, the least sure first.
    unsure: Vec<(u8, ClaimId, PublicationId)>,
    kept: Kept,
}

/// What is made when a page asks for it first, and kept as long as the state.
#[derive(Debug, Default)]
struct Kept {
    by_entry: OnceLock<ById<EntryId, u32>>,
    by_kind: OnceLock<Vec<Arc<[u32]>>>,
    disputed: OnceLock<Vec<u32>>,
    newest: OnceLock<Vec<u32>>,
    known: OnceLock<Vec<u32>>,
    series: OnceLock<Vec<(Symbol, Vec<u32>)>>,
    sources: OnceLock<Vec<Sum>>,
    pairs: Mutex<Option<Arc<Vec<Proposal>>>>,
    listed: Mutex<HashMap<Choice, Arc<OnceLock<Arc<Listed>>>>>,
}

/// What one publisher has issued.
#[derive(Clone, Debug, Default)]
pub struct Sum {
    pub name: Symbol,
    pub langs: BTreeSet<Symbol>,
    pub publications: usize,
    pub claims: usize,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub entered: Option<Symbol>,
}

/// The number of a day, for comparing.
pub fn day_number(date: Date) -> i32 {
    i32::from(date.year()) * 372 + (i32::from(date.month()) - 1) * 31 + i32::from(date.day()) - 1
}

/// The day of a number; `None` for a number of no day.
pub fn day_of(number: i32) -> Option<Date> {
    let year = i16::try_from(number.div_euclid(372)).ok()?;
    let rest = number.rem_euclid(372);
    Date::new(year, (rest / 31 + 1) as i8, (rest % 31 + 1) as i8).ok()
}

/// What a row has instead of the first day of something that has neither a first nor a last one.
const NO_DAY: i32 = 0;

impl Catalogue {
    pub fn upto(&self) -> Option<u64> {
        self.upto
    }

    /// The words of a symbol; empty for one of another catalogue.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.symbols.text(symbol)
    }

    /// Whether words of this trace may stand in the text of a symbol, whatever its case; mostly told without reading it.
    pub fn may_hold(&self, symbol: Symbol, trace: Trace) -> bool {
        self.symbols.trace(symbol).holds(trace)
    }

    /// How many symbols there are: their numbers are below it.
    pub fn symbols(&self) -> usize {
        self.symbols.len()
    }

    /// The symbol of words that some row bears, or bore.
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        self.symbols.find(text)
    }

    pub fn bodies(&self, row: &Row) -> &[Symbol] {
        self.list(row, 0)
    }

    pub fn places(&self, row: &Row) -> &[Symbol] {
        self.list(row, 1)
    }

    pub fn langs(&self, row: &Row) -> &[Symbol] {
        self.list(row, 2)
    }

    pub fn sources(&self, row: &Row) -> &[Symbol] {
        self.list(row, 3)
    }

    fn list(&self, row: &Row, which: usize) -> &[Symbol] {
        let Lists { from, lengths } = row.shared;
        let before: usize = lengths.iter().take(which).map(|length| usize::from(*length)).sum();
        let start = from as usize + before;
        let length = lengths.get(which).map_or(0, |length| usize::from(*length));
        self.lists.get(start..start + length).unwrap_or_default()
    }

    pub fn entry(&self, id: EntryId) -> Option<&Row> {
        let by_entry = self
            .kept
            .by_entry
            .get_or_init(|| self.entries.iter().enumerate().map(|(at, row)| (row.id, at as u32)).collect());
        self.entries.get(*by_entry.get(&id)? as usize)
    }

    pub fn publication(&self, id: PublicationId) -> Option<&Leaf> {
        self.publications.get(*self.by_publication.get(&id)? as usize)
    }

    /// Where the rows of one kind stand, in order.
    pub fn of_kind(&self, kind: u8) -> Arc<[u32]> {
        let by_kind = self.kept.by_kind.get_or_init(|| {
            let mut kinds: Vec<Vec<u32>> = vec![Vec::new(); Schema::built_in().kinds().len() + 1];
            for (at, row) in self.entries.iter().enumerate() {
                if let Some(rows) = kinds.get_mut(usize::from(row.kind)) {
                    rows.push(at as u32);
                }
            }
            kinds.into_iter().map(Into::into).collect()
        });
        by_kind.get(usize::from(kind)).cloned().unwrap_or_default()
    }

    /// Those among these places in the list, as rows.
    pub fn rows<'c>(&'c self, at: &'c [u32]) -> impl DoubleEndedIterator<Item = &'c Row> + Clone {
        at.iter().filter_map(|at| self.entries.get(*at as usize))
    }

    pub fn disputed(&self) -> &[u32] {
        self.kept.disputed.get_or_init(|| {
            let rows = self.entries.iter().zip(0_u32..);
            rows.filter(|(row, _)| row.disputed).map(|(_, at)| at).collect()
        })
    }

    /// The publications that entered the record last.
    pub fn newest(&self) -> impl Iterator<Item = &Leaf> {
        let newest = self.kept.newest.get_or_init(|| {
            let at = |leaf: &Leaf| leaf.entered.map(|at| self.text(at)).unwrap_or_default();
            let mut found: Vec<u32> = Vec::with_capacity(NEWEST + 1);
            let time = |found: &u32| self.publications.get(*found as usize).map(at).unwrap_or_default();
            for (leaf, number) in self.publications.iter().zip(0_u32..) {
                let place = found.partition_point(|kept| time(kept) >= at(leaf));
                if place < NEWEST {
                    found.insert(place, number);
                    found.truncate(NEWEST);
                }
            }
            found
        });
        newest.iter().filter_map(|at| self.publications.get(*at as usize))
    }

    /// Where persons stand, whom most publications speak of first.
    pub fn best_known(&self) -> &[u32] {
        self.kept.known.get_or_init(|| {
            let mut found: Vec<(std::cmp::Reverse<u32>, &str, u32)> = self
                .of_kind(kind_number("person"))
                .iter()
                .filter_map(|at| {
                    let row = self.entries.get(*at as usize)?;
                    Some((std::cmp::Reverse(row.publications), self.text(row.label), *at))
                })
                .collect();
            found.sort_unstable();
            found.into_iter().map(|(_, _, at)| at).collect()
        })
    }

    /// On what sources differ about an entry.
    pub fn differences_of(&self, entry: EntryId) -> &[Difference] {
        let from = self.differences.partition_point(|one| one.entry < entry);
        let of = self.differences.get(from..).unwrap_or_default();
        of.get(..of.partition_point(|one| one.entry == entry)).unwrap_or_default()
    }

    /// The offices of a person, by id.
    pub fn offices_of(&self, person: EntryId) -> impl Iterator<Item = EntryId> {
        let from = self.offices.partition_point(|(of, _)| *of < person);
        self.offices.iter().skip(from).take_while(move |(of, _)| *of == person).map(|(_, office)| *office)
    }

    /// What was counted at two times or more, the longest rows first, each in order of time.
    pub fn series(&self, most: usize) -> &[(Symbol, Vec<u32>)] {
        self.kept.series.get_or_init(|| {
            let mut by_what: HashMap<Symbol, Vec<(i32, f64, u32)>> = HashMap::new();
            for at in self.of_kind(kind_number("figure")).iter() {
                let Some(row) = self.entries.get(*at as usize) else { continue };
                if let (Some(what), Some((day, _)), Some(amount)) = (row.sort, row.days, row.amount) {
                    by_what.entry(what).or_default().push((day, amount, *at));
                }
            }
            let mut found = Vec::new();
            for (what, mut points) in by_what {
                points.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
                let times = points.windows(2).filter(|pair| matches!(pair, [a, b] if a.0 != b.0)).count();
                if times > 0 {
                    found.push((std::cmp::Reverse(times), self.text(what), what, points));
                }
            }
            found.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
            let points = |points: Vec<(i32, f64, u32)>| points.into_iter().map(|(_, _, at)| at).collect();
            found.into_iter().take(most).map(|(_, _, what, of)| (what, points(of))).collect()
        })
    }

    /// Who issued how much.
    pub fn sums(&self) -> &[Sum] {
        self.kept.sources.get_or_init(|| {
            let mut sums: HashMap<Symbol, Sum> = HashMap::new();
            let time = |at: Option<Symbol>| at.map(|at| self.text(at)).unwrap_or_default();
            for leaf in &self.publications {
                let Some(name) = leaf.publisher else { continue };
                let sum = sums.entry(name).or_insert_with(|| Sum { name, ..Sum::default() });
                sum.langs.insert(leaf.lang);
                sum.publications += 1;
                sum.claims += leaf.claims as usize;
                sum.first = [sum.first, leaf.published_on].into_iter().flatten().min();
                sum.last = sum.last.max(leaf.published_on);
                if time(leaf.entered) > time(sum.entered) {
                    sum.entered = leaf.entered;
                }
            }
            let mut sums: Vec<Sum> = sums.into_values().collect();
            sums.sort_by(|a, b| {
                b.publications.cmp(&a.publications).then_with(|| self.text(a.name).cmp(self.text(b.name)))
            });
            sums
        })
    }

    /// What waits for a person: differences, unsure pairs, unsure claims.
    pub fn proposals(&self, archive: &dyn Archive) -> Result<Vec<Proposal>, Error> {
        let mut pairs = self.kept.pairs.lock().unwrap_or_else(PoisonError::into_inner);
        let pairs = match &*pairs {
            Some(known) => known.clone(),
            None => {
                let found = Arc::new(proposals::pairs(&archive.unsure_judgements()?));
                pairs.insert(found).clone()
            }
        };
        let mut all: Vec<Proposal> = self.differences.iter().map(|one| one.proposal.clone()).collect();
        all.extend(pairs.iter().cloned());
        all.extend(self.unsure.iter().map(|(_, claim, _)| Proposal::Claim { claim: *claim }));
        Ok(all)
    }

    /// What a choice lists, made once: whoever asks meanwhile waits for it.
    pub fn listed(&self, choice: &Choice) -> Arc<Listed> {
        let whole = choice.on_page(0);
        let place = {
            let mut kept = self.kept.listed.lock().unwrap_or_else(PoisonError::into_inner);
            if kept.len() >= CHOICES && !kept.contains_key(&whole) {
                kept.clear();
            }
            kept.entry(whole.clone()).or_default().clone()
        };
        place.get_or_init(|| Arc::new(Listed::of(&whole, self))).clone()
    }

    /// What a body or place is called in a language: by packs where they know it, else as worded.
    pub fn name(&self, symbol: Symbol, lore: &dyn Lore, lang: &str) -> String {
        let text = self.text(symbol);
        let known = match (text.strip_prefix(ORG), text.strip_prefix(SPOT)) {
            (Some(id), _) => Some(
                lore.organisation_name(id, lang)
                    .or_else(|| lore.organisation_name(id, "en"))
                    .unwrap_or_else(|| id.to_owned()),
            ),
            (_, Some(key)) => Some(lore.spot_name(key, lang).unwrap_or_else(|| key.to_owned())),
            _ => None,
        };
        known.unwrap_or_else(|| text.to_owned())
    }
}

/// How many publications are shown as new.
const NEWEST: usize = 8;
/// How many lists of one state are kept.
const CHOICES: usize = 64;

/// What stands before the id of an organisation or body that packs know.
pub const ORG: &str = "org:";
/// What stands before the key of a place that packs know.
pub const SPOT: &str = "at:";

/// The place of a kind in the schema; past its end for one that is not in it.
pub fn kind_number(kind: &str) -> u8 {
    let kinds = Schema::built_in().kinds();
    kinds.iter().position(|one| one.name == kind).unwrap_or(kinds.len()) as u8
}

pub fn kind_name(number: u8) -> &'static str {
    Schema::built_in().kinds().get(usize::from(number)).map_or("", |kind| kind.name.as_str())
}

/// The date that an entry is listed by.
pub fn when(entry: &Entry) -> Option<String> {
    entry.value("date").or_else(|| entry.value("period")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_days_are_days_again() {
        for date in ["2024-02-29", "0001-01-01", "9999-12-31", "-0044-03-15"] {
            let date: Date = date.parse().or_else(|_| Date::new(-44, 3, 15)).unwrap();
            assert_eq!(day_of(day_number(date)), Some(date));
        }
        assert_eq!(day_of(day_number(Date::new(2024, 2, 29).unwrap()) + 1), None, "a month of 29 days");
        assert_eq!(day_of(i32::MAX), None);
    }
}
