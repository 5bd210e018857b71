//! What the index is given: a card for each entry and each publication.

use std::fmt;
use std::str::FromStr;

use record::{ClaimId, Edtf, Entry, EntryId, Lang, Publication, PublicationId};

/// Which entry or publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Id {
    Entry(EntryId),
    Publication(PublicationId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    Entry,
    Publication,
}

impl Id {
    pub fn kind(self) -> Type {
        match self {
            Id::Entry(_) => Type::Entry,
            Id::Publication(_) => Type::Publication,
        }
    }
}

impl Type {
    pub fn as_str(self) -> &'static str {
        match self {
            Type::Entry => "entry",
            Type::Publication => "publication",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `entry:` or `publication:` and the hexadecimal digits.
impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Id::Entry(id) => write!(f, "entry:{id}"),
            Id::Publication(id) => write!(f, "publication:{id}"),
        }
    }
}

/// Not an id as [`Id`] prints it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId;

impl FromStr for Id {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Id, BadId> {
        match text.split_once(':') {
            Some(("entry", digits)) => digits.parse().map(Id::Entry).map_err(|_| BadId),
            Some(("publication", digits)) => digits.parse().map(Id::Publication).map_err(|_| BadId),
            _ => Err(BadId),
        }
    }
}

/// What the index holds of one entry or publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    pub id: Id,
    /// The label of an entry, the title of a publication.
    pub title: String,
    /// All that is searched beside the title. Spans of a [`Snippet`](crate::Snippet) count bytes of it.
    pub text: String,
    /// What `kind:` finds, beside `entry` and `publication`: of an entry its kind and the values of its
    /// property `kind`.
    pub kinds: Vec<String>,
    /// The language of a publication; of an entry, those of the publications behind it.
    pub langs: Vec<Lang>,
    /// What `from:`, `to:` and `date:` go by, the one to show first.
    pub dates: Vec<Edtf>,
    /// What `org:` finds: names as worded, and ids of profiles such as `csto/csc`, which `csto` finds too.
    pub orgs: Vec<String>,
    /// What `place:` finds: names as worded.
    pub places: Vec<String>,
    /// What `doc:` finds: the name of a publication; of an entry, those of the publications behind it.
    pub docs: Vec<String>,
    /// What an entry is made of.
    pub claims: Vec<ClaimId>,
}

impl Card {
    pub fn publication(publication: &Publication, text: &str) -> Card {
        Card {
            id: Id::Publication(publication.id),
            title: publication.title.clone().unwrap_or_default(),
            text: text.to_owned(),
            kinds: Vec::new(),
            langs: vec![publication.lang.clone()],
            dates: publication.published_on.map(Edtf::day).into_iter().collect(),
            orgs: publication.publisher.iter().cloned().collect(),
            places: Vec::new(),
            docs: vec![publication.doc.clone()],
            claims: Vec::new(),
        }
    }

    /// Every value of every property is found, also those that are not shown. What an entry does not know
    /// itself is left to the caller: `langs`, `docs`, and the profiles' ids among `orgs`.
    pub fn entry(entry: &Entry) -> Card {
        let mut card = Card {
            id: Id::Entry(entry.id),
            title: entry.label.clone(),
            text: String::new(),
            kinds: vec![entry.kind.clone()],
            langs: Vec::new(),
            dates: Vec::new(),
            orgs: Vec::new(),
            places: Vec::new(),
            docs: Vec::new(),
            claims: entry.claims.clone(),
        };
        for property in &entry.properties {
            for value in &property.values {
                match property.name.as_str() {
                    "kind" => card.kinds.push(value.text.clone()),
                    "body" | "organisation" => card.orgs.push(value.text.clone()),
                    "place" => card.places.push(value.text.clone()),
                    "date" | "period" if value.shown => card.dates.extend(value.text.parse::<Edtf>()),
                    _ => {}
                }
                if !card.text.is_empty() {
                    card.text.push('\n');
                }
                card.text.push_str(&value.text);
            }
        }
        card
    }
}

#[cfg(test)]
mod tests {
    use record::{Property, Value};

    use super::*;

    #[test]
    fn ids_survive_printing() {
        for id in [Id::Entry(EntryId::of([b"x".as_slice()])), Id::Publication(Publication::identity("x"))] {
            assert_eq!(id.to_string().parse(), Ok(id));
        }
        assert_eq!("entry:12".parse::<Id>(), Err(BadId));
        assert_eq!("claim".parse::<Id>(), Err(BadId));
    }

    #[test]
    fn an_entry_gives_all_its_values_and_the_dates_that_are_shown() {
        let value = |text: &str, shown| Value { text: text.to_owned(), claims: Vec::new(), shown };
        let property = |name: &str, values| Property { name: name.to_owned(), values, disputed: false };
        let entry = Entry {
            id: EntryId::of([b"x".as_slice()]),
            kind: "event".to_owned(),
            label: "Session".to_owned(),
            properties: vec![
                property("kind", vec![value("session", true)]),
                property("body", vec![value("Council", true)]),
                property("date", vec![value("2024-11-28", true), value("2024-11-29", false)]),
                property("place", vec![value("Astana", true)]),
            ],
            refs: Default::default(),
            claims: Vec::new(),
        };
        let card = Card::entry(&entry);
        assert_eq!(card.kinds, ["event", "session"]);
        assert_eq!(card.orgs, ["Council"]);
        assert_eq!(card.places, ["Astana"]);
        assert_eq!(card.dates, ["2024-11-28".parse().unwrap()]);
        assert_eq!(card.text, "session\nCouncil\n2024-11-28\n2024-11-29\nAstana");
    }
}
