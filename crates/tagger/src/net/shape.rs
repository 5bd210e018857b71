//! How a word looks, as the network was taught to see it.

use std::collections::HashMap;

use crate::bytes::{Damaged, Reader};

/// The looks that a network tells apart: for each alphabet seven outlines, then marks, numbers, all else.
#[derive(Clone, Debug)]
pub(crate) struct Shapes {
    /// Small letters of each alphabet; a word is of the alphabet of its first letter.
    alphabets: Vec<String>,
    /// The number of the first outline of each alphabet.
    outlines: Vec<usize>,
    marks: HashMap<char, usize>,
    other_mark: usize,
    number: usize,
    other: usize,
}

impl Shapes {
    pub fn read(from: &mut Reader<'_>) -> Result<Shapes, Damaged> {
        let alphabets = from.texts()?;
        let outlines = alphabets.iter().map(|_| from.count()).collect::<Result<Vec<usize>, Damaged>>()?;
        let marks = from.text()?;
        let marks = marks
            .chars()
            .map(|mark| Ok((mark, from.count()?)))
            .collect::<Result<HashMap<_, _>, Damaged>>()?;
        Ok(Shapes {
            alphabets,
            outlines,
            marks,
            other_mark: from.count()?,
            number: from.count()?,
            other: from.count()?,
        })
    }

    /// The largest number that a word can get.
    pub fn largest(&self) -> usize {
        let outlines = self.outlines.iter().map(|first| first + 6);
        let others = [self.other_mark, self.number, self.other];
        outlines.chain(self.marks.values().copied()).chain(others).max().unwrap_or(0)
    }

    pub fn of(&self, word: &str) -> usize {
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return self.other };
        let small = first.to_lowercase().next().unwrap_or(first);
        let alphabet = self.alphabets.iter().position(|letters| letters.contains(small));
        if let Some(first) = alphabet.and_then(|at| self.outlines.get(at)) {
            return first + outline(word);
        }
        let signed = matches!(first, '+' | '-') && word[1..].starts_with(|c: char| c.is_ascii_digit());
        if first.is_ascii_digit() || signed {
            return self.number;
        }
        match (self.marks.get(&first), chars.next()) {
            (Some(&mark), None) => mark,
            (Some(_), Some(_)) => self.other_mark,
            (None, _) => self.other,
        }
    }
}

/// X, x, XX, xx, Xx, Xx-Xx or something else.
fn outline(word: &str) -> usize {
    if word.chars().nth(1).is_none() {
        return usize::from(!is_upper(word));
    }
    if is_upper(word) {
        return 2;
    }
    if is_lower(word) {
        return 3;
    }
    if is_title(word) {
        return 4;
    }
    match word.split_once('-') {
        Some((left, right)) if is_title(left) && is_title(right) => 5,
        _ => 6,
    }
}

fn is_title(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(char::is_uppercase) && is_lower(chars.as_str())
}

/// At least one letter that has a case, and none that is not a capital.
fn is_upper(word: &str) -> bool {
    word.chars().any(char::is_uppercase) && !word.chars().any(char::is_lowercase)
}

fn is_lower(word: &str) -> bool {
    word.chars().any(char::is_lowercase) && !word.chars().any(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_told_apart_by_their_look() {
        let shapes = Shapes {
            alphabets: vec!["абв".to_owned(), "abc".to_owned()],
            outlines: vec![1, 8],
            marks: HashMap::from([('-', 20), ('.', 21)]),
            other_mark: 30,
            number: 31,
            other: 32,
        };
        let of = |word: &str| shapes.of(word);
        assert_eq!(
            [of("А"), of("а"), of("АБ"), of("аб"), of("Аб"), of("Аб-Ва"), of("аБ")],
            [1, 2, 3, 4, 5, 6, 7]
        );
        assert_eq!([of("B-6"), of("Ab"), of("Ab-3"), of("Ab-c-D")], [10, 12, 12, 14]);
        assert_eq!([of("-"), of("..."), of("-5"), of("7-го"), of("+"), of("")], [20, 30, 31, 31, 32, 32]);
        assert_eq!(shapes.largest(), 32);
    }
}
