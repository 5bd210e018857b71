//! The headline: the heading that the page's own title repeats.

use super::blocks::{Block, Kind};
use super::tree::{NodeId, Tree};

#[derive(Clone, Debug, PartialEq)]
pub struct Headline {
    pub text: String,
    /// The block that it was found in; `None` where only the page's title tells it.
    pub block: Option<usize>,
}

/// The words of a text in small letters, for comparing.
pub fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The content of the first `meta` element that goes by one of these names.
pub fn meta<'t>(tree: &'t Tree<'_>, names: &[&str]) -> Option<&'t str> {
    names.iter().find_map(|wanted| {
        tree.elements().filter(|&id| tree.name(id) == "meta").find_map(|id| {
            let named = ["property", "name", "itemprop", "http-equiv"].into_iter().any(|attribute| {
                tree.attribute(id, attribute).is_some_and(|name| name.eq_ignore_ascii_case(wanted))
            });
            tree.attribute(id, "content").filter(|content| named && !content.trim().is_empty()).map(str::trim)
        })
    })
}

/// What the page says it is called, with the site's name where it adds it.
pub fn page_titles(tree: &Tree<'_>) -> Vec<String> {
    let given = meta(tree, &["og:title", "twitter:title", "dc.title"]).map(str::to_owned);
    let title = tree.elements().find(|&id| tree.name(id) == "title").map(|id: NodeId| tree.text(id));
    given.into_iter().chain(title).filter(|title| !title.is_empty()).collect()
}

/// How much of a heading's words the title repeats, 0 to 1, if it has enough of them.
fn likeness(heading: &[String], title: &[String]) -> f32 {
    if heading.is_empty() || title.is_empty() {
        return 0.0;
    }
    let shared = heading.iter().filter(|word| title.contains(word)).count() as f32;
    let (precision, recall) = (shared / heading.len() as f32, shared / title.len() as f32);
    // A heading that is one word of a long title is a section's name.
    if recall < 0.3 { precision * recall } else { precision * 0.8 + recall * 0.2 }
}

/// The headline among the blocks, or else the page's title without the site's name.
pub fn find(tree: &Tree<'_>, list: &[Block], is_aside: &dyn Fn(&Block) -> bool) -> Option<Headline> {
    let titles = page_titles(tree);
    let known: Vec<Vec<String>> = titles.iter().map(|title| words(title)).collect();
    let mut best: Option<(f32, usize)> = None;
    let whole: usize = list.iter().filter(|block| block.is_prose()).map(|block| block.chars).sum();
    let mut before = 0;
    for (index, block) in list.iter().enumerate() {
        // A heading far down in the text heads a section of it.
        let depth = 0.4 * before as f32 / whole.max(1) as f32;
        before += if block.is_prose() { block.chars } else { 0 };
        let level = match block.kind {
            Kind::Heading(level) => 0.3 - 0.05 * f32::from(level),
            _ if block.chars > 250 => continue,
            _ => -0.15,
        };
        let own = words(&block.text);
        let alike = known.iter().map(|title| likeness(&own, title)).fold(0.0, f32::max);
        if alike < 0.6 {
            continue;
        }
        let linked = if block.link_density() > 0.5 { 0.25 } else { 0.0 };
        let aside = if is_aside(block) { 0.3 } else { 0.0 };
        let score = alike + level - linked - aside - depth;
        if score > 0.5 && best.is_none_or(|(top, _)| score > top + 0.01) {
            best = Some((score, index));
        }
    }
    if let Some((_, index)) = best {
        return list
            .get(index)
            .map(|block| Headline { text: block.text.replace('\n', " "), block: Some(index) });
    }
    let first: Vec<(usize, &Block)> = list
        .iter()
        .enumerate()
        .filter(|(_, block)| block.kind == Kind::Heading(1) && !is_aside(block))
        .collect();
    if let [(index, only)] = first.as_slice() {
        return Some(Headline { text: only.text.replace('\n', " "), block: Some(*index) });
    }
    titles.first().map(|title| Headline { text: without_site(title).to_owned(), block: None })
}

/// The longest part of a title between separators.
fn without_site(title: &str) -> &str {
    let parts =
        [" | ", " - ", " \u{2013} ", " \u{2014} ", " :: ", " \u{bb} ", " / ", " \u{ab} ", " \u{2022} "];
    let parts = parts.iter().filter(|separator| title.contains(*separator)).flat_map(|separator| {
        let split: Vec<&str> = title.split(separator).collect();
        split
    });
    let longest =
        parts.filter(|part| part.chars().count() * 2 > title.chars().count()).min_by_key(|part| part.len());
    longest.unwrap_or(title).trim()
}
