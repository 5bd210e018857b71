//! The kinds of thing that the record can hold, as data: `schema/*.toml`, one file a kind.

use std::sync::LazyLock;

use serde::Deserialize;

/// What a property's values are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValueKind {
    /// Free words.
    Text,
    /// What something is called; compared across languages and scripts.
    Name,
    /// An EDTF date.
    Date,
    /// A plain decimal.
    Number,
    /// One of a closed list of words.
    Term,
}

/// How values of several claims settle to what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Settle {
    /// Every value is shown.
    All,
    /// The value of the latest publication.
    Latest,
    /// The value that covers the fewest days, of those that agree.
    MostPrecise,
    /// The value that most publications give.
    MostFrequent,
    /// The last in the schema's list of terms.
    Strongest,
    /// All, and any difference is a dispute.
    Disputed,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PropertySchema {
    pub name: String,
    pub value: ValueKind,
    pub settle: Settle,
    /// The closed list of a term, from weakest to strongest where that matters.
    #[serde(default)]
    pub terms: Vec<String>,
    /// Terms no two of which can be right at once: sources that give both differ.
    #[serde(default)]
    pub excludes: Vec<Vec<String>>,
    /// They exclude each other only where this other property has one value: "more than 100" allows for "120" and
    /// not for "100".
    #[serde(default)]
    pub beside: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    #[serde(rename = "kind")]
    pub name: String,
    /// Put together by the merge, never claimed.
    #[serde(default)]
    pub derived: bool,
    #[serde(rename = "property")]
    pub properties: Vec<PropertySchema>,
}

impl Kind {
    pub fn property(&self, name: &str) -> Option<&PropertySchema> {
        self.properties.iter().find(|property| property.name == name)
    }
}

/// All kinds, in the order in which they are listed to people.
#[derive(Clone, Debug)]
pub struct Schema {
    kinds: Vec<Kind>,
}

const SOURCES: &[&str] = &[
    include_str!("../schema/event.toml"),
    include_str!("../schema/document.toml"),
    include_str!("../schema/office.toml"),
    include_str!("../schema/membership.toml"),
    include_str!("../schema/chairmanship.toml"),
    include_str!("../schema/cooperation.toml"),
    include_str!("../schema/participation.toml"),
    include_str!("../schema/statement.toml"),
    include_str!("../schema/figure.toml"),
    include_str!("../schema/person.toml"),
];

static BUILT_IN: LazyLock<Schema> = LazyLock::new(|| {
    let parse = |source: &&str| toml::from_str(source).ok();
    Schema { kinds: SOURCES.iter().filter_map(parse).collect() }
});

impl Schema {
    /// The schema that comes with the program.
    pub fn built_in() -> &'static Schema {
        &BUILT_IN
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub fn kind(&self, name: &str) -> Option<&Kind> {
        self.kinds.iter().find(|kind| kind.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_kind_parses() {
        for source in SOURCES {
            if let Err(error) = toml::from_str::<Kind>(source) {
                panic!("{error}\n{source}");
            }
        }
        assert_eq!(Schema::built_in().kinds().len(), SOURCES.len());
        for kind in Schema::built_in().kinds() {
            for property in &kind.properties {
                let closed = property.settle == Settle::Strongest;
                assert!(!closed || !property.terms.is_empty(), "{}.{} needs terms", kind.name, property.name);
                for term in property.excludes.iter().flatten() {
                    assert!(property.terms.contains(term), "{}.{} has no {term}", kind.name, property.name);
                }
                let beside = property.beside.as_ref();
                assert!(beside.is_none_or(|beside| kind.property(beside).is_some()), "{beside:?}");
            }
        }
    }
}
