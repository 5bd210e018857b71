//! `rapporteur pack`: what the program knows of languages and organisations, and whether a pack is sound.

use anyhow::anyhow;
use extract::corpus::corpora;
use rules::{Pack, PackError};

use crate::cli::{PackCheck, PackList, Shape};
use crate::out::{Ending, Out, counted};
use crate::packs::Packs;

#[derive(serde::Serialize)]
struct Row {
    lang: String,
    version: String,
    rules: usize,
    organisations: usize,
}

pub fn list(args: PackList) -> anyhow::Result<Ending> {
    let packs = Packs::open(args.packs.as_deref())?;
    let mut out = Out::new();
    let profiles = packs.profiles()?;
    if args.orgs {
        let name = |names: &record::profile::NamesByLang| {
            names
                .get("en")
                .or_else(|| names.values().next())
                .and_then(|forms| forms.first())
                .cloned()
                .unwrap_or_default()
        };
        let lines = profiles.iter().map(|profile| format!("{:<28} {}\n", profile.slug, name(&profile.names)));
        let _ = out.print(&lines.collect::<String>());
        return out.end();
    }
    let mut rows = Vec::new();
    for lang in packs.languages() {
        if let Some(pack) = packs.pack(lang)? {
            let organisations = profiles.iter().filter(|profile| profile.names.contains_key(lang)).count();
            rows.push(Row {
                lang: lang.to_owned(),
                version: pack.version.clone(),
                rules: pack.rule_ids().count(),
                organisations,
            });
        }
    }
    let printed = match args.format {
        Shape::Json => serde_json::to_string_pretty(&rows)? + "\n",
        Shape::Table => {
            let line = |row: &Row| {
                format!(
                    "{:<6} {:<12} {}, names of {}\n",
                    row.lang,
                    row.version,
                    counted(row.rules, "rule"),
                    counted(row.organisations, "organisation")
                )
            };
            rows.iter().map(line).collect::<String>()
                + &format!(
                    "{} in all: `rapporteur pack list --orgs` names them\n",
                    counted(profiles.len(), "organisation")
                )
        }
    };
    let _ = out.print(&printed);
    out.end()
}

pub fn check(args: PackCheck) -> anyhow::Result<Ending> {
    // what is wrong with the files is told as the folder is opened
    let packs = Packs::open(Some(&args.dir))?;
    packs.profiles()?;
    let asked = |lang: &&str| args.lang.as_deref().is_none_or(|one| one == *lang);
    let langs = packs.languages().filter(|lang| args.dir.join(lang).is_dir()).filter(asked);
    let mut out = Out::new();
    let mut seen = 0;
    for lang in langs {
        seen += 1;
        check_language(&packs, lang, args.idle, &mut out)?;
    }
    if seen == 0 {
        let what = args.lang.map_or_else(|| "pack of a language".to_owned(), |lang| format!("pack {lang}"));
        out.trouble(format!("{} holds no {what}: a pack is a folder with a pack.toml", args.dir.display()));
    }
    out.end()
}

/// Loads a pack for itself, since its rules are muted in turn, and runs its corpora.
fn check_language(packs: &Packs, lang: &str, idle: bool, out: &mut Out) -> anyhow::Result<()> {
    let files = packs.files_for(lang)?;
    let mut pack = Pack::load(&files, lang).map_err(|errors| anyhow!(lines(&errors)))?;
    let corpora = corpora(&files, lang).map_err(|errors| anyhow!(lines(&errors)))?;
    let verdict = extract::corpus::check(&mut pack, &corpora);
    for failure in &verdict.failures {
        out.trouble(format!("{}:{}: {}", failure.file, failure.line, failure.message));
    }
    let own: Vec<&String> = verdict.idle.iter().filter(|rule| rule.starts_with(lang)).collect();
    let _ = out.print(&format!(
        "{} with {}: {} of {} hold, {} needed by no case\n",
        pack.version,
        counted(pack.rule_ids().count(), "rule"),
        verdict.cases.saturating_sub(verdict.failures.len()),
        counted(verdict.cases, "case"),
        own.len(),
    ));
    if idle {
        let _ = out.print(&own.iter().map(|rule| format!("  {rule}\n")).collect::<String>());
    }
    Ok(())
}

fn lines(errors: &[PackError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
