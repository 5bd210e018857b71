//! Reported speech: who said what, in quotation marks or not.

mod answers;
mod direct;
mod form;
mod indirect;
mod joined;
mod speaker;

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::verb_last;
use direct::{dash_speech, direct_speech, ends_quotation};
use indirect::{indirect, that_after};
use joined::continued;
use speaker::{is_verbal, speaker_of, speaker_tokens};

pub(crate) use speaker::{holder_of, nearest_speaker};

/// One report of speech.
#[derive(Clone, Debug)]
pub(crate) struct Speech {
    pub speaker: Speaker,
    pub cue: Option<Tokens>,
    /// Passages of the content, in order.
    pub content: Vec<Tokens>,
    pub direct: bool,
    pub sentence: Tokens,
    rule: std::sync::Arc<str>,
}

#[derive(Clone, Debug)]
pub(crate) enum Speaker {
    Person(usize, Tokens),
    Other(Tokens),
}

impl Speech {
    /// Reported speech after a verb or a word of source.
    pub fn indirect(speaker: Speaker, cue: &Mention, content: Tokens, sentence: &Tokens) -> Speech {
        Speech {
            speaker,
            cue: Some(cue.tokens.clone()),
            content: vec![content],
            direct: false,
            sentence: sentence.clone(),
            rule: cue.rule.clone(),
        }
    }

    pub fn spans(&self, doc: &Doc<'_, '_>) -> crate::Speech {
        let source = match &self.speaker {
            Speaker::Person(_, tokens) | Speaker::Other(tokens) => doc.chart.span(tokens),
        };
        crate::Speech {
            source: Some(source),
            cue: self.cue.as_ref().map(|cue| doc.chart.span(cue)),
            content: self.content.iter().map(|part| doc.chart.span(part)).collect(),
            direct: self.direct,
        }
    }

    pub fn name(&self, doc: &Doc<'_, '_>) -> String {
        match &self.speaker {
            Speaker::Person(at, _) => doc.persons.known[*at].name.clone(),
            Speaker::Other(tokens) => match speaker::small_body(doc, tokens) {
                Some(body) => crate::people::organisation_name(doc, &body),
                None => crate::people::organisation_name(doc, tokens),
            },
        }
    }

    /// Whether a whole paragraph answers a question or stands under the speaker's name.
    pub fn is_answer(&self) -> bool {
        self.direct && self.cue.is_none() && &*self.rule == "extract/answer"
    }

    pub fn holds(&self, at: usize) -> bool {
        self.passage(at).is_some()
    }

    /// The passage of the content that a token stands in.
    pub fn passage(&self, at: usize) -> Option<&Tokens> {
        self.content.iter().find(|content| content.contains(&at))
    }
}

pub(crate) fn facts(doc: &Doc<'_, '_>, speech: &[Speech]) -> Vec<Fact> {
    speech.iter().filter_map(|speech| fact(doc, speech)).collect()
}

