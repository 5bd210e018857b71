//! `rapporteur report`: what an organisation did in a period, with a citation behind every line.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use record::{Date, Profile};
use report::{Input, Locale, Outcomes, Period, Reading, Shelf};
use store::{Archive, ClaimFilter};
use text::fold::fold;

use crate::cli::{Outcomes as Args, Page};
use crate::data;
use crate::names;
use crate::out::{Ending, Out, Usage};
use crate::packs::Packs;

pub fn outcomes(args: Args) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let profile = profile(&packs, &args.org)?;
    let locale = locale(&args.lang)?;
    let period = period(args.from, args.to)?;
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let as_of = args.as_of.unwrap_or_else(data::today);
    let outcomes = compose(&store, &packs, profile, period, locale, as_of)?;
    let page = render(&outcomes, locale, args.format);
    let mut out = Out::new();
    match args.output.as_deref() {
        Some(path) if path.as_os_str() != "-" => write(path, &page)?,
        _ => drop(out.print(&page)),
    }
    out.end()
}

pub fn write(path: &Path, page: &str) -> anyhow::Result<()> {
    std::fs::write(path, page).with_context(|| format!("cannot write the report to {}", path.display()))
}

pub fn render(outcomes: &Outcomes, locale: &Locale, format: Page) -> String {
    match format {
        Page::Html => report::html::render(outcomes, locale),
        Page::Md => report::markdown::render(outcomes, locale),
        Page::Json => report::json::render(outcomes),
    }
}

/// The report of what the record holds now.
pub fn compose(
    store: &dyn Archive,
    packs: &Packs,
    profile: &Profile,
    period: Period,
    locale: &Locale,
    as_of: Date,
) -> anyhow::Result<Outcomes> {
    let directory = names::directory(packs)?;
    let shelf = shelf(store)?;
    let input = Input { record: &shelf, profile, names: &directory, period, lang: &locale.lang, as_of };
    Ok(report::compose(&input))
}

/// Entries with their claims, and the texts that those cite.
fn shelf(store: &dyn Archive) -> Result<Shelf, store::Error> {
    let entries = store.entries(None)?;
    let behind: BTreeSet<_> = entries.iter().flat_map(|entry| &entry.claims).copied().collect();
    let mut claims = Vec::new();
    store.each_claim(&ClaimFilter::default(), &mut |claim| {
        if behind.contains(&claim.id) {
            claims.push(claim);
        }
        Ok(())
    })?;
    let mut readings = BTreeMap::new();
    for evidence in claims.iter().flat_map(|claim| &claim.evidence) {
        let key = (evidence.publication, evidence.version);
        if readings.contains_key(&key) {
            continue;
        }
        if let (Some(publication), Some(text)) =
            (store.publication(key.0, Some(key.1))?, store.text(key.0, key.1)?)
        {
            readings.insert(key, Reading { publication, text });
        }
    }
    Ok(Shelf::new(entries, claims, readings.into_values()))
}

/// The organisation by its slug or by any of its names.
pub fn profile<'p>(packs: &'p Packs, asked: &str) -> anyhow::Result<&'p Profile> {
    let profiles = packs.profiles()?;
    if let Some(profile) = profiles.iter().find(|profile| profile.slug == asked) {
        return Ok(profile);
    }
    let wanted = fold(asked);
    let named = |profile: &&Profile| profile.names.values().flatten().any(|form| fold(form) == wanted);
    profiles.iter().find(named).ok_or_else(|| {
        let near = profiles
            .iter()
            .filter(|profile| profile.slug.contains(&wanted) || wanted.contains(&profile.slug));
        let near: Vec<&str> = near.map(|profile| profile.slug.as_str()).collect();
        let hint = if near.is_empty() {
            "`rapporteur pack list --orgs` names them all".to_owned()
        } else {
            format!("did you mean {}?", near.join(", "))
        };
        Usage(format!("no pack knows an organisation {asked:?}: {hint}")).into()
    })
}

pub fn locale(lang: &str) -> anyhow::Result<&'static Locale> {
    Locale::built_in(lang).ok_or_else(|| {
        let tags: Vec<&str> = Locale::tags().collect();
        Usage(format!("reports are not written in {lang:?}: the languages are {}", tags.join(", "))).into()
    })
}

pub fn period(from: Date, to: Date) -> anyhow::Result<Period> {
    let backwards = || {
        Usage(format!(
            "the period ends on {to}, before it starts on {from}: give --from and --to the other way round"
        ))
    };
    Ok(Period::new(from, to).ok_or_else(backwards)?)
}
