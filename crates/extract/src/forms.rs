//! Dictionary forms: what stands inflected in the text, as a reader would enter it.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use crate::doc::{Doc, Tokens};

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
    let Some((head, reading)) = head_of(doc, &tokens) else { return tidy(doc.chart.written(&tokens)) };
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

/// The head noun of a phrase and the reading that it has there; `None` where it stands in the nominative already.
fn head_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<(usize, Tags)> {
    let nominal = |tags: &Tags| (tags.has(Tags::NOUN) || tags.has(Tags::PROPN)) && tags.has_any(Tags::CASES);
    let is_word = |at: usize| is_word(doc, at);
    if heads_last(doc) {
        return last_head(doc, tokens);
    }
    let head = tokens.clone().find(|&at| {
        let word = &doc.chart.words[at];
        let adjective = word.readings.first().is_some_and(|tags| tags.has(Tags::ADJ) || tags.has(Tags::PART))
            || qualifies_next(doc, at);
        is_word(at)
            && word.readings.iter().any(nominal)
            && !(adjective && at + 1 < tokens.end && is_word(at + 1))
    })?;
    if doc.is_mark(tokens.start, &["«", "\"", "“", "„"]) {
        return None;
    }
    let mut readings: Vec<Tags> = doc.chart.words[head].readings.iter().copied().filter(nominal).collect();
    // what a lexicon has as a name, and what is guessed of a word by its ending: a name before a common noun
    let listed = ["country", "city", "region"].iter().any(|class| doc.at(class, tokens).is_some());
    let named = |tags: &Tags| {
        tags.has(Tags::PROPN) && (!listed || doc.dictionary_form(doc.word(head), *tags).is_some())
    };
    if (listed || !doc.chart.words[head].known) && readings.iter().any(named) {
        readings.retain(|tags| tags.has(Tags::PROPN));
    }
    let modifiers: Vec<usize> = (tokens.start..head).filter(|&at| is_word(at)).collect();
    let fits = |reading: &Tags| {
        modifiers.iter().all(|&at| {
            let word = &doc.chart.words[at];
            word.readings.is_empty()
                || !word.readings.iter().any(|tags| tags.has_any(Tags::CASES))
                || word.readings.iter().any(|tags| agrees(*tags, *reading))
        })
    };
    let mut fitting: Vec<Tags> = readings.iter().copied().filter(fits).collect();
    if fitting.is_empty() {
        fitting = readings;
    }
    // "in the village of X": the name stands in the case of the word before it or in the nominative
    if let Some(noun) = settlement_before(doc, tokens.start).filter(|_| !listed) {
        let agrees =
            |tags: &Tags| tags.has(Tags::NOM) || noun.iter().any(|noun| noun.has(tags.only(Tags::CASES)));
        fitting.retain(agrees);
    }
    // the name of a state or place that can be a nominative is one, whatever stands before it
    let place = ["country", "state", "place"].iter().any(|class| doc.at(class, tokens).is_some());
    // a name that no dictionary has, right after a noun: whose the noun is
    let governed = opens_row(doc, tokens.start);
    let guessed = !doc.chart.words[head].known && follows_noun(doc, governed);
    let order = if place && !guessed && fitting.iter().any(|tags| tags.has(Tags::NOM.with(Tags::SG))) {
        vec![Tags::NOM.with(Tags::SG)]
    } else {
        governed_order(doc, governed)
    };
    // what is listed of a word goes before what its ending makes one guess
    let sure: Vec<Tags> = fitting
        .iter()
        .copied()
        .filter(|reading| reading.has(Tags::NOM) || doc.dictionary_form(doc.word(head), *reading).is_some())
        .collect();
    let fitting = if sure.is_empty() { fitting } else { sure };
    // a name that no dictionary has: the form that the text itself has somewhere
    if !doc.chart.words[head].known {
        let written = |reading: &Tags| {
            let form = doc.dictionary_form(doc.word(head), *reading)?;
            let named = |name: &Tokens| name.len() == 1 && doc.word(name.start) == form;
            doc.all("state").iter().any(|&id| named(&doc.mention(id).tokens)).then_some(*reading)
        };
        if let Some(reading) = fitting.iter().find_map(written) {
            return if reading.has(Tags::NOM) { None } else { Some((head, reading)) };
        }
    }
    let best = fitting
        .into_iter()
        .enumerate()
        .min_by_key(|(at, tags)| (order.iter().position(|case| tags.has(*case)).unwrap_or(9), *at))?
        .1;
    if best.has(Tags::NOM) { None } else { Some((head, best)) }
}

