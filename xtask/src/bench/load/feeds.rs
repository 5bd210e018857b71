//! Hosts on loopback that announce something new all the time, and a collector that follows them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use anyhow::Context;
use serde_json::{Value, json};
use testkit::world::Site;
use testkit::{Reply, World};

use super::Running;
use crate::bench::collect::page;
use crate::bench::mutate::{self, Model};

/// How many hosts there are; each is looked at once a minute and has as many new things as make one a second of all.
const HOSTS: usize = 12;
const A_MINUTE: usize = 60 / HOSTS;
/// What a feed holds.
const SHOWN: usize = 20;
/// So long they can go on, in minutes.
const MINUTES: usize = 30;

pub struct Feeds {
    world: World,
    given: Arc<AtomicUsize>,
    folder: tempfile::TempDir,
}

impl Feeds {
    /// What they announce comes after the first `publications` of the library.
    pub fn start(models: &[Model], publications: usize, seed: u64) -> anyhow::Result<Feeds> {
        let given = Arc::new(AtomicUsize::new(0));
        let start = Instant::now();
        let site = |host: usize| -> Site {
            let first = publications + host * A_MINUTE * MINUTES;
            let lines = mutate::library(models, first, A_MINUTE * MINUTES, seed);
            let share: Vec<Value> =
                lines.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
            let text = |one: &Value, name: &str| one[name].as_str().unwrap_or_default().to_owned();
            let given = given.clone();
            Arc::new(move |ask| {
                let number = ask.path.strip_prefix("/publication-").and_then(|number| number.parse().ok());
                if let Some(one) = number.and_then(|number: usize| share.get(number)) {
                    given.fetch_add(1, Ordering::Relaxed);
                    return Reply::ok("text/html; charset=utf-8", page(&text(one, "text")));
                }
                if ask.path != "/feed" {
                    return Reply::status(404);
                }
                // a minute's share at once: a visit that finds nothing comes again a minute later
                let told = (start.elapsed().as_secs() as usize * A_MINUTE).div_ceil(60) + A_MINUTE;
                let until = told.min(share.len());
                let shown = share.iter().enumerate().take(until).skip(until.saturating_sub(SHOWN));
                let item = |(number, one): (usize, &Value)| {
                    json!({
                        "id": text(one, "doc"),
                        "url": format!("{}/publication-{number}", ask.base),
                        "title": text(one, "title"),
                        "date_published": format!("{}T10:00:00Z", text(one, "published")),
                    })
                };
                let items: Vec<Value> = shown.map(item).collect();
                let feed =
                    json!({"version": "https://jsonfeed.org/version/1.1", "title": "load", "items": items});
                Reply::ok("application/feed+json", feed.to_string())
            })
        };
        let world = World::start((0..HOSTS).map(site).collect());
        let folder = tempfile::tempdir().context("could not make a temporary folder")?;
        Ok(Feeds { world, given, folder })
    }

    /// How many publications were fetched.
    pub fn given(&self) -> usize {
        self.given.load(Ordering::Relaxed)
    }

    pub fn collect(&self, program: &Path, data: &Path) -> anyhow::Result<Running> {
        let list = self.folder.path().join("sources.toml");
        let roll: String = (0..self.world.len())
            .map(|host| {
                let base = self.world.base(host);
                // a record that is used again meets them at other ports
                let name = base.rsplit(':').next().unwrap_or_default().to_owned();
                format!("[[source]]\nname = 'p{name}'\nurl = '{base}/feed'\nevery_minutes = 1\n")
            })
            .collect();
        std::fs::write(&list, roll).with_context(|| format!("could not write {}", list.display()))?;
        let mut import = Command::new(program);
        import.args(["source", "import"]).arg(&list).arg("--data").arg(data).stdout(Stdio::null());
        import.status().context("could not run the program")?;
        let mut command = Command::new(program);
        command.args([
            "collect",
            "--watch",
            "--allow-private",
            "--pause",
            "0",
            "--threads",
            "1",
            "--log",
            "text",
        ]);
        command.arg("--data").arg(data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
        Ok(Running(command.spawn().context("could not run the program")?))
    }
}
