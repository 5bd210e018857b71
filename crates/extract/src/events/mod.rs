//! Events: what took place or is planned, with its date, place, organiser and status.

mod candidate;
mod circumstance;
mod site;

use text::fold::fold;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use candidate::{
    Candidate, bare_names, candidates, is_inside_name, is_inside_title, is_standing, number_in, roman,
};
use circumstance::{
    date_of, place_name, place_of, place_of_dateline, says_status, scope_evidence, scope_of, set_body,
    set_format, status_of,
};

pub(crate) use candidate::{dated_word, longest_head};
pub(crate) use circumstance::{in_place_case, place_named};
pub(crate) use site::report_start;

/// One event of the publication.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub fact: Fact,
    /// Where it is named, first place first.
    pub mentions: Vec<Tokens>,
    /// It bears a name of its own: quoted, dated, numbered or in capitals.
    proper: bool,
    /// Enough is said of it to enter it.
    pub worth: bool,
    words: Vec<String>,
    /// What the pack knows its body as.
    body_id: Option<String>,
    /// What the pack knows the organisation in its name as.
    org_id: Option<String>,
    /// Which of its row it is.
    number: Option<u32>,
}

impl Event {
    pub fn kind(&self) -> &str {
        self.fact.get("kind").unwrap_or_default()
    }

    pub fn status(&self) -> &str {
        self.fact.get("status").unwrap_or_default()
    }

    /// How others refer to it.
    pub fn name(&self) -> Option<&str> {
        self.fact.get("name").or_else(|| self.fact.get("body"))
    }

    /// Whether people gather at it: sentences after it speak of it.
    fn gathers(&self) -> bool {
        !matches!(self.kind(), "incident" | "press-conference" | "vote")
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub list: Vec<Event>,
}

impl Events {
    pub fn into_facts(self) -> Vec<(usize, Fact)> {
        self.list
            .into_iter()
            .enumerate()
            .filter(|(_, event)| event.worth)
            .map(|(number, event)| (number, event.fact))
            .collect()
    }

    /// The event named in these tokens, nearest to `at`.
    pub fn named_in(&self, scope: &Tokens, at: usize) -> Option<usize> {
        let inside = |tokens: &Tokens| scope.start <= tokens.start && tokens.end <= scope.end;
        let distance = |tokens: &Tokens| tokens.start.abs_diff(at);
        let near = |event: &Event| event.mentions.iter().filter(|tokens| inside(tokens)).map(distance).min();
        let worth = self.list.iter().enumerate().filter(|(_, event)| event.worth);
        worth.filter_map(|(number, event)| Some((near(event)?, number))).min().map(|(_, number)| number)
    }

    /// The gathering that the text is about at this token: the latest one named before, planned ones aside.
    pub fn in_focus(&self, at: usize) -> Option<usize> {
        let fits = |event: &&(usize, &Event)| {
            event.1.worth && event.1.gathers() && !matches!(event.1.status(), "planned" | "cancelled")
        };
        let list: Vec<(usize, &Event)> = self.list.iter().enumerate().collect();
        let latest = list.iter().filter(fits).filter_map(|(number, event)| {
            let last =
                event.mentions.iter().filter(|tokens| tokens.start <= at).map(|tokens| tokens.start).max()?;
            Some((last, *number))
        });
        latest.max().map(|(_, number)| number)
    }

    /// The gathering to come that these tokens name last, where they name none that was held.
    pub fn planned_in(&self, scope: &Tokens) -> Option<usize> {
        let inside = |event: &Event| {
            let mentions = event.mentions.iter().filter(|tokens| scope.contains(&tokens.start));
            mentions.map(|tokens| tokens.start).max()
        };
        let gatherings = self.list.iter().enumerate().filter(|(_, event)| event.worth && event.gathers());
        let last = gatherings.filter_map(|(number, event)| Some((inside(event)?, number))).max()?;
        self.list.get(last.1).filter(|event| event.status() == "planned").map(|_| last.1)
    }

