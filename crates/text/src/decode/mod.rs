//! Bytes to characters.
//!
//! In order: a byte order mark; UTF-16 or UTF-32 without one, by their zero bytes; UTF-8 where the bytes
//! are valid and not plain ASCII; the charset that the transport or the page declares; statistics. A
//! declared charset that the bytes contradict is not believed, and the note says so.

mod cyrillic;
mod twice;
mod wide;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};
use record::Span;

use crate::note::Note;
use cyrillic::Single;
use wide::Wide;

/// What decided on the charset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A byte order mark.
    Mark,
    /// The transport or the page said so.
    Declared,
    /// The bytes are valid in this charset, and hardly any other text is by chance.
    Valid,
    /// The frequency of letters.
    Statistics,
}

/// A text and how it was read from its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// Without the byte order mark; otherwise all that was there, carriage returns and control characters too.
    pub text: String,
    /// Name of the charset as web standards write it, such as `windows-1251`.
    pub charset: &'static str,
    pub ground: Ground,
    /// How many replacement characters stand for bytes that could not be read.
    pub replaced: usize,
    pub notes: Vec<Note>,
}

/// Reads the bytes; `declared` is what the transport (or a caller) says the charset is.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let (charset, ground, body, mut notes) = choose(bytes, declared);
    let text = charset.decode(body);
    let replaced = count_replaced(&text, body);
    if replaced > 0 {
        let at = text.find('\u{fffd}').unwrap_or_default();
        notes.push(
            Note::new(format!("{replaced} passages are not valid {} and were replaced", charset.name()))
                .at(Span::new(at, at + '\u{fffd}'.len_utf8())),
        );
    }
    notes.extend(control_characters(&text));
    Decoded { text, charset: charset.name(), ground, replaced, notes }
}

/// Reads a page, which may name its charset in its first bytes.
pub fn decode_markup(bytes: &[u8], transport: Option<&str>) -> Decoded {
    let inside = if transport.is_none() { declared_in(bytes) } else { None };
    let mut read = decode(bytes, transport.or(inside.as_deref()));
    let undone = if read.charset == UTF_8.name() { twice::undo(&read.text) } else { None };
    if let Some((text, taken_for)) = undone {
        read.text = text;
        let message = format!("the page was encoded twice: its UTF-8 had been taken for {taken_for}");
        read.notes.push(Note::new(message).hint("read as it was before that"));
    }
    read
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Known(&'static Encoding),
    Single(Single),
    Wide(Wide),
}

impl Charset {
    fn name(self) -> &'static str {
        match self {
            Charset::Known(encoding) => encoding.name(),
            Charset::Single(single) => single.name(),
            Charset::Wide(wide) => wide.name(),
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        match self {
            Charset::Known(encoding) => encoding.decode_without_bom_handling(bytes).0.into_owned(),
            Charset::Single(single) => single.decode(bytes),
            Charset::Wide(wide) => wide.decode(bytes),
        }
    }

    /// The charset that goes by this label; its many spellings on old servers included.
    fn named(label: &str) -> Option<Charset> {
        let plain: String =
            label.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
        let single = match plain.as_str() {
            "ibm855" | "cp855" | "855" => Some(Single::Ibm855),
            "maccyrillic" | "xmaccyrillic" | "macintoshcyrillic" => Some(Single::MacCyrillic),
            "windows1251" | "cp1251" | "win1251" | "win" | "ansi1251" | "1251" => Some(Single::Windows1251),
            "koi8r" | "koi8" | "koi" => Some(Single::Koi8),
            "ibm866" | "cp866" | "866" | "dos" | "alt" => Some(Single::Ibm866),
            "iso88595" => Some(Single::Iso5),
            _ => None,
        };
        if single.is_some() {
            return single.map(Charset::Single);
        }
        let wide = match plain.as_str() {
            "utf16" | "utf16le" | "ucs2" | "unicode" => Some(Wide::Utf16Le),
            "utf16be" => Some(Wide::Utf16Be),
            "utf32" | "utf32le" | "ucs4" => Some(Wide::Utf32Le),
            "utf32be" => Some(Wide::Utf32Be),
            _ => None,
        };
        if wide.is_some() {
            return wide.map(Charset::Wide);
        }
        let found = Encoding::for_label_no_replacement(label.trim().as_bytes())
            .or_else(|| Encoding::for_label_no_replacement(plain.as_bytes()));
        found.map(Charset::Known)
    }

    fn cyrillic(self) -> Option<Single> {
        match self {
            Charset::Single(single) => Some(single),
            Charset::Known(encoding) => Single::of(encoding),
            Charset::Wide(_) => None,
        }
    }
}

/// The charset, why, the bytes without their mark, and what was odd.
fn choose<'a>(bytes: &'a [u8], declared: Option<&str>) -> (Charset, Ground, &'a [u8], Vec<Note>) {
    let utf8 = Charset::Known(UTF_8);
    if let Some((wide, mark)) = wide::mark(bytes) {
        return (Charset::Wide(wide), Ground::Mark, bytes.get(mark..).unwrap_or_default(), Vec::new());
    }
    if let Some(body) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return (utf8, Ground::Mark, body, Vec::new());
    }
    let named = declared.and_then(Charset::named);
    let mut notes = Vec::new();
    if let (Some(label), None) = (declared, named) {
        notes.push(
            Note::new(format!("the declared charset {label:?} is not known")).hint("guessed from the bytes"),
        );
    }
    let mut overruled = |by: Charset| {
        if let Some(named) = named.filter(|&named| named != by) {
            notes.push(
                Note::new(format!("declared as {}, read as {}", named.name(), by.name()))
                    .hint("the bytes contradict the declaration"),
            );
        }
    };
    if let Some(Charset::Wide(wide)) = named.filter(|_| wide::is_likely(bytes)) {
        return (Charset::Wide(wide), Ground::Declared, bytes, notes);
    }
    if let Some(wide) = wide::without_mark(bytes) {
        overruled(Charset::Wide(wide));
        return (Charset::Wide(wide), Ground::Statistics, bytes, notes);
    }
    if bytes.is_ascii() {
        // Stateful charsets write in ASCII bytes, so a declaration still counts.
        let stateful = named.filter(|named| named.name() == "ISO-2022-JP");
        let ground = if stateful.is_some() { Ground::Declared } else { Ground::Valid };
        return (stateful.unwrap_or(utf8), ground, bytes, notes);
    }
    if std::str::from_utf8(bytes).is_ok() {
        overruled(utf8);
        return (utf8, Ground::Valid, bytes, notes);
    }
    if damaged_utf8(bytes) && named.is_none_or(|named| named == utf8) {
        let ground = if named.is_some() { Ground::Declared } else { Ground::Statistics };
        return (utf8, ground, bytes, notes);
    }
    let guessed = guess(bytes);
    match named {
        Some(named @ (Charset::Single(_) | Charset::Known(_)))
            if named != utf8 && believable(named, guessed, bytes) =>
        {
            (named, Ground::Declared, bytes, notes)
        }
        _ => {
            overruled(guessed);
            (guessed, Ground::Statistics, bytes, notes)
        }
    }
}

