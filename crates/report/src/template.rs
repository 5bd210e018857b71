//! Kinds of report as data: a title, what may be asked for, and sections in order, each with what it shows.
//!
//! Those that come with the program lie in `packs/reports/`; whoever wants another copies one and changes it.
//! `docs/guide/reports.md` says what each word means.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Words by language.
pub type ByLang = BTreeMap<String, String>;

/// A kind of report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is called in commands and addresses.
    pub kind: String,
    pub title: ByLang,
    /// What it is for, in a sentence.
    #[serde(default)]
    pub about: ByLang,
    #[serde(default)]
    pub parameters: Parameters,
    #[serde(rename = "section")]
    pub sections: Vec<Part>,
}

/// What may be asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Parameters {
    /// Organisations.
    pub org: Need,
    /// A person or another entry of the record, a body or a series of events.
    pub subject: Need,
    /// Words to look for.
    pub query: Need,
    pub period: Length,
}

/// Whether a parameter is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    #[default]
    No,
    May,
    Must,
}

/// The period where only a day is given, or nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Length {
    /// The day.
    #[default]
    Day,
    /// The seven days that end with it.
    Week,
    /// Its month.
    Month,
    /// Its year.
    Year,
    /// The twelve months that begin with it.
    Ahead,
    /// From the first date of the record to the last.
    All,
}

/// A section of a report.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    pub show: Show,
    #[serde(default)]
    pub title: ByLang,
    /// Which of them, by when.
    #[serde(default)]
    pub when: When,
    /// Of what is told, only what is dated no longer before the period than so many days.
    #[serde(default)]
    pub since: Option<u32>,
    /// Whether what has no date is among them.
    #[serde(default = "yes")]
    pub undated: bool,
    /// Kinds of event or document; all where there are none.
    #[serde(default)]
    pub kinds: BTreeSet<String>,
    /// Statuses of events, and what was done with documents; all where there are none.
    #[serde(default)]
    pub status: BTreeSet<String>,
    /// Countries by their ISO 3166-1 codes; all where there are none.
    #[serde(default)]
    pub places: BTreeSet<String>,
    #[serde(default)]
    pub group: Grouping,
    #[serde(default)]
    pub form: Form,
    /// No more are shown; how many were left out is said.
    #[serde(default = "many")]
    pub limit: usize,
}

fn yes() -> bool {
    true
}

fn many() -> usize {
    200
}

/// What a section shows: a fixed vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// What the subject is: its names, its offices.
    About,
    /// Publications about one event under one heading.
    Stories,
    /// Publications that answer the query.
    Found,
    Events,
    Documents,
    /// Events and documents by date.
    Chronicle,
    Statements,
    Figures,
    Offices,
    /// What sources disagree on.
    Differences,
    /// A picture of what happened when.
    Timeline,
    /// A picture of where events took place, by territory.
    Map,
    /// A picture of how much was published, by month and by source.
    Activity,
}

