//! Quality is a ratchet: figures that may not fall (law 11).

use std::collections::BTreeMap;
use std::fmt::Write;

use anyhow::{Context, bail};
use measure::{TYPES, Tally};
use serde::Deserialize;

/// The floors of one gold set.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Floors {
    pub total_f1: Option<f64>,
    pub precision: Option<f64>,
    pub strict_f1: Option<f64>,
    pub merge_f1: Option<f64>,
    /// F1 of each type.
    #[serde(default)]
    pub types: BTreeMap<String, f64>,
}

pub type AllFloors = BTreeMap<String, Floors>;

pub fn parse(source: &str) -> anyhow::Result<AllFloors> {
    let all: AllFloors = toml::from_str(source).context("could not read the floors")?;
    for (set, floors) in &all {
        if let Some(kind) = floors.types.keys().find(|kind| !TYPES.contains(&kind.as_str())) {
            bail!("the floors of {set} name the type {kind:?}, which there is not");
        }
    }
    Ok(all)
}

/// What was measured, in the shape of the floors.
pub fn measured(tally: &Tally, merge_f1: Option<f64>) -> Floors {
    Floors {
        total_f1: Some(tally.total().f1()),
        precision: Some(tally.total().precision()),
        strict_f1: Some(tally.strict().f1()),
        merge_f1,
        types: tally.scored().map(|(kind, counts)| (kind.to_owned(), counts.f1())).collect(),
    }
}

/// One line for each figure below its floor. A figure that was not measured is below nothing.
pub fn broken(set: &str, floors: &Floors, measured: &Floors) -> Vec<String> {
    let named = figures(floors).into_iter();
    let fallen = named.filter_map(|(name, floor)| {
        let value = figures(measured).into_iter().find(|(other, _)| *other == name)?.1;
        (value < floor - 1e-9).then(|| format!("{set}: {name} is {value:.3}, below its floor {floor:.3}"))
    });
    fallen.collect()
}

/// Of how many gold facts a type needs to be for a floor of its own to be raised: below that a single fact
/// moves the figure by more than a change of the program should be judged by.
pub const ENOUGH: usize = 30;

/// Floors raised to what was measured, cut to whole percent so that they stand under it; none is lowered.
pub fn raised(floors: &Floors, measured: &Floors, enough: impl Fn(&str) -> bool) -> Floors {
    let cut = |value: f64| (value * 100.0 + 1e-9).floor() / 100.0;
    let higher = |old: Option<f64>, new: Option<f64>| match (old, new.map(cut)) {
        (Some(old), Some(new)) => Some(old.max(new)),
        (old, new) => old.or(new),
    };
    let mut types = floors.types.clone();
    for (kind, value) in measured.types.iter().filter(|(kind, _)| enough(kind)) {
        let floor = higher(types.get(kind).copied(), Some(*value));
        types.extend(floor.map(|floor| (kind.clone(), floor)));
    }
    Floors {
        total_f1: higher(floors.total_f1, measured.total_f1),
        precision: higher(floors.precision, measured.precision),
        strict_f1: higher(floors.strict_f1, measured.strict_f1),
        merge_f1: higher(floors.merge_f1, measured.merge_f1),
        types,
    }
}

fn figures(floors: &Floors) -> Vec<(String, f64)> {
    let own = [
        ("total_f1", floors.total_f1),
        ("precision", floors.precision),
        ("strict_f1", floors.strict_f1),
        ("merge_f1", floors.merge_f1),
    ];
    let own = own.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    own.chain(floors.types.iter().map(|(kind, value)| (format!("types.{kind}"), *value))).collect()
}

/// The file: the comment at its head as it was, then the floors.
pub fn print(old: &str, all: &AllFloors) -> String {
    let mut out: String =
        old.lines().take_while(|line| line.starts_with('#')).map(|line| format!("{line}\n")).collect();
    for (set, floors) in all {
        let _ = write!(out, "\n[{set}]\n");
        let (types, own): (Vec<_>, Vec<_>) =
            figures(floors).into_iter().partition(|(name, _)| name.starts_with("types."));
        own.iter().for_each(|(name, value)| {
            let _ = writeln!(out, "{name} = {}", written(*value));
        });
        if !types.is_empty() {
            let _ = write!(out, "\n[{set}.types]\n");
        }
        types.iter().for_each(|(name, value)| {
            let _ = writeln!(out, "{} = {}", name.trim_start_matches("types."), written(*value));
        });
    }
    out
}

/// A floor with two decimals, or as it was set where it has more: rounded up, it would stand above what was measured.
fn written(value: f64) -> String {
    let short = format!("{value:.2}");
    if short.parse() == Ok(value) { short } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_floor_is_printed_as_it_stands() {
        assert_eq!(written(0.7), "0.70");
        assert_eq!(written(0.908), "0.908");
    }

    const SOURCE: &str =
        "# Floors.\n# Why.\n\n[dev]\ntotal_f1 = 0.70\nmerge_f1 = 0.60\n\n[dev.types]\nevent = 0.65\n";

    #[test]
    fn a_figure_below_its_floor_is_named() {
        let floors = &parse(SOURCE).unwrap()["dev"];
        let measured =
            Floors { total_f1: Some(0.7), types: [("event".to_owned(), 0.6)].into(), ..Floors::default() };
        assert_eq!(broken("dev", floors, &measured), ["dev: types.event is 0.600, below its floor 0.650"]);
    }

    #[test]
    fn floors_rise_and_never_fall() {
        let all = parse(SOURCE).unwrap();
        let measured = Floors {
            total_f1: Some(0.7489),
            strict_f1: Some(0.5),
            types: [("event".to_owned(), 0.1), ("figure".to_owned(), 0.29), ("office".to_owned(), 0.9)]
                .into(),
            ..Floors::default()
        };
        let raised: AllFloors =
            [("dev".to_owned(), raised(&all["dev"], &measured, |kind| kind != "office"))].into();
        let printed = print(SOURCE, &raised);
        assert_eq!(
            printed,
            "# Floors.\n# Why.\n\n[dev]\ntotal_f1 = 0.74\nstrict_f1 = 0.50\nmerge_f1 = 0.60\n\n[dev.types]\nevent = 0.65\nfigure = 0.29\n"
        );
        assert_eq!(parse(&printed).unwrap(), raised);
        assert_eq!(print(SOURCE, &all), SOURCE);
    }

    #[test]
    fn a_misspelt_floor_is_refused() {
        assert!(parse("[dev]\ntotal = 0.5\n").is_err());
        assert!(parse("[dev.types]\nevents = 0.5\n").is_err());
    }
}
