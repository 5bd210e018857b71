//! What words mean, as numbers: a table of words, each with the codes of the pieces of its vector.

use std::ops::Range;

use crate::bytes::{Bytes, Damaged, Reader, u64_at};
use crate::hash::Hash;

/// Vectors of words, product-quantised: a vector is a row of pieces, a piece one of 256 of its place.
#[derive(Clone, Debug)]
pub(crate) struct Vectors {
    /// How many numbers a piece has, and how many pieces a vector.
    piece: usize,
    pieces: usize,
    /// The pieces to choose from, place by place.
    choices: Vec<f32>,
    /// Where in the file the hashes of the words stand, in order.
    hashes: Range<usize>,
    /// Where in the file the rows of codes stand, in the order of the hashes; the last one is of unknown words.
    codes: Range<usize>,
    count: usize,
}

impl Vectors {
    pub fn read(from: &mut Reader<'_>) -> Result<Vectors, Damaged> {
        let (pieces, piece, count) = (from.count()?, from.count()?, from.count()?);
        let choices = from.floats(pieces.saturating_mul(256).saturating_mul(piece))?;
        let hashes = from.range(count.saturating_mul(8))?;
        let codes = from.range((count + 1).saturating_mul(pieces))?;
        Ok(Vectors { piece, pieces, choices, hashes, codes, count })
    }

    /// How many numbers a vector has.
    pub fn width(&self) -> usize {
        self.pieces * self.piece
    }

    /// Writes the vector of a word, in small letters, or that of unknown words.
    pub fn of(&self, file: &Bytes, word: &str, into: &mut [f32]) {
        let row = self.row(file, word).unwrap_or(self.count);
        let codes = file.get(self.codes.clone()).unwrap_or_default();
        let codes = codes.get(row * self.pieces..).unwrap_or_default();
        let places = self.choices.chunks_exact(256 * self.piece);
        for ((code, choices), into) in codes.iter().zip(places).zip(into.chunks_exact_mut(self.piece)) {
            let from = usize::from(*code) * self.piece;
            into.copy_from_slice(&choices[from..from + self.piece]);
        }
    }

    fn row(&self, file: &Bytes, word: &str) -> Option<usize> {
        let wanted = Hash::of(word);
        let hashes = file.get(self.hashes.clone())?;
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = low.midpoint(high);
            match u64_at(hashes, middle).cmp(&wanted) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
                std::cmp::Ordering::Equal => return Some(middle),
            }
        }
        None
    }
}
