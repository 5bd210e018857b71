//! Reported speech in languages whose verb ends its clause: "X [what was said] said", "[what was said], said
//! X", "in X's words, [what was said]".

use rules::Mention;
use text::morph::Tags;
use text::segment::BlockKind;
use text::token::TokenKind;

use crate::doc::{Doc, Tokens};
use crate::statements::{Speaker, Speech, nearest_speaker};

/// How far after its verb a speaker stands.
const REACH: usize = 22;
/// Fewer tokens than these say nothing.
const SHORTEST: usize = 3;

/// Whether the pack says that verbs end their clauses.
pub(crate) fn applies(doc: &Doc<'_, '_>) -> bool {
    doc.pack.setting("verb-last").is_some()
}

/// One report by a verb of saying: its clause stands before the verb, marked by the verb itself (`that`) or
/// by the case of its last word.
pub(crate) fn indirect(
    doc: &Doc<'_, '_>,
    sentence: &Tokens,
    verb: &Mention,
    last: Option<&Speaker>,
) -> Option<Speech> {
    let quoting = verb.attribute("that").is_some();
    let start = opening(doc, sentence);
    let start = if quoting { start } else { last_clause(doc, &(start..verb.tokens.start)).unwrap_or(start) };
    let phrase = verb.attribute("takes") == Some("np");
    let before = start..trimmed(doc, start..verb.tokens.start).end;
    let report = |speaker: Speaker, content: Tokens| {
        let content = trimmed(doc, content);
        // a verb with what it is said of is a clause
        let verbal = content.end.checked_sub(1).is_some_and(|at| doc.chart.words[at].reads_as(Tags::VERB));
        let long_enough = content.len() >= if phrase || verbal { 2 } else { SHORTEST };
        let spoken =
            quoting || phrase || content.end.checked_sub(1).is_some_and(|at| bears_clause_case(doc, at));
        (long_enough && spoken).then(|| Speech::indirect(speaker, verb, content, sentence))
    };
    // a medium that credits itself says nothing of its own
    if doc.starts("medium", verb.tokens.end).is_some() {
        return None;
    }
    if let Some(speaker) = speaker_after(doc, sentence, verb).filter(|_| quoting) {
        return report(speaker, before);
    }
    if let Some((said, speaker)) = told_at_the_end(doc, &before, last) {
        return (said.len() >= SHORTEST).then(|| Speech::indirect(speaker, verb, said, sentence));
    }
    if let Some(back) = refers_back(doc, &(start..verb.tokens.end)) {
        let rest = back.tokens.end.min(verb.tokens.start)..before.end;
        let follows = subject(doc, &rest, last);
        // "on this X said that ...": the content stands in the sentence after all
        let own = follows.as_ref().map_or(rest.start, |(_, tokens)| tokens.end)..before.end;
        let says_more = own.len() > SHORTEST && bears_clause_case(doc, own.end - 1);
        if !says_more {
            let speaker = follows
                .map(|(speaker, _)| speaker)
                .or_else(|| subject(doc, &(start..back.tokens.start), last).map(|(speaker, _)| speaker))
                .or_else(|| source_before(doc, &(start..verb.tokens.start)).map(|(speaker, _)| speaker))
                .or_else(|| speaker_after(doc, sentence, verb))?;
            let said = previous(doc, sentence)?;
            return (said.len() >= SHORTEST).then(|| Speech::indirect(speaker, verb, said, sentence));
        }
    }
    // "[what was said], reports The Daily": who follows the verb is nobody known, and nobody before it said it
    let followed = (verb.tokens.end..sentence.end).any(|at| doc.chart.tokens()[at].kind == TokenKind::Word);
    if quoting && followed && before.end < verb.tokens.start {
        return None;
    }
    // "[what was said] from the press service they report"
    if let Some((speaker, tokens)) = source_before(doc, &before) {
        return report(speaker, start..tokens.start);
    }
    // "[that something was done] the press service reported": who stands right before the verb, after a clause
    if let Some((speaker, content)) = after_clause(doc, &before) {
        return report(speaker, content);
    }
    let Some((speaker, tokens)) = subject(doc, &before, last) else {
        // the subject is left out: whoever spoke in this paragraph
        let opens = doc.block(doc.block_of(sentence.start)).start == sentence.start;
        return report(last.filter(|_| !opens || !phrase)?.clone(), before);
    };
    // "[what was said] that X said": the speaker stands between
    let that = (start..tokens.start).rev().find(|&at| is_that(doc, at));
    if let Some(that) = that.filter(|&that| that + REACH > tokens.start && before.end < tokens.end + SHORTEST)
    {
        return Some(Speech::indirect(speaker, verb, trimmed(doc, start..that), sentence))
            .filter(|speech| speech.content[0].len() >= SHORTEST);
    }
    report(speaker, tokens.end..before.end)
}

