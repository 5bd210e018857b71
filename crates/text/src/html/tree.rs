//! The tree of a page, balanced and of bounded depth.
//!
//! Simpler than what browsers build: elements close where their container does, so no formatting is
//! carried over and the tree has as many nodes as the page has tags. Written out again it is what the
//! libraries are given, and what they build from it is no deeper.

use std::borrow::Cow;
use std::collections::HashMap;

use super::lex::{Attribute, Lexer, Piece};
use super::names::{VOID, closes, is_block};
use crate::gate::{Limits, Refused};

pub type NodeId = usize;

#[derive(Clone, Debug)]
pub enum Content<'a> {
    Element {
        name: Cow<'a, str>,
        attributes: Vec<Attribute<'a>>,
    },
    Text(Cow<'a, str>),
    /// The content of `script` and `style`.
    Raw(&'a str),
}

#[derive(Clone, Debug)]
pub struct Node<'a> {
    pub parent: Option<NodeId>,
    pub children: Vec<NodeId>,
    pub content: Content<'a>,
    /// Whether it is an element that stands for lines of its own.
    pub block: bool,
}

#[derive(Clone, Debug)]
pub struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    /// Elements that were deeper than allowed and were left out, their text kept.
    pub flattened: usize,
}

pub const ROOT: NodeId = 0;

impl<'a> Tree<'a> {
    /// Builds the tree of a page within the limits.
    pub fn build(markup: &'a str, limits: &Limits) -> Result<Tree<'a>, Refused> {
        let root = Node { parent: None, children: Vec::new(), content: element("html"), block: true };
        let mut tree = Tree { nodes: vec![root], flattened: 0 };
        let mut open: Vec<NodeId> = vec![ROOT];
        // Elements too deep to be kept that are still open, by name: their ends close nothing else.
        let mut dropped: HashMap<Cow<'a, str>, usize> = HashMap::new();
        let (mut elements, mut ends) = (0, 0);
        for piece in Lexer::new(markup, limits.attributes, limits.attribute_bytes) {
            match piece {
                Piece::Text(text) => tree.add_text(&open, text),
                Piece::Raw(text) => tree.add(&open, Content::Raw(text)),
                Piece::Start { name, attributes, closed } => {
                    elements += 1;
                    limits.admit_elements(elements)?;
                    if name == "html" {
                        tree.merge_root(attributes);
                        continue;
                    }
                    tree.close_implied(&mut open, &name);
                    let holds = !VOID.contains(&name.as_ref()) && (!closed || is_block(&name));
                    if open.len() >= limits.nesting {
                        tree.flattened += 1;
                        *dropped.entry(name).or_default() += usize::from(holds);
                        continue;
                    }
                    let id = tree.nodes.len();
                    tree.add(&open, Content::Element { name, attributes });
                    if holds {
                        open.push(id);
                    }
                }
                Piece::End(name) => {
                    ends += 1;
                    limits.admit_elements(ends)?;
                    match dropped.get_mut(&name) {
                        Some(count) if *count > 0 => *count -= 1,
                        _ => tree.close(&mut open, &name),
                    }
                }
            }
        }
        Ok(tree)
    }

    fn add(&mut self, open: &[NodeId], content: Content<'a>) {
        let parent = open.last().copied().unwrap_or(ROOT);
        let id = self.nodes.len();
        let block = matches!(&content, Content::Element { name, .. } if is_block(name));
        self.nodes.push(Node { parent: Some(parent), children: Vec::new(), content, block });
        if let Some(node) = self.nodes.get_mut(parent) {
            node.children.push(id);
        }
    }

    /// Text that only a comment parts is one text, so that there are no more texts than tags.
    fn add_text(&mut self, open: &[NodeId], text: Cow<'a, str>) {
        let last = open.last().and_then(|&id| self.children(id).last()).copied();
        match last.and_then(|id| self.nodes.get_mut(id)).map(|node| &mut node.content) {
            Some(Content::Text(before)) => before.to_mut().push_str(&text),
            _ => self.add(open, Content::Text(text)),
        }
    }

    fn merge_root(&mut self, more: Vec<Attribute<'a>>) {
        if let Some(Content::Element { attributes, .. }) =
            self.nodes.get_mut(ROOT).map(|node| &mut node.content)
        {
            attributes.extend(more);
        }
    }

    fn close_implied(&self, open: &mut Vec<NodeId>, name: &str) {
        let (closed, stop) = closes(name);
        if closed.is_empty() {
            return;
        }
        // The outermost of those that are closed, below whatever stops the search.
        let mut cut = None;
        for (depth, &id) in open.iter().enumerate().rev() {
            let name = self.name(id);
            if closed.contains(&name) {
                cut = Some(depth);
            } else if stop.contains(&name) || depth == 0 {
                break;
            }
        }
        open.truncate(cut.unwrap_or(open.len()).max(1));
    }

    fn close(&self, open: &mut Vec<NodeId>, name: &str) {
        let block = is_block(name);
        for (depth, &id) in open.iter().enumerate().rev() {
            let other = self.name(id);
            if depth == 0 {
                return;
            }
            if other == name {
                open.truncate(depth);
                return;
            }
            // A stray end of formatting does not close paragraphs, nor any end a cell around it.
            let inside_table =
                matches!(other, "td" | "th" | "table") && !matches!(name, "table" | "tr" | "tbody" | "body");
            let bound = if block { inside_table } else { self.is_block(id) };
            if bound {
                return;
            }
        }
    }

    pub(super) fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn node(&self, id: NodeId) -> Option<&Node<'a>> {
        self.nodes.get(id)
    }

