//! When events took place that are told of without a date, by what stands around them: a gathering and what it adopted
//! tell each other's day ("the session took place in A" here, "the Declaration adopted in A on 3 May" there), and an
//! operation belongs to the year that the sentence before it sums up.

use record::Edtf;

use crate::claims::Fact;
use crate::doc::Doc;
use crate::events::{Event, Events};

/// Gives the only gathering of a place that is told of without a date the day of what was adopted there, and that day
/// to what else it adopted.
pub(crate) fn date_each_other(events: &mut Events, documents: &mut [Fact]) {
    let undated = |event: &Event| {
        event.worth
            && matches!(event.kind(), "session" | "meeting" | "conference")
            && event.status() == "held"
            && event.fact.get("date").is_none()
    };
    let mut of_place =
        events.list.iter_mut().filter(|event| event.worth && event.kind() == "session" || undated(event));
    let (Some(event), None) = (of_place.next(), of_place.next()) else { return };
    if !undated(event) {
        return;
    }
    let Some(place) = event.fact.get("place").map(str::to_owned) else { return };
    let adopted = |fact: &&Fact| {
        fact.get("place") == Some(&place)
            && matches!(fact.get("action"), Some("adopted" | "signed" | "approved"))
            && fact
                .get("date")
                .and_then(|date| date.parse::<Edtf>().ok())
                .is_some_and(|date| date.precision() == 3)
    };
    let mut days: Vec<&str> = documents.iter().filter(adopted).filter_map(|fact| fact.get("date")).collect();
    days.dedup();
    let [day] = days.as_slice() else { return };
    let day = (*day).to_owned();
    let shown = documents.iter().find(adopted).and_then(|fact| fact.evidence.last().cloned());
    let told = event.fact.evidence.first().cloned();
    event.fact.set("date", day.clone());
    event.fact.evidence.extend(shown.clone());
    for fact in documents.iter_mut().filter(|fact| fact.get("date").is_none()) {
        let from_it = told.as_ref().is_some_and(|told| fact.evidence.contains(told));
        if from_it && matches!(fact.get("action"), Some("adopted" | "signed" | "approved")) {
            fact.set("date", day.clone());
            fact.evidence.extend(shown.clone());
        }
    }
}

/// "About 60 events were held this year. They led to the operations "A" and "B".": the year is theirs as well.
pub(crate) fn year_before(doc: &Doc<'_, '_>, events: &mut Events) {
    for event in &mut events.list {
        let drill =
            matches!(event.kind(), "exercise" | "operation") && event.status() == "held" && event.is_proper();
        let Some(mention) = event.mentions.first() else { continue };
        if !drill || event.fact.get("date").is_some() {
            continue;
        }
        let number = doc.chart.sentence_of(mention.start);
        let previous = number.checked_sub(1).and_then(|number| doc.chart.segments.sentences.get(number));
        let Some(previous) =
            previous.filter(|one| doc.block_of(one.tokens.start) == doc.block_of(mention.start))
        else {
            continue;
        };
        let scope = previous.tokens.start..mention.start;
        let mut times = doc.times.iter().filter(|time| scope.contains(&time.tokens.start));
        let (Some(time), None) = (times.next(), times.next()) else { continue };
        // "this year": a year of its own may be another story's
        if time.precision == 1
            && !time.open
            && time.tokens.start < previous.tokens.end
            && is_relative(doc, time)
        {
            event.fact.set("date", time.value.as_str().to_owned());
            event.fact.evidence.push(previous.tokens.clone());
            event.fact.evidence.extend(time.anchored_at.clone().map(|at| doc.sentence(at.start)));
        }
    }
}

fn is_relative(doc: &Doc<'_, '_>, time: &crate::time::Time) -> bool {
    doc.at("time", &time.tokens).is_some_and(|mention| mention.attribute("rel").is_some())
}
