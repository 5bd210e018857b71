//! Sheets onto the pages of a file, and the tree that says what is what.

use std::collections::BTreeMap;
use std::num::{NonZeroU16, NonZeroU32};

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::destination::{NamedDestination, XyzDestination};
use krilla::geom::{PathBuilder, Point, Quadrilateral, Rect};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, BBox, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};

use super::blocks::Printer;
use super::cut;
use super::setting::{Family, Manner, Setter};
use super::sheet::{Child, Content, Draw, HEIGHT, Kind, LEFT, RIGHT, Sheet, Sheets, WIDTH};
use crate::flow::{Flow, Link, Run};
use crate::ink::{Color, RULE, SOFT};

/// What stands at the foot of every page.
const FOOT: Manner =
    Manner { family: Family::Sans, size: 7.5, leading: 10.0, bold: false, color: SOFT, raise: false };
const FOOT_LINE: f32 = HEIGHT - 34.0;

/// By content and by link, what the pages call them.
#[derive(Default)]
struct Called {
    contents: BTreeMap<usize, Vec<Identifier>>,
    links: BTreeMap<usize, Vec<Identifier>>,
}

/// A place on a page; what is led to stands a little below the edge of the window.
pub fn place(page: usize, y: f32) -> XyzDestination {
    XyzDestination::new(page, Point::from_xy(0.0, (y - 8.0).max(0.0)))
}

/// All pages. The tree is that of everything on them.
pub fn draw(document: &mut Document, printer: &mut Printer, flow: &Flow) -> TagTree {
    let mut called = Called::default();
    let count = printer.sheets.sheets.len();
    let numbers = numbers(printer);
    for (index, sheet) in printer.sheets.sheets.iter().enumerate() {
        let Some(settings) = PageSettings::from_wh(WIDTH, HEIGHT) else { continue };
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        marks(&mut surface, sheet, &printer.sheets.contents, &mut called);
        aside(&mut surface, ArtifactType::PaginationOther, |surface| {
            numbers.iter().filter(|(page, _)| *page == index).for_each(|(_, draw)| stroke(surface, draw));
        });
        aside(&mut surface, ArtifactType::Footer, |surface| {
            foot(surface, &mut printer.setter, flow, index + 1, count);
        });
        surface.finish();
        for (number, link) in printer.sheets.links.iter().enumerate() {
            let Some(places) = link.places.get(&index) else { continue };
            let Some(annotation) = annotation(&printer.sheets, &link.to, places, &link.words) else {
                continue;
            };
            let called_so = page.add_tagged_annotation(annotation);
            called.links.entry(number).or_default().push(called_so);
        }
        page.finish();
    }
    for (name, (page, y)) in &printer.sheets.anchors {
        // Those that something leads to are known already.
        let _ = document.register_named_destination(NamedDestination::new(name.clone(), place(*page, *y)));
    }
    let mut tree = TagTree::new().with_lang(Some(super::lang(flow)));
    for root in printer.sheets.roots() {
        if let Some(group) = group(&printer.sheets, root, &called) {
            tree.push(group);
        }
    }
    tree
}

fn marks(surface: &mut Surface<'_>, sheet: &Sheet, contents: &[Content], called: &mut Called) {
    aside(surface, ArtifactType::Layout, |surface| {
        sheet.under.iter().for_each(|draw| stroke(surface, draw));
    });
    for group in sheet.marks.chunk_by(|one, next| one.content == next.content) {
        let content = group.first().and_then(|mark| mark.content);
        match content.and_then(|index| Some((index, contents.get(index)?))) {
            Some((index, content)) => {
                let lang = content.lang.as_deref().filter(|lang| !lang.is_empty());
                let span = SpanTag::empty().with_lang(lang).with_expanded(content.expansion.as_deref());
                let called_so = surface.start_tagged(ContentTag::Span(span));
                called.contents.entry(index).or_default().push(called_so);
                group.iter().for_each(|mark| stroke(surface, &mark.draw));
                surface.end_tagged();
            }
            None => aside(surface, ArtifactType::Layout, |surface| {
                group.iter().for_each(|mark| stroke(surface, &mark.draw));
            }),
        }
    }
}

/// What adorns the page and is not read aloud.
fn aside(surface: &mut Surface<'_>, kind: ArtifactType, draw: impl FnOnce(&mut Surface<'_>)) {
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(kind)));
    draw(surface);
    surface.end_tagged();
}

