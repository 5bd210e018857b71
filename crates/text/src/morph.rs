//! Words to analyses: dictionary form, part of speech, case, number, tense.
//!
//! Two engines behind one trait: [`Dictionary`] (a full morphological dictionary) and [`Suffixes`]
//! (a list of known words and a table of endings, both data of a pack). Tags follow Universal Dependencies.

use std::collections::HashMap;

use crate::fold::fold;
use crate::respell::Respelling;

/// Part of speech and features, as bits; an analysis has some of each group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tags(pub u32);

impl Tags {
    pub const NONE: Tags = Tags(0);
    pub const NOM: Tags = Tags(1 << 12);
    pub const GEN: Tags = Tags(1 << 13);
    pub const DAT: Tags = Tags(1 << 14);
    pub const ACC: Tags = Tags(1 << 15);
    pub const INS: Tags = Tags(1 << 16);
    pub const LOC: Tags = Tags(1 << 17);
    pub const CASES: Tags = Tags(0b11_1111 << 12);
    pub const SG: Tags = Tags(1 << 18);
    pub const PL: Tags = Tags(1 << 19);
    pub const NUMBERS: Tags = Tags(0b11 << 18);
    pub const MASC: Tags = Tags(1 << 23);
    pub const FEM: Tags = Tags(1 << 24);
    pub const NEUT: Tags = Tags(1 << 25);
    pub const GENDERS: Tags = Tags(0b111 << 23);
    pub const NOUN: Tags = Tags(1);
    pub const PROPN: Tags = Tags(1 << 1);
    pub const ADJ: Tags = Tags(1 << 2);
    pub const VERB: Tags = Tags(1 << 3);
    pub const AUX: Tags = Tags(1 << 4);
    pub const ADV: Tags = Tags(1 << 5);
    pub const ADP: Tags = Tags(1 << 6);
    pub const DET: Tags = Tags(1 << 7);
    pub const CONJ: Tags = Tags(1 << 10);
    pub const PART: Tags = Tags(1 << 27);
    pub const INF: Tags = Tags(1 << 28);
    /// A short form: of adjectives, or of what may as well be the end of a name.
    pub const SHORT: Tags = Tags(1 << 30);
    /// A patronymic, or a family name that looks like one.
    pub const PATR: Tags = Tags(1 << 31);

    const NAMES: &'static [(&'static str, Tags)] = &[
        ("noun", Tags(1)),
        ("propn", Tags(1 << 1)),
        ("adj", Tags(1 << 2)),
        ("verb", Tags(1 << 3)),
        ("aux", Tags(1 << 4)),
        ("adv", Tags(1 << 5)),
        ("adp", Tags(1 << 6)),
        ("det", Tags(1 << 7)),
        ("pron", Tags(1 << 8)),
        ("num", Tags(1 << 9)),
        ("conj", Tags(1 << 10)),
        ("particle", Tags(1 << 11)),
        ("nom", Tags::NOM),
        ("gen", Tags::GEN),
        ("dat", Tags::DAT),
        ("acc", Tags::ACC),
        ("ins", Tags::INS),
        ("loc", Tags::LOC),
        ("sg", Tags::SG),
        ("pl", Tags::PL),
        ("past", Tags(1 << 20)),
        ("pres", Tags(1 << 21)),
        ("fut", Tags(1 << 22)),
        ("masc", Tags::MASC),
        ("fem", Tags::FEM),
        ("neut", Tags::NEUT),
        ("fin", Tags(1 << 26)),
        ("part", Tags::PART),
        ("inf", Tags(1 << 28)),
        ("conv", Tags(1 << 29)),
        ("short", Tags::SHORT),
        ("patr", Tags::PATR),
    ];

    /// The tag of this name, such as `noun` or `gen`.
    pub fn named(name: &str) -> Option<Tags> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|&(_, tag)| tag)
    }

    /// Tags written `noun/gen/pl`; `None` where one is unknown.
    pub fn parse(names: &str) -> Option<Tags> {
        names.split('/').try_fold(Tags::NONE, |tags, name| Some(tags.with(Tags::named(name)?)))
    }

    #[must_use]
    pub fn with(self, other: Tags) -> Tags {
        Tags(self.0 | other.0)
    }

    pub fn has(self, all: Tags) -> bool {
        self.0 & all.0 == all.0
    }

    pub fn has_any(self, some: Tags) -> bool {
        self.0 & some.0 != 0
    }

    #[must_use]
    pub fn only(self, group: Tags) -> Tags {
        Tags(self.0 & group.0)
    }
}

