//! The site under load: a large record, many readers at once, and a collection that goes on meanwhile.
//!
//! Everything is done by the program itself, each part by a process of its own: the record is filled by `ingest`,
//! publications keep coming by `collect --watch` from hosts on loopback, and `serve` is asked by readers who walk
//! from page to page with a pause at each.

mod client;
mod feeds;
mod walk;

use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use self::client::Client;
use self::walk::{KINDS, Places};
use super::mutate::{Dice, Model};
use super::{meter, mutate};

/// How the load is made.
pub struct Load {
    pub publications: usize,
    pub readers: usize,
    pub seconds: u64,
    /// How long a reader looks at a page, on average, in milliseconds; 0 for readers who never pause.
    pub pause: u64,
    pub seed: u64,
    /// A record that is there already, or is to be kept.
    pub data: Option<PathBuf>,
    /// Whether publications keep coming.
    pub collects: bool,
}

impl Load {
    pub fn of(args: &[String], publications: usize) -> anyhow::Result<Load> {
        let number = |name: &str, usual: u64| -> anyhow::Result<u64> {
            let given = crate::option(args, name)?;
            given.map_or(Ok(usual), |text| text.parse().with_context(|| format!("{name} needs a number")))
        };
        Ok(Load {
            publications,
            readers: number("--readers", 50)? as usize,
            seconds: number("--seconds", 60)?,
            pause: number("--pause", 1000)?,
            seed: number("--seed", 1)?,
            data: crate::option(args, "--data")?.map(PathBuf::from),
            collects: !crate::flag(args, "--no-collect"),
        })
    }
}

/// A program that is ended when nobody watches it any more.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // it may have ended by itself
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The name that the site goes by: as behind a proxy, so that each reader may have an address of its own.
const HOST: &str = "record.example";

pub fn run(program: &Path, models: &[Model], load: &Load) -> anyhow::Result<String> {
    let folder = tempfile::tempdir().context("could not make a temporary folder")?;
    let data = load.data.clone().unwrap_or_else(|| folder.path().join("data"));
    let mut out = String::new();
    if !data.join("record.db").exists() {
        let path = folder.path().join("library.jsonl");
        std::fs::write(&path, mutate::library(models, 0, load.publications, load.seed))?;
        let mut command = Command::new(program);
        command.args(["ingest", "--input", "jsonl"]).arg(&path).arg("--data").arg(&data);
        let reading = meter::run(command)?;
        let (cpu, peak) = (reading.cpu.unwrap_or_default(), reading.peak.unwrap_or_default());
        out.push_str(&format!(
            "- filled by ingest, merge and index in {:.0} s ({:.0} s of CPU), at most {} MB in memory\n",
            reading.took.as_secs_f64(),
            cpu.as_secs_f64(),
            peak >> 20
        ));
    }
    out.push_str(&format!("- {} MB on disk\n", size(&data) >> 20));

    let feeds =
        load.collects.then(|| feeds::Feeds::start(models, load.publications, load.seed)).transpose()?;
    let collector = feeds.as_ref().map(|feeds| feeds.collect(program, &data)).transpose()?;
    let (site, address) = serve(program, &data)?;
    let started = Instant::now();
    let mut client = Client::new(address, HOST, "10.0.0.1".to_owned());
    let ready = |client: &mut Client, path: &str| -> anyhow::Result<Duration> {
        loop {
            match client.json(path) {
                Ok(found) if found["total"].as_u64().is_some_and(|total| total > 0) => {
                    return Ok(started.elapsed());
                }
                _ if started.elapsed() > Duration::from_secs(600) => bail!("{path} stays empty"),
                _ => std::thread::sleep(Duration::from_millis(100)),
            }
        }
    };
    let lists = ready(&mut client, "/api/entries?limit=1")?;
    let places = Places::look(&mut client)?;
    let word = places.words.get(places.words.len() / 2).cloned().unwrap_or_default();
    let search = ready(&mut client, &format!("/api/search?q={word}"));
    out.push_str(&format!("- a fresh start lists after {:.1} s, ", lists.as_secs_f64()));
    match &search {
        Ok(search) => out.push_str(&format!("searches after {:.1} s\n", search.as_secs_f64())),
        Err(error) => out.push_str(&format!("and does not search: {error}\n")),
    }

    let before = mark(site.0.id());
    let watched = read(load, address, &places, site.0.id(), collector.as_ref().map(|one| one.0.id()))?;
    let after = mark(site.0.id());
    let cpu = after.saturating_sub(before).as_secs_f64() / load.seconds.max(1) as f64;
    let filed = feeds.as_ref().map_or(0, feeds::Feeds::given);
    out.push_str(&format!(
        "- {} readers, {} ms at a page on average, for {} s; {filed} publications came meanwhile\n\
         - serve: at most {} MB in memory, {} MB of it its own, the rest files of the index; {cpu:.2} cores\n",
        load.readers, load.pause, load.seconds, watched.peak >> 20, watched.own >> 20
    ));
    if collector.is_some() {
        out.push_str(&format!("- collect: at most {} MB in memory\n", watched.collector >> 20));
    }
    Ok(format!("{}\n{out}", table(&watched.asked, load.seconds)))
}

