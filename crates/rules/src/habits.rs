//! How sentences begin and end in the language of a pack.

use std::collections::{BTreeMap, HashMap, HashSet};

use text::fold::fold;
use text::segment::{Abbreviation, Habits};

/// Abbreviations from the lexicon of that name; `sentence-stops` and `sentence-openers` from the settings.
#[derive(Clone, Debug, Default)]
pub struct PackHabits {
    abbreviations: HashMap<String, Abbreviation>,
    stops: Vec<String>,
    openers: HashSet<String>,
}

impl PackHabits {
    pub(crate) fn new(settings: &BTreeMap<String, String>) -> PackHabits {
        let list = |name: &str| settings.get(name).map(String::as_str).unwrap_or_default().split_whitespace();
        PackHabits {
            abbreviations: HashMap::new(),
            stops: list("sentence-stops").map(str::to_owned).collect(),
            openers: list("sentence-openers").map(fold).collect(),
        }
    }

    pub(crate) fn abbreviate(&mut self, form: &str, kind: Abbreviation) {
        self.abbreviations.insert(fold(form), kind);
    }
}

impl Habits for PackHabits {
    fn abbreviation(&self, word: &str) -> Abbreviation {
        self.abbreviations.get(word).copied().unwrap_or(Abbreviation::No)
    }

    fn stops(&self, mark: &str) -> bool {
        if self.stops.is_empty() { mark == "." } else { self.stops.iter().any(|stop| stop == mark) }
    }

    fn opens(&self, word: &str) -> bool {
        self.openers.contains(word)
    }
}
