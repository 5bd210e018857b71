//! The part of a document that holds its words.

use std::collections::{BTreeMap, BTreeSet};

use super::looks::Ids;
use super::xml::Xml;
use super::{RELATIONS, WORD, chart};
use crate::columns;
use crate::flow::{Chart, Flow, Item, Link, Part, Passage, Run, Runs, Section, Table, words};

struct Body<'f> {
    xml: Xml,
    ids: &'f Ids,
    lang: &'f str,
    /// Between the margins, in twentieths of a point.
    width: u32,
    bookmarks: Bookmarks,
    /// Web addresses that are linked to.
    web: Vec<String>,
    /// How many shapes are drawn.
    shapes: u32,
}

#[derive(Default)]
struct Bookmarks {
    /// Names by the anchor that they stand for.
    names: BTreeMap<String, String>,
    /// Names in lower case: Word knows no other difference.
    taken: BTreeSet<String>,
    /// Anchors that stand already.
    set: BTreeSet<String>,
}

impl Bookmarks {
    /// The name that Word takes for an anchor: letters, digits and low lines, forty at most.
    fn name(&mut self, anchor: &str) -> String {
        const LONGEST: usize = 40;
        if let Some(name) = self.names.get(anchor) {
            return name.clone();
        }
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let plain: String = anchor.chars().map(plain).collect();
        let fits = plain.len() <= LONGEST && plain.starts_with(|c: char| c.is_ascii_alphabetic());
        let others = (self.names.len()..).map(|number| format!("anchor_{number}"));
        let mut names = fits.then_some(plain).into_iter().chain(others);
        let name = names.find(|name| self.taken.insert(name.to_lowercase())).unwrap_or_default();
        self.names.insert(anchor.to_owned(), name.clone());
        name
    }
}

/// The words of a document, and the web addresses that it links to in the order of their relations.
pub fn write(flow: &Flow, ids: &Ids, section: &str, width: u32) -> (String, Vec<String>) {
    let mut body = Body {
        xml: Xml::part(),
        ids,
        lang: &flow.lang,
        width,
        bookmarks: Bookmarks::default(),
        web: Vec::new(),
        shapes: 0,
    };
    let mut spaces = vec![("xmlns:w", WORD), ("xmlns:r", RELATIONS)];
    spaces.extend(chart::SPACES);
    body.xml.open("w:document", &spaces);
    body.xml.open("w:body", &[]);
    body.flow(flow);
    body.xml.raw(section);
    body.xml.close("w:body");
    body.xml.close("w:document");
    (body.xml.out, body.web)
}

/// The relation of the web address that is linked to at this place.
pub fn relation(index: usize) -> String {
    format!("web{}", index + 1)
}