/// One reading of a word.
#[derive(Clone, Debug, PartialEq)]
pub struct Analysis {
    /// Dictionary form, folded.
    pub lemma: String,
    pub tags: Tags,
    /// 0 to 1; the readings of a word add up to at most 1.
    pub probability: f32,
}

/// The morphology of one language.
pub trait Morphology: Send + Sync {
    /// The readings of a word as written, likeliest first; empty where nothing is known.
    fn analyse(&self, word: &str) -> Vec<Analysis>;

    /// Whether the word stands in the dictionary, not only its ending.
    fn knows(&self, word: &str) -> bool;

    /// The nominative of the word, read with these tags (part of speech, case, number, gender), keeping
    /// the word's number, or in `number` where given. `None` where the language or the word has no such form.
    fn nominative(&self, word: &str, reading: Tags) -> Option<String>;

    /// Guesses at how the dictionary would write a word of another orthography, folded.
    fn respelt(&self, _word: &str) -> Vec<String> {
        Vec::new()
    }
}

/// A full morphological dictionary: the one that the `rumorph` crate carries.
pub struct Dictionary {
    words: rumorph::Dictionary,
    /// How dictionary forms of patronymics end.
    patronymics: Vec<String>,
}

impl Dictionary {
    /// `None` where the bundled dictionary cannot be read.
    pub fn bundled() -> Option<Dictionary> {
        rumorph::Dictionary::bundled().ok().map(|words| Dictionary { words, patronymics: Vec::new() })
    }

    /// Names whose dictionary form ends in one of these are read as [`Tags::PATR`].
    #[must_use]
    pub fn with_patronymics(self, ends: impl IntoIterator<Item = String>) -> Dictionary {
        Dictionary { patronymics: ends.into_iter().collect(), ..self }
    }

    /// "Novi-Sad": a name with a hyphen that the dictionary does not have, by the last part, which it has as a noun. The
    /// parts before it stand as they are.
    fn known_by_last<'w>(&self, word: &'w str) -> Option<(&'w str, &'w str)> {
        let (first, last) = word.rsplit_once('-')?;
        let capital =
            |part: &str| part.starts_with(char::is_uppercase) && part.chars().any(char::is_lowercase);
        let name = capital(first) && capital(last) && !self.words.is_known(word) && self.words.is_known(last);
        let noun = || {
            let tags = self.words.analyze(last).iter().map(|one| self.tags(one.ud)).collect::<Vec<_>>();
            tags.first().is_some_and(|tags| tags.has(Tags::NOUN))
        };
        (name && noun()).then_some((first, last))
    }

    fn is_patronymic(&self, lemma: &str, tags: Tags) -> bool {
        tags.has_any(Tags::PROPN.with(Tags::NOUN)) && self.patronymics.iter().any(|end| lemma.ends_with(end))
    }

    fn tags(&self, number: u16) -> Tags {
        let Some(tag) = self.words.ud_tag(number) else { return Tags::NONE };
        let pos = match tag.pos() {
            "NOUN" => "noun",
            "PROPN" => "propn",
            "ADJ" => "adj",
            "VERB" => "verb",
            "AUX" => "aux",
            "ADV" => "adv",
            "ADP" => "adp",
            "DET" => "det",
            "PRON" => "pron",
            "NUM" => "num",
            "CCONJ" | "SCONJ" => "conj",
            "PART" => "particle",
            _ => "",
        };
        let named = |name: &str| Tags::named(name).unwrap_or_default();
        tag.feats().fold(named(pos), |tags, (name, value)| {
            let value = value.to_ascii_lowercase();
            match name {
                "Case" | "Tense" => tags.with(named(&value)),
                "Number" => tags.with(if value == "plur" { Tags::PL } else { Tags::SG }),
                "Gender" => tags.with(named(&value)),
                "VerbForm" => tags.with(named(&value)),
                "Variant" => tags.with(named(&value)),
                _ => tags,
            }
        })
    }
}

