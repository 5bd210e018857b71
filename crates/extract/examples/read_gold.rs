//! Reads gold folders and prints facts as `../shared/gold/README.md` asks: for working on packs.
//! Usage: read_gold PACKS-DIR LANG GOLD-DIR...
use std::collections::BTreeMap;
use std::path::Path;

use extract::{Input, read};
use record::Publication;
use rules::words::Memory;
use rules::{Files, Pack};

fn collect(root: &Path, dir: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if let (Ok(source), Ok(name)) = (std::fs::read_to_string(&path), path.strip_prefix(root)) {
            files.insert(name.to_string_lossy().into_owned(), source);
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let mut files = BTreeMap::new();
    collect(Path::new(&args[0]), Path::new(&args[0]), &mut files);
    let pack = match Pack::load(&files, &args[1]) {
        Ok(pack) => pack,
        Err(errors) => {
            errors.iter().for_each(|error| eprintln!("{error}"));
            std::process::exit(1);
        }
    };
    let mut memory = Memory::default();
    for dir in &args[2..] {
        let mut paths: Vec<_> =
            std::fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|ext| ext == "txt")) {
            let doc = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            let gold = std::fs::read_to_string(path.with_extension("json")).unwrap_or_default();
            if !gold.contains(&format!("\"lang\": \"{}\"", args[1])) {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let published = gold
                .find("\"published\": \"")
                .and_then(|at| gold.get(at + 14..at + 24))
                .and_then(|date| date.parse().ok());
            let input = Input {
                publication: Publication::identity(&doc),
                version: 1,
                text: &text,
                published_on: published,
            };
            let count = |at: usize| text[..at].chars().count();
            for claim in read(input, &pack, &mut memory).claims {
                let quoted = |text: &str| format!("{text:?}").replace("\\'", "'").replace("\\u{", "\\\\u{");
                let slots: Vec<String> = claim
                    .slots
                    .iter()
                    .map(|(slot, value)| format!("{}: {}", quoted(slot), quoted(value)))
                    .collect();
                let evidence: Vec<String> = claim
                    .evidence
                    .iter()
                    .map(|one| format!("[{}, {}]", count(one.span.start), count(one.span.end)))
                    .collect();
                println!(
                    "{{\"doc\": {}, \"type\": \"{}\", \"slots\": {{{}}}, \"evidence\": [{}], \"rule\": {}}}",
                    quoted(&doc),
                    claim.kind,
                    slots.join(", "),
                    evidence.join(", "),
                    match &claim.origin {
                        record::Origin::Rule { rule, .. } => quoted(rule),
                        record::Origin::Person { name } => quoted(name),
                    }
                );
            }
        }
    }
}
