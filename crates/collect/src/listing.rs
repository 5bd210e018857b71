//! Pages that list publications: by a rule of the source, else by the links that look like a list of them.
//!
//! A rule is one or more of these, parted by blanks, and a link has to meet all: `/news/*` for its path (`*` stands
//! for anything), `.class` or `#id` or `element` for what it stands in.

use std::collections::{BTreeMap, HashSet};

use text::decode::decode_markup;
use text::gate::{Limits, Refused};
use text::html::dates::{Months, dates};
use text::html::{NodeId, Tree};

use crate::feed::resolve;
use crate::lead::{Harvest, Lead, When};

struct Link {
    id: NodeId,
    url: String,
    text: String,
}

pub fn read(
    bytes: &[u8],
    charset: Option<&str>,
    address: &str,
    rule: Option<&str>,
    months: &Months,
    limits: &Limits,
) -> Result<Harvest, Refused> {
    let markup = decode_markup(bytes, charset).text;
    let tree = Tree::build(&markup, limits)?;
    let links = links(&tree, address);
    let chosen: Vec<&Link> = match rule.map(str::trim).filter(|rule| !rule.is_empty()) {
        Some(rule) => links.iter().filter(|link| meets(&tree, link, rule)).collect(),
        None => learned(&tree, &links, months),
    };
    let mut harvest = Harvest { site: Some(address.to_owned()), ..Harvest::default() };
    harvest.title = tree
        .elements()
        .find(|&id| tree.name(id) == "title")
        .map(|id| tree.text(id))
        .filter(|title| !title.is_empty());
    harvest.next = tree
        .elements()
        .filter(|&id| {
            tree.attribute(id, "rel").is_some_and(|rel| rel.split_whitespace().any(|rel| rel == "next"))
        })
        .find_map(|id| tree.attribute(id, "href").map(|href| resolve(address, href)));
    let holders = holders(&tree, &chosen);
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for link in chosen {
        let published = holders.get(&link.id).and_then(|&holder| dated(&tree, holder, months));
        match places.get(&link.url).and_then(|&at| harvest.leads.get_mut(at)) {
            // a picture and a title lead to the same place: the title is the longer
            Some(lead) => {
                if link.text.len() > lead.title.as_ref().map_or(0, String::len) {
                    lead.title = Some(link.text.clone());
                }
                lead.published = lead.published.or(published);
            }
            None => {
                places.insert(link.url.clone(), harvest.leads.len());
                let title = (!link.text.is_empty()).then(|| link.text.clone());
                harvest.leads.push(Lead { url: Some(link.url.clone()), title, published, ..Lead::default() });
            }
        }
    }
    if harvest.leads.is_empty() {
        let why = if rule.is_some() {
            "no link on the page meets the rule"
        } else {
            "no list of links was found on the page"
        };
        harvest.notes.push(why.to_owned());
    }
    Ok(harvest)
}

fn links(tree: &Tree<'_>, address: &str) -> Vec<Link> {
    let based =
        tree.elements().filter(|&id| tree.name(id) == "base").find_map(|id| tree.attribute(id, "href"));
    let base = based.map_or_else(|| address.to_owned(), |base| resolve(address, base));
    let link = |id: NodeId| {
        let href = tree.attribute(id, "href")?.trim();
        let url = resolve(&base, href);
        let url = url.split('#').next().unwrap_or_default().to_owned();
        let web = url.starts_with("http://") || url.starts_with("https://");
        (web && !href.starts_with('#') && url != address).then(|| Link { id, url, text: tree.text(id) })
    };
    tree.elements().filter(|&id| tree.name(id) == "a").filter_map(link).collect()
}

fn around<'t>(tree: &'t Tree<'_>, id: NodeId) -> impl Iterator<Item = NodeId> + 't {
    std::iter::successors(tree.parent(id), |&id| tree.parent(id))
}

fn host(url: &str) -> &str {
    url.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?']).next().unwrap_or_default())
}

fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find(['/', '?']).and_then(|at| rest.get(at..)).unwrap_or("/")
}

fn meets(tree: &Tree<'_>, link: &Link, rule: &str) -> bool {
    rule.split_whitespace().all(|part| {
        let within = |test: &dyn Fn(NodeId) -> bool| test(link.id) || around(tree, link.id).any(test);
        match part.split_at_checked(1) {
            Some((".", class)) => within(&|id| tree.has_class(id, class)),
            Some(("#", name)) => within(&|id| tree.attribute(id, "id") == Some(name)),
            Some(("/" | "*", _)) => glob(part, path(&link.url)),
            _ if part.contains("://") => glob(part, &link.url),
            _ => within(&|id| tree.name(id).eq_ignore_ascii_case(part)),
        }
    })
}

