//! `rapporteur source`: from where is collected.

mod find;
mod look;
mod roll;

use anyhow::{Context, bail};
use collect::fetch;
use jiff::Timestamp;
use record::{Form, Lang, Source, Standing};
use store::collection::Collection;
use store::{Archive, SqliteStore};

use crate::cli::{Roll, SourceAdd, SourceExport, SourceImport, SourceJob, SourceRemove};
use crate::data;
use crate::out::{Ending, Out, Usage, counted};
use crate::packs::Packs;
use crate::quote::safe;

pub fn run(job: SourceJob) -> anyhow::Result<Ending> {
    match job {
        SourceJob::Add(args) => add(*args),
        SourceJob::List(args) => look::list(&args, false),
        SourceJob::Health(args) => look::list(&args, true),
        SourceJob::Show(args) => look::show(&args),
        SourceJob::Remove(args) => remove(&args),
        SourceJob::Import(args) => import(&args),
        SourceJob::Export(args) => export(&args),
    }
}

fn named<T: Copy>(
    what: &str,
    name: &str,
    of_name: fn(&str) -> Option<T>,
    all: &[T],
    told: fn(T) -> &'static str,
) -> Result<T, Usage> {
    of_name(name).ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|one| told(*one)).collect();
        Usage(format!("there is no {what} {name:?}: it is one of {}", names.join(", ")))
    })
}

pub fn form(name: &str) -> Result<Form, Usage> {
    named("form of a source", name, Form::of_name, Form::ALL, Form::name)
}

pub fn standing(name: &str) -> Result<Standing, Usage> {
    named("standing", name, Standing::of_name, Standing::ALL, Standing::name)
}

fn add(args: SourceAdd) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let asked = args.form.as_deref().map(form).transpose()?;
    let standing = standing(&args.standing)?;
    if let Some(name) = &args.name {
        super::name_is_fit("source", name)?;
    }
    // what a person asks for by hand, once, is no crawling: RFC 9309 is about crawlers
    let manner = fetch::Manner { robots: None, ..super::collect::manner(&args.network)? };
    let mut out = Out::new();
    let found = match find::local(&args.url, asked)? {
        Some(found) => found,
        None => {
            out.watch("looking what it is");
            let packs = Packs::open(None)?;
            let found = find::find(&args.url, asked, args.rule.as_deref(), manner, &packs.pages()?.months);
            out.watched();
            found?
        }
    };
    let mut store = SqliteStore::open(&dir)?;
    let known = store.sources()?.into_iter().find(|filed| filed.source.url == found.url);
    let slug = match (args.name, known) {
        (Some(name), _) => name,
        (None, Some(known)) => {
            let slug = known.source.slug;
            out.note(format!(
                "it is a source already, {slug}: what you give takes the place of what was known"
            ));
            slug
        }
        (None, None) => free_slug(&store, &found.url)?,
    };
    let source = Source {
        slug: slug.clone(),
        form: found.form,
        title: found.title,
        site: found.site,
        lang: args.lang.or(found.lang).map(|lang| Lang::new(&lang)),
        country: args.country,
        publisher: args.publisher,
        standing,
        reliability: args.reliability,
        every_minutes: args.every,
        tags: args.tags,
        rule: args.rule,
        is_active: true,
        url: found.url,
    };
    let host = fetch::host_of(&source.url).unwrap_or_default();
    store.save_source(&source, &host, Timestamp::now())?;
    let title = source.title.as_deref().map(|title| format!(" ({})", safe(title))).unwrap_or_default();
    if source.form == Form::Listing && source.rule.is_none() {
        out.note(
            "the links that look like publications are taken: where these are not they, --rule says which, as in --rule '/news/*'",
        );
    }
    let items = found.leads.map(|leads| format!(" with {}", counted(leads, "item"))).unwrap_or_default();
    let then = if source.form.is_local() { "read what lies there" } else { "fetch them" };
    let _ = out.print(&format!(
        "{slug}{title}: a {} at {}{items}\nrun `rapporteur collect` to {then}\n",
        source.form.name(),
        safe(&source.url)
    ));
    out.end()
}

