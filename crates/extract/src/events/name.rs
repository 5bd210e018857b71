//! The name of an event: where it ends, which words further on bear it, and whether it is one of its own.

use rules::Mention;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};
use crate::forms;

/// "The Agency for Disasters and Emergencies": a disaster with a capital amid a sentence is a word of some name, unless
/// it is one that bears a name of its own, as storms do.
pub(super) fn is_in_a_name(doc: &Doc<'_, '_>, head: &Tokens) -> bool {
    let tokens = doc.chart.tokens();
    let capital = |at: usize| tokens.get(at).is_some_and(|token| token.shape == text::token::Shape::Title);
    let running = doc.block_kind(doc.block_of(head.start)) != text::segment::BlockKind::Heading;
    let amid = doc.sentence(head.start).start < head.start
        && tokens[head.start - 1].kind == text::token::TokenKind::Word;
    running && amid && capital(head.start) && !capital(head.end)
}

/// "the exercise will be received by A": a verb of hosting ends the name.
pub(super) fn without_host(doc: &Doc<'_, '_>, name: Tokens) -> Tokens {
    let Some(words) = doc.pack.setting("hosting-words") else { return name };
    let verb = (name.start + 1..name.end).find(|&at| doc.is_any_of(at, words));
    name.start..verb.unwrap_or(name.end)
}

/// "talks with the Foreign Minister of A, X": whom one meets does not belong to the name.
pub(super) fn without_persons(doc: &Doc<'_, '_>, name: &Tokens, head: Option<&Tokens>) -> Tokens {
    const OWNER: usize = 4;
    let Some(head) = head.filter(|head| name.contains(&head.start)) else { return name.clone() };
    let after = head.end..name.end;
    // "talks of minister X of A and minister Y of B": a name that ends amid a person's is the head's alone
    let end = doc.sentence(name.start).end.min(name.end + OWNER);
    let cut = doc.persons.within(&(head.end..end)).any(|(person, _)| {
        let owner = |at: usize| {
            let word = &doc.chart.words[at];
            word.reads_as(Tags::GEN) || doc.chart.tokens()[at].is_capitalised()
        };
        person.end > name.end && (name.end..person.start).all(owner)
    });
    if cut && !forms::heads_last(doc) && doc.starts("title", head.end).is_some() {
        return name.start..head.end;
    }
    let words = doc.pack.setting("with-words").unwrap_or_default();
    let with = after.clone().find(|&at| doc.is_any_of(at, words));
    let Some(with) = with else { return name.clone() };
    let named = doc.persons.within(&(with..doc.sentence(with).end.min(name.end + 1))).next().is_some();
    let titled = doc.within("title", &(with..name.end)).next().is_some();
    if named || titled { name.start..with } else { name.clone() }
}

/// "Programme of the Third Forum on Water, Oslo, 7 October": the place and the day behind a comma do not belong to the name.
pub(super) fn without_dateline(doc: &Doc<'_, '_>, name: Tokens) -> Tokens {
    let told = |at: usize| {
        doc.is_mark(at, &[","])
            || doc.holding("place", at).is_some()
            || doc.times.iter().any(|time| time.tokens.contains(&at))
    };
    let timed = |rest: &Tokens| doc.times.iter().any(|time| rest.contains(&time.tokens.start));
    let comma = (name.start + 1..name.end).filter(|&at| doc.is_mark(at, &[","])).find(|&comma| {
        let rest = comma + 1..name.end;
        !rest.is_empty() && rest.clone().all(told) && timed(&rest)
    });
    name.start..comma.unwrap_or(name.end)
}

/// "on day two the meeting": what says when it was does not belong to the name.
pub(super) fn after_time(doc: &Doc<'_, '_>, name: Tokens) -> Tokens {
    let next = doc.times.partition_point(|time| time.tokens.end <= name.start);
    let over = doc.times.get(next).map(|time| &time.tokens);
    let over = over.filter(|time| time.start < name.start && time.end < name.end);
    over.map_or(name.start, |time| time.end)..name.end
}

