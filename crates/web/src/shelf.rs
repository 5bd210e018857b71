//! What is kept in memory beside the record: the catalogue and the index of one state, renewed when it changes. Those
//! from whom something is hidden have a catalogue of their own and a view of the index.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use record::Lang;
use search::{Card, Id, Index, View};
use store::{Archive, Hidden, Veil};

use crate::catalogue::{Catalogue, ORG, Row};
use crate::error::Fault;
use crate::house::{Hands, Lore};

/// So many catalogues are kept beside the whole one: each takes the memory of its rows, and shares all strings.
const VEILS: usize = 6;

pub struct Shelf {
    hands: Arc<dyn Hands>,
    lore: Arc<dyn Lore>,
    catalogue: RwLock<Arc<Catalogue>>,
    veiled: Mutex<Veiled>,
    /// With what it is marked with.
    index: RwLock<Option<(Option<String>, Arc<Index>)>>,
    /// Held while a new catalogue is made, so that it is made once.
    renewing: Mutex<()>,
}

/// What those see from whom sources are kept back, by what is kept back: all whose groups show them the same share it.
#[derive(Default)]
struct Veiled {
    seen: HashMap<Veil, Seen>,
    /// How often one was asked for, as a clock.
    asked: u64,
}

struct Seen {
    place: Arc<Place>,
    asked: u64,
}

/// What is made for one veil. A lock is held while a thing is made: who asks for it meanwhile waits, and nobody else does.
#[derive(Default)]
struct Place {
    catalogue: Mutex<Option<Arc<Catalogue>>>,
    look: Mutex<Option<Look>>,
}

/// What is searched, and what it was made of.
struct Look {
    seen: Arc<Catalogue>,
    index: Arc<Index>,
    view: Arc<View>,
}

impl Veiled {
    /// The place of what a veil lets through, empty where nothing is made yet; too many, and the one that was not asked for
    /// the longest is given up.
    fn place(&mut self, veil: &Veil) -> Arc<Place> {
        self.asked += 1;
        let asked = self.asked;
        if self.seen.len() >= VEILS && !self.seen.contains_key(veil) {
            let oldest = self.seen.iter().min_by_key(|(_, seen)| seen.asked).map(|(veil, _)| veil.clone());
            oldest.and_then(|oldest| self.seen.remove(&oldest));
        }
        let seen = self.seen.entry(veil.clone()).or_insert_with(|| Seen { place: Arc::default(), asked });
        seen.asked = asked;
        seen.place.clone()
    }
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

    /// The catalogue behind a veil: made of the whole one when it is asked for first, and renewed with it from then on.
    pub fn behind(&self, veil: &Veil) -> Result<Arc<Catalogue>, store::Error> {
        if veil.is_clear() {
            return Ok(self.catalogue());
        }
        let place = self.veiled.lock().unwrap_or_else(PoisonError::into_inner).place(veil);
        let mut catalogue = place.catalogue.lock().unwrap_or_else(PoisonError::into_inner);
        match &*catalogue {
            Some(made) => Ok(made.clone()),
            None => Ok(catalogue.insert(Arc::new(self.cut(&self.catalogue(), veil)?)).clone()),
        }
    }

    /// What of the index is seen behind a veil; `None` where there is no index yet. It is made when it is asked for
    /// first, and renewed with the catalogue and the index from then on.
    pub fn view(&self, veil: &Veil) -> Result<Option<Arc<View>>, Fault> {
        let Some(index) = self.index() else { return Ok(None) };
        let seen = self.behind(veil)?;
        let place = self.veiled.lock().unwrap_or_else(PoisonError::into_inner).place(veil);
        let mut look = place.look.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(look) = &*look {
            return Ok(Some(look.view.clone()));
        }
        let view = self.looked(veil, &seen, &index)?;
        Ok(Some(look.insert(Look { seen, index, view }).view.clone()))
    }

