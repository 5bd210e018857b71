//! The site as one visitor sees it: whatever a handler reads or writes goes through the visitor's veil.
//!
//! Handlers are given this and no other way to the record, so that what is kept back from somebody is kept back in
//! every list, page, feed, search and answer to a program.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use record::Lang;
use search::{Answer, Card, Hit, Id, Index, Page};
use store::{Archive, Veil, Veiled};

use crate::app::{App, Web};
use crate::catalogue::{Catalogue, ORG};
use crate::error::Fault;

/// How long an answer waits for entries to be made anew; what takes longer is seen later.
const SETTLING: Duration = Duration::from_secs(3);

#[derive(Clone)]
pub struct Sight {
    web: App,
    veil: Arc<Veil>,
}

impl Deref for Sight {
    type Target = Web;

    fn deref(&self) -> &Web {
        &self.web
    }
}

impl FromRequestParts<App> for Sight {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, web: &App) -> Result<Sight, Fault> {
        // whoever forgot to ask what is hidden shows nothing
        let veil = parts.extensions.get::<Arc<Veil>>().cloned();
        let veil =
            veil.ok_or_else(|| Fault::Broken("it is not known what is hidden from whom".to_owned()))?;
        Ok(Sight { web: web.clone(), veil })
    }
}

impl Sight {
    pub fn new(web: App, veil: Arc<Veil>) -> Sight {
        Sight { web, veil }
    }

    /// Reads the record, off the threads that answer requests.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&dyn Archive, &Sight) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let sight = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            sight.pool.with(|archive| match sight.veil.is_clear() {
                true => work(archive, &sight),
                false => work(&Veiled::new(archive, &sight.veil), &sight),
            })
        });
        done.await.map_err(|error| Fault::Broken(error.to_string()))?
    }

    /// Writes to the record, all of it or nothing.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Archive, &Sight) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let sight = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _turn = sight.writing.lock().unwrap_or_else(PoisonError::into_inner);
            let mut archive = sight.hands.writer()?;
            let (mut work, mut made) = (Some(work), None);
            archive.transaction(&mut |archive| {
                if let Some(work) = work.take() {
                    let done = match sight.veil.is_clear() {
                        true => work(archive, &sight),
                        false => work(&mut Veiled::new(archive, &sight.veil), &sight),
                    };
                    made = Some(done.map_err(store::Error::caller)?);
                }
                Ok(())
            })?;
            made.ok_or_else(|| Fault::Broken("the transaction did nothing".to_owned()))
        });
        done.await.map_err(|error| Fault::Broken(error.to_string()))?
    }

    /// Writes what entries follow from, has them made anew, and waits a little until they are.
    pub async fn change<T: Send + 'static>(
        &self,
        follows: bool,
        work: impl FnOnce(&mut dyn Archive, &Sight) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        if follows {
            self.hands.changing().map_err(|error| Fault::Broken(error.to_string()))?;
        }
        let done = self.write(work).await;
        if follows {
            self.hands.derive();
            let until = tokio::time::Instant::now() + SETTLING;
            while self.hands.state().is_empty() && tokio::time::Instant::now() < until {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            let web = self.web.clone();
            let renewed = tokio::task::spawn_blocking(move || web.shelf.renew()).await;
            renewed.map_err(|error| Fault::Broken(error.to_string()))??;
        }
        done
    }

    /// The same for what needs the catalogue alone, but takes its time.
    pub async fn look<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Catalogue, &Sight) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let sight = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&*sight.catalogue()?, &sight));
        done.await.map_err(|error| Fault::Broken(error.to_string()))?
    }

    /// The catalogue of what the visitor sees; may take its time.
    pub fn catalogue(&self) -> Result<Arc<Catalogue>, Fault> {
        Ok(self.shelf.behind(&self.veil)?)
    }

    /// What answers a query; `None` where there is no index yet.
    pub async fn search(&self, query: String, page: Page) -> Result<Option<Answer>, Fault> {
        let Some(index) = self.shelf.index() else { return Ok(None) };
        let sight = self.clone();
        let done = tokio::task::spawn_blocking(move || -> Result<Answer, Fault> {
            if sight.veil.is_clear() {
                return Ok(index.search(&query, page)?);
            }
            let (whole, seen) = (sight.shelf.catalogue(), sight.catalogue()?);
            let answer = index.search(&query, Page { offset: 0, limit: LOOKED_THROUGH })?;
            let cards = sight.pool.with(|archive| {
                let veiled = Veiled::new(archive, &sight.veil);
                parts(&answer, &whole, &seen, &veiled)
            })?;
            veiled(answer, page, &whole, &seen, &query, cards)
        });
        Ok(Some(done.await.map_err(|error| Fault::Broken(error.to_string()))??))
    }
}

