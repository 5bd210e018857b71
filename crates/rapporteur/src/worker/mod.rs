//! A PDF is read by a process of its own: a broken one can ask for more memory, time or stack than there is, and none
//! of that can be caught within a process. The child is this program; it limits itself before it reads a byte.

mod ocr;
mod pdf;

use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context;
use record::Date;
use serde::{Deserialize, Serialize};
use text::formats::{Document, pages, sound_title};
use text::gate::Limits;
use text::input::{Given, given};
use text::note::Note;

use crate::cli::Task;
use crate::input::{Piece, Trouble};
use crate::out::Ending;

/// What one worker may use.
struct Allowance {
    /// Bytes of memory.
    memory: u64,
    /// Seconds that it computes.
    seconds: u64,
    /// Seconds that its caller waits.
    wait: u64,
}

/// Bytes that a worker may answer.
const ANSWER: u64 = 64 << 20;

fn allowance(task: Task) -> Allowance {
    match task {
        Task::Pdf => Allowance { memory: 2 << 30, seconds: 90, wait: 180 },
        // each page is a process of its own, and the time is that of one
        Task::Ocr => Allowance { memory: 2 << 30, seconds: 120, wait: 1800 },
    }
}

/// What a worker says, as one line of JSON, the last of its output.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Answer {
    /// Lines as they are printed, page by page.
    pages: Vec<String>,
    title: Option<String>,
    author: Option<String>,
    dated: Option<String>,
    lang: Option<String>,
    notes: Vec<String>,
    /// Why nothing could be read.
    error: Option<String>,
}

/// The child's side: reads standard input within its limits and answers.
pub fn run(task: Task) -> anyhow::Result<Ending> {
    limit_oneself(&allowance(task)).context("cannot limit itself")?;
    let mut bytes = Vec::new();
    std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    let answer = match task {
        Task::Pdf => pdf::read(bytes),
        Task::Ocr => ocr::read(&bytes),
    };
    let line = serde_json::to_string(&answer).context("cannot write the answer")?;
    let mut out = std::io::stdout().lock();
    out.write_all(format!("\n{line}\n").as_bytes()).context("cannot write the answer")?;
    Ok(Ending::Well)
}

#[cfg(unix)]
fn limit_oneself(allowance: &Allowance) -> std::io::Result<()> {
    use rlimit::Resource;
    let set = |resource: Resource, most: u64| {
        let (_, hard) = resource.get()?;
        let most = most.min(hard);
        resource.set(most, most)
    };
    set(Resource::CORE, 0)?;
    set(Resource::CPU, allowance.seconds)?;
    set(Resource::FSIZE, 512 << 20)?;
    // an address space cannot be limited everywhere; where it can, it must be
    match set(Resource::AS, allowance.memory) {
        Err(error) if cfg!(target_os = "linux") => Err(error),
        _ => Ok(()),
    }
}

/// Where there are no such limits, its caller's patience and the size of the input are what bounds it.
#[cfg(not(unix))]
fn limit_oneself(_: &Allowance) -> std::io::Result<()> {
    Ok(())
}

/// The caller's side: reads a PDF, through character recognition where its pages are pictures.
pub fn pdf(piece: &Piece, limits: &Limits) -> Result<Given, Trouble> {
    let place = piece.place();
    let named = |why: String| Trouble(format!("{place}: {why}"));
    limits.admit_document(piece.bytes.len() as u64).map_err(|refused| named(refused.to_string()))?;
    let mut answer = ask(Task::Pdf, &piece.bytes).map_err(named)?;
    if let Some(error) = answer.error {
        return Err(named(format!("a PDF that cannot be read: {error}")));
    }
    if pdf::is_scanned(&answer.pages) {
        if !ocr::is_installed() {
            let hint = "it needs character recognition; install tesseract and pdftoppm";
            return Err(named(format!("the pages of this PDF are pictures: {hint}")));
        }
        let read = ask(Task::Ocr, &piece.bytes).map_err(named)?;
        if let Some(error) = read.error {
            return Err(named(format!("the pages of this PDF are pictures: {error}")));
        }
        answer.pages = read.pages;
        answer.notes.extend(read.notes);
    }
    let document = Document {
        text: pages::text(&answer.pages),
        title: answer.title.and_then(sound_title),
        author: answer.author,
        dated: answer.dated.and_then(|day| day.parse::<Date>().ok()),
        is_file_date: true,
        notes: answer.notes.into_iter().map(Note::new).collect(),
        ..Document::default()
    };
    Ok(given(&place, document))
}

