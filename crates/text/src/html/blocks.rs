//! The lines of a page in their order: paragraphs, headings, items, rows; with what surrounds them.

use super::tree::{Content, NodeId, ROOT, Tree};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Paragraph,
    Heading(u8),
    Item,
    Row,
    Caption,
}

/// One line of the page's text, or several where the page breaks them.
#[derive(Clone, Debug)]
pub struct Block {
    pub kind: Kind,
    /// The innermost element that stands for lines of its own.
    pub node: NodeId,
    pub text: String,
    /// Characters of text, and of text within links.
    pub chars: usize,
    pub linked: usize,
    pub links: usize,
    /// Within something that is not the page's own text, by its element, role or class.
    pub aside: bool,
}

impl Block {
    pub fn link_density(&self) -> f32 {
        if self.chars == 0 { 0.0 } else { self.linked as f32 / self.chars as f32 }
    }

    /// Ends as a sentence does, closing quotation marks and brackets aside.
    pub fn ends_sentence(&self) -> bool {
        let closing = |c: char| {
            c.is_whitespace()
                || matches!(c, '"' | '\'' | ')' | ']' | '\u{bb}' | '\u{201d}' | '\u{2019}' | '\u{201c}')
        };
        let last = self.text.trim_end_matches(closing).chars().next_back();
        last.is_some_and(|c| {
            matches!(c, '.' | '!' | '?' | '\u{2026}' | ':' | '\u{589}' | '\u{964}' | '\u{3002}' | ';')
        })
    }

    /// Running text rather than a label: long, or of some length and ended as a sentence.
    pub fn is_prose(&self) -> bool {
        let long = self.chars >= 100 || self.chars >= 40 && self.ends_sentence();
        long && self.link_density() < 0.4 && !matches!(self.kind, Kind::Heading(_))
    }
}

/// The blocks, and for each node of the tree which of them it holds.
pub struct Blocks {
    pub list: Vec<Block>,
    /// First block within the node, and the first after it.
    pub held: Vec<(usize, usize)>,
}

/// Elements that hold no text to read.
const SILENT: [&str; 20] = [
    "script", "style", "noscript", "iframe", "object", "embed", "svg", "canvas", "video", "audio", "select",
    "option", "button", "textarea", "input", "template", "head", "math", "map", "dialog",
];

struct Walk<'t, 'a> {
    tree: &'t Tree<'a>,
    list: Vec<Block>,
    held: Vec<(usize, usize)>,
    line: Line,
    /// Open block elements, innermost last, with their kind.
    around: Vec<(NodeId, Kind)>,
    links: usize,
    aside: usize,
    breaks: usize,
    /// The end of a row is being read.
    row_ends: bool,
}

#[derive(Default)]
struct Line {
    text: String,
    linked: usize,
    links: usize,
    /// White space stands before whatever comes next.
    gap: bool,
}

enum Step {
    Enter(NodeId),
    Leave(NodeId, bool),
}

/// Reads the blocks of a page; `aside` tells elements that are not its own text.
pub fn blocks(tree: &Tree<'_>, aside: &dyn Fn(NodeId) -> bool) -> Blocks {
    let mut walk = Walk {
        tree,
        list: Vec::new(),
        held: vec![(0, 0); tree.len()],
        line: Line::default(),
        around: vec![(ROOT, Kind::Paragraph)],
        links: 0,
        aside: 0,
        breaks: 0,
        row_ends: false,
    };
    let mut steps = vec![Step::Enter(ROOT)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) => walk.enter(id, aside, &mut steps),
            Step::Leave(id, aside) => walk.leave(id, aside),
        }
    }
    walk.flush();
    Blocks { list: walk.list, held: walk.held }
}

