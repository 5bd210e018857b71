//! The catalogue: a short row for each entry and publication, held in memory, so that any list with any choice
//! of facets is one pass over rows and asks the store only for what a page shows.
//!
//! It is derived, made anew whenever the record has changed, and swapped whole: a page sees one state.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use record::{CaptureId, ClaimId, Edtf, Entry, EntryId, Publication, PublicationId, Schema};
use store::reviews::Standing;
use store::{Archive, ClaimFilter, Error, OriginId, PublicationFilter};

use crate::house::{Lore, Spot};
use crate::proposals::{self, Proposal, UNSURE};

/// A string that many rows share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

#[derive(Debug, Default)]
struct Symbols {
    strings: Vec<Box<str>>,
    known: HashMap<Box<str>, Symbol>,
}

impl Symbols {
    fn of(&mut self, text: &str) -> Symbol {
        if let Some(known) = self.known.get(text) {
            return *known;
        }
        let symbol = Symbol(self.strings.len() as u32);
        self.strings.push(text.into());
        self.known.insert(text.into(), symbol);
        symbol
    }
}

/// An entry in a list.
#[derive(Debug)]
pub struct Row {
    pub id: EntryId,
    /// Its place in the schema.
    pub kind: u8,
    pub label: Box<str>,
    /// The term of its property `kind`, or of `role`; of a figure what it counts.
    pub sort: Option<Symbol>,
    /// The term of its property `status`, or of `action`.
    pub status: Option<Symbol>,
    /// EDTF, and the days that it spans.
    pub when: Option<Box<str>>,
    pub days: Option<(i32, i32)>,
    pub bodies: Box<[Symbol]>,
    pub places: Box<[Symbol]>,
    pub langs: Box<[Symbol]>,
    pub sources: Box<[Symbol]>,
    /// How many publications stand behind it, and how many claims.
    pub publications: u32,
    pub claims: u32,
    pub disputed: bool,
    /// The value of a figure.
    pub amount: Option<f64>,
    /// When the first of its publications was captured: RFC 3339.
    pub entered: Option<Symbol>,
}

/// A publication in a list.
#[derive(Debug)]
pub struct Leaf {
    pub id: PublicationId,
    pub version: u32,
    pub doc: Box<str>,
    pub title: Option<Box<str>>,
    pub publisher: Option<Symbol>,
    pub lang: Symbol,
    pub published_on: Option<record::Date>,
    pub entered: Option<Symbol>,
    pub claims: u32,
}

/// The whole record in rows.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// The state of the record that it shows.
    pub state: String,
    symbols: Symbols,
    /// The latest first, those without a date last.
    pub entries: Vec<Row>,
    /// The latest first.
    pub publications: Vec<Leaf>,
    by_entry: HashMap<EntryId, u32>,
    by_publication: HashMap<PublicationId, u32>,
    /// What waits for a person: differences, unsure pairs, unsure claims.
    pub proposals: Vec<Proposal>,
    /// Where places lie, by their symbol.
    pub spots: BTreeMap<Symbol, Spot>,
}

/// The number of a day, for comparing.
pub fn day_number(date: record::Date) -> i32 {
    i32::from(date.year()) * 372 + (i32::from(date.month()) - 1) * 31 + i32::from(date.day()) - 1
}

impl Catalogue {
    pub fn build(archive: &dyn Archive, lore: &dyn Lore, state: String) -> Result<Catalogue, Error> {
        let mut catalogue = Catalogue { state, ..Catalogue::default() };
        let entered = first_captures(archive)?;
        archive.each_publication(&PublicationFilter::default(), &mut |publication| {
            catalogue.leaf(&publication, &entered);
            Ok(())
        })?;
        let numbers: HashMap<PublicationId, u32> =
            catalogue.publications.iter().enumerate().map(|(at, leaf)| (leaf.id, at as u32)).collect();
        let mut behind: HashMap<ClaimId, u32> = HashMap::new();
        let standing = Standing::of(&archive.review_history()?);
        let mut unsure: Vec<(u8, ClaimId)> = Vec::new();
        archive.each_claim(&ClaimFilter::default(), &mut |claim| {
            if !standing.admits(&claim) {
                return Ok(());
            }
            if claim.confidence < UNSURE {
                unsure.push((claim.confidence, claim.id));
            }
            let first = claim.evidence.first().and_then(|one| numbers.get(&one.publication));
            if let Some(&number) = first {
                behind.insert(claim.id, number);
                if let Some(leaf) = catalogue.publications.get_mut(number as usize) {
                    leaf.claims += 1;
                }
            }
            Ok(())
        })?;
        let mut differences = Vec::new();
        archive.each_entry(None, &mut |entry| {
            differences.extend(proposals::differences(&entry));
            catalogue.row(&entry, &behind, lore);
            Ok(())
        })?;
        unsure.sort_unstable();
        catalogue.proposals = differences;
        catalogue.proposals.extend(proposals::pairs(&archive.current_judgements()?));
        catalogue.proposals.extend(unsure.into_iter().map(|(_, claim)| Proposal::Claim { claim }));
        catalogue.sort();
        Ok(catalogue)
    }

    fn leaf(&mut self, publication: &Publication, entered: &HashMap<CaptureId, String>) {
        let leaf = Leaf {
            id: publication.id,
            version: publication.version,
            doc: publication.doc.as_str().into(),
            title: publication.title.as_deref().map(Into::into),
            publisher: publication.publisher.as_deref().map(|name| self.symbols.of(name)),
            lang: self.symbols.of(publication.lang.as_str()),
            published_on: publication.published_on,
            entered: entered.get(&publication.capture).map(|at| self.symbols.of(at)),
            claims: 0,
        };
        self.publications.push(leaf);
    }

