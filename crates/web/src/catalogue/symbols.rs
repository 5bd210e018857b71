//! Strings that rows share, by number.

use std::collections::HashMap;
use std::sync::Arc;

/// A string that rows share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// Its place in a table of all symbols.
    pub fn number(self) -> usize {
        self.0 as usize
    }
}

/// Which threes of letters stand in a text, whatever their case, each as one bit of few: where a word has one that a
/// text has not, the word does not stand in it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trace(u128);

impl Trace {
    pub fn of(text: &str) -> Trace {
        Trace::of_lower(&text.to_lowercase())
    }

    /// Of a text that is in lower case.
    pub fn of_lower(text: &str) -> Trace {
        let (mut bits, mut seen) = (0, [0_u32; 2]);
        for (at, letter) in text.chars().map(u32::from).enumerate() {
            let [first, second] = seen;
            if at > 1 {
                let mixed = first.wrapping_mul(0x9e37_79b1) ^ second.wrapping_mul(0x85eb_ca6b) ^ letter;
                bits |= 1_u128 << (mixed.wrapping_mul(0xc2b2_ae35) >> 25);
            }
            seen = [second, letter];
        }
        Trace(bits)
    }

    pub fn holds(self, other: Trace) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn and(self, other: Trace) -> Trace {
        Trace(self.0 | other.0)
    }
}

/// What catalogues that follow each other share, and what the latest has beside it: numbers stay as they are.
#[derive(Clone, Debug, Default)]
pub struct Symbols {
    shared: Arc<Table>,
    own: Table,
}

#[derive(Clone, Debug, Default)]
struct Table {
    strings: Vec<Arc<str>>,
    traces: Vec<Trace>,
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
        self.own.traces.push(Trace::of(text));
        let text: Arc<str> = text.into();
        self.own.strings.push(text.clone());
        self.own.known.insert(text, symbol);
        symbol
    }

    pub fn find(&self, text: &str) -> Option<Symbol> {
        self.shared.known.get(text).or_else(|| self.own.known.get(text)).copied()
    }

    pub fn len(&self) -> usize {
        self.shared.strings.len() + self.own.strings.len()
    }

    /// Empty for a number of none.
    pub fn text(&self, symbol: Symbol) -> &str {
        let (table, at) = self.place(symbol);
        table.strings.get(at).map_or("", |text| text)
    }

    pub fn trace(&self, symbol: Symbol) -> Trace {
        let (table, at) = self.place(symbol);
        table.traces.get(at).copied().unwrap_or_default()
    }

    fn place(&self, symbol: Symbol) -> (&Table, usize) {
        let at = symbol.0 as usize;
        match at.checked_sub(self.shared.strings.len()) {
            None => (&self.shared, at),
            Some(at) => (&self.own, at),
        }
    }

    /// Makes what is to be copied little again.
    pub fn settle(&mut self) {
        if self.own.strings.len() < OWN {
            return;
        }
        let Table { strings, traces, known } = std::mem::take(&mut self.own);
        // nobody else holds it while a record is read for the first time
        let shared = Arc::make_mut(&mut self.shared);
        shared.strings.extend(strings);
        shared.traces.extend(traces);
        shared.known.extend(known);
        shared.strings.shrink_to_fit();
        shared.traces.shrink_to_fit();
        shared.known.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_holds_that_of_every_part_whatever_its_case() {
        let texts = [
            "Session of the Council",
            "\u{421}\u{435}\u{441}\u{441}\u{438}\u{44f} \u{421}\u{43e}\u{432}\u{435}\u{442}\u{430}",
            "\u{130}zmir \u{1e9e}",
            "ab",
            "",
        ];
        for text in texts {
            let lower = text.to_lowercase();
            let cuts: Vec<usize> = (0..=lower.len()).filter(|at| lower.is_char_boundary(*at)).collect();
            for from in &cuts {
                for to in cuts.iter().filter(|to| *to >= from) {
                    assert!(Trace::of(text).holds(Trace::of_lower(&lower[*from..*to])), "{text} {from} {to}");
                }
            }
        }
        let others = ["exercise", "astana", "membership", "protocol", "summit"];
        let kept = others.iter().filter(|word| Trace::of(texts[0]).holds(Trace::of_lower(word)));
        assert_eq!(kept.count(), 0, "few others are held");
    }

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
            assert_eq!(symbols.trace(*symbol), Trace::of(&name(number)));
            assert_eq!(
                (symbols.text(*symbol), before.text(*symbol)),
                (name(number).as_str(), name(number).as_str())
            );
        }
        assert_eq!((symbols.text(next), before.text(next), before.find("another")), ("another", "", None));
    }
}
