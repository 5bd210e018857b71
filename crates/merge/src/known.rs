//! Names that are known: forms in many languages that stand for one thing, and words for one notion.
//!
//! A form is found in a longer name word by word, in any inflection: the end of a word may differ, an
//! abbreviation in capitals may bear a suffix. One form may belong to several things ("Council of Foreign
//! Ministers" to three organisations); all of them are kept.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use record::Profile;

use crate::kinds::number_of;
use crate::lately::Lately;
use crate::phrase::Phrase;
use crate::word::{Inflected, OF_NAMES, OF_WORDS, Token, tokens};

/// A number for an id or a notion, valid within one [`Known`].
pub(crate) type Sign = u32;

/// What a known form stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Meaning {
    /// A country, a city, an organisation, a body.
    Name,
    /// A series of events that bear one name.
    Series,
    /// A word with the same sense in other languages.
    Notion,
    /// A word that says of what sort a thing is, and nothing of which one: "session", "joint".
    Sort,
    /// A word for what figures count.
    Counted,
    /// A numeral in words.
    Number(u32),
}

#[derive(Clone, Debug)]
struct Form {
    tokens: Vec<Token>,
    sign: Sign,
}

/// Names and words by form; see the module.
#[derive(Clone, Debug, Default)]
pub struct Known {
    signs: HashMap<String, Sign>,
    meanings: Vec<Meaning>,
    /// The organisation of a body, the country of a city.
    inside: HashMap<Sign, Sign>,
    /// Organisations that have bodies.
    organisations: HashSet<Sign>,
    forms: Vec<Form>,
    /// Forms by the first letters of what every inflection of their first word begins with.
    starts: HashMap<String, Vec<u32>>,
    print: u64,
    phrases: RefCell<Lately<Box<str>, Arc<Phrase>, KEPT>>,
    named_in: RefCell<Lately<Box<str>, Arc<[Sign]>, KEPT>>,
}

/// Letters by which forms are looked up.
const START: usize = 6;
/// Names that are kept as they were read: the same ones come again and again.
const KEPT: usize = 8192;

impl Known {
    /// Known names alone: (id, form) pairs such as `("KZ", "Kazakhstan")`.
    pub fn from_names<I, F>(names: impl IntoIterator<Item = (I, F)>) -> Known
    where
        I: AsRef<str>,
        F: AsRef<str>,
    {
        let mut known = Known::default();
        for (id, form) in names {
            known.name(id.as_ref(), form.as_ref());
        }
        known
    }

    /// A form of the name of a thing. An id `csto/csc` lies inside `csto`.
    pub fn name(&mut self, id: &str, form: &str) {
        self.add(id, form, Meaning::Name);
    }

    /// All names of an organisation, its bodies and its series of events.
    pub fn profile(&mut self, profile: &Profile) {
        for (id, _, form) in profile.forms() {
            let series = profile
                .series
                .iter()
                .any(|one| id.strip_prefix(&format!("{}/", profile.slug)) == Some(&one.id));
            self.add(&id, form, if series { Meaning::Series } else { Meaning::Name });
        }
    }

    /// That one thing lies inside another: a city in its country.
    pub fn lies_inside(&mut self, id: &str, whole: &str) {
        self.print = number_of((self.print, "inside", id, whole));
        self.forget();
        let (inner, outer) = (self.sign(id, Meaning::Name), self.sign(whole, Meaning::Name));
        if inner != outer {
            self.inside.insert(inner, outer);
        }
    }

    /// That who is counted as the one is one of those who are counted as the other.
    fn is_part(&mut self, notion: &str, whole: &str) {
        self.print = number_of((self.print, "part", notion, whole));
        let sign = |known: &mut Known, notion: &str| known.sign(&format!("#{notion}"), Meaning::Counted);
        let (inner, outer) = (sign(self, notion), sign(self, whole));
        self.inside.insert(inner, outer);
    }

    /// A table of forms as packs have them: `FORMS<TAB>ID<TAB>ATTRIBUTES`, forms separated by `|`. Of what class
    /// the forms are is the table's name: `country`, `country-adjective`, `city` and `place-names` are names,
    /// `ordinal` numerals, `title-words` and `figure-nouns` words; other tables are of no use here and pass
    /// without effect.
    pub fn table(&mut self, class: &str, table: &str) {
        for row in table.lines().filter(|line| !line.starts_with('#')) {
            let mut cells = row.split('\t').map(str::trim);
            let forms =
                cells.next().unwrap_or_default().split('|').map(str::trim).filter(|form| !form.is_empty());
            let id = cells.next().unwrap_or_default();
            let attributes = cells.next().unwrap_or_default();
            let attribute = |name: &str| {
                let mut pairs = attributes.split_whitespace().filter_map(|pair| pair.split_once('='));
                pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
            };
            let usable = !id.is_empty() && id != "-" && attribute("weak").is_none();
            for form in forms {
                match class {
                    "country" | "country-adjective" | "city" | "place-names" if usable => self.name(id, form),
                    "title-words" if usable => self.word(id, form),
                    "figure-nouns" if usable => self.add(&format!("#{id}"), form, Meaning::Counted),
                    "ordinal" => {
                        if let Some(number) = attribute("value") {
                            self.word(&format!("n:{number}"), form);
                        }
                    }
                    _ => {}
                }
            }
            if class == "city"
                && usable
                && let Some(country) = attribute("country")
            {
                self.lies_inside(id, country);
            }
            if class == "figure-nouns"
                && usable
                && let Some(whole) = attribute("of")
            {
                self.is_part(id, whole);
            }
        }
    }

