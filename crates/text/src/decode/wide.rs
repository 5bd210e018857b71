//! UTF-16 and UTF-32, with and without a mark.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wide {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

impl Wide {
    pub fn name(self) -> &'static str {
        match self {
            Wide::Utf16Le => "UTF-16LE",
            Wide::Utf16Be => "UTF-16BE",
            Wide::Utf32Le => "UTF-32LE",
            Wide::Utf32Be => "UTF-32BE",
        }
    }

    pub fn decode(self, bytes: &[u8]) -> String {
        match self {
            Wide::Utf16Le => encoding_rs::UTF_16LE.decode_without_bom_handling(bytes).0.into_owned(),
            Wide::Utf16Be => encoding_rs::UTF_16BE.decode_without_bom_handling(bytes).0.into_owned(),
            Wide::Utf32Le => quads(bytes, u32::from_le_bytes),
            Wide::Utf32Be => quads(bytes, u32::from_be_bytes),
        }
    }
}

fn quads(bytes: &[u8], read: fn([u8; 4]) -> u32) -> String {
    let one = |four: &[u8]| {
        let four: Option<[u8; 4]> = four.try_into().ok();
        four.and_then(|four| char::from_u32(read(four))).unwrap_or(char::REPLACEMENT_CHARACTER)
    };
    bytes.chunks(4).map(one).collect()
}

/// The byte order mark and its length. That of UTF-8 is not among these.
pub fn mark(bytes: &[u8]) -> Option<(Wide, usize)> {
    match bytes {
        // Two NULs after the shorter mark would be UTF-16 text that opens with NUL, which nobody writes.
        [0xff, 0xfe, 0, 0, ..] => Some((Wide::Utf32Le, 4)),
        [0, 0, 0xfe, 0xff, ..] => Some((Wide::Utf32Be, 4)),
        [0xff, 0xfe, ..] => Some((Wide::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Wide::Utf16Be, 2)),
        _ => None,
    }
}

/// How much of the text is looked at.
const SAMPLE: usize = 8192;

/// Whether a declaration of UTF-16 can be true: the bytes hold NULs or are no text otherwise.
pub fn is_likely(bytes: &[u8]) -> bool {
    without_mark(bytes).is_some() || bytes.iter().take(SAMPLE).any(|&byte| byte == 0)
}

/// Tells wide text without a mark by where the rare bytes stand.
///
/// In UTF-16, white space and ASCII punctuation have a zero byte on one side, and the other byte of
/// letters hardly varies. In single-byte text and UTF-8 neither holds.
pub fn without_mark(bytes: &[u8]) -> Option<Wide> {
    let sample = bytes.get(..bytes.len().min(SAMPLE) & !3).unwrap_or_default();
    if sample.len() < 4 || !sample.iter().any(|&byte| byte < 0x09) {
        // A short odd rest cannot tell; text without any low byte has no high bytes of common scripts.
        return pair(bytes);
    }
    let quads = sample.len() / 4;
    let zeros = |place: usize| sample.iter().skip(place).step_by(4).filter(|&&byte| byte == 0).count();
    if zeros(3) == quads && zeros(2) * 10 >= quads * 9 && zeros(0) * 10 <= quads {
        return Some(Wide::Utf32Le);
    }
    if zeros(0) == quads && zeros(1) * 10 >= quads * 9 && zeros(3) * 10 <= quads {
        return Some(Wide::Utf32Be);
    }
    pair(bytes)
}

fn pair(bytes: &[u8]) -> Option<Wide> {
    let sample = bytes.get(..bytes.len().min(SAMPLE) & !1).unwrap_or_default();
    let units = sample.len() / 2;
    if units < 2 || bytes.len() % 2 == 1 {
        return None;
    }
    // How well the units read as text when the first or the second byte of each is the high one.
    let fit = |high: usize| {
        let (mut plain, mut good) = (0usize, 0usize);
        for unit in sample.chunks_exact(2) {
            let (high, low) =
                (unit.get(high).copied().unwrap_or(1), unit.get(1 - high).copied().unwrap_or(0));
            match (high, low) {
                (0, 0x20..=0x7e | b'\t' | b'\n' | b'\r') => plain += 1,
                // Latin with accents, Greek, Cyrillic, Armenian, Hebrew, Arabic; punctuation.
                (0, 0xa0..) | (1..=6, _) | (0x10, 0xa0..) | (0x1e | 0x1f, _) => good += 1,
                (0x20, 0x10..=0x3f | 0xa0..=0xbf) | (0x21, 0x16 | 0x22) | (0x30, _) => good += 1,
                _ => {}
            }
        }
        (plain, plain + good)
    };
    let (little, big) = (fit(1), fit(0));
    let sure = |one: (usize, usize), other: (usize, usize)| {
        // All but a few units read well, some white space or punctuation is there, and the other order fails.
        one.1 * 20 >= units * 19 && one.0 * 20 >= units && other.1 * 2 <= units
    };
    match (sure(little, big), sure(big, little)) {
        (true, false) => Some(Wide::Utf16Le),
        (false, true) => Some(Wide::Utf16Be),
        _ => None,
    }
}
