//! Pages: their main text and what they tell of themselves.
//!
//! Start at [`read`]. [`lex`] and [`tree`] make a balanced tree of bounded depth from any markup,
//! [`blocks`] its lines, [`density`] finds the article among them, [`date`] the day of publication. No
//! library is given the page: each pass is linear, none recurses, and nothing here can overflow a stack.

mod aside;
mod blocks;
pub mod cues;
mod data;
pub mod date;
pub mod dates;
mod density;
mod headline;
mod lex;
mod names;
mod repeats;
mod tree;

use crate::gate::{Limits, Refused};
use crate::note::Note;
use cues::Cues;
use data::Data;
use date::{DateGround, Published};
use dates::Months;
pub use lex::resolve_references;
pub use tree::{NodeId, ROOT, Tree};

/// What is known of how pages are written, from a pack.
#[derive(Clone, Debug, Default)]
pub struct PagePack {
    pub cues: Cues,
    pub months: Months,
}

/// A page as it was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    /// The main text: the headline, then each paragraph, heading, item and row on a line of its own.
    pub text: String,
    pub title: Option<String>,
    pub published: Option<Published>,
    pub author: Option<String>,
    pub publisher: Option<String>,
    /// The address that the page says is its own.
    pub address: Option<String>,
    /// The language that the page says it is in.
    pub lang: Option<String>,
    /// How sure it is that the text is the article, 0 to 1; below 0.6 somebody should look.
    pub confidence: f32,
    pub notes: Vec<Note>,
}

/// Below this a note asks for a look.
const DOUBTFUL: f32 = 0.6;

/// Reads a page.
pub fn read(markup: &str, pack: &PagePack, limits: &Limits) -> Result<Page, Refused> {
    limits.admit(markup.len() as u64)?;
    let tree = Tree::build(markup, limits)?;
    let found = density::extract(&tree, pack);
    let data = Data::read(&tree);
    let address = address(&tree);
    let lang = lang(&tree);
    let published = date::published(&date::Page {
        tree: &tree,
        blocks: &found.blocks,
        aside: &found.aside,
        data: &data,
        headline: found.headline.as_ref().and_then(|headline| headline.block),
        start: found.start,
        address: address.as_deref(),
        lang: lang.as_deref(),
        months: &pack.months,
        cues: &pack.cues,
    });
    let mut notes = Vec::new();
    if tree.flattened > 0 {
        let message =
            format!("{} elements stood deeper than {} and were flattened", tree.flattened, limits.nesting);
        notes.push(Note::new(message));
    }
    let mut lines = found.lines;
    if let Some(body) = data.body.as_deref().and_then(|body| told_body(body, &lines, limits)) {
        lines.truncate(1);
        lines.extend(body);
        notes.push(
            Note::new("the text is the one that the page's data gives").hint("the page itself shows less"),
        );
    }
    let text = lines.join("\n");
    if text.trim().is_empty() {
        notes.push(Note::new("no text was found on the page"));
    } else if found.confidence < DOUBTFUL {
        notes.push(Note::new("the main text of the page is uncertain").hint("compare it with the page"));
    }
    if published.is_some_and(|published| published.ground == DateGround::Guessed) {
        notes.push(Note::new("the day of publication is a guess from the dates on the page"));
    }
    Ok(Page {
        title: found.headline.map(|headline| headline.text).or(data.headline),
        author: data.author.or_else(|| {
            headline::meta(&tree, &["author", "article:author"])
                .filter(|name| !name.contains("://"))
                .map(str::to_owned)
        }),
        publisher: headline::meta(&tree, &["og:site_name"])
            .map(str::to_owned)
            .or(data.publisher)
            .or_else(|| headline::meta(&tree, &["application-name"]).map(str::to_owned)),
        published,
        address,
        lang,
        confidence: found.confidence,
        notes,
        text,
    })
}

/// Every line that a page or a chapter shows, without a search for the main text.
pub fn all_lines(markup: &str, limits: &Limits) -> Result<Vec<String>, Refused> {
    limits.admit(markup.len() as u64)?;
    let tree = Tree::build(markup, limits)?;
    Ok(blocks::blocks(&tree, &|_| false).list.into_iter().map(|block| block.text).collect())
}

/// The article's text from the page's data, where the page itself shows hardly any of it.
fn told_body(body: &str, lines: &[String], limits: &Limits) -> Option<Vec<String>> {
    let shown: usize = lines.iter().map(String::len).sum();
    if body.len() < 400 || body.len() < shown * 2 {
        return None;
    }
    // It may hold markup of its own.
    let tree = Tree::build(body, limits).ok()?;
    let told = blocks::blocks(&tree, &|_| false).list;
    let lines: Vec<String> = match body.contains('<') {
        true => told.into_iter().map(|block| block.text).collect(),
        false => body.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect(),
    };
    Some(lines)
}

fn address(tree: &Tree<'_>) -> Option<String> {
    let canonical = tree
        .elements()
        .filter(|&id| tree.name(id) == "link")
        .find(|&id| tree.attribute(id, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")));
    let canonical = canonical.and_then(|id| tree.attribute(id, "href")).map(str::trim);
    let whole = |address: &&str| address.starts_with("http://") || address.starts_with("https://");
    canonical.filter(whole).or_else(|| headline::meta(tree, &["og:url"]).filter(whole)).map(str::to_owned)
}

fn lang(tree: &Tree<'_>) -> Option<String> {
    let given = ["lang", "xml:lang"].into_iter().find_map(|name| tree.attribute(ROOT, name));
    let given = given.filter(|lang| !lang.trim().is_empty());
    let given = given.or_else(|| headline::meta(tree, &["og:locale", "content-language"]))?;
    let tag = given.trim().replace('_', "-");
    let sound = tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') && tag.len() >= 2;
    sound.then_some(tag)
}

#[cfg(test)]
mod layouts;
#[cfg(test)]
mod tests;
