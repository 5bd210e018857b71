//! The cost of taking one spelling for another: an edit distance whose steps may span up to three letters.

use std::sync::LazyLock;

/// Letters `a` to `z` and digits.
const ALPHABET: usize = 36;
/// A plainly wrong letter, one too many or one too few.
const WRONG: u32 = 100;
/// One vowel for another.
const VOWEL: u32 = 90;
/// Cells of the table of two usual names.
const USUAL: usize = 256;
/// Longest spelling that one step takes.
const REACH: usize = 3;

pub(super) struct Letters {
    /// One letter for another.
    swap: [[u16; ALPHABET]; ALPHABET],
    /// One letter left out.
    drop: [u16; ALPHABET],
    /// Longer steps, by the first letters of both sides: most pairs have none.
    steps: Vec<Vec<Step>>,
}

/// Letters of one spelling that stand for letters of another.
#[derive(Clone)]
struct Step {
    one: &'static [u8],
    other: &'static [u8],
    cost: u32,
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
            steps: vec![Vec::new(); (ALPHABET + 1) * (ALPHABET + 1)],
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

    fn set(&mut self, x: &'static [u8], y: &'static [u8], cost: u16) {
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
                let Some(steps) = self.steps.get_mut(pair(*a, *b)) else { return };
                // the last word on a pair counts
                steps.retain(|step| (step.one, step.other) != (x, y));
                steps.push(Step { one: x, other: y, cost: u32::from(cost) });
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
        self.within(a, b, u32::MAX)
    }

    /// As [`Letters::distance`] up to `most`; of what costs more, some number beyond it.
    pub(super) fn within(&self, a: &[u8], b: &[u8], most: u32) -> u32 {
        if a == b {
            return 0;
        }
        let width = b.len() + 1;
        let size = (a.len() + 1) * width;
        // names are short: what they need stands on the stack
        let (mut stack, mut heap) = ([u32::MAX; USUAL], Vec::new());
        let best: &mut [u32] = match stack.get_mut(..size) {
            Some(stack) => stack,
            None => {
                heap.resize(size, u32::MAX);
                &mut heap
            }
        };
        let relax = |best: &mut [u32], at: usize, cost: u32| {
            if let Some(slot) = best.get_mut(at) {
                *slot = (*slot).min(cost);
            }
        };
        relax(best, 0, 0);
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                let Some(&so_far) = best.get(i * width + j) else { continue };
                if so_far > most {
                    continue;
                }
                let (rest_a, rest_b) = (a.get(i..).unwrap_or_default(), b.get(j..).unwrap_or_default());
                if let Some(&x) = rest_a.first() {
                    relax(best, (i + 1) * width + j, so_far + self.drop(x));
                }
                if let Some(&y) = rest_b.first() {
                    relax(best, i * width + j + 1, so_far + self.drop(y));
                }
                let (Some(&x), Some(&y)) = (rest_a.first(), rest_b.first()) else { continue };
                relax(best, (i + 1) * width + j + 1, so_far + self.swap(x, y));
                if rest_a.get(1) == Some(&y) && rest_b.get(1) == Some(&x) {
                    relax(best, (i + 2) * width + j + 2, so_far + WRONG);
                }
                for step in self.steps.get(pair(x, y)).into_iter().flatten() {
                    if rest_a.starts_with(step.one) && rest_b.starts_with(step.other) {
                        let at = (i + step.one.len()) * width + j + step.other.len();
                        relax(best, at, so_far + step.cost);
                    }
                }
            }
            // whatever leads on has been offered to these rows by now
            let ahead = best.get((i + 1) * width..size.min((i + 1 + REACH) * width)).unwrap_or_default();
            if i < a.len() && ahead.iter().all(|&cost| cost > most) {
                return most.saturating_add(1);
            }
        }
        best.last().copied().unwrap_or(0).min(most.saturating_add(1))
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

fn pair(a: u8, b: u8) -> usize {
    index(a) * (ALPHABET + 1) + index(b)
}
