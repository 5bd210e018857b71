//! Words to forms: the terms under which one word is found.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::LazyLock;

use text::fold::fold;
use text::langid::Script;
use text::translit;

use super::names::{NameTerm, has_case};
use super::words::is_in_words;
use super::{SHORT, STEM, Word};

/// What is left of a word in languages without a stemmer: five letters do nearly as well as a stemmer in
/// languages that add endings to endings (Can et al., Information retrieval on Turkish texts, 2008).
const SHORTENED: usize = 5;
/// Endings cut off a name in such a language, in letters, and the letters that must be left of it.
const ENDINGS: [usize; 3] = [2, 3, 4];
const SHORTEST_CUT: usize = 4;
/// What a second pass of a stemmer must leave of a word, and any pass of a name, in percent of its letters:
/// below that, names of a few letters become one.
const LEFT_OF_WORD: usize = 55;
const LEFT_OF_NAME: usize = 70;

struct Stemmer {
    stemmer: frostem::Stemmer,
    passes: u32,
}

static STEMMERS: LazyLock<HashMap<Script, Stemmer>> = LazyLock::new(|| {
    let table = include_str!("../../data/stemmers.tsv");
    rows(table)
        .filter_map(|row| {
            let mut cells = row.split('\t');
            let script = Script::named(cells.next()?)?;
            let stemmer = frostem::Stemmer::try_from_name(cells.next()?).ok()?;
            Some((script, Stemmer { stemmer, passes: cells.next()?.parse().ok()? }))
        })
        .collect()
});

static LIGHT: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let table = include_str!("../../data/light-words.tsv");
    rows(table).filter_map(|row| row.split_once('\t')).flat_map(|(_, words)| words.split(' ')).collect()
});

fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// Whether a text may lack this word, given as its surface, and still answer a query.
pub fn is_light(surface: &str) -> bool {
    LIGHT.contains(surface)
}

/// A word in all its forms. Terms as they stand in the index come from [`Forms::whole`] and [`Forms::cut`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Forms {
    pub surface: String,
    /// Without its endings, the longest first; none for numbers and for scripts without a stemmer.
    pub stems: Vec<String>,
    /// The first letters.
    pub short: String,
    /// As a name, where the text writes it like one; and also without the last letters.
    pub names: Vec<NameTerm>,
    short_names: Vec<NameTerm>,
}

impl Forms {
    /// The terms of a word in any text.
    pub fn whole(&self) -> impl Iterator<Item = String> {
        let stems = self.stems.iter().map(|stem| format!("{STEM}{stem}"));
        let names = self.names.iter().flat_map(NameTerm::terms);
        [self.surface.clone()].into_iter().chain(stems).chain(names)
    }

    /// The terms of a text that have the word in any of its forms, with whether its letters are the same: what
    /// is left of the one may be all of the other.
    pub fn spellings(&self) -> impl Iterator<Item = (String, bool)> {
        let whole = [(self.surface.clone(), true), (format!("{STEM}{}", self.surface), false)];
        let stems = self.stems.iter().filter(|stem| **stem != self.surface);
        let parts = stems.flat_map(|stem| [(format!("{STEM}{stem}"), false), (stem.clone(), false)]);
        whole.into_iter().chain(parts)
    }

    /// The terms that it has besides in texts of languages without a stemmer.
    pub fn cut(&self) -> impl Iterator<Item = String> {
        let short = format!("{SHORT}{}", self.short);
        [short].into_iter().chain(self.short_names.iter().flat_map(NameTerm::terms))
    }
}

pub fn forms(word: &Word<'_>) -> Forms {
    let surface = surface(word.text);
    let script = script(&surface);
    let stems = script.map(|script| stems(&surface, script)).unwrap_or_default();
    let short = surface.chars().take(SHORTENED).collect();
    let (mut names, mut short_names) = (Vec::new(), Vec::new());
    if let Some(script) = script.filter(|script| word.capital || !has_case(*script)) {
        let lower = word.text.to_lowercase();
        NameTerm::push(&mut names, &lower, script);
        let letters: Vec<char> = surface.chars().collect();
        for stem in stems.iter().filter(|stem| is_left(stem, letters.len(), LEFT_OF_NAME)) {
            NameTerm::push(&mut names, stem, script);
        }
        for ending in ENDINGS {
            if let Some(left) = letters.len().checked_sub(ending).filter(|left| *left >= SHORTEST_CUT) {
                let cut: String = letters.iter().take(left).collect();
                NameTerm::push(&mut short_names, &cut, script);
            }
        }
    }
    Forms { surface, stems, short, names, short_names }
}

