//! The walk in a browser: the scenarios of `e2e/` over the record of the demo, in Chromium.
//!
//! Whatever is lacking is installed where that is possible; where it is not, the walk fails and says what to
//! install. It is never left out quietly.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// What the browser goes by.
const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome"];

/// Whether every walk came to its end.
pub fn run(args: &[String]) -> anyhow::Result<bool> {
    crate::known(args, &[], &["--program", "--shots", "--only"])?;
    let program = crate::score::program(args)?;
    let folder = target().join("e2e");
    std::fs::create_dir_all(&folder).with_context(|| format!("could not make {}", folder.display()))?;
    let chromium = chromium()?;
    let python = python(&folder)?;
    let mut walk = Command::new(python);
    walk.args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--durations=3"]);
    if let Some(only) = crate::option(args, "--only")? {
        walk.args(["-k", only]);
    }
    if let Some(shots) = crate::option(args, "--shots")? {
        std::fs::create_dir_all(shots).with_context(|| format!("could not make {shots}"))?;
        let shots = std::fs::canonicalize(shots).with_context(|| format!("there is no folder {shots}"))?;
        walk.env("SHOTS", shots);
    }
    walk.env("RAPPORTEUR", program).env("CHROMIUM", chromium).env("PYTHONDONTWRITEBYTECODE", "1");
    let status = walk.current_dir(crate::root().join("e2e")).status().context("could not run pytest")?;
    Ok(status.success())
}

fn target() -> PathBuf {
    let set = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    crate::root().join(set.unwrap_or_else(|| "target".into()))
}

/// The browser's program, installed where it is missing.
fn chromium() -> anyhow::Result<PathBuf> {
    if let Some(found) = BROWSERS.iter().find_map(|name| on_path(name)) {
        return Ok(found);
    }
    // with the letters of every language that a page can bear
    install(&["chromium", "fonts-dejavu-core"])?;
    BROWSERS.iter().find_map(|name| on_path(name)).context("chromium was installed but is not on the path")
}

/// A Python with what `e2e/requirements.txt` names, in a folder of its own.
fn python(folder: &Path) -> anyhow::Result<PathBuf> {
    let wanted = crate::root().join("e2e/requirements.txt");
    let wanted =
        std::fs::read_to_string(&wanted).with_context(|| format!("could not read {}", wanted.display()))?;
    let (home, stamp) = (folder.join("python"), folder.join("installed.txt"));
    let python = home.join("bin/python");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted)
        && ends_well(&python, &["--version"])
    {
        return Ok(python);
    }
    if !ends_well(Path::new("python3"), &["-c", "import venv, ensurepip"]) {
        install(&["python3", "python3-venv"])?;
    }
    done(
        Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home),
        "could not make a Python environment",
    )?;
    let mut pip = Command::new(&python);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--requirement",
        "e2e/requirements.txt",
    ]);
    done(pip.current_dir(crate::root()), "could not install e2e/requirements.txt")?;
    std::fs::write(&stamp, wanted).with_context(|| format!("could not write {}", stamp.display()))?;
    Ok(python)
}

/// Installs Debian's packages: as root alone, as a container is.
fn install(packages: &[&str]) -> anyhow::Result<()> {
    let told = packages.join(" ");
    if on_path("apt-get").is_none() || !is_root() {
        bail!("the walk in a browser needs {told}: install them, or leave it out with --skip browser");
    }
    println!("installing {told}");
    let apt = |args: &[&str]| {
        let mut apt = Command::new("apt-get");
        apt.args(args).env("DEBIAN_FRONTEND", "noninteractive").stdout(Stdio::null());
        apt
    };
    done(&mut apt(&["update", "-qq"]), "could not read the lists of packages")?;
    let mut args = vec!["install", "-y", "-qq", "--no-install-recommends"];
    args.extend(packages);
    done(&mut apt(&args), &format!("could not install {told}"))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

fn done(command: &mut Command, otherwise: &str) -> anyhow::Result<()> {
    let status = command.status().with_context(|| otherwise.to_owned())?;
    if !status.success() {
        bail!("{otherwise}: it ended with {status}");
    }
    Ok(())
}

fn ends_well(program: &Path, args: &[&str]) -> bool {
    let run = Command::new(program).args(args).stdout(Stdio::null()).stderr(Stdio::null()).status();
    run.is_ok_and(|status| status.success())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_is_not_found() {
        assert!(on_path("no program of this name").is_none());
        assert!(!ends_well(Path::new("no program of this name"), &[]));
        assert!(run(&["--loud".to_owned()]).is_err());
    }
}
