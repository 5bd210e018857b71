//! Events: what took place or is planned, with its date, place, organiser and status.

mod body;
mod candidate;
mod circumstance;
mod clause;
mod context;
mod dateline;
mod focus;
mod headline;
mod place;
mod promise;
mod pronoun;
mod same;
mod site;
mod source;
mod standing;
mod when;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;
use body::set_body;
use candidate::{Candidate, bare_names, candidates, is_inside_name, is_inside_title, is_standing, number_in};
use circumstance::{says_status, says_tense, scope_evidence, scope_of, set_format, spoken_scope, status_of};
use text::morph::Tags;

use context::{
    beside, body_by_row, by_dateline, by_lead, by_masthead, by_report, date_by_title, in_passing,
    place_by_dateline, place_by_days, settle_status,
};
use place::{place_name, place_of, place_of_dateline};
use same::{is_designated, is_same, is_same_of_row, merge, words_of};
use when::date_of;

pub(crate) use body::acts_together;
pub(crate) use candidate::{dated_word, longest_head};
pub(crate) use dateline::report_start;
pub(crate) use place::{in_place_case, place_named, place_of_line};

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
    /// Its body is that organisation as a whole.
    of_whole: bool,
    /// What it is called beside its quoted name, as words.
    designation: Vec<String>,
    /// Which of its row it is.
    number: Option<u32>,
    /// What becomes of it is said, rather than taken for granted.
    said: bool,
    /// A word says what becomes of it.
    settled: bool,
    /// It only dates what is told of another: "since the previous meeting".
    earlier: bool,
    /// Where it is named in passing: "on the eve of the summit".
    aside: Vec<usize>,
    /// Its place is that of the dateline, which a place of its own replaces.
    filed: bool,
    /// The opening of the text names it.
    opening: bool,
    /// It was over long before the text was published.
    old: bool,
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

    /// Whether it bears a name of its own.
    pub fn is_proper(&self) -> bool {
        self.proper
    }

    /// Whether it is said when or where it was.
    fn is_placed(&self) -> bool {
        self.fact.get("date").is_some() || self.fact.get("place").is_some()
    }

    /// Whether the opening of the text tells of it.
    pub fn is_main(&self) -> bool {
        self.opening && !self.old
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

    /// The event that exactly these tokens name.
    pub fn at(&self, tokens: &Tokens) -> Option<usize> {
        self.list.iter().position(|event| event.worth && event.mentions.contains(tokens))
    }

    /// The event named in these tokens, nearest to `at`.
    pub fn named_in(&self, scope: &Tokens, at: usize) -> Option<usize> {
        let inside = |tokens: &Tokens| scope.start <= tokens.start && tokens.end <= scope.end;
        let distance = |tokens: &Tokens| tokens.start.abs_diff(at);
        let near = |event: &Event| event.mentions.iter().filter(|tokens| inside(tokens)).map(distance).min();
        let worth = self.list.iter().enumerate().filter(|(_, event)| event.worth);
        worth.filter_map(|(number, event)| Some((near(event)?, number))).min().map(|(_, number)| number)
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
}

pub(crate) fn find(doc: &Doc<'_, '_>) -> Events {
    let mut events = Events::default();
    let mut found: Vec<Candidate> = Vec::new();
    let bodies = standing::bodies(doc);
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
        let body = is_standing(doc, mention) || standing::is_body(doc, &bodies, mention);
        if !rubric && !body && !is_inside_title(doc, mention) && !is_inside_name(doc, mention) {
            found.extend(candidates(doc, mention));
        }
    }
    let said_by_verb: Vec<bool> = found
        .iter()
        .map(|candidate| is_echo(doc, candidate, &found) || sits_for(doc, candidate, &found))
        .collect();
    for number in (0..found.len()).filter(|&number| said_by_verb[number]) {
        give_subject(doc, &mut found, number);
    }
    let mut echoes = said_by_verb.into_iter();
    found.retain(|_| !echoes.next().unwrap_or_default());
    found.extend(bare_names(doc, &found));
    found.sort_by_key(|candidate| candidate.tokens.start);
    for candidate in found {
        enter(doc, &mut events, candidate);
    }
    headline::gather(doc, &mut events);
    headline::shortened(doc, &mut events);
    headline::met(doc, &mut events);
    body_by_row(&mut events);
    by_lead(doc, &mut events);
    pronoun::by_pronoun(doc, &mut events);
    beside(doc, &mut events);
    date_by_title(doc, &mut events);
    in_passing(doc, &mut events);
    by_report(doc, &mut events);
    by_dateline(doc, &mut events);
    by_masthead(doc, &mut events);
    place_by_dateline(doc, &mut events);
    settle_status(doc, &mut events);
    place_by_days(doc, &mut events);
    site::by_voters(doc, &mut events);
    for number in 0..events.list.len() {
        events.list[number].earlier = is_earlier(doc, &events.list[number].mentions);
        events.list[number].worth = is_worth(&events.list[number]) || titles(doc, &events.list[number]);
    }
    focus::weigh(doc, &mut events);
    events
}

