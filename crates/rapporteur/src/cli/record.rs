//! Work on a record: bringing publications in, looking things up, keeping it sound.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use record::Date;

use super::{Data, Lines, Shape, Source};

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

#[derive(Debug, Args)]
pub struct Show {
    /// The start of an id, the name of a publication, or words of what an entry is called
    #[arg(required = true, value_name = "ID|DOC|NAME")]
    pub what: Vec<String>,
    #[command(flatten)]
    pub data: Data,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
}

#[derive(Debug, Args)]
pub struct Search {
    /// Words, phrases and filters
    #[arg(required = true, value_name = "QUERY")]
    pub query: Vec<String>,
    #[command(flatten)]
    pub data: Data,
    /// How many answers to print
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub limit: usize,
    /// How many answers to pass over
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub offset: usize,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
}

#[derive(Debug, Args)]
pub struct List {
    /// A kind: event, document, office, membership, chairmanship, cooperation, participation, statement,
    /// figure, person, publication; all kinds of entries where not given
    pub kind: Option<String>,
    #[command(flatten)]
    pub data: Data,
    /// Only entries that sources differ on
    #[arg(long)]
    pub disputed: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
}

#[derive(Debug, Args)]
pub struct Status {
    #[command(flatten)]
    pub data: Data,
    /// Read the whole record and say whether it keeps its laws
    #[arg(long)]
    pub check: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
}

#[derive(Debug, Args)]
pub struct Export {
    /// The file to write; standard output where not given
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// With the keys of programs and the links that lead off lists; keep the file as you keep the record
    #[arg(long)]
    pub secrets: bool,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct Import {
    /// An exported record, or - for standard input
    #[arg(value_name = "FILE")]
    pub path: PathBuf,
    #[command(flatten)]
    pub data: Data,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum AuditJob {
    /// Say whether every line of the log is as it was written and follows the one before it
    Verify(AuditVerify),
}

#[derive(Debug, Args)]
pub struct AuditVerify {
    /// The hash of a line, as an earlier run printed it: it must still be in the log
    #[arg(long, value_name = "HASH")]
    pub head: Option<String>,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Where to listen; other machines reach it only where this is not a local address
    #[arg(long, default_value = "127.0.0.1:7878", value_name = "ADDRESS")]
    pub listen: std::net::SocketAddr,
    /// The address under which people open the site, where a proxy stands before it (https://record.example.org)
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// Let anybody who reaches the site look without an account
    #[arg(long)]
    pub open: bool,
    /// Let what changes an entry wait until a second person confirms it
    #[arg(long)]
    pub two_persons: bool,
    /// Draw no borders between countries on the map
    #[arg(long)]
    pub no_borders: bool,
    #[command(flatten)]
    pub data: Data,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Demo {
    #[command(flatten)]
    pub data: Data,
}
