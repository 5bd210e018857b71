//! The page: its head, its overview and its sections.

use super::{
    Block, Cited, Count, Group, Inline, Item, Page, Rich, Row, Section, Table, Tone, Writer, anchor, capital,
    spaced, text,
};
use crate::dates::Style;
use crate::input::Period;
use crate::locale::Locale;
use crate::outcomes::{Contact, Deed, Document, Event, Figure, Operation, Outcomes, Relation, Turn, Worded};

/// The kinds of document in the schema's order.
fn document_kinds() -> Vec<&'static str> {
    let kind = record::Schema::built_in().kind("document").and_then(|kind| kind.property("kind"));
    kind.map(|property| property.terms.iter().map(String::as_str).collect()).unwrap_or_default()
}

impl Writer<'_> {
    pub fn page(&self, outcomes: &Outcomes) -> Page {
        let report = [
            self.section("membership", "h-membership", self.membership(&outcomes.membership)),
            self.section("sessions", "h-sessions", self.sessions(outcomes)),
            self.section("documents", "h-documents", self.documents(outcomes)),
            self.section("exercises", "h-exercises", self.exercises(outcomes)),
            self.section("operations", "h-operations", self.operations(outcomes)),
            self.section("conferences", "h-conferences", self.events(&outcomes.conferences)),
            self.section("cooperation", "h-cooperation", self.cooperation(outcomes)),
            self.section(
                "offices",
                "h-offices",
                self.offices([("officers", &outcomes.officers), ("guests", &outcomes.guests)]),
            ),
            self.section("other", "h-other", self.events(&outcomes.other_events)),
            self.section("statements", "h-statements", self.statements(outcomes)),
            self.section("figures", "h-figures", self.figures(outcomes)),
            self.section("planned", "h-planned", self.planned(outcomes)),
        ];
        let silent =
            report.iter().filter(|section| section.blocks.is_empty()).map(|section| section.title.clone());
        let silent: Vec<String> = silent.collect();
        // of a picture nothing is missed: what it would show stands in the sections
        let glance = self.section("glance", "h-glance", self.glance(outcomes));
        let mut sections: Vec<Section> =
            [glance].into_iter().chain(report).filter(|section| !section.blocks.is_empty()).collect();
        sections.extend(self.apparatus(&outcomes.disputes, silent));
        let mut title = self.words(&outcomes.name);
        if let Some(short) = &outcomes.short {
            title.extend(self.say("in-brackets", &[("place", self.words(short))]));
        }
        Page {
            lang: outcomes.lang.clone(),
            kicker: self.locale.text("kicker"),
            title,
            period: capital(&self.period(outcomes.period)),
            opening: self.opening(outcomes),
            counts: self.counts(outcomes),
            sections,
        }
    }

    fn section(&self, id: &'static str, title: &str, blocks: Vec<Block>) -> Section {
        Section { id: id.into(), title: self.locale.text(title), tone: Tone::Body, blocks }
    }

    /// "2024", or "1 January – 30 June 2024".
    pub fn period(&self, period: Period) -> String {
        let (from, to) = (period.from(), period.to());
        let whole_years = (from.month(), from.day(), to.month(), to.day()) == (1, 1, 12, 31);
        let date = match (whole_years, from.year() == to.year()) {
            (true, true) => format!("{:04}", from.year()),
            (true, false) => format!("{:04}/{:04}", from.year(), to.year()),
            _ if from == to => from.to_string(),
            _ => format!("{from}/{to}"),
        };
        self.locale.date(&date, Style::Plain)
    }

    fn opening(&self, outcomes: &Outcomes) -> Vec<Rich> {
        let as_of = text(self.locale.date(&outcomes.as_of.to_string(), Style::Plain));
        let mut publishers: Vec<&String> =
            outcomes.sources.iter().filter_map(|source| source.publication.publisher.as_ref()).collect();
        publishers.sort();
        publishers.dedup();
        let mut opening = vec![self.say("as-of", &[("date", as_of)])];
        let count = outcomes.sources.len();
        if count == 0 {
            opening.push(self.say("nothing", &[]));
            return opening;
        }
        let rests = match publishers.len() {
            0 => self.locale.count("rests-on", count, &[]),
            many => {
                let publishers = self.locale.count("publishers", many, &[]);
                self.locale.count("rests-on-publishers", count, &[("publishers", publishers)])
            }
        };
        opening.push(spaced(vec![rests, self.say("how-to-read", &[])]));
        let disputes = outcomes.disputes.len();
        if disputes > 0 {
            let link =
                Inline::Link { to: "differences".to_owned(), text: text(self.locale.text("h-differences")) };
            opening.push(self.locale.count("differences-count", disputes, &[("box", vec![link])]));
        }
        opening
    }

    fn counts(&self, outcomes: &Outcomes) -> Vec<Count> {
        let exercises = outcomes.exercises.iter().map(|territory| territory.events.len()).sum();
        let stages = |operation: &Operation| operation.stages.len() + usize::from(operation.event.is_some());
        let counts = [
            ("sessions", "n-sessions", outcomes.sessions.len()),
            ("documents", "n-documents", outcomes.documents.len()),
            ("exercises", "n-exercises", exercises),
            ("operations", "n-operations", outcomes.operations.iter().map(stages).sum()),
            ("conferences", "n-conferences", outcomes.conferences.len()),
            ("cooperation", "n-partners", outcomes.cooperation.len()),
            ("planned", "n-planned", outcomes.planned.len()),
        ];
        let shown = counts.into_iter().filter(|(_, _, number)| *number > 0);
        shown
            .map(|(to, label, number)| Count {
                number,
                label: self.counted_label(label, number),
                to: to.into(),
            })
            .collect()
    }

    fn counted_label(&self, key: &str, number: usize) -> String {
        let label = self.locale.count(key, number, &[]);
        let words = label.iter().filter_map(|inline| match inline {
            Inline::Text(text) => Some(text.as_str()),
            _ => None,
        });
        words.collect()
    }

    fn sessions(&self, outcomes: &Outcomes) -> Vec<Block> {
        const FEW: usize = 4;
        let article = |event: &Event| {
            let heading = Block::Heading { id: Some(anchor(event.entry)), text: self.event_name(event) };
            let mut blocks = vec![heading, Block::Paragraph(self.event_sentences(event))];
            for detail in self.event_details(event, FEW) {
                blocks.push(Block::Paragraph(detail.lead));
                if !detail.items.is_empty() {
                    blocks.push(Block::List(detail.items));
                }
            }
            blocks
        };
        outcomes.sessions.iter().flat_map(article).collect()
    }

    fn events(&self, events: &[Event]) -> Vec<Block> {
        let items: Vec<Item> = events.iter().map(|event| self.event_item(event)).collect();
        if items.is_empty() { Vec::new() } else { vec![Block::List(items)] }
    }

    fn documents(&self, outcomes: &Outcomes) -> Vec<Block> {
        let documents = &outcomes.documents;
        if documents.is_empty() {
            return Vec::new();
        }
        let with = |published: Option<bool>| {
            let count = documents.iter().filter(|document| document.published == published).count();
            text(self.locale.number(&count.to_string()))
        };
        let places = [("yes", with(Some(true))), ("no", with(Some(false))), ("unknown", with(None))];
        let known = document_kinds();
        let mut kinds: Vec<&str> = documents.iter().map(|document| document.kind.as_str()).collect();
        kinds.sort_by_key(|kind| {
            (known.iter().position(|other| other == kind).unwrap_or(usize::MAX), kind.to_string())
        });
        kinds.dedup();
        let group = |kind: &str| {
            let of_kind: Vec<&Document> = documents.iter().filter(|document| document.kind == kind).collect();
            let title = capital(&self.locale.term("documents", kind));
            let count = self.locale.number(&of_kind.len().to_string());
            let rows = of_kind.into_iter().map(|document| self.document_row(document)).collect();
            Group { title: Some(format!("{title} ({count})")), rows }
        };
        let table = Table {
            caption: self.locale.text("h-documents"),
            columns: self.columns(&["c-title", "c-body", "c-action", "c-published", "c-sources"]),
            groups: kinds.into_iter().map(group).collect(),
        };
        let total = self.locale.count("documents-count", documents.len(), &places);
        vec![Block::Paragraph(total), Block::Table(table)]
    }

    pub fn columns(&self, keys: &[&str]) -> Vec<String> {
        keys.iter().map(|key| self.locale.text(key)).collect()
    }

    fn exercises(&self, outcomes: &Outcomes) -> Vec<Block> {
        let territory = |territory: &crate::outcomes::Territory| {
            let heading = match &territory.country {
                Some(country) => text(country.name.clone()),
                None => self.say("no-territory", &[]),
            };
            let mut blocks = vec![Block::Heading { id: None, text: heading }];
            blocks.extend(self.events(&territory.events));
            blocks
        };
        outcomes.exercises.iter().flat_map(territory).collect()
    }

    fn operations(&self, outcomes: &Outcomes) -> Vec<Block> {
        let item = |operation: &Operation| {
            let stages: Vec<Item> = operation.stages.iter().map(|stage| self.event_item(stage)).collect();
            match &operation.event {
                Some(event) => {
                    let mut item = self.event_item(event);
                    let again =
                        |event: &Event| Item { text: self.event_sentences(event), ..self.event_item(event) };
                    item.items.extend(operation.also.iter().map(again));
                    if !stages.is_empty() {
                        let lead = self.say("stages", &[]);
                        item.items.push(Item { id: None, text: lead, items: stages });
                    }
                    item
                }
                None => {
                    let lead = spaced(vec![self.lead(&operation.name, &[]), self.say("stages", &[])]);
                    Item { id: None, text: lead, items: stages }
                }
            }
        };
        let items: Vec<Item> = outcomes.operations.iter().map(item).collect();
        if items.is_empty() { Vec::new() } else { vec![Block::List(items)] }
    }

    fn cooperation(&self, outcomes: &Outcomes) -> Vec<Block> {
        let short = outcomes.short.as_ref().unwrap_or(&outcomes.name);
        let mut blocks = Vec::new();
        let named = outcomes.cooperation.iter().filter(|partner| !partner.named.numbers.is_empty());
        let named: Vec<Cited> = named
            .map(|partner| Cited { words: self.words(&partner.name), cites: partner.named.clone() })
            .collect();
        if !named.is_empty() {
            let list = self.cited(named, Locale::and);
            blocks.push(Block::Paragraph(self.say("works-with", &[("list", list)])));
        }
        for partner in outcomes.cooperation.iter().filter(|partner| !partner.contacts.is_empty()) {
            blocks.push(Block::Heading { id: None, text: self.words(&partner.name) });
            let items = partner
                .contacts
                .iter()
                .map(|contact| self.contact(contact, &self.words(&partner.name), short));
            blocks.push(Block::List(items.collect()));
        }
        blocks
    }

    fn contact(&self, contact: &Contact, partner: &Rich, short: &Worded) -> Item {
        match &contact.deed {
            Deed::Document(document) => {
                Item { id: Some(anchor(document.entry)), ..self.document_item(document) }
            }
            Deed::Event(event) => {
                let key = match contact.relation {
                    Relation::Guest => "took-part-guest",
                    Relation::Host => "took-part-host",
                    Relation::Together => "took-part-together",
                    Relation::Joint => "",
                };
                let places = [
                    ("partner", partner.clone()),
                    ("organisation", self.words(short)),
                    ("cites", self.cites(&contact.cites)),
                ];
                let relation = if key.is_empty() { Rich::new() } else { self.say(key, &places) };
                let parts = vec![self.lead(&event.name, &event.also), self.event_sentences(event), relation];
                Item { id: Some(anchor(event.entry)), text: spaced(parts), items: Vec::new() }
            }
        }
    }

    fn statements(&self, outcomes: &Outcomes) -> Vec<Block> {
        let items: Vec<Item> = outcomes.statements.iter().map(|speech| self.speech(speech)).collect();
        if items.is_empty() {
            Vec::new()
        } else {
            vec![Block::Paragraph(self.say("statements", &[])), Block::List(items)]
        }
    }

    fn figures(&self, outcomes: &Outcomes) -> Vec<Block> {
        self.figure_table(&outcomes.figures)
    }

    pub fn figure_table(&self, figures: &[Figure]) -> Vec<Block> {
        let row = |figure: &Figure| {
            let period = figure.period.as_deref().map(|date| text(self.locale.date(date, Style::Plain)));
            let event = figure
                .event
                .as_ref()
                .map(|(entry, name)| vec![Inline::Link { to: anchor(*entry), text: self.headed(name) }]);
            let mut amount = self.amount(figure);
            amount.extend(self.according_to(&figure.according_to));
            let what = spaced(vec![self.headed(&figure.what), self.differ(&figure.disputed)]);
            let context = self.locale.commas(event.into_iter().chain(period).collect());
            let cells = vec![what, amount, context, vec![Inline::Cite(figure.cites.clone())]];
            Row { id: Some(anchor(figure.entry)), cells }
        };
        let rows: Vec<Row> = figures.iter().map(row).collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![Block::Table(Table {
            caption: self.locale.text("h-figures"),
            columns: self.columns(&["c-what", "c-amount", "c-context", "c-sources"]),
            groups: vec![Group { title: None, rows }],
        })]
    }

    fn planned(&self, outcomes: &Outcomes) -> Vec<Block> {
        let item = |deed: &Deed| match deed {
            Deed::Event(event) => self.event_item(event),
            Deed::Document(document) => self.document_item(document),
        };
        let next = outcomes.membership.chairs.iter().filter(|chair| chair.turn == Turn::Next);
        let chairs = next.map(|chair| Item { id: None, text: self.chair(chair), items: Vec::new() });
        let items: Vec<Item> = chairs.chain(outcomes.planned.iter().map(item)).collect();
        if outcomes.planned.is_empty() { Vec::new() } else { vec![Block::List(items)] }
    }
}
