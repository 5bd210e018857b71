//! Where an entry is set: GeoRSS and GML.

use serde_json::{Value, json};

use super::Slip;

/// Remembers of an element of GML what its coordinates are to be read by.
pub fn open(context: &mut Slip, name: &str, attributes: &Slip) {
    let place = context.entry("where").or_insert_with(|| json!({}));
    let Value::Object(place) = place else { return };
    if let Some(system) = attributes.get("srsname") {
        place.insert("srsName".to_owned(), system.clone());
    }
    if let Some(count) =
        attributes.get("srsdimension").and_then(Value::as_str).and_then(|count| count.parse::<usize>().ok())
    {
        place.insert("srsDimension".to_owned(), json!(count));
    }
    let shape = match name {
        "gml_linestring" => "LineString",
        "gml_linearring" => "Polygon",
        _ => return,
    };
    place.insert("type".to_owned(), json!(shape));
}

/// Reads coordinates: latitude first, as both standards write them.
pub fn close(context: &mut Slip, name: &str, value: &str) {
    let place = context.entry("where").or_insert_with(|| json!({}));
    let Value::Object(place) = place else { return };
    let dimensions =
        place.get("srsDimension").and_then(Value::as_u64).map_or(2, |count| if count == 3 { 3 } else { 2 });
    let numbers: Option<Vec<f64>> =
        value.replace(',', " ").split_whitespace().take(10_000).map(|number| number.parse().ok()).collect();
    let Some(numbers) = numbers else { return };
    let points: Vec<Value> = numbers
        .chunks_exact(dimensions)
        .filter_map(|point| match *point {
            [latitude, longitude] => Some(json!([longitude, latitude])),
            [latitude, longitude, height] => Some(json!([longitude, latitude, height])),
            _ => None,
        })
        .collect();
    let Some(first) = points.first().cloned() else { return };
    let shape = match name {
        "georss_point" | "gml_pos" => "Point",
        "georss_line" => "LineString",
        "georss_box" => "Box",
        "georss_polygon" => "Polygon",
        _ => place.get("type").and_then(Value::as_str).unwrap_or("LineString"),
    }
    .to_owned();
    let coordinates = match shape.as_str() {
        "Point" => first,
        "Polygon" => json!([points]),
        _ => json!(points),
    };
    place.insert("type".to_owned(), json!(shape));
    place.insert("coordinates".to_owned(), coordinates);
}