/// "In the words of X": the speaker before the word, the content after it.
pub(crate) fn sourced(doc: &Doc<'_, '_>, sentence: &Tokens, last: Option<&Speaker>) -> Option<Speech> {
    let source = doc.within("speech-source", sentence).next()?;
    let start = opening(doc, sentence);
    let speaker = match source.attribute("pronoun") {
        Some(_) => last.cloned()?,
        None => nearest_speaker(doc, &(start..source.tokens.start), false)?,
    };
    let content = trimmed(doc, source.tokens.end..sentence.end);
    (content.len() >= SHORTEST).then(|| Speech::indirect(speaker, source, content, sentence))
}

/// The speaker named before a quotation.
pub(crate) fn before_quotation(
    doc: &Doc<'_, '_>,
    scope: &Tokens,
    quotes: &[Tokens],
    last: Option<&Speaker>,
) -> Option<Speaker> {
    let first = quotes.iter().map(|quote| quote.start).min()?;
    subject(doc, &(scope.start..first.max(scope.start)), last).map(|(speaker, _)| speaker)
}

/// "This", "so": words that mean what the sentence before says, at the start or right after the speaker.
fn refers_back<'d>(doc: &'d Doc<'_, '_>, clause: &Tokens) -> Option<&'d Mention> {
    if let Some(back) = doc.starts("refers-back", clause.start) {
        return Some(back);
    }
    let back = clause.clone().find_map(|at| doc.starts("refers-back", at))?;
    let (_, speaker) = subject(doc, &(clause.start..back.tokens.start), None)?;
    (speaker.end == back.tokens.start && back.tokens.end + 1 >= clause.end.saturating_sub(1)).then_some(back)
}

/// "[what was said], on this X reported": the content before the comma, and who stands between it and the verb.
fn told_at_the_end(doc: &Doc<'_, '_>, clause: &Tokens, last: Option<&Speaker>) -> Option<(Tokens, Speaker)> {
    let opens = |at: &usize| doc.is_mark(*at, &[","]) && doc.starts("refers-back", at + 1).is_some();
    let comma = clause.clone().rev().find(opens)?;
    let back = doc.starts("refers-back", comma + 1)?.tokens.end;
    let rest = back.min(clause.end)..clause.end;
    let heard = || source_before(doc, &rest).map(|(speaker, _)| speaker);
    let speaker = subject(doc, &rest, last).map(|(speaker, _)| speaker).or_else(heard)?;
    Some((trimmed(doc, clause.start..comma), speaker))
}

/// The body or role right before the verb from which something is heard, in the case that the pack names.
fn source_before(doc: &Doc<'_, '_>, clause: &Tokens) -> Option<(Speaker, Tokens)> {
    let case = doc.pack.setting("source-case").and_then(|case| Tags::parse(&case))?;
    let sources = doc.within("org", clause).chain(doc.within("role", clause));
    let source =
        sources.map(|source| source.tokens.clone()).max_by_key(|tokens| (tokens.end, tokens.len()))?;
    let last = doc.chart.words.get(source.end.checked_sub(1)?)?;
    let heard = source.end == clause.end && last.reads_as(case) && !last.reads_as(Tags::NOM);
    heard.then(|| (Speaker::Other(source.clone()), source))
}

