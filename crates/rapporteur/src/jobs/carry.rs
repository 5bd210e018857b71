//! `rapporteur export` and `rapporteur import`: a whole record as lines of JSON, to keep or to carry elsewhere.
//!
//! Captures and what persons decided are the record; everything else follows from them and is read again. Editions,
//! schedules and recipients go along (`delivery`). Accounts and their log stay where they are: they belong to a place,
//! not to a record.

mod delivery;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::{Context, bail};
use jiff::Timestamp;
use record::{Author, Claim, ClaimDraft, ClaimId, Evidence, Judgement, Origin, Span, Verdict};
use serde::{Deserialize, Serialize};
use store::reviews::{Action, Review, ReviewId};
use store::{
    Archive, CaptureOrigin, ClaimFilter, Delivery as _, JudgementId, OriginId, Reviews, SqliteStore,
    Versions, Withdrawal,
};

use super::{rebuild, threads};
use crate::cli::{Export, Import};
use crate::data;
use crate::derive::{self, Mark};
use crate::index;
use crate::out::{Ending, Out, Usage, counted};
use crate::packs::Packs;

/// One line; lines of an older version are read for ever.
#[derive(Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
enum Line {
    Record {
        version: u32,
    },
    /// Bytes as text where they are UTF-8, else in hexadecimal digits; every name that gave them.
    Capture {
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        hex: Option<String>,
        name: String,
        url: Option<String>,
        media_type: Option<String>,
        at: String,
    },
    Claim {
        kind: String,
        slots: record::Slots,
        refs: BTreeMap<String, String>,
        evidence: Vec<(String, u32, usize, usize, String)>,
        attribution: Option<String>,
        person: String,
        confidence: u8,
        at: String,
    },
    Judgement {
        id: u64,
        left: String,
        right: String,
        verdict: String,
        score: f64,
        reasons: Vec<String>,
        person: String,
        at: String,
        withdrawn: Option<(String, String)>,
    },
    Review {
        id: u64,
        batch: u64,
        item: String,
        action: String,
        claim: Option<String>,
        replacement: Option<String>,
        judgement: Option<u64>,
        person: String,
        at: String,
        took_ms: Option<u64>,
        withdrawn: Option<(String, String)>,
    },
    Recipient(delivery::RecipientLine),
    Schedule(delivery::ScheduleLine),
    Edition(Box<delivery::EditionLine>),
}

/// From 2 on with recipients, schedules and editions.
const VERSION: u32 = 2;

pub fn export(args: Export) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let out = Out::new();
    match args.output.as_deref().filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            let cannot = || format!("cannot write {}", path.display());
            let file = std::fs::File::create(path).with_context(cannot)?;
            let mut file = BufWriter::new(file);
            write(&store, args.secrets, &mut file).with_context(cannot)?;
            file.into_inner()
                .map_err(|error| error.into_error())
                .and_then(|file| file.sync_all())
                .with_context(cannot)?;
        }
        None => write(&store, args.secrets, &mut BufWriter::new(std::io::stdout().lock()))?,
    }
    out.end()
}

