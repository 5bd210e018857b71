//! What can go wrong: [`Error`] for the store itself, [`Refusal`] for what it will not file.

use std::io;
use std::path::PathBuf;

use record::{CaptureId, ClaimId, PublicationId};

use crate::archive::{JudgementId, OriginId};
use crate::reviews::ReviewId;

/// An operation that did not happen. Whatever was acknowledged before it is safe.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    #[error(
        "the record in {} is in use by another process: wait until it ends, or give another directory",
        dir.display()
    )]
    InUse { dir: PathBuf },
    #[error("there is no record in {}: file something first", dir.display())]
    NoRecord { dir: PathBuf },
    #[error("cannot open the record in {}: {source}", dir.display())]
    Open { dir: PathBuf, source: io::Error },
    #[error("{} is not a record: it is another kind of file; give another directory", path.display())]
    NotARecord { path: PathBuf },
    #[error(
        "the record {} has schema {found}, this program knows {known}: update the program to open it",
        path.display()
    )]
    NewerSchema { path: PathBuf, found: u32, known: u32 },
    #[error(
        "the record {} has schema {found}, this program needs {known}: open it once for writing to bring it up to date",
        path.display()
    )]
    OlderSchema { path: PathBuf, found: u32, known: u32 },
    #[error(
        "{doing}: no space is left for {}: free some and run the command again; what was filed before is safe",
        path.display()
    )]
    Full { path: PathBuf, doing: &'static str },
    #[error("{doing}: {} cannot be written: it was opened for reading only, or its permissions forbid it", path.display())]
    ReadOnly { path: PathBuf, doing: &'static str },
    #[error("{doing}: {} is locked by another program: close what else has it open", path.display())]
    Busy { path: PathBuf, doing: &'static str },
    #[error(
        "{doing}: {} is damaged ({what}): keep a copy, restore a backup, or file the publications into a new directory",
        path.display()
    )]
    Damaged { path: PathBuf, doing: &'static str, what: String },
    #[error(
        "{doing}: the disk failed under {} ({what}): see whether it is full, and whether it is sound",
        path.display()
    )]
    Disk { path: PathBuf, doing: &'static str, what: String },
    #[error("{doing}: a value is larger than the store can hold (1 GB)")]
    TooLarge { doing: &'static str },
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("{prefix:?} is not the start of an id: write 1 to 32 hexadecimal digits")]
    BadPrefix { prefix: String },
    #[error("{count} ids or more begin with {prefix}: write more digits")]
    AmbiguousPrefix { prefix: String, count: usize },
    #[error("{doing}: the transaction around it was undone after an earlier error; nothing of it was filed")]
    Undone { doing: &'static str },
    #[error("{doing}: {source}")]
    Engine { doing: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    /// An error of the caller, on its way out of a transaction or a visit.
    #[error(transparent)]
    Caller(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// Wraps the caller's own error so that it ends a transaction or a visit and comes out unchanged.
    pub fn caller(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
        Error::Caller(error.into())
    }
}

/// Something that was not filed because it would break a law of the record. Nothing of it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    #[error(
        "claim {claim}: {quote:?} is not what stands at bytes {start}..{end} of {doc} (publication {publication}, version {version})"
    )]
    QuoteNotAtSpan {
        claim: ClaimId,
        doc: String,
        publication: PublicationId,
        version: u32,
        start: usize,
        end: usize,
        quote: String,
    },
    #[error("claim {claim} of {doc} has no evidence")]
    NoEvidence { claim: ClaimId, doc: String },
    #[error(
        "claim {claim} of {doc} cites publication {publication} version {version}, which is not the one that was read"
    )]
    ForeignEvidence { claim: ClaimId, doc: String, publication: PublicationId, version: u32 },
    #[error("claim {claim} cites publication {publication} version {version}, which is not in the record")]
    UnknownPublication { claim: ClaimId, publication: PublicationId, version: u32 },
    #[error("claim {claim} of {doc} refers to claim {target}, which was not read with it")]
    DanglingRef { claim: ClaimId, doc: String, target: ClaimId },
    #[error("claim {claim} bears an id that is not the hash of what it asserts ({hash})")]
    WrongId { claim: ClaimId, hash: ClaimId },
    #[error("claim {claim} has a confidence of {confidence} percent")]
    BadConfidence { claim: ClaimId, confidence: u8 },
    #[error("claim {claim} is a person's and cannot be filed as the reading of a machine")]
    NotAMachines { claim: ClaimId },
    #[error("claim {claim} was found by a rule and cannot be filed as a person's")]
    NotAPersons { claim: ClaimId },
    #[error(
        "{doc} (publication {publication}) was read as version {given}, but its text is version {expected}: read it again"
    )]
    StaleVersion { doc: String, publication: PublicationId, given: u32, expected: u32 },
    #[error("{doc} (publication {publication}) names capture {capture}, which origin {origin} did not give")]
    UnknownOrigin { doc: String, publication: PublicationId, capture: CaptureId, origin: OriginId },
    #[error("{value:?} is not an instant: write it as 2024-11-28T10:00:00Z")]
    BadInstant { value: String },
    #[error("the judgement on {left} and {right} has a score of {score}; it goes from 0 to 1")]
    BadScore { left: ClaimId, right: ClaimId, score: String },
    #[error("the judgement on {left} and {right} is not a person's; the merge files its own all at once")]
    JudgedByMachine { left: ClaimId, right: ClaimId },
    #[error("the judgement on {left} and {right} is a person's; the merge may only file its own")]
    JudgedByPerson { left: ClaimId, right: ClaimId },
    #[error("claim {claim} is not in the record")]
    UnknownClaim { claim: ClaimId },
    #[error("there is no judgement {judgement}")]
    UnknownJudgement { judgement: JudgementId },
    #[error("judgement {judgement} was withdrawn already, by {by} at {at}")]
    AlreadyWithdrawn { judgement: JudgementId, by: String, at: String },
    #[error("there is no review {}", review.0)]
    UnknownReview { review: ReviewId },
    #[error("review {} was withdrawn already, by {by} at {at}", review.0)]
    ReviewWithdrawn { review: ReviewId, by: String, at: String },
    #[error("two entries bear the id {entry}")]
    TwiceTheEntry { entry: record::EntryId },
}
