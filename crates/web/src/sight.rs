//! The site as one visitor sees it: whatever a handler reads or writes goes through the visitor's veil.
//!
//! Handlers are given this and no other way to the record, so that what is kept back from somebody is kept back in
//! every list, page, feed, search and answer to a program.

use std::ops::Deref;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use search::{Answer, Page};
use store::{Archive, Veil, Veiled};

use crate::app::{App, Web};
use crate::catalogue::Catalogue;
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
        let sight = self.clone();
        let done = tokio::task::spawn_blocking(move || -> Result<Option<Answer>, Fault> {
            if sight.veil.is_clear() {
                return Ok(sight.shelf.index().map(|index| index.search(&query, page)).transpose()?);
            }
            let view = sight.shelf.view(&sight.veil)?;
            Ok(view.map(|view| view.search(&query, page)).transpose()?)
        });
        done.await.map_err(|error| Fault::Broken(error.to_string()))?
    }
}
