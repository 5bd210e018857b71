//! What is said of an event: its body, date, place, status and format.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::segment::BlockKind;

use super::candidate::Candidate;
use super::dateline::{dateline, dateline_name};
use super::site;
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use crate::time::{self, Time};

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

/// The sentence; for an item of a list, the whole item.
pub(super) fn scope_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    const OPENING: usize = 6;
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
    let dateline = number < 4 && doc.within("time", &opening).next().is_some();
    let places = !dateline && opening.len() <= OPENING && opening.end <= own.start && block.len() <= 60;
    let said = places
        && (doc.within("place", &opening).next().is_some() || doc.within("time", &opening).next().is_some());
    if said { block.start..own.end } else { own }
}

/// A heading that is little more than a date: it dates the lines under it.
pub(super) fn dated_heading(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const LONGEST: usize = 8;
    let above = (0..doc.block_of(at)).rev().find(|&block| doc.block_kind(block) == BlockKind::Heading)?;
    let heading = doc.block(above);
    let time = doc.within("time", &heading).next()?;
    (heading.len() <= LONGEST && time.tokens.start <= heading.start + 3).then_some(heading)
}

/// In a list item, the sentences that hold its dates and places besides the event's own.
pub(super) fn scope_evidence(doc: &Doc<'_, '_>, scope: &Tokens, tokens: &Tokens) -> Option<Tokens> {
    let own = doc.sentence(tokens.start);
    (scope.start < own.start).then_some(scope.start..own.start)
}

pub(super) fn set_body(doc: &Doc<'_, '_>, fact: &mut Fact, candidate: &Candidate, scope: &Tokens) {
    let own = candidate.body.clone().or_else(|| {
        let mut inside = doc.within("org", &candidate.tokens);
        // where heads end their phrases, the body stands nearest to the head, after the organisation it is of
        let org = if forms::heads_last(doc) { inside.next_back() } else { inside.next() };
        org.map(|org| org.tokens.clone())
    });
    let session = candidate.kind == "session";
    let named = head_noun(doc, candidate).filter(|_| session);
    let body = match own {
        Some(body) if session || candidate.body.is_some() => Some(body),
        Some(body)
            if matches!(candidate.kind.as_str(), "operation" | "exercise")
                && is_owner(doc, candidate, &body) =>
        {
            Some(body)
        }
        // "elections to the parliament" are not held by it
        Some(body)
            if candidate.kind == "vote" && is_owner(doc, candidate, &body) && !is_parliament(doc, &body) =>
        {
            Some(body)
        }
        Some(body)
            if matches!(candidate.kind.as_str(), "conference" | "roundtable" | "seminar")
                && owns_gathering(doc, candidate, &body) =>
        {
            Some(body)
        }
        _ => organiser(doc, candidate, scope)
            .or_else(|| own_subject(doc, candidate, scope))
            .or_else(|| committee_of(doc, candidate).filter(|_| session))
            .or_else(|| named.clone())
            .or_else(|| context_body(doc, candidate).filter(|_| session)),
    };
    // "meeting of energy ministers": they sit, whatever organisation is named beside
    let group =
        group_of(doc, candidate).filter(|group| body.as_ref().is_none_or(|body| group.contains(&body.start)));
    if let Some(group) = group {
        fact.set("body", forms::plain(doc, &group));
    } else if let Some(named) = named.filter(|named| body.as_ref() == Some(named)) {
        fact.set("body", forms::nominative(doc, &doc.full_org(&named)));
    } else if let Some(body) = body {
        fact.set("body", forms::nominative(doc, &doc.full_org(&body)));
    }
}

/// "the 76th session of the committee": the body that a small word names.
fn committee_of(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    doc.pack.setting("bodies-from-context")?;
    let name = candidate.name.as_ref()?;
    let head = name.clone().rev().find_map(|at| doc.starts("org-head", at))?.tokens.clone();
    let of = (name.start..head.start).rev().find(|&at| doc.chart.words[at].reads_as(Tags::ADP))?;
    Some(forms::bare(doc, &(of + 1..head.end)))
}

