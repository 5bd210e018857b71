//! Dictionary forms: what stands inflected in the text, as a reader would enter it.

mod head;
mod person;

use text::fold::fold;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};
use head::head_of;

pub(crate) use person::{is_initial, person};

/// Words as written, blanks evened out, without quotation marks around them and articles before them.
pub(crate) fn plain(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    tidy(doc.chart.written(&bare(doc, tokens)))
}

/// Without articles and possessives at the start and marks at both ends.
pub(crate) fn bare(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let (mut start, mut end) = (tokens.start, tokens.end);
    while end > start && doc.is_mark(end - 1, &[",", ".", "\u{589}", ";", ":", "!", "?", "-", "–", "—"]) {
        end -= 1;
    }
    while start + 1 < end {
        let whole = doc.at("quoted", &(start..end)).is_some();
        if whole {
            (start, end) = (start + 1, end - 1);
            continue;
        }
        let article = doc.chart.words[start].reads_as(Tags::DET)
            && doc.chart.tokens()[start].kind == text::token::TokenKind::Word;
        let determined =
            article && doc.pack.setting("articles").is_some_and(|articles| doc.is_any_of(start, articles));
        if !determined && !doc.is_mark(start, &["-", "–", "—", "•", ","]) {
            break;
        }
        start += 1;
    }
    while end > start && doc.is_mark(end - 1, &[",", ".", "\u{589}", ";", ":"]) {
        end -= 1;
    }
    start..end
}

/// The name without "regular", "next" and the like before it, which the pack lists.
pub(crate) fn without_loose_modifiers(doc: &Doc<'_, '_>, name: &Tokens) -> Tokens {
    let mut tokens = bare(doc, name);
    // "11:20 The Declaration": the hour of an entry
    let hour = doc.word(tokens.start);
    if tokens.len() > 1 && hour.contains(':') && hour.starts_with(|c: char| c.is_ascii_digit()) {
        tokens = bare(doc, &(tokens.start + 1..tokens.end));
    }
    while tokens.len() > 1 {
        let Some(loose) =
            doc.starts("loose-modifier", tokens.start).filter(|loose| loose.tokens.end < tokens.end)
        else {
            break;
        };
        tokens = bare(doc, &(loose.tokens.end..tokens.end));
    }
    tokens
}