fn write(store: &SqliteStore, secrets: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut put = |line: &Line| -> anyhow::Result<()> {
        serde_json::to_writer(&mut *out, line)?;
        Ok(out.write_all(b"\n")?)
    };
    put(&Line::Record { version: VERSION })?;
    let mut after = OriginId::START;
    loop {
        let page = store.origins(after, 256)?;
        let Some(last) = page.last() else { break };
        after = last.id;
        for origin in page {
            let bytes = store.capture(origin.capture)?.unwrap_or_default();
            let CaptureOrigin { name, url, media_type, at } = origin.origin;
            let (text, hex) = match String::from_utf8(bytes) {
                Ok(text) => (Some(text), None),
                Err(error) => (None, Some(hex(error.as_bytes()))),
            };
            put(&Line::Capture { text, hex, name, url, media_type, at })?;
        }
    }
    let all = ClaimFilter { versions: Versions::All, ..ClaimFilter::default() };
    let by_persons =
        store.claims(&all)?.into_iter().filter(|claim| matches!(claim.origin, Origin::Person { .. }));
    let history = store.review_history()?;
    for claim in by_persons {
        let at = history.iter().find(|filed| filed.review.replacement == Some(claim.id));
        let at = at.map_or_else(data::now, |filed| filed.review.at.clone());
        put(&claim_line(claim, at))?;
    }
    for filed in store.judgement_history()? {
        let Judgement { left, right, verdict, score, reasons, author } = filed.judgement;
        let Author::Person(person) = author else { continue };
        put(&Line::Judgement {
            id: filed.id.0,
            left: left.to_string(),
            right: right.to_string(),
            verdict: verdict.as_str().to_owned(),
            score,
            reasons,
            person,
            at: filed.at,
            withdrawn: filed.withdrawn.map(|Withdrawal { by, at }| (by, at)),
        })?;
    }
    for filed in history {
        let Review { item, action, claim, replacement, judgement, person, at, took_ms, .. } = filed.review;
        put(&Line::Review {
            id: filed.id.0,
            batch: filed.batch.0,
            item,
            action: action.as_str().to_owned(),
            claim: claim.map(|id| id.to_string()),
            replacement: replacement.map(|id| id.to_string()),
            judgement: judgement.map(|id| id.0),
            person,
            at,
            took_ms,
            withdrawn: filed.withdrawn.map(|Withdrawal { by, at }| (by, at)),
        })?;
    }
    for one in delivery::recipients(store, secrets)? {
        put(&Line::Recipient(one))?;
    }
    for one in delivery::schedules(store)? {
        put(&Line::Schedule(one))?;
    }
    for filed in store.editions(None)? {
        put(&Line::Edition(Box::new(delivery::edition(store, filed)?)))?;
    }
    Ok(out.flush()?)
}

fn claim_line(claim: Claim, at: String) -> Line {
    let Claim { kind, slots, refs, evidence, attribution, origin, confidence, .. } = claim;
    let evidence = evidence.into_iter().map(|Evidence { publication, version, span, quote }| {
        (publication.to_string(), version, span.start, span.end, quote)
    });
    let person = match origin {
        Origin::Person { name } | Origin::Rule { rule: name, .. } => name,
    };
    Line::Claim {
        kind,
        slots,
        refs: refs.into_iter().map(|(slot, id)| (slot, id.to_string())).collect(),
        evidence: evidence.collect(),
        attribution,
        person,
        confidence,
        at,
    }
}

pub fn import(args: Import) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let packs = Packs::open(args.packs.as_deref())?;
    let mut out = Out::new();
    let mut store = SqliteStore::open(&dir)?;
    if store.counts()?.captures > 0 {
        return Err(Usage(format!(
            "there is a record in {} already: give an empty directory",
            dir.display()
        ))
        .into());
    }
    let mut rest = Vec::new();
    let mut captures = 0_usize;
    for (at, line) in read(&args.path)?.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {}", args.path.display()))?;
        if line.trim().is_empty() {
            continue;
        }
        let line: Line = serde_json::from_str(&line)
            .with_context(|| format!("{}:{}: no line of an exported record", args.path.display(), at + 1))?;
        match line {
            Line::Record { version } if version > VERSION => {
                bail!("{} was written by a newer program: update this one", args.path.display())
            }
            Line::Record { .. } => {}
            Line::Capture { text, hex, name, url, media_type, at } => {
                let bytes = match (text, hex) {
                    (Some(text), _) => text.into_bytes(),
                    (None, hex) => from_hex(&hex.unwrap_or_default())?,
                };
                store.file_capture(&bytes, &CaptureOrigin { name, url, media_type, at })?;
                captures += 1;
            }
            other => rest.push(other),
        }
    }
    drop(store);
    rebuild::rebuild(&dir, &packs, threads(None), &mut out)?;
    if !rest.is_empty() {
        restore(&dir, &packs, rest, &mut out)?;
    }
    let _ = out.print(&format!("{} imported into {}\n", counted(captures, "capture"), dir.display()));
    out.end()
}

