//! What this room is given by the program that wires the rooms: the record, the index, what packs know.

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

    /// Tells the operator what a page does not show.
    fn log(&self, line: &str);
}
