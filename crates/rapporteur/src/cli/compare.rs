//! What the commands take that hold one thing against another.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Lines, Source};
use crate::input::Kind;

/// How figures are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Figures {
    /// For people
    #[default]
    Table,
    /// Markdown
    Md,
    /// For programs
    Json,
}

#[derive(Debug, Args)]
pub struct Eval {
    /// Folders of annotated publications: NAME.txt and NAME.json
    #[arg(required = true, value_name = "GOLD_DIR")]
    pub gold: Vec<PathBuf>,
    /// Score these claims, as `read --format jsonl` prints them, instead of reading
    #[arg(long, value_name = "FILE")]
    pub predictions: Option<PathBuf>,
    /// Only publications in these languages, such as en,ru
    #[arg(long, value_name = "LANG", value_delimiter = ',')]
    pub lang: Vec<String>,
    /// How to print figures
    #[arg(long, value_enum, default_value_t)]
    pub format: Figures,
    /// List what was missed and what was wrongly found
    #[arg(long)]
    pub misses: bool,
    /// List how often each slot of matched facts is right
    #[arg(long)]
    pub slots: bool,
    /// How often publications are drawn for the 95 % intervals
    #[arg(long, default_value_t = 1000, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub draws: u32,
    /// Where the draw starts
    #[arg(long, default_value_t = 0, value_name = "N")]
    pub seed: u64,
    /// Write Markdown between the markers <!-- eval:begin --> and <!-- eval:end --> of this page
    #[arg(long, value_name = "FILE")]
    pub write: Option<PathBuf>,
    /// How many threads read; all cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Match {
    /// Two names; with --input jsonl, files of lines {"doc", "a", "b"}, or - for standard input
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// What the input is
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub input: Kind,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
}

#[derive(Debug, Args)]
pub struct Lemma {
    /// Names; with --input jsonl, files of lines {"doc", "text"}, or - for standard input
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// The language of the names
    #[arg(long, default_value = "ru", value_name = "LANG")]
    pub lang: String,
    /// What the input is
    #[arg(long, value_enum, default_value_t, value_name = "KIND")]
    pub input: Kind,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Link {
    #[command(flatten)]
    pub source: Source,
    /// Also name, of each publication, the likest in this language, such as en
    #[arg(long, value_name = "LANG")]
    pub to: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
}
