//! Decodes files: prints `{"doc", "text", "charset"}` a line, for the kit of character sets.
//!
//! `cargo run -p text --release --example decode -- [--undeclared] FILE...`

use std::path::Path;

fn main() {
    let mut declared = true;
    for arg in std::env::args().skip(1) {
        if arg == "--undeclared" {
            declared = false;
            continue;
        }
        let bytes = match std::fs::read(&arg) {
            Ok(bytes) => bytes,
            Err(error) => {
                eprintln!("{arg}: {error}");
                continue;
            }
        };
        let read = if declared {
            text::decode::decode_markup(&bytes, None)
        } else {
            text::decode::decode(&bytes, None)
        };
        let doc = Path::new(&arg).file_name().map(|name| name.to_string_lossy().into_owned());
        println!("{}", serde_json::json!({"doc": doc, "text": read.text, "charset": read.charset}));
        for note in read.notes {
            eprintln!("{arg}: {note}");
        }
    }
}
