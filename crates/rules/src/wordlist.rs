//! Lists of words with marks that no rule sees: what another room asks of a word by name, in one look.

use crate::Map;

/// Words with their marks. A word may stand in several rows and has the marks of all of them.
#[derive(Debug, Default)]
pub struct WordList {
    names: Vec<Box<str>>,
    words: Map<Box<str>, u64>,
}

impl WordList {
    /// As many marks as a list may tell apart.
    const MOST: usize = u64::BITS as usize;

    /// Enters a folded word with a mark; `false` where there are too many marks.
    pub(crate) fn enter(&mut self, word: String, mark: &str) -> bool {
        let number = self.names.iter().position(|name| **name == *mark).unwrap_or_else(|| {
            self.names.push(mark.into());
            self.names.len() - 1
        });
        if number < Self::MOST {
            *self.words.entry(word.into()).or_default() |= 1 << number;
        }
        number < Self::MOST
    }

    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The bit of a mark; none where no row has it.
    pub fn bit(&self, mark: &str) -> u64 {
        self.names.iter().position(|name| **name == *mark).map_or(0, |number| 1 << number)
    }

    /// The bits of all marks of a folded word.
    pub fn of(&self, word: &str) -> u64 {
        self.words.get(word).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_marks_of_all_its_rows() {
        let mut list = WordList::default();
        for (word, mark) in [("says", "speech"), ("plans", "aim"), ("plans", "noun")] {
            assert!(list.enter(word.to_owned(), mark));
        }
        assert_eq!(list.of("plans"), list.bit("aim") | list.bit("noun"));
        assert_eq!(list.of("says"), list.bit("speech"));
        assert_eq!((list.of("walks"), list.bit("seem")), (0, 0));
    }

    #[test]
    fn marks_beyond_the_last_bit_are_refused() {
        let mut list = WordList::default();
        let entered = (0..=WordList::MOST).map(|number| list.enter("w".to_owned(), &number.to_string()));
        assert_eq!(entered.filter(|entered| *entered).count(), WordList::MOST);
    }
}
