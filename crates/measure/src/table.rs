//! Figures as tables for people, as JSON for machines, and as Markdown for pages.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use crate::interval::{Interval, Sampling};
use crate::tally::{Counts, Scores, Tally};

/// One row of a table: what it is of, its counts, and the interval of its F1.
struct Row {
    name: String,
    counts: Counts,
    interval: Option<Interval>,
}

fn type_rows(tally: &Tally, sampling: Sampling) -> Vec<Row> {
    let of = |kind: &'static str| move |scores: &Scores| scores.types.get(kind).copied().unwrap_or_default();
    let mut rows: Vec<Row> = tally
        .scored()
        .map(|(kind, counts)| Row {
            name: kind.to_owned(),
            counts,
            interval: sampling.f1(&tally.publications, of(kind)),
        })
        .collect();
    rows.push(Row {
        name: "total (micro)".to_owned(),
        counts: tally.total(),
        interval: sampling.f1(&tally.publications, Scores::total),
    });
    rows
}

fn language_rows(tally: &Tally, sampling: Sampling) -> Vec<Row> {
    let row = |(lang, counts): (&String, &Counts)| {
        let own: Vec<Scores> = tally.publications.iter().filter(|one| one.lang == *lang).cloned().collect();
        Row { name: lang.clone(), counts: *counts, interval: sampling.f1(&own, Scores::total) }
    };
    tally.languages.iter().map(row).collect()
}

fn range(interval: Option<Interval>) -> String {
    interval.map_or_else(String::new, |one| format!("{:.3}-{:.3}", one.low, one.high))
}

pub fn plain(tally: &Tally, sampling: Sampling) -> String {
    let mut out =
        format!("{:14} {:>5} {:>6} {:>6} {:>6} {:>6}  95 %\n", "type", "gold", "found", "P", "R", "F1");
    let mut line = |row: &Row| {
        let counts = row.counts;
        let (p, r, f) = (counts.precision(), counts.recall(), counts.f1());
        let text = format!(
            "{:14} {:5} {:6} {p:6.3} {r:6.3} {f:6.3}  {}",
            row.name,
            counts.gold(),
            counts.found(),
            range(row.interval)
        );
        let _ = writeln!(out, "{}", text.trim_end());
    };
    type_rows(tally, sampling).iter().for_each(&mut line);
    let languages = language_rows(tally, sampling);
    if languages.len() > 1 {
        languages.iter().for_each(&mut line);
    }
    let (right, of) = tally.slots_right();
    let strict = sampling.f1(&tally.publications, Scores::strict);
    let _ = writeln!(
        out,
        "macro F1 {:.3}; slots right in matched facts {right}/{of} = {:.3}; strict F1 {:.3} {}",
        tally.macro_f1(),
        tally.slot_accuracy(),
        tally.strict().f1(),
        range(strict)
    );
    let by: Vec<String> =
        languages.iter().map(|row| format!("{} {:.3}", row.name, row.counts.f1())).collect();
    let _ = writeln!(out, "by language: {}", by.join(", "));
    out
}

pub fn misses(tally: &Tally) -> String {
    let mut out = String::new();
    for miss in &tally.misses {
        let how = if miss.spurious { "spurious" } else { "missed" };
        let slots = serde_json::to_string(&miss.fact.slots).unwrap_or_default();
        let _ = writeln!(out, "{how} {} {} {slots}", miss.doc, miss.fact.kind);
    }
    out
}

pub fn slots(tally: &Tally) -> String {
    let mut out = String::new();
    for (slot, (right, of)) in &tally.slots {
        let _ = writeln!(out, "{slot:28} {right:4}/{of:<4} {:.3}", *right as f64 / (*of).max(1) as f64);
    }
    out
}

fn prf(counts: Counts) -> Value {
    json!({"p": counts.precision(), "r": counts.recall(), "f": counts.f1()})
}