    /// The gathering to come that was named last before this token.
    pub fn planned_before(&self, at: usize) -> Option<usize> {
        let planned = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, event)| event.worth && event.gathers() && event.status() == "planned");
        let last = planned.filter_map(|(number, event)| {
            let before =
                event.mentions.iter().map(|tokens| tokens.start).filter(|start| *start <= at).max()?;
            Some((before, number))
        });
        last.max().map(|(_, number)| number)
    }

    /// The session that adopts the documents named here; where it is done, no session that is yet to come.
    pub fn session_before(&self, at: usize, done: bool) -> Option<usize> {
        let fits = |event: &Event| {
            event.worth
                && matches!(event.kind(), "session" | "conference" | "meeting")
                && event.status() != "cancelled"
                && !(done && event.status() == "planned")
        };
        let latest =
            self.list.iter().enumerate().filter(|(_, event)| fits(event)).filter_map(|(number, event)| {
                let last = event
                    .mentions
                    .iter()
                    .filter(|tokens| tokens.start <= at)
                    .map(|tokens| tokens.start)
                    .max()?;
                let session = event.kind() == "session" && event.status() != "planned";
                Some((session, last, number))
            });
        latest.max().map(|(_, _, number)| number)
    }
}

pub(crate) fn find(doc: &Doc<'_, '_>) -> Events {
    let mut events = Events::default();
    let mut found: Vec<Candidate> = Vec::new();
    for &id in doc.all("event") {
        let mention = doc.mention(id);
        // a line in capitals is a rubric, not a report
        let capitals = |tokens: &Tokens| {
            tokens.clone().all(|at| {
                doc.word(at).chars().count() <= 2
                    || !matches!(
                        doc.chart.tokens()[at].shape,
                        text::token::Shape::Lower | text::token::Shape::Title
                    )
            })
        };
        let rubric = capitals(&mention.tokens)
            && (mention.tokens.len() > 1 || capitals(&doc.sentence(mention.tokens.start)));
        let body = is_standing(doc, mention);
        if !rubric && !body && !is_inside_title(doc, mention) && !is_inside_name(doc, mention) {
            found.extend(candidates(doc, mention));
        }
    }
    let said_by_verb: Vec<bool> = found.iter().map(|candidate| is_echo(doc, candidate, &found)).collect();
    let mut echoes = said_by_verb.into_iter();
    found.retain(|_| !echoes.next().unwrap_or_default());
    found.extend(bare_names(doc, &found));
    found.sort_by_key(|candidate| candidate.tokens.start);
    for candidate in found {
        enter(doc, &mut events, candidate);
    }
    body_by_row(&mut events);
    by_lead(doc, &mut events);
    beside(doc, &mut events);
    date_by_title(doc, &mut events);
    in_passing(doc, &mut events);
    by_report(doc, &mut events);
    for number in 0..events.list.len() {
        events.list[number].worth = is_worth(&events.list[number]) || titles(doc, &events.list[number]);
    }
    events
}

/// An event that the heading names: the lines under it say when and where, unless they name another.
fn by_lead(doc: &Doc<'_, '_>, events: &mut Events) {
    const FIRST: usize = 4;
    const LINES: usize = 2;
    for event in &mut events.list {
        let Some(named) = event.mentions.first().cloned() else { continue };
        let number = doc.block_of(named.start);
        let heading = doc.block_kind(number) == text::segment::BlockKind::Heading && number < FIRST;
        if !heading || !event.gathers() || event.status() == "cancelled" {
            continue;
        }
        let mut lines = (number + 1..=number + LINES).map(|line| doc.sentence(doc.block(line).start));
        let silent = |line: &Tokens| !line.is_empty() && doc.within("event", line).next().is_none();
        while let Some(line) = lines.next().filter(silent) {
            let mut said = false;
            if event.fact.get("place").is_none()
                && let Some((place, None)) = place_of(doc, &(line.start..line.start), &line, None, false)
            {
                event.fact.set("place", place_name(doc, &place));
                said = true;
            }
            let day = doc.times.iter().find(|time| line.contains(&time.tokens.start) && time.precision == 3);
            if event.fact.get("date").is_none()
                && let Some(day) = day
            {
                event.fact.set("date", day.value.as_str().to_owned());
                said = true;
            }
            if said {
                event.fact.evidence.push(line);
            }
        }
    }
}

