//! Which language a text is in.
//!
//! First the script, by counting letters. A script of one language decides alone; among the languages of
//! Cyrillic, Latin and Arabic script a naive Bayes model over byte sequences decides, helped by the
//! letters of each language's alphabet and by its frequent short words, without which a heading of three
//! words is told wrongly. What is known of languages comes from a pack; nothing of it is in the code.

mod model;
mod script;

use std::collections::HashMap;
use std::fmt;

use record::Lang;
use unicode_normalization::{UnicodeNormalization, is_nfc_quick};

use model::Table;
pub use model::{Column, write_table};
pub use script::Script;

/// How much of a text is looked at, in bytes: more tells no better.
const SAMPLE: usize = 1200;
/// What a letter outside a language's alphabet costs it, in nats.
const FOREIGN_LETTER: f32 = 4.0;
/// What a frequent word brings a language, in nats.
const FREQUENT_WORD: f32 = 2.5;

/// The language that a text is most likely in.
#[derive(Clone, Debug, PartialEq)]
pub struct Guess {
    /// `und` where there are no letters or the script is not known.
    pub lang: Lang,
    /// From 0 to 1; how far the next likely language is behind. It is no probability of being right.
    pub confidence: f32,
}

/// A pack that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadPack {
    /// A line of the list of languages, counted from one.
    Line(usize, String),
    Model(&'static str),
}

impl fmt::Display for BadPack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadPack::Line(line, what) => write!(f, "languages.tsv, line {line}: {what}"),
            BadPack::Model(what) => write!(f, "language model: {what}"),
        }
    }
}

impl std::error::Error for BadPack {}

/// A line of the list of languages.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    pub lang: &'a str,
    pub script: Script,
    pub advantage: f32,
    pub letters: &'a str,
    pub words: &'a str,
}

/// Reads the list of languages: tag, script, advantage, letters, words.
pub fn rows(list: &str) -> Result<Vec<Row<'_>>, BadPack> {
    let lines =
        list.lines().enumerate().filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let row = |(index, line)| {
        let bad = |what: &str| BadPack::Line(index + 1, what.to_owned());
        let mut fields = str::split(line, '\t');
        let lang = fields.next().filter(|tag| !tag.is_empty()).ok_or_else(|| bad("no language"))?;
        let script = fields.next().and_then(Script::named).ok_or_else(|| bad("no known script"))?;
        let advantage =
            fields.next().unwrap_or("0").parse().map_err(|_| bad("the advantage is no number"))?;
        let letters = fields.next().unwrap_or_default();
        let words = fields.next().unwrap_or_default();
        Ok(Row { lang, script, advantage, letters, words })
    };
    lines.map(row).collect()
}

/// Languages that share a script.
struct Family {
    langs: Vec<Lang>,
    advantages: Vec<f32>,
    /// `None` where the script has one language only.
    table: Option<Table>,
    /// Which languages have a letter, one bit each.
    letters: HashMap<char, u64>,
    words: HashMap<String, u64>,
}

pub struct LangId {
    families: HashMap<Script, Family>,
}

impl LangId {
    /// Loads a pack: the list of languages and the model.
    pub fn load(list: &str, model: &[u8]) -> Result<LangId, BadPack> {
        let mut families: HashMap<Script, Family> = HashMap::new();
        for (index, row) in rows(list)?.into_iter().enumerate() {
            let family = families.entry(row.script).or_insert_with(Family::empty);
            let bit = u32::try_from(family.langs.len()).ok().and_then(|bit| 1u64.checked_shl(bit));
            let bit = bit
                .ok_or_else(|| BadPack::Line(index + 1, "more than 64 languages of one script".to_owned()))?;
            family.langs.push(Lang::new(row.lang));
            family.advantages.push(row.advantage);
            row.letters.chars().for_each(|letter| *family.letters.entry(letter).or_default() |= bit);
            row.words.split(' ').for_each(|word| *family.words.entry(word.to_owned()).or_default() |= bit);
        }
        let mut tables = model::read(model)?;
        for (script, family) in families.iter_mut().filter(|(_, family)| family.langs.len() > 1) {
            let table =
                tables.remove(script).ok_or(BadPack::Model("a script of several languages has no table"))?;
            let same = table.langs().eq(family.langs.iter().map(Lang::as_str));
            family.table = Some(table).filter(|_| same);
            if !same {
                return Err(BadPack::Model("its languages are not those of the list, in their order"));
            }
        }
        Ok(LangId { families })
    }

    /// The language of a text, by its first bytes.
    pub fn identify(&self, text: &str) -> Guess {
        let undetermined = Guess { lang: Lang::default(), confidence: 0.0 };
        let text = text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or_default();
        let Some(family) = script::dominant(text).and_then(|script| self.families.get(&script)) else {
            return undetermined;
        };
        let scores = family.scores(text);
        let best =
            (0..scores.len()).max_by(|&a, &b| at(&scores, a).total_cmp(&at(&scores, b))).unwrap_or_default();
        let scale = (text.len() as f32).sqrt().max(1.0);
        let sum: f32 = scores.iter().map(|score| ((score - at(&scores, best)) / scale).exp()).sum();
        family
            .langs
            .get(best)
            .map_or(undetermined, |lang| Guess { lang: lang.clone(), confidence: 1.0 / sum.max(1.0) })
    }
}

fn at(scores: &[f32], index: usize) -> f32 {
    scores.get(index).copied().unwrap_or(f32::MIN)
}

