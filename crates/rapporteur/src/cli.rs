//! The command line: what can be asked, and how it is explained.

mod collect;
mod compare;
mod deliver;
mod pack;
mod read;
mod record;
mod report;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
pub use collect::{
    Collect, Log, Network, Roll, SourceAdd, SourceCommand, SourceExport, SourceImport, SourceJob, SourceList,
    SourceRemove, SourceShow,
};
pub use compare::{Eval, Figures, Lemma, Link, Match};
pub use deliver::{
    DeliverBuild, DeliverEdition, DeliverHistory, DeliverJob, DeliverList, DeliverName, DeliverRelease,
    DeliverResend, DeliverRun, RecipientAdd, RecipientJob, ScheduleAdd, ScheduleJob,
};
pub use pack::{Pack, PackCheck, PackJob, PackList};
pub use read::{Annotate, Explain, Feed, Read, Task, Text, Worker};
pub use record::{
    AuditJob, AuditVerify, Demo, Export, Import, Ingest, List, Rebuild, Search, Serve, Show, Status,
};
pub use report::{Diff, Draw, Outcomes, Page, Report, ReportKind, TemplateList, TemplateOf, Writing};

use crate::input::Kind;

/// Reads publications into a record in which every value opens the passage behind it.
#[derive(Debug, Parser)]
#[command(name = "rapporteur", version, after_help = include_str!("../help/rapporteur.txt"), arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

impl Cli {
    pub fn from_words(words: impl IntoIterator<Item = OsString>) -> Cli {
        Cli::parse_from(without_excluding_flags(words.into_iter().collect()))
    }
}

/// In a query, `-word` excludes a word; a space before it keeps it from being taken for a flag.
fn without_excluding_flags(mut words: Vec<OsString>) -> Vec<OsString> {
    if words.get(1).is_some_and(|word| word == "search") {
        for word in words.iter_mut().skip(2) {
            let excludes = word
                .to_str()
                .is_some_and(|word| word.len() > 2 && word.starts_with('-') && !word.starts_with("--"));
            if excludes {
                *word = format!(" {}", word.to_string_lossy()).into();
            }
        }
    }
    words
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
    /// Print what a feed announces
    #[command(after_help = include_str!("../help/feed.txt"))]
    Feed(Feed),
    /// Read publications into the record
    #[command(after_help = include_str!("../help/ingest.txt"))]
    Ingest(Ingest),
    /// Name the sources that are collected from: feeds, sites, sitemaps, listing pages, channels
    #[command(after_help = include_str!("../help/source.txt"))]
    Source(SourceCommand),
    /// Fetch what the sources announce and read it into the record
    #[command(after_help = include_str!("../help/collect.txt"))]
    Collect(Collect),
    /// Show an entry or a publication with the passages behind it
    #[command(after_help = include_str!("../help/show.txt"))]
    Show(Show),
    /// Search entries and publications, by words in any form and names in any script
    #[command(after_help = include_str!("../help/search.txt"))]
    Search(Search),
    /// List entries or publications
    #[command(after_help = include_str!("../help/list.txt"))]
    List(List),
    /// Write a report with a citation behind every line
    #[command(after_help = include_str!("../help/report.txt"))]
    Report(Report),
    /// Build reports on time and send them: to mailboxes, programs and folders
    #[command(subcommand, after_help = include_str!("../help/deliver.txt"))]
    Deliver(DeliverJob),
    /// Open the record in a browser
    #[command(after_help = include_str!("../help/serve.txt"))]
    Serve(Serve),
    /// Check the log of what people changed
    #[command(subcommand, after_help = include_str!("../help/audit.txt"))]
    Audit(AuditJob),
    /// Write the whole record as lines of JSON, to keep or to carry elsewhere
    #[command(after_help = include_str!("../help/export.txt"))]
    Export(Export),
    /// Make a record from an exported one
    #[command(after_help = include_str!("../help/import.txt"))]
    Import(Import),
    /// Say how much is in the record, and whether it is sound
    #[command(after_help = include_str!("../help/status.txt"))]
    Status(Status),
    /// Read all captures anew and merge them, as after an update of the program
    #[command(after_help = include_str!("../help/rebuild.txt"))]
    Rebuild(Rebuild),
    /// See what it does, on publications that come with it
    #[command(after_help = include_str!("../help/demo.txt"))]
    Demo(Demo),
    /// Say why a rule matched in a publication, or how far it came
    #[command(after_help = include_str!("../help/explain.txt"))]
    Explain(Explain),
    /// Read one document from standard input within limits: what this program starts for files that could end it
    #[command(hide = true)]
    Worker(Worker),
    /// Measure reading against annotated publications: precision, recall and F1 with their intervals
    #[command(after_help = include_str!("../help/eval.txt"))]
    Eval(Eval),
    /// Say how like two names are, whatever their scripts and forms
    #[command(name = "match", after_help = include_str!("../help/match.txt"))]
    Match(Match),
    /// Give names in dictionary form
    #[command(after_help = include_str!("../help/lemma.txt"))]
    Lemma(Lemma),
    /// Tell which publications carry one story, in one language or several
    #[command(after_help = include_str!("../help/link.txt"))]
    Link(Link),
    /// List and check packs: what is known of languages and organisations
    #[command(after_help = include_str!("../help/pack.txt"))]
    Pack(Pack),
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
    /// Files (.txt .md .html .jsonl .pdf .docx .odt .epub .eml .mbox .warc .wacz), folders, or - for standard input
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
    /// How long one publication may take; one that takes longer is named, and the others are read
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = time)]
    pub time_limit: Duration,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

/// A time in seconds, also a part of one.
fn time(written: &str) -> Result<Duration, String> {
    let seconds = written.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds
        .filter(|time| !time.is_zero())
        .ok_or_else(|| "it takes a number of seconds above 0, such as 90".to_owned())
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
pub struct PackDir {
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}
