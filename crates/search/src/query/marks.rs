//! Which words of a text answer a query.

use std::collections::{HashMap, HashSet};

use record::Span;

use crate::analyse::{NAME, NameTerm, SHORT, STEM, Word, first_letter, folded_letter, forms, words};

/// A place in the query: which item, and which word of it.
type Place = (usize, usize);

/// A word of a text, and whether the text is indexed in shortened forms too.
type Asked = (Box<str>, bool);

/// The terms that answer each word of a query, to find them again in a text.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    terms: HashMap<String, Vec<Place>>,
    prefixes: Vec<(String, Place)>,
    /// What terms begin with, past their marks, and what names do: most words need no further look.
    firsts: HashSet<char>,
    name_firsts: HashSet<char>,
    /// Whether words with this first letter may answer.
    may: HashMap<char, bool>,
    /// The places that words were found to answer; texts of one answer share most of theirs.
    answers: HashMap<Asked, Vec<Place>>,
    /// How many words each item has; those of an item with several must follow each other.
    lengths: Vec<usize>,
}

/// A word of a text that answers an item of the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Marked {
    pub span: Span,
    pub item: usize,
}

impl Marks {
    /// Begins an item of so many words, and gives its number.
    pub fn item(&mut self, words: usize) -> usize {
        self.lengths.push(words);
        self.lengths.len() - 1
    }

    pub fn term(&mut self, term: &str, item: usize, word: usize) {
        match NameTerm::parse(term) {
            Some((latin, _)) if term.starts_with(NAME) => self.name_firsts.extend(latin.chars().next()),
            _ => self.firsts.extend(term.trim_start_matches([STEM, SHORT]).chars().next()),
        }
        let places = self.terms.entry(term.to_owned()).or_default();
        if !places.contains(&(item, word)) {
            places.push((item, word));
        }
    }

    pub fn prefix(&mut self, prefix: &str, item: usize, word: usize) {
        self.firsts.extend(prefix.chars().next());
        self.prefixes.push((prefix.to_owned(), (item, word)));
    }

    pub fn items(&self) -> usize {
        self.lengths.len()
    }

    /// Whether a word begins as any of the terms does.
    fn may_answer(&mut self, word: &Word<'_>) -> bool {
        let Some(first) = first_letter(word.text) else { return true };
        let Marks { firsts, name_firsts, may, .. } = self;
        let tell = || {
            let (folded, latin) = folded_letter(first);
            firsts.contains(&folded) || name_firsts.contains(&latin)
        };
        *may.entry(first).or_insert_with(tell)
    }

    /// The places of the query that a word answers.
    fn places(&mut self, word: &Word<'_>, cut: bool) -> Vec<Place> {
        if !self.may_answer(word) {
            return Vec::new();
        }
        let Marks { terms, prefixes, answers, .. } = self;
        let answer = || {
            let forms = forms(word);
            let forms_there = forms.whole().chain(forms.cut().filter(|_| cut));
            let mut places: Vec<Place> =
                forms_there.filter_map(|term| terms.get(&term)).flatten().copied().collect();
            let starts = prefixes.iter().filter(|(prefix, _)| forms.surface.starts_with(prefix));
            places.extend(starts.map(|(_, place)| *place));
            places.sort_unstable();
            places.dedup();
            places
        };
        answers.entry((Box::from(word.text), cut)).or_insert_with(answer).clone()
    }

    /// The words that answer, in order. Goes on until `enough` of the ones found so far says so.
    pub fn find(&mut self, text: &str, cut: bool, enough: &dyn Fn(&[Marked]) -> bool) -> Vec<Marked> {
        let mut marked: Vec<Marked> = Vec::new();
        if self.lengths.is_empty() {
            return marked;
        }
        // of the phrases begun so far: which word of the item comes next, and the spans of those before it
        let mut begun: Vec<(Place, Vec<Span>)> = Vec::new();
        for word in words(text) {
            let places = self.places(&word, cut);
            let before = marked.len();
            let mut going = Vec::new();
            for (item, at) in places {
                let last = self.lengths.get(item).is_none_or(|length| at + 1 == *length);
                let earlier = if at == 0 {
                    Some(Vec::new())
                } else {
                    begun.iter().find(|(next, _)| *next == (item, at)).map(|(_, spans)| spans.clone())
                };
                let Some(mut spans) = earlier else { continue };
                spans.push(word.span);
                if last {
                    marked.extend(spans.into_iter().map(|span| Marked { span, item }));
                } else {
                    going.push(((item, at + 1), spans));
                }
            }
            begun = going;
            if marked.len() > before && enough(&marked) {
                break;
            }
        }
        marked.sort_by_key(|one| (one.span.start, one.item));
        marked.dedup();
        marked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_phrase_are_marked_only_where_they_follow_each_other() {
        let mut marks = Marks::default();
        let phrase = marks.item(2);
        marks.term("council", phrase, 0);
        marks.term("=session", phrase, 1);
        let prefix = marks.item(1);
        marks.prefix("min", prefix, 0);
        let text = "The council met: council sessions in Minsk; a session of the council";
        let found: Vec<(&str, usize)> = marks
            .find(text, false, &|_| false)
            .iter()
            .map(|one| (one.span.of(text).unwrap(), one.item))
            .collect();
        assert_eq!(found, [("council", phrase), ("sessions", phrase), ("Minsk", prefix)]);
    }

    #[test]
    fn a_phrase_of_one_word_twice_is_followed() {
        let mut marks = Marks::default();
        let phrase = marks.item(2);
        marks.term("да", phrase, 0);
        marks.term("да", phrase, 1);
        assert_eq!(marks.find("да", false, &|_| false).len(), 0);
        assert_eq!(marks.find("да да", false, &|_| false).len(), 2);
        assert_eq!(marks.find("да да да", false, &|_| false).len(), 3);
    }
}