/// Starts the site; gives where it listens.
fn serve(program: &Path, data: &Path) -> anyhow::Result<(Running, SocketAddr)> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let mut command = Command::new(program);
    command.args(["serve", "--open", "--url", &format!("http://{HOST}"), "--listen", &address.to_string()]);
    command.arg("--data").arg(data).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::inherit());
    let mut site = Running(command.spawn().context("could not run the program")?);
    let said = site.0.stdout.take().map(BufReader::new);
    let mut line = String::new();
    said.context("the program says nothing")?.read_line(&mut line)?;
    if line.is_empty() {
        bail!("the site did not start");
    }
    Ok((site, address))
}

/// What one request took, by its kind; whether it was answered as it should be.
struct Asked {
    kind: usize,
    took: Duration,
    is_well: bool,
}

struct Watched {
    asked: Vec<Asked>,
    /// The most memory that was seen: of the site, its own of it, of the collector.
    peak: u64,
    own: u64,
    collector: u64,
}

fn read(
    load: &Load,
    address: SocketAddr,
    places: &Places,
    site: u32,
    collector: Option<u32>,
) -> anyhow::Result<Watched> {
    let is_over = AtomicBool::new(false);
    let mut watched = Watched { asked: Vec::new(), peak: 0, own: 0, collector: 0 };
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..load.readers)
            .map(|reader| {
                let is_over = &is_over;
                scope.spawn(move || walk_on(load, address, places, reader, is_over))
            })
            .collect();
        let until = Instant::now() + Duration::from_secs(load.seconds);
        while Instant::now() < until {
            watched.peak = watched.peak.max(status(site, "VmRSS:"));
            watched.own = watched.own.max(status(site, "RssAnon:"));
            let collects = collector.map_or(0, |id| status(id, "VmHWM:"));
            watched.collector = watched.collector.max(collects);
            std::thread::sleep(Duration::from_millis(100));
        }
        is_over.store(true, Ordering::Relaxed);
        for reader in readers {
            let asked = reader.join().map_err(|_| anyhow::anyhow!("a reader broke down"))?;
            watched.asked.extend(asked);
        }
        Ok(watched)
    })
}

