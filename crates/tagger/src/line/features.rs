//! What of a word and its neighbours a linear model looks at.
//!
//! Features of a word alone are given with how far they reach: to the words beside it, and to those beside
//! them. What they are worth is worked out once a word. Features of a place join words that stand side by side.

use std::collections::HashMap;

use crate::Hint;
use crate::hash::Hash;

/// How far a word is seen from.
pub(crate) const REACH: usize = 2;
/// The places that a word is seen from: two before it to two after it.
pub(crate) const PLACES: usize = 2 * REACH + 1;

/// A feature of a word as seen from a place: `0` from two words before it, `REACH` from itself.
pub(crate) fn seen(feature: u64, place: usize) -> u32 {
    let mixed = (feature ^ (place as u64 + 1)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32
}

/// What features of places are made of.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    pub lower: u64,
    pub shape: u64,
    pub ending: u64,
    /// The first letters of a word that a capital opens; 0 of all others.
    pub stem: u64,
    pub quote: Quote,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Quote {
    #[default]
    None,
    Opens,
    Closes,
    Either,
}

impl Look {
    pub fn of(word: &str) -> Look {
        let lower = plain(word);
        let quote = match word {
            "\u{ab}" | "\u{201e}" => Quote::Opens,
            "\u{bb}" => Quote::Closes,
            // the same mark opens in one language and closes in another
            "\"" | "\u{201c}" | "\u{201d}" => Quote::Either,
            _ => Quote::None,
        };
        Look {
            lower: Hash::new(1).text(&lower).finish(),
            shape: Hash::new(2).text(&shape(word)).finish(),
            ending: Hash::new(3).text(last(&lower, 3)).finish(),
            stem: stem(word, &lower),
            quote,
        }
    }
}

/// In small letters, digits all alike.
fn plain(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Capitals, small letters, digits and marks, runs cut to two.
fn shape(word: &str) -> String {
    let mut shape = String::new();
    let (mut last, mut run) = (' ', 0);
    for c in word.chars() {
        let kind = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_alphabetic() => 'x',
            _ if c.is_numeric() => '9',
            _ => c,
        };
        run = if kind == last { run + 1 } else { 1 };
        last = kind;
        if run <= 2 {
            shape.push(kind);
        }
    }
    shape
}

fn first(word: &str, count: usize) -> &str {
    word.char_indices().nth(count).map_or(word, |(at, _)| &word[..at])
}

fn last(word: &str, count: usize) -> &str {
    let Some(back) = count.checked_sub(1) else { return "" };
    word.char_indices().rev().nth(back).map_or(word, |(at, _)| &word[at..])
}

/// The features of a word alone, each with how far it reaches.
pub(crate) fn of_word(word: &str, give: &mut dyn FnMut(u64, usize)) {
    let lower = plain(word);
    let shape = shape(word);
    let letters = lower.chars().count();
    let number = |kind: u8, text: &str| Hash::new(kind).text(text).finish();
    give(number(10, &lower), 2);
    give(number(11, &shape), 2);
    for count in 1..=5 {
        if letters > count {
            let reach = if matches!(count, 2 | 3) { 1 } else { 0 };
            give(Hash::new(12).byte(count as u8).text(last(&lower, count)).finish(), reach);
        }
        if letters > count && count > 1 {
            let reach = usize::from(count == 4);
            give(Hash::new(13).byte(count as u8).text(first(&lower, count)).finish(), reach);
        }
    }
    if letters > 6 {
        give(Hash::new(13).byte(6).text(first(&lower, 6)).finish(), 1);
    }
    give(Hash::new(14).text(last(&lower, 3)).text("/").text(&shape).finish(), 0);
    give(Hash::new(15).text(first(&lower, 3)).text("/").text(&shape).finish(), 0);
    give(Hash::new(16).byte(letters.min(9) as u8).finish(), 0);
    if lower.contains('-') {
        for part in lower.split('-').filter(|part| !part.is_empty()) {
            give(number(17, part), 0);
        }
    }
    // the inside of a word tells where its ending does not
    let chars: Vec<(usize, char)> = lower.char_indices().collect();
    if letters <= 24 {
        for window in chars.windows(5) {
            let (from, to) = (window[0].0, window[4].0);
            give(number(18, &lower[from..to]), 0);
        }
    }
}

/// What stands where a text has no more words.
const EDGE: Look = Look { lower: 1, shape: 1, ending: 1, stem: 0, quote: Quote::None };

fn stem(word: &str, lower: &str) -> u64 {
    const LETTERS: usize = 5;
    let capital = word.chars().next().is_some_and(char::is_uppercase) && word.chars().nth(1).is_some();
    if capital { Hash::new(4).text(first(lower, LETTERS)).finish() } else { 0 }
}

/// What stands around the other places of a text where each name-like word stands: a name that one sentence
/// introduces, the next one only mentions.
pub(crate) fn echoes(looks: &[Look]) -> Vec<Vec<u32>> {
    /// So many other places are looked at.
    const MOST: usize = 5;
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (at, look) in looks.iter().enumerate().filter(|(_, look)| look.stem != 0) {
        let places = places.entry(look.stem).or_default();
        if places.len() <= MOST {
            places.push(at);
        }
    }
    let around = |at: usize, own: usize, found: &mut Vec<u32>| {
        if at == own {
            return;
        }
        let before = at.checked_sub(1).and_then(|at| looks.get(at)).copied().unwrap_or(EDGE);
        let after = looks.get(at + 1).copied().unwrap_or(EDGE);
        for (kind, part) in [(50, before.lower), (51, after.lower), (52, before.shape), (53, after.shape)] {
            let feature = seen(Hash::new(kind).number(part).finish(), REACH);
            if !found.contains(&feature) {
                found.push(feature);
            }
        }
    };
    let of = |(own, look): (usize, &Look)| {
        let mut found = Vec::new();
        for &at in places.get(&look.stem).into_iter().flatten() {
            around(at, own, &mut found);
        }
        found
    };
    looks.iter().enumerate().map(of).collect()
}

/// The features of a place: the words around it side by side, whether it stands in quotation marks, what
/// lexicons say of it and of its neighbours.
pub(crate) struct Place<'a> {
    pub looks: &'a [Look],
    pub hints: &'a [Vec<Hint>],
    /// Whether each word stands in quotation marks.
    pub quoted: &'a [bool],
}

