//! Names compared as sequences of words.

/// The words of a text, folded; what is neither letter nor digit parts them.
pub fn of(text: &str, fold: impl Fn(&str) -> String) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold).collect()
}

/// Whether the name stands in the text as whole words.
pub fn contain(text: &[String], name: &[String]) -> bool {
    !name.is_empty() && text.windows(name.len()).any(|window| agree(window, name))
}

/// Where the name stands at the start of the text, what follows it.
pub fn after<'t>(text: &'t [String], name: &[String]) -> Option<&'t [String]> {
    let start = text.get(..name.len())?;
    (!name.is_empty() && agree(start, name)).then(|| text.get(name.len()..))?
}

/// Long names may be inflected: words of five letters and more may differ in their last three.
/// Names of one or two words must agree exactly, as an ending is then all that tells them from others.
fn agree(words: &[String], name: &[String]) -> bool {
    let close = |(a, b): (&String, &String)| a == b || (name.len() > 2 && same_stem(a, b));
    words.len() == name.len() && words.iter().zip(name).all(close)
}

fn same_stem(a: &str, b: &str) -> bool {
    let (long_a, long_b) = (a.chars().count(), b.chars().count());
    let shared = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let need = long_a.max(long_b).saturating_sub(3).max(4);
    long_a.min(long_b) > 4 && shared >= need
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(text: &str, name: &str) -> bool {
        contain(&of(text, str::to_lowercase), &of(name, str::to_lowercase))
    }

    #[test]
    fn names_are_found_as_whole_words_and_long_ones_inflected() {
        assert!(contains("the CSTO's plans", "csto"));
        assert!(!contains("the CSTOS", "csto"));
        assert!(contains(
            "в рамках Организации Договора о коллективной безопасности",
            "Организация Договора о коллективной безопасности"
        ));
        assert!(!contains("Мировой банк", "Мировые банки"));
        assert!(!contains("anything", ""));
        assert!(!contains("UN Security Council", "Collective Security Council"));
    }

    #[test]
    fn what_follows_a_name_is_the_rest() {
        let text = of("Channel – Far Eastern Raid", str::to_lowercase);
        assert_eq!(after(&text, &of("Channel", str::to_lowercase)).map(<[String]>::len), Some(3));
        assert_eq!(after(&text, &of("Raid", str::to_lowercase)), None);
        assert_eq!(after(&text, &[]), None);
    }
}
