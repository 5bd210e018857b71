//! Pages whose UTF-8 was taken for a charset of single bytes on its way and encoded once more.

use encoding_rs::{WINDOWS_1251, WINDOWS_1252, mem};

/// Fewer characters than this can be a coincidence, or a page that shows what such text looks like.
const LEAST: usize = 3;

/// The text as it was before it was encoded again, and what it was taken for. All of the page has to be so:
/// of text that was encoded once, the first letters already are no UTF-8.
pub fn undo(text: &str) -> Option<(String, &'static str)> {
    if text.is_ascii() {
        return None;
    }
    let latin = || mem::is_str_latin1(text).then(|| (mem::encode_latin1_lossy(text), "ISO-8859-1"));
    let single = || {
        [WINDOWS_1252, WINDOWS_1251].into_iter().find_map(|charset| {
            let (bytes, _, unmappable) = charset.encode(text);
            (!unmappable).then(|| (bytes, charset.name()))
        })
    };
    let (bytes, taken_for) = latin().or_else(single)?;
    let once = std::str::from_utf8(&bytes).ok()?;
    let enough = once.chars().filter(|c| !c.is_ascii()).count() >= LEAST;
    enough.then(|| (once.to_owned(), taken_for))
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
