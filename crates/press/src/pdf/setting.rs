//! Words set in type: shaped, and broken into lines of a width.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::fontique::{Blob, Collection, CollectionOptions, SourceCache};
use parley::style::{FontFamily, FontFamilyName, FontWeight, LineHeight, OverflowWrap, StyleProperty};
use parley::{FontContext, LayoutContext};

use crate::columns::Need;
use crate::flow::Run;
use crate::ink::Color;

/// The fonts that come with the program; `fonts/README.md` says where from.
const FONTS: &[&[u8]] = &[
    include_bytes!("../../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../../fonts/NotoSerif-Bold.ttf"),
    include_bytes!("../../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../../fonts/NotoSerifArmenian-Regular.ttf"),
    include_bytes!("../../fonts/NotoSerifArmenian-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansArmenian-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansArmenian-Bold.ttf"),
    include_bytes!("../../fonts/NotoSerifGeorgian-Regular.ttf"),
    include_bytes!("../../fonts/NotoSerifGeorgian-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansGeorgian-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansGeorgian-Bold.ttf"),
    include_bytes!("../../fonts/NotoSansMath-Regular.ttf"),
    include_bytes!("../../fonts/NotoSansSymbols2-Regular.ttf"),
];

/// The size of what stands above the line, in that of the line.
const RAISED: f32 = 0.68;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    Serif,
    Sans,
}

impl Family {
    /// A font for every script that the program brings fonts for.
    fn names(self) -> FontFamily<'static> {
        let own = match self {
            Family::Serif => ["Noto Serif", "Noto Serif Armenian", "Noto Serif Georgian"],
            Family::Sans => ["Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian"],
        };
        let names = own.into_iter().chain(["Noto Sans Math", "Noto Sans Symbols2"]);
        FontFamily::List(names.map(|name| FontFamilyName::Named(Cow::Borrowed(name))).collect())
    }
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug)]
pub struct Manner {
    pub family: Family,
    pub size: f32,
    /// From one line to the next.
    pub leading: f32,
    pub bold: bool,
    pub color: Color,
    /// Whether citations stand above the line.
    pub raise: bool,
}

/// A paragraph in lines.
#[derive(Debug, Default)]
pub struct Set {
    pub text: String,
    pub lines: Vec<Line>,
    pub leading: f32,
    pub color: Color,
}

#[derive(Debug, Default)]
pub struct Line {
    pub pieces: Vec<Piece>,
    pub width: f32,
}

/// Glyphs of one font and one run.
#[derive(Debug)]
pub struct Piece {
    /// From the start of the line.
    pub x: f32,
    pub width: f32,
    /// Above the baseline.
    pub rise: f32,
    pub size: f32,
    /// The run that it belongs to.
    pub run: usize,
    pub font: Font,
    pub glyphs: Vec<KrillaGlyph>,
}

impl Set {
    pub fn height(&self) -> f32 {
        self.lines.len() as f32 * self.leading
    }

    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }
}

pub struct Setter {
    fonts: FontContext,
    layouts: LayoutContext<usize>,
    /// Fonts as the file takes them, by the number that the layout knows them by.
    known: BTreeMap<u64, Font>,
    /// What is drawn for a character that no font has.
    stand_in: Option<StandIn>,
}

#[derive(Clone)]
struct StandIn {
    font: Font,
    glyph: GlyphId,
    /// In the size of its font.
    advance: f32,
}

impl Setter {
    pub fn new() -> Setter {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut collection = Collection::new(options);
        for font in FONTS {
            collection.register_fonts(Blob::new(Arc::new(*font)), None);
        }
        let fonts = FontContext { collection, source_cache: SourceCache::default() };
        let mut setter =
            Setter { fonts, layouts: LayoutContext::new(), known: BTreeMap::new(), stand_in: None };
        let manner = Manner {
            family: Family::Serif,
            size: 10.0,
            leading: 10.0,
            bold: false,
            color: [0; 3],
            raise: false,
        };
        let replacement = Run { text: '\u{fffd}'.to_string(), ..Run::default() };
        let set = setter.set(&[replacement], manner, None);
        let piece = set.lines.first().and_then(|line| line.pieces.first());
        setter.stand_in = piece.and_then(|piece| {
            let glyph = piece.glyphs.first()?;
            Some(StandIn { font: piece.font.clone(), glyph: glyph.glyph_id, advance: glyph.x_advance })
        });
        setter
    }

