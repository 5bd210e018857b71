//! How fast the program reads and how much memory it takes, over many publications made from few.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use tempfile::TempDir;

mod collect;
mod load;
mod meter;
mod mutate;
mod peers;

use meter::Reading;
use mutate::Model;

/// The languages that the program reads by packs of its own.
const LANGS: &[&str] = &["en", "ru"];

/// One batch of publications on disk.
struct Batch {
    count: usize,
    tokens: usize,
    path: PathBuf,
}

/// One row of the table.
struct Row {
    what: String,
    count: usize,
    publications_a_second: f64,
    tokens_a_second: f64,
    /// By the time of all cores together, which a busy machine does not lengthen.
    tokens_a_cpu_second: Option<f64>,
    cpu_ms_a_publication: Option<f64>,
    peak: Option<u64>,
}

pub fn run(args: &[String]) -> anyhow::Result<bool> {
    crate::known(
        args,
        &["--no-ingest", "--no-read", "--peers", "--digest", "--load", "--no-collect"],
        &[
            "--sizes",
            "--seed",
            "--program",
            "--collect",
            "--python",
            "--readers",
            "--seconds",
            "--pause",
            "--data",
        ],
    )?;
    let sizes = crate::option(args, "--sizes")?.unwrap_or("1000,10000");
    let sizes: Vec<usize> = sizes
        .split(',')
        .map(|size| size.trim().parse().with_context(|| format!("{size:?} is no number")))
        .collect::<Result<_, _>>()?;
    let seed: u64 = crate::option(args, "--seed")?.unwrap_or("1").parse().context("--seed needs a number")?;

    let sources = crate::option(args, "--collect")?;
    let sources: Option<usize> =
        sources.map(|count| count.parse().context("--collect needs a number of sources")).transpose()?;

    let models = models()?;
    if models.is_empty() {
        bail!("there are no texts to make publications from");
    }
    let program = crate::score::program(args)?;
    if crate::flag(args, "--load") {
        for size in sizes {
            let table = load::run(&program, &models, &load::Load::of(args, size)?)?;
            println!("## {size} publications\n\n{table}");
        }
        return Ok(true);
    }
    let folder = tempfile::tempdir().context("could not make a temporary folder")?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut rows = Vec::new();
    for size in &sizes {
        let batch = batch(&models, *size, seed, &folder)?;
        let reads = [("read, 1 thread".to_owned(), 1), (format!("read, {cores} threads"), cores)];
        for (what, threads) in reads.into_iter().filter(|_| !crate::flag(args, "--no-read")) {
            let reading = meter::run(read(&program, &batch.path, threads))?;
            rows.push(row(what, &batch, &reading));
        }
        if !crate::flag(args, "--no-ingest") {
            let data = folder.path().join(format!("data-{size}"));
            let reading = meter::run(ingest(&program, &batch.path, &data))?;
            rows.push(row("ingest".to_owned(), &batch, &reading));
        }
        if crate::flag(args, "--digest") {
            rows.extend(digest(&program, &models, *size, seed, &folder)?);
        }
        if let Some(sources) = sources {
            rows.extend(collect::run(&program, &batch, sources, &folder)?);
        }
        eprintln!("bench: {size} publications measured");
    }
    let mut table = if rows.is_empty() { String::new() } else { markdown(&rows) };
    if crate::flag(args, "--peers") {
        let python = crate::option(args, "--python")?.unwrap_or("python3");
        table.push_str(&peers::run(&program, python, &models, seed, &folder)?);
    }
    println!("{table}");
    Ok(true)
}

/// Every text at hand in a language that the program reads.
fn models() -> anyhow::Result<Vec<Model>> {
    let documents = crate::score::publications()?.into_iter();
    let readable =
        documents.filter(|document| LANGS.contains(&document.lang.as_str()) && !document.text.is_empty());
    Ok(readable.map(|document| Model { lang: document.lang, text: document.text }).collect())
}

fn batch(models: &[Model], count: usize, seed: u64, folder: &TempDir) -> anyhow::Result<Batch> {
    let path = folder.path().join(format!("{count}.jsonl"));
    let lines = mutate::publications(models, count, seed);
    std::fs::write(&path, &lines).with_context(|| format!("could not write {}", path.display()))?;
    let text = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).ok()?.get("text")?.as_str().map(mutate::tokens)
    };
    Ok(Batch { count, tokens: lines.lines().filter_map(text).sum(), path })
}

