//! The names of persons in the nominative: by the case that their words, a title before them or a patronymic shows.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use super::{bare, heads_last, replace, tidy};
use crate::doc::{Doc, Tokens};

/// The name of a person in the nominative. `governor` is the title before it, whose case the name shares.
pub(crate) fn person(doc: &Doc<'_, '_>, tokens: &Tokens, governor: Option<&Tokens>) -> String {
    let tokens = bare(doc, tokens);
    let words: Vec<usize> =
        tokens.clone().filter(|&at| doc.chart.tokens()[at].kind == text::token::TokenKind::Word).collect();
    if heads_last(doc) {
        return replace(doc, &tokens, |at| if words.last() == Some(&at) { last_name(doc, at) } else { None });
    }
    let case = person_case(doc, &words, governor).filter(|_| !stands_free(doc, &tokens, &words));
    let Some((case, feminine)) = case.filter(|(case, _)| *case != Tags::NOM) else {
        return tidy(doc.chart.written(&tokens));
    };
    replace(doc, &tokens, |at| {
        if !words.contains(&at) {
            return None;
        }
        let word = doc.word(at);
        let sg = case.with(Tags::SG);
        let first = if feminine { Tags::FEM } else { Tags::MASC };
        let second = if feminine { Tags::MASC } else { Tags::FEM };
        let form = |tags| doc.dictionary_form(word, tags);
        let known = form(sg.with(first))
            .or_else(|| if feminine { None } else { form(sg.with(second)).filter(|_| words.len() == 1) });
        let given = words.first() == Some(&at) && by_patronymic(doc, &words).is_none();
        let ending = || if given { None } else { by_ending(doc, word, feminine) };
        // what a dictionary guesses of a family name may be an adjective
        if doc.chart.words[at].known { known.or_else(ending) } else { ending().or(known) }
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

/// The genders that a name may be of in a case, the likelier first: by its patronymic, else by the given name. A given name
/// that can be a man's in another case is hers where the words around ask for a nominative; one that no lexicon has
/// tells nothing.
fn genders(doc: &Doc<'_, '_>, words: &[usize], case: Tags) -> &'static [Tags] {
    const MAN: &[Tags] = &[Tags::MASC];
    const WOMAN: &[Tags] = &[Tags::FEM];
    const EITHER: &[Tags] = &[Tags::MASC, Tags::FEM];
    let nominative = case == Tags::NOM;
    if let Some(feminine) = by_patronymic(doc, words) {
        return if feminine { WOMAN } else { MAN };
    }
    let Some(class) = doc.class("first-name") else { return MAN };
    let given = |at: usize| -> Vec<&Mention> {
        let starting = doc.chart.starting_at(at).map(|(_, mention)| mention);
        starting.filter(|mention| mention.class == class && mention.tokens.end == at + 1).collect()
    };
    let first = words.iter().map(|&at| (at, given(at))).find(|(_, names)| !names.is_empty());
    let Some((at, names)) = first else {
        return if !nominative || is_subject(doc, words) { EITHER } else { MAN };
    };
    let of = |gender: &str| names.iter().any(|name| name.attribute("g") == Some(gender));
    let written = fold(doc.word(at));
    let as_written = names.iter().any(|name| {
        name.attribute("g") == Some("f") && name.attribute("form").is_some_and(|form| fold(form) == written)
    });
    match (of("f"), of("m")) {
        (true, false) => WOMAN,
        (true, true) if as_written && nominative => WOMAN,
        (true, true) if !nominative => EITHER,
        _ => MAN,
    }
}

/// Whether the words around a name show it to be what the sentence is about: nothing before it governs it, and a finite
/// verb or an apposition follows, or a verb of its gender leads to it.
fn is_subject(doc: &Doc<'_, '_>, words: &[usize]) -> bool {
    let (Some(&start), Some(&last)) = (words.first(), words.last()) else { return false };
    let sentence = doc.sentence(start);
    let is = |at: usize, tags: Tags| doc.chart.words[at].readings.first().is_some_and(|one| one.has(tags));
    let mark = |at: usize| doc.chart.tokens()[at].kind == text::token::TokenKind::Mark;
    let finite = |at: usize| is(at, Tags::VERB) && !is(at, Tags::INF) && !is(at, Tags::PART);
    let before = start.checked_sub(1).filter(|at| sentence.contains(at));
    let opens = before.is_none_or(|at| mark(at) && !doc.is_mark(at, &[",", "("]));
    let next = (last + 1).min(sentence.end);
    if opens && (next == sentence.end || mark(next)) {
        return true;
    }
    let free = before.is_none_or(|at| mark(at) || is(at, Tags::CONJ) || is(at, Tags::ADV));
    if free && next < sentence.end && finite(next) {
        return true;
    }
    let named = |at: usize| doc.chart.words[at].reads_as(Tags::NOUN.with(Tags::NOM));
    before.is_some_and(|at| {
        doc.chart.words[at].reads_as(Tags::FEM)
            && (finite(at) && !(sentence.start..at).any(named) || is(at, Tags::PART.with(Tags::SHORT)))
    })
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

/// A case and a gender.
type Form = (Tags, Tags);

/// The case that a name stands in, and whether it is a woman's.
fn person_case(doc: &Doc<'_, '_>, words: &[usize], governor: Option<&Tokens>) -> Option<(Tags, bool)> {
    const ORDER: [Tags; 6] = [Tags::NOM, Tags::GEN, Tags::DAT, Tags::ACC, Tags::INS, Tags::LOC];
    let can = |at: usize, (case, gender): Form| {
        let word = &doc.chart.words[at];
        let nominal = |tags: &&Tags| tags.has_any(Tags::CASES) && !tags.has(Tags::PL);
        let mut readings = word.readings.iter().filter(nominal).peekable();
        readings.peek().is_none()
            || readings.any(|tags| {
                let fits = tags.has(gender) || !tags.has_any(Tags::GENDERS);
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
    let fits = |form: &Form| words.iter().all(|&at| can(at, *form)) && governed(form.0);
    // a surname that is not declined leaves the case to the given name
    let by_first = |form: &Form| words.first().is_some_and(|&at| can(at, *form)) && governed(form.0);
    // the patronymic shows the case that a family name nobody knows hides
    let patronymic = |at: usize| doc.chart.words[at].reads_as(Tags::PATR);
    let formal = by_patronymic(doc, words).is_some();
    let by_patronymic =
        |form: &Form| formal && words.iter().filter(|&&at| patronymic(at)).all(|&at| can(at, *form));
    let any = |form: &Form| words.iter().all(|&at| can(at, *form));
    // a name that may be anybody's is the subject before it is a man's in another case
    let (mut likely, mut other) = (Vec::with_capacity(ORDER.len()), Vec::new());
    for case in ORDER {
        let genders = genders(doc, words, case);
        let nominative = case == Tags::NOM;
        likely.extend(genders.iter().take(if nominative { 2 } else { 1 }).map(|gender| (case, *gender)));
        other.extend(genders.iter().skip(if nominative { 2 } else { 1 }).map(|gender| (case, *gender)));
    }
    likely.extend(other);
    let find = |fits: &dyn Fn(&Form) -> bool| likely.iter().copied().find(|form| fits(form));
    // a man's family name would bear the case that his given name shows: "Olena Marchuk" is a woman's whole name
    let undeclined = words.len() == 2 && {
        let (first, last) = (words[0], words[1]);
        let oblique = ORDER.iter().skip(1).any(|case| can(last, (*case, Tags::MASC)));
        can(last, (Tags::NOM, Tags::MASC))
            && !oblique
            && can(first, (Tags::NOM, Tags::FEM))
            && !can(first, (Tags::NOM, Tags::MASC))
    };
    if undeclined && governed(Tags::NOM) {
        return Some((Tags::NOM, true));
    }
    find(&fits)
        .or_else(|| find(&by_first).filter(|_| governor.is_some()))
        .or_else(|| find(&any))
        .or_else(|| find(&by_patronymic))
        .or_else(|| find(&by_first))
        .or_else(|| find(&|form| words.first().is_some_and(|&at| can(at, *form))))
        .or(Some((Tags::NOM, Tags::MASC)))
        .map(|(case, gender)| (case, gender == Tags::FEM))
}