/// "On the sidelines of the summit, a round table was held": when and where the summit was.
fn beside(doc: &Doc<'_, '_>, events: &mut Events) {
    let Some(words) = doc.pack.setting("side-words") else { return };
    for at in 0..events.list.len() {
        let Some(named) = events.list[at].mentions.first().cloned() else { continue };
        let sentence = doc.sentence(named.start);
        let side = sentence.clone().find(|&at| words.split(' ').any(|word| word == fold(doc.word(at))));
        let Some(side) = side else { continue };
        let main = |event: &&Event| {
            event.mentions.iter().any(|tokens| side < tokens.start && tokens.start <= side + 4)
                && event.mentions.iter().all(|tokens| *tokens != named)
        };
        let Some(main) = events.list.iter().find(main).cloned() else { continue };
        for slot in ["date", "place"] {
            if events.list[at].fact.get(slot).is_none()
                && let Some(value) = main.fact.get(slot)
            {
                events.list[at].fact.set(slot, value.to_owned());
            }
        }
        events.list[at].fact.evidence.extend(main.fact.evidence.first().cloned());
    }
}

/// "The 41st session" of a text that tells whose the 40th session was.
fn body_by_row(events: &mut Events) {
    let unnumbered = |event: &Event| -> Vec<String> {
        let numbers: Vec<String> = numbers(&event.words).into_iter().cloned().collect();
        event.words.iter().filter(|word| !numbers.contains(word)).cloned().collect()
    };
    for at in 0..events.list.len() {
        let event = &events.list[at];
        if event.fact.get("body").is_some() || event.number.is_none() {
            continue;
        }
        let alike = |other: &&Event| {
            other.kind() == event.kind() && other.number.is_some() && other.number != event.number
        };
        let row: Vec<&Event> = events.list.iter().filter(alike).collect();
        let shared = |other: &&&Event| {
            let (a, b) = (unnumbered(event), unnumbered(other));
            b.iter().any(|word| a.contains(word)) || a.is_empty()
        };
        let body = row.iter().find(shared).and_then(|other| other.fact.get("body")).map(str::to_owned);
        if let Some(body) = body {
            events.list[at].fact.set("body", body);
        }
    }
}

/// "The ministers met for a session": a verb of meeting beside an event that the sentence names, or without a
/// time or place, tells of no other event.
fn is_echo(doc: &Doc<'_, '_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    let sentence = doc.sentence(candidate.tokens.start);
    candidate.bare_verb
        && !forms::heads_last(doc)
        && found.iter().any(|other| {
            other.tokens != candidate.tokens
                && sentence.start <= other.tokens.start
                && other.tokens.end <= sentence.end
                && !(other.bare_verb && other.tokens.start > candidate.tokens.start)
        })
}

/// Talks that a text tells of after the visit that they were part of, with nobody saying when: with those named
/// who met, they were held when and where it was.
fn in_passing(doc: &Doc<'_, '_>, events: &mut Events) {
    const NEAR: usize = 2;
    for at in 0..events.list.len() {
        let event = &events.list[at];
        let silent = event.fact.get("date").is_none() && event.fact.get("place").is_none();
        let Some(named) = event.mentions.first().cloned().filter(|_| silent && event.kind() == "meeting")
        else {
            continue;
        };
        let sentence = doc.sentence(named.start);
        const REACH: usize = 8;
        let before = named.start.saturating_sub(REACH).max(sentence.start)..named.start;
        let held = doc.within("status-word", &before).next().is_some();
        if !held
            || doc.persons.within(&sentence).next().is_none()
            || doc.block_kind(doc.block_of(named.start)) != text::segment::BlockKind::Paragraph
        {
            continue;
        }
        let main = |other: &&Event| {
            let before = other.mentions.iter().rfind(|tokens| tokens.end <= named.start);
            let near =
                before.is_some_and(|tokens| doc.block_of(tokens.start) + NEAR > doc.block_of(named.start));
            near && other.kind() == "visit"
                && other.fact.get("date").is_some()
                && other.status() == event.status()
        };
        let Some(main) = events.list.iter().rfind(main).cloned() else { continue };
        for slot in ["date", "place"] {
            if let Some(value) = main.fact.get(slot) {
                events.list[at].fact.set(slot, value.to_owned());
            }
        }
        events.list[at].fact.evidence.extend(main.fact.evidence.first().cloned());
    }
}