/// Whether a word that may be a name as well can be an adjective of the common noun right after it.
fn qualifies_next(doc: &Doc<'_, '_>, at: usize) -> bool {
    let Some(next) = doc.chart.words.get(at + 1) else { return false };
    let noun = |tags: &&Tags| tags.has(Tags::NOUN) && !tags.has(Tags::PROPN) && tags.has_any(Tags::CASES);
    next.known
        && doc.chart.words[at]
            .readings
            .iter()
            .filter(|tags| tags.has(Tags::ADJ) && !tags.has(Tags::SHORT))
            .any(|adjective| next.readings.iter().filter(noun).any(|noun| agrees(*adjective, *noun)))
}

/// Whether heads end their phrases in this language.
pub(crate) fn heads_last(doc: &Doc<'_, '_>) -> bool {
    doc.pack.setting("head").as_deref() == Some("last")
}

/// Whether heads end their phrases and what governs them follows, rather than cases alone standing last.
pub(crate) fn governed_from_behind(doc: &Doc<'_, '_>) -> bool {
    heads_last(doc) && doc.pack.setting("place-words").is_none()
}

/// Where heads end their phrases and nothing agrees with them: the last word, read as it is inflected.
fn last_head(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<(usize, Tags)> {
    let head =
        tokens.clone().rev().find(|&at| doc.chart.tokens()[at].kind == text::token::TokenKind::Word)?;
    let word = &doc.chart.words[head];
    let inflected = word.readings.iter().find(|tags| tags.has_any(Tags::CASES) && !tags.has(Tags::NOM));
    if word.reads_as(Tags::NOM) { None } else { inflected.map(|tags| (head, *tags)) }
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

/// Whether a noun stands right before, in the same sentence.
fn follows_noun(doc: &Doc<'_, '_>, start: usize) -> bool {
    start > doc.sentence(start).start
        && doc.chart.words[start - 1].readings.first().is_some_and(|tags| tags.has(Tags::NOUN))
}

/// Where a row of names of states or places begins that this one goes on: "the mayors of A, B and C".
fn opens_row(doc: &Doc<'_, '_>, start: usize) -> usize {
    const LONGEST: usize = 16;
    let joins = |at: usize| doc.is_mark(at, &[","]) || doc.chart.words[at].reads_as(Tags::CONJ);
    let first = doc.sentence(start).start;
    let mut opening = start;
    for _ in 0..LONGEST {
        let end = (first..opening).rev().find(|&at| !joins(at)).map_or(first, |at| at + 1);
        let before = ["state", "place", "city", "country"]
            .iter()
            .find_map(|class| doc.holding(class, end.checked_sub(1)?).filter(|name| name.end == end));
        match before {
            Some(name) if end < opening && name.start >= first => opening = name.start,
            _ => break,
        }
    }
    // the noun that the row hangs on
    if opening < start && follows_noun(doc, opening) { opening } else { start }
}

/// The readings of the word for a town or a river that leads to a name.
fn settlement_before(doc: &Doc<'_, '_>, start: usize) -> Option<Vec<Tags>> {
    let at = start.checked_sub(1).filter(|_| doc.sentence(start).start < start)?;
    let noun = doc.starts("place-noun", at).filter(|noun| noun.attribute("named").is_some())?;
    let cases = |tags: &Tags| tags.has(Tags::NOUN) && tags.has_any(Tags::CASES);
    let readings: Vec<Tags> = doc.chart.words[at].readings.iter().copied().filter(cases).collect();
    (noun.tokens.end == start && !readings.is_empty()).then_some(readings)
}

/// "MINUTES / of the session of A": the line before is the word for a document and nothing else.
fn continues_heading(doc: &Doc<'_, '_>, start: usize) -> bool {
    let number = doc.block_of(start);
    let Some(above) = number.checked_sub(1).map(|above| doc.block(above)) else { return false };
    doc.block(number).start == start
        && doc.starts("document-head", above.start).is_some_and(|head| head.tokens == above)
}

/// The cases to expect of a phrase, likeliest first, from the word before it.
fn governed_order(doc: &Doc<'_, '_>, start: usize) -> Vec<Tags> {
    let first_of_sentence = doc.sentence(start).start == start;
    let before = start
        .checked_sub(1)
        .filter(|_| !first_of_sentence)
        .and_then(|at| doc.chart.words.get(at).map(|word| (at, word)));
    let Some((at, before)) = before else {
        let whose = continues_heading(doc, start);
        return if whose { vec![Tags::GEN, Tags::NOM] } else { vec![Tags::NOM, Tags::GEN, Tags::ACC] };
    };
    if before.reads_as(Tags::ADP) && doc.chart.tokens()[at].kind == text::token::TokenKind::Word {
        // locative before accusative: places and dates rather than directions
        return vec![Tags::LOC, Tags::GEN, Tags::INS, Tags::DAT, Tags::ACC, Tags::NOM];
    }
    let noun = before.readings.first().is_some_and(|tags| tags.has(Tags::NOUN));
    if noun {
        return vec![Tags::GEN, Tags::NOM, Tags::INS, Tags::DAT, Tags::ACC];
    }
    vec![Tags::NOM, Tags::GEN, Tags::ACC, Tags::INS, Tags::LOC]
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

/// The name of a person in the nominative. `governor` is the title before it, whose case the name shares.
pub(crate) fn person(doc: &Doc<'_, '_>, tokens: &Tokens, governor: Option<&Tokens>) -> String {
    let tokens = bare(doc, tokens);
    let words: Vec<usize> =
        tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == text::token::TokenKind::Word).collect();
    if heads_last(doc) {
        return replace(doc, &tokens, |at| if words.last() == Some(&at) { last_name(doc, at) } else { None });
    }
    let case = person_case(doc, &words, governor).filter(|_| !stands_free(doc, &tokens, &words));
    let Some(case) = case.filter(|case| *case != Tags::NOM) else {
        return tidy(doc.chart.written(&tokens));
    };
    replace(doc, &tokens, |at| {
        if !words.contains(&at) {
            return None;
        }
        let word = doc.word(at);
        let sg = case.with(Tags::SG);
        let feminine = is_feminine(doc, &words, case == Tags::NOM);
        let first = if feminine { Tags::FEM } else { Tags::MASC };
        let second = if feminine { Tags::MASC } else { Tags::FEM };
        let form = |tags| doc.dictionary_form(word, tags);
        let known = form(sg.with(first))
            .or_else(|| if feminine { None } else { form(sg.with(second)).filter(|_| words.len() == 1) });
        let given = words.first() == Some(&at) && by_patronymic(doc, &words).is_none();
        known.or_else(|| if given { None } else { by_ending(doc, word, feminine) })
    })
}

/// The last word of a name without its case, where only the last word bears one. A short ending may be the
/// name's own: it counts as one where the pack knows the endings of such names, or the name stays long.
fn last_name(doc: &Doc<'_, '_>, at: usize) -> Option<String> {
    const LONG_STEM: usize = 5;
    const LONG_ENDING: usize = 3;
    // an article at the end of a name is never its own
    let articles = doc.pack.setting("name-articles").unwrap_or_default();
    let stem =
        articles.split(' ').filter(|one| !one.is_empty()).find_map(|one| doc.word(at).strip_suffix(one));
    if let Some(stem) = stem.filter(|stem| stem.chars().count() >= LONG_ENDING) {
        return Some(stem.to_owned());
    }
    let word = &doc.chart.words[at];
    let declined = |tags: &Tags| tags.has_any(Tags::CASES) && !tags.has(Tags::SHORT);
    if word.reads_as(Tags::NOM) || !word.readings.iter().any(declined) {
        return None;
    }
    let form = doc.dictionary_form(doc.word(at), Tags::NONE)?;
    let (stem, whole) = (form.chars().count(), doc.word(at).chars().count());
    let family = word.readings.iter().any(|tags| tags.has(Tags::PROPN) && tags.has_any(Tags::CASES));
    let ending = whole.saturating_sub(stem);
    let sure = family
        || (ending >= LONG_ENDING && stem + 1 >= LONG_STEM)
        || (stem >= LONG_STEM && !word.reads_as(Tags::LOC));
    sure.then_some(form)
}

/// A family name that the dictionary does not decline, by the endings that the pack lists.
fn by_ending(doc: &Doc<'_, '_>, word: &str, feminine: bool) -> Option<String> {
    let endings = doc.pack.setting(if feminine { "surname-endings-f" } else { "surname-endings-m" })?;
    let pairs = endings.split(' ').filter_map(|pair| pair.split_once(':'));
    let fits = |(oblique, nominative)| Some(format!("{}{nominative}", word.strip_suffix(oblique)?));
    pairs.filter_map(fits).next()
}

/// Whether the name is a woman's: by its patronymic, else by the given name. A given name that can be a man's in another
/// case is hers where the words around ask for a nominative.
fn is_feminine(doc: &Doc<'_, '_>, words: &[usize], may_be_nominative: bool) -> bool {
    if let Some(feminine) = by_patronymic(doc, words) {
        return feminine;
    }
    let Some(class) = doc.class("first-name") else { return false };
    let given = |at: usize| -> Vec<&Mention> {
        let starting = doc.chart.starting_at(at).map(|(_, mention)| mention);
        starting.filter(|mention| mention.class == class && mention.tokens.end == at + 1).collect()
    };
    let first = words.iter().map(|&at| (at, given(at))).find(|(_, names)| !names.is_empty());
    let Some((at, names)) = first else { return false };
    let of = |gender: &str| names.iter().any(|name| name.attribute("g") == Some(gender));
    let written = fold(doc.word(at));
    let as_written = names.iter().any(|name| {
        name.attribute("g") == Some("f") && name.attribute("form").is_some_and(|form| fold(form) == written)
    });
    of("f") && (!of("m") || (as_written && may_be_nominative))
}

/// Whose a patronymic behind other parts of the name is: a woman's or a man's.
fn by_patronymic(doc: &Doc<'_, '_>, words: &[usize]) -> Option<bool> {
    let readings = words.iter().skip(1).flat_map(|&at| &doc.chart.words[at].readings);
    readings
        .filter(|tags| tags.has(Tags::PATR))
        .find_map(|tags| {
            [(Tags::FEM, true), (Tags::MASC, false)].into_iter().find(|(gender, _)| tags.has(*gender))
        })
        .map(|(_, feminine)| feminine)
}

pub(crate) fn is_initial(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.chart.tokens()[at].kind == text::token::TokenKind::Initial
}

/// Initials alone say nothing of the gender: a name that opens its line or follows a mark stands as it is written.
fn stands_free(doc: &Doc<'_, '_>, tokens: &Tokens, words: &[usize]) -> bool {
    let start = tokens.start;
    words.len() == 1
        && tokens.clone().any(|at| is_initial(doc, at))
        && (doc.sentence(start).start == start
            || doc.is_mark(start - 1, &[":", ";", "\u{2014}", "\u{2013}", "-"]))
}

fn person_case(doc: &Doc<'_, '_>, words: &[usize], governor: Option<&Tokens>) -> Option<Tags> {
    const ORDER: [Tags; 6] = [Tags::NOM, Tags::GEN, Tags::DAT, Tags::ACC, Tags::INS, Tags::LOC];
    let gender = |case: Tags| if is_feminine(doc, words, case == Tags::NOM) { Tags::FEM } else { Tags::MASC };
    let can = |at: usize, case: Tags| {
        let word = &doc.chart.words[at];
        let nominal = |tags: &&Tags| tags.has_any(Tags::CASES) && !tags.has(Tags::PL);
        let mut readings = word.readings.iter().filter(nominal).peekable();
        readings.peek().is_none()
            || readings.any(|tags| {
                let fits = tags.has(gender(case)) || !tags.has_any(Tags::GENDERS);
                tags.has(case) && fits
            })
    };
    let governed = |case: Tags| {
        governor.is_none_or(|tokens| {
            let head = tokens.clone().find_map(|at| {
                let readings: Vec<_> = doc.chart.words[at]
                    .readings
                    .iter()
                    .filter(|tags| tags.has(Tags::NOUN) && tags.has_any(Tags::CASES))
                    .collect();
                (!readings.is_empty()).then_some(readings)
            });
            head.is_none_or(|readings| readings.iter().any(|tags| tags.has(case)))
        })
    };
    if !words.iter().any(|&at| doc.chart.words[at].readings.iter().any(|tags| tags.has_any(Tags::CASES))) {
        return None;
    }
    let fits = |case: &Tags| words.iter().all(|&at| can(at, *case)) && governed(*case);
    // a surname that is not declined leaves the case to the given name
    let by_first = |case: &Tags| words.first().is_some_and(|&at| can(at, *case)) && governed(*case);
    // the patronymic shows the case that a family name nobody knows hides
    let patronymic = |at: usize| doc.chart.words[at].reads_as(Tags::PATR);
    let formal = by_patronymic(doc, words).is_some();
    let by_patronymic =
        |case: &Tags| formal && words.iter().filter(|&&at| patronymic(at)).all(|&at| can(at, *case));
    let any = |case: &Tags| words.iter().all(|&at| can(at, *case));
    let find = |fits: &dyn Fn(&Tags) -> bool| ORDER.into_iter().find(|case| fits(case));
    find(&fits)
        .or_else(|| find(&by_first).filter(|_| governor.is_some()))
        .or_else(|| find(&any))
        .or_else(|| find(&by_patronymic))
        .or_else(|| find(&by_first))
        .or_else(|| find(&|case| words.first().is_some_and(|&at| can(at, *case))))
        .or(Some(Tags::NOM))
}
