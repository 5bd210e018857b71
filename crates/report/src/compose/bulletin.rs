//! From a template to a [`Bulletin`]: each section selects its entries, then they are put into words of the sources.

use std::collections::BTreeMap;

use record::{Edtf, Entry, Profile};

use super::event::deed_order;
use super::lens::Lens;
use super::select::{Selection, values};
use super::story::Tellings;
use super::{Composer, Index, Ledger, Scope, Selector};
use crate::bulletin::{About, Bulletin, Content, Deeds, Heading, Shown};
use crate::input::{Asked, Input};
use crate::outcomes::{Country, Deed, Dispute, Fact, Source, Worded};
use crate::template::{Form, Grouping, Length, Part, Show, in_lang};

/// The report that a template asks for.
pub fn bulletin(asked: &Asked) -> Bulletin {
    let nobody = Profile {
        slug: String::new(),
        names: BTreeMap::new(),
        members: Vec::new(),
        observers: Vec::new(),
        partners: Vec::new(),
        bodies: Vec::new(),
        series: Vec::new(),
    };
    let of = |profile| Input {
        record: asked.record,
        profile,
        names: asked.names,
        period: asked.period,
        lang: asked.lang,
        as_of: asked.as_of,
    };
    // bodies of several organisations are all named
    let input = of(match asked.orgs {
        [one] => one,
        _ => &nobody,
    });
    let index = Index::new(&input);
    let inputs: Vec<Input> = asked.orgs.iter().map(of).collect();
    let scopes: Vec<Scope> = inputs
        .iter()
        .map(|one| Scope::new(one.profile, asked.names, asked.record, asked.period, &index.entries))
        .collect();
    let scope = Scope::new(input.profile, asked.names, asked.record, asked.period, &index.entries);
    let selectors = inputs.iter().zip(&scopes).map(|(input, scope)| Selector::new(input, &index, scope));
    let selectors: Vec<Selector> = selectors.collect();
    let any = Selector::new(&input, &index, &scope);
    let lens = Lens::new(asked, selectors, &any);
    let tellings = Tellings::new(&lens);
    let ledger = Ledger::new(asked.record, asked.lang);
    let composer = Composer { input: &input, index: &index, selector: &any, ledger };
    let mut drawing = Drawing { composer, lens: &lens, tellings: &tellings, selection: Selection::default() };
    drawing.bulletin(Vec::new());
    let sources = drawing.composer.ledger.number();
    drawing.bulletin(sources)
}

struct Drawing<'i, 'a> {
    composer: Composer<'i, 'a>,
    lens: &'i Lens<'i, 'a>,
    tellings: &'i Tellings,
    selection: Selection<'a>,
}