/// A report that says in its first words what was done when and where, and then speaks of the session: it was
/// held then and there.
fn by_report(doc: &Doc<'_, '_>, events: &mut Events) {
    const FIRST: usize = 4;
    let Some(at) = events.list.iter().position(|event| event.gathers() && event.status() == "held") else {
        return;
    };
    let event = &events.list[at];
    let silent = event.fact.get("date").is_none();
    let Some(named) = event.mentions.first().cloned().filter(|_| silent && event.kind() == "session") else {
        return;
    };
    let (block, sentence) = (doc.block_of(named.start), doc.sentence(named.start));
    let held = doc.within("status-word", &sentence).next().is_some();
    if block >= FIRST || !held || doc.block_kind(block) != text::segment::BlockKind::Paragraph {
        return;
    }
    let paragraph = doc.block(block).start..named.start;
    let day = |time: &&crate::time::Time| {
        time.precision == 3 && paragraph.contains(&time.tokens.start) && !time.value.is_interval()
    };
    let Some(day) = doc.times.iter().rfind(day) else { return };
    let told = doc.sentence(day.tokens.start);
    let place = place_of(doc, &(told.start..told.start), &told, None, false);
    let event = &mut events.list[at];
    event.fact.set("date", day.value.as_str().to_owned());
    if let Some((place, _)) = place.filter(|_| event.fact.get("place").is_none()) {
        event.fact.set("place", place_name(doc, &place));
    }
    event.fact.evidence.push(told);
}

/// Outcomes of a year: what such a text tells without a date was held in the year of its title.
fn date_by_title(doc: &Doc<'_, '_>, events: &mut Events) {
    let title = doc.block(0);
    let Some(year) = doc
        .times
        .iter()
        .find(|time| time.precision == 1 && !time.value.is_interval() && title.contains(&time.tokens.start))
    else {
        return;
    };
    let several = events.list.iter().filter(|event| event.status() == "held").count() >= 4;
    if doc.published_on.is_some() || !several {
        return;
    }
    for event in events.list.iter_mut().filter(|event| {
        event.status() == "held" && event.fact.get("date").is_none() && event.kind() != "press-conference"
    }) {
        event.fact.set("date", year.value.to_string());
        event.fact.evidence.push(title.clone());
    }
}

