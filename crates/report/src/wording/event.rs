//! Events, documents and figures in sentences.

use super::{Cited, Inline, Item, Rich, Row, Writer, anchor, capital, spaced, text};
use crate::dates::Style;
use crate::locale::Locale;
use crate::outcomes::{Actor, Document, Event, Fact, Figure, Named, Participant, Speech, Utterance, Worded};
use crate::words;

/// A part of what is told of an event: a sentence, and what is listed under it.
pub struct Detail {
    pub lead: Rich,
    pub items: Vec<Item>,
}

impl Writer<'_> {
    pub fn event_name(&self, event: &Event) -> Rich {
        self.headed(&event.name)
    }

    /// A name at the head of a line, with the other names that sources give.
    pub fn lead(&self, name: &Worded, also: &[Worded]) -> Rich {
        let named = spaced(vec![vec![Inline::Strong(self.headed(name))], self.also(also)]);
        self.say("lead", &[("name", named)])
    }

    /// An event as an item of a list, with all that is told of it below.
    pub fn event_item(&self, event: &Event) -> Item {
        let lead = spaced(vec![self.lead(&event.name, &event.also), self.event_sentences(event)]);
        let detail = |detail: Detail| Item { id: None, text: detail.lead, items: detail.items };
        let items = self.event_details(event, usize::MAX).into_iter().map(detail).collect();
        Item { id: Some(anchor(event.entry)), text: lead, items }
    }

    /// When and where, whose and how.
    pub fn event_sentences(&self, event: &Event) -> Rich {
        let key = match event.status.as_deref() {
            Some("held") => "held",
            Some("ongoing") => "ongoing",
            Some("planned") => "planned",
            Some("cancelled") => "cancelled",
            _ => "unstated",
        };
        let style = if key == "planned" { Style::For } else { Style::At };
        let kind = if self.locale.known_term("event", &event.kind).is_some() {
            event.kind.as_str()
        } else {
            "event"
        };
        let noun = self.locale.term("event", kind);
        let (place, after) = self.place(event.place.as_ref());
        let places = [
            ("noun", text(noun.clone())),
            ("Noun", text(capital(&noun))),
            ("date", self.when(event.date.as_ref(), style)),
            ("place", place),
            ("where", after),
            ("facts", self.facts(event)),
            ("who", self.according_to(&event.according_to)),
            ("cites", self.cites(&event.cites)),
        ];
        let body = event.body.as_ref().filter(|body| !is_in_name(body, &event.name)).map(|body| {
            let key = if event.kind == "session" { "body" } else { "organiser" };
            self.say(key, &[("body", self.values(body))])
        });
        let formats = event.formats.as_ref().map(|formats| {
            let names =
                formats.said.iter().map(|said| text(self.locale.term("format", &said.words.text))).collect();
            self.say("formats", &[("formats", self.locale.and(names))])
        });
        let undated = || vec![Inline::Aside(self.say("no-date", &[]))];
        spaced(vec![
            self.locale.say_of(kind, key, &places),
            if event.date.is_none() { undated() } else { Rich::new() },
            formats.unwrap_or_default(),
            body.unwrap_or_default(),
            self.differ(&event.disputed),
        ])
    }

    /// Place and date in brackets.
    fn facts(&self, event: &Event) -> Rich {
        let place = event.place.as_ref().map(|place| self.place_names(place));
        let date = event.date.as_ref().map(|fact| self.dates(fact));
        let facts: Vec<Rich> = place.into_iter().chain(date).collect();
        if facts.is_empty() {
            Rich::new()
        } else {
            self.say("in-brackets", &[("place", self.locale.commas(facts))])
        }
    }

    pub fn dates(&self, fact: &Fact) -> Rich {
        self.locale.or(fact
            .said
            .iter()
            .map(|said| text(self.locale.date(&said.words.text, Style::Plain)))
            .collect())
    }

    /// Of participants, more than `few` are listed one by one.
    pub fn event_details(&self, event: &Event, few: usize) -> Vec<Detail> {
        let mut details = Vec::new();
        let with_roles = |roles: &[&str]| -> Vec<&Participant> {
            event.participants.iter().filter(|one| roles.contains(&one.role.as_str())).collect()
        };
        let leads = [
            ("chairs", with_roles(&["chair"])),
            ("hosts", with_roles(&["host"])),
            ("participants", with_roles(&["speaker", "participant", ""])),
            ("absent", with_roles(&["absent"])),
        ];
        for (key, participants) in leads {
            if !participants.is_empty() {
                details.push(self.roll(key, &participants, few));
            }
        }
        if !event.speeches.is_empty() {
            let items = event.speeches.iter().map(|speech| self.speech(speech)).collect();
            details.push(Detail { lead: self.say("speeches", &[]), items });
        }
        let unheard: Vec<&Participant> =
            with_roles(&["speaker"]).into_iter().filter(|one| !one.quoted).collect();
        if !unheard.is_empty() {
            let names = unheard.iter().map(|one| self.named(&one.actor.name)).collect();
            let lead = self.say("unheard", &[("list", self.locale.commas(names))]);
            details.push(Detail { lead, items: Vec::new() });
        }
        if !event.documents.is_empty() {
            let items = event.documents.iter().map(|document| self.signed(document)).collect();
            details.push(Detail { lead: self.say("signed", &[]), items });
        }
        if !event.figures.is_empty() {
            let items = event.figures.iter().map(|figure| self.counted(figure)).collect();
            details.push(Detail { lead: self.say("counted", &[]), items });
        }
        details
    }

    /// Who took part: within the sentence, or as a list where they are many.
    fn roll(&self, key: &str, participants: &[&Participant], few: usize) -> Detail {
        let cited = |one: &&Participant| {
            let mut words = self.actor(&one.actor);
            words.extend(self.according_to(&one.according_to));
            Cited { words, cites: one.cites.clone() }
        };
        let cited = participants.iter().map(cited);
        if participants.len() <= few {
            let list = spaced(vec![text(""), self.cited(cited.collect(), Locale::semicolons)]);
            return Detail { lead: self.say(key, &[("list", list), ("stop", text("."))]), items: Vec::new() };
        }
        let item = |one: Cited| {
            let mut words = one.words;
            words.extend(self.cites(&one.cites));
            Item { id: None, text: words, items: Vec::new() }
        };
        Detail { lead: self.say(key, &[]), items: cited.map(item).collect() }
    }

    /// A name with the office: "A. Orlov, President of Ruritania".
    pub fn actor(&self, actor: &Actor) -> Rich {
        let mut rich = self.named(&actor.name);
        if let Some(office) = &actor.office {
            let office = match &office.of {
                Some(of) => self.office(&office.title, of),
                None => self.headed(&office.title),
            };
            rich.extend(self.say("with-office", &[("office", office)]));
        }
        rich
    }

    fn office(&self, office: &Worded, of: &Named) -> Rich {
        let title = self.headed(office);
        let inflected = match of {
            Named::Country(country) if office.lang == self.lang => {
                self.locale.of_country(&country.code, &country.name)
            }
            _ => None,
        };
        match inflected {
            Some(country) => self.say("office-of", &[("title", title), ("country", text(country))]),
            None => self.say("office-in", &[("title", title), ("organisation", self.named(of))]),
        }
    }

    pub fn speech(&self, speech: &Speech) -> Item {
        // the line begins with the speaker, who may be no more than a description
        let who = first_capital(self.actor(&speech.speaker));
        match speech.utterances.as_slice() {
            [only] => {
                let said = self.utterance(only);
                Item {
                    id: None,
                    text: self.say("said-one", &[("who", who), ("what", said)]),
                    items: Vec::new(),
                }
            }
            many => {
                let item =
                    |said: &Utterance| Item { id: None, text: self.utterance(said), items: Vec::new() };
                let text = self.say("said-many", &[("who", who)]);
                Item { id: None, text, items: many.iter().map(item).collect() }
            }
        }
    }

    fn utterance(&self, said: &Utterance) -> Rich {
        let cites = self.cites(&said.cites);
        if said.direct {
            let quote =
                vec![Inline::Quote(Worded { text: bare(&said.words.text).to_owned(), ..said.words.clone() })];
            self.say("direct", &[("quote", quote), ("cites", cites)])
        } else {
            self.say("indirect", &[("quote", self.words(&said.words)), ("cites", cites)])
        }
    }

    /// A document of a session: its title leads to the table.
    fn signed(&self, document: &Document) -> Item {
        let link = Inline::Link { to: anchor(document.entry), text: self.headed(&document.title) };
        let action = document
            .action
            .as_deref()
            .map(|action| self.action(document, action, Rich::new(), (Rich::new(), Rich::new())));
        let places = [
            ("title", vec![link]),
            ("action", action.unwrap_or_default()),
            ("cites", self.cites(&document.cites)),
        ];
        let key = if document.action.is_some() { "signed-item" } else { "signed-item-bare" };
        Item { id: None, text: self.say(key, &places), items: Vec::new() }
    }

    fn action(&self, document: &Document, action: &str, date: Rich, (place, after): (Rich, Rich)) -> Rich {
        let key = match action {
            "planned" => "action-planned",
            "prepared" => "action-prepared",
            "considered" => "action-considered",
            "published" => "action-published",
            "approved" => "action-approved",
            "adopted" => "action-adopted",
            "signed" => "action-signed",
            "ratified" => "action-ratified",
            _ => return spaced(vec![text(action), date, place, after]),
        };
        self.locale.say_of(&document.kind, key, &[("date", date), ("place", place), ("where", after)])
    }

    /// "signed on 28 November 2024 in Astana"
    pub fn action_of(&self, document: &Document) -> Rich {
        let place = self.place(document.place.as_ref());
        match document.action.as_deref() {
            Some("planned") => {
                self.action(document, "planned", self.when(document.date.as_ref(), Style::For), place)
            }
            Some(action) => {
                self.action(document, action, self.when(document.date.as_ref(), Style::At), place)
            }
            None => {
                let date = document.date.as_ref().map(|fact| self.dates(fact));
                let place = document.place.as_ref().map(|place| self.place_names(place));
                self.locale.commas(date.into_iter().chain(place).collect())
            }
        }
    }

    pub fn document_row(&self, document: &Document) -> Row {
        let title = spaced(vec![
            self.headed(&document.title),
            self.also(&document.also),
            self.differ(&document.disputed),
        ]);
        let published = match document.published {
            Some(true) => self.locale.term("published", "yes"),
            Some(false) => self.locale.term("published", "no"),
            None => self.locale.text("not-stated"),
        };
        let undated = || vec![Inline::Aside(self.say("no-date-short", &[]))];
        let action = Some(self.action_of(document)).filter(|action| !action.is_empty());
        let date = document.date.is_none().then(undated);
        let mut action = first_capital(self.locale.commas(action.into_iter().chain(date).collect()));
        action.extend(self.according_to(&document.according_to));
        let body = document.body.as_ref().map(|body| self.values(body)).unwrap_or_default();
        let cells =
            vec![title, body, action, text(capital(&published)), vec![Inline::Cite(document.cites.clone())]];
        Row { id: Some(anchor(document.entry)), cells }
    }

    /// A document as an item of a list.
    pub fn document_item(&self, document: &Document) -> Item {
        let lead = self.lead(&document.title, &document.also);
        let body = document.body.as_ref().filter(|body| !is_in_name(body, &document.title));
        let action = self.action_of(document);
        let key = if action.is_empty() { "document-bare" } else { "document" };
        let places = [
            ("kind", text(capital(&self.locale.term("document", &document.kind)))),
            ("action", first_capital(action)),
            ("who", self.according_to(&document.according_to)),
            ("cites", self.cites(&document.cites)),
        ];
        let sentence = self.say(key, &places);
        let body = body.map(|body| self.say("body", &[("body", self.values(body))])).unwrap_or_default();
        let parts = vec![lead, sentence, body, self.differ(&document.disputed)];
        Item { id: Some(anchor(document.entry)), text: spaced(parts), items: Vec::new() }
    }

    /// "about 1,500 people"
    pub fn amount(&self, figure: &Figure) -> Rich {
        let number = |value: &Worded| {
            let number = self.locale.number(&value.text);
            match figure.unit.as_deref() {
                Some(unit) => match self.locale.known_term("unit", unit) {
                    Some(pattern) => text(pattern.replace("{n}", &number)),
                    None => text(format!("{number}\u{a0}{unit}")),
                },
                None => text(number),
            }
        };
        let amounts = figure.value.said.iter().map(|said| number(&said.words)).collect();
        let amount = self.locale.or(amounts);
        let qualified = figure.qualifier.as_deref().filter(|_| !figure.value.disputed);
        match qualified.and_then(|qualifier| self.locale.known_term("qualifier", qualifier)) {
            Some(qualifier) => spaced(vec![text(qualifier), amount]),
            None => amount,
        }
    }

    fn counted(&self, figure: &Figure) -> Item {
        let places = [
            ("what", self.headed(&figure.what)),
            ("amount", self.amount(figure)),
            ("who", self.according_to(&figure.according_to)),
            ("cites", self.cites(&figure.cites)),
        ];
        let text = spaced(vec![self.say("counted-item", &places), self.differ(&figure.disputed)]);
        Item { id: None, text, items: Vec::new() }
    }
}

/// The cell with its first letter in upper case.
fn first_capital(mut rich: Rich) -> Rich {
    if let Some(Inline::Text(text)) = rich.first_mut() {
        *text = capital(text);
    }
    rich
}

/// Whether the name already says whose event it is, inflected or not.
fn is_in_name(body: &Fact, name: &Worded) -> bool {
    let split = |text: &str| words::of(text, str::to_lowercase);
    let name = split(&name.text);
    body.said.iter().all(|said| words::contain(&name, &split(&said.words.text)))
}

/// A quotation without marks of its own around it.
fn bare(quote: &str) -> &str {
    let marks = |c: char| matches!(c, '"' | '\u{ab}' | '\u{bb}' | '\u{201c}' | '\u{201d}' | '\u{201e}');
    let inner = quote.trim().trim_start_matches(marks).trim_end_matches(marks);
    // Marks within belong to the words; a comma at the end to the sentence around them.
    let inner = if inner.contains(marks) || inner.is_empty() { quote.trim() } else { inner };
    inner.trim_end_matches([',', ' '])
}
