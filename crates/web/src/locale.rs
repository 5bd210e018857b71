//! The interface in words: messages of `locales/*.toml`; dates, numbers and terms by the locales of the report.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A message, or its forms by number.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Message {
    Plain(String),
    Forms(BTreeMap<String, String>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    lang: String,
    name: String,
    messages: BTreeMap<String, Message>,
}

/// The words of one language.
#[derive(Debug)]
pub struct Words {
    /// Its BCP 47 tag.
    pub lang: String,
    /// What the language calls itself.
    pub name: String,
    messages: BTreeMap<String, Message>,
    report: &'static report::Locale,
}

const SOURCES: &[&str] = &[include_str!("../locales/en.toml"), include_str!("../locales/ru.toml")];

static BUILT_IN: LazyLock<Vec<Words>> = LazyLock::new(|| {
    let read = |source: &&str| {
        let Source { lang, name, messages } = toml::from_str(source).ok()?;
        let report = report::Locale::built_in(&lang)?;
        Some(Words { lang, name, messages, report })
    };
    SOURCES.iter().filter_map(read).collect()
});

/// Every language of the interface; the first is spoken where no other is asked for.
pub fn all() -> &'static [Words] {
    &BUILT_IN
}

/// What is spoken where nothing else is asked for.
pub fn first() -> &'static Words {
    static NONE: LazyLock<Words> = LazyLock::new(|| Words {
        lang: "en".to_owned(),
        name: String::new(),
        messages: BTreeMap::new(),
        report: report::Locale::first(),
    });
    all().first().unwrap_or_else(|| &NONE)
}

/// The words of a tag.
pub fn of(tag: &str) -> Option<&'static Words> {
    all().iter().find(|words| words.lang == tag)
}

/// The first language that a browser names and we speak, else the first of ours.
pub fn accepted(header: &str) -> Option<&'static Words> {
    let mut asked: Vec<(u32, &str)> = Vec::new();
    for part in header.split(',').take(32) {
        let mut pieces = part.split(';').map(str::trim);
        let tag = pieces.next().unwrap_or_default();
        let weight = pieces.find_map(|piece| piece.strip_prefix("q=")).and_then(|q| q.parse::<f32>().ok());
        let weight = weight.unwrap_or(1.0).clamp(0.0, 1.0);
        asked.push(((weight * 1000.0) as u32, tag.split('-').next().unwrap_or(tag)));
    }
    asked.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    asked.into_iter().filter(|(weight, _)| *weight > 0).find_map(|(_, tag)| of(tag))
}

impl Words {
    /// A message; the key itself where there is none, which a test forbids.
    pub fn t(&self, key: &str) -> String {
        self.form(key, "other").unwrap_or(key).to_owned()
    }

    /// A message, if there is one.
    pub fn known(&self, key: &str) -> Option<&str> {
        self.form(key, "other")
    }

    /// A message with `{0}`, `{1}`, ... filled.
    pub fn say(&self, key: &str, places: &[&str]) -> String {
        fill(self.form(key, "other").unwrap_or(key), places)
    }

    /// The form of a message that goes with a number, which stands in `{0}`.
    pub fn n(&self, key: &str, number: usize) -> String {
        let form = self.report.plural(number);
        fill(self.form(key, form).unwrap_or(key), &[&self.count(number)])
    }

    /// A number with its thousands parted.
    pub fn count(&self, number: usize) -> String {
        self.report.number(&number.to_string())
    }

    /// A decimal as a source gives it, with its thousands parted.
    pub fn decimal(&self, decimal: &str) -> String {
        self.report.number(decimal)
    }

    /// An EDTF date in words.
    pub fn date(&self, date: &str) -> String {
        self.report.plain_date(date)
    }

    /// The day of an instant.
    pub fn day_of(&self, instant: &str) -> String {
        self.report.plain_date(instant.get(..10).unwrap_or(instant))
    }

    pub fn language(&self, tag: &str) -> String {
        self.report.language(tag)
    }

    /// What a kind is called, by itself.
    pub fn kind(&self, kind: &str) -> String {
        self.report.term("entry", kind)
    }

    /// What entries of a kind are called in a list.
    pub fn kinds(&self, kind: &str) -> String {
        self.known(&format!("kinds-{kind}")).map_or_else(|| self.kind(kind), str::to_owned)
    }