fn enter(doc: &Doc<'_, '_>, events: &mut Events, candidate: Candidate) {
    let mut fact = Fact::new("event", candidate.rule.clone());
    fact.set("kind", candidate.kind.clone());
    if let Some(name) = &candidate.name {
        let quoted = doc.at("quoted", name).is_some();
        let text = if quoted { forms::plain(doc, name) } else { forms::nominative(doc, name) };
        fact.set("name", text);
    }
    let scope = scope_of(doc, &candidate.tokens);
    let lead = doc.lead_in(doc.block_of(candidate.tokens.start));
    set_body(doc, &mut fact, &candidate, &scope);
    let when = date_of(doc, &candidate.tokens, &scope, lead.as_ref());
    let place = place_of(doc, &candidate.tokens, &scope, lead.as_ref(), candidate.kind == "visit");
    fact.evidence.push(doc.sentence(candidate.tokens.start));
    fact.evidence.extend(scope_evidence(doc, &scope, &candidate.tokens));
    if let Some((time, from)) = &when {
        fact.set("date", time.value.as_str().to_owned());
        fact.evidence.extend(from.clone());
        fact.evidence.extend(time.anchored_at.clone().map(|at| doc.sentence(at.start)));
    }
    if let Some((place, from)) = &place {
        fact.set("place", place_name(doc, place));
        fact.evidence.extend(from.clone());
    }
    let status = status_of(doc, &candidate.tokens, &scope, when.as_ref().map(|(time, _)| *time));
    fact.set("status", status.to_owned());
    if place.is_none()
        && let Some((name, line)) = place_of_dateline(doc, &candidate.tokens, status == "held")
            .filter(|_| !matches!(candidate.kind.as_str(), "visit" | "incident" | "vote"))
    {
        fact.set("place", name);
        fact.evidence.push(line);
    }
    // the date in a publication's head dates what it reports as done, not what it says will be
    let headline = |from: &Tokens| doc.block_of(from.start) == 0 && scope.start >= from.end;
    let dated_by_head = when
        .as_ref()
        .is_some_and(|(time, from)| !time.value.is_interval() && from.as_ref().is_some_and(headline));
    if dated_by_head && status == "planned" {
        fact.slots.remove("date");
    }
    set_format(doc, &mut fact, &candidate.tokens, &scope);
    let words = words_of(fact.get("name").unwrap_or_default());
    let number = candidate.name.as_ref().and_then(|name| number_in(doc, name));
    // "the session" of a sentence that says nothing of its own is the one spoken of, planned or held
    let silent = candidate.generic && when.is_none() && !says_status(doc, &scope);
    let like = |silent| {
        events.list.iter().rposition(|event| {
            is_same(event, &candidate, &fact, &words, silent)
                || is_same_of_row(event, &candidate, &fact, &words, number)
        })
    };
    let known = like(false).or_else(|| if silent { like(true) } else { None });
    match known {
        Some(number) => merge(&mut events.list[number], fact, candidate),
        None => events.list.push(Event {
            fact,
            mentions: vec![candidate.tokens],
            proper: candidate.proper,
            worth: false,
            words,
            body_id: candidate.body_id,
            org_id: candidate.org_id,
            number,
        }),
    }
}

fn words_of(name: &str) -> Vec<String> {
    let letters = |word: &&str| word.chars().any(char::is_alphanumeric);
    name.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .filter(letters)
        .map(|word| fold(word).chars().take(6).collect())
        .collect()
}

/// Whether a mention speaks of an event entered before.
fn is_same(event: &Event, candidate: &Candidate, fact: &Fact, words: &[String], silent: bool) -> bool {
    let kinds = |a: &str, b: &str| {
        a == b
            || matches!(
                (a, b),
                ("session", "meeting")
                    | ("meeting", "session")
                    | ("operation", "exercise")
                    | ("exercise", "operation")
            )
    };
    if candidate.generic {
        // a day of the days that the session lasted is the same; two days are two sessions
        let days = |fact: &Fact| fact.get("date").is_some_and(|date| date.contains('/'));
        let same_day = fact.get("date").is_none()
            || fact.get("date") == event.fact.get("date")
            || days(&event.fact) != days(fact) && dates_agree(event, fact);
        // "the Forum" of a text about the Eleventh Forum on something
        // "a bilateral meeting", "talks between A and B" are no other name of the session that was spoken of
        if event.kind() == "session" && candidate.kind == "meeting" && candidate.apart {
            return false;
        }
        let word_of = event.gathers() && event.proper && words.iter().all(|word| event.words.contains(word));
        let same_kind = event.kind() == candidate.kind
            || (kinds(event.kind(), &candidate.kind) && same_day)
            || (word_of && fact.get("date").is_none());
        let undated = fact.get("date").is_none();
        return same_kind
            && dates_agree(event, fact)
            && (silent || event.status() == fact.get("status").unwrap_or_default())
            && (undated || places_agree(event, fact));
    }
    if !kinds(event.kind(), &candidate.kind) || !dates_agree(event, fact) {
        return false;
    }
    if candidate.proper && event.proper {
        return words == event.words.as_slice()
            || (candidate.kind == "session"
                && overlap(words, &event.words) >= 0.75
                && numbers(words) == numbers(&event.words))
            || same_number(event, candidate, words);
    }
    let statuses = event.status() == fact.get("status").unwrap_or_default();
    let bodies = match (event.fact.get("body"), fact.get("body")) {
        (Some(a), Some(b)) => {
            event.body_id.is_some() && event.body_id == candidate.body_id
                || overlap(&words_of(a), &words_of(b)) >= 0.75
        }
        _ => overlap(words, &event.words) >= 0.6,
    };
    event.kind() == candidate.kind
        && statuses
        && bodies
        && places_agree(event, fact)
        && (candidate.kind == "session" || overlap(words, &event.words) >= 0.6)
}

