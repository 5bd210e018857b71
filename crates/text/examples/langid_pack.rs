//! Makes `model.bin` of the language pack from the model of py3langid, in the format `LIDG2`.
//!
//! `cargo run --release -p text --example langid_pack -- py3langid.lidg languages.tsv model.bin`

use std::collections::{HashMap, VecDeque};
use std::error::Error;
use std::io::Read;

use text::langid::{Column, Row, Script, rows, write_table};

/// Sequences kept for one script: the most telling ones.
const KEPT: usize = 20_000;

struct Source {
    languages: usize,
    starts: Vec<f32>,
    weights: Vec<f32>,
    labels: Vec<String>,
    sequences: HashMap<usize, Vec<u8>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [source, list, target] = args.as_slice() else {
        return Err("usage: langid_pack SOURCE.lidg LANGUAGES.tsv MODEL.bin".into());
    };
    let source = read(&std::fs::read(source)?)?;
    let list = std::fs::read_to_string(list)?;
    let rows = rows(&list)?;
    let mut out = Vec::new();
    for name in ["Cyrl", "Latn", "Arab"] {
        let script = Script::named(name).ok_or("a script without a name")?;
        let langs: Vec<&Row> = rows.iter().filter(|row| row.script == script).collect();
        table(&mut out, &source, script, &langs)?;
    }
    println!("{} bytes", out.len());
    Ok(std::fs::write(target, out)?)
}

/// Whether a sequence can stand in a text of the script; part of a character counts as that character.
fn fits(script: Script, bytes: &[u8]) -> bool {
    let lead = |byte: &u8| match script.name() {
        "Cyrl" => (0xd0..=0xd3).contains(byte) || byte.is_ascii() && !byte.is_ascii_alphabetic(),
        "Arab" => (0xd8..=0xdb).contains(byte) || byte.is_ascii() && !byte.is_ascii_alphabetic(),
        _ => (0xc2..=0xc9).contains(byte) || byte.is_ascii(),
    };
    bytes.iter().all(|byte| (0x80..0xc0).contains(byte) || lead(byte))
}

fn table(out: &mut Vec<u8>, source: &Source, script: Script, langs: &[&Row]) -> Result<(), Box<dyn Error>> {
    let usable: Vec<usize> =
        source.sequences.iter().filter(|(_, bytes)| fits(script, bytes)).map(|(&row, _)| row).collect();
    let weight = |row: usize, column: usize| source.weights[row * source.languages + column];
    // A tag comes once for each script it is written in: take the one that knows this script's sequences.
    let mut picked = Vec::new();
    for lang in langs {
        let known =
            |column: &usize| usable.iter().map(|&row| f64::from(weight(row, *column)).exp()).sum::<f64>();
        let columns = (0..source.languages).filter(|&column| source.labels[column] == lang.lang);
        let best = columns.max_by(|a, b| known(a).total_cmp(&known(b)));
        picked.push(best.ok_or_else(|| format!("the model lacks {}", lang.lang))?);
    }
    let telling = |row: usize| {
        let weights = picked.iter().map(|&column| weight(row, column));
        let lowest = weights.clone().fold(f32::MAX, f32::min);
        weights.map(|weight| weight.exp() * (weight - lowest)).fold(0.0, f32::max)
    };
    let mut ranked: Vec<(f32, usize)> = usable.iter().map(|&row| (telling(row), row)).collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    ranked.truncate(KEPT);
    let mut kept: Vec<(Vec<u8>, Vec<f32>)> = ranked
        .iter()
        .map(|&(_, row)| {
            (source.sequences[&row].clone(), picked.iter().map(|&column| weight(row, column)).collect())
        })
        .collect();
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    let columns: Vec<Column> = langs
        .iter()
        .zip(&picked)
        .map(|(lang, &column)| Column { lang: lang.lang.to_owned(), start: source.starts[column] })
        .collect();
    println!("{}: {} languages, {} of {} sequences", script.name(), columns.len(), kept.len(), usable.len());
    write_table(out, script, &columns, &kept);
    Ok(())
}

fn read(file: &[u8]) -> Result<Source, Box<dyn Error>> {
    let packed = file.strip_prefix(b"LIDG2\0").ok_or("not a LIDG2 file")?;
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(packed).read_to_end(&mut bytes)?;
    let mut words = bytes.chunks_exact(4).map(|four| [four[0], four[1], four[2], four[3]]);
    let mut take = |count: usize| words.by_ref().take(count).collect::<Vec<[u8; 4]>>();
    let sizes: Vec<usize> = take(4).into_iter().map(|four| u32::from_le_bytes(four) as usize).collect();
    let [features, languages, states, lines] = sizes[..] else {
        return Err("no dimensions".into());
    };
    let next = take(lines * 256);
    let line = take(states);
    let output = take(states);
    let starts = take(languages).into_iter().map(f32::from_le_bytes).collect();
    let weights = take(features * languages).into_iter().map(f32::from_le_bytes).collect();
    let mut rest = &bytes[4 * (4 + lines * 256 + 2 * states + languages + features * languages)..];
    let mut labels = Vec::new();
    for _ in 0..languages {
        let length = usize::from(u16::from_le_bytes([rest[0], rest[1]]));
        labels.push(String::from_utf8(rest[2..2 + length].to_vec())?);
        rest = &rest[2 + length..];
    }
    // The shortest way to a state that puts out a sequence is that sequence.
    let mut ways: Vec<Option<Vec<u8>>> = vec![None; states];
    ways[0] = Some(Vec::new());
    let mut queue = VecDeque::from([0usize]);
    let mut sequences = HashMap::new();
    while let Some(state) = queue.pop_front() {
        let way = ways[state].clone().unwrap_or_default();
        if let Ok(feature) = usize::try_from(i32::from_le_bytes(output[state])) {
            sequences.entry(feature).or_insert_with(|| way.clone());
        }
        for byte in 0..256 {
            let to = u32::from_le_bytes(next[u32::from_le_bytes(line[state]) as usize * 256 + byte]) as usize;
            if ways[to].is_none() {
                ways[to] = Some([way.as_slice(), &[byte as u8]].concat());
                queue.push_back(to);
            }
        }
    }
    Ok(Source { languages, starts, weights, labels, sequences })
}