/// One reader's way through the site.
fn walk_on(
    load: &Load,
    address: SocketAddr,
    places: &Places,
    reader: usize,
    is_over: &AtomicBool,
) -> Vec<Asked> {
    let mut dice = Dice::new(load.seed.wrapping_add(1 + reader as u64));
    let mut client = Client::new(address, HOST, format!("10.1.{}.{}", reader / 250, 1 + reader % 250));
    let mut asked = Vec::new();
    let pause = |dice: &mut Dice| Duration::from_millis(dice.below(2 * load.pause as usize + 1) as u64);
    // not all at once
    std::thread::sleep(pause(&mut dice));
    while !is_over.load(Ordering::Relaxed) {
        let kind = walk::kind(&mut dice);
        let path = KINDS.get(kind).map_or("/".to_owned(), |(name, _)| places.address(name, &mut dice));
        let start = Instant::now();
        let answer = client.get(&path);
        let took = start.elapsed();
        // an entry that was merged into another since leads to that one
        let is_well = answer.as_ref().is_ok_and(|answer| {
            answer.status == 200 && !answer.body.is_empty()
                || matches!(answer.status, 303 | 404) && path.starts_with("/entries/")
        });
        if !is_well {
            let said = answer.map_or_else(|error| format!("{error:#}"), |answer| answer.status.to_string());
            eprintln!("bench: {path}: {said}");
        }
        asked.push(Asked { kind, took, is_well });
        std::thread::sleep(pause(&mut dice));
    }
    asked
}

fn table(asked: &[Asked], seconds: u64) -> String {
    let mut out = String::from("| what is asked for | requests | median | p95 | p99 | worst | refused |\n");
    out.push_str("|---|---:|---:|---:|---:|---:|---:|\n");
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        let of: Vec<&Asked> = asked.iter().filter(|one| one.kind == kind).collect();
        out.push_str(&line(name, &of));
    }
    out.push_str(&line("**all**", &asked.iter().collect::<Vec<_>>()));
    out.push_str(&format!("\n- {:.1} requests a second\n", asked.len() as f64 / seconds.max(1) as f64));
    out
}

fn line(name: &str, asked: &[&Asked]) -> String {
    let mut took: Vec<Duration> = asked.iter().map(|one| one.took).collect();
    took.sort_unstable();
    let refused = asked.iter().filter(|one| !one.is_well).count();
    let ms = |share: f64| rank(&took, share).as_secs_f64() * 1000.0;
    format!(
        "| {name} | {} | {:.1} ms | {:.1} ms | {:.1} ms | {:.1} ms | {refused} |\n",
        took.len(),
        ms(0.5),
        ms(0.95),
        ms(0.99),
        ms(1.0)
    )
}

/// The least that this share does not exceed.
fn rank(sorted: &[Duration], share: f64) -> Duration {
    let at = (sorted.len() as f64 * share).ceil() as usize;
    sorted.get(at.saturating_sub(1)).or(sorted.last()).copied().unwrap_or_default()
}

/// A line of what the system tells about a process, in bytes; 0 where it does not.
fn status(id: u32, name: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

/// The processor time of a process so far.
fn mark(id: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    let fields = stat.rsplit_once(')').map(|(_, rest)| rest.split_whitespace().skip(11));
    let ticks: u64 = fields.into_iter().flatten().take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn size(dir: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(dir) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_of_what_was_measured() {
        let sorted: Vec<Duration> = (1..=200).map(Duration::from_millis).collect();
        let ms = |share| rank(&sorted, share).as_millis();
        assert_eq!((ms(0.5), ms(0.95), ms(0.99), ms(1.0)), (100, 190, 198, 200));
        assert_eq!(rank(&[], 0.5), Duration::ZERO);
        assert_eq!(rank(&sorted[..1], 0.5), Duration::from_millis(1));
    }

    #[test]
    fn the_table_counts_what_was_refused() {
        let asked = |ms, is_well| Asked { kind: 0, took: Duration::from_millis(ms), is_well };
        let table = table(&[asked(10, true), asked(30, false)], 2);
        assert!(table.contains("| today | 2 | 10.0 ms | 30.0 ms | 30.0 ms | 30.0 ms | 1 |"), "{table}");
        assert!(table.contains("- 1.0 requests a second"), "{table}");
    }
}