    pub fn property(&self, property: &str) -> String {
        self.report.term("property", property)
    }

    /// The word for a term of a property of a kind.
    pub fn term(&self, kind: &str, property: &str, term: &str) -> String {
        let list = match (kind, property) {
            ("event", "kind") => "event",
            ("document", "kind") => "document",
            ("office", "status") => "office",
            ("chairmanship", "status") => "turn",
            ("membership", "role") => "membership",
            (_, other) => other,
        };
        match (list, self.report.known_term(list, term)) {
            // a unit is a template with the number in it
            ("unit", Some(unit)) => unit.replace("{n}", "").trim().to_owned(),
            (_, Some(word)) => word.to_owned(),
            (_, None) => term.to_owned(),
        }
    }

    fn form(&self, key: &str, form: &str) -> Option<&str> {
        match self.messages.get(key)? {
            Message::Plain(message) => Some(message),
            Message::Forms(forms) => forms.get(form).or_else(|| forms.get("other")).map(String::as_str),
        }
    }
}

fn fill(message: &str, places: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, (place, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(place.parse::<usize>().ok().and_then(|at| places.get(at)).copied().unwrap_or_default());
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_language_has_every_message_with_the_same_places() {
        assert_eq!(all().len(), SOURCES.len());
        let places = |message: &Message| -> BTreeSet<String> {
            let forms: Vec<&String> = match message {
                Message::Plain(one) => vec![one],
                Message::Forms(forms) => forms.values().collect(),
            };
            forms
                .iter()
                .flat_map(|form| form.split('{').skip(1).filter_map(|part| part.split_once('}')))
                .map(|(place, _)| place.to_owned())
                .collect()
        };
        let first = &all()[0];
        for other in &all()[1..] {
            let keys = |words: &Words| words.messages.keys().cloned().collect::<BTreeSet<_>>();
            assert_eq!(keys(first), keys(other), "{}", other.lang);
            for (key, message) in &first.messages {
                assert_eq!(places(message), places(&other.messages[key]), "{}: {key}", other.lang);
            }
        }
    }

    /// Words between `(\"` and `\")` after a call in templates and code.
    fn keys_used(source: &str, call: &str) -> Vec<String> {
        let opening = format!("{call}(\"");
        let parts = source.split(&opening).skip(1);
        parts.filter_map(|part| Some(part.split_once('"')?.0.to_owned())).collect()
    }

    fn sources(dir: &std::path::Path, all: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                sources(&path, all);
            } else {
                all.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn every_key_that_is_used_has_a_message_and_no_message_is_idle() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Vec::new();
        sources(&root.join("templates"), &mut files);
        sources(&root.join("src"), &mut files);
        let mut used = BTreeSet::new();
        for (path, source) in files.iter().filter(|(path, _)| !path.ends_with("locale.rs")) {
            for call in [".t", ".n", ".say", "Key", "malformed"] {
                for key in keys_used(source, call) {
                    if !key.contains(['{', ' ']) {
                        assert!(all()[0].messages.contains_key(&key), "{path}: {key} has no message");
                        used.insert(key);
                    }
                }
            }
        }
        let built = [
            "kinds-", "nav-", "unsure", "wrong-", "facet-", "scope-", "role-", "action-", "day-", "month-",
            "refs-", "about-", "column-", "review-", "audit-",
        ];
        for key in all()[0].messages.keys() {
            let is_built = built.iter().any(|prefix| key.starts_with(prefix));
            assert!(is_built || used.contains(key), "{key} is said nowhere");
        }
    }

    #[test]
    fn a_browser_gets_the_first_language_of_its_list_that_there_is() {
        let told = |header: &str| accepted(header).map(|words| words.lang.as_str());
        assert_eq!(told("de, ru;q=0.5, en;q=0.8"), Some("en"));
        assert_eq!(told("ru-RU,ru;q=0.9"), Some("ru"));
        assert_eq!(told("*"), None);
        assert_eq!(told("en;q=0, ru;q=x"), Some("ru"));
    }

    #[test]
    fn places_are_filled_and_odd_templates_do_no_harm() {
        assert_eq!(fill("{0} of {1}", &["1", "2"]), "1 of 2");
        assert_eq!(fill("{2} {x} {", &["1"]), "  {");
    }
}
