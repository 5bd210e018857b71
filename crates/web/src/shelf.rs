//! What is kept in memory beside the record: the catalogue and the index of one state, renewed when it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use search::Index;
use store::{Veil, Veiled};

use crate::catalogue::Catalogue;
use crate::house::{Hands, Lore};
use crate::pool::Pool;

/// So many catalogues are kept beside the whole one.
const VEILS: usize = 8;

pub struct Shelf {
    hands: Arc<dyn Hands>,
    lore: Arc<dyn Lore>,
    pool: Arc<Pool>,
    catalogue: RwLock<Arc<Catalogue>>,
    /// What those see from whom sources are kept back, by what is kept back.
    veiled: Mutex<HashMap<Veil, Arc<Catalogue>>>,
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
            veiled: Mutex::default(),
            index: RwLock::default(),
            renewing: Mutex::new(()),
        }
    }

    pub fn catalogue(&self) -> Arc<Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The catalogue behind a veil, made when it is asked for first.
    pub fn behind(&self, veil: &Veil) -> Result<Arc<Catalogue>, store::Error> {
        let whole = self.catalogue();
        if veil.is_clear() {
            return Ok(whole);
        }
        // one is made at a time: it takes a core and the memory of a catalogue
        let mut veiled = self.veiled.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(made) = veiled.get(veil).filter(|made| made.state == whole.state) {
            return Ok(made.clone());
        }
        let (lore, state) = (self.lore.as_ref(), whole.state.clone());
        let made = self.pool.with(|archive| Catalogue::build(&Veiled::new(archive, veil), lore, state))?;
        let made = Arc::new(made);
        veiled.retain(|_, kept| kept.state == whole.state);
        if veiled.len() >= VEILS {
            veiled.clear();
        }
        veiled.insert(veil.clone(), made.clone());
        Ok(made)
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
