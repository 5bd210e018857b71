//! The apparatus: where sources differ, how the report was made, the passages.

use super::{Block, Inline, Item, Rich, Section, Shown, Tone, Writer, anchor, spaced, term_list, text};
use crate::dates::Style;
use crate::outcomes::{Cites, Dispute, Said, Source};

impl Writer<'_> {
    /// `silent`: the sections for which the record holds nothing.
    pub fn apparatus(&self, disputes: &[Dispute], silent: Vec<String>) -> Vec<Section> {
        let mut sections = Vec::new();
        if !disputes.is_empty() {
            let items = disputes.iter().map(|dispute| self.dispute(dispute)).collect();
            let blocks = vec![Block::Paragraph(self.say("differences", &[])), Block::List(items)];
            sections.push(Section {
                id: "differences".into(),
                title: self.locale.text("h-differences"),
                tone: Tone::Warning,
                blocks,
            });
        }
        let mut method = vec![
            Block::Paragraph(self.say("method-scope", &[])),
            Block::Paragraph(self.say("method-period", &[])),
            Block::Paragraph(self.say("method-words", &[])),
        ];
        if !silent.is_empty() {
            let names = silent.into_iter().map(text).collect();
            method.push(Block::Paragraph(
                self.say("method-silent", &[("sections", self.locale.semicolons(names))]),
            ));
        }
        let title = self.locale.text("h-method");
        sections.push(Section { id: "method".into(), title, tone: Tone::Apparatus, blocks: method });
        sections.extend(self.passages());
        sections
    }

    /// All passages under the publications that they are from.
    pub fn passages(&self) -> Option<Section> {
        let blocks: Vec<Block> = self.sources.iter().flat_map(|source| self.source(source)).collect();
        let title = self.locale.text("h-passages");
        (!blocks.is_empty()).then(|| Section { id: "passages".into(), title, tone: Tone::Apparatus, blocks })
    }

    pub fn dispute(&self, dispute: &Dispute) -> Item {
        let kind = self.locale.term("entry", &dispute.kind);
        let name = Inline::Link { to: anchor(dispute.entry), text: self.headed(&dispute.label) };
        let event = dispute.event.as_ref().map(|event| self.words(event));
        let places = [
            ("kind", self.locale.commas(std::iter::once(text(kind)).chain(event).collect())),
            ("name", vec![Inline::Strong(vec![name])]),
            ("property", text(self.locale.term("property", &dispute.property))),
        ];
        let value = |said: &Said| {
            let places = [
                ("value", self.value(dispute, said)),
                ("who", self.according_to(&said.according_to)),
                ("publishers", self.publishers(&said.cites)),
                ("cites", self.cites(&said.cites)),
            ];
            Item { id: None, text: self.say("dispute-value", &places), items: Vec::new() }
        };
        let items = dispute.values.iter().map(value).collect();
        Item { id: None, text: self.say("dispute", &places), items }
    }

    fn value(&self, dispute: &Dispute, said: &Said) -> Rich {
        let property =
            record::Schema::built_in().kind(&dispute.kind).and_then(|kind| kind.property(&dispute.property));
        let value = said.words.text.as_str();
        match property.map(|property| property.value) {
            Some(record::schema::ValueKind::Date) => text(self.locale.date(value, Style::Plain)),
            Some(record::schema::ValueKind::Number) => text(self.locale.number(value)),
            Some(record::schema::ValueKind::Term) => {
                text(self.locale.term(term_list(&dispute.kind, &dispute.property), value))
            }
            _ => self.words(&said.words),
        }
    }

    /// Who issued the passages: publishers, or titles where none is known.
    fn publishers(&self, cites: &Cites) -> Rich {
        let holds =
            |source: &&Source| source.passages.iter().any(|passage| cites.numbers.contains(&passage.number));
        let mut names: Vec<Rich> = Vec::new();
        for source in self.sources.iter().filter(holds) {
            let name = match &source.publication.publisher {
                Some(publisher) => text(publisher.clone()),
                None => self.title(source),
            };
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.locale.semicolons(names)
    }

    fn title(&self, source: &Source) -> Rich {
        let publication = &source.publication;
        let lang = publication.lang.as_str().to_owned();
        match publication.title.as_ref().or(source.opening.as_ref()) {
            Some(title) => vec![Inline::Quote(crate::outcomes::Worded { text: title.clone(), lang })],
            None => text(publication.doc.clone()),
        }
    }

    /// When the capture was fetched, and the hash under which the archive keeps it.
    fn fetched(&self, source: &Source) -> Option<Rich> {
        let at = source.fetched_at.as_deref()?;
        let (date, time) = (at.get(..10)?, at.get(11..16)?);
        let places = [
            ("date", text(self.locale.date(date, Style::Plain))),
            ("time", text(time)),
            ("hash", text(source.publication.capture.to_string())),
        ];
        Some(self.say("fetched", &places))
    }

    fn source(&self, source: &Source) -> Vec<Block> {
        let publication = &source.publication;
        let mut facts = Vec::new();
        facts.extend(publication.publisher.clone().map(text));
        facts.push(match publication.published_on {
            Some(date) => text(self.locale.date(&date.to_string(), Style::Plain)),
            None => self.say("no-date-short", &[]),
        });
        facts.push(text(self.locale.language(publication.lang.as_str())));
        if publication.version > 1 {
            let version = text(self.locale.number(&publication.version.to_string()));
            facts.push(self.say("version", &[("number", version)]));
        }
        let mut from = self.title(source);
        from.extend(text(". "));
        from.extend(self.locale.commas(facts.clone()));
        if publication.title.is_some() || source.opening.is_some() {
            facts.push(self.say("filed-as", &[("doc", text(publication.doc.clone()))]));
        }
        facts.extend(self.fetched(source));
        let url = publication.url.as_deref().filter(|url| is_web_address(url));
        let mut line = self.locale.commas(facts);
        if let Some(url) = url {
            line = spaced(vec![line, vec![Inline::Web(url.to_owned())]]);
        }
        let shown = source.passages.iter().map(|passage| Shown {
            number: passage.number,
            lang: publication.lang.as_str().to_owned(),
            pieces: passage.pieces.clone(),
            from: from.clone(),
        });
        let heading = Block::Heading { id: None, text: self.title(source) };
        vec![heading, Block::Paragraph(line), Block::Passages(shown.collect())]
    }
}

/// An address that may be followed: nothing but the web, and no script.
fn is_web_address(url: &str) -> bool {
    let lower = url.to_ascii_lowercase();
    let web = lower.starts_with("https://") || lower.starts_with("http://");
    web && !url.contains(|c: char| c.is_whitespace() || c.is_control())
}
