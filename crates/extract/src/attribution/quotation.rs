//! Verbs of speech beside what they report: "..., X said", "said X", "X said: ...".

use text::morph::Tags;

use super::Manner;
use super::sentence::{Reader, Verb};
use super::words::Mark;
use crate::doc::Tokens;

/// "..., X said.", "..., said X, ...": what stands before the attribution, and after it. Where to go on, if that is
/// what the verb does.
pub(super) fn after_content(reader: &mut Reader<'_, '_, '_, '_, '_>, verb: &Verb) -> Option<usize> {
    let (words, paragraph) = (reader.words, reader.paragraph);
    let scope = reader.scope.clone();
    let infinitive = words.has(verb.group..verb.at, Mark::To);
    let before = verb.source.as_ref().map_or(verb.group, |source| source.start).checked_sub(1)?;
    if before < scope.start || infinitive {
        return None;
    }
    let (quoted, comma) = (paragraph.quoted(before), words.mark(before, &[","]));
    let inverted = (verb.source.is_none() && !verb.participle && verb.group == verb.at)
        .then(|| paragraph.phrase_after(verb.at + 1, scope.end))
        .flatten()
        .filter(|_| !words.any(verb.at + 1, &[Mark::That, Mark::Day]))
        .map(|end| verb.at + 1..end);
    let source = verb.source.clone().or_else(|| inverted.clone())?;
    if !quoted && !comma {
        return None;
    }
    let after = inverted.as_ref().map_or(verb.end, |inverted| inverted.end);
    let rest = attribution_end(reader, after)?;
    let quote = if quoted { paragraph.quote_at(before) } else { paragraph.quote_at(before.checked_sub(1)?) };
    if quote.is_none() {
        // "Asked about it, X said: ..." reports what follows
        let ahead = past_adjuncts(reader, verb.end, words.is(verb.at, Mark::Tell));
        let opens = |at: usize| at < scope.end && paragraph.quoted(at);
        if opens(ahead) || words.mark(ahead, &[",", ":"]) && opens(ahead + 1) {
            return None;
        }
        if verb.source.is_none() && !(after >= scope.end || words.ends(after)) {
            return None;
        }
    }
    let (first, manner) = content_before(reader, before, quote)?;
    let mut content = vec![first];
    if rest < scope.end && words.mark(rest, &[",", ":"]) {
        content.extend(content_after(reader, rest + 1, manner));
    }
    // "The road, X said, is open": the verb may stand in the second half
    let split = rest == after && content.len() > 1 && words.finite_in(content[1].clone());
    if quote.is_none() && !words.finite_in(content[0].clone()) && !split {
        return None;
    }
    let cue = if inverted.is_some() { verb.at..verb.end } else { verb.cue() };
    reader.enter(Some(source), Some(cue), content, manner);
    Some(verb.end)
}

/// The quotation or clause that ends before an attribution.
fn content_before(
    reader: &Reader<'_, '_, '_, '_, '_>,
    before: usize,
    quote: Option<usize>,
) -> Option<(Tokens, Manner)> {
    const SHORTEST: usize = 2;
    let (words, paragraph) = (reader.words, reader.paragraph);
    let end = if paragraph.quoted(before) { before + 1 } else { before };
    // what an earlier attribution of the sentence reports is not this one's
    let told = reader.found.iter().filter(|one| one.manner != Manner::Held && one.manner != Manner::Sourced);
    let from = told.filter_map(|one| Some(one.cue.as_ref()?.end)).max().unwrap_or(reader.scope.start);
    let skipped = |at: &usize| {
        let joint = words.any(*at, &[Mark::Turn, Mark::And]) && quote.is_none();
        !paragraph.quoted(*at)
            && (joint || words.mark(*at, &[",", "-", "\u{2014}", "\u{2013}", "\u{2022}", "*"]))
    };
    let start = (from..end).find(|at| !skipped(at)).unwrap_or(end);
    let Some(number) = quote.filter(|&number| paragraph.quotes[number].end + 1 >= end) else {
        let content = start..end;
        return (content.len() >= SHORTEST).then_some((content, Manner::Told));
    };
    let quotation = paragraph.quotes[number].clone();
    if quotation.start <= start {
        return Some((quotation, Manner::Quoted));
    }
    let lead = quotation.start - 1;
    let full = paragraph.begins_sentence(number)
        && (words.mark(lead, &[":"])
            || paragraph.quoted(lead)
            || words.mark(lead, &[","]) && words.finite_in(start..lead));
    Some(if full { (quotation, Manner::Quoted) } else { (start..quotation.end, Manner::Told) })
}

