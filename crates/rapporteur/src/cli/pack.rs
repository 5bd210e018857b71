//! `rapporteur pack`: what is known of languages and organisations.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Shape;

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
