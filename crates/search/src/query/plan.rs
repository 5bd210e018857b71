//! A query to what the engine is asked, given what the index has.

use std::collections::{BTreeSet, HashMap};
use std::ops::Bound;

use record::Edtf;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, Occur,
    Query as EngineQuery, RangeQuery, RegexQuery, TermQuery,
};
use tantivy::schema::{Field as EngineField, IndexRecordOption};
use tantivy::{TantivyError, Term};
use text::note::Note;

use super::expand::{Answering, Wanted, answering, answering_short, each_beginning_with, exactly, slips};
use super::marks::Marks;
use super::parse::{Field, Filter, Item, ItemKind, Query};
use super::phrase::Phrase;
use crate::analyse::{STEM, Word, forms};
use crate::ground::Ground;
use crate::schema::{Fields, day_number, lang_key, value_key};

/// How much more a word says in a title.
const TITLE: f32 = 2.0;
const BODY: f32 = 1.0;
/// What the second best reading of a word adds.
const SECOND: f32 = 0.1;
/// What a word that begins right is worth, whose frequency is not counted.
const PREFIXED: f32 = 1.0;

pub struct Plan {
    pub query: Box<dyn EngineQuery>,
    pub marks: Marks,
    /// What every term counts as found in, see [`Statistics`].
    pub counts: HashMap<Term, u64>,
    /// Whether hits differ in how well they answer; a query of filters alone only lists.
    pub scored: bool,
    pub notes: Vec<Note>,
}

type Boxed = Box<dyn EngineQuery>;

pub fn plan(query: Query<'_>, ground: &Ground, fields: &Fields) -> Result<Plan, TantivyError> {
    let mut planner = Planner {
        ground,
        fields,
        marks: Marks::default(),
        counts: HashMap::new(),
        notes: query.notes.clone(),
    };
    let (built, scored) = planner.query(&query)?;
    let Planner { marks, counts, notes, .. } = planner;
    Ok(Plan { query: built, marks, counts, scored, notes })
}

struct Planner<'s> {
    ground: &'s Ground,
    fields: &'s Fields,
    marks: Marks,
    counts: HashMap<Term, u64>,
    notes: Vec<Note>,
}