impl Place<'_> {
    pub fn give(&self, at: usize, give: &mut dyn FnMut(u32)) {
        let edge = EDGE;
        let look = |offset: isize| {
            at.checked_add_signed(offset).and_then(|at| self.looks.get(at)).copied().unwrap_or(edge)
        };
        let (before, here, after) = (look(-1), look(0), look(1));
        let mut join = |kind: u8, parts: &[u64]| {
            let hash = parts.iter().fold(Hash::new(kind), |hash, &part| hash.number(part));
            give(seen(hash.finish(), REACH));
        };
        join(30, &[]);
        join(31, &[before.lower, here.lower]);
        join(32, &[here.lower, after.lower]);
        join(33, &[before.shape, here.shape, after.shape]);
        join(34, &[before.lower, here.shape]);
        join(35, &[here.shape, after.lower]);
        join(36, &[before.ending, here.ending]);
        join(37, &[here.ending, after.ending]);
        join(38, &[look(-2).shape, before.shape, here.shape]);
        join(39, &[here.shape, after.shape, look(2).shape]);
        join(40, &[before.lower, after.lower]);
        let first = u64::from(at == 0);
        join(41, &[first, here.shape, after.shape]);
        if self.quoted.get(at) == Some(&true) {
            join(42, &[here.shape]);
            join(43, &[here.lower]);
        }
        for (number, offset) in [(0, -2), (1, -1), (2, 0), (3, 1), (4, 2)] {
            let hints = at.checked_add_signed(offset).and_then(|at| self.hints.get(at));
            for &hint in hints.into_iter().flatten() {
                join(44, &[number, hint]);
                if offset == 0 {
                    join(45, &[hint, here.shape]);
                } else if offset.abs() == 1 {
                    join(46, &[number, hint, here.shape]);
                }
            }
        }
    }
}

/// Whether each word of a sentence stands between quotation marks.
pub(crate) fn quoted(looks: &[Look]) -> Vec<bool> {
    let mut depth = 0_usize;
    let mut inside = Vec::with_capacity(looks.len());
    for look in looks {
        match look.quote {
            Quote::Opens => depth += 1,
            Quote::Closes => depth = depth.saturating_sub(1),
            Quote::Either => depth = usize::from(depth == 0),
            Quote::None => {}
        }
        inside.push(depth > 0 && look.quote == Quote::None);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_cut_by_letters() {
        assert_eq!(first("ночь", 2), "но");
        assert_eq!(last("ночь", 2), "чь");
        assert_eq!((first("я", 3), last("я", 3), last("я", 0)), ("я", "я", ""));
        assert_eq!(shape("ОДКБ-2024-те"), "XX-99-xx");
        assert_eq!(plain("В-12"), "в-00");
    }

    #[test]
    fn what_stands_in_quotation_marks_is_known() {
        let looks: Vec<Look> = ["«", "а", "»", "б", "\"", "в", "\"", "г"].map(Look::of).to_vec();
        assert_eq!(quoted(&looks), [false, true, false, false, false, true, false, false]);
    }

    #[test]
    fn a_place_sees_its_neighbours() {
        let looks: Vec<Look> = ["A", "b"].map(Look::of).to_vec();
        let of = |hints: &[Vec<Hint>], at| {
            let mut found = Vec::new();
            Place { looks: &looks, hints, quoted: &[] }.give(at, &mut |feature| found.push(feature));
            found
        };
        let plain = of(&[], 0).len();
        assert_eq!(of(&[vec![7], vec![]], 0).len(), plain + 2);
        assert_eq!(of(&[vec![7], vec![]], 1).len(), plain + 2);
        assert_ne!(of(&[], 0), of(&[], 1));
    }
}
