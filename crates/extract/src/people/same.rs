//! One fact for a person and post, however often and fully the text names them; and whose posts are whose.

use text::fold::fold;

use crate::bodies::Body;
use crate::claims::Fact;
use crate::doc::Doc;

use super::organisation_name;

/// One fact for a person and post: a later mention may add what the first one lacks.
pub(super) fn enter(found: &mut Vec<Fact>, fact: Fact) {
    let same = found.iter_mut().find(|known| {
        let same_slot = |slot: &str| known.slots.get(slot) == fact.slots.get(slot);
        let title_same = match (known.slots.get("title"), fact.slots.get("title")) {
            (Some(a), Some(b)) => fold(a) == fold(b) || contains_words(a, b) || contains_words(b, a),
            _ => false,
        };
        let compatible = match (
            known.slots.get("status").map(String::as_str),
            fact.slots.get("status").map(String::as_str),
        ) {
            (a, b) if a == b => true,
            (Some("former"), Some("dismissed")) | (Some("dismissed"), Some("former")) => true,
            (Some("elected"), Some("appointed")) | (Some("appointed"), Some("elected")) => true,
            (Some("current"), Some("appointed" | "elected"))
            | (Some("appointed" | "elected"), Some("current")) => true,
            _ => false,
        };
        same_slot("person") && title_same && compatible && organisations_agree(known, &fact)
    });
    match same {
        None => found.push(fact),
        Some(known) => {
            for (slot, value) in &fact.slots {
                let longer =
                    slot == "title" && known.slots.get(slot).is_some_and(|old| old.len() < value.len());
                let elected = known.slots.get("status").is_some_and(|status| status == "elected");
                let stronger = slot == "status" && value != "current" && value != "former" && !elected;
                if longer || stronger || !known.slots.contains_key(slot) {
                    known.slots.insert(slot.clone(), value.clone());
                }
            }
            let fuller = known.slots.len() < fact.slots.len();
            if fuller {
                known.evidence.extend(fact.evidence);
            }
        }
    }
}

fn contains_words(long: &str, short: &str) -> bool {
    let long: Vec<String> = long.split_whitespace().map(fold).collect();
    short.split_whitespace().map(fold).all(|word| long.iter().any(|other| alike(other, &word)))
}

/// One word, also with a short ending of whose it is.
fn alike(a: &str, b: &str) -> bool {
    const STEM: usize = 5;
    const ENDING: usize = 2;
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long
        || !short.is_ascii()
            && short.chars().count() >= STEM
            && long.starts_with(short)
            && long.chars().count() <= short.chars().count() + ENDING
}

fn organisations_agree(a: &Fact, b: &Fact) -> bool {
    match (a.slots.get("organisation"), b.slots.get("organisation")) {
        (Some(a), Some(b)) => fold(a) == fold(b) || contains_words(a, b) || contains_words(b, a),
        _ => true,
    }
}

/// A post said once with its organisation and again without keeps it.
pub(super) fn fill_organisations(found: &mut [Fact]) {
    let known: Vec<(String, String, String)> = found
        .iter()
        .filter_map(|fact| {
            Some((
                fact.slots.get("person")?.clone(),
                fact.slots.get("title")?.clone(),
                fact.slots.get("organisation")?.clone(),
            ))
        })
        .collect();
    for fact in found.iter_mut().filter(|fact| !fact.slots.contains_key("organisation")) {
        let (Some(person), Some(title)) = (fact.slots.get("person"), fact.slots.get("title")) else {
            continue;
        };
        let same = known.iter().find(|(who, what, _)| who == person && fold(what) == fold(title));
        if let Some((_, _, organisation)) = same {
            fact.slots.insert("organisation".to_owned(), organisation.clone());
        }
    }
}

/// A minister of whom no state is told, in a text in which all such posts and all ministries are one state's.
pub(super) fn fill_from_own_state(doc: &Doc<'_, '_>, found: &mut [Fact]) {
    const LEAST: usize = 2;
    if doc.pack.setting("subject-first").is_none() || doc.pack.setting("definite-words").is_none() {
        return;
    }
    let of_state = |fact: &&mut Fact| fact.scope.as_deref() == Some("state");
    let mut owners: Vec<String> = Vec::new();
    for fact in found.iter_mut().filter(of_state) {
        owners.extend(fact.get("organisation").map(str::to_owned));
    }
    for &id in doc.all("org") {
        let tokens = &doc.mention(id).tokens;
        let kind = doc.org_head(tokens).and_then(|head| head.attribute("kind"));
        if matches!(kind, Some("ministry" | "government" | "assembly")) {
            let state = doc.within("state", tokens).chain(doc.within("country-adjective", tokens)).next();
            owners.extend(state.map(|state| organisation_name(doc, &state.tokens)));
        }
    }
    let Some(owner) = owners.first().cloned() else { return };
    if owners.len() < LEAST || owners.iter().any(|other| *other != owner) {
        return;
    }
    for fact in found.iter_mut().filter(of_state).filter(|fact| fact.get("organisation").is_none()) {
        fact.set("organisation", owner.clone());
    }
}

/// A chair or secretary without a body is that of the body whose like post was named before, else of the
/// organisation that the text is about.
pub(super) fn fill_from_like_posts(doc: &Doc<'_, '_>, found: &mut [Fact]) {
    let last_word = |title: &str| title.split_whitespace().last().map(fold);
    for at in 0..found.len() {
        let Some(title) =
            found[at].get("title").filter(|_| found[at].get("organisation").is_none()).map(str::to_owned)
        else {
            continue;
        };
        let like = found[..at].iter().rev().find(|other| {
            other.get("organisation").is_some()
                && other.get("title").is_some_and(|other| last_word(other) == last_word(&title))
        });
        let body = like
            .filter(|_| found[at].scope.as_deref() == Some("organisation"))
            .and_then(|like| like.get("organisation"))
            .map(str::to_owned);
        let main = doc.main_org.as_ref().filter(|_| {
            found[at].scope.as_deref() == Some("organisation")
                && doc.pack.setting("organisation-from-context").is_some()
        });
        if let Some(organisation) = body.or_else(|| main.map(|tokens| Body::of(doc, tokens).name)) {
            found[at].set("organisation", organisation);
        }
    }
}
