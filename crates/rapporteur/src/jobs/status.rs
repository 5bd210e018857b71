//! `rapporteur status`: how much is in the record, and whether it is sound.

use std::collections::BTreeMap;
use std::path::PathBuf;

use record::Schema;
use serde::Serialize;
use store::{Archive, Counts, PublicationFilter};

use crate::cli::{Shape, Status as Args};
use crate::data;
use crate::derive::Mark;
use crate::out::{Ending, Out, counted};

#[derive(Serialize)]
struct Status {
    data: PathBuf,
    captures: u64,
    capture_bytes: u64,
    publications: u64,
    versions: u64,
    languages: BTreeMap<String, usize>,
    from: Option<String>,
    to: Option<String>,
    claims: u64,
    claims_by_persons: u64,
    entries: BTreeMap<String, usize>,
    disputed: usize,
    /// Whether the entries follow from the claims by the merge of this program.
    current: bool,
    findings: Option<Vec<String>>,
}

pub fn run(args: Args) -> anyhow::Result<Ending> {
    let dir = data::locate(args.data.data.as_deref())?;
    let store = data::open_to_read(&dir)?;
    let Counts { captures, capture_bytes, publications, versions, claims, claims_by_persons, .. } =
        store.counts()?;
    let mut status = Status {
        current: Mark::new(&dir).is_current(),
        data: dir,
        captures,
        capture_bytes,
        publications,
        versions,
        languages: BTreeMap::new(),
        from: None,
        to: None,
        claims,
        claims_by_persons,
        entries: BTreeMap::new(),
        disputed: 0,
        findings: None,
    };
    let mut dates = Vec::new();
    store.each_publication(&PublicationFilter::default(), &mut |publication| {
        *status.languages.entry(publication.lang.as_str().to_owned()).or_default() += 1;
        dates.extend(publication.published_on);
        Ok(())
    })?;
    status.from = dates.iter().min().map(ToString::to_string);
    status.to = dates.iter().max().map(ToString::to_string);
    store.each_entry(None, &mut |entry| {
        status.disputed += usize::from(entry.is_disputed());
        *status.entries.entry(entry.kind).or_default() += 1;
        Ok(())
    })?;
    if args.check {
        status.findings = Some(store::audit(&store)?);
    }
    let mut out = Out::new();
    let printed = match args.format {
        Shape::Table => status.table(),
        Shape::Json => serde_json::to_string_pretty(&status)? + "\n",
    };
    let _ = out.print(&printed);
    for finding in status.findings.iter().flatten() {
        out.trouble(finding);
    }
    out.end()
}

impl Status {
    fn table(&self) -> String {
        let mut lines = vec![format!("record        {}", self.data.display())];
        let megabytes = self.capture_bytes as f64 / f64::from(1 << 20);
        lines.push(format!("captures      {} ({megabytes:.1} MB)", self.captures));
        let languages: Vec<String> =
            self.languages.iter().map(|(lang, count)| format!("{lang} {count}")).collect();
        lines.push(format!(
            "publications  {} in {} ({})",
            self.publications,
            counted(self.versions, "version"),
            languages.join(", ")
        ));
        if let (Some(from), Some(to)) = (&self.from, &self.to) {
            lines.push(format!("published     {from} to {to}"));
        }
        lines.push(format!("claims        {} ({} by persons)", self.claims, self.claims_by_persons));
        let kinds = Schema::built_in().kinds().iter();
        let entries: Vec<String> = kinds
            .filter_map(|kind| self.entries.get(&kind.name).map(|count| format!("{} {count}", kind.name)))
            .collect();
        lines.push(format!(
            "entries       {} ({})",
            self.entries.values().sum::<usize>(),
            entries.join(", ")
        ));
        lines.push(format!("sources       differ on {}", self.disputed));
        if !self.current {
            lines.push(
                "note          entries may not follow from all claims: run ingest or rebuild".to_owned(),
            );
        }
        if self.findings.as_ref().is_some_and(Vec::is_empty) {
            lines.push("check         nothing wrong was found".to_owned());
        }
        lines.join("\n") + "\n"
    }
}
