//! Names and titles taken apart: what is known in them, numbers, and the words that are left.

use std::sync::Arc;

use text::translit::{latin, sound};

use crate::known::{Known, Meaning, Sign};
use crate::word::{Token, Word, number_of, tokens};

/// Whose body a name means in a publication. "Council of Ministers" is a body of many organisations, and no
/// profile lists them all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Home {
    /// The name is no body's, or the publication speaks of no organisation.
    #[default]
    Unknown,
    /// A body of these, which have a body of this name and are spoken of.
    Among(Vec<Sign>),
    /// None that is known to have such a body is spoken of: perhaps a body of these, which are.
    Elsewhere(Vec<Sign>),
}

/// A name or title taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// All words, folded.
    pub whole: String,
    /// Known names, each with all that it may stand for.
    pub names: Vec<Vec<Sign>>,
    /// Series of events.
    pub series: Vec<Sign>,
    /// What the words of a series mean, where a source may have translated its name.
    pub meant: Vec<Sign>,
    /// Notions, in order of their signs.
    pub notions: Vec<Sign>,
    /// Words that only say of what sort a thing is.
    pub sorts: Vec<Sign>,
    /// What is counted.
    pub counted: Vec<Sign>,
    /// Other words of some length.
    pub words: Vec<Word>,
    /// Ordinals and counts, not years.
    pub numbers: Vec<u32>,
    pub years: Vec<i16>,
}

/// What known names, notions, sorts and other words weigh when phrases are compared.
const NAME: f64 = 0.6;
const NOTION: f64 = 1.0;
const SORT: f64 = 0.2;
const WORD: f64 = 1.0;
/// What an unknown word weighs that finds no answer in another language.
const FOREIGN: f64 = 0.5;

/// How like two phrases are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Likeness {
    /// 0 to 1.
    pub share: f64,
    /// The weight of the notions and words that both have.
    pub content: f64,
}

impl Phrase {
    pub(crate) fn of(text: &str, known: &Known) -> Phrase {
        Phrase::read(text, known, |_| true)
    }

    /// Word by word, as if no name were known.
    pub(crate) fn spelled(text: &str, known: &Known) -> Phrase {
        Phrase::read(text, known, |sign| !matches!(known.meaning(sign), Meaning::Name | Meaning::Series))
    }

    /// The organisations that a text names outright, also inside the names of their bodies.
    pub(crate) fn organisations(text: &str, known: &Known) -> Vec<Sign> {
        Phrase::read(text, known, |sign| known.is_organisation(sign)).names.into_iter().flatten().collect()
    }

