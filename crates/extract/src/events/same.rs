//! Whether two mentions speak of one event, and what the second adds to it.

use text::fold::fold;

use super::Event;
use super::candidate::Candidate;
use super::name::roman;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};

/// Whether a mention speaks of an event entered before.
pub(super) fn is_same(
    doc: &Doc<'_, '_>,
    event: &Event,
    candidate: &Candidate,
    fact: &Fact,
    words: &[String],
    silent: bool,
) -> bool {
    let kinds = |a: &str, b: &str| {
        a == b
            || matches!(
                (a, b),
                ("session", "meeting")
                    | ("meeting", "session")
                    | ("operation", "exercise")
                    | ("exercise", "operation")
            )
    };
    // "the gathering" means the one spoken of
    if candidate.any && candidate.generic {
        return event.gathers()
            && event.kind() != "visit"
            && dates_agree(event, fact)
            && places_agree(event, fact);
    }
    if candidate.generic {
        // a day of the days that the session lasted is the same; two days are two sessions
        let days = |fact: &Fact| fact.get("date").is_some_and(|date| date.contains('/'));
        let same_day = fact.get("date").is_none()
            || fact.get("date") == event.fact.get("date")
            || days(&event.fact) != days(fact) && dates_agree(event, fact);
        // "the Forum" of a text about the Eleventh Forum on something
        // "a bilateral meeting", "talks between A and B" are no other name of the session that was spoken of
        let named = event.kind() == "session" || event.kind() == "meeting" && event.proper;
        if named && candidate.kind == "meeting" && candidate.apart {
            return false;
        }
        let word_of = event.gathers() && event.proper && words.iter().all(|word| event.words.contains(word));
        let same_kind = event.kind() == candidate.kind
            || (kinds(event.kind(), &candidate.kind) && same_day)
            || (word_of && fact.get("date").is_none());
        let undated = fact.get("date").is_none();
        return same_kind
            && dates_agree(event, fact)
            && (silent || !event.said || event.status() == fact.get("status").unwrap_or_default())
            && (undated || days(&event.fact) != days(fact) || places_agree(event, fact));
    }
    if !kinds(event.kind(), &candidate.kind) || !dates_agree(event, fact) {
        return false;
    }
    if candidate.proper && event.proper {
        return words == event.words.as_slice()
            || (candidate.kind == "session"
                && !bodies_differ(event, fact)
                && overlap(words, &event.words) >= 0.75
                && numbers(words) == numbers(&event.words))
            || same_number(event, candidate, words)
            || same_row(doc, event, candidate, words)
            || of_headline(event, candidate, words)
            || of_its_place(event, words)
            || same_body(event, candidate, fact, words);
    }
    let statuses = !event.said || event.status() == fact.get("status").unwrap_or_default();
    // "the November session" of a text that says when the Council met
    let dates = |fact: &Fact| fact.get("date").is_some_and(|date| date.len() > 4);
    if event.words.is_empty() && event.kind() == candidate.kind && dates(&event.fact) && dates(fact) {
        return statuses && places_agree(event, fact) && fact.get("body").is_none();
    }
    let bodies = match (event.fact.get("body"), fact.get("body")) {
        (Some(a), Some(b)) => {
            event.body_id.is_some() && event.body_id == candidate.body_id
                || overlap(&words_of(a), &words_of(b)) >= 0.75
        }
        _ => overlap(words, &event.words) >= 0.6,
    };
    // "the coordinators' meeting" of a text about the session of their council
    let silent = fact.get("date").is_none() && fact.get("place").is_none() && fact.get("body").is_none();
    let called = event.kind() == "session" && candidate.kind == "meeting" && silent && !candidate.apart;
    (event.kind() == candidate.kind || called && words.len() > 1 && overlap(words, &event.words) >= 0.6)
        && statuses
        && bodies
        && places_agree(event, fact)
        && (candidate.kind == "session" || overlap(words, &event.words) >= 0.6)
}

/// Whether an event was called by the head noun of these words, in the sentence at a token.
pub(super) fn share_head(doc: &Doc<'_, '_>, event: &Event, candidate: &Candidate, said: usize) -> bool {
    let sentence = doc.sentence(said);
    let near = |tokens: &&Tokens| sentence.contains(&tokens.start);
    let head = |at: &usize| doc.starts("event-head", *at).is_some();
    let keys = |at: usize| doc.chart.words.get(at).map(|word| word.keys.as_slice()).unwrap_or_default();
    let own: Vec<usize> = candidate.tokens.clone().filter(head).collect();
    let mut told = event.mentions.iter().filter(near).flat_map(Clone::clone).filter(head);
    told.any(|at| own.iter().any(|&one| keys(one).iter().any(|key| keys(at).contains(key))))
}

/// "The Committee on Fisheries" and "the Committee on Roads", which most words of two sittings' names are the same of.
fn bodies_differ(event: &Event, fact: &Fact) -> bool {
    let bodies = event.fact.get("body").zip(fact.get("body"));
    bodies.is_some_and(|(a, b)| overlap(&words_of(a), &words_of(b)) < 0.75)
}

