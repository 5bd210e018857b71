//! Answers of an interview and turns of a transcript: paragraphs that are somebody's words without a verb of
//! speech or quotation marks.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use super::{Speaker, Speech, words_in};
use crate::doc::{Doc, Tokens};

const DASHES: [&str; 3] = ["\u{2014}", "\u{2013}", "-"];

/// What paragraphs say as answers or under a speaker's name; what was read as speech before is left out.
pub(super) fn find(doc: &Doc<'_, '_>, found: &[Speech]) -> Vec<Speech> {
    let mut turns = turns(doc);
    if turns.is_empty() {
        turns = answers(doc, found);
    }
    let known = |block: &Tokens| {
        found.iter().any(|speech| {
            speech.direct
                && speech.cue.is_some()
                && speech.content.iter().any(|content| content.start < block.end && block.start < content.end)
        })
    };
    turns.into_iter().filter(|speech| !known(&speech.sentence)).collect()
}

fn marker(doc: &Doc<'_, '_>, number: usize) -> usize {
    doc.chart.segments.blocks.get(number).map_or(0, |block| block.marker)
}

/// Whether a paragraph begins with a dash.
fn dashed(doc: &Doc<'_, '_>, number: usize) -> bool {
    let start = doc.block(number).start;
    (start..start + marker(doc, number)).any(|at| doc.is_mark(at, &DASHES))
}

fn asks(doc: &Doc<'_, '_>, number: usize) -> bool {
    const LONGEST: usize = 60;
    let block = doc.block(number);
    if block.is_empty() || block.len() > LONGEST {
        return false;
    }
    // the Armenian mark stands within the word that asks
    let marked = || doc.chart.written(&doc.sentence(block.end - 1)).contains('\u{55e}');
    doc.is_mark(block.end - 1, &["?", "\u{37e}"]) || marked()
}

/// "— Question? / — Answer." and, where an interview has no dashes, a question of its own line before each answer.
fn answers(doc: &Doc<'_, '_>, found: &[Speech]) -> Vec<Speech> {
    const WITHOUT_DASHES: usize = 3;
    let blocks = doc.blocks();
    let (first, answers) = match in_turn(doc).or_else(|| lettered(doc)) {
        Some(found) => found,
        None => {
            let answered = |at: &usize| asks(doc, *at) && at + 1 < blocks.end && !asks(doc, at + 1);
            let questions: Vec<usize> = (blocks.start.max(1)..blocks.end).filter(answered).collect();
            let Some(first) = questions.first().copied().filter(|_| questions.len() >= WITHOUT_DASHES) else {
                return Vec::new();
            };
            (first, questions.iter().map(|question| question + 1..question + 2).collect())
        }
    };
    let Some((person, name)) = interviewed(doc, first) else { return Vec::new() };
    // a paragraph without a dash in which somebody else is quoted, or whoever answers is named, is the reporter's
    let told = |number: usize| {
        let block = doc.block(number);
        if doc.persons.within(&block).any(|(_, at)| at == person) {
            return true;
        }
        let quoted = |speech: &Speech| {
            let other = !matches!(speech.speaker, Speaker::Person(at, _) if at == person);
            other && speech.cue.as_ref().is_some_and(|cue| block.contains(&cue.start))
        };
        found.iter().any(quoted)
    };
    let answer = |blocks: Tokens| {
        let end = (blocks.start + 1..blocks.end).find(|&number| told(number)).unwrap_or(blocks.end);
        let blocks = blocks.start..end;
        let opening = doc.block(blocks.start);
        let start = opening.start + marker(doc, blocks.start);
        // "A: ..."
        let label = doc.word(start).chars().count() == 1 && doc.is_mark(start + 1, &[":", "."]);
        let content = start + if label { 2 } else { 0 }..doc.block(blocks.end - 1).end;
        speech(doc, Speaker::Person(person, name.clone()), content, opening)
    };
    answers.into_iter().filter_map(answer).collect()
}

/// Paragraphs with dashes by turns, from the first question on: every other one answers, with what follows it
/// without a dash. The first question, and the paragraphs of each answer.
fn in_turn(doc: &Doc<'_, '_>) -> Option<(usize, Vec<Tokens>)> {
    const LEAST: usize = 2;
    let blocks = doc.blocks();
    let dashes: Vec<usize> = (blocks.start.max(1)..blocks.end).filter(|&at| dashed(doc, at)).collect();
    let first = dashes.iter().position(|&at| asks(doc, at))?;
    let dashes = &dashes[first..];
    let asked = dashes.iter().step_by(2).filter(|&&at| asks(doc, at)).count();
    let asked_back = dashes.iter().skip(1).step_by(2).filter(|&&at| asks(doc, at)).count();
    if asked < LEAST || asked_back >= asked {
        return None;
    }
    let answer = |turn: usize| {
        let start = dashes[turn];
        // what follows the last answer may be the reporter's words
        let end = dashes.get(turn + 1).copied().unwrap_or(start + 1);
        start..end
    };
    Some((dashes[0], (1..dashes.len()).step_by(2).map(answer).collect()))
}

