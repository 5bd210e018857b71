//! `rapporteur collect` and `rapporteur source`: where publications come from, and how the network is talked to.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Data, Lines, Shape};

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
