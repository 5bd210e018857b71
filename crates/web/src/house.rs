//! What this room is given by the program that wires the rooms: the record, the index, what packs know.

use record::Date;
use search::Index;
use store::Archive;

/// A place on the ground.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// The same for every name of the place.
    pub key: String,
    /// The ISO 3166-1 code of the country that it lies in.
    pub country: Option<String>,
    /// Degrees north and east; `None` where only the place's name is known.
    pub at: Option<(f64, f64)>,
}

/// What packs know of names.
pub trait Lore: report::Names + Send + Sync {
    /// The place that bears this name.
    fn spot(&self, place: &str) -> Option<Spot>;

    /// What a place is called in a language, by its key.
    fn spot_name(&self, key: &str, lang: &str) -> Option<String>;
}

/// A kind of report that is offered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    pub kind: String,
    pub title: String,
    pub about: String,
    /// Whether it is asked for organisations, for a person, body or series, and for words.
    pub takes_org: bool,
    pub takes_subject: bool,
    pub takes_query: bool,
}

/// What is asked of a kind of report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ask {
    pub kind: String,
    /// Slugs.
    pub orgs: Vec<String>,
    pub of: Option<String>,
    pub query: Option<String>,
    /// With `to`, a period; `to` alone is the day that the kind's own period is of.
    pub from: Option<Date>,
    pub to: Option<Date>,
    pub lang: String,
    /// One of [`Hands::report_formats`].
    pub format: String,
}

/// A report as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drawn {
    pub body: Vec<u8>,
    pub media_type: &'static str,
    /// The name of its file.
    pub name: String,
}

/// Why a report is not drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDrawn {
    /// No such kind, language or format.
    NoKind,
    /// The kind is of something, and it was not said of what.
    NoSubject,
    /// Something was given that the kind does not take.
    NotTaken,
    /// Nobody in the record bears that name.
    Unknown,
    /// Others are being drawn.
    Busy,
    /// For the operator.
    Broken(String),
}

/// What this room has others do.
pub trait Hands: Send + Sync {
    /// The name of the record's state; another one after each change.
    fn state(&self) -> String;

    /// Opens the record for reading.
    fn reader(&self) -> Result<Box<dyn Archive>, store::Error>;

    /// Opens the record to write a little beside whoever else writes.
    fn writer(&self) -> Result<Box<dyn Archive>, store::Error>;

    /// To be called before something is written that entries follow from: until they were made anew the state has
    /// no name.
    fn changing(&self) -> std::io::Result<()>;

    /// Has entries made anew, soon; returns at once.
    fn derive(&self);

    /// The search index; `None` where it is not built yet.
    fn index(&self) -> Result<Option<Index>, search::Error>;

    /// The present instant.
    fn now(&self) -> jiff::Timestamp;

    /// The kinds of report that can be asked for, named in a language.
    fn reports(&self, _lang: &str) -> Vec<Kind> {
        Vec::new()
    }

    fn report_formats(&self) -> &'static [&'static str] {
        &[]
    }

    /// Organisations that reports can be of, by slug and name.
    fn organisations(&self, _lang: &str) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Draws a report; takes its time.
    fn draw(&self, _ask: &Ask) -> Result<Drawn, NotDrawn> {
        Err(NotDrawn::NoKind)
    }

    /// Tells the operator what a page does not show.
    fn log(&self, line: &str);
}