/// "Q: ... / A: ...": paragraphs that begin with two letters by turns, of which the second one's answer.
fn lettered(doc: &Doc<'_, '_>) -> Option<(usize, Vec<Tokens>)> {
    const LEAST: usize = 2;
    let letter = |number: usize| {
        let block = doc.block(number);
        let start = block.start + marker(doc, number);
        let short = start + 1 < block.end && doc.is_mark(start + 1, &[":"]);
        let letter =
            short.then(|| doc.word(start).chars()).filter(|word| word.clone().count() == 1)?.next()?;
        letter.is_uppercase().then_some((letter, number))
    };
    let turns: Vec<(char, usize)> = doc.blocks().filter_map(letter).collect();
    let (asks, first) = *turns.first()?;
    let (answers, _) = *turns.iter().find(|(letter, _)| *letter != asks)?;
    let only = turns.iter().all(|(letter, _)| [asks, answers].contains(letter));
    let asked = turns.iter().filter(|(letter, _)| *letter == asks).count();
    let answered = turns.iter().filter(|(letter, _)| *letter == answers);
    let answers: Vec<Tokens> = answered.map(|(_, number)| *number..number + 1).collect();
    (only && asked >= LEAST && answers.len() >= LEAST && first > 0).then_some((first, answers))
}

/// Who answers: the person whom the title names, or whom the first questions address by a given name, or whom the words
/// before them name last, those aside who left their posts to others.
fn interviewed(doc: &Doc<'_, '_>, first: usize) -> Option<(usize, Tokens)> {
    let before = 0..doc.block(first).start;
    let titled = doc.persons.within(&doc.block(0)).next();
    let addressed = || {
        let question = doc.sentence(doc.block(first).start);
        let given = |at: usize| {
            let name = doc.persons.known[at].name.split_whitespace().next().map(fold);
            name.is_some_and(|name| {
                question
                    .clone()
                    .any(|word| doc.chart.tokens()[word].is_capitalised() && fold(doc.word(word)) == name)
            })
        };
        doc.persons.within(&before).find(|(_, person)| given(*person))
    };
    let left = |name: &Tokens| {
        doc.covering("same-post", name).any(|post| post.attribute("status") == Some("former"))
            || doc.every("office").iter().map(|&id| doc.mention(id)).any(|office| {
                office.attribute("status") == Some("former")
                    && office.part("person").is_some_and(|part| part.tokens == *name)
            })
    };
    let named = titled
        .or_else(addressed)
        .or_else(|| doc.persons.within(&before).rfind(|(name, _)| !left(name)))
        .or_else(|| doc.persons.within(&before).last());
    named.map(|(name, person)| (person, name.clone()))
}

/// "Name: words": two paragraphs at least that begin so.
fn turns(doc: &Doc<'_, '_>) -> Vec<Speech> {
    const LEAST: usize = 2;
    let turn = |number: usize| {
        let block = doc.block(number);
        let start = block.start + marker(doc, number);
        let named = doc.persons.within(&block).next().filter(|(name, _)| name.start == start);
        let named = named.map(|(name, person)| (name.clone(), person));
        let (name, person) = named
            // "I. B.:" is no item of a list
            .or_else(|| initials(doc, block.clone()))
            .or_else(|| initials(doc, start..block.end))?;
        let colon = Some(name.end).filter(|&at| at < block.end && doc.is_mark(at, &[":"]))?;
        let quoted = |mention: &Mention| mention.tokens.start == colon + 1;
        if doc.within("quoted", &block).any(quoted) {
            return None;
        }
        speech(doc, Speaker::Person(person, name), colon + 1..block.end, block)
    };
    let found: Vec<Speech> = doc.blocks().filter_map(turn).collect();
    if found.len() >= LEAST { found } else { Vec::new() }
}

/// "A. B.:" for Anna Berg: the letters before a colon that one person's names alone begin with.
fn initials(doc: &Doc<'_, '_>, line: Tokens) -> Option<(Tokens, usize)> {
    const LONGEST: usize = 9;
    let colon = line.clone().take(LONGEST).find(|&at| doc.is_mark(at, &[":"]))?;
    let label = line.start..colon;
    let mut letters = String::new();
    for at in label.clone() {
        match doc.chart.tokens()[at].kind {
            TokenKind::Mark if doc.is_mark(at, &[".", "-"]) => {}
            TokenKind::Word if doc.word(at).chars().all(|c| c.is_uppercase() || c == '.') => {
                letters.extend(doc.word(at).chars().filter(|c| c.is_alphabetic()));
            }
            _ => return None,
        }
    }
    let begins = |name: &str| {
        let words = name.split([' ', '-']).filter(|word| !word.is_empty());
        words.filter_map(|word| word.chars().next()).eq(letters.chars())
    };
    let mut persons = (0..doc.persons.known.len()).filter(|&at| begins(&doc.persons.known[at].name));
    let person = persons.next().filter(|_| letters.len() > 1 && persons.next().is_none())?;
    Some((label, person))
}

/// Somebody's words, where there are enough of them and one can be a verb.
fn speech(doc: &Doc<'_, '_>, speaker: Speaker, content: Tokens, block: Tokens) -> Option<Speech> {
    const SHORTEST: usize = 3;
    let verb = |at: usize| {
        super::speaker::is_verbal(doc, at)
            // "Let them come": a verb that may be a noun opens what is asked for
            || doc.pack.setting("subject-first").is_some() && doc.chart.words[at].reads_as(Tags::VERB)
    };
    let verbal = content.clone().any(|at| doc.chart.tokens()[at].kind == TokenKind::Word && verb(at));
    (verbal && words_in(doc, &content) >= SHORTEST).then(|| Speech {
        speaker,
        cue: None,
        content: vec![content],
        direct: true,
        sentence: block,
        rule: "extract/answer".into(),
    })
}
