//! Pages to the shapes that are kept, and back.

use std::borrow::Cow;

use super::shape::{Count, Group, Item, Page, Passage, Piece, Row, Run, Section, Tone, Words};
use crate::outcomes::{self, Worded};
use crate::wording::{self, Block, Inline};

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
