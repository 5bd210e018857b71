//! Which of the dates on a page is the day of publication.

use record::Date;

use super::aside::Aside;
use super::blocks::Block;
use super::cues::Cues;
use super::data::Data;
use super::dates::{Months, date, dates, stated};
use super::tree::{NodeId, Tree};

/// How the day of publication is known, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DateGround {
    /// The page says so in its data: JSON-LD or microdata.
    Data,
    /// A `meta` element names it.
    Meta,
    /// An element of the page is marked as the date, by name or by class.
    Marked,
    /// The page's own address holds it.
    Address,
    /// It stands by the headline.
    Visible,
    /// Some date of the page; nothing says that it is that of publication.
    Guessed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    pub on: Date,
    pub ground: DateGround,
}

/// Names of `meta` elements that tell the day of publication, without marks between their words.
const METAS: [&str; 27] = [
    "articlepublishedtime",
    "articlepublished",
    "ogpublishedtime",
    "ogarticlepublishedtime",
    "datepublished",
    "publisheddate",
    "published",
    "publishdate",
    "pubdate",
    "publicationdate",
    "citationpublicationdate",
    "citationdate",
    "dcdateissued",
    "dctermsissued",
    "dcdatecreated",
    "dctermscreated",
    "dccreated",
    "datecreated",
    "credate",
    "sailthrudate",
    "parselypubdate",
    "articledateoriginal",
    "articlecreated",
    "originalpublicationdate",
    "rnewsdatepublished",
    "cxenseparserecspublishtime",
    "btpubdate",
];

/// Names that can tell the day of the last change as well.
const VAGUE_METAS: [&str; 5] = ["dcdate", "dctermsdate", "dctermsavailable", "date", "created"];

/// Names of `meta` elements that tell the day of the last change.
const CHANGE_METAS: [&str; 7] = [
    "articlemodifiedtime",
    "ogupdatedtime",
    "ogmodifiedtime",
    "datemodified",
    "lastmodified",
    "dcdatemodified",
    "dctermsmodified",
];

/// What classes and ids that mark a date hold.
const MARKS: [&str; 7] = ["date", "datum", "dato", "publish", "posted", "time", "fecha"];

/// Words that tell a date of something else.
const OTHERS: [&str; 8] = ["update", "modif", "comment", "event", "expire", "birth", "footer", "copyright"];

pub struct Page<'p> {
    pub tree: &'p Tree<'p>,
    pub blocks: &'p [Block],
    pub aside: &'p Aside,
    pub data: &'p Data,
    pub headline: Option<usize>,
    /// The first block of the main text.
    pub start: usize,
    pub address: Option<&'p str>,
    pub lang: Option<&'p str>,
    pub months: &'p Months,
    pub cues: &'p Cues,
}

/// The day of publication, by the surest ground that there is.
pub fn published(page: &Page<'_>) -> Option<Published> {
    let american = page.lang.is_some_and(|lang| lang.eq_ignore_ascii_case("en-us"));
    let read = |value: &str| stated(page.cues.before_update(value), page.months, american);
    let changed = || changed(page, american, &read);
    let grounds: [(DateGround, &dyn Fn() -> Option<Date>); 9] = [
        (DateGround::Data, &|| page.data.published.iter().find_map(|value| read(value))),
        (DateGround::Meta, &|| in_metas(page.tree, &METAS, &read)),
        (DateGround::Marked, &|| stamped(page, &read)),
        (DateGround::Meta, &|| in_metas(page.tree, &VAGUE_METAS, &read)),
        (DateGround::Marked, &|| classed(page, &read)),
        (DateGround::Address, &|| page.address.and_then(in_address)),
        (DateGround::Visible, &|| visible(page, american)),
        // it was published by then
        (DateGround::Guessed, &changed),
        (DateGround::Guessed, &|| guessed(page, american)),
    ];
    let (ground, on) = grounds.iter().find_map(|(ground, find)| find().map(|on| (*ground, on)))?;
    // What is later than the last change is a day that the text speaks of.
    let bound = if ground == DateGround::Visible { changed() } else { None };
    if let Some(bound) = bound.filter(|bound| *bound < on) {
        return Some(Published { on: bound, ground: DateGround::Guessed });
    }
    // Instants in the data are of Greenwich, so that late evenings and early mornings there are another day here.
    let local = page.address.and_then(in_address).filter(|local| {
        local.tomorrow().is_ok_and(|next| next == on) || on.tomorrow().is_ok_and(|next| next == *local)
    });
    Some(Published { on: local.unwrap_or(on), ground })
}