impl Walk<'_, '_> {
    fn enter(&mut self, id: NodeId, aside: &dyn Fn(NodeId) -> bool, steps: &mut Vec<Step>) {
        let Some(node) = self.tree.node(id) else {
            return;
        };
        match &node.content {
            Content::Raw(_) => {}
            Content::Text(text) => self.words(text),
            Content::Element { name, .. } => {
                let name: &str = name;
                if name == "br" {
                    self.line_break();
                    return;
                }
                let hidden = self.tree.attribute(id, "hidden").is_some() && !is_streamed(self.tree, id)
                    || self.tree.attribute(id, "style").is_some_and(hides);
                if SILENT.contains(&name) || hidden {
                    return;
                }
                if node.block {
                    self.flush();
                    self.breaks = 0;
                    let kind = self.kind(id, name);
                    self.around.push((id, kind));
                }
                let outside = aside(id);
                self.aside += usize::from(outside);
                let link = usize::from(is_link(self.tree, id));
                self.links += link;
                self.line.links += link;
                if let Some(held) = self.held.get_mut(id) {
                    held.0 = self.list.len();
                }
                if matches!(name, "img" | "td" | "th") {
                    self.line.gap = true;
                }
                steps.push(Step::Leave(id, outside));
                steps.extend(node.children.iter().rev().map(|&child| Step::Enter(child)));
            }
        }
    }

    fn leave(&mut self, id: NodeId, outside: bool) {
        if self.tree.is_block(id) {
            self.row_ends = self.tree.name(id) == "tr";
            self.flush();
            self.row_ends = false;
            self.around.pop();
        }
        self.links -= usize::from(is_link(self.tree, id));
        self.aside -= usize::from(outside);
        // A line that is not ended yet counts with what ends it.
        let open = usize::from(!self.line.text.is_empty());
        if let Some(held) = self.held.get_mut(id) {
            held.1 = self.list.len() + open;
        }
    }

    fn kind(&self, id: NodeId, name: &str) -> Kind {
        let level = name
            .strip_prefix('h')
            .and_then(|level| level.parse::<u8>().ok())
            .filter(|level| (1..=6).contains(level));
        if let Some(level) = level {
            return Kind::Heading(level);
        }
        match name {
            "li" | "dt" | "dd" => Kind::Item,
            "tr" if is_row(self.tree, id) => Kind::Row,
            "figcaption" | "caption" | "figure" => Kind::Caption,
            // Paragraphs within an item are of the item, and cells of a row are of the row.
            _ => match self.around.last() {
                Some((_, kind @ (Kind::Item | Kind::Row | Kind::Caption | Kind::Heading(_)))) => *kind,
                _ => Kind::Paragraph,
            },
        }
    }

    fn words(&mut self, text: &str) {
        let mut first = true;
        for word in text.split(char::is_whitespace) {
            if !std::mem::take(&mut first) {
                self.line.gap = true;
            }
            if word.is_empty() {
                continue;
            }
            self.breaks = 0;
            if self.line.gap && !self.line.text.is_empty() && !self.line.text.ends_with(['\n', '\t']) {
                self.line.text.push(' ');
            }
            self.line.gap = false;
            self.line.text.push_str(word);
            if self.links > 0 {
                self.line.linked += word.chars().count() + 1;
            }
        }
    }

    fn line_break(&mut self) {
        self.breaks += 1;
        // Two breaks part paragraphs.
        if self.breaks >= 2 {
            self.flush();
        } else if !self.line.text.is_empty() {
            self.line.text.push('\n');
            self.line.gap = false;
        }
    }

    fn flush(&mut self) {
        // Cells of a row stay on its line, until the row itself ends.
        if let (Some(&(id, Kind::Row)), false) = (self.around.last(), self.row_ends) {
            let cell = matches!(self.tree.name(id), "td" | "th");
            if cell && !self.line.text.is_empty() && !self.line.text.ends_with('\t') {
                self.line.text.push('\t');
            }
            self.line.gap = true;
            return;
        }
        let line = std::mem::take(&mut self.line);
        let text = line.text.trim();
        if text.is_empty() {
            return;
        }
        let (node, kind) = self.around.last().copied().unwrap_or((ROOT, Kind::Paragraph));
        let chars = text.chars().count();
        self.list.push(Block {
            kind,
            node,
            chars,
            linked: line.linked.min(chars),
            links: line.links,
            aside: self.aside > 0,
            text: text.to_owned(),
        });
    }
}

