//! What persons decided, behind the veil.

use std::collections::BTreeMap;

use jiff::Timestamp;
use record::{EntryId, Judgement};

use super::Veiled;
use crate::archive::JudgementId;
use crate::reviews::{
    FiledReview, PAUSE_MS, Proposed, ProposedId, Review, ReviewId, ReviewPace, Reviews, Settled,
};
use crate::{Error, Refusal};

impl Reviews for Veiled<'_> {
    fn review(&mut self, review: &Review) -> Result<ReviewId, Error> {
        self.inner.review(review)
    }

    fn withdraw_review(&mut self, id: ReviewId, by: &str, at: &str) -> Result<Vec<FiledReview>, Error> {
        if !self.review_history()?.iter().any(|filed| filed.id == id) {
            return Err(Error::Refused(Refusal::UnknownReview { review: id }));
        }
        self.inner.withdraw_review(id, by, at)
    }

    fn review_history(&self) -> Result<Vec<FiledReview>, Error> {
        self.seen(self.inner.review_history()?, |one| self.sees_review(one))
    }

    fn reviews_of(&self, entry: EntryId) -> Result<Vec<FiledReview>, Error> {
        self.seen(self.inner.reviews_of(entry)?, |one| self.sees_review(one))
    }

    fn last_review(&self, person: &str) -> Result<Option<FiledReview>, Error> {
        match self.inner.last_review(person)? {
            Some(last) if self.sees_review(&last)? => Ok(Some(last)),
            _ => Ok(None),
        }
    }

    fn review_pace(&self, person: Option<&str>) -> Result<ReviewPace, Error> {
        // the reviews of a batch are one item
        let mut took: BTreeMap<ReviewId, u64> = BTreeMap::new();
        for filed in self.review_history()? {
            let Some(ms) = filed.review.took_ms.filter(|ms| *ms <= PAUSE_MS) else { continue };
            if person.is_none_or(|person| filed.review.person == person) {
                let longest = took.entry(filed.batch).or_default();
                *longest = ms.max(*longest);
            }
        }
        Ok(ReviewPace { items: took.len() as u64, took_ms: took.values().sum() })
    }

    fn propose(&mut self, proposed: &Proposed) -> Result<ProposedId, Error> {
        self.inner.propose(proposed)
    }

    /// Whoever reads the acts asks for what they name, and finds it or not.
    fn proposed(&self) -> Result<Vec<(ProposedId, Proposed)>, Error> {
        self.inner.proposed()
    }

    fn settle(&mut self, id: ProposedId, settled: Settled, by: &str, at: Timestamp) -> Result<bool, Error> {
        self.inner.settle(id, settled, by, at)
    }

    fn unsure_judgements(&self) -> Result<Vec<Judgement>, Error> {
        self.seen(self.inner.unsure_judgements()?, |one| self.sees_judgement(one))
    }

    fn judgements_on(&self, entry: EntryId) -> Result<Vec<(Option<JudgementId>, Judgement)>, Error> {
        self.seen(self.inner.judgements_on(entry)?, |(_, one)| self.sees_judgement(one))
    }
}