    pub fn children(&self, id: NodeId) -> &[NodeId] {
        self.nodes.get(id).map_or(&[], |node| &node.children)
    }

    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes.get(id)?.parent
    }

    pub fn is_block(&self, id: NodeId) -> bool {
        self.nodes.get(id).is_some_and(|node| node.block)
    }

    /// The name of an element; empty for text.
    pub fn name(&self, id: NodeId) -> &str {
        match self.nodes.get(id).map(|node| &node.content) {
            Some(Content::Element { name, .. }) => name,
            _ => "",
        }
    }

    pub fn attribute(&self, id: NodeId, wanted: &str) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.content) {
            Some(Content::Element { attributes, .. }) => {
                attributes.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_ref())
            }
            _ => None,
        }
    }

    /// Elements in the order of the page.
    pub fn elements(&self) -> impl Iterator<Item = NodeId> + '_ {
        (0..self.nodes.len()).filter(|&id| !self.name(id).is_empty())
    }

    /// An element and everything within it, in the order of the page.
    pub fn within(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut stack = vec![id];
        std::iter::from_fn(move || {
            let id = stack.pop()?;
            stack.extend(self.children(id).iter().rev());
            Some(id)
        })
    }

    /// The text of a node that is text.
    pub fn own_text(&self, id: NodeId) -> Option<&str> {
        match self.nodes.get(id).map(|node| &node.content) {
            Some(Content::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// Whether one of its classes is this.
    pub fn has_class(&self, id: NodeId, wanted: &str) -> bool {
        self.attribute(id, "class").is_some_and(|all| all.split_whitespace().any(|class| class == wanted))
    }

    /// The text within an element, white space as one blank.
    pub fn text(&self, id: NodeId) -> String {
        let mut out = String::new();
        let mut stack = vec![id];
        while let Some(id) = stack.pop() {
            match self.nodes.get(id).map(|node| (&node.content, &node.children)) {
                Some((Content::Text(text), _)) => out.push_str(text),
                Some((Content::Element { name, .. }, children)) => {
                    if is_block(name) || name == "br" {
                        out.push(' ');
                    }
                    stack.extend(children.iter().rev());
                }
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Whether an element holds at most so many nodes.
    pub fn is_small(&self, id: NodeId, most: usize) -> bool {
        let mut stack = vec![id];
        let mut seen = 0;
        while let Some(id) = stack.pop() {
            seen += 1;
            if seen > most {
                return false;
            }
            stack.extend(self.children(id));
        }
        true
    }

    /// The raw content of a `script`.
    pub fn raw(&self, id: NodeId) -> String {
        let inside =
            self.children(id).iter().filter_map(|&child| match self.node(child).map(|node| &node.content) {
                Some(Content::Raw(text)) => Some(*text),
                _ => None,
            });
        inside.collect()
    }
}

fn element<'a>(name: &'static str) -> Content<'a> {
    Content::Element { name: Cow::Borrowed(name), attributes: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(tree: &Tree<'_>, id: NodeId) -> String {
        match &tree.nodes[id].content {
            Content::Text(text) => text.to_string(),
            Content::Raw(text) => format!("{{{text}}}"),
            Content::Element { name, attributes } => {
                let attributes: String =
                    attributes.iter().map(|(name, value)| format!(" {name}={value}")).collect();
                let inside: String = tree.children(id).iter().map(|&child| shown(tree, child)).collect();
                if inside.is_empty() {
                    format!("<{name}{attributes}>")
                } else {
                    format!("<{name}{attributes}>{inside}</{name}>")
                }
            }
        }
    }

    fn written(markup: &str) -> String {
        shown(&Tree::build(markup, &Limits::default()).unwrap(), ROOT)
    }

    #[test]
    fn closes_what_the_page_leaves_open() {
        for (markup, expected) in [
            ("<p>a<p>b", "<html><p>a</p><p>b</p></html>"),
            ("<ul><li>a<li>b</ul>c", "<html><ul><li>a</li><li>b</li></ul>c</html>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>d",
                "<html><table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d</html>",
            ),
            ("<div><b>a</div>b</b>", "<html><div><b>a</b></div>b</html>"),
            ("<p><b>a</p>b", "<html><p><b>a</b></p>b</html>"),
            ("<table><tr><td></div>a</td></table>", "<html><table><tr><td>a</td></tr></table></html>"),
            ("<a href='x\"y'>&lt;</a>", "<html><a href=x\"y><</a></html>"),
            (
                "<html lang=ru><head><title>t</title><body>x",
                "<html lang=ru><head><title>t</title></head><body>x</body></html>",
            ),
            ("<img src=x>y<br>", "<html><img src=x>y<br></html>"),
        ] {
            assert_eq!(written(markup), expected, "{markup}");
        }
    }

    #[test]
    fn deep_nesting_is_flattened_and_its_text_kept() {
        let markup = format!("{}deep{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
        let tree = Tree::build(&markup, &Limits::default()).unwrap();
        assert_eq!(tree.text(ROOT), "deep");
        assert_eq!(tree.flattened, 50_000 - 511);
        let few = Limits { elements: 10, ..Limits::default() };
        assert_eq!(
            Tree::build(&markup, &few).unwrap_err().to_string(),
            "too many elements: 11, and the limit is 10"
        );
    }

    proptest::proptest! {
        #[test]
        fn parents_come_first_and_depth_is_bounded(markup in "(<(/)?(p|div|b|li|ul|table|tr|td|a|h1|x)>|y| |<!---->){0,60}") {
            let limits = Limits { nesting: 5, ..Limits::default() };
            let tree = Tree::build(&markup, &limits).unwrap();
            for id in 1..tree.len() {
                let depth = std::iter::successors(Some(id), |&id| tree.parent(id)).count();
                proptest::prop_assert!(tree.parent(id).unwrap() < id && depth <= 6);
            }
        }
    }
}
