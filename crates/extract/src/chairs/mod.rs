//! Chairmanship and membership: who holds the chair of what, and who belongs to it.

mod body;
mod chair;
mod gathering;
mod lists;
mod member;
mod party;
mod status;

use rules::Mention;
use text::fold::fold;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use body::Spoken;
use chair::chairmanship;
pub(crate) use gathering::of_gathering;
use lists::{listed, turns};
use member::membership;

pub(crate) fn find(doc: &Doc<'_, '_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let spoken = Spoken::collect(doc);
    for (class, kind) in [("chairmanship", "chairmanship"), ("membership", "membership")] {
        for &id in doc.every(class) {
            let mention = doc.mention(id);
            let facts = match kind {
                "chairmanship" => chairmanship(doc, mention, &spoken),
                _ => membership(doc, mention, &spoken),
            };
            for fact in facts {
                enter(&mut found, fact);
            }
        }
    }
    for (class, slot) in [("membership-lead", "member"), ("chairmanship-lead", "holder")] {
        for &id in doc.all(class) {
            listed(doc, doc.mention(id), slot, &spoken).into_iter().for_each(|fact| enter(&mut found, fact));
        }
    }
    for &id in doc.all("chair-word") {
        turns(doc, doc.mention(id), &spoken).into_iter().for_each(|fact| enter(&mut found, fact));
    }
    status::told(doc, &spoken).into_iter().for_each(|fact| enter_new(&mut found, fact));
    found
}

/// What no rule says of its member and organisation.
fn enter_new(found: &mut Vec<Fact>, fact: Fact) {
    let same = |known: &Fact| {
        known.kind == fact.kind && known.get("member") == fact.get("member") && one_organisation(known, &fact)
    };
    if !found.iter().any(same) {
        found.push(fact);
    }
}

fn enter(found: &mut Vec<Fact>, fact: Fact) {
    let key = if fact.kind == "membership" { "member" } else { "holder" };
    let same = found
        .iter_mut()
        .find(|known| known.kind == fact.kind && known.get(key) == fact.get(key) && agree(known, &fact));
    match same {
        None => found.push(fact),
        Some(known) => {
            let surer = known.get("status") == Some("current") && fact.get("status") == Some("next");
            for (slot, value) in fact.slots {
                let longer =
                    slot == "period" && known.get("period").is_some_and(|old| old.len() < value.len());
                if longer || (surer && slot == "status") {
                    known.set(&slot, value);
                } else {
                    known.slots.entry(slot).or_insert(value);
                }
            }
            known.evidence.extend(fact.evidence);
        }
    }
}

fn agree(a: &Fact, b: &Fact) -> bool {
    let slot = |slot: &str| a.get(slot).zip(b.get(slot)).is_none_or(|(a, b)| a == b);
    let periods = match (
        a.get("period").and_then(|a| a.parse::<record::Edtf>().ok()),
        b.get("period").and_then(|b| b.parse::<record::Edtf>().ok()),
    ) {
        (Some(a), Some(b)) => a.overlaps(&b),
        _ => true,
    };
    one_organisation(a, b) && if a.kind == "membership" { slot("role") } else { periods }
}

fn one_organisation(a: &Fact, b: &Fact) -> bool {
    match (a.get("organisation"), b.get("organisation")) {
        (Some(one), Some(other)) => a.scope.is_some() && a.scope == b.scope || one_body(one, other),
        _ => true,
    }
}

/// Whether two names can be one body's: the words of one in the other, or its initials.
pub(crate) fn one_body(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold).collect()
    };
    let initials = |long: &[String], short: &[String]| {
        let letters = |least: usize| {
            let words = long.iter().filter(move |word| word.chars().count() > least);
            words.filter_map(|word| word.chars().next()).collect::<String>()
        };
        // small words have no letter of their own, or one
        matches!(short, [one] if one.chars().count() > 1 && [0, 3].iter().any(|&least| letters(least) == *one))
    };
    let (a, b) = (words(a), words(b));
    let within = |short: &[String], long: &[String]| short.iter().all(|word| long.contains(word));
    within(&a, &b) || within(&b, &a) || initials(&a, &b) || initials(&b, &a)
}

/// A surname that looks like a new state's name.
pub(crate) fn names_person(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let reach = tokens.start.saturating_sub(1)..tokens.end + 1;
    doc.persons.within(&reach).any(|(name, _)| name.start < tokens.end && tokens.start < name.end)
        || doc.all("person").iter().any(|&id| {
            let name = &doc.mention(id).tokens;
            name.start < tokens.end && tokens.start < name.end
        })
}

/// "an associate member", "is no longer a member": a longer reading of the same words says another role.
fn says_less(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let starts =
        |mention: &Mention| -> Vec<usize> { mention.parts("member").map(|part| part.tokens.start).collect() };
    let own = starts(mention);
    doc.pack.setting("subject-first").is_some()
        && doc.every(doc.pack.class_name(mention.class)).iter().map(|&id| doc.mention(id)).any(|other| {
            other.tokens.len() > mention.tokens.len()
                && other.tokens.start < mention.tokens.end
                && mention.tokens.start < other.tokens.end
                && (other.attribute("role") != mention.attribute("role")
                    || other.attribute("status") != mention.attribute("status"))
                && starts(other).iter().any(|start| own.contains(start))
        })
}

/// "X of A was in the chair": the state of a person who is named, which holds no chair itself.
pub(crate) fn is_of_person(doc: &Doc<'_, '_>, state: &Tokens) -> bool {
    const GAP: usize = 2;
    let body_words = doc.pack.setting("body-words").unwrap_or_default();
    let before = state.start.saturating_sub(8)..state.start;
    doc.persons.within(&before).last().is_some_and(|(name, _)| {
        let gap = name.end..state.start;
        let first = text::fold::fold(doc.word(gap.start.min(state.start)));
        !gap.is_empty() && gap.len() <= GAP && body_words.split(' ').any(|word| word == first)
    })
}