/// Folded, letters and digits alone.
fn surface(word: &str) -> String {
    let mut folded = fold(word);
    folded.retain(is_in_words);
    folded
}

/// The script of a word; `None` where it has a digit or no letter of a known script.
fn script(surface: &str) -> Option<Script> {
    if surface.chars().any(char::is_numeric) {
        return None;
    }
    surface.chars().find_map(Script::of)
}

/// What is left after each pass. Two words are the same where anything that is left of one, or the word
/// itself, is left of the other.
fn stems(surface: &str, script: Script) -> Vec<String> {
    let Some(Stemmer { stemmer, passes }) = STEMMERS.get(&script) else { return Vec::new() };
    let letters = surface.chars().count();
    let mut stems: Vec<String> = Vec::new();
    for _ in 0..*passes {
        let last = stems.last().map_or(surface, String::as_str);
        let next = stemmer.stem(last).into_owned();
        let changed = stems.is_empty() || next != last;
        let enough = stems.is_empty() || is_left(&next, letters, LEFT_OF_WORD);
        if !changed || !enough || next.is_empty() {
            break;
        }
        stems.push(next);
    }
    stems
}

/// Whether a part of so many percent is left of a word with so many letters.
fn is_left(part: &str, letters: usize, percent: usize) -> bool {
    part.chars().count() * 100 >= letters * percent
}

/// The letter that a word begins with; `None` where a mark that follows may change it.
pub fn first_letter(word: &str) -> Option<char> {
    let mut chars = word.chars();
    let first = chars.next()?;
    chars.next().is_none_or(is_in_words).then_some(first)
}

/// What the terms of words with this first letter begin with, past their mark: their surface, stems and short
/// form, and their Latin forms.
pub fn folded_letter(first: char) -> (char, char) {
    let folded = fold(first.encode_utf8(&mut [0; 4]));
    let latin = translit::latin(&folded).chars().find(char::is_ascii_alphanumeric);
    (folded.chars().next().unwrap_or(first), latin.map_or(first, |letter| letter.to_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;

    fn of(text: &str) -> Forms {
        forms(&words(text)[0])
    }

    /// Whether a query for the one word reaches the other in a text by its endings alone.
    fn same(query: &str, text: &str) -> bool {
        let (query, text) = (of(query), of(text));
        let of_text: Vec<String> = text.whole().collect();
        query.spellings().any(|(term, _)| of_text.contains(&term))
    }

    #[test]
    fn every_row_of_the_tables_is_used() {
        assert_eq!(STEMMERS.len(), rows(include_str!("../../data/stemmers.tsv")).count());
        assert!(is_light("в") && is_light("the") && !is_light("токаев"));
        for word in LIGHT.iter() {
            assert_eq!(surface(word), *word, "light words are folded");
        }
    }

    #[test]
    fn endings_do_not_part_the_forms_of_a_word() {
        for forms in [
            &["Астана", "Астане", "Астану", "Астаной"][..],
            &["подписание", "подписали", "подписан", "подписано", "подписать", "подписанием"],
            &["заседание", "заседания", "заседании"],
            &["Токаев", "Токаева", "Токаевым", "Токаеву"],
            &["страна", "страны", "стран", "странам"],
            &["Иран", "Ирана", "Ирану", "Иране"],
            &["Казахстан", "Казахстана", "Казахстану", "Казахстане"],
            &["session", "sessions"],
            &["sign", "signed", "signing"],
            &["Հայաստան", "Հայաստանի", "Հայաստանում"],
        ] {
            for (a, b) in forms.iter().flat_map(|a| forms.iter().map(move |b| (a, b))) {
                assert!(same(a, b), "{a} does not find {b}: {:?} {:?}", of(a).stems, of(b).stems);
            }
        }
    }

    #[test]
    fn other_words_are_parted() {
        for (a, b) in [
            ("совет", "советник"),
            ("организация", "организатор"),
            ("Токаев", "Токио"),
            ("Токаев", "ток"),
            ("Астана", "Австрия"),
            ("Иран", "Ирак"),
            ("организация", "органы"),
            ("universe", "university"),
        ] {
            assert!(!same(a, b), "{a} finds {b}: {:?} {:?}", of(a).stems, of(b).stems);
        }
    }

    #[test]
    fn words_of_languages_without_a_stemmer_are_shortened() {
        let kazakh = of("Тоқаевтың");
        assert_eq!(kazakh.short, "тоқае");
        assert!(kazakh.cut().any(|term| NameTerm::parse(&term) == Some(("toqaev", "Cyrl"))), "{kazakh:?}");
    }
}
