//! Who holds the chair of an organisation, when, and whom it is taken from.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use super::body::{Spoken, Told, organisation};
use super::party::whole;
use super::{is_of_person, names_person, of_gathering, says_less};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::{forms, people, time};

pub(super) fn chairmanship(doc: &Doc<'_, '_>, mention: &Mention, spoken: &Spoken) -> Vec<Fact> {
    let sentence = doc.sentence(mention.tokens.start);
    // "in Minsk X took over the chair": where it was done does not hold it
    let placed = |tokens: &Tokens| {
        let words = doc.pack.setting("place-words").unwrap_or_default();
        let before = tokens.start.checked_sub(1).map(|at| fold(doc.word(at)));
        let city = doc.at("place", tokens).and_then(|place| place.attribute("kind"));
        matches!(city, Some("city" | "new"))
            && before.is_some_and(|before| words.split(' ').any(|word| word == before))
    };
    // a part of a body's name is no holder
    let in_body = |tokens: &Tokens| {
        doc.all("org").iter().any(|&id| {
            let org = &doc.mention(id).tokens;
            org.start <= tokens.start && tokens.end <= org.end && org != tokens
        })
    };
    let named = |tokens: &Tokens| doc.at("country", tokens).is_some();
    let held = |tokens: &Tokens| {
        !names_person(doc, tokens) && !placed(tokens) && (named(tokens) || !in_body(tokens))
    };
    // "his country is in the chair": that of the person named before
    let theirs = mention.part("whose").and_then(|whose| land_of_person(doc, whose.tokens.start));
    let named = mention.part("holder").map(|part| part.tokens.clone()).filter(|holder| held(holder));
    let Some(holder) = named.or(theirs) else { return Vec::new() };
    // "the presidency moves to A's neighbour": not to A
    let owner = mention.tokens.end == holder.end
        && doc.is_mark(holder.end, &["'s", "\u{2019}s"])
        && mention.attribute("status") == Some("next");
    if owner || says_less(doc, mention) || is_of_person(doc, &holder) || of_gathering(doc, mention) {
        return Vec::new();
    }
    // "the meeting of the Council was chaired by A": that meeting alone
    let of_event = doc.all("event").iter().map(|&id| &doc.mention(id).tokens).any(|event| {
        event.start < mention.tokens.start
            && mention.tokens.start < event.end
            && event.end < mention.tokens.end
    });
    if of_event && doc.pack.setting("subject-first").is_some() {
        return Vec::new();
    }
    let organisation = organisation(doc, &Told::of(doc, mention), spoken);
    let make = |holder: &Tokens, status: &str, period: Option<String>| {
        let mut fact = Fact::new("chairmanship", mention.rule.clone());
        fact.set("holder", holder_name(doc, holder));
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.set("status", status.to_owned());
        if let Some(period) = period {
            fact.set("period", period);
        }
        fact.evidence.push(sentence.clone());
        fact
    };
    let time = period_of(doc, mention, &sentence);
    // "until November" says how long, and not from when
    let (time, until) = if time.is_some_and(|time| stands_by(doc, time, "until-words")) {
        (None, time)
    } else {
        (time, None)
    };
    let mut status = mention.attribute("status").unwrap_or("current");
    let today = doc.published_on;
    // "since July": the one that has been
    let since = |time: &&time::Time| status == "current" && stands_by(doc, time, "since-words");
    let last_year = time.filter(since).and_then(|time| {
        let ahead = time.value.first_day().zip(today).is_some_and(|(begins, today)| begins > today);
        let year = |at: usize| doc.word(at).chars().filter(char::is_ascii_digit).count() >= 4;
        let value = (ahead && !time.tokens.clone().any(year)).then(|| in_another_year(&time.value, -1))??;
        Some(time::Time { value, ..time.clone() })
    });
    let time = last_year.as_ref().or(time);
    let begins = time.as_ref().and_then(|time| time.value.first_day());
    if (mention.attribute("dated").is_some() || status == "current")
        && let (Some(begins), Some(today)) = (begins, today)
        && begins > today
    {
        status = "next";
    }
    // "on 14 May A handed the chair over to B": that day is past
    let day = time.filter(|time| time.precision == 3).and_then(|time| time.value.first_day());
    let to_come = doc.pack.setting("future-words").unwrap_or_default();
    let told = !forms::heads_last(doc)
        && !mention.tokens.clone().any(|at| doc.is_any_of(at, to_come))
        && Tags::parse("verb/past").is_some_and(|past| doc.chart.reads_as(&mention.tokens, past));
    if status == "next" && told && day.zip(today).is_some_and(|(day, today)| day <= today) {
        status = "current";
    }
    // "A led it in 2023": over by the day of the report
    let dated = mention.part("time").is_some();
    let year = time.filter(|time| time.precision == 1 && (dated || !time.open));
    let over =
        year.and_then(|time| time.value.last_day()).zip(today).is_some_and(|(last, today)| last < today);
    if status == "current" && mention.attribute("since").is_none() && over {
        status = "former";
    }
    let period = match (time, until) {
        (Some(time), _) => Some(period(doc, mention, time, status)),
        (None, Some(end)) if status == "current" && !end.value.is_interval() => {
            Some(format!("../{}", end.value))
        }
        // "A holds it until May, when B takes over"
        (None, Some(end)) if status == "next" => {
            record::Edtf::since(&end.value).map(|since| since.to_string())
        }
        _ => None,
    };
    let mut facts = vec![make(&holder, status, period)];
    if let Some(former) = mention.part("from") {
        let status = if status == "next" { "current" } else { "former" };
        facts.push(make(&former.tokens, status, None));
    }
    facts
}

