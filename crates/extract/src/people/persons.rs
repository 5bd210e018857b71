//! The persons of a publication, and where each is named.

use std::collections::HashMap;
use std::sync::Arc;

use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use crate::doc::{Doc, Tokens};
use crate::forms;

/// A person of the publication, under the fullest form of the name in it.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub name: String,
    /// Folded last word of the name in its dictionary form.
    surname: String,
    /// Where the fullest form stands first.
    pub tokens: Tokens,
}

/// The persons of a publication and every place where one is named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Persons {
    pub known: Arc<Vec<Person>>,
    /// In order of the text: tokens and whose name they are.
    pub named: Vec<(Tokens, usize)>,
    by_word: ByWord,
}

/// Many persons by the words of their names: two names of one person share a word. Of few none is asked for.
#[derive(Clone, Debug, Default)]
struct ByWord {
    words: HashMap<String, Vec<usize>>,
    /// How many persons were taken in.
    count: usize,
}

impl ByWord {
    const FEW: usize = 100;

    fn take_in(&mut self, known: &[Person]) {
        if known.len() > ByWord::FEW {
            for (at, person) in known.iter().enumerate().skip(self.count) {
                ByWord::enter(&mut self.words, &person.name, at);
            }
            self.count = known.len();
        }
    }

    /// Adds a name to a person who was taken in.
    fn add(&mut self, name: &str, at: usize) {
        if at < self.count {
            ByWord::enter(&mut self.words, name, at);
        }
    }

    fn enter(words: &mut HashMap<String, Vec<usize>>, name: &str, at: usize) {
        for word in name.split(|c: char| c == '.' || c.is_whitespace()).filter(|word| !word.is_empty()) {
            words.entry(word.to_owned()).or_default().push(at);
        }
    }

    /// Whoever may be called this, in order; `None` where there are few.
    fn like(&self, name: &str) -> Option<Vec<usize>> {
        if self.count == 0 {
            return None;
        }
        let words = name.split(|c: char| c == '.' || c.is_whitespace());
        let mut like: Vec<usize> = words.filter_map(|word| self.words.get(word)).flatten().copied().collect();
        like.sort_unstable();
        like.dedup();
        Some(like)
    }
}

impl Persons {
    pub fn collect(doc: &Doc<'_, '_>) -> Persons {
        let mut persons = Persons::default();
        for &id in doc.all("person") {
            let mention = doc.mention(id);
            let dated = |at: usize| crate::events::dated_word(doc.word(at));
            let aside = names_body(doc, &mention.tokens) || names_city(doc, &mention.tokens);
            if aside || mention.tokens.clone().any(dated) {
                continue;
            }
            let governor = governor_of(doc, &mention.tokens);
            let name = forms::person(doc, &mention.tokens, governor.as_ref());
            let surname = surname_in(doc, &mention.tokens, &name);
            let at = persons.enter(name, surname, mention.tokens.clone());
            persons.named.push((mention.tokens.clone(), at));
        }
        persons.add_surnames(doc);
        persons.named.sort_by_key(|(tokens, _)| tokens.start);
        persons
    }

    /// The number of the person of this name, entered now if new.
    fn enter(&mut self, name: String, surname: String, tokens: Tokens) -> usize {
        let same = self.same_as(&name);
        let known = Arc::make_mut(&mut self.known);
        match same {
            Some(at) => {
                let abbreviated = |name: &str| name.contains('.');
                let parts = |name: &str| name.split_whitespace().count();
                let fuller = parts(&name) > parts(&known[at].name) && !abbreviated(&name)
                    || abbreviated(&known[at].name) && !abbreviated(&name);
                if fuller {
                    self.by_word.add(&name, at);
                    known[at].name = name;
                    known[at].tokens = tokens;
                }
                at
            }
            None => {
                known.push(Person { name, surname, tokens });
                known.len() - 1
            }
        }
    }

    /// The first known person whose this name is.
    fn same_as(&mut self, name: &str) -> Option<usize> {
        self.by_word.take_in(&self.known);
        let same = |at: &usize| same_person(&self.known[*at].name, name);
        match self.by_word.like(name) {
            Some(like) => like.into_iter().find(same),
            None => (0..self.known.len()).find(same),
        }
    }

    /// Those who are named in a part of the text.
    pub fn stretch(&self, tokens: &Tokens) -> Persons {
        let from = self.named.partition_point(|(name, _)| name.start < tokens.start);
        let to = self.named.partition_point(|(name, _)| name.start < tokens.end);
        Persons {
            known: self.known.clone(),
            named: self.named[from..to].to_vec(),
            by_word: ByWord::default(),
        }
    }