/// A name out of an address that no other source bears.
fn free_slug(store: &(impl Collection + ?Sized), url: &str) -> anyhow::Result<String> {
    let last = |url: &str| url.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next().map(str::to_owned);
    let host = fetch::host_of(url).or_else(|| last(url)).unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let fit = |c: char| if c.is_ascii_alphanumeric() || c == '.' { c.to_ascii_lowercase() } else { '-' };
    let slug: String = host.chars().map(fit).take(48).collect();
    let slug = slug.trim_matches(['-', '.']);
    let slug = if slug.is_empty() { "source" } else { slug };
    for number in 1..10_000 {
        let name = if number == 1 { slug.to_owned() } else { format!("{slug}-{number}") };
        if store.source(&name)?.is_none_or(|filed| filed.source.url == url) {
            return Ok(name);
        }
    }
    bail!("there are too many sources of {host}: give this one a --name")
}

fn remove(args: &SourceRemove) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    drop(data::open_to_read(&dir)?);
    let mut store = SqliteStore::open(&dir)?;
    if !store.remove_source(&args.source, Timestamp::now())? {
        return Err(unknown(&args.source).into());
    }
    let mut out = Out::new();
    let _ = out.print(&format!("{} is visited no more; what was collected stays\n", args.source));
    out.end()
}

pub fn unknown(slug: &str) -> Usage {
    Usage(format!("there is no source {slug:?}: `rapporteur source list` names them"))
}

fn import(args: &SourceImport) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let (bytes, name) = match (&args.file, &args.org) {
        (Some(file), _) => {
            let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
            (bytes, file.display().to_string())
        }
        (None, Some(org)) => {
            let path = format!("orgs/{org}/sources.toml");
            let found = Packs::open(args.packs.as_deref())?
                .group("orgs")?
                .into_iter()
                .find(|(name, _)| *name == path);
            let no = || Usage(format!("the packs name no sources of {org:?}: there is no {path} in them"));
            (found.ok_or_else(no)?.1, path)
        }
        (None, None) => return Err(Usage("give a file, or --org".to_owned()).into()),
    };
    let mut out = Out::new();
    let (entries, troubles) = roll::read(&name, &bytes)?;
    troubles.into_iter().for_each(|trouble| out.trouble(trouble));
    let mut store = SqliteStore::open(&dir)?;
    let (mut added, mut known) = (0, 0);
    store.transaction(&mut |archive| {
        let at = Timestamp::now();
        for entry in &entries {
            let there = archive.sources()?.into_iter().any(|filed| filed.source.url == entry.source.url);
            let slug = match &entry.slug {
                Some(slug) => slug.clone(),
                None if there => {
                    known += 1;
                    continue;
                }
                None => free_slug(archive, &entry.source.url)
                    .map_err(|error| store::Error::caller(error.to_string()))?,
            };
            let source = Source { slug, ..entry.source.clone() };
            let host = fetch::host_of(&source.url).unwrap_or_default();
            if archive.save_source(&source, &host, at)? { added += 1 } else { known += 1 }
        }
        Ok(())
    })?;
    let _ = out.print(&format!("{} added or changed, {known} there already\n", counted(added, "source")));
    out.end()
}

fn export(args: &SourceExport) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let sources: Vec<Source> = store.sources()?.into_iter().map(|filed| filed.source).collect();
    let written = match args.format {
        Roll::Opml => roll::opml(&sources),
        Roll::Toml => roll::toml(&sources)?,
    };
    let mut out = Out::new();
    match &args.output {
        Some(path) => {
            std::fs::write(path, written).with_context(|| format!("cannot write {}", path.display()))?
        }
        None => drop(out.print(&written)),
    }
    out.end()
}
