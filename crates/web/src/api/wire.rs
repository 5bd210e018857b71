//! What goes over the wire, apart from the domain types (law 8).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use record::{Claim, Entry, Evidence, Origin, Publication};
use search::{Hit, Id};
use serde_json::{Map, Value, json};
use store::Archive;
use store::reviews::FiledReview;

use crate::catalogue::{Catalogue, Leaf, Row, kind_name};
use crate::pages::Line;

pub fn row(row: &Row, catalogue: &Catalogue) -> Value {
    let texts = |symbols: &[crate::catalogue::Symbol]| {
        symbols.iter().map(|symbol| catalogue.text(*symbol).to_owned()).collect::<Vec<_>>()
    };
    json!({
        "id": row.id.to_string(),
        "kind": kind_name(row.kind),
        "label": catalogue.text(row.label),
        "date": row.when.map(|when| catalogue.text(when)),
        "status": row.status.map(|status| catalogue.text(status)),
        "bodies": texts(catalogue.bodies(row)),
        "places": texts(catalogue.places(row)),
        "langs": texts(catalogue.langs(row)),
        "sources": texts(catalogue.sources(row)),
        "publications": row.publications,
        "disputed": row.disputed,
        "differ": catalogue.differences_of(row.id).iter().map(|one| catalogue.text(one.property)).collect::<Vec<_>>(),
        "entered_at": row.entered.map(|at| catalogue.text(at)),
    })
}

/// A value with the publications that give it.
pub fn given(archive: &dyn Archive, value: &record::Value) -> Result<Value, store::Error> {
    let mut publications = BTreeSet::new();
    for claim in &value.claims {
        let claim = archive.claim(*claim)?;
        publications.extend(claim.iter().flat_map(|claim| &claim.evidence).map(|one| one.publication));
    }
    let mut by = Vec::new();
    for id in publications {
        if let Some(publication) = archive.publication(id, None)? {
            by.push(json!({ "publication": id.to_string(), "publisher": publication.publisher }));
        }
    }
    Ok(json!({ "text": value.text, "shown": value.shown, "by": by }))
}

pub fn leaf(leaf: &Leaf, catalogue: &Catalogue) -> Value {
    json!({
        "id": leaf.id.to_string(),
        "version": leaf.version,
        "doc": catalogue.text(leaf.doc),
        "title": leaf.title.map(|title| catalogue.text(title)),
        "publisher": leaf.publisher.map(|name| catalogue.text(name)),
        "lang": catalogue.text(leaf.lang),
        "published_on": leaf.published_on.map(|date| date.to_string()),
        "entered_at": leaf.entered.map(|at| catalogue.text(at)),
        "claims": leaf.claims,
    })
}

pub fn review(filed: &FiledReview) -> Value {
    let review = &filed.review;
    json!({
        "number": filed.id.0,
        "item": review.item,
        "action": review.action.as_str(),
        "claim": review.claim.map(|id| id.to_string()),
        "replacement": review.replacement.map(|id| id.to_string()),
        "entry": review.entry.map(|id| id.to_string()),
        "by": review.person,
        "at": review.at,
        "withdrawn": filed.withdrawn.as_ref().map(|one| json!({ "by": one.by, "at": one.at })),
    })
}

pub fn entry(entry: &Entry) -> Value {
    let ids = |claims: &[record::ClaimId]| claims.iter().map(ToString::to_string).collect::<Vec<_>>();
    let properties: Vec<Value> = entry
        .properties
        .iter()
        .map(|property| {
            let values: Vec<Value> = property
                .values
                .iter()
                .map(
                    |value| json!({ "text": value.text, "shown": value.shown, "claims": ids(&value.claims) }),
                )
                .collect();
            json!({ "name": property.name, "disputed": property.disputed, "values": values })
        })
        .collect();
    let refs: Map<String, Value> =
        entry.refs.iter().map(|(slot, id)| (slot.clone(), Value::from(id.to_string()))).collect();
    json!({
        "id": entry.id.to_string(),
        "kind": entry.kind,
        "label": entry.label,
        "disputed": entry.is_disputed(),
        "properties": properties,
        "refs": refs,
        "claims": ids(&entry.claims),
    })
}

pub fn publication(publication: &Publication) -> Value {
    json!({
        "id": publication.id.to_string(),
        "version": publication.version,
        "doc": publication.doc,
        "url": publication.url,
        "publisher": publication.publisher,
        "title": publication.title,
        "lang": publication.lang.as_str(),
        "published_on": publication.published_on.map(|date| date.to_string()),
    })
}

