//! How much a term says, by how many cards have it.

use std::collections::HashMap;

use tantivy::Term;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;

use crate::ground::Ground;
use crate::schema::Fields;

/// What the engine weighs terms by: the forms and spellings of one word count alike.
pub struct Statistics<'s> {
    pub ground: &'s Ground,
    pub fields: &'s Fields,
    pub counts: &'s HashMap<Term, u64>,
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        // few cards have shortened forms: over all cards their average length would come to nothing, and each
        // of them would count as far too long
        let field = if field == self.fields.cut { self.fields.body } else { field };
        self.ground.tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.ground.documents())
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.counts.get(term) {
            Some(count) => Ok((*count).min(self.ground.documents())),
            None => self.ground.doc_freq(term),
        }
    }
}
