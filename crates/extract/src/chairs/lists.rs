//! Members and holders told of in rows: lists under a line, and turns of the chair with their years.

use rules::Mention;
use text::morph::Tags;

use super::body::{Spoken, Told, organisation};
use super::party::whole;
use crate::bodies::Body;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::{people, time};

/// "The chair rotates: A (2022), B (2023), C (2024)": a sentence about the chair that pairs states with times.
pub(super) fn turns(doc: &Doc<'_, '_>, word: &Mention, spoken: &Spoken) -> Vec<Fact> {
    const GAP: usize = 3;
    let sentence = doc.sentence(word.tokens.start);
    // "A joined in 1992": that year is none of its chair
    let joined = |state: &&Mention| {
        doc.every("membership").iter().map(|&id| doc.mention(id)).any(|membership| {
            membership.parts("member").any(|member| member.tokens.contains(&state.tokens.start))
        })
    };
    let states: Vec<&Mention> = doc.within("state", &sentence).filter(|state| !joined(state)).collect();
    let beside = |time: &time::Time| {
        let near = |state: &&&Mention| time::distance(doc, &state.tokens, &time.tokens);
        states
            .iter()
            .min_by_key(near)
            .filter(|state| near(state) <= GAP)
            .map(|state| (state.tokens.clone(), time.clone()))
    };
    let inside = |time: &&time::Time| sentence.start <= time.tokens.start && time.tokens.end <= sentence.end;
    let mut pairs: Vec<(Tokens, time::Time)> = doc.times.iter().filter(inside).filter_map(beside).collect();
    pairs.dedup_by(|a, b| a.0 == b.0);
    if pairs.len() < 2 {
        return Vec::new();
    }
    let organisation = organisation(doc, &Told::of(doc, word), spoken);
    let one = |(holder, time): (Tokens, time::Time)| {
        let mut fact = Fact::new("chairmanship", word.rule.clone());
        fact.set("holder", people::organisation_name(doc, &whole(doc, &holder)));
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.set("status", status_at(doc, Some(&time)).to_owned());
        fact.set("period", time.value.to_string());
        fact.evidence.push(sentence.clone());
        fact
    };
    pairs.into_iter().map(one).collect()
}

/// Whether a chair of this period is past, present or to come on the day of publication.
pub(super) fn status_at(doc: &Doc<'_, '_>, time: Option<&time::Time>) -> &'static str {
    let order = |day: Option<record::Date>| day.zip(doc.published_on);
    match time {
        Some(time) if order(time.value.first_day()).is_some_and(|(day, today)| day > today) => "next",
        Some(time) if order(time.value.last_day()).is_some_and(|(day, today)| day < today) => "former",
        _ => "current",
    }
}

/// Members or holders that a list names one by one, under the line that says what they are.
pub(super) fn listed(doc: &Doc<'_, '_>, lead: &Mention, slot: &str, spoken: &Spoken) -> Vec<Fact> {
    const OPENING: usize = 6;
    let sentence = doc.sentence(lead.tokens.start);
    let organisation = organisation(doc, &Told::of(doc, lead), spoken);
    let of_item = |item: &Tokens| {
        let opening = item.start..item.end.min(item.start + OPENING);
        let bodies =
            ["country", "state", "place", "org"].iter().find_map(|class| doc.within(class, &opening).next());
        let holder = bodies.filter(|holder| {
            holder.tokens.end == item.end || !doc.chart.words[holder.tokens.end].reads_as(Tags::VERB)
        })?;
        let mut fact =
            Fact::new(if slot == "member" { "membership" } else { "chairmanship" }, lead.rule.clone());
        fact.set(slot, people::organisation_name(doc, &whole(doc, &holder.tokens)));
        let own =
            doc.within("org", item).next().filter(|_| slot == "holder").map(|org| Body::of(doc, &org.tokens));
        if let Some(organisation) = own.as_ref().or(organisation.as_ref()) {
            organisation.enter(&mut fact);
        }
        if slot == "member" {
            fact.set("role", lead.attribute("role").unwrap_or("member").to_owned());
        } else {
            let time =
                doc.times.iter().find(|time| item.start <= time.tokens.start && time.tokens.end <= item.end);
            let status = status_at(doc, time);
            fact.set("status", status.to_owned());
            if let Some(time) = time {
                fact.set("period", time.value.to_string());
            }
        }
        fact.evidence = vec![sentence.clone(), item.clone()];
        Some(fact)
    };
    doc.items_after(&sentence).iter().filter_map(of_item).collect()
}
