//! The report as one self-contained HTML page: no script, nothing fetched, fit for print.
//!
//! Every string passes through `text` or `attribute` of `markup`, which escape; tags are the only thing
//! written raw.

mod chart;
mod markup;

use std::collections::{BTreeMap, BTreeSet};

use crate::locale::Locale;
use crate::outcomes::{Cites, Outcomes, Piece, Worded};
use crate::wording::{self, Block, Inline, Item, Page, Row, Section, Shown, Table, Tone, plain};

const STYLE: &str = include_str!("../../templates/report.css");

/// The whole page.
pub fn render(outcomes: &Outcomes, locale: &Locale) -> String {
    page(&wording::page(outcomes, locale), locale)
}

/// A report of any kind, from its words.
pub fn page(page: &Page, locale: &Locale) -> String {
    let mut html = Html::new(locale, page);
    html.page(page);
    html.out
}

/// Text with what a page or feed would take for markup made literal.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    markup::escape(text, &mut out);
    out
}

struct Html<'l> {
    out: String,
    locale: &'l Locale,
    lang: String,
    /// Anchors that the page has; a link to any other is plain text.
    anchors: BTreeSet<String>,
    used: BTreeSet<String>,
    /// How often each passage was cited so far.
    cited: BTreeMap<u32, usize>,
    /// The start of each passage, shown when pointing at its number.
    previews: BTreeMap<u32, String>,
    /// Charts drawn so far, for their ids.
    charts: usize,
}

impl<'l> Html<'l> {
    fn new(locale: &'l Locale, page: &Page) -> Html<'l> {
        let mut anchors = BTreeSet::new();
        for section in &page.sections {
            anchors.insert(section.id.to_string());
            section.blocks.iter().for_each(|block| anchors_of(block, &mut anchors));
        }
        let shown = page.sections.iter().flat_map(|section| &section.blocks).flat_map(passages_of);
        let previews = shown.map(|passage| (passage.number, preview(&passage.pieces, locale)));
        Html {
            out: String::new(),
            locale,
            lang: page.lang.clone(),
            anchors,
            used: BTreeSet::new(),
            cited: BTreeMap::new(),
            previews: previews.collect(),
            charts: 0,
        }
    }

    fn page(&mut self, page: &Page) {
        self.raw("<!doctype html>\n");
        let lang = page.lang.clone();
        self.open("html", &[("lang", &lang)]);
        self.raw("\n<head>\n<meta charset=\"utf-8\">\n");
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        self.raw("<meta name=\"color-scheme\" content=\"light dark\">\n");
        self.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
        let mut title = plain(&page.title);
        if !page.period.is_empty() {
            title = format!("{title} {} {}", self.locale.dash(), page.period);
        }
        self.element("title", &[], &title);
        self.raw("\n<style>\n");
        self.raw(STYLE);
        self.raw("</style>\n</head>\n<body>\n");
        let skip = self.locale.text("skip");
        self.element("a", &[("class", "skip"), ("href", "#report")], &skip);
        self.raw("\n<header class=\"head\">\n");
        self.element("p", &[("class", "kicker")], &page.kicker);
        self.raw("\n<h1>");
        self.inlines(&page.title);
        self.raw("</h1>\n");
        if !page.period.is_empty() {
            self.element("p", &[("class", "period")], &page.period);
            self.raw("\n");
        }
        for paragraph in &page.opening {
            self.raw("<p>");
            self.inlines(paragraph);
            self.raw("</p>\n");
        }
        self.counts(page);
        self.raw("</header>\n");
        self.contents(page);
        self.raw("<main id=\"report\">\n");
        for (number, section) in page.sections.iter().enumerate() {
            self.section(number + 1, section);
        }
        self.raw("</main>\n</body>\n</html>\n");
    }

    fn counts(&mut self, page: &Page) {
        if page.counts.is_empty() {
            return;
        }
        let label = self.locale.text("overview");
        self.open("ul", &[("class", "counts"), ("aria-label", &label)]);
        for count in &page.counts {
            self.raw("<li>");
            let to = format!("#{}", count.to);
            self.open("a", &[("href", &to)]);
            let number = self.locale.number(&count.number.to_string());
            self.element("b", &[], &number);
            self.raw(" ");
            self.element("span", &[], &count.label);
            self.raw("</a></li>");
        }
        self.raw("</ul>\n");
    }

    fn contents(&mut self, page: &Page) {
        let label = self.locale.text("contents");
        self.open("nav", &[("aria-label", &label)]);
        self.element("h2", &[], &label);
        self.raw("<ol>");
        for section in &page.sections {
            self.raw("<li>");
            let to = format!("#{}", section.id);
            self.element("a", &[("href", &to)], &section.title);
            self.raw("</li>");
        }
        self.raw("</ol></nav>\n");
    }

    fn section(&mut self, number: usize, section: &Section) {
        let class = match section.tone {
            Tone::Body => "body",
            Tone::Warning => "box",
            Tone::Apparatus => "apparatus",
        };
        let heading = format!("h-{}", section.id);
        self.used.insert(section.id.to_string());
        self.open("section", &[("id", &section.id), ("class", class), ("aria-labelledby", &heading)]);
        self.raw("\n");
        self.open("h2", &[("id", &heading)]);
        self.element("span", &[("class", "number")], &format!("{number}."));
        self.raw(" ");
        self.text(&section.title);
        self.raw("</h2>\n");
        for block in &section.blocks {
            self.block(block);
        }
        self.raw("</section>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(words) => {
                self.raw("<p>");
                self.inlines(words);
                self.raw("</p>\n");
            }
            Block::Heading { id, text } => {
                self.open_with_id("h3", id.as_deref());
                self.inlines(text);
                self.raw("</h3>\n");
            }
            Block::List(items) => self.list(items),
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.chart(chart),
            Block::Passages(passages) => {
                self.raw("<ol class=\"passages\">\n");
                for passage in passages {
                    self.passage(passage);
                }
                self.raw("</ol>\n");
            }
        }
    }

