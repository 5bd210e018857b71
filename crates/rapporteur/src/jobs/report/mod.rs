//! `rapporteur report`: outcomes of a period, and the kinds that templates describe; a citation behind every line.

mod diff;
pub mod draw;
mod gather;
pub mod offer;
mod print;
mod stories;

use record::{Date, Profile};
use report::{Input, Locale, Outcomes, Period};
use store::Archive;
use text::fold::fold;

pub use print::{print, put, style, write};

use crate::cli::{Outcomes as Args, Page, ReportKind, TemplateList, TemplateOf};
use crate::data;
use crate::names;
use crate::out::{Ending, Out, Usage};
use crate::packs::Packs;

pub fn run(what: ReportKind) -> anyhow::Result<Ending> {
    match what {
        ReportKind::Outcomes(args) => outcomes(args),
        ReportKind::Digest(args) => draw::draw("digest", args),
        ReportKind::Weekly(args) => draw::draw("weekly", args),
        ReportKind::Profile(args) => draw::draw("profile", args),
        ReportKind::Chronicle(args) => draw::draw("chronicle", args),
        ReportKind::Register(args) => draw::draw("register", args),
        ReportKind::Calendar(args) => draw::draw("calendar", args),
        ReportKind::List(args) => list(&args),
        ReportKind::Template(args) => template(&args),
        ReportKind::Diff(args) => diff::diff(&args),
    }
}

fn outcomes(args: Args) -> anyhow::Result<Ending> {
    if matches!(args.format, Page::Ics | Page::Atom) {
        return Err(Usage(
            "outcomes are written as html, md, docx, pdf or json; for ics give `rapporteur report calendar`"
                .to_owned(),
        )
        .into());
    }
    let packs = Packs::open(args.packs.as_deref())?;
    let profile = profile(&packs, &args.org)?;
    let locale = locale(&args.lang)?;
    let period = period(args.from, args.to)?;
    let style = style(args.style.as_deref(), args.format)?;
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let as_of = args.as_of.unwrap_or_else(data::today);
    let outcomes = compose(&store, &packs, profile, period, locale, as_of)?;
    let file = match args.format {
        Page::Json => report::json::render(&outcomes).into_bytes(),
        format => print(&report::wording::page(&outcomes, locale), locale, as_of, format, style.as_ref())?,
    };
    put(args.output.as_deref(), &file, args.format)
}

/// Names the kinds of report that templates describe.
fn list(args: &TemplateList) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let mut out = Out::new();
    for (_, template) in draw::templates(&packs)? {
        let _ = out.print(&format!("{:<12} {}\n", template.kind, template.about(&args.lang)));
    }
    out.end()
}

/// Prints a template as it is written.
fn template(args: &TemplateOf) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    put(None, draw::template(&packs, &args.kind)?.0.as_bytes(), Page::Md)
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
    let (shelf, _) = gather::whole(store, None)?;
    let input = Input { record: &shelf, profile, names: &directory, period, lang: &locale.lang, as_of };
    Ok(report::compose(&input))
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
