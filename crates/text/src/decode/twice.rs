//! Pages whose UTF-8 was taken for a charset of single bytes on its way and encoded once more.

use std::borrow::Cow;

use encoding_rs::{WINDOWS_1251, WINDOWS_1252, mem};

/// Fewer characters than this can be a coincidence, or a page that shows what such text looks like.
const LEAST: usize = 3;

/// The charsets that UTF-8 is taken for.
const TAKEN_FOR: [&str; 3] = ["ISO-8859-1", "windows-1252", "windows-1251"];

/// How much is tried before all of a page is.
const HEAD: usize = 512;

/// The text as it was before it was encoded again, and what it was taken for. All of the page has to be so:
/// of text that was encoded once, the first letters already are no UTF-8.
pub fn undo(text: &str) -> Option<(String, &'static str)> {
    let start = text.find(|c: char| !c.is_ascii())?;
    let head = text.get(start..text.floor_char_boundary(start + HEAD))?;
    TAKEN_FOR.into_iter().find_map(|charset| {
        let begins = single_bytes(head, charset).is_some_and(|bytes| match std::str::from_utf8(&bytes) {
            Ok(_) => true,
            // What ends the head may be cut off in the middle.
            Err(error) => error.error_len().is_none(),
        });
        let bytes = if begins { single_bytes(text, charset)? } else { return None };
        let once = std::str::from_utf8(&bytes).ok()?;
        let enough = once.chars().filter(|c| !c.is_ascii()).count() >= LEAST;
        enough.then(|| (once.to_owned(), charset))
    })
}

/// The text in a charset of single bytes, if it has all the letters.
fn single_bytes<'t>(text: &'t str, charset: &str) -> Option<Cow<'t, [u8]>> {
    let encoding = match charset {
        "windows-1252" => WINDOWS_1252,
        "windows-1251" => WINDOWS_1251,
        _ => return mem::is_str_latin1(text).then(|| mem::encode_latin1_lossy(text)),
    };
    let (bytes, _, unmappable) = encoding.encode(text);
    (!unmappable).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "«Совет» провёл “сессию” — и решил.";

    #[test]
    fn what_was_encoded_twice_is_read_as_it_was_meant() {
        for charset in [WINDOWS_1252, WINDOWS_1251] {
            let twice = charset.decode_without_bom_handling(TEXT.as_bytes()).0;
            let (once, taken_for) = undo(&twice).unwrap();
            assert_eq!((once.as_str(), taken_for), (TEXT, charset.name()));
        }
        let latin: String = TEXT.bytes().map(char::from).collect();
        assert_eq!(undo(&latin), Some((TEXT.to_owned(), "ISO-8859-1")));
    }

    #[test]
    fn text_that_was_encoded_once_stays() {
        for text in [TEXT, "plain", "Café – naïve “résumé” £5 Ã©", "Ещё раз: “Ð¡Ð¾Ð²ÐµÑ‚”", "Ã©", ""]
        {
            assert_eq!(undo(text), None, "{text}");
        }
    }
}