/// "the next session of the council": the small word for the body, where the language has it in the name.
fn head_noun(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    if doc.pack.setting("bodies-from-context").is_some() {
        return None;
    }
    let name = candidate.name.as_ref()?;
    let small =
        |at: usize| !doc.chart.tokens()[at].is_capitalised() && doc.starts("event-head", at).is_none();
    let mut heads = name.clone().filter(|&at| small(at)).filter_map(|at| doc.starts("org-head", at));
    let head = if forms::heads_last(doc) { heads.next_back() } else { heads.next() };
    head.filter(|head| head.attribute("kind") != Some("ministry")).map(|head| head.tokens.clone())
}

/// A session that bears no name of another body is that of the section's or the text's organisation.
fn context_body(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    doc.pack.setting("bodies-from-context")?;
    let name = candidate.name.as_ref().unwrap_or(&candidate.tokens);
    let other = |at: usize| {
        doc.chart.tokens()[at].is_capitalised()
            && doc.starts("event-head", at).is_none()
            && doc.starts("ordinal", at).is_none()
            && !doc.chart.words[at].reads_as(Tags::ADJ)
            && at != doc.sentence(at).start
    };
    if name.clone().any(other) {
        return None;
    }
    doc.section_org(candidate.tokens.start).or_else(|| doc.main_org.clone())
}

/// The holders of like offices who meet: after "of", or before the head.
pub(super) fn group_of(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const ADJECTIVES: usize = 5;
    let words = doc.pack.setting("group-heads")?;
    if !matches!(candidate.kind.as_str(), "session" | "meeting") || candidate.body.is_some() {
        return None;
    }
    let name = candidate.name.as_ref()?;
    let plural = |at: &usize| doc.is_any_of(*at, words);
    let head = name.clone().find(plural)?;
    let known = doc.within("org", name).any(|org| org.tokens.contains(&head));
    let of = (name.start..head).rev().take(ADJECTIVES).find(|&at| doc.chart.words[at].reads_as(Tags::ADP));
    let with = doc.pack.setting("party-words").unwrap_or_default();
    let met = of.is_some_and(|at| doc.is_any_of(at, with));
    if known || met {
        return None;
    }
    let start = of.map_or(name.start, |of| of + 1);
    let last = (head + 1..name.end).find(|&at| doc.starts("event-head", at).is_some());
    let owned = |at: &usize| !doc.is_mark(*at, &["'", "\u{2019}", "'s"]);
    let end = match of {
        // "meeting of the foreign ministers of A" ends with the name
        Some(_) => name.end,
        None => (head + 1..last.unwrap_or(head + 1)).find(owned).unwrap_or(head + 1).min(head + 1),
    };
    Some(start..end)
}

/// "The Assembly held its session": the body that "its" means.
pub(super) fn own_subject(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let words = doc.pack.setting("own-words")?;
    let name = candidate.name.as_ref().unwrap_or(&candidate.tokens);
    let own = (scope.start..name.start).rev().take(4).any(|at| doc.is_any_of(at, words));
    // the body named last before "its" is the one meant
    let before = scope.start..name.start;
    // an abbreviation in brackets explains the name before it
    let explains = |org: &&Mention| org.tokens.start > 0 && doc.is_mark(org.tokens.start - 1, &["("]);
    let subject = doc.within("org", &before).rfind(|org| !explains(org)).map(|org| org.tokens.clone());
    // "Commonwealth foreign ministers held their annual meeting"
    let group = || {
        let words = doc.pack.setting("group-heads")?;
        let head = before.clone().find(|&at| doc.is_any_of(at, words))?;
        let start =
            (before.start..head).rev().take_while(|&at| !doc.is_mark(at, &[",", ";", ":", "-"])).last();
        Some(forms::bare(doc, &(start.unwrap_or(head)..head + 1)))
    };
    if !own {
        None
    } else {
        group().filter(|group| subject.as_ref().is_none_or(|org| org.end < group.end)).or(subject)
    }
}

/// Whether a body within the event's words owns it: it stands before the head or right after it. Whom an
/// exercise is held with does not hold it.
pub(super) fn is_owner(doc: &Doc<'_, '_>, candidate: &Candidate, body: &Tokens) -> bool {
    let Some(head) =
        (candidate.tokens.start..candidate.tokens.end).rev().find_map(|at| doc.starts("event-head", at))
    else {
        return false;
    };
    let words = doc.pack.setting("with-words").unwrap_or_default();
    let with = (head.tokens.end..body.start).any(|at| doc.is_any_of(at, words));
    body.end <= head.tokens.start || (!with && body.start <= head.tokens.end + 3)
}

