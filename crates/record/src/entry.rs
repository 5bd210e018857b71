//! Entries: what claims of many publications settle to, and the judgements that put them together.

use std::collections::BTreeMap;

use crate::{ClaimId, EntryId};

/// Whether two claims speak of one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    Same,
    Different,
    Unsure,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Different => "different",
            Verdict::Unsure => "unsure",
        }
    }

    pub fn parse(name: &str) -> Option<Verdict> {
        [Verdict::Same, Verdict::Different, Verdict::Unsure].into_iter().find(|v| v.as_str() == name)
    }
}

/// Who judged.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Author {
    /// A rule of the merge and its version, such as `merge@1`.
    Rule(String),
    Person(String),
}

/// A judgement on two claims; it is never overwritten, only withdrawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    pub left: ClaimId,
    pub right: ClaimId,
    pub verdict: Verdict,
    /// 0 to 1.
    pub score: f64,
    /// What spoke for it, in words for people: "same date", "names agree 0.92".
    pub reasons: Vec<String>,
    pub author: Author,
}

/// One value of a property, with the claims that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Value {
    pub text: String,
    pub claims: Vec<ClaimId>,
    /// Whether the schema's policy settles on this value; several may be shown.
    pub shown: bool,
}

/// A property of an entry: every value that a source gives, none dropped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub name: String,
    pub values: Vec<Value>,
    /// Whether values contradict each other (not merely differ in precision or wording).
    pub disputed: bool,
}

/// One thing of the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: EntryId,
    pub kind: String,
    /// What to call it in a list.
    pub label: String,
    pub properties: Vec<Property>,
    /// Entries that this one speaks of, by property: `event` of a participation, `person` of an office.
    pub refs: BTreeMap<String, EntryId>,
    /// All claims behind it, in order of id.
    pub claims: Vec<ClaimId>,
}

impl Entry {
    pub fn property(&self, name: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.name == name)
    }

    /// The first shown value of a property.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.property(name)?.values.iter().find(|value| value.shown).map(|value| value.text.as_str())
    }

    pub fn is_disputed(&self) -> bool {
        self.properties.iter().any(|property| property.disputed)
    }
}
