//! Organisations as data: `packs/orgs/<slug>.toml`. Nothing in the code knows any of them.

use std::collections::BTreeMap;

use serde::Deserialize;

/// Names by language tag; within a language the first is the full name, the others are variants and abbreviations.
pub type NamesByLang = BTreeMap<String, Vec<String>>;

/// An organisation, its bodies, members and series of events.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// The name in commands and addresses: `csto`.
    pub slug: String,
    pub names: NamesByLang,
    /// ISO 3166-1 alpha-2 codes.
    #[serde(default)]
    pub members: Vec<String>,
    #[serde(default)]
    pub observers: Vec<String>,
    #[serde(default)]
    pub partners: Vec<String>,
    #[serde(default, rename = "body")]
    pub bodies: Vec<Body>,
    #[serde(default, rename = "series")]
    pub series: Vec<Series>,
}

/// A body of an organisation: a council, a secretariat, a joint force.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// Unique within the profile: `csc`.
    pub id: String,
    /// `council`, `secretariat`, `assembly`, `committee`, `staff`, `force`, `court`, `office`.
    pub kind: String,
    pub names: NamesByLang,
}

/// A series of events that bear one name year after year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    pub id: String,
    /// A kind of event: `exercise`, `operation`, `conference`.
    pub kind: String,
    pub names: NamesByLang,
}

impl Profile {
    pub fn parse(source: &str) -> Result<Profile, toml::de::Error> {
        toml::from_str(source)
    }

    /// Every form of every name with the id of what it names: `csto`, `csto/csc`, `csto/kobalt`.
    pub fn forms(&self) -> impl Iterator<Item = (String, &str, &str)> {
        let own = forms_of(self.slug.clone(), &self.names);
        let bodies =
            self.bodies.iter().flat_map(|body| forms_of(format!("{}/{}", self.slug, body.id), &body.names));
        let series =
            self.series.iter().flat_map(|one| forms_of(format!("{}/{}", self.slug, one.id), &one.names));
        own.chain(bodies).chain(series)
    }
}

/// (id, language, form)
fn forms_of(id: String, names: &NamesByLang) -> impl Iterator<Item = (String, &str, &str)> {
    names.iter().flat_map(move |(lang, forms)| {
        let id = id.clone();
        forms.iter().map(move |form| (id.clone(), lang.as_str(), form.as_str()))
    })
}