/// "The VI summit of A" and "the sixth summit of the leaders of A", whatever the number is written in.
fn is_same_of_row(
    event: &Event,
    candidate: &Candidate,
    fact: &Fact,
    words: &[String],
    number: Option<u32>,
) -> bool {
    number.is_some()
        && event.number == number
        && event.kind() == candidate.kind
        && dates_agree(event, fact)
        && places_agree(event, fact)
        && overlap(words, &event.words) > 0.5
}

/// The eleventh summit of one organisation, which another mention names by its abbreviation.
fn same_number(event: &Event, candidate: &Candidate, words: &[String]) -> bool {
    let numbered = !numbers(words).is_empty() && numbers(words) == numbers(&event.words);
    let organisation = event.org_id.is_some() && event.org_id == candidate.org_id;
    candidate.kind == "session"
        && event.kind() == "session"
        && numbered
        && organisation
        && event.body_id == candidate.body_id
}

fn numbers(words: &[String]) -> Vec<&String> {
    words
        .iter()
        .filter(|word| word.starts_with(|c: char| c.is_ascii_digit()) || roman(&word.to_uppercase()))
        .collect()
}

/// The share of the shorter name's words that the longer one has.
fn overlap(a: &[String], b: &[String]) -> f64 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|word| long.contains(word)).count() as f64 / short.len() as f64
}

fn dates_agree(event: &Event, fact: &Fact) -> bool {
    let (Some(a), Some(b)) = (event.fact.get("date"), fact.get("date")) else { return true };
    match (a.parse::<record::Edtf>(), b.parse::<record::Edtf>()) {
        (Ok(a), Ok(b)) => a.overlaps(&b),
        _ => true,
    }
}

fn places_agree(event: &Event, fact: &Fact) -> bool {
    match (event.fact.get("place"), fact.get("place")) {
        (Some(a), Some(b)) => {
            // "Bergen" and "city of Bergen" where the word for it follows
            let longer = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|rest| rest.starts_with(' '));
            a == b
                || longer(a, b)
                || longer(b, a)
                || event.fact.get("date").is_some() && event.fact.get("date") == fact.get("date")
        }
        _ => true,
    }
}

fn merge(event: &mut Event, fact: Fact, candidate: Candidate) {
    let more_precise = match (event.fact.get("date"), fact.get("date")) {
        (Some(old), Some(new)) => new.len() > old.len(),
        _ => true,
    };
    for (slot, value) in fact.slots {
        let better = match slot.as_str() {
            "date" => more_precise,
            "name" => candidate.proper && !event.proper,
            "place" | "body" | "format" if candidate.generic => false,
            _ => !event.fact.slots.contains_key(&slot),
        };
        if better {
            if slot == "name" {
                event.words = words_of(&value);
            }
            event.fact.slots.insert(slot, value);
        }
    }
    event.body_id = event.body_id.take().or(candidate.body_id);
    event.proper |= candidate.proper;
    event.fact.evidence.extend(fact.evidence);
    event.mentions.push(candidate.tokens);
}

/// Whether the publication is about it: a gathering that its title names with more than the head.
fn titles(doc: &Doc<'_, '_>, event: &Event) -> bool {
    let title = doc.block(0);
    let gathering = matches!(event.kind(), "session" | "meeting" | "conference" | "exercise");
    gathering
        && event.words.len() >= 2
        && doc.block_kind(0) == text::segment::BlockKind::Heading
        && event.mentions.iter().any(|tokens| title.start <= tokens.start && tokens.end <= title.end)
}

/// A time or place of its own, a name of its own, or a kind that is entered whenever it is held.
fn is_worth(event: &Event) -> bool {
    let dated = event.fact.get("date").is_some() || event.fact.get("place").is_some();
    let whenever = matches!(event.kind(), "press-conference" | "ceremony");
    let long_dated =
        event.fact.get("date").is_some_and(|date| date.len() == 4) && !event.proper && event.words.len() < 2;
    (dated && !long_dated) || event.proper || whenever
}
