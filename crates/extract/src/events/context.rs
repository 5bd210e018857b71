//! What other lines say of an event: the lines under a heading, the event beside it, the row it stands in.

use text::morph::Tags;

use super::dateline::{self, dateline_day, dateline_name};
use super::place::{place_name, place_of};
use super::same::numbers;
use super::{Event, Events};
use crate::doc::{Doc, Tokens};

/// An event that the heading names: the lines under it say when and where, unless they name another.
pub(super) fn by_lead(doc: &Doc<'_, '_>, events: &mut Events) {
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

/// "took part in the session": told as done by what somebody did at it.
pub(super) fn took_part(doc: &Doc<'_, '_>, event: &Tokens) -> bool {
    let sentence = doc.sentence(event.start);
    let to_come = |verb: &rules::Mention| verb.attribute("when") == Some("future");
    let future = || {
        let words = doc.pack.setting("future-words").unwrap_or_default();
        sentence.clone().any(|at| doc.is_any_of(at, words))
            || Tags::parse("verb/fut").is_some_and(|tags| doc.chart.reads_as(&sentence, tags))
    };
    let mut verbs = doc.within("part-verb", &sentence).peekable();
    verbs.peek().is_some() && !verbs.any(to_come) && !future()
}

/// The numbered session or conference that a report speaks of before any other gathering, by its second paragraph: it
/// needs no verb to be what the report is about.
fn reported(doc: &Doc<'_, '_>, events: &Events) -> Option<(usize, Tokens)> {
    const NEAR: usize = 1;
    let (_, line) = dateline::opening(doc)?;
    let (number, event) = events.list.iter().enumerate().find(|(_, event)| event.gathers())?;
    let first = event.mentions.first()?;
    let near = doc.block_of(first.start) <= doc.block_of(line.place.start) + NEAR;
    let numbered = event.number.is_some() && matches!(event.kind(), "session" | "conference");
    let passing = super::is_earlier(doc, &event.mentions) || super::focus::is_aside(doc, first);
    (near && numbered && !passing).then_some((number, line.place))
}

/// What the first sentences of a report tell as done, and nothing else dates, was done on the day of its dateline.
pub(super) fn by_dateline(doc: &Doc<'_, '_>, events: &mut Events) {
    if let Some((number, place)) = reported(doc, events)
        && let Some((day, _)) = dateline::opening(doc)
    {
        let event = &mut events.list[number];
        if event.status() == "held" && event.fact.get("date").is_none() {
            event.fact.set("date", day.as_str().to_owned());
            event.fact.evidence.push(doc.sentence(place.start));
        }
    }
    for event in &mut events.list {
        let lasts = matches!(event.kind(), "visit" | "incident" | "exercise" | "operation");
        let told = event.settled || event.mentions.first().is_some_and(|first| took_part(doc, first));
        if lasts || !told || event.status() != "held" || event.fact.get("date").is_some() {
            continue;
        }
        let mut mentions = event.mentions.iter();
        if let Some((day, place, line)) = mentions.find_map(|tokens| dateline_day(doc, tokens)) {
            event.fact.set("date", day.as_str().to_owned());
            if event.fact.get("place").is_none() {
                event.fact.set("place", dateline_name(doc, &place));
            }
            event.fact.evidence.push(line);
        }
    }
}

/// A session or conference of the day of the dateline that the first paragraphs tell of, and nothing else places, was
/// where the report was filed.
pub(super) fn place_by_dateline(doc: &Doc<'_, '_>, events: &mut Events) {
    const NEAR: usize = 2;
    let Some((day, line)) = dateline::opening(doc) else { return };
    let block = doc.block_of(line.place.start);
    for event in &mut events.list {
        let sits = matches!(event.kind(), "session" | "conference")
            && matches!(event.status(), "held" | "ongoing")
            && event.fact.get("place").is_none();
        let date = event.fact.get("date").and_then(|date| date.parse::<record::Edtf>().ok());
        let that_day = date.is_some_and(|date| date.precision() == 3 && date.overlaps(&day));
        let told = event.mentions.iter().any(|tokens| doc.block_of(tokens.start) <= block + NEAR);
        if sits && that_day && told {
            event.fact.set("place", dateline_name(doc, &line.place));
            event.fact.evidence.push(doc.sentence(line.place.start));
        }
    }
}

/// "On the second day a round table took place": what gathers on a day of the one gathering that the text has placed by
/// then, and has no place of its own, was where that was.
pub(super) fn place_by_days(doc: &Doc<'_, '_>, events: &mut Events) {
    const NEAR: usize = 2;
    let days = |event: &Event| {
        let date =
            event.fact.get("date")?.parse::<record::Edtf>().ok().filter(|date| date.precision() == 3)?;
        Some((date.first_day()?, date.last_day()?))
    };
    let first = |event: &Event| event.mentions.first().map(|tokens| tokens.start);
    let sits = |event: &Event| matches!(event.kind(), "session" | "conference" | "meeting" | "seminar");
    let placed: Vec<_> = events
        .list
        .iter()
        .filter(|event| sits(event) && event.status() != "cancelled")
        .filter_map(|event| {
            let place = event.fact.get("place")?.to_owned();
            Some((first(event)?, days(event)?, place, event.mentions.first()?.clone()))
        })
        .collect();
    for event in &mut events.list {
        let beside = matches!(event.kind(), "roundtable" | "press-conference" | "vote");
        let side = sits(event) || event.kind() == "ceremony" || beside;
        let silent = event.fact.get("place").is_none() && event.fact.get("format") != Some("online");
        let (Some(at), Some((from, to))) = (first(event), days(event)) else { continue };
        if !side || !silent || event.status() == "cancelled" {
            continue;
        }
        let mut within =
            placed.iter().filter(|(before, (start, end), ..)| *before < at && *start <= from && to <= *end);
        let Some((before, _, place, mention)) = within.next() else { continue };
        let far = doc.block_of(*before) + NEAR < doc.block_of(at);
        if beside && far && event.status() != "planned" {
            continue;
        }
        if within.all(|(_, _, other, _)| other == place) {
            event.fact.set("place", place.clone());
            event.fact.evidence.push(doc.sentence(mention.start));
        }
    }
}

/// What is dated before the day of publication is over, and what is dated after it is to come, whatever a mention
/// without a date made of it; a name that bears a year to come is that of something planned.
pub(super) fn settle_status(doc: &Doc<'_, '_>, events: &mut Events) {
    let Some(today) = doc.published_on else { return };
    for event in &mut events.list {
        let date = event.fact.get("date").and_then(|date| date.parse::<record::Edtf>().ok());
        let year = || {
            let name = event.fact.get("name")?;
            let last = name.rsplit(|c: char| !c.is_ascii_digit()).next().filter(|year| year.len() == 4)?;
            last.parse::<i16>().ok()
        };
        let ahead = match &date {
            Some(date) => date.first_day().is_some_and(|day| day > today),
            None => !event.settled && year().is_some_and(|year| year > today.year()),
        };
        let over = date
            .as_ref()
            .is_some_and(|date| date.precision() == 3 && date.last_day().is_some_and(|day| day < today));
        match event.status() {
            "held" | "ongoing" if ahead => event.fact.set("status", "planned".to_owned()),
            "planned" | "ongoing" if over => event.fact.set("status", "held".to_owned()),
            _ => {}
        }
    }
}

/// The gathering held on a day that was told of last before a token, in its paragraph or the one before.
fn gathering_before(
    doc: &Doc<'_, '_>,
    events: &Events,
    mains: &[(usize, usize)],
    at: usize,
) -> Option<usize> {
    const NEAR: usize = 1;
    let (start, number) = *mains.get(mains.partition_point(|(start, _)| *start < at).checked_sub(1)?)?;
    let near = doc.block_of(start) + NEAR >= doc.block_of(at);
    (near && events.list.get(number).is_some()).then_some(number)
}

/// Where gatherings are named that others may be part of, in the order of the text.
fn gatherings(events: &Events) -> Vec<(usize, usize)> {
    let main = |event: &Event| {
        matches!(event.kind(), "session" | "conference" | "exercise")
            && matches!(event.status(), "held" | "ongoing")
            && (event.fact.get("date").is_some() || event.fact.get("place").is_some())
    };
    let mains = events.list.iter().enumerate().filter(|(_, event)| main(event));
    let mut named: Vec<(usize, usize)> = mains
        .flat_map(|(number, event)| event.mentions.iter().map(move |tokens| (tokens.start, number)))
        .collect();
    named.sort_unstable();
    named
}

/// "On the sidelines of the summit, a round table was held": when and where the summit was.
pub(super) fn beside(doc: &Doc<'_, '_>, events: &mut Events) {
    let Some(words) = doc.pack.setting("side-words") else { return };
    let mains = gatherings(events);
    for at in 0..events.list.len() {
        let Some(named) = events.list[at].mentions.first().cloned() else { continue };
        let sentence = doc.sentence(named.start);
        let side = sentence.clone().find(|&at| doc.is_any_of(at, words));
        let Some(side) = side else { continue };
        let main = |event: &&Event| {
            event.mentions.iter().any(|tokens| side < tokens.start && tokens.start <= side + 4)
                && event.mentions.iter().all(|tokens| *tokens != named)
        };
        let spoken_of = || {
            let main = gathering_before(doc, events, &mains, named.start).filter(|main| *main != at)?;
            let main = events.list.get(main)?;
            // "on the sidelines" of what is told of before
            let stops = doc.is_mark(side + 1, &[",", "."])
                || doc.within("event", &(side + 1..side + 3)).next().is_none();
            (stops && main.kind() != "exercise").then_some(main)
        };
        let Some(main) = events.list.iter().find(main).or_else(spoken_of).cloned() else { continue };
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
pub(super) fn body_by_row(events: &mut Events) {
    let unnumbered = |event: &Event| -> Vec<String> {
        let numbers: Vec<String> = numbers(&event.words).into_iter().cloned().collect();
        event.words.iter().filter(|word| !numbers.contains(word)).cloned().collect()
    };
    for at in 0..events.list.len() {
        let event = &events.list[at];
        if event.fact.get("body").is_some() || event.number.is_none() || event.kind() == "conference" {
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

/// Talks that a text tells of after the visit that they were part of, with nobody saying when: with those named
/// who met, they were held when and where it was.
pub(super) fn in_passing(doc: &Doc<'_, '_>, events: &mut Events) {
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
pub(super) fn by_report(doc: &Doc<'_, '_>, events: &mut Events) {
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
pub(super) fn date_by_title(doc: &Doc<'_, '_>, events: &mut Events) {
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