    fn list(&mut self, items: &[Item]) {
        self.raw("<ul>\n");
        for item in items {
            self.open_with_id("li", item.id.as_deref());
            self.inlines(&item.text);
            if !item.items.is_empty() {
                self.raw("\n");
                self.list(&item.items);
            }
            self.raw("</li>\n");
        }
        self.raw("</ul>\n");
    }

    fn table(&mut self, table: &Table) {
        self.raw("<table>\n");
        self.element("caption", &[], &table.caption);
        self.raw("\n<thead><tr>");
        for column in &table.columns {
            self.element("th", &[("scope", "col")], column);
        }
        self.raw("</tr></thead>\n");
        for group in &table.groups {
            self.raw("<tbody>\n");
            if let Some(title) = &group.title {
                self.raw("<tr class=\"group\">");
                let span = table.columns.len().to_string();
                self.element("th", &[("scope", "rowgroup"), ("colspan", &span)], title);
                self.raw("</tr>\n");
            }
            for row in &group.rows {
                self.row(row, &table.columns);
            }
            self.raw("</tbody>\n");
        }
        self.raw("</table>\n");
    }

    fn row(&mut self, row: &Row, columns: &[String]) {
        self.open_with_id("tr", row.id.as_deref());
        for (index, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
            let tag = if index == 0 { "th" } else { "td" };
            let mut attributes = vec![("data-label", column.as_str())];
            if index == 0 {
                attributes.push(("scope", "row"));
            }
            if cell.is_empty() {
                attributes.push(("class", "empty"));
            }
            self.open(tag, &attributes);
            // One child, so that on a narrow screen the label and the words are two columns.
            self.raw("<div>");
            self.inlines(cell);
            self.raw("</div>");
            self.close(tag);
        }
        self.raw("</tr>\n");
    }