/// "the congress of the Federation", "the Council's round table": the body right beside the head, with nothing but
/// articles between and no word of place before it.
fn owns_gathering(doc: &Doc<'_, '_>, candidate: &Candidate, body: &Tokens) -> bool {
    let mut heads = candidate.tokens.clone().filter_map(|at| doc.starts("event-head", at));
    let head = if forms::heads_last(doc) { heads.next_back() } else { heads.next() };
    let Some(head) = head else { return false };
    let words = doc.pack.setting("body-words").unwrap_or_default();
    let small = |at: usize| {
        doc.chart.words[at].reads_as(Tags::DET)
            || doc.is_any_of(at, words)
            || doc.chart.words[at].reads_as(Tags::ADJ) && !doc.chart.tokens()[at].is_capitalised()
    };
    let gap =
        if body.end <= head.tokens.start { body.end..head.tokens.start } else { head.tokens.end..body.start };
    let apart = body.start < head.tokens.end && head.tokens.start < body.end;
    !apart && gap.len() <= 2 && gap.clone().all(small)
}

/// The body that a vote elects.
fn is_parliament(doc: &Doc<'_, '_>, body: &Tokens) -> bool {
    let first = || body.clone().find_map(|at| doc.starts("org-head", at));
    let kind = doc.org_head(body).or_else(first).and_then(|head| head.attribute("kind"));
    kind.is_none_or(|kind| matches!(kind, "assembly" | "council" | "government"))
}

/// The body that the sentence says organised it: "organised by X", "X ran a round table".
pub(super) fn organiser(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    organiser_in(doc, candidate, scope).or_else(|| {
        let next = organiser_after(doc, candidate)?;
        organiser_in(doc, candidate, &next)
    })
}

/// The sentence right after an event's own that says who organises it, and tells of no other event.
fn organiser_after(doc: &Doc<'_, '_>, candidate: &Candidate) -> Option<Tokens> {
    const LONGEST: usize = 24;
    const OPENING: usize = 3;
    let own = doc.sentence(candidate.tokens.start);
    let next = doc.sentence(own.end);
    let by = doc.within("by-word", &next).next()?;
    let opens = by.tokens.start <= next.start + OPENING && by.attribute("host").is_none();
    let alone = doc.within("event", &next).next().is_none() && doc.within("event", &own).count() == 1;
    let together = doc.block(doc.block_of(own.start)).contains(&next.start);
    (opens && alone && together && next.len() <= LONGEST && candidate.kind != "session").then_some(next)
}

fn organiser_in(doc: &Doc<'_, '_>, candidate: &Candidate, scope: &Tokens) -> Option<Tokens> {
    let own = &candidate.tokens;
    // what is organised is the event that no other parts from the word
    let apart = |by: &Tokens| {
        doc.within("event", scope).any(|other| other.tokens != *own && between(&other.tokens, own, by))
    };
    let by = doc
        .within("by-word", scope)
        .filter(|by| !apart(&by.tokens))
        .filter(|by| candidate.kind != "session" || by.attribute("host").is_none())
        .min_by_key(|by| time::distance(doc, own, &by.tokens))?;
    // a state that hosts or holds a session is not the body that sits; a host as such organises nothing
    let states = candidate.kind != "session" && by.attribute("host").is_none();
    let after = by.tokens.end..(by.tokens.end + 6).min(scope.end);
    let before = scope.start..by.tokens.start;
    let org = |tokens: &Tokens, last: bool| {
        let mut orgs = doc
            .within("org", tokens)
            .chain(doc.within("country", tokens).filter(|_| states))
            .map(|org| org.tokens.clone())
            .collect::<Vec<_>>();
        orgs.sort_by_key(|tokens| tokens.start);
        if last { orgs.pop() } else { orgs.into_iter().next() }
    };
    match by.attribute("side") {
        Some("before") => org(&before, true),
        _ => org(&after, false).map(|first| together(doc, first, scope)),
    }
}

