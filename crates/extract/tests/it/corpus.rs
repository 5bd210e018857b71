//! `packs/<lang>/corpus/<kind>.toml`: sentences with the claims that they must give, and those that must give none.
//!
//! A case marks slots in its line: `[place=Minsk|in Minsk]` gives the slot that value, `[name|the words]`
//! gives it the words. `expect` is a kind, or `nothing`. `gap = true` asserts that the case fails today.

use std::collections::{BTreeMap, HashSet};

use extract::{Input, read};
use record::{Claim, Origin, Publication};
use rules::words::Memory;
use serde::Deserialize;

use crate::packs::{FILES, PACKS};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Corpus {
    as_of: toml::value::Datetime,
    #[serde(default)]
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    expect: String,
    #[serde(default)]
    gap: bool,
    why: Option<String>,
}

/// The line without its marks, and the slots that they give.
fn unmark(marked: &str) -> (String, BTreeMap<String, String>) {
    let (mut text, mut slots) = (String::new(), BTreeMap::new());
    let mut rest = marked;
    while let Some(open) = rest.find('[') {
        let Some(close) = rest[open..].find(']').map(|at| open + at) else { break };
        let Some((slot, words)) = rest[open + 1..close].split_once('|') else {
            text.push_str(&rest[..close + 1]);
            rest = &rest[close + 1..];
            continue;
        };
        let (name, value) = slot.split_once('=').unwrap_or((slot, words));
        slots.insert(name.trim().to_owned(), value.trim().to_owned());
        text.push_str(&rest[..open]);
        text.push_str(words);
        rest = &rest[close + 1..];
    }
    text.push_str(rest);
    (text, slots)
}

fn agrees(claim: &Claim, slots: &BTreeMap<String, String>) -> bool {
    slots.iter().all(|(slot, value)| claim.slot(slot) == Some(value.as_str()))
}

/// Whether the case holds; else what was found instead.
fn holds(case: &Case, kind: &str, claims: &[Claim], slots: &BTreeMap<String, String>) -> Result<(), String> {
    let of_kind = |kind: &str| {
        claims
            .iter()
            .filter(|claim| claim.kind == kind)
            .map(|claim| format!("{:?}", claim.slots))
            .collect::<Vec<_>>()
    };
    if case.expect == "nothing" {
        let found = of_kind(kind);
        return if found.is_empty() { Ok(()) } else { Err(format!("expected nothing, found {found:?}")) };
    }
    if claims.iter().any(|claim| claim.kind == case.expect && agrees(claim, slots)) {
        return Ok(());
    }
    Err(format!("expected {} with {slots:?}, found {:?}", case.expect, of_kind(&case.expect)))
}

#[test]
fn every_case_of_every_pack_holds() {
    let mut failures = Vec::new();
    let mut cases = 0;
    for (lang, pack) in PACKS.iter() {
        let prefix = format!("{lang}/corpus/");
        let mut memory = Memory::default();
        let mut negatives: HashSet<String> = HashSet::new();
        for (path, source) in FILES.iter().filter(|(path, _)| path.starts_with(&prefix)) {
            let kind = path[prefix.len()..].trim_end_matches(".toml");
            let corpus: Corpus = toml::from_str(source).unwrap_or_else(|error| panic!("{path}: {error}"));
            let as_of = corpus
                .as_of
                .date
                .and_then(|date| record::Date::new(date.year as i16, date.month as i8, date.day as i8).ok());
            for case in &corpus.case {
                cases += 1;
                let (text, slots) = unmark(&case.text);
                let input = Input {
                    publication: Publication::identity(path),
                    version: 1,
                    text: &text,
                    published_on: as_of,
                };
                let result = holds(case, kind, &read(input, pack, &mut memory).claims, &slots);
                match (result, case.gap) {
                    (Err(message), false) => failures.push(format!("{path}: {text}\n    {message}")),
                    (Ok(()), true) => {
                        failures.push(format!("{path}: {text}\n    a known gap is closed: take `gap` out"))
                    }
                    _ => {}
                }
                assert!(!case.gap || case.why.is_some(), "{path}: a gap needs a why: {text}");
                if case.expect == "nothing" {
                    negatives.insert(path.clone());
                }
            }
            if !negatives.contains(path) {
                failures.push(format!("{path}: no case that expects nothing"));
            }
        }
    }
    assert!(cases > 0, "no corpus was read");
    assert!(failures.is_empty(), "{} of {cases} cases fail:\n{}", failures.len(), failures.join("\n"));
}

/// Law 10: which rules no case needs. A rule of a kind's own file must show in the origin of some claim.
#[test]
fn rules_that_claims_name_exist() {
    for pack in PACKS.values() {
        let ids: HashSet<&str> = pack.rule_ids().collect();
        let text = "The session of the Council was held in Minsk on 3 March 2024. Кратко.";
        let input =
            Input { publication: Publication::identity("rules"), version: 1, text, published_on: None };
        for claim in read(input, pack, &mut Memory::default()).claims {
            let Origin::Rule { rule, .. } = &claim.origin else { panic!("a machine's claim names its rule") };
            let known = ids.contains(rule.as_str())
                || rule.contains("/lexicon/")
                || rule.starts_with("orgs/")
                || rule.starts_with("und/")
                || rule.starts_with("extract/");
            assert!(known, "{rule}");
        }
    }
}
