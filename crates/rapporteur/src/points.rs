//! Byte offsets to code points: what other programs count in.

use record::Span;

/// Bytes between two places where the code points are known.
const STEP: usize = 256;

/// The code points of one text before each of its bytes, in little memory.
pub struct Points<'t> {
    text: &'t str,
    /// Code points before each `STEP`th byte; empty for a text in ASCII, where the counts are the same.
    known: Vec<u32>,
}

impl<'t> Points<'t> {
    pub fn of(text: &'t str) -> Points<'t> {
        let mut known = Vec::new();
        if !text.is_ascii() {
            let mut count = 0u32;
            for step in text.as_bytes().chunks(STEP) {
                known.push(count);
                count += starts(step);
            }
        }
        Points { text, known }
    }

    /// How many code points stand before a byte.
    pub fn before(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let Some(&known) = self.known.get(byte / STEP) else {
            return if self.known.is_empty() { byte } else { self.text.chars().count() };
        };
        let rest = self.text.as_bytes().get(byte / STEP * STEP..byte).unwrap_or_default();
        (known + starts(rest)) as usize
    }

    pub fn span(&self, span: Span) -> [usize; 2] {
        [self.before(span.start), self.before(span.end)]
    }
}

/// Bytes that begin a code point.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().map(|&byte| u32::from(byte & 0xc0 != 0x80)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_as_chars_do_at_every_boundary() {
        let long = "Ёлка и 🎄 ok. ".repeat(100);
        for text in ["", "abc", "a\u{301}б🎄", &long, &long[..512.min(long.len())]] {
            let points = Points::of(text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.before(byte), count);
            }
            assert_eq!(points.before(text.len()), text.chars().count());
            assert_eq!(points.before(text.len() + 9), text.chars().count());
        }
    }
}
