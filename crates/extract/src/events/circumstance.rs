//! What is said of an event beside its name: how far its scope goes, what becomes of it, in what format.

use rules::Mention;
use text::morph::Tags;
use text::segment::BlockKind;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time::{self, Time};

/// The longest words, in tokens, that open a line of a diary.
const OPENING: usize = 6;
/// The longest that are but a day and a place: "15-16 May 2031, Oslo (Norway)."
const DAY_AND_PLACE: usize = 12;

/// Whether a sentence is short enough to open a line of a diary.
fn opens_diary(doc: &Doc<'_, '_>, opening: &Tokens) -> bool {
    let told = |at: usize| {
        doc.chart.tokens()[at].kind != TokenKind::Word
            || doc.holding("time", at).is_some()
            || doc.holding("place", at).is_some()
    };
    opening.len() <= OPENING || opening.len() <= DAY_AND_PLACE && opening.clone().all(told)
}

/// The sentence; for an item of a list, the whole item.
pub(super) fn scope_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let number = doc.block_of(tokens.start);
    let (block, own) = (doc.block(number), doc.sentence(tokens.start));
    // an item that tells of several events tells of each in its own sentence
    let others = || doc.within("event", &block).any(|other| !own.contains(&other.tokens.start));
    let several = doc.pack.setting("sections-name-bodies").is_some() && own != block && others();
    if doc.block_kind(number) == BlockKind::Item && block.len() <= 60 && !several {
        return block;
    }
    // "Dushanbe. Meeting of the Council ...": the opening words of a diary's line place what follows
    let opening = doc.sentence(block.start);
    // the dateline of a report dates its telling rather than what it tells of
    let dateline = number < 4 && dated_opening(doc, number) && !in_diary(doc, number);
    let places = !dateline && opens_diary(doc, &opening) && opening.end <= own.start && block.len() <= 60;
    let said = places
        && (doc.within("place", &opening).next().is_some() || doc.within("time", &opening).next().is_some());
    if said { block.start..own.end } else { own }
}

/// "15-16 May, Oslo. ...": whether a paragraph opens with some words of a day; a time of the clock is a programme's.
fn dated_opening(doc: &Doc<'_, '_>, number: usize) -> bool {
    let block = doc.block(number);
    let opening = doc.sentence(block.start);
    let day = || doc.times.iter().any(|time| opening.contains(&time.tokens.start));
    !block.is_empty() && opens_diary(doc, &opening) && opening.end < block.end && day()
}