/// Which things, by when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// What a publication of the period tells of.
    #[default]
    Told,
    /// What has a date in the period.
    Dated,
    /// Of what is told, that which lies after the period or is planned.
    Coming,
    Any,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grouping {
    #[default]
    None,
    Day,
    Month,
    Kind,
    /// By country.
    Place,
    Body,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// One line each.
    #[default]
    List,
    /// With participants, speeches, documents and figures below each.
    Full,
    Table,
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadTemplate(String);

impl std::fmt::Display for BadTemplate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadTemplate {}

impl Template {
    pub fn parse(source: &str) -> Result<Template, BadTemplate> {
        let template: Template =
            toml::from_str(source).map_err(|error| BadTemplate(error.to_string().trim_end().to_owned()))?;
        template.check()?;
        Ok(template)
    }

    /// What the grammar cannot say.
    fn check(&self) -> Result<(), BadTemplate> {
        let bad = |what: String| Err(BadTemplate(what));
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.kind.is_empty() || !self.kind.chars().all(plain) {
            return bad(format!(
                "kind = {:?}: give lower-case letters, digits and hyphens, such as my-digest",
                self.kind
            ));
        }
        if self.title.is_empty() {
            return bad("title: give it in one language at least, such as title.en = \"Digest\"".to_owned());
        }
        for part in &self.sections {
            let known = part.show.terms();
            for (name, given) in [("kinds", &part.kinds), ("status", &part.status)] {
                let list: &[String] = known.get(name).map(Vec::as_slice).unwrap_or_default();
                if let Some(term) = given.iter().find(|term| !list.contains(term)) {
                    let show = part.show.name();
                    return bad(match list {
                        [] => format!("{name}: a section that shows {show} takes none"),
                        _ => format!(
                            "{name} of the section that shows {show}: there is no {term:?}; there are {}",
                            list.join(", ")
                        ),
                    });
                }
            }
            let is_code = |code: &&String| code.len() == 2 && code.bytes().all(|b| b.is_ascii_uppercase());
            if let Some(code) = part.places.iter().find(|code| !is_code(code)) {
                return bad(format!("places: {code:?} is no country's code; write it as in \"KZ\""));
            }
        }
        Ok(())
    }

    /// Its title in a language, else in English, else in the first one.
    pub fn title(&self, lang: &str) -> &str {
        in_lang(&self.title, lang).unwrap_or(&self.kind)
    }

    pub fn about(&self, lang: &str) -> &str {
        in_lang(&self.about, lang).unwrap_or_default()
    }

    pub fn shows(&self, show: Show) -> bool {
        self.sections.iter().any(|part| part.show == show)
    }
}

/// Words in a language, else in English, else in the first one.
pub fn in_lang<'w>(words: &'w ByLang, lang: &str) -> Option<&'w str> {
    words.get(lang).or_else(|| words.get("en")).or_else(|| words.values().next()).map(String::as_str)
}

impl Show {
    pub fn name(self) -> &'static str {
        match self {
            Show::About => "about",
            Show::Stories => "stories",
            Show::Found => "found",
            Show::Events => "events",
            Show::Documents => "documents",
            Show::Chronicle => "chronicle",
            Show::Statements => "statements",
            Show::Figures => "figures",
            Show::Offices => "offices",
            Show::Differences => "differences",
            Show::Timeline => "timeline",
            Show::Map => "map",
            Show::Activity => "activity",
        }
    }

    /// The terms that its filters take.
    fn terms(self) -> BTreeMap<&'static str, Vec<String>> {
        let terms = |kind: &str, property: &str| {
            let kind = record::Schema::built_in().kind(kind);
            kind.and_then(|kind| kind.property(property)).map(|one| one.terms.clone()).unwrap_or_default()
        };
        let both = |one: &str, other: &str| [terms("event", one), terms("document", other)].concat();
        let lists = match self {
            Show::Events | Show::Map => {
                [("kinds", terms("event", "kind")), ("status", terms("event", "status"))]
            }
            Show::Documents => {
                [("kinds", terms("document", "kind")), ("status", terms("document", "action"))]
            }
            Show::Chronicle | Show::Timeline => {
                [("kinds", both("kind", "kind")), ("status", both("status", "action"))]
            }
            _ => [("kinds", Vec::new()), ("status", Vec::new())],
        };
        lists.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(source: &str) -> String {
        Template::parse(source).unwrap_err().to_string()
    }

    #[test]
    fn a_template_says_what_is_wrong_with_it() {
        assert!(error("kind = 1").contains("line 1"));
        assert!(error("kind = \"a b\"\nsection = []\ntitle.en = \"x\"").contains("hyphens"));
        assert!(error("kind = \"a\"\nsection = []\ntitle = {}").contains("title.en"));
        let section =
            |rest: &str| format!("kind = \"a\"\ntitle.en = \"A\"\n[[section]]\nshow = \"events\"\n{rest}");
        assert!(error(&section("kinds = [\"party\"]")).contains("there are session, meeting"));
        assert!(error(&section("places = [\"kz\"]")).contains("\"KZ\""));
        assert!(error(&section("colour = 1")).contains("colour"));
        let text = section("").replace("events", "stories") + "kinds = [\"session\"]";
        assert!(error(&text).contains("takes none"));
        assert!(Template::parse(&section("limit = 3")).is_ok());
    }

    #[test]
    fn words_come_in_the_language_asked_for_or_another() {
        let template = Template::parse("kind = \"a\"\ntitle.ru = \"R\"\nsection = []").unwrap();
        assert_eq!((template.title("en"), template.title("ru"), template.about("en")), ("R", "R", ""));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_template_or_is_not(text in ".{0,200}") {
            let _ = Template::parse(&text);
        }
    }
}
