//! Word documents (Office Open XML): the text as its author left it, without what was struck out.

use super::layout::Layout;
use super::xml::{Step, values, walk};
use super::zipped::Zipped;
use super::{Document, Unread, filled, joined, sound_title};
use crate::gate::Limits;

/// Elements whose text is not the document's own: struck out, moved away, codes of fields, the second writing of a
/// drawing for old programs.
const SILENT: [&str; 5] = ["w:del", "w:moveFrom", "w:instrText", "mc:Fallback", "w:delText"];

pub fn read(bytes: &[u8], limits: &Limits) -> Result<Document, Unread> {
    let mut zipped = Zipped::open(bytes, limits)?;
    let mut lines = Lines::default();
    let body = zipped.wanted("word/document.xml")?;
    walk("word/document.xml", &body, &mut |step| lines.take(step))?;
    let styled = lines.layout.title.take();
    for part in ["word/footnotes.xml", "word/endnotes.xml"] {
        if let Some(notes) = zipped.part(part)? {
            walk(part, &notes, &mut |step| lines.take(step))?;
        }
    }
    let mut document = Document { text: joined(lines.layout.done), ..Document::default() };
    let core = zipped.part("docProps/core.xml")?.unwrap_or_default();
    // its dates are those of a template or of the last hand that saved it: no day of publication
    let wanted = ["dc:title", "dc:creator"];
    // what tells of the document may be broken while the document is not
    for (name, value) in values("docProps/core.xml", &core, &wanted).unwrap_or_default() {
        match name.as_str() {
            "dc:title" => document.title = sound_title(value),
            _ => document.author = filled(value),
        }
    }
    document.title = styled.and_then(filled).or(document.title);
    Ok(document)
}

#[derive(Default)]
struct Lines {
    layout: Layout,
    paragraph: String,
    silent: usize,
    /// Paragraphs within a paragraph, as text boxes have.
    around: Vec<String>,
    paragraphs: usize,
}

impl Lines {
    fn take(&mut self, step: Step) {
        match step {
            Step::Open(tag) if SILENT.contains(&tag.name.as_str()) => self.silent += 1,
            Step::Close(name) if SILENT.contains(&name.as_str()) => {
                self.silent = self.silent.saturating_sub(1)
            }
            _ if self.silent > 0 => {}
            Step::Open(tag) => match tag.name.as_str() {
                "w:p" => {
                    if self.paragraphs > 0 && self.around.len() < 64 {
                        self.around.push(std::mem::take(&mut self.paragraph));
                    }
                    self.paragraphs += 1;
                }
                "w:pStyle" => self.layout.is_title |= tag.attribute("w:val") == Some("Title"),
                "w:tab" | "w:ptab" => self.blank('\t'),
                "w:br" | "w:cr" => self.blank('\n'),
                "w:noBreakHyphen" => self.paragraph.push('\u{2011}'),
                "w:tr" => self.layout.open_row(),
                "w:tc" => self.layout.open_cell(),
                _ => {}
            },
            Step::Text(text) => self.paragraph.push_str(&text),
            Step::Close(name) => match name.as_str() {
                "w:p" => self.end_paragraph(),
                "w:tr" => self.layout.close_row(),
                _ => {}
            },
        }
    }

    /// A tab of a list of tab stops has no text before it and says nothing.
    fn blank(&mut self, blank: char) {
        if !self.paragraph.trim().is_empty() {
            self.paragraph.push(blank);
        }
    }

    fn end_paragraph(&mut self) {
        self.paragraphs = self.paragraphs.saturating_sub(1);
        let around = if self.paragraphs > 0 { self.around.pop() } else { None };
        let line = std::mem::replace(&mut self.paragraph, around.unwrap_or_default());
        self.layout.add(&line);
    }
}

#[cfg(test)]
mod tests {
    use super::super::zipped::tests::packed;
    use super::*;

    fn document(body: &str) -> Vec<u8> {
        let body =
            format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>");
        let core = "<cp:coreProperties><dc:title>report.docx</dc:title><dc:creator>Press service</dc:creator>\
            <dcterms:created>2020-01-01T00:00:00Z</dcterms:created><dcterms:modified>2024-11-28T10:00:00Z</dcterms:modified></cp:coreProperties>";
        packed(&[("word/document.xml", body.as_bytes()), ("docProps/core.xml", core.as_bytes())])
    }

    fn text(body: &str) -> String {
        read(&document(body), &Limits::default()).unwrap().text
    }

    #[test]
    fn paragraphs_without_what_was_struck_out() {
        let body = "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Итоги</w:t></w:r></w:p>\
            <w:p><w:r><w:t xml:space=\"preserve\">The council </w:t></w:r><w:del><w:r><w:delText>did not meet</w:delText></w:r></w:del>\
            <w:ins><w:r><w:t>met</w:t></w:r></w:ins><w:r><w:br/><w:t>&quot;here&quot;.</w:t></w:r></w:p><w:p/>";
        let read = read(&document(body), &Limits::default()).unwrap();
        assert_eq!(read.text, "Итоги\nThe council met\n\"here\".");
        assert_eq!(read.title.as_deref(), Some("Итоги"));
        assert_eq!(read.author.as_deref(), Some("Press service"));
        assert_eq!(read.dated, None);
    }

    #[test]
    fn rows_are_lines_and_text_boxes_are_read_once() {
        let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
        let row = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("2024"), cell("13"));
        assert_eq!(text(&row), "2024\t13");
        let long = format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&"x".repeat(400)), cell("b"));
        assert_eq!(text(&long), format!("{}\nb", "x".repeat(400)));
        let boxed = "<w:p><w:r><w:t>a</w:t><mc:AlternateContent><mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>\
            <mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent><w:t>b</w:t></w:r></w:p>";
        assert_eq!(text(boxed), "box\nab");
    }

    #[test]
    fn what_is_missing_is_named() {
        let none = packed(&[("x", b"")]);
        assert_eq!(
            read(&none, &Limits::default()).unwrap_err(),
            Unread::Broken("word/document.xml is missing".to_owned())
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(body in "(</?w:(p|r|t|tr|tc|tbl|br|del|tab)/?>|x|&|<){0,40}") {
            let _ = read(&document(&body), &Limits::default());
        }
    }
}
