//! A report drawn by a template, as JSON.

use serde::Serialize;

use super::wire::{
    Citations, Deed, Dispute, Document, Event, Figure, Officer, Period, Source, Speech, Worded,
};
use super::{all, cites, deed, dispute, document, event, figure, officer, source, speech, worded};
use crate::bulletin::{self as model, Bulletin, Content};
use crate::outcomes;

/// The whole report, indented, keys in a fixed order.
pub fn render(bulletin: &Bulletin) -> String {
    let mut json = serde_json::to_string_pretty(&report(bulletin)).unwrap_or_default();
    json.push('\n');
    json
}

#[derive(Serialize)]
struct Report<'o> {
    report: &'o str,
    title: &'o str,
    subjects: Vec<Worded<'o>>,
    query: Option<&'o str>,
    period: Period,
    as_of: String,
    language: &'o str,
    publications: usize,
    publishers: usize,
    sections: Vec<Section<'o>>,
    sources: Vec<Source<'o>>,
}

#[derive(Serialize)]
struct Section<'o> {
    id: &'o str,
    title: &'o str,
    left_out: usize,
    #[serde(flatten)]
    content: Shown<'o>,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Shown<'o> {
    About { names: Vec<Name<'o>>, offices: Vec<Officer<'o>> },
    Stories(Vec<Story<'o>>),
    Found(Vec<Finding<'o>>),
    Groups(Vec<Group<'o>>),
    Statements(Vec<Speech<'o>>),
    Figures(Vec<Figure<'o>>),
    Offices(Vec<Officer<'o>>),
    Disagreements(Vec<Dispute<'o>>),
    Timeline(Vec<Deed<'o>>),
    Map(Vec<Territory<'o>>),
    Activity { by_publisher: Vec<Amount<'o>>, by_month: Vec<Amount<'o>> },
}

#[derive(Serialize)]
struct Name<'o> {
    #[serde(flatten)]
    name: Worded<'o>,
    #[serde(flatten)]
    cites: Citations<'o>,
}

#[derive(Serialize)]
struct Story<'o> {
    heading: Worded<'o>,
    lead: Option<Lead<'o>>,
    event: Option<Event<'o>>,
    publishers: &'o [String],
    publications: usize,
    copies: usize,
    languages: &'o [String],
}

#[derive(Serialize)]
struct Lead<'o> {
    #[serde(flatten)]
    quote: Worded<'o>,
    publisher: Option<&'o str>,
    #[serde(flatten)]
    cites: Citations<'o>,
}

#[derive(Serialize)]
struct Finding<'o> {
    title: Worded<'o>,
    publisher: Option<&'o str>,
    published_on: Option<String>,
    #[serde(flatten)]
    cites: Citations<'o>,
}

#[derive(Serialize)]
struct Group<'o> {
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<&'o str>,
    entries: Vec<Told<'o>>,
}

/// An event or document; of an event told in full also what goes with it, which stands in no other section.
#[derive(Serialize)]
struct Told<'o> {
    #[serde(flatten)]
    deed: Deed<'o>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with_documents: Vec<Document<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    with_figures: Vec<Figure<'o>>,
}

#[derive(Serialize)]
struct Territory<'o> {
    country: &'o str,
    name: &'o str,
    events: usize,
}

#[derive(Serialize)]
struct Amount<'o> {
    of: &'o str,
    publications: u64,
}

fn report(bulletin: &Bulletin) -> Report<'_> {
    Report {
        report: &bulletin.kind,
        title: &bulletin.title,
        subjects: all(&bulletin.subjects, worded),
        query: bulletin.query.as_deref(),
        period: Period { from: bulletin.period.from().to_string(), to: bulletin.period.to().to_string() },
        as_of: bulletin.as_of.to_string(),
        language: &bulletin.lang,
        publications: bulletin.publications,
        publishers: bulletin.publishers,
        sections: all(&bulletin.parts, |part| Section {
            id: &part.id,
            title: &part.title,
            left_out: part.left_out,
            content: content(&part.content),
        }),
        sources: all(&bulletin.sources, source),
    }
}

fn content(content: &Content) -> Shown<'_> {
    match content {
        Content::About(about) => Shown::About {
            names: all(&about.names, |(name, cited)| Name { name: worded(name), cites: cites(cited) }),
            offices: all(&about.offices, officer),
        },
        Content::Stories(stories) => Shown::Stories(all(stories, story)),
        Content::Found(found) => Shown::Found(all(found, finding)),
        Content::Deeds { groups, .. } => {
            Shown::Groups(all(groups, |group| Group { by: by(&group.by), entries: all(&group.deeds, told) }))
        }
        Content::Statements(speeches) => Shown::Statements(all(speeches, speech)),
        Content::Figures(figures) => Shown::Figures(all(figures, figure)),
        Content::Offices(officers) => Shown::Offices(all(officers, officer)),
        Content::Differences(disputes) => Shown::Disagreements(all(disputes, dispute)),
        Content::Timeline(deeds) => Shown::Timeline(all(deeds, deed)),
        Content::Map(territories) => Shown::Map(all(territories, |(country, events)| Territory {
            country: &country.code,
            name: &country.name,
            events: *events,
        })),
        Content::Activity { by_publisher, by_month } => {
            Shown::Activity { by_publisher: all(by_publisher, amount_of), by_month: all(by_month, amount_of) }
        }
    }
}

fn told(found: &outcomes::Deed) -> Told<'_> {
    let (documents, figures) = match found {
        outcomes::Deed::Event(event) => (event.documents.as_slice(), event.figures.as_slice()),
        outcomes::Deed::Document(_) => Default::default(),
    };
    Told { deed: deed(found), with_documents: all(documents, document), with_figures: all(figures, figure) }
}

fn amount_of((of, publications): &(String, u64)) -> Amount<'_> {
    Amount { of, publications: *publications }
}

fn by(heading: &model::Heading) -> Option<&str> {
    match heading {
        model::Heading::Date(date) => Some(date),
        model::Heading::Kind(_, kind) => Some(kind),
        model::Heading::Words(words) => Some(&words.text),
        model::Heading::None | model::Heading::Unknown => None,
    }
}

fn story(story: &model::Story) -> Story<'_> {
    Story {
        heading: worded(&story.heading),
        lead: story.lead.as_ref().map(|lead| Lead {
            quote: worded(&lead.words),
            publisher: lead.publisher.as_deref(),
            cites: cites(&lead.cites),
        }),
        event: story.event.as_ref().map(event),
        publishers: &story.publishers,
        publications: story.publications,
        copies: story.copies,
        languages: &story.langs,
    }
}

fn finding(finding: &model::Finding) -> Finding<'_> {
    Finding {
        title: worded(&finding.title),
        publisher: finding.publisher.as_deref(),
        published_on: finding.published_on.map(|date| date.to_string()),
        cites: cites(&finding.cites),
    }
}
