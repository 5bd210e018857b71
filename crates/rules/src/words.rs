//! What is known of each word of a text, looked up once a word and remembered.

use std::cell::RefCell;
use std::sync::Arc;

use text::fold::fold;
use text::morph::{Morphology, Tags};

use crate::Map;
use crate::setting::{Setting, Settings};
use crate::symbols::{Symbol, Symbols};

/// A word as the engine sees it.
#[derive(Clone, Debug, Default)]
pub struct Word {
    pub surface: Symbol,
    /// The surface and every possible lemma that the pack names.
    pub keys: Vec<Symbol>,
    /// The tags of every reading.
    pub readings: Vec<Tags>,
    /// Whether the language's dictionary has it, not only its ending.
    pub known: bool,
    /// The settings of the pack that list it.
    listing: Box<[u16]>,
}

impl Word {
    /// Whether one reading has all these tags.
    pub fn reads_as(&self, tags: Tags) -> bool {
        self.readings.iter().any(|reading| reading.has(tags))
    }

    /// Whether a setting of the pack lists it.
    pub fn is_listed(&self, setting: Setting<'_>) -> bool {
        setting.is_among(&self.listing)
    }
}

/// Remembers words between texts of one language; one for each thread. It forgets all when it is full.
#[derive(Debug, Default)]
pub struct Memory {
    words: Map<Box<str>, Arc<Word>>,
    pub forms: Forms,
    /// What the language's tagger remembers.
    pub(crate) names: tagger::Memory,
}

const MOST_WORDS: usize = 200_000;

impl Memory {
    pub(crate) fn word(
        &mut self,
        written: &str,
        symbols: &Symbols,
        settings: &Settings,
        morphology: &dyn Morphology,
    ) -> Arc<Word> {
        if let Some(word) = self.words.get(written) {
            return word.clone();
        }
        let folded = fold(written);
        let known = morphology.knows(written);
        let surface = symbols.get(&folded);
        let unheard = !known && surface.is_none();
        let respelt = unheard.then(|| respelt(written, symbols, morphology)).flatten();
        let surface = respelt.as_deref().map_or(surface, |word| symbols.get(word));
        let analyses = morphology.analyse(respelt.as_deref().unwrap_or(written));
        let lemmas = analyses.iter().map(|analysis| symbols.get(&analysis.lemma));
        let mut keys: Vec<Symbol> =
            std::iter::once(surface).chain(lemmas).filter(|symbol| !symbol.is_none()).collect();
        keys.sort_unstable();
        keys.dedup();
        let readings = analyses.iter().map(|analysis| analysis.tags).collect();
        let known = known || respelt.is_some_and(|word| morphology.knows(&word));
        let listing = settings.listing(&folded);
        let word = Arc::new(Word { surface, keys, readings, known, listing });
        if self.words.len() >= MOST_WORDS {
            self.words.clear();
        }
        self.words.insert(written.into(), word.clone());
        word
    }
}

/// A word that neither the dictionary nor the pack has, in the spelling in which one of them has it.
fn respelt(written: &str, symbols: &Symbols, morphology: &dyn Morphology) -> Option<String> {
    let has = |word: &String| morphology.knows(word) || !symbols.get(word).is_none();
    morphology.respelt(written).into_iter().find(has)
}

/// Remembers the dictionary forms of words, by the reading that each was asked for in.
#[derive(Debug, Default)]
pub struct Forms(RefCell<Map<Box<str>, FormsOfWord>>);

type FormsOfWord = Vec<(Tags, Option<Box<str>>)>;

impl Forms {
    pub fn nominative(&self, word: &str, reading: Tags, morphology: &dyn Morphology) -> Option<String> {
        let mut words = self.0.borrow_mut();
        let known = words.get(word).and_then(|forms| forms.iter().find(|(tags, _)| *tags == reading));
        if let Some((_, form)) = known {
            return form.as_deref().map(str::to_owned);
        }
        if words.len() >= MOST_WORDS {
            words.clear();
        }
        let form = morphology.nominative(word, reading);
        words.entry(word.into()).or_default().push((reading, form.as_deref().map(Into::into)));
        form
    }
}
