//! Texts that say the same in nearly the same words, told by a small print of each: MinHash over runs of words
//! (Broder 1997), in bands, so that whoever keeps prints finds alike ones without comparing all with all.

use crate::fold::fold;
use crate::token::{TokenKind, tokenise};

/// Words in a run.
const RUN: usize = 4;
/// Texts with fewer words are alike by chance.
const FEWEST_WORDS: usize = 24;
/// Values in a print.
const VALUES: usize = 64;
/// Values in a band: two texts that share half of their runs meet in some band 64 times in 100, two that share
/// eight tenths 999 times in 1000.
const ROWS: usize = 4;
pub const BANDS: usize = VALUES / ROWS;

/// The print of one text: the last eight bits of each least hash, which is enough to compare by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint {
    values: [u8; VALUES],
    bands: [i64; BANDS],
}

impl Fingerprint {
    /// `None` for a text that is too short to say.
    pub fn of(text: &str) -> Option<Fingerprint> {
        let words: Vec<u64> = tokenise(text)
            .into_iter()
            .filter(|token| token.kind != TokenKind::Mark)
            .filter_map(|token| token.span.of(text))
            .map(|word| hash(fold(word).as_bytes()))
            .collect();
        if words.len() < FEWEST_WORDS {
            return None;
        }
        let mut least = [u64::MAX; VALUES];
        for run in words.windows(RUN) {
            let whole = run.iter().fold(0, |sum, word| mix(sum ^ word));
            let mut seed = whole;
            for value in &mut least {
                // one hash function after the other: a step of a generator seeded with the run
                seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
                *value = (*value).min(mix(seed));
            }
        }
        let mut bands = [0; BANDS];
        for ((number, band), rows) in (0_u64..).zip(&mut bands).zip(least.chunks(ROWS)) {
            let whole = rows.iter().fold(mix(number + 1), |sum, value| mix(sum ^ value));
            *band = whole.cast_signed();
        }
        let mut values = [0; VALUES];
        values.iter_mut().zip(least).for_each(|(to, from)| *to = (from & 0xff) as u8);
        Some(Fingerprint { values, bands })
    }

    /// What prints of alike texts have in common, one at least: keys to look them up by.
    pub fn bands(&self) -> &[i64; BANDS] {
        &self.bands
    }

    pub fn as_bytes(&self) -> &[u8] {
        &self.values
    }
}

/// How much two prints, as bytes, agree: about the share of runs of words that their texts have in common, 0 to 1.
pub fn likeness(left: &[u8], right: &[u8]) -> f64 {
    if left.len() != VALUES || right.len() != VALUES {
        return 0.0;
    }
    let equal = left.iter().zip(right).filter(|(left, right)| left == right).count() as f64 / VALUES as f64;
    // eight bits agree once in 256 times by chance
    ((equal - 1.0 / 256.0) / (1.0 - 1.0 / 256.0)).max(0.0)
}

/// FNV-1a.
fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
}

/// The finaliser of splitmix64.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(from: usize, to: usize) -> String {
        (from..to).map(|number| format!("word{number} ")).collect()
    }

    fn compare(left: &str, right: &str) -> (f64, usize) {
        let (left, right) = (Fingerprint::of(left).unwrap(), Fingerprint::of(right).unwrap());
        let shared = left.bands().iter().zip(right.bands()).filter(|(left, right)| left == right).count();
        (likeness(left.as_bytes(), right.as_bytes()), shared)
    }

    #[test]
    fn alike_texts_agree_and_others_do_not() {
        let text = words(0, 400);
        assert_eq!(compare(&text, &text.to_uppercase()), (1.0, BANDS));
        let (carried, shared) = compare(&text, &format!("Agency, Minsk. {} Read more here.", words(0, 390)));
        assert!(carried > 0.8 && shared > 0, "{carried} {shared}");
        let (half, _) = compare(&text, &words(133, 533));
        assert!((0.3..0.7).contains(&half), "{half}");
        let (other, shared) = compare(&text, &words(1000, 1400));
        assert!(other < 0.1 && shared == 0, "{other} {shared}");
        let (turned, _) =
            compare(&text, &(0..400).rev().map(|number| format!("word{number} ")).collect::<String>());
        assert!(turned < 0.1, "the order counts: {turned}");
    }

    #[test]
    fn short_texts_have_none_and_bytes_from_elsewhere_are_unlike() {
        assert_eq!(Fingerprint::of(&words(0, 10)), None);
        assert_eq!(Fingerprint::of(""), None);
        assert!(likeness(b"", b"").abs() < f64::EPSILON);
    }
}
