//! What the index has for a word of a query: its terms, its other spellings, and what it may be a slip of.

use std::collections::{BTreeMap, HashMap};

use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{TantivyError, Term};

use crate::analyse::{Forms, NAME, NameTerm, Probe, STEM, Word, forms, name_prefix, probes};
use crate::ground::Ground;

/// One term that answers a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Answering {
    pub term: String,
    /// 1 for the word itself, less the less sure it is that the same is meant.
    pub weight: f32,
    /// In how many cards it stands.
    pub count: u64,
}

const SURFACE: f32 = 1.0;
const STEMMED: f32 = 0.8;
const NAMED: f32 = 0.5;
/// What a name is worth in another script than it is asked for in, of what it would be.
const ACROSS: f32 = 0.9;
const SHORTENED: f32 = 0.4;
const SLIPPED: f32 = 0.3;

/// More spellings of one name than there are; those most alike are kept.
const MOST_NAMES: usize = 24;
/// And of a slip: the most frequent are kept.
const MOST_SLIPS: usize = 8;
/// A slip is only looked for in words of so many letters: one letter is too much of a shorter one.
const SHORTEST_SLIP: usize = 5;

/// A word as it is looked for, with the names of the index that were compared with it: fields and segments
/// repeat them.
pub struct Wanted {
    pub forms: Forms,
    probes: Vec<Probe>,
    compared: HashMap<String, Option<f32>>,
}

impl Wanted {
    pub fn new(word: &Word<'_>) -> Wanted {
        Wanted { forms: forms(word), probes: probes(word), compared: HashMap::new() }
    }

    /// What a name of the index is worth as an answer.
    fn worth(&mut self, term: &str) -> Option<f32> {
        let (latin, script) = NameTerm::parse(term)?;
        if !self.probes.iter().any(|probe| probe.may_be(latin)) {
            return None;
        }
        if let Some(worth) = self.compared.get(term) {
            return *worth;
        }
        let of = |probe: &Probe| {
            let across = if probe.is_written_in(script) { 1.0 } else { ACROSS };
            Some(NAMED * across * probe.likeness(latin, script)? as f32)
        };
        let worth =
            self.probes.iter().filter(|probe| probe.may_be(latin)).filter_map(of).max_by(f32::total_cmp);
        self.compared.insert(term.to_owned(), worth);
        worth
    }
}

/// The terms of a field that answer a word, whatever its ending, its spelling or its script.
pub fn answering(ground: &Ground, field: Field, wanted: &mut Wanted) -> Result<Vec<Answering>, TantivyError> {
    let spellings = wanted.forms.spellings();
    let spellings = spellings.map(|(term, same)| (term, if same { SURFACE } else { STEMMED }));
    let mut found = present(ground, field, spellings)?;
    found.extend(named(ground, field, wanted)?);
    Ok(found)
}

/// The same in a field of shortened forms.
pub fn answering_short(
    ground: &Ground,
    field: Field,
    wanted: &mut Wanted,
) -> Result<Vec<Answering>, TantivyError> {
    let short = wanted.forms.cut().next().map(|term| (term, SHORTENED));
    let mut found = present(ground, field, short.into_iter())?;
    found.extend(named(ground, field, wanted)?);
    Ok(found)
}

/// The word itself, in no other form.
pub fn exactly(ground: &Ground, field: Field, wanted: &Wanted) -> Result<Vec<Answering>, TantivyError> {
    present(ground, field, [(wanted.forms.surface.clone(), SURFACE)].into_iter())
}

fn present(
    ground: &Ground,
    field: Field,
    terms: impl Iterator<Item = (String, f32)>,
) -> Result<Vec<Answering>, TantivyError> {
    let mut found = Vec::new();
    for (term, weight) in terms {
        let count = ground.doc_freq(&Term::from_field_text(field, &term))?;
        if count > 0 {
            found.push(Answering { term, weight, count });
        }
    }
    Ok(found)
}

