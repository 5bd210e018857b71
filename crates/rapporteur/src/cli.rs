//! The command line: what can be asked, and how it is explained.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use record::Date;

use crate::input::Kind;

/// Reads publications into a record in which every value opens the passage behind it.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, after_help = include_str!("../help/rapporteur.txt"), arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Read publications and print what they claim, each claim with its passages
    #[command(after_help = include_str!("../help/read.txt"))]
    Read(Read),
    /// Mark sentences, names, dates, places and reported speech in publications
    #[command(after_help = include_str!("../help/annotate.txt"))]
    Annotate(Annotate),
    /// Print the main text of publications, their language, title and date
    #[command(after_help = include_str!("../help/text.txt"))]
    Text(Text),
    /// Read publications into the record
    #[command(after_help = include_str!("../help/ingest.txt"))]
    Ingest(Ingest),
    /// Read all captures anew and merge them, as after an update of the program
    #[command(after_help = include_str!("../help/rebuild.txt"))]
    Rebuild(Rebuild),
}

/// How lines are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Lines {
    /// For people
    #[default]
    Table,
    /// For programs: one JSON object a line
    Jsonl,
}

/// What is read, and by which hands.
#[derive(Debug, Args)]
pub struct Source {
    /// Files (.txt .md .html .jsonl), folders, or - for standard input
    #[arg(required = true, value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// What the input is
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub input: Kind,
    /// The language of all publications, such as ru; told from each text where not given
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// How many threads read; all cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

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

/// How one result is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Shape {
    /// For people
    #[default]
    Table,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub struct Data {
    /// The directory of the record; $RAPPORTEUR_DATA, or the platform's own, where not given
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Ingest {
    #[command(flatten)]
    pub source: Source,
    #[command(flatten)]
    pub data: Data,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
    /// The date that "today" means in publications without a date of their own (2024-11-28)
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
}

#[derive(Debug, Args)]
pub struct Rebuild {
    #[command(flatten)]
    pub data: Data,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
    /// How many threads read; all cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}
