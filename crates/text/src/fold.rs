//! Folding for comparison: lower case, without stress and diaeresis. The text itself is never changed.

use unicode_normalization::UnicodeNormalization;

/// Lower case; combining acute and diaeresis are dropped, apostrophes and dashes made alike.
pub fn fold(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|&c| c != '\u{301}' && c != '\u{308}')
        .flat_map(char::to_lowercase)
        .map(alike)
        .nfc()
        .collect()
}

fn alike(c: char) -> char {
    match c {
        '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{60}' => '\'',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn case_stress_and_diaeresis_do_not_count_but_other_letters_do() {
        assert_eq!(fold("Утверждён"), "утвержден");
        assert_eq!(fold("Türkiye"), "turkiye");
        assert_eq!(fold("Кыргызский"), "кыргызский");
        assert_eq!(fold("Ta’ Qali"), "ta' qali");
        assert_eq!(fold("A–B"), "a-b");
    }
}
