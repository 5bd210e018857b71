//! A load run of collection: many sources on loopback, everything that they announce fetched, read, merged, indexed.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use anyhow::Context;
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::world::Site;
use testkit::{Reply, World};

use super::{Batch, Row, meter, row};

/// A round over so many sources, which share the publications of a batch among them.
pub fn run(program: &Path, batch: &Batch, sources: usize, folder: &TempDir) -> anyhow::Result<Vec<Row>> {
    let lines = std::fs::read_to_string(&batch.path)
        .with_context(|| format!("could not read {}", batch.path.display()))?;
    let mut shares: Vec<Vec<Value>> = vec![Vec::new(); sources.max(1)];
    for (number, line) in lines.lines().enumerate() {
        let publication = serde_json::from_str(line).context("could not read a line")?;
        if let Some(share) = shares.get_mut(number % sources.max(1)) {
            share.push(publication);
        }
    }
    let world = World::start(shares.into_iter().map(site).collect());
    let data = folder.path().join(format!("collected-{}-{sources}", batch.count));
    let list = folder.path().join(format!("sources-{}-{sources}.toml", batch.count));
    let roll: String = (0..world.len())
        .map(|host| format!("[[source]]\nname = 's{host:04}'\nurl = '{}/feed'\n", world.base(host)))
        .collect();
    std::fs::write(&list, roll).with_context(|| format!("could not write {}", list.display()))?;
    let import =
        Command::new(program).args(["source", "import"]).arg(&list).arg("--data").arg(&data).output();
    import.context("could not run the program")?;
    let mut rows = Vec::new();
    for what in ["collect", "collect again, nothing new"] {
        let mut command = Command::new(program);
        command.args(["collect", "--now", "--allow-private", "--pause", "0", "--data"]).arg(&data);
        let reading = meter::run(command)?;
        rows.push(row(format!("{what}, {sources} sources"), batch, &reading));
    }
    let bytes = std::fs::metadata(data.join("record.db")).map_or(0, |file| file.len());
    eprintln!(
        "bench: {} publications from {sources} sources make a record of {} MB, {} KB each",
        batch.count,
        bytes >> 20,
        (bytes >> 10) / batch.count.max(1) as u64
    );
    Ok(rows)
}

/// A host with a feed and a page for each publication of its share.
fn site(share: Vec<Value>) -> Site {
    let text = |one: &Value, name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let pages: Vec<String> = share.iter().map(|one| page(&text(one, "text"))).collect();
    Arc::new(move |ask| {
        let number = ask.path.strip_prefix("/publication-").and_then(|number| number.parse::<usize>().ok());
        match number.and_then(|number| pages.get(number)) {
            Some(page) => Reply::ok("text/html; charset=utf-8", page.clone()),
            None if ask.path == "/feed" && ask.headers.contains_key("if-none-match") => Reply::status(304),
            None if ask.path == "/feed" => {
                let items: Vec<Value> = share
                    .iter()
                    .enumerate()
                    .map(|(number, one)| {
                        json!({
                            "id": text(one, "doc"),
                            "url": format!("{}/publication-{number}", ask.base),
                            "title": text(one, "doc"),
                            "date_published": format!("{}T10:00:00Z", text(one, "published")),
                        })
                    })
                    .collect();
                let feed =
                    json!({"version": "https://jsonfeed.org/version/1.1", "title": "load", "items": items});
                Reply::ok("application/feed+json", feed.to_string()).header("ETag", "\"1\"")
            }
            None => Reply::status(404),
        }
    })
}

pub fn page(text: &str) -> String {
    let mut page = String::from(
        "<!DOCTYPE html><html><head><meta charset=\"utf-8\"></head><body><nav><a href=\"/\">Home</a></nav><article>",
    );
    for paragraph in text.split('\n').filter(|line| !line.trim().is_empty()) {
        let paragraph = paragraph.replace('&', "&amp;").replace('<', "&lt;");
        page.push_str(&format!("<p>{paragraph}</p>"));
    }
    page.push_str("</article></body></html>");
    page
}