/// Names of the same sound whose letters are like enough.
fn named(ground: &Ground, field: Field, wanted: &mut Wanted) -> Result<Vec<Answering>, TantivyError> {
    let mut sounds: Vec<String> = wanted.probes.iter().flat_map(Probe::sounds).cloned().collect();
    sounds.sort_unstable();
    sounds.dedup();
    let mut found: BTreeMap<String, (f32, u64)> = BTreeMap::new();
    for sound in sounds {
        each_beginning_with(ground, field, &name_prefix(&sound), &mut |term, count| {
            if let Some(weight) = wanted.worth(term) {
                found.entry(term.to_owned()).or_insert((weight, 0)).1 += count()?;
            }
            Ok(())
        })?;
    }
    let found = found.into_iter().map(|(term, (weight, count))| Answering { term, weight, count });
    let mut found: Vec<Answering> = found.filter(|one| one.count > 0).collect();
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(b.count.cmp(&a.count)));
    found.truncate(MOST_NAMES);
    Ok(found)
}

/// Calls `with` for all terms of a field that begin so, and with what counts in how many cards of a segment each stands.
pub fn each_beginning_with(
    ground: &Ground,
    field: Field,
    prefix: &str,
    with: &mut dyn FnMut(&str, &Count<'_>) -> Result<(), TantivyError>,
) -> Result<(), TantivyError> {
    ground.each_segment(field, &mut |segment| {
        let mut terms = segment.index.terms().range().ge(prefix).into_stream()?;
        while let Some((term, of)) = terms.next() {
            if !term.starts_with(prefix.as_bytes()) {
                break;
            }
            if let Ok(term) = std::str::from_utf8(term) {
                with(term, &|| segment.count(of))?;
            }
        }
        Ok(())
    })
}

/// Counts only where somebody asks: it may mean to go through all cards of a term.
type Count<'t> = dyn Fn() -> Result<u64, TantivyError> + 't;

/// Words of the index that are one letter away from this one, where it is long enough to tell.
pub fn slips(ground: &Ground, field: Field, wanted: &Wanted) -> Result<Vec<Answering>, TantivyError> {
    let forms = &wanted.forms;
    let letters = forms.surface.chars().count();
    if letters < SHORTEST_SLIP || forms.surface.chars().any(char::is_numeric) {
        return Ok(Vec::new());
    }
    let mut found = one_away(ground, field, &forms.surface)?;
    found.retain(|term, _| !term.starts_with([STEM, NAME]));
    if let Some(stem) = forms.stems.first().filter(|stem| stem.chars().count() >= SHORTEST_SLIP) {
        let stems = one_away(ground, field, &format!("{STEM}{stem}"))?;
        found.extend(stems.into_iter().filter(|(term, _)| term.starts_with(STEM)));
    }
    let mut found: Vec<Answering> =
        found.into_iter().map(|(term, count)| Answering { term, weight: SLIPPED, count }).collect();
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.term.cmp(&b.term)));
    found.truncate(MOST_SLIPS);
    Ok(found)
}

/// Terms that one letter too many, too few or wrong, or two that changed places, part from this one.
fn one_away(ground: &Ground, field: Field, term: &str) -> Result<BTreeMap<String, u64>, TantivyError> {
    let automaton = FuzzyTermQuery::new(Term::from_field_text(field, term), 1, true).automaton()?;
    let mut found = BTreeMap::new();
    ground.each_segment(field, &mut |segment| {
        let mut terms = segment.index.terms().search(&automaton).into_stream()?;
        while let Some((term, of)) = terms.next() {
            if let Ok(term) = std::str::from_utf8(term) {
                *found.entry(term.to_owned()).or_insert(0) += segment.count(of)?;
            }
        }
        Ok(())
    })?;
    found.retain(|_, count| *count > 0);
    Ok(found)
}
