//! Pages that are pictures, read through `pdftoppm` and `tesseract` where both are installed.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Answer;

const RENDER: &str = "pdftoppm";
const RECOGNISE: &str = "tesseract";

/// Pages of one document that are read: a page takes seconds.
const PAGES: usize = 100;

/// Languages that are looked for at once: each makes it slower.
const LANGUAGES: usize = 6;

pub fn is_installed() -> bool {
    let there = |program: &str, argument: &str| {
        let mut command = Command::new(program);
        command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    there(RENDER, "-v") && there(RECOGNISE, "--version")
}

pub fn read(bytes: &[u8]) -> Answer {
    match recognise(bytes) {
        Ok(answer) => answer,
        Err(error) => Answer { error: Some(error), ..Answer::default() },
    }
}

fn recognise(bytes: &[u8]) -> Result<Answer, String> {
    let cannot =
        |what: &str, error: std::io::Error| format!("cannot {what}: {}", error.to_string().to_lowercase());
    let folder = tempfile::tempdir().map_err(|error| cannot("make a temporary folder", error))?;
    let file = folder.path().join("in.pdf");
    std::fs::write(&file, bytes).map_err(|error| cannot("write to a temporary folder", error))?;
    let languages = languages()?;
    let mut answer = Answer::default();
    for number in 1..=PAGES {
        let Some(picture) = render(&file, number)? else { break };
        answer.pages.push(said(
            RECOGNISE,
            Command::new(RECOGNISE).arg(&picture).arg("stdout").args(["-l", &languages]),
        )?);
        std::fs::remove_file(&picture).map_err(|error| cannot("remove a page's picture", error))?;
    }
    if answer.pages.iter().all(|page| page.trim().is_empty()) {
        return Err("no characters were recognised on them".to_owned());
    }
    answer.notes.push(format!("its pages are pictures and were read by character recognition ({languages}); compare names and figures"));
    if answer.pages.len() == PAGES {
        answer.notes.push(format!("only the first {PAGES} pages were recognised"));
    }
    Ok(answer)
}

/// The picture of a page; `None` past the last.
fn render(file: &Path, number: usize) -> Result<Option<std::path::PathBuf>, String> {
    let base = file.with_file_name("page");
    let page = number.to_string();
    let mut command = Command::new(RENDER);
    command.args(["-r", "300", "-gray", "-singlefile", "-f", &page, "-l", &page]).arg(file).arg(&base);
    let ended = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    ended.map_err(|error| format!("cannot start {RENDER}: {error}"))?;
    let picture = base.with_extension("pgm");
    Ok(picture.exists().then_some(picture))
}

/// The languages that are installed, as the program takes them.
fn languages() -> Result<String, String> {
    let listed = said(RECOGNISE, Command::new(RECOGNISE).arg("--list-langs"))?;
    let codes = listed.lines().skip(1).map(str::trim).filter(|code| code.len() == 3 && *code != "osd");
    let codes: Vec<&str> = codes.take(LANGUAGES).collect();
    if codes.is_empty() { Err(format!("{RECOGNISE} has no language installed")) } else { Ok(codes.join("+")) }
}

fn said(program: &str, command: &mut Command) -> Result<String, String> {
    let output = command.env("OMP_THREAD_LIMIT", "1").stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot start {program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program} failed"));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
