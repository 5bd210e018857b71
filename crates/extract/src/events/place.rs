//! Where an event is: the place that a word or a case says it was in, the dateline, the host.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::segment::BlockKind;
use text::token::TokenKind;

use super::clause;
use super::dateline::{dateline, dateline_name};
use super::site;
use super::when::between;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time;

/// The name of a place; "the Kazakh capital" is called by its name where the text has it.
pub(super) fn place_name(doc: &Doc<'_, '_>, place: &Tokens) -> String {
    let state = place
        .clone()
        .find_map(|at| doc.starts("country-adjective", at).or_else(|| doc.starts("country", at)));
    let described = doc.at("place", place).is_some_and(|place| place.attribute("kind") == Some("city"))
        && state.is_some()
        && doc.at("city", place).is_none();
    let capital = state
        .filter(|_| described)
        .and_then(|state| doc.pack.lexicon_attribute("country", state.attribute("id")?, "capital"));
    let capital = capital.map(|capital| capital.replace('_', " "));
    let named = capital.filter(|capital| {
        doc.all("place")
            .iter()
            .any(|&id| fold(&forms::nominative(doc, &doc.mention(id).tokens)) == fold(capital))
    });
    named.unwrap_or_else(|| dateline_name(doc, place))
}

/// The place that a line of a publication's head names.
pub(crate) fn place_of_line(doc: &Doc<'_, '_>, line: &Tokens) -> Option<String> {
    let named = place_of(doc, &(line.start..line.start), line, None, false);
    let alone = || doc.within("place", line).next().map(|place| place.tokens.clone());
    named.map(|(place, _)| place).or_else(alone).map(|place| place_name(doc, &place))
}

/// The place said of an event: after a word of place in its scope, or in the first words of a list item.
pub(super) fn place_of(
    doc: &Doc<'_, '_>,
    tokens: &Tokens,
    scope: &Tokens,
    lead: Option<&Tokens>,
    visit: bool,
) -> Option<(Tokens, Option<Tokens>)> {
    let located = |scope: &Tokens| {
        let fits = |place: &&Mention| {
            let own = tokens.contains(&place.tokens.start) && !in_place_case(doc, &place.tokens);
            let aim =
                visit && (stands_in(doc, &place.tokens, "visit-case") || is_aim(doc, &place.tokens, tokens));
            // "OSLO - Council of A": the mention takes in the place that opens its line
            let own = own && !site::opens_line(doc, &place.tokens);
            let bound = || site::is_bound_for(doc, &place.tokens, tokens);
            (is_located(doc, place, scope) && !own || is_tail(doc, place, tokens) || aim || bound())
                && !clause::tells_of_another(doc, tokens, &place.tokens, scope)
        };
        let places = doc.within("place", scope).filter(fits);
        // "in A the Committee on trust in Asia met": a city is where it was, a region may be what it is about
        const WIDE: usize = 16;
        let rank = |place: &&Mention| {
            let other = doc
                .within("event", scope)
                .any(|event| event.tokens != *tokens && between(&event.tokens, tokens, &place.tokens));
            let before = place.tokens.start < tokens.start;
            // "in A took place X, on the ranges of B Y and Z": a place that another event follows is that one's
            let leads = !before
                && ["event", "quoted"].iter().any(|class| {
                    let next = doc.within(class, &(place.tokens.end..scope.end)).next();
                    next.is_some_and(|next| {
                        next.tokens.start - place.tokens.end <= 3 && next.tokens != *tokens
                    })
                });
            let wide = !visit
                && place.attribute("kind") == Some("region")
                && place.attribute("country").is_none()
                && region_of(doc, place).is_none();
            let cost = if before { 4 } else { 0 } + if leads { 8 } else { 0 } + if wide { WIDE } else { 0 };
            (other, time::distance(doc, tokens, &place.tokens) + cost)
        };
        places.min_by_key(rank).map(|place| city_of(doc, place))
    };
    if let Some(place) = respectively(doc, tokens, scope) {
        return Some((place, None));
    }
    // what stands with a day in the bracket right behind the event is its own, whatever places follow
    if let Some(place) = site::bracketed(doc, tokens) {
        return Some((place, None));
    }
    // "A, 29 August - B hosted the session": a host is surer than the dateline
    let sentence = doc.sentence(tokens.start);
    let filed = |place: &Tokens| site::opens_line(doc, place);
    let own = located(scope);
    if let Some(host) =
        own.as_ref().filter(|place| filed(place)).and_then(|_| site::host(doc, tokens, &sentence))
    {
        return Some((host, None));
    }
    if let Some(place) = own {
        return Some((place, None));
    }
    if let Some(lead) = lead
        && let Some(place) = located(lead)
    {
        return Some((place, Some(lead.clone())));
    }
    let named = site::host(doc, tokens, &sentence).or_else(|| site::behind_noun(doc, tokens, &sentence));
    let named = named.or_else(|| if visit { None } else { site::opening_name(doc, tokens) });
    named.map(|place| (place, None))
}

