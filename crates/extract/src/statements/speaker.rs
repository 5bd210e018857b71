//! Who speaks: the person, body or role that a verb of speech belongs to.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::Speaker;
use crate::bodies;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::verb_last;

/// A finite verb, as far as its first reading tells.
pub(super) fn is_verbal(doc: &Doc<'_, '_>, at: usize) -> bool {
    let first = doc.chart.words[at].readings.first();
    first.is_some_and(|tags| {
        tags.has(Tags::AUX) || (tags.has(Tags::VERB) && !tags.has(Tags::PART) && !tags.has(Tags::INF))
    })
}

/// Who speaks: before the verb in its clause, after it where the verb comes first, else whom a pronoun means.
pub(super) fn speaker_of(
    doc: &Doc<'_, '_>,
    scope: &Tokens,
    verb: &Mention,
    last: Option<&Speaker>,
    quotes: Option<&[Tokens]>,
) -> Option<Speaker> {
    let in_quote = |at: usize| quotes.is_some_and(|quotes| quotes.iter().any(|quote| quote.contains(&at)));
    let before_start = (scope.start..verb.tokens.start)
        .rev()
        .find(|&at| doc.is_mark(at, &[";", ":"]) || in_quote(at))
        .map_or(scope.start, |at| at + 1);
    let before = before_start..verb.tokens.start;
    let after_end = (verb.tokens.end..scope.end)
        .find(|&at| doc.is_mark(at, &[";", ":", "—", "–"]) || in_quote(at) || is_that(doc, at))
        .unwrap_or(scope.end);
    let after = verb.tokens.end..after_end.min(verb.tokens.end + 22);
    let pronoun = doc.within("pronoun", &before).last();
    if let Some(pronoun) = pronoun.filter(|pronoun| verb.tokens.start - pronoun.tokens.end <= 3) {
        let several = pronoun.attribute("number") == Some("pl");
        let group = || if several { group_before(doc, pronoun.tokens.start) } else { None };
        return match last {
            Some(Speaker::Other(_)) => last.cloned(),
            _ => group().or_else(|| meant_by(doc, pronoun, last)),
        };
    }
    // "«...», said he on arriving in X": a pronoun right after the verb leaves no other subject
    // ("X said he would come" has its subject before)
    let subject = doc.pack.setting("subject-first").is_some()
        && nearest_speaker(doc, &before, false).is_some_and(|speaker| is_subject(doc, &speaker, verb));
    if !subject
        && doc.starts("pronoun", verb.tokens.end).is_some_and(|pronoun| pronoun.tokens.end <= after.end)
    {
        let pronoun = doc.starts("pronoun", verb.tokens.end);
        return pronoun.and_then(|pronoun| meant_by(doc, pronoun, last));
    }
    let adjacent_after = verb_leads(doc, &before);
    if adjacent_after && let Some(speaker) = nearest_speaker(doc, &after, true) {
        return Some(speaker);
    }
    if let Some(speaker) = nearest_speaker(doc, &before, false)
        .filter(|speaker| quotes.is_some() || is_subject(doc, speaker, verb))
    {
        return Some(speaker);
    }
    if (quotes.is_some() || doc.pack.setting("verb-first").is_some())
        && let Some(speaker) = nearest_speaker(doc, &after, true)
            .filter(|speaker| quotes.is_some() || speaker_tokens(speaker).start <= verb.tokens.end + 1)
    {
        return Some(speaker);
    }
    if let Some(quotes) = quotes.filter(|_| verb_last::applies(doc))
        && let Some(speaker) = verb_last::before_quotation(doc, scope, quotes, last)
    {
        return Some(speaker);
    }
    // "X «less than was hoped for» called it": the verb behind its object
    if let Some(first) =
        quotes.and_then(|quotes| quotes.first()).filter(|_| super::direct::calls(doc, verb.tokens.start))
        && first.start < verb.tokens.start
        && let Some(speaker) = nearest_speaker(doc, &(scope.start.min(first.start)..first.start), false)
    {
        return Some(speaker);
    }
    // "it was stated that ...": whoever spoke before
    let impersonal = match doc.class("impersonal") {
        Some(_) => doc
            .within("impersonal", scope)
            .any(|word| word.tokens.end == verb.tokens.start || word.tokens.contains(&verb.tokens.start)),
        None => true,
    };
    // what a document says is its body's word rather than the last person's
    let body = || doc.main_org.clone().map(Speaker::Other);
    let continues = doc.pack.setting("impersonal-continues").filter(|_| impersonal)?;
    match last {
        Some(Speaker::Person(..)) | None if &*continues == "body" => body(),
        _ => last.cloned(),
    }
}

