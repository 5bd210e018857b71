//! What each command does, one module each.

mod annotate;
mod audit;
mod carry;
mod collect;
mod deliver;
mod demo;
mod eval;
mod explain;
mod feed;
mod ingest;
mod lemma;
mod link;
mod list;

mod pack;
mod pairs;
pub mod read;
mod rebuild;
pub mod report;
mod search;
mod serve;
mod show;
mod source;
mod status;
mod text;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use crate::cli::{self, Command, Source};
use crate::crew;
use crate::data::Hint;
use crate::desk::{Desk, Manner, Read};
use crate::input::{self, Found, Piece, Trouble};
use crate::open::Opened;
use crate::out::{Ending, Out, Usage, counted};
use crate::packs::Packs;

/// Does what was asked for and says how it ended.
pub fn run(command: Command) -> Ending {
    let result = match command {
        Command::Read(args) => read::run(args),
        Command::Annotate(args) => annotate::run(args),
        Command::Text(args) => text::run(args),
        Command::Feed(args) => feed::run(args),
        Command::Ingest(args) => ingest::run(args),
        Command::Collect(args) => collect::run(args),
        Command::Source(args) => source::run(args.what),
        Command::Rebuild(args) => rebuild::run(args),
        Command::Status(args) => status::run(args),
        Command::List(args) => list::run(args),
        Command::Search(args) => search::run(args),
        Command::Show(args) => show::run(args),
        Command::Report(args) => report::run(args.what),
        Command::Export(args) => carry::export(args),
        Command::Import(args) => carry::import(args),
        Command::Audit(cli::AuditJob::Verify(args)) => audit::verify(args),
        Command::Deliver(job) => deliver::run(job),
        Command::Serve(args) => serve::run(args),
        Command::Demo(args) => demo::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Worker(args) => crate::worker::run(args.task),
        Command::Eval(args) => eval::run(args),
        Command::Match(args) => pairs::run(args),
        Command::Lemma(args) => lemma::run(args),
        Command::Link(args) => link::run(args),
        Command::Pack(args) => match args.what {
            cli::PackJob::List(args) => pack::list(args),
            cli::PackJob::Check(args) => pack::check(args),
        },
    };
    result.unwrap_or_else(|error| {
        match error.downcast_ref::<Hint>() {
            Some(hint) => eprintln!("error: {hint}"),
            None => eprintln!("error: {error:#}"),
        }
        let is_of = |test: fn(&(dyn std::error::Error + 'static)) -> bool| error.chain().any(test);
        match () {
            () if is_of(|cause| cause.is::<store::Error>() || cause.is::<::search::Error>()) => {
                Ending::Record
            }
            () if is_of(|cause| cause.is::<Usage>()) => Ending::Usage,
            () => Ending::Failed,
        }
    })
}

/// Whether a name can stand in a file's name, an address and a header.
fn name_is_fit(what: &str, name: &str) -> Result<(), Usage> {
    let fit = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
    if name.is_empty() || name.len() > 64 || !name.chars().all(fit) {
        return Err(Usage(format!(
            "{name:?} is no name for a {what}: use small letters, digits, - . and _, 64 at most"
        )));
    }
    Ok(())
}

pub fn threads(asked: Option<u16>) -> usize {
    asked.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
}

/// What a hand has made of one publication, to be printed in its turn.
#[derive(Default)]
struct Printed {
    text: String,
    /// What was odd, each with the publication's name.
    notes: Vec<String>,
    trouble: Option<Trouble>,
    /// The language that no pack reads, and the publication.
    unread: Option<(String, String)>,
}

impl Printed {
    fn opened(opened: &Opened, text: String) -> Printed {
        let notes = opened.given.notes.iter().map(|note| format!("{}: {note}", opened.file)).collect();
        Printed { text, notes, trouble: opened.trouble.clone(), unread: None }
    }

    fn of(read: Read, text: String) -> Printed {
        let unread =
            read.pack.is_none().then(|| (read.told.lang.as_str().to_owned(), read.opened.file.clone()));
        Printed { unread, ..Printed::opened(&read.opened, text) }
    }
}

/// Publications in, printed results out, in order, by all hands.
fn print_each(
    source: &Source,
    manner: &Manner,
    work: impl Fn(&mut Desk<'_>, &Piece) -> Result<Printed, Trouble> + Sync,
) -> anyhow::Result<Ending> {
    // freeing what was loaded of packs takes as long as reading a page; the end of the process does it at once
    let packs: &Packs = Box::leak(Box::new(Packs::open(source.packs.as_deref())?));
    let mut out = Out::new();
    let mut unread: BTreeMap<String, (usize, String)> = BTreeMap::new();
    crew::in_order(
        threads(source.threads),
        |give| input::each(&source.paths, source.input, &manner.limits, give),
        || {
            let mut desk = Desk::new(packs, manner);
            let work = &work;
            move |found: Found| {
                let piece = found?;
                crew::now_at(piece.place());
                work(&mut desk, &piece)
            }
        },
        |done| {
            let printed = match done {
                Ok(Ok(printed)) => printed,
                Ok(Err(trouble)) => Printed { trouble: Some(trouble), ..Printed::default() },
                Err(crash) => Printed { trouble: Some(Trouble(crash.0)), ..Printed::default() },
            };
            if let Some(trouble) = printed.trouble {
                out.trouble(trouble.0);
            }
            printed.notes.iter().for_each(|note| out.note(note));
            if let Some((lang, doc)) = printed.unread {
                unread.entry(lang).or_insert((0, doc)).0 += 1;
            }
            if printed.text.is_empty() { ControlFlow::Continue(()) } else { out.print(&printed.text) }
        },
    )?;
    tell_unread(&mut out, unread);
    out.end()
}

/// Says once for each language that no pack reads it.
fn tell_unread(out: &mut Out, unread: BTreeMap<String, (usize, String)>) {
    for (lang, (count, first)) in unread {
        let more = if count > 1 { ", ..." } else { "" };
        out.note(format!(
            "no pack for {lang:?}: {} without claims: {first}{more}",
            counted(count, "publication")
        ));
    }
}