/// "The prime minister of A, Anna Brand; her country": the state in the office of whoever is named last before.
fn land_of_person(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const BACK: usize = 30;
    const GAP: usize = 4;
    let block = doc.block(doc.block_of(at));
    let above = at.saturating_sub(BACK).max(block.start)..at;
    let (person, _) = doc.persons.within(&above).last()?;
    let near = person.start.saturating_sub(2 * GAP).max(above.start)..at.min(person.end + 2 * GAP);
    let apart = |state: &&Mention| state.tokens.end <= person.start || person.end <= state.tokens.start;
    let distance = |state: &&Mention| state.tokens.start.abs_diff(person.start);
    let states = ["country", "state", "country-adjective"].iter().flat_map(|class| doc.within(class, &near));
    states.filter(apart).min_by_key(distance).map(|state| state.tokens.clone())
}

/// The name of a holder; a capital that stands for its state gives the state's name, where the text has it.
fn holder_name(doc: &Doc<'_, '_>, holder: &Tokens) -> String {
    let holder = &whole(doc, holder);
    let name = people::organisation_name(doc, holder);
    if doc.at("city", holder).is_none() {
        return name;
    }
    let mut states = doc.all("country").iter().map(|&id| doc.mention(id));
    let state = states.find(|state| {
        let capital =
            state.attribute("id").and_then(|id| doc.pack.lexicon_attribute("country", id, "capital"));
        capital.is_some_and(|capital| fold(&capital.replace('_', " ")) == fold(&name))
    });
    state.map_or(name, |state| people::organisation_name(doc, &state.tokens))
}

/// From when on, or in which years: "since 1 January" is open; "in January" said of who comes next is the one to come.
fn period(doc: &Doc<'_, '_>, mention: &Mention, time: &time::Time, status: &str) -> String {
    let past = time.value.last_day().zip(doc.published_on).is_some_and(|(last, today)| last < today);
    if let Some(part) = time::parts::of_year(doc, time) {
        return part.to_string();
    }
    let year = |at: usize| doc.word(at).chars().filter(char::is_ascii_digit).count() >= 4;
    let value = if status == "next" && past && !time.tokens.clone().any(year) {
        in_another_year(&time.value, 1).unwrap_or_else(|| time.value.clone())
    } else {
        time.value.clone()
    };
    let since = match mention.attribute("since") {
        Some(_) if time.precision == 3 => true,
        _ => stands_by(doc, time, "since-words") || stands_by(doc, time, "onset-words"),
    };
    let open = record::Edtf::since(&value).filter(|_| since && !value.is_interval());
    open.unwrap_or(value).to_string()
}

fn in_another_year(value: &record::Edtf, years: i16) -> Option<record::Edtf> {
    let later = |part: &str| -> Option<String> {
        let (year, rest) = part.split_at_checked(4)?;
        Some(format!("{:04}{rest}", year.parse::<i16>().ok()? + years))
    };
    let parts: Option<Vec<String>> = value.as_str().split('/').map(later).collect();
    parts?.join("/").parse().ok()
}

/// Whether a word that the pack lists governs an expression of time.
fn stands_by(doc: &Doc<'_, '_>, time: &time::Time, listed: &str) -> bool {
    let words = doc.pack.setting(listed).unwrap_or_default();
    let sentence = doc.sentence(time.tokens.start);
    let before = time.tokens.start.checked_sub(1).filter(|at| sentence.contains(at));
    let after = Some(time.tokens.end).filter(|at| forms::heads_last(doc) && sentence.contains(at));
    [before, after].into_iter().flatten().any(|at| doc.is_any_of(at, words))
}

fn period_of<'d>(doc: &'d Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<&'d time::Time> {
    if let Some(part) = mention.part("time") {
        return doc
            .times
            .iter()
            .find(|time| part.tokens.start <= time.tokens.start && time.tokens.end <= part.tokens.end);
    }
    // a full date in the sentence dates the passing on, not the chair that is merely mentioned
    let passes = mention.attribute("since").is_some();
    let fits = |time: &&time::Time| {
        let inside = sentence.start <= time.tokens.start && time.tokens.end <= sentence.end;
        inside
            && (passes || time.precision == 1)
            && time::distance(doc, &mention.tokens, &time.tokens) <= 12
            && shares_clause(doc, mention, &time.tokens, sentence)
    };
    doc.times.iter().filter(fits).min_by_key(|time| time::distance(doc, &mention.tokens, &time.tokens))
}

/// "A is in the chair, next year B will be": whether no comma parts a time from the chair, with another state or a
/// relative word on its side of it.
fn shares_clause(doc: &Doc<'_, '_>, mention: &Mention, time: &Tokens, sentence: &Tokens) -> bool {
    let comma = |at: &usize| doc.is_mark(*at, &[",", ";"]);
    let relative = doc.pack.setting("relative-words").unwrap_or_default();
    let named = |side: &Tokens| {
        let own = |state: &Tokens| mention.tokens.contains(&state.start);
        doc.within("state", side).any(|state| !own(&state.tokens))
    };
    if mention.tokens.end <= time.start {
        let Some(at) = (mention.tokens.end..time.start).find(comma) else { return true };
        let side = at + 1..sentence.end;
        return !named(&side) && !doc.is_any_of(side.start.min(sentence.end - 1), relative);
    }
    if time.end > mention.tokens.start {
        return true;
    }
    let Some(at) = (time.end..mention.tokens.start).rev().find(comma) else { return true };
    // "on 1 January, when the chair passes to B"
    let when = doc.chart.words[at + 1].readings.first();
    when.is_some_and(|tags| tags.has(Tags::ADV) || tags.has(Tags::CONJ)) || !named(&(sentence.start..at))
}
