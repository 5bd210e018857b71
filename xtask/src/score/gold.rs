//! Gold sets and predictions, as they lie on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

#[derive(Clone, Debug, Deserialize)]
pub struct Fact {
    #[serde(rename = "type")]
    pub kind: String,
    pub slots: BTreeMap<String, Value>,
    /// Code points, end exclusive.
    #[serde(default)]
    pub evidence: Vec<[i64; 2]>,
}

/// One annotated publication.
#[derive(Clone, Debug, Deserialize)]
pub struct Annotated {
    pub doc: String,
    pub lang: String,
    #[serde(default)]
    pub published: Option<String>,
    pub facts: Vec<Fact>,
    #[serde(skip)]
    pub text: String,
}

/// A folder of annotated publications.
pub struct Set {
    pub name: String,
    pub folder: PathBuf,
    pub documents: Vec<Annotated>,
}

/// Groups of facts that are one real thing; they are the merge's gold, not a publication.
pub const GROUPS: &str = "same.json";

impl Set {
    /// Reads a set; `None` where the folder is not there or holds no annotated publication.
    pub fn load(name: &str, folder: &Path) -> anyhow::Result<Option<Set>> {
        if !folder.is_dir() {
            return Ok(None);
        }
        let mut paths: Vec<PathBuf> = Vec::new();
        for file in
            std::fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?
        {
            paths.push(file?.path());
        }
        paths.retain(|path| {
            path.extension().is_some_and(|e| e == "json") && path.file_name().is_some_and(|n| n != GROUPS)
        });
        paths.sort();
        let documents = paths.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<Annotated>>>()?;
        Ok((!documents.is_empty()).then(|| Set {
            name: name.to_owned(),
            folder: folder.to_path_buf(),
            documents,
        }))
    }

    /// Keeps the publications in these languages; an empty list keeps all.
    pub fn only(mut self, langs: &[String]) -> Set {
        self.documents.retain(|document| langs.is_empty() || langs.contains(&document.lang));
        self
    }
}

fn read(path: &Path) -> anyhow::Result<Annotated> {
    let reading = || format!("could not read {}", path.display());
    let source = std::fs::read_to_string(path).with_context(reading)?;
    let mut document: Annotated = serde_json::from_str(&source).with_context(reading)?;
    let text = path.with_extension("txt");
    if text.is_file() {
        document.text =
            std::fs::read_to_string(&text).with_context(|| format!("could not read {}", text.display()))?;
    }
    let length = document.text.chars().count() as i64;
    for fact in &document.facts {
        let outside = |[start, end]: &[i64; 2]| *start < 0 || end <= start || *end > length;
        if let Some(passage) =
            fact.evidence.iter().find(|passage| !document.text.is_empty() && outside(passage))
        {
            bail!("{}: the passage {passage:?} of a {} is not within the text", path.display(), fact.kind);
        }
    }
    Ok(document)
}

/// Facts that were found, by publication.
pub type Found = BTreeMap<String, Vec<Fact>>;

#[derive(Deserialize)]
struct Line {
    doc: String,
    #[serde(flatten)]
    fact: Fact,
}

/// Reads lines of `{"doc", "type", "slots", "evidence"}`; further keys are left alone.
pub fn found(lines: &str) -> anyhow::Result<Found> {
    let mut found = Found::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line = serde_json::from_str(line)
            .with_context(|| format!("line {} of what was found is no fact", number + 1))?;
        let doc = line.doc.strip_suffix(".txt").unwrap_or(&line.doc).to_owned();
        found.entry(doc).or_default().push(line.fact);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_gathered_by_publication() {
        let lines = "{\"doc\":\"a.txt\",\"type\":\"event\",\"slots\":{},\"evidence\":[[0,1]],\"id\":\"x\"}\n\n{\"doc\":\"a\",\"type\":\"figure\",\"slots\":{\"value\":5}}\n";
        let found = found(lines).unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), ["a"]);
        assert_eq!(found["a"].iter().map(|fact| fact.kind.as_str()).collect::<Vec<_>>(), ["event", "figure"]);
        assert!(super::found("{\"doc\":\"a\"}").is_err());
    }
}
