//! Tells the language of each line of a jsonl file: prints `{"doc", "lang", "confidence"}` a line.
//!
//! `cargo run --release -p text --example langid -- segments.jsonl`

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use text::gate::Limits;
use text::langid::LangId;

fn main() -> Result<(), Box<dyn Error>> {
    let pack = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/und/langid");
    let list = std::fs::read_to_string(pack.join("languages.tsv"))?;
    let langid = LangId::load(&list, &std::fs::read(pack.join("model.bin"))?)?;
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let limits = Limits::default();
        let given: Vec<_> = text::input::jsonl(&path, &bytes, &limits).collect::<Result<_, _>>()?;
        let start = Instant::now();
        let guesses: Vec<_> = given.iter().map(|one| langid.identify(&one.text)).collect();
        eprintln!("{path}: {:.0} texts a second", given.len() as f64 / start.elapsed().as_secs_f64());
        for (one, guess) in given.iter().zip(guesses) {
            println!(
                "{}",
                serde_json::json!({"doc": one.doc, "lang": guess.lang.as_str(), "confidence": guess.confidence})
            );
        }
    }
    Ok(())
}
