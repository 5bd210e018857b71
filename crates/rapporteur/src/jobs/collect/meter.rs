//! What a collection does, in numbers for Prometheus: over loopback or in a file, where somebody asked for it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};

/// Counters and gauges; each has its name, its kind and what it means in [`Meter::text`].
#[derive(Default)]
pub struct Meter {
    pub visits: AtomicU64,
    pub visits_failed: AtomicU64,
    pub items_seen: AtomicU64,
    pub items_stored: AtomicU64,
    pub items_unchanged: AtomicU64,
    pub items_skipped: AtomicU64,
    pub items_failed: AtomicU64,
    pub bytes_fetched: AtomicU64,
    pub retries: AtomicU64,
    pub merges: AtomicU64,
    pub fetching: AtomicU64,
    pub reading: AtomicU64,
    pub jobs_waiting: AtomicU64,
    pub sources_failing: AtomicU64,
    pub sources_silent: AtomicU64,
}

impl Meter {
    pub fn add(counter: &AtomicU64, count: u64) {
        counter.fetch_add(count, Ordering::Relaxed);
    }

    pub fn set(gauge: &AtomicU64, value: u64) {
        gauge.store(value, Ordering::Relaxed);
    }

    /// The text format of Prometheus.
    pub fn text(&self) -> String {
        let rows: [(&str, &str, &str, &AtomicU64); 15] = [
            ("visits_total", "counter", "Visits of sources", &self.visits),
            ("visits_failed_total", "counter", "Visits that failed", &self.visits_failed),
            ("items_seen_total", "counter", "Items that sources announced", &self.items_seen),
            ("items_stored_total", "counter", "Items stored, new or with a new text", &self.items_stored),
            ("items_unchanged_total", "counter", "Items that were there already", &self.items_unchanged),
            (
                "items_skipped_total",
                "counter",
                "Items left out, with a reason in the ledger",
                &self.items_skipped,
            ),
            ("items_failed_total", "counter", "Items that could not be had", &self.items_failed),
            ("fetched_bytes_total", "counter", "Bytes of bodies after decompression", &self.bytes_fetched),
            ("retries_total", "counter", "Fetches put off to be tried again", &self.retries),
            ("merges_total", "counter", "Times that claims were merged and indexed", &self.merges),
            ("fetching", "gauge", "Fetches under way", &self.fetching),
            ("reading", "gauge", "Publications and lists that wait to be read or are read", &self.reading),
            ("jobs_waiting", "gauge", "Jobs in the store, visits left out", &self.jobs_waiting),
            ("sources_failing", "gauge", "Sources whose last visit failed", &self.sources_failing),
            ("sources_silent", "gauge", "Sources that are silent against their habit", &self.sources_silent),
        ];
        let mut out = String::new();
        for (name, kind, help, value) in rows {
            let value = value.load(Ordering::Relaxed);
            let _ = writeln!(
                out,
                "# HELP rapporteur_{name} {help}\n# TYPE rapporteur_{name} {kind}\nrapporteur_{name} {value}"
            );
        }
        out
    }

    /// Writes the numbers beside the file and moves them into its place, so that nobody reads half of them.
    pub fn write(&self, path: &Path) -> anyhow::Result<()> {
        let cannot = || format!("cannot write the metrics to {}", path.display());
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let beside = PathBuf::from(name);
        std::fs::write(&beside, self.text()).with_context(cannot)?;
        std::fs::rename(&beside, path).with_context(cannot)
    }
}

/// Answers whoever asks on this address, which must be loopback: the numbers are nobody else's concern.
pub fn serve(address: SocketAddr, meter: &Arc<Meter>) -> anyhow::Result<SocketAddr> {
    if !address.ip().is_loopback() {
        bail!("metrics are served on loopback alone, and {address} is not: use 127.0.0.1:{}", address.port());
    }
    let listener =
        TcpListener::bind(address).with_context(|| format!("cannot serve metrics on {address}"))?;
    let bound = listener.local_addr().context("cannot serve metrics")?;
    let meter = meter.clone();
    let answer = move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            // whoever asks slowly keeps others waiting for so long and no longer
            let patience = Some(Duration::from_secs(2));
            if stream.set_read_timeout(patience).and_then(|()| stream.set_write_timeout(patience)).is_err() {
                continue;
            }
            let asked = head(&mut stream);
            let (status, body) = match asked.starts_with(b"GET /metrics ") {
                true => ("200 OK", meter.text()),
                false => ("404 Not Found", "metrics are at /metrics\n".to_owned()),
            };
            let length = body.len();
            let _ = write!(
                stream,
                "HTTP/1.1 {status}\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
            );
        }
    };
    std::thread::Builder::new().name("metrics".to_owned()).spawn(answer).context("cannot start a thread")?;
    Ok(bound)
}

/// What is asked, up to the end of its fields; what is longer than any honest question is cut.
fn head(stream: &mut impl std::io::Read) -> Vec<u8> {
    let (mut asked, mut buffer) = (Vec::new(), [0; 512]);
    while asked.len() < 4096 && !asked.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut buffer) {
            Ok(0) | Err(_) => break,
            Ok(count) => asked.extend(buffer.iter().take(count)),
        }
    }
    asked
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;
    use std::net::TcpStream;

    use super::*;

    fn ask(address: SocketAddr, path: &str) -> String {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn numbers_are_served_on_loopback_alone() {
        let meter = Arc::new(Meter::default());
        Meter::add(&meter.items_stored, 3);
        let address = serve("127.0.0.1:0".parse().unwrap(), &meter).unwrap();
        let answer = ask(address, "/metrics");
        assert!(
            answer.starts_with("HTTP/1.1 200 OK") && answer.contains("\nrapporteur_items_stored_total 3\n"),
            "{answer}"
        );
        assert!(ask(address, "/").starts_with("HTTP/1.1 404"));
        assert!(serve("0.0.0.0:0".parse().unwrap(), &meter).is_err());
        let dir = tempfile::tempdir().unwrap();
        meter.write(&dir.path().join("m.prom")).unwrap();
        assert_eq!(std::fs::read_to_string(dir.path().join("m.prom")).unwrap(), meter.text());
    }
}
