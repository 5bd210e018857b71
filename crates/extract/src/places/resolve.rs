//! Which of its namesakes a place is.

use std::collections::HashMap;

use rules::Chart;

use super::{Candidate, Entry, Gazetteer, Kind, Within};
use crate::Location;

/// What a region or state right behind the name is worth, in logarithms of people.
const NAMED_BEHIND: f64 = 30.0;
/// A state has more behind it than a town of as many people; a region too.
const STATE: f64 = 4.0;
const REGION: f64 = 2.5;
const DISTRICT: f64 = 1.5;
/// Being in a region or state that the publication names.
const IN_REGION: f64 = 3.5;
const IN_STATE: f64 = 2.2;
/// What each further town in a region adds to the weight of the region.
const COMPANY: f64 = 0.75;

type Region = (Box<str>, Box<str>);

/// The regions and states that a publication names, each with how much speaks for it.
#[derive(Default)]
struct Scene {
    regions: HashMap<Region, f64>,
    states: HashMap<Box<str>, f64>,
    /// What some mention of a name was followed by.
    within: HashMap<String, Within>,
}

impl Scene {
    fn of(found: &[Candidate]) -> Scene {
        let mut scene = Scene::default();
        for one in found {
            if let Some(within) = &one.within {
                scene.within.insert(one.name.clone(), within.clone());
                scene.add(&within.country, within.region.as_deref(), 2.0);
            }
            let mut broad = one.entries.iter().filter(|entry| entry.kind != Kind::Town);
            if let (Some(entry), None) = (broad.next(), broad.next()) {
                let region = (entry.kind != Kind::State).then_some(&*entry.region);
                scene.add(&entry.country, region, 1.0);
            }
        }
        scene
    }

    fn add(&mut self, country: &str, region: Option<&str>, weight: f64) {
        if let Some(region) = region {
            *self.regions.entry((country.into(), region.into())).or_default() += weight;
            *self.states.entry(country.into()).or_default() += weight / 2.0;
        } else {
            *self.states.entry(country.into()).or_default() += weight;
        }
    }

    fn score(&self, name: &str, entry: &Entry) -> f64 {
        let mut score = (entry.population as f64 + 10.0).ln();
        score += match entry.kind {
            Kind::State => STATE,
            Kind::Region | Kind::Short => REGION,
            Kind::District => DISTRICT,
            Kind::Town => 0.0,
        };
        if let Some(within) = self.within.get(name) {
            let fits = within.country == entry.country
                && within.region.as_ref().is_none_or(|region| *region == entry.region);
            score += if fits { NAMED_BEHIND } else { 0.0 };
        }
        let region = self.regions.get(&(entry.country.clone(), entry.region.clone()));
        score += region.map_or(0.0, |weight| IN_REGION + weight.max(0.1).ln());
        let state = self.states.get(&entry.country);
        score + state.map_or(0.0, |weight| IN_STATE + 0.5 * weight.max(1.0).ln())
    }

    fn best<'e>(&self, one: &'e Candidate) -> Option<&'e Entry> {
        one.entries.iter().max_by(|a, b| self.score(&one.name, a).total_cmp(&self.score(&one.name, b)))
    }
}

pub(super) fn resolve(chart: &Chart<'_>, gazetteer: &Gazetteer, found: &[Candidate]) -> Vec<Location> {
    let mut scene = Scene::of(found);
    // towns that are settled draw their neighbours
    let mut company: HashMap<Region, usize> = HashMap::new();
    for entry in found.iter().filter_map(|one| scene.best(one)) {
        if entry.kind == Kind::Town && &*entry.region != "-" {
            *company.entry((entry.country.clone(), entry.region.clone())).or_default() += 1;
        }
    }
    let mut company: Vec<(Region, usize)> = company.into_iter().filter(|(_, count)| *count > 1).collect();
    company.sort();
    for (region, count) in company {
        *scene.states.entry(region.0.clone()).or_default() += COMPANY * count as f64 / 2.0;
        *scene.regions.entry(region).or_default() += COMPANY * count as f64;
    }
    let location = |one: &Candidate| {
        let mut entry = scene.best(one)?;
        if entry.kind == Kind::State && &*entry.country != "-" {
            entry = gazetteer.state(&entry.country).unwrap_or(entry);
        }
        Some(Location {
            span: chart.span(&one.tokens),
            latitude: entry.latitude,
            longitude: entry.longitude,
            id: (entry.id > 0).then(|| entry.id.to_string()),
        })
    };
    found.iter().filter_map(location).collect()
}