/// A name that is written in capitals throughout, with capitals where its words begin: "ROSTOV-ON-DON" is Rostov-on-Don.
pub(crate) fn titled(name: &str) -> String {
    const SMALL: usize = 2;
    let part = |(at, part): (usize, &str)| -> String {
        let mut letters = part.chars();
        let first = letters.next().filter(|_| at == 0 || part.chars().count() > SMALL);
        let rest = if first.is_some() { letters.as_str() } else { part };
        first.into_iter().chain(rest.chars().flat_map(char::to_lowercase)).collect()
    };
    let word = |word: &str| word.split('-').enumerate().map(part).collect::<Vec<_>>().join("-");
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Blanks and line breaks to one blank each.
pub(crate) fn tidy(written: &str) -> String {
    written.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The dictionary form of a noun phrase: its head and what agrees with it in the nominative, the rest as it is.
pub(crate) fn nominative(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    let tokens = bare(doc, tokens);
    // a name that a lexicon has as it is written stands in its dictionary form
    let listed = ["city", "country", "region"].iter().any(|class| {
        let form = doc.at(class, &tokens).and_then(|name| name.attribute("form"));
        form.is_some_and(|form| fold(form) == fold(&tidy(doc.chart.written(&tokens))))
    });
    if listed {
        return tidy(doc.chart.written(&tokens));
    }
    // an abbreviation may look like an inflected word
    let abbreviated = || {
        let capitals = |at: usize| doc.chart.tokens()[at].shape == text::token::Shape::Upper;
        doc.at("known-org", &tokens).is_some() && tokens.clone().all(|at| capitals(at) || !is_word(doc, at))
    };
    if abbreviated() || opens_with_letters(doc, &tokens) {
        return tidy(doc.chart.written(&tokens));
    }
    if let Some(letters) = bare_abbreviation(doc, &tokens) {
        return letters;
    }
    let Some((head, reading)) = head_of(doc, &tokens) else {
        let written = || tidy(doc.chart.written(&tokens));
        return adjective_alone(doc, &tokens)
            .or_else(|| post_of_adjectives(doc, &tokens))
            .unwrap_or_else(written);
    };
    replace(doc, &tokens, |at| {
        let agrees = at == head
            || (at < head
                && doc.chart.words[at]
                    .readings
                    .iter()
                    .any(|tags| agrees(*tags, reading) && !tags.has(Tags::NOUN)));
        agrees.then(|| to_nominative(doc, at, at == head, reading)).flatten()
    })
}

/// A place whose name is an adjective: of the genders that its ending may be of, the neuter is that of most villages.
fn adjective_alone(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<String> {
    doc.at("place", tokens).filter(|_| tokens.len() == 1)?;
    let readings = &doc.chart.words.get(tokens.start)?.readings;
    let mut named = readings.iter().filter(|tags| tags.has(Tags::ADJ) && tags.has(Tags::LOC));
    let first = named.clone().next()?;
    let reading = named.find(|tags| tags.has(Tags::NEUT)).unwrap_or(first);
    doc.dictionary_form(doc.word(tokens.start), *reading)
}

/// A post whose words are all adjectives, none of which can be a nominative.
fn post_of_adjectives(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<String> {
    doc.at("title", tokens)?;
    let reading = |at: usize| {
        let word = &doc.chart.words[at];
        let qualifies = |tags: &&Tags| tags.has(Tags::ADJ) || tags.has(Tags::PART);
        let oblique = word.readings.iter().filter(qualifies).find(|tags| tags.has_any(Tags::CASES));
        oblique.copied().filter(|_| is_word(doc, at) && !word.reads_as(Tags::NOM))
    };
    let forms: Option<Vec<String>> =
        tokens.clone().map(|at| doc.dictionary_form(doc.word(at), reading(at)?)).collect();
    forms.map(|forms| forms.join(" "))
}

/// Whether an abbreviation heads the phrase: it has no cases, and what follows hangs on it. A line in capitals throughout
/// says nothing of its words.
fn opens_with_letters(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    const LETTERS: std::ops::RangeInclusive<usize> = 2..=6;
    let first = tokens.start..tokens.start + 1;
    let shape = |at: usize| doc.chart.tokens()[at].shape;
    let named = || {
        ["country", "city", "region", "person"].iter().any(|class| doc.starts(class, first.start).is_some())
    };
    let meant = || tokens.len() > 1 || doc.at("org", tokens).is_some();
    !tokens.is_empty()
        && !heads_last(doc)
        && shape(first.start) == text::token::Shape::Upper
        && LETTERS.contains(&doc.word(first.start).chars().count())
        && meant()
        && !named()
        && doc.sentence(first.start).any(|at| shape(at) == text::token::Shape::Lower)
}

/// The capitals of an organisation's abbreviation that bears an ending.
fn bare_abbreviation(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<String> {
    const SHORTEST: usize = 3;
    const LONGEST_ENDING: usize = 4;
    ["known-org", "org"].iter().find(|class| tokens.len() == 1 && doc.at(class, tokens).is_some())?;
    let word = doc.word(tokens.start);
    let letters: String = word.chars().take_while(|c| c.is_uppercase()).collect();
    let ending = &word[letters.len()..];
    let small = ending.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\u{2010}' | '\u{2011}'));
    let count = letters.chars().count();
    (count >= SHORTEST && !ending.is_empty() && small && ending.chars().count() <= LONGEST_ENDING)
        .then_some(letters)
}

fn is_word(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == text::token::TokenKind::Word
}

fn agrees(tags: Tags, reading: Tags) -> bool {
    let case = reading.only(Tags::CASES);
    let number = reading.only(Tags::NUMBERS);
    tags.has(case) && tags.has(number)
}

fn to_nominative(doc: &Doc<'_, '_>, at: usize, is_head: bool, reading: Tags) -> Option<String> {
    let word = doc.word(at);
    let wanted = reading.only(Tags::CASES).with(reading.only(Tags::NUMBERS));
    if is_head {
        return doc.dictionary_form(word, reading);
    }
    // an adjective takes the gender of its noun; the reading with it is asked for first
    let gendered = wanted.with(reading.only(Tags::GENDERS));
    doc.dictionary_form(word, gendered).or_else(|| doc.dictionary_form(word, wanted))
}

/// Whether heads end their phrases in this language.
pub(crate) fn heads_last(doc: &Doc<'_, '_>) -> bool {
    doc.pack.setting("head").as_deref() == Some("last")
}

/// Whether heads end their phrases and what governs them follows, rather than cases alone standing last.
pub(crate) fn governed_from_behind(doc: &Doc<'_, '_>) -> bool {
    heads_last(doc) && doc.pack.setting("place-words").is_none()
}

/// A phrase with its last word in the singular, where heads end their phrases.
pub(crate) fn singular_head(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    let last = tokens.end.checked_sub(1);
    replace(doc, tokens, |at| {
        let plural = |one: &text::morph::Analysis| one.tags.has(Tags::NOUN) && one.tags.has(Tags::PL);
        let analyses = doc.pack.morphology.analyse(doc.word(at)).into_iter().filter(plural);
        let shortest = || analyses.min_by_key(|one| one.lemma.chars().count()).map(|one| one.lemma);
        if Some(at) == last { shortest() } else { None }
    })
}

fn replace(doc: &Doc<'_, '_>, tokens: &Tokens, form: impl Fn(usize) -> Option<String>) -> String {
    let mut out = String::new();
    let mut end = None;
    for at in tokens.clone() {
        let span = doc.chart.tokens()[at].span;
        if end.is_some_and(|end| end < span.start) {
            out.push(' ');
        }
        end = Some(span.end);
        match form(at) {
            Some(word) => out.push_str(&word),
            None => out.push_str(doc.word(at)),
        }
    }
    out
}
