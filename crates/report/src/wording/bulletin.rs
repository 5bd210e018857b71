//! A report drawn by a template, in words.

use super::{
    Block, Count, Group, Inline, Item, Page, Rich, Row, Section, Table, Tone, Writer, anchor, capital,
    spaced, text,
};
use crate::bulletin::{About, Bulletin, Content, Deeds, Finding, Heading, Shown, Story};
use crate::dates::Style;
use crate::locale::Locale;
use crate::outcomes::{Deed, Document, Event, Place};
use crate::template::Form;

/// Carriers of a story that are named; the others are counted.
const NAMED: usize = 6;

/// The whole report in the language of the locale.
pub fn page(bulletin: &Bulletin, locale: &Locale) -> Page {
    Writer { lang: &bulletin.lang, sources: &bulletin.sources, locale }.bulletin(bulletin)
}

/// An event or document in sentences, without markup and citations, for formats that have none.
pub fn sentence(deed: &Deed, bulletin: &Bulletin, locale: &Locale) -> String {
    let writer = Writer { lang: &bulletin.lang, sources: &bulletin.sources, locale };
    let words = super::plain(&match deed {
        Deed::Event(event) => writer.event_sentences(event),
        Deed::Document(document) => writer.document_item(document).text,
    });
    // citations are held to their words by a blank that would now stand before the full stop
    words.replace("\u{a0}.", ".")
}

/// Who carries a story, without markup.
pub fn carriers(story: &Story, bulletin: &Bulletin, locale: &Locale) -> String {
    let writer = Writer { lang: &bulletin.lang, sources: &bulletin.sources, locale };
    super::plain(&writer.carriers(story))
}

