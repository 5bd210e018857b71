//! What is seen at a glance: the pictures of a report, with what they show in words.

use std::collections::BTreeMap;

use record::{Date, Edtf};

use super::{Bar, Block, Chart, Drawn, Moment, Spot, Writer, anchor, capital, text};
use crate::dates::Style;
use crate::outcomes::{Country, Deed, Event, Outcomes};

impl Writer<'_> {
    /// When and where the events of a report of outcomes took place.
    pub fn glance(&self, outcomes: &Outcomes) -> Vec<Block> {
        let operations = outcomes.operations.iter();
        let operations = operations
            .flat_map(|operation| operation.event.iter().chain(&operation.also).chain(&operation.stages));
        let exercises = outcomes.exercises.iter().flat_map(|territory| &territory.events);
        let events = outcomes.sessions.iter().chain(exercises).chain(operations).chain(&outcomes.conferences);
        let mut events: Vec<&Event> = events.collect();
        events.sort_by_key(|event| event.entry);
        events.dedup_by_key(|event| event.entry);
        let mut deeds: Vec<Deed> = events.iter().map(|event| Deed::Event((*event).clone())).collect();
        deeds.sort_by(|a, b| a.date().cmp(&b.date()).then_with(|| a.entry().cmp(&b.entry())));
        let mut territories: BTreeMap<&Country, usize> = BTreeMap::new();
        for country in events.iter().filter_map(|event| event.place.as_ref()?.country.as_ref()) {
            *territories.entry(country).or_default() += 1;
        }
        let territories: Vec<(Country, usize)> =
            territories.into_iter().map(|(country, count)| (country.clone(), count)).collect();
        [self.timeline(&deeds), self.map(&territories)].into_iter().flatten().collect()
    }

    /// How many events each territory saw.
    pub fn map(&self, territories: &[(Country, usize)]) -> Option<Block> {
        let spot = |(country, events): &(Country, usize)| {
            let shown = self.locale.number(&events.to_string());
            Some(Spot { label: country.name.clone(), amount: *events as u64, shown, at: country.at? })
        };
        let mut spots: Vec<Spot> = territories.iter().filter_map(spot).collect();
        // one territory is no map
        if spots.len() < 2 {
            return None;
        }
        spots.sort_by(|a, b| b.amount.cmp(&a.amount).then_with(|| a.label.cmp(&b.label)));
        let listed = spots.iter().map(|spot| text(format!("{} {}", spot.label, spot.shown)));
        let places = [("territories", self.locale.commas(listed.collect()))];
        let about = super::plain(&self.say("map-about", &places));
        let drawn = Drawn::Map { spots, note: self.locale.text("map-note") };
        let columns = [self.locale.text("c-territory"), self.locale.text("c-events")];
        Some(Block::Chart(Chart { title: self.locale.text("map"), about, columns, drawn }))
    }

    pub fn timeline(&self, deeds: &[Deed]) -> Option<Block> {
        let moments: Vec<Moment> = deeds.iter().filter_map(|deed| self.moment(deed)).collect();
        // one moment is no line
        if moments.len() < 2 {
            return None;
        }
        let from = moments.iter().map(|moment| moment.from).min()?;
        let to = moments.iter().map(|moment| moment.to).max()?;
        if from == to {
            return None;
        }
        let places = [
            ("from", text(self.locale.date(&from.to_string(), Style::Plain))),
            ("to", text(self.locale.date(&to.to_string(), Style::Plain))),
        ];
        let about = super::plain(&self.locale.count("timeline-about", moments.len(), &places));
        let columns = [self.locale.text("c-date"), self.locale.text("c-what-happened")];
        let marks = self.marks(from, to);
        let drawn = Drawn::Timeline { from, to, moments, marks };
        Some(Block::Chart(Chart { title: self.locale.text("timeline"), about, columns, drawn }))
    }

    fn moment(&self, deed: &Deed) -> Option<Moment> {
        let date: Edtf = deed.date()?.parse().ok()?;
        // what is known by its year alone would be a bar from end to end
        if date.precision() < 2 {
            return None;
        }
        let (first, last) = (date.first_day().or(date.last_day())?, date.last_day().or(date.first_day())?);
        let (name, cites) = match deed {
            Deed::Event(event) => (&event.name, &event.cites),
            Deed::Document(document) => (&document.title, &document.cites),
        };
        Some(Moment {
            label: capital(&name.text),
            from: first,
            to: last,
            when: self.locale.date(deed.date()?, Style::Plain),
            link: Some(anchor(deed.entry())),
            planned: deed.is_planned(),
            cites: cites.clone(),
        })
    }

    /// The first days of months or, over a longer time, of years.
    fn marks(&self, from: Date, to: Date) -> Vec<(Date, String)> {
        const MONTHS: i32 = 18;
        let months = i32::from(to.year() - from.year()) * 12 + i32::from(to.month() - from.month());
        let by_year = months > MONTHS;
        let mut marks = Vec::new();
        let (mut year, mut month) = (from.year(), from.month());
        for _ in 0..2000 {
            let Ok(day) = Date::new(year, month, 1) else { break };
            if day > to {
                break;
            }
            if day >= from && (!by_year || month == 1) {
                let date = if by_year { format!("{year:04}") } else { format!("{year:04}-{month:02}") };
                marks.push((day, self.locale.date(&date, Style::Plain)));
            }
            (year, month) = if month == 12 { (year.saturating_add(1), 1) } else { (year, month + 1) };
        }
        marks
    }

    pub fn activity(&self, by_publisher: &[(String, u64)], by_month: &[(String, u64)]) -> Vec<Block> {
        let bar = |label: String, amount: u64| Bar {
            label,
            amount,
            shown: self.locale.number(&amount.to_string()),
        };
        let publishers = by_publisher.iter().map(|(name, amount)| bar(name.clone(), *amount)).collect();
        let months = by_month
            .iter()
            .map(|(month, amount)| bar(capital(&self.locale.date(month, Style::Plain)), *amount));
        let months: Vec<Bar> = months.collect();
        let charts =
            [("activity-publishers", "c-publisher", publishers), ("activity-months", "c-date", months)];
        let chart = |(title, column, bars): (&str, &str, Vec<Bar>)| {
            let most = bars.iter().max_by_key(|bar| bar.amount)?;
            // two bars are no picture
            if bars.len() < 3 {
                return None;
            }
            let places = [("label", text(most.label.clone())), ("amount", text(most.shown.clone()))];
            let about = super::plain(&self.say("activity-about", &places));
            let columns = [self.locale.text(column), self.locale.text("c-publications")];
            let title = self.locale.text(title);
            Some(Block::Chart(Chart { title, about, columns, drawn: Drawn::Bars(bars) }))
        };
        charts.into_iter().filter_map(chart).collect()
    }
}
