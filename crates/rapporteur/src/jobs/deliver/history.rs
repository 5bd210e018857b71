//! What was built and what became of it, for people and programs.

use serde::Serialize;
use store::Delivery as _;
use store::delivery::{FiledEdition, Parcel, ParcelState, Release};

use super::send::Outgoing;
use super::{desk, errand};
use crate::cli::{DeliverEdition, DeliverHistory, DeliverList, Lines, Page};
use crate::jobs::report;
use crate::out::{Ending, Out, Usage, json_line};
use crate::quote::safe;

#[derive(Serialize)]
struct RecipientJson<'a> {
    recipient: &'a str,
    address: &'a str,
    lang: &'a str,
    roles: &'a [String],
    left_at: Option<String>,
    left_why: Option<&'a str>,
}

pub fn recipients(args: &DeliverList) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    for one in desk(&args.data)?.read()?.recipients()? {
        let line = match args.format {
            Lines::Jsonl => json_line(&RecipientJson {
                recipient: &one.name,
                address: &one.address,
                lang: &one.lang,
                roles: &one.roles,
                left_at: one.left.as_ref().map(|(at, _)| at.to_string()),
                left_why: one.left.as_ref().map(|(_, why)| why.as_str()),
            }),
            Lines::Table => {
                let left = one.left.as_ref().map(|(at, why)| format!("  left {at}: {}", safe(why)));
                let roles = one.roles.join(", ");
                format!(
                    "{:<20} {} {:<40} {}{}\n",
                    one.name,
                    one.lang,
                    safe(&one.address),
                    safe(&roles),
                    left.unwrap_or_default()
                )
            }
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    out.end()
}

#[derive(Serialize)]
struct ScheduleJson<'a> {
    schedule: &'a str,
    words: &'a [String],
    formats: &'a [String],
    days: &'a [String],
    time: &'a str,
    zone: &'a str,
    roles: &'a [String],
    next_at: String,
    held: bool,
}

pub fn schedules(args: &DeliverList) -> anyhow::Result<Ending> {
    let mut out = Out::new();
    for one in desk(&args.data)?.read()?.schedules()? {
        let line = match args.format {
            Lines::Jsonl => json_line(&ScheduleJson {
                schedule: &one.name,
                words: &one.words,
                formats: &one.formats,
                days: &one.days,
                time: &one.time,
                zone: &one.zone,
                roles: &one.roles,
                next_at: one.next_at.to_string(),
                held: one.held,
            }),
            Lines::Table => format!(
                "{:<20} {} {} {}  next {}  {}{}  to {}: {}\n",
                one.name,
                one.days.join(","),
                one.time,
                one.zone,
                one.next_at,
                one.formats.join(","),
                if one.held { ", held" } else { "" },
                safe(&one.roles.join(", ")),
                safe(&one.words.join(" "))
            ),
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    out.end()
}

#[derive(Serialize)]
struct EditionJson<'a> {
    edition: u64,
    series: &'a str,
    title: &'a str,
    lang: &'a str,
    words: &'a [String],
    as_of: String,
    due_at: Option<String>,
    built_at: String,
    /// Format and BLAKE3 hash.
    formats: Vec<(&'a str, String)>,
    held: bool,
    /// Who let it go and when; the last one is what goes out.
    releases: Vec<ReleaseJson>,
    parcels: Vec<ParcelJson>,
}

#[derive(Serialize)]
struct ReleaseJson {
    by: String,
    at: String,
    edited: bool,
}

#[derive(Serialize)]
struct ParcelJson {
    recipient: String,
    state: &'static str,
    tries: u32,
    due_at: String,
    said: Option<String>,
    changed_at: String,
}

pub fn editions(args: &DeliverHistory) -> anyhow::Result<Ending> {
    let store = desk(&args.data)?.read()?;
    let mut out = Out::new();
    for filed in store.editions(args.series.as_deref())? {
        let mut parcels = store.parcels(Some(filed.id))?;
        if args.failed {
            parcels.retain(|parcel| parcel.state == ParcelState::Failed);
            if parcels.is_empty() {
                continue;
            }
        }
        let line = match args.format {
            Lines::Jsonl => json_line(&json(&filed, parcels, store.releases(filed.id)?)),
            Lines::Table => table(&filed, &parcels, &store.releases(filed.id)?),
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    out.end()
}

fn json(filed: &FiledEdition, parcels: Vec<Parcel>, releases: Vec<Release>) -> EditionJson<'_> {
    let edition = &filed.edition;
    let hex = |digest: &[u8; 32]| digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let parcel = |parcel: Parcel| ParcelJson {
        recipient: parcel.recipient,
        state: parcel.state.as_str(),
        tries: parcel.tries,
        due_at: parcel.due_at.to_string(),
        said: parcel.said,
        changed_at: parcel.changed_at.to_string(),
    };
    EditionJson {
        edition: filed.id.0,
        series: &edition.series,
        title: &edition.title,
        lang: &edition.lang,
        words: &edition.words,
        as_of: edition.as_of.to_string(),
        due_at: edition.due_at.map(|at| at.to_string()),
        built_at: edition.built_at.to_string(),
        formats: filed.formats.iter().map(|(format, digest)| (format.as_str(), hex(digest))).collect(),
        held: edition.held,
        releases: releases
            .into_iter()
            .map(|one| ReleaseJson {
                edited: !one.formats.is_empty(),
                at: one.at.to_string(),
                by: one.person,
            })
            .collect(),
        parcels: parcels.into_iter().map(parcel).collect(),
    }
}

fn table(filed: &FiledEdition, parcels: &[Parcel], releases: &[Release]) -> String {
    let edition = &filed.edition;
    let formats: Vec<&str> = filed.formats.iter().map(|(format, _)| format.as_str()).collect();
    let mut lines = format!(
        "{:>5}  {}  {} {}  {}  {}\n",
        filed.id.0,
        edition.built_at,
        edition.series,
        edition.lang,
        safe(&edition.title),
        formats.join(",")
    );
    if edition.held && releases.is_empty() {
        lines.push_str("       held until an editor lets it go\n");
    }
    for release in releases {
        let how = if release.formats.is_empty() { "as built" } else { "edited" };
        lines.push_str(&format!("       let go   {}, {how}, {}\n", release.person, release.at));
    }
    for parcel in parcels {
        let said = parcel.said.as_deref().map(|said| format!(": {}", safe(said))).unwrap_or_default();
        let tries = if parcel.tries > 1 { format!(", {} tries", parcel.tries) } else { String::new() };
        lines.push_str(&format!("       {:<8} {}{tries}{said}\n", parcel.state.as_str(), parcel.recipient));
    }
    lines
}

pub fn edition(args: &DeliverEdition) -> anyhow::Result<Ending> {
    let store = desk(&args.data)?.read()?;
    let filed = errand::known(&store, args.number)?;
    let going = match args.built {
        true => Outgoing::as_built(&store, &filed)?,
        false => Outgoing::of(&store, &filed)?,
    };
    let Some((_, bytes)) = going.files.iter().find(|(format, _)| *format == args.format) else {
        let formats: Vec<&str> = going.files.iter().map(|(format, _)| format.as_str()).collect();
        return Err(Usage(format!("edition {} is kept as {}", args.number, formats.join(", "))).into());
    };
    let binary = std::str::from_utf8(bytes).is_err();
    report::put(args.output.as_deref(), bytes, if binary { Page::Pdf } else { Page::Md })
}
