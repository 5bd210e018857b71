//! Counties with their middles, out of the TopoJSON of us-atlas.

use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use super::{Place, json};

pub(super) struct County {
    pub name: String,
    /// Of its state, two digits.
    pub state: String,
    /// Its own number within the state.
    number: u32,
    pub place: Place,
}

impl County {
    /// Cities that belong to no county have numbers from 510 on; they are towns here.
    pub fn is_city(&self) -> bool {
        self.number >= 510
    }
}

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: Objects,
    arcs: Vec<Vec<(f64, f64)>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: Place,
    translate: Place,
}

#[derive(Deserialize)]
struct Objects {
    counties: Collection,
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Shape>,
}

#[derive(Deserialize)]
struct Shape {
    id: String,
    /// Rings of a polygon, or of several: numbers of arcs, however deep.
    arcs: serde_json::Value,
    properties: Properties,
}

#[derive(Deserialize)]
struct Properties {
    name: String,
}

/// The middle of each county is half way between its outermost points.
pub(super) fn counties(atlas: &Path) -> anyhow::Result<Vec<County>> {
    let map: Topology = json(&atlas.join("counties-10m.json"))?;
    let (scale, origin) = (map.transform.scale, map.transform.translate);
    let bounds: Vec<[f64; 4]> = map.arcs.iter().map(|arc| bounds(arc)).collect();
    let mut found = Vec::new();
    for shape in &map.objects.counties.geometries {
        let mut arcs = Vec::new();
        numbers(&shape.arcs, &mut arcs);
        let inside = arcs
            .iter()
            .filter_map(|arc| bounds.get(usize::try_from(if *arc < 0 { !arc } else { *arc }).ok()?));
        let none = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
        let all = inside.fold(none, |all, one| {
            [all[0].min(one[0]), all[1].min(one[1]), all[2].max(one[2]), all[3].max(one[3])]
        });
        let (state, number) = shape.id.split_at_checked(2).context("the id of a county is five digits")?;
        let longitude = (all[0] + all[2]) / 2.0 * scale.0 + origin.0;
        let latitude = (all[1] + all[3]) / 2.0 * scale.1 + origin.1;
        found.push(County {
            name: shape.properties.name.clone(),
            state: state.to_owned(),
            number: number.parse().with_context(|| format!("the id {:?} is no number", shape.id))?,
            place: (latitude, longitude),
        });
    }
    Ok(found)
}

/// West, south, east and north of an arc, whose points count from the one before.
fn bounds(arc: &[(f64, f64)]) -> [f64; 4] {
    let (mut x, mut y) = (0.0, 0.0);
    arc.iter().fold([f64::MAX, f64::MAX, f64::MIN, f64::MIN], |all, (dx, dy)| {
        (x, y) = (x + dx, y + dy);
        [all[0].min(x), all[1].min(y), all[2].max(x), all[3].max(y)]
    })
}

fn numbers(nested: &serde_json::Value, found: &mut Vec<i64>) {
    match nested {
        serde_json::Value::Array(inner) => inner.iter().for_each(|one| numbers(one, found)),
        other => found.extend(other.as_i64()),
    }
}
