//! What a query is held against: an index, or that part of one or several which somebody may see. How often a word
//! is met, how long texts are and which words there are is then counted over that part alone, so that nothing else
//! shows in an answer: not in which hits there are, not in their order, not in what a note says.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::{InvertedIndexReader, SegmentId};
use tantivy::postings::TermInfo;
use tantivy::query::{
    BitSetDocSet, BooleanQuery, ConstScorer, EmptyScorer, EnableScoring, Explanation, Occur, Query, Scorer,
    Weight,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{BitSet, DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, TantivyError, Term};

use crate::schema::{Fields, KEY};

/// See the module.
pub struct Ground {
    parts: Vec<Part>,
    /// How many documents there are and how many words their fields have; of a whole index the index says so.
    sums: Option<Sums>,
}

/// One index, and what of it may be seen: all of it where nothing is said.
pub struct Part {
    pub searcher: Searcher,
    admitted: Option<Admitted>,
}

/// The documents that may be seen, by segment.
#[derive(Clone, Debug, Default)]
struct Admitted(Arc<HashMap<SegmentId, BitSet>>);

#[derive(Debug, Default)]
struct Sums {
    documents: u64,
    tokens: HashMap<Field, u64>,
}

/// Where the terms of one field in one segment are looked up.
pub struct Segment<'g> {
    pub index: &'g InvertedIndexReader,
    seen: Option<&'g BitSet>,
}

impl Ground {
    pub fn whole(searcher: Searcher) -> Ground {
        Ground { parts: vec![Part { searcher, admitted: None }], sums: None }
    }

    /// Of each index the documents whose keys are admitted.
    pub fn seen(parts: Vec<(Searcher, &dyn Fn(u64) -> bool)>, fields: &Fields) -> tantivy::Result<Ground> {
        let mut sums = Sums::default();
        let mut made = Vec::with_capacity(parts.len());
        for (searcher, admits) in parts {
            let mut sets = HashMap::new();
            for segment in searcher.segment_readers() {
                let keys = segment.fast_fields().u64(KEY)?;
                let mut set = BitSet::with_max_value(segment.max_doc());
                for doc in segment.doc_ids_alive().filter(|doc| keys.first(*doc).is_some_and(admits)) {
                    set.insert(doc);
                }
                sums.add(segment, &set, fields)?;
                sets.insert(segment.segment_id(), set);
            }
            made.push(Part { searcher, admitted: Some(Admitted(Arc::new(sets))) });
        }
        Ok(Ground { parts: made, sums: Some(sums) })
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// In how many documents a term stands.
    pub fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        self.each_segment(term.field(), &mut |segment| {
            if let Some(found) = segment.index.get_term_info(term)? {
                count += segment.count(&found)?;
            }
            Ok(())
        })?;
        Ok(count)
    }

    pub fn documents(&self) -> u64 {
        let readers = self.parts.iter().flat_map(|part| part.searcher.segment_readers());
        let all = || readers.map(|one| u64::from(one.max_doc())).sum();
        self.sums.as_ref().map_or_else(all, |sums| sums.documents)
    }

    /// How many words a field has in all documents together.
    pub fn tokens(&self, field: Field) -> tantivy::Result<u64> {
        if let Some(sums) = &self.sums {
            return Ok(sums.tokens.get(&field).copied().unwrap_or(0));
        }
        let mut count = 0;
        self.each_segment(field, &mut |segment| {
            count += segment.index.total_num_tokens();
            Ok(())
        })?;
        Ok(count)
    }

    pub fn each_segment(
        &self,
        field: Field,
        with: &mut dyn FnMut(&Segment<'_>) -> tantivy::Result<()>,
    ) -> tantivy::Result<()> {
        for part in &self.parts {
            for reader in part.searcher.segment_readers() {
                let index = reader.inverted_index(field)?;
                // a segment of which nothing is known is not seen
                let sets = part.admitted.as_ref().map(|Admitted(sets)| sets.get(&reader.segment_id()));
                let seen = match sets {
                    None => None,
                    Some(Some(seen)) => Some(seen),
                    Some(None) => continue,
                };
                with(&Segment { index: &index, seen })?;
            }
        }
        Ok(())
    }
}

impl Part {
    /// A query for what answers this one and may be seen.
    pub fn of(&self, query: &dyn Query) -> Box<dyn Query> {
        match &self.admitted {
            None => query.box_clone(),
            Some(admitted) => {
                let admitted: Box<dyn Query> = Box::new(admitted.clone());
                Box::new(BooleanQuery::new(vec![(Occur::Must, query.box_clone()), (Occur::Must, admitted)]))
            }
        }
    }
}

impl Segment<'_> {
    /// In how many documents of the segment a term stands.
    pub fn count(&self, term: &TermInfo) -> tantivy::Result<u64> {
        let Some(seen) = self.seen else { return Ok(u64::from(term.doc_freq)) };
        let mut postings = self.index.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
        let mut count = 0;
        while postings.doc() != TERMINATED {
            count += u64::from(seen.contains(postings.doc()));
            postings.advance();
        }
        Ok(count)
    }
}

impl Sums {
    fn add(&mut self, segment: &SegmentReader, seen: &BitSet, fields: &Fields) -> tantivy::Result<()> {
        self.documents += seen.len() as u64;
        for field in fields.measured() {
            let lengths = segment.get_fieldnorms_reader(field)?;
            let docs = (0..segment.max_doc()).filter(|doc| seen.contains(*doc));
            *self.tokens.entry(field).or_default() +=
                docs.map(|doc| u64::from(lengths.fieldnorm(doc))).sum::<u64>();
        }
        Ok(())
    }
}

impl Query for Admitted {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }
}

impl Weight for Admitted {
    fn scorer(&self, reader: &SegmentReader, _: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.0.get(&reader.segment_id()) {
            Some(seen) => Box::new(ConstScorer::new(BitSetDocSet::from(seen.clone()), 0.0)),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let seen = self.0.get(&reader.segment_id()).is_some_and(|seen| seen.contains(doc));
        let missing = || TantivyError::InvalidArgument(format!("document {doc} is not seen"));
        seen.then(|| Explanation::new("seen", 0.0)).ok_or_else(missing)
    }
}
