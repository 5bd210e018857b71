//! A page as it is kept with its edition, so that an editor finds it years later as it was built: JSON with a version.
//!
//! The shapes here are the format, and the page's own types are not: those may change, these are read for ever.

use std::borrow::Cow;

use record::Date;
use serde::{Deserialize, Serialize};

use crate::outcomes::{self, Worded};
use crate::wording::{self, Block, Inline};

/// Why bytes are no page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPage(String);

impl std::fmt::Display for BadPage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPage {}

const VERSION: u32 = 1;

/// The page as JSON.
pub fn write(page: &wording::Page) -> String {
    let kept = Kept { version: VERSION, page: page.into() };
    // Writing to memory fails on no shape below: all keys are strings.
    let mut json = serde_json::to_string_pretty(&kept).unwrap_or_default();
    json.push('\n');
    json
}

pub fn read(json: &str) -> Result<wording::Page, BadPage> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let bad = |error: serde_json::Error| BadPage(format!("this is no page of a report: {error}"));
    let Version { version } = serde_json::from_str(json).map_err(bad)?;
    if version > VERSION {
        return Err(BadPage("this page was kept by a newer program: update this one".to_owned()));
    }
    let kept: Kept = serde_json::from_str(json).map_err(bad)?;
    Ok(kept.page.into())
}

#[derive(Serialize, Deserialize)]
struct Kept {
    version: u32,
    page: Page,
}

#[derive(Serialize, Deserialize)]
struct Page {
    lang: String,
    kicker: String,
    title: Vec<Run>,
    period: String,
    opening: Vec<Vec<Run>>,
    counts: Vec<Count>,
    sections: Vec<Section>,
}

#[derive(Serialize, Deserialize)]
struct Count {
    number: usize,
    label: String,
    to: String,
}

