//! The vocabulary of the house: what every other room speaks in.
//!
//! This room holds values and nothing else: spans, languages, EDTF dates, publications, claims with
//! their evidence, judgements, entries, and the schema of kinds. It never reads a file, a clock or a
//! network, and knows no SQL, JSON, HTML or language.
//!
//! Start reading at [`claim`], then [`entry`]; [`schema`] says which kinds and properties there are.

pub mod claim;
pub mod edtf;
pub mod entry;
pub mod id;
pub mod profile;
pub mod publication;
pub mod schema;
pub mod source;
pub mod span;

pub use claim::{Claim, ClaimDraft, Evidence, Origin, Slots};
pub use edtf::Edtf;
pub use entry::{Author, Entry, Judgement, Property, Value, Verdict};
pub use id::{CaptureId, ClaimId, EntryId, ItemId, PublicationId};
pub use jiff::Span as Days;
pub use jiff::civil::{Date, DateTime};
pub use profile::Profile;
pub use publication::{Lang, Publication};
pub use schema::{Kind, Schema};
pub use source::{Form, Source, Standing};
pub use span::Span;