/// The figures of the scorer of the gold format; with a sampling, the intervals of each F1 beside them.
pub fn json(tally: &Tally, sampling: Option<Sampling>) -> Value {
    let types: Map<String, Value> =
        tally.scored().map(|(kind, counts)| (kind.to_owned(), prf(counts))).collect();
    let languages: Map<String, Value> =
        tally.languages.iter().map(|(lang, c)| (lang.clone(), prf(*c))).collect();
    let mut figures = json!({
        "documents": tally.documents,
        "total": prf(tally.total()),
        "macro_f1": tally.macro_f1(),
        "slot_accuracy": tally.slot_accuracy(),
        "strict_f1": tally.strict().f1(),
        "types": types,
        "languages": languages,
    });
    if let (Some(sampling), Some(figures)) = (sampling, figures.as_object_mut()) {
        let rows = |rows: Vec<Row>| -> Map<String, Value> {
            rows.into_iter().filter_map(|row| Some((row.name, json!(bounds(row.interval?))))).collect()
        };
        let mut types = rows(type_rows(tally, sampling));
        let total = types.remove("total (micro)");
        let strict = sampling.f1(&tally.publications, Scores::strict).map(bounds);
        let intervals = json!({
            "draws": sampling.draws,
            "seed": sampling.seed,
            "total": total,
            "strict_f1": strict,
            "types": types,
            "languages": rows(language_rows(tally, sampling)),
        });
        figures.insert("intervals_95".to_owned(), intervals);
    }
    figures
}

fn bounds(interval: Interval) -> [f64; 2] {
    [interval.low, interval.high]
}

/// Two tables of one gold set: by type, and by language where there are several.
pub fn markdown(tally: &Tally, sampling: Sampling) -> String {
    let mut out = String::new();
    let mut table = |head: &str, rows: &[Row]| {
        let _ = write!(
            out,
            "| {head} | gold | found | P | R | F1 | 95 % |\n|---|---:|---:|---:|---:|---:|---|\n"
        );
        for row in rows {
            let counts = row.counts;
            let name = if row.name.starts_with("total") { "**all facts**" } else { &row.name };
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {:.3} | {:.3} | {:.3} | {} |",
                counts.gold(),
                counts.found(),
                counts.precision(),
                counts.recall(),
                counts.f1(),
                range(row.interval)
            );
        }
        out.push('\n');
    };
    let mut types = type_rows(tally, sampling);
    types.push(Row {
        name: "strict".to_owned(),
        counts: tally.strict(),
        interval: sampling.f1(&tally.publications, Scores::strict),
    });
    table("type", &types);
    let languages = language_rows(tally, sampling);
    if languages.len() > 1 {
        table("language", &languages);
    }
    let (right, of) = tally.slots_right();
    let _ = writeln!(out, "Slots right in matched facts: {right} of {of}, {:.3}.", tally.slot_accuracy());
    out
}

/// The page with what stands between the markers of this name replaced; `None` where it lacks them.
pub fn between(page: &str, name: &str, content: &str) -> Option<String> {
    let (begin, end) = (format!("<!-- {name}:begin -->"), format!("<!-- {name}:end -->"));
    let (head, rest) = page.split_once(&begin)?;
    let (_, tail) = rest.split_once(&end)?;
    Some(format!("{head}{begin}\n{}\n{end}{tail}", content.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_between_the_markers_is_replaced_and_nothing_else() {
        let page = "a\n<!-- score:begin -->\nold\n<!-- score:end -->\nb\n";
        let once = between(page, "score", "new\n").unwrap();
        assert_eq!(once, "a\n<!-- score:begin -->\nnew\n<!-- score:end -->\nb\n");
        assert_eq!(between(&once, "score", "new"), Some(once.clone()));
        assert_eq!(between("a", "score", "b"), None);
        assert_eq!(between("<!-- score:end --><!-- score:begin -->", "score", "b"), None);
        assert_eq!(between(page, "eval", "b"), None);
    }

    #[test]
    fn tables_show_what_was_counted() {
        let counts = Counts { right: 3, spurious: 1, missed: 1 };
        let scores = Scores { lang: "en".to_owned(), types: [("event", counts)].into(), exact: 2 };
        let mut tally = Tally { documents: 2, exact: 4, publications: vec![scores; 2], ..Tally::default() };
        let both = Counts { right: 6, spurious: 2, missed: 2 };
        tally.types.insert("event", both);
        tally.languages.insert("en".to_owned(), both);
        let text = plain(&tally, Sampling::default());
        assert!(text.contains("event              8      8  0.750  0.750  0.750  0.750-0.750\n"), "{text}");
        assert!(text.contains("strict F1 0.500 0.500-0.500\n"), "{text}");
        let page = markdown(&tally, Sampling::default());
        assert!(page.contains("| **all facts** | 8 | 8 | 0.750 | 0.750 | 0.750 | 0.750-0.750 |\n"), "{page}");
        assert!(json(&tally, None).get("intervals_95").is_none());
        assert_eq!(
            json(&tally, Some(Sampling::default()))["intervals_95"]["languages"]["en"],
            json!([0.75, 0.75])
        );
    }
}
