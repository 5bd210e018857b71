//! The seam of delivery: editions of reports, who gets them, and what became of each parcel.
//!
//! An edition is kept as it was built and never changed; what editors do with it stands beside it, and once one of
//! them lets it go, what goes out is the edition as he left it. A parcel is an edition on its way to one recipient; there is
//! one for each pair, which is what keeps a second run from sending it again.

use jiff::Timestamp;
use record::Date;

use crate::Error;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EditionId(pub u64);

/// A report as it was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edition {
    /// The schedule that asked for it, or the name that a person gave.
    pub series: String,
    /// The report in the words of the command line.
    pub words: Vec<String>,
    pub lang: String,
    pub title: String,
    pub as_of: Date,
    /// When the schedule wanted it; `None` where a person asked.
    pub due_at: Option<Timestamp>,
    pub built_at: Timestamp,
    /// Whether its parcels wait until an editor lets it go.
    pub held: bool,
}

/// What an edition is when it is filed.
#[derive(Clone, Copy, Debug)]
pub struct Built<'a> {
    /// Its page, for editors; `None` where it has none.
    pub page: Option<&'a str>,
    pub files: &'a [EditionFile],
}

/// One format of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionFile {
    pub format: String,
    pub bytes: Vec<u8>,
}

/// An edition with the formats that it was built in and the hash of each (BLAKE3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledEdition {
    pub id: EditionId,
    pub edition: Edition,
    pub formats: Vec<(String, [u8; 32])>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    pub name: String,
    /// `mailto:`, `https:` or `file:`.
    pub address: String,
    pub lang: String,
    /// Lists that the recipient is on.
    pub roles: Vec<String>,
    /// Signs what goes to a program, and leads a person off the lists.
    pub secret: String,
    pub added_at: Timestamp,
    /// Since when nothing is sent, and why.
    pub left: Option<(Timestamp, String)>,
}

/// When a report is built and for whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    pub name: String,
    pub words: Vec<String>,
    pub formats: Vec<String>,
    /// `mon` to `sun`, or days of the month.
    pub days: Vec<String>,
    /// `HH:MM` in the zone.
    pub time: String,
    /// A name of the IANA time zone database.
    pub zone: String,
    pub roles: Vec<String>,
    pub added_at: Timestamp,
    pub next_at: Timestamp,
    /// Whether its editions wait until an editor lets them go.
    pub held: bool,
}

/// What an editor did with a piece of an edition, in words that the report room knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditionAct {
    /// `up`, `down`, `drop`, `restore`, `comment` or `add`.
    pub act: String,
    pub piece: String,
    pub words: String,
    pub person: String,
    pub at: Timestamp,
}

/// The number of an act among all acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActId(pub u64);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReleaseId(pub u64);

/// An edition that an editor let go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    pub id: ReleaseId,
    pub edition: EditionId,
    pub person: String,
    pub at: Timestamp,
    /// The last act that is in it; as it was built where there is none.
    pub last_act: Option<ActId>,
    /// What goes out instead of the files of the edition, with their hashes; empty where it goes out as built.
    pub formats: Vec<(String, [u8; 32])>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParcelState {
    Waiting,
    /// It was begun; where no run is at work, one ended in the midst of it.
    Sending,
    Sent,
    /// It was refused for good, or too often.
    Failed,
}

impl ParcelState {
    pub const ALL: [ParcelState; 4] =
        [ParcelState::Waiting, ParcelState::Sending, ParcelState::Sent, ParcelState::Failed];

    pub fn as_str(self) -> &'static str {
        match self {
            ParcelState::Waiting => "waiting",
            ParcelState::Sending => "sending",
            ParcelState::Sent => "sent",
            ParcelState::Failed => "failed",
        }
    }

    pub fn parse(name: &str) -> Option<ParcelState> {
        ParcelState::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// An edition on its way to a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    pub edition: EditionId,
    pub recipient: String,
    pub state: ParcelState,
    pub tries: u32,
    /// Not before.
    pub due_at: Timestamp,
    /// What the receiving side said last.
    pub said: Option<String>,
    pub changed_at: Timestamp,
}

/// The part of the store that is about delivery.
pub trait Delivery {
    /// Files a recipient, in the place of one of the same name; who had left is back.
    fn save_recipient(&mut self, recipient: &Recipient) -> Result<(), Error>;

    /// By name, those who left as well.
    fn recipients(&self) -> Result<Vec<Recipient>, Error>;

    /// From now on nothing is sent, not even what waits. `false` where there is none of the name, or no more.
    fn leave(&mut self, name: &str, why: &str, at: Timestamp) -> Result<bool, Error>;

    /// Files a schedule, in the place of one of the same name.
    fn save_schedule(&mut self, schedule: &Schedule) -> Result<(), Error>;

    /// Those that were not removed, by name.
    fn schedules(&self) -> Result<Vec<Schedule>, Error>;

    fn remove_schedule(&mut self, name: &str, at: Timestamp) -> Result<bool, Error>;

    /// Files an edition with a parcel for each of these recipients; `None` where the series has one in this language
    /// for this moment, and nothing is written then.
    fn file_edition(
        &mut self,
        edition: &Edition,
        built: Built<'_>,
        recipients: &[String],
    ) -> Result<Option<EditionId>, Error>;

    /// Of one series or of all, in the order in which they were built.
    fn editions(&self, series: Option<&str>) -> Result<Vec<FiledEdition>, Error>;

    fn edition(&self, id: EditionId) -> Result<Option<FiledEdition>, Error>;

    fn edition_file(&self, id: EditionId, format: &str) -> Result<Option<Vec<u8>>, Error>;

    /// Of one edition or of all, by edition and recipient.
    fn parcels(&self, edition: Option<EditionId>) -> Result<Vec<Parcel>, Error>;

    /// The page of an edition as it was built; `None` where it was filed without one.
    fn edition_page(&self, id: EditionId) -> Result<Option<String>, Error>;

    fn add_edition_act(&mut self, id: EditionId, act: &EditionAct) -> Result<ActId, Error>;

    /// In the order in which they were done.
    fn edition_acts(&self, id: EditionId) -> Result<Vec<(ActId, EditionAct)>, Error>;

    /// Lets an edition go: from now on these files go out in the place of those that were built, or those where
    /// there are none. `last_act`: the last act that is in them.
    fn release_edition(
        &mut self,
        id: EditionId,
        person: &str,
        at: Timestamp,
        last_act: Option<ActId>,
        files: &[EditionFile],
    ) -> Result<ReleaseId, Error>;

    /// In the order in which they were made; the last one is what goes out.
    fn releases(&self, id: EditionId) -> Result<Vec<Release>, Error>;

    fn released_file(&self, id: ReleaseId, format: &str) -> Result<Option<Vec<u8>>, Error>;

    /// What is to be sent now: waiting and due, or begun by a run that ended; not to those who left, and nothing
    /// of an edition that is held and was not let go.
    fn due_parcels(&self, now: Timestamp) -> Result<Vec<Parcel>, Error>;

    /// Puts the parcel in the place of the one for the same edition and recipient, or adds it.
    fn save_parcel(&mut self, parcel: &Parcel) -> Result<(), Error>;
}
