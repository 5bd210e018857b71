//! The program: what the command line asks for, wired from the rooms.
//!
//! It reads files and standard input, keeps the record in a directory, and prints for people or for
//! programs. It talks to a network only where it is told to collect,
//! and never decides what a text means: that is in the rooms.
//!
//! Start reading at [`cli`] for what there is, then [`jobs`] for what each command does.

mod cli;
mod crew;
mod data;
mod derive;
mod desk;
mod edits;
mod filing;
mod index;
mod input;
mod jobs;
mod members;
mod names;
mod online;
mod open;
mod out;
mod packs;
mod places;
mod points;
mod quote;
mod show;
mod versions;
mod wire;
mod worker;

use std::process::ExitCode;

/// Reading makes and drops many small values; this takes a tenth less time of it than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    crew::keep_crashes_quiet();
    jobs::run(cli::Cli::from_words(std::env::args_os()).command).into()
}