/// An anchor without an address only names a place.
fn is_link(tree: &Tree<'_>, id: NodeId) -> bool {
    tree.name(id) == "a" && tree.attribute(id, "href").is_some()
}

/// Whether it is a part of the page that came later and waits for a script to put it into its place: React sends
/// pages in such parts, hidden, under the ids `S:0`, `S:1`, `S:1f`.
fn is_streamed(tree: &Tree<'_>, id: NodeId) -> bool {
    let number = tree.attribute(id, "id").and_then(|name| name.strip_prefix("S:"));
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

fn hides(style: &str) -> bool {
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// A row of a table of data: several cells, and short ones. Other tables lay out the page.
fn is_row(tree: &Tree<'_>, row: NodeId) -> bool {
    let cells: Vec<NodeId> =
        tree.children(row).iter().copied().filter(|&id| matches!(tree.name(id), "td" | "th")).collect();
    let mut budget = 64;
    cells.len() >= 2 && cells.iter().all(|&cell| is_plain_cell(tree, cell, &mut budget))
}

/// A cell without lines of its own but for one paragraph; looks at few nodes only.
fn is_plain_cell(tree: &Tree<'_>, cell: NodeId, budget: &mut usize) -> bool {
    let mut stack: Vec<NodeId> = tree.children(cell).to_vec();
    let (mut chars, mut paragraphs) = (0, 0);
    while let Some(id) = stack.pop() {
        if *budget == 0 {
            return false;
        }
        *budget -= 1;
        match tree.node(id).map(|node| &node.content) {
            Some(Content::Text(text)) => chars += text.trim().chars().count(),
            Some(Content::Element { name, .. }) => {
                paragraphs += usize::from(name == "p" || name == "div");
                if tree.is_block(id) && name != "p" && name != "div" || paragraphs > 1 || chars > 300 {
                    return false;
                }
                stack.extend(tree.children(id));
            }
            _ => {}
        }
    }
    chars <= 300
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::Limits;

    fn lines(markup: &str) -> Vec<(Kind, String)> {
        let tree = Tree::build(markup, &Limits::default()).unwrap();
        blocks(&tree, &|_| false).list.into_iter().map(|block| (block.kind, block.text)).collect()
    }

    #[test]
    fn paragraphs_headings_items_and_rows_are_lines() {
        let page = "<h2>Итоги <b>сессии</b></h2><p>Одно\n  <a href=x>слово</a>.<br>Второе<br><br>Третье</p>\
            <ul><li>a<li><p>b</p></ul><table><tr><th>Год<th>Число<tr><td>2024<td><p>13</p></table><script>x</script>хвост";
        assert_eq!(
            lines(page),
            [
                (Kind::Heading(2), "Итоги сессии".to_owned()),
                (Kind::Paragraph, "Одно слово.\nВторое".to_owned()),
                (Kind::Paragraph, "Третье".to_owned()),
                (Kind::Item, "a".to_owned()),
                (Kind::Item, "b".to_owned()),
                (Kind::Row, "Год\tЧисло".to_owned()),
                (Kind::Row, "2024\t13".to_owned()),
                (Kind::Paragraph, "хвост".to_owned()),
            ]
        );
    }

    #[test]
    fn tables_that_lay_out_the_page_are_not_rows() {
        let page = "<table><tr><td><ul><li>меню</ul><td><p>один</p><p>два</p></table>";
        let kinds: Vec<Kind> = lines(page).into_iter().map(|(kind, _)| kind).collect();
        assert_eq!(kinds, [Kind::Item, Kind::Paragraph, Kind::Paragraph]);
    }
}
