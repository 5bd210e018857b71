//! Prints every mention of a text given on standard input: for working on packs. Usage: chart PACKS-DIR LANG [CLASS...]
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

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
    let Ok(pack) =
        Pack::load(&files, &args[1]).map_err(|errors| errors.iter().for_each(|error| eprintln!("{error}")))
    else {
        return;
    };
    let mut text = String::new();
    let _ = std::io::stdin().read_to_string(&mut text);
    let chart = pack.read(&text, &mut Memory::default());
    let mut rows: Vec<_> = chart.mentions().map(|(_, mention)| mention).collect();
    rows.sort_by_key(|mention| (mention.tokens.start, mention.tokens.end));
    for mention in rows {
        let class = pack.class_name(mention.class);
        if args.len() > 2 && !args[2..].iter().any(|wanted| wanted == class) {
            continue;
        }
        let parts: Vec<String> = mention
            .parts
            .iter()
            .map(|part| format!("{}={:?}", part.name, chart.written(&part.tokens)))
            .collect();
        println!(
            "{:>4}-{:<4} {:<16} {:?} {} [{}]",
            mention.tokens.start,
            mention.tokens.end,
            class,
            chart.written(&mention.tokens),
            parts.join(" "),
            mention.rule
        );
    }
}
