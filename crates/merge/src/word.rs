//! Words as written: their folded form, their inflections, and the numbers that they stand for.

use text::fold::fold;
use text::translit::word_similarity;

/// One word of a name as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub folded: String,
    /// Capital letters that it begins with.
    pub capitals: usize,
}

/// The words of a text, folded; apostrophes belong to words, a possessive ending does not.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut word = String::new();
    for letter in text.chars().chain([' ']) {
        if letter.is_alphanumeric() || matches!(letter, '\u{300}'..='\u{36f}') {
            word.push(letter);
        } else if is_apostrophe(letter) && !word.is_empty() {
            word.push('\'');
        } else if !word.is_empty() {
            let bare = word.strip_suffix("'s").unwrap_or(&word).trim_end_matches('\'');
            if !bare.is_empty() {
                let capitals = bare.chars().take_while(|c| c.is_uppercase()).count();
                out.push(Token { folded: fold(bare), capitals });
            }
            word.clear();
        }
    }
    out
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2018}' | '\u{2019}' | '\u{2bc}')
}

impl Token {
    /// Whether the word is this one in some inflection. Short words and abbreviations must stand as they are;
    /// longer ones may differ at the end: in `ending` letters at most, beside the one or two that give way.
    pub(crate) fn is_form_of(&self, word: &Token, ending: usize) -> bool {
        Inflected::of(self).is_in(word, ending)
    }
}

/// How a word is looked for in its inflections.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Inflected<'a> {
    folded: &'a str,
    length: usize,
    is_abbreviation: bool,
}

impl<'a> Inflected<'a> {
    pub(crate) fn of(token: &'a Token) -> Inflected<'a> {
        let length = token.folded.chars().count();
        let is_abbreviation = token.capitals >= 2 && token.capitals == length;
        Inflected { folded: &token.folded, length, is_abbreviation }
    }

    /// What every inflection begins with.
    pub(crate) fn stem(&self) -> &'a str {
        let cut = match self.length {
            _ if self.is_abbreviation => 0,
            0..=4 => 0,
            5 | 6 => 1,
            _ => 2,
        };
        let end = (cut > 0).then(|| self.folded.char_indices().nth_back(cut - 1)).flatten();
        end.and_then(|(end, _)| self.folded.get(..end)).unwrap_or(self.folded)
    }

    fn is_in(&self, word: &Token, ending: usize) -> bool {
        if self.folded == word.folded {
            return true;
        }
        if self.is_abbreviation {
            // only a suffix may follow, as agglutinating languages write it
            return word.capitals >= self.length && word.folded.starts_with(self.folded);
        }
        let ending = match self.length {
            0..=3 => return false,
            4 => ending.min(3),
            5 | 6 => ending,
            _ => ending + 1,
        };
        word.folded.strip_prefix(self.stem()).is_some_and(|rest| rest.chars().count() <= ending)
    }
}

/// Letters that may follow the stem of a name.
pub(crate) const OF_NAMES: usize = 3;
/// Letters that may follow the stem of another word: these languages derive much from one stem.
pub(crate) const OF_WORDS: usize = 6;

/// A word that no lexicon knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    pub folded: String,
    pub latin: String,
    pub sound: String,
}

impl Word {
    /// Whether another word is derived from this one, as an adjective from a city.
    pub(crate) fn begins(&self, other: &Word) -> bool {
        let token = |word: &Word| Token { folded: word.folded.clone(), capitals: 1 };
        token(self).is_form_of(&token(other), OF_WORDS)
    }

    /// Whether two words say the same: forms of one word, or across languages one that sounds like the other.
    pub(crate) fn answers(&self, other: &Word, one_language: bool) -> bool {
        if self.folded == other.folded || inflected(&self.folded, &other.folded) {
            return true;
        }
        if one_language || self.latin.len() < 4 || other.latin.len() < 4 {
            return false;
        }
        let start = |sound: &str| sound.as_bytes().first().copied();
        if start(&self.sound) != start(&other.sound) {
            return false;
        }
        inflected(&self.latin, &other.latin) || word_similarity(&self.latin, &other.latin) >= 0.75
    }
}

/// Two forms of one word: a long common beginning, short endings.
fn inflected(a: &str, b: &str) -> bool {
    let same = a.chars().zip(b.chars()).take_while(|(x, y)| x == y).count();
    let (x, y) = (a.chars().count(), b.chars().count());
    same >= 4 && x.max(y) - same <= 4 && x.min(y) - same.min(x.min(y)) <= 3 && same * 10 >= x.max(y) * 6
}

/// `2024`, `38th`, `11` with a suffix, `XII`.
pub(crate) fn number_of(token: &Token) -> Option<u32> {
    let digits: String = token.folded.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        let letters = token.folded.chars().count() - digits.len();
        return if letters <= 4 { digits.parse().ok() } else { None };
    }
    if token.capitals != token.folded.chars().count() || token.capitals > 7 {
        return None;
    }
    roman(&token.folded)
}

/// A Roman numeral up to 39, also when typed with the Cyrillic letters that look the same.
fn roman(folded: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let letters: String = folded
        .chars()
        .map(|letter| match letter {
            '\u{456}' => 'i',
            '\u{445}' => 'x',
            other => other,
        })
        .collect();
    let ones = letters.trim_start_matches('x');
    let tens = letters.len() - ones.len();
    let ones = ONES.iter().position(|numeral| *numeral == ones)?;
    let total = (tens * 10 + ones) as u32;
    (1..40).contains(&total).then_some(total)
}
