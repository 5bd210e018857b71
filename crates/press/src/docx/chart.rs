//! Charts as drawings that Word keeps as shapes: sharp at every size, their words still words.
//!
//! DrawingML, ECMA-376 part 1, sections 20.1 and 20.4; groups and shapes of words as in [MS-ODRAWXML].

use report::picture::{Anchor, Picture, Shape, Tone};

use super::xml::Xml;
use crate::flow::{Chart, words};
use crate::ink::{ACCENT, Color, INK, LAND, PAPER, RULE, SOFT};

const MAIN: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const GROUP: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup";
const SHAPE: &str = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape";

/// The names of drawings, which the part that holds them declares.
pub const SPACES: [(&str, &str); 5] = [
    ("xmlns:mc", "http://schemas.openxmlformats.org/markup-compatibility/2006"),
    ("xmlns:wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
    ("xmlns:a", MAIN),
    ("xmlns:wpg", GROUP),
    ("xmlns:wps", SHAPE),
];

/// English Metric Units in a twentieth of a point.
const EMU: i64 = 635;
/// A drawing higher than this, in twentieths of a point, does not fit a page below its title.
const HIGHEST: i64 = 12_400;

struct Drawing<'x> {
    xml: &'x mut Xml,
    /// How wide the picture is, in its own units and in EMU.
    width: (i64, i64),
    /// Width and height of the picture in its own units.
    size: (i32, i32),
    /// Shapes are numbered within the document.
    number: u32,
}

/// Whether a chart fits a page that is so wide, in twentieths of a point.
pub fn fits(chart: &Chart, width: u32) -> bool {
    let Picture { width: wide, height, .. } = &chart.picture;
    i64::from(*height) * i64::from(width) / i64::from((*wide).max(1)) <= HIGHEST
}

