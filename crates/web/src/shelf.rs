//! What is kept in memory beside the record: the catalogue and the index of one state, renewed when it changes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use search::Index;
use store::{Archive, Veil, Veiled};

use crate::catalogue::Catalogue;
use crate::house::{Hands, Lore};

/// So many catalogues are kept beside the whole one.
const VEILS: usize = 8;

pub struct Shelf {
    hands: Arc<dyn Hands>,
    lore: Arc<dyn Lore>,
    catalogue: RwLock<Arc<Catalogue>>,
    /// What those see from whom sources are kept back, by what is kept back.
    veiled: Mutex<HashMap<Veil, Arc<Catalogue>>>,
    /// With what it is marked with.
    index: RwLock<Option<(Option<String>, Arc<Index>)>>,
    /// Held while a new catalogue is made, so that it is made once.
    renewing: Mutex<()>,
}

impl Shelf {
    pub fn new(hands: Arc<dyn Hands>, lore: Arc<dyn Lore>) -> Shelf {
        Shelf {
            hands,
            lore,
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
        let before = veiled.get(veil).cloned();
        let made = Arc::new(self.made(before.as_deref(), Some(veil), whole.state.clone())?);
        if veiled.len() >= VEILS && !veiled.contains_key(veil) {
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
            let made = self.made(Some(&self.catalogue()), None, state.clone())?;
            *self.catalogue.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(made);
        }
        if let Err(error) = self.renew_index() {
            self.hands.log(&format!("the search index cannot be opened: {error}"));
        }
        Ok(changed)
    }

    /// The index follows the entries in its own time: one that is behind them searches all the same, and whoever
    /// searches sees the next one as soon as it is there.
    fn renew_index(&self) -> Result<(), search::Error> {
        let kept = self.index();
        let there = kept.as_deref().map(Index::mark).transpose();
        let known = self.index.read().unwrap_or_else(PoisonError::into_inner);
        let is_same = matches!((&there, known.as_ref()), (Ok(Some(there)), Some((of, _))) if there == of);
        drop(known);
        if is_same {
            return Ok(());
        }
        if let Some(index) = self.hands.index()? {
            let kept = Some((index.mark()?, Arc::new(index)));
            *self.index.write().unwrap_or_else(PoisonError::into_inner) = kept;
        }
        Ok(())
    }

    /// The catalogue of this state: made of the one before where that can be.
    fn made(
        &self,
        before: Option<&Catalogue>,
        veil: Option<&Veil>,
        state: String,
    ) -> Result<Catalogue, store::Error> {
        let lore = self.lore.as_ref();
        // not one of those that readers share: whoever holds one of them may wait for this catalogue
        let mut archive = self.hands.reader()?;
        // what has gone is told of everything, and looked up as far as it may be seen
        let upto = before.and_then(Catalogue::upto);
        let changes = upto.map(|upto| archive.changes(upto)).transpose()?;
        let make = |archive: &dyn Archive| {
            if let (Some(before), Some(changes)) = (before, &changes)
                && let Some(grown) = before.grown(archive, changes, lore, state.clone())?
            {
                return Ok(grown);
            }
            Catalogue::build(archive, lore, state.clone())
        };
        match veil {
            Some(veil) => make(&Veiled::new(archive.as_mut(), veil)),
            None => make(archive.as_ref()),
        }
    }
}
