//! Single-byte charsets of Cyrillic text, told apart by the letters that they would give.
//!
//! The detector of web browsers knows neither Mac Cyrillic nor IBM855, and takes them for Windows-1251
//! or IBM866. Each candidate is scored here by how ordinary its reading is: frequency of letters, and
//! capitals and symbols where writers put them.

use encoding_rs::{Encoding, IBM866, ISO_8859_5, KOI8_R, KOI8_U, WINDOWS_1251, X_MAC_CYRILLIC};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Single {
    Windows1251,
    Koi8,
    Ibm866,
    Iso5,
    MacCyrillic,
    Ibm855,
}

const ALL: [Single; 6] =
    [Single::Windows1251, Single::Koi8, Single::Ibm866, Single::Iso5, Single::MacCyrillic, Single::Ibm855];

impl Single {
    pub fn name(self) -> &'static str {
        self.encoding().map_or("IBM855", Encoding::name)
    }

    /// `KOI8-U` differs from `KOI8-R` in eight places, where it has letters for box drawing.
    fn encoding(self) -> Option<&'static Encoding> {
        match self {
            Single::Windows1251 => Some(WINDOWS_1251),
            Single::Koi8 => Some(KOI8_U),
            Single::Ibm866 => Some(IBM866),
            Single::Iso5 => Some(ISO_8859_5),
            Single::MacCyrillic => Some(X_MAC_CYRILLIC),
            Single::Ibm855 => None,
        }
    }

    pub fn of(encoding: &'static Encoding) -> Option<Single> {
        if encoding == KOI8_R {
            return Some(Single::Koi8);
        }
        ALL.into_iter().find(|single| single.encoding() == Some(encoding))
    }

    pub fn decode(self, bytes: &[u8]) -> String {
        match self.encoding() {
            Some(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            None => bytes.iter().map(|&byte| ibm855(byte)).collect(),
        }
    }
}

fn ibm855(byte: u8) -> char {
    let code = match byte.checked_sub(0x80) {
        None => u32::from(byte),
        Some(high) => IBM855.get(usize::from(high)).map_or(0xfffd, |&code| u32::from(code)),
    };
    char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
}

/// Bytes 0x80 to 0xff, from the code page's published table.
#[rustfmt::skip]
const IBM855: [u16; 128] = [
    0x0452, 0x0402, 0x0453, 0x0403, 0x0451, 0x0401, 0x0454, 0x0404, 0x0455, 0x0405, 0x0456, 0x0406, 0x0457, 0x0407, 0x0458, 0x0408,
    0x0459, 0x0409, 0x045a, 0x040a, 0x045b, 0x040b, 0x045c, 0x040c, 0x045e, 0x040e, 0x045f, 0x040f, 0x044e, 0x042e, 0x044a, 0x042a,
    0x0430, 0x0410, 0x0431, 0x0411, 0x0446, 0x0426, 0x0434, 0x0414, 0x0435, 0x0415, 0x0444, 0x0424, 0x0433, 0x0413, 0x00ab, 0x00bb,
    0x2591, 0x2592, 0x2593, 0x2502, 0x2524, 0x0445, 0x0425, 0x0438, 0x0418, 0x2563, 0x2551, 0x2557, 0x255d, 0x0439, 0x0419, 0x2510,
    0x2514, 0x2534, 0x252c, 0x251c, 0x2500, 0x253c, 0x043a, 0x041a, 0x255a, 0x2554, 0x2569, 0x2566, 0x2560, 0x2550, 0x256c, 0x00a4,
    0x043b, 0x041b, 0x043c, 0x041c, 0x043d, 0x041d, 0x043e, 0x041e, 0x043f, 0x2518, 0x250c, 0x2588, 0x2584, 0x041f, 0x044f, 0x2580,
    0x042f, 0x0440, 0x0420, 0x0441, 0x0421, 0x0442, 0x0422, 0x0443, 0x0423, 0x0436, 0x0416, 0x0432, 0x0412, 0x044c, 0x042c, 0x2116,
    0x00ad, 0x044b, 0x042b, 0x0437, 0x0417, 0x0448, 0x0428, 0x044d, 0x042d, 0x0449, 0x0429, 0x0447, 0x0427, 0x00a7, 0x25a0, 0x00a0,
];