impl Planner<'_> {
    fn query(&mut self, query: &Query<'_>) -> Result<(Boxed, bool), TantivyError> {
        if query.is_empty() {
            return Ok((Box::new(EmptyQuery), false));
        }
        let mut parts: Vec<(Occur, Boxed)> = Vec::new();
        let mut scored = false;
        for clause in &query.clauses {
            let mut any = Vec::new();
            for item in &clause.any {
                let marked =
                    (!clause.excluded && !clause.optional).then(|| self.marks.item(item.words.len()));
                let found = self.item(item, marked)?;
                if found.is_none() && !clause.excluded && !clause.optional {
                    self.missing(query, item);
                }
                any.extend(found);
            }
            let occur = match (clause.excluded, clause.optional) {
                (true, _) => Occur::MustNot,
                (_, true) => Occur::Should,
                _ => Occur::Must,
            };
            scored |= !clause.excluded;
            parts.push((occur, best_of(any)));
        }
        parts.extend(self.filters(&query.filters)?);
        if let Some(first) = query.from.as_ref().and_then(Edtf::first_day) {
            let day = Term::from_field_i64(self.fields.last_day, day_number(Some(first), i64::MIN));
            parts.push((Occur::Must, unscored(RangeQuery::new(Bound::Included(day), Bound::Unbounded))));
        }
        if let Some(last) = query.to.as_ref().and_then(Edtf::last_day) {
            let day = Term::from_field_i64(self.fields.first_day, day_number(Some(last), i64::MAX));
            parts.push((Occur::Must, unscored(RangeQuery::new(Bound::Unbounded, Bound::Included(day)))));
        }
        // what only excludes is taken from everything
        if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            parts.push((Occur::Must, unscored(AllQuery)));
        }
        Ok((Box::new(BooleanQuery::new(parts)), scored))
    }

    /// Says that a word stands nowhere.
    fn missing(&mut self, query: &Query<'_>, item: &Item<'_>) {
        let wanted: Vec<&str> = item.words.iter().map(|word| word.text).collect();
        let star = if item.kind == ItemKind::Prefix { "*" } else { "" };
        let what = format!("`{}{star}` stands nowhere", wanted.join(" "));
        let alone = query.clauses.iter().filter(|clause| !clause.excluded && !clause.optional).count() == 1;
        let note = Note::new(what).at(item.span);
        self.notes.push(if alone {
            note
        } else {
            note.hint("leave it out to find what has the other words")
        });
    }

    /// What answers an item in titles and bodies; `None` where nothing does.
    fn item(&mut self, item: &Item<'_>, marked: Option<usize>) -> Result<Option<Boxed>, TantivyError> {
        let places = [(self.fields.title, TITLE), (self.fields.body, BODY)];
        if let Some((last, before)) = item.words.split_last().filter(|_| item.kind == ItemKind::Prefix) {
            return self.prefix(before, last, &places, marked);
        }
        if let [word] = item.words.as_slice() {
            return self.word(word, item, &places, marked);
        }
        self.phrase(&item.words, &places, Some(self.fields.cut), marked)
    }

    fn word(
        &mut self,
        word: &Word<'_>,
        item: &Item<'_>,
        places: &[(EngineField, f32)],
        marked: Option<usize>,
    ) -> Result<Option<Boxed>, TantivyError> {
        let exact = item.kind == ItemKind::Phrase;
        let wanted = &mut Wanted::new(word);
        let mut found = Vec::new();
        for &(field, boost) in places {
            let terms = match exact {
                true => exactly(self.ground, field, wanted)?,
                false => answering(self.ground, field, wanted)?,
            };
            found.push((field, boost, terms));
        }
        if !exact {
            found.push((self.fields.cut, BODY, answering_short(self.ground, self.fields.cut, wanted)?));
        }
        if !exact && found.iter().all(|(_, _, terms)| terms.is_empty()) {
            let mut instead: Vec<String> = Vec::new();
            found.clear();
            for &(field, boost) in places {
                let terms = slips(self.ground, field, wanted)?;
                instead.extend(terms.iter().map(|one| one.term.trim_start_matches(STEM).to_owned()));
                found.push((field, boost, terms));
            }
            instead.sort_unstable();
            instead.dedup();
            if !instead.is_empty() {
                let message = format!("`{}` stands nowhere: searched for what is like it", word.text);
                self.notes.push(Note::new(message).at(item.span).hint(instead.join(", ")));
            }
        }
        let count = most_frequent(found.iter().flat_map(|(_, _, terms)| terms));
        let mut any = Vec::new();
        for (field, boost, terms) in found {
            any.extend(self.terms(field, boost, &terms, count, marked));
        }
        Ok((!any.is_empty()).then(|| best_of(any)))
    }

    /// One query for each term. All of them count as frequent as the most frequent: that a form or a spelling
    /// is rare makes the word no rarer.
    fn terms(
        &mut self,
        field: EngineField,
        boost: f32,
        terms: &[Answering],
        count: u64,
        marked: Option<usize>,
    ) -> Vec<Boxed> {
        terms
            .iter()
            .map(|one| {
                let term = Term::from_field_text(field, &one.term);
                self.counts.insert(term.clone(), count);
                self.mark(&one.term, marked, 0);
                let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
                Box::new(BoostQuery::new(Box::new(query), boost * one.weight)) as Boxed
            })
            .collect()
    }

    fn mark(&mut self, term: &str, item: Option<usize>, word: usize) {
        if let Some(item) = item {
            self.marks.term(term, item, word);
        }
    }

    /// Words that follow each other, each in any of its forms.
    fn phrase(
        &mut self,
        words: &[Word<'_>],
        places: &[(EngineField, f32)],
        cut: Option<EngineField>,
        marked: Option<usize>,
    ) -> Result<Option<Boxed>, TantivyError> {
        let short = cut.map(|field| (field, BODY));
        let all: Vec<(EngineField, f32)> = places.iter().copied().chain(short).collect();
        let mut by_field: Vec<Vec<Vec<(Term, f32)>>> = vec![Vec::new(); all.len()];
        for (at, word) in words.iter().enumerate() {
            let wanted = &mut Wanted::new(word);
            let mut found = Vec::with_capacity(all.len());
            for (field, _) in &all {
                found.push(match cut == Some(*field) {
                    true => answering_short(self.ground, *field, wanted)?,
                    false => answering(self.ground, *field, wanted)?,
                });
            }
            let count = most_frequent(found.iter().flatten());
            for (((field, _), terms), forms) in all.iter().zip(found).zip(&mut by_field) {
                let mut weighed = Vec::with_capacity(terms.len());
                for one in terms {
                    self.mark(&one.term, marked, at);
                    let term = Term::from_field_text(*field, &one.term);
                    self.counts.insert(term.clone(), count);
                    weighed.push((term, one.weight));
                }
                forms.push(weighed);
            }
        }
        let phrases = all.iter().zip(by_field).filter_map(|((field, boost), forms)| {
            let phrase = Phrase::new(*field, forms)?;
            Some(Box::new(BoostQuery::new(Box::new(phrase), *boost)) as Boxed)
        });
        let found: Vec<Boxed> = phrases.collect();
        Ok((!found.is_empty()).then(|| best_of(found)))
    }

    /// A word that begins so, and all of the words before it.
    fn prefix(
        &mut self,
        before: &[Word<'_>],
        last: &Word<'_>,
        places: &[(EngineField, f32)],
        marked: Option<usize>,
    ) -> Result<Option<Boxed>, TantivyError> {
        let prefix = forms(last).surface;
        if let Some(item) = marked {
            self.marks.prefix(&prefix, item, before.len());
        }
        let mut found: Vec<Boxed> = Vec::new();
        for &(field, boost) in places {
            let mut parts: Vec<(Occur, Boxed)> = Vec::new();
            for (at, word) in before.iter().enumerate() {
                let terms = exactly(self.ground, field, &Wanted::new(word))?;
                for one in &terms {
                    self.mark(&one.term, marked, at);
                }
                parts.push((
                    Occur::Must,
                    best_of(self.terms(field, boost, &terms, most_frequent(&terms), None)),
                ));
            }
            // letters and digits alone: nothing in it means anything to a pattern
            let words = RegexQuery::from_pattern(&format!("{prefix}.*"), field)?;
            parts.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(words), boost * PREFIXED))));
            found.push(Box::new(BooleanQuery::new(parts)));
        }
        let mut any = false;
        for &(field, _) in places {
            any |= self.begins(field, &prefix)?;
        }
        Ok(any.then(|| best_of(found)))
    }

    fn begins(&self, field: EngineField, prefix: &str) -> Result<bool, TantivyError> {
        let mut any = false;
        self.ground.each_segment(field, &mut |segment| {
            let mut terms = segment.index.terms().range().ge(prefix).into_stream()?;
            while !any && let Some((term, of)) = terms.next() {
                if !term.starts_with(prefix.as_bytes()) {
                    break;
                }
                any = segment.count(of)? > 0;
            }
            Ok(())
        })?;
        Ok(any)
    }

    /// Of filters of one field one is enough; all fields must agree.
    fn filters(&mut self, filters: &[Filter<'_>]) -> Result<Vec<(Occur, Boxed)>, TantivyError> {
        let mut parts = Vec::new();
        for field in [Field::Kind, Field::Lang, Field::Org, Field::Place, Field::Doc] {
            let mut any: Vec<Boxed> = Vec::new();
            let mut wanted = false;
            for filter in filters.iter().filter(|filter| filter.field == field) {
                let found = self.filter(filter)?;
                if filter.excluded {
                    parts.extend(found.map(|query| (Occur::MustNot, query)));
                } else {
                    wanted = true;
                    any.extend(found);
                }
            }
            if wanted {
                parts.push((Occur::Must, unscored(union(any))));
            }
        }
        Ok(parts)
    }

    fn filter(&mut self, filter: &Filter<'_>) -> Result<Option<Boxed>, TantivyError> {
        let (field, key) = match filter.field {
            Field::Kind => (self.fields.kind, value_key(filter.value)),
            Field::Lang => (self.fields.lang, lang_key(&value_key(filter.value))),
            Field::Org => (self.fields.org_id, value_key(filter.value)),
            Field::Place => (self.fields.place, String::new()),
            Field::Doc => (self.fields.doc, value_key(filter.value)),
        };
        let mut found: Vec<Boxed> = Vec::new();
        let whole = Term::from_field_text(field, &key);
        if !key.is_empty() && self.ground.doc_freq(&whole)? > 0 {
            found.push(Box::new(TermQuery::new(whole, IndexRecordOption::Basic)));
        }
        let named = match filter.field {
            Field::Org => Some(self.fields.org),
            Field::Place => Some(self.fields.place),
            _ => None,
        };
        if let Some(field) = named {
            found.extend(self.phrase(&filter.words, &[(field, 1.0)], None, None)?);
        }
        if found.is_empty() && !filter.excluded {
            self.nothing_under(filter, field)?;
        }
        Ok((!found.is_empty()).then(|| Box::new(union(found)) as Boxed))
    }

    /// Says that a filter lets nothing through, and what would.
    fn nothing_under(&mut self, filter: &Filter<'_>, field: EngineField) -> Result<(), TantivyError> {
        let name = match filter.field {
            Field::Kind => "kind",
            Field::Lang => "lang",
            Field::Org => "org",
            Field::Place => "place",
            Field::Doc => "doc",
        };
        let mut note = Note::new(format!("nothing has {name}:{}", filter.value)).at(filter.span);
        if matches!(filter.field, Field::Kind | Field::Lang) {
            let mut values = BTreeSet::new();
            each_beginning_with(self.ground, field, "", &mut |value, count| {
                if count()? > 0 {
                    values.insert(value.to_owned());
                }
                Ok(())
            })?;
            let values: Vec<String> = values.into_iter().collect();
            if !values.is_empty() {
                note = note.hint(format!("there are {}", values.join(", ")));
            }
        }
        self.notes.push(note);
        Ok(())
    }
}

fn most_frequent<'a>(terms: impl IntoIterator<Item = &'a Answering>) -> u64 {
    terms.into_iter().map(|one| one.count).max().unwrap_or(0)
}

fn best_of(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(DisjunctionMaxQuery::with_tie_breaker(queries, SECOND)),
    }
}

fn union(queries: Vec<Boxed>) -> BooleanQuery {
    BooleanQuery::union(queries)
}

fn unscored(query: impl EngineQuery) -> Boxed {
    Box::new(ConstScoreQuery::new(Box::new(query), 0.0))
}