/// "The Fifth Forum of A" and «Slopes», where the text somewhere says both together.
pub(super) fn is_designated(
    event: &Event,
    candidate: &Candidate,
    words: &[String],
    designation: &[String],
) -> bool {
    const SAYS_ENOUGH: usize = 2;
    let alike = |name: &[String], designation: &[String]| {
        name.len() >= SAYS_ENOUGH
            && designation.len() >= SAYS_ENOUGH
            && overlap(name, designation) >= 0.75
            && numbers(name) == numbers(designation)
    };
    let quoted = candidate.designation.is_some();
    event.kind() == candidate.kind
        && (!quoted && candidate.proper && alike(words, &event.designation)
            || quoted && event.designation.is_empty() && event.proper && alike(&event.words, designation))
}

/// "The VI summit of A" and "the sixth summit of the leaders of A", whatever the number is written in.
pub(super) fn is_same_of_row(
    event: &Event,
    candidate: &Candidate,
    fact: &Fact,
    words: &[String],
    number: Option<u32>,
) -> bool {
    number.is_some()
        && event.number == number
        && event.kind() == candidate.kind
        && dates_agree(event, fact)
        && places_agree(event, fact)
        && overlap(words, &event.words) > 0.5
}

/// The eleventh summit of one organisation, which another mention names by its abbreviation.
pub(super) fn same_number(event: &Event, candidate: &Candidate, words: &[String]) -> bool {
    let numbered = !numbers(words).is_empty() && numbers(words) == numbers(&event.words);
    let organisation = event.org_id.is_some() && event.org_id == candidate.org_id;
    candidate.kind == "session"
        && event.kind() == "session"
        && numbered
        && organisation
        && (event.body_id == candidate.body_id || event.body_id.is_none() || candidate.body_id.is_none())
}

/// "The Union's XI summit" and "the Heads of State Council's XI summit" of one organisation, in whatever letters the
/// number is written: the last two words are the same, and the first of them is an abbreviation.
fn same_row(doc: &Doc<'_, '_>, event: &Event, candidate: &Candidate, words: &[String]) -> bool {
    const LONGEST: usize = 4;
    let ([.., a, b], [.., c, d]) = (words, event.words.as_slice()) else { return false };
    let organisation = event.org_id.is_some() && event.org_id == candidate.org_id;
    let number =
        candidate.name.as_ref().and_then(|name| name.end.checked_sub(2).filter(|at| name.contains(at)));
    let short = number.is_some_and(|at| {
        doc.chart.tokens()[at].shape == text::token::Shape::Upper && doc.word(at).chars().count() <= LONGEST
    });
    candidate.kind == "session" && event.kind() == "session" && organisation && short && a == c && b == d
}

/// "Congress of the League" over "the 7th congress of the League took place": the headline leaves out the number.
fn of_headline(event: &Event, candidate: &Candidate, words: &[String]) -> bool {
    const ENOUGH: f64 = 0.75;
    let silent = !event.said && event.fact.get("date").is_none() && event.fact.get("place").is_none();
    silent
        && event.kind() == candidate.kind
        && numbers(&event.words).is_empty()
        && overlap(words, &event.words) >= ENOUGH
}

/// "The Samarkand Summit" of a text about the ninth summit, which was held in Samarkand.
fn of_its_place(event: &Event, words: &[String]) -> bool {
    const SHARED: usize = 4;
    let [a, b] = words else { return false };
    let place = words_of(event.fact.get("place").unwrap_or_default());
    let of_place = |word: &String| {
        place.iter().any(|name| {
            let shared = word.chars().zip(name.chars()).take_while(|(a, b)| a == b).count();
            word == name || shared >= SHARED && shared + 2 >= name.chars().count()
        })
    };
    let head = |word: &String| event.words.contains(word) && !of_place(word);
    of_place(a) && head(b) || of_place(b) && head(a)
}

/// "The CSC session" and "the session of the Collective Security Council": one body, and nothing says that it sat twice.
fn same_body(event: &Event, candidate: &Candidate, fact: &Fact, words: &[String]) -> bool {
    candidate.kind == "session"
        && event.kind() == "session"
        && event.body_id.is_some()
        && event.body_id == candidate.body_id
        && numbers(words).is_empty()
        && numbers(&event.words).is_empty()
        && (!event.said || event.status() == fact.get("status").unwrap_or_default())
        && places_agree(event, fact)
}

/// "the Board: session": how a sitting is called of which no words together say whose it was.
fn sitting_of(body: &str, head: &str) -> String {
    format!("{body}: {head}")
}

/// Gives "the session" of a sentence that says who gathered for it a name that says whose it was.
pub(super) fn name_by_body(fact: &mut Fact) {
    if let Some((body, name)) = fact.get("body").zip(fact.get("name")) {
        let name = sitting_of(body, name);
        fact.set("name", name);
    }
}

/// Whether an event bears no name but that of its body.
pub(super) fn is_named_by_body(event: &Event) -> bool {
    let Some(body) = event.fact.get("body") else { return event.fact.get("name").is_none() };
    event.fact.get("name").is_none_or(|name| name == body || name.starts_with(&sitting_of(body, "")))
}

