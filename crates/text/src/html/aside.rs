//! Which elements are not the page's own text: menus, comments, what else there is to read.

use super::blocks::Blocks;
use super::tree::{NodeId, Tree};

/// Words of class names and ids that content systems give to what surrounds an article.
const WORDS: [&str; 73] = [
    "ad",
    "ads",
    "adv",
    "advert",
    "advertisement",
    "advertising",
    "banner",
    "banners",
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "comments",
    "commentlist",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "dropdown",
    "footer",
    "foot",
    "hidden",
    "komment",
    "kommentarii",
    "login",
    "mainmenu",
    "masthead",
    "menu",
    "modal",
    "most",
    "nav",
    "navbar",
    "navigation",
    "newsletter",
    "opros",
    "pager",
    "pagination",
    "paging",
    "partner",
    "partners",
    "podval",
    "poll",
    "popular",
    "popup",
    "promo",
    "rating",
    "recommend",
    "recommended",
    "recommendations",
    "register",
    "reklama",
    "related",
    "respond",
    "reply",
    "rss",
    "search",
    "share",
    "sharing",
    "shoutbox",
    "sidebar",
    "signup",
    "skip",
    "social",
    "sponsor",
    "sponsored",
    "subscribe",
    "subscription",
    "tagcloud",
    "tags",
    "teaser",
    "teasers",
    "toolbar",
    "topmenu",
    "widget",
];

/// Elements that are never the page's own text.
const NAMES: [&str; 4] = ["nav", "aside", "footer", "form"];

const ROLES: [&str; 7] = ["navigation", "complementary", "contentinfo", "search", "banner", "dialog", "menu"];

/// Signs that are believed however much they take: what readers wrote can be more than the article, and
/// rules, menus and footers are never it.
const SURE: [&str; 22] = [
    "breadcrumb",
    "breadcrumbs",
    "comment",
    "commentlist",
    "comments",
    "cookie",
    "cookies",
    "copyright",
    "disqus",
    "foot",
    "footer",
    "komment",
    "kommentarii",
    "login",
    "modal",
    "nav",
    "navbar",
    "navigation",
    "popup",
    "reply",
    "respond",
    "search",
];

/// Every sign has a bit: names, then roles, then words.
type Signs = u128;

pub struct Aside {
    marked: Vec<bool>,
    /// Marked itself, or within something that is.
    within: Vec<bool>,
}

impl Aside {
    /// Marks the elements of a page.
    ///
    /// What holds the headline is not marked. A sign that would take much of the page's running text is
    /// not believed: on this page it stands for something else, such as a form around everything.
    pub fn mark(tree: &Tree<'_>, blocks: &Blocks, headline: Option<NodeId>) -> Aside {
        let prose = Prose::count(blocks);
        let mut signs: Vec<Signs> = (0..tree.len()).map(|id| signs(tree, id)).collect();
        for id in std::iter::successors(headline, |&id| tree.parent(id)) {
            signs.get_mut(id).into_iter().for_each(|signs| *signs = 0);
        }
        let mut taken: Vec<usize> = vec![0; Signs::BITS as usize];
        let mut inherited: Vec<Signs> = vec![0; signs.len()];
        for (id, &own) in signs.iter().enumerate() {
            let outer = tree.parent(id).and_then(|parent| inherited.get(parent)).copied().unwrap_or_default();
            // An element within one of the same sign is counted with it.
            let fresh = own & !outer;
            if fresh != 0 {
                let held = prose.of(id);
                taken
                    .iter_mut()
                    .enumerate()
                    .filter(|(bit, _)| fresh >> bit & 1 == 1)
                    .for_each(|(_, taken)| *taken += held);
            }
            inherited.get_mut(id).into_iter().for_each(|inherited| *inherited = outer | own);
        }
        let sure =
            if headline.is_some() { SURE.iter().fold(0, |bits, word| bits | word_bit(word)) } else { 0 };
        let doubted =
            taken.iter().enumerate().filter(|(_, taken)| **taken as f32 > prose.whole() as f32 * DOUBT);
        let believed = !doubted.fold(0, |bits: Signs, (bit, _)| bits | 1 << bit) | sure;
        let mut aside =
            Aside { marked: signs.iter().map(|signs| signs & believed != 0).collect(), within: Vec::new() };
        aside.spread(tree);
        aside
    }