    fn row(&mut self, entry: &Entry, behind: &HashMap<ClaimId, u32>, lore: &dyn Lore) {
        let publications: BTreeSet<u32> =
            entry.claims.iter().filter_map(|claim| behind.get(claim)).copied().collect();
        let leaves = || publications.iter().filter_map(|at| self.publications.get(*at as usize));
        let langs: BTreeSet<Symbol> = leaves().map(|leaf| leaf.lang).collect();
        let sources: BTreeSet<Symbol> = leaves().filter_map(|leaf| leaf.publisher).collect();
        let first = leaves().filter_map(|leaf| leaf.entered).min_by_key(|at| self.text(*at).to_owned());
        let when = when(entry);
        let days = when.as_deref().and_then(|when| when.parse::<Edtf>().ok()).map(|date| {
            let first = date.first_day().or(date.last_day()).map_or(0, day_number);
            (first, date.last_day().map_or(i32::MAX, day_number))
        });
        let term = |names: &[&str]| names.iter().find_map(|name| entry.value(name)).map(str::to_owned);
        let row = Row {
            id: entry.id,
            kind: kind_number(&entry.kind),
            label: entry.label.as_str().into(),
            amount: entry
                .value("value")
                .filter(|_| entry.kind == "figure")
                .and_then(|value| value.parse().ok()),
            sort: term(&["kind", "role", "what"]).map(|term| self.symbols.of(&term)),
            status: term(&["status", "action"]).map(|term| self.symbols.of(&term)),
            when: when.map(Into::into),
            days,
            bodies: self.bodies(entry, lore),
            places: self.places(entry, lore),
            langs: langs.into_iter().collect(),
            sources: sources.into_iter().collect(),
            publications: publications.len() as u32,
            claims: entry.claims.len() as u32,
            disputed: entry.is_disputed(),
            entered: first,
        };
        self.entries.push(row);
    }

    /// Bodies by the ids that packs give them, else by their words.
    fn bodies(&mut self, entry: &Entry, lore: &dyn Lore) -> Box<[Symbol]> {
        let mut found = BTreeSet::new();
        for value in values(entry, &["body", "organisation"]) {
            let ids = lore.organisations(value);
            if ids.is_empty() {
                found.insert(self.symbols.of(value));
            }
            for id in ids {
                found.insert(self.symbols.of(&format!("{ORG}{id}")));
                // who asks for an organisation means its bodies too
                if let Some((whole, _)) = id.split_once('/') {
                    found.insert(self.symbols.of(&format!("{ORG}{whole}")));
                }
            }
        }
        found.into_iter().collect()
    }

    fn places(&mut self, entry: &Entry, lore: &dyn Lore) -> Box<[Symbol]> {
        let mut found = BTreeSet::new();
        for value in values(entry, &["place"]) {
            match lore.spot(value) {
                Some(spot) => {
                    let symbol = self.symbols.of(&format!("{SPOT}{}", spot.key));
                    self.spots.entry(symbol).or_insert(spot);
                    found.insert(symbol);
                }
                None => {
                    found.insert(self.symbols.of(value));
                }
            }
        }
        found.into_iter().collect()
    }

    fn sort(&mut self) {
        let Catalogue { entries, publications, by_entry, by_publication, .. } = self;
        entries.sort_by(|a, b| {
            let first = |row: &Row| row.days.map_or(i32::MIN, |(first, _)| first);
            first(b).cmp(&first(a)).then_with(|| a.label.cmp(&b.label)).then_with(|| a.id.cmp(&b.id))
        });
        publications.sort_by(|a, b| {
            b.published_on.cmp(&a.published_on).then_with(|| a.doc.cmp(&b.doc)).then_with(|| a.id.cmp(&b.id))
        });
        *by_entry = entries.iter().enumerate().map(|(at, row)| (row.id, at as u32)).collect();
        *by_publication = publications.iter().enumerate().map(|(at, leaf)| (leaf.id, at as u32)).collect();
    }

    /// The words of a symbol; empty for one of another catalogue.
    pub fn text(&self, symbol: Symbol) -> &str {
        self.symbols.strings.get(symbol.0 as usize).map_or("", |text| text)
    }

    /// The symbol of words that some row bears.
    pub fn symbol(&self, text: &str) -> Option<Symbol> {
        self.symbols.known.get(text).copied()
    }

    pub fn entry(&self, id: EntryId) -> Option<&Row> {
        self.entries.get(*self.by_entry.get(&id)? as usize)
    }

    pub fn publication(&self, id: PublicationId) -> Option<&Leaf> {
        self.publications.get(*self.by_publication.get(&id)? as usize)
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

fn values<'e>(entry: &'e Entry, names: &[&str]) -> impl Iterator<Item = &'e str> {
    let wanted: Vec<_> = names.iter().filter_map(|name| entry.property(name)).collect();
    wanted.into_iter().flat_map(|property| property.values.iter().map(|value| value.text.as_str()))
}

/// The date that an entry is listed by.
pub fn when(entry: &Entry) -> Option<String> {
    entry.value("date").or_else(|| entry.value("period")).map(str::to_owned)
}

/// When bytes were captured first, by capture.
fn first_captures(archive: &dyn Archive) -> Result<HashMap<CaptureId, String>, Error> {
    let mut found = HashMap::new();
    let mut after = OriginId::START;
    loop {
        let page = archive.origins(after, 1024)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.id;
        for origin in page {
            found.entry(origin.capture).or_insert(origin.origin.at);
        }
    }
}
