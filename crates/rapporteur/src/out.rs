//! What goes out: results on standard output, what went wrong on standard error, and the exit code.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;

/// How a run ended; the numbers are those of `rapporteur --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Well = 0,
    /// Something could not be read, and the rest was done.
    Partly = 1,
    /// The record could not be opened, read or written.
    Record = 3,
    Failed = 4,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(ending as u8)
    }
}

/// Nobody reads any more: no fault of ours, and nothing to say.
#[derive(Debug)]
pub struct Gone;

/// Standard output, and the count of what went wrong.
pub struct Out {
    stdout: BufWriter<Stdout>,
    terminal: bool,
    troubles: usize,
    broken: Option<io::Error>,
}

impl Out {
    pub fn new() -> Out {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Out { stdout: BufWriter::with_capacity(1 << 16, stdout), terminal, troubles: 0, broken: None }
    }

    /// Whether a person looks on.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Prints; `Break` once nothing can be printed any more.
    pub fn print(&mut self, text: &str) -> ControlFlow<()> {
        let printed = self.stdout.write_all(text.as_bytes());
        let printed = if self.terminal { printed.and_then(|()| self.stdout.flush()) } else { printed };
        match printed {
            Ok(()) => ControlFlow::Continue(()),
            Err(error) => {
                self.broken = Some(error);
                ControlFlow::Break(())
            }
        }
    }

    /// Says what could not be read; the run goes on.
    pub fn trouble(&mut self, what: impl Display) {
        self.troubles += 1;
        self.say("error", what);
    }

    pub fn note(&mut self, what: impl Display) {
        self.say("note", what);
    }

    /// In order with what was printed, where both go to one terminal.
    fn say(&mut self, sort: &str, what: impl Display) {
        if self.terminal {
            let _ = self.stdout.flush();
        }
        // where standard error is closed there is nobody to tell
        let _ = writeln!(io::stderr(), "{sort}: {what}");
    }

    /// Brings everything out and says how the run ended.
    pub fn end(mut self) -> anyhow::Result<Ending> {
        let broken = self.broken.take().or_else(|| self.stdout.flush().err());
        match broken {
            // a reader that has seen enough, such as `head`
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Some(error) => return Err(anyhow::Error::new(error).context("cannot write the result")),
            None => {}
        }
        Ok(if self.troubles == 0 { Ending::Well } else { Ending::Partly })
    }
}
