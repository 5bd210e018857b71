//! Words that follow each other, each in any of its forms: a query that the engine has not.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// For each word of the phrase the terms that stand for it, with what each is worth. The first of each word's
/// counts for the word where terms are weighed by how many cards have them.
#[derive(Clone, Debug)]
pub struct Phrase {
    field: Field,
    words: Vec<Vec<(Term, f32)>>,
}

impl Phrase {
    /// `None` where a word has no terms, so that nothing can answer.
    pub fn new(field: Field, words: Vec<Vec<(Term, f32)>>) -> Option<Phrase> {
        let answerable = !words.is_empty() && words.iter().all(|terms| !terms.is_empty());
        answerable.then_some(Phrase { field, words })
    }
}

impl Query for Phrase {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let bm25 = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let leading: Vec<Term> = self
                    .words
                    .iter()
                    .filter_map(|terms| terms.first())
                    .map(|(term, _)| term.clone())
                    .collect();
                Some(Bm25Weight::for_terms(statistics_provider, &leading)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(PhraseWeight { phrase: self.clone(), bm25 }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for (term, _) in self.words.iter().flatten() {
            visitor(term, true);
        }
    }
}

struct PhraseWeight {
    phrase: Phrase,
    bm25: Option<Bm25Weight>,
}

impl PhraseWeight {
    fn phrase_scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<PhraseScorer>> {
        let index = reader.inverted_index(self.phrase.field)?;
        let mut words = Vec::with_capacity(self.phrase.words.len());
        for terms in &self.phrase.words {
            let mut forms = Vec::with_capacity(terms.len());
            for (term, weight) in terms {
                let postings = index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?;
                forms.extend(postings.map(|postings| (postings, *weight)));
            }
            if forms.is_empty() {
                return Ok(None);
            }
            words.push(Word { forms, at: Vec::new() });
        }
        let norms = match self.bm25 {
            Some(_) => reader.get_fieldnorms_reader(self.phrase.field)?,
            None => FieldNormReader::constant(reader.max_doc(), 1),
        };
        let bm25 = self.bm25.as_ref().map(|bm25| bm25.boost_by(boost));
        let mut scorer = PhraseScorer { words, norms, bm25, doc: 0, times: 0, worth: 0.0 };
        scorer.go_to(0);
        Ok(Some(scorer))
    }
}

impl Weight for PhraseWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.phrase_scorer(reader, boost)? {
            Some(scorer) => Box::new(scorer),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let found = self.phrase_scorer(reader, 1.0)?.filter(|scorer| scorer.doc() <= doc);
        let found = found.and_then(|mut scorer| (scorer.seek(doc) == doc).then(|| scorer.score()));
        let missing = || TantivyError::InvalidArgument(format!("document {doc} does not have the phrase"));
        Ok(Explanation::new("phrase", found.ok_or_else(missing)?))
    }
}

/// One word: where its forms stand.
struct Word {
    forms: Vec<(SegmentPostings, f32)>,
    /// Its positions in the present document, each with the best form that stands there.
    at: Vec<(u32, f32)>,
}

impl Word {
    /// The first document from `target` on that has any of the forms.
    fn seek(&mut self, target: DocId) -> DocId {
        let seek = |(form, _): &mut (SegmentPostings, f32)| {
            if form.doc() < target { form.seek(target) } else { form.doc() }
        };
        self.forms.iter_mut().map(seek).min().unwrap_or(TERMINATED)
    }

    fn read(&mut self, doc: DocId, buffer: &mut Vec<u32>) {
        self.at.clear();
        for (form, weight) in self.forms.iter_mut().filter(|(form, _)| form.doc() == doc) {
            form.positions(buffer);
            self.at.extend(buffer.iter().map(|position| (*position, *weight)));
        }
        self.at.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
        self.at.dedup_by_key(|(position, _)| *position);
    }

    /// What stands at a position is worth; `None` where another word stands.
    fn worth(&self, position: u32) -> Option<f32> {
        let found = self.at.binary_search_by_key(&position, |(at, _)| *at).ok()?;
        self.at.get(found).map(|(_, weight)| *weight)
    }
}

struct PhraseScorer {
    words: Vec<Word>,
    norms: FieldNormReader,
    bm25: Option<Bm25Weight>,
    doc: DocId,
    /// How often the phrase stands in the present document, and what the best of those is worth.
    times: u32,
    worth: f32,
}

impl PhraseScorer {
    /// To the first document from `target` on that has the phrase.
    fn go_to(&mut self, mut target: DocId) -> DocId {
        let mut buffer = Vec::new();
        self.doc = loop {
            if target >= TERMINATED {
                break TERMINATED;
            }
            let furthest = self.words.iter_mut().map(|word| word.seek(target)).max().unwrap_or(TERMINATED);
            if furthest > target {
                target = furthest;
                continue;
            }
            for word in &mut self.words {
                word.read(target, &mut buffer);
            }
            (self.times, self.worth) = self.occurrences();
            if self.times > 0 {
                break target;
            }
            target += 1;
        };
        self.doc
    }

    fn occurrences(&self) -> (u32, f32) {
        let Some((first, rest)) = self.words.split_first() else { return (0, 0.0) };
        let (mut times, mut best) = (0, 0.0f32);
        for (start, weight) in &first.at {
            let others = (1u32..).zip(rest).map(|(offset, word)| word.worth(start + offset));
            if let Some(worth) = others.sum::<Option<f32>>() {
                times += 1;
                best = best.max((weight + worth) / self.words.len() as f32);
            }
        }
        (times, best)
    }
}

impl DocSet for PhraseScorer {
    fn advance(&mut self) -> DocId {
        self.go_to(self.doc.saturating_add(1))
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc { self.doc } else { self.go_to(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let of =
            |word: &Word| word.forms.iter().map(|(form, _)| form.size_hint()).fold(0, u32::saturating_add);
        self.words.iter().map(of).min().unwrap_or(0)
    }
}

impl Scorer for PhraseScorer {
    fn score(&mut self) -> Score {
        match &self.bm25 {
            Some(bm25) if self.doc != TERMINATED => {
                bm25.score(self.norms.fieldnorm_id(self.doc), self.times) * self.worth
            }
            _ => 1.0,
        }
    }
}