/// How many hits are looked through for those that may be seen.
const LOOKED_THROUGH: usize = 500;

/// How an entry or publication that was found is seen.
enum Seen {
    Whole,
    /// In part alone: other publications stand behind it too.
    Part,
    Not,
}

fn seen_of(id: &Id, whole: &Catalogue, seen: &Catalogue) -> Seen {
    match id {
        Id::Publication(id) => seen.publication(*id).map_or(Seen::Not, |_| Seen::Whole),
        Id::Entry(id) => match (seen.entry(*id), whole.entry(*id)) {
            (Some(part), Some(whole)) if part.claims == whole.claims => Seen::Whole,
            (Some(_), _) => Seen::Part,
            (None, _) => Seen::Not,
        },
    }
}

/// The cards of entries that were found and are seen in part alone, with what is seen of them.
fn parts(
    answer: &Answer,
    whole: &Catalogue,
    seen: &Catalogue,
    archive: &dyn Archive,
) -> Result<Vec<Card>, Fault> {
    let mut cards = Vec::new();
    for hit in &answer.hits {
        let (Seen::Part, Id::Entry(id)) = (seen_of(&hit.id, whole, seen), hit.id) else { continue };
        let (Some(entry), Some(row)) = (archive.entry(id)?, seen.entry(id)) else { continue };
        let mut card = Card::entry(&entry);
        let langs = seen.langs(row).iter().map(|lang| Lang::new(seen.text(*lang)));
        card.langs.extend(langs);
        let bodies = seen.bodies(row).iter().filter_map(|body| seen.text(*body).strip_prefix(ORG));
        card.orgs.extend(bodies.map(str::to_owned));
        for behind in archive.publications_behind(id)? {
            card.docs.extend(archive.publication(behind, None)?.map(|publication| publication.doc));
        }
        cards.push(card);
    }
    Ok(cards)
}

/// The part of an answer that may be seen. The index holds entries whole: of one that is seen in part alone is asked
/// again whether that part answers, since that it was found at all would tell what is hidden of it. Notes tell which
/// words there are, and are left out.
fn veiled(
    answer: Answer,
    page: Page,
    whole: &Catalogue,
    seen: &Catalogue,
    query: &str,
    cards: Vec<Card>,
) -> Result<Answer, Fault> {
    let mut again: HashMap<Id, Hit> = HashMap::new();
    if !cards.is_empty() {
        let limit = cards.len();
        let mut small = Index::create_in_memory()?;
        small.update(cards, "")?;
        let hits = small.search(query, Page { offset: 0, limit })?.hits;
        again.extend(hits.into_iter().map(|hit| (hit.id, hit)));
    }
    let shown = |hit: Hit| match seen_of(&hit.id, whole, seen) {
        Seen::Whole => Some(hit),
        Seen::Part => again.remove(&hit.id),
        Seen::Not => None,
    };
    let hits: Vec<Hit> = answer.hits.into_iter().filter_map(shown).collect();
    let total = hits.len();
    // a score tells how frequent words are in the whole record; a place in the order stands for it
    let ranked = hits.into_iter().zip(1_u16..).map(|(hit, rank)| Hit { score: 1.0 / f32::from(rank), ..hit });
    let hits = ranked.skip(page.offset).take(page.limit).collect();
    Ok(Answer { hits, total, notes: Vec::new() })
}