/// Whom "he" or "she" means: whoever spoke last, unless the given name tells another gender; then the person named last
/// whose name does not.
pub(super) fn meant_by(doc: &Doc<'_, '_>, pronoun: &Mention, last: Option<&Speaker>) -> Option<Speaker> {
    const BACK: usize = 160;
    let (Some(gender), Some(Speaker::Person(person, _))) = (pronoun.attribute("g"), last) else {
        return last.cloned();
    };
    let gender_of = |person: usize| {
        let first = doc.persons.known.get(person)?.tokens.start;
        doc.starts("first-name", first)?.attribute("g")
    };
    if gender_of(*person).is_none_or(|of_name| of_name == gender) {
        return last.cloned();
    }
    let before = pronoun.tokens.start.saturating_sub(BACK)..pronoun.tokens.start;
    let agrees = |at: &usize| gender_of(*at) == Some(gender);
    let other = doc.persons.within(&before).rfind(|(_, at)| agrees(at));
    other.map(|(name, at)| Speaker::Person(at, name.clone())).or_else(|| last.cloned())
}

/// Whom "they" means: the group that one of the sentences before begins with.
fn group_before(doc: &Doc<'_, '_>, at: usize) -> Option<Speaker> {
    const BACK: usize = 3;
    const OPENING: usize = 4;
    let number = doc.chart.sentence_of(at);
    let sentences = (1..=BACK).filter_map(|back| number.checked_sub(back));
    let opener = |number: usize| {
        let sentence = doc.chart.segments.sentences.get(number)?.tokens.clone();
        let role = doc
            .within("role", &sentence)
            .next()
            .filter(|role| role.tokens.start <= sentence.start + OPENING)?;
        let last = role.tokens.clone().rev().find(|&at| doc.chart.words[at].reads_as(Tags::NOUN))?;
        doc.chart.words[last].reads_as(Tags::NOUN.with(Tags::PL)).then(|| Speaker::Other(role.tokens.clone()))
    };
    sentences.into_iter().find_map(opener)
}

pub(super) fn speaker_tokens(speaker: &Speaker) -> &Tokens {
    match speaker {
        Speaker::Person(_, tokens) | Speaker::Other(tokens) => tokens,
    }
}

/// Whether a name before a verb can be its subject: right before it, or with no other verb between.
pub(super) fn is_subject(doc: &Doc<'_, '_>, speaker: &Speaker, verb: &Mention) -> bool {
    let gap = speaker_tokens(speaker).end..verb.tokens.start;
    let marks = |marks: &[&str]| gap.clone().filter(|&at| doc.is_mark(at, marks)).count();
    let other_verb = gap.clone().any(|at| is_verbal(doc, at));
    let joined_verb = marks(&[","]) == 0 && gap.len() <= 14 && matches!(speaker, Speaker::Person(..));
    let apposition = marks(&[","]) >= 2;
    let close = gap.len() <= 3 && marks(&[","]) == 0;
    // "The ministers, having reviewed X, welcomed Y": who opens the sentence, where nobody else stands between
    const FAR: usize = 24;
    let opens = speaker_tokens(speaker).start <= doc.sentence(verb.tokens.start).start + 1;
    let between = || ["role", "org", "person"].iter().any(|class| doc.within(class, &gap).next().is_some());
    let leads = opens && !other_verb && gap.len() <= FAR && marks(&[","]) != 1 && !between();
    close
        || leads
        || apposition
        || joined_verb
        || (!other_verb && gap.len() <= 10 && matches!(speaker, Speaker::Person(..)))
}

pub(super) fn is_that(doc: &Doc<'_, '_>, at: usize) -> bool {
    doc.pack.setting("that-words").is_some_and(|words| doc.is_any_of(at, words))
}

/// Whether nothing that could speak stands before the verb in its clause: quotation or comma, then the verb.
pub(super) fn verb_leads(doc: &Doc<'_, '_>, before: &Tokens) -> bool {
    before.clone().rev().take(2).all(|at| doc.chart.tokens()[at].kind == TokenKind::Mark) || before.is_empty()
}

