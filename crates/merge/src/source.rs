//! What the merge needs to know of publications: language, date, publisher.

use std::collections::BTreeMap;

use record::{Date, Lang, PublicationId};

/// One publication, as far as it matters for judging its claims.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    pub lang: Lang,
    pub published_on: Option<Date>,
    pub publisher: Option<String>,
    /// Issued by the organisation or the state that it speaks of.
    pub official: bool,
}

/// The publications that claims come from.
#[derive(Clone, Debug, Default)]
pub struct Sources(BTreeMap<PublicationId, Source>);

impl Sources {
    pub fn insert(&mut self, publication: PublicationId, source: Source) {
        self.0.insert(publication, source);
    }

    /// Sets what is known of a publication, or that nothing is.
    pub(crate) fn set(&mut self, publication: PublicationId, source: Option<Source>) {
        match source {
            Some(source) => drop(self.0.insert(publication, source)),
            None => drop(self.0.remove(&publication)),
        }
    }

    pub fn get(&self, publication: &PublicationId) -> Option<&Source> {
        self.0.get(publication)
    }
}

impl FromIterator<(PublicationId, Source)> for Sources {
    fn from_iter<I: IntoIterator<Item = (PublicationId, Source)>>(sources: I) -> Sources {
        Sources(sources.into_iter().collect())
    }
}
