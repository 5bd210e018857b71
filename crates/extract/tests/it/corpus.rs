//! `packs/<lang>/corpus/<kind>.toml`: sentences with the claims that they must give, and those that must give none.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use extract::corpus::{Verdict, check, corpora};
use extract::{Input, read};
use record::{Origin, Publication};
use rules::words::Memory;

use crate::packs::{FILES, PACKS, load};

/// What the corpora of every pack say of it; each pack is loaded anew, since rules are muted in turn.
fn verdicts() -> BTreeMap<String, Verdict> {
    let verdict = |lang: &String| {
        let corpora = corpora(&FILES, lang).unwrap_or_else(|errors| panic!("{}", errors[0]));
        (lang.clone(), check(&mut load(lang), &corpora))
    };
    std::thread::scope(|scope| {
        let running: Vec<_> = PACKS.keys().map(|lang| scope.spawn(move || verdict(lang))).collect();
        running
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect()
    })
}

/// Law 10: every file has negatives, and a known gap is asserted as it is.
#[test]
fn every_case_of_every_pack_holds() {
    let verdicts = verdicts();
    let cases: usize = verdicts.values().map(|verdict| verdict.cases).sum();
    let failures: Vec<String> = verdicts
        .values()
        .flat_map(|verdict| &verdict.failures)
        .map(|failure| format!("{}:{}: {}", failure.file, failure.line, failure.message))
        .collect();
    assert!(cases > 0, "no corpus was read");
    assert!(failures.is_empty(), "{} of {cases} cases fail:\n{}", failures.len(), failures.join("\n"));
    let idle = idle(&verdicts);
    assert!(idle.is_empty(), "{} rules that no case needs:\n{}", idle.len(), idle.join("\n"));
}

/// Law 10: rules without which every case would hold as well. One of no language needs a case in one of them.
fn idle(verdicts: &BTreeMap<String, Verdict>) -> Vec<&str> {
    let in_all = |rule: &str| verdicts.values().all(|verdict| verdict.idle.iter().any(|idle| idle == rule));
    let idle: BTreeSet<&str> = verdicts
        .iter()
        .flat_map(|(lang, verdict)| verdict.idle.iter().map(move |rule| (lang, rule.as_str())))
        .filter(|(lang, rule)| rule.split('/').next() == Some(lang) || in_all(rule))
        .map(|(_, rule)| rule)
        .collect();
    idle.into_iter().collect()
}

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
