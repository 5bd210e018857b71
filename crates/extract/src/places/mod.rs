//! Places in running text, and which of their namesakes is meant.
//!
//! Names come from the pack's lexicons and from the gazetteer. A name that a region or state follows is that
//! region's; states and regions that a publication names draw the towns of theirs; the most populous wins
//! otherwise, and one name means one place throughout a publication.

mod gazetteer;
mod resolve;

use std::collections::HashSet;

pub use gazetteer::{BadGazetteer, Entry, Gazetteer, Kind};
use record::Span;
use rules::{Chart, Pack};
use text::token::{Shape, TokenKind};

use crate::{Location, forms};

/// Most tokens of a name.
const LONGEST: usize = 6;
/// Towns below this count only where a word such as "in" leads to them.
const LARGE: u64 = 15_000;
/// Towns below this count only where some mention in the publication is sure.
const KNOWN: u64 = 150_000;

/// A name that may be a place.
struct Candidate {
    tokens: std::ops::Range<usize>,
    name: String,
    entries: Vec<Entry>,
    /// The region or state named right after it.
    within: Option<Within>,
    verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Within {
    country: Box<str>,
    region: Option<Box<str>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Yes,
    /// Where the same name is one elsewhere, or the publication names its region.
    Perhaps,
    /// Where the publication names its region.
    Near,
    No,
}

/// The words by which a language's toponyms are told from other names; from the pack's settings.
struct Words<'p> {
    leading: HashSet<&'p str>,
    heads: HashSet<&'p str>,
    stops: HashSet<&'p str>,
}

impl<'p> Words<'p> {
    /// `None` where the pack says nothing of them: its lexicons alone tell places then.
    fn of(pack: &'p Pack) -> Option<Words<'p>> {
        let list = |name: &str| pack.setting(name).map(|words| words.written().split_whitespace().collect());
        Some(Words {
            leading: list("toponym-leads")?,
            heads: list("toponym-heads").unwrap_or_default(),
            stops: list("toponym-stops").unwrap_or_default(),
        })
    }
}

/// The places that a text names, in order, where no person is named.
pub(crate) fn locate(
    chart: &Chart<'_>,
    pack: &Pack,
    gazetteer: &Gazetteer,
    persons: &[Span],
) -> Option<Vec<Location>> {
    let words = Words::of(pack)?;
    let mut found = candidates(chart, pack, gazetteer);
    for at in 0..found.len() {
        let Some(one) = found.get(at) else { break };
        let within = within(chart, gazetteer, one.tokens.end);
        let verdict = verdict(chart, pack, &words, one, within.is_some(), persons);
        if let Some(one) = found.get_mut(at) {
            (one.within, one.verdict) = (within, verdict);
        }
    }
    let sure: HashSet<String> =
        found.iter().filter(|one| one.verdict == Verdict::Yes).map(|one| one.name.clone()).collect();
    let regions = regions(&found);
    let near = |one: &Candidate| {
        let inside = |entry: &Entry| regions.contains(&(entry.country.clone(), entry.region.clone()));
        one.entries.iter().any(inside)
    };
    found.retain(|one| match one.verdict {
        Verdict::Yes => true,
        Verdict::Perhaps => sure.contains(&one.name) || near(one),
        Verdict::Near => near(one),
        Verdict::No => false,
    });
    Some(resolve::resolve(chart, gazetteer, &found))
}

/// The regions that a publication names for sure, by themselves, behind a town, or by one of their counties.
fn regions(found: &[Candidate]) -> HashSet<(Box<str>, Box<str>)> {
    let mut regions = HashSet::new();
    for one in found.iter().filter(|one| one.verdict == Verdict::Yes) {
        if let Some(Within { country, region: Some(region) }) = &one.within {
            regions.insert((country.clone(), region.clone()));
        }
        let mut broad = one.entries.iter().filter(|entry| entry.kind != Kind::Town);
        if let (Some(entry), None) = (broad.next(), broad.next())
            && entry.kind != Kind::State
            && &*entry.region != "-"
        {
            regions.insert((entry.country.clone(), entry.region.clone()));
        }
    }
    regions
}

fn candidates(chart: &Chart<'_>, pack: &Pack, gazetteer: &Gazetteer) -> Vec<Candidate> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < chart.tokens().len() {
        let capital = chart.tokens().get(at).is_some_and(|token| token.is_capitalised());
        match capital.then(|| longest(chart, pack, gazetteer, at)).flatten() {
            Some(candidate) => {
                at = candidate.tokens.end;
                found.push(candidate);
            }
            None => at += 1,
        }
    }
    found
}

/// The longest name that starts at a token and that some place bears.
fn longest(chart: &Chart<'_>, pack: &Pack, gazetteer: &Gazetteer, at: usize) -> Option<Candidate> {
    let sentence = chart.sentence_tokens(at);
    let end = (at + LONGEST).min(sentence.end);
    (at + 1..=end).rev().find_map(|end| {
        let tokens = at..end;
        let written = chart.written(&tokens);
        if written.contains('\n') {
            return None;
        }
        let name = written.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut entries: Vec<Entry> = gazetteer.named(&name).to_vec();
        if tokens.len() == 1 && entries.iter().all(|entry| entry.kind == Kind::Short) && !name.contains('.') {
            // "IN" and "OR" are words
            entries.clear();
        }
        entries.extend(from_lexicons(chart, pack, gazetteer, &tokens));
        if entries.is_empty() && is_shouted(&name) {
            entries.extend(gazetteer.named(&forms::titled(&name)).iter().cloned());
        }
        let candidate = Candidate { tokens, name, entries, within: None, verdict: Verdict::No };
        (!candidate.entries.is_empty()).then_some(candidate)
    })
}

