//! Who did it, when and where: what the sentence says of a document, else the gathering that it comes from.

use record::Edtf;
use rules::Mention;
use text::fold::fold;

use super::body::{Maker, maker_of};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::{Event, Events};
use crate::time;

pub(super) fn set_circumstances(
    doc: &Doc<'_, '_>,
    events: &Events,
    fact: &mut Fact,
    mention: &Mention,
    sentence: &Tokens,
    lead: Option<&Tokens>,
) {
    let action = fact.get("action").unwrap_or_default().to_owned();
    let by_leaders = doc.within("collective", sentence).next().is_some();
    // "the ministers approved the budget of the Secretariat": whose it is has not adopted it
    let owned = by_leaders && fact.get("kind") == Some("other");
    let maker = maker_of(doc, events, mention, sentence, fact, owned);
    // a communique is issued by those who met
    let communique = action == "published" && fact.get("kind") == Some("communique");
    let adopted = communique || matches!(&*action, "signed" | "adopted" | "approved" | "considered");
    let done = action != "considered";
    let mut near = true;
    let session = match &maker {
        _ if !adopted => None,
        Some(Maker::Gathering(at)) => events.list.get(*at),
        Some(Maker::Body(body)) if !by_leaders => {
            let of = |name: &str| events.session_of(mention.tokens.start, name, done);
            let own = || session_of(doc, events, mention, sentence, lead, done).map(|(session, _)| session);
            let sits = |event: &&Event| event.fact.get("body").is_some_and(|sits| sits_as(sits, &body.short));
            of(&body.full).or_else(|| of(&body.short)).or_else(|| own().filter(sits))
        }
        Some(Maker::Person(_)) if done => None,
        _ => session_of(doc, events, mention, sentence, lead, done).map(|(session, own)| {
            near = own;
            session
        }),
    };
    let session = session.filter(|session| !dated_apart(doc, mention, sentence, session));
    // a treaty is made by its parties, unless it is listed among what a session signed; nor are papers of talks beside
    // the session its own
    let beside = doc
        .pack
        .setting("side-words")
        .is_some_and(|words| (sentence.start..mention.tokens.start).any(|at| doc.is_any_of(at, words)));
    // "On 27 June were signed:" tells of no session either
    let dated = |lead: &Tokens| {
        doc.times.iter().any(|time| lead.contains(&time.tokens.start))
            && events.named_in(lead, lead.end).is_none()
    };
    let of_parties = action == "signed" && fact.get("kind") == Some("treaty") && lead.is_none_or(dated);
    let takes_body = maker.is_some() || near && !of_parties && !beside;
    match maker {
        Some(Maker::Body(body)) => {
            // "the Council" of a session of the Council of B, whatever council was named last
            let spoken_of = session.and_then(|session| session.fact.get("body")).filter(|sits| {
                body.name != body.short
                    && !crate::chairs::one_body(sits, &body.full)
                    && crate::chairs::one_body(sits, &body.short)
            });
            let name = spoken_of.map(str::to_owned);
            fact.set("body", name.unwrap_or(body.name));
        }
        Some(Maker::States(by) | Maker::Person(by)) => fact.set("body", by),
        // "the leaders" of a session act for the body that sits
        Some(Maker::Group(by)) => {
            let sits = session.and_then(|session| session.fact.get("body"));
            fact.set("body", sits.map_or(by, str::to_owned));
        }
        Some(Maker::Gathering(at)) => {
            let gathering = events.list.get(at);
            let name = |event: &'_ Event| {
                event.fact.get("name").filter(|_| event.kind() != "session").map(str::to_owned)
            };
            let body =
                gathering.and_then(|event| event.fact.get("body").map(str::to_owned).or_else(|| name(event)));
            if let Some(body) = body {
                fact.set("body", body);
            }
        }
        None => {}
    }
    set_date(doc, fact, mention, sentence, &action);
    let planned = action == "planned";
    let place = crate::events::place_named(doc, &mention.tokens, sentence)
        .filter(|_| adopted && action != "considered" || planned);
    if let Some(place) = place {
        fact.set("place", place);
    }
    if action == "planned" {
        expected_at(doc, events, fact, mention, lead);
    }
    if let Some(session) = session {
        let slots: &[&str] = match (adopted, takes_body) {
            (true, true) => &["body", "date", "place"],
            (true, false) => &["date", "place"],
            _ => &["body"],
        };
        take(fact, session, slots);
    }
}

