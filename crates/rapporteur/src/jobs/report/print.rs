//! A report on its way out: in a format for people, to a file or to standard output.

use std::path::Path;

use anyhow::Context;
use press::docx::Style;
use record::Date;
use report::Locale;
use report::wording::Page as Words;

use crate::cli::Page;
use crate::out::{Ending, Out, Usage};

/// A report of any kind in a format for people; `as_of` is the date that it bears.
pub fn print(
    page: &Words,
    locale: &Locale,
    as_of: Date,
    format: Page,
    style: Option<&Style>,
) -> anyhow::Result<Vec<u8>> {
    Ok(match format {
        Page::Md => report::markdown::page(page, locale).into_bytes(),
        Page::Docx => press::render(page, locale, as_of, press::Format::Docx(style))?,
        Page::Pdf => press::render(page, locale, as_of, press::Format::Pdf)?,
        // The others are for programs, and written from the report itself.
        Page::Html | Page::Json | Page::Ics | Page::Atom => report::html::page(page, locale).into_bytes(),
    })
}

/// The styles of the document that was given.
pub fn style(path: Option<&Path>, format: Page) -> anyhow::Result<Option<Style>> {
    let Some(path) = path else { return Ok(None) };
    if format != Page::Docx {
        return Err(Usage("--style goes with --format docx alone".to_owned()).into());
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let style =
        Style::read(&bytes).with_context(|| format!("cannot take the styles of {}", path.display()))?;
    Ok(Some(style))
}

/// Prints a report, or writes it to a file.
pub fn put(path: Option<&Path>, file: &[u8], format: Page) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    match path {
        Some(path) if path.as_os_str() != "-" => write(path, file)?,
        _ if format.is_binary() && out.is_terminal() => {
            return Err(Usage("a terminal cannot show this format: give a file with -o".to_owned()).into());
        }
        _ => drop(out.print_bytes(file)),
    }
    out.end()
}

pub fn write(path: &Path, file: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, file).with_context(|| format!("cannot write the report to {}", path.display()))
}