fn fact(doc: &Doc<'_, '_>, speech: &Speech) -> Option<Fact> {
    let quote = speech
        .content
        .iter()
        .map(|content| content_text(doc, content))
        .filter(|text| !text.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    if quote.is_empty() {
        return None;
    }
    let mut fact = Fact::new("statement", speech.rule.clone());
    fact.set("speaker", speech.name(doc));
    fact.set("mode", if speech.direct { "direct" } else { "indirect" }.to_owned());
    fact.set("quote", quote);
    fact.evidence.push(speech.sentence.clone());
    fact.evidence.extend(speech.content.iter().cloned());
    if let Speaker::Person(at, _) = speech.speaker {
        fact.evidence.push(doc.persons.known[at].tokens.clone());
    }
    Some(fact)
}

/// The words of a content without marks at its ends.
fn content_text(doc: &Doc<'_, '_>, content: &Tokens) -> String {
    let (mut start, mut end) = (content.start, content.end);
    while start < end && doc.is_mark(start, &[",", "\u{55d}", ":", "—", "–", "-", "«", "“", "\"", "„"])
    {
        start += 1;
    }
    while end > start && doc.is_mark(end - 1, &[",", ".", "\u{589}", ";", ":", "—", "–", "-", "»", "”", "\""])
    {
        // a closing mark inside keeps its partner
        let closes = doc.is_mark(end - 1, &["»", "”", "\""]);
        if closes
            && doc
                .within("quoted", &(start..end))
                .any(|quoted| quoted.tokens.end == end && quoted.tokens.start > start)
        {
            break;
        }
        end -= 1;
    }
    forms::tidy(doc.chart.written(&(start..end)))
}

pub(crate) fn find(doc: &Doc<'_, '_>) -> Vec<Speech> {
    let mut found: Vec<Speech> = Vec::new();
    let mut last: Option<Speaker> = None;
    for number in doc.sentences() {
        let sentence = doc.chart.segments.sentences[number].tokens.clone();
        let here = in_sentence(doc, &sentence, last.as_ref(), &found);
        let silent = here.is_empty();
        for mut speech in here {
            let held = match &speech.speaker {
                Speaker::Other(role) => holder_of(doc, role, last.as_ref()),
                Speaker::Person(..) => None,
            };
            if let Some(person) = speaker::named_before(doc, &speech.speaker).or(held) {
                speech.speaker = person;
            }
            last = Some(speech.speaker.clone());
            enter(&mut found, speech);
        }
        if silent && let Some((at, tokens)) = subject_person(doc, &sentence) {
            last = Some(Speaker::Person(at, tokens));
        }
    }
    joined::paragraphs(doc, &mut found);
    let answers = answers::find(doc, &found);
    found.extend(answers);
    found
}

/// The first person of a sentence, named early in it: whom "he" means in the next one. A post before the name, however
/// long, is part of it.
fn subject_person(doc: &Doc<'_, '_>, sentence: &Tokens) -> Option<(usize, Tokens)> {
    const EARLY: usize = 10;
    let (tokens, at) = doc.persons.within(sentence).next()?;
    let held = |mention: &&Mention| mention.part("person").is_some_and(|name| name.tokens == *tokens);
    let start = doc.within("office", sentence).find(held).map_or(tokens.start, |office| office.tokens.start);
    (start.min(tokens.start) < sentence.start + EARLY).then(|| (at, tokens.clone()))
}

/// Enters a report, unless the one before has some of its words already.
fn enter(found: &mut Vec<Speech>, speech: Speech) {
    if let Some(before) = found.last_mut() {
        let overlaps =
            before.content.iter().any(|a| speech.content.iter().any(|b| a.start < b.end && b.start < a.end));
        if overlaps {
            return;
        }
    }
    found.push(speech);
}

fn in_sentence(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    last: Option<&Speaker>,
    before: &[Speech],
) -> Vec<Speech> {
    if before
        .last()
        .is_some_and(|speech| speech.content.last().is_some_and(|content| content.end >= sentence.end))
    {
        return Vec::new();
    }
    let mut found: Vec<Speech> = Vec::new();
    for direct in direct_speech(doc, sentence, last) {
        found.push(direct);
    }
    if found.is_empty() {
        found.extend(dash_speech(doc, sentence, last));
    }
    let verb_last = verb_last::applies(doc);
    let source =
        if verb_last { verb_last::sourced(doc, sentence, last) } else { sourced(doc, sentence, last) };
    if let Some(source) = source
        && found.is_empty()
    {
        found.push(source);
    }
    for verb in doc.within("speech-verb", sentence) {
        let used = found
            .iter()
            .any(|speech| speech.cue.as_ref() == Some(&verb.tokens) || speech.holds(verb.tokens.start));
        if used || verb.attribute("takes") == Some("none") {
            continue;
        }
        if verb_last {
            // a quotation whose speaker is not told is not what somebody else says
            let quoted = ends_quotation(doc, verb);
            found.extend(verb_last::indirect(doc, sentence, verb, last).filter(|_| !quoted));
            continue;
        }
        if let Some(said) = as_said(doc, sentence, verb, last) {
            found.extend(said);
            continue;
        }
        if doc
            .within("back-cue", sentence)
            .any(|cue| cue.tokens.start <= verb.tokens.start && verb.tokens.end <= cue.tokens.end)
        {
            found.extend(said_before(doc, sentence, verb, before));
            continue;
        }
        let same = continued(doc, verb, &found);
        // "..., noting the progress made" reports only where it says that
        let silent = that_after(doc, &(verb.tokens.end..sentence.end)).is_none();
        if verb.attribute("participle").is_some() && silent {
            continue;
        }
        found.extend(indirect(doc, sentence, verb, last, same));
    }
    found
}

fn words_in(doc: &Doc<'_, '_>, tokens: &Tokens) -> usize {
    tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == TokenKind::Word).count()
}

