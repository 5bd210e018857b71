//! `rapporteur deliver`: who gets which report when.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Data, Lines, Page};

#[derive(Debug, Subcommand)]
pub enum DeliverJob {
    /// Name who gets reports, and where
    #[command(subcommand)]
    Recipient(RecipientJob),
    /// Say when a report is built and for whom
    #[command(subcommand)]
    Schedule(ScheduleJob),
    /// Build what is due and send it
    Run(DeliverRun),
    /// Build an edition now, and send it with the next run where --to is given
    Build(DeliverBuild),
    /// List editions, each with what became of its parcels
    History(DeliverHistory),
    /// Print an edition as it goes out
    Edition(DeliverEdition),
    /// Let an edition go that is held, with what editors did in the browser
    Release(DeliverRelease),
    /// Send an edition again to one who has it, or whom it did not reach
    Resend(DeliverResend),
}

#[derive(Debug, Subcommand)]
pub enum RecipientJob {
    /// Put somebody on lists; whoever has the name already is replaced, and who had left is back
    Add(RecipientAdd),
    /// List them
    List(DeliverList),
    /// Take somebody off all lists; what went out stays in the history
    Remove(DeliverName),
}

#[derive(Debug, Args)]
pub struct RecipientAdd {
    pub name: String,
    /// mailto:NAME@HOST, https://HOST/PATH for a program, file:/FOLDER
    #[arg(value_name = "ADDRESS")]
    pub address: String,
    /// The language of the reports
    #[arg(long, default_value = "en", value_name = "LANG")]
    pub lang: String,
    /// A list to be on; may be given several times
    #[arg(long = "role", value_name = "ROLE", required = true)]
    pub roles: Vec<String>,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverList {
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverName {
    pub name: String,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Subcommand)]
pub enum ScheduleJob {
    /// Add a schedule, or change the one of this name
    Add(ScheduleAdd),
    /// List schedules with the next time of each
    List(DeliverList),
    /// Remove a schedule; its editions stay
    Remove(DeliverName),
}

#[derive(Debug, Args)]
pub struct ScheduleAdd {
    pub name: String,
    /// The time of day, such as 07:30
    #[arg(long, value_name = "HH:MM")]
    pub at: String,
    /// daily, weekdays, days of the week (mon,thu) or of the month (1,15)
    #[arg(long, default_value = "daily", value_name = "DAYS", value_delimiter = ',')]
    pub on: Vec<String>,
    /// A name of the IANA time zone database, such as Asia/Almaty
    #[arg(long, default_value = "UTC", value_name = "ZONE")]
    pub zone: String,
    /// A list whose people get it, each in his language; may be given several times
    #[arg(long = "to", value_name = "ROLE", required = true)]
    pub roles: Vec<String>,
    #[command(flatten)]
    pub wish: DeliverWish,
}

/// Which report, and how it leaves the house.
#[derive(Debug, Args)]
pub struct DeliverWish {
    /// The formats to keep and send, such as html,docx; html becomes the text of a letter
    #[arg(long, default_value = "html", value_delimiter = ',', value_name = "FORMAT")]
    pub formats: Vec<Page>,
    /// Send nothing until an editor lets the edition go
    #[arg(long)]
    pub held: bool,
    #[command(flatten)]
    pub data: Data,
    /// The report, as after `rapporteur report`; {today}, {yesterday}, {week-ago}, {month-start} and {year-start} stand for dates
    #[arg(last = true, required = true, value_name = "REPORT")]
    pub words: Vec<String>,
}

#[derive(Debug, Args)]
pub struct DeliverRun {
    /// Go on until stopped
    #[arg(long)]
    pub watch: bool,
    /// Let calls to programs reach private addresses
    #[arg(long)]
    pub allow_private: bool,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverBuild {
    /// The name of its series
    pub name: String,
    /// A list whose people get it; may be given several times
    #[arg(long = "to", value_name = "ROLE")]
    pub roles: Vec<String>,
    #[command(flatten)]
    pub wish: DeliverWish,
}

#[derive(Debug, Args)]
pub struct DeliverHistory {
    /// Of one series only
    #[arg(long, value_name = "NAME")]
    pub series: Option<String>,
    /// Only what failed
    #[arg(long)]
    pub failed: bool,
    /// How to print them
    #[arg(long, value_enum, default_value_t)]
    pub format: Lines,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverEdition {
    /// As the history shows it
    pub number: u64,
    /// One of the formats that it was built in
    #[arg(long, default_value = "md", value_name = "FORMAT")]
    pub format: String,
    /// As it was built, whatever an editor made of it
    #[arg(long)]
    pub built: bool,
    /// The file to write; standard output where not given
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverRelease {
    /// As the history shows it
    pub number: u64,
    /// Who lets it go
    #[arg(long, value_name = "NAME")]
    pub by: String,
    #[command(flatten)]
    pub data: Data,
}

#[derive(Debug, Args)]
pub struct DeliverResend {
    /// As the history shows it
    pub number: u64,
    /// To whom; all whom it did not reach where not given
    pub recipient: Option<String>,
    #[command(flatten)]
    pub data: Data,
}