    fn passage(&mut self, passage: &Shown) {
        let (number, value) = (format!("p{}", passage.number), passage.number.to_string());
        self.open("li", &[("id", &number), ("value", &value)]);
        let lang = passage.lang.clone();
        self.open("blockquote", &[("lang", &lang)]);
        for piece in &passage.pieces {
            match piece {
                Piece::Plain(text) => self.text(text),
                Piece::Marked(text) => self.element("mark", &[], text),
                Piece::Cut => {
                    let ellipsis = format!(" {} ", self.locale.ellipsis());
                    self.text(&ellipsis);
                }
            }
        }
        self.raw("</blockquote>");
        let times = self.cited.get(&passage.number).copied().unwrap_or(0);
        if times > 0 {
            let label = self.locale.text("back");
            self.open("span", &[("class", "back")]);
            self.element("span", &[("class", "label")], &label);
            for time in 1..=times {
                self.raw(" ");
                let to = format!("#c{}-{time}", passage.number);
                let name = format!("{label} {time}");
                self.element("a", &[("href", &to), ("aria-label", &name)], &time.to_string());
            }
            self.raw("</span>");
        }
        self.raw("</li>\n");
    }

    fn inlines(&mut self, inlines: &[Inline]) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Foreign(words) => self.words("span", words),
                Inline::Strong(words) => {
                    self.raw("<strong>");
                    self.inlines(words);
                    self.raw("</strong>");
                }
                Inline::Quote(words) => {
                    let (open, close) = (self.locale.open(), self.locale.close());
                    self.text(open);
                    self.words("span", words);
                    self.text(close);
                }
                Inline::Cite(cites) => self.cites(cites),
                Inline::Link { to, text } if self.anchors.contains(to) => {
                    let to = format!("#{to}");
                    self.open("a", &[("href", &to)]);
                    self.inlines(text);
                    self.raw("</a>");
                }
                Inline::Link { text, .. } => self.inlines(text),
                Inline::Web(url) => self.element("a", &[("href", url), ("rel", "noreferrer")], url),
                Inline::Aside(words) => {
                    self.raw("<span class=\"aside\">");
                    self.inlines(words);
                    self.raw("</span>");
                }
            }
        }
    }

    /// Words with the language that they are in, where it is not the page's.
    fn words(&mut self, tag: &str, words: &Worded) {
        if words.lang == self.lang {
            self.text(&words.text);
        } else {
            let lang = words.lang.clone();
            self.element(tag, &[("lang", &lang)], &words.text);
        }
    }

    fn cites(&mut self, cites: &Cites) {
        cites.numbers.iter().for_each(|number| self.cite(*number));
        if cites.more > 0 {
            let title = plain(&self.locale.count("more", cites.more, &[]));
            let count = format!("+{}", self.locale.number(&cites.more.to_string()));
            self.element("abbr", &[("class", "more"), ("title", &title)], &count);
        }
    }

    fn cite(&mut self, number: u32) {
        let times = self.cited.entry(number).or_insert(0);
        *times += 1;
        let id = format!("c{number}-{times}");
        let to = format!("#p{number}");
        let preview = self.previews.get(&number).cloned().unwrap_or_default();
        let label = format!("[{number}]");
        self.element("a", &[("class", "cite"), ("id", &id), ("href", &to), ("title", &preview)], &label);
    }
}

fn anchors_of(block: &Block, anchors: &mut BTreeSet<String>) {
    fn of_items(items: &[Item], anchors: &mut BTreeSet<String>) {
        for item in items {
            anchors.extend(item.id.clone());
            of_items(&item.items, anchors);
        }
    }
    match block {
        Block::Heading { id, .. } => anchors.extend(id.clone()),
        Block::List(items) => of_items(items, anchors),
        Block::Table(table) => {
            anchors
                .extend(table.groups.iter().flat_map(|group| &group.rows).filter_map(|row| row.id.clone()));
        }
        Block::Paragraph(_) | Block::Passages(_) | Block::Chart(_) => {}
    }
}

fn passages_of(block: &Block) -> &[Shown] {
    match block {
        Block::Passages(passages) => passages,
        _ => &[],
    }
}

/// The first words of a passage.
fn preview(pieces: &[Piece], locale: &Locale) -> String {
    const SHOWN: usize = 160;
    let whole: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) | Piece::Marked(text) => text.as_str(),
            Piece::Cut => " ",
        })
        .collect();
    let mut chars = whole.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((at, _)) = chars.char_indices().nth(SHOWN) {
        chars.truncate(at);
        chars.push_str(locale.ellipsis());
    }
    chars
}
