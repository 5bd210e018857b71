//! Languages of the report, as data: `locales/*.toml`. Nothing in the code knows any of them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::dates::{Patterns, Style};
use crate::wording::{Inline, Rich};

/// A message: one template, or several by the form that a number or a gender asks for.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
enum Message {
    Plain(String),
    Forms(BTreeMap<String, String>),
}

/// The numbers that take a form; the first rule that fits decides.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plural {
    form: String,
    /// Exactly these; all where the list is empty.
    #[serde(default)]
    is: Vec<u64>,
    /// Those that end so in the last digit.
    #[serde(default)]
    ends: Vec<u64>,
    /// Not those that end so in the last two.
    #[serde(default)]
    but: Vec<u64>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Number {
    group: String,
    decimal: String,
    /// Digits from which on thousands are parted.
    from: usize,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    open: String,
    close: String,
    comma: String,
    semicolon: String,
    and: String,
    or: String,
    ellipsis: String,
    dash: String,
}

/// A country's name inside a sentence, where it differs from its name by itself.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct CountryForms {
    /// After an office or a noun: "of the United States".
    of: Option<String>,
    /// Where something takes place: "in the United States".
    #[serde(rename = "in")]
    inside: Option<String>,
}

/// What a language needs to tell of outcomes.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locale {
    /// Its BCP 47 tag.
    pub lang: String,
    /// What the language calls itself.
    pub name: String,
    number: Number,
    marks: Marks,
    date: Patterns,
    #[serde(rename = "plural")]
    plurals: Vec<Plural>,
    /// The gender of the noun of a kind, where messages have forms for it.
    #[serde(default)]
    gender: BTreeMap<String, String>,
    messages: BTreeMap<String, Message>,
    /// Words for the terms of the schema: `status`, `action`, ...
    terms: BTreeMap<String, BTreeMap<String, String>>,
    /// What languages are called, by tag.
    languages: BTreeMap<String, String>,
    #[serde(default)]
    countries: BTreeMap<String, CountryForms>,
}

const SOURCES: &[&str] = &[include_str!("../locales/en.toml"), include_str!("../locales/ru.toml")];

static BUILT_IN: LazyLock<Vec<Locale>> =
    LazyLock::new(|| SOURCES.iter().filter_map(|source| Locale::parse(source).ok()).collect());

impl Locale {
    pub fn parse(source: &str) -> Result<Locale, toml::de::Error> {
        toml::from_str(source)
    }

