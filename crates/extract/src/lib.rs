//! Text and packs to claims: what a careful reader would enter into the record after one publication.
//!
//! Rules of the language's pack find mentions ([`rules`]); this room puts them together: it reckons dates
//! against the publication's own ([`time`]), knows a person again by the surname ([`people`]), gives an event
//! the date and place said of it ([`events`]), a document the session that signed it ([`documents`]), and
//! words to whoever said them ([`statements`]). It knows kinds of entry and no language; it never looks at the
//! clock, another publication or the store. Start reading at [`read`].

mod agenda;
mod attribution;
mod bodies;
mod chairs;
mod claims;
mod cooperation;
pub mod corpus;
mod doc;
mod documents;
mod events;
mod figures;
mod forms;
mod names;
mod occasion;
mod participation;
mod people;
mod places;
mod statements;
mod stretch;
mod time;
mod timex;
mod verb_last;

use std::borrow::Cow;
use std::collections::HashSet;

pub use places::{BadGazetteer, Gazetteer};
use record::{Claim, Date, DateTime, Edtf, PublicationId, Span};
use rules::Pack;
use rules::words::Memory;

/// One publication to read.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    pub publication: PublicationId,
    pub version: u32,
    pub text: &'a str,
    pub published_on: Option<Date>,
}

/// A mention of a person, place, organisation, office, event, document, time or number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    pub span: Span,
    pub class: Cow<'static, str>,
    /// Dictionary form.
    pub lemma: String,
    /// What it is known as, where the pack knows it: a country code, an organisation's slug.
    pub id: Option<String>,
    pub rule: String,
}

/// Reported speech as spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speech {
    pub source: Option<Span>,
    pub cue: Option<Span>,
    /// Its passages in order: the attribution may stand between them.
    pub content: Vec<Span>,
    pub direct: bool,
}

/// A place with its coordinates, in degrees.
#[derive(Clone, Debug, PartialEq)]
pub struct Location {
    pub span: Span,
    pub latitude: f64,
    pub longitude: f64,
    pub id: Option<String>,
}

/// All that was read out of one publication.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    pub claims: Vec<Claim>,
    pub mentions: Vec<Mention>,
    pub sentences: Vec<Span>,
    pub times: Vec<(Span, Edtf)>,
    pub locations: Vec<Location>,
    pub speech: Vec<Speech>,
    /// How many tokens the text has.
    pub tokens: usize,
    /// Whether rules gave up before the end of the text.
    pub cut_short: bool,
}

/// Reads one publication in the language of the pack. `memory` keeps what was looked up of words; give
/// each thread its own.
pub fn read(input: Input<'_>, pack: &Pack, memory: &mut Memory) -> Reading {
    read_while(input, pack, memory, &|| true).unwrap_or_default()
}

/// As [`read`], for as long as `go_on` says so: this room has no clock. It is asked before every sentence and every
/// stretch of a long text; `None` where it says no.
pub fn read_while(
    input: Input<'_>,
    pack: &Pack,
    memory: &mut Memory,
    go_on: &dyn Fn() -> bool,
) -> Option<Reading> {
    let chart = pack.read_while(input.text, memory, go_on)?;
    let doc = doc::Doc::new(&chart, pack, &memory.forms, input.published_on);
    reading(&doc, input, None, go_on)
}

/// Reads one publication, and lets the pack's learned tagger propose names beside those of the rules.
pub fn annotate(input: Input<'_>, pack: &Pack, memory: &mut Memory) -> Reading {
    annotate_while(input, pack, memory, &|| true).unwrap_or_default()
}

/// As [`annotate`], for as long as `go_on` says so.
pub fn annotate_while(
    input: Input<'_>,
    pack: &Pack,
    memory: &mut Memory,
    go_on: &dyn Fn() -> bool,
) -> Option<Reading> {
    let chart = pack.read_while(input.text, memory, go_on)?;
    // the tagger has a memory of its own there, and wants it while forms are asked for
    let forms = std::mem::take(&mut memory.forms);
    let doc = doc::Doc::new(&chart, pack, &forms, input.published_on);
    let mentions = names::mentions(&doc, memory);
    let reading = reading(&doc, input, Some(mentions), go_on);
    memory.forms = forms;
    reading
}

