//! From the blocks of a page to its flow.

use std::collections::{BTreeMap, BTreeSet};

use report::Locale;
use report::outcomes::{Cites, Piece, Worded};
use report::picture::{self, Shape};
use report::wording::{self, Block, Inline, Page};

use super::{
    Chart, Flow, Group, Item, Link, Look, Part, Passage, Row, Run, Runs, Section, Table, clean, plain,
};

/// The page in words, its links leading to what is there.
pub fn of(page: &Page, locale: &Locale) -> Flow {
    let mut writer = Writer {
        locale,
        lang: &page.lang,
        anchors: anchors(page),
        used: BTreeSet::new(),
        cited: BTreeMap::new(),
    };
    let mut flow = writer.flow(page);
    writer.lead_back(&mut flow);
    flow
}

struct Writer<'p> {
    locale: &'p Locale,
    lang: &'p str,
    /// All that may be linked to.
    anchors: BTreeSet<String>,
    /// Anchors that stand already: each stands once.
    used: BTreeSet<String>,
    /// How often each passage is cited.
    cited: BTreeMap<u32, usize>,
}

impl Writer<'_> {
    fn flow(&mut self, page: &Page) -> Flow {
        let sections: BTreeSet<String> = page.sections.iter().map(|section| section.id.to_string()).collect();
        self.used.extend(sections);
        let title = match page.period.trim() {
            "" => flat(&page.title),
            period => format!("{} {} {period}", flat(&page.title), self.locale.dash()),
        };
        let count = |count: &wording::Count| {
            let link = self.within(&count.to);
            let number = self.locale.number(&count.number.to_string());
            let strong = Look { strong: true, ..Look::default() };
            let number = Run { text: number, look: strong, link: link.clone(), ..Run::default() };
            let label = Run { text: format!(" {}", clean(&count.label, false)), link, ..Run::default() };
            vec![number, label]
        };
        let counts = page.counts.iter().map(count).collect();
        Flow {
            lang: page.lang.clone(),
            name: clean(&title, false),
            foot: clean(&self.foot(page, &title), false),
            kicker: plain(&page.kicker),
            title: self.runs(&page.title),
            period: plain(&page.period),
            opening: page.opening.iter().map(|paragraph| self.runs(paragraph)).collect(),
            counts,
            contents: plain(&self.locale.text("contents")),
            sections: (1..)
                .zip(&page.sections)
                .map(|(number, section)| self.section(number, section))
                .collect(),
        }
    }

    fn foot(&self, page: &Page, title: &str) -> String {
        let parts = [page.kicker.as_str(), title].map(str::trim);
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(&format!(" {} ", self.locale.dash()))
    }

    fn section(&mut self, number: usize, section: &wording::Section) -> Section {
        Section {
            id: section.id.to_string(),
            title: plain(&format!("{number}. {}", section.title)),
            tone: section.tone,
            parts: section.blocks.iter().map(|block| self.part(block)).collect(),
        }
    }

    fn part(&mut self, block: &Block) -> Part {
        match block {
            Block::Paragraph(words) => Part::Paragraph(self.runs(words)),
            Block::Heading { id, text } => Part::Heading { id: self.anchor(id), runs: self.runs(text) },
            Block::List(items) => Part::List(self.items(items)),
            Block::Table(table) => Part::Table(self.table(table)),
            Block::Passages(passages) => {
                Part::Passages(passages.iter().map(|passage| self.passage(passage)).collect())
            }
            Block::Chart(chart) => Part::Chart(self.chart(chart)),
        }
    }

    fn items(&mut self, items: &[wording::Item]) -> Vec<Item> {
        let item = |item: &wording::Item| Item {
            id: self.anchor(&item.id),
            runs: self.runs(&item.text),
            items: self.items(&item.items),
        };
        items.iter().map(item).collect()
    }

    fn table(&mut self, table: &wording::Table) -> Table {
        let mut row = |row: &wording::Row| {
            let id = self.anchor(&row.id);
            let mut cells: Vec<Runs> = row.cells.iter().map(|cell| self.runs(cell)).collect();
            cells.resize(table.columns.len(), Runs::new());
            Row { id, cells }
        };
        let group = |group: &wording::Group| Group {
            title: group.title.as_deref().map(plain),
            rows: group.rows.iter().map(&mut row).collect(),
        };
        Table {
            caption: clean(&table.caption, false),
            columns: table.columns.iter().map(|column| plain(column)).collect(),
            groups: table.groups.iter().map(group).collect(),
        }
    }

    fn chart(&mut self, chart: &wording::Chart) -> Chart {
        let mut picture = picture::draw(chart);
        for shape in &mut picture.shapes {
            if let Shape::Words { link, text, .. } = shape {
                *text = clean(text, false);
                *link = link.take().filter(|link| self.anchors.contains(link));
            }
        }
        Chart {
            title: plain(&chart.title),
            about: clean(&chart.about, false),
            picture,
            table: self.table(&chart.table_aside()),
        }
    }

    fn passage(&mut self, passage: &wording::Shown) -> Passage {
        let lang = (passage.lang != self.lang).then(|| passage.lang.clone());
        // Where all of it is marked, marks tell nothing.
        let marks = passage.pieces.iter().any(|piece| match piece {
            Piece::Plain(text) => !text.trim().is_empty(),
            Piece::Marked(_) | Piece::Cut => false,
        });
        let piece = |piece: &Piece| {
            let (text, mark) = match piece {
                Piece::Plain(text) => (clean(text, true), false),
                Piece::Marked(text) => (clean(text, true), marks),
                Piece::Cut => (format!(" {} ", self.locale.ellipsis()), false),
            };
            Run { text, lang: lang.clone(), look: Look { mark, ..Look::default() }, ..Run::default() }
        };
        let id = self.anchor(&Some(format!("p{}", passage.number)));
        let number = Run { text: format!("[{}]", passage.number), id, ..Run::default() };
        Passage { number: vec![number], quote: passage.pieces.iter().map(piece).collect(), back: Runs::new() }
    }

    /// The links from a passage to the places that cite it, once all of them are known.
    fn lead_back(&self, flow: &mut Flow) {
        let label = self.locale.text("back");
        let parts = flow.sections.iter_mut().flat_map(|section| &mut section.parts);
        let passages = parts.filter_map(|part| match part {
            Part::Passages(passages) => Some(passages),
            _ => None,
        });
        for passage in passages.flatten() {
            let number =
                passage.number.first().and_then(|run| run.id.as_deref()?.get(1..)?.parse::<u32>().ok());
            let Some((number, times)) = number.and_then(|number| Some((number, *self.cited.get(&number)?)))
            else {
                continue;
            };
            let aside = Look { aside: true, ..Look::default() };
            passage.back = vec![Run { text: clean(&label, false), look: aside, ..Run::default() }];
            for time in 1..=times {
                // The label stays with its first number.
                let blank = if time == 1 { "\u{a0}" } else { " " };
                passage.back.push(Run { text: blank.to_owned(), look: aside, ..Run::default() });
                let link = Some(Link::Within(format!("c{number}-{time}")));
                let expansion = Some(format!("{label} {time}"));
                passage.back.push(Run {
                    text: time.to_string(),
                    look: aside,
                    link,
                    expansion,
                    ..Run::default()
                });
            }
        }
    }

    fn runs(&mut self, inlines: &[Inline]) -> Runs {
        let mut runs = Runs::new();
        self.inlines(inlines, Look::default(), None, &mut runs);
        runs
    }

    fn inlines(&mut self, inlines: &[Inline], look: Look, link: Option<&Link>, runs: &mut Runs) {
        let run = |text: String| Run { text, look, link: link.cloned(), ..Run::default() };
        for inline in inlines {
            match inline {
                Inline::Text(text) => runs.push(run(clean(text, false))),
                Inline::Foreign(words) => {
                    runs.push(Run { lang: self.lang_of(words), ..run(clean(&words.text, false)) })
                }
                Inline::Strong(words) => self.inlines(words, Look { strong: true, ..look }, link, runs),
                Inline::Quote(words) => {
                    runs.push(run(self.locale.open().to_owned()));
                    runs.push(Run { lang: self.lang_of(words), ..run(clean(&words.text, false)) });
                    runs.push(run(self.locale.close().to_owned()));
                }
                Inline::Cite(cites) => self.cites(cites, look, runs),
                Inline::Link { to, text } => {
                    let to = self.within(to);
                    self.inlines(text, look, to.as_ref().or(link), runs);
                }
                Inline::Web(url) => {
                    runs.push(Run { link: Some(Link::Web(url.clone())), ..run(clean(url, false)) });
                }
                Inline::Aside(words) => self.inlines(words, Look { aside: true, ..look }, link, runs),
            }
        }
    }

    fn cites(&mut self, cites: &Cites, look: Look, runs: &mut Runs) {
        let look = Look { cite: true, ..look };
        for number in &cites.numbers {
            let times = self.cited.entry(*number).or_insert(0);
            *times += 1;
            let id = Some(format!("c{number}-{times}"));
            let link = self.within(&format!("p{number}"));
            runs.push(Run { text: format!("[{number}]"), look, link, id, ..Run::default() });
        }
        if cites.more > 0 {
            let expansion = Some(flat(&self.locale.count("more", cites.more, &[])));
            let text = format!("+{}", self.locale.number(&cites.more.to_string()));
            runs.push(Run { text, look, expansion, ..Run::default() });
        }
    }

    fn within(&self, to: &str) -> Option<Link> {
        self.anchors.contains(to).then(|| Link::Within(to.to_owned()))
    }

    fn anchor(&mut self, id: &Option<String>) -> Option<String> {
        id.clone().filter(|id| self.used.insert(id.clone()))
    }

    fn lang_of(&self, words: &Worded) -> Option<String> {
        (words.lang != self.lang).then(|| words.lang.clone())
    }
}