/// Whether a body's name has a word that another one is but for its ending: languages bend the head of a longer name.
fn sits_as(long: &str, short: &str) -> bool {
    const ENDING: usize = 3;
    let short = fold(short);
    let letters = short.chars().count();
    long.split_whitespace()
        .map(fold)
        .any(|word| word.starts_with(&*short) && word.chars().count() <= letters + ENDING)
}

/// What an event says of itself, where the fact says nothing.
fn take(fact: &mut Fact, event: &Event, slots: &[&str]) {
    for slot in slots {
        if fact.get(slot).is_none()
            && let Some(value) = event.fact.get(slot)
        {
            fact.set(slot, value.to_owned());
        }
    }
    fact.evidence.extend(event.fact.evidence.first().cloned());
}

/// The gathering that a document with nobody named beside it comes from: the session spoken of, talks and the like
/// that are told of in its sentence or right before it, or what the text is about; and whether it is more than the last.
fn session_of<'e>(
    doc: &Doc<'_, '_>,
    events: &'e Events,
    mention: &Mention,
    sentence: &Tokens,
    lead: Option<&Tokens>,
    done: bool,
) -> Option<(&'e Event, bool)> {
    let number = doc.chart.sentence_of(sentence.start);
    let previous = number.checked_sub(1).and_then(|number| doc.chart.segments.sentences.get(number));
    let paragraph = doc.block(doc.block_of(sentence.start)).start;
    let start = previous.map_or(paragraph, |previous| previous.tokens.start.min(paragraph));
    let near = start..mention.tokens.start;
    let told = |event: &Event| event.mentions.iter().any(|at| near.start <= at.start && at.end <= near.end);
    let at = mention.tokens.start;
    let session = events.session_before(at, done).map(|at| &events.list[at]);
    // a session that a report names far above in passing is not what the next chapter tells of
    const REACH: usize = 6;
    let block = doc.block_of(lead.map_or(at, |lead| lead.start));
    let reached = |event: &Event| {
        let mut before = event.mentions.iter().filter(|tokens| tokens.start <= at);
        event.is_main() || before.any(|tokens| doc.block_of(tokens.start) + REACH >= block)
    };
    let own = |event: &Event| event.kind() == "session" && reached(event) || lead.is_some() || told(event);
    let gathering =
        session.filter(|event| own(event) || done && event.is_main()).map(|event| (event, own(event)));
    let spoken_of = || events.held_in(&near).map(|event| (event, true));
    let visit = || events.visit_in(&near).filter(|_| done).map(|at| (&events.list[at], true));
    // what nothing is said of comes from what the text is about, or from the only gathering that it tells of
    let about = || {
        let held = events.main_held(at).or_else(|| events.only_held(at));
        let held = held.filter(|event| reached(event) && !is_reported(doc, mention, sentence));
        held.map(|event| (event, false))
    };
    gathering.or_else(spoken_of).or_else(visit).or_else(about)
}