/// "CHARLESTON", as a dateline has it.
fn is_shouted(name: &str) -> bool {
    name.len() > 3 && name.chars().all(|c| !c.is_lowercase())
}

/// What the pack's lexicons say these tokens are.
fn from_lexicons(
    chart: &Chart<'_>,
    pack: &Pack,
    gazetteer: &Gazetteer,
    tokens: &std::ops::Range<usize>,
) -> Vec<Entry> {
    let whole = chart.starting_at(tokens.start).filter(|(_, mention)| mention.tokens == *tokens);
    let entry = |(_, mention): (rules::MentionId, &rules::Mention)| match pack.class_name(mention.class) {
        "country" | "weak-country" => gazetteer.state(mention.attribute("id")?).cloned(),
        "city" => {
            let number = |name: &str| mention.attribute(name)?.parse::<f64>().ok();
            Some(Entry {
                kind: Kind::Town,
                id: mention.attribute("id").and_then(|id| id.parse().ok()).unwrap_or(0),
                country: mention.attribute("country").unwrap_or("-").into(),
                region: "-".into(),
                latitude: number("lat")?,
                longitude: number("lon")?,
                population: number("pop").unwrap_or(0.0) as u64,
            })
        }
        _ => None,
    };
    whole.filter_map(entry).collect()
}

/// The region or state that a comma after a place leads to.
fn within(chart: &Chart<'_>, gazetteer: &Gazetteer, end: usize) -> Option<Within> {
    const WORDS: usize = 4;
    if chart.token_text(end) != "," {
        return None;
    }
    let last = (end + 1 + WORDS).min(chart.sentence_tokens(end).end);
    (end + 2..=last).rev().find_map(|stop| {
        let name = chart.written(&(end + 1..stop)).split_whitespace().collect::<Vec<_>>().join(" ");
        let entries = gazetteer.named(&name);
        let part = entries.iter().find(|entry| matches!(entry.kind, Kind::Region | Kind::Short));
        let whole = part.or_else(|| entries.iter().find(|entry| entry.kind == Kind::State))?;
        let region = (whole.kind != Kind::State).then(|| whole.region.clone());
        Some(Within { country: whole.country.clone(), region })
    })
}

fn verdict(
    chart: &Chart<'_>,
    pack: &Pack,
    words: &Words<'_>,
    one: &Candidate,
    followed: bool,
    persons: &[Span],
) -> Verdict {
    if followed {
        return Verdict::Yes;
    }
    let (start, end) = (one.tokens.start, one.tokens.end);
    let token = |at: usize| chart.tokens().get(at).copied();
    let before = start.checked_sub(1).filter(|&at| chart.sentence_of(at) == chart.sentence_of(start));
    let after = Some(end)
        .filter(|&at| at < chart.tokens().len() && chart.sentence_of(at) == chart.sentence_of(start));
    let word = |at: Option<usize>| at.map_or("", |at| chart.token_text(at));
    let title = |at: Option<usize>| {
        at.and_then(token).is_some_and(|token| {
            token.kind == TokenKind::Word && matches!(token.shape, Shape::Title | Shape::Upper)
        })
    };
    let led = words.leading.contains(word(before).to_lowercase().as_str());
    let of_body = word(before) == "of"
        && before
            .and_then(|at| at.checked_sub(1))
            .is_some_and(|at| words.heads.contains(chart.token_text(at)));
    let class = |name: &str| {
        pack.class(name).is_some_and(|class| {
            chart
                .starting_at(start)
                .any(|(_, mention)| mention.class == class && mention.tokens == one.tokens)
        })
    };
    let also_a_name = class("first-name") || class("weak-city");
    let broad = one.entries.iter().any(|entry| entry.kind != Kind::Town);
    let people = one.entries.iter().map(|entry| entry.population).max().unwrap_or(0);
    let span = chart.span(&one.tokens);
    let of_person = persons.iter().any(|person| person.overlaps(span));
    let single = one.tokens.len() == 1;
    let beside_names = title(after) || title(before) && !led;
    let yes = |yes: bool| if yes { Verdict::Yes } else { Verdict::No };
    // "the Texas Department of Health" is Texas', a town's school only bears its name
    let region = one.entries.iter().any(|entry| matches!(entry.kind, Kind::Region | Kind::District));
    let of_head = words.heads.contains(word(after)) && !region;
    if of_head || of_body || words.stops.contains(one.name.as_str()) {
        Verdict::No
    } else if of_person {
        yes(broad && !(single && beside_names))
    } else if broad {
        Verdict::Yes
    } else if people < LARGE {
        let named = title(after) || class("first-name");
        if led && !named {
            Verdict::Yes
        } else if !named && !title(before) {
            Verdict::Near
        } else {
            Verdict::No
        }
    } else if also_a_name {
        // "in Paris" is the town, and then "Paris" alone is too
        if title(after) || title(before) && !led {
            Verdict::No
        } else if led {
            Verdict::Yes
        } else {
            Verdict::Perhaps
        }
    } else if single && people < KNOWN && !led && word(after) != "," && !matches!(word(before), "," | "(") {
        Verdict::Perhaps
    } else {
        yes(!(single && beside_names && people < 1_000_000 && !led))
    }
}
