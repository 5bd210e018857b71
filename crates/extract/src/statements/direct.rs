//! Words in quotation marks or after a dash, with whoever said them.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::speaker::{speaker_of, speaker_tokens};
use super::{Speaker, Speech, form, words_in};
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::verb_last;

/// A quotation of the sentence with a verb of speech beside it.
pub(super) fn direct_speech(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Vec<Speech> {
    const SHORTEST: usize = 3;
    /// No quotation is longer, in tokens; a paragraph may be, and holds many.
    const LONGEST: usize = 3_000;
    let block = doc.block(doc.block_of(sentence.start));
    let mut quotes: Vec<Tokens> = Vec::new();
    // quotations that end in this sentence, or begin and end in it
    let reach = block.start.max(sentence.start.saturating_sub(LONGEST))..sentence.end;
    for quoted in doc.within("quoted", &reach).filter(|quoted| quoted.tokens.end > sentence.start) {
        let own = doc.sentence(quoted.tokens.start);
        let titled = doc
            .within("event", &own)
            .chain(doc.within("document", &own))
            .any(|other| other.tokens.start < quoted.tokens.start && quoted.tokens.end <= other.tokens.end);
        let words =
            quoted.tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == TokenKind::Word).count();
        let verbal = quoted
            .tokens
            .clone()
            .any(|at| doc.chart.words[at].reads_as(Tags::VERB) || doc.chart.words[at].reads_as(Tags::AUX));
        let speaks = verbal || words >= 6;
        let attributed =
            is_attributed(doc, &quoted.tokens) || form::attributed(doc, &quoted.tokens, block.end).is_some();
        // "Declaration on Rivers" is a title; "Decisions are made by all", X said, is none
        let title = doc.starts("document-head", quoted.tokens.start + 1).is_some()
            && doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised())
            && !(attributed && verbal);
        let title = title || (forms::heads_last(doc) && ends_with_head(doc, &quoted.tokens));
        let judged = is_judged(doc, sentence, &quoted.tokens);
        let spoken = words >= SHORTEST && speaks || words + 1 >= SHORTEST && (attributed || judged);
        if (!titled || judged) && !title && spoken {
            quotes.push(quoted.tokens.clone());
        }
    }
    if let Some(speech) = split_quotation(doc, sentence, &block, last) {
        return vec![speech];
    }
    // "The road," X said, "is open": the short first half
    let half = quotes.first().and_then(|first| {
        let before = sentence.start..first.start;
        let short = doc.within("quoted", &before).next_back()?.tokens.clone();
        let comma = short.end.checked_sub(2).is_some_and(|at| doc.is_mark(at, &[","]));
        let said = doc.within("speech-verb", &(short.end..first.start)).next().is_some();
        (comma && said).then_some(short)
    });
    if let Some(half) = half {
        quotes.insert(0, half);
    }
    let Some(first) = quotes.first().cloned() else { return Vec::new() };
    // the speaker may stand before a quotation of several sentences
    let scope = match verb_last::applies(doc) {
        true => doc.sentence(first.start).start.min(sentence.start)..sentence.end,
        false => first.start.min(sentence.start)..sentence.end,
    };
    let outside = |verb: &&Mention| !quotes.iter().any(|quote| quote.contains(&verb.tokens.start));
    let near = |verb: &Mention| {
        quotes.iter().map(|quote| crate::time::distance(doc, quote, &verb.tokens)).min().unwrap_or(usize::MAX)
    };
    let verb = doc
        .within("speech-verb", &scope)
        .filter(outside)
        .min_by_key(|verb| near(verb))
        .filter(|verb| near(verb) <= 14);
    if let Some(verb) = verb {
        if is_worked_in(doc, verb, &first) {
            return Vec::new();
        }
        let Some(speaker) = speaker_of(doc, &scope, verb, last, Some(&quotes)) else { return Vec::new() };
        // a quotation further on in the same paragraph, right after the attribution, belongs to it
        let mut content = quotes.clone();
        let follows = doc
            .within("quoted", &(sentence.end..block.end))
            .next()
            .filter(|quoted| quoted.tokens.start == sentence.end);
        content.extend(follows.map(|quoted| quoted.tokens.clone()));
        return vec![Speech {
            speaker,
            cue: Some(verb.tokens.clone()),
            content,
            direct: true,
            sentence: scope,
            rule: verb.rule.clone(),
        }];
    }
    let formed = || form::told(doc, &scope, &quotes, last);
    if let Some(speech) = under_name(doc, &scope, &first).or_else(formed) {
        return vec![speech];
    }
    // a whole sentence in quotation marks right after a sentence of the same speaker
    let alone = quotes.len() == 1 && scope.len() <= first.len() + 2;
    match (alone, last) {
        (true, Some(speaker)) if words_in(doc, &first) >= 6 && !follows_colonless(doc, &first) => {
            vec![Speech {
                speaker: speaker.clone(),
                cue: None,
                content: quotes,
                direct: true,
                sentence: scope,
                rule: "extract/quotation".into(),
            }]
        }
        _ => Vec::new(),
    }
}