fn fill([red, green, blue]: Color) -> Fill {
    Fill {
        paint: rgb::Color::new(red, green, blue).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }
}

fn line([red, green, blue]: Color, width: f32) -> Stroke {
    Stroke { paint: rgb::Color::new(red, green, blue).into(), width, ..Stroke::default() }
}

fn stroke(surface: &mut Surface<'_>, draw: &Draw) {
    match draw {
        Draw::Piece { set, line, piece, x, y, color } => {
            let piece = set.lines.get(*line).and_then(|line| line.pieces.get(*piece));
            let Some(piece) = piece.filter(|piece| !piece.glyphs.is_empty()) else { return };
            surface.set_fill(Some(fill(*color)));
            surface.set_stroke(None);
            let start = Point::from_xy(*x, *y);
            surface.draw_glyphs(start, &piece.glyphs, piece.font.clone(), &set.text, piece.size, false);
        }
        Draw::Box { x, y, width, height, color, filled } => {
            let Some(rect) = Rect::from_xywh(*x, *y, *width, *height) else { return };
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            finish(surface, path, *color, (!filled).then_some(0.8));
        }
        Draw::Stroke { from, to, width, color } => {
            let mut path = PathBuilder::new();
            path.move_to(from.0, from.1);
            path.line_to(to.0, to.1);
            finish(surface, path, *color, Some(*width));
        }
        Draw::Area { rings, color } => {
            let mut path = PathBuilder::new();
            for ring in rings {
                trace(&mut path, ring);
                path.close();
            }
            let Some(path) = path.finish() else { return };
            surface.set_fill(Some(Fill { rule: FillRule::EvenOdd, ..fill(*color) }));
            surface.set_stroke(None);
            surface.draw_path(&path);
        }
        Draw::Path { points, width, color } => {
            let mut path = PathBuilder::new();
            trace(&mut path, points);
            finish(surface, path, *color, Some(*width));
        }
        Draw::Dot { x, y, radius, color, filled } => {
            // Four curves that come within a thousandth of a circle.
            let bend = radius * 0.5523;
            let (x, y, r) = (*x, *y, *radius);
            let mut path = PathBuilder::new();
            path.move_to(x + r, y);
            path.cubic_to(x + r, y + bend, x + bend, y + r, x, y + r);
            path.cubic_to(x - bend, y + r, x - r, y + bend, x - r, y);
            path.cubic_to(x - r, y - bend, x - bend, y - r, x, y - r);
            path.cubic_to(x + bend, y - r, x + r, y - bend, x + r, y);
            path.close();
            finish(surface, path, *color, (!filled).then_some(0.8));
        }
    }
}

fn trace(path: &mut PathBuilder, points: &[(f32, f32)]) {
    for (index, (x, y)) in points.iter().enumerate() {
        if index == 0 {
            path.move_to(*x, *y);
        } else {
            path.line_to(*x, *y);
        }
    }
}

/// Fills a path, or draws along it where a width is given.
fn finish(surface: &mut Surface<'_>, path: PathBuilder, color: Color, width: Option<f32>) {
    let Some(path) = path.finish() else { return };
    surface.set_fill(width.is_none().then(|| fill(color)));
    surface.set_stroke(width.map(|width| line(color, width)));
    surface.draw_path(&path);
    surface.set_stroke(None);
}

fn plain(text: String) -> Vec<Run> {
    vec![Run { text, ..Run::default() }]
}

/// The numbers of pages that the contents name, each with the page that it stands on.
fn numbers(printer: &mut Printer) -> Vec<(usize, Draw)> {
    let mut drawn = Vec::new();
    for forward in &printer.forwards {
        let Some((page, _)) = printer.sheets.anchors.get(&forward.anchor) else { continue };
        let manner = super::blocks::BODY;
        let set = std::rc::Rc::new(printer.setter.set(&plain((page + 1).to_string()), manner, None));
        let x = RIGHT - set.width();
        let color = manner.color;
        drawn.push((forward.page, Draw::Piece { set, line: 0, piece: 0, x, y: forward.baseline, color }));
    }
    drawn
}