/// "Name-2024"
pub(crate) fn dated_word(word: &str) -> bool {
    let year = word.rsplit(['-', '\u{2013}']).next().unwrap_or_default();
    year.len() == 4 && year.len() < word.len() && year.bytes().all(|byte| byte.is_ascii_digit())
}

/// The longest head that ends where this one does: "press conference" rather than its last word.
pub(crate) fn longest_head(doc: &Doc<'_, '_>, head: &Tokens, within: &Tokens, class: &str) -> Tokens {
    let longer = (within.start..head.start)
        .find(|&at| doc.starts(class, at).is_some_and(|other| other.tokens.end == head.end));
    longer.unwrap_or(head.start)..head.end
}

/// A short quoted name further on in the sentence, where no other head comes between.
pub(super) fn trailing_name(doc: &Doc<'_, '_>, mention: &Mention, gathering: bool) -> Option<Tokens> {
    const REACH: usize = 22;
    const THEME: usize = 2;
    let sentence = doc.sentence(mention.tokens.start);
    let rest = mention.tokens.end..sentence.end.min(mention.tokens.end + REACH);
    let quoted = doc.within("quoted", &(rest.start..sentence.end)).next()?;
    let near = quoted.tokens.start < rest.end && quoted.tokens.len() <= 16;
    let capital = doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised());
    let between = mention.tokens.end..quoted.tokens.start;
    let blocked = ["event-head", "document-head", "speech-verb"]
        .iter()
        .any(|class| between.clone().any(|at| doc.starts(class, at).is_some()));
    let broken = between.clone().any(|at| doc.is_mark(at, &[";", ":"]));
    // "with the theme «Q»", "on the topic of «Q»": what a conference is about is no name of it
    let themes = doc.pack.setting("theme-words").unwrap_or_default();
    let theme = gathering
        && !themes.is_empty()
        && (quoted.tokens.start.saturating_sub(THEME)..quoted.tokens.start)
            .chain(quoted.tokens.end..sentence.end.min(quoted.tokens.end + 1))
            .any(|at| doc.is_any_of(at, themes));
    // the name of another event, as where names stand before their heads
    let taken = doc
        .within("event", &sentence)
        .any(|other| other.tokens != mention.tokens && other.tokens.contains(&quoted.tokens.start));
    // "at «Name»": where it is held
    let place = doc
        .pack
        .setting("place-words")
        .is_some_and(|words| quoted.tokens.start > 0 && doc.is_any_of(quoted.tokens.start - 1, words));
    (near && !theme && !taken && !place && capital && !blocked && !broken).then(|| quoted.tokens.clone())
}

/// Short quoted names after a plural head in its sentence: "operations ... «A», «B» and «C»".
pub(super) fn listed_names(doc: &Doc<'_, '_>, mention: &Mention, head: Option<&Tokens>) -> Vec<Tokens> {
    if !is_plural(doc, head) {
        return Vec::new();
    }
    let rest = mention.tokens.end..doc.sentence(mention.tokens.start).end;
    let short = |quoted: &&Mention| {
        quoted.tokens.len() <= 8
            && doc.chart.tokens().get(quoted.tokens.start + 1).is_some_and(|token| token.is_capitalised())
    };
    let names: Vec<Tokens> =
        doc.within("quoted", &rest).filter(short).map(|quoted| quoted.tokens.clone()).collect();
    let other_head = doc.within("event", &rest).next().map(|event| event.tokens.start);
    names
        .into_iter()
        .filter(|name| {
            other_head.is_none_or(|at| name.start < at || doc.starts("series", name.start + 1).is_some())
        })
        .collect()
}

