//! The report as Markdown with footnotes: every citation is one, every passage its text.

use crate::locale::Locale;
use crate::outcomes::{Outcomes, Piece};
use crate::wording::{self, Block, Inline, Item, Page, Shown, Table, Tone};

/// The whole report.
pub fn render(outcomes: &Outcomes, locale: &Locale) -> String {
    page(&wording::page(outcomes, locale), locale)
}

/// A report of any kind, from its words.
pub fn page(page: &Page, locale: &Locale) -> String {
    let mut markdown = Markdown { out: String::new(), locale };
    markdown.page(page);
    markdown.out
}

struct Markdown<'l> {
    out: String,
    locale: &'l Locale,
}

impl Markdown<'_> {
    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn paragraph(&mut self, text: &str, prefix: &str) {
        self.line(&format!("{prefix}{text}"));
        self.line(prefix.trim_end());
    }

    fn page(&mut self, page: &Page) {
        self.paragraph(&escape(&page.kicker), "");
        let title = self.inlines(&page.title);
        self.paragraph(&format!("# {title}"), "");
        if !page.period.is_empty() {
            self.paragraph(&format!("**{}**", escape(&page.period)), "");
        }
        for paragraph in &page.opening {
            let text = self.inlines(paragraph);
            self.paragraph(&start(&text), "");
        }
        for count in &page.counts {
            self.line(&format!(
                "- **{}** {}",
                self.locale.number(&count.number.to_string()),
                escape(&count.label)
            ));
        }
        if !page.counts.is_empty() {
            self.line("");
        }
        for (index, section) in page.sections.iter().enumerate() {
            self.paragraph(&format!("## {}. {}", index + 1, escape(&section.title)), "");
            let prefix = if section.tone == Tone::Warning { "> " } else { "" };
            for block in &section.blocks {
                self.block(block, prefix);
            }
            self.end_of_block();
        }
        while self.out.ends_with("\n\n") {
            self.out.pop();
        }
    }

    /// A blank line, so that a quotation ends.
    fn end_of_block(&mut self) {
        if !self.out.ends_with("\n\n") {
            self.line("");
        }
    }

    fn block(&mut self, block: &Block, prefix: &str) {
        match block {
            Block::Paragraph(words) => {
                let text = self.inlines(words);
                self.paragraph(&start(&text), prefix);
            }
            Block::Heading { text, .. } => {
                let text = self.inlines(text);
                self.paragraph(&format!("### {text}"), prefix);
            }
            Block::List(items) => {
                self.list(items, prefix, 0);
                self.line(prefix.trim_end());
            }
            Block::Table(table) => self.table(table, prefix),
            Block::Chart(chart) => {
                self.paragraph(&format!("**{}**", escape(&chart.title)), prefix);
                self.table(&chart.table(), prefix);
            }
            Block::Passages(passages) => {
                for passage in passages {
                    self.passage(passage);
                }
            }
        }
    }

    fn list(&mut self, items: &[Item], prefix: &str, depth: usize) {
        for item in items {
            let text = self.inlines(&item.text);
            self.line(&format!("{prefix}{}- {}", "  ".repeat(depth), start(&text)));
            self.list(&item.items, prefix, depth + 1);
        }
    }

    fn table(&mut self, table: &Table, prefix: &str) {
        let row = |cells: Vec<String>| format!("{prefix}| {} |", cells.join(" | "));
        let head = table.columns.iter().map(|column| escape(column)).collect();
        self.line(&row(head));
        self.line(&row(table.columns.iter().map(|_| "---".to_owned()).collect()));
        for group in &table.groups {
            if let Some(title) = &group.title {
                let rest = table.columns.iter().skip(1).map(|_| String::new());
                self.line(&row(std::iter::once(format!("**{}**", escape(title))).chain(rest).collect()));
            }
            for line in &group.rows {
                self.line(&row(line.cells.iter().map(|cell| self.inlines(cell)).collect()));
            }
        }
        self.line(prefix.trim_end());
    }

    fn passage(&mut self, passage: &Shown) {
        let mut quote = String::new();
        for piece in &passage.pieces {
            match piece {
                Piece::Plain(text) => quote.push_str(&escape(text)),
                Piece::Marked(text) => {
                    // Emphasis may not begin or end with a blank.
                    let trimmed = text.trim();
                    let (lead, trail) =
                        (text.len() - text.trim_start().len(), text.len() - text.trim_end().len());
                    let blank = |wide: usize| if wide > 0 { " " } else { "" };
                    let marked =
                        if trimmed.is_empty() { String::new() } else { format!("**{}**", escape(trimmed)) };
                    quote.push_str(&format!("{}{marked}{}", blank(lead), blank(trail)));
                }
                Piece::Cut => quote.push_str(&format!(" {} ", self.locale.ellipsis())),
            }
        }
        let from = self.inlines(&passage.from);
        let (open, close) = (self.locale.open(), self.locale.close());
        self.line(&format!("[^{}]: {from}: {open}{}{close}", passage.number, quote.trim()));
        self.line("");
    }

    fn inlines(&self, inlines: &[Inline]) -> String {
        inlines.iter().map(|inline| self.inline(inline)).collect()
    }

    fn inline(&self, inline: &Inline) -> String {
        match inline {
            Inline::Text(text) => escape(text),
            Inline::Foreign(words) => escape(&words.text),
            Inline::Quote(words) => {
                format!(
                    "{}{}{}",
                    escape(self.locale.open()),
                    escape(&words.text),
                    escape(self.locale.close())
                )
            }
            Inline::Strong(words) => format!("**{}**", self.inlines(words).trim()),
            Inline::Cite(cites) => {
                let mut text: String = cites.numbers.iter().map(|number| format!("[^{number}]")).collect();
                if cites.more > 0 {
                    text.push_str(&format!(" +{}", self.locale.number(&cites.more.to_string())));
                }
                text
            }
            Inline::Link { text, .. } | Inline::Aside(text) => self.inlines(text),
            Inline::Web(url) => format!("<{}>", url.replace('<', "%3C").replace('>', "%3E")),
        }
    }
}

/// Text on one line, with everything that Markdown or HTML would take for markup made literal.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for c in text.chars() {
        // A no-break space is kept: it holds a citation to its word.
        if c != '\u{a0}' && (c.is_whitespace() || c.is_control()) {
            if !blank {
                out.push(' ');
            }
            blank = true;
            continue;
        }
        blank = false;
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '$' | '!') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A line that does not begin as a list, a number or a rule would.
fn start(line: &str) -> String {
    let line = line.trim_start();
    let digits = line.len() - line.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let rest = line.get(digits..).unwrap_or_default();
    match line.chars().next() {
        Some('-' | '+' | '=') => format!("\\{line}"),
        _ if digits > 0 && rest.starts_with(['.', ')']) => {
            let (number, rest) = line.split_at(digits);
            format!("{number}\\{rest}")
        }
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_could_be_markup_is_escaped() {
        assert_eq!(escape("<b>*x*</b> [y](z)\n| # _"), "\\<b\\>\\*x\\*\\</b\\> \\[y\\](z) \\| \\# \\_");
        assert_eq!(start("1. point"), "1\\. point");
        assert_eq!(start("- point"), "\\- point");
        assert_eq!(start("2024 was"), "2024 was");
    }
}
