//! The command line: what can be asked, and how it is explained.

mod compare;
mod deliver;
mod report;

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
pub use compare::{Eval, Figures, Lemma, Link, Match};
pub use deliver::{
    DeliverBuild, DeliverEdition, DeliverHistory, DeliverJob, DeliverList, DeliverName, DeliverRelease,
    DeliverResend, DeliverRun, RecipientAdd, RecipientJob, ScheduleAdd, ScheduleJob,
};
use record::Date;
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

/// How the network is talked to.
#[derive(Debug, Args)]
pub struct Network {
    /// Fetch from private, link-local and loopback addresses too
    #[arg(long)]
    pub allow_private: bool,
    /// How to reach whoever runs this, for the hosts that are asked: an e-mail address or a page
    #[arg(long, env = "RAPPORTEUR_CONTACT", value_name = "ADDRESS")]
    pub contact: Option<String>,
    /// Trust the authorities of this file too, beside those of the system (certificates as PEM)
    #[arg(long, env = "RAPPORTEUR_TRUST", value_name = "FILE")]
    pub trust: Option<PathBuf>,
}

/// How a service says what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Log {
    /// Lines for people
    Text,
    /// One JSON object a line
    Json,
    Off,
}

#[derive(Debug, Args)]
pub struct Collect {
    /// Sources to visit now, due or not; all others are visited as they are due
    #[arg(value_name = "SOURCE")]
    pub sources: Vec<String>,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub network: Network,
    /// Visit every source, due or not
    #[arg(long, conflicts_with = "sources")]
    pub now: bool,
    /// Go on until told to stop, as a service
    #[arg(long)]
    pub watch: bool,
    /// Seconds between two requests to one host
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS", value_parser = seconds)]
    pub pause: f64,
    /// How many seconds to wait at the end for what is to be tried again soon
    #[arg(long, default_value_t = 60, value_name = "SECONDS")]
    pub patience: u32,
    /// How many threads read; all cores where not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
    /// Serve numbers for Prometheus on this loopback address, such as 127.0.0.1:9464
    #[arg(long, value_name = "ADDRESS")]
    pub metrics: Option<std::net::SocketAddr>,
    /// Write numbers for Prometheus to this file
    #[arg(long, value_name = "FILE")]
    pub metrics_file: Option<PathBuf>,
    /// What to say on standard error while it runs; lines for people with --watch, else nothing
    #[arg(long, value_enum)]
    pub log: Option<Log>,
    /// How to print the summary
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0 to 3600".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct SourceCommand {
    #[command(subcommand)]
    pub what: SourceJob,
}

#[derive(Debug, Subcommand)]
pub enum SourceJob {
    /// Find out what lies at an address or a path and visit it from now on
    Add(Box<SourceAdd>),
    /// The sources, and when they are visited next
    List(SourceList),
    /// Everything that is known of a source: how its visits went, what it announced
    Show(SourceShow),
    /// Visit a source no more; what was collected stays
    Remove(SourceRemove),
    /// Add the sources of an OPML file, of a sources.toml, or of an organisation's profile
    Import(SourceImport),
    /// Write the sources as OPML, or as a sources.toml
    Export(SourceExport),
    /// Which sources fail, and which are silent against their habit
    Health(SourceList),
}

#[derive(Debug, Args)]
pub struct SourceAdd {
    /// An address, whose site leads to its feed; or a folder or a mailbox of this machine
    #[arg(value_name = "URL|PATH")]
    pub url: String,
    /// The short name that the ledger uses; made from the address where not given
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// What it is, where that cannot be told: feed, sitemap, listing, telegram, mastodon, page, folder, mailbox
    #[arg(long, value_name = "FORM")]
    pub form: Option<String>,
    /// Who issues it
    #[arg(long, value_name = "NAME")]
    pub publisher: Option<String>,
    /// official, agency, newspaper, analytical-centre, social or other
    #[arg(long, default_value = "other", value_name = "KIND")]
    pub standing: String,
    /// Its language, such as ru
    #[arg(long, value_name = "LANG")]
    pub lang: Option<String>,
    /// Its country, such as KZ
    #[arg(long, value_name = "COUNTRY")]
    pub country: Option<String>,
    /// A note on how far it can be relied on
    #[arg(long, value_name = "NOTE")]
    pub reliability: Option<String>,
    /// Minutes between two visits; learned from its habit where not given
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=525_600))]
    pub every: Option<u32>,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Of a listing page: which links are publications
    #[arg(long, value_name = "RULE")]
    pub rule: Option<String>,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub network: Network,
}

#[derive(Debug, Args)]
pub struct SourceList {
    #[command(flatten)]
    pub data: Data,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
}

#[derive(Debug, Args)]
pub struct SourceShow {
    #[arg(value_name = "SOURCE")]
    pub source: String,
    #[command(flatten)]
    pub data: Data,
    /// List everything that it announced, with what became of it
    #[arg(long)]
    pub items: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
}

#[derive(Debug, Args)]
pub struct SourceRemove {
    #[arg(value_name = "SOURCE")]
    pub source: String,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct SourceImport {
    /// An OPML file or a sources.toml
    #[arg(value_name = "FILE", required_unless_present = "org")]
    pub file: Option<PathBuf>,
    /// The organisation whose profile names sources
    #[arg(long, value_name = "ORG", conflicts_with = "file")]
    pub org: Option<String>,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
    #[command(flatten)]
    pub data: Data,
}

/// How sources are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Roll {
    /// For feed readers
    #[default]
    Opml,
    /// With everything that is known of them
    Toml,
}

#[derive(Debug, Args)]
pub struct SourceExport {
    #[command(flatten)]
    pub data: Data,
    /// How to write them
    #[arg(long, value_enum, default_value_t)]
    pub format: Roll,
    /// The file to write; standard output where not given
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
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

#[derive(Debug, Args)]
pub struct Pack {
    #[command(subcommand)]
    pub what: PackJob,
}

#[derive(Debug, Subcommand)]
pub enum PackJob {
    /// The languages and organisations that are known
    List(PackList),
    /// Load the packs of a folder and name everything that is wrong with them
    Check(PackCheck),
}

#[derive(Debug, Args)]
pub struct PackList {
    /// The organisations instead
    #[arg(long)]
    pub orgs: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t)]
    pub format: Shape,
    /// A folder of packs that takes the place of the built-in ones
    #[arg(long, value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct PackCheck {
    /// A folder laid out as packs/ is
    pub dir: PathBuf,
    /// Only this language
    #[arg(long)]
    pub lang: Option<String>,
    /// Also name the rules that no case of the corpora needs
    #[arg(long)]
    pub idle: bool,
}
