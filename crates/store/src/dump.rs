//! The record as sorted lines of JSON: what a rebuild must give again, and what two engines must agree on.

use std::fmt::Display;
use std::io::Write;

use record::{Author, Claim, Entry, Judgement, Origin, Publication};
use serde_json::{Value as Json, json};

use crate::{Archive, ClaimFilter, Error, PublicationFilter, Versions, rows};

/// Writes all that is derived from captures and all that persons wrote, one line each. Texts stand for
/// themselves by length and hash. The order in which things were filed leaves no trace.
pub fn dump(archive: &dyn Archive, out: &mut dyn Write) -> Result<(), Error> {
    let mut line = |value: Json| writeln!(out, "{value}").map_err(Error::caller);
    let all = PublicationFilter { versions: Versions::All, ..PublicationFilter::default() };
    archive.each_publication(&all, &mut |publication| {
        let current = archive.publication(publication.id, None)?;
        let is_current = current.is_some_and(|current| current.version == publication.version);
        let text = archive.text(publication.id, publication.version)?;
        line(publication_line(&publication, is_current, text.as_deref()))
    })?;
    let all = ClaimFilter { versions: Versions::All, ..ClaimFilter::default() };
    archive.each_claim(&all, &mut |claim| line(claim_line(&claim)))?;
    for filed in archive.judgement_history()? {
        let withdrawn = filed.withdrawn.map(|withdrawal| [withdrawal.by, withdrawal.at]);
        line(json!([judgement_line(&filed.judgement), filed.id.0, filed.at, withdrawn]))?;
    }
    for judgement in archive.current_judgements()? {
        if matches!(judgement.author, Author::Rule(_)) {
            line(judgement_line(&judgement))?;
        }
    }
    archive.each_entry(None, &mut |entry| line(entry_line(&entry)))
}

fn hex(id: &impl Display) -> String {
    id.to_string()
}

fn publication_line(publication: &Publication, is_current: bool, text: Option<&str>) -> Json {
    let Publication { id, version, doc, url, publisher, title, lang, published_on, capture } = publication;
    let published_on = published_on.map(|date| date.to_string());
    let text = text.map(|text| (text.len(), blake3::hash(text.as_bytes()).to_hex().to_string()));
    json!([
        "publication",
        hex(id),
        version,
        is_current,
        doc,
        url,
        publisher,
        title,
        lang.as_str(),
        published_on,
        hex(capture),
        text
    ])
}

fn claim_line(claim: &Claim) -> Json {
    let Claim { id, kind, slots, refs, evidence, attribution, origin, confidence } = claim;
    let refs: Vec<(&String, String)> = refs.iter().map(|(name, target)| (name, hex(target))).collect();
    let evidence: Vec<Json> = evidence
        .iter()
        .map(|one| json!([hex(&one.publication), one.version, one.span.start, one.span.end, one.quote]))
        .collect();
    let origin = match origin {
        Origin::Rule { rule, pack } => json!({ "rule": rule, "pack": pack }),
        Origin::Person { name } => json!({ "person": name }),
    };
    json!(["claim", hex(id), kind, slots, refs, evidence, attribution, origin, confidence])
}

fn judgement_line(judgement: &Judgement) -> Json {
    let Judgement { left, right, verdict, score, reasons, author } = judgement;
    let author = match author {
        Author::Rule(rule) => json!({ "rule": rule }),
        Author::Person(person) => json!({ "person": person }),
    };
    json!(["judgement", hex(left), hex(right), verdict.as_str(), score, reasons, author])
}

fn entry_line(entry: &Entry) -> Json {
    let Entry { id, kind, label, properties, refs, claims } = entry;
    let properties = rows::properties_to_json(properties).unwrap_or_else(|damage| damage);
    let refs: Vec<(&String, String)> = refs.iter().map(|(name, target)| (name, hex(target))).collect();
    let claims: Vec<String> = claims.iter().map(hex).collect();
    json!(["entry", hex(id), kind, label, properties, refs, claims])
}
