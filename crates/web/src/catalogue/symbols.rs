//! Strings that rows share, by number.

use std::collections::HashMap;
use std::sync::Arc;

/// A string that rows share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

/// What catalogues that follow each other share, and what the latest has beside it: numbers stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    shared: Arc<Table>,
    own: Table,
}

#[derive(Clone, Debug, Default)]
struct Table {
    strings: Vec<Arc<str>>,
    known: HashMap<Arc<str>, Symbol>,
}

/// So many strings are copied for the next catalogue; more are shared.
const OWN: usize = 4096;

impl Symbols {
    pub fn of(&mut self, text: &str) -> Symbol {
        if let Some(known) = self.find(text) {
            return known;
        }
        let symbol = Symbol((self.shared.strings.len() + self.own.strings.len()) as u32);
        let text: Arc<str> = text.into();
        self.own.strings.push(text.clone());
        self.own.known.insert(text, symbol);
        symbol
    }

    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.shared.known.get(text).or_else(|| self.own.known.get(text)).copied()
    }

    /// Empty for a number of none.
    pub fn text(&self, symbol: Symbol) -> &str {
        let at = symbol.0 as usize;
        let found = match at.checked_sub(self.shared.strings.len()) {
            None => self.shared.strings.get(at),
            Some(at) => self.own.strings.get(at),
        };
        found.map_or("", |text| text)
    }

    /// Makes what is to be copied little again.
    pub fn settle(&mut self) {
        if self.own.strings.len() < OWN {
            return;
        }
        let Table { strings, known } = std::mem::take(&mut self.own);
        // nobody else holds it while a record is read for the first time
        let shared = Arc::make_mut(&mut self.shared);
        shared.strings.extend(strings);
        shared.known.extend(known);
        shared.strings.shrink_to_fit();
        shared.known.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_as_they_are_when_strings_become_shared() {
        let mut symbols = Symbols::default();
        let name = |number: usize| format!("name {number}");
        let first: Vec<Symbol> = (0..OWN + 10).map(|number| symbols.of(&name(number))).collect();
        let before = symbols.clone();
        symbols.settle();
        assert!(symbols.own.strings.is_empty());
        assert_eq!(symbols.of(&name(3)), first[3]);
        let next = symbols.of("another");
        for (number, symbol) in first.iter().enumerate() {
            assert_eq!(
                (symbols.text(*symbol), before.text(*symbol)),
                (name(number).as_str(), name(number).as_str())
            );
        }
        assert_eq!((symbols.text(next), before.text(next), before.find("another")), ("another", "", None));
    }
}