/// "organised by A and B": both.
fn together(doc: &Doc<'_, '_>, first: Tokens, scope: &Tokens) -> Tokens {
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let and = first.end < scope.end && doc.is_any_of(first.end, joins);
    let next = first.end + 1..(first.end + 3).min(scope.end.max(first.end + 1));
    let second = ["org", "country", "state"]
        .iter()
        .filter_map(|class| next.clone().find_map(|at| doc.starts(class, at)))
        .max_by_key(|second| second.tokens.len());
    match second.filter(|_| and) {
        Some(second) => first.start..second.tokens.end,
        None => first,
    }
}

pub(super) type Dated<'d> = (&'d Time, Option<Tokens>);

/// The date said of an event: in its scope, in the line that leads into its list, or where a text speaks of
/// what has just been, none.
pub(super) fn date_of<'d>(
    doc: &'d Doc<'_, '_>,
    tokens: &Tokens,
    scope: &Tokens,
    lead: Option<&Tokens>,
) -> Option<Dated<'d>> {
    let near = |scope: &Tokens| {
        let fits = |time: &&Time| {
            if time.tokens.start < scope.start || scope.end < time.tokens.end {
                return false;
            }
            let in_name = tokens.contains(&time.tokens.start) && time.precision == 1;
            let in_title = doc
                .all("document")
                .iter()
                .any(|&id| doc.mention(id).tokens.contains(&time.tokens.start) && time.precision == 1);
            // "the session runs until 15 November": where it ends is not when it is
            let until = time::is_deadline(doc, time, scope);
            // "the chair for 2025-2026": years of the chair date no event
            let years = time.precision == 1
                && time.value.is_interval()
                && doc.within("chair-word", scope).next().is_some();
            // "adopted a decision on passing the chair on in 2026": a year to come dates nothing done
            let to_come = doc.pack.setting("future-words").is_some()
                && time.precision == 1
                && doc
                    .published_on
                    .is_some_and(|today| time.value.first_day().is_some_and(|day| day > today))
                && doc.within("doc-action", scope).any(|word| word.tokens.end <= time.tokens.start)
                && !says_status(doc, scope);
            // "the first since she took office in March"
            let since = doc.pack.setting("since-words").is_some_and(|words| {
                let before = time.tokens.start.saturating_sub(6).max(scope.start)..time.tokens.start;
                before.clone().any(|at| doc.is_any_of(at, words))
                    && !before.clone().any(|at| doc.is_mark(at, &[",", ";"]))
                    && !before.contains(&tokens.start)
            });
            !years
                && !since
                && !in_name
                && !in_title
                && !until
                && !to_come
                && !bracketed_for_another(doc, time, tokens, scope)
        };
        doc.times.iter().filter(fits).min_by_key(|time| {
            let other = doc
                .within("event", scope)
                .any(|event| event.tokens != *tokens && between(&event.tokens, tokens, &time.tokens));
            (other, time::distance(doc, tokens, &time.tokens) + if time.precision == 1 { 12 } else { 0 })
        })
    };
    let own = near(scope);
    // under a heading that sets the day, a year said in passing dates nothing
    let passing = own.is_some_and(|time| time.precision == 1);
    let heading = || dated_heading(doc, tokens.start).filter(|_| passing);
    if let Some(heading) = heading()
        && let Some(time) = near(&heading).filter(|time| time.precision == 3)
    {
        return Some((time, Some(heading)));
    }
    if let Some(time) = own {
        return Some((time, None));
    }
    let from =
        lead.cloned().filter(|lead| near(lead).is_some()).or_else(|| dated_heading(doc, tokens.start))?;
    near(&from).map(|time| (time, Some(from)))
}

/// "A (9-20 September), the drill B": what stands in brackets after one event says nothing of the next.
fn bracketed_for_another(doc: &Doc<'_, '_>, time: &Time, tokens: &Tokens, scope: &Tokens) -> bool {
    let open = (scope.start..time.tokens.start)
        .rev()
        .take_while(|&at| !doc.is_mark(at, &[")"]))
        .find(|&at| doc.is_mark(at, &["("]));
    let Some(open) = open else { return false };
    if tokens.contains(&open) || tokens.start > open && !doc.is_mark(time.tokens.end, &[")", ","]) {
        return false;
    }
    let named = |other: &&Mention| other.tokens != *tokens && other.tokens.end <= open;
    let before = doc.within("event", scope).rfind(named).map(|other| other.tokens.end);
    // the bracket is this event's where none other stands nearer to it
    tokens.start > open && before.is_some()
        || before.is_some_and(|end| end > tokens.end && tokens.end <= open)
}

