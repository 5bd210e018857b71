//! Reports that templates describe: what is asked for is looked up, read and drawn.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use record::{Date, EntryId, Profile, Publication};
use report::template::{Length, Need, Template};
use report::{Asked, Bulletin, Found, Locale, Period};
use search::{Id, Page as Slice};
use store::{Archive, SqliteStore};
use text::fold::fold;

use super::gather::{Gathered, gather};
use super::{period, profile};
use crate::cli::Draw as Args;
use crate::data;
use crate::derive::Mark;
use crate::index;
use crate::jobs::show::called;
use crate::out::Usage;
use crate::packs::Packs;
use crate::places::Atlas;

/// Answers to a query that a report looks at.
const MOST_FOUND: usize = 2000;

/// Where the templates that come with the program lie among the packs.
const GROUP: &str = "reports";

/// The report of a kind, or of the template that is given.
pub fn drawn(
    kind: &str,
    args: &Args,
    packs: &Packs,
    dir: &Path,
    locale: &Locale,
    as_of: Date,
) -> anyhow::Result<Bulletin> {
    let template = match &args.template {
        Some(path) => of_file(path)?,
        None => template(packs, kind)?.1,
    };
    let store = data::open_to_read(dir)?;
    let wish = Wish {
        orgs: &args.org,
        of: args.of.as_deref(),
        query: args.query.as_deref(),
        on: args.on,
        between: args.from.zip(args.to),
        as_of,
        today: data::today(),
    };
    bulletin(&store, dir, packs, &template, &wish, locale)
}

/// What is asked of a template.
pub struct Wish<'a> {
    pub orgs: &'a [String],
    pub of: Option<&'a str>,
    pub query: Option<&'a str>,
    pub on: Option<Date>,
    pub between: Option<(Date, Date)>,
    pub as_of: Date,
    pub today: Date,
}

pub fn bulletin(
    store: &SqliteStore,
    dir: &Path,
    packs: &Packs,
    template: &Template,
    wish: &Wish<'_>,
    locale: &Locale,
) -> anyhow::Result<Bulletin> {
    check(template, wish)?;
    store.keep_pages(super::stories::PAGES)?;
    let mut orgs = Vec::new();
    for org in wish.orgs {
        orgs.push(profile(packs, org)?.clone());
    }
    let mut subject = None;
    if let Some(of) = wish.of {
        match meant(store, packs, of)? {
            Meant::Entry(id) => subject = Some(id),
            Meant::Body(profile) => orgs.push(profile),
        }
    }
    let period = match wish.between {
        Some((from, to)) => period(from, to)?,
        None => around(wish.on.unwrap_or(wish.today), template.parameters.period)?,
    };
    let found = wish.query.map(|query| found(store, dir, packs, query, period)).transpose()?;
    let Gathered { shelf, stories, activity, weights, partial } =
        gather(store, template, &orgs, found.as_ref(), period, dir)?;
    let atlas = Atlas::new(packs)?;
    Ok(report::draw(&Asked {
        template,
        record: &shelf,
        names: &atlas,
        orgs: &orgs,
        subject,
        found: found.as_ref(),
        stories: &stories,
        activity: &activity,
        weights: &weights,
        partial,
        period,
        lang: &locale.lang,
        as_of: wish.as_of,
    }))
}

/// Whether what is asked for is what the template takes.
fn check(template: &Template, wish: &Wish<'_>) -> Result<(), Usage> {
    let kind = &template.kind;
    let takes = &template.parameters;
    let given = [
        ("--org", takes.org, !wish.orgs.is_empty()),
        ("--of", takes.subject, wish.of.is_some()),
        ("--query", takes.query, wish.query.is_some()),
    ];
    for (flag, need, given) in given {
        match (need, given) {
            (Need::No, true) => return Err(Usage(format!("a {kind} takes no {flag}"))),
            (Need::Must, false) => return Err(Usage(format!("a {kind} needs {flag}"))),
            _ => {}
        }
    }
    if takes.subject != Need::No && wish.of.is_none() && wish.orgs.is_empty() && wish.query.is_none() {
        return Err(Usage(format!("a {kind} is of something: give --of, --org or --query")));
    }
    Ok(())
}

/// The period that a day stands for.
fn around(day: Date, length: Length) -> anyhow::Result<Period> {
    let days = |count: i64| jiff::Span::new().days(count);
    let (from, to) = match length {
        Length::Day => (day, day),
        Length::Week => (day.saturating_sub(days(6)), day),
        Length::Month => (day.first_of_month(), day.last_of_month()),
        Length::Year => (day.first_of_year(), day.last_of_year()),
        // at the end of time there is no day ahead
        Length::Ahead => {
            let end = day.saturating_add(jiff::Span::new().years(1)).saturating_sub(days(1));
            (day, end.max(day))
        }
        Length::All => (Date::constant(1, 1, 1), Date::MAX),
    };
    period(from, to)
}

enum Meant {
    Entry(EntryId),
    /// A body or a series of events, as an organisation of its own.
    Body(Profile),
}

