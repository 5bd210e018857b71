//! The same facts as the program reads them, each with the annotated fact that it agrees with: what of the
//! record survives reading and merging together.

use std::collections::BTreeMap;

use anyhow::Context;
use measure::{Annotated, Fact, TYPES, pair};
use record::{Claim, ClaimId, Evidence, Origin, Publication, Span};
use serde::Deserialize;

use super::gold::{Gold, word};

/// A line of `read --format jsonl`, as far as the merge looks at it.
#[derive(Deserialize)]
struct Line {
    doc: String,
    id: String,
    #[serde(default)]
    refs: BTreeMap<String, String>,
    quotes: Vec<String>,
    attribution: Option<String>,
    confidence: u8,
    #[serde(flatten)]
    fact: Fact,
}

/// The gold with the program's claims in the place of the annotators'.
pub fn as_read(gold: Gold, documents: &[Annotated], lines: &str) -> anyhow::Result<Gold> {
    let mut read: BTreeMap<String, Vec<(ClaimId, Fact)>> = BTreeMap::new();
    let mut claims = Vec::new();
    for line in lines.lines().filter(|line| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line).context("what the program prints is no claim")?;
        let doc = line.doc.strip_suffix(".txt").unwrap_or(&line.doc).to_owned();
        let claim = claim(&doc, &line)?;
        read.entry(doc).or_default().push((claim.id, line.fact));
        claims.push(claim);
    }
    let mut ids = BTreeMap::new();
    for document in documents {
        let found = read.get(&document.doc).map(Vec::as_slice).unwrap_or_default();
        for kind in TYPES {
            let golds: Vec<(usize, &Fact)> =
                document.facts.iter().enumerate().filter(|(_, fact)| fact.kind == *kind).collect();
            let of_kind: Vec<&(ClaimId, Fact)> =
                found.iter().filter(|(_, fact)| fact.kind == *kind).collect();
            let (one, other): (Vec<&Fact>, Vec<&Fact>) = (
                golds.iter().map(|(_, fact)| *fact).collect(),
                of_kind.iter().map(|(_, fact)| fact).collect(),
            );
            for (gold, found) in pair(kind, &one, &other) {
                if let (Some((number, _)), Some((id, _))) = (golds.get(gold), of_kind.get(found)) {
                    ids.insert((document.doc.clone(), *number), *id);
                }
            }
        }
    }
    Ok(Gold { claims, ids, ..gold })
}

fn claim(doc: &str, line: &Line) -> anyhow::Result<Claim> {
    let publication = Publication::identity(doc);
    let id = |id: &str| id.parse::<ClaimId>().ok().with_context(|| format!("{id} is no id of a claim"));
    // places are counted in characters here: the merge only asks which stands first
    let evidence = line.fact.evidence.iter().zip(&line.quotes).map(|(&[start, end], quote)| {
        let place = |at: i64| usize::try_from(at).unwrap_or_default();
        Evidence { publication, version: 1, span: Span::new(place(start), place(end)), quote: quote.clone() }
    });
    Ok(Claim {
        id: id(&line.id)?,
        kind: line.fact.kind.clone(),
        slots: line.fact.slots.iter().map(|(name, value)| (name.clone(), word(value))).collect(),
        refs: line
            .refs
            .iter()
            .map(|(slot, to)| Ok((slot.clone(), id(to)?)))
            .collect::<anyhow::Result<_>>()?,
        evidence: evidence.collect(),
        attribution: line.attribution.clone(),
        origin: Origin::Rule { rule: "read".to_owned(), pack: "read".to_owned() },
        confidence: line.confidence,
    })
}
