//! Running a program under watch: how long it takes, and the most memory that it holds.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

pub struct Reading {
    pub took: Duration,
    /// Time on all cores together, which a busy machine does not lengthen; `None` where the system does not tell.
    pub cpu: Option<Duration>,
    /// Peak resident memory in bytes; `None` where the system does not tell.
    pub peak: Option<u64>,
}

/// Runs a command to its end, its output thrown away.
pub fn run(mut command: Command) -> anyhow::Result<Reading> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::inherit());
    let before = children();
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
            let took = start.elapsed();
            let cpu = children().zip(before).map(|(after, before)| after.saturating_sub(before));
            return Ok(Reading { took, cpu, peak });
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// `VmHWM` of a running process.
fn high_water(id: u32) -> Option<u64> {
    parse(&std::fs::read_to_string(format!("/proc/{id}/status")).ok()?)
}

/// Processor time of all children that have ended so far.
fn children() -> Option<Duration> {
    ticks(&std::fs::read_to_string("/proc/self/stat").ok()?)
}

/// Fields 16 and 17 of a `stat` line, in hundredths of a second. The second field, the name, may hold blanks.
fn ticks(stat: &str) -> Option<Duration> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(Duration::from_millis((user + system) * 10))
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
    fn reads_the_time_of_children() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 100 200 0 0 11 12 30 4 20 0 1 0";
        assert_eq!(ticks(stat), Some(Duration::from_millis(340)));
        assert_eq!(ticks("7"), None);
    }

    #[test]
    fn a_failing_program_is_an_error() {
        assert!(run(Command::new("no-such-program-anywhere")).is_err());
        assert!(run(Command::new("false")).is_err());
    }
}
