//! Runs a pack against its own corpus: which cases do not hold, and which rules no case needs.

use std::collections::{BTreeMap, BTreeSet};

use record::{Claim, Publication};
use rules::corpus::{Case, Corpus, kind_of, parse};
use rules::words::Memory;
use rules::{Files, Pack, PackError};

use crate::{Input, doc, read, timex};

/// The kind of a corpus whose cases are expressions of time with their values, for annotation; those of all other
/// kinds are claims.
const TIMES: &str = "timex";

/// A case that is not as its corpus says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    pub file: String,
    pub line: usize,
    pub message: String,
}

/// What a pack's corpora say of it.
#[derive(Clone, Debug, Default)]
pub struct Verdict {
    pub cases: usize,
    pub failures: Vec<Failure>,
    /// Rules without which every case would hold as well.
    pub idle: Vec<String>,
}

/// The corpora of a language among these files.
pub fn corpora(files: &Files, lang: &str) -> Result<Vec<Corpus>, Vec<PackError>> {
    let (mut found, mut errors) = (Vec::new(), Vec::new());
    for (file, source) in files {
        let Some(kind) = kind_of(lang, file) else { continue };
        match parse(file, kind, source) {
            Ok(corpus) => found.push(corpus),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(found) } else { Err(errors) }
}

/// Reads every case, then again without each rule that had a part in it.
pub fn check(pack: &mut Pack, corpora: &[Corpus]) -> Verdict {
    let mut memory = Memory::default();
    let mut verdict = Verdict::default();
    // which cases hold that a rule took part in
    let mut parts: BTreeMap<String, Vec<(&Corpus, &Case)>> = BTreeMap::new();
    for corpus in corpora {
        let fail = |line, message| Failure { file: corpus.file.clone(), line, message };
        for case in &corpus.cases {
            verdict.cases += 1;
            match (holds(corpus, case, pack, &mut memory), case.gap) {
                (Err(message), false) => {
                    verdict.failures.push(fail(case.line, format!("{}\n    {message}", case.text)));
                }
                (Ok(()), true) => {
                    let message = format!("{}\n    a known gap is closed: take `gap` out", case.text);
                    verdict.failures.push(fail(case.line, message));
                }
                (Ok(()), false) => {
                    for rule in rules_in(corpus, case, pack, &mut memory) {
                        parts.entry(rule).or_default().push((corpus, case));
                    }
                }
                (Err(_), true) => {}
            }
        }
        if corpus.cases.iter().all(|case| case.expect.is_some()) {
            verdict.failures.push(fail(0, "no case that expects nothing".to_owned()));
        }
    }
    let rules: BTreeSet<String> = pack.rule_ids().map(str::to_owned).collect();
    for rule in rules {
        pack.mute(Some(&rule));
        let cases = parts.get(&rule).into_iter().flatten();
        if !cases.into_iter().any(|(corpus, case)| holds(corpus, case, pack, &mut memory).is_err()) {
            verdict.idle.push(rule);
        }
    }
    pack.mute(None);
    verdict
}

/// Every rule that made a mention in the case.
fn rules_in(corpus: &Corpus, case: &Case, pack: &Pack, memory: &mut Memory) -> BTreeSet<String> {
    let chart = match corpus.kind.as_str() {
        TIMES => pack.read_wide(&case.text, memory),
        _ => pack.read(&case.text, memory),
    };
    chart.mentions().map(|(_, mention)| mention.rule.to_string()).collect()
}

/// Whether the case holds; else what was found instead.
fn holds(corpus: &Corpus, case: &Case, pack: &Pack, memory: &mut Memory) -> Result<(), String> {
    if corpus.kind == TIMES {
        return has_times(corpus, case, pack, memory);
    }
    let input = Input {
        publication: Publication::identity(&corpus.file),
        version: 1,
        text: &case.text,
        published_on: corpus.as_of,
    };
    let claims = read(input, pack, memory).claims;
    let of_kind = |kind: &str| -> Vec<String> {
        let claims = claims.iter().filter(|claim| claim.kind == kind);
        claims.map(|claim| format!("{:?}", claim.slots)).collect()
    };
    let agrees =
        |claim: &Claim| case.slots.iter().all(|(slot, value)| claim.slot(slot) == Some(value.as_str()));
    match &case.expect {
        None => {
            let found = of_kind(&corpus.kind);
            if found.is_empty() { Ok(()) } else { Err(format!("expected nothing, found {found:?}")) }
        }
        Some(kind) if claims.iter().any(|claim| claim.kind == *kind && agrees(claim)) => Ok(()),
        Some(kind) => Err(format!("expected {kind} with {:?}, found {:?}", case.slots, of_kind(kind))),
    }
}

/// Whether the text has an expression of time of this value, or none where none is expected.
fn has_times(corpus: &Corpus, case: &Case, pack: &Pack, memory: &mut Memory) -> Result<(), String> {
    let chart = pack.read_wide(&case.text, memory);
    let found: Vec<String> = timex::resolve(&doc::Doc::new(&chart, pack, &memory.forms, corpus.as_of), None)
        .into_iter()
        .map(|(_, value)| value)
        .collect();
    match (&case.expect, case.slots.get("value")) {
        (None, _) if found.is_empty() => Ok(()),
        (Some(_), Some(value)) if found.contains(value) => Ok(()),
        (_, value) => Err(format!("expected {}, found {found:?}", value.map_or("nothing", String::as_str))),
    }
}