impl Writer<'_> {
    fn bulletin(&self, bulletin: &Bulletin) -> Page {
        let subjects: Vec<Rich> = bulletin.subjects.iter().map(|words| self.words(words)).collect();
        let (kicker, title) = match subjects.is_empty() {
            true => (self.locale.text("kicker-all"), text(bulletin.title.clone())),
            false => (bulletin.title.clone(), self.locale.commas(subjects)),
        };
        let parts = bulletin.parts.iter().map(|part| (part, self.part(part, bulletin.partial)));
        let (shown, silent): (Vec<_>, Vec<_>) = parts.partition(|(_, section)| !section.blocks.is_empty());
        // of a picture nothing is missed: what it would show stands elsewhere
        let missed = |part: &Shown| !part.content.is_picture();
        let silent = silent.into_iter().filter(|(part, _)| missed(part));
        let silent: Vec<Rich> = silent.map(|(part, _)| text(part.title.clone())).collect();
        let counts = shown.iter().filter_map(|(part, _)| self.part_count(part, bulletin.partial)).collect();
        let empty = shown.is_empty();
        let mut sections: Vec<Section> = shown.into_iter().map(|(_, section)| section).collect();
        sections.push(self.bulletin_method(bulletin, silent));
        sections.extend(self.passages());
        Page {
            lang: bulletin.lang.clone(),
            kicker,
            title,
            period: if bulletin.dated { capital(&self.period(bulletin.period)) } else { String::new() },
            opening: self.bulletin_opening(bulletin, empty),
            counts,
            sections,
        }
    }

    fn bulletin_opening(&self, bulletin: &Bulletin, empty: bool) -> Vec<Rich> {
        let as_of = text(self.locale.date(&bulletin.as_of.to_string(), Style::Plain));
        let mut opening = vec![self.say("as-of", &[("date", as_of)])];
        if let Some(query) = &bulletin.query {
            opening.push(self.say("asked", &[("query", text(query.clone()))]));
        }
        if bulletin.dated {
            opening.push(match (bulletin.publications, bulletin.publishers) {
                (0, _) => self.say("appeared-none", &[]),
                (many, 0) => self.locale.count("appeared", many, &[]),
                (many, publishers) => {
                    let publishers = self.locale.count("publishers", publishers, &[]);
                    self.locale.count("appeared-by", many, &[("publishers", publishers)])
                }
            });
        }
        opening.push(self.say(if empty { "nothing-told" } else { "how-to-read" }, &[]));
        opening
    }

    fn part_count(&self, part: &Shown, partial: bool) -> Option<Count> {
        let counted = !matches!(part.content, Content::About(_)) && !part.content.is_picture();
        let number = part.content.len() + if partial { 0 } else { part.left_out };
        counted.then(|| Count { number, label: part.title.clone(), to: part.id.clone().into() })
    }

    fn part(&self, part: &Shown, partial: bool) -> Section {
        if part.content.is_empty() {
            return Section {
                id: part.id.clone().into(),
                title: part.title.clone(),
                tone: Tone::Body,
                blocks: Vec::new(),
            };
        }
        let mut blocks = match &part.content {
            Content::About(about) => self.about(about),
            Content::Stories(stories) => stories.iter().flat_map(|story| self.story(story)).collect(),
            Content::Found(found) => {
                vec![Block::List(found.iter().map(|finding| self.finding(finding)).collect())]
            }
            Content::Deeds { groups, form: Form::Table } => vec![self.deed_table(&part.title, groups)],
            Content::Deeds { groups, form } => {
                groups.iter().flat_map(|group| self.deed_list(group, *form)).collect()
            }
            Content::Statements(speeches) => {
                vec![Block::List(speeches.iter().map(|speech| self.speech(speech)).collect())]
            }
            Content::Figures(figures) => self.figure_table(figures),
            Content::Offices(officers) => vec![self.officer_table(officers)],
            Content::Differences(disputes) => {
                let items = disputes.iter().map(|dispute| self.dispute(dispute)).collect();
                vec![Block::Paragraph(self.say("differences", &[])), Block::List(items)]
            }
            Content::Timeline(deeds) => self.timeline(deeds).into_iter().collect(),
            Content::Map(territories) => self.map(territories).into_iter().collect(),
            Content::Activity { by_publisher, by_month } => self.activity(by_publisher, by_month),
        };
        if part.left_out > 0 && !blocks.is_empty() {
            let said = match partial {
                true => self.say("left-out-many", &[]),
                false => self.locale.count("left-out", part.left_out, &[]),
            };
            blocks.push(Block::Paragraph(vec![Inline::Aside(said)]));
        }
        let tone = match part.content {
            Content::Differences(_) => Tone::Warning,
            _ => Tone::Body,
        };
        Section { id: part.id.clone().into(), title: part.title.clone(), tone, blocks }
    }

    fn story(&self, story: &Story) -> Vec<Block> {
        let mut blocks = vec![Block::Heading { id: None, text: self.headed(&story.heading) }];
        if let Some(lead) = &story.lead {
            let places = [
                ("quote", vec![Inline::Quote(lead.words.clone())]),
                ("publisher", text(lead.publisher.clone().unwrap_or_default())),
                ("cites", self.cites(&lead.cites)),
            ];
            let key = if lead.publisher.is_some() { "lead-of" } else { "lead-bare" };
            blocks.push(Block::Paragraph(self.say(key, &places)));
        }
        if let Some(event) = &story.event {
            let name = (event.name.text != story.heading.text).then(|| self.lead(&event.name, &[]));
            let told = spaced(vec![name.unwrap_or_default(), self.event_sentences(event)]);
            blocks.push(Block::Paragraph(told));
        }
        if story.publications > 1 {
            blocks.push(Block::Paragraph(vec![Inline::Aside(self.carriers(story))]));
        }
        blocks
    }

    fn carriers(&self, story: &Story) -> Rich {
        let named = story.publishers.iter().take(NAMED).map(|name| text(name.clone()));
        let rest = story.publishers.len().saturating_sub(NAMED);
        let more = (rest > 0).then(|| self.locale.count("and-more", rest, &[]));
        let list = self.locale.semicolons(named.chain(more).collect());
        let carried = match story.publishers.len() {
            0 => self.locale.count("carried", story.publications, &[]),
            many => {
                let publishers = self.locale.count("publishers", many, &[]);
                let places = [("publishers", publishers), ("list", list)];
                self.locale.count("carried-by", story.publications, &places)
            }
        };
        let copies = (story.copies > 0).then(|| self.locale.count("copies", story.copies, &[]));
        let langs = story.langs.iter().map(|lang| text(self.locale.language(lang))).collect();
        let langs =
            (story.langs.len() > 1).then(|| self.say("told-in", &[("list", self.locale.commas(langs))]));
        spaced(vec![carried, copies.unwrap_or_default(), langs.unwrap_or_default()])
    }

    fn finding(&self, finding: &Finding) -> Item {
        let date = finding.published_on.map(|date| self.locale.date(&date.to_string(), Style::Plain));
        let facts = finding.publisher.clone().into_iter().chain(date).map(text).collect();
        let places = [
            ("title", vec![Inline::Strong(self.headed(&finding.title))]),
            ("facts", self.locale.commas(facts)),
            ("cites", self.cites(&finding.cites)),
        ];
        Item { id: None, text: self.say("finding", &places), items: Vec::new() }
    }

    fn heading(&self, heading: &Heading) -> Option<Rich> {
        match heading {
            Heading::None => None,
            Heading::Date(date) => Some(text(capital(&self.locale.date(date, Style::Plain)))),
            Heading::Kind(list, kind) => Some(text(capital(&self.locale.term(list, kind)))),
            Heading::Words(words) => Some(self.headed(words)),
            Heading::Unknown => Some(text(capital(&self.locale.text("not-stated")))),
        }
    }

    fn deed_list(&self, group: &Deeds, form: Form) -> Vec<Block> {
        let item = |deed: &Deed| match deed {
            Deed::Document(document) => self.document_item(document),
            Deed::Event(event) if form == Form::Full => self.event_item(event),
            Deed::Event(event) => {
                let told = vec![self.lead(&event.name, &event.also), self.event_sentences(event)];
                Item { id: Some(anchor(event.entry)), text: spaced(told), items: Vec::new() }
            }
        };
        let heading = self.heading(&group.by).map(|text| Block::Heading { id: None, text });
        heading.into_iter().chain([Block::List(group.deeds.iter().map(item).collect())]).collect()
    }

    /// Documents alone as a register; events and documents as dated lines.
    fn deed_table(&self, title: &str, groups: &[Deeds]) -> Block {
        let is_document = |deed: &Deed| matches!(deed, Deed::Document(_));
        let register = groups.iter().flat_map(|group| &group.deeds).all(is_document);
        let columns: &[&str] = if register {
            &["c-title", "c-date", "c-kind", "c-body", "c-action", "c-published", "c-sources"]
        } else {
            &["c-what-happened", "c-date", "c-place", "c-sources"]
        };
        let row = |deed: &Deed| match deed {
            Deed::Document(document) if register => self.register_row(document),
            Deed::Document(document) => self.document_line(document),
            Deed::Event(event) => self.event_line(event),
        };
        let heading = |heading: &Heading| {
            Some(self.heading(heading)?.into_iter().map(|inline| super::plain(&[inline])).collect::<String>())
        };
        let groups = groups
            .iter()
            .map(|group| Group { title: heading(&group.by), rows: group.deeds.iter().map(row).collect() });
        Block::Table(Table {
            caption: title.to_owned(),
            columns: self.columns(columns),
            groups: groups.collect(),
        })
    }

    fn date_cell(&self, date: Option<&crate::outcomes::Fact>) -> Rich {
        match date {
            Some(fact) => self.dates(fact),
            None => vec![Inline::Aside(self.say("no-date-short", &[]))],
        }
    }

    fn register_row(&self, document: &Document) -> Row {
        let title =
            vec![self.headed(&document.title), self.also(&document.also), self.differ(&document.disputed)];
        let mut title = spaced(title);
        title.extend(self.according_to(&document.according_to));
        let action = document.action.as_deref().map(|action| self.locale.term("action", action));
        let published = match document.published {
            Some(true) => self.locale.term("published", "yes"),
            Some(false) => self.locale.term("published", "no"),
            None => self.locale.text("not-stated"),
        };
        let body = document.body.as_ref().map(|body| self.values(body)).unwrap_or_default();
        let cells = vec![
            title,
            self.date_cell(document.date.as_ref()),
            text(capital(&self.locale.term("document", &document.kind))),
            body,
            action.map(|action| text(capital(&action))).unwrap_or_default(),
            text(capital(&published)),
            vec![Inline::Cite(document.cites.clone())],
        ];
        Row { id: Some(anchor(document.entry)), cells }
    }

    fn document_line(&self, document: &Document) -> Row {
        let kind = self.locale.term("document", &document.kind);
        let action = document.action.as_deref().map(|action| self.locale.term("action", action));
        let facts = std::iter::once(kind).chain(action).map(text).collect();
        let mut what = spaced(vec![
            vec![Inline::Strong(self.headed(&document.title))],
            vec![Inline::Aside(self.say("in-brackets", &[("place", self.locale.commas(facts))]))],
            self.differ(&document.disputed),
        ]);
        what.extend(self.according_to(&document.according_to));
        let place = document.place.as_ref().map(|place| self.place_cell(place)).unwrap_or_default();
        let date = self.date_cell(document.date.as_ref());
        let cells = vec![what, date, place, vec![Inline::Cite(document.cites.clone())]];
        Row { id: Some(anchor(document.entry)), cells }
    }

    fn event_line(&self, event: &Event) -> Row {
        let kind = (!event.kind.is_empty()).then(|| text(self.locale.term("event", &event.kind)));
        let body = event.body.as_ref().map(|body| self.values(body));
        let status = event.status.as_deref().filter(|status| *status != "held");
        let status = status.map(|status| text(self.locale.term("status", status)));
        let facts: Vec<Rich> = kind.into_iter().chain(body).chain(status).collect();
        let aside =
            || vec![Inline::Aside(self.say("in-brackets", &[("place", self.locale.commas(facts.clone()))]))];
        let mut what = spaced(vec![
            vec![Inline::Strong(self.headed(&event.name))],
            if facts.is_empty() { Rich::new() } else { aside() },
            self.differ(&event.disputed),
        ]);
        what.extend(self.according_to(&event.according_to));
        let place = event.place.as_ref().map(|place| self.place_cell(place)).unwrap_or_default();
        let date = self.date_cell(event.date.as_ref());
        let cells = vec![what, date, place, vec![Inline::Cite(event.cites.clone())]];
        Row { id: Some(anchor(event.entry)), cells }
    }

    fn place_cell(&self, place: &Place) -> Rich {
        self.place_names(place)
    }

    fn about(&self, about: &About) -> Vec<Block> {
        let item = |(words, cites): &(crate::outcomes::Worded, crate::outcomes::Cites)| {
            let mut text = self.headed(words);
            text.extend(self.cites(cites));
            Item { id: None, text, items: Vec::new() }
        };
        let mut blocks = Vec::new();
        if !about.names.is_empty() {
            blocks.push(Block::Paragraph(self.say("named-so", &[])));
            blocks.push(Block::List(about.names.iter().map(item).collect()));
        }
        if !about.offices.is_empty() {
            blocks.push(self.officer_table(&about.offices));
        }
        blocks
    }

    fn bulletin_method(&self, bulletin: &Bulletin, silent: Vec<Rich>) -> Section {
        let shows = |test: fn(&Content) -> bool| bulletin.parts.iter().any(|part| test(&part.content));
        let mut keys = vec!["method-selected"];
        if shows(|content| matches!(content, Content::Stories(_))) {
            keys.extend(["method-stories", "method-lead"]);
        }
        keys.push("method-words");
        let mut blocks: Vec<Block> =
            keys.into_iter().map(|key| Block::Paragraph(self.say(key, &[]))).collect();
        if !silent.is_empty() {
            let places = [("sections", self.locale.semicolons(silent))];
            blocks.push(Block::Paragraph(self.say("method-silent", &places)));
        }
        let title = self.locale.text("h-method");
        Section { id: "method".into(), title, tone: Tone::Apparatus, blocks }
    }
}
