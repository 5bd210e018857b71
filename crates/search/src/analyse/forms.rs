//! Words to forms: the terms under which one word is found.

use std::collections::HashMap;
use std::collections::HashSet;
use std::sync::LazyLock;

use text::fold::fold;
use text::langid::Script;
use text::translit;

use super::words::is_in_words;
use super::{NAME, SHORT, STEM, Word};

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
    names: Vec<NameTerm>,
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

/// Whether the script writes names with a capital.
fn has_case(script: Script) -> bool {
    matches!(script.name(), "Latn" | "Cyrl" | "Grek" | "Armn")
}

/// Whether words of the script can be told by their sound.
fn has_sound(script: Script) -> bool {
    !matches!(script.name(), "Hani" | "Kana")
}

/// A name as it stands in the index: its sounds, its Latin letters, and the script that it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTerm {
    pub latin: String,
    pub script: String,
    sounds: Vec<String>,
}

impl NameTerm {
    fn new(word: &str, script: Script) -> Option<NameTerm> {
        let mut latin = String::with_capacity(word.len());
        for letter in word.chars() {
            match hushing(letter) {
                Some(spelled) => latin.push_str(spelled),
                None => latin.push_str(&translit::latin(letter.encode_utf8(&mut [0; 4]))),
            }
        }
        latin.retain(|c| c.is_ascii_alphanumeric());
        latin.make_ascii_lowercase();
        let sounds = sounds(&latin);
        let usable = has_sound(script) && latin.len() > 1 && !sounds.is_empty();
        usable.then(|| NameTerm { latin, script: script.name().to_owned(), sounds })
    }

    fn push(names: &mut Vec<NameTerm>, word: &str, script: Script) {
        if let Some(name) = NameTerm::new(word, script)
            && !names.contains(&name)
        {
            names.push(name);
        }
    }

    fn terms(&self) -> impl Iterator<Item = String> {
        self.sounds.iter().map(|sound| format!("{}{}/{}", name_prefix(sound), self.latin, self.script))
    }

    /// The Latin letters and the script of a term of the index.
    pub fn parse(term: &str) -> Option<(&str, &str)> {
        term.strip_prefix(NAME)?.split_once(':')?.1.split_once('/')
    }
}

/// Letters whose mark is all that tells them from a hissing one, spelled as scripts without them spell them.
fn hushing(letter: char) -> Option<&'static str> {
    match letter {
        '\u{15f}' | '\u{219}' | '\u{161}' => Some("sh"),
        '\u{e7}' | '\u{10d}' => Some("ch"),
        '\u{17e}' => Some("zh"),
        _ => None,
    }
}

/// What the terms of all names of one sound begin with.
pub fn name_prefix(sound: &str) -> String {
    format!("{NAME}{sound}:")
}

/// The sounds of a word in Latin letters. One letter may be several: `x` is both `ks` and a breath.
fn sounds(latin: &str) -> Vec<String> {
    let mut found = vec![sound(latin)];
    if latin.contains('x') {
        found.push(sound(&latin.replace('x', "ks")));
        found.push(sound(&latin.replace('x', "h")));
    }
    found.retain(|sound| !sound.is_empty());
    found.sort_unstable();
    found.dedup();
    found
}

/// Without repetitions, which spellings double or break up as they like.
fn sound(latin: &str) -> String {
    let mut sound = translit::sound(latin);
    let mut last = None;
    sound.retain(|class| last.replace(class) != Some(class));
    sound
}

/// What to look for a name with: one spelling of the word that is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Probe {
    name: NameTerm,
}

/// How like a name of the index must be, where both are written in one script and where not: a writer keeps
/// to the letters of the script, and across scripts even the same name differs.
const ALIKE: f64 = 0.9;
const ALIKE_ACROSS: f64 = 0.78;
/// The same within one script for names of so many letters: one vowel is little of them.
const ALIKE_AND_LONG: f64 = 0.86;
const LONG: usize = 8;
/// Words with fewer letters are alike only when they are equal: one letter is too much of them.
const SHORTEST: usize = 4;

