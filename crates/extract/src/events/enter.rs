//! A mention entered: what its sentence says of it, as an event of its own or as more of one that is known.

use text::morph::Tags;

use super::body::{self, set_body};
use super::candidate::Candidate;
use super::circumstance::{
    diary_entry, says_status, says_tense, scope_evidence, scope_of, set_format, spoken_scope, status_of,
};
use super::name::number_in;
use super::place::{place_name, place_of, place_of_dateline};
use super::same::{self, is_designated, is_same, is_same_of_row, merge, words_of};
use super::when::date_of;
use super::{Event, Events, again, context, focus, is_earlier, postponed, promise};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

pub(super) fn enter(doc: &Doc<'_, '_>, events: &mut Events, candidate: Candidate) {
    /// The lines of a publication's head.
    const HEAD: usize = 3;
    let mut fact = Fact::new("event", candidate.rule.clone());
    fact.set("kind", candidate.kind.clone());
    if let Some(name) = &candidate.name {
        let quoted = doc.at("quoted", name).is_some();
        let text = if quoted { forms::plain(doc, name) } else { forms::nominative(doc, name) };
        fact.set("name", text);
    }
    let scope = candidate.told.clone().unwrap_or_else(|| scope_of(doc, &candidate.tokens));
    let scope = spoken_scope(doc, &candidate.tokens, scope);
    let promise = promise::part_of(doc, &candidate.tokens, &scope);
    let whole = scope.clone();
    let (scope, promised) = promise.unwrap_or((scope, false));
    let lead = doc.lead_in(doc.block_of(candidate.tokens.start));
    let lead = lead.or_else(|| diary_entry(doc, &candidate.tokens));
    set_body(doc, &mut fact, &candidate, &whole);
    if candidate.gathered {
        same::name_by_body(&mut fact);
    }
    // "on the sidelines of the session talks were held on 14 August": the day and the place are those of the talks
    let sidelines = candidate.generic
        && (focus::is_beside(doc, &candidate.tokens) || focus::is_summed_up(doc, &candidate.tokens));
    let put_off = postponed::new_time(doc, &candidate.tokens, &scope);
    let when = match put_off {
        Some(time) => Some((time, None)),
        None => date_of(doc, &candidate.tokens, &scope, lead.as_ref()).filter(|_| !sidelines),
    };
    let place = place_of(doc, &candidate.tokens, &scope, lead.as_ref(), candidate.kind == "visit")
        .filter(|_| !sidelines);
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
    let over = put_off.is_some_and(|time| time.value.last_day() < doc.published_on);
    let status = match promised || put_off.is_some() && !over {
        true => "planned",
        false => status_of(doc, &candidate.tokens, &scope, when.as_ref().map(|(time, _)| *time)),
    };
    // what a storm calls off is not the storm
    let status = if candidate.kind == "incident" && status == "cancelled" { "held" } else { status };
    fact.set("status", status.to_owned());
    // the date in a publication's head dates what it reports as done, not what it says will be
    let dated_by_head = when.as_ref().is_some_and(|(time, from)| {
        let headline = |from: &Tokens| {
            let number = doc.block_of(from.start);
            let past = time.precision == 3 && time.value.first_day() <= doc.published_on;
            scope.start >= from.end && (number == 0 || number < HEAD && past)
        };
        !time.value.is_interval() && from.as_ref().is_some_and(headline)
    });
    if dated_by_head && status == "planned" {
        fact.slots.remove("date");
    }
    set_format(doc, &mut fact, &candidate.tokens, &scope);
    let words = words_of(fact.get("name").unwrap_or_default());
    let number = candidate.name.as_ref().and_then(|name| number_in(doc, name));
    let designation = candidate.designation.as_ref().map(|tokens| words_of(&forms::plain(doc, tokens)));
    let designation = designation.unwrap_or_default();
    let heading = doc.block_kind(doc.block_of(candidate.tokens.start)) == text::segment::BlockKind::Heading;
    let settled = promised || says_status(doc, &scope) || says_tense(doc, &scope);
    let said = !heading || when.is_some() || settled;
    // "the session" of a sentence that says nothing of its own is the one spoken of, planned or held
    // nor does the day in the head of the text make it another one
    let headed = when.as_ref().and_then(|(_, from)| from.as_ref()).is_some_and(|from| {
        doc.block_of(from.start) < HEAD && doc.block_of(from.start) < doc.block_of(candidate.tokens.start)
    });
    let borrowed = headed && !candidate.proper;
    let silent = candidate.generic && (when.is_none() || borrowed) && !says_status(doc, &scope);
    let mut told = fact.clone();
    if borrowed {
        told.slots.remove("date");
    }
    // "following the talks" after "since the previous meeting": what only dates another thing is not spoken of again
    let own = std::slice::from_ref(&candidate.tokens);
    let told_back = |event: &Event| {
        event.fact.get("date").is_none() && is_earlier(doc, &event.mentions) && !is_earlier(doc, own)
    };
    // "A attended the meeting": what somebody has done at it is not to come
    let attended = candidate.generic && when.is_none() && has_attended(doc, &candidate.tokens);
    let to_come = |event: &Event| attended && event.status() == "planned";
    let like = |silent, called: &dyn Fn(&Event) -> bool| {
        events.list.iter().rposition(|event| {
            called(event)
                && !to_come(event)
                && is_same(doc, event, &candidate, &told, &words, silent)
                && !(candidate.generic && told_back(event))
                || is_designated(event, &candidate, &words, &designation)
                || is_same_of_row(event, &candidate, &fact, &words, number)
        })
    };
    // "the summit" behind a sentence on a summit and on talks is the one that was called a summit
    let named = events.list.iter().flat_map(|event| &event.mentions).map(|tokens| tokens.start);
    let last = named.filter(|&at| at < candidate.tokens.start).max().unwrap_or_default();
    let called =
        |event: &Event| candidate.generic && !candidate.any && same::share_head(doc, event, &candidate, last);
    let any = |_: &Event| true;
    let known = like(false, &called)
        .or_else(|| if silent { like(true, &called) } else { None })
        .or_else(|| like(false, &any))
        .or_else(|| if silent { like(true, &any) } else { None })
        .or_else(|| again::definite(doc, &events.list, &candidate, &fact))
        .or_else(|| again::sitting(doc, &events.list, &candidate, &told));
    let again =
        || again::told_again(doc, &events.list, &candidate, &fact, when.as_ref().map(|(time, _)| *time));
    let known = match known {
        None => again().map(|again| {
            // what else the sentence tells of has its own day and place
            fact.slots.remove("date");
            fact.slots.remove("place");
            if let Some(days) = again.days {
                events.list[again.event].fact.set("date", days.as_str().to_owned());
            }
            again.event
        }),
        known => known,
    };
    if borrowed && known.is_some() {
        fact.slots.remove("date");
    }
    // where the report comes from tells no two events apart
    let placed = known.is_some_and(|number| events.list[number].fact.get("place").is_some());
    // "the ministers met": a verb of meeting in a report of another event
    let beside = (candidate.bare_verb || candidate.generic) && !events.list.is_empty();
    let mut filed = false;
    if place.is_none()
        && !placed
        && !beside
        && let Some((name, line)) =
            place_of_dateline(doc, &candidate.tokens, matches!(status, "held" | "ongoing"))
                .filter(|_| !matches!(candidate.kind.as_str(), "visit" | "incident" | "vote"))
    {
        fact.set("place", name);
        fact.evidence.push(line);
        filed = true;
    }
    let of_whole = body::is_whole(doc, &candidate, &fact);
    match known {
        Some(number) => {
            merge(&mut events.list[number], fact, candidate, designation, said);
            events.list[number].of_whole &= of_whole;
            events.list[number].filed |= filed;
        }
        None => events.list.push(Event {
            fact,
            mentions: vec![candidate.tokens],
            proper: candidate.proper,
            worth: false,
            words,
            body_id: candidate.body_id,
            org_id: candidate.org_id,
            of_whole,
            designation,
            number,
            said,
            settled,
            earlier: false,
            aside: Vec::new(),
            filed,
            opening: false,
            old: false,
        }),
    }
}

/// Whether somebody is told to have taken part in an event.
fn has_attended(doc: &Doc<'_, '_>, event: &Tokens) -> bool {
    let Some(past) = Tags::parse("verb/past").filter(|_| doc.pack.setting("verb-early").is_some()) else {
        return false;
    };
    let sentence = doc.sentence(event.start);
    let told = doc.within("part-verb", &sentence).any(|verb| doc.chart.reads_as(&verb.tokens, past));
    told && context::took_part(doc, event)
}