/// "Said that the road «is open»": a clause of reported speech that has words of its own before a few that are quoted.
fn is_worked_in(doc: &Doc<'_, '_>, verb: &Mention, quote: &Tokens) -> bool {
    const FEW: usize = 6;
    let between = verb.tokens.end..quote.start;
    let that = super::indirect::that_after(doc, &between).filter(|_| verb.tokens.end < quote.start);
    that.is_some_and(|that| words_in(doc, &(that..quote.start)) > 0 && words_in(doc, quote) <= FEW)
}

/// "«Words», — said X": a comma, a dash and a verb of saying right after the closing mark.
fn is_attributed(doc: &Doc<'_, '_>, quoted: &Tokens) -> bool {
    const REACH: usize = 3;
    let dash = quoted.end + 1;
    let marked = doc.is_mark(quoted.end, &[","]) && doc.is_mark(dash, &["\u{2014}", "\u{2013}", "-"]);
    let verb = |at: usize| doc.starts("speech-verb", at).is_some();
    marked && (dash + 1..=dash + REACH).any(verb)
}

/// "Called it «less than was hoped for»": a verb of calling, and words that are no name.
fn is_judged(doc: &Doc<'_, '_>, sentence: &Tokens, quoted: &Tokens) -> bool {
    const REACH: usize = 10;
    const NAMED: usize = 4;
    let near = quoted.start.saturating_sub(REACH).max(sentence.start)..(quoted.end + REACH).min(sentence.end);
    let calls = |at: usize| !quoted.contains(&at) && calls(doc, at);
    let name = doc.chart.tokens().get(quoted.start + 1).is_some_and(|token| token.is_capitalised())
        && words_in(doc, quoted) < NAMED;
    !name && near.into_iter().any(calls)
}

/// Whether a verb starts here that calls something by words in quotation marks.
pub(super) fn calls(doc: &Doc<'_, '_>, at: usize) -> bool {
    let Some(class) = doc.pack.class("speech-verb") else { return false };
    let quotes = |verb: &Mention| verb.class == class && verb.attribute("quotes").is_some();
    doc.chart.starting_at(at).any(|(_, verb)| quotes(verb))
}

/// "«Words, — said X. — More words»": the attribution stands within the quotation marks.
fn split_quotation(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    block: &Tokens,
    last: Option<&Speaker>,
) -> Option<Speech> {
    const REACH: usize = 8;
    const DASHES: [&str; 3] = ["\u{2014}", "\u{2013}", "-"];
    let before_dash = [",", "!", "?", "\u{2026}", "."];
    let dash_at = |at: usize| doc.is_mark(at, &DASHES) && at > 0 && doc.is_mark(at - 1, &before_dash);
    let rest = sentence.start..block.end;
    let opens = |quoted: &&Mention| quoted.tokens.start < sentence.end;
    doc.within("quoted", &rest).take_while(opens).find_map(|quoted| {
        let inside = quoted.tokens.start + 1..quoted.tokens.end - 1;
        let said = doc.within("speech-verb", &inside).find_map(|verb| {
            let dash = (verb.tokens.start.saturating_sub(REACH).max(inside.start)..verb.tokens.start)
                .rev()
                .find(|&at| dash_at(at))?;
            let next = (verb.tokens.end..inside.end).find(|&at| dash_at(at));
            let speaker = speaker_of(doc, &(dash..next.unwrap_or(inside.end)), verb, last, None)?;
            let rest = next.map(|next| next + 1..inside.end);
            let content = std::iter::once(inside.start..dash).chain(rest).collect();
            Some(Speech {
                speaker,
                cue: Some(verb.tokens.clone()),
                content,
                direct: true,
                sentence: sentence.start..quoted.tokens.end,
                rule: verb.rule.clone(),
            })
        });
        // "«Words, — sighs X, — more words»": any verb with its subject between two dashes
        let outside = |verb: &Mention| !inside.contains(&verb.tokens.start);
        let sighed = || {
            if doc.within("speech-verb", sentence).any(outside) {
                return None;
            }
            let dash = inside.clone().find(|&at| dash_at(at))?;
            let next = (dash + 1..inside.end).find(|&at| dash_at(at))?;
            let (cue, speaker) = form::clause(doc, dash + 1, next)?;
            Some(Speech {
                speaker,
                cue,
                content: vec![inside.start..dash, next + 1..inside.end],
                direct: true,
                sentence: sentence.start..quoted.tokens.end,
                rule: "extract/quotation".into(),
            })
        };
        said.or_else(sighed)
    })
}

