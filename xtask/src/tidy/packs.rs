//! Packs are data that people write by hand: they parse, their tables have their columns, and every
//! file of rules has a corpus with negatives (law 10; that each rule wins a case, the corpora's own
//! test says).

use std::collections::BTreeSet;

use toml::{Table, Value};

use super::{Finding, line_at};
use crate::tree::Tree;

/// Every TOML file of the workspace and every line of JSON parses, and every row of a table has its columns.
pub fn packs(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        if path.ends_with(".toml")
            && let Err(error) = text.parse::<Table>()
        {
            let line = error.span().map_or(0, |span| line_at(text, span.start));
            findings.push(Finding::new(
                path,
                line,
                error.message(),
                "the file cannot be read",
                "mend its syntax",
            ));
        }
        if path.starts_with("packs/") && path.ends_with(".jsonl") {
            for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
                if let Err(error) = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line) {
                    findings.push(Finding::new(
                        path,
                        number + 1,
                        error,
                        "the line cannot be read",
                        "write one object a line",
                    ));
                }
            }
        }
        if path.starts_with("packs/") && path.ends_with(".tsv") {
            findings.extend(table(path, text));
        }
    }
    findings
}

/// A row of a lexicon is `FORMS<TAB>ID<TAB>ATTRIBUTES`; of any other table, the first row
/// below a comment says how many columns there are; a row may leave out the last ones, but not all but one.
fn table(path: &str, text: &str) -> Vec<Finding> {
    let lexicon = matches!(path.split('/').nth(2), Some("lexicon" | "wide"));
    let mut findings = Vec::new();
    let mut first: Option<usize> = None;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') {
            // a comment opens a block of its own, which may be laid out in its own way
            first = None;
        }
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let expected = *first.get_or_insert(cells.len());
        let mut wrong = |what: String, todo: &str| {
            findings.push(Finding::new(path, number + 1, what, "a row is read by its columns", todo));
        };
        if lexicon {
            if cells.len() > 3 {
                wrong(
                    format!("{} columns", cells.len()),
                    "write forms, id and attributes, separated by one tab each",
                );
            }
            if cells.first().is_none_or(|forms| forms.split('|').any(|form| form.trim().is_empty())) {
                wrong("an empty form".to_owned(), "write the form, or take out its |");
            }
            let mut attributes = cells.get(2).into_iter().flat_map(|cell| cell.split_whitespace());
            if let Some(odd) = attributes.find(|attribute| !attribute.contains('=')) {
                wrong(format!("the attribute {odd:?} without a value"), "write key=value");
            }
        } else if cells.len() > expected || (cells.len() < 2 && expected > 1) {
            let what = format!("{} columns where the first row has {expected}", cells.len());
            wrong(what, "separate the columns by one tab each; only the last ones may be left out");
        }
        if cells.iter().any(|cell| *cell != cell.trim()) {
            wrong("blanks around a cell".to_owned(), "take them out");
        }
    }
    findings
}

/// Rules that yield a kind of the schema have its corpus beside them, with cases that they win and negatives.
/// Rules for what kinds are put together from (times, names, titles) are tried by the corpora of the kinds, so
/// that a pack with any rules has at least one.
pub fn corpus(tree: &Tree) -> Vec<Finding> {
    let why = "a rule earns its place by cases that it wins and cases that it leaves alone (law 10)";
    let mut findings = Vec::new();
    let mut bare: BTreeSet<String> = BTreeSet::new();
    for (path, text) in tree.texts() {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["packs", lang, "rules", name] if name.ends_with(".toml") => {
                let beside = format!("packs/{lang}/corpus/{name}");
                let is_kind =
                    tree.text(&format!("crates/record/schema/{name}")).is_some_and(|kind| !is_derived(kind));
                if is_kind && !tree.has(&beside) {
                    findings.push(Finding::new(path, 0, "no corpus", why, &format!("write {beside}")));
                } else if *lang != "und"
                    && !tree.has(&format!("packs/{lang}/corpus"))
                    && bare.insert((*lang).to_owned())
                {
                    let todo = "write the corpora of the kinds that its rules yield";
                    findings.push(Finding::new(path, 0, "the pack has no corpus at all", why, todo));
                }
                findings.extend(ids(path, text));
            }
            ["packs", _, "corpus", name] if name.ends_with(".toml") => {
                findings.extend(cases(path, text, why))
            }
            _ => {}
        }
    }
    findings
}

/// Whether a kind is put together by the merge: then no rule yields it.
fn is_derived(kind: &str) -> bool {
    kind.parse::<Table>().unwrap_or_default().get("derived").and_then(Value::as_bool) == Some(true)
}

