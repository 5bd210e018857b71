//! Reports for whoever asks in a browser.

use std::path::Path;

use clap::ValueEnum as _;
use report::template::{Need, Template, in_lang};
use report::{Bulletin, Locale, Period};
use web::house::{Ask, Drawn, Kind, NotDrawn};

use super::Made;
use super::draw::{self, Wish};
use crate::cli::Page;
use crate::data;
use crate::out::Usage;
use crate::packs::Packs;

/// The kind that is no template.
const OUTCOMES: &str = "outcomes";

/// How a report can be sent.
pub const FORMATS: &[&str] = &["html", "docx", "pdf", "md", "json", "ics", "atom"];

pub fn kinds(packs: &Packs, lang: &str) -> Vec<Kind> {
    let kind = |template: &Template| Kind {
        kind: template.kind.clone(),
        title: template.title(lang).to_owned(),
        about: template.about(lang).to_owned(),
        takes_org: template.parameters.org != Need::No,
        takes_subject: template.parameters.subject != Need::No,
        takes_query: template.parameters.query != Need::No,
    };
    let mut kinds: Vec<Kind> =
        draw::templates(packs).unwrap_or_default().iter().map(|(_, template)| kind(template)).collect();
    let daily = kinds.iter().position(|kind| kind.kind == "digest");
    if let Some(at) = daily {
        let digest = kinds.remove(at);
        kinds.insert(0, digest);
    }
    let title = Locale::built_in(lang).unwrap_or_else(|| Locale::first()).text("kicker");
    kinds.push(Kind { kind: OUTCOMES.to_owned(), title, takes_org: true, ..Kind::default() });
    kinds
}

pub fn organisations(packs: &Packs, lang: &str) -> Vec<(String, String)> {
    let profiles = packs.profiles().unwrap_or_default().iter();
    let name = |profile: &record::Profile| {
        let names =
            profile.names.iter().filter_map(|(lang, forms)| Some((lang.clone(), forms.first()?.clone())));
        in_lang(&names.collect(), lang).unwrap_or(&profile.slug).to_owned()
    };
    let mut names: Vec<(String, String)> =
        profiles.map(|profile| (profile.slug.clone(), name(profile))).collect();
    names.sort_by(|a, b| a.1.cmp(&b.1));
    names
}

pub fn draw(dir: &Path, packs: &Packs, ask: &Ask) -> Result<Drawn, NotDrawn> {
    let locale = Locale::built_in(&ask.lang).ok_or(NotDrawn::NoKind)?;
    let format = Page::from_str(&ask.format, false).map_err(|_| NotDrawn::NoKind)?;
    let made = match ask.kind.as_str() {
        OUTCOMES => outcomes(dir, packs, ask, locale, format)?,
        kind => {
            let (_, template) = draw::template(packs, kind).map_err(|_| NotDrawn::NoKind)?;
            Made::drawn(bulletin(dir, packs, &template, ask, locale)?, locale)
        }
    };
    let body = made.render(format, None).map_err(broken)?;
    let media_type = report::media_type(&ask.format);
    let day = ask.to.or(ask.from).unwrap_or_else(data::today);
    let name = format!("{}-{day}.{}", ask.kind, ask.format);
    Ok(Drawn { body, media_type, name })
}

fn bulletin(
    dir: &Path,
    packs: &Packs,
    template: &Template,
    ask: &Ask,
    locale: &Locale,
) -> Result<Bulletin, NotDrawn> {
    let takes = &template.parameters;
    let none = ask.orgs.is_empty() && ask.of.is_none() && ask.query.is_none();
    if takes.subject != Need::No && none {
        return Err(NotDrawn::NoSubject);
    }
    let given = [
        (takes.org, !ask.orgs.is_empty()),
        (takes.subject, ask.of.is_some()),
        (takes.query, ask.query.is_some()),
    ];
    if given.iter().any(|(need, given)| *need == Need::No && *given) {
        return Err(NotDrawn::NotTaken);
    }
    let today = data::today();
    let wish = Wish {
        orgs: &ask.orgs,
        of: ask.of.as_deref(),
        query: ask.query.as_deref(),
        on: ask.to.or(ask.from),
        between: ask.from.zip(ask.to),
        as_of: today,
        today,
    };
    let store = data::open_to_read(dir).map_err(broken)?;
    draw::bulletin(&store, dir, packs, template, &wish, locale).map_err(|error| {
        // what else a command line could be wrong in was looked at above
        if error.is::<Usage>() { NotDrawn::Unknown } else { broken(error) }
    })
}

fn outcomes(
    dir: &Path,
    packs: &Packs,
    ask: &Ask,
    locale: &'static Locale,
    format: Page,
) -> Result<Made, NotDrawn> {
    if matches!(format, Page::Ics | Page::Atom) {
        return Err(NotDrawn::NoKind);
    }
    let ([org], Some((from, to))) = (ask.orgs.as_slice(), ask.from.zip(ask.to)) else {
        return Err(NotDrawn::NoSubject);
    };
    if ask.of.is_some() || ask.query.is_some() {
        return Err(NotDrawn::NotTaken);
    }
    let profile = super::profile(packs, org).map_err(|_| NotDrawn::Unknown)?;
    let period = Period::new(from, to).ok_or(NotDrawn::NoSubject)?;
    let store = data::open_to_read(dir).map_err(broken)?;
    let outcomes = super::compose(&store, packs, profile, period, locale, data::today()).map_err(broken)?;
    Ok(Made::outcomes(outcomes, locale))
}

fn broken(error: anyhow::Error) -> NotDrawn {
    NotDrawn::Broken(format!("{error:#}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_offered_has_a_name_in_both_languages() {
        let packs = Packs::open(None).unwrap();
        for lang in ["en", "ru"] {
            let kinds = kinds(&packs, lang);
            assert_eq!(kinds.first().map(|kind| kind.kind.as_str()), Some("digest"));
            assert_eq!(kinds.last().map(|kind| kind.kind.as_str()), Some(OUTCOMES));
            assert!(kinds.iter().all(|kind| !kind.title.is_empty()));
            assert!(organisations(&packs, lang).iter().any(|(slug, name)| slug == "csto" && name.len() > 10));
        }
        assert!(FORMATS.iter().all(|format| Page::from_str(format, false).is_ok()));
    }

    #[test]
    fn what_cannot_be_drawn_is_said_before_anything_is_read() {
        let packs = Packs::open(None).unwrap();
        let ask = |kind: &str| Ask {
            kind: kind.to_owned(),
            lang: "en".to_owned(),
            format: "html".to_owned(),
            ..Ask::default()
        };
        let nowhere = Path::new("/nowhere");
        let draw = |ask: &Ask| draw(nowhere, &packs, ask).unwrap_err();
        assert_eq!(draw(&ask("novel")), NotDrawn::NoKind);
        assert_eq!(draw(&Ask { lang: "xx".to_owned(), ..ask("digest") }), NotDrawn::NoKind);
        assert_eq!(draw(&ask("profile")), NotDrawn::NoSubject);
        assert_eq!(draw(&ask("outcomes")), NotDrawn::NoSubject);
        assert_eq!(draw(&Ask { of: Some("x".to_owned()), ..ask("digest") }), NotDrawn::NotTaken);
        assert!(matches!(draw(&ask("digest")), NotDrawn::Broken(_)));
    }
}
