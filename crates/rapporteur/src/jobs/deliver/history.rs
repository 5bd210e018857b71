//! What was built and what became of it, for people and programs.

use jiff::Timestamp;
use serde::Serialize;
use store::Delivery as _;
use store::delivery::{EditionId, FiledEdition, Parcel, ParcelState};

use super::desk;
use crate::cli::{DeliverEdition, DeliverHistory, DeliverList, DeliverResend, Lines, Page};
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
            }),
            Lines::Table => format!(
                "{:<20} {} {} {}  next {}  {}  to {}: {}\n",
                one.name,
                one.days.join(","),
                one.time,
                one.zone,
                one.next_at,
                one.formats.join(","),
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
    parcels: Vec<ParcelJson>,
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
            Lines::Jsonl => json_line(&json(&filed, parcels)),
            Lines::Table => table(&filed, &parcels),
        };
        if out.print(&line).is_break() {
            break;
        }
    }
    out.end()
}

fn json(filed: &FiledEdition, parcels: Vec<Parcel>) -> EditionJson<'_> {
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
        parcels: parcels.into_iter().map(parcel).collect(),
    }
}

fn table(filed: &FiledEdition, parcels: &[Parcel]) -> String {
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
    for parcel in parcels {
        let said = parcel.said.as_deref().map(|said| format!(": {}", safe(said))).unwrap_or_default();
        let tries = if parcel.tries > 1 { format!(", {} tries", parcel.tries) } else { String::new() };
        lines.push_str(&format!("       {:<8} {}{tries}{said}\n", parcel.state.as_str(), parcel.recipient));
    }
    lines
}

fn known(store: &store::SqliteStore, number: u64) -> anyhow::Result<FiledEdition> {
    let none = || Usage(format!("there is no edition {number}: `rapporteur deliver history` lists them"));
    Ok(store.edition(EditionId(number))?.ok_or_else(none)?)
}

pub fn edition(args: &DeliverEdition) -> anyhow::Result<Ending> {
    let store = desk(&args.data)?.read()?;
    let filed = known(&store, args.number)?;
    let Some(bytes) = store.edition_file(filed.id, &args.format)? else {
        let formats: Vec<&str> = filed.formats.iter().map(|(format, _)| format.as_str()).collect();
        return Err(Usage(format!("edition {} was built in {}", args.number, formats.join(", "))).into());
    };
    let binary = std::str::from_utf8(&bytes).is_err();
    report::put(args.output.as_deref(), &bytes, if binary { Page::Pdf } else { Page::Md })
}

/// Puts parcels back to waiting.
pub fn resend(args: &DeliverResend) -> anyhow::Result<Ending> {
    let desk = desk(&args.data)?;
    let store = desk.read()?;
    let filed = known(&store, args.number)?;
    let now = Timestamp::now();
    let mut parcels = store.parcels(Some(filed.id))?;
    match &args.recipient {
        None => parcels.retain(|parcel| parcel.state != ParcelState::Sent),
        Some(name) => {
            let known = store.recipients()?.into_iter().any(|one| one.name == *name && one.left.is_none());
            if !known {
                return Err(Usage(format!(
                    "there is no recipient {name:?}: `rapporteur deliver recipient list` names them"
                ))
                .into());
            }
            parcels.retain(|parcel| parcel.recipient == *name);
            if parcels.is_empty() {
                parcels.push(Parcel {
                    edition: filed.id,
                    recipient: name.clone(),
                    state: ParcelState::Waiting,
                    tries: 0,
                    due_at: now,
                    said: None,
                    changed_at: now,
                });
            }
        }
    }
    drop(store);
    for parcel in &mut parcels {
        (parcel.state, parcel.tries, parcel.due_at, parcel.changed_at) = (ParcelState::Waiting, 0, now, now);
    }
    desk.write(|store| Ok(parcels.iter().try_for_each(|parcel| store.save_parcel(parcel))?))?;
    let mut out = Out::new();
    let _ = out.print(&format!(
        "{} wait for the next `rapporteur deliver run`\n",
        crate::out::counted(parcels.len(), "parcel")
    ));
    out.end()
}
