use std::path::Path;
fn main() {
    std::thread::Builder::new().stack_size(text::gate::STACK_NEEDED).spawn(run).unwrap().join().unwrap();
}
fn run() {
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path).unwrap();
        let markup = text::decode::decode_markup(&bytes, None).text;
        let tree = text::html::tree::Tree::build(&markup, &text::gate::Limits::default()).unwrap();
        let found = text::html::density::extract(&tree);
        let doc = Path::new(&path).file_name().map(|name| name.to_string_lossy().into_owned());
        println!("{}", serde_json::json!({"doc": doc, "title": found.headline, "text": found.lines.join("\n")}));
    }
}