    /// What the runs need of a column.
    pub fn need(&mut self, runs: &[Run], manner: Manner) -> Need {
        let (text, ranges) = text_of(runs);
        if text.trim().is_empty() {
            return Need::default();
        }
        let widths = self.layout(&text, &ranges, runs, manner).calculate_content_widths();
        Need { least: widths.min, most: widths.max }
    }

    /// The runs as one paragraph, in lines of this width or in one.
    pub fn set(&mut self, runs: &[Run], manner: Manner, width: Option<f32>) -> Set {
        let (text, ranges) = text_of(runs);
        let mut set = Set { text, lines: Vec::new(), leading: manner.leading, color: manner.color };
        if set.text.trim().is_empty() {
            return set;
        }
        let mut layout = self.layout(&set.text, &ranges, runs, manner);
        layout.break_all_lines(width);
        for line in layout.lines() {
            set.lines.push(self.line(&line, runs, manner, &set.text));
        }
        set
    }

    /// Glyphs for the runs, which the layout knows by their numbers.
    fn layout(
        &mut self,
        text: &str,
        ranges: &[Range<usize>],
        runs: &[Run],
        manner: Manner,
    ) -> parley::Layout<usize> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(manner.family.names()));
        builder.push_default(StyleProperty::FontSize(manner.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::Absolute(manner.leading)));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::BreakWord));
        if manner.bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let shown = runs.iter().zip(ranges).enumerate().filter(|(_, (_, range))| !range.is_empty());
        for (index, (run, range)) in shown {
            builder.push(StyleProperty::Brush(index), range.clone());
            if run.look.strong {
                builder.push(StyleProperty::FontWeight(FontWeight::BOLD), range.clone());
            }
            if run.look.cite && manner.raise {
                builder.push(StyleProperty::FontSize(manner.size * RAISED), range.clone());
            }
        }
        builder.build(text)
    }

    fn line(
        &mut self,
        line: &parley::layout::Line<'_, usize>,
        runs: &[Run],
        manner: Manner,
        text: &str,
    ) -> Line {
        let mut found = Line::default();
        let mut x = 0.0;
        for run in line.runs() {
            let data = run.font();
            let id = data.data.id();
            let font = match self.known.entry(id) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => {
                    let (bytes, _) = data.data.clone().into_raw_parts();
                    // Every font that is registered was read already.
                    let Some(font) = Font::new(bytes.into(), data.index) else { continue };
                    place.insert(font)
                }
            };
            for cluster in run.visual_clusters() {
                let range = cluster.text_range();
                let is_break = text.get(range.clone()).is_none_or(|text| text.starts_with('\n'));
                if cluster.is_ligature_continuation() {
                    let last = found.pieces.last_mut().and_then(|piece| piece.glyphs.last_mut());
                    if let Some(last) = last {
                        last.text_range.end = last.text_range.end.max(range.end);
                    }
                    continue;
                }
                let owner = cluster.style().brush;
                for glyph in cluster.glyphs().filter(|_| !is_break) {
                    let (font, id, size) = match &self.stand_in {
                        // As small as it must be to take the room that the line has for it.
                        Some(stand_in) if glyph.id == 0 && glyph.advance > 0.0 && stand_in.advance > 0.0 => {
                            (stand_in.font.clone(), stand_in.glyph, glyph.advance / stand_in.advance)
                        }
                        Some(stand_in) if glyph.id == 0 => {
                            (stand_in.font.clone(), stand_in.glyph, run.font_size())
                        }
                        _ => (font.clone(), GlyphId::new(glyph.id), run.font_size()),
                    };
                    let em = |length: f32| length / size;
                    let set = KrillaGlyph::new(
                        id,
                        em(glyph.advance),
                        em(glyph.x),
                        em(glyph.y),
                        0.0,
                        range.clone(),
                        None,
                    );
                    match found.pieces.last_mut() {
                        Some(piece) if piece.run == owner && piece.font == font && piece.size == size => {
                            piece.glyphs.push(set);
                            piece.width += glyph.advance;
                        }
                        _ => {
                            let raised = manner.raise && runs.get(owner).is_some_and(|run| run.look.cite);
                            let rise = if raised { manner.size * 0.34 } else { 0.0 };
                            let glyphs = vec![set];
                            let width = glyph.advance;
                            found.pieces.push(Piece { x, width, rise, size, run: owner, font, glyphs });
                        }
                    }
                    x += glyph.advance;
                }
            }
        }
        found.width = x;
        found
    }
}