/// "24 May, Oslo. We unpacked. Then a round table on A": the day and place that open an entry of a diary are those of the
/// whole entry.
pub(super) fn diary_entry(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<Tokens> {
    let number = doc.block_of(tokens.start);
    let opening = doc.sentence(doc.block(number).start);
    let entry = opening.end <= tokens.start && dated_opening(doc, number) && in_diary(doc, number);
    entry.then_some(opening)
}

/// Whether the paragraph above or below opens with a day as well: a report has one dateline.
fn in_diary(doc: &Doc<'_, '_>, number: usize) -> bool {
    let above = number.checked_sub(1).filter(|above| doc.blocks().contains(above));
    let below = Some(number + 1).filter(|below| doc.blocks().contains(below));
    above.into_iter().chain(below).any(|next| dated_opening(doc, next))
}

/// "X said on Thursday that the summit would be held in May", "it will be held in May, X said at a briefing": what
/// the sentence says of the saying and what it says of what was said are two things.
pub(super) fn spoken_scope(doc: &Doc<'_, '_>, tokens: &Tokens, scope: Tokens) -> Tokens {
    const NEAR: usize = 6;
    const CLAUSE: usize = 8;
    const SHORTEST: usize = 4;
    let Some(that) = doc.pack.setting("that-words") else { return scope };
    if forms::governed_from_behind(doc) || scope != doc.sentence(tokens.start) {
        return scope;
    }
    let Some(verb) = doc.within("speech-verb", &scope).find(|verb| !tokens.contains(&verb.tokens.start))
    else {
        return scope;
    };
    let leads = (verb.tokens.start..scope.end).find(|&at| doc.is_any_of(at, that));
    if let Some(leads) = leads {
        return match leads < tokens.start {
            true => leads + 1..scope.end,
            false if tokens.end <= leads => scope.start..leads,
            false => scope,
        };
    }
    let last = doc.within("speech-verb", &(scope.start..tokens.start)).next_back();
    let Some(last) = last.filter(|last| tokens.start - last.tokens.end <= NEAR) else { return scope };
    let from = last.tokens.start.saturating_sub(CLAUSE).max(scope.start);
    let comma = (from..last.tokens.start).rev().find(|&at| doc.is_mark(at, &[","]));
    match comma.filter(|comma| comma - scope.start >= SHORTEST) {
        Some(comma) => comma + 1..scope.end,
        None => scope,
    }
}

/// In a list item, the sentences that hold its dates and places besides the event's own.
pub(super) fn scope_evidence(doc: &Doc<'_, '_>, scope: &Tokens, tokens: &Tokens) -> Option<Tokens> {
    let own = doc.sentence(tokens.start);
    (scope.start < own.start).then_some(scope.start..own.start)
}

/// Whether the sentence says by a word what became of an event.
pub(super) fn says_status(doc: &Doc<'_, '_>, scope: &Tokens) -> bool {
    doc.within("status-word", scope).any(|word| word.attribute("status").is_some())
}

/// Whether a verb of taking place says by its tense what became of an event.
pub(super) fn says_tense(doc: &Doc<'_, '_>, scope: &Tokens) -> bool {
    doc.within("status-word", scope).any(|word| !tense_of(doc, &word.tokens).is_empty())
}

/// Held, planned, ongoing or cancelled: what the sentence says, else what the date says.
pub(super) fn status_of(
    doc: &Doc<'_, '_>,
    tokens: &Tokens,
    scope: &Tokens,
    when: Option<&Time>,
) -> &'static str {
    /// Days that a gathering lasts, at most.
    const LONGEST: i32 = 30;
    let mut words: Vec<(&str, usize)> = Vec::new();
    for word in doc.within("status-word", scope) {
        let status = match word.attribute("status") {
            Some(status) => status,
            None => tense_of(doc, &word.tokens),
        };
        let in_name = tokens.contains(&word.tokens.start) && word.tokens.len() > 1;
        // "the minister postponed his trip": what is called off is the event that follows the word at once
        let of_other = status == "cancelled"
            && doc.pack.setting("subject-first").is_some()
            && doc.within("event", scope).any(|other| {
                other.tokens != *tokens
                    && other.tokens.start >= word.tokens.end
                    && other.tokens.start - word.tokens.end <= 3
                    // "called off because of the storm"
                    && !(word.tokens.end..other.tokens.start).any(|at| doc.chart.words[at].reads_as(Tags::ADP))
            });
        if !status.is_empty() && !in_name && !of_other {
            words.push((status, time::distance(doc, tokens, &word.tokens)));
        }
    }
    let has = |wanted: &str| words.iter().any(|(status, distance)| *status == wanted && *distance <= 25);
    if has("cancelled") {
        return "cancelled";
    }
    let nearest = words.iter().min_by_key(|(_, distance)| *distance).map(|(status, _)| *status);
    let after = when
        .and_then(|time| Some((time.value.first_day()?, doc.published_on?)))
        .map(|(day, today)| day > today);
    // what is listed under "Coming up" is to come, whatever verb or none it has
    let ahead = after.is_none() && nearest != Some("held") && doc.is_ahead(tokens.start);
    // the days of it that are past have been, whatever is to come
    let begun = when
        .and_then(|time| Some((time.value.first_day()?, time.value.last_day()?, doc.published_on?)))
        .is_some_and(|(first, last, today)| {
            first < today && today <= last && (today - first).get_days() < LONGEST
        });
    match (nearest, after) {
        (_, Some(true)) => "planned",
        (Some("planned"), _) if begun && when.is_some_and(|time| time.precision == 3) => "ongoing",
        _ if ahead => "planned",
        (Some("ongoing"), _) => "ongoing",
        (Some("planned"), None) => "planned",
        (Some("planned"), Some(false))
            if when.is_some_and(|time| {
                time.precision < 3
                    || doc.published_on.is_some_and(|today| time.value.last_day() >= Some(today))
            }) =>
        {
            "planned"
        }
        _ => "held",
    }
}

/// A verb's tense: past is held, future planned, present of what goes on, ongoing.
pub(super) fn tense_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> &'static str {
    let word = |tags: &str| Tags::parse(tags).is_some_and(|tags| doc.chart.reads_as(tokens, tags));
    match () {
        () if word("past") => "held",
        () if word("fut") => "planned",
        () if word("pres") => "ongoing",
        () if word("inf") => "planned",
        () => "",
    }
}

pub(super) fn set_format(doc: &Doc<'_, '_>, fact: &mut Fact, tokens: &Tokens, scope: &Tokens) {
    let near = |word: &&Mention| time::distance(doc, tokens, &word.tokens) <= 14 || scope.len() < 24;
    let formats: Vec<&str> =
        doc.within("format-word", scope).filter(near).filter_map(|word| word.attribute("format")).collect();
    let narrow_and_extended = formats.contains(&"narrow") && formats.contains(&"extended");
    let relevant = |format: &str| match format {
        "joint" => {
            fact.get("kind") == Some("session")
                && doc
                    .within("format-word", tokens)
                    .any(|word| word.attribute("format") == Some("joint") && !in_name_of_body(doc, word))
        }
        "narrow" | "extended" => {
            !narrow_and_extended
                && fact.get("kind") == Some("session")
                && doc.within("format-word", tokens).next().is_some()
        }
        _ => true,
    };
    if let Some(format) = formats.into_iter().find(|format| relevant(format)) {
        let format = format.to_owned();
        fact.set("format", format);
    }
}

/// "the Joint Commission": the word is a part of a body's name, and says nothing of its session.
fn in_name_of_body(doc: &Doc<'_, '_>, word: &Mention) -> bool {
    let holds = |org: &Tokens| org.start <= word.tokens.start && word.tokens.end < org.end;
    doc.all("org").iter().any(|&id| holds(&doc.mention(id).tokens))
}
