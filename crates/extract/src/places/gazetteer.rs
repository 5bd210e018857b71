//! A table of places by name: states, regions of states, towns, with where they lie and how many people live there.
//!
//! A row is `NAME, kind, GeoNames id, country, region, latitude, longitude, people`, in order of names, so that
//! those of one name stand together.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A state or a continent.
    State,
    /// A part of a state.
    Region,
    /// What a region is called after a place in it.
    Short,
    /// A county of a region.
    District,
    Town,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub kind: Kind,
    /// In GeoNames; 0 where it has none here.
    pub id: u64,
    /// ISO 3166-1 alpha-2.
    pub country: Box<str>,
    /// As its country numbers or letters its regions.
    pub region: Box<str>,
    pub latitude: f64,
    pub longitude: f64,
    pub population: u64,
}

/// A line that is no row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadGazetteer(pub usize);

impl fmt::Display for BadGazetteer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the gazetteer, line {}: a row is NAME, kind, id, country, region, latitude, longitude, people",
            self.0
        )
    }
}

impl std::error::Error for BadGazetteer {}

#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<Entry>,
    names: HashMap<Box<str>, Range<u32>>,
    states: HashMap<Box<str>, u32>,
}

impl Gazetteer {
    pub fn load(table: &str) -> Result<Gazetteer, BadGazetteer> {
        let mut gazetteer = Gazetteer::default();
        for (number, line) in table.lines().enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let (name, entry) = row(line).ok_or(BadGazetteer(number + 1))?;
            let at = gazetteer.entries.len() as u32;
            if entry.kind == Kind::State {
                gazetteer.states.entry(entry.country.clone()).or_insert(at);
            }
            match gazetteer.names.get_mut(name) {
                Some(range) if range.end == at => range.end = at + 1,
                Some(_) => return Err(BadGazetteer(number + 1)),
                None => drop(gazetteer.names.insert(name.into(), at..at + 1)),
            }
            gazetteer.entries.push(entry);
        }
        Ok(gazetteer)
    }

    /// Every place of this name.
    pub fn named(&self, name: &str) -> &[Entry] {
        let range = self.names.get(name).map(|range| range.start as usize..range.end as usize);
        range.and_then(|range| self.entries.get(range)).unwrap_or_default()
    }

    /// The state of this code.
    pub fn state(&self, country: &str) -> Option<&Entry> {
        self.entries.get(*self.states.get(country)? as usize)
    }
}

fn row(line: &str) -> Option<(&str, Entry)> {
    let mut cells = line.split('\t');
    let name = cells.next().filter(|name| !name.is_empty())?;
    let kind = match cells.next()? {
        "C" => Kind::State,
        "S" => Kind::Region,
        "A" => Kind::Short,
        "D" => Kind::District,
        "P" => Kind::Town,
        _ => return None,
    };
    let entry = Entry {
        kind,
        id: cells.next()?.parse().ok()?,
        country: cells.next()?.into(),
        region: cells.next()?.into(),
        latitude: cells.next()?.parse().ok().filter(|degrees: &f64| degrees.abs() <= 90.0)?,
        longitude: cells.next()?.parse().ok().filter(|degrees: &f64| degrees.abs() <= 180.0)?,
        population: cells.next()?.parse().ok()?,
    };
    cells.next().is_none().then_some((name, entry))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = include_str!("../../../../packs/und/gazetteer/places.tsv");

    #[test]
    fn the_table_of_the_packs_is_sound_and_knows_namesakes() {
        let gazetteer = Gazetteer::load(TABLE).unwrap();
        assert!(gazetteer.named("Paris").len() > 3);
        assert_eq!(gazetteer.state("KZ").map(|entry| entry.id), Some(1_522_867));
        assert_eq!(gazetteer.named("no such place"), []);
    }

    #[test]
    fn a_line_that_is_no_row_is_named() {
        for bad in [
            "x",
            "Town\tP\t1\tXX\t-\t91\t0\t5",
            "Town\tQ\t1\tXX\t-\t1\t0\t5",
            "A\tP\t1\tXX\t-\t1\t0\t5\nB\tP\t1\tXX\t-\t1\t0\t5\nA\tP\t2\tXX\t-\t1\t0\t5",
        ] {
            assert!(Gazetteer::load(bad).is_err(), "{bad}");
        }
        assert_eq!(Gazetteer::load("# x\n\nbad").err(), Some(BadGazetteer(3)));
    }
}