/// Every anchor of the page but those of citations, which only passages lead to.
fn anchors(page: &Page) -> BTreeSet<String> {
    fn of_items(items: &[wording::Item], anchors: &mut BTreeSet<String>) {
        for item in items {
            anchors.extend(item.id.clone());
            of_items(&item.items, anchors);
        }
    }
    let mut anchors = BTreeSet::new();
    for section in &page.sections {
        anchors.insert(section.id.to_string());
        for block in &section.blocks {
            match block {
                Block::Heading { id, .. } => anchors.extend(id.clone()),
                Block::List(items) => of_items(items, &mut anchors),
                Block::Table(table) => {
                    let rows = table.groups.iter().flat_map(|group| &group.rows);
                    anchors.extend(rows.filter_map(|row| row.id.clone()));
                }
                Block::Passages(passages) => {
                    anchors.extend(passages.iter().map(|passage| format!("p{}", passage.number)));
                }
                Block::Paragraph(_) | Block::Chart(_) => {}
            }
        }
    }
    anchors
}

/// The words without markup.
fn flat(inlines: &[Inline]) -> String {
    let word = |inline: &Inline| match inline {
        Inline::Text(text) | Inline::Web(text) => text.clone(),
        Inline::Foreign(words) | Inline::Quote(words) => words.text.clone(),
        Inline::Strong(words) | Inline::Aside(words) | Inline::Link { text: words, .. } => flat(words),
        Inline::Cite(_) => String::new(),
    };
    clean(&inlines.iter().map(word).collect::<String>(), false)
}
