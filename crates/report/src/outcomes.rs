//! The report as values: typed sections, lines, citations, disagreements. Every renderer starts here.

use record::{ClaimId, Date, EntryId, Publication, Span};

pub use crate::context::Piece;
use crate::input::Period;

/// The passages that a line rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cites {
    /// Their numbers, ascending.
    pub numbers: Vec<u32>,
    /// How many more the record holds.
    pub more: usize,
}

/// Words and the language that they are in.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worded {
    pub text: String,
    pub lang: String,
}

/// One value with the passages that give it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub words: Worded,
    pub cites: Cites,
    /// Whom the sources credit with it, where none of them says it in its own voice.
    pub according_to: Vec<Worded>,
}

/// A property: one value, or all of those between which sources disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub said: Vec<Said>,
    pub disputed: bool,
}

impl Fact {
    pub fn first(&self) -> Option<&Worded> {
        self.said.first().map(|said| &said.words)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// In the language of the report.
    pub name: String,
    /// Where it stands on a map.
    pub at: Option<crate::atlas::Point>,
}

/// What a name stands for, as far as the directory knows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Named {
    Country(Country),
    Words(Worded),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub names: Vec<Named>,
    pub disputed: bool,
    /// Where the place lies.
    pub country: Option<Country>,
}

/// Who acts or speaks, with the office that the sources give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    pub name: Named,
    pub office: Option<Office>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    pub title: Worded,
    pub of: Option<Named>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Participant {
    pub actor: Actor,
    /// A term of the schema, or empty.
    pub role: String,
    /// Whether the speeches of the event hold words of theirs.
    pub quoted: bool,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
}

/// What one speaker is reported as saying.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    pub speaker: Actor,
    pub utterances: Vec<Utterance>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    pub entry: EntryId,
    /// The speaker's own words, as against the source's account of them.
    pub direct: bool,
    pub words: Worded,
    pub cites: Cites,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub entry: EntryId,
    pub kind: String,
    pub name: Worded,
    /// Other names that sources give it.
    pub also: Vec<Worded>,
    /// Whose session it is, or who organises it; `None` where it is the organisation itself.
    pub body: Option<Fact>,
    /// EDTF.
    pub date: Option<Fact>,
    pub place: Option<Place>,
    pub status: Option<String>,
    pub formats: Option<Fact>,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
    pub participants: Vec<Participant>,
    pub speeches: Vec<Speech>,
    pub documents: Vec<Document>,
    pub figures: Vec<Figure>,
    /// Names of the properties on which sources disagree.
    pub disputed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub entry: EntryId,
    pub kind: String,
    pub title: Worded,
    pub also: Vec<Worded>,
    pub body: Option<Fact>,
    pub date: Option<Fact>,
    pub place: Option<Place>,
    pub action: Option<String>,
    /// Whether its text was made public, as far as sources say.
    pub published: Option<bool>,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
    pub disputed: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    pub entry: EntryId,
    pub what: Worded,
    /// Plain decimals.
    pub value: Fact,
    pub unit: Option<String>,
    pub qualifier: Option<String>,
    /// EDTF.
    pub period: Option<String>,
    pub event: Option<(EntryId, Worded)>,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
    pub disputed: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Membership {
    /// By role, in the schema's order; roles without anybody are left out.
    pub roles: Vec<(String, Vec<Member>)>,
    pub chairs: Vec<Chair>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub entry: EntryId,
    pub name: Named,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chair {
    pub entry: EntryId,
    pub holder: Named,
    pub turn: Turn,
    /// EDTF.
    pub period: Option<Fact>,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Turn {
    /// In the period of the report.
    Now,
    /// After it.
    Next,
}

/// Events of one country, or without one that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Territory {
    pub country: Option<Country>,
    pub events: Vec<Event>,
}

/// An operation with the stages that bear its name; `event` is missing where only stages are told of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operation {
    pub name: Worded,
    pub event: Option<Event>,
    /// What is told under the same name without a date or place of its own: perhaps the same once more.
    pub also: Vec<Event>,
    pub stages: Vec<Event>,
}

/// What was done together with another organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    pub id: String,
    pub name: Worded,
    /// Where the two are said to work together, whatever came of it.
    pub named: Cites,
    pub contacts: Vec<Contact>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    pub relation: Relation,
    /// Who took part, where that makes the relation.
    pub cites: Cites,
    pub deed: Deed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The partner took part in an event of the organisation.
    Guest,
    /// The organisation took part in an event of the partner.
    Host,
    /// Both took part in an event of neither.
    Together,
    /// An event or a document that names both.
    Joint,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    Event(Event),
    Document(Document),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Officer {
    pub entry: EntryId,
    pub person: Worded,
    pub office: Office,
    pub status: Option<String>,
    /// EDTF.
    pub date: Option<String>,
    pub cites: Cites,
    pub according_to: Vec<Worded>,
}

/// Values of one property between which sources disagree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub entry: EntryId,
    pub kind: String,
    pub label: Worded,
    /// Of a figure, a participation or a statement: the event that it goes with.
    pub event: Option<Worded>,
    pub property: String,
    pub values: Vec<Said>,
}

/// A publication with the passages that the report cites.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub publication: Publication,
    /// How its text begins, for one that has no title.
    pub opening: Option<String>,
    /// When its capture was fetched, as RFC 3339, where that is known.
    pub fetched_at: Option<String>,
    pub passages: Vec<Passage>,
}

/// A sentence of a publication, with the words in it that claims rest on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    pub number: u32,
    pub pieces: Vec<Piece>,
    /// In the order of the text.
    pub quotes: Vec<Quote>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// In bytes of the publication's text.
    pub span: Span,
    /// The same in Unicode code points; `None` where the text is not at hand.
    pub points: Option<Span>,
    pub text: String,
    pub claims: Vec<ClaimId>,
}

/// The report of outcomes of one organisation in one period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcomes {
    pub slug: String,
    pub name: Worded,
    /// The abbreviation, where there is one.
    pub short: Option<Worded>,
    pub lang: String,
    pub period: Period,
    pub as_of: Date,
    pub membership: Membership,
    pub sessions: Vec<Event>,
    pub documents: Vec<Document>,
    pub exercises: Vec<Territory>,
    pub operations: Vec<Operation>,
    pub conferences: Vec<Event>,
    pub cooperation: Vec<Partner>,
    /// Of the organisation and its bodies.
    pub officers: Vec<Officer>,
    /// Of others, who took part in its events.
    pub guests: Vec<Officer>,
    pub other_events: Vec<Event>,
    /// Statements of no event in particular.
    pub statements: Vec<Speech>,
    pub figures: Vec<Figure>,
    pub planned: Vec<Deed>,
    pub disputes: Vec<Dispute>,
    pub sources: Vec<Source>,
}

impl Outcomes {
    pub fn passages(&self) -> impl Iterator<Item = (&Publication, &Passage)> {
        self.sources
            .iter()
            .flat_map(|source| source.passages.iter().map(|passage| (&source.publication, passage)))
    }
}
