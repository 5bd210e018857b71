//! Reading publications without a record.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use record::Date;

use super::{Lines, Source};
use crate::input::Kind;

#[derive(Debug, Args)]
pub struct Read {
    #[command(flatten)]
    pub source: Source,
    /// How to print claims
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    /// The date that "today" means in publications without a date of their own (2024-11-28)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub struct Annotate {
    #[command(flatten)]
    pub source: Source,
    /// How to print annotations
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    /// The date that "today" means in publications without a date of their own (2024-11-28)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub struct Text {
    #[command(flatten)]
    pub source: Source,
    /// How to print texts
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
}

#[derive(Debug, Args)]
pub struct Feed {
    /// Files of feeds, folders of them, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to print feeds
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// A publication, or - for standard input
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    /// The rule, as claims and annotations name it: en/office#title-of-org
    #[arg(long, value_name = "ID")]
    pub rule: String,
    /// Only what matched
    #[arg(long)]
    pub matched: bool,
    /// What the input is
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub input: Kind,
    /// The language of the pack
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Worker {
    #[arg(value_enum)]
    pub task: Task,
}

/// What a worker does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// The text layer of a PDF
    Pdf,
    /// The pictures of a PDF's pages
    Ocr,
}