    fn read(text: &str, known: &Known, accepts: impl Fn(Sign) -> bool) -> Phrase {
        let tokens = tokens(text);
        let mut phrase = Phrase { whole: join(&tokens), ..Phrase::default() };
        let mut at = 0;
        while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
            at += match known.longest(rest, &accepts) {
                Some((count, signs)) => {
                    phrase.take_known(&signs, known);
                    if signs.iter().all(|&sign| known.meaning(sign) == Meaning::Counted) {
                        rest.iter().take(count).for_each(|token| phrase.take_other(token));
                    }
                    count
                }
                None => {
                    if let Some(token) = rest.first() {
                        phrase.take_other(token);
                    }
                    1
                }
            };
        }
        for list in [
            &mut phrase.notions,
            &mut phrase.sorts,
            &mut phrase.series,
            &mut phrase.meant,
            &mut phrase.counted,
        ] {
            list.sort_unstable();
            list.dedup();
        }
        phrase.names.sort();
        phrase.names.dedup();
        phrase.numbers.sort_unstable();
        phrase.numbers.dedup();
        phrase.years.sort_unstable();
        phrase.years.dedup();
        phrase
    }

    fn take_known(&mut self, signs: &[Sign], known: &Known) {
        let mut names = Vec::new();
        let of_series = signs.iter().any(|&sign| known.meaning(sign) == Meaning::Series);
        for &sign in signs {
            match known.meaning(sign) {
                Meaning::Name => names.push(sign),
                Meaning::Series => self.series.push(sign),
                Meaning::Notion if of_series => self.meant.push(sign),
                Meaning::Notion => self.notions.push(sign),
                Meaning::Sort => self.sorts.push(sign),
                Meaning::Counted => self.counted.push(sign),
                Meaning::Number(number) => self.numbers.push(number),
            }
        }
        if !names.is_empty() {
            self.names.push(names);
        }
    }

    fn take_other(&mut self, token: &Token) {
        if let Some(number) = number_of(token) {
            match i16::try_from(number) {
                Ok(year @ 1900..=2100) => self.years.push(year),
                _ => self.numbers.push(number),
            }
            return;
        }
        // short words join others; abbreviations do not
        let length = token.folded.chars().count();
        if length > 3 || length > 1 && token.capitals == length {
            let latin = latin(&token.folded).to_ascii_lowercase();
            self.words.push(Word { sound: sound(&latin), folded: token.folded.clone(), latin });
        }
    }

    /// Settles whose body a name means in a publication; see [`Home`].
    pub(crate) fn settle_at(phrase: &mut Arc<Phrase>, home: &Home, text: &str, known: &Known) {
        match home {
            Home::Unknown => {}
            Home::Among(organisations) => {
                let phrase = Arc::make_mut(phrase);
                for names in &mut phrase.names {
                    names.retain(|&sign| {
                        let whole = known.whole(sign);
                        whole == sign || !known.is_organisation(whole) || organisations.contains(&whole)
                    });
                }
                phrase.names.retain(|names| !names.is_empty());
            }
            Home::Elsewhere(organisations) => {
                let spelled = Phrase::spelled(text, known);
                let whole = format!("{}\u{1}{organisations:?}", spelled.whole);
                *phrase = Arc::new(Phrase { whole, names: vec![organisations.clone()], ..spelled });
            }
        }
    }

    /// What it says beyond the words of another phrase, such as the body that issued a document.
    pub(crate) fn beyond(&self, other: &Phrase) -> Phrase {
        let mut rest = self.clone();
        rest.notions.retain(|notion| !other.notions.contains(notion));
        rest.words.retain(|word| {
            !other.words.iter().any(|theirs| word.answers(theirs, true) || theirs.begins(word))
        });
        rest
    }

    /// Whether it says which thing is meant, beyond its sort, its body and its number.
    pub(crate) fn is_distinct(&self) -> bool {
        !self.notions.is_empty() || !self.words.is_empty()
    }

    /// How like two phrases are: notions and known names across languages, other words by spelling within a
    /// language and by sound across scripts.
    pub(crate) fn likeness(&self, other: &Phrase, known: &Known, one_language: bool) -> Likeness {
        let notions = common(&self.notions, &other.notions) as f64 * NOTION;
        let sorts = common(&self.sorts, &other.sorts) as f64 * SORT;
        let names =
            self.names.iter().filter(|mine| other.names.iter().any(|theirs| near(mine, theirs, known)));
        let names = names.count().min(other.names.len()) as f64 * NAME;
        let series = common(&self.series, &other.series) as f64;
        let pairs = self.common_words(other, one_language) as f64;
        let matched = notions + sorts + names + series + pairs * WORD;
        let (mine, theirs) = (self.weight(pairs, one_language), other.weight(pairs, one_language));
        let (short, both) = (mine.min(theirs), mine + theirs);
        if both <= 0.0 {
            return Likeness { share: 0.0, content: 0.0 };
        }
        let dice = (2.0 * matched / both).min(1.0);
        let contained = if short >= 1.5 { 0.85 * (matched / short).min(1.0) } else { 0.0 };
        Likeness { share: dice.max(contained), content: notions + series + pairs * WORD }
    }

    fn weight(&self, answered: f64, one_language: bool) -> f64 {
        let words = self.words.len() as f64;
        let unanswered = (words - answered).max(0.0) * if one_language { WORD } else { FOREIGN };
        self.notions.len() as f64 * NOTION
            + self.sorts.len() as f64 * SORT
            + self.names.len() as f64 * NAME
            + self.series.len() as f64
            + words.min(answered) * WORD
            + unanswered
    }

    fn common_words(&self, other: &Phrase, one_language: bool) -> usize {
        let mut used = vec![false; other.words.len()];
        let mut count = 0;
        for mine in &self.words {
            let answer = other
                .words
                .iter()
                .zip(&mut used)
                .find(|(theirs, used)| !**used && mine.answers(theirs, one_language));
            if let Some((_, used)) = answer {
                *used = true;
                count += 1;
            }
        }
        count
    }
}