    /// Of an index that of which everything is seen, and of what is seen in part alone that part: the index holds it
    /// whole, and that it was found at all would tell what is hidden of it.
    fn looked(&self, veil: &Veil, seen: &Catalogue, index: &Index) -> Result<Arc<View>, Fault> {
        let whole = self.catalogue();
        let mut keys: HashSet<u64> =
            seen.publications.iter().map(|leaf| search::key(Id::Publication(leaf.id), &[])).collect();
        let mut cards = Vec::new();
        let mut archive = self.hands.reader()?;
        let archive = store::Veiled::new(archive.as_mut(), veil);
        for row in &seen.entries {
            if whole.entry(row.id).is_some_and(|whole| whole.key == row.key) {
                keys.insert(row.key);
            } else {
                cards.extend(part(row, seen, &archive)?);
            }
        }
        Ok(Arc::new(View::new(index, &keys, cards)?))
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
            self.renew_veiled(&state)?;
        }
        if let Err(error) = self.renew_index() {
            self.hands.log(&format!("the search index cannot be opened: {error}"));
        }
        if let Err(error) = self.renew_views() {
            self.hands.log(&format!("the search index cannot be shown in part: {error}"));
        }
        Ok(changed)
    }

    /// Brings those up to date that visitors look at; each sees the one before until the next is there.
    fn renew_veiled(&self, state: &str) -> Result<(), store::Error> {
        for (veil, place) in self.places() {
            let before = place.catalogue.lock().unwrap_or_else(PoisonError::into_inner).clone();
            // one that is not made yet will be made of this state
            let Some(before) = before.filter(|before| before.state != state) else { continue };
            let made = Arc::new(self.made(Some(&before), Some(&veil), state.to_owned())?);
            *place.catalogue.lock().unwrap_or_else(PoisonError::into_inner) = Some(made);
        }
        Ok(())
    }

    /// The same for what they search: each searches the one before until the next is there.
    fn renew_views(&self) -> Result<(), Fault> {
        let Some(index) = self.index() else { return Ok(()) };
        for (veil, place) in self.places() {
            let catalogue = place.catalogue.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let look = place.look.lock().unwrap_or_else(PoisonError::into_inner);
            let is_same =
                |look: &Look, seen| Arc::ptr_eq(&look.seen, seen) && Arc::ptr_eq(&look.index, &index);
            let (Some(before), Some(seen)) = (&*look, catalogue) else { continue };
            if is_same(before, &seen) {
                continue;
            }
            drop(look);
            let view = self.looked(&veil, &seen, &index)?;
            let look = Look { seen, index: index.clone(), view };
            *place.look.lock().unwrap_or_else(PoisonError::into_inner) = Some(look);
        }
        Ok(())
    }

    fn places(&self) -> Vec<(Veil, Arc<Place>)> {
        let veiled = self.veiled.lock().unwrap_or_else(PoisonError::into_inner);
        veiled.seen.iter().map(|(veil, seen)| (veil.clone(), seen.place.clone())).collect()
    }

    /// What of a catalogue is seen behind a veil: its rows, but for those that what is hidden has a part in, which
    /// alone are read.
    fn cut(&self, whole: &Catalogue, veil: &Veil) -> Result<Catalogue, store::Error> {
        let mut archive = self.hands.reader()?;
        if let Some(upto) = whole.upto() {
            let mut changes = archive.changes(upto)?;
            let Hidden { publications, entries } = veil.hidden(archive.as_ref())?;
            changes.publications.extend(publications);
            changes.entries.extend(entries);
            let veiled = store::Veiled::new(archive.as_mut(), veil);
            if let Some(cut) = whole.grown(&veiled, &changes, self.lore.as_ref(), whole.state.clone())? {
                return Ok(cut);
            }
        }
        self.made(None, Some(veil), whole.state.clone())
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
            Some(veil) => make(&store::Veiled::new(archive.as_mut(), veil)),
            None => make(archive.as_ref()),
        }
    }
}

/// The card of an entry that is seen in part alone, with what is seen of it.
fn part(row: &Row, seen: &Catalogue, archive: &dyn Archive) -> Result<Option<Card>, store::Error> {
    let Some(entry) = archive.entry(row.id)? else { return Ok(None) };
    let mut card = Card::entry(&entry);
    card.langs.extend(seen.langs(row).iter().map(|lang| Lang::new(seen.text(*lang))));
    let bodies = seen.bodies(row).iter().filter_map(|body| seen.text(*body).strip_prefix(ORG));
    card.orgs.extend(bodies.map(str::to_owned));
    for behind in archive.publications_behind(row.id)? {
        card.docs.extend(archive.publication(behind, None)?.map(|publication| publication.doc));
    }
    Ok(Some(card))
}