type Read<'r> = &'r dyn Fn(&str) -> Option<Date>;

fn in_metas(tree: &Tree<'_>, names: &[&str], read: Read<'_>) -> Option<Date> {
    let metas: Vec<(String, &str)> = tree
        .elements()
        .filter(|&id| tree.name(id) == "meta")
        .filter_map(|id| {
            let name = ["property", "name", "itemprop", "http-equiv"]
                .into_iter()
                .find_map(|name| tree.attribute(id, name))?;
            let plain =
                name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
            Some((plain, tree.attribute(id, "content")?))
        })
        .collect();
    names.iter().find_map(|wanted| {
        metas.iter().filter(|(name, _)| name == wanted).find_map(|(_, content)| read(content))
    })
}

/// The date that an element gives: for machines, else as its text.
fn value(tree: &Tree<'_>, id: NodeId, read: Read<'_>) -> Option<Date> {
    let mut given =
        ["datetime", "content", "title"].into_iter().filter_map(|attribute| tree.attribute(id, attribute));
    given.find_map(read).or_else(|| short_text(tree, id).and_then(|text| read(&text)))
}

/// Elements marked as the date of publication, or as a time by the headline.
fn stamped(page: &Page<'_>, read: Read<'_>) -> Option<Date> {
    let tree = page.tree;
    let property = |id: &NodeId| {
        let named = |attribute| {
            tree.attribute(*id, attribute)
                .is_some_and(|value: &str| value.to_ascii_lowercase().contains("datepublished"))
        };
        ["itemprop", "property"].into_iter().any(named) || tree.attribute(*id, "pubdate").is_some()
    };
    let stated = tree.elements().filter(property).find_map(|id| value(tree, id, read));
    let time =
        |id: NodeId| tree.name(id) == "time" || tree.name(id) == "abbr" && has(tree, id, &["published"]);
    stated.or_else(|| nearest(page, &time, read))
}

/// Elements whose class says that they hold a date.
fn classed(page: &Page<'_>, read: Read<'_>) -> Option<Date> {
    let tree = page.tree;
    nearest(page, &|id| !matches!(tree.name(id), "body" | "html" | "meta") && has(tree, id, &MARKS), read)
}

/// The date of the wanted element that is nearest to the headline.
fn nearest(page: &Page<'_>, wanted: &dyn Fn(NodeId) -> bool, read: Read<'_>) -> Option<Date> {
    let tree = page.tree;
    let start = page.blocks.get(page.headline.unwrap_or(page.start)).map_or(0, |block| block.node);
    let own = |id: &NodeId| wanted(*id) && !page.aside.holds_any(*id) && !is_other(tree, *id);
    let dated = tree.elements().filter(own).filter_map(|id| Some((id, value(tree, id, read)?)));
    // What stands before the headline is more often of something else.
    let distance = |id: NodeId| if id >= start { id - start } else { (start - id) * 3 };
    dated.min_by_key(|&(id, _)| distance(id)).map(|(_, date)| date)
}

/// Whether a class or an id holds one of these.
fn has(tree: &Tree<'_>, id: NodeId, words: &[&str]) -> bool {
    let values = ["class", "id"].into_iter().filter_map(|attribute| tree.attribute(id, attribute));
    values.map(str::to_ascii_lowercase).any(|value| words.iter().any(|word| value.contains(word)))
}

fn is_other(tree: &Tree<'_>, id: NodeId) -> bool {
    has(tree, id, &OTHERS)
        || ["itemprop", "property"].into_iter().any(|attribute| {
            tree.attribute(id, attribute).is_some_and(|value| value.to_ascii_lowercase().contains("modified"))
        })
}

/// The text of a small element; a large one would hold dates of other things.
fn short_text(tree: &Tree<'_>, id: NodeId) -> Option<String> {
    tree.is_small(id, 40).then(|| tree.text(id)).filter(|text| text.chars().count() <= 120)
}