    /// A word of a notion. Notions `kind:...` say of what sort a thing is; `n:2` and the like are numerals.
    pub fn word(&mut self, notion: &str, form: &str) {
        let meaning = match notion.split_once(':') {
            Some(("n", number)) => number.parse().map_or(Meaning::Notion, Meaning::Number),
            Some(("kind", _)) => Meaning::Sort,
            _ => Meaning::Notion,
        };
        self.add(&format!("={notion}"), form, meaning);
    }

    fn add(&mut self, id: &str, form: &str, meaning: Meaning) {
        self.print = number_of((self.print, id, form, meaning));
        let tokens = tokens(form);
        let Some(first) = tokens.first() else { return };
        self.forget();
        let start = start_of(Inflected::of(first).stem());
        let sign = self.sign(id, meaning);
        let number = self.forms.len() as u32;
        self.forms.push(Form { tokens, sign });
        self.starts.entry(start).or_default().push(number);
        if let Some((whole, _)) = id.split_once('/') {
            self.lies_inside(id, whole);
            let whole = self.sign(whole, Meaning::Name);
            self.organisations.insert(whole);
        }
    }

    fn sign(&mut self, id: &str, meaning: Meaning) -> Sign {
        let next = self.meanings.len() as Sign;
        let sign = *self.signs.entry(id.to_owned()).or_insert(next);
        if sign == next {
            self.meanings.push(meaning);
        }
        sign
    }

    /// A number for all that is known: another one where anything is known otherwise.
    pub fn print(&self) -> u64 {
        self.print
    }

    pub(crate) fn meaning(&self, sign: Sign) -> Meaning {
        self.meanings.get(sign as usize).copied().unwrap_or(Meaning::Notion)
    }

    /// What it lies inside of, at last: the organisation of a body, the country of a city; else itself.
    pub(crate) fn whole(&self, sign: Sign) -> Sign {
        let mut at = sign;
        for _ in 0..4 {
            match self.inside.get(&at) {
                Some(&outer) => at = outer,
                None => break,
            }
        }
        at
    }

    /// Whether it is an organisation with bodies.
    pub(crate) fn is_organisation(&self, sign: Sign) -> bool {
        self.organisations.contains(&sign)
    }

    /// Whether one is the other or lies inside it.
    pub(crate) fn within(&self, inner: Sign, outer: Sign) -> bool {
        let mut at = inner;
        for _ in 0..4 {
            if at == outer {
                return true;
            }
            match self.inside.get(&at) {
                Some(&next) => at = next,
                None => return false,
            }
        }
        false
    }

    /// What was read of names is read otherwise from now on.
    fn forget(&mut self) {
        (self.phrases, self.named_in) = Default::default();
    }

    /// See [`Phrase::of`].
    pub(crate) fn phrase(&self, text: &str) -> Arc<Phrase> {
        asked(&self.phrases, text, || Arc::new(Phrase::of(text, self)))
    }

    /// See [`Phrase::organisations`].
    pub(crate) fn organisations_in(&self, text: &str) -> Arc<[Sign]> {
        asked(&self.named_in, text, || Phrase::organisations(text, self).into())
    }

    /// The longest form that starts at the first of these words: how many words it takes, and all that it may
    /// stand for.
    pub(crate) fn longest(
        &self,
        words: &[Token],
        accepts: impl Fn(Sign) -> bool,
    ) -> Option<(usize, Vec<Sign>)> {
        let first = words.first()?;
        let mut best = (0, false);
        let mut signs: Vec<Sign> = Vec::new();
        // forms whose stem is shorter than a start stand under the whole of it
        let ends = first.folded.char_indices().map(|(at, letter)| at + letter.len_utf8()).take(START);
        let starts = ends.filter_map(|end| self.starts.get(first.folded.get(..end)?));
        for &number in starts.flatten() {
            let Some(form) = self.forms.get(number as usize) else { continue };
            let count = form.tokens.len();
            if count < best.0 || count > words.len() || !accepts(form.sign) {
                continue;
            }
            let ending = match self.meaning(form.sign) {
                Meaning::Name | Meaning::Series => OF_NAMES,
                _ => OF_WORDS,
            };
            let alone = count > 1
                || form.tokens.first().is_none_or(|token| token.capitals == 0 || first.capitals > 0);
            if !alone || !form.tokens.iter().zip(words).all(|(form, word)| form.is_form_of(word, ending)) {
                continue;
            }
            // a form as it stands goes before what may be an inflection of another
            let exact = form.tokens.iter().zip(words).all(|(form, word)| form.folded == word.folded);
            if (count, exact) > best {
                signs.clear();
                best = (count, exact);
            }
            if (count, exact) == best {
                signs.push(form.sign);
            }
        }
        let best = best.0;
        signs.sort_unstable();
        signs.dedup();
        (best > 0).then_some((best, signs))
    }
}

fn asked<T: Clone>(lately: &RefCell<Lately<Box<str>, T, KEPT>>, text: &str, read: impl FnOnce() -> T) -> T {
    if let Some(found) = lately.borrow_mut().get(text) {
        return found.clone();
    }
    let found = read();
    let mut lately = lately.borrow_mut();
    lately.age();
    lately.insert(text.into(), found.clone());
    found
}

fn start_of(folded: &str) -> String {
    folded.chars().take(START).collect()
}