/// What goes on after an attribution between commas.
fn content_after(reader: &Reader<'_, '_, '_, '_, '_>, at: usize, manner: Manner) -> Option<Tokens> {
    const SHORTEST: usize = 3;
    let (words, paragraph, high) = (reader.words, reader.paragraph, reader.scope.end);
    if at >= high {
        return None;
    }
    if let Some(number) = paragraph.quote_at(at) {
        let quotation = paragraph.quotes[number].clone();
        let fresh = !reader.used.contains(&number);
        let whole = manner == Manner::Quoted || quotation.end + 2 >= high;
        return fresh.then(|| if whole { quotation } else { at..paragraph.clause_end(at, high) });
    }
    let aside = words.any(at, &[Mark::Ing, Mark::Aside]) || words.first_reading(at, Tags::PART);
    (manner == Manner::Told && !aside && high - at > SHORTEST).then(|| at..paragraph.clause_end(at, high))
}

/// "X said: “...”", "X told reporters on Monday, “...”": a quotation after the verb. Where to go on.
pub(super) fn before_quotation(reader: &mut Reader<'_, '_, '_, '_, '_>, verb: &Verb) -> Option<usize> {
    const SHORTEST: usize = 4;
    let (words, paragraph, high) = (reader.words, reader.paragraph, reader.scope.end);
    let ahead = past_adjuncts(reader, verb.end, words.is(verb.at, Mark::Tell));
    let led = words.mark(ahead, &[",", ":"]);
    let number = paragraph.quote_at(if led { ahead + 1 } else { ahead }).filter(|_| ahead < high)?;
    let quotation = paragraph.quotes[number].clone();
    let long = paragraph.length(number) >= SHORTEST;
    let begins = paragraph.begins_sentence(number);
    let reports = match led {
        true => begins || long || words.mark(ahead, &[":"]),
        false => begins && long && quotation.end + 2 >= high,
    };
    reports.then(|| {
        let end = quotation.end;
        reader.enter(verb.source.clone(), Some(verb.cue()), vec![quotation], Manner::Quoted);
        end
    })
}

/// Where an attribution that follows its content ends: at a mark; `None` where a clause follows, so that it is none.
fn attribution_end(reader: &Reader<'_, '_, '_, '_, '_>, from: usize) -> Option<usize> {
    const LONGEST: usize = 22;
    let (words, paragraph, high) = (reader.words, reader.paragraph, reader.scope.end);
    for at in from..high {
        if paragraph.quoted(at)
            || words.is_mark(at) && !words.mark(at, &["(", ")", "-", "'", "\u{2019}", "&", "$"])
        {
            return Some(at);
        }
        let clause = at == from && words.is(at, Mark::Pronoun) && !words.is(at, Mark::Object);
        if words.is(at, Mark::That) || at - from > LONGEST || clause {
            return None;
        }
    }
    Some(high)
}

/// Past an addressee and what tells when and where, up to a comma, colon or quotation; where there is none, back to
/// where it started.
pub(super) fn past_adjuncts(reader: &Reader<'_, '_, '_, '_, '_>, from: usize, tells: bool) -> usize {
    const REACH: usize = 18;
    const NEAR: usize = 3;
    let (words, paragraph, high) = (reader.words, reader.paragraph, reader.scope.end);
    for at in from..high.min(from + REACH) {
        if paragraph.quoted(at) {
            let near = at == from || tells && at - from <= NEAR;
            return if near { at } else { from };
        }
        if words.mark(at, &[":"]) {
            return at;
        }
        if words.mark(at, &[","]) {
            return if at + 1 < high && paragraph.quoted(at + 1) { at } else { from };
        }
        if words.is(at, Mark::That) || words.mark(at, &[".", ";"]) || at > from && words.finite(at) {
            return from;
        }
    }
    from
}