/// Writes the run of a drawing. Shapes take the numbers after the one given; the last one taken is returned.
pub fn write(xml: &mut Xml, chart: &Chart, width: u32, number: u32) -> u32 {
    let picture = &chart.picture;
    let wide = i64::from(picture.width.max(1));
    let mut drawing =
        Drawing { xml, width: (wide, i64::from(width) * EMU), size: (picture.width, picture.height), number };
    let (across, down) = (drawing.emu(picture.width), drawing.emu(picture.height));
    drawing.xml.raw(r#"<w:r><mc:AlternateContent><mc:Choice Requires="wpg"><w:drawing>"#);
    drawing.xml.open("wp:inline", &[("distT", "0"), ("distB", "0"), ("distL", "0"), ("distR", "0")]);
    drawing.xml.empty("wp:extent", &[("cx", &across), ("cy", &down)]);
    let id = drawing.next();
    let (name, title) = (format!("Picture {id}"), words(&chart.title));
    let about = [("id", &*id), ("name", &name), ("descr", &chart.about), ("title", &title)];
    drawing.xml.empty("wp:docPr", &about);
    drawing.xml.raw("<wp:cNvGraphicFramePr/><a:graphic>");
    drawing.xml.open("a:graphicData", &[("uri", GROUP)]);
    drawing.xml.raw("<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>");
    for (place, extent) in [("a:off", "a:ext"), ("a:chOff", "a:chExt")] {
        drawing.xml.empty(place, &[("x", "0"), ("y", "0")]);
        drawing.xml.empty(extent, &[("cx", &across), ("cy", &down)]);
    }
    drawing.xml.raw("</a:xfrm></wpg:grpSpPr>");
    drawing.picture(picture);
    drawing.xml.raw("</wpg:wgp></a:graphicData></a:graphic></wp:inline></w:drawing>");
    drawing.xml.raw("</mc:Choice></mc:AlternateContent></w:r>");
    drawing.number
}

impl Drawing<'_> {
    fn next(&mut self) -> String {
        self.number += 1;
        self.number.to_string()
    }

    /// A length of the picture.
    fn emu(&self, length: i32) -> String {
        (i64::from(length) * self.width.1 / self.width.0).to_string()
    }

    fn picture(&mut self, picture: &Picture) {
        let whole = [0, 0, picture.width, picture.height];
        let paths = picture.shapes.iter().filter_map(|shape| match shape {
            Shape::Path { points } => Some(points.as_slice()),
            _ => None,
        });
        let mut paths: Vec<&[(i32, i32)]> = paths.collect();
        for shape in &picture.shapes {
            match shape {
                Shape::Bar { x, y, width, height, tone } => {
                    self.solid("rect", [*x, *y, *width, *height], *tone);
                }
                Shape::Dot { x, y, radius, tone } => {
                    self.solid("ellipse", [x - radius, y - radius, radius * 2, radius * 2], *tone);
                }
                Shape::Line { from, to } => self.lines(whole, &[&[*from, *to]], RULE),
                Shape::Area { rings } => {
                    let rings: Vec<&[(i32, i32)]> = rings.iter().map(Vec::as_slice).collect();
                    self.area(whole, &rings);
                }
                // all of them are one shape
                Shape::Path { .. } => {
                    let paths = std::mem::take(&mut paths);
                    if !paths.is_empty() {
                        self.lines(whole, &paths, PAPER);
                    }
                }
                Shape::Words { x, y, size, anchor, quiet, text, .. } => {
                    let color = if *quiet { SOFT } else { INK };
                    self.words((*x, *y), *size, *anchor, color, text);
                }
            }
        }
    }

    /// Opens a shape at a place: left, top, width and height.
    fn open(&mut self, [left, top, width, height]: [i32; 4], is_words: bool) {
        let id = self.next();
        self.xml.raw("<wps:wsp>");
        self.xml.empty("wps:cNvPr", &[("id", &id), ("name", &format!("Shape {id}"))]);
        self.xml.raw(if is_words { r#"<wps:cNvSpPr txBox="1"/>"# } else { "<wps:cNvSpPr/>" });
        self.xml.raw("<wps:spPr><a:xfrm>");
        let [left, top, width, height] = [left, top, width, height].map(|length| self.emu(length));
        self.xml.empty("a:off", &[("x", &left), ("y", &top)]);
        self.xml.empty("a:ext", &[("cx", &width), ("cy", &height)]);
        self.xml.raw("</a:xfrm>");
    }

    fn close(&mut self) {
        self.xml.raw("</wps:spPr><wps:bodyPr/></wps:wsp>");
    }

    fn geometry(&mut self, name: &str) {
        self.xml.open("a:prstGeom", &[("prst", name)]);
        self.xml.raw("<a:avLst/></a:prstGeom>");
    }

    fn fill(&mut self, color: Color) {
        self.xml.raw("<a:solidFill>");
        self.xml.empty("a:srgbClr", &[("val", &hex(color))]);
        self.xml.raw("</a:solidFill>");
    }

    /// A line of so many EMU, or none.
    fn line(&mut self, width: u32, color: Option<Color>) {
        self.xml.open("a:ln", &[("w", &width.to_string())]);
        match color {
            Some(color) => self.fill(color),
            None => self.xml.raw("<a:noFill/>"),
        }
        self.xml.close("a:ln");
    }

    fn solid(&mut self, geometry: &str, place: [i32; 4], tone: Tone) {
        let (fill, line) = match tone {
            Tone::Full => (ACCENT, None),
            Tone::Hollow => (PAPER, Some(ACCENT)),
        };
        self.open(place, false);
        self.geometry(geometry);
        self.fill(fill);
        self.line(9525, line);
        self.close();
    }

    fn lines(&mut self, place: [i32; 4], lines: &[&[(i32, i32)]], color: Color) {
        self.open(place, false);
        self.path(place, lines, false);
        self.xml.raw("<a:noFill/>");
        self.line(6350, Some(color));
        self.close();
    }

    fn area(&mut self, place: [i32; 4], rings: &[&[(i32, i32)]]) {
        self.open(place, false);
        self.path(place, rings, true);
        self.fill(LAND);
        self.line(0, None);
        self.close();
    }

    fn path(&mut self, [_, _, width, height]: [i32; 4], lines: &[&[(i32, i32)]], closed: bool) {
        self.xml.raw("<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>");
        self.xml.raw(r#"<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>"#);
        let fill = if closed { "norm" } else { "none" };
        self.xml.open("a:path", &[("w", &width.to_string()), ("h", &height.to_string()), ("fill", fill)]);
        for line in lines {
            for (index, (x, y)) in line.iter().enumerate() {
                let command = if index == 0 { "a:moveTo" } else { "a:lnTo" };
                self.xml.open(command, &[]);
                self.xml.empty("a:pt", &[("x", &x.to_string()), ("y", &y.to_string())]);
                self.xml.close(command);
            }
            if closed {
                self.xml.raw("<a:close/>");
            }
        }
        self.xml.raw("</a:path></a:pathLst></a:custGeom>");
    }

    /// Words whose line stands at a height, in a box with room to spare on the side where they end.
    fn words(&mut self, (x, y): (i32, i32), size: i32, anchor: Anchor, color: Color, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let long = text.chars().count() as i32 * size * 3 / 4 + size;
        let (wide, high) = self.size;
        let (x, y) = (x.clamp(0, wide), y.clamp(0, high));
        // a box that left the picture would make the whole group larger, and so all in it smaller
        let (left, room, align) = match anchor {
            Anchor::Start => (x, long.min(wide - x), "left"),
            Anchor::Middle => {
                let half = (long / 2).min(x).min(wide - x);
                (x - half, half * 2, "center")
            }
            Anchor::End => (x - long.min(x), long.min(x), "right"),
        };
        let top = (y - size).max(0);
        self.open([left, top, room, (size * 3 / 2).min(high - top)], true);
        self.geometry("rect");
        self.xml.raw("<a:noFill/>");
        self.line(0, None);
        self.xml.raw("</wps:spPr><wps:txbx><w:txbxContent><w:p><w:pPr>");
        // in twentieths of a point, and half points for letters
        let twips = i64::from(size) * self.width.1 / self.width.0 / EMU;
        let line = (twips * 6 / 5).max(1).to_string();
        let spacing = [("w:before", "0"), ("w:after", "0"), ("w:line", &*line), ("w:lineRule", "exact")];
        self.xml.empty("w:spacing", &spacing);
        self.xml.raw(r#"<w:ind w:left="0" w:right="0" w:firstLine="0"/>"#);
        self.xml.empty("w:jc", &[("w:val", align)]);
        self.xml.raw("</w:pPr><w:r><w:rPr>");
        self.xml.empty("w:color", &[("w:val", &hex(color))]);
        let half_points = (twips / 10).max(2).to_string();
        self.xml.empty("w:sz", &[("w:val", &half_points)]);
        self.xml.empty("w:szCs", &[("w:val", &half_points)]);
        self.xml.raw("</w:rPr>");
        self.xml.element("w:t", &[("xml:space", "preserve")], text);
        self.xml.raw("</w:r></w:p></w:txbxContent></wps:txbx>");
        self.xml.raw(r#"<wps:bodyPr wrap="square" lIns="0" tIns="0" rIns="0" bIns="0" anchor="t">"#);
        self.xml.raw("<a:noAutofit/></wps:bodyPr></wps:wsp>");
    }
}

fn hex([red, green, blue]: Color) -> String {
    format!("{red:02X}{green:02X}{blue:02X}")
}
