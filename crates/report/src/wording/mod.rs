//! The report in words: a page of blocks that every renderer for people walks.
//!
//! What is said here comes from the messages of a locale, the names and quotations of the sources, and
//! nothing else.

mod apparatus;
pub mod bulletin;
mod chart;
mod event;
mod glance;
mod sections;
mod society;

use std::borrow::Cow;

use record::EntryId;

use crate::dates::Style;
use crate::locale::Locale;
use crate::outcomes::{Cites, Fact, Named, Outcomes, Piece, Place, Source, Worded};

pub use chart::{Bar, Chart, Drawn, Moment, Spot};

/// Words with their citations.
pub type Rich = Vec<Inline>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Inline {
    Text(String),
    /// Words in another language than the report's.
    Foreign(Worded),
    Strong(Rich),
    /// Somebody's own words; the renderer sets the marks.
    Quote(Worded),
    Cite(Cites),
    /// To an anchor of the page.
    Link {
        to: String,
        text: Rich,
    },
    /// A web address, already found harmless.
    Web(String),
    /// Remarks on the sources, beside what they say.
    Aside(Rich),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub lang: String,
    pub kicker: String,
    pub title: Rich,
    pub period: String,
    pub opening: Vec<Rich>,
    pub counts: Vec<Count>,
    pub sections: Vec<Section>,
}

/// A number of the overview, with the section that lists what is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    pub number: usize,
    pub label: String,
    pub to: Cow<'static, str>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// The anchor of the section, letters and hyphens.
    pub id: Cow<'static, str>,
    pub title: String,
    /// Of the apparatus, not of the report itself.
    pub tone: Tone,
    pub blocks: Vec<Block>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Body,
    Warning,
    Apparatus,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    Paragraph(Rich),
    Heading {
        id: Option<String>,
        text: Rich,
    },
    List(Vec<Item>),
    Table(Table),
    Passages(Vec<Shown>),
    /// To be drawn, or shown as the table that it gives.
    Chart(Chart),
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    pub id: Option<String>,
    pub text: Rich,
    pub items: Vec<Item>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    pub caption: String,
    pub columns: Vec<String>,
    pub groups: Vec<Group>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    pub title: Option<String>,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub id: Option<String>,
    pub cells: Vec<Rich>,
}

/// A passage of the apparatus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub number: u32,
    pub lang: String,
    pub pieces: Vec<Piece>,
    /// Where it comes from, for renderers that list passages one by one.
    pub from: Rich,
}

/// The whole report in the language of the locale.
pub fn page(outcomes: &Outcomes, locale: &Locale) -> Page {
    Writer { lang: &outcomes.lang, sources: &outcomes.sources, locale }.page(outcomes)
}

/// The anchor of an entry.
pub fn anchor(entry: EntryId) -> String {
    let id = entry.to_string();
    format!("e-{}", id.get(..12).unwrap_or(&id))
}

/// Where the words for the terms of a property are listed.
pub fn term_list(kind: &str, property: &str) -> &'static str {
    match (kind, property) {
        ("event", "kind") => "event",
        ("document", "kind") => "document",
        ("office", "status") => "office",
        ("chairmanship", "status") => "turn",
        ("membership", "role") => "membership",
        (_, "status") => "status",
        (_, "role") => "role",
        (_, "action") => "action",
        (_, "format") => "format",
        (_, "published") => "published",
        (_, "mode") => "mode",
        (_, "qualifier") => "qualifier",
        (_, "unit") => "unit",
        _ => "none",
    }
}

pub fn text(text: impl Into<String>) -> Rich {
    vec![Inline::Text(text.into())]
}

/// A cell or line of the parts that are there, parted by a blank.
fn spaced(parts: Vec<Rich>) -> Rich {
    let mut rich = Rich::new();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        if !rich.is_empty() {
            rich.push(Inline::Text(" ".to_owned()));
        }
        rich.extend(part);
    }
    rich
}

/// The first letter in upper case.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The words alone, without markup and citations.
pub fn plain(rich: &[Inline]) -> String {
    let word = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Web(text) => text.clone(),
        Inline::Foreign(words) | Inline::Quote(words) => words.text.clone(),
        Inline::Strong(words) | Inline::Aside(words) | Inline::Link { text: words, .. } => plain(words),
        Inline::Cite(_) => String::new(),
    };
    rich.iter().map(word).collect()
}

/// Words a list item at a time, each with its own citations unless all share theirs.
struct Cited {
    words: Rich,
    cites: Cites,
}

/// Puts values into words.
struct Writer<'o> {
    /// The language of the report.
    lang: &'o str,
    sources: &'o [Source],
    locale: &'o Locale,
}

