//! Running a program under watch: how long it takes, and the most memory that it holds.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

pub struct Reading {
    pub took: Duration,
    /// Peak resident memory in bytes; `None` where the system does not tell.
    pub peak: Option<u64>,
}

/// Runs a command to its end, its output thrown away.
pub fn run(mut command: Command) -> anyhow::Result<Reading> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| format!("could not run {command:?}"))?;
    let mut peak = None;
    loop {
        // the high-water mark only rises, so that the last look before the end is the one that counts
        peak = high_water(child.id()).max(peak);
        if let Some(status) = child.try_wait().context("could not wait for the program")? {
            if !status.success() {
                bail!("{command:?} ended with {status}");
            }
            return Ok(Reading { took: start.elapsed(), peak });
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `VmHWM` of a running process.
fn high_water(id: u32) -> Option<u64> {
    parse(&std::fs::read_to_string(format!("/proc/{id}/status")).ok()?)
}

fn parse(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_high_water_mark() {
        assert_eq!(parse("Name:\tx\nVmPeak:\t  99 kB\nVmHWM:\t  12 kB\n"), Some(12 * 1024));
        assert_eq!(parse("Name:\tx\n"), None);
    }

    #[test]
    fn a_failing_program_is_an_error() {
        assert!(run(Command::new("no-such-program-anywhere")).is_err());
        assert!(run(Command::new("false")).is_err());
    }
}
