//! `rapporteur report`: the kinds of report and what each is asked.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use record::Date;

use super::{Data, PackDir};

#[derive(Debug, Args)]
pub struct Report {
    #[command(subcommand)]
    pub what: ReportKind,
}

#[derive(Debug, Subcommand)]
pub enum ReportKind {
    /// What an organisation did in a period
    #[command(after_help = include_str!("../../help/report.txt"))]
    Outcomes(Outcomes),
    /// What the publications of a day tell, grouped into stories
    #[command(after_help = include_str!("../../help/digest.txt"))]
    Digest(Draw),
    /// What the publications of a week tell, grouped into stories
    Weekly(Draw),
    /// What is known of a person, a body, a series of events, an organisation or a topic
    #[command(after_help = include_str!("../../help/profile.txt"))]
    Profile(Draw),
    /// What happened in a period, by date
    Chronicle(Draw),
    /// Documents of a period as a table
    Register(Draw),
    /// Coming events, month by month
    Calendar(Draw),
    /// Name the kinds of report that templates describe
    List(TemplateList),
    /// Print the template of a kind, to be changed and given with --template
    Template(TemplateOf),
    /// Say what is new in a report against an earlier one
    #[command(after_help = include_str!("../../help/diff.txt"))]
    Diff(Diff),
}

/// How a report is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Page {
    /// One page that opens in any browser, without a network
    #[default]
    Html,
    /// Markdown
    Md,
    /// For Word and LibreOffice
    Docx,
    /// Printed: tagged and fit for archives (PDF/A-2a, PDF/UA-1)
    Pdf,
    /// For programs
    Json,
    /// For calendar programs: every event with a date
    Ics,
    /// For feed readers: every story, event and document
    Atom,
}

impl Page {
    /// Whether it is no text.
    pub fn is_binary(self) -> bool {
        matches!(self, Page::Docx | Page::Pdf)
    }
}

/// How any report is written, and out of what.
#[derive(Debug, Args)]
pub struct Writing {
    /// How to write the report
    #[arg(long, value_enum, default_value_t)]
    pub format: Page,
    /// The language of the report
    #[arg(long, default_value = "en", value_name = "LANG")]
    pub lang: String,
    /// A document of yours whose styles, page and letterhead a DOCX report takes
    #[arg(long, value_name = "FILE.docx")]
    pub style: Option<PathBuf>,
    /// The file to write; standard output where not given
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The date that the report says it is of; today where not given
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    #[command(flatten)]
    pub data: Data,
    #[command(flatten)]
    pub packs: PackDir,
}

#[derive(Debug, Args)]
pub struct Outcomes {
    /// The organisation: its slug, such as csto, or any of its names
    #[arg(long, value_name = "ORG")]
    pub org: String,
    /// The first day
    #[arg(long, value_name = "DATE")]
    pub from: Date,
    /// The last day
    #[arg(long, value_name = "DATE")]
    pub to: Date,
    #[command(flatten)]
    pub writing: Writing,
}

/// A report that a template describes.
#[derive(Debug, Args)]
pub struct Draw {
    /// An organisation: its slug, such as csto, or any of its names; may be given several times
    #[arg(long, value_name = "ORG")]
    pub org: Vec<String>,
    /// A person or event (the start of an id, or a name), a body or a series of events (csto/csc, or a name)
    #[arg(long, value_name = "NAME|ID")]
    pub of: Option<String>,
    /// Words, phrases and filters, as for `rapporteur search`
    #[arg(long, visible_alias = "topic", value_name = "QUERY")]
    pub query: Option<String>,
    /// The day, or a day of the week, month or year; today where no date is given
    #[arg(long, value_name = "DATE", conflicts_with_all = ["from", "to"])]
    pub on: Option<Date>,
    /// The first day
    #[arg(long, value_name = "DATE", requires = "to")]
    pub from: Option<Date>,
    /// The last day
    #[arg(long, value_name = "DATE", requires = "from")]
    pub to: Option<Date>,
    /// A template that takes the place of the built-in one
    #[arg(long, value_name = "FILE")]
    pub template: Option<PathBuf>,
    #[command(flatten)]
    pub writing: Writing,
}

#[derive(Debug, Args)]
pub struct Diff {
    /// The earlier report: a file of Markdown, or the number of an edition
    #[arg(value_name = "EARLIER")]
    pub earlier: String,
    /// The later report
    #[arg(value_name = "LATER")]
    pub later: String,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct TemplateList {
    /// The language in which they are named
    #[arg(long, default_value = "en", value_name = "LANG")]
    pub lang: String,
    #[command(flatten)]
    pub packs: PackDir,
}

#[derive(Debug, Args)]
pub struct TemplateOf {
    /// As `rapporteur report list` names it
    pub kind: String,
    #[command(flatten)]
    pub packs: PackDir,
}