/// What the report is, and which page of how many.
fn foot(surface: &mut Surface<'_>, setter: &mut Setter, flow: &Flow, page: usize, count: usize) {
    let y = FOOT_LINE - 12.0;
    stroke(surface, &Draw::Stroke { from: (LEFT, y), to: (RIGHT, y), width: 0.4, color: RULE });
    let number = setter.set(&plain(format!("{page} / {count}")), FOOT, None);
    let room = RIGHT - LEFT - number.width() - 20.0;
    let name = setter.set(&plain(cut(&flow.foot)), FOOT, Some(room));
    for (set, x) in [(name, LEFT), (number, 0.0)] {
        let x = if x > 0.0 { x } else { RIGHT - set.width() };
        let set = std::rc::Rc::new(set);
        let pieces = set.lines.first().map_or(0, |line| line.pieces.len());
        for piece in 0..pieces {
            let shift =
                set.lines.first().and_then(|line| line.pieces.get(piece)).map_or(0.0, |piece| piece.x);
            let draw =
                Draw::Piece { set: set.clone(), line: 0, piece, x: x + shift, y: FOOT_LINE, color: SOFT };
            stroke(surface, &draw);
        }
    }
}

/// A link to follow; none where what it leads to is not there.
fn annotation(sheets: &Sheets, to: &Link, places: &[[f32; 4]], words: &str) -> Option<Annotation> {
    let target = match to {
        Link::Within(anchor) => {
            let (page, y) = sheets.anchors.get(anchor)?;
            Target::Destination(NamedDestination::new(anchor.clone(), place(*page, *y)).into())
        }
        Link::Web(url) => Target::Action(Action::from(LinkAction::new(url.clone()))),
    };
    let quad = |[left, top, right, bottom]: &[f32; 4]| {
        Quadrilateral([
            Point::from_xy(*left, *bottom),
            Point::from_xy(*right, *bottom),
            Point::from_xy(*right, *top),
            Point::from_xy(*left, *top),
        ])
    };
    let quads: Vec<Quadrilateral> = places.iter().filter(|place| place[0] < place[2]).map(quad).collect();
    if quads.is_empty() {
        return None;
    }
    let words = if words.trim().is_empty() { "\u{2192}" } else { words };
    let link = LinkAnnotation::new_with_quad_points(quads, target);
    Some(Annotation::new_link(link, Some(cut(words))))
}

/// A part of the tree with all that is in it; none where nothing is.
fn group(sheets: &Sheets, index: usize, called: &Called) -> Option<TagGroup> {
    let node = sheets.nodes.get(index)?;
    let mut children: Vec<Node> = Vec::new();
    for child in &node.children {
        match child {
            Child::Node(index) => children.extend(group(sheets, *index, called).map(Node::from)),
            Child::Content(index) => {
                let parts = called.contents.get(index).into_iter().flatten();
                children.extend(parts.map(|part| Node::from(*part)));
            }
            Child::Link(_) => {}
        }
    }
    // The place where a link is followed goes behind its words.
    for child in &node.children {
        if let Child::Link(index) = child {
            let parts = called.links.get(index).into_iter().flatten();
            children.extend(parts.map(|part| Node::from(*part)));
        }
    }
    // An empty cell keeps those after it in their columns.
    let keeps = matches!(node.kind, Kind::Cell | Kind::RowHead | Kind::ColumnHead(_));
    (keeps || !children.is_empty()).then(|| TagGroup::with_children(tag(&node.kind), children))
}

fn tag(kind: &Kind) -> TagKind {
    match kind {
        Kind::Section => Tag::Section.into(),
        Kind::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(cut(title))).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::Disc).into(),
        Kind::Numbered => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Label => Tag::Lbl.into(),
        Kind::Body => Tag::LBody.into(),
        Kind::Quote => Tag::BlockQuote.into(),
        Kind::Contents => Tag::TOC.into(),
        Kind::Entry => Tag::TOCI.into(),
        Kind::Table(caption) => Tag::Table.with_summary((!caption.is_empty()).then(|| cut(caption))).into(),
        Kind::Head => Tag::THead.into(),
        Kind::Rows => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::ColumnHead(span) => Tag::TH(TableHeaderScope::Column)
            .with_col_span(NonZeroU32::new(*span).filter(|span| span.get() > 1))
            .into(),
        Kind::RowHead => Tag::TH(TableHeaderScope::Row).into(),
        Kind::Cell => Tag::TD.into(),
        Kind::Link => Tag::Link.into(),
        Kind::Figure(alt, page, [left, top, right, bottom]) => {
            let area = Rect::from_ltrb(*left, *top, *right, *bottom).map(|area| BBox::new(*page, area));
            Tag::Figure(Some(cut(alt))).with_bbox(area).into()
        }
        Kind::Caption => Tag::Caption.into(),
    }
}
