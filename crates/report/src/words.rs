//! Names compared as sequences of words.

use std::cell::RefCell;
use std::collections::HashMap;

/// The words of a text, folded; what is neither letter nor digit parts them.
pub fn of(text: &str, fold: impl Fn(&str) -> String) -> Vec<String> {
    split(text).map(fold).collect()
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Names looked for in many texts: only where a word could begin one are the words after it folded and
/// compared, and what a word could begin is kept, since texts say the same words again and again.
pub struct Finder {
    names: Vec<Vec<String>>,
    begins: RefCell<HashMap<String, bool>>,
}

impl Finder {
    pub fn new(names: Vec<Vec<String>>) -> Finder {
        Finder { names, begins: RefCell::default() }
    }

    /// Whether one of the names stands in the text as whole words.
    pub fn is_in(&self, text: &str, fold: impl Fn(&str) -> String) -> bool {
        let words: Vec<&str> = split(text).collect();
        let stands = |at: usize, name: &Vec<String>| {
            let window = words.get(at..at + name.len()).unwrap_or_default();
            let window: Vec<String> = window.iter().map(|word| fold(word)).collect();
            contain(&window, name)
        };
        let begins = words.iter().enumerate().filter(|(_, word)| self.begins(word, &fold));
        begins.map(|(at, _)| at).any(|at| self.names.iter().any(|name| stands(at, name)))
    }

    fn begins(&self, word: &str, fold: impl Fn(&str) -> String) -> bool {
        // as many as the texts of a day have, and no more in a record of years
        const KEPT: usize = 1 << 18;
        if let Some(&known) = self.begins.borrow().get(word) {
            return known;
        }
        let folded = fold(word);
        let begins = self.names.iter().any(|name| {
            name.first()
                .is_some_and(|first| *first == folded || (name.len() > 2 && same_stem(&folded, first)))
        });
        let mut kept = self.begins.borrow_mut();
        if kept.len() < KEPT {
            kept.insert(word.to_owned(), begins);
        }
        begins
    }
}

/// Whether the name stands in the text as whole words.
pub fn contain(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|window| agree(window, name))
}

/// Where the name stands at the start of the text, what follows it.
pub fn after<'t>(text: &'t [String], name: &[String]) -> Option<&'t [String]> {
    let start = text.get(..name.len())?;
    (!name.is_empty() && agree(start, name)).then(|| text.get(name.len()..))?
}

/// Long names may be inflected: words of five letters and more may differ in their last three.
/// Names of one or two words must agree exactly, as an ending is then all that tells them from others.
fn agree(words: &[String], name: &[String]) -> bool {
    let close = |(a, b): (&String, &String)| a == b || (name.len() > 2 && same_stem(a, b));
    words.len() == name.len() && words.iter().zip(name).all(close)
}

fn same_stem(a: &str, b: &str) -> bool {
    let (long_a, long_b) = (a.chars().count(), b.chars().count());
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let need = long_a.max(long_b).saturating_sub(3).max(4);
    long_a.min(long_b) > 4 && shared >= need
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(text: &str, name: &str) -> bool {
        contain(&of(text, str::to_lowercase), &of(name, str::to_lowercase))
    }

    #[test]
    fn names_are_found_as_whole_words_and_long_ones_inflected() {
        assert!(contains("the CSTO's plans", "csto"));
        assert!(!contains("the CSTOS", "csto"));
        assert!(contains(
            "в рамках Организации Договора о коллективной безопасности",
            "Организация Договора о коллективной безопасности"
        ));
        assert!(!contains("Мировой банк", "Мировые банки"));
        assert!(!contains("anything", ""));
        assert!(!contains("UN Security Council", "Collective Security Council"));
    }

    #[test]
    fn a_finder_finds_what_comparing_word_by_word_does() {
        let names = ["CSTO", "Организация Договора о коллективной безопасности", "Lake Council"];
        let names: Vec<Vec<String>> = names.iter().map(|name| of(name, str::to_lowercase)).collect();
        let finder = Finder::new(names.clone());
        let texts = [
            "the CSTO's plans",
            "the CSTOS",
            "в рамках Организации Договора о коллективной безопасности",
            "Организация Объединённых Наций и Организация Договора",
            "a lake, and the council of the lake",
            "the Lake Council",
            "",
        ];
        let words = |text: &str| of(text, str::to_lowercase);
        for text in texts {
            let found = names.iter().any(|name| contain(&words(text), name));
            assert_eq!(finder.is_in(text, str::to_lowercase), found, "{text}");
        }
        assert!(finder.is_in("the Lake Council", str::to_lowercase));
        assert!(!Finder::new(Vec::new()).is_in("anything", str::to_lowercase));
    }

    #[test]
    fn what_follows_a_name_is_the_rest() {
        let text = of("Channel – Far Eastern Raid", str::to_lowercase);
        assert_eq!(after(&text, &of("Channel", str::to_lowercase)).map(<[String]>::len), Some(3));
        assert_eq!(after(&text, &of("Raid", str::to_lowercase)), None);
        assert_eq!(after(&text, &[]), None);
    }
}
