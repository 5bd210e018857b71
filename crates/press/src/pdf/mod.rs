//! A page as PDF: pages of A4 with tags, links, an outline and fonts of their own, fit to be kept.
//!
//! `setting` breaks words into lines, `blocks` puts them on `sheet`s, and this draws the sheets.
//! `docs/decisions/0019-office-files.md` says why by these libraries.

mod blocks;
mod chart;
mod draw;
mod setting;
mod sheet;
mod table;

use krilla::configure::{Accessibility, Archival, ConfigurationBuilder};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::{Document, SerializeSettings};
use record::Date;

use crate::Error;
use crate::flow::{Flow, words};
use blocks::{Printer, Signpost};

pub(crate) fn write(flow: &Flow, as_of: Date) -> Result<Vec<u8>, Error> {
    let configuration = ConfigurationBuilder::new()
        .with_archival_validator(Archival::A2_A)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| Error::Pdf(format!("{error:?}")))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    let mut printer = Printer::new();
    printer.flow(flow);
    let mut document = Document::new_with(settings);
    document.set_metadata(metadata(flow, as_of));
    document.set_outline(outline(&printer.outline));
    let tags = draw::draw(&mut document, &mut printer, flow);
    document.set_tag_tree(tags);
    document.finish().map_err(|error| Error::Pdf(format!("{error:?}")))
}

fn metadata(flow: &Flow, as_of: Date) -> Metadata {
    let date = DateTime::new(as_of.year().unsigned_abs())
        .month(as_of.month().unsigned_abs())
        .day(as_of.day().unsigned_abs())
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(0)
        .utc_offset_minute(0);
    let metadata = Metadata::new()
        .title(title(flow))
        .language(lang(flow))
        .creator("Rapporteur".to_owned())
        .creation_date(date);
    match words(&flow.kicker) {
        kicker if kicker.trim().is_empty() => metadata,
        kicker => metadata.description(cut(&kicker)),
    }
}

/// A title is needed, for the window of the reader.
fn title(flow: &Flow) -> String {
    match cut(flow.name.trim()) {
        empty if empty.is_empty() => "-".to_owned(),
        name => name,
    }
}

/// A language is needed to read anything aloud.
fn lang(flow: &Flow) -> String {
    if flow.lang.trim().is_empty() { "und".to_owned() } else { flow.lang.clone() }
}

/// No longer than a string of the format may be.
fn cut(text: &str) -> String {
    const LONGEST: usize = 1000;
    text.chars().take(LONGEST).collect()
}

/// The signposts as a tree: each under the last one before it that is of a higher level.
fn outline(signposts: &[Signpost]) -> Outline {
    let mut outline = Outline::new();
    let mut rest = signposts;
    while let Some((first, tail)) = rest.split_first() {
        let (node, left) = branch(first, tail);
        outline.push_child(node);
        rest = left;
    }
    outline
}

fn branch<'s>(signpost: &Signpost, mut rest: &'s [Signpost]) -> (OutlineNode, &'s [Signpost]) {
    let mut node = OutlineNode::new(cut(&signpost.words), draw::place(signpost.page, signpost.y));
    while let Some((first, tail)) = rest.split_first().filter(|(first, _)| first.level > signpost.level) {
        let (child, left) = branch(first, tail);
        node.push_child(child);
        rest = left;
    }
    (node, rest)
}
