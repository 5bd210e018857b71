//! Reports without quotation marks: what a verb of speech says somebody said.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::joined::{self, next_report};
use super::speaker::{is_verbal, speaker_of, speaker_tokens};
use super::{Speaker, Speech, content_start, words_in};
use crate::doc::{Doc, Tokens};
use crate::forms;

/// "X said that ...", "..., X said", "X expressed ...".
pub(super) fn indirect(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    verb: &Mention,
    last: Option<&Speaker>,
    same: Option<Speaker>,
) -> Option<Speech> {
    // "stressed the need": a rule may say of the same word that a phrase follows
    let also = |other: &Mention| other.attribute("takes") == Some("np") && other.tokens == verb.tokens;
    let takes_phrase = verb.attribute("takes") == Some("np")
        || doc.pack.class("speech-verb").is_some_and(|class| {
            doc.chart.starting_at(verb.tokens.start).any(|(_, other)| other.class == class && also(other))
        });
    let speech = |speaker: Speaker, content: Tokens| {
        let long_enough = content.len() >= if takes_phrase { 2 } else { 3 };
        long_enough.then(|| Speech::indirect(speaker, verb, content, sentence))
    };
    let start = content_start(doc, sentence);
    // "..., X said." / "..., said Y": the verb near the end, the content before the comma
    let after_verb = verb.tokens.end..sentence.end;
    let comma_before = (start..verb.tokens.start).rev().find(|&at| doc.is_mark(at, &[","]));
    let that = that_after(doc, &after_verb);
    // "the drill concluded in Osh" reports nothing where no "that" follows
    if that.is_none() && verb.attribute("bare") == Some("no") {
        return None;
    }
    if that.is_none() && !takes_phrase && same.is_none() {
        if let Some(inserted) = inserted(doc, sentence, verb, comma_before, last) {
            return Some(inserted);
        }
        // "Asked about it, X replied", "For her part, X assured him": such words report nothing
        let empty = |content: Tokens| {
            const CLAUSE: usize = 7;
            content.len() < CLAUSE
                && doc.pack.setting("bare-clause").is_some()
                && !content.into_iter().any(|at| is_verbal(doc, at))
        };
        if let Some(comma) = comma_before.filter(|&comma| comma - start >= 3 && !empty(start..comma)) {
            let tail = comma + 1..sentence.end;
            let no_comma_after =
                !after_verb.clone().any(|at| doc.is_mark(at, &[","])) || after_verb.len() <= 16;
            // "..., she said.": whoever spoke before
            let before = tail.start..verb.tokens.start;
            let meant = doc.within("pronoun", &before).next().and(last);
            let speaker = if no_comma_after { speaker_of(doc, &tail, verb, meant, None) } else { None };
            let short = tail.len() <= 26;
            if let Some(speaker) = speaker.filter(|_| short && ends_with_attribution(doc, verb, &tail)) {
                return speech(speaker, start..comma);
            }
        }
    }
    let speaker = same
        .or_else(|| resolving(doc, sentence, verb))
        .or_else(|| speaker_of(doc, sentence, verb, last, None))?;
    let content = match that {
        Some(that) => that..sentence.end,
        None if takes_phrase && forms::heads_last(doc) && words_in(doc, &after_verb) == 0 => {
            speaker_tokens(&speaker).end.min(verb.tokens.start)..verb.tokens.start
        }
        None if takes_phrase => after_verb,
        None => {
            let marked = doc.pack.setting("bare-clause").is_some();
            // a mark of emphasis right after the verb stands for "that"
            let led = Some(verb.tokens.end).filter(|&at| doc.is_mark(at, &["\u{55d}"]));
            let colon = led.or_else(|| after_verb.clone().take(10).find(|&at| doc.is_mark(at, &[":"])));
            match colon {
                Some(colon) => colon + 1..sentence.end,
                None if marked && starts_clause(doc, &after_verb) => {
                    // "told reporters the road was open"
                    let told = doc.starts("addressee", after_verb.start).map(|word| word.tokens.end);
                    told.filter(|&end| end + 2 < after_verb.end).unwrap_or(after_verb.start)..after_verb.end
                }
                None => return None,
            }
        }
    };
    let end = next_report(doc, &content)
        .or_else(|| if takes_phrase { joined::next_deed(doc, &content) } else { None })
        .unwrap_or(content.end);
    // "welcomed his counterparts" greets; "asked to become" says nothing
    let opening = content.start..end.min(content.start + 3);
    let among = |setting: &str, at: usize| {
        let words = doc.pack.setting(setting).unwrap_or_default();
        doc.is_any_of(at, words)
    };
    let greets = takes_phrase && opening.clone().any(|at| among("greeted-words", at));
    if greets
        || that.is_none() && !takes_phrase && opening.clone().take(1).any(|at| among("infinitive-words", at))
    {
        return None;
    }
    speech(speaker, content.start..end)
}

