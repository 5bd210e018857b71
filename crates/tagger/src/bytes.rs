//! Model files: numbers in little endian, one after the other, read without trust.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use ndarray::Array2;

/// A model file that cannot be used, and where reading it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damaged {
    pub at: usize,
    pub what: &'static str,
}

impl fmt::Display for Damaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no model that this program reads: {} at byte {}", self.what, self.at)
    }
}

impl std::error::Error for Damaged {}

/// The bytes of a model: part of the program itself, or read from a file.
pub type Bytes = Cow<'static, [u8]>;

/// Reads forward through a model file.
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { bytes, at: 0 }
    }

    pub fn damaged(&self, what: &'static str) -> Damaged {
        Damaged { at: self.at, what }
    }

    /// The next `count` bytes, as a range into the file.
    pub fn range(&mut self, count: usize) -> Result<Range<usize>, Damaged> {
        let end = self.at.checked_add(count).filter(|&end| end <= self.bytes.len());
        let end = end.ok_or_else(|| self.damaged("it ends too early"))?;
        let range = self.at..end;
        self.at = end;
        Ok(range)
    }

    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let range = self.range(count)?;
        Ok(&self.bytes[range])
    }

    pub fn u32(&mut self) -> Result<u32, Damaged> {
        let bytes = self.take(4)?;
        Ok(bytes.try_into().map_or(0, u32::from_le_bytes))
    }

    pub fn u64(&mut self) -> Result<u64, Damaged> {
        let (low, high) = (self.u32()?, self.u32()?);
        Ok(u64::from(high) << 32 | u64::from(low))
    }

    /// A number of things; more than the file could hold is damage.
    pub fn count(&mut self) -> Result<usize, Damaged> {
        let count = self.u32()? as usize;
        if count > self.bytes.len() { Err(self.damaged("a number is too large")) } else { Ok(count) }
    }

    pub fn text(&mut self) -> Result<String, Damaged> {
        let length = self.count()?;
        let bytes = self.take(length)?;
        String::from_utf8(bytes.to_vec()).map_err(|_| self.damaged("a word is no UTF-8"))
    }

    pub fn texts(&mut self) -> Result<Vec<String>, Damaged> {
        (0..self.count()?).map(|_| self.text()).collect()
    }

    pub fn floats(&mut self, count: usize) -> Result<Vec<f32>, Damaged> {
        let length = count.checked_mul(4).ok_or_else(|| self.damaged("a number is too large"))?;
        let (quads, _) = self.take(length)?.as_chunks::<4>();
        Ok(quads.iter().map(|&quad| f32::from_le_bytes(quad)).collect())
    }

    pub fn matrix(&mut self, rows: usize, columns: usize) -> Result<Array2<f32>, Damaged> {
        let values = self.floats(rows.saturating_mul(columns))?;
        Array2::from_shape_vec((rows, columns), values).map_err(|_| self.damaged("a matrix has another size"))
    }

    pub fn end(&self) -> Result<(), Damaged> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(self.damaged("it goes on after its end")) }
    }
}

/// Writes what [`Reader`] reads.
#[derive(Debug, Default)]
pub(crate) struct Writer(pub Vec<u8>);

impl Writer {
    pub fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }

    pub fn count(&mut self, count: usize) {
        self.u32(u32::try_from(count).unwrap_or(u32::MAX));
    }

    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.extend(text.as_bytes());
    }

    pub fn texts(&mut self, texts: &[String]) {
        self.count(texts.len());
        texts.iter().for_each(|text| self.text(text));
    }

    pub fn floats(&mut self, values: &[f32]) {
        values.iter().for_each(|value| self.0.extend(value.to_le_bytes()));
    }
}

/// The number that stands at a place of a list of `u32`; 0 past its end.
pub(crate) fn u32_at(list: &[u8], at: usize) -> u32 {
    list.get(at * 4..at * 4 + 4).and_then(|four| four.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// The number that stands at a place of a list of `u64`; 0 past its end.
pub(crate) fn u64_at(list: &[u8], at: usize) -> u64 {
    list.get(at * 8..at * 8 + 8).and_then(|eight| eight.try_into().ok()).map_or(0, u64::from_le_bytes)
}
