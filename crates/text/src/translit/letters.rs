//! The cost of taking one spelling for another: an edit distance whose steps may span up to three letters.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Letters `a` to `z` and digits.
const ALPHABET: usize = 36;
/// A plainly wrong letter, one too many or one too few.
const WRONG: u32 = 100;
/// One vowel for another.
const VOWEL: u32 = 90;
/// Longest spelling that one step takes.
const REACH: usize = 3;

pub(super) struct Letters {
    /// One letter for another.
    swap: [[u16; ALPHABET]; ALPHABET],
    /// One letter left out.
    drop: [u16; ALPHABET],
    /// Longer steps, by the letters of both sides, packed.
    steps: HashMap<(u32, u32), u16>,
    /// Whether a longer step begins with these two letters: most pairs have none, and need no lookup.
    begins: [[bool; ALPHABET]; ALPHABET],
}

static SHARED: LazyLock<Letters> = LazyLock::new(|| Letters::parse(include_str!("../../data/letters.tsv")));

impl Letters {
    pub(super) fn shared() -> &'static Letters {
        &SHARED
    }

    fn parse(table: &'static str) -> Letters {
        let mut letters = Letters {
            swap: [[WRONG as u16; ALPHABET]; ALPHABET],
            drop: [WRONG as u16; ALPHABET],
            steps: HashMap::new(),
            begins: [[false; ALPHABET]; ALPHABET],
        };
        for (i, row) in letters.swap.iter_mut().enumerate() {
            for (j, cost) in row.iter_mut().enumerate() {
                if i == j {
                    *cost = 0;
                } else if is_vowel(i) && is_vowel(j) {
                    *cost = VOWEL as u16;
                }
            }
        }
        for mut row in super::rows(table) {
            let (Some(x), Some(y), Some(Ok(cost))) =
                (row.next(), row.next(), row.next().map(str::parse::<u16>))
            else {
                continue;
            };
            letters.set(x.as_bytes(), y.as_bytes(), cost);
            letters.set(y.as_bytes(), x.as_bytes(), cost);
        }
        letters
    }

    fn set(&mut self, x: &[u8], y: &[u8], cost: u16) {
        match (x, y) {
            ([], [one]) | ([one], []) => {
                if let Some(slot) = self.drop.get_mut(index(*one)) {
                    *slot = cost;
                }
            }
            ([a], [b]) => {
                if let Some(slot) = self.swap.get_mut(index(*a)).and_then(|row| row.get_mut(index(*b))) {
                    *slot = cost;
                }
            }
            ([a, ..], [b, ..]) => {
                self.steps.insert((pack(x), pack(y)), cost);
                if let Some(slot) = self.begins.get_mut(index(*a)).and_then(|row| row.get_mut(index(*b))) {
                    *slot = true;
                }
            }
            _ => {}
        }
    }

    fn swap(&self, a: u8, b: u8) -> u32 {
        self.swap.get(index(a)).and_then(|row| row.get(index(b))).map_or(WRONG, |&cost| u32::from(cost))
    }

    fn drop(&self, a: u8) -> u32 {
        self.drop.get(index(a)).map_or(WRONG, |&cost| u32::from(cost))
    }

    /// The least cost of taking one spelling for the other, in hundredths of a wrong letter. Both are
    /// lower-case ASCII letters and digits; symmetric.
    pub(super) fn distance(&self, a: &[u8], b: &[u8]) -> u32 {
        if a == b {
            return 0;
        }
        let width = b.len() + 1;
        let mut best = vec![u32::MAX; (a.len() + 1) * width];
        let relax = |best: &mut Vec<u32>, at: usize, cost: u32| {
            if let Some(slot) = best.get_mut(at) {
                *slot = (*slot).min(cost);
            }
        };
        relax(&mut best, 0, 0);
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let Some(&so_far) = best.get(i * width + j) else { continue };
                let (rest_a, rest_b) = (a.get(i..).unwrap_or_default(), b.get(j..).unwrap_or_default());
                if let Some(&x) = rest_a.first() {
                    relax(&mut best, (i + 1) * width + j, so_far + self.drop(x));
                }
                if let Some(&y) = rest_b.first() {
                    relax(&mut best, i * width + j + 1, so_far + self.drop(y));
                }
                let (Some(&x), Some(&y)) = (rest_a.first(), rest_b.first()) else { continue };
                relax(&mut best, (i + 1) * width + j + 1, so_far + self.swap(x, y));
                if rest_a.get(1) == Some(&y) && rest_b.get(1) == Some(&x) {
                    relax(&mut best, (i + 2) * width + j + 2, so_far + WRONG);
                }
                if self.begins.get(index(x)).and_then(|row| row.get(index(y))) == Some(&true) {
                    self.longer(
                        &mut |di, dj, cost| relax(&mut best, (i + di) * width + j + dj, so_far + cost),
                        rest_a,
                        rest_b,
                    );
                }
            }
        }
        best.last().copied().unwrap_or(0)
    }

    /// Offers every longer step that begins here.
    fn longer(&self, offer: &mut dyn FnMut(usize, usize, u32), a: &[u8], b: &[u8]) {
        for di in 1..=REACH.min(a.len()) {
            for dj in 1..=REACH.min(b.len()) {
                let (Some(x), Some(y)) = (a.get(..di), b.get(..dj)) else { continue };
                if di + dj > 2
                    && let Some(&cost) = self.steps.get(&(pack(x), pack(y)))
                {
                    offer(di, dj, u32::from(cost));
                }
            }
        }
    }
}

fn index(letter: u8) -> usize {
    match letter {
        b'a'..=b'z' => usize::from(letter - b'a'),
        b'0'..=b'9' => usize::from(letter - b'0') + 26,
        _ => ALPHABET,
    }
}

fn is_vowel(index: usize) -> bool {
    [b'a', b'e', b'i', b'o', b'u', b'y'].iter().any(|vowel| usize::from(vowel - b'a') == index)
}

fn pack(letters: &[u8]) -> u32 {
    letters.iter().fold(0, |packed, &letter| packed << 8 | u32::from(letter))
}