    fn spread(&mut self, tree: &Tree<'_>) {
        let mut within: Vec<bool> = Vec::with_capacity(self.marked.len());
        for (id, &marked) in self.marked.iter().enumerate() {
            let outer = tree.parent(id).and_then(|parent| within.get(parent)).copied().unwrap_or_default();
            within.push(marked || outer);
        }
        self.within = within;
    }

    pub fn holds(&self, id: NodeId) -> bool {
        self.marked.get(id).copied().unwrap_or_default()
    }

    /// Whether a node or anything around it is marked.
    pub fn holds_any(&self, id: NodeId) -> bool {
        self.within.get(id).copied().unwrap_or_default()
    }

    /// Marks more.
    pub fn add(&mut self, tree: &Tree<'_>, ids: &[NodeId]) {
        for &id in ids {
            self.marked.get_mut(id).into_iter().for_each(|mark| *mark = true);
        }
        self.spread(tree);
    }
}

/// The share of a page's running text beyond which a word is not believed.
const DOUBT: f32 = 0.4;

/// Running text within each node.
struct Prose<'b> {
    blocks: &'b Blocks,
    sums: Vec<usize>,
}

impl Prose<'_> {
    fn count(blocks: &Blocks) -> Prose<'_> {
        let mut sums = vec![0];
        let mut sum = 0;
        for block in &blocks.list {
            sum += if block.is_prose() { block.chars } else { 0 };
            sums.push(sum);
        }
        Prose { blocks, sums }
    }

    fn at(&self, index: usize) -> usize {
        self.sums.get(index).copied().unwrap_or_default()
    }

    fn of(&self, id: NodeId) -> usize {
        let (from, to) = self.blocks.held.get(id).copied().unwrap_or_default();
        self.at(to).saturating_sub(self.at(from))
    }

    fn whole(&self) -> usize {
        self.sums.last().copied().unwrap_or_default()
    }
}

fn bit(list: &[&str], offset: usize, wanted: &str) -> Signs {
    let place = list.iter().position(|known| known.eq_ignore_ascii_case(wanted));
    place.map_or(0, |place| 1 << (place + offset))
}

fn word_bit(word: &str) -> Signs {
    bit(&WORDS, NAMES.len() + ROLES.len(), word)
}

/// The names, roles and words by which an element is not the page's own text.
fn signs(tree: &Tree<'_>, id: NodeId) -> Signs {
    let name = tree.name(id);
    if name.is_empty() || matches!(name, "html" | "body" | "article" | "main" | "h1") {
        return 0;
    }
    let role = tree.attribute(id, "role").map_or(0, |role| bit(&ROLES, NAMES.len(), role));
    let values = ["class", "id"].into_iter().filter_map(|attribute| tree.attribute(id, attribute));
    values.flat_map(parts).fold(bit(&NAMES, 0, name) | role, |signs, part| signs | word_bit(part))
}

/// `topMenu_left-2` is `top`, `Menu`, `left` and `2`.
fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(|c: char| !c.is_ascii_alphabetic()).flat_map(|run| {
        let mut cuts: Vec<usize> = vec![0];
        let bytes = run.as_bytes();
        let humps = bytes
            .windows(2)
            .enumerate()
            .filter(|(_, pair)| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase()));
        cuts.extend(humps.map(|(at, _)| at + 1));
        cuts.push(run.len());
        cuts.windows(2)
            .filter_map(|cut| match cut {
                [from, to] => run.get(*from..*to),
                _ => None,
            })
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
    })
}