fn read(path: &Path) -> anyhow::Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(BufReader::new(std::io::stdin())));
    }
    let file = std::fs::File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Box::new(BufReader::new(file)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn from_hex(digits: &str) -> anyhow::Result<Vec<u8>> {
    let pair = |pair: &[u8]| {
        let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
        u8::from_str_radix(pair, 16).ok()
    };
    let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(pair).collect();
    bytes.context("the bytes of a capture are no hexadecimal digits")
}

/// Files what persons decided, in order, over the record as it was read again. What no longer has its words to
/// stand on is told and left out.
fn restore(dir: &Path, packs: &Packs, lines: Vec<Line>, out: &mut Out) -> anyhow::Result<()> {
    let mut store = SqliteStore::open(dir)?;
    let mark = Mark::new(dir);
    mark.stale()?;
    let (mut judgements, mut reviews) = (Ids::new(), Ids::new());
    let mut withdrawn = Ids::new();
    for line in lines {
        if let Err(error) = restore_one(&mut store, line, &mut judgements, &mut reviews, &mut withdrawn) {
            out.trouble(format!("{error:#}"));
        }
    }
    for (review, (by, at)) in withdrawn.into_values() {
        store.withdraw_review(review, &by, &at)?;
    }
    derive::entries(&mut store, packs)?.current(&mark)?;
    index::build(dir, &store, packs, &mark.state())?;
    Ok(())
}

type Ids<T> = BTreeMap<u64, T>;

fn restore_one(
    store: &mut SqliteStore,
    line: Line,
    judgements: &mut Ids<JudgementId>,
    reviews: &mut Ids<ReviewId>,
    withdrawn: &mut Ids<(ReviewId, (String, String))>,
) -> anyhow::Result<()> {
    let claim_id = |id: &str| id.parse::<ClaimId>().with_context(|| format!("{id:?} is no id"));
    match line {
        Line::Record { .. } | Line::Capture { .. } => {}
        Line::Recipient(line) => line.restore(store)?,
        Line::Schedule(line) => line.restore(store, Timestamp::now())?,
        Line::Edition(line) => line.restore(store)?,
        Line::Claim { kind, slots, refs, evidence, attribution, person, confidence, at } => {
            let mut passages = Vec::new();
            for (publication, version, start, end, quote) in evidence {
                let publication = publication.parse().with_context(|| format!("{publication:?} is no id"))?;
                passages.push(Evidence { publication, version, span: Span { start, end }, quote });
            }
            let refs = refs
                .into_iter()
                .map(|(slot, id)| Ok((slot, claim_id(&id)?)))
                .collect::<anyhow::Result<_>>()?;
            let origin = Origin::Person { name: person };
            let draft = ClaimDraft { kind, slots, refs, evidence: passages, attribution, origin, confidence };
            store.file_claim(&draft.seal(), &at)?;
        }
        Line::Judgement { id, left, right, verdict, score, reasons, person, at, withdrawn } => {
            let verdict = Verdict::parse(&verdict).with_context(|| format!("{verdict:?} is no verdict"))?;
            let (left, right) = (claim_id(&left)?, claim_id(&right)?);
            let judgement =
                Judgement { left, right, verdict, score, reasons, author: Author::Person(person) };
            let filed = store.judge(&judgement, &at)?;
            judgements.insert(id, filed);
            if let Some((by, at)) = withdrawn {
                store.withdraw_judgement(filed, &by, &at)?;
            }
        }
        Line::Review {
            id,
            batch,
            item,
            action,
            claim,
            replacement,
            judgement,
            person,
            at,
            took_ms,
            withdrawn: taken_back,
        } => {
            let action = Action::parse(&action).with_context(|| format!("{action:?} is no action"))?;
            let claim = claim.as_deref().map(claim_id).transpose()?;
            let replacement = replacement.as_deref().map(claim_id).transpose()?;
            // entries bear other ids where packs have changed: the claims tell where a review belongs
            let entry = match claim {
                Some(claim) => store.entries_of_claim(claim)?.first().map(|entry| entry.id),
                None => None,
            };
            let review = Review {
                item,
                action,
                claim,
                replacement,
                judgement: judgement.and_then(|id| judgements.get(&id).copied()),
                entry,
                person,
                at,
                took_ms,
                batch: reviews.get(&batch).copied(),
            };
            let filed = store.review(&review)?;
            reviews.insert(id, filed);
            // an act is withdrawn as a whole, once all of its parts are there
            if let Some(withdrawal) = taken_back {
                withdrawn.insert(batch, (filed, withdrawal));
            }
        }
    }
    Ok(())
}