fn join(tokens: &[Token]) -> String {
    let words: Vec<&str> = tokens.iter().map(|token| token.folded.as_str()).collect();
    words.join(" ")
}

/// How many of sorted signs are in both.
pub(crate) fn common<T: Ord>(a: &[T], b: &[T]) -> usize {
    a.iter().filter(|sign| b.binary_search(sign).is_ok()).count()
}

/// Whether two names may stand for one thing, or one for a part of the other.
pub(crate) fn near(a: &[Sign], b: &[Sign], known: &Known) -> bool {
    a.iter().any(|&x| b.iter().any(|&y| known.within(x, y) || known.within(y, x)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        let mut known = Known::from_names([
            ("org", "Northern Union"),
            ("org", "Северный союз"),
            ("org/council", "Council of the Northern Union"),
            ("org/council", "Совет Северного союза"),
            ("org", "СС"),
        ]);
        known.word("kind:session", "session");
        known.word("kind:session", "сессия");
        known.word("security", "безопасность");
        known.word("security", "security");
        known.word("n:2", "second");
        known
    }

    fn phrase(text: &str) -> Phrase {
        Phrase::of(text, &known())
    }

    #[test]
    fn known_names_are_found_in_any_inflection_and_the_longest_first() {
        let a = phrase("сессия Совета Северного союза");
        let b = phrase("session of the Council of the Northern Union");
        assert_eq!(a.names, b.names);
        assert_eq!(a.sorts, b.sorts);
        assert!(!a.is_distinct() && !b.is_distinct());
        assert_eq!(phrase("ССтин сессиясы").names.len(), 1, "an abbreviation with a suffix");
        assert!(phrase("сс").names.is_empty(), "not an abbreviation in small letters");
    }

    #[test]
    fn numbers_are_read_from_digits_words_and_roman_numerals() {
        for text in ["11-саммит", "XI summit", "ХІ саммит", "11th summit"] {
            assert_eq!(phrase(text).numbers, [11], "{text}");
        }
        assert_eq!(phrase("Second conference").numbers, [2]);
        assert_eq!(phrase("plan for 2024–2029").years, [2024, 2029]);
        assert_eq!(phrase("Session XXIX, VX IIV").numbers, [29]);
    }

    #[test]
    fn likeness_counts_what_both_say() {
        let known = known();
        let like = |a: &str, b: &str, one| phrase(a).likeness(&phrase(b), &known, one).share;
        assert!(like("forum on regional security", "форум региональной безопасности", false) > 0.7);
        assert!(like("forum on regional security", "plan of fisheries", true) < 0.1);
        assert!(like("declaration on water", "declaration on water and energy supply", true) > 0.7);
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_stays_in_bounds(a in "\\PC{0,40}", b in "\\PC{0,40}") {
            let known = known();
            let (a, b) = (Phrase::of(&a, &known), Phrase::of(&b, &known));
            proptest::prop_assert!((0.0..=1.0).contains(&a.likeness(&b, &known, false).share));
            proptest::prop_assert!((0.0..=1.0).contains(&b.likeness(&a, &known, true).share));
        }
    }
}