impl Morphology for Dictionary {
    fn analyse(&self, word: &str) -> Vec<Analysis> {
        const RARE: f64 = 0.02;
        if let Some((first, last)) = self.known_by_last(word) {
            let joined = |one: Analysis| Analysis { lemma: format!("{}-{}", fold(first), one.lemma), ..one };
            let nominal = |one: &Analysis| one.tags.has_any(Tags::NOUN.with(Tags::PROPN));
            return self.analyse(last).into_iter().filter(nominal).map(joined).collect();
        }
        let analyses = self.words.analyze(word);
        let kept = analyses.iter().filter(|one| one.prob >= RARE);
        kept.map(|one| {
            let (lemma, tags) = (fold(&one.lemma), self.tags(one.ud));
            let tags = if self.is_patronymic(&lemma, tags) { tags.with(Tags::PATR) } else { tags };
            Analysis { lemma, tags, probability: one.prob as f32 }
        })
        .collect()
    }

    fn knows(&self, word: &str) -> bool {
        self.words.is_known(word)
    }

    fn nominative(&self, word: &str, reading: Tags) -> Option<String> {
        if let Some((first, last)) = self.known_by_last(word) {
            return Some(format!("{first}-{}", self.nominative(last, reading)?));
        }
        let analyses = self.words.analyze(word);
        let wanted = analyses.iter().find(|one| self.tags(one.ud).has(reading))?;
        let tags = self.tags(wanted.ud);
        let mut feats = vec![("Case", "Nom")];
        feats.push(("Number", if tags.has(Tags::PL) { "Plur" } else { "Sing" }));
        let gender = [(Tags::MASC, "Masc"), (Tags::FEM, "Fem"), (Tags::NEUT, "Neut")];
        if !tags.has(Tags::PL) {
            feats.extend(gender.iter().find(|(tag, _)| tags.has(*tag)).map(|&(_, name)| ("Gender", name)));
        }
        let form = self.words.inflect(wanted, &feats)?.word;
        // the dictionary may write a diaeresis that the text leaves out: keep the text's way
        let form = if word.contains('\u{451}') { form } else { form.replace('\u{451}', "\u{435}") };
        Some(like(word, &form))
    }
}

/// Gives `form` the capitals of `word`.
fn like(word: &str, form: &str) -> String {
    if word.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase) && word.chars().count() > 1 {
        return form.to_uppercase();
    }
    let capitals: Vec<bool> = word.split('-').map(|part| part.starts_with(char::is_uppercase)).collect();
    let parts = form.split('-').enumerate().map(|(at, part)| {
        let mut chars = part.chars();
        match chars.next() {
            Some(first) if capitals.get(at) == Some(&true) => first.to_uppercase().chain(chars).collect(),
            _ => part.to_owned(),
        }
    });
    parts.collect::<Vec<String>>().join("-")
}

/// An ending, what stands in its place in the dictionary form, and what it tells.
#[derive(Clone, Debug)]
pub struct Ending {
    pub suffix: String,
    pub replacement: String,
    pub tags: Tags,
    /// Words whose stem would be shorter than this many letters are left alone.
    pub least_stem: usize,
}

/// Known words and a table of endings.
#[derive(Clone, Debug, Default)]
pub struct Suffixes {
    known: HashMap<String, Vec<Analysis>>,
    /// The nominatives of the known words, by dictionary form.
    nominatives: HashMap<String, Vec<(String, Tags)>>,
    endings: Vec<Ending>,
    spelling: Respelling,
}

impl Suffixes {
    /// `known` are (form, lemma, tags); endings are tried longest first.
    pub fn new(
        known: impl IntoIterator<Item = (String, String, Tags)>,
        mut endings: Vec<Ending>,
    ) -> Suffixes {
        let mut words: HashMap<String, Vec<Analysis>> = HashMap::new();
        let mut nominatives: HashMap<String, Vec<(String, Tags)>> = HashMap::new();
        for (form, lemma, tags) in known {
            if tags.has(Tags::NOM) {
                nominatives.entry(fold(&lemma)).or_default().push((fold(&form), tags));
            }
            words.entry(fold(&form)).or_default().push(Analysis {
                lemma: fold(&lemma),
                tags,
                probability: 0.5,
            });
        }
        endings.sort_by_key(|ending| std::cmp::Reverse(ending.suffix.chars().count()));
        Suffixes { known: words, nominatives, endings, spelling: Respelling::default() }
    }

