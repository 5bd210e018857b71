//! Lists of sources that are passed on: OPML, as feed readers have it, and `sources.toml`, with everything.

use anyhow::{Context, bail};
use collect::opml::{self, Outline};
use record::{Form, Lang, Source, Standing};
use serde::{Deserialize, Serialize};

use super::{form, standing};
use crate::jobs::name_is_fit;

/// A source of a list; its name may be missing there.
pub struct Entry {
    pub slug: Option<String>,
    pub source: Source,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Roll {
    #[serde(default)]
    source: Vec<Row>,
}

/// What is `None` is left out by TOML itself.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: Option<String>,
    url: String,
    form: Option<String>,
    title: Option<String>,
    site: Option<String>,
    lang: Option<String>,
    country: Option<String>,
    publisher: Option<String>,
    standing: Option<String>,
    reliability: Option<String>,
    every_minutes: Option<u32>,
    #[serde(default)]
    tags: Vec<String>,
    rule: Option<String>,
    active: Option<bool>,
}

/// The sources of a list, and what is wrong with some of them.
pub fn read(name: &str, bytes: &[u8]) -> anyhow::Result<(Vec<Entry>, Vec<String>)> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let rows = if start.starts_with(b"<") { from_opml(bytes) } else { from_toml(name, bytes)? };
    let (mut entries, mut troubles) = (Vec::new(), Vec::new());
    for row in rows {
        let url = row.url.clone();
        match entry(row) {
            Ok(entry) => entries.push(entry),
            Err(error) => troubles.push(format!("{name}: {url}: {error:#}")),
        }
    }
    Ok((entries, troubles))
}

fn from_toml(name: &str, bytes: &[u8]) -> anyhow::Result<Vec<Row>> {
    let text = std::str::from_utf8(bytes).with_context(|| format!("{name} is no UTF-8"))?;
    let roll: Roll = toml::from_str(text).with_context(|| format!("{name} is no list of sources"))?;
    Ok(roll.source)
}

fn entry(row: Row) -> anyhow::Result<Entry> {
    if let Some(name) = &row.name {
        name_is_fit("source", name)?;
    }
    let form = row.form.as_deref().map_or(Ok(Form::Feed), form)?;
    if form.is_local() {
        // a list may come from anybody, and none but its owner says what of a machine is read
        bail!("a {} is added by hand: rapporteur source add PATH", form.name());
    }
    let url = collect::address::canonical(&row.url).context("not an address that can be fetched")?;
    let source = Source {
        slug: String::new(),
        url,
        form,
        title: row.title,
        site: row.site,
        lang: row.lang.map(|lang| Lang::new(&lang)),
        country: row.country,
        publisher: row.publisher,
        standing: row.standing.as_deref().map_or(Ok(Standing::Other), standing)?,
        reliability: row.reliability,
        every_minutes: row.every_minutes.filter(|minutes| *minutes > 0),
        tags: row.tags,
        rule: row.rule,
        is_active: row.active.unwrap_or(true),
    };
    Ok(Entry { slug: row.name, source })
}

pub fn toml(sources: &[Source]) -> anyhow::Result<String> {
    let row = |source: &Source| Row {
        name: Some(source.slug.clone()),
        url: source.url.clone(),
        form: Some(source.form.name().to_owned()),
        title: source.title.clone(),
        site: source.site.clone(),
        lang: source.lang.as_ref().map(|lang| lang.as_str().to_owned()),
        country: source.country.clone(),
        publisher: source.publisher.clone(),
        standing: Some(source.standing.name().to_owned()),
        reliability: source.reliability.clone(),
        every_minutes: source.every_minutes,
        tags: source.tags.clone(),
        rule: source.rule.clone(),
        active: (!source.is_active).then_some(false),
    };
    Ok(toml::to_string(&Roll { source: sources.iter().map(row).collect() })?)
}

/// As feed readers have it.
pub fn opml(sources: &[Source]) -> String {
    let outline = |source: &Source| Outline {
        url: source.url.clone(),
        title: Some(source.title.clone().unwrap_or_else(|| source.slug.clone())),
        site: source.site.clone(),
        lang: source.lang.as_ref().map(|lang| lang.as_str().to_owned()),
        tags: source.tags.clone(),
    };
    // a reader of feeds can do nothing with the folders of a machine
    let outlines: Vec<Outline> =
        sources.iter().filter(|source| !source.form.is_local()).map(outline).collect();
    opml::write("Sources", &outlines)
}

