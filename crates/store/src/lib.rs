//! The store keeps the record: captures, publications with their versions and texts, claims with their
//! evidence, judgements, entries.
//!
//! It is the only room that speaks SQL and the only one, beside the web, that serialises. It keeps four
//! laws whoever calls: a capture is immutable and a text is never edited; a claim whose quote is not
//! found at its span is refused; all below captures can be cleared and read again; a judgement is
//! withdrawn, never overwritten. It never reads a page, applies a rule, merges or asks for the time:
//! instants come in as arguments.
//!
//! What was acknowledged is on the disk: every call that files something returns after its commit has
//! been synced, or returns inside the [`Archive::transaction`] that will be.
//!
//! Start reading at [`archive`], the seam that every engine fills, and [`collection`], [`reviews`],
//! [`staff`], [`groups`], [`delivery`] and [`growth`], its parts about sources, the desk, people, what goes out and what
//! changed; [`veil`] keeps back what somebody may not see; [`SqliteStore`] is the embedded one.
//! [`dump`] writes a record out so that two can be compared, [`audit`] says whether one is sound.
//!
//! One publication, from bytes to the record:
//! ```
//! use record::{Lang, Publication};
//! use store::{Archive, CaptureOrigin, Reading, SqliteStore};
//!
//! # fn main() -> Result<(), store::Error> {
//! let mut store = SqliteStore::open_in_memory()?;
//! let at = "2024-11-28T10:00:00Z".to_owned();
//! let origin = CaptureOrigin { name: "astana.txt".to_owned(), url: None, media_type: None, at };
//! let filed = store.file_capture(b"The session took place in Astana.", &origin)?;
//!
//! let text = "The session took place in Astana.";
//! let id = Publication::identity("astana");
//! let publication = Publication {
//!     id,
//!     // Which version this text is must be known before claims are looked for: their evidence names it.
//!     version: store.place(id, text)?.version,
//!     doc: "astana".to_owned(),
//!     url: None,
//!     publisher: None,
//!     title: None,
//!     lang: Lang::new("en"),
//!     published_on: None,
//!     capture: filed.capture,
//! };
//! let reading = Reading { publication: &publication, origin: filed.origin, text, claims: &[] };
//! assert!(store.file_reading(&reading)?.new_version);
//! assert!(store.file_reading(&reading)?.is_unchanged());
//! # Ok(())
//! # }
//! ```

pub mod archive;
mod audit;
mod check;
pub mod collection;
#[cfg(feature = "conformance")]
pub mod conformance;
pub mod delivery;
mod dump;
mod error;
pub mod groups;
pub mod growth;
mod migrations;
pub mod reviews;
mod rows;
mod sqlite;
pub mod staff;
pub mod veil;

pub use archive::{
    Archive, CaptureOrigin, ClaimChanges, ClaimFilter, Counts, EntryChanges, FiledCapture, FiledJudgement,
    FiledReading, JudgementId, Origin, OriginId, Place, PublicationFilter, Reading, Told, Versions, Visit,
    Withdrawal, Work,
};
pub use audit::audit;
pub use collection::Collection;
pub use delivery::Delivery;
pub use dump::dump;
pub use error::{Error, Refusal};
pub use groups::Groups;
pub use growth::{Changes, Growth};
pub use reviews::Reviews;
pub use sqlite::{DATABASE, LOCK, SqliteStore};
pub use staff::Staff;
pub use veil::{Hidden, Veil, Veiled};