    /// The same, reading words of another orthography too.
    #[must_use]
    pub fn spelt(self, spelling: Respelling) -> Suffixes {
        Suffixes { spelling, ..self }
    }

    /// The nominative of a word of another orthography, in that orthography.
    fn respelt_nominative(&self, word: &str, folded: &str, reading: Tags) -> Option<String> {
        self.spelling.guesses(folded).iter().find_map(|guess| {
            let form = self.known_nominative(self.known.get(guess)?, reading)?;
            Some(like(word, &respelt_form(folded, guess, form)))
        })
    }

    /// The nominative of a listed word in the number and gender of its reading; `None` where the list has no case for it.
    fn known_nominative(&self, readings: &[Analysis], reading: Tags) -> Option<&str> {
        let inflected = readings.iter().find(|one| one.tags.has_any(Tags::CASES) && one.tags.has(reading))?;
        let forms = self.nominatives.get(&inflected.lemma)?;
        let wanted = inflected.tags.only(Tags::NUMBERS).with(inflected.tags.only(Tags::GENDERS));
        forms.iter().find(|(_, tags)| tags.has(wanted)).map(|(form, _)| form.as_str())
    }

    fn stems<'a>(&'a self, word: &'a str) -> impl Iterator<Item = (String, Tags)> + 'a {
        self.endings.iter().filter_map(move |ending| {
            let stem = word.strip_suffix(ending.suffix.as_str())?;
            (stem.chars().count() >= ending.least_stem)
                .then(|| (format!("{stem}{}", ending.replacement), ending.tags))
        })
    }
}

impl Morphology for Suffixes {
    fn analyse(&self, word: &str) -> Vec<Analysis> {
        let word = fold(word);
        let listed = self.known.get(&word);
        let mut found = listed.cloned().unwrap_or_default();
        for (stem, tags) in self.stems(&word) {
            // an ending that dictionary forms have guesses at words that are not listed
            if stem == word && listed.is_some() {
                continue;
            }
            // an ending on a known word is sure of its part of speech; on an unknown one it is a guess
            match self.known.get(&stem) {
                Some(base) => found.extend(base.iter().map(|one| Analysis {
                    lemma: one.lemma.clone(),
                    tags: if tags.0 & 0xfff == 0 { tags.with(one.tags) } else { tags },
                    probability: 0.4,
                })),
                None => found.push(Analysis { lemma: stem, tags, probability: 0.1 }),
            }
        }
        found
    }

    fn knows(&self, word: &str) -> bool {
        let word = fold(word);
        self.known.contains_key(&word) || self.stems(&word).any(|(stem, _)| self.known.contains_key(&stem))
    }

    fn nominative(&self, word: &str, reading: Tags) -> Option<String> {
        let folded = fold(word);
        // an abbreviation is not declined but by an ending in small letters
        if word.chars().count() > 1 && word.chars().all(char::is_uppercase) {
            return None;
        }
        if let Some(readings) = self.known.get(&folded) {
            return self.known_nominative(readings, reading).map(|form| like(word, form));
        }
        if let Some(form) = self.respelt_nominative(word, &folded, reading) {
            return Some(form);
        }
        // an ending that leaves a known word is surer than a longer one that leaves an unknown one
        let inflected = || self.stems(&folded).filter(|(_, tags)| tags.has_any(Tags::CASES));
        let known = inflected().find(|(stem, _)| self.known.contains_key(stem));
        // of unknown words, an ending of the case and number that is asked for
        let wanted = reading.only(Tags::CASES).with(reading.only(Tags::NUMBERS));
        let asked = || inflected().find(|(_, tags)| tags.has(wanted));
        let (stem, _) = known.or_else(asked).or_else(|| inflected().next())?;
        Some(kept(word, &folded, &stem))
    }

    fn respelt(&self, word: &str) -> Vec<String> {
        self.spelling.guesses(&fold(word))
    }
}

