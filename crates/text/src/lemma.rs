//! The dictionary form of a name that stands by itself, without a sentence that tells its case.
//!
//! A name is taken as a head with what agrees with it; what hangs on the head keeps its form. Each case in
//! which the agreeing words can stand together gives a nominative; the one that most of the likely cases give wins.

use std::ops::Range;

use crate::morph::{Analysis, Morphology, Tags};
use crate::token::{Shape, Token, TokenKind, tokenise};

const CASES: [Tags; 6] = [Tags::NOM, Tags::GEN, Tags::DAT, Tags::ACC, Tags::INS, Tags::LOC];
/// A reading that the dictionary does not give but that is not to be ruled out.
const FAINT: f32 = 0.001;
/// Most words of a person's name.
const PERSON_WORDS: usize = 4;

/// The name in dictionary form; as written where no word of it can be read.
pub fn name_lemma(name: &str, morphology: &dyn Morphology) -> String {
    let tokens = tokenise(name);
    let words: Vec<Word> = tokens.iter().map(|token| Word::read(name, *token, morphology)).collect();
    let Some(agreeing) = agreeing(&words) else { return even(name) };
    let mut found: Vec<(String, f32)> = Vec::new();
    for case in CASES {
        for number in [Tags::SG, Tags::PL] {
            let reading = case.with(number);
            let Some(likely) = likelihood(&words, &agreeing, reading) else { continue };
            let form = in_nominative(name, &words, &agreeing, reading, morphology);
            match found.iter_mut().find(|(known, _)| *known == form) {
                Some((_, sum)) => *sum += likely,
                None => found.push((form, likely)),
            }
        }
    }
    let best = found.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    best.map_or_else(|| even(name), |(form, _)| form)
}

fn even(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

struct Word<'a> {
    token: Token,
    written: &'a str,
    readings: Vec<Analysis>,
}

impl<'a> Word<'a> {
    fn read(name: &'a str, token: Token, morphology: &dyn Morphology) -> Word<'a> {
        let written = token.span.of(name).unwrap_or_default();
        let declined = token.kind == TokenKind::Word && token.shape != Shape::Upper;
        let readings = if declined { morphology.analyse(written) } else { Vec::new() };
        Word { token, written, readings }
    }

    fn is_word(&self) -> bool {
        self.token.kind == TokenKind::Word
    }

    fn can_be(&self, tags: Tags) -> bool {
        self.readings.iter().any(|one| one.tags.has_any(tags) && one.tags.has_any(Tags::CASES))
    }

    /// How likely it stands in this case and number.
    fn likelihood(&self, reading: Tags) -> f32 {
        self.readings.iter().filter(|one| one.tags.has(reading)).map(|one| one.probability).sum()
    }
}

/// The words that decline together: adjectives and their noun, or all parts of a person's name.
fn agreeing(words: &[Word<'_>]) -> Option<Range<usize>> {
    let start = words.iter().position(Word::is_word)?;
    let nominal = |word: &Word<'_>| word.can_be(Tags::NOUN.with(Tags::PROPN));
    let mut head = start;
    loop {
        let word = words.get(head).filter(|word| word.is_word() && !word.readings.is_empty())?;
        let modifier = word.can_be(Tags::ADJ.with(Tags::PART).with(Tags::DET));
        let first_is_noun =
            word.readings.first().is_some_and(|one| one.tags.has_any(Tags::NOUN.with(Tags::PROPN)));
        let goes_on = words.get(head + 1).is_some_and(|next| next.is_word() && !next.readings.is_empty());
        if modifier && !first_is_noun && goes_on {
            head += 1;
        } else if nominal(word) || modifier {
            break;
        } else {
            return None;
        }
    }
    let all_capitals =
        words.iter().filter(|word| word.is_word()).all(|word| word.token.shape == Shape::Title);
    let person = head == start
        && all_capitals
        && words.len() <= PERSON_WORDS
        && words.get(start..).is_some_and(|rest| rest.iter().all(|word| !word.readings.is_empty()))
        && words.get(head).is_some_and(|word| word.can_be(Tags::PROPN));
    Some(start..if person { words.len() } else { head + 1 })
}

/// How likely all these words stand in one case and number; `None` where they cannot.
fn likelihood(words: &[Word<'_>], agreeing: &Range<usize>, reading: Tags) -> Option<f32> {
    let words = words.get(agreeing.clone())?;
    let each: Vec<f32> = words.iter().map(|word| word.likelihood(reading)).collect();
    let possible = each.iter().any(|one| *one > 0.0);
    possible.then(|| each.iter().map(|one| one.max(FAINT)).product())
}

fn in_nominative(
    name: &str,
    words: &[Word<'_>],
    agreeing: &Range<usize>,
    reading: Tags,
    morphology: &dyn Morphology,
) -> String {
    let gender = gender(words, agreeing, reading);
    let mut out = String::new();
    let mut at = 0;
    for (number, word) in words.iter().enumerate() {
        out.push_str(name.get(at..word.token.span.start).unwrap_or_default());
        at = word.token.span.end;
        let form = if agreeing.contains(&number) && !reading.has(Tags::NOM) {
            let wanted = reading.with(gender);
            morphology
                .nominative(word.written, wanted)
                .or_else(|| morphology.nominative(word.written, reading))
        } else {
            None
        };
        out.push_str(form.as_deref().unwrap_or(word.written));
    }
    out.push_str(name.get(at..).unwrap_or_default());
    even(&out)
}

/// The gender that the agreeing words share in this reading.
fn gender(words: &[Word<'_>], agreeing: &Range<usize>, reading: Tags) -> Tags {
    let fits = |gender: Tags| {
        words
            .get(agreeing.clone())
            .unwrap_or_default()
            .iter()
            .map(|word| word.likelihood(reading.with(gender)).max(FAINT))
            .product::<f32>()
    };
    let genders = [Tags::MASC, Tags::FEM, Tags::NEUT];
    genders.into_iter().max_by(|a, b| fits(*a).total_cmp(&fits(*b))).unwrap_or(Tags::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::morph::Dictionary;

    #[test]
    fn names_by_themselves_come_to_their_dictionary_forms() {
        let Some(dictionary) = Dictionary::bundled() else { panic!("the bundled dictionary does not open") };
        for (written, lemma) in [
            ("Астане", "Астана"),
            ("Верховного суда", "Верховный суд"),
            ("Организации Объединённых Наций", "Организация Объединённых Наций"),
            ("Сергею Лаврову", "Сергей Лавров"),
            ("Марии Захаровой", "Мария Захарова"),
            ("Совету ЕС", "Совет ЕС"),
            ("МИД Армении", "МИД Армении"),
            ("Минск", "Минск"),
            ("«Газпрома»", "«Газпром»"),
            ("2024", "2024"),
            ("", ""),
        ] {
            assert_eq!(name_lemma(written, &dictionary), lemma, "{written}");
        }
    }
}
