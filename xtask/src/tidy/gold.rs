//! The gold record speaks the schema's language: types, slots and terms that there are, and passages
//! that lie within their text. A slip here would be counted as an error of the reader.

use std::collections::{BTreeMap, BTreeSet};

use measure::{Annotated, GROUPS, TYPES};
use toml::{Table, Value};

use super::Finding;
use crate::tree::Tree;

/// Slots by name, each with its closed list of terms, empty where any words go.
type Slots = BTreeMap<String, BTreeSet<String>>;

pub fn gold(tree: &Tree) -> Vec<Finding> {
    let kinds = kinds(tree);
    let mut findings = Vec::new();
    let sets = |path: &str| path.starts_with("gold/") && path.ends_with(".json") && !path.ends_with(GROUPS);
    for (path, source) in tree.texts().filter(|(path, _)| sets(path)) {
        let mut wrong = |what: String, todo: &str| {
            findings.push(Finding::new(path, 0, what, "what the gold record says is what counts", todo));
        };
        let document = match serde_json::from_str::<Annotated>(source) {
            Ok(document) => document,
            Err(error) => {
                wrong(error.to_string(), "mend its syntax");
                continue;
            }
        };
        let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".json");
        if document.doc != stem {
            wrong(format!("doc is {:?}", document.doc), "name the publication as its file");
        }
        let Some(text) = tree.text(&path.replace(".json", ".txt")) else {
            wrong("no text beside it".to_owned(), "add the .txt");
            continue;
        };
        let length = text.chars().count() as i64;
        for (number, fact) in document.facts.iter().enumerate() {
            let place = format!("fact {number} ({})", fact.kind);
            let Some(slots) = kinds.get(&fact.kind).filter(|_| TYPES.contains(&fact.kind.as_str())) else {
                wrong(format!("{place} is of no type that there is"), "write a type of the gold format");
                continue;
            };
            for (slot, value) in &fact.slots {
                match (slots.get(slot), value.as_str()) {
                    (None, _) => {
                        wrong(format!("{place} has the slot {slot:?}"), "write a slot of the schema")
                    }
                    (Some(terms), Some(term)) if !terms.is_empty() && !terms.contains(term) => {
                        wrong(format!("{place} has {slot} {term:?}"), "write a term of the schema's list");
                    }
                    _ => {}
                }
            }
            let outside = |[start, end]: &[i64; 2]| *start < 0 || end <= start || *end > length;
            if let Some([start, end]) = fact.evidence.iter().find(|passage| outside(passage)) {
                wrong(format!("{place} has the passage {start}..{end}"), "count code points of the text");
            }
            if fact.evidence.is_empty() {
                wrong(format!("{place} has no passage"), "mark what proves it");
            }
        }
    }
    findings
}

/// The kinds of the schema.
fn kinds(tree: &Tree) -> BTreeMap<String, Slots> {
    let schema = tree.texts().filter(|(path, _)| path.starts_with("crates/record/schema/"));
    let tables = schema.map(|(_, source)| source.parse::<Table>().unwrap_or_default());
    tables.filter_map(|table| Some((table.get("kind")?.as_str()?.to_owned(), slots(&table)))).collect()
}

fn slots(kind: &Table) -> Slots {
    let properties = kind.get("property").and_then(Value::as_array).into_iter().flatten();
    let slot = |property: &Value| {
        let terms = property.get("terms").and_then(Value::as_array).into_iter().flatten();
        let terms = terms.filter_map(|term| term.as_str().map(str::to_owned)).collect();
        Some((property.get("name")?.as_str()?.to_owned(), terms))
    };
    properties.filter_map(slot).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEMA: &str = "kind = \"event\"\n[[property]]\nname = \"name\"\n[[property]]\nname = \"status\"\nterms = [\"held\"]\n";

    fn whats(json: &str) -> Vec<String> {
        let files = [
            ("crates/record/schema/event.toml", SCHEMA),
            ("gold/en/a.json", json),
            ("gold/en/a.txt", "Минск 2024"),
        ];
        let found = gold(&Tree::of(&files));
        found.iter().map(|finding| finding.message.split(';').next().unwrap_or_default().to_owned()).collect()
    }

    #[test]
    fn what_is_right_passes() {
        let json = r#"{"doc": "a", "lang": "en", "published": null, "facts": [
            {"type": "event", "slots": {"name": "x", "status": "held"}, "evidence": [[0, 10]]}]}"#;
        assert!(whats(json).is_empty());
    }

    #[test]
    fn slips_of_the_pen_are_named() {
        let json = r#"{"doc": "b", "lang": "en", "published": null, "facts": [
            {"type": "event", "slots": {"nmae": "x", "status": "hold"}, "evidence": [[5, 11]]},
            {"type": "person", "slots": {}, "evidence": []},
            {"type": "event", "slots": {}, "evidence": []}]}"#;
        let expected = [
            "doc is \"b\"",
            "fact 0 (event) has the slot \"nmae\"",
            "fact 0 (event) has status \"hold\"",
            "fact 0 (event) has the passage 5..11",
            "fact 1 (person) is of no type that there is",
            "fact 2 (event) has no passage",
        ];
        assert_eq!(whats(json), expected);
        assert!(whats("{").first().is_some_and(|what| what.starts_with("EOF while parsing")));
    }
}