/// How many of a thousand letters of Cyrillic news text are U+0430, U+0431 and so on to U+044F.
#[rustfmt::skip]
const FREQUENCY: [f32; 32] = [
    80.0, 16.0, 45.0, 17.0, 30.0, 85.0, 9.0, 16.0, 74.0, 12.0, 35.0, 44.0, 32.0, 67.0, 109.0, 28.0,
    47.0, 55.0, 63.0, 26.0, 3.0, 10.0, 5.0, 14.0, 7.0, 4.0, 1.0, 19.0, 17.0, 3.0, 6.0, 20.0,
];

/// The same for letters of one or two languages only, such as the commonest of Ukrainian.
fn beyond(code: u32) -> f32 {
    match code {
        0x456 => 50.0,
        0x458 => 25.0,
        0x45e => 15.0,
        0x451 | 0x454 | 0x457 | 0x459 | 0x45a => 5.0,
        _ => 0.7,
    }
}

const SAMPLE: usize = 16_384;

/// What stands before a character that is to be judged.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    Gap,
    Ascii,
    Small,
    Capital,
    Symbol,
}

/// The mean score of what the bytes beyond ASCII would be, and how many of them are letters.
fn score(single: Single, bytes: &[u8]) -> (f32, usize) {
    let text = single.decode(bytes.get(..bytes.len().min(SAMPLE)).unwrap_or_default());
    let (mut sum, mut count, mut letters) = (0.0f32, 0usize, 0usize);
    let mut before = Before::Gap;
    for c in text.chars() {
        if c.is_ascii() {
            let small_after = matches!(before, Before::Small | Before::Capital) && c.is_ascii_alphabetic();
            sum -= if small_after { 3.0 } else { 0.0 };
            before = if c.is_ascii_alphabetic() { Before::Ascii } else { Before::Gap };
            continue;
        }
        count += 1;
        let code = c as u32;
        let small = match code {
            0x410..=0x42f => Some(code + 0x20),
            0x430..=0x44f => Some(code),
            _ => None,
        };
        let letter = small.is_some() || matches!(code, 0x400..=0x45f | 0x490 | 0x491);
        let capital = matches!(code, 0x400..=0x42f | 0x490);
        if !letter {
            let ordinary =
                matches!(code, 0xa0 | 0xab | 0xbb | 0x2013 | 0x2014 | 0x2018..=0x201e | 0x2026 | 0x2116);
            let within = matches!(before, Before::Small | Before::Capital) && !ordinary;
            sum -= if ordinary {
                3.5
            } else if within {
                9.0
            } else {
                6.0
            };
            before = if ordinary { Before::Gap } else { Before::Symbol };
            continue;
        }
        letters += 1;
        let frequency = small
            .and_then(|code| FREQUENCY.get((code - 0x430) as usize))
            .copied()
            .unwrap_or_else(|| beyond(code));
        sum += (frequency / 1000.0).ln();
        sum -= match (capital, before) {
            (true, Before::Small) => 4.0,
            (true, Before::Capital) => 1.0,
            (true, _) => 0.5,
            (false, Before::Symbol) => 3.0,
            (false, _) => 0.0,
        };
        sum -= if before == Before::Ascii { 3.0 } else { 0.0 };
        before = if capital { Before::Capital } else { Before::Small };
    }
    (if count == 0 { f32::MIN } else { sum / count as f32 }, letters)
}

/// Whether one reading is so much more ordinary that a declaration of the other is wrong.
pub fn is_better(one: Single, other: Single, bytes: &[u8]) -> bool {
    let ((mine, letters), (theirs, _)) = (score(one, bytes), score(other, bytes));
    one != other && letters >= 20 && mine > theirs + 0.8
}

/// A charset that reads clearly better than the detector's guess (`None`: a guess that is not Cyrillic).
pub fn challenge(guess: Option<Single>, bytes: &[u8]) -> Option<Single> {
    let scored = ALL.into_iter().map(|single| (single, score(single, bytes)));
    let (best, (top, letters)) = scored.max_by(|a, b| a.1.0.total_cmp(&b.1.0))?;
    let wins = match guess {
        // In sum, since charsets that share all small letters differ in a few capitals only.
        Some(guess) => (top - score(guess, bytes).0) * letters as f32 > 5.0,
        // An ordinary text scores about -3; letters strewn among Latin ones score far below.
        None => top > -3.5 && letters >= 24,
    };
    (wins && guess != Some(best)).then_some(best)
}
