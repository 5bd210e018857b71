//! Reported speech: who said what, in quotation marks or not.

mod answers;
mod joined;
mod speaker;

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::verb_last;
use joined::{continued, next_report};
use speaker::{holder_of, is_verbal, speaker_of, speaker_tokens};

pub(crate) use speaker::nearest_speaker;

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
        let first = self
            .content
            .first()
            .map_or(0..0, |first| first.start..self.content.last().map_or(first.end, |last| last.end));
        let source = match &self.speaker {
            Speaker::Person(_, tokens) | Speaker::Other(tokens) => doc.chart.span(tokens),
        };
        crate::Speech {
            source: Some(source),
            cue: self.cue.as_ref().map(|cue| doc.chart.span(cue)),
            content: doc.chart.span(&first),
            direct: self.direct,
        }
    }

    pub fn name(&self, doc: &Doc<'_, '_>) -> String {
        match &self.speaker {
            Speaker::Person(at, _) => doc.persons.known[*at].name.clone(),
            Speaker::Other(tokens) => crate::people::organisation_name(doc, tokens),
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
    for number in 0..doc.sentence_count() {
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
    let answers = answers::find(doc, &found);
    found.extend(answers);
    found
}

/// The first person of a sentence before its verb: whom "he" means in the next one.
fn subject_person(doc: &Doc<'_, '_>, sentence: &Tokens) -> Option<(usize, Tokens)> {
    let (tokens, at) = doc.persons.within(sentence).next()?;
    (tokens.start < sentence.start + 10).then(|| (at, tokens.clone()))
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

/// A quotation of the sentence with a verb of speech beside it.
fn direct_speech(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Vec<Speech> {
    const SHORTEST: usize = 3;
    let block = doc.block(doc.block_of(sentence.start));
    let mut quotes: Vec<Tokens> = Vec::new();
    for quoted in doc.within("quoted", &block) {
        // quotations that end in this sentence, or begin and end in it
        let ends_here = quoted.tokens.end > sentence.start && quoted.tokens.end <= sentence.end;
        let titled = doc.all("event").iter().chain(doc.all("document")).any(|&id| {
            let other = &doc.mention(id).tokens;
            other.start < quoted.tokens.start && quoted.tokens.end <= other.end
        });
        let words =
            quoted.tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == TokenKind::Word).count();
        let speaks =
            quoted.tokens.clone().any(|at| {
                doc.chart.words[at].reads_as(Tags::VERB) || doc.chart.words[at].reads_as(Tags::AUX)
            }) || words >= 6;
        let title = doc.starts("document-head", quoted.tokens.start + 1).is_some()
            && doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised());
        let title = title || (forms::heads_last(doc) && ends_with_head(doc, &quoted.tokens));
        if ends_here && !titled && !title && words >= SHORTEST && speaks {
            quotes.push(quoted.tokens.clone());
        }
    }
    if let Some(speech) = split_quotation(doc, sentence, &block, last) {
        return vec![speech];
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
    if let Some(speech) = under_name(doc, &scope, &first) {
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
    let opens = |quoted: &&Mention| sentence.contains(&quoted.tokens.start);
    doc.within("quoted", block).filter(opens).find_map(|quoted| {
        let inside = quoted.tokens.start + 1..quoted.tokens.end - 1;
        doc.within("speech-verb", &inside).find_map(|verb| {
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
        })
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
fn ends_quotation(doc: &Doc<'_, '_>, verb: &Mention) -> bool {
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

fn words_in(doc: &Doc<'_, '_>, tokens: &Tokens) -> usize {
    tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == TokenKind::Word).count()
}

/// A quotation at the start of a paragraph with no one named near: nobody can be told to have said it.
fn follows_colonless(doc: &Doc<'_, '_>, quote: &Tokens) -> bool {
    let block = doc.block(doc.block_of(quote.start));
    quote.start == block.start && block.start > 0 && !doc.is_mark(block.start - 1, &[":"])
}

/// "— words, — said somebody. — More words."
fn dash_speech(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Option<Speech> {
    let block_number = doc.block_of(sentence.start);
    let block = doc.block(block_number);
    let marker = doc.chart.segments.blocks.get(block_number)?.marker;
    let opens = (block.start..block.start + marker).any(|at| doc.is_mark(at, &["—", "–", "-"]));
    if !opens {
        return None;
    }
    let verb = doc.within("speech-verb", sentence).find(|verb| {
        let dash = (verb.tokens.start.saturating_sub(6)..verb.tokens.start)
            .rev()
            .find(|&at| doc.is_mark(at, &["—", "–", "-"]));
        dash.is_some_and(|dash| {
            dash > sentence.start && doc.is_mark(dash - 1, &[",", "!", "?", "…", ".", "\u{589}"])
        })
    })?;
    let dash = (verb.tokens.start.saturating_sub(6)..verb.tokens.start)
        .rev()
        .find(|&at| doc.is_mark(at, &["—", "–", "-"]))?;
    let speaker = speaker_of(doc, &(dash..sentence.end), verb, last, None)?;
    let first = (block.start + marker).min(dash)..dash;
    let mut content = vec![first];
    let after = (verb.tokens.end..block.end)
        .find(|&at| doc.is_mark(at, &["—", "–"]) && doc.is_mark(at - 1, &[".", ",", "!", "?", "\u{589}"]));
    if let Some(after) = after {
        content.push(after + 1..block.end);
    }
    Some(Speech {
        speaker,
        cue: Some(verb.tokens.clone()),
        content,
        direct: true,
        sentence: block,
        rule: verb.rule.clone(),
    })
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
        nearest_speaker(doc, &(after.start..end), true).or_else(|| nearest_speaker(doc, &after, true))?
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

/// "X said that ...", "..., X said", "X expressed ...".
fn indirect(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    verb: &Mention,
    last: Option<&Speaker>,
    same: Option<Speaker>,
) -> Option<Speech> {
    let takes_phrase = verb.attribute("takes") == Some("np");
    let speech = |speaker: Speaker, content: Tokens| {
        let long_enough = content.len() >= if takes_phrase { 2 } else { 3 };
        long_enough.then(|| Speech {
            speaker,
            cue: Some(verb.tokens.clone()),
            content: vec![content],
            direct: false,
            sentence: sentence.clone(),
            rule: verb.rule.clone(),
        })
    };
    let start = content_start(doc, sentence);
    // "..., X said." / "..., said Y": the verb near the end, the content before the comma
    let after_verb = verb.tokens.end..sentence.end;
    let comma_before = (start..verb.tokens.start).rev().find(|&at| doc.is_mark(at, &[","]));
    let that = that_after(doc, &after_verb);
    if that.is_none() && !takes_phrase && same.is_none() {
        if let Some(inserted) = inserted(doc, sentence, verb, comma_before, last) {
            return Some(inserted);
        }
        if let Some(comma) = comma_before.filter(|&comma| comma - start >= 3) {
            let tail = comma + 1..sentence.end;
            let no_comma_after =
                !after_verb.clone().any(|at| doc.is_mark(at, &[","])) || after_verb.len() <= 16;
            let speaker = if no_comma_after { speaker_of(doc, &tail, verb, None, None) } else { None };
            let short = tail.len() <= 26;
            if let Some(speaker) = speaker.filter(|_| short && ends_with_attribution(doc, verb, &tail)) {
                return speech(speaker, start..comma);
            }
        }
    }
    let speaker = same.or_else(|| speaker_of(doc, sentence, verb, last, None))?;
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
                None if marked && starts_clause(doc, &after_verb) => after_verb,
                None => return None,
            }
        }
    };
    let end = next_report(doc, &content).unwrap_or(content.end);
    // "welcomed his counterparts" greets; "asked to become" says nothing
    let opening = content.start..end.min(content.start + 3);
    let among = |setting: &str, at: usize| {
        let words = doc.pack.setting(setting).unwrap_or_default();
        words.split(' ').any(|word| word == fold(doc.word(at)))
    };
    let greets = takes_phrase && opening.clone().any(|at| among("greeted-words", at));
    if greets || that.is_none() && opening.clone().take(1).any(|at| among("infinitive-words", at)) {
        return None;
    }
    speech(speaker, content.start..end)
}

/// "Growth, she cautions, makes every comma dearer": speaker and verb between two commas, words on both sides.
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
    let content = vec![start..open, close + 1..sentence.end];
    Some(Speech {
        speaker,
        cue: Some(verb.tokens.clone()),
        content,
        direct: false,
        sentence: sentence.clone(),
        rule: verb.rule.clone(),
    })
}

/// Whether the words after the comma are an attribution only: speaker and verb, nothing asserted after them.
fn ends_with_attribution(doc: &Doc<'_, '_>, verb: &Mention, tail: &Tokens) -> bool {
    let verb_first = verb.tokens.start <= tail.start + 2;
    let verb_last = verb.tokens.end + 5 >= tail.end;
    let other_verb = tail.clone().any(|at| !verb.tokens.contains(&at) && is_verbal(doc, at));
    (verb_first || verb_last) && !other_verb
}

/// Where the clause begins that "that" introduces, with an addressee between at most.
fn that_after(doc: &Doc<'_, '_>, after: &Tokens) -> Option<usize> {
    const REACH: usize = 12;
    let words = doc.pack.setting("that-words")?;
    let is_that = |at: usize| words.split(' ').any(|word| word == fold(doc.word(at)));
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
            doc.chart.words[at].readings.iter().any(|tags| tags.has(Tags::VERB) || tags.has(Tags::AUX))
        })
}