#[derive(Serialize, Deserialize)]
struct Section {
    id: String,
    title: String,
    tone: Tone,
    blocks: Vec<Piece>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Tone {
    Body,
    Warning,
    Apparatus,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Run {
    Text(String),
    Foreign {
        text: String,
        lang: String,
    },
    Strong(Vec<Run>),
    Quote {
        text: String,
        lang: String,
    },
    Cite {
        passages: Vec<u32>,
        #[serde(default)]
        more: usize,
    },
    Link {
        to: String,
        text: Vec<Run>,
    },
    Web(String),
    Aside(Vec<Run>),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Piece {
    Paragraph(Vec<Run>),
    Heading { id: Option<String>, text: Vec<Run> },
    List(Vec<Item>),
    Table { caption: String, columns: Vec<String>, groups: Vec<Group> },
    Passages(Vec<Passage>),
    Chart { title: String, about: String, columns: [String; 2], drawn: Drawn },
}

#[derive(Serialize, Deserialize)]
struct Item {
    id: Option<String>,
    text: Vec<Run>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    items: Vec<Item>,
}

#[derive(Serialize, Deserialize)]
struct Group {
    title: Option<String>,
    rows: Vec<Row>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: Option<String>,
    cells: Vec<Vec<Run>>,
}

#[derive(Serialize, Deserialize)]
struct Passage {
    number: u32,
    lang: String,
    pieces: Vec<Words>,
    from: Vec<Run>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Words {
    Plain(String),
    Marked(String),
    Cut,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Drawn {
    Bars(Vec<Bar>),
    Map { spots: Vec<Spot>, note: String },
    Timeline { from: String, to: String, moments: Vec<Moment>, marks: Vec<(String, String)> },
}

#[derive(Serialize, Deserialize)]
struct Bar {
    label: String,
    amount: u64,
    shown: String,
}

#[derive(Serialize, Deserialize)]
struct Spot {
    label: String,
    amount: u64,
    shown: String,
    at: (i32, i32),
}

#[derive(Serialize, Deserialize)]
struct Moment {
    label: String,
    from: String,
    to: String,
    when: String,
    link: Option<String>,
    planned: bool,
    /// Missing in editions kept before moments were cited.
    #[serde(default)]
    passages: Vec<u32>,
    #[serde(default)]
    more: usize,
}

/// Each of a list in the other shape.
fn all<'a, A: 'a, B: From<&'a A>>(of: impl IntoIterator<Item = &'a A>) -> Vec<B> {
    of.into_iter().map(B::from).collect()
}

fn back<A, B: From<A>>(of: Vec<A>) -> Vec<B> {
    of.into_iter().map(B::from).collect()
}

impl From<&wording::Page> for Page {
    fn from(page: &wording::Page) -> Page {
        Page {
            lang: page.lang.clone(),
            kicker: page.kicker.clone(),
            title: all(&page.title),
            period: page.period.clone(),
            opening: page.opening.iter().map(all).collect(),
            counts: page
                .counts
                .iter()
                .map(|count| Count {
                    number: count.number,
                    label: count.label.clone(),
                    to: count.to.to_string(),
                })
                .collect(),
            sections: all(&page.sections),
        }
    }
}

impl From<Page> for wording::Page {
    fn from(page: Page) -> wording::Page {
        wording::Page {
            lang: page.lang,
            kicker: page.kicker,
            title: back(page.title),
            period: page.period,
            opening: page.opening.into_iter().map(back).collect(),
            counts: page
                .counts
                .into_iter()
                .map(|count| wording::Count {
                    number: count.number,
                    label: count.label,
                    to: Cow::Owned(count.to),
                })
                .collect(),
            sections: back(page.sections),
        }
    }
}

impl From<&wording::Section> for Section {
    fn from(section: &wording::Section) -> Section {
        let tone = match section.tone {
            wording::Tone::Body => Tone::Body,
            wording::Tone::Warning => Tone::Warning,
            wording::Tone::Apparatus => Tone::Apparatus,
        };
        Section {
            id: section.id.to_string(),
            title: section.title.clone(),
            tone,
            blocks: all(&section.blocks),
        }
    }
}

impl From<Section> for wording::Section {
    fn from(section: Section) -> wording::Section {
        let tone = match section.tone {
            Tone::Body => wording::Tone::Body,
            Tone::Warning => wording::Tone::Warning,
            Tone::Apparatus => wording::Tone::Apparatus,
        };
        let (id, title) = (Cow::Owned(section.id), section.title);
        wording::Section { id, title, tone, blocks: back(section.blocks) }
    }
}

impl From<&Inline> for Run {
    fn from(inline: &Inline) -> Run {
        let parts = |words: &Worded| (words.text.clone(), words.lang.clone());
        match inline {
            Inline::Text(text) => Run::Text(text.clone()),
            Inline::Foreign(words) => {
                let (text, lang) = parts(words);
                Run::Foreign { text, lang }
            }
            Inline::Strong(words) => Run::Strong(all(words)),
            Inline::Quote(words) => {
                let (text, lang) = parts(words);
                Run::Quote { text, lang }
            }
            Inline::Cite(cites) => Run::Cite { passages: cites.numbers.clone(), more: cites.more },
            Inline::Link { to, text } => Run::Link { to: to.clone(), text: all(text) },
            Inline::Web(url) => Run::Web(url.clone()),
            Inline::Aside(words) => Run::Aside(all(words)),
        }
    }
}

impl From<Run> for Inline {
    fn from(run: Run) -> Inline {
        match run {
            Run::Text(text) => Inline::Text(text),
            Run::Foreign { text, lang } => Inline::Foreign(Worded { text, lang }),
            Run::Strong(words) => Inline::Strong(back(words)),
            Run::Quote { text, lang } => Inline::Quote(Worded { text, lang }),
            Run::Cite { passages, more } => Inline::Cite(outcomes::Cites { numbers: passages, more }),
            Run::Link { to, text } => Inline::Link { to, text: back(text) },
            Run::Web(url) => Inline::Web(url),
            Run::Aside(words) => Inline::Aside(back(words)),
        }
    }
}

impl From<&Block> for Piece {
    fn from(block: &Block) -> Piece {
        match block {
            Block::Paragraph(words) => Piece::Paragraph(all(words)),
            Block::Heading { id, text } => Piece::Heading { id: id.clone(), text: all(text) },
            Block::List(items) => Piece::List(all(items)),
            Block::Table(table) => Piece::Table {
                caption: table.caption.clone(),
                columns: table.columns.clone(),
                groups: all(&table.groups),
            },
            Block::Passages(passages) => Piece::Passages(all(passages)),
            Block::Chart(chart) => Piece::Chart {
                title: chart.title.clone(),
                about: chart.about.clone(),
                columns: chart.columns.clone(),
                drawn: (&chart.drawn).into(),
            },
        }
    }
}

impl From<Piece> for Block {
    fn from(piece: Piece) -> Block {
        match piece {
            Piece::Paragraph(words) => Block::Paragraph(back(words)),
            Piece::Heading { id, text } => Block::Heading { id, text: back(text) },
            Piece::List(items) => Block::List(back(items)),
            Piece::Table { caption, columns, groups } => {
                Block::Table(wording::Table { caption, columns, groups: back(groups) })
            }
            Piece::Passages(passages) => Block::Passages(back(passages)),
            Piece::Chart { title, about, columns, drawn } => {
                Block::Chart(wording::Chart { title, about, columns, drawn: drawn.into() })
            }
        }
    }
}

impl From<&wording::Item> for Item {
    fn from(item: &wording::Item) -> Item {
        Item { id: item.id.clone(), text: all(&item.text), items: all(&item.items) }
    }
}

impl From<Item> for wording::Item {
    fn from(item: Item) -> wording::Item {
        wording::Item { id: item.id, text: back(item.text), items: back(item.items) }
    }
}

impl From<&wording::Group> for Group {
    fn from(group: &wording::Group) -> Group {
        Group { title: group.title.clone(), rows: all(&group.rows) }
    }
}

impl From<Group> for wording::Group {
    fn from(group: Group) -> wording::Group {
        wording::Group { title: group.title, rows: back(group.rows) }
    }
}

impl From<&wording::Row> for Row {
    fn from(row: &wording::Row) -> Row {
        Row { id: row.id.clone(), cells: row.cells.iter().map(all).collect() }
    }
}

impl From<Row> for wording::Row {
    fn from(row: Row) -> wording::Row {
        wording::Row { id: row.id, cells: row.cells.into_iter().map(back).collect() }
    }
}

impl From<&wording::Shown> for Passage {
    fn from(shown: &wording::Shown) -> Passage {
        let piece = |piece: &outcomes::Piece| match piece {
            outcomes::Piece::Plain(text) => Words::Plain(text.clone()),
            outcomes::Piece::Marked(text) => Words::Marked(text.clone()),
            outcomes::Piece::Cut => Words::Cut,
        };
        Passage {
            number: shown.number,
            lang: shown.lang.clone(),
            pieces: shown.pieces.iter().map(piece).collect(),
            from: all(&shown.from),
        }
    }
}

impl From<Passage> for wording::Shown {
    fn from(passage: Passage) -> wording::Shown {
        let piece = |piece: Words| match piece {
            Words::Plain(text) => outcomes::Piece::Plain(text),
            Words::Marked(text) => outcomes::Piece::Marked(text),
            Words::Cut => outcomes::Piece::Cut,
        };
        wording::Shown {
            number: passage.number,
            lang: passage.lang,
            pieces: passage.pieces.into_iter().map(piece).collect(),
            from: back(passage.from),
        }
    }
}

impl From<&wording::Drawn> for Drawn {
    fn from(drawn: &wording::Drawn) -> Drawn {
        match drawn {
            wording::Drawn::Bars(bars) => Drawn::Bars(
                bars.iter()
                    .map(|bar| Bar { label: bar.label.clone(), amount: bar.amount, shown: bar.shown.clone() })
                    .collect(),
            ),
            wording::Drawn::Map { spots, note } => {
                let spot = |wording::Spot { label, amount, shown, at }: &wording::Spot| Spot {
                    label: label.clone(),
                    amount: *amount,
                    shown: shown.clone(),
                    at: *at,
                };
                Drawn::Map { spots: spots.iter().map(spot).collect(), note: note.clone() }
            }
            wording::Drawn::Timeline { from, to, moments, marks } => Drawn::Timeline {
                from: from.to_string(),
                to: to.to_string(),
                moments: moments
                    .iter()
                    .map(|moment| Moment {
                        label: moment.label.clone(),
                        from: moment.from.to_string(),
                        to: moment.to.to_string(),
                        when: moment.when.clone(),
                        link: moment.link.clone(),
                        planned: moment.planned,
                        passages: moment.cites.numbers.clone(),
                        more: moment.cites.more,
                    })
                    .collect(),
                marks: marks.iter().map(|(day, name)| (day.to_string(), name.clone())).collect(),
            },
        }
    }
}

impl From<Drawn> for wording::Drawn {
    fn from(drawn: Drawn) -> wording::Drawn {
        match drawn {
            Drawn::Bars(bars) => wording::Drawn::Bars(
                bars.into_iter()
                    .map(|bar| wording::Bar { label: bar.label, amount: bar.amount, shown: bar.shown })
                    .collect(),
            ),
            Drawn::Map { spots, note } => {
                let spot = |Spot { label, amount, shown, at }| wording::Spot { label, amount, shown, at };
                wording::Drawn::Map { spots: spots.into_iter().map(spot).collect(), note }
            }
            Drawn::Timeline { from, to, moments, marks } => wording::Drawn::Timeline {
                from: day(&from),
                to: day(&to),
                moments: moments
                    .into_iter()
                    .map(|moment| wording::Moment {
                        from: day(&moment.from),
                        to: day(&moment.to),
                        label: moment.label,
                        when: moment.when,
                        link: moment.link,
                        planned: moment.planned,
                        cites: outcomes::Cites { numbers: moment.passages, more: moment.more },
                    })
                    .collect(),
                marks: marks.into_iter().map(|(date, name)| (day(&date), name)).collect(),
            },
        }
    }
}

/// A day that was kept; what was none, which only a damaged page has, lies outside every picture.
fn day(text: &str) -> Date {
    text.parse().unwrap_or(Date::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_page_is_told() {
        for (json, why) in [
            ("", "no page"),
            ("{\"version\": 1}", "page"),
            ("{\"version\": 2, \"page\": {}}", "newer"),
            ("{\"version\": 1, \"page\": {\"lang\": 3}}", "no page"),
        ] {
            let told = read(json).unwrap_err().to_string();
            assert!(told.contains(why), "{told}");
        }
    }
}