/// "Name: «words»", as headlines have it: the person right before the colon.
fn under_name(doc: &Doc<'_, '_>, scope: &Tokens, quote: &Tokens) -> Option<Speech> {
    let start = doc.sentence(quote.start).start.min(scope.start);
    let colon = quote.start.checked_sub(1).filter(|&at| at > start && doc.is_mark(at, &[":"]))?;
    let (name, person) = doc.persons.within(&(start..colon)).last()?;
    (name.end == colon).then(|| Speech {
        speaker: Speaker::Person(person, name.clone()),
        cue: None,
        content: vec![quote.clone()],
        direct: true,
        sentence: start..scope.end,
        rule: "extract/quotation".into(),
    })
}

/// Whether a quotation of a whole clause closes right before a verb, marks aside.
pub(super) fn ends_quotation(doc: &Doc<'_, '_>, verb: &Mention) -> bool {
    const CLAUSE: usize = 6;
    let Some(close) =
        (0..verb.tokens.start).rev().take(4).find(|&at| doc.is_mark(at, &["»", "”", "\"", "“"]))
    else {
        return false;
    };
    let block = doc.block(doc.block_of(close));
    doc.within("quoted", &block)
        .any(|quoted| quoted.tokens.end == close + 1 && words_in(doc, &quoted.tokens) >= CLAUSE)
}

/// Whether the last word within quotation marks is the head of a document's name.
fn ends_with_head(doc: &Doc<'_, '_>, quoted: &Tokens) -> bool {
    quoted.len() > 2 && doc.starts("document-head", quoted.end - 2).is_some()
}

/// A quotation at the start of a paragraph with no one named near: nobody can be told to have said it.
fn follows_colonless(doc: &Doc<'_, '_>, quote: &Tokens) -> bool {
    let block = doc.block(doc.block_of(quote.start));
    quote.start == block.start && block.start > 0 && !doc.is_mark(block.start - 1, &[":"])
}

/// "— words, — said somebody. — More words."
pub(super) fn dash_speech(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Option<Speech> {
    let block_number = doc.block_of(sentence.start);
    let block = doc.block(block_number);
    let marker = doc.chart.segments.blocks.get(block_number)?.marker;
    let opens = (block.start..block.start + marker).any(|at| doc.is_mark(at, &["—", "–", "-"]));
    if !opens {
        return None;
    }
    let before_dash = [",", "!", "?", "\u{2026}", ".", "\u{589}"];
    let closes = |dash: usize| dash > sentence.start && doc.is_mark(dash - 1, &before_dash);
    let dash_before = |at: usize| {
        (at.saturating_sub(6)..at)
            .rev()
            .find(|&at| doc.is_mark(at, &["—", "–", "-"]))
            .filter(|&dash| closes(dash))
    };
    let said = doc.within("speech-verb", sentence).find_map(|verb| {
        let dash = dash_before(verb.tokens.start)?;
        let speaker = speaker_of(doc, &(dash..sentence.end), verb, last, None)?;
        Some((dash, Some(verb.tokens.clone()), speaker, verb.rule.clone()))
    });
    // "— words, — sighs X.": any verb with its subject behind a dash
    let sighed = || {
        let from = (block.start + marker).max(sentence.start) + 1;
        let dash = (from..sentence.end).find(|&at| doc.is_mark(at, &["—", "–", "-"]) && closes(at))?;
        let quoted = doc.within("quoted", &block).next().is_some();
        let (cue, speaker) = form::clause(doc, dash + 1, sentence.end).filter(|_| !quoted)?;
        let named = speaker_tokens(&speaker).end;
        // nothing more is told there than who speaks
        let ends = named >= sentence.end || doc.is_mark(named, &[".", ",", "\u{2014}", "\u{2013}"]);
        if !ends || doc.within("speech-verb", sentence).next().is_some() {
            return None;
        }
        Some((dash, cue, speaker, "extract/quotation".into()))
    };
    let (dash, cue, speaker, rule) = said.or_else(sighed)?;
    let from = cue.as_ref().map_or(dash, |cue| cue.end);
    let first = (block.start + marker).min(dash)..dash;
    let mut content = vec![first];
    let after = (from..block.end)
        .find(|&at| doc.is_mark(at, &["—", "–"]) && doc.is_mark(at - 1, &[".", ",", "!", "?", "\u{589}"]));
    if let Some(after) = after {
        content.push(after + 1..block.end);
    }
    Some(Speech { speaker, cue, content, direct: true, sentence: block, rule })
}
