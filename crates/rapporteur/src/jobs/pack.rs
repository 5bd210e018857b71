//! `rapporteur pack`: what the program knows of languages and organisations, and whether a pack is sound.

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
    // what is wrong is told as the folder is opened
    let packs = Packs::open(Some(&args.dir))?;
    packs.profiles()?;
    let mut out = Out::new();
    let mut loaded = Vec::new();
    for lang in packs.languages().filter(|lang| args.dir.join(lang).is_dir()) {
        if let Some(pack) = packs.pack(lang)? {
            loaded.push(format!("{} with {}", pack.version, counted(pack.rule_ids().count(), "rule")));
        }
    }
    if loaded.is_empty() {
        out.note(format!(
            "{} holds no pack of a language: a pack is a folder with a pack.toml",
            args.dir.display()
        ));
    }
    let _ = out.print(&loaded.iter().map(|line| format!("{line}: sound\n")).collect::<String>());
    out.end()
}
