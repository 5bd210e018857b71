//! Prints the main text of pages: `{"doc", "lang", "title", "published_on", "text"}` a line.
//!
//! `cargo run --release -p text --example main_text -- PAGE...`

use std::error::Error;
use std::path::Path;

use text::gate::Limits;
use text::html::PagePack;
use text::html::cues::Cues;
use text::html::dates::Months;
use text::langid::LangId;

fn main() -> Result<(), Box<dyn Error>> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/und");
    let file = |name: &str| std::fs::read_to_string(packs.join(name));
    let pack = PagePack {
        cues: Cues::load(&file("pages/cues.tsv")?)?,
        months: Months::load(&file("pages/months.tsv")?)?,
    };
    let langid =
        LangId::load(&file("langid/languages.tsv")?, &std::fs::read(packs.join("langid/model.bin"))?)?;
    for path in std::env::args().skip(1) {
        let markup = text::decode::decode_markup(&std::fs::read(&path)?, None).text;
        let page = text::html::read(&markup, &pack, &Limits::default())?;
        println!(
            "{}",
            serde_json::json!({
                "doc": Path::new(&path).file_name().map(|name| name.to_string_lossy()),
                "lang": langid.identify(&page.text).lang.as_str(),
                "title": page.title,
                "published_on": page.published.map(|published| published.on.to_string()),
                "ground": page.published.map(|published| format!("{:?}", published.ground)),
                "confidence": page.confidence,
                "publisher": page.publisher,
                "text": page.text,
            })
        );
    }
    Ok(())
}
