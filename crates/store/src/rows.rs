//! Rows: what of the vocabulary is kept as JSON inside a column, and how ids go in and out of text.
//!
//! Kept apart from the domain types (law 8), so that a change of theirs does not change the files.

use std::collections::BTreeMap;

use record::{ClaimId, Property, Slots, Value};
use serde::{Deserialize, Serialize};

/// What is wrong with a stored value.
pub type Damage = String;

#[derive(Serialize, Deserialize)]
struct PropertyRow {
    name: String,
    values: Vec<ValueRow>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    disputed: bool,
}

#[derive(Serialize, Deserialize)]
struct ValueRow {
    text: String,
    claims: Vec<String>,
    shown: bool,
}

fn json<T: Serialize>(value: &T) -> Result<String, Damage> {
    serde_json::to_string(value).map_err(|error| error.to_string())
}

fn parse<'a, T: Deserialize<'a>>(what: &str, text: &'a str) -> Result<T, Damage> {
    serde_json::from_str(text).map_err(|error| format!("{what}: {error}"))
}

fn claim_id(text: &str) -> Result<ClaimId, Damage> {
    text.parse().map_err(|error| format!("claim id {text:?}: {error}"))
}

pub fn slots_to_json(slots: &Slots) -> Result<String, Damage> {
    json(slots)
}

pub fn slots_from_json(text: &str) -> Result<Slots, Damage> {
    parse("slots of a claim", text)
}

pub fn refs_to_json(refs: &BTreeMap<String, ClaimId>) -> Result<String, Damage> {
    let row: BTreeMap<&str, String> = refs.iter().map(|(name, id)| (name.as_str(), id.to_string())).collect();
    json(&row)
}

pub fn refs_from_json(text: &str) -> Result<BTreeMap<String, ClaimId>, Damage> {
    let row: BTreeMap<String, String> = parse("references of a claim", text)?;
    row.into_iter().map(|(name, id)| Ok((name, claim_id(&id)?))).collect()
}

pub fn reasons_to_json(reasons: &[String]) -> Result<String, Damage> {
    json(&reasons)
}

pub fn reasons_from_json(text: &str) -> Result<Vec<String>, Damage> {
    parse("reasons of a judgement", text)
}

pub fn properties_to_json(properties: &[Property]) -> Result<String, Damage> {
    let value = |value: &Value| ValueRow {
        text: value.text.clone(),
        claims: value.claims.iter().map(ClaimId::to_string).collect(),
        shown: value.shown,
    };
    let rows: Vec<PropertyRow> = properties
        .iter()
        .map(|property| PropertyRow {
            name: property.name.clone(),
            values: property.values.iter().map(value).collect(),
            disputed: property.disputed,
        })
        .collect();
    json(&rows)
}

pub fn properties_from_json(text: &str) -> Result<Vec<Property>, Damage> {
    let rows: Vec<PropertyRow> = parse("properties of an entry", text)?;
    let value = |row: ValueRow| -> Result<Value, Damage> {
        let claims = row.claims.iter().map(|id| claim_id(id)).collect::<Result<_, _>>()?;
        Ok(Value { text: row.text, claims, shown: row.shown })
    };
    rows.into_iter()
        .map(|row| {
            let values = row.values.into_iter().map(value).collect::<Result<_, _>>()?;
            Ok(Property { name: row.name, values, disputed: row.disputed })
        })
        .collect()
}

/// The least and the greatest id that begin with these digits; `None` where they are none.
pub fn prefix_range(prefix: &str) -> Option<([u8; 16], [u8; 16])> {
    let digits = prefix.as_bytes();
    if digits.is_empty() || digits.len() > 32 {
        return None;
    }
    let (mut low, mut high) = ([0x00_u8; 16], [0xff_u8; 16]);
    for (place, digit) in digits.iter().enumerate() {
        let value = (*digit as char).to_digit(16)? as u8;
        let (low, high) = (low.get_mut(place / 2)?, high.get_mut(place / 2)?);
        if place % 2 == 0 {
            (*low, *high) = (value << 4, value << 4 | 0x0f);
        } else {
            (*low, *high) = (*low | value, *high & 0xf0 | value);
        }
    }
    Some((low, high))
}

/// The first 16 bytes of the BLAKE3 hash.
pub fn digest(bytes: &[u8]) -> [u8; 16] {
    let mut digest = [0; 16];
    digest.iter_mut().zip(blake3::hash(bytes).as_bytes()).for_each(|(to, from)| *to = *from);
    digest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_prefix_spans_the_ids_that_begin_with_it() {
        let id = ClaimId::of([b"x".as_slice()]);
        for count in 1..=32 {
            let (low, high) = prefix_range(&id.to_string()[..count]).expect("digits");
            assert!(low <= *id.as_bytes() && *id.as_bytes() <= high, "{count} digits");
        }
        let (low, high) = prefix_range("aBc").expect("digits of either case");
        assert_eq!((low[..3].to_vec(), high[..3].to_vec()), (vec![0xab, 0xc0, 0], vec![0xab, 0xcf, 0xff]));
        for bad in ["", "xyz", "0x1", &"0".repeat(33)] {
            assert_eq!(prefix_range(bad), None, "{bad}");
        }
    }

    #[test]
    fn damage_names_what_is_damaged() {
        assert!(slots_from_json("{").is_err_and(|damage| damage.starts_with("slots of a claim: ")));
        let refs = refs_from_json(r#"{"event":"12"}"#);
        assert_eq!(refs, Err("claim id \"12\": an id is 32 hexadecimal digits".to_owned()));
    }

    proptest! {
        #[test]
        fn columns_give_back_what_was_put_in(
            slots in proptest::collection::btree_map(".*", ".*", 0..4),
            texts in proptest::collection::vec(".*", 0..4),
            flags: (bool, bool),
        ) {
            prop_assert_eq!(slots_from_json(&slots_to_json(&slots).unwrap()).unwrap(), slots);
            prop_assert_eq!(&reasons_from_json(&reasons_to_json(&texts).unwrap()).unwrap(), &texts);
            let claims = |text: &String| vec![ClaimId::of([text.as_bytes()])];
            let value = |text: &String| Value { text: text.clone(), claims: claims(text), shown: flags.0 };
            let property = |name: &String| Property {
                name: name.clone(),
                values: texts.iter().map(value).collect(),
                disputed: flags.1,
            };
            let properties: Vec<Property> = texts.iter().map(property).collect();
            let json = properties_to_json(&properties).unwrap();
            prop_assert_eq!(properties_from_json(&json).unwrap(), properties);
        }

        #[test]
        fn any_text_is_a_prefix_or_is_not(text in ".{0,40}") {
            let valid = !text.is_empty() && text.len() <= 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
            prop_assert_eq!(prefix_range(&text).is_some(), valid);
        }
    }
}