/// What words can mean: a body or series by its id or a name, an entry by the start of its id or a name.
fn meant(store: &SqliteStore, packs: &Packs, of: &str) -> anyhow::Result<Meant> {
    let wanted = fold(of);
    for profile in packs.profiles()? {
        let is_meant = |id: &str, names: &record::profile::NamesByLang| {
            format!("{}/{id}", profile.slug) == of
                || names.values().flatten().any(|form| fold(form) == wanted)
        };
        let as_org =
            |id: &str, names: &record::profile::NamesByLang, series: Vec<record::profile::Series>| Profile {
                slug: format!("{}/{id}", profile.slug),
                names: names.clone(),
                members: Vec::new(),
                observers: Vec::new(),
                partners: Vec::new(),
                bodies: Vec::new(),
                series,
            };
        if let Some(body) = profile.bodies.iter().find(|body| is_meant(&body.id, &body.names)) {
            return Ok(Meant::Body(as_org(&body.id, &body.names, Vec::new())));
        }
        if let Some(series) = profile.series.iter().find(|one| is_meant(&one.id, &one.names)) {
            return Ok(Meant::Body(as_org(&series.id, &series.names, vec![series.clone()])));
        }
        if profile.slug == of || profile.names.values().flatten().any(|form| fold(form) == wanted) {
            return Ok(Meant::Body(profile.clone()));
        }
    }
    if of.len() >= 6
        && of.bytes().all(|byte| byte.is_ascii_hexdigit())
        && let Some(entry) = store.entry_by_prefix(of)?
    {
        return Ok(Meant::Entry(entry.id));
    }
    let entries = called(store, of)?;
    let chosen = entries.iter().find(|entry| matches!(entry.kind.as_str(), "person" | "event"));
    match chosen {
        Some(entry) => Ok(Meant::Entry(entry.id)),
        None => Err(Usage(format!(
            "the record holds no person or event called {of:?}, and no pack a body: `rapporteur search` looks into texts too"
        ))
        .into()),
    }
}

/// What answers a query: publications of the period, and entries.
fn found(
    store: &SqliteStore,
    dir: &Path,
    packs: &Packs,
    query: &str,
    period: Period,
) -> anyhow::Result<Found> {
    let state = Mark::new(dir).state();
    let index = match index::open(dir, &state)? {
        Some(index) => index,
        None => index::bring_up(dir, store, packs, &state).context("cannot build the search index")?,
    };
    let slice = Slice { offset: 0, limit: MOST_FOUND };
    let mut publications: Vec<Publication> = Vec::new();
    for hit in index.search(&format!("{query} kind:publication"), slice)?.hits {
        if let Id::Publication(id) = hit.id
            && let Some(one) = store.publication(id, None)?
            && one.published_on.is_none_or(|day| period.from() <= day && day <= period.to())
        {
            publications.push(one);
        }
    }
    let hits = index.search(&format!("{query} kind:entry"), slice)?.hits;
    let entry = |hit: search::Hit| match hit.id {
        Id::Entry(id) => Some(id),
        Id::Publication(_) => None,
    };
    let entries: BTreeSet<EntryId> = hits.into_iter().filter_map(entry).collect();
    Ok(Found { query: query.to_owned(), publications, entries })
}

/// Every template among the packs, with its text.
pub fn templates(packs: &Packs) -> anyhow::Result<Vec<(String, Template)>> {
    let mut templates = Vec::new();
    for (path, bytes) in packs.group(GROUP)? {
        let source = String::from_utf8_lossy(&bytes).into_owned();
        let template =
            Template::parse(&source).with_context(|| format!("cannot read the template {path}"))?;
        templates.push((source, template));
    }
    Ok(templates)
}

pub fn template(packs: &Packs, kind: &str) -> anyhow::Result<(String, Template)> {
    let templates = templates(packs)?;
    let kinds: Vec<String> = templates.iter().map(|(_, template)| template.kind.clone()).collect();
    let found = templates.into_iter().find(|(_, template)| template.kind == kind);
    let unknown = || Usage(format!("there is no template {kind:?}: there are {}", kinds.join(", ")));
    Ok(found.ok_or_else(unknown)?)
}

fn of_file(path: &Path) -> anyhow::Result<Template> {
    let source = std::fs::read_to_string(path)
        .with_context(|| format!("cannot read the template {}", path.display()))?;
    Template::parse(&source).with_context(|| format!("cannot use the template {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_stands_for_a_period() {
        let day: Date = "2024-02-29".parse().unwrap();
        let check = |length, from: &str, to: &str| {
            let period = around(day, length).unwrap();
            assert_eq!(
                (period.from().to_string(), period.to().to_string()),
                (from.to_owned(), to.to_owned())
            );
        };
        check(Length::Day, "2024-02-29", "2024-02-29");
        check(Length::Week, "2024-02-23", "2024-02-29");
        check(Length::Month, "2024-02-01", "2024-02-29");
        check(Length::Year, "2024-01-01", "2024-12-31");
        check(Length::Ahead, "2024-02-29", "2025-02-27");
        assert!(around(Date::MIN, Length::Week).is_ok() && around(Date::MAX, Length::Ahead).is_ok());
    }

    #[test]
    fn the_templates_that_come_with_the_program_are_sound() {
        let packs = Packs::open(None).unwrap();
        let kinds: Vec<String> = templates(&packs).unwrap().into_iter().map(|(_, one)| one.kind).collect();
        assert_eq!(kinds, ["calendar", "chronicle", "digest", "profile", "register", "weekly"]);
        for (_, template) in templates(&packs).unwrap() {
            let langs = |words: &report::template::ByLang| words.keys().cloned().collect::<Vec<_>>();
            assert_eq!(langs(&template.title), langs(&template.about), "{}", template.kind);
            assert!(template.sections.iter().all(|part| langs(&part.title) == langs(&template.title)));
        }
        assert!(template(&packs, "novel").unwrap_err().to_string().contains("calendar, chronicle"));
    }
}
