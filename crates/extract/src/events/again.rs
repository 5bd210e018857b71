//! An event told of once more without its name: "the session, which had begun on 5 May", "the four-day exercise".

use text::fold::fold;
use text::morph::Tags;

use super::Event;
use super::candidate::Candidate;
use super::same::{dates_agree, is_named_by_body, places_agree};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::time::Time;

/// An event that a bare head tells of once more.
pub(super) struct Again {
    pub event: usize,
    /// All its days, where the head is told to have begun or ended on another day than the one known.
    pub days: Option<record::Edtf>,
}

/// "The session, which had begun on 5 May": a bare head that opens its sentence means the event of its kind told of
/// right before, whatever day and place the rest of the sentence has. A day right beside the head is its own, unless
/// it is the one on which the event began or ended.
pub(super) fn told_again(
    doc: &Doc<'_, '_>,
    known: &[Event],
    candidate: &Candidate,
    fact: &Fact,
    when: Option<&Time>,
) -> Option<Again> {
    const BESIDE: usize = 3;
    let tokens = &candidate.tokens;
    let sentence = doc.sentence(tokens.start);
    let status = fact.get("status").unwrap_or_default();
    let small = |at: usize| {
        let word = &doc.chart.words[at];
        word.reads_as(Tags::DET) || word.reads_as(Tags::ADP)
    };
    let opens = tokens.start == sentence.start || tokens.start == sentence.start + 1 && small(sentence.start);
    let bare = candidate.generic && !candidate.apart && !candidate.any && opens;
    let own = when.is_some_and(|time| {
        let (first, day) = (tokens.end, time.tokens.start);
        day < tokens.start || day <= first + BESIDE && !(first..day).any(|at| doc.is_mark(at, &[","]))
    });
    if !bare || !matches!(status, "held" | "ongoing") {
        return None;
    }
    let last = told_before(doc, known, tokens.start)?;
    let event = &known[last];
    let alike = event.kind() == candidate.kind && event.status() != "planned";
    if !alike || is_named_in(event, &sentence) {
        return None;
    }
    let days = match when.filter(|_| own) {
        Some(time) => Some(all_days(doc, event, tokens, time)?),
        None => None,
    };
    Some(Again { event: last, days })
}

/// "The exercise that ended on 30 August" of which it is said that it "began on the 26th": from the one day to the
/// other. None where nothing says that it began or ended, or where the days are far apart.
fn all_days(doc: &Doc<'_, '_>, event: &Event, head: &Tokens, time: &Time) -> Option<record::Edtf> {
    const REACH: usize = 8;
    const LONGEST: i32 = 21;
    let words = doc.pack.setting("phase-words")?;
    let mut rest = head.end..doc.sentence(head.start).end.min(head.end + REACH);
    let known: record::Edtf = event.fact.get("date")?.parse().ok()?;
    let single = |days: &record::Edtf| days.precision() == 3 && !days.is_interval();
    if !rest.any(|at| doc.is_any_of(at, words)) || !single(&known) || !single(&time.value) {
        return None;
    }
    let apart = (known.first_day()? - time.value.first_day()?).get_days().abs();
    (1..=LONGEST).contains(&apart).then(|| spanned(&known, &time.value)).flatten()
}

/// From the earlier of two days to the later.
pub(super) fn spanned(one: &record::Edtf, two: &record::Edtf) -> Option<record::Edtf> {
    let (first, last) = if two.first_day() < one.first_day() { (two, one) } else { (one, two) };
    record::Edtf::interval(first, last)
}

/// The gathering told of last before a token, in its paragraph or the one above.
fn told_before(doc: &Doc<'_, '_>, known: &[Event], at: usize) -> Option<usize> {
    const NEAR: usize = 1;
    let near = |event: &Event| {
        let last = event.mentions.iter().rfind(|mention| mention.end <= at)?;
        (doc.block_of(last.start) + NEAR >= doc.block_of(at)).then_some(last.start)
    };
    let told = known.iter().enumerate().filter(|(_, event)| event.gathers());
    told.filter_map(|(number, event)| Some((near(event)?, number))).max().map(|(_, number)| number)
}

/// Whether an event is named in a sentence already.
fn is_named_in(event: &Event, sentence: &Tokens) -> bool {
    event.mentions.iter().any(|mention| sentence.contains(&mention.start))
}

/// "The Council met in A. Its 12th session was opened by B": a session that is said to have been nowhere and at no time
/// of its own, told of right after a body that sat, is that sitting.
pub(super) fn sitting(
    doc: &Doc<'_, '_>,
    known: &[Event],
    candidate: &Candidate,
    fact: &Fact,
) -> Option<usize> {
    let silent = fact.get("date").is_none() && fact.get("place").is_none();
    if !silent || candidate.kind != "session" || candidate.apart {
        return None;
    }
    let last = told_before(doc, known, candidate.tokens.start)?;
    let event = &known[last];
    let body = event.fact.get("body");
    let sat = event.kind() == "session" && event.designation.is_empty() && event.fact.get("date").is_some();
    let unnamed = is_named_by_body(event);
    let bodies = match (body, fact.get("body")) {
        (Some(a), Some(b)) => crate::chairs::one_body(a, b) || fold(a).contains(&fold(b)),
        (body, None) => body.is_some(),
        (None, Some(_)) => false,
    };
    (sat && unnamed && bodies && event.status() == fact.get("status").unwrap_or_default()).then_some(last)
}

/// "The four-day exercise, organised in A" of a text that named one exercise before: the definite one is that one.
pub(super) fn definite(
    doc: &Doc<'_, '_>,
    known: &[Event],
    candidate: &Candidate,
    fact: &Fact,
) -> Option<usize> {
    let words = doc.pack.setting("definite-words")?;
    let start = candidate.tokens.start;
    let said = doc.is_any_of(start, words) || start.checked_sub(1).is_some_and(|at| doc.is_any_of(at, words));
    if !said
        || candidate.proper
        || candidate.generic
        || !matches!(candidate.kind.as_str(), "exercise" | "operation")
    {
        return None;
    }
    // a headline that calls it by its place or maker is no other one
    let bare = |event: &Event| !event.proper && !event.said && !event.is_placed();
    let mut alike =
        known.iter().enumerate().filter(|(_, event)| event.kind() == candidate.kind && !bare(event));
    let (Some((number, event)), None) = (alike.next(), alike.next()) else { return None };
    (event.proper && dates_agree(event, fact) && places_agree(event, fact)).then_some(number)
}