impl Probe {
    pub fn sounds(&self) -> &[String] {
        &self.name.sounds
    }

    pub fn is_written_in(&self, script: &str) -> bool {
        self.name.script == script
    }

    /// Whether a name of the index may be like it at all. What may not is most of what shares a sound, and this
    /// tells it hundreds of times faster than counting the cost of a spelling.
    pub fn may_be(&self, latin: &str) -> bool {
        let (mine, theirs) = (bag(&self.name.latin), bag(latin));
        let letters = self.name.latin.len().max(latin.len());
        let (mut more, mut less) = (0, 0);
        for (a, b) in mine.iter().zip(&theirs) {
            more += usize::from(a.saturating_sub(*b));
            less += usize::from(b.saturating_sub(*a));
        }
        more.max(less) <= 1 + letters / 3
    }

    /// How like a name of the index is: `None` where it is another.
    pub fn likeness(&self, latin: &str, script: &str) -> Option<f64> {
        let (mine, theirs) = (undoubled(&self.name.latin), undoubled(latin));
        if mine == theirs {
            return Some(1.0);
        }
        let letters = mine.len().max(theirs.len());
        let longer = letters - mine.len().min(theirs.len());
        let apart = matches!((onset(&mine), onset(&theirs)), (Some(a), Some(b)) if a != b);
        if letters < SHORTEST || apart || longer * 3 > letters {
            return None;
        }
        let least = match self.is_written_in(script) {
            true if letters >= LONG => ALIKE_AND_LONG,
            true => ALIKE,
            false => ALIKE_ACROSS,
        };
        let likeness = translit::word_similarity(&mine, &theirs);
        (likeness >= least).then_some(likeness)
    }
}

/// How often each letter stands in a word, doubled ones counted once; digits all count as one letter.
fn bag(latin: &str) -> [u8; 27] {
    let mut bag = [0u8; 27];
    let mut last = None;
    for letter in latin.bytes().filter(|letter| last.replace(*letter) != Some(*letter)) {
        if let Some(count) = bag.get_mut(usize::from(letter.wrapping_sub(b'a')).min(26)) {
            *count = count.saturating_add(1);
        }
    }
    bag
}

/// Without doubled letters, which spellings double as they like.
fn undoubled(latin: &str) -> String {
    let mut out = latin.to_owned();
    let mut last = None;
    out.retain(|letter| last.replace(letter) != Some(letter));
    out
}

/// Whether a name begins with a hushing or a hissing sound. Spellings mix up the kinds of each, but names that
/// begin with one of the one and with one of the other are two.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Onset {
    Hushing,
    Hissing,
}

