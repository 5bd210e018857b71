use super::*;

const RUSSIAN: &str =
    "Совет коллективной безопасности ОДКБ провел сессию в Астане. Главы государств подписали документы.";

fn encode(text: &str, single: Single) -> Vec<u8> {
    let mut table = std::collections::BTreeMap::new();
    for byte in 0..=255u8 {
        for c in single.decode(&[byte]).chars() {
            table.entry(c).or_insert(byte);
        }
    }
    text.chars().map(|c| table[&c]).collect()
}

#[test]
fn reads_every_single_byte_charset_of_cyrillic_without_a_declaration() {
    for single in
        [Single::Windows1251, Single::Koi8, Single::Ibm866, Single::Iso5, Single::MacCyrillic, Single::Ibm855]
    {
        let read = decode(&encode(RUSSIAN, single), None);
        assert_eq!(read.text, RUSSIAN, "{}", single.name());
        assert_eq!(read.charset, single.name());
        assert_eq!(read.ground, Ground::Statistics);
        assert_eq!(read.replaced, 0);
    }
}

#[test]
fn a_mark_wins_and_is_stripped() {
    let utf16: Vec<u8> = "\u{feff}Минск, 28 ноября".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let read = decode(&utf16, Some("windows-1251"));
    assert_eq!(
        (read.text.as_str(), read.charset, read.ground),
        ("Минск, 28 ноября", "UTF-16BE", Ground::Mark)
    );
    let read = decode("\u{feff}Минск".as_bytes(), None);
    assert_eq!((read.text.as_str(), read.charset, read.ground), ("Минск", "UTF-8", Ground::Mark));
    let utf32: Vec<u8> = "\u{feff}Минск".chars().flat_map(|c| (c as u32).to_le_bytes()).collect();
    assert_eq!(decode(&utf32, None).text, "Минск");
}

#[test]
fn reads_utf16_without_a_mark() {
    for text in [
        RUSSIAN,
        "The session took place in Astana.\r\n",
        "Հայաստանի Հանրապետություն, 2024",
        "{\"doc\": \"a\"}",
    ] {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!((decode(&little, None).text.as_str(), decode(&little, None).charset), (text, "UTF-16LE"));
        assert_eq!((decode(&big, None).text.as_str(), decode(&big, None).charset), (text, "UTF-16BE"));
        let quads: Vec<u8> = text.chars().flat_map(|c| (c as u32).to_be_bytes()).collect();
        assert_eq!(decode(&quads, None).text, text);
    }
}

#[test]
fn a_declaration_is_believed_unless_the_bytes_contradict_it() {
    let cp1251 = encode(RUSSIAN, Single::Windows1251);
    let read = decode(&cp1251, Some("win-1251"));
    assert_eq!((read.text.as_str(), read.ground), (RUSSIAN, Ground::Declared));
    assert!(read.notes.is_empty());

    let read = decode(RUSSIAN.as_bytes(), Some("windows-1251"));
    assert_eq!((read.text.as_str(), read.ground), (RUSSIAN, Ground::Valid));
    assert_eq!(
        read.notes[0].to_string(),
        "declared as windows-1251, read as UTF-8 (the bytes contradict the declaration)"
    );

    for lie in ["utf-8", "iso-8859-1", "koi8-r", "no-such-charset"] {
        let read = decode(&cp1251, Some(lie));
        assert_eq!((read.text.as_str(), read.charset), (RUSSIAN, "windows-1251"), "{lie}");
        assert_eq!(read.notes.len(), 1, "{lie}");
    }
}

#[test]
fn western_text_is_not_taken_for_cyrillic() {
    for text in [
        "Le Conseil a décidé d'élargir la coopération à l'été, après des débats très animés.",
        "Größe der Übung: früher waren es 1.200 Kräfte in München.",
    ] {
        let bytes = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        assert_eq!(decode(&bytes, None).text, text);
    }
}

#[test]
fn counts_what_could_not_be_read_and_keeps_the_rest() {
    let mut bytes = RUSSIAN.as_bytes().to_vec();
    bytes.insert(10, 0xff);
    bytes.extend(b"\xd0");
    let read = decode(&bytes, None);
    assert_eq!((read.charset, read.replaced), ("UTF-8", 2));
    assert!(read.text.contains("коллективной безопасности"));
    assert_eq!(read.notes[0].message, "2 passages are not valid UTF-8 and were replaced");
    // Replacement characters that were in the bytes already are not counted.
    assert_eq!(decode("a \u{fffd} b".as_bytes(), None).replaced, 0);
}

#[test]
fn keeps_carriage_returns_and_notes_nul() {
    let read = decode(b"one\r\ntwo\0three", None);
    assert_eq!(read.text, "one\r\ntwo\0three");
    assert_eq!(read.notes[0].message, "1 control characters in the text, 1 of them NUL");
    assert_eq!(read.notes[0].span, Some(Span::new(8, 9)));
    assert_eq!(decode(b"", None).text, "");
}

#[test]
fn finds_what_a_page_declares() {
    let cases: [(&[u8], Option<&str>); 6] = [
        (b"<?xml version='1.0' encoding='KOI8-R'?><a/>", Some("koi8-r")),
        (b"<html><meta charset=\"windows-1251\">", Some("windows-1251")),
        (b"<META http-equiv=Content-Type content='text/html; charset=utf-8'>", Some("utf-8")),
        (b"<meta name=x><meta charset = cp866 >", Some("cp866")),
        (b"<meta name=charset>", None),
        (b"plain text, charset=utf-8", None),
    ];
    for (bytes, expected) in cases {
        assert_eq!(declared_in(bytes).as_deref(), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

proptest::proptest! {
    #[test]
    fn never_panics(bytes: Vec<u8>, label in "[a-z0-9-]{0,12}") {
        decode(&bytes, None);
        decode_markup(&bytes, Some(&label));
    }

    #[test]
    fn valid_utf8_of_ordinary_text_is_kept(text in "[ -~а-яё\n]{0,200}") {
        proptest::prop_assert_eq!(decode(text.as_bytes(), None).text, text);
    }
}

#[test]
fn a_page_that_was_encoded_twice_is_read_once_more_and_a_plain_text_is_not() {
    let bytes = RUSSIAN.bytes().map(char::from).collect::<String>().into_bytes();
    let page = decode_markup(&bytes, None);
    assert_eq!(page.text, RUSSIAN);
    assert!(page.notes.iter().any(|note| note.message.contains("encoded twice")));
    assert_ne!(decode(&bytes, None).text, RUSSIAN);
}