/// Where the clause of a report begins in a sentence that tells of something else first, of somebody else:
/// "A signed the paper, and B said that ...".
fn last_clause(doc: &Doc<'_, '_>, before: &Tokens) -> Option<usize> {
    let finite = Tags::parse("verb/fin")?;
    let told = |comma: &usize| {
        let last = comma.checked_sub(1).filter(|at| before.contains(at));
        last.is_some_and(|at| doc.chart.words[at].reads_as(finite)) && doc.is_mark(*comma, &[",", ";"])
    };
    let comma = before.clone().rev().find(told)?;
    let start = (comma + 1..before.end).find(|&at| !joins(doc, at) && !joins(doc, at + 1))?;
    let led = start > comma + 1;
    let (_, tokens) = subject(doc, &(start..before.end), None)?;
    (led || tokens.start <= start + 1).then_some(start)
}

/// Words that lead over to another clause.
fn joins(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.pack.setting("clause-openers").is_some_and(|words| doc.is_any_of(at, words))
}

fn opening(doc: &Doc<'_, '_>, sentence: &Tokens) -> usize {
    let block = doc.chart.segments.blocks.get(doc.block_of(sentence.start));
    let marker = block.filter(|block| block.tokens.start == sentence.start).map_or(0, |block| block.marker);
    (sentence.start + marker).min(sentence.end)
}

/// The body or role that ends the words before a verb, where a verb in the case of reported clauses stands before it.
fn after_clause(doc: &Doc<'_, '_>, before: &Tokens) -> Option<(Speaker, Tokens)> {
    let ends = |name: &&Mention| name.tokens.end == before.end;
    let speaker = doc.within("role", before).chain(doc.within("org", before)).filter(ends);
    let tokens = speaker.map(|name| name.tokens.clone()).max_by_key(|tokens| tokens.len())?;
    let clause = before.start..tokens.start;
    let verb = clause.end.checked_sub(1).filter(|at| clause.contains(at))?;
    let verbal = doc.chart.words[verb].reads_as(Tags::VERB) && bears_clause_case(doc, verb);
    (verbal && stands_free(doc, &tokens)).then_some((Speaker::Other(tokens), clause))
}

/// Without marks at both ends.
fn trimmed(doc: &Doc<'_, '_>, tokens: Tokens) -> Tokens {
    let edge = |at: usize| doc.is_mark(at, &[",", ".", ":", ";", "–", "—", "-", "\u{55d}", "\u{589}"]);
    let (mut start, mut end) = (tokens.start, tokens.end.max(tokens.start));
    while start < end && edge(start) {
        start += 1;
    }
    while end > start && edge(end - 1) {
        end -= 1;
    }
    start..end
}

/// Who stands right after the verb, no comma between.
fn speaker_after(doc: &Doc<'_, '_>, sentence: &Tokens, verb: &Mention) -> Option<Speaker> {
    let end = (verb.tokens.end..sentence.end)
        .find(|&at| doc.is_mark(at, &[",", ";", ":", "—", "–", ".", "«", "“"]))
        .unwrap_or(sentence.end);
    nearest_speaker(doc, &(verb.tokens.end..end.min(verb.tokens.end + REACH)), true)
}

fn is_that(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.pack.setting("that-words").is_some_and(|words| doc.is_any_of(at, words))
}

fn bears_clause_case(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.pack
        .setting("clause-case")
        .and_then(|case| Tags::parse(&case))
        .is_some_and(|case| doc.chart.words.get(at).is_some_and(|word| word.reads_as(case)))
}

