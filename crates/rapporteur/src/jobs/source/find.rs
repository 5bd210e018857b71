//! What lies at an address that a person names: a list, or a page that leads to one.

use std::path::Path;

use anyhow::{Context, bail};
use collect::fetch::{Answer, Failure, Fetched, Fetcher, Manner, Request};
use collect::reading::{self, Came};
use record::Form;
use text::html::dates::Months;

use crate::input::plain;
use crate::jobs::collect::local::kind_of;

/// A source as it was found.
pub struct Found {
    pub url: String,
    pub form: Form,
    pub title: Option<String>,
    pub site: Option<String>,
    pub lang: Option<String>,
    /// How many items it holds now, where that was looked at.
    pub leads: Option<usize>,
}

/// A folder or a mailbox of this machine; `None` for what is an address.
pub fn local(asked_for: &str, asked: Option<Form>) -> anyhow::Result<Option<Found>> {
    let is_asked = asked.is_some_and(Form::is_local);
    let path = asked_for.strip_prefix("file://").unwrap_or(asked_for);
    let looks_so =
        path.len() < asked_for.len() || path.starts_with(['/', '.', '~']) || path.ends_with(".mbox");
    if !is_asked && !looks_so && (path.contains("://") || !Path::new(path).exists()) {
        return Ok(None);
    }
    // where it lies in the end: links on the way to it may lead elsewhere tomorrow
    let path = std::fs::canonicalize(path).map_err(|error| anyhow::anyhow!("{path}: {}", plain(&error)))?;
    let url =
        path.to_str().with_context(|| format!("{} is no UTF-8: give it another name", path.display()))?;
    let found = kind_of(&path).map_err(|error| anyhow::anyhow!("{url}: {}", plain(&error)))?;
    let form = match (asked, found) {
        (None | Some(Form::Mailbox), Some(Form::Mailbox)) => Form::Mailbox,
        (Some(Form::Folder), Some(_)) if path.is_dir() => Form::Folder,
        (None, Some(Form::Folder)) => Form::Folder,
        (Some(asked), _) => bail!("{url} is no {}", asked.name()),
        (None, _) => bail!(
            "{url} is neither a folder nor a mailbox: read a single file with `rapporteur ingest`, or add its folder"
        ),
    };
    if path.parent().is_none() {
        bail!("the root of this machine is no folder to watch: name the one that holds publications");
    }
    Ok(Some(Found { url: url.to_owned(), form, title: None, site: None, lang: None, leads: None }))
}

/// Fewer links of one make than this are no list of publications, unless a person says that they are.
const FEWEST_LINKS: usize = 4;

/// Where feeds lie on sites that do not say so, the most usual first.
const USUAL: &[&str] =
    &["/feed/", "/rss", "/rss.xml", "/feed.xml", "/atom.xml", "/feed.json", "/sitemap.xml"];

/// Looks behind an address. A form that a person gave is believed, if the bytes can be read that way.
pub fn find(
    url: &str,
    asked: Option<Form>,
    rule: Option<&str>,
    manner: Manner,
    months: &Months,
) -> anyhow::Result<Found> {
    // a channel is read through its preview, a t.me address is not
    let channel =
        collect::telegram::preview(url).filter(|_| asked == Some(Form::Telegram) || url.contains("t.me/"));
    let url = channel.as_deref().unwrap_or(url);
    let url = if url.contains("://") { url.to_owned() } else { format!("https://{url}") };
    let fetcher = Fetcher::new(manner)?;
    let fetched = get(&fetcher, &url)
        .map_err(|failure| told(&failure))
        .with_context(|| format!("cannot fetch {url}"))?;
    if let Some(found) = list(&fetched, asked, rule, months) {
        return Ok(found);
    }
    if let Some(form) = asked {
        bail!("{url} cannot be read as a {}", form.name());
    }
    let named = reading::feeds_of_page(came(&fetched));
    let base = origin(&fetched.url);
    let usual = USUAL.iter().map(|path| format!("{base}{path}"));
    let account = social(&fetched.url, base);
    let mut tried = Vec::new();
    for candidate in named.into_iter().chain(account).chain(usual) {
        match get(&fetcher, &candidate) {
            Ok(fetched) => {
                if let Some(mut found) = list(&fetched, None, rule, months) {
                    found.site = found.site.or(Some(url));
                    return Ok(found);
                }
                tried.push(format!("{candidate} is no list"));
            }
            Err(failure) => tried.push(format!("{candidate}: {failure}")),
        }
    }
    let listing = list(&fetched, Some(Form::Listing), rule, months);
    if let Some(found) = listing.filter(|found| found.leads.is_some_and(|leads| leads >= FEWEST_LINKS)) {
        return Ok(found);
    }
    bail!(
        "{url} is neither a feed nor a page that leads to one: give the address of a feed or a sitemap, or say what it is with --form\n  {}",
        tried.join("\n  ")
    )
}

/// The feed that Mastodon keeps of an account or a tag beside the page for people.
fn social(url: &str, base: &str) -> Option<String> {
    let path = url.strip_prefix(base)?.split(['?', '#']).next()?.trim_end_matches('/');
    let name = path.strip_prefix("/@").or_else(|| path.strip_prefix("/tags/"))?;
    (!name.is_empty() && !name.contains('/')).then(|| format!("{base}{path}.rss"))
}

fn told(failure: &Failure) -> anyhow::Error {
    match failure {
        Failure::NotPublic(_) => anyhow::anyhow!("{failure}: add --allow-private if you mean it"),
        _ => anyhow::anyhow!("{failure}"),
    }
}

fn get(fetcher: &Fetcher, url: &str) -> Result<Fetched, Failure> {
    match fetcher.fetch(&Request { url: url.to_owned(), is_list: true, ..Request::default() })? {
        Answer::Fresh(fetched) => Ok(fetched),
        // nothing was said that could make a host answer so
        Answer::NotModified => Err(Failure::Status(304, None)),
    }
}

fn came(fetched: &Fetched) -> Came<'_> {
    Came { bytes: &fetched.payload.bytes, media_type: fetched.media_type.as_deref(), url: &fetched.url }
}

fn list(fetched: &Fetched, asked: Option<Form>, rule: Option<&str>, months: &Months) -> Option<Found> {
    let form = asked.or_else(|| reading::tell(came(fetched), months))?;
    let harvest = reading::harvest(form, rule, came(fetched), months).ok()?;
    Some(Found {
        url: fetched.moved_to.clone().unwrap_or_else(|| fetched.url.clone()),
        form,
        title: harvest.title,
        site: harvest.site,
        lang: harvest.lang,
        leads: Some(harvest.leads.len()),
    })
}

fn origin(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(start..).and_then(|rest| rest.find(['/', '?', '#'])).map_or(url.len(), |at| start + at);
    url.get(..end).unwrap_or(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_origin_is_what_stands_before_the_path() {
        for url in ["https://a.example", "https://a.example/x/y", "https://a.example?x", "https://a.example/"]
        {
            assert_eq!(origin(url), "https://a.example", "{url}");
        }
        assert_eq!(origin("x"), "x");
    }

    #[test]
    fn accounts_and_tags_have_a_feed_beside_them() {
        let of = |url: &str| social(url, origin(url));
        assert_eq!(of("https://m.example/@lake").as_deref(), Some("https://m.example/@lake.rss"));
        assert_eq!(
            of("https://m.example/tags/lake/?a=b").as_deref(),
            Some("https://m.example/tags/lake.rss")
        );
        for url in ["https://m.example/@lake/1", "https://m.example/", "https://m.example/@", "x"] {
            assert_eq!(of(url), None, "{url}");
        }
    }
}