/// "in A's capital, B", "in the B Palace, C": the city that stands right behind a state and a word for its capital, or
/// behind a building.
fn city_of(doc: &Doc<'_, '_>, place: &Mention) -> Tokens {
    let kind = place.attribute("kind");
    let end = place.tokens.end;
    // "A's capital"
    let owned = end < doc.chart.words.len() && doc.word(end).starts_with(['\'', '\u{2019}']);
    let noun = doc.starts("place-noun", end).or_else(|| doc.starts("place-noun", end + 1).filter(|_| owned));
    let noun = noun.map(|noun| noun.tokens.end);
    let after = noun.unwrap_or(end);
    let next = if doc.is_mark(after, &[","]) { after + 1 } else { after };
    let described = kind == Some("city") && doc.at("city", &place.tokens).is_none() && next > after;
    let behind = match kind {
        Some("country" | "region") => noun.is_some(),
        Some("site") => next > after,
        _ => described,
    };
    let city = doc.starts("place", next).filter(|city| {
        behind
            && next > end
            && matches!(city.attribute("kind"), Some("city" | "new"))
            && city.tokens.start < doc.sentence(end - 1).end
    });
    city.map_or_else(|| place.tokens.clone(), |city| city.tokens.clone())
}

/// The state that a region lies in; continents and their parts lie in none.
fn region_of<'d>(doc: &Doc<'d, '_>, place: &Mention) -> Option<&'d str> {
    doc.at("region", &place.tokens)?.attribute("country")
}

/// "«A» and «B» were held in C and D, respectively": names and places stand in the same order.
fn respectively(doc: &Doc<'_, '_>, tokens: &Tokens, scope: &Tokens) -> Option<Tokens> {
    let words = doc.pack.setting("respectively-words")?;
    let word = scope.clone().find(|&at| doc.is_any_of(at, words))?;
    let names: Vec<&Mention> = doc.within("quoted", scope).collect();
    let number =
        names.iter().position(|name| name.tokens == *tokens || tokens.contains(&name.tokens.start))?;
    let last = names.last()?.tokens.end;
    let places: Vec<Tokens> =
        doc.within("place", &(last..scope.end)).map(|place| place.tokens.clone()).collect();
    let row = names.len() > 1 && names.len() == places.len();
    let before = row && word >= last;
    places.into_iter().nth(number).filter(|_| before)
}

/// The place of the report's dateline, for what its first paragraph tells as done, and for what is said to be
/// "here".
pub(super) fn place_of_dateline(doc: &Doc<'_, '_>, tokens: &Tokens, held: bool) -> Option<(String, Tokens)> {
    const FIRST: usize = 5;
    let (number, sentence) = (doc.block_of(tokens.start), doc.sentence(tokens.start));
    let line = (0..FIRST.min(number + 1)).find_map(|block| dateline(doc, block))?;
    // a dateline on a line of its own is that of the next one
    let told = held && tokens.start >= line.report && doc.block_of(line.report) == number;
    (told || site::says_here(doc, &sentence))
        .then(|| (dateline_name(doc, &line.place), doc.sentence(line.place.start)))
}

