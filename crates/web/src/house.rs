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

/// The days that a report is of, reckoned from the day on which it is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    Day,
    DayBefore,
    /// The seven days that end with the day before.
    Week,
    /// From the start of the month or year to the day itself.
    Month,
    Year,
    Between(Date, Date),
}

/// Which report is built, again and again or once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub kind: String,
    /// Slugs.
    pub orgs: Vec<String>,
    pub of: Option<String>,
    pub query: Option<String>,
    pub span: Span,
    pub formats: Vec<String>,
    /// Lists whose people get it.
    pub roles: Vec<String>,
    /// Its language where nobody gets it; else each has his own.
    pub lang: String,
    /// Whether it waits until an editor lets it go.
    pub held: bool,
}

/// What delivery is asked to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Errand {
    Recipient {
        name: String,
        address: String,
        lang: String,
        roles: Vec<String>,
    },
    RemoveRecipient {
        name: String,
    },
    Schedule {
        name: String,
        order: Order,
        days: Vec<String>,
        time: String,
        zone: String,
    },
    RemoveSchedule {
        name: String,
    },
    Build {
        series: String,
        order: Order,
    },
    /// To one, or to all whom it did not reach.
    Resend {
        edition: u64,
        recipient: Option<String>,
    },
    /// With the acts of editors up to the last one that was seen.
    Release {
        edition: u64,
        seen: Option<u64>,
    },
}

/// What came of an errand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    Well,
    /// The key that signs calls to a program, to be shown once.
    Key(String),
    /// The numbers of new editions.
    Editions(Vec<u64>),
}

/// What of an errand is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    Name,
    Address,
    Lang,
    Times,
    Report,
    Format,
    /// There is nothing of that name or number.
    Missing,
    /// It is no longer as it was seen.
    Changed,
}

/// Why an errand is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDone {
    Wrong(Wrong),
    Busy,
    /// For the operator.
    Broken(String),
}

/// A request to a provider of identities.
#[derive(Clone, PartialEq, Eq)]
pub struct Call {
    pub url: String,
    /// A form to post; without one the address is got.
    pub form: Option<String>,
    /// The name and the secret by which the site makes itself known.
    pub basic: Option<(String, String)>,
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

    /// The search index, also where it is behind the record; `None` where it is not built yet.
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

    /// Does an errand of delivery in somebody's name; takes its time.
    fn run(&self, _errand: &Errand, _by: &str) -> Result<Done, NotDone> {
        Err(NotDone::Wrong(Wrong::Missing))
    }

    /// Asks a provider of identities, within bounds of time and size; takes its time. The error is for the operator.
    fn call(&self, _call: &Call) -> Result<Vec<u8>, String> {
        Err("nobody here makes calls".to_owned())
    }

    /// Tells the operator what a page does not show.
    fn log(&self, line: &str);
}