/// The digest of a day on which so much was published, as often as is needed to see it warm.
fn digest(
    program: &Path,
    models: &[Model],
    size: usize,
    seed: u64,
    folder: &TempDir,
) -> anyhow::Result<Vec<Row>> {
    let path = folder.path().join(format!("day-{size}.jsonl"));
    let lines = mutate::day(models, size, seed);
    std::fs::write(&path, &lines).with_context(|| format!("could not write {}", path.display()))?;
    let batch = Batch { count: size, tokens: mutate::tokens(&lines), path };
    let data = folder.path().join(format!("day-{size}"));
    let mut rows =
        vec![row("ingest of a day".to_owned(), &batch, &meter::run(ingest(program, &batch.path, &data))?)];
    for format in ["html", "json"] {
        let mut command = Command::new(program);
        command.args(["report", "digest", "--on", mutate::DAY, "--format", format, "--data"]).arg(&data);
        let reading = meter::run(command)?;
        eprintln!(
            "bench: the digest of a day of {size} publications took {:.2} s",
            reading.took.as_secs_f64()
        );
        rows.push(row(format!("digest of a day, {format}"), &batch, &reading));
    }
    Ok(rows)
}

fn read(program: &Path, batch: &Path, threads: usize) -> Command {
    let mut command = Command::new(program);
    command.args(["read", "--input", "jsonl"]).arg(batch).args([
        "--format",
        "jsonl",
        "--threads",
        &threads.to_string(),
    ]);
    command
}

fn ingest(program: &Path, batch: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["ingest", "--input", "jsonl"]).arg(batch).arg("--data").arg(data);
    command
}

fn row(what: String, batch: &Batch, reading: &Reading) -> Row {
    let seconds = reading.took.as_secs_f64().max(1e-9);
    Row {
        what,
        count: batch.count,
        publications_a_second: batch.count as f64 / seconds,
        tokens_a_second: batch.tokens as f64 / seconds,
        tokens_a_cpu_second: reading.cpu.map(|cpu| batch.tokens as f64 / cpu.as_secs_f64().max(1e-9)),
        cpu_ms_a_publication: reading.cpu.map(|cpu| cpu.as_secs_f64() * 1e3 / batch.count.max(1) as f64),
        peak: reading.peak,
    }
}

fn markdown(rows: &[Row]) -> String {
    let mut out = String::from(
        "| what | publications | publications/s | tokens/s | tokens/s of CPU | ms of CPU a publication | peak memory |\n",
    );
    out.push_str("|---|---:|---:|---:|---:|---:|---:|\n");
    for row in rows {
        let peak = row.peak.map_or("-".to_owned(), |bytes| format!("{} MB", bytes / (1 << 20)));
        let cpu = row.tokens_a_cpu_second.map_or("-".to_owned(), |tokens| format!("{tokens:.0}"));
        let each = row.cpu_ms_a_publication.map_or("-".to_owned(), |ms| format!("{ms:.1}"));
        let Row { what, count, publications_a_second, tokens_a_second, .. } = row;
        out.push_str(&format!(
            "| {what} | {count} | {publications_a_second:.0} | {tokens_a_second:.0} | {cpu} | {each} | {peak} |\n"
        ));
    }
    for growth in growths(rows) {
        out.push_str(&format!("\n{growth}"));
    }
    out
}

/// How speed and memory change from the smallest batch to the largest, for each thing measured.
fn growths(rows: &[Row]) -> Vec<String> {
    let mut lines = Vec::new();
    for (at, first) in rows.iter().enumerate() {
        if rows.iter().take(at).any(|row| row.what == first.what) {
            continue;
        }
        let Some(last) = rows.iter().rev().find(|row| row.what == first.what && row.count > first.count)
        else {
            continue;
        };
        let speed = last.tokens_a_second / first.tokens_a_second.max(1e-9);
        let memory = match (first.peak, last.peak) {
            (Some(first), Some(last)) => format!(", memory x{:.2}", last as f64 / first.max(1) as f64),
            _ => String::new(),
        };
        lines.push(format!(
            "- {}: from {} to {} publications, speed x{speed:.2}{memory}",
            first.what, first.count, last.count
        ));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(what: &str, count: usize, speed: f64, peak: Option<u64>) -> Row {
        Row {
            what: what.to_owned(),
            count,
            publications_a_second: speed / 100.0,
            tokens_a_second: speed,
            tokens_a_cpu_second: None,
            cpu_ms_a_publication: None,
            peak,
        }
    }

    #[test]
    fn the_table_shows_rows_and_growth() {
        let rows = [
            row("read, 1 thread", 1000, 200_000.0, Some(50 << 20)),
            row("read, 1 thread", 10_000, 180_000.0, Some(60 << 20)),
            row("natasha", 100, 2_000.0, None),
        ];
        let table = markdown(&rows);
        assert!(table.contains("| read, 1 thread | 10000 | 1800 | 180000 | - | - | 60 MB |"), "{table}");
        assert!(table.contains("| natasha | 100 | 20 | 2000 | - | - |"), "{table}");
        assert!(
            table.contains("- read, 1 thread: from 1000 to 10000 publications, speed x0.90, memory x1.20"),
            "{table}"
        );
    }
}