/// "a visit to A", "visited A": where a visit goes.
fn is_aim(doc: &Doc<'_, '_>, place: &Tokens, visit: &Tokens) -> bool {
    const GAP: usize = 2;
    let words = doc.pack.setting("visit-words").unwrap_or_default();
    let to = (place.start.saturating_sub(GAP)..place.start).any(|at| doc.is_any_of(at, words));
    !words.is_empty()
        && (visit.contains(&place.start) || to && place.start >= visit.end && place.start - visit.end <= GAP)
}

/// The city that a sentence says something was done in, where it does not say it of another document.
pub(crate) fn place_named(doc: &Doc<'_, '_>, tokens: &Tokens, sentence: &Tokens) -> Option<String> {
    let (place, _) = place_of(doc, tokens, sentence, None, false)?;
    // "they signed A, and B is to be approved in C": another document and what is done to it stand between
    let next = doc.within("document", sentence).find(|other| between(&other.tokens, tokens, &place));
    let acted = |other: &Mention| doc.within("doc-action", &(other.tokens.end..place.start)).next().is_some();
    if place.start > tokens.end && next.is_some_and(acted) {
        return None;
    }
    let kind = doc.at("place", &place).and_then(|place| place.attribute("kind"));
    let city = matches!(kind, Some("city" | "new"));
    city.then(|| place_name(doc, &place))
}

/// A place at the very end of the event's own words, after a word of place.
pub(super) fn is_tail(doc: &Doc<'_, '_>, place: &Mention, tokens: &Tokens) -> bool {
    place.tokens.start > tokens.start && place.tokens.end == tokens.end && is_located(doc, place, tokens)
}