/// The words of runs, and where in them each run is.
fn text_of(runs: &[Run]) -> (String, Vec<Range<usize>>) {
    let mut text = String::new();
    let mut ranges = Vec::with_capacity(runs.len());
    for run in runs {
        let start = text.len();
        text.extend(run.text.chars().filter_map(settable));
        ranges.push(start..text.len());
    }
    (text, ranges)
}

/// What may be mapped to a glyph in a file that is read aloud: no private letters, nothing invisible.
fn settable(c: char) -> Option<char> {
    match c {
        '\u{ad}' | '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2060}' => None,
        '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}' => Some('\u{fffd}'),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manner() -> Manner {
        Manner { family: Family::Serif, size: 10.0, leading: 14.0, bold: false, color: [0; 3], raise: true }
    }

    fn runs(text: &str) -> Vec<Run> {
        vec![Run { text: text.to_owned(), ..Run::default() }]
    }

    #[test]
    fn lines_keep_to_their_width_and_lose_no_letter() {
        let mut setter = Setter::new();
        let text = "The session of the Council took place in Astana on 28 November 2024. ".repeat(8);
        let set = setter.set(&runs(&text), manner(), Some(200.0));
        assert!(set.lines.len() > 8);
        let shown: usize = set
            .lines
            .iter()
            .flat_map(|line| &line.pieces)
            .flat_map(|piece| &piece.glyphs)
            .map(|glyph| glyph.text_range.len())
            .sum();
        assert_eq!(shown, text.len());
        let blank = 4.0;
        assert!(set.width() < 200.0 + blank, "{}", set.width());
    }

    #[test]
    fn a_word_longer_than_the_line_is_broken() {
        let set = Setter::new().set(&runs(&"Donaudampfschifffahrt".repeat(10)), manner(), Some(80.0));
        assert!(set.lines.len() > 10 && set.width() <= 81.0, "{}", set.width());
    }

    #[test]
    fn letters_of_the_region_have_glyphs_and_what_no_font_has_a_stand_in() {
        let mut setter = Setter::new();
        let stand_in = setter.stand_in.clone().unwrap().glyph;
        assert_ne!(stand_in.to_u32(), 0);
        let glyphs = |setter: &mut Setter, text: &str| -> Vec<u32> {
            let set = setter.set(&runs(text), manner(), None);
            let pieces = set.lines.iter().flat_map(|line| &line.pieces);
            pieces.flat_map(|piece| &piece.glyphs).map(|glyph| glyph.glyph_id.to_u32()).collect()
        };
        let letters = "ӘәҒғҚқҢңӨөҰұҮүҺһІі ӢӣӮӯҲҳҶҷ Ўў № «» — Հայաստան և საქართველო ĞğİıŞşƏə Oʻgʻ ’ −5 ≥ → □";
        for family in [Family::Serif, Family::Sans] {
            let set = setter.set(&runs(letters), Manner { family, ..manner() }, None);
            let pieces = set.lines.iter().flat_map(|line| &line.pieces);
            for glyph in pieces.flat_map(|piece| &piece.glyphs) {
                let said = &letters[glyph.text_range.clone()];
                assert!(glyph.glyph_id.to_u32() != 0 && glyph.glyph_id != stand_in, "{said}");
            }
        }
        assert_eq!(glyphs(&mut setter, "上"), [stand_in.to_u32()]);
        assert_eq!(glyphs(&mut setter, "\u{f0000}"), [stand_in.to_u32()]);
        assert!(glyphs(&mut setter, "\u{ad}\u{feff}").is_empty());
    }
}