/// `word` with the ending that leads from `guess`, the dictionary's spelling of it, to `form`: what stands before the
/// ending stays as it is spelt.
fn respelt_form(word: &str, guess: &str, form: &str) -> String {
    let same: usize =
        guess.chars().zip(form.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    let (from, to) = (guess.get(same..).unwrap_or_default(), form.get(same..).unwrap_or_default());
    word.strip_suffix(from).map_or_else(|| form.to_owned(), |stem| format!("{stem}{to}"))
}

/// `stem` with the word's own letters as far as they are the same: an abbreviation keeps its capitals.
fn kept(word: &str, folded: &str, stem: &str) -> String {
    let same = folded.chars().zip(stem.chars()).take_while(|(a, b)| a == b).count();
    if folded.chars().count() != word.chars().count() {
        return like(word, stem);
    }
    word.chars().take(same).chain(stem.chars().skip(same)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_knows_cases_and_gives_nominatives() {
        let Some(dictionary) = Dictionary::bundled() else { panic!("the bundled dictionary does not open") };
        let readings = dictionary.analyse("Астане");
        assert!(readings.iter().any(|one| one.lemma == "астана" && one.tags.has(Tags::LOC)), "{readings:?}");
        let nominative = |word, tags| dictionary.nominative(word, tags);
        assert_eq!(nominative("Токаевым", Tags::INS).as_deref(), Some("Токаев"));
        assert_eq!(nominative("Коллективными", Tags::INS).as_deref(), Some("Коллективные"));
        assert_eq!(nominative("сессии", Tags::GEN.with(Tags::SG)).as_deref(), Some("сессия"));
    }

    #[test]
    fn endings_give_lemmas() {
        let endings = vec![Ending {
            suffix: "ies".into(),
            replacement: "y".into(),
            tags: Tags::NOUN.with(Tags::PL),
            least_stem: 2,
        }];
        let known = vec![("country".to_owned(), "country".to_owned(), Tags::NOUN)];
        let suffixes = Suffixes::new(known, endings);
        assert_eq!(suffixes.analyse("Countries")[0].lemma, "country");
        assert_eq!(suffixes.analyse("xyz"), []);
    }

    #[test]
    fn listed_words_give_their_nominatives() {
        let row = |form: &str, tags| (form.to_owned(), "савет".to_owned(), Tags::NOUN.with(tags));
        let plural = Tags::PL.with(Tags::NOM);
        let known = vec![
            row("савет", Tags::SG.with(Tags::NOM)),
            row("савета", Tags::SG.with(Tags::GEN)),
            row("саветы", plural),
            row("саветаў", Tags::PL.with(Tags::GEN)),
        ];
        let suffixes = Suffixes::new(known, Vec::new());
        assert_eq!(suffixes.nominative("Савета", Tags::GEN).as_deref(), Some("Савет"));
        assert_eq!(suffixes.nominative("саветаў", Tags::GEN).as_deref(), Some("саветы"));
        assert_eq!(suffixes.nominative("савета", Tags::LOC), None);
    }

    #[test]
    fn a_nominative_keeps_to_the_spelling_of_the_text() {
        let row = |form: &str, tags| (form.to_owned(), "генеральны".to_owned(), Tags::ADJ.with(tags));
        let known = vec![row("генеральны", Tags::NOM), row("генеральнага", Tags::GEN)];
        let mut spelling = Respelling::default();
        assert!(spelling.add(1, "нэ", "не"));
        let suffixes = Suffixes::new(known, Vec::new()).spelt(spelling);
        assert_eq!(suffixes.nominative("Генэральнага", Tags::GEN).as_deref(), Some("Генэральны"));
        assert_eq!(suffixes.respelt("Генэральнага"), ["генеральнага"]);
        assert_eq!(respelt_form("госьці", "госці", "госць"), "госьць");
    }

    #[test]
    fn capitals_are_kept() {
        assert_eq!(kept("ҰҚШҰ-ның", "ұқшұ-ның", "ұқшұ"), "ҰҚШҰ");
        assert_eq!(like("Касым-Жомарту", "касым-жомарт"), "Касым-Жомарт");
        assert_eq!(like("ОДКБ", "одкб"), "ОДКБ");
    }
}