pub(super) fn is_located(doc: &Doc<'_, '_>, place: &Mention, scope: &Tokens) -> bool {
    const LONGEST_LEAD: usize = 4;
    let at = place.tokens.start;
    let in_org = doc.all("org").iter().chain(doc.all("document")).any(|&id| {
        let other = &doc.mention(id).tokens;
        other.start <= at && place.tokens.end <= other.end && *other != place.tokens
    });
    // a family name that ends like a word in the case of place
    let in_person = doc
        .persons
        .within(&doc.sentence(at))
        .any(|(name, _)| name.start <= at && place.tokens.end <= name.end && *name != place.tokens);
    if in_org || in_person {
        return false;
    }
    let words = doc.pack.setting("place-words").unwrap_or_default();
    // "the centre, based in A": where somebody has their seat
    let seats = doc.pack.setting("seat-words").unwrap_or_default();
    let is_place_word =
        |at: usize| doc.is_any_of(at, words) && !(at > scope.start && doc.is_any_of(at - 1, seats));
    // "on the territory of A", "off the coast of B" lead to a place by themselves
    let leads = |last: usize| {
        let from = last.saturating_sub(LONGEST_LEAD).max(scope.start);
        let nouns = doc.within("place-noun", &(from..last + 1)).next_back();
        nouns.is_some_and(|noun| noun.tokens.end == last + 1 && noun.attribute("lead").is_some())
    };
    let after_word = (1..=3).any(|back| {
        let Some(before) = at.checked_sub(back).filter(|&before| before >= scope.start) else { return false };
        let skipped = (before + 1..at).all(|skipped| {
            doc.chart.words[skipped].reads_as(Tags::ADJ)
                || doc.chart.words[skipped].reads_as(Tags::DET)
                || doc.starts("place-noun", skipped).is_some()
                // "in the c. of X": the stop of an abbreviated word for a place
                || doc.is_mark(skipped, &["."]) && doc.starts("place-noun", skipped - 1).is_some()
        });
        (is_place_word(before) || leads(before)) && skipped
    });
    let block = doc.block_of(at);
    let opening = doc.block(block).start + 14 > at;
    // "with aircraft from A, B and C": one of a row of states
    let in_row = |at: usize| {
        doc.is_mark(at - 1, &[","])
            && at.checked_sub(2).and_then(|last| doc.holding("country", last)).is_some()
            && doc.at("country", &place.tokens).is_some()
    };
    let item = doc.block_kind(block) != BlockKind::Paragraph
        && opening
        && at > 0
        && !in_row(at)
        && (doc.is_mark(at - 1, &[",", "–", "—", "-", "(", "|", ":", "•", "▪", "📍"]));
    // "in Minsk (Belarus)" is in Minsk
    let explains = |at: usize| doc.all("place").iter().any(|&id| doc.mention(id).tokens.end == at);
    // "X (Norway)": where somebody is from
    let from = |at: usize| doc.persons.within(&doc.sentence(at)).any(|(name, _)| name.end == at);
    // "(c. Osh, 4-6 March)"
    let abbreviated = at > 1 && doc.is_mark(at - 1, &["."]) && doc.starts("place-noun", at - 2).is_some();
    let noun = at > 0 && doc.starts("place-noun", at - 1).is_some_and(|noun| noun.tokens.end == at);
    let opens = if abbreviated { at - 2 } else { at - usize::from(noun) };
    let bracket = opens > 0
        && doc.is_mark(opens - 1, &["("])
        && doc.is_mark(place.tokens.end, &[",", ")"])
        && !explains(opens - 1)
        && !from(opens - 1);
    let parted = place.tokens.end < doc.chart.words.len()
        && doc.is_mark(place.tokens.end, &[",", ".", "–", "—", "-", "|", ":", ";", "("]);
    // "Oslo.", "10:00, Oslo." before what is held there
    let line = doc.sentence(at);
    let timed = |before: usize| {
        doc.chart.tokens()[before].kind != TokenKind::Word || doc.holding("time", before).is_some()
    };
    let alone = scope.start == line.start && line.end <= place.tokens.end + 1 && (line.start..at).all(timed);
    let opens = || site::opens_line(doc, &place.tokens) || site::follows_name(doc, &place.tokens);
    after_word
        || in_place_case(doc, &place.tokens)
        || is_near(doc, place, scope)
        || bracket
        || (item && parted)
        || alone
        || opens()
}

/// "by the village of A", "A's environs": a word for being close to a town or a feature, before it or, where heads end
/// their phrases, behind it. "By" a state says whose a thing is.
fn is_near(doc: &Doc<'_, '_>, place: &Mention, scope: &Tokens) -> bool {
    if !matches!(place.attribute("kind"), Some("city" | "new" | "region" | "feature" | "site")) {
        return false;
    }
    let listed = |at: usize, name: &str| doc.pack.setting(name).is_some_and(|words| doc.is_any_of(at, words));
    let (start, end) = (place.tokens.start, place.tokens.end);
    let noun = start > scope.start && doc.starts("place-noun", start - 1).is_some();
    let mut first = if noun { start - 1 } else { start };
    if first > scope.start && doc.chart.words[first - 1].reads_as(Tags::DET) {
        first -= 1;
    }
    let before = first > scope.start && listed(first - 1, "near-words");
    // "in the environs of the town of A": the noun for the town may stand between
    let behind = || (end..end + 2).any(|at| at < scope.end && listed(at, "near-words-behind"));
    before || behind()
}

/// Whether the ending of a place's last word says that something is there: languages without prepositions.
pub(crate) fn in_place_case(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    stands_in(doc, tokens, "place-case")
}

/// Whether the last word stands in the case that a setting names, and in no nominative.
fn stands_in(doc: &Doc<'_, '_>, tokens: &Tokens, setting: &str) -> bool {
    let Some(case) = doc.pack.setting(setting).and_then(|case| Tags::parse(&case)) else { return false };
    let word = tokens.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    word.is_some_and(|word| word.reads_as(case) && !word.reads_as(Tags::NOM))
}