/// Starts a worker, hands it the bytes and waits for its answer.
fn ask(task: Task, bytes: &[u8]) -> Result<Answer, String> {
    let name = match task {
        Task::Pdf => "pdf",
        Task::Ocr => "ocr",
    };
    let program = std::env::current_exe().map_err(|error| format!("cannot find this program: {error}"))?;
    let child = Command::new(program)
        .args(["worker", name])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn();
    let child = child.map_err(|error| format!("cannot start a process to read it: {error}"))?;
    let (status, output) = attend(child, bytes, Duration::from_secs(allowance(task).wait))?;
    let last = output.trim_end().rsplit('\n').next().unwrap_or_default();
    match serde_json::from_str(last) {
        Ok(answer) if status.success() => Ok(answer),
        _ => Err(ended(status, &allowance(task))),
    }
}

/// Feeds a child and hears it out; one that takes too long or says too much is ended.
fn attend(mut child: Child, bytes: &[u8], patience: Duration) -> Result<(ExitStatus, String), String> {
    let (Some(mut stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
        return Err("cannot talk to the process that reads it".to_owned());
    };
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // a child that ends early closes the pipe, and how it ended says why
            let _ = stdin.write_all(bytes);
        });
        let (done, output) = channel();
        scope.spawn(move || {
            let mut said = Vec::new();
            let read = stdout.take(ANSWER + 1).read_to_end(&mut said).map(|_| said);
            let _ = done.send(read);
        });
        let heard = output.recv_timeout(patience);
        let (end, problem) = match heard {
            Ok(Ok(said)) if said.len() as u64 <= ANSWER => (Ok(said), None),
            Ok(Ok(_)) => (Err(()), Some(format!("its text is longer than {ANSWER} bytes"))),
            Ok(Err(error)) => (Err(()), Some(format!("cannot read what was read of it: {error}"))),
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => {
                (Err(()), Some(format!("it was not read within {} seconds", patience.as_secs())))
            }
        };
        if end.is_err() {
            // one that has ended by itself cannot be ended
            let _ = child.kill();
        }
        let status =
            child.wait().map_err(|error| format!("cannot wait for the process that reads it: {error}"))?;
        match (end, problem) {
            (Ok(said), None) => Ok((status, String::from_utf8_lossy(&said).into_owned())),
            (_, problem) => Err(problem.unwrap_or_default()),
        }
    })
}

#[cfg(unix)]
fn ended(status: ExitStatus, allowance: &Allowance) -> String {
    use std::os::unix::process::ExitStatusExt;
    const ABORTED: i32 = 6;
    const KILLED: i32 = 9;
    const NO_STACK: i32 = 11;
    const NO_TIME: i32 = 24;
    match status.signal() {
        Some(NO_TIME | KILLED) => {
            format!("it was not read within {} seconds of computing", allowance.seconds)
        }
        Some(ABORTED) => format!("reading it takes more than {} MiB of memory", allowance.memory >> 20),
        Some(NO_STACK) => "it is nested too deeply".to_owned(),
        Some(signal) => format!("the process that read it was ended by signal {signal}"),
        None => "the process that read it gave no answer".to_owned(),
    }
}

#[cfg(not(unix))]
fn ended(_: ExitStatus, _: &Allowance) -> String {
    "the process that read it gave no answer".to_owned()
}