/// The sentence before, where it is of the same paragraph or the one above.
fn previous(doc: &Doc<'_, '_>, sentence: &Tokens) -> Option<Tokens> {
    let number = doc.chart.sentence_of(sentence.start).checked_sub(1)?;
    let before = doc.chart.segments.sentences.get(number)?.tokens.clone();
    let prose = doc.block_kind(doc.block_of(before.start)) == BlockKind::Paragraph;
    prose.then(|| trimmed(doc, before))
}

/// The first person, role or body of a clause that can be its subject, and where it stands.
fn subject(doc: &Doc<'_, '_>, scope: &Tokens, last: Option<&Speaker>) -> Option<(Speaker, Tokens)> {
    let mut found: Vec<(Tokens, u8, Option<Speaker>)> = Vec::new();
    for (tokens, at) in doc.persons.within(scope) {
        found.push((tokens.clone(), 0, Some(Speaker::Person(at, tokens.clone()))));
    }
    for role in doc.within("role", scope) {
        found.push((role.tokens.clone(), 1, Some(Speaker::Other(role.tokens.clone()))));
    }
    for org in doc.within("org", scope).chain(doc.within("country", scope)) {
        found.push((org.tokens.clone(), 2, Some(Speaker::Other(org.tokens.clone()))));
    }
    for pronoun in doc.within("pronoun", scope).filter(|pronoun| !joins(doc, pronoun.tokens.end)) {
        found.push((pronoun.tokens.clone(), 3, last.cloned()));
    }
    found.sort_by_key(|(tokens, rank, _)| (tokens.start, *rank));
    let position = found.iter().position(|(tokens, rank, _)| {
        *rank == 0 && is_bare(doc, tokens) || *rank > 0 && stands_free(doc, tokens)
    })?;
    // the post before a name belongs to the person
    let (tokens, rank, speaker) = &found[position];
    let mut end = tokens.end;
    let mut named = None;
    for one in &found[position..] {
        // "minister of A, deputy head of B X": posts stand in a row before the name
        let row = one.0.start <= end + 1
            && (end.min(one.0.start)..one.0.start)
                .all(|at| doc.is_mark(at, &[",", "–", "—", "-"]) || end == tokens.end);
        if !row {
            break;
        }
        if one.1 == 0 {
            named = is_bare(doc, &one.0).then_some(one);
            break;
        }
        end = end.max(one.0.end);
    }
    match named.filter(|_| *rank > 0) {
        Some((tokens, _, speaker)) => Some((speaker.clone()?, tokens.clone())),
        None => Some((speaker.clone()?, tokens.clone())),
    }
}

/// In the case of the subject, as far as the last word tells.
fn is_bare(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const OBLIQUE: [Tags; 5] = [Tags::GEN, Tags::DAT, Tags::ACC, Tags::LOC, Tags::INS];
    let Some(word) = tokens.end.checked_sub(1).and_then(|at| doc.chart.words.get(at)) else { return false };
    word.reads_as(Tags::NOM) || !OBLIQUE.iter().any(|case| word.reads_as(*case))
}

/// A role or body that owns nothing right after it and is no part of a longer name.
fn stands_free(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let inside = |class: &str| {
        doc.all(class).iter().any(|&id| {
            let other = &doc.mention(id).tokens;
            other.start <= tokens.start && tokens.end <= other.end && other.len() > tokens.len()
        })
    };
    let owns = ["org", "title", "event-head", "document-head", "role-noun", "org-head"]
        .iter()
        .any(|class| doc.starts(class, tokens.end).is_some());
    let joined = tokens.end < doc.chart.words.len()
        && doc.chart.tokens()[tokens.end].kind == TokenKind::Mark
        && !doc.is_mark(tokens.end, &[",", "–", "—", "("]);
    let place = tokens.len() == 1
        && doc.at("place", tokens).is_some()
        && doc.chart.words[tokens.start].reads_as(Tags::LOC)
        && !doc.chart.words[tokens.start].reads_as(Tags::NOM);
    is_bare(doc, tokens)
        && !place
        && !owns
        && !joined
        && !["event", "document", "time"].iter().any(|class| inside(class))
}
