//! What a text reckons its days from: the date of publication, or the year that its title or most of its dates have.

use std::collections::HashMap;

use rules::Mention;

use super::tense::{speaks_of_future, speaks_of_past};
use super::{Anchor, ends_by, number_of};
use crate::doc::{Doc, Tokens};

/// The lines of a title.
const TITLE: usize = 2;

pub(super) fn anchor(doc: &Doc<'_, '_>, mentions: &[&Mention]) -> Anchor {
    if let Some(day) = doc.published_on {
        let told_of = year_told_of(doc, mentions).filter(|year| *year == day.year() - 1);
        return Anchor { day: Some(day), year: Some(day.year()), told_of, ..Anchor::default() };
    }
    // the year in the title, else the year named most often and, of several, first
    let mut counts: HashMap<i16, (usize, Tokens)> = HashMap::new();
    let mut planned = None;
    for mention in mentions {
        let Some(year) = number_of(doc, mention, "year").and_then(|year| i16::try_from(year).ok()) else {
            continue;
        };
        let in_title = doc.block_of(mention.tokens.start) < TITLE;
        if !in_title && names_another_year(doc, mention) {
            continue;
        }
        // the year of a plan is not the year in which the text was written
        if !in_title && speaks_of_future(doc, mention) && !speaks_of_past(doc, mention) {
            planned = planned.or(Some(year));
            continue;
        }
        let slot = counts.entry(year).or_insert((0, mention.tokens.clone()));
        slot.0 += if in_title { 5 } else { 1 };
    }
    let full =
        mentions.iter().find(|mention| mention.part("year").is_some() && mention.part("day").is_some());
    let best =
        counts.into_iter().max_by_key(|(_, (count, tokens))| (*count, std::cmp::Reverse(tokens.start)));
    match best {
        Some((year, (_, tokens))) => {
            let said_at = full
                .filter(|full| number_of(doc, full, "year") == Some(i64::from(year)))
                .map_or(tokens, |full| full.tokens.clone());
            Anchor { day: None, year: Some(year), said_at: Some(said_at), planned, ..Anchor::default() }
        }
        None => Anchor { planned, ..Anchor::default() },
    }
}

/// "A roadmap up to 2030", "the programme for 2023-2025": a year that says nothing of when the text was written.
fn names_another_year(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let dated = mention.part("month").is_some() || mention.part("day").is_some();
    let tokens = &mention.tokens;
    let titled =
        || ["document", "quoted"].into_iter().any(|class| doc.covering(class, tokens).next().is_some());
    let ends = || ends_by(doc, tokens, 1, &doc.sentence(tokens.start));
    !dated && (mention.part("year-to").is_some() || ends() || titled())
}

/// "Annual Report for 2024": the year alone that the first lines of a text name.
fn year_told_of(doc: &Doc<'_, '_>, mentions: &[&Mention]) -> Option<i16> {
    let title = |mention: &&&Mention| doc.block_of(mention.tokens.start) < TITLE;
    let alone = |mention: &&&Mention| {
        // the year, and the span that a rule leaves of the words around it
        mention.part("year").is_some()
            && mention.parts.iter().all(|part| matches!(&*part.name, "year" | "span"))
    };
    let year = mentions.iter().take_while(title).find(alone)?;
    number_of(doc, year, "year").and_then(|year| i16::try_from(year).ok())
}