/// Whether a declared charset may stand against what statistics say.
fn believable(named: Charset, guessed: Charset, bytes: &[u8]) -> bool {
    match (named.cyrillic(), guessed.cyrillic()) {
        (Some(named), Some(guessed)) => !cyrillic::is_better(guessed, named, bytes),
        // Western charsets are what servers declare where nobody set anything.
        (None, Some(_)) => named.name() != "windows-1252",
        _ => true,
    }
}

/// By statistics: a Western, Asian or Cyrillic charset.
fn guess(bytes: &[u8]) -> Charset {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let first = Charset::Known(detector.guess(None, Utf8Detection::Deny));
    match cyrillic::challenge(first.cyrillic(), bytes) {
        Some(single) => Charset::Single(single),
        None => first.cyrillic().map_or(first, Charset::Single),
    }
}

/// UTF-8 with a few broken bytes: nearly all sequences beyond ASCII are well formed.
fn damaged_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole >= 8 && broken * 10 <= whole
}

/// Replacement characters that decoding put in, not those that the bytes held already.
fn count_replaced(text: &str, bytes: &[u8]) -> usize {
    let found = text.matches('\u{fffd}').count();
    if found == 0 {
        return 0;
    }
    let given = bytes.windows(3).filter(|three| three == b"\xef\xbf\xbd").count();
    found.saturating_sub(given)
}

/// Characters that no writer typed; they stay, because the text is never edited.
fn control_characters(text: &str) -> Option<Note> {
    let odd = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c) || *byte == 0x7f;
    let first = text.bytes().position(|byte| odd(&byte))?;
    let count = text.bytes().filter(odd).count();
    let nul = text.bytes().filter(|&byte| byte == 0).count();
    let message = match nul {
        0 => format!("{count} control characters in the text"),
        _ => format!("{count} control characters in the text, {nul} of them NUL"),
    };
    Some(Note::new(message).at(Span::new(first, first + 1)))
}

/// The charset that a page names in its XML declaration or a `meta` element, within its first bytes.
pub fn declared_in(bytes: &[u8]) -> Option<String> {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    // Charsets that a declaration can be read in agree with ASCII, which is all that is looked at.
    let head: String = head.iter().map(|&byte| (byte as char).to_ascii_lowercase()).collect();
    let prolog = head
        .trim_start()
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
        .map(|(inside, _)| inside);
    if let Some(label) = prolog.and_then(|inside| value_after(inside, "encoding")) {
        return Some(label);
    }
    head.split("<meta")
        .skip(1)
        .find_map(|rest| value_after(rest.split('>').next().unwrap_or_default(), "charset"))
}

/// What follows `name=`, quoted or not.
fn value_after(text: &str, name: &str) -> Option<String> {
    let rest = text.split_once(name)?.1.trim_start().strip_prefix('=')?.trim_start();
    let rest = rest.trim_start_matches(['"', '\'']);
    let label: String =
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_:.".contains(*c)).collect();
    (!label.is_empty()).then_some(label)
}

#[cfg(test)]
mod tests;
