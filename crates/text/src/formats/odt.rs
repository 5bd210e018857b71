//! OpenDocument texts.

use super::layout::Layout;
use super::xml::{Step, values, walk};
use super::zipped::Zipped;
use super::{Document, Unread, filled, joined, sound_title};
use crate::gate::Limits;

/// Elements whose text is not the document's own.
const SILENT: [&str; 6] = [
    "text:tracked-changes",
    "office:annotation",
    "office:forms",
    "text:note-citation",
    "svg:title",
    "svg:desc",
];

pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Unread> {
    let mut zipped = Zipped::open(bytes, limits)?;
    let content = zipped.wanted("content.xml")?;
    let mut lines = Lines::default();
    walk("content.xml", &content, &mut |step| lines.take(step))?;
    let mut document = Document { text: joined(lines.layout.done), ..Document::default() };
    let meta = zipped.part("meta.xml")?.unwrap_or_default();
    // its dates are those of a template or of the last hand that saved it: no day of publication
    let wanted = ["dc:title", "dc:creator", "meta:initial-creator"];
    let mut first = None;
    for (name, value) in values("meta.xml", &meta, &wanted).unwrap_or_default() {
        match name.as_str() {
            "dc:title" => document.title = sound_title(value),
            "dc:creator" => document.author = filled(value),
            _ => first = filled(value),
        }
    }
    document.author = first.or(document.author);
    document.title = lines.layout.title.and_then(filled).or(document.title);
    Ok(document)
}

#[derive(Default)]
struct Lines {
    layout: Layout,
    /// Open paragraphs, innermost last: a note stands within one.
    open: Vec<String>,
    silent: usize,
}

impl Lines {
    fn push(&mut self, text: &str) {
        self.open.iter_mut().last().into_iter().for_each(|line| line.push_str(text));
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Open(tag) if SILENT.contains(&tag.name.as_str()) => self.silent += 1,
            Step::Close(name) if SILENT.contains(&name.as_str()) => {
                self.silent = self.silent.saturating_sub(1)
            }
            _ if self.silent > 0 => {}
            Step::Open(tag) => match tag.name.as_str() {
                "text:p" | "text:h" => {
                    self.open.push(String::new());
                    self.layout.is_title = tag.attribute("text:style-name") == Some("Title");
                }
                // runs of blanks are written by their number
                "text:s" => {
                    let count = tag.attribute("text:c").and_then(|count| count.parse().ok()).unwrap_or(1);
                    self.push(&" ".repeat(std::cmp::min(count, 8)));
                }
                "text:tab" => self.push("\t"),
                "text:line-break" => self.push("\n"),
                "table:table-row" => self.layout.open_row(),
                "table:table-cell" => self.layout.open_cell(),
                _ => {}
            },
            Step::Text(text) => self.push(&text.split(['\n', '\r']).collect::<Vec<_>>().join(" ")),
            Step::Close(name) => match name.as_str() {
                "text:p" | "text:h" => {
                    let line = self.open.pop().unwrap_or_default();
                    self.layout.add(&line);
                }
                "table:table-row" => self.layout.close_row(),
                _ => {}
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::packed;
    use super::*;

    #[test]
    fn paragraphs_rows_and_notes() {
        let content = "<office:document-content><office:body><office:text><text:tracked-changes><text:p>gone</text:p></text:tracked-changes>\
            <text:h>Итоги</text:h><text:p>One<text:s text:c=\"2\"/>two<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>a note</text:p></text:note-body></text:note> three</text:p>\
            <table:table><table:table-row><table:table-cell><text:p>2024</text:p></table:table-cell><table:table-cell><text:p>13</text:p></table:table-cell></table:table-row></table:table>\
            </office:text></office:body></office:document-content>";
        let meta = "<office:meta><dc:title>Communique of the council</dc:title><meta:creation-date>2024-11-27T10:00:00</meta:creation-date><dc:date>2024-11-28T10:00:00</dc:date></office:meta>";
        let bytes = packed(&[("content.xml", content.as_bytes()), ("meta.xml", meta.as_bytes())]);
        let read = read(&bytes, &Limits::default()).unwrap();
        assert_eq!(read.text, "Итоги\na note\nOne  two three\n2024\t13");
        assert_eq!(read.title.as_deref(), Some("Communique of the council"));
        assert_eq!(read.dated, None);
    }
}
