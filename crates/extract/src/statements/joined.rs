//! Several reports of one sentence: what the same speaker goes on to say, and where another's begins.

use rules::Mention;
use text::morph::Tags;

use super::indirect::that_after;
use super::speaker::nearest_speaker;
use super::{Speaker, Speech};
use crate::doc::{Doc, Tokens};

/// "X said that ..., and added that ...", "..., adding that ...": whoever spoke before in the sentence goes on.
pub(super) fn continued(doc: &Doc<'_, '_>, verb: &Mention, found: &[Speech]) -> Option<Speaker> {
    let before = verb.tokens.start.checked_sub(1)?;
    let joined = verb.attribute("participle").is_some()
        || joins(doc, before)
        || before > 0 && {
            let adverb = doc.chart.words[before].readings.first().is_some_and(|tags| tags.has(Tags::ADV));
            adverb && joins(doc, before - 1)
        };
    found.last().filter(|_| joined).map(|speech| speech.speaker.clone())
}

/// One report for a quotation of several paragraphs, each of which begins with a mark that only the last one closes.
pub(super) fn paragraphs(doc: &Doc<'_, '_>, found: &mut Vec<Speech>) {
    let open = |quoted: &Tokens| {
        let block = doc.block_of(quoted.start);
        quoted.end == doc.block(block).end
            && !doc.is_mark(quoted.end - 1, &["\"", "\u{201d}", "\u{bb}", "\u{201c}"])
    };
    let quotes = || doc.all("quoted").iter().map(|&id| &doc.mention(id).tokens);
    let mut chains: Vec<Vec<Tokens>> = Vec::new();
    let mut before: Option<&Tokens> = None;
    for quoted in quotes() {
        if let Some(first) = before.filter(|first| first.end == quoted.start) {
            match chains.last_mut().filter(|chain| chain.last() == Some(first)) {
                Some(chain) => chain.push(quoted.clone()),
                None => chains.push(vec![first.clone(), quoted.clone()]),
            }
        }
        before = Some(quoted).filter(|quoted| open(quoted));
    }
    for chain in chains {
        let holds = |speech: &Speech| {
            speech.direct
                && speech.content.iter().any(|part| chain.iter().any(|one| one.contains(&part.start)))
        };
        // whoever is told to speak says the rest as well
        let told = found.iter().position(|speech| holds(speech) && speech.cue.is_some());
        let Some(at) = told.or_else(|| found.iter().position(holds)) else { continue };
        let mut content = std::mem::take(&mut found[at].content);
        content.retain(|part| !chain.iter().any(|one| one.contains(&part.start)));
        content.extend(chain.iter().cloned());
        content.sort_by_key(|part| part.start);
        found[at].content = content;
        let mut number = 0;
        found.retain(|speech| {
            number += 1;
            number - 1 == at || !holds(speech)
        });
    }
}

/// A word that joins clauses.
fn joins(doc: &Doc<'_, '_>, at: usize) -> bool {
    let words = doc.pack.setting("clause-joins").unwrap_or_default();
    !words.is_empty() && doc.is_any_of(at, words)
}

/// "Welcomed the progress and instructed the group to ...": where the second verb of the same subject begins.
pub(super) fn next_deed(doc: &Doc<'_, '_>, content: &Tokens) -> Option<usize> {
    const LEAST: usize = 2;
    doc.pack.setting("items-begin-with-verbs")?;
    let past = Tags::parse("verb/past")?;
    let verb = |at: usize| doc.chart.words[at].reads_as(past) && !doc.chart.words[at].reads_as(Tags::NOUN);
    let object = |at: usize| {
        let readings = || doc.chart.words[at].readings.iter();
        readings().any(|tags| tags.has(Tags::DET)) || doc.chart.tokens()[at].is_capitalised()
    };
    // "prepared and adopted by": what was done with the thing itself
    let joined = |at: usize| joins(doc, at) && verb(at + 1) && object(at + 2) && !verb(at - 1);
    let mut words = content.start + LEAST..content.end.saturating_sub(2);
    let end = words.find(|&at| joined(at))?;
    Some(if doc.is_mark(end - 1, &[","]) { end - 1 } else { end })
}

/// Where another's report begins within the content of one: "..., while B called for". What the same speaker
/// reports on in a sentence is one report.
pub(super) fn next_report(doc: &Doc<'_, '_>, content: &Tokens) -> Option<usize> {
    const REACH: usize = 8;
    doc.within("speech-verb", content).find_map(|verb| {
        let from = verb.tokens.start.saturating_sub(REACH).max(content.start + 2);
        let join = (from..verb.tokens.start).rev().find(|&at| joins(doc, at))?;
        let between = join + 1..verb.tokens.start;
        let other = nearest_speaker(doc, &between, false).is_some();
        let after = verb.tokens.end..content.end;
        let reports = match verb.attribute("takes") {
            Some("np") => true,
            _ => that_after(doc, &after).is_some_and(|that| that <= verb.tokens.end + 2),
        };
        let end = if doc.is_mark(join.saturating_sub(1), &[","]) { join - 1 } else { join };
        (reports && other && end > content.start).then_some(end)
    })
}