/// "The minister said that the charter had been passed on": somebody tells of it.
fn is_reported(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> bool {
    let Some(that) = doc.pack.setting("that-words") else { return false };
    let before = sentence.start..mention.tokens.start;
    let verb = doc.within("speech-verb", &before).next().map(|verb| verb.tokens.end);
    verb.is_some_and(|verb| (verb..before.end).any(|at| doc.is_any_of(at, that)))
}

/// "Mauritania signed the agreement in 2017", in a report of a session of this year: another occasion.
fn dated_apart(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens, session: &Event) -> bool {
    let held = session.fact.get("date").and_then(|date| date.parse::<Edtf>().ok());
    let Some(held) = held else { return false };
    let own = |time: &&time::Time| {
        sentence.start <= time.tokens.start
            && time.tokens.end <= sentence.end
            && !time.open
            && (time.precision > 1 || said_when(doc, &time.tokens))
            && !is_told(doc, mention, sentence, &time.tokens)
            && !time::is_deadline(doc, time, sentence)
    };
    let mut times = doc.times.iter().filter(own).peekable();
    let apart = |time: &time::Time| {
        let before = time.value.last_day().zip(held.first_day()).is_some_and(|(day, held)| day < held);
        !time.value.overlaps(&held) && (before || time.precision == 3)
    };
    times.peek().is_some() && times.all(apart)
}

/// "in 2017": a year that a small word leads, outside quotation marks, says when rather than what for.
fn said_when(doc: &Doc<'_, '_>, year: &Tokens) -> bool {
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let before = year.start.checked_sub(1).map(|at| fold(doc.word(at)));
    let quoted = doc.all("quoted").iter().any(|&id| doc.mention(id).tokens.contains(&year.start));
    !quoted && before.is_some_and(|before| words.split(' ').any(|word| word == before))
}

/// Whether a time stands in the title of a document of the sentence, or tells of something beside it.
fn is_told(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens, time: &Tokens) -> bool {
    let documents = || doc.within("document", sentence).map(|other| &other.tokens);
    let last = documents().rfind(|other| other.end <= time.start);
    mention.tokens.contains(&time.start)
        || documents().any(|other| other.contains(&time.start))
        || told_beside(doc, &mention.tokens, time)
        || last.is_some_and(|last| last.start >= mention.tokens.start && told_beside(doc, last, time))
}

fn set_date(doc: &Doc<'_, '_>, fact: &mut Fact, mention: &Mention, sentence: &Tokens, action: &str) {
    let dated = matches!(
        action,
        "signed" | "adopted" | "approved" | "published" | "ratified" | "planned" | "prepared"
    );
    const CLAUSE: usize = 4;
    // a year alone belongs to the title more often than to the act
    let fits = |time: &&time::Time| {
        time.tokens.start >= sentence.start
            && time.tokens.end <= sentence.end
            && !time.open
            && (time.precision >= 2 || matches!(action, "planned" | "prepared" | "published"))
            && !is_told(doc, mention, sentence, &time.tokens)
            && !time::is_deadline(doc, time, sentence)
            && !(action != "planned" && is_ahead(doc, time))
    };
    let times = doc.times.iter().filter(fits);
    let nearest = times.min_by_key(|time| {
        // another clause tells of something else
        let (from, to) = if time.tokens.end <= mention.tokens.start {
            (time.tokens.end, mention.tokens.start)
        } else {
            (mention.tokens.end, time.tokens.start)
        };
        let parted = (from..to).filter(|&at| doc.is_mark(at, &[","])).count();
        time::distance(doc, &mention.tokens, &time.tokens) + parted * CLAUSE
    });
    if let Some(time) = nearest.filter(|_| dated) {
        fact.set("date", time.value.as_str().to_owned());
        fact.evidence.extend(time.anchored_at.clone().map(|at| doc.sentence(at.start)));
    }
}

/// Whether a time lies after the day of publication: it dates nothing that was done.
fn is_ahead(doc: &Doc<'_, '_>, time: &time::Time) -> bool {
    time.value.first_day().zip(doc.published_on).is_some_and(|(day, today)| day > today)
}

/// "the statement on the flood that hit A on 28 March": a day told of what the title speaks of.
fn told_beside(doc: &Doc<'_, '_>, title: &Tokens, time: &Tokens) -> bool {
    const REACH: usize = 14;
    let words = doc.pack.setting("relative-words").unwrap_or_default();
    let that = doc.pack.setting("that-words").unwrap_or_default();
    let relative = |at: usize| doc.is_any_of(at, words) || doc.is_any_of(at, that);
    let acts = |gap: &Tokens| doc.within("doc-action", gap).next().is_some();
    let gap = title.end..time.start;
    !words.is_empty() && !gap.is_empty() && gap.len() <= REACH && gap.clone().any(relative) && !acts(&gap)
}

/// "After the visit an agreement is to be signed", "On the agenda: ...": by whom, when and where the event to come
/// is that the paragraph, the line that leads into the list, or the sentence before names.
fn expected_at(
    doc: &Doc<'_, '_>,
    events: &Events,
    fact: &mut Fact,
    mention: &Mention,
    lead: Option<&Tokens>,
) {
    let number = doc.block_of(mention.tokens.start);
    let mut start = doc.block(number).start;
    let previous = doc.chart.sentence_of(start).checked_sub(1);
    let previous = previous.and_then(|number| doc.chart.segments.sentences.get(number));
    let heading = |at: usize| doc.block_kind(doc.block_of(at)) == text::segment::BlockKind::Heading;
    if let Some(previous) = previous.filter(|previous| !heading(previous.tokens.start)) {
        start = previous.tokens.start;
    }
    // the line that leads into the list may go on from the sentence before it
    if let Some(lead) = lead {
        start = start.min(doc.block(doc.block_of(lead.start)).start);
    }
    let named =
        |event: &&Event| event.mentions.iter().any(|at| start <= at.start && at.end <= mention.tokens.start);
    let event = events.planned_before(mention.tokens.start).map(|at| &events.list[at]).filter(named);
    let Some(event) = event else { return };
    // a report may be anybody's
    let sits = event.kind() == "session" && fact.get("kind") != Some("report");
    take(fact, event, if sits { &["body", "date", "place"] } else { &["date", "place"] });
}
