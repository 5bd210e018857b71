//! The head of a publication: the line that says where and when its gathering is.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::place::place_name;
use super::{Events, dateline, site};
use crate::doc::{Doc, Tokens};

/// "LAKE FORUM" over "Osh, 3-4 October 2024": a line of the head that is a name and little else, though in capitals, with
/// the place and the days of it below.
pub(super) fn names_text(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const LONGER: usize = 2;
    let line = doc.block_of(mention.tokens.start);
    let head = mention.part("head").and_then(|head| doc.starts("event-head", head.tokens.start));
    let gathers = head.is_some_and(|head| {
        matches!(head.attribute("kind"), Some("session" | "conference" | "exercise" | "seminar"))
    });
    gathers
        && mention.tokens.len() > LONGER
        && is_name_alone(doc, &mention.tokens)
        && below(doc, line).is_some()
}

/// Whether a line of the head is this name, a few small words aside.
fn is_name_alone(doc: &Doc<'_, '_>, name: &Tokens) -> bool {
    const ASIDE: usize = 4;
    let line = doc.block_of(name.start);
    line < LINES && doc.block(line).len() <= name.len() + ASIDE
}

/// The place and days that stand below a line, a motto between at most.
fn below(doc: &Doc<'_, '_>, line: usize) -> Option<Masthead> {
    const BELOW: usize = 2;
    (line + 1..=line + BELOW).find_map(|number| masthead(doc, number))
}

/// A line of the head that is a place and a day or days.
struct Masthead {
    line: Tokens,
    place: Tokens,
    days: record::Edtf,
}

/// How many lines the head of a publication has at most.
const LINES: usize = 6;

/// "Osh, 3-4 October 2024": where the publication's gathering was held that day; where the line gives several days,
/// what a programme under it tells of on one of them is there as well.
pub(super) fn by_masthead(doc: &Doc<'_, '_>, events: &mut Events) {
    let first = events.list.iter().position(super::Event::gathers);
    let heads: Vec<Masthead> = (0..LINES).filter_map(|number| masthead(doc, number)).collect();
    // the line that names the gathering and the one below it that says when and where it is
    if let Some(event) = first.and_then(|first| events.list.get_mut(first))
        && let Some(name) = event.mentions.first().filter(|name| is_name_alone(doc, name))
        && event.proper
        && let Some(head) = below(doc, doc.block_of(name.start)).filter(|head| head.days.is_interval())
    {
        if event.fact.get("date").is_none() {
            event.fact.set("date", head.days.as_str().to_owned());
        }
        if event.fact.get("place").is_none() {
            event.fact.set("place", place_name(doc, &head.place));
        }
        event.fact.evidence.push(head.line.clone());
    }
    for (number, event) in events.list.iter_mut().enumerate() {
        let silent = event.fact.get("place").is_none() && event.kind() != "visit";
        let date = event.fact.get("date").and_then(|date| date.parse::<record::Edtf>().ok());
        let Some(held) = date.filter(|_| silent) else { continue };
        let at = event.mentions.first().map_or(usize::MAX, |tokens| tokens.start);
        let opens = Some(number) == first && doc.block_of(at) < LINES;
        let listed = |head: &Masthead| {
            let online = event.fact.get("format") == Some("online");
            let part = event.gathers() || matches!(event.kind(), "press-conference" | "vote");
            head.days.is_interval()
                && part
                && !online
                && head.line.end <= at
                && lies_within(&held, &head.days)
        };
        let fits = |head: &&Masthead| opens && head.days.overlaps(&held) || listed(head);
        if let Some(head) = heads.iter().find(fits) {
            event.fact.set("place", place_name(doc, &head.place));
            event.fact.evidence.push(head.line.clone());
        }
    }
}

/// Whether some days are days of others.
fn lies_within(days: &record::Edtf, all: &record::Edtf) -> bool {
    days.precision() == 3
        && days.first_day().zip(all.first_day()).is_some_and(|(day, first)| first <= day)
        && days.last_day().zip(all.last_day()).is_some_and(|(day, last)| day <= last)
}

/// The place and the days that a line of the head is: short, without a verb, both beside each other. "Osh, A" is Osh.
fn masthead(doc: &Doc<'_, '_>, number: usize) -> Option<Masthead> {
    const LONGEST: usize = 16;
    const BESIDE: usize = 3;
    let line = doc.block(number);
    let day = doc.times.iter().find(|time| line.contains(&time.tokens.start) && time.precision == 3)?;
    let verbal = line.clone().any(|at| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::VERB) && !tags.has(Tags::PART) && !tags.has(Tags::NOUN))
    });
    if verbal || line.len() > LONGEST {
        return None;
    }
    let body = |place: &&rules::Mention| {
        doc.within("org", &line).all(|org| !org.tokens.contains(&place.tokens.start))
    };
    let places: Vec<&Tokens> = doc.within("place", &line).filter(body).map(|place| &place.tokens).collect();
    let (place, last) = match places.as_slice() {
        [only] => ((*only).clone(), (*only).clone()),
        [city, land] => {
            let joined = city.end + 1 == land.start && doc.is_mark(city.end, &[","]);
            let is_land = doc.at("country", land).is_some() && doc.at("country", city).is_none();
            (joined && is_land).then(|| ((*city).clone(), (*land).clone()))?
        }
        // a name that no list has, and nothing beside it but the days
        [] if day.value.is_interval() => {
            let name = dateline::name_at(doc, line.start, line.end)?;
            let rest = name.end..line.end;
            let bare = |at: usize| doc.chart.tokens()[at].kind == TokenKind::Mark || site::in_time(doc, at);
            let body = doc.within("org", &line).next().is_some();
            (doc.is_mark(name.end, &[","]) && !body && rest.into_iter().all(bare))
                .then(|| (name.clone(), name.clone()))?
        }
        _ => return None,
    };
    let span = place.start..last.end;
    let near = crate::time::distance(doc, &span, &day.tokens) <= BESIDE;
    near.then(|| Masthead { line: line.clone(), place, days: day.value.clone() })
}