/// Whether two names have a word in common, as far as its first letters go.
pub(super) fn shares_word(a: &str, b: &str) -> bool {
    const LETTERS: usize = 4;
    let stem = |word: &String| word.chars().take(LETTERS).collect::<String>();
    let stems: Vec<String> = words_of(b).iter().map(stem).collect();
    words_of(a).iter().filter(|word| word.chars().count() >= LETTERS).any(|word| stems.contains(&stem(word)))
}

pub(super) fn numbers(words: &[String]) -> Vec<&String> {
    words
        .iter()
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) || roman(&word.to_uppercase()))
        .collect()
}

/// The share of the shorter name's words that the longer one has.
pub(super) fn overlap(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|word| long.contains(word)).count() as f64 / short.len() as f64
}

pub(super) fn dates_agree(event: &Event, fact: &Fact) -> bool {
    let (Some(a), Some(b)) = (event.fact.get("date"), fact.get("date")) else { return true };
    match (a.parse::<record::Edtf>(), b.parse::<record::Edtf>()) {
        (Ok(a), Ok(b)) => a.overlaps(&b),
        _ => true,
    }
}

pub(super) fn places_agree(event: &Event, fact: &Fact) -> bool {
    match (event.fact.get("place"), fact.get("place")) {
        (Some(a), Some(b)) => {
            // "Bergen" and "city of Bergen" where the word for it follows
            let longer = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with(' '));
            a == b
                || fold(a) == fold(b)
                || event.filed
                || longer(a, b)
                || longer(b, a)
                || event.fact.get("date").is_some() && event.fact.get("date") == fact.get("date")
        }
        _ => true,
    }
}

pub(super) fn words_of(name: &str) -> Vec<String> {
    let letters = |word: &&str| word.chars().any(char::is_alphanumeric);
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .filter(letters)
        .map(|word| fold(word).chars().take(6).collect())
        .collect()
}

pub(super) fn merge(
    event: &mut Event,
    fact: Fact,
    candidate: Candidate,
    designation: Vec<String>,
    said: bool,
) {
    // a headline without a verb leaves it to the text to say what becomes of an event
    let unsaid = !event.said && said;
    event.said |= said;
    // a quoted name is more of a name than what it is called beside it
    let quoted = !designation.is_empty() && event.designation.is_empty();
    if quoted {
        event.designation = designation;
    }
    let more_precise = match (event.fact.get("date"), fact.get("date")) {
        (Some(old), Some(new)) => new.len() > old.len(),
        _ => true,
    };
    let numbered = candidate.proper
        && numbers(&event.words).is_empty()
        && event.designation.is_empty()
        && fact.get("name").is_some_and(|name| {
            let words = words_of(name);
            !numbers(&words).is_empty() && event.words.iter().all(|word| words.contains(word))
        });
    // "the AB Council's session" over "the Assembly of Bakers (AB) Council's session"
    let spelled = candidate.proper
        && event.designation.is_empty()
        && event.words.len() > 1
        && fact.get("name").is_some_and(|name| {
            let words = words_of(name);
            name.contains('(')
                && words.len() > event.words.len() + 1
                && event.words.iter().all(|word| words.contains(word))
        });
    let placed = fact.slots.contains_key("place");
    // "the sitting was held on 1 April in A": what says the day says the place too
    let dated = fact.slots.contains_key("date") && !event.fact.slots.contains_key("place");
    // "the Council met ... Its 12th session was opened by B": what bore its body's name has got one of its own
    let unnamed = event.fact.get("name").is_some() && is_named_by_body(event);
    // "the Board gathered ... A chaired the session"
    let sitting =
        event.fact.get("name").is_none() && event.kind() == "session" && candidate.kind == "session";
    let sitting = event.fact.get("body").filter(|_| sitting && candidate.generic).map(str::to_owned);
    for (slot, value) in fact.slots {
        let better = match slot.as_str() {
            "place" if event.filed => true,
            "date" => more_precise,
            "name" if sitting.is_some() => true,
            "name" => candidate.proper && (!event.proper || unnamed) || quoted || numbered || spelled,
            "body" if spelled => true,
            "status" if unsaid => true,
            "place" if candidate.generic => dated,
            "body" | "format" if candidate.generic => false,
            // "the Union's XI summit", which is that of its Council
            "body" if event.of_whole && candidate.proper => true,
            _ => !event.fact.slots.contains_key(&slot),
        };
        if better {
            if slot == "name" && sitting.is_none() {
                event.words = words_of(&value);
            }
            let value = match &sitting {
                Some(body) if slot == "name" => sitting_of(body, &value),
                _ => value,
            };
            event.fact.slots.insert(slot, value);
        }
    }
    event.filed &= !placed;
    event.body_id = event.body_id.take().or(candidate.body_id);
    event.proper |= candidate.proper;
    event.fact.evidence.extend(fact.evidence);
    event.mentions.push(candidate.tokens);
}