    /// Finds surnames standing alone, in any case, of persons named in full elsewhere.
    fn add_surnames(&mut self, doc: &Doc<'_, '_>) {
        let mut by_start: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, person) in self.known.iter().enumerate() {
            by_start.entry(head(&person.surname)).or_default().push(at);
        }
        let taken: Vec<Tokens> = self.named.iter().map(|(tokens, _)| tokens.clone()).collect();
        let mut next = 0;
        for (at, token) in doc.chart.tokens().iter().enumerate() {
            while taken.get(next).is_some_and(|tokens| tokens.end <= at) {
                next += 1;
            }
            let inside = taken.get(next).is_some_and(|tokens| tokens.contains(&at));
            if inside || token.kind != TokenKind::Word || !token.is_capitalised() {
                continue;
            }
            let word = fold(doc.word(at));
            let candidates = by_start.get(&head(&word)).into_iter().flatten().copied();
            let mut fitting =
                candidates.filter(|&person| inflected_alike(&self.known[person].surname, &word));
            if let (Some(person), None) = (fitting.next(), fitting.next()) {
                self.named.push((at..at + 1, person));
            }
        }
    }

    pub fn within(&self, tokens: &Tokens) -> impl DoubleEndedIterator<Item = (&Tokens, usize)> {
        let from = self.named.partition_point(|(name, _)| name.start < tokens.start);
        let to = from + self.named[from..].partition_point(|(name, _)| name.start < tokens.end);
        self.named[from..to].iter().map(|(name, person)| (name, *person))
    }

    pub fn at(&self, tokens: &Tokens) -> Option<usize> {
        self.within(tokens).next().map(|(_, person)| person)
    }
}

/// Whom "he" or "she" means: the one person whom the words before name that it can mean, at most two sentences back.
pub(super) fn meant_by(doc: &Doc<'_, '_>, pronoun: &Tokens) -> Option<Tokens> {
    const BACK: usize = 2;
    let gender = doc.starts("pronoun", pronoun.start)?.attribute("g")?;
    let agrees = |person: usize| {
        let first = doc.persons.known[person].tokens.start;
        let of_name = doc.starts("first-name", first).and_then(|name| name.attribute("g"));
        of_name.is_none_or(|of_name| of_name == gender)
    };
    let number = doc.chart.sentence_of(pronoun.start);
    let sentences = (0..=BACK).filter_map(|back| number.checked_sub(back));
    for number in sentences {
        let tokens = &doc.chart.segments.sentences.get(number)?.tokens;
        let scope = tokens.start..tokens.end.min(pronoun.start);
        let mut named = doc.persons.within(&scope).filter(|(_, person)| agrees(*person)).peekable();
        let Some((name, person)) = named.peek().map(|(name, person)| ((*name).clone(), *person)) else {
            continue;
        };
        return named.all(|(_, other)| other == person).then_some(name);
    }
    None
}

/// Words of a body's name that look like a person's: "the Heydar Aliyev Foundation".
fn names_body(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    doc.pack.setting("persons-outside-bodies").is_some()
        && doc.covering("org", tokens).any(|org| org.tokens.len() > tokens.len())
}

/// "met in Novi Sad": the name of a city after a word of place.
fn names_city(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let placed = tokens.start > 0 && doc.is_any_of(tokens.start - 1, words);
    placed && doc.at("city", tokens).is_some()
}

fn head(word: &str) -> String {
    word.chars().take(3).collect()
}

/// The family name: the last word, or the first where a patronymic or initials end the name.
fn surname_in(doc: &Doc<'_, '_>, tokens: &Tokens, name: &str) -> String {
    let word = |at: &usize| doc.chart.tokens()[*at].kind == TokenKind::Word;
    let words: Vec<usize> = tokens.clone().filter(word).collect();
    let formal = match words.as_slice() {
        [first, _, last] => {
            doc.chart.words[*last].reads_as(Tags::PATR) && doc.starts("first-name", *first).is_none()
        }
        [_] => !tokens.is_empty() && forms::is_initial(doc, tokens.end - 1),
        _ => false,
    };
    let mut parts = name.split([' ', '.']).filter(|part| !part.is_empty());
    fold(if formal { parts.next() } else { parts.next_back() }.unwrap_or(name))
}

/// One name, or one the other with initials or fewer parts.
fn same_person(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() > 1 && short.iter().all(|word| long.contains(word)) {
        return true;
    }
    abbreviates(&short, &long) || abbreviates(&long, &short)
}

/// "B. Able" and "B.Able" for "Boris Able".
fn abbreviates(short: &[&str], full: &[&str]) -> bool {
    let parts: Vec<&str> =
        short.iter().flat_map(|word| word.split('.')).filter(|part| !part.is_empty()).collect();
    let ([initial, surname], [given, .., family]) = (parts.as_slice(), full) else { return false };
    let initial = (initial.chars().count() == 1).then(|| initial.chars().next()).flatten();
    initial.is_some() && initial == given.chars().next() && given.chars().count() > 2 && surname == family
}

/// Two forms of one surname: equal up to a short ending.
fn inflected_alike(surname: &str, word: &str) -> bool {
    if surname == word {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (surname.chars().collect(), word.chars().collect());
    let common = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    if surname.is_ascii() {
        return false;
    }
    common >= 3 && common + 1 >= a.len() && b.len() <= common + 3 && common >= a.len().saturating_sub(2)
}

/// The title right before a name, whose case the name shares; titles and states may stand between.
fn governor_of(doc: &Doc<'_, '_>, name: &Tokens) -> Option<Tokens> {
    let sentence = doc.sentence(name.start);
    let before = sentence.start..name.start;
    let title = doc.within("title", &before).last()?;
    let gap = title.tokens.end..name.start;
    let plain = gap.clone().all(|at| {
        !doc.is_mark(at, &[",", ";", ":", "(", ")", "."]) && !doc.chart.words[at].reads_as(Tags::VERB)
    });
    (plain && gap.len() <= 8).then(|| title.tokens.clone())
}