/// `*` stands for anything; the pattern is of the whole.
fn glob(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        match rest.find(part).and_then(|at| rest.get(at + part.len()..)) {
            Some(after) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

/// Elements and classes of what is no list of publications.
const ASIDE: [&str; 10] =
    ["nav", "footer", "menu", "breadcrumb", "breadcrumbs", "pagination", "pager", "tags", "social", "lang"];

/// Links of one make are those that stand in elements of the same names and classes, three levels up.
fn make(tree: &Tree<'_>, id: NodeId) -> String {
    let shown = |id: NodeId| {
        let class = tree.attribute(id, "class").unwrap_or_default();
        // numbers in class names count the items
        let class: String = class
            .split_whitespace()
            .take(2)
            .map(|one| one.trim_end_matches(|c: char| c.is_ascii_digit()))
            .collect::<Vec<_>>()
            .join(".");
        format!("{}.{class}", tree.name(id))
    };
    std::iter::once(id).chain(around(tree, id).take(3)).map(shown).collect::<Vec<_>>().join("<")
}

/// The links of the make that says most: several, to this site, each with words enough for a title.
fn learned<'l>(tree: &Tree<'_>, links: &'l [Link], months: &Months) -> Vec<&'l Link> {
    let mut makes: BTreeMap<String, Vec<&Link>> = BTreeMap::new();
    for link in links {
        let aside = around(tree, link.id).any(|id| {
            let class = tree.attribute(id, "class").unwrap_or_default().to_ascii_lowercase();
            let words = class.split(|c: char| !c.is_ascii_alphanumeric());
            ASIDE.contains(&tree.name(id)) || words.into_iter().any(|word| ASIDE.contains(&word))
        });
        if !aside {
            makes.entry(make(tree, link.id)).or_default().push(link);
        }
    }
    let home =
        links.iter().map(|link| host(&link.url)).fold(BTreeMap::<&str, usize>::new(), |mut counts, host| {
            *counts.entry(host).or_default() += 1;
            counts
        });
    let home =
        home.into_iter().max_by_key(|(_, count)| *count).map(|(host, _)| host.to_owned()).unwrap_or_default();
    let worth = |links: &Vec<&Link>| -> usize {
        let different: HashSet<&str> = links.iter().map(|link| link.url.as_str()).collect();
        if different.len() < 3 {
            return 0;
        }
        let words: usize = links
            .iter()
            .filter(|link| host(&link.url) == home && link.text.chars().count() >= 20)
            .map(|link| link.text.chars().count().min(120))
            .sum();
        let holders = holders(tree, links);
        let dates = links
            .iter()
            .filter(|link| holders.get(&link.id).is_some_and(|&holder| dated(tree, holder, months).is_some()))
            .count();
        // a list whose items bear dates is one of publications
        words * (links.len() + 2 * dates) / links.len()
    };
    let best = makes.into_values().map(|links| (worth(&links), links)).filter(|(worth, _)| *worth > 0);
    best.max_by_key(|(worth, _)| *worth).map(|(_, links)| links).unwrap_or_default()
}

/// For each link, the largest element around it that holds no other of the list: its item.
fn holders(tree: &Tree<'_>, links: &[&Link]) -> BTreeMap<NodeId, NodeId> {
    let mut held: BTreeMap<NodeId, Option<&str>> = BTreeMap::new();
    for link in links {
        for id in std::iter::once(link.id).chain(around(tree, link.id)) {
            let url = held.entry(id).or_insert(Some(&link.url));
            if *url != Some(link.url.as_str()) {
                *url = None;
            }
        }
    }
    let holder = |link: &&Link| {
        let own = |id: &NodeId| held.get(id).is_some_and(Option::is_some);
        let outer = around(tree, link.id).take_while(own).last().unwrap_or(link.id);
        (link.id, outer)
    };
    links.iter().map(holder).collect()
}

/// The day that an item bears: for machines, else as its text.
fn dated(tree: &Tree<'_>, holder: NodeId, months: &Months) -> Option<When> {
    let mut elements = tree.within(holder).take(200);
    let marked = elements.find_map(|id| {
        let value = tree
            .attribute(id, "datetime")
            .or_else(|| (tree.name(id) == "meta").then(|| tree.attribute(id, "content"))?)?;
        crate::feed::when(value, months)
    });
    marked.or_else(|| {
        let small = tree.is_small(holder, 200).then(|| tree.text(holder))?;
        let on = dates(small.get(..small.floor_char_boundary(600))?, months, false).first().copied()?;
        Some(When { on, at: None })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<title>News</title><nav><ul><li><a href='/about/the-organisation'>About the organisation and its bodies</a></li></ul></nav>\
        <div class='list'><div class='item i1'><span>28.11.2024</span><a href='/news/1'><img></a><a href='/news/1'>The Council met in the capital on Thursday</a></div>\
        <div class='item i2'><span>27.11.2024</span><a href='/news/2#top'>The Secretary General received an ambassador</a></div>\
        <div class='item i3'><span>26.11.2024</span><a href='/news/3'>A meeting of the working group was held</a></div></div>\
        <div class=tags><a href='/t/1'>x</a></div><a rel=next href='?page=2'>2</a>";

    fn found(rule: Option<&str>) -> Vec<(String, String, String)> {
        let months = Months::default();
        let harvest =
            read(PAGE.as_bytes(), None, "http://example.org/news", rule, &months, &Limits::default())
                .unwrap();
        assert_eq!(harvest.next.as_deref(), Some("http://example.org/news?page=2"));
        let shown = |lead: Lead| {
            (
                lead.url.unwrap_or_default(),
                lead.title.unwrap_or_default(),
                lead.published.map(|when| when.on.to_string()).unwrap_or_default(),
            )
        };
        harvest.leads.into_iter().map(shown).collect()
    }

    #[test]
    fn by_a_rule_and_without() {
        let all = found(None);
        assert_eq!(all.len(), 3, "{all:?}");
        assert_eq!(
            all[0],
            (
                "http://example.org/news/1".to_owned(),
                "The Council met in the capital on Thursday".to_owned(),
                "2024-11-28".to_owned()
            )
        );
        assert_eq!(found(Some("/news/*")), all);
        assert_eq!(found(Some(".list a")), all);
        assert_eq!(found(Some(".list /news/2"))[0].1, "The Secretary General received an ambassador");
        assert!(found(Some("#none")).is_empty());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(markup in "(</?(a|div|li|ul|p)( (href|class)='(/x|/y|item)')?>|some words of a title here|2024-11-28){0,40}", rule in "[./#*a-c ]{0,8}") {
            let _ = read(markup.as_bytes(), None, "http://a/", Some(&rule), &Months::default(), &Limits::default());
        }
    }
}