/// Whether every mention of an event stands right after a word such as "previous".
fn is_earlier(doc: &Doc<'_, '_>, mentions: &[Tokens]) -> bool {
    const BACK: usize = 4;
    let Some(words) = doc.pack.setting("earlier-words") else { return false };
    let earlier = |at: usize| doc.is_any_of(at, words);
    mentions.iter().all(|tokens| {
        let from = tokens.start.saturating_sub(BACK).max(doc.sentence(tokens.start).start);
        (from..tokens.end).any(earlier)
    })
}

/// "The ministers met for a session": a verb of meeting beside an event that the sentence names, or without a
/// time or place, tells of no other event.
fn is_echo(doc: &Doc<'_, '_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    let sentence = doc.sentence(candidate.tokens.start);
    let part = promise::part_of(doc, &candidate.tokens, &sentence);
    let sentence = part.map_or(sentence, |(part, _)| part);
    candidate.bare_verb
        && !forms::heads_last(doc)
        && found.iter().any(|other| {
            other.tokens != candidate.tokens
                && sentence.start <= other.tokens.start
                && other.tokens.end <= sentence.end
                // "on the sidelines of the forum X met Y": two gatherings
                && !focus::is_beside(doc, &other.tokens)
                && !(other.bare_verb && other.tokens.start > candidate.tokens.start)
        })
}

/// "The Council met for an extraordinary session": the verb and the noun behind it tell of one sitting.
fn sits_for(doc: &Doc<'_, '_>, candidate: &Candidate, found: &[Candidate]) -> bool {
    candidate.meets && candidate.body.is_some() && session_of_verb(doc, &candidate.tokens, found).is_some()
}

/// The session without a body of its own that the words right behind a verb of meeting name.
fn session_of_verb(doc: &Doc<'_, '_>, said: &Tokens, found: &[Candidate]) -> Option<usize> {
    const REACH: usize = 8;
    let sentence = doc.sentence(said.start);
    let reach = said.end..sentence.end.min(said.end + REACH);
    let broken = |gap: Tokens| gap.into_iter().any(|at| doc.is_mark(at, &[",", ";"]));
    found.iter().position(|other| {
        reach.contains(&other.tokens.start)
            && !broken(said.end..other.tokens.start)
            && other.kind == "session"
            && other.body.is_none()
            && doc.within("org", &other.tokens).next().is_none()
    })
}

/// "The Board gathered for its session": who gathered sits in the session that the sentence names without a body.
fn give_subject(doc: &Doc<'_, '_>, found: &mut [Candidate], verb: usize) {
    let said = found[verb].tokens.clone();
    let sentence = doc.sentence(said.start);
    let told = found[verb].body.clone();
    let behind = |other: &Candidate| {
        said.end <= other.tokens.start
            && other.tokens.end <= sentence.end
            && other.generic
            && other.body.is_none()
            && other.kind == "session"
    };
    let sitting = session_of_verb(doc, &said, found).or_else(|| found.iter().position(behind));
    if let Some(sitting) = sitting.and_then(|at| found.get_mut(at)) {
        sitting.body = told.or_else(|| candidate::subject_before(doc, &said));
        sitting.gathered = sitting.body.is_some() && sitting.generic;
    }
}

fn enter(doc: &Doc<'_, '_>, events: &mut Events, candidate: Candidate) {
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
    set_body(doc, &mut fact, &candidate, &whole);
    if candidate.gathered {
        same::name_by_body(&mut fact);
    }
    // "on the sidelines of the session talks were held on 14 August": the day and the place are those of the talks
    let sidelines = candidate.generic && focus::is_beside(doc, &candidate.tokens);
    let when = date_of(doc, &candidate.tokens, &scope, lead.as_ref()).filter(|_| !sidelines);
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
    let status = match promised {
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
    let like = |silent| {
        events.list.iter().rposition(|event| {
            !to_come(event)
                && is_same(doc, event, &candidate, &told, &words, silent)
                && !(candidate.generic && told_back(event))
                || is_designated(event, &candidate, &words, &designation)
                || is_same_of_row(event, &candidate, &fact, &words, number)
        })
    };
    let known = like(false)
        .or_else(|| if silent { like(true) } else { None })
        .or_else(|| same::definite(doc, &events.list, &candidate, &fact))
        .or_else(|| same::sitting(doc, &events.list, &candidate, &told));
    let again =
        || same::told_again(doc, &events.list, &candidate, &fact, when.as_ref().map(|(time, _)| *time));
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
    let long_dated = event.fact.get("date").is_some_and(|date| date.len() == 4)
        && event.fact.get("place").is_none()
        && !event.proper
        && event.words.len() < 2;
    (dated && !long_dated) || event.proper || whenever
}
