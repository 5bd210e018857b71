//! Gold sets and predictions, as they lie on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::{Value, json};
use thiserror::Error;

/// A gold set, or what was found, that cannot be used.
#[derive(Debug, Error)]
pub enum BadGold {
    #[error("could not read {}: {source}", path.display())]
    File { path: PathBuf, source: std::io::Error },
    #[error("{} is no annotated publication: {source}", path.display())]
    Json { path: PathBuf, source: serde_json::Error },
    #[error("{}: the passage {passage:?} of a {kind} is not within the text", path.display())]
    Passage { path: PathBuf, passage: [i64; 2], kind: String },
    #[error("line {line} of what was found is no fact: {source}")]
    Line { line: usize, source: serde_json::Error },
}

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
    pub fn load(name: &str, folder: &Path) -> Result<Option<Set>, BadGold> {
        if !folder.is_dir() {
            return Ok(None);
        }
        let trouble = |source| BadGold::File { path: folder.to_path_buf(), source };
        let mut paths: Vec<PathBuf> = Vec::new();
        for file in std::fs::read_dir(folder).map_err(trouble)? {
            paths.push(file.map_err(trouble)?.path());
        }
        paths.retain(|path| {
            path.extension().is_some_and(|e| e == "json") && path.file_name().is_some_and(|n| n != GROUPS)
        });
        paths.sort();
        let documents = paths.iter().map(|path| read(path)).collect::<Result<Vec<Annotated>, BadGold>>()?;
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

/// The line that the program takes for a publication, with the date that is known from outside its text.
pub fn input(document: &Annotated) -> String {
    let line = match &document.published {
        Some(date) => json!({"doc": document.doc, "text": document.text, "published": date}),
        None => json!({"doc": document.doc, "text": document.text}),
    };
    format!("{line}\n")
}

fn read(path: &Path) -> Result<Annotated, BadGold> {
    let open = |path: &Path| {
        std::fs::read_to_string(path).map_err(|source| BadGold::File { path: path.to_path_buf(), source })
    };
    let mut document: Annotated = serde_json::from_str(&open(path)?)
        .map_err(|source| BadGold::Json { path: path.to_path_buf(), source })?;
    let text = path.with_extension("txt");
    if text.is_file() {
        document.text = open(&text)?;
    }
    let length = document.text.chars().count() as i64;
    for fact in &document.facts {
        let outside = |[start, end]: &[i64; 2]| *start < 0 || end <= start || *end > length;
        let found = fact.evidence.iter().find(|passage| !document.text.is_empty() && outside(passage));
        if let Some(&passage) = found {
            return Err(BadGold::Passage { path: path.to_path_buf(), passage, kind: fact.kind.clone() });
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
pub fn found(lines: &str) -> Result<Found, BadGold> {
    let mut found = Found::new();
    for (number, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let line: Line =
            serde_json::from_str(line).map_err(|source| BadGold::Line { line: number + 1, source })?;
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

    #[test]
    fn gold_outside_its_text_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let sample = r#"{"doc": "a", "lang": "en", "published": null, "facts": [{"type": "event", "slots": {"name": "x"}, "evidence": [[0, 20]]}]}"#;
        std::fs::write(folder.path().join("a.json"), sample).unwrap();
        std::fs::write(folder.path().join("a.txt"), "too short").unwrap();
        let error = Set::load("sample", folder.path()).map(|_| ()).unwrap_err().to_string();
        assert!(error.ends_with("the passage [0, 20] of a event is not within the text"), "{error}");
        assert!(Set::load("none", Path::new("no such folder")).unwrap().is_none());
    }
}