/// A corpus has cases of both sorts.
fn cases(path: &str, text: &str, why: &str) -> Vec<Finding> {
    let cases = tables(text, "case");
    let negatives =
        cases.iter().filter(|case| case.get("expect").and_then(Value::as_str) == Some("nothing")).count();
    let mut findings = Vec::new();
    if negatives == 0 {
        let todo = "add a [[case]] with expect = \"nothing\" and why";
        findings.push(Finding::new(path, 0, "no negatives", why, todo));
    }
    if negatives == cases.len() {
        findings.push(Finding::new(path, 0, "no case that a rule wins", why, "add a [[case]] for each rule"));
    }
    findings
}

/// Every rule has an id of its own.
fn ids(path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known: Vec<String> = Vec::new();
    for rule in tables(text, "rule") {
        match rule.get("id").and_then(Value::as_str) {
            Some(id) if known.iter().any(|other| other == id) => {
                let todo = "name each rule apart: a claim cites the rule by its id";
                findings.push(Finding::new(
                    path,
                    0,
                    format!("two rules {id:?}"),
                    "an id names one rule",
                    todo,
                ));
            }
            Some(id) => known.push(id.to_owned()),
            None => findings.push(Finding::new(
                path,
                0,
                "a rule without id",
                "a claim cites its rule",
                "give it an id",
            )),
        }
    }
    findings
}

/// `[[name]]` of a file; none where it does not parse, which `packs` reports.
fn tables(text: &str, name: &str) -> Vec<Table> {
    let table = text.parse::<Table>().unwrap_or_default();
    let array = table.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    array.into_iter().filter_map(|value| value.as_table().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(check: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(|finding| finding.to_string().split(';').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn data_parses_and_rows_have_their_columns() {
        let found = messages(
            packs,
            &[
                ("packs/en/pack.toml", "a = 1\nb = \n"),
                (
                    "packs/en/lexicon/a.tsv",
                    "# comment\nword\nMinsk|Mensk\tBY-HM\tcapital=1 weak\n\nA|\t-\ta=1\tb\n Baku\tplace\n",
                ),
                ("packs/demo/a.jsonl", "{\"doc\": \"a\"}\n[]\n"),
                ("packs/und/places.tsv", "# name, code\nMinsk\tBY\nAstana\n# name\nBaku\n"),
            ],
        );
        assert_eq!(
            found[1..5],
            [
                "packs/en/lexicon/a.tsv:3: the attribute \"weak\" without a value",
                "packs/en/lexicon/a.tsv:5: 4 columns",
                "packs/en/lexicon/a.tsv:5: an empty form",
                "packs/en/lexicon/a.tsv:6: blanks around a cell",
            ]
        );
        assert!(found[0].starts_with("packs/demo/a.jsonl:2: "), "{found:?}");
        assert!(found[5].starts_with("packs/en/pack.toml:2: "), "{found:?}");
        assert_eq!(found[6..], ["packs/und/places.tsv:3: 1 columns where the first row has 2"]);
    }

    #[test]
    fn rules_have_a_corpus_with_both_sorts_of_cases() {
        let rules = "[[rule]]\nid = \"a\"\n[[rule]]\nid = \"a\"\n[[rule]]\nyields = \"event\"\n";
        let found = messages(
            corpus,
            &[
                ("crates/record/schema/event.toml", ""),
                ("crates/record/schema/office.toml", ""),
                ("crates/record/schema/person.toml", "derived = true"),
                ("packs/en/rules/person.toml", ""),
                ("packs/en/rules/event.toml", rules),
                ("packs/en/corpus/event.toml", "[[case]]\ntext = \"x\"\nexpect = \"event\"\n"),
                ("packs/en/rules/office.toml", ""),
                ("packs/en/rules/place.toml", ""),
                ("packs/kk/rules/place.toml", ""),
                ("packs/kk/rules/time.toml", ""),
                ("packs/ru/corpus/figure.toml", "[[case]]\nexpect = \"nothing\"\n"),
            ],
        );
        assert_eq!(
            found,
            [
                "packs/en/corpus/event.toml: no negatives",
                "packs/en/rules/event.toml: two rules \"a\"",
                "packs/en/rules/event.toml: a rule without id",
                "packs/en/rules/office.toml: no corpus",
                "packs/kk/rules/place.toml: the pack has no corpus at all",
                "packs/ru/corpus/figure.toml: no case that a rule wins",
            ]
        );
    }
}
