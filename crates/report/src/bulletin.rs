//! A report drawn by a [`crate::Template`], as values: sections in order, each line with its citations.

use record::Date;

use crate::input::Period;
use crate::outcomes::{Cites, Country, Deed, Dispute, Event, Figure, Officer, Source, Speech, Worded};
use crate::template::Form;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bulletin {
    /// The kind of its template.
    pub kind: String,
    pub title: String,
    /// Whom or what it is about; nothing where it is about all that the record holds.
    pub subjects: Vec<Worded>,
    pub query: Option<String>,
    pub lang: String,
    pub period: Period,
    /// Whether the period is to be told; a profile is of no time in particular.
    pub dated: bool,
    pub as_of: Date,
    /// What was published in the period.
    pub publications: usize,
    pub publishers: usize,
    /// Whether more may have been left out of sections than they say.
    pub partial: bool,
    pub parts: Vec<Shown>,
    pub sources: Vec<Source>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The anchor of the section.
    pub id: String,
    pub title: String,
    pub content: Content,
    /// How many more answer to what the section asks for.
    pub left_out: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    About(About),
    Stories(Vec<Story>),
    Found(Vec<Finding>),
    Deeds {
        groups: Vec<Deeds>,
        form: Form,
    },
    Statements(Vec<Speech>),
    Figures(Vec<Figure>),
    Offices(Vec<Officer>),
    Differences(Vec<Dispute>),
    Timeline(Vec<Deed>),
    /// How many events each territory saw.
    Map(Vec<(Country, usize)>),
    /// Publications by source and by month, as EDTF.
    Activity {
        by_publisher: Vec<(String, u64)>,
        by_month: Vec<(String, u64)>,
    },
}

impl Content {
    pub fn len(&self) -> usize {
        match self {
            Content::About(about) => usize::from(!about.is_empty()),
            Content::Stories(stories) => stories.len(),
            Content::Found(found) => found.len(),
            Content::Deeds { groups, .. } => groups.iter().map(|group| group.deeds.len()).sum(),
            Content::Statements(speeches) => speeches.iter().map(|speech| speech.utterances.len()).sum(),
            Content::Figures(figures) => figures.len(),
            Content::Offices(officers) => officers.len(),
            Content::Differences(disputes) => disputes.len(),
            Content::Timeline(deeds) => deeds.len(),
            Content::Map(territories) => territories.len(),
            Content::Activity { by_publisher, by_month } => by_publisher.len().max(by_month.len()),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it shows in another way what stands elsewhere.
    pub fn is_picture(&self) -> bool {
        matches!(self, Content::Timeline(_) | Content::Map(_) | Content::Activity { .. })
    }
}

/// Events and documents under one heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deeds {
    pub by: Heading,
    pub deeds: Vec<Deed>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Heading {
    None,
    /// EDTF.
    Date(String),
    /// A kind of event or document: of which, and the term.
    Kind(&'static str, String),
    Words(Worded),
    /// Not told.
    Unknown,
}

/// Publications about one event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// The title of the publication that the lead is from; else what its event is called.
    pub heading: Worded,
    pub lead: Option<Lead>,
    pub event: Option<Event>,
    /// Who carries it, those with most publications first.
    pub publishers: Vec<String>,
    pub publications: usize,
    /// How many of them are nearly the text of another.
    pub copies: usize,
    /// The languages that it is told in, as tags.
    pub langs: Vec<String>,
}

/// A sentence of a publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    pub words: Worded,
    pub publisher: Option<String>,
    pub cites: Cites,
}

/// A publication that answers a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub title: Worded,
    pub publisher: Option<String>,
    pub published_on: Option<Date>,
    /// Its opening sentence.
    pub cites: Cites,
}

/// What somebody or something is called, and who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    pub names: Vec<(Worded, Cites)>,
    pub offices: Vec<Officer>,
}

impl About {
    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.offices.is_empty()
    }
}

impl Bulletin {
    /// Events and documents of all sections, each once, in the order of the report.
    pub fn deeds(&self) -> Vec<&Deed> {
        let mut seen = std::collections::BTreeSet::new();
        let groups = self.parts.iter().flat_map(|part| match &part.content {
            Content::Deeds { groups, .. } => groups.iter().flat_map(|group| &group.deeds).collect(),
            Content::Timeline(deeds) => deeds.iter().collect(),
            _ => Vec::new(),
        });
        groups.filter(|deed| seen.insert(deed.entry())).collect()
    }
}