/// What the text tells, stretch by stretch; the mentions to show where others than those of the rules are.
fn reading(
    doc: &doc::Doc<'_, '_>,
    input: Input<'_>,
    mentions: Option<Vec<Mention>>,
    go_on: &dyn Fn() -> bool,
) -> Option<Reading> {
    let chart = doc.chart;
    let mut reading = Reading {
        sentences: chart.segments.sentences.iter().map(|sentence| chart.span(&sentence.tokens)).collect(),
        times: doc.times.iter().map(|time| (chart.span(&time.tokens), time.value.clone())).collect(),
        locations: claims::locations(doc),
        tokens: chart.words.len(),
        cut_short: chart.cut_short,
        ..Reading::default()
    };
    let mut enter = |part: &doc::Doc<'_, '_>| {
        if mentions.is_none() {
            reading.mentions.extend(claims::mentions(part));
        }
        read_stretch(part, input, &mut reading);
    };
    match stretch::stretches(chart).as_slice() {
        [] | [_] => enter(doc),
        stretches => {
            for stretch in stretches {
                if !go_on() {
                    return None;
                }
                enter(&doc.stretch(stretch));
            }
        }
    }
    let mut seen = HashSet::new();
    reading.claims.retain(|claim| seen.insert(claim.id));
    Some(Reading { mentions: mentions.unwrap_or(reading.mentions), ..reading })
}

/// Reads one stretch of a text, and adds what it tells.
fn read_stretch(doc: &doc::Doc<'_, '_>, input: Input<'_>, reading: &mut Reading) {
    let mut events = events::find(doc);
    occasion::year_before(doc, &mut events);
    let mut offices = people::offices(doc);
    let mut documents = documents::find(doc, &events);
    occasion::date_each_other(&mut events, &mut documents);
    people::date_by_occasion(doc, &events, &documents, &mut offices);
    let chairs = chairs::find(doc);
    let cooperations = cooperation::find(doc);
    let speech = statements::find(doc);
    let participations = participation::find(doc, &events, &speech);
    let figures = figures::find(doc, &events, &speech);
    let mut facts = claims::Facts::default();
    facts.add_events(events);
    facts.extend(documents);
    facts.extend(offices);
    facts.extend(chairs);
    facts.extend(cooperations);
    facts.extend(participations);
    facts.extend(statements::facts(doc, &speech));
    facts.extend(figures);
    reading.claims.extend(facts.seal(doc, input));
    reading.speech.extend(speech.iter().map(|speech| speech.spans(doc)));
}

/// What a publication shows beyond its claims.
#[derive(Clone, Debug, Default)]
pub struct Wide {
    /// Every expression of time with its value, EDTF or TIMEX3: also lengths, times of the clock and what else no
    /// claim is dated by.
    pub times: Vec<(Span, String)>,
    pub locations: Vec<Location>,
    /// Statements, and where the pack tells them apart all else that is given as somebody's words, thoughts or wishes.
    pub speech: Vec<Speech>,
}

/// Times, places and attributions for annotation. `reading` is what [`read`] gave for the same input; `written_at` is
/// when the text was written, where that is known to the minute.
pub fn widen(
    input: Input<'_>,
    written_at: Option<DateTime>,
    pack: &Pack,
    memory: &mut Memory,
    reading: &Reading,
    gazetteer: &Gazetteer,
) -> Wide {
    let chart = pack.read_wide(input.text, memory);
    let doc = doc::Doc::new(&chart, pack, &memory.forms, input.published_on);
    let persons: Vec<Span> =
        reading.mentions.iter().filter(|one| one.class == "person").map(|one| one.span).collect();
    let locations = places::locate(&chart, pack, gazetteer, &persons);
    Wide {
        times: timex::resolve(&doc, written_at),
        locations: locations.unwrap_or_else(|| reading.locations.clone()),
        speech: attribution::beside(&doc, &reading.speech),
    }
}