pub(super) fn is_plural(doc: &Doc<'_, '_>, head: Option<&Tokens>) -> bool {
    let Some(head) = head else { return false };
    let last = head.clone().rev().find(|&at| doc.chart.words[at].reads_as(Tags::NOUN)).unwrap_or(head.start);
    let word = &doc.chart.words[last];
    let singular_only = doc.pack.setting("plural-events").is_some_and(|words| doc.is_any_of(last, words));
    // "four sessions of the Council" counts them, in languages that count in the singular too
    let qualifies =
        |at: &usize| doc.chart.words[*at].reads_as(Tags::ADJ) && !doc.chart.tokens()[*at].is_capitalised();
    let modifiers = (0..head.start).rev().take(2).take_while(qualifies).count();
    let counted = head.start.checked_sub(1 + modifiers).is_some_and(|at| {
        doc.sentence(head.start).contains(&at)
            && !ends_clock(doc, at)
            && (doc.chart.tokens()[at].kind == text::token::TokenKind::Number
                || doc.starts("numeral", at).is_some())
            && !doc.times.iter().any(|time| time.tokens.contains(&at))
            && doc.starts("ordinal", at).is_none()
    });
    if counted && doc.pack.setting("counted-events").is_some() {
        return true;
    }
    !singular_only
        && word.reads_as(Tags::NOUN.with(Tags::PL))
        && !word.reads_as(Tags::NOUN.with(Tags::SG))
        && word.readings.first().is_some_and(|tags| tags.has(Tags::PL))
}

/// "10:00 Opening ceremony": whether a number is a time of the clock or the end of one, and counts nothing.
fn ends_clock(doc: &Doc<'_, '_>, at: usize) -> bool {
    let parts = [":", "."];
    let after = at.checked_sub(2).is_some_and(|hour| {
        doc.is_mark(at - 1, &parts) && doc.chart.tokens()[hour].kind == text::token::TokenKind::Number
    });
    after || doc.word(at).contains([':', '.'])
}

/// A number, a year or a capital that the sentence does not ask for.
pub(super) fn is_proper(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    let sentence = doc.sentence(name.start);
    // where heads end their phrases, a lone head after a dash is no name for its capital
    let dash = forms::heads_last(doc) && doc.is_mark(sentence.start, &["–", "—", "-"]);
    let first = if dash { sentence.start + 1 } else { sentence.start };
    let numbered = name.clone().any(|at| {
        matches!(doc.chart.tokens()[at].kind, text::token::TokenKind::Ordinal)
            || doc.starts("ordinal", at).is_some()
            || roman(doc.word(at))
    });
    let capital = name.clone().filter(|&at| at != first).any(|at| {
        let state = doc.starts("country", at).is_some() || doc.starts("country-adjective", at).is_some();
        doc.chart.tokens()[at].is_capitalised() && !state
    });
    numbered || capital
}

/// Which of its row an event is: "the sixth", "VI", "6-".
pub(super) fn number_in(doc: &Doc<'_, '_>, name: &Tokens) -> Option<u32> {
    let of = |at: usize| {
        let word = doc.word(at);
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let ordinal = doc.chart.tokens()[at].kind == text::token::TokenKind::Ordinal && digits < 4;
        if let Some(ordinal) = doc.starts("ordinal", at) {
            return ordinal.attribute("value").and_then(|value| value.parse().ok());
        }
        // "43-session" where the head bears its number
        let head = (1..4).contains(&digits)
            && word[digits..].starts_with('-')
            && doc.starts("event-head", at).is_some_and(|head| head.tokens.start == at);
        if roman(word) {
            Some(roman_value(word))
        } else {
            word[..digits].parse().ok().filter(|_| ordinal || head)
        }
    };
    name.clone().find_map(of)
}

fn roman_value(word: &str) -> u32 {
    let digit = |c: char| match c {
        'I' => 1,
        'V' => 5,
        'X' => 10,
        _ => 50,
    };
    let digits: Vec<u32> = word.chars().map(digit).collect();
    let less = |at: usize| digits.get(at + 1).is_some_and(|next| *next > digits[at]);
    let (minus, plus) = (0..digits.len()).partition::<Vec<usize>, _>(|&at| less(at));
    let sum = |places: Vec<usize>| places.into_iter().map(|at| digits[at]).sum::<u32>();
    sum(plus).saturating_sub(sum(minus))
}

pub(super) fn roman(word: &str) -> bool {
    word.len() <= 8 && !word.is_empty() && word.chars().all(|c| matches!(c, 'I' | 'V' | 'X' | 'L'))
}