impl Body<'_> {
    fn flow(&mut self, flow: &Flow) {
        let head = [("Report Kicker", &flow.kicker), ("Title", &flow.title), ("Subtitle", &flow.period)];
        for (style, runs) in head.into_iter().filter(|(_, runs)| !words(runs).trim().is_empty()) {
            self.paragraph(style, None, runs);
        }
        for runs in &flow.opening {
            self.paragraph("Normal", None, runs);
        }
        for runs in &flow.counts {
            self.paragraph("List Bullet", None, runs);
        }
        self.contents(flow);
        for section in &flow.sections {
            self.section(section);
        }
    }

    /// A table of contents that Word can bring up to date, with the sections as they are now.
    fn contents(&mut self, flow: &Flow) {
        self.paragraph("TOC Heading", None, &flow.contents);
        let last = flow.sections.len().saturating_sub(1);
        for (index, section) in flow.sections.iter().enumerate() {
            self.open_paragraph("toc 1");
            if index == 0 {
                self.field("begin");
                self.xml.open("w:r", &[]);
                let instruction = " TOC \\o \"1-1\" \\n \\h ";
                self.xml.element("w:instrText", &[("xml:space", "preserve")], instruction);
                self.xml.close("w:r");
                self.field("separate");
            }
            // Without their numbers, as on the page on the web.
            let to = Some(Link::Within(section.id.clone()));
            let entry = section.title.iter().map(|run| Run { link: to.clone(), ..run.clone() }).collect();
            self.runs(&entry, false);
            if index == last {
                self.field("end");
            }
            self.xml.close("w:p");
        }
    }

    fn field(&mut self, part: &str) {
        self.xml.open("w:r", &[]);
        self.xml.empty("w:fldChar", &[("w:fldCharType", part)]);
        self.xml.close("w:r");
    }

    fn section(&mut self, section: &Section) {
        self.paragraph("heading 1", Some(&section.id), &section.title);
        for part in &section.parts {
            match part {
                Part::Paragraph(runs) => self.paragraph("Normal", None, runs),
                Part::Heading { id, runs } => self.paragraph("heading 2", id.as_deref(), runs),
                Part::List(items) => self.list(items, 0),
                Part::Table(table) => self.table(table),
                Part::Passages(passages) => passages.iter().for_each(|passage| self.passage(passage)),
                Part::Chart(chart) => self.chart(chart),
            }
        }
    }

    /// The picture under its title; its table where it is higher than a page.
    fn chart(&mut self, chart: &Chart) {
        self.paragraph("heading 3", None, &chart.title);
        if !chart::fits(chart, self.width) {
            return self.table(&chart.table);
        }
        self.open_paragraph("Normal");
        self.shapes = chart::write(&mut self.xml, chart, self.width, self.shapes);
        self.xml.close("w:p");
    }

    fn list(&mut self, items: &[Item], depth: usize) {
        const LEVELS: [&str; 5] =
            ["List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet 4", "List Bullet 5"];
        let style = LEVELS.get(depth).copied().unwrap_or("List Bullet 5");
        for item in items {
            self.paragraph(style, item.id.as_deref(), &item.runs);
            self.list(&item.items, depth + 1);
        }
    }

    fn passage(&mut self, passage: &Passage) {
        self.open_paragraph("Report Passage");
        self.runs(&passage.number, false);
        self.xml.raw("<w:r><w:tab/></w:r>");
        self.runs(&passage.words(), false);
        self.xml.close("w:p");
    }

    fn table(&mut self, table: &Table) {
        if table.columns.is_empty() {
            return;
        }
        // A letter of the style of cells is about this wide.
        const LETTER: f32 = 95.0;
        let widths: Vec<String> = columns::shares(table, self.width as f32 / LETTER)
            .into_iter()
            .map(|share| format!("{:.0}", share * self.width as f32))
            .collect();
        self.xml.open("w:tbl", &[]);
        self.xml.open("w:tblPr", &[]);
        self.xml.empty("w:tblStyle", &[("w:val", self.ids.of("Report Table"))]);
        self.xml.raw(r#"<w:tblW w:w="5000" w:type="pct"/><w:tblLayout w:type="fixed"/>"#);
        self.xml.raw(r#"<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" "#);
        self.xml.raw(r#"w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>"#);
        self.xml.empty("w:tblCaption", &[("w:val", &table.caption)]);
        self.xml.close("w:tblPr");
        self.xml.open("w:tblGrid", &[]);
        for width in &widths {
            self.xml.empty("w:gridCol", &[("w:w", width)]);
        }
        self.xml.close("w:tblGrid");
        self.xml.raw("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (column, width) in table.columns.iter().zip(&widths) {
            self.cell(&[("w:tcW", width)], "Report Cell Heading", None, column);
        }
        self.xml.close("w:tr");
        let span = table.columns.len().to_string();
        for group in &table.groups {
            if let Some(title) = &group.title {
                self.xml.raw("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
                let whole = self.width.to_string();
                self.cell(&[("w:tcW", &whole), ("w:gridSpan", &span)], "Report Cell Heading", None, title);
                self.xml.close("w:tr");
            }
            for row in &group.rows {
                self.xml.raw("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
                let mut id = row.id.as_deref();
                for (cell, width) in row.cells.iter().zip(&widths) {
                    self.cell(&[("w:tcW", width)], "Report Cell", id.take(), cell);
                }
                self.xml.close("w:tr");
            }
        }
        self.xml.close("w:tbl");
        // Tables with nothing between them would become one.
        self.paragraph("Report Cell", None, &Runs::new());
    }

    fn cell(&mut self, properties: &[(&str, &str)], style: &'static str, id: Option<&str>, runs: &Runs) {
        self.xml.open("w:tc", &[]);
        self.xml.open("w:tcPr", &[]);
        for (name, value) in properties {
            if *name == "w:tcW" {
                self.xml.empty(name, &[("w:w", value), ("w:type", "dxa")]);
            } else {
                self.xml.empty(name, &[("w:val", value)]);
            }
        }
        self.xml.close("w:tcPr");
        self.open_paragraph(style);
        let mark = id.map(|id| self.open_bookmark(id));
        // Where nothing but citations stands, nothing is above the line.
        let level = runs.iter().all(|run| run.look.cite || run.text.trim().is_empty());
        self.runs(runs, level);
        self.close_bookmark(mark.flatten());
        self.xml.close("w:p");
        self.xml.close("w:tc");
    }

    fn paragraph(&mut self, style: &'static str, id: Option<&str>, runs: &Runs) {
        self.open_paragraph(style);
        let mark = id.map(|id| self.open_bookmark(id));
        self.runs(runs, false);
        self.close_bookmark(mark.flatten());
        self.xml.close("w:p");
    }

    fn open_paragraph(&mut self, style: &'static str) {
        self.xml.open("w:p", &[]);
        if style != "Normal" {
            self.xml.open("w:pPr", &[]);
            self.xml.empty("w:pStyle", &[("w:val", self.ids.of(style))]);
            self.xml.close("w:pPr");
        }
    }

    fn runs(&mut self, runs: &Runs, level: bool) {
        for group in runs.chunk_by(|one, next| one.link == next.link && next.id.is_none()) {
            let mark = group.iter().find_map(|run| run.id.as_deref()).map(|id| self.open_bookmark(id));
            match group.first().and_then(|run| run.link.as_ref()) {
                Some(link) => {
                    self.open_link(link, group);
                    group.iter().for_each(|run| self.run(run, level));
                    self.xml.close("w:hyperlink");
                }
                None => group.iter().for_each(|run| self.run(run, level)),
            }
            self.close_bookmark(mark.flatten());
        }
    }

    fn open_link(&mut self, link: &Link, runs: &[Run]) {
        let tip = runs.iter().find_map(|run| run.expansion.clone());
        let mut attributes = Vec::new();
        let target = match link {
            Link::Within(anchor) => ("w:anchor", self.bookmarks.name(anchor)),
            Link::Web(url) => {
                let known = self.web.iter().position(|other| other == url);
                let index = known.unwrap_or_else(|| {
                    self.web.push(url.clone());
                    self.web.len() - 1
                });
                ("r:id", relation(index))
            }
        };
        attributes.push((target.0, target.1.as_str()));
        attributes.extend(tip.as_deref().map(|tip| ("w:tooltip", tip)));
        attributes.push(("w:history", "1"));
        self.xml.open("w:hyperlink", &attributes);
    }

    fn run(&mut self, run: &Run, level: bool) {
        if run.text.is_empty() {
            return;
        }
        let style = match run.look {
            look if look.cite && level => Some("Report Source"),
            look if look.cite => Some("Report Citation"),
            look if look.mark => Some("Report Mark"),
            look if run.link.is_some() && !look.aside => Some("Hyperlink"),
            look if look.aside => Some("Report Remark"),
            look if look.strong => Some("Strong"),
            _ => None,
        };
        self.xml.open("w:r", &[]);
        self.xml.open("w:rPr", &[]);
        if let Some(style) = style {
            self.xml.empty("w:rStyle", &[("w:val", self.ids.of(style))]);
        }
        if run.look.strong && style != Some("Strong") {
            self.xml.raw("<w:b/><w:bCs/>");
        }
        self.xml.empty("w:lang", &[("w:val", run.lang.as_deref().unwrap_or(self.lang))]);
        self.xml.close("w:rPr");
        for (index, line) in run.text.split('\n').enumerate() {
            if index > 0 {
                self.xml.raw("<w:br/>");
            }
            if !line.is_empty() {
                self.xml.element("w:t", &[("xml:space", "preserve")], line);
            }
        }
        self.xml.close("w:r");
    }

    /// Its number, for the end; `None` where it stands already.
    fn open_bookmark(&mut self, anchor: &str) -> Option<String> {
        let name = self.bookmarks.name(anchor);
        if !self.bookmarks.set.insert(anchor.to_owned()) {
            return None;
        }
        let number = self.bookmarks.set.len().to_string();
        self.xml.empty("w:bookmarkStart", &[("w:id", &number), ("w:name", &name)]);
        Some(number)
    }

    fn close_bookmark(&mut self, number: Option<String>) {
        if let Some(number) = number {
            self.xml.empty("w:bookmarkEnd", &[("w:id", &number)]);
        }
    }
}

/// The line at the foot of every page: what the report is, and the number of the page.
pub fn footer(flow: &Flow, ids: &Ids, width: u32) -> String {
    let mut xml = Xml::part();
    xml.open("w:ftr", &[("xmlns:w", WORD)]);
    xml.open("w:p", &[]);
    xml.open("w:pPr", &[]);
    xml.empty("w:pStyle", &[("w:val", ids.of("footer"))]);
    xml.open("w:tabs", &[]);
    xml.empty("w:tab", &[("w:val", "right"), ("w:pos", &width.to_string())]);
    xml.close("w:tabs");
    xml.close("w:pPr");
    xml.open("w:r", &[]);
    xml.element("w:t", &[("xml:space", "preserve")], &flow.foot);
    xml.raw("<w:tab/>");
    xml.close("w:r");
    for (instruction, after) in [(" PAGE ", " / "), (" NUMPAGES ", "")] {
        xml.open("w:fldSimple", &[("w:instr", instruction)]);
        xml.raw("<w:r><w:t>1</w:t></w:r>");
        xml.close("w:fldSimple");
        if !after.is_empty() {
            xml.open("w:r", &[]);
            xml.element("w:t", &[("xml:space", "preserve")], after);
            xml.close("w:r");
        }
    }
    xml.close("w:p");
    xml.close("w:ftr");
    xml.out
}