impl Family {
    fn empty() -> Family {
        Family {
            langs: Vec::new(),
            advantages: Vec::new(),
            table: None,
            letters: HashMap::new(),
            words: HashMap::new(),
        }
    }

    /// A score for each language, in nats; higher is likelier.
    fn scores(&self, text: &str) -> Vec<f32> {
        let mut scores = self.advantages.clone();
        let Some(table) = &self.table else {
            return scores;
        };
        let shouted = !text.chars().any(char::is_lowercase);
        let composed = is_nfc_quick(text.chars()) == unicode_normalization::IsNormalized::Yes;
        let ready = match (shouted, composed) {
            (false, true) => None,
            (false, false) => Some(text.nfc().collect::<String>()),
            (true, _) => Some(text.nfc().collect::<String>().to_lowercase()),
        };
        let text = ready.as_deref().unwrap_or(text);
        table.add_scores(text.as_bytes(), &mut scores);
        self.add_letters(text, &mut scores);
        self.add_words(text, &mut scores);
        scores
    }

    fn add_letters(&self, text: &str, scores: &mut [f32]) {
        let mut seen: Vec<(char, u32)> = Vec::new();
        for c in text.chars().filter(|c| !c.is_ascii()).flat_map(char::to_lowercase) {
            let full = seen.len() >= 128;
            match seen.iter_mut().find(|(letter, _)| *letter == c) {
                Some((_, count)) => *count += 1,
                None if full => {}
                None => seen.push((c, 1)),
            }
        }
        for (letter, count) in seen {
            // A letter of no language here is a foreign name's, and tells nothing.
            if let Some(&having) = self.letters.get(&letter) {
                let cost = FOREIGN_LETTER * (count as f32).ln_1p();
                each_bit(!having, scores, -cost);
            }
        }
    }

    fn add_words(&self, text: &str, scores: &mut [f32]) {
        let mut seen: HashMap<&str, (u64, u32)> = HashMap::new();
        let mut folded = String::new();
        for word in text.split(|c: char| !c.is_alphabetic() && c != '\'') {
            // The longest word listed is far below this.
            if word.is_empty() || word.len() > 24 {
                continue;
            }
            folded.clear();
            folded.extend(word.chars().flat_map(char::to_lowercase));
            if let Some((word, &having)) = self.words.get_key_value(folded.as_str()) {
                seen.entry(word).or_insert((having, 0)).1 += 1;
            }
        }
        for (having, count) in seen.into_values() {
            each_bit(having, scores, FREQUENT_WORD * (count as f32).ln_1p());
        }
    }
}

fn each_bit(bits: u64, scores: &mut [f32], amount: f32) {
    scores
        .iter_mut()
        .enumerate()
        .filter(|(index, _)| bits >> index & 1 == 1)
        .for_each(|(_, score)| *score += amount);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = include_str!("../../../../packs/und/langid/languages.tsv");
    const MODEL: &[u8] = include_bytes!("../../../../packs/und/langid/model.bin");

    fn lang(text: &str) -> String {
        LangId::load(LIST, MODEL).unwrap().identify(text).lang.as_str().to_owned()
    }

    #[test]
    fn tells_short_texts_of_the_languages_that_are_read() {
        for (expected, text) in [
            ("en", "The session took place in Astana."),
            ("ru", "Сессия прошла в Астане."),
            ("ru", "СОВЕТ МИНИСТРОВ ОБОРОНЫ"),
            ("kk", "Сессия Астанада өтті, құжаттарға қол қойылды."),
            ("ky", "Жыйын Бишкекте өттү жана документтерге кол коюлду."),
            ("tg", "Ҷаласа дар Душанбе баргузор шуд."),
            ("hy", "Նիստը կայացավ Երևանում։"),
            ("hy", "CSTO նիստը կայացավ Երևանում։"),
            ("be", "Пасяджэнне адбылося ў Мінску."),
            ("uk", "Засідання відбулося в Києві."),
            ("uz", "Yigʻilish Toshkentda boʻlib oʻtdi."),
            ("uz", "Йиғилиш Тошкентда бўлиб ўтди."),
            ("ka", "სხდომა გაიმართა თბილისში."),
            ("und", "2024-11-28 ***"),
            ("und", ""),
        ] {
            assert_eq!(lang(text), expected, "{text}");
        }
    }

    #[test]
    fn decomposed_letters_count_as_composed_ones() {
        let text: String = "Який це був рік, її країна".nfd().collect();
        assert_eq!(lang(&text), "uk");
    }

    #[test]
    fn a_bad_pack_is_refused_with_the_line() {
        let error = |list: &str, model: &[u8]| LangId::load(list, model).err().map(|bad| bad.to_string());
        assert_eq!(error("ru\tXxxx\n", MODEL).unwrap(), "languages.tsv, line 1: no known script");
        assert_eq!(
            error("# x\nru\tCyrl\ty\n", MODEL).unwrap(),
            "languages.tsv, line 2: the advantage is no number"
        );
        assert_eq!(error(LIST, b"x").unwrap(), "language model: it does not begin with its name");
        for cut in [MODEL.len() - 1, MODEL.len() / 2, 100, 20, 9] {
            assert!(error(LIST, &MODEL[..cut]).is_some(), "{cut}");
        }
        assert!(error("ru\tCyrl\nxx\tCyrl\n", MODEL).unwrap().contains("are not those of the list"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text: String) {
            thread_local!(static PACK: LangId = LangId::load(LIST, MODEL).unwrap());
            let guess = PACK.with(|pack| pack.identify(&text));
            proptest::prop_assert!((0.0..=1.0).contains(&guess.confidence));
        }
    }
}