/// `/2024/11/28/` or `2024-11-28` in an address.
fn in_address(address: &str) -> Option<Date> {
    let path = address.split("://").last()?.split_once('/')?.1;
    let none = Months::default();
    let slashed = path.replace(['_', '-'], "/");
    let parts: Vec<&str> = slashed.split('/').collect();
    let spread = parts.windows(3).find_map(|three| match three {
        [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()) => {
            date(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?)
        }
        _ => None,
    });
    spread.or_else(|| {
        parts
            .iter()
            .filter(|part| part.len() == 8)
            .find_map(|part| dates(part, &none, false).first().copied())
    })
}

/// A line with a date and a name in it is no longer than this.
const LONGEST_DATELINE: usize = 100;

/// The day of the last change, where the page tells it: in its data, in an element marked so, in a line of its own.
fn changed(page: &Page<'_>, american: bool, read: Read<'_>) -> Option<Date> {
    let tree = page.tree;
    let marked = |id: &NodeId| {
        let property =
            tree.attribute(*id, "itemprop").is_some_and(|value| value.eq_ignore_ascii_case("datemodified"));
        property || has(tree, *id, &["updated", "modified"]) && !page.aside.holds_any(*id)
    };
    let element = |id: NodeId| {
        let mut given = ["datetime", "content", "title"].into_iter();
        given.find_map(|name| tree.attribute(id, name)).and_then(read)
    };
    let line = |block: &Block| {
        let told = block.chars <= 200 && page.cues.is_of_update(&block.text);
        told.then(|| dates(&block.text, page.months, american).last().copied()).flatten()
    };
    let data = page.data.modified.iter().find_map(|value| stated(value, page.months, american));
    data.or_else(|| in_metas(tree, &CHANGE_METAS, read))
        .or_else(|| tree.elements().filter(marked).find_map(element))
        .or_else(|| page.blocks.iter().find_map(line))
}

/// A date in a line by the headline, or where the text begins.
fn visible(page: &Page<'_>, american: bool) -> Option<Date> {
    let index = page.headline.unwrap_or(page.start);
    let first = |text: &str| dates(page.cues.before_update(text), page.months, american).first().copied();
    // Of a long line, what it opens with: a place and a day stand there.
    let read = |block: &Block| first(block.text.get(..block.text.floor_char_boundary(160))?);
    let after = page.blocks.iter().enumerate().skip(index).take(12).map(|(at, block)| (at - index, block));
    // What stands before the headline is more often of something else.
    let before =
        page.blocks.iter().take(index).rev().take(6).enumerate().map(|(back, block)| (3 * (back + 1), block));
    // A date by itself, or beside a name, is that of the page; one within a sentence is what the sentence tells.
    let spoken = |block: &Block| if block.chars > LONGEST_DATELINE { 9 } else { 0 };
    let near = after.chain(before).filter(|(_, block)| !block.aside);
    let near = near.map(|(distance, block)| (distance + spoken(block), block));
    let nearest = near
        .filter_map(|(distance, block)| Some((distance, read(block)?)))
        .min_by_key(|(distance, _)| *distance);
    let start = || page.blocks.iter().skip(page.start).take(3).find_map(read);
    nearest.map(|(_, date)| date).or_else(start)
}

/// The date that the page names most often, the earliest of them in its order.
fn guessed(page: &Page<'_>, american: bool) -> Option<Date> {
    let mut counts: Vec<(Date, usize)> = Vec::new();
    let lines = page.blocks.iter().filter(|block| block.chars <= 200).take(2000);
    for date in lines.flat_map(|block| dates(&block.text, page.months, american)) {
        let full = counts.len() >= 500;
        match counts.iter_mut().find(|(other, _)| *other == date) {
            Some((_, count)) => *count += 1,
            None if full => {}
            None => counts.push((date, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(date, _)| date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_hold_dates_in_several_forms() {
        for (address, expected) in [
            ("https://example.org/2024/11/28/session", Some(Date::constant(2024, 11, 28))),
            ("https://example.org/news/2024-11-28-session", Some(Date::constant(2024, 11, 28))),
            ("https://example.org/20241128/1.html", Some(Date::constant(2024, 11, 28))),
            ("https://example.org/news/123456", None),
        ] {
            assert_eq!(in_address(address), expected, "{address}");
        }
    }
}