fn from_opml(bytes: &[u8]) -> Vec<Row> {
    let row = |outline: Outline| {
        let Outline { url, title, site, lang, tags } = outline;
        Row { url, title, site, lang, tags, ..Row::default() }
    };
    opml::read(bytes).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> Source {
        Source {
            slug: "lake".to_owned(),
            url: "https://lake.example/feed?a=1&b=2".to_owned(),
            form: Form::Feed,
            title: Some("Озеро \"<&>\"".to_owned()),
            site: Some("https://lake.example/".to_owned()),
            lang: Some(Lang::new("ru")),
            country: Some("KZ".to_owned()),
            publisher: Some("Lake District".to_owned()),
            standing: Standing::Official,
            reliability: None,
            every_minutes: Some(30),
            tags: vec!["lakes".to_owned()],
            rule: None,
            is_active: false,
        }
    }

    #[test]
    fn a_list_that_was_written_is_read_as_it_was() {
        let written = toml(&[source()]).unwrap();
        let (entries, troubles) = read("sources.toml", written.as_bytes()).unwrap();
        assert_eq!(troubles, Vec::<String>::new());
        assert_eq!(entries[0].slug.as_deref(), Some("lake"));
        assert_eq!(Source { slug: "lake".to_owned(), ..entries[0].source.clone() }, source());
    }

    #[test]
    fn feed_readers_read_what_is_written_for_them() {
        let written = opml(&[source()]);
        let (entries, troubles) = read("list.opml", written.as_bytes()).unwrap();
        assert_eq!(troubles, Vec::<String>::new());
        let Source { url, title, site, lang, .. } = source();
        let read = &entries[0].source;
        assert_eq!((&read.url, &read.title, &read.site, &read.lang), (&url, &title, &site, &lang));
    }

    #[test]
    fn what_is_wrong_is_named_and_the_rest_is_taken() {
        let list = "[[source]]\nurl = 'https://a.example/feed'\n[[source]]\nurl = 'mailto:x'\n[[source]]\nurl = 'https://b.example'\nform = 'leaflet'\n[[source]]\nname = 'Big Name'\nurl = 'https://c.example'\n";
        let (entries, troubles) = read("s.toml", list.as_bytes()).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(troubles.len(), 3, "{troubles:?}");
        assert!(read("s.toml", b"[[source]]\nurl = 'x'\nurk = 1").is_err());
        assert!(read("s.toml", b"\xff").is_err());
    }

    #[test]
    fn the_sources_of_profiles_are_sound() {
        let packs = crate::packs::Packs::open(None).unwrap();
        let profiles: Vec<&str> = packs.profiles().unwrap().iter().map(|profile| &*profile.slug).collect();
        let (mut names, mut urls, mut lists) = (Vec::new(), Vec::new(), 0);
        for (path, bytes) in packs.group("orgs").unwrap() {
            let Some(slug) = path.strip_prefix("orgs/").and_then(|path| path.strip_suffix("/sources.toml"))
            else {
                continue;
            };
            lists += 1;
            assert!(profiles.contains(&slug), "{path} is of no organisation");
            let (entries, troubles) = read(&path, &bytes).unwrap();
            assert_eq!(troubles, Vec::<String>::new());
            assert!(!entries.is_empty(), "{path} names no source");
            for Entry { slug, source } in entries {
                names.push(slug.unwrap_or_else(|| panic!("{path}: {} has no name", source.url)));
                assert!(source.url.starts_with("https://"), "{path}: {}", source.url);
                assert_eq!(source.standing, Standing::Official, "{path}: {}", source.url);
                assert!(source.publisher.is_some() && source.lang.is_some(), "{path}: {}", source.url);
                urls.push(source.url);
            }
        }
        assert!(lists >= 10, "{lists}");
        for all in [&mut names, &mut urls] {
            let count = all.len();
            all.sort();
            all.dedup();
            assert_eq!(all.len(), count, "{all:?}");
        }
    }
}