/// The person, body or role nearest to the verb: the last one before it or the first one after it.
pub(crate) fn nearest_speaker(doc: &Doc<'_, '_>, scope: &Tokens, first: bool) -> Option<Speaker> {
    let mut found: Vec<(usize, u8, Speaker)> = Vec::new();
    for (tokens, at) in doc.persons.within(scope) {
        found.push((tokens.start, 0, Speaker::Person(at, tokens.clone())));
    }
    for role in doc.within("role", scope) {
        found.push((role.tokens.start, 1, Speaker::Other(role.tokens.clone())));
    }
    let taken: Vec<Tokens> = doc.within("role", scope).map(|role| role.tokens.clone()).collect();
    let free =
        |tokens: &Tokens| !taken.iter().any(|role| role.start <= tokens.start && tokens.end <= role.end);
    // "the Protocol on Customs Controls" names no one who speaks
    let titled = |tokens: &Tokens| {
        doc.pack.setting("definite-words").is_some()
            && doc.holding("document", tokens.start).is_some_and(|name| name.start < tokens.start)
    };
    for org in doc.within("org", scope).filter(|org| free(&org.tokens) && !titled(&org.tokens)) {
        found.push((org.tokens.start, 2, Speaker::Other(org.tokens.clone())));
    }
    let bodies: Vec<Tokens> = doc.within("org", scope).map(|org| org.tokens.clone()).collect();
    let apart = |tokens: &Tokens| {
        !bodies.iter().any(|org| org.start <= tokens.start && tokens.end <= org.end && org != tokens)
    };
    for place in doc.within("place", scope).filter(|place| free(&place.tokens) && apart(&place.tokens)) {
        // a word that governs the place stands before it, unless heads end their phrases
        let alone = place.tokens.start == scope.start
            || forms::governed_from_behind(doc)
            || doc.chart.words[place.tokens.start.saturating_sub(1)]
                .readings
                .iter()
                .all(|tags| !tags.has(Tags::ADP));
        if alone {
            found.push((place.tokens.start, 3, Speaker::Other(place.tokens.clone())));
        }
    }
    // a state that no lexicon has speaks as others do
    let known = found.iter().any(|one| one.1 >= 2);
    if doc.pack.setting("subject-first").is_some() && !known {
        for state in doc.within("state", scope).filter(|state| free(&state.tokens) && apart(&state.tokens)) {
            let governed = state.tokens.start > scope.start
                && doc.chart.words[state.tokens.start - 1].readings.iter().any(|tags| tags.has(Tags::ADP));
            if !governed {
                found.push((state.tokens.start, 3, Speaker::Other(state.tokens.clone())));
            }
        }
    }
    if found.is_empty() && doc.pack.setting("definite-words").is_some() {
        for at in scope.clone() {
            // "at the forum" speaks of no one who says anything
            let governed = at >= 2
                && scope.contains(&(at - 2))
                && doc.chart.words[at - 2].readings.iter().any(|tags| tags.has(Tags::ADP));
            if !governed && small_body(doc, &(at..at + 1)).is_some() {
                found.push((at, 2, Speaker::Other(at..at + 1)));
            }
        }
    }
    // a person's post and state come with the person
    let persons: Vec<usize> = found.iter().filter(|one| one.1 == 0).map(|one| one.0).collect();
    if !persons.is_empty() {
        found.retain(|one| one.1 == 0);
    } else if found.iter().any(|one| one.1 == 1) {
        found.retain(|one| one.1 == 1);
    }
    found.sort_by_key(|one| one.0);
    let best = if first { found.into_iter().next() } else { found.into_iter().next_back() };
    best.map(|one| one.2)
}

