//! Settings of a pack: small choices that other rooms ask for by name, most of them lists of words.
//!
//! Lists are asked for at every token of a text, so each word knows which of them it stands in.

use std::collections::BTreeMap;
use std::ops::Deref;

use crate::Map;

/// A setting; it reads as it is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct Setting<'p> {
    written: &'p str,
    /// Its number in the pack; one that the pack does not have lists nothing.
    number: Option<u16>,
}

impl<'p> Setting<'p> {
    pub fn written(self) -> &'p str {
        self.written
    }

    pub(crate) fn is_among(self, listing: &[u16]) -> bool {
        self.number.is_some_and(|number| listing.contains(&number))
    }
}

impl Deref for Setting<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        self.written
    }
}

/// All settings of a pack.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    by_name: Map<Box<str>, (u16, Box<str>)>,
    /// By word, the numbers of the settings that list it.
    listing: Map<Box<str>, Vec<u16>>,
}

impl Settings {
    pub fn new(settings: BTreeMap<String, String>) -> Settings {
        let mut all = Settings::default();
        for (number, (name, written)) in (0..u16::MAX).zip(settings) {
            for word in written.split_whitespace() {
                let listing = all.listing.entry(word.into()).or_default();
                if !listing.contains(&number) {
                    listing.push(number);
                }
            }
            all.by_name.insert(name.into(), (number, written.into()));
        }
        all
    }

    pub fn get(&self, name: &str) -> Option<Setting<'_>> {
        let (number, written) = self.by_name.get(name)?;
        Some(Setting { written, number: Some(*number) })
    }

    /// The numbers of the settings that list a folded word.
    pub fn listing(&self, word: &str) -> Box<[u16]> {
        self.listing.get(word).map(|listing| listing.as_slice().into()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_knows_the_settings_that_list_it() {
        let written = [("ahead-words", "next coming"), ("head", "last"), ("side-words", "beside next next")];
        let settings = Settings::new(written.map(|(name, words)| (name.to_owned(), words.to_owned())).into());
        let lists = |name: &str, word: &str| {
            settings.get(name).is_some_and(|setting| setting.is_among(&settings.listing(word)))
        };
        assert!(lists("ahead-words", "next") && lists("side-words", "next") && lists("head", "last"));
        assert!(!lists("head", "next") && !lists("side-words", "coming") && !lists("head", "las"));
        assert!(!lists("no-words", "next"));
        assert!(!Setting::default().is_among(&settings.listing("next")));
        assert_eq!(settings.get("head").as_deref(), Some("last"));
    }
}
