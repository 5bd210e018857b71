//! Which elements are not the page's own text: menus, comments, what else there is to read.

use super::tree::{NodeId, Tree};

/// Words of class names and ids that content systems give to what surrounds an article.
const WORDS: [&str; 73] = [
    "ad", "ads", "adv", "advert", "advertisement", "advertising", "banner", "banners", "breadcrumb", "breadcrumbs",
    "comment", "comments", "commentlist", "cookie", "cookies", "copyright", "disqus", "dropdown", "footer", "foot",
    "hidden", "komment", "kommentarii", "login", "mainmenu", "masthead", "menu", "modal", "most", "nav", "navbar",
    "navigation", "newsletter", "opros", "pager", "pagination", "paging", "partner", "partners", "podval", "poll", "popular", "popup",
    "promo", "rating", "recommend", "recommended", "recommendations", "register", "reklama", "related",
    "respond", "reply", "rss", "search", "share", "sharing", "shoutbox", "sidebar", "signup", "skip", "social", "sponsor",
    "sponsored", "subscribe", "subscription", "tagcloud", "tags", "teaser", "teasers", "toolbar", "topmenu", "widget",
];

/// Elements that are never the page's own text.
const NAMES: [&str; 4] = ["nav", "aside", "footer", "form"];

const ROLES: [&str; 7] = ["navigation", "complementary", "contentinfo", "search", "banner", "dialog", "menu"];

pub struct Aside {
    marked: Vec<bool>,
}

impl Aside {
    /// Marks the elements of a page.
    ///
    /// A class says little where it stands on most of the page, such as a form around everything: an
    /// element with more than this share of the page's text is not marked.
    pub fn mark(tree: &Tree<'_>) -> Aside {
        let sizes = sizes(tree);
        let whole = sizes.first().copied().unwrap_or_default();
        let marked = (0..tree.len()).map(|id| is_marked(tree, id) && !is_most(sizes.get(id).copied(), whole)).collect();
        Aside { marked }
    }

    /// Nothing is marked.
    pub fn none() -> Aside {
        Aside { marked: Vec::new() }
    }

    /// Whether a node or anything around it is marked.
    pub fn holds_any(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        std::iter::successors(Some(node), |&id| tree.parent(id)).any(|id| self.holds(id))
    }

    /// Takes the marks off whatever holds this node: an article's headline stands in the article.
    pub fn clear_around(&mut self, tree: &Tree<'_>, node: NodeId) {
        let mut at = Some(node);
        while let Some(id) = at {
            if let Some(mark) = self.marked.get_mut(id) {
                *mark = false;
            }
            at = tree.parent(id);
        }
    }

    pub fn holds(&self, id: NodeId) -> bool {
        self.marked.get(id).copied().unwrap_or_default()
    }
}

fn is_most(size: Option<usize>, whole: usize) -> bool {
    size.unwrap_or_default() * 2 > whole
}

fn is_marked(tree: &Tree<'_>, id: NodeId) -> bool {
    let name = tree.name(id);
    if name.is_empty() || matches!(name, "html" | "body" | "article" | "main" | "h1") {
        return false;
    }
    NAMES.contains(&name)
        || tree.attribute(id, "role").is_some_and(|role| ROLES.contains(&role))
        || ["class", "id"].into_iter().filter_map(|attribute| tree.attribute(id, attribute)).any(|value| has_word(value, &WORDS))
}

/// Whether a class or an id holds one of the words, on its own or as part of a compound.
pub fn has_word(value: &str, wanted: &[&str]) -> bool {
    parts(value).any(|part| wanted.iter().any(|word| part.eq_ignore_ascii_case(word)))
}

/// `topMenu_left-2` is `top`, `Menu`, `left` and `2`.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|run| {
        let mut cuts: Vec<usize> = vec![0];
        let bytes = run.as_bytes();
        let humps = bytes.windows(2).enumerate().filter(|(_, pair)| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
        cuts.extend(humps.map(|(at, _)| at + 1));
        cuts.push(run.len());
        cuts.windows(2).filter_map(|cut| match cut {
            [from, to] => run.get(*from..*to),
            _ => None,
        }).filter(|part| !part.is_empty()).collect::<Vec<_>>()
    })
}

/// Bytes of text within each node; parents come before their children.
fn sizes(tree: &Tree<'_>) -> Vec<usize> {
    use super::tree::Content;
    let mut sizes: Vec<usize> = (0..tree.len())
        .map(|id| match tree.node(id).map(|node| &node.content) {
            Some(Content::Text(text)) => text.trim().len(),
            _ => 0,
        })
        .collect();
    for id in (1..tree.len()).rev() {
        let size = sizes.get(id).copied().unwrap_or_default();
        if let Some(parent) = tree.parent(id).and_then(|parent| sizes.get_mut(parent)) {
            *parent += size;
        }
    }
    sizes
}
