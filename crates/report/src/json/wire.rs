//! The wire format: what the keys are called and what may be left out.

use serde::Serialize;

#[derive(Serialize)]
pub struct Report<'o> {
    pub report: &'static str,
    pub organisation: Organisation<'o>,
    pub period: Period,
    pub as_of: String,
    pub language: &'o str,
    pub membership: Vec<Role<'o>>,
    pub chairmanship: Vec<Chair<'o>>,
    pub sessions: Vec<Event<'o>>,
    pub documents: Vec<Document<'o>>,
    pub exercises: Vec<Territory<'o>>,
    pub operations: Vec<Operation<'o>>,
    pub conferences: Vec<Event<'o>>,
    pub cooperation: Vec<Partner<'o>>,
    pub officers: Vec<Officer<'o>>,
    pub guests: Vec<Officer<'o>>,
    pub other_events: Vec<Event<'o>>,
    pub statements: Vec<Speech<'o>>,
    pub figures: Vec<Figure<'o>>,
    pub planned: Vec<Deed<'o>>,
    pub disagreements: Vec<Dispute<'o>>,
    pub sources: Vec<Source<'o>>,
}

/// Numbers of passages, and how many more the record holds than are listed.
#[derive(Serialize)]
pub struct Citations<'o> {
    pub citations: &'o [u32],
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

#[derive(Serialize)]
pub struct Organisation<'o> {
    pub slug: &'o str,
    pub name: &'o str,
    pub short: Option<&'o str>,
}

#[derive(Serialize)]
pub struct Period {
    pub from: String,
    pub to: String,
}

#[derive(Serialize)]
pub struct Worded<'o> {
    pub text: &'o str,
    pub language: &'o str,
}

/// A name; a country comes with its code.
#[derive(Serialize)]
pub struct Named<'o> {
    pub text: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<&'o str>,
}

#[derive(Serialize)]
pub struct Fact<'o> {
    pub disputed: bool,
    pub values: Vec<Value<'o>>,
}

#[derive(Serialize)]
pub struct Value<'o> {
    pub value: &'o str,
    pub language: &'o str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Place<'o> {
    pub names: Vec<Named<'o>>,
    pub disputed: bool,
    pub country: Option<&'o str>,
}

#[derive(Serialize)]
pub struct Actor<'o> {
    pub name: Named<'o>,
    pub office: Option<Office<'o>>,
}

#[derive(Serialize)]
pub struct Office<'o> {
    pub title: Worded<'o>,
    pub organisation: Option<Named<'o>>,
}

#[derive(Serialize)]
pub struct Role<'o> {
    pub role: &'o str,
    pub members: Vec<Member<'o>>,
}

#[derive(Serialize)]
pub struct Member<'o> {
    pub entry: String,
    pub name: Named<'o>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Chair<'o> {
    pub entry: String,
    pub holder: Named<'o>,
    pub turn: &'static str,
    pub period: Option<Fact<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Event<'o> {
    pub entry: String,
    pub kind: &'o str,
    pub name: Worded<'o>,
    pub also: Vec<Worded<'o>>,
    pub body: Option<Fact<'o>>,
    pub date: Option<Fact<'o>>,
    pub place: Option<Place<'o>>,
    pub status: Option<&'o str>,
    pub formats: Vec<&'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
    pub participants: Vec<Participant<'o>>,
    pub speeches: Vec<Speech<'o>>,
    pub documents: Vec<String>,
    pub figures: Vec<String>,
    pub disputed: &'o [String],
}

#[derive(Serialize)]
pub struct Participant<'o> {
    #[serde(flatten)]
    pub actor: Actor<'o>,
    pub role: &'o str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Speech<'o> {
    pub speaker: Actor<'o>,
    pub utterances: Vec<Utterance<'o>>,
}

#[derive(Serialize)]
pub struct Utterance<'o> {
    pub entry: String,
    pub mode: &'static str,
    pub text: &'o str,
    pub language: &'o str,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Document<'o> {
    pub entry: String,
    pub kind: &'o str,
    pub title: Worded<'o>,
    pub also: Vec<Worded<'o>>,
    pub body: Option<Fact<'o>>,
    pub date: Option<Fact<'o>>,
    pub place: Option<Place<'o>>,
    pub action: Option<&'o str>,
    pub published: Option<bool>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
    pub disputed: &'o [String],
}

#[derive(Serialize)]
pub struct Territory<'o> {
    pub country: Option<Named<'o>>,
    pub events: Vec<Event<'o>>,
}

#[derive(Serialize)]
pub struct Operation<'o> {
    pub name: Worded<'o>,
    pub event: Option<Event<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Event<'o>>,
    pub stages: Vec<Event<'o>>,
}

#[derive(Serialize)]
pub struct Partner<'o> {
    pub organisation: &'o str,
    pub name: Worded<'o>,
    #[serde(flatten)]
    pub named: Option<Citations<'o>>,
    pub contacts: Vec<Contact<'o>>,
}

#[derive(Serialize)]
pub struct Contact<'o> {
    pub relation: &'static str,
    #[serde(skip_serializing_if = "<[u32]>::is_empty")]
    pub participation: &'o [u32],
    #[serde(flatten)]
    pub deed: Deed<'o>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Deed<'o> {
    Event(Event<'o>),
    Document(Document<'o>),
}

#[derive(Serialize)]
pub struct Officer<'o> {
    pub entry: String,
    pub person: Worded<'o>,
    pub office: Office<'o>,
    pub status: Option<&'o str>,
    pub date: Option<&'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
}

#[derive(Serialize)]
pub struct Figure<'o> {
    pub entry: String,
    pub what: Worded<'o>,
    pub value: Fact<'o>,
    pub unit: Option<&'o str>,
    pub qualifier: Option<&'o str>,
    pub period: Option<&'o str>,
    pub event: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub according_to: Vec<&'o str>,
    #[serde(flatten)]
    pub cites: Citations<'o>,
    pub disputed: &'o [String],
}

#[derive(Serialize)]
pub struct Dispute<'o> {
    pub entry: String,
    pub kind: &'o str,
    pub label: Worded<'o>,
    pub property: &'o str,
    pub values: Vec<Value<'o>>,
}

#[derive(Serialize)]
pub struct Source<'o> {
    pub publication: String,
    pub version: u32,
    pub doc: &'o str,
    pub title: Option<&'o str>,
    pub publisher: Option<&'o str>,
    pub published_on: Option<String>,
    pub language: &'o str,
    pub url: Option<&'o str>,
    /// The hash under which the archive keeps what was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capture: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fetched_at: Option<&'o str>,
    pub passages: Vec<Passage<'o>>,
}

#[derive(Serialize)]
pub struct Passage<'o> {
    pub number: u32,
    pub context: String,
    pub quotes: Vec<Quote<'o>>,
}

/// `start` and `end` count Unicode code points of the publication's text.
#[derive(Serialize)]
pub struct Quote<'o> {
    pub text: &'o str,
    pub start: Option<usize>,
    pub end: Option<usize>,
    pub claims: Vec<String>,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}
