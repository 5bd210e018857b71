//! What goes out: results on standard output, what went wrong on standard error, and the exit code.

use std::fmt::Display;
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::ops::ControlFlow;
use std::process::ExitCode;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// How a run ended; the numbers are those of `rapporteur --help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Well = 0,
    /// Something could not be read, and the rest was done.
    Partly = 1,
    /// The command line was not understood.
    Usage = 2,
    /// The record could not be opened, read or written.
    Record = 3,
    Failed = 4,
}

impl From<Ending> for ExitCode {
    fn from(ending: Ending) -> ExitCode {
        ExitCode::from(ending as u8)
    }
}

/// What was asked for cannot be: the fault is in the command line, and the message says how it is written.
#[derive(Debug)]
pub struct Usage(pub String);

impl Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// Standard output, and the count of what went wrong.
pub struct Out {
    stdout: BufWriter<Stdout>,
    terminal: bool,
    troubles: usize,
    broken: Option<io::Error>,
    /// What else stands on the terminal and must step aside for a message.
    bar: Option<ProgressBar>,
}

impl Out {
    pub fn new() -> Out {
        let stdout = io::stdout();
        let terminal = stdout.is_terminal();
        Out {
            stdout: BufWriter::with_capacity(1 << 16, stdout),
            terminal,
            troubles: 0,
            broken: None,
            bar: None,
        }
    }

    /// Whether a person looks on.
    pub fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// Prints; `Break` once nothing can be printed any more.
    pub fn print(&mut self, text: &str) -> ControlFlow<()> {
        self.print_bytes(text.as_bytes())
    }

    /// The same for what is no text.
    pub fn print_bytes(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let printed = self.stdout.write_all(bytes);
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
        let tell = || drop(writeln!(io::stderr(), "{sort}: {what}"));
        match &self.bar {
            Some(bar) => bar.suspend(tell),
            None => tell(),
        }
    }

    /// Shows on a terminal how many things a long run has done.
    pub fn count(&mut self, what: &'static str) -> ProgressBar {
        self.show("{spinner} {msg}: {human_pos} ({per_sec}, {elapsed})", what)
    }

    /// Shows on a terminal that something takes its time.
    pub fn watch(&mut self, what: &'static str) {
        self.show("{spinner} {msg} ({elapsed})", what);
    }

    fn show(&mut self, template: &str, what: &'static str) -> ProgressBar {
        let bar = if io::stderr().is_terminal() { ProgressBar::new_spinner() } else { ProgressBar::hidden() };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(what);
        bar.enable_steady_tick(Duration::from_millis(120));
        self.bar = Some(bar.clone());
        bar
    }

    /// The long run is over.
    pub fn watched(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
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

/// A value as one line of JSON; nothing for what JSON has no words for, of which there is none here.
pub fn json_line(value: &impl Serialize) -> String {
    serde_json::to_string(value).map(|line| line + "\n").unwrap_or_default()
}

/// Words in one line, cut at a length.
pub fn one_line(text: &str, most: usize) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = line.char_indices().nth(most) {
        line.truncate(at);
        line.push_str("...");
    }
    line
}

/// `1 claim`, `2 claims`.
pub fn counted<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    if count == N::from(1) { format!("{count} {noun}") } else { format!("{count} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_between_characters() {
        assert_eq!(one_line("a\n b", 10), "a b");
        assert_eq!(one_line("ёлка", 2), "ёл...");
    }
}