/// "The alliance", "the body": the one that the text names in full.
pub(super) fn small_body(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Tokens> {
    let articles = doc.pack.setting("definite-words")?;
    let (at, before) = (tokens.start, tokens.start.checked_sub(1)?);
    let alone = tokens.len() == 1
        && !doc.chart.tokens()[at].is_capitalised()
        && doc.is_any_of(before, articles)
        && !doc.is_mark(at + 1, &["'s", "\u{2019}s", "'"])
        && doc.starts("role", at).is_none();
    if alone { bodies::meant_by(doc, at) } else { None }
}

/// Whom a bare role means: "the minister" is the person last named with that post, where the pack says so.
pub(super) fn named_before(doc: &Doc<'_, '_>, speaker: &Speaker) -> Option<Speaker> {
    const REACH: usize = 3;
    doc.pack.setting("roles-name-persons")?;
    let Speaker::Other(role) = speaker else { return None };
    doc.at("role", role)?;
    let owned = ["org", "country", "place"].iter().any(|class| doc.within(class, role).next().is_some());
    let head = doc.chart.words.get(role.end.checked_sub(1)?)?;
    if owned {
        return None;
    }
    let same = |at: usize| doc.chart.words[at].keys.iter().any(|key| head.keys.contains(key));
    let mark = |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark;
    // "minister General X" and, in lists, "X - minister of A"
    let posted = |name: &Tokens| {
        let sentence = doc.sentence(name.start);
        let before = (name.start.saturating_sub(REACH).max(sentence.start)..name.start).rev();
        let after = name.end + 1..(name.end + 2 * REACH).min(sentence.end);
        before.take_while(|&at| !mark(at)).any(same)
            || doc.is_mark(name.end, &["–", "—"]) && after.take_while(|&at| !mark(at)).any(same)
    };
    let above = 0..role.start;
    let mut before = doc.persons.within(&above).rev();
    before.find(|(name, _)| posted(name)).map(|(name, at)| Speaker::Person(at, name.clone()))
}

/// "The diplomat", "the expert": a word by which whoever spoke last is called again.
fn called(doc: &Doc<'_, '_>, role: &Tokens, last: Option<&Speaker>) -> Option<Speaker> {
    const BACK: usize = 120;
    let noun = doc.starts("role-noun", role.start).filter(|noun| noun.tokens == *role)?;
    let before = role.start.checked_sub(1);
    let definite = doc
        .pack
        .setting("definite-words")
        .is_none_or(|words| before.is_some_and(|at| doc.is_any_of(at, words)));
    let one =
        role.clone().all(|at| !doc.chart.words[at].readings.first().is_some_and(|tags| tags.has(Tags::PL)));
    let near = |name: &Tokens| name.start <= role.start && role.start - name.start <= BACK;
    let person = |speaker: &&Speaker| matches!(speaker, Speaker::Person(_, name) if near(name));
    let means = noun.attribute("means") == Some("person") && definite && one;
    last.filter(person).filter(|_| means).cloned()
}

/// "The minister" for whom the text has named a minister before: the one who spoke last, else the only one.
pub(crate) fn holder_of(doc: &Doc<'_, '_>, role: &Tokens, last: Option<&Speaker>) -> Option<Speaker> {
    const LONGEST: usize = 3;
    let bare = forms::bare(doc, role);
    let owned =
        ["org", "place", "country-adjective"].iter().any(|class| doc.within(class, &bare).next().is_some());
    if bare.len() > LONGEST || owned {
        return None;
    }
    if let Some(person) = called(doc, &bare, last) {
        return Some(person);
    }
    let head_in = |tokens: &Tokens| tokens.clone().rev().find_map(|at| doc.starts("title-head", at));
    let post = head_in(&bare)?.tokens.end.checked_sub(1)?;
    // "the ministers" are no one of them
    if doc.chart.words[post].readings.first().is_some_and(|tags| tags.has(Tags::PL)) {
        return None;
    }
    let same = |title: &Tokens| {
        let keys = |at: usize| &doc.chart.words[at].keys;
        let shares = |at: usize| keys(at).iter().any(|key| keys(post).contains(key));
        head_in(title).is_some_and(|head| head.tokens.clone().any(shares))
    };
    let offices = doc.all("office").iter().map(|&id| doc.mention(id)).filter(|mention| {
        mention.tokens.end <= role.start && mention.part("title").is_some_and(|title| same(&title.tokens))
    });
    let mut holders: Vec<(usize, Tokens)> = offices
        .filter_map(|office| {
            let name = &office.part("person")?.tokens;
            Some((doc.persons.at(name)?, name.clone()))
        })
        .collect();
    holders.sort_by_key(|(person, name)| (*person, name.start));
    holders.dedup_by_key(|(person, _)| *person);
    let spoke = match last {
        Some(Speaker::Person(person, _)) => holders.iter().find(|(holder, _)| holder == person),
        _ => None,
    };
    let only = if holders.len() == 1 { holders.first() } else { None };
    spoke.or(only).map(|(person, name)| Speaker::Person(*person, name.clone()))
}