/// "According to X, ...", "in her view, ...".
fn sourced(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Option<Speech> {
    let source = doc.within("speech-source", sentence).next()?;
    if source.attribute("side") == Some("before") {
        return verb_last::sourced(doc, sentence, last);
    }
    let pronoun = source.attribute("pronoun").is_some();
    let speaker = if pronoun {
        // "Y disagreed: in her view": the person of the same sentence
        let before = sentence.start..source.tokens.start;
        let own = doc.persons.within(&before).next().map(|(name, at)| Speaker::Person(at, name.clone()));
        own.or_else(|| last.cloned())?
    } else {
        let after = source.tokens.end..sentence.end.min(source.tokens.end + 24);
        // who is named before the first comma, else within what follows
        let end = after.clone().find(|&at| doc.is_mark(at, &[",", ":", "\u{55d}"])).unwrap_or(after.end);
        let named = nearest_speaker(doc, &(after.start..end), true);
        // "according to its chairwoman, X, ...": the name behind the post
        let post = |speaker: &Speaker| matches!(speaker, Speaker::Other(role) if role.end == end);
        let behind = named.as_ref().filter(|speaker| post(speaker)).and_then(|_| {
            let (name, at) = doc.persons.within(&(end + 1..after.end)).next()?;
            let alone = name.start == end + 1 && doc.is_mark(name.end, &[","]);
            alone.then(|| Speaker::Person(at, name.clone()))
        });
        behind.or(named).or_else(|| nearest_speaker(doc, &after, true))?
    };
    let speaker_end = match &speaker {
        Speaker::Person(_, tokens) | Speaker::Other(tokens) if !pronoun => tokens.end,
        _ => source.tokens.end,
    };
    let comma = (speaker_end..sentence.end).find(|&at| doc.is_mark(at, &[",", ":", "\u{55d}"]));
    let leading = source.tokens.start <= sentence.start + 3
        || (sentence.start..source.tokens.start).all(|at| doc.chart.tokens()[at].kind == TokenKind::Mark);
    // "Y disagreed: in her view, ...": what follows the colon
    let opened = source
        .tokens
        .start
        .checked_sub(1)
        .is_some_and(|at| doc.is_mark(at, &[":", ";", "\u{2014}", "\u{2013}"]));
    let leading = leading || opened;
    // "The number, in her words, has doubled": the words on both sides
    let opens =
        source.tokens.start.checked_sub(1).filter(|&at| at > sentence.start && doc.is_mark(at, &[","]));
    let around = opens.zip(comma).filter(|(open, comma)| {
        let first = content_start(doc, sentence)..*open;
        let verbal = |part: Tokens| part.into_iter().any(|at| is_verbal(doc, at));
        !opened
            && comma + 2 < sentence.end
            && is_subject_phrase(doc, &first)
            && !verbal(first)
            && verbal(comma + 1..sentence.end)
    });
    if let Some((open, comma)) = around {
        return Some(Speech {
            speaker,
            cue: Some(source.tokens.clone()),
            content: vec![content_start(doc, sentence)..open, comma + 1..sentence.end],
            direct: false,
            sentence: sentence.clone(),
            rule: source.rule.clone(),
        });
    }
    let content = match comma {
        Some(comma) if comma + 2 < sentence.end && (leading || source.tokens.start < sentence.start + 4) => {
            comma + 1..sentence.end
        }
        _ if !leading => {
            let start = content_start(doc, sentence);
            start..source.tokens.start
        }
        None if leading && pronoun => source.tokens.end..sentence.end,
        _ => return None,
    };
    (content.len() >= 3).then(|| Speech {
        speaker,
        cue: Some(source.tokens.clone()),
        content: vec![content],
        direct: false,
        sentence: sentence.clone(),
        rule: source.rule.clone(),
    })
}

/// Whether words can be the subject of a sentence: a noun in the nominative, where cases tell, under no small word.
fn is_subject_phrase(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let small = |tags: &Tags| tags.has(Tags::ADP) || tags.has(Tags::CONJ) || tags.has(Tags::ADV);
    let led = doc.chart.words.get(tokens.start).and_then(|word| word.readings.first()).is_some_and(small);
    let noun = |tags: &&Tags| tags.has(Tags::NOUN) || tags.has(Tags::PROPN);
    let mut nouns = tokens.clone().filter_map(|at| {
        let mut readings = doc.chart.words[at].readings.iter().filter(noun).peekable();
        readings.peek()?;
        Some(readings.any(|tags| tags.has(Tags::NOM) || !tags.has_any(Tags::CASES)))
    });
    !led && nouns.next() == Some(true)
}

/// "As X said, ...", "..., as X said, ...": the content stands around the attribution. The inner `None`:
/// nobody who can be entered said it, as where a medium quotes another.
fn as_said(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    verb: &Mention,
    last: Option<&Speaker>,
) -> Option<Option<Speech>> {
    if document_says(doc, sentence, verb) {
        return Some(None);
    }
    const REACH: usize = 22;
    // where the verb ends its clause, its subject stands between
    let reach = if forms::heads_last(doc) { REACH } else { REACH / 4 };
    let word = doc
        .within("as-word", sentence)
        .find(|word| word.tokens.end <= verb.tokens.start && verb.tokens.start - word.tokens.end <= reach)?;
    let start = content_start(doc, sentence);
    let leading = word.tokens.start <= start + 1;
    if !leading && !doc.is_mark(word.tokens.start - 1, &[",", "—", "–", "("]) {
        return None;
    }
    let between = word.tokens.end..verb.tokens.start;
    let after = verb.tokens.end..sentence.end.min(verb.tokens.end + REACH);
    let comma = |from: usize| (from..sentence.end).find(|&at| doc.is_mark(at, &[",", ":", "—", "–", ")"]));
    let clause = after.start..comma(after.start).unwrap_or(after.end).max(after.start);
    let pronoun = || doc.within("pronoun", &between).next().and(last.cloned());
    let speaker = nearest_speaker(doc, &between, false)
        .or_else(pronoun)
        .or_else(|| nearest_speaker(doc, &clause, true));
    let Some(speaker) = speaker else { return Some(None) };
    let past = speaker_tokens(&speaker).end.max(verb.tokens.end);
    let rest = comma(if past <= sentence.end { past } else { verb.tokens.end })
        .map_or(sentence.end..sentence.end, |comma| comma + 1..sentence.end);
    let lead = if leading { start..start } else { start..word.tokens.start };
    let content: Vec<Tokens> = [lead, rest].into_iter().filter(|part| part.len() >= 2).collect();
    let long_enough = content.iter().map(|part| part.len()).sum::<usize>() >= 3;
    let speech = Speech {
        speaker,
        cue: Some(verb.tokens.clone()),
        content,
        direct: false,
        sentence: sentence.clone(),
        rule: verb.rule.clone(),
    };
    Some(long_enough.then_some(speech))
}

/// "The declaration says that ...": a document is no speaker.
fn document_says(doc: &Doc<'_, '_>, sentence: &Tokens, verb: &Mention) -> bool {
    const REACH: usize = 6;
    let near = verb.tokens.start.saturating_sub(REACH).max(sentence.start)
        ..(verb.tokens.end + REACH).min(sentence.end);
    doc.within("impersonal", sentence)
        .any(|word| word.tokens.end >= verb.tokens.start && word.tokens.start < verb.tokens.end)
        && near
            .clone()
            .any(|at| doc.starts("document-head", at).is_some() || doc.starts("document-word", at).is_some())
}

/// "This was announced by X": what the sentence before says.
fn said_before(doc: &Doc<'_, '_>, sentence: &Tokens, verb: &Mention, before: &[Speech]) -> Option<Speech> {
    let number = doc.chart.sentence_of(sentence.start).checked_sub(1)?;
    let said = doc.chart.segments.sentences.get(number)?.tokens.clone();
    let taken = before.iter().any(|speech| {
        speech.content.iter().any(|content| content.start < said.end && said.start < content.end)
    });
    let speaker = speaker_of(doc, sentence, verb, None, None)?;
    let content = content_start(doc, &said)..said.end;
    (!taken && content.len() >= 4).then(|| Speech {
        speaker,
        cue: Some(verb.tokens.clone()),
        content: vec![content],
        direct: false,
        sentence: sentence.clone(),
        rule: verb.rule.clone(),
    })
}

fn content_start(doc: &Doc<'_, '_>, sentence: &Tokens) -> usize {
    let block = doc.chart.segments.blocks.get(doc.block_of(sentence.start));
    let marker = block.filter(|block| block.tokens.start == sentence.start).map_or(0, |block| block.marker);
    let start = (sentence.start + marker).min(sentence.end);
    let opens = block.is_some_and(|block| block.tokens.start == sentence.start);
    let report = crate::events::report_start(doc, doc.block_of(sentence.start)).filter(|_| opens);
    // "Baku: ..."
    let place = doc.starts("place", start).map(|place| place.tokens.end);
    let label = place.filter(|&end| opens && doc.is_mark(end, &[":"])).map(|end| end + 1);
    report.or(label).filter(|&at| at < sentence.end).unwrap_or(start)
}
