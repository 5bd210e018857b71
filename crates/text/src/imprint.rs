//! What a text can be known again by in another language: the sounds of its names, and its numbers.
//!
//! Names are written by sound in every script, and numbers by value, so a translation keeps both. Words of the
//! text's own language tell copies and reports in one language apart, and say nothing across languages.

use std::collections::HashMap;

use crate::fold::fold;
use crate::token::{Shape, Token, TokenKind, tokenise};
use crate::translit::sound;

/// Terms of a text with how often they stand there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Imprint {
    /// What it shares with its translations.
    pub names: HashMap<String, u32>,
    /// What it shares with texts in its own language.
    pub words: HashMap<String, u32>,
}

/// Consonants that an inflected name keeps: endings come after them.
const STEM: usize = 4;
/// Letters that an inflected word keeps.
const WORD_STEM: usize = 6;

/// The terms of a text.
pub fn imprint(text: &str) -> Imprint {
    let mut print = Imprint::default();
    for token in tokenise(text) {
        let word = token.span.of(text).unwrap_or_default();
        match token.kind {
            TokenKind::Number | TokenKind::Ordinal => add_number(&mut print, word),
            TokenKind::Word => add_word(&mut print, word, &token),
            TokenKind::Initial | TokenKind::Mark => {}
        }
    }
    print
}

/// A number by its digits; single ones stand in every text.
fn add_number(print: &mut Imprint, written: &str) {
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    if digits.len() > 1 {
        *print.names.entry(digits).or_default() += 1;
    }
}

fn add_word(print: &mut Imprint, word: &str, token: &Token) {
    let stem: String = fold(word).chars().take(WORD_STEM).collect();
    if stem.chars().count() > 3 {
        *print.words.entry(stem).or_default() += 1;
    }
    if !matches!(token.shape, Shape::Title | Shape::Upper) {
        return;
    }
    for part in word.split('-') {
        let sounds = sound(part);
        if sounds.len() > 1 {
            let stem = sounds.get(..STEM.min(sounds.len())).unwrap_or_default();
            *print.names.entry(format!("{stem}~")).or_default() += 1;
            if sounds.len() > STEM {
                *print.names.entry(sounds.get(..STEM + 1).unwrap_or_default().to_owned()).or_default() += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_translation_keeps_names_and_numbers() {
        let en = imprint("President Tokayev met 384 delegates in Astana, reports Kazinform.");
        let ru = imprint("Президент Токаев встретил в Астане 384 делегатов, сообщает Казинформ.");
        let shared: Vec<&String> = en.names.keys().filter(|term| ru.names.contains_key(*term)).collect();
        assert!(shared.len() >= 4, "{shared:?}");
        assert!(shared.iter().any(|term| *term == "384"), "{shared:?}");
    }

    #[test]
    fn single_digits_and_small_words_are_no_names() {
        let print = imprint("they took 5 of it");
        assert!(print.names.is_empty());
        assert_eq!(print.words.len(), 2);
    }
}