pub(super) fn between(middle: &Tokens, a: &Tokens, b: &Tokens) -> bool {
    let (low, high) = if a.start < b.start { (a.end, b.start) } else { (b.end, a.start) };
    low <= middle.start && middle.end <= high
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
            is_located(doc, place, scope) && !own || is_tail(doc, place, tokens) || aim
        };
        let places = doc.within("place", scope).filter(fits);
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
            let cost = if before { 4 } else { 0 } + if leads { 8 } else { 0 };
            (other, time::distance(doc, tokens, &place.tokens) + cost)
        };
        places.min_by_key(rank).map(|place| place.tokens.clone())
    };
    if let Some(place) = located(scope) {
        return Some((place, None));
    }
    if let Some(lead) = lead
        && let Some(place) = located(lead)
    {
        return Some((place, Some(lead.clone())));
    }
    let sentence = doc.sentence(tokens.start);
    let named = site::host(doc, tokens, &sentence).or_else(|| site::behind_noun(doc, tokens, &sentence));
    let named = named.or_else(|| if visit { None } else { site::opening_name(doc, tokens) });
    named.map(|place| (place, None))
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

/// The city that a sentence says something was done in.
pub(crate) fn place_named(doc: &Doc<'_, '_>, tokens: &Tokens, sentence: &Tokens) -> Option<String> {
    let (place, _) = place_of(doc, tokens, sentence, None, false)?;
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
    if in_org {
        return false;
    }
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let is_place_word = |at: usize| doc.is_any_of(at, words);
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
    let item = doc.block_kind(block) != BlockKind::Paragraph
        && opening
        && at > 0
        && (doc.is_mark(at - 1, &[",", "–", "—", "-", "(", "|", ":", "•", "▪", "📍"]));
    // "in Minsk (Belarus)" is in Minsk
    let explains = |at: usize| doc.all("place").iter().any(|&id| doc.mention(id).tokens.end == at);
    // "(c. Osh, 4-6 March)"
    let abbreviated = at > 1 && doc.is_mark(at - 1, &["."]) && doc.starts("place-noun", at - 2).is_some();
    let noun = at > 0 && doc.starts("place-noun", at - 1).is_some_and(|noun| noun.tokens.end == at);
    let opens = if abbreviated { at - 2 } else { at - usize::from(noun) };
    let bracket = opens > 0
        && doc.is_mark(opens - 1, &["("])
        && doc.is_mark(place.tokens.end, &[",", ")"])
        && !explains(opens - 1);
    let parted = place.tokens.end < doc.chart.words.len()
        && doc.is_mark(place.tokens.end, &[",", ".", "–", "—", "-", "|", ":", ";", "("]);
    let alone =
        doc.sentence(at).start == at && doc.sentence(at).end <= place.tokens.end + 1 && scope.start == at;
    let opens = || site::opens_line(doc, &place.tokens) || site::follows_name(doc, &place.tokens);
    after_word || in_place_case(doc, &place.tokens) || bracket || (item && parted) || alone || opens()
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
    match (nearest, after) {
        (_, Some(true)) => "planned",
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
                && doc.within("format-word", tokens).any(|word| word.attribute("format") == Some("joint"))
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

/// Whether the ending of a place's last word says that something is there: languages without prepositions.
pub(crate) fn in_place_case(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    stands_in(doc, tokens, "place-case")
}

/// Whether the last word stands in the case that a setting names, and in no nominative.
fn stands_in(doc: &Doc<'_, '_>, tokens: &Tokens, setting: &str) -> bool {
    let Some(case) = doc.pack.setting(setting).and_then(Tags::parse) else { return false };
    let word = tokens.end.checked_sub(1).and_then(|at| doc.chart.words.get(at));
    word.is_some_and(|word| word.reads_as(case) && !word.reads_as(Tags::NOM))
}
