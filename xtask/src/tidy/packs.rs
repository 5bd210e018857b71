//! Packs are data that people write by hand: they parse, their tables have their columns, and every
//! file of rules has a corpus with negatives (law 10; that each rule wins a case, the corpora's own
//! test says).

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
    let lexicon = path.split('/').nth(2) == Some("lexicon");
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

/// `rules/<name>.toml` stands beside `corpus/<name>.toml`, which has cases and among them negatives.
pub fn corpus(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.texts() {
        let parts: Vec<&str> = path.split('/').collect();
        let (lang, name) = match parts.as_slice() {
            ["packs", lang, "rules", name] if name.ends_with(".toml") => (lang, name),
            _ => continue,
        };
        let why = "a rule earns its place by cases that it wins and cases that it leaves alone (law 10)";
        let beside = format!("packs/{lang}/corpus/{name}");
        let Some(cases) = tree.text(&beside) else {
            findings.push(Finding::new(path, 0, "no corpus", why, &format!("write {beside}")));
            continue;
        };
        let cases = tables(cases, "case");
        let is_negative = |case: &&Table| case.get("expect").and_then(Value::as_str) == Some("nothing");
        if !cases.iter().any(|case| is_negative(&case)) {
            let todo = "add a [[case]] with expect = \"nothing\" and why";
            findings.push(Finding::new(&beside, 0, "no negatives", why, todo));
        }
        if cases.iter().all(|case| is_negative(&case)) {
            findings.push(Finding::new(
                &beside,
                0,
                "no case that a rule wins",
                why,
                "add a [[case]] for each rule",
            ));
        }
        let mut ids: Vec<String> = Vec::new();
        for rule in tables(text, "rule") {
            match rule.get("id").and_then(Value::as_str) {
                Some(id) if ids.iter().any(|known| known == id) => {
                    let todo = "name each rule apart: a claim cites the rule by its id";
                    findings.push(Finding::new(
                        path,
                        0,
                        format!("two rules {id:?}"),
                        "an id names one rule",
                        todo,
                    ));
                }
                Some(id) => ids.push(id.to_owned()),
                None => findings.push(Finding::new(
                    path,
                    0,
                    "a rule without id",
                    "a claim cites its rule",
                    "give it an id",
                )),
            }
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
    fn rules_have_a_corpus_with_both_kinds_of_cases() {
        let rules = "[[rule]]\nid = \"a\"\n[[rule]]\nid = \"a\"\n[[rule]]\nyields = \"event\"\n";
        let found = messages(
            corpus,
            &[
                ("packs/en/rules/event.toml", rules),
                ("packs/en/corpus/event.toml", "[[case]]\ntext = \"x\"\nexpect = \"event\"\n"),
                ("packs/en/rules/office.toml", ""),
                ("packs/ru/rules/figure.toml", "[[rule]]\nid = \"b\"\n"),
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
                "packs/ru/corpus/figure.toml: no case that a rule wins",
            ]
        );
    }
}