fn onset(latin: &str) -> Option<Onset> {
    const HUSHING: [&str; 6] = ["j", "zh", "sh", "ch", "dj", "dzh"];
    const HISSING: [&str; 4] = ["s", "z", "ts", "tz"];
    let begins = |with: &[&str]| with.iter().any(|onset| latin.starts_with(onset));
    match (begins(&HUSHING), begins(&HISSING)) {
        (true, _) => Some(Onset::Hushing),
        (false, true) => Some(Onset::Hissing),
        _ => None,
    }
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

/// The spellings to look for a word with, as if it were a name.
pub fn probes(word: &Word<'_>) -> Vec<Probe> {
    let forms = forms(&Word { capital: true, ..*word });
    forms.names.into_iter().map(|name| Probe { name }).collect()
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

    /// Whether a query for the one name reaches the other in a text.
    fn finds(query: &str, text: &str) -> bool {
        let names = of(text).names;
        let all = words(query);
        let probes = probes(&all[0]);
        let reaches = |probe: &Probe, name: &NameTerm| {
            let shared = probe.sounds().iter().any(|sound| name.sounds.contains(sound));
            shared && probe.may_be(&name.latin) && probe.likeness(&name.latin, &name.script).is_some()
        };
        probes.iter().any(|probe| names.iter().any(|name| reaches(probe, name)))
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
    fn names_reach_each_other_across_scripts_and_spellings() {
        for (a, b) in [
            ("Tokayev", "Токаев"),
            ("Tokayev", "Токаевым"),
            ("Tokayev", "Тоқаев"),
            ("Токаев", "Тоқаев"),
            ("Lukashenko", "Лукашенко"),
            ("Lukashenko", "Лукашенка"),
            ("Japarov", "Жапаров"),
            ("Japarov", "Жапаровым"),
            ("Zhaparov", "Japarov"),
            ("Rahmon", "Рахмон"),
            ("Rahmon", "Рахмоном"),
            ("Rakhmon", "Рахмон"),
            ("Tasmagambetov", "Тасмагамбетов"),
            ("Tasmagambetov", "Тасмагамбетова"),
            ("Mirziyoyev", "Мирзиёев"),
            ("Mirziyoyev", "Мирзиеевым"),
            ("Astana", "Астане"),
            ("Minsk", "Минске"),
            ("Yerevan", "Ереване"),
            ("Bishkek", "Бишкек"),
            ("Dushanbe", "Душанбе"),
            ("Tashkent", "Ташкенте"),
            ("Pashinyan", "Пашинян"),
            ("Pashinyan", "Փաշինյան"),
            ("Alexander", "Александр"),
            ("Yuri", "Юрий"),
            ("Sergey", "Сергей"),
            ("Kassym", "Касым"),
            ("Kassym", "Kasym"),
            ("Lukashenka", "Lukashenko"),
            ("Çavuşoğlu", "Чавушоглу"),
            ("Şahin", "Шахин"),
            ("Khachaturyan", "Хачатурян"),
            ("Jomart", "Жомарт"),
            ("Belarus", "Беларусь"),
            ("Osh", "Ош"),
        ] {
            assert!(finds(a, b), "{a} does not find {b}: {:?} {:?}", of(a).names, of(b).names);
            assert!(finds(b, a), "{b} does not find {a}: {:?} {:?}", of(a).names, of(b).names);
        }
    }

    #[test]
    fn other_names_are_not_reached() {
        for (a, b) in [
            ("Tokayev", "Такеев"),
            ("Жапаров", "Сапаров"),
            ("Japarov", "Сапаров"),
            ("Rahmon", "Роман"),
            ("Rahmon", "Рахимов"),
            ("Putin", "Потанин"),
            ("Astana", "Эстония"),
            ("marsh", "March"),
            ("Minsk", "Мазык"),
            ("мир", "Мэр"),
            ("Council", "Консул"),
        ] {
            assert!(!finds(a, b), "{a} finds {b}: {:?} {:?}", of(a).names, of(b).names);
        }
    }

    #[test]
    fn only_what_is_written_like_a_name_is_indexed_as_one() {
        assert!(of("Токаев").whole().any(|term| term.starts_with(NAME)));
        assert!(!of("сессия").whole().any(|term| term.starts_with(NAME)));
        assert!(!of("2024").whole().any(|term| term.starts_with(NAME)));
        assert!(of("თბილისი").whole().any(|term| term.starts_with(NAME)), "a script without capitals");
    }

    #[test]
    fn words_of_languages_without_a_stemmer_are_shortened() {
        let kazakh = of("Тоқаевтың");
        assert_eq!(kazakh.short, "тоқае");
        assert!(kazakh.cut().any(|term| NameTerm::parse(&term) == Some(("toqaev", "Cyrl"))), "{kazakh:?}");
    }

    #[test]
    fn the_term_of_a_name_is_read_back() {
        let term = of("Токаев").whole().find(|term| term.starts_with(NAME)).unwrap();
        assert_eq!(NameTerm::parse(&term), Some(("tokaev", "Cyrl")));
        assert_eq!(NameTerm::parse("=stem"), None);
    }
}