impl Writer<'_> {
    fn say(&self, key: &str, places: &[(&str, Rich)]) -> Rich {
        self.locale.say(key, places)
    }

    fn words(&self, words: &Worded) -> Rich {
        if words.lang == self.lang { text(words.text.clone()) } else { vec![Inline::Foreign(words.clone())] }
    }

    /// Words at the start of a line.
    fn headed(&self, words: &Worded) -> Rich {
        self.words(&Worded { text: capital(&words.text), lang: words.lang.clone() })
    }

    fn named(&self, name: &Named) -> Rich {
        match name {
            Named::Country(country) => text(country.name.clone()),
            Named::Words(words) => self.words(words),
        }
    }

    /// Citations with a blank before them.
    fn cites(&self, cites: &Cites) -> Rich {
        if cites.numbers.is_empty() {
            Rich::new()
        } else {
            vec![Inline::Text("\u{a0}".to_owned()), Inline::Cite(cites.clone())]
        }
    }

    fn according_to(&self, speakers: &[Worded]) -> Rich {
        if speakers.is_empty() {
            return Rich::new();
        }
        let who = self.locale.and(speakers.iter().map(|speaker| self.words(speaker)).collect());
        self.say("according-to", &[("who", who)])
    }

    /// A date after a blank, or the dates between which sources differ.
    fn when(&self, date: Option<&Fact>, style: Style) -> Rich {
        let Some(fact) = date else { return Rich::new() };
        let dates = fact.said.iter().map(|said| text(self.locale.date(&said.words.text, style))).collect();
        spaced(vec![text(""), self.locale.or(dates)])
    }

    /// A place inside the sentence, after a blank, where the language needs no inflected form that is not
    /// known; else in brackets, for the end of the sentence.
    fn place(&self, place: Option<&Place>) -> (Rich, Rich) {
        let Some(place) = place else { return (Rich::new(), Rich::new()) };
        if let [name] = place.names.as_slice() {
            let inside = match name {
                Named::Country(country) => self.locale.in_country(&country.code, &country.name).map(text),
                Named::Words(words) if self.is_plain_place(words) => {
                    let rich = self.say("in-place", &[("name", self.words(words))]);
                    (!rich.is_empty()).then_some(rich)
                }
                Named::Words(_) => None,
            };
            if let Some(inside) = inside {
                return (spaced(vec![text(""), inside]), Rich::new());
            }
        }
        (Rich::new(), self.say("in-brackets", &[("place", self.place_names(place))]))
    }

    fn place_names(&self, place: &Place) -> Rich {
        let names = place.names.iter().map(|name| self.named(name)).collect();
        if place.disputed { self.locale.or(names) } else { self.locale.commas(names) }
    }

    /// A name such as a city bears: a few words, each with a capital.
    fn is_plain_place(&self, words: &Worded) -> bool {
        let mut parts = words.text.split_whitespace();
        let capital = |part: &str| {
            part.chars().next().is_some_and(char::is_uppercase) && part.ends_with(char::is_alphabetic)
        };
        words.lang == self.lang && words.text.split_whitespace().count() <= 3 && parts.all(capital)
    }

    /// The values of a fact, those in dispute side by side.
    fn values(&self, fact: &Fact) -> Rich {
        let values = fact.said.iter().map(|said| self.words(&said.words)).collect();
        if fact.disputed { self.locale.or(values) } else { self.locale.and(values) }
    }

    fn also(&self, also: &[Worded]) -> Rich {
        if also.is_empty() {
            return Rich::new();
        }
        let names = also.iter().map(|words| vec![Inline::Quote(words.clone())]).collect();
        vec![Inline::Aside(self.say("also", &[("names", self.locale.commas(names))]))]
    }

    /// A list with its citations: at the end where all items share them.
    fn cited(&self, items: Vec<Cited>, join: fn(&Locale, Vec<Rich>) -> Rich) -> Rich {
        let shared = match items.split_first() {
            Some((first, rest)) if rest.iter().all(|item| item.cites == first.cites) => {
                Some(first.cites.clone())
            }
            _ => None,
        };
        let with_cites = |item: Cited| {
            let mut words = item.words;
            if shared.is_none() {
                words.extend(self.cites(&item.cites));
            }
            words
        };
        let mut rich = join(self.locale, items.into_iter().map(with_cites).collect());
        if let Some(cites) = &shared {
            rich.extend(self.cites(cites));
        }
        rich
    }

    /// "Sources differ: date, place."
    fn differ(&self, properties: &[String]) -> Rich {
        if properties.is_empty() {
            return Rich::new();
        }
        let names = properties.iter().map(|name| text(self.locale.term("property", name))).collect();
        let link =
            Inline::Link { to: "differences".to_owned(), text: text(self.locale.text("sources-differ")) };
        let places = [("properties", self.locale.commas(names)), ("box", vec![link])];
        vec![Inline::Aside(self.say("differ", &places))]
    }
}
