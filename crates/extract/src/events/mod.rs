//! Events: what took place or is planned, with its date, place, organiser and status.

mod again;
mod body;
mod byline;
mod candidate;
mod circumstance;
mod clause;
mod context;
mod dateline;
mod echo;
mod enter;
mod focus;
mod headline;
mod masthead;
mod name;
mod occasions;
mod ongoing;
mod place;
mod postponed;
pub(crate) mod programme;
mod promise;
mod pronoun;
mod same;
mod site;
mod source;
mod standing;
mod there;
mod when;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use candidate::{
    Candidate, bare_names, candidates, is_inside_name, is_inside_title, is_standing, is_word_of_name,
};
use echo::{give_subject, is_echo, sits_for};
use enter::enter;
use masthead::by_masthead;

use context::{
    beside, body_by_row, by_dateline, by_lead, by_report, date_by_title, in_passing, place_by_dateline,
    place_by_days, settle_status,
};

pub(crate) use body::acts_together;
pub(crate) use dateline::report_start;
pub(crate) use name::{dated_word, longest_head};
pub(crate) use place::{in_place_case, place_named, place_of_line};
pub(crate) use postponed::is_beside as is_put_off;

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
            && (mention.tokens.len() > 1 || capitals(&doc.sentence(mention.tokens.start)))
            && !masthead::names_text(doc, mention);
        let body = is_standing(doc, mention)
            || standing::is_body(doc, &bodies, mention)
            || is_word_of_name(doc, mention);
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
    // "the exercise, in which an avalanche buried ten": what is only played
    let drilled: Vec<usize> = found
        .iter()
        .filter(|one| one.kind == "exercise")
        .map(|one| doc.sentence(one.tokens.start).start)
        .collect();
    found.retain(|one| one.kind != "incident" || !drilled.contains(&doc.sentence(one.tokens.start).start));
    found.extend(bare_names(doc, &found));
    found.sort_by_key(|candidate| candidate.tokens.start);
    for candidate in found {
        enter(doc, &mut events, candidate);
    }
    headline::gather(doc, &mut events);
    headline::shortened(doc, &mut events);
    headline::met(doc, &mut events);
    headline::told_by_verb(doc, &mut events);
    body_by_row(&mut events);
    by_lead(doc, &mut events);
    pronoun::by_pronoun(doc, &mut events);
    beside(doc, &mut events);
    there::by_same_place(doc, &mut events);
    there::by_section(doc, &mut events);
    date_by_title(doc, &mut events);
    in_passing(doc, &mut events);
    by_report(doc, &mut events);
    by_dateline(doc, &mut events);
    by_masthead(doc, &mut events);
    programme::by_clock(doc, &mut events);
    place_by_dateline(doc, &mut events);
    byline::by_byline(doc, &mut events);
    settle_status(doc, &mut events);
    place_by_days(doc, &mut events);
    ongoing::still_on(doc, &mut events);
    site::by_voters(doc, &mut events);
    for number in 0..events.list.len() {
        events.list[number].earlier = is_earlier(doc, &events.list[number].mentions);
        let event = &events.list[number];
        events.list[number].worth =
            is_worth(event) || titles(doc, event) || is_next(doc, event) || is_chaired(doc, event);
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

/// Whether the publication is about it: a gathering that its title names with more than the head.
fn titles(doc: &Doc<'_, '_>, event: &Event) -> bool {
    let title = doc.block(0);
    let gathering = matches!(event.kind(), "session" | "meeting" | "conference" | "exercise");
    gathering
        && event.words.len() >= 2
        && doc.block_kind(0) == text::segment::BlockKind::Heading
        && event.mentions.iter().any(|tokens| title.start <= tokens.start && tokens.end <= title.end)
}

/// "The meeting of the legal subcommittee was chaired by A": a sitting of a body that is told of by who was in the chair.
fn is_chaired(doc: &Doc<'_, '_>, event: &Event) -> bool {
    /// "The Council's session" may be the one told of.
    const NAMED: usize = 3;
    let sits = event.kind() == "session" && event.status() == "held" && event.fact.get("body").is_some();
    let chaired = |tokens: &Tokens| {
        let sentence = doc.sentence(tokens.start);
        doc.within("part-verb", &sentence).any(|verb| verb.attribute("role") == Some("chair"))
    };
    sits && event.words.len() >= NAMED && event.mentions.iter().any(chaired)
}

/// "The next session will be in 2028": of what is to come a year is enough.
fn is_next(doc: &Doc<'_, '_>, event: &Event) -> bool {
    const NEAR: usize = 2;
    let Some(words) = doc.pack.setting("next-words") else { return false };
    let said = |tokens: &Tokens| {
        let from = tokens.start.saturating_sub(NEAR).max(doc.sentence(tokens.start).start);
        (from..tokens.end).any(|at| doc.is_any_of(at, words))
    };
    event.status() == "planned" && event.fact.get("date").is_some() && event.mentions.iter().any(said)
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