    /// The locale of a tag among those that come with the program.
    pub fn built_in(lang: &str) -> Option<&'static Locale> {
        BUILT_IN.iter().find(|locale| locale.lang == lang)
    }

    /// The locale to fall back to; empty only where none could be read, which a test forbids.
    pub fn first() -> &'static Locale {
        static NONE: LazyLock<Locale> = LazyLock::new(Locale::default);
        BUILT_IN.first().unwrap_or(&NONE)
    }

    /// The tags of the locales that come with the program.
    pub fn tags() -> impl Iterator<Item = &'static str> {
        BUILT_IN.iter().map(|locale| locale.lang.as_str())
    }

    /// A message without placeholders.
    pub fn text(&self, key: &str) -> String {
        self.template(key, "other").unwrap_or(key).to_owned()
    }

    /// A message with its placeholders filled.
    pub(crate) fn say(&self, key: &str, places: &[(&str, Rich)]) -> Rich {
        self.say_as("other", key, places)
    }

    /// The form that goes with a number; `{n}` is the number.
    pub fn count(&self, key: &str, number: usize, places: &[(&str, Rich)]) -> Rich {
        let mut places = places.to_vec();
        places.push(("n", vec![Inline::Text(self.number(&number.to_string()))]));
        self.say_as(self.plural(number), key, &places)
    }

    /// The form that goes with the noun of a kind.
    pub(crate) fn say_of(&self, kind: &str, key: &str, places: &[(&str, Rich)]) -> Rich {
        let form = self.gender.get(kind).map_or("other", String::as_str);
        self.say_as(form, key, places)
    }

    fn say_as(&self, form: &str, key: &str, places: &[(&str, Rich)]) -> Rich {
        fill(self.template(key, form).unwrap_or(key), places)
    }

    fn template(&self, key: &str, form: &str) -> Option<&str> {
        match self.messages.get(key)? {
            Message::Plain(template) => Some(template),
            Message::Forms(forms) => forms
                .get(form)
                .or_else(|| forms.get("other"))
                .or_else(|| forms.values().next())
                .map(String::as_str),
        }
    }

    /// The name of the form that goes with a number: `one`, `few`, `other`.
    pub fn plural(&self, number: usize) -> &str {
        let number = number as u64;
        let fits = |rule: &&Plural| {
            let is = rule.is.is_empty() || rule.is.contains(&number);
            let ends = rule.ends.is_empty() || rule.ends.contains(&(number % 10));
            is && ends && !rule.but.contains(&(number % 100))
        };
        self.plurals.iter().find(fits).map_or("other", |rule| &rule.form)
    }

    /// The word for a term of the schema; the term itself where there is none.
    pub fn term(&self, list: &str, term: &str) -> String {
        self.known_term(list, term).unwrap_or(term).to_owned()
    }

    /// The word for a term of the schema, where there is one.
    pub fn known_term(&self, list: &str, term: &str) -> Option<&str> {
        self.terms.get(list)?.get(term).map(String::as_str)
    }

    /// What a language is called, by its tag.
    pub fn language(&self, tag: &str) -> String {
        let primary = tag.split('-').next().unwrap_or(tag);
        self.languages
            .get(tag)
            .or_else(|| self.languages.get(primary))
            .cloned()
            .unwrap_or_else(|| tag.to_owned())
    }

    /// An EDTF date in words, by itself; what is no date stands as it is.
    pub fn plain_date(&self, date: &str) -> String {
        self.date(date, Style::Plain)
    }

    pub(crate) fn date(&self, date: &str, style: Style) -> String {
        self.date.write(date, style)
    }

    /// A plain decimal with its thousands parted.
    pub fn number(&self, decimal: &str) -> String {
        let (whole, fraction) = decimal.split_once('.').map_or((decimal, None), |(w, f)| (w, Some(f)));
        let is_plain = !whole.is_empty() && whole.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain || fraction.is_some_and(|digits| !digits.bytes().all(|byte| byte.is_ascii_digit())) {
            return decimal.to_owned();
        }
        let mut text = String::new();
        for (index, digit) in whole.chars().enumerate() {
            let left = whole.len() - index;
            if index > 0 && left % 3 == 0 && whole.len() >= self.number.from {
                text.push_str(&self.number.group);
            }
            text.push(digit);
        }
        if let Some(fraction) = fraction {
            text.push_str(&self.number.decimal);
            text.push_str(fraction);
        }
        text
    }

    /// The country as it stands after a noun, or `None` where the language would inflect a name it does not know.
    pub(crate) fn of_country(&self, code: &str, name: &str) -> Option<String> {
        self.country_form("of-country", name, self.countries.get(code).and_then(|forms| forms.of.as_deref()))
    }

    pub(crate) fn in_country(&self, code: &str, name: &str) -> Option<String> {
        self.country_form(
            "in-country",
            name,
            self.countries.get(code).and_then(|forms| forms.inside.as_deref()),
        )
    }

    fn country_form(&self, key: &str, name: &str, form: Option<&str>) -> Option<String> {
        let pattern = || self.template(key, "other").filter(|pattern| !pattern.is_empty());
        form.map(str::to_owned).or_else(|| pattern().map(|pattern| pattern.replace("{name}", name)))
    }

    /// What stands before a quotation.
    pub fn open(&self) -> &str {
        &self.marks.open
    }

    /// What stands after one.
    pub fn close(&self) -> &str {
        &self.marks.close
    }

    /// What stands for words left out.
    pub fn ellipsis(&self) -> &str {
        &self.marks.ellipsis
    }

    /// What stands between the halves of a line.
    pub fn dash(&self) -> &str {
        &self.marks.dash
    }

    /// "a, b and c".
    pub(crate) fn and(&self, items: Vec<Rich>) -> Rich {
        self.join(items, &self.marks.comma, &self.marks.and)
    }

    /// "a, b or c".
    pub(crate) fn or(&self, items: Vec<Rich>) -> Rich {
        self.join(items, &self.marks.comma, &self.marks.or)
    }

    /// "a, b, c".
    pub(crate) fn commas(&self, items: Vec<Rich>) -> Rich {
        self.join(items, &self.marks.comma, &self.marks.comma)
    }

    /// "a; b; c", for items that may hold commas.
    pub(crate) fn semicolons(&self, items: Vec<Rich>) -> Rich {
        self.join(items, &self.marks.semicolon, &self.marks.semicolon)
    }

    fn join(&self, items: Vec<Rich>, between: &str, before_last: &str) -> Rich {
        let last = items.len().saturating_sub(1);
        let mut rich = Rich::new();
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                let mark = if index == last { before_last } else { between };
                rich.push(Inline::Text(mark.to_owned()));
            }
            rich.extend(item);
        }
        rich
    }
}

/// A template with what stands in its placeholders; an unknown placeholder is left out.
fn fill(template: &str, places: &[(&str, Rich)]) -> Rich {
    let mut rich = Rich::new();
    let mut rest = template;
    while let Some((text, tail)) = rest.split_once('{') {
        push_text(&mut rich, text);
        let Some((name, tail)) = tail.split_once('}') else {
            rest = "";
            break;
        };
        if let Some((_, value)) = places.iter().find(|(place, _)| *place == name) {
            rich.extend(value.iter().cloned());
        }
        rest = tail;
    }
    push_text(&mut rich, rest);
    rich
}

/// Text of a template; its full stop is dropped after an abbreviation that ends in one.
fn push_text(rich: &mut Rich, text: &str) {
    let stopped = matches!(rich.last(), Some(Inline::Text(before)) if before.ends_with('.'));
    let text = if stopped { text.strip_prefix('.').unwrap_or(text) } else { text };
    if !text.is_empty() {
        rich.push(Inline::Text(text.to_owned()));
    }
}

#[cfg(test)]
mod tests;