pub fn claim(claim: &Claim) -> Value {
    let evidence: Vec<Value> = claim
        .evidence
        .iter()
        .map(|one| {
            json!({
                "publication": one.publication.to_string(),
                "version": one.version,
                "start": one.span.start,
                "end": one.span.end,
                "quote": one.quote,
            })
        })
        .collect();
    let (rule, pack, person) = match &claim.origin {
        Origin::Rule { rule, pack } => (Some(rule), Some(pack), None),
        Origin::Person { name } => (None, None, Some(name)),
    };
    let refs: Map<String, Value> =
        claim.refs.iter().map(|(slot, id)| (slot.clone(), Value::from(id.to_string()))).collect();
    json!({
        "id": claim.id.to_string(),
        "kind": claim.kind,
        "slots": claim.slots,
        "refs": refs,
        "evidence": evidence,
        "attribution": claim.attribution,
        "rule": rule,
        "pack": pack,
        "person": person,
        "confidence": claim.confidence,
    })
}

pub fn hit(hit: &Hit) -> Value {
    let (sort, id) = match hit.id {
        Id::Entry(id) => ("entry", id.to_string()),
        Id::Publication(id) => ("publication", id.to_string()),
    };
    let marks = |spans: &[record::Span]| spans.iter().map(|span| [span.start, span.end]).collect::<Vec<_>>();
    let snippet = hit.snippet.as_ref().map(|snippet| {
        json!({ "text": snippet.text, "start": snippet.span.start, "marks": marks(&snippet.marks) })
    });
    json!({
        "type": sort,
        "id": id,
        "score": hit.score,
        "title": hit.title,
        "title_marks": marks(&hit.title_marks),
        "snippet": snippet,
        "kinds": hit.kinds,
        "langs": hit.langs.iter().map(record::Lang::as_str).collect::<Vec<_>>(),
        "date": hit.date,
    })
}

/// How many characters before and after a quote tell it from the same words elsewhere.
const AROUND: usize = 32;

/// One passage as a W3C Web Annotation: positions count code points, as the recommendation has it.
pub fn annotation(
    root: &str,
    entry: &Entry,
    claim: &Claim,
    number: usize,
    evidence: &Evidence,
    text: &str,
) -> Value {
    let Evidence { publication, version, span, quote } = evidence;
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let start = before.chars().count();
    let prefix: String = before.chars().skip(start.saturating_sub(AROUND)).collect();
    let suffix: String = after.chars().take(AROUND).collect();
    json!({
        "id": format!("{root}/api/claims/{}#{number}", claim.id),
        "type": "Annotation",
        "motivation": "describing",
        "body": {
            "type": "SpecificResource",
            "source": format!("{root}/entries/{}", entry.id),
            "purpose": "describing",
            "claim": { "kind": claim.kind, "slots": claim.slots },
        },
        "target": {
            "source": format!("{root}/publications/{publication}?version={version}"),
            "selector": [
                { "type": "TextQuoteSelector", "exact": quote, "prefix": prefix, "suffix": suffix },
                { "type": "TextPositionSelector", "start": start, "end": start + quote.chars().count() },
            ],
        },
    })
}

/// A feed (RFC 4287).
pub fn atom(title: &str, root: &str, query: &str, lines: &[(Line, String)]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n",
    );
    let updated = lines.iter().map(|(_, at)| at.as_str()).max().filter(|at| !at.is_empty());
    let _ = writeln!(out, "<title>{}</title>", xml(title));
    let _ = writeln!(out, "<id>{}</id>", xml(&format!("{root}/entries.atom?{query}")));
    let _ = writeln!(out, "<updated>{}</updated>", xml(updated.unwrap_or("1970-01-01T00:00:00Z")));
    let _ = writeln!(out, "<link rel=\"self\" href=\"{}\"/>", xml(&format!("{root}/entries.atom?{query}")));
    let _ = writeln!(out, "<link rel=\"alternate\" href=\"{}\"/>", xml(&format!("{root}/entries?{query}")));
    let _ = writeln!(out, "<author><name>{}</name></author>", xml(title));
    for (line, at) in lines {
        let address = xml(&format!("{root}/entries/{}", line.id));
        let about: Vec<&str> = [line.kind_name.as_str(), &line.when, &line.where_, &line.body]
            .into_iter()
            .filter(|s| !s.is_empty())
            .collect();
        let _ = writeln!(
            out,
            "<entry><title>{}</title><id>{address}</id><link href=\"{address}\"/><updated>{}</updated><summary>{}</summary></entry>",
            xml(&line.label),
            xml(if at.is_empty() { "1970-01-01T00:00:00Z" } else { at }),
            xml(&about.join(" \u{b7} ")),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// Text in XML: what means something escaped, what cannot stand there left out.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_a_feed() {
        assert_eq!(xml("<a b=\"c\">&\u{1}\u{fffe}x"), "&lt;a b=&quot;c&quot;&gt;&amp;x");
    }
}
