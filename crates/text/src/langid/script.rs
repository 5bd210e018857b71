//! Scripts, by the blocks of Unicode.

/// A script under its ISO 15924 name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Script(&'static str);

/// First and last code point and the script, in order.
const BLOCKS: [(u32, u32, &str); 34] = [
    (0x0041, 0x005a, "Latn"),
    (0x0061, 0x007a, "Latn"),
    (0x00c0, 0x00d6, "Latn"),
    (0x00d8, 0x00f6, "Latn"),
    (0x00f8, 0x02af, "Latn"),
    (0x0370, 0x03ff, "Grek"),
    (0x0400, 0x052f, "Cyrl"),
    (0x0531, 0x0587, "Armn"),
    (0x05d0, 0x05f4, "Hebr"),
    (0x0620, 0x064a, "Arab"),
    (0x066e, 0x06d5, "Arab"),
    (0x06fa, 0x06ff, "Arab"),
    (0x0750, 0x077f, "Arab"),
    (0x0900, 0x097f, "Deva"),
    (0x0980, 0x09ff, "Beng"),
    (0x0b80, 0x0bff, "Taml"),
    (0x0c00, 0x0c7f, "Telu"),
    (0x0e00, 0x0e7f, "Thai"),
    (0x1000, 0x109f, "Mymr"),
    (0x10a0, 0x10ff, "Geor"),
    (0x1100, 0x11ff, "Hang"),
    (0x1200, 0x137f, "Ethi"),
    (0x1780, 0x17ff, "Khmr"),
    (0x1c80, 0x1c8f, "Cyrl"),
    (0x1c90, 0x1cbf, "Geor"),
    (0x1e00, 0x1eff, "Latn"),
    (0x1f00, 0x1fff, "Grek"),
    (0x2d00, 0x2d2f, "Geor"),
    (0x3041, 0x30ff, "Kana"),
    (0x3400, 0x9fff, "Hani"),
    (0xa640, 0xa69f, "Cyrl"),
    (0xac00, 0xd7a3, "Hang"),
    (0xfb50, 0xfefc, "Arab"),
    (0x20000, 0x3ffff, "Hani"),
];

impl Script {
    pub fn named(name: &str) -> Option<Script> {
        BLOCKS.iter().find(|block| block.2 == name).map(|block| Script(block.2))
    }

    pub fn name(self) -> &'static str {
        self.0
    }

    /// The script of a letter; `None` for what is no letter.
    pub fn of(c: char) -> Option<Script> {
        let code = c as u32;
        if c.is_ascii() {
            return c.is_ascii_alphabetic().then_some(Script("Latn"));
        }
        let after = BLOCKS.partition_point(|block| block.1 < code);
        BLOCKS.get(after).filter(|block| block.0 <= code).map(|block| Script(block.2))
    }
}

/// The script that a text is written in.
///
/// Names and abbreviations in Latin letters stand in texts of every script, and hardly the other way
/// round, so a Latin letter counts half.
pub fn dominant(text: &str) -> Option<Script> {
    let mut counts: Vec<(Script, usize)> = Vec::new();
    for script in text.chars().filter_map(Script::of) {
        let weight = if script.0 == "Latn" { 1 } else { 2 };
        match counts.iter_mut().find(|(seen, _)| *seen == script) {
            Some((_, count)) => *count += weight,
            None => counts.push((script, weight)),
        }
    }
    let (script, count) = counts.iter().copied().max_by_key(|&(_, count)| count)?;
    // Japanese is written in both; kana are its own.
    let kana = counts.iter().find(|(script, _)| script.0 == "Kana");
    match kana {
        Some(&(kana, letters)) if script.0 == "Hani" && letters * 10 > count => Some(kana),
        _ => Some(script),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_in_order_and_found() {
        assert!(BLOCKS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        for (c, name) in
            [('a', "Latn"), ('ë', "Latn"), ('ҷ', "Cyrl"), ('Ա', "Armn"), ('ک', "Arab"), ('漢', "Hani")]
        {
            assert_eq!(Script::of(c).map(Script::name), Some(name), "{c}");
        }
        for c in ['1', '×', '«', '—', '\u{10ffff}'] {
            assert_eq!(Script::of(c), None, "{c}");
        }
    }

    #[test]
    fn the_dominant_script_outweighs_foreign_names() {
        assert_eq!(dominant("BBC Scotland и канал НТВ").map(Script::name), Some("Cyrl"));
        assert_eq!(dominant("日本語のテキスト").map(Script::name), Some("Kana"));
        assert_eq!(dominant("12:30"), None);
    }
}
