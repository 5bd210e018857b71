//! What is kept in memory beside the record: the catalogue and the index of one state, renewed when it changes.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use search::Index;

use crate::catalogue::Catalogue;
use crate::house::{Hands, Lore};
use crate::pool::Pool;

pub struct Shelf {
    hands: Arc<dyn Hands>,
    lore: Arc<dyn Lore>,
    pool: Arc<Pool>,
    catalogue: RwLock<Arc<Catalogue>>,
    /// With the state that it is of.
    index: RwLock<Option<(String, Arc<Index>)>>,
    /// Held while a new catalogue is made, so that it is made once.
    renewing: Mutex<()>,
}

impl Shelf {
    pub fn new(hands: Arc<dyn Hands>, lore: Arc<dyn Lore>, pool: Arc<Pool>) -> Shelf {
        Shelf {
            hands,
            lore,
            pool,
            catalogue: RwLock::default(),
            index: RwLock::default(),
            renewing: Mutex::new(()),
        }
    }

    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn index(&self) -> Option<Arc<Index>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(_, index)| index.clone())
    }

    /// Whether what is kept is behind the record.
    pub fn is_behind(&self) -> bool {
        self.hands.state() != self.catalogue().state
    }

    /// Makes what is kept anew where the record has changed; gives whether it did. While the record is being
    /// changed (its state has no name then) what is kept stays.
    pub fn renew(&self) -> Result<bool, store::Error> {
        let _once = self.renewing.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.hands.state();
        let first = self.catalogue().state.is_empty();
        let changed = state != self.catalogue().state && !state.is_empty();
        if changed || first {
            let lore = self.lore.as_ref();
            let made = self.pool.with(|archive| Catalogue::build(archive, lore, state.clone()))?;
            *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(made);
        }
        let indexed =
            self.index.read().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(of, _)| of.clone());
        // the index follows the entries, so it may come later than their state
        if !state.is_empty() && indexed.as_ref() != Some(&state) {
            match self.hands.index() {
                Ok(Some(index)) => {
                    let kept = Some((state, Arc::new(index)));
                    *self.index.write().unwrap_or_else(PoisonError::into_inner) = kept;
                }
                Ok(None) => {}
                Err(error) => self.hands.log(&format!("the search index cannot be opened: {error}")),
            }
        }
        Ok(changed)
    }
}