/// "The Council: 1. Strongly condemns ...; 2. Calls on ...": an item that a verb opens has the body of the line above the
/// items for its subject.
fn resolving(doc: &Doc<'_, '_>, sentence: &Tokens, verb: &Mention) -> Option<Speaker> {
    const ADVERBS: usize = 2;
    doc.pack.setting("items-begin-with-verbs")?;
    let number = doc.block_of(sentence.start);
    let block = doc.chart.segments.blocks.get(number)?;
    let start = block.tokens.start + block.marker;
    let led = start..verb.tokens.start;
    let adverb = |at: usize| doc.chart.words[at].readings.first().is_none_or(|tags| tags.has(Tags::ADV));
    let opens = block.marker > 0
        && start <= verb.tokens.start
        && led.len() <= ADVERBS
        && doc.chart.tokens()[start].is_capitalised()
        && led.into_iter().all(adverb);
    if !opens {
        return None;
    }
    let lead = (doc.blocks().start..number).rev().find(|&above| {
        let above = doc.block(above);
        !above.is_empty() && doc.is_mark(above.end - 1, &[":"])
    })?;
    let body = doc.within("org", &doc.block(lead)).next_back().map(|org| org.tokens.clone());
    body.or_else(|| doc.main_org.clone()).map(Speaker::Other)
}

/// "The pass, they warn, stays closed in winter": speaker and verb between two commas, words on both sides.
fn inserted(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    verb: &Mention,
    comma_before: Option<usize>,
    last: Option<&Speaker>,
) -> Option<Speech> {
    const LONGEST: usize = 12;
    let open = comma_before.filter(|&open| verb.tokens.start - open <= LONGEST)?;
    let close =
        (verb.tokens.end..sentence.end.min(verb.tokens.end + LONGEST)).find(|&at| doc.is_mark(at, &[","]))?;
    let (start, inside) = (content_start(doc, sentence), open + 1..close);
    let alone = !inside.clone().any(|at| !verb.tokens.contains(&at) && is_verbal(doc, at));
    let words_around = open > start && sentence.end.saturating_sub(close + 1) >= 2;
    if !alone || !words_around {
        return None;
    }
    let speaker = speaker_of(doc, &inside, verb, last, None)?;
    // "..., said X, head of the Y.": what X is
    let named = beside_name(doc, speaker_tokens(&speaker), close, sentence);
    let rest = (!named).then_some(close + 1..sentence.end);
    let content = std::iter::once(start..open).chain(rest).collect();
    Some(Speech {
        speaker,
        cue: Some(verb.tokens.clone()),
        content,
        direct: false,
        sentence: sentence.clone(),
        rule: verb.rule.clone(),
    })
}

/// Whether the words behind a name and a comma tell who bears the name: a post, or what such a person does.
fn beside_name(doc: &Doc<'_, '_>, name: &Tokens, comma: usize, sentence: &Tokens) -> bool {
    const OPENING: usize = 4;
    let opening = comma + 1..sentence.end.min(comma + 1 + OPENING);
    let relative = doc.pack.setting("relative-words").unwrap_or_default();
    let post = |at: usize| doc.starts("title", at).is_some() || doc.starts("role", at).is_some();
    name.end == comma
        && (doc.is_any_of(opening.start, relative) || opening.take_while(|&at| !is_verbal(doc, at)).any(post))
}

/// Whether the words after the comma are an attribution only: speaker and verb, nothing asserted after them.
fn ends_with_attribution(doc: &Doc<'_, '_>, verb: &Mention, tail: &Tokens) -> bool {
    let verb_first = verb.tokens.start <= tail.start + 2;
    let verb_last = verb.tokens.end + 5 >= tail.end;
    let other_verb = tail.clone().any(|at| !verb.tokens.contains(&at) && is_verbal(doc, at));
    (verb_first || verb_last) && !other_verb
}

/// Where the clause begins that "that" introduces, with an addressee between at most.
pub(super) fn that_after(doc: &Doc<'_, '_>, after: &Tokens) -> Option<usize> {
    const REACH: usize = 12;
    let words = doc.pack.setting("that-words")?;
    let is_that = |at: usize| doc.is_any_of(at, words);
    let that = after.clone().take(REACH).find(|&at| is_that(at))?;
    // no other clause between the verb and its "that"
    let clean = (after.start..that)
        .all(|at| !doc.is_mark(at, &[";", ":"]) && doc.starts("speech-verb", at).is_none());
    (clean && that + 1 < after.end).then_some(that + 1)
}

/// Whether a bare clause follows: a subject and a finite verb ("said the talks had been frank").
fn starts_clause(doc: &Doc<'_, '_>, after: &Tokens) -> bool {
    let mut words = after.clone().filter(|&at| doc.chart.tokens()[at].kind != TokenKind::Mark);
    let Some(first) = words.next() else { return false };
    let mark_first = doc.chart.tokens()[after.start].kind == TokenKind::Mark;
    let word = &doc.chart.words[first];
    let adverb_or_preposition = word
        .readings
        .first()
        .is_some_and(|tags| tags.has(Tags::ADP) || tags.has(Tags::CONJ) || tags.has(Tags::ADV));
    !mark_first
        && !adverb_or_preposition
        && after.len() >= 4
        && words.take(14).any(|at| {
            if doc.pack.setting("subject-first").is_some() {
                // "he spoke": a verb that may be a noun is one after a pronoun
                let verb = doc.chart.words[at].reads_as(Tags::VERB);
                let pronoun =
                    |at: usize| doc.starts("pronoun", at).is_some_and(|word| word.tokens.len() == 1);
                return is_verbal(doc, at) || verb && at > 0 && pronoun(at - 1);
            }
            doc.chart.words[at].readings.iter().any(|tags| tags.has(Tags::VERB) || tags.has(Tags::AUX))
        })
}
