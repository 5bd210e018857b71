//! `rapporteur report`: outcomes of a period, and the kinds that templates describe; a citation behind every line.

mod diff;
pub mod draw;
mod gather;
pub mod offer;
mod print;
mod stories;

use press::docx::Style;
use record::{Date, Profile};
use report::wording::Page as Words;
use report::{Bulletin, Input, Locale, Outcomes, Period};
use store::Archive;
use text::fold::fold;

pub use print::{print, put, style, write};

use crate::cli::{Draw, Outcomes as Args, Page, ReportKind, TemplateList, TemplateOf, Writing};
use crate::data;
use crate::out::{Ending, Out, Usage};
use crate::packs::Packs;
use crate::places::Atlas;

pub fn run(what: ReportKind) -> anyhow::Result<Ending> {
    match what {
        ReportKind::List(args) => list(&args),
        ReportKind::Template(args) => template(&args),
        ReportKind::Diff(args) => diff::diff(&args),
        what => {
            let Some(Wanted { writing, .. }) = wanted(&what) else { return Out::new().end() };
            let style = style(writing.style.as_deref(), writing.format)?;
            let made = make(&what)?;
            put(writing.output.as_deref(), &made.render(writing.format, style.as_ref())?, writing.format)
        }
    }
}

/// What a command line asks for, where that is a report.
struct Wanted<'a> {
    of: Of<'a>,
    writing: &'a Writing,
}

enum Of<'a> {
    Outcomes(&'a Args),
    /// The kind of a template.
    Drawn(&'static str, &'a Draw),
}

fn wanted(what: &ReportKind) -> Option<Wanted<'_>> {
    let drawn = |kind, args| Some(Wanted { of: Of::Drawn(kind, args), writing: &args.writing });
    match what {
        ReportKind::Outcomes(args) => Some(Wanted { of: Of::Outcomes(args), writing: &args.writing }),
        ReportKind::Digest(args) => drawn("digest", args),
        ReportKind::Weekly(args) => drawn("weekly", args),
        ReportKind::Profile(args) => drawn("profile", args),
        ReportKind::Chronicle(args) => drawn("chronicle", args),
        ReportKind::Register(args) => drawn("register", args),
        ReportKind::Calendar(args) => drawn("calendar", args),
        ReportKind::List(_) | ReportKind::Template(_) | ReportKind::Diff(_) => None,
    }
}

/// Whether a command line asks for a report, and not about reports.
pub fn is_report(what: &ReportKind) -> bool {
    wanted(what).is_some()
}

/// A report as values, before it is written in any format.
pub struct Made {
    locale: &'static Locale,
    as_of: Date,
    values: Values,
}

enum Values {
    Outcomes(Box<Outcomes>),
    Drawn(Box<Bulletin>),
}

impl Made {
    pub fn outcomes(outcomes: Outcomes, locale: &'static Locale) -> Made {
        Made { locale, as_of: outcomes.as_of, values: Values::Outcomes(Box::new(outcomes)) }
    }

    pub fn drawn(bulletin: Bulletin, locale: &'static Locale) -> Made {
        Made { locale, as_of: bulletin.as_of, values: Values::Drawn(Box::new(bulletin)) }
    }

    /// In words.
    pub fn page(&self) -> Words {
        match &self.values {
            Values::Outcomes(outcomes) => report::wording::page(outcomes, self.locale),
            Values::Drawn(bulletin) => report::wording::bulletin::page(bulletin, self.locale),
        }
    }

    /// `style`: the document whose styles a DOCX takes.
    pub fn render(&self, format: Page, style: Option<&Style>) -> anyhow::Result<Vec<u8>> {
        Ok(match (format, &self.values) {
            (Page::Json, Values::Outcomes(outcomes)) => report::json::render(outcomes).into_bytes(),
            (Page::Json, Values::Drawn(bulletin)) => report::json::bulletin::render(bulletin).into_bytes(),
            (Page::Ics | Page::Atom, Values::Outcomes(_)) => {
                return Err(Usage(
                    "outcomes are written as html, md, docx, pdf or json; for ics give `rapporteur report calendar`"
                        .to_owned(),
                )
                .into());
            }
            (Page::Ics, Values::Drawn(bulletin)) => report::ics::render(bulletin, self.locale).into_bytes(),
            (Page::Atom, Values::Drawn(bulletin)) => report::atom::render(bulletin, self.locale).into_bytes(),
            (Page::Html | Page::Md | Page::Docx | Page::Pdf, _) => {
                print(&self.page(), self.locale, self.as_of, format, style)?
            }
        })
    }
}

/// The report that a command line asks for.
pub fn make(what: &ReportKind) -> anyhow::Result<Made> {
    let only = || Usage("this makes no report: give outcomes, digest or another kind".to_owned());
    let Wanted { of, writing } = wanted(what).ok_or_else(only)?;
    let packs = Packs::open(writing.packs.packs.as_deref())?;
    let locale = locale(&writing.lang)?;
    let dir = data::locate(writing.data.data.as_deref())?;
    let as_of = writing.as_of.unwrap_or_else(data::today);
    match of {
        Of::Outcomes(args) => {
            let profile = profile(&packs, &args.org)?;
            let period = period(args.from, args.to)?;
            let store = data::open_to_read(&dir)?;
            Ok(Made::outcomes(compose(&store, &packs, profile, period, locale, as_of)?, locale))
        }
        Of::Drawn(kind, args) => {
            let bulletin = draw::drawn(kind, args, &packs, &dir, locale, as_of)?;
            Ok(Made::drawn(bulletin, locale))
        }
    }
}

/// The styles that a DOCX of it takes, where a document of them is given.
pub fn docx_style(what: &ReportKind) -> anyhow::Result<Option<Style>> {
    let path = wanted(what).and_then(|wanted| wanted.writing.style.as_deref());
    style(path, Page::Docx)
}

/// Names the kinds of report that templates describe.
fn list(args: &TemplateList) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.packs.as_deref())?;
    let mut out = Out::new();
    for (_, template) in draw::templates(&packs)? {
        let _ = out.print(&format!("{:<12} {}\n", template.kind, template.about(&args.lang)));
    }
    out.end()
}

/// Prints a template as it is written.
fn template(args: &TemplateOf) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.packs.as_deref())?;
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
    let atlas = Atlas::new(packs)?;
    let (shelf, _) = gather::whole(store, None)?;
    let input = Input { record: &shelf, profile, names: &atlas, period, lang: &locale.lang, as_of };
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
