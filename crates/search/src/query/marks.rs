//! Which words of a text answer a query.

use std::collections::HashMap;

use record::Span;

use crate::analyse::{forms, words};

/// A place in the query: which item, and which word of it.
type Place = (usize, usize);

/// The terms that answer each word of a query, to find them again in a text.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    terms: HashMap<String, Vec<Place>>,
    prefixes: Vec<(String, Place)>,
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
        let places = self.terms.entry(term.to_owned()).or_default();
        if !places.contains(&(item, word)) {
            places.push((item, word));
        }
    }

    pub fn prefix(&mut self, prefix: &str, item: usize, word: usize) {
        self.prefixes.push((prefix.to_owned(), (item, word)));
    }

    pub fn items(&self) -> usize {
        self.lengths.len()
    }

    /// The words that answer, in order. Goes on until `enough` of the ones found so far says so.
    pub fn find(&self, text: &str, cut: bool, enough: &dyn Fn(&[Marked]) -> bool) -> Vec<Marked> {
        let mut marked: Vec<Marked> = Vec::new();
        if self.lengths.is_empty() {
            return marked;
        }
        let mut remembered: HashMap<(&str, bool), Vec<Place>> = HashMap::new();
        // of the phrases begun so far: which word of the item comes next, and the spans of those before it
        let mut begun: Vec<(Place, Vec<Span>)> = Vec::new();
        for word in words(text) {
            let places = remembered.entry((word.text, word.capital)).or_insert_with(|| {
                let forms = forms(&word);
                let shortened = forms.cut().filter(|_| cut);
                let mut places: Vec<Place> = forms
                    .whole()
                    .chain(shortened)
                    .filter_map(|term| self.terms.get(&term))
                    .flatten()
                    .copied()
                    .collect();
                let starts = self.prefixes.iter().filter(|(prefix, _)| forms.surface.starts_with(prefix));
                places.extend(starts.map(|(_, place)| *place));
                places.sort_unstable();
                places.dedup();
                places
            });
            let before = marked.len();
            let mut going = Vec::new();
            for &(item, at) in places.iter() {
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