impl<'a> Drawing<'_, 'a> {
    fn bulletin(&mut self, sources: Vec<Source>) -> Bulletin {
        let asked = self.lens.asked;
        let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
        let mut parts = Vec::new();
        for part in &asked.template.sections {
            let told_already =
                part.show == Show::Offices && asked.subject.is_some() && asked.template.shows(Show::About);
            if told_already || (part.show == Show::Found && asked.found.is_none()) {
                continue;
            }
            let (content, left_out) = self.content(part);
            let times = ids.entry(part.show.name()).or_default();
            *times += 1;
            let id = match *times {
                1 => part.show.name().to_owned(),
                more => format!("{}-{more}", part.show.name()),
            };
            let title = in_lang(&part.title, asked.lang).unwrap_or(part.show.name()).to_owned();
            parts.push(Shown { id, title, content, left_out });
        }
        Bulletin {
            kind: asked.template.kind.clone(),
            title: asked.template.title(asked.lang).to_owned(),
            subjects: self.subjects(),
            query: asked.found.as_ref().map(|found| found.query.clone()),
            lang: asked.lang.to_owned(),
            period: asked.period,
            dated: asked.template.parameters.period != Length::All,
            as_of: asked.as_of,
            publications: asked.activity.publications,
            publishers: asked.activity.by_publisher.len(),
            partial: asked.partial,
            parts,
            sources,
        }
    }

    fn subjects(&self) -> Vec<Worded> {
        let asked = self.lens.asked;
        let orgs = asked.orgs.iter().map(|profile| {
            let names = profile.names.get_key_value(asked.lang).or_else(|| profile.names.iter().next());
            let name = names.and_then(|(lang, forms)| Some((lang, forms.first()?)));
            name.map_or_else(
                || self.composer.own(&profile.slug),
                |(lang, form)| Worded { text: form.clone(), lang: lang.clone() },
            )
        });
        let subject = asked.subject.and_then(|id| self.composer.index.entry(id));
        let subject = subject.map(|entry| self.composer.label(entry));
        orgs.chain(subject).collect()
    }

    fn content(&mut self, part: &Part) -> (Content, usize) {
        let lens = self.lens;
        match part.show {
            Show::About => (Content::About(self.about()), 0),
            Show::Stories => {
                let stories = &lens.asked.stories;
                let shown = stories.iter().take(part.limit);
                let shown = shown.map(|told| self.composer.story(told, self.tellings));
                (Content::Stories(shown.collect()), stories.len().saturating_sub(part.limit))
            }
            Show::Found => {
                let found = lens.asked.found.as_ref().map(|found| found.publications.as_slice());
                let found = found.unwrap_or_default();
                let shown = found.iter().take(part.limit).filter_map(|one| self.composer.finding(one));
                (Content::Found(shown.collect()), found.len().saturating_sub(part.limit))
            }
            Show::Events => self.deeds(part, &["event"]),
            Show::Documents => self.deeds(part, &["document"]),
            Show::Chronicle => self.deeds(part, &["event", "document"]),
            Show::Timeline => {
                let (entries, left_out) = self.chosen(part, &["event", "document"]);
                let mut deeds: Vec<Deed> =
                    entries.into_iter().map(|entry| self.deed(entry, Form::List)).collect();
                deeds.retain(|deed| deed.date().is_some());
                deeds.sort_by_cached_key(deed_order);
                (Content::Timeline(deeds), left_out)
            }
            Show::Map => {
                let (entries, left_out) = self.chosen(part, &["event"]);
                let mut territories: BTreeMap<Country, usize> = BTreeMap::new();
                let countries = entries.into_iter().filter_map(|entry| self.composer.place(entry)?.country);
                countries.for_each(|country| *territories.entry(country).or_default() += 1);
                (Content::Map(territories.into_iter().collect()), left_out)
            }
            Show::Statements => {
                let (entries, left_out) = self.chosen(part, &["statement"]);
                (Content::Statements(self.composer.speeches(&entries)), left_out)
            }
            Show::Figures => {
                let (entries, left_out) = self.chosen(part, &["figure"]);
                (Content::Figures(self.composer.figures(&entries)), left_out)
            }
            Show::Offices => {
                let (entries, left_out) = self.chosen(part, &["office"]);
                (Content::Offices(self.composer.officers(entries.into_iter())), left_out)
            }
            Show::Differences => self.differences(part),
            Show::Activity => {
                let activity = &lens.asked.activity;
                let by_publisher = activity.by_publisher.iter().take(part.limit).cloned().collect();
                let left_out = activity.by_publisher.len().saturating_sub(part.limit);
                (Content::Activity { by_publisher, by_month: activity.by_month.clone() }, left_out)
            }
        }
    }

    /// Those that most publications carry, as many as the section shows, and how many more there are.
    fn chosen(&self, part: &Part, kinds: &[&str]) -> (Vec<&'a Entry>, usize) {
        let mut entries: Vec<&Entry> = kinds.iter().flat_map(|kind| self.lens.select(part, kind)).collect();
        entries.sort_by_key(|entry| std::cmp::Reverse(self.lens.weight(entry)));
        let left_out = entries.len().saturating_sub(part.limit);
        entries.truncate(part.limit);
        (entries, left_out)
    }

    fn deed(&mut self, entry: &Entry, form: Form) -> Deed {
        match (entry.kind.as_str(), form) {
            ("document", _) => Deed::Document(self.composer.document(entry)),
            (_, Form::Full) => Deed::Event(self.composer.event(entry, &self.selection)),
            _ => Deed::Event(self.composer.event_alone(entry)),
        }
    }

    fn deeds(&mut self, part: &Part, kinds: &[&str]) -> (Content, usize) {
        let (entries, left_out) = self.chosen(part, kinds);
        let mut groups: Vec<Deeds> = Vec::new();
        for entry in entries {
            let deed = self.deed(entry, part.form);
            let by = self.heading(part.group, entry, &deed);
            match groups.iter_mut().find(|group| group.by == by) {
                Some(group) => group.deeds.push(deed),
                None => groups.push(Deeds { by, deeds: vec![deed] }),
            }
        }
        for group in &mut groups {
            group.deeds.sort_by_cached_key(deed_order);
        }
        groups.sort_by_cached_key(|group| match &group.by {
            // what is known by its year alone comes after what is known by its month
            Heading::Date(year) if year.len() == 4 => Heading::Date(format!("{year}-99")),
            other => other.clone(),
        });
        (Content::Deeds { groups, form: part.form }, left_out)
    }

    fn heading(&self, group: Grouping, entry: &Entry, deed: &Deed) -> Heading {
        let words = |fact: Option<&Fact>| match fact.and_then(Fact::first) {
            Some(words) => Heading::Words(words.clone()),
            None => Heading::Unknown,
        };
        match (group, deed) {
            (Grouping::None, _) => Heading::None,
            (Grouping::Day | Grouping::Month, deed) => self.date_heading(group, deed),
            (Grouping::Kind, Deed::Event(event)) => Heading::Kind("event", event.kind.clone()),
            (Grouping::Kind, Deed::Document(document)) => Heading::Kind("documents", document.kind.clone()),
            (Grouping::Place, _) => {
                let names = self.lens.asked.names;
                let code = values(entry, "place").find_map(|place| names.country_of(place));
                let name = code.and_then(|code| names.country_name(&code, self.lens.asked.lang));
                name.map_or(Heading::Unknown, |name| Heading::Words(self.composer.own(&name)))
            }
            (Grouping::Body, Deed::Event(event)) => words(event.body.as_ref()),
            (Grouping::Body, Deed::Document(document)) => words(document.body.as_ref()),
        }
    }

    fn date_heading(&self, group: Grouping, deed: &Deed) -> Heading {
        let date: Option<Edtf> = deed.date().and_then(|date| date.parse().ok());
        let first = date.as_ref().and_then(|date| date.first_day().or(date.last_day()));
        let (Some(date), Some(first)) = (date, first) else { return Heading::Unknown };
        let (year, month) = (first.year(), first.month());
        Heading::Date(match (group, date.precision()) {
            (_, 1) => format!("{year:04}"),
            (Grouping::Day, 3) => first.to_string(),
            _ => format!("{year:04}-{month:02}"),
        })
    }

    fn differences(&mut self, part: &Part) -> (Content, usize) {
        let kinds = ["event", "document", "figure", "office", "membership", "chairmanship"];
        let mut entries: Vec<&Entry> = kinds.iter().flat_map(|kind| self.lens.select(part, kind)).collect();
        entries.retain(|entry| entry.is_disputed());
        entries.sort_by_key(|entry| (std::cmp::Reverse(self.lens.weight(entry)), entry.id));
        let left_out = entries.len().saturating_sub(part.limit);
        let mut disputes: Vec<Dispute> = Vec::new();
        for entry in entries.into_iter().take(part.limit) {
            self.composer.dispute(entry, &mut disputes);
        }
        (Content::Differences(disputes), left_out)
    }

    fn about(&mut self) -> About {
        let Some(entry) = self.lens.asked.subject.and_then(|id| self.composer.index.entry(id)) else {
            return About::default();
        };
        let property = if entry.kind == "document" { "title" } else { "name" };
        let values: Vec<&record::Value> = entry
            .property(property)
            .into_iter()
            .flat_map(|property| &property.values)
            .filter(|value| value.shown)
            .collect();
        let mut names: Vec<(Worded, crate::outcomes::Cites)> = Vec::new();
        for value in values {
            let words = self.composer.worded(value);
            let cites = self.composer.cite(&value.claims);
            names.push((words, cites));
        }
        let offices: Vec<&Entry> = self
            .composer
            .index
            .entries
            .iter()
            .copied()
            .filter(|office| office.kind == "office" && self.lens.concerns(office))
            .collect();
        About { names, offices: self.composer.officers(offices.into_iter()) }
    }
}

impl Deed {
    pub fn entry(&self) -> record::EntryId {
        match self {
            Deed::Event(event) => event.entry,
            Deed::Document(document) => document.entry,
        }
    }

    /// EDTF.
    pub fn date(&self) -> Option<&str> {
        let date = match self {
            Deed::Event(event) => event.date.as_ref(),
            Deed::Document(document) => document.date.as_ref(),
        };
        date?.first().map(|words| words.text.as_str())
    }

    pub fn is_planned(&self) -> bool {
        match self {
            Deed::Event(event) => event.status.as_deref() == Some("planned"),
            Deed::Document(document) => document.action.as_deref() == Some("planned"),
        }
    }
}
