//! Pages of a report in, office files out: DOCX and PDF.
//!
//! [`render`] takes the [`Page`] that the renderers of `report` walk and gives the bytes of a file. [`docx`]
//! writes real styles, which [`docx::Style`] takes from an organisation's own document; `pdf` sets tagged
//! pages that are fit for archives (PDF/A-2a) and for reading aloud (PDF/UA-1).
//!
//! This room never reads a file or a clock, adds no word that the page does not hold but page numbers, and
//! does not know what a report is about. The same page gives the same bytes.
//!
//! Start reading at `flow`: it is the page with every citation and link resolved, which both formats lay out.

mod columns;
pub mod docx;
mod flow;
mod ink;
mod pdf;

use record::Date;
use report::Locale;
use report::wording::Page;

/// How a page is written.
#[derive(Clone, Copy, Debug)]
pub enum Format<'s> {
    /// In the styles of a document of the organisation's, or in plain ones.
    Docx(Option<&'s docx::Style>),
    /// On A4, tagged, with fonts of its own.
    Pdf,
}

/// Why a page could not be written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the document could not be packed: {0}")]
    Pack(#[from] zip::result::ZipError),
    #[error("the document could not be packed: {0}")]
    Write(#[from] std::io::Error),
    #[error("the pages could not be written: {0}")]
    Pdf(String),
}

/// The whole file; `as_of` is the date that it bears.
pub fn render(page: &Page, locale: &Locale, as_of: Date, format: Format<'_>) -> Result<Vec<u8>, Error> {
    let flow = flow::of(page, locale);
    match format {
        Format::Docx(style) => docx::write(&flow, as_of, style),
        Format::Pdf => pdf::write(&flow, as_of),
    }
}
