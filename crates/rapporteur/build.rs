//! Folds `packs/` into the program: one compressed file a group, so that a run unpacks only what it reads by.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::DeflateEncoder;

/// What tests and people read, and the program does not.
const LEFT_OUT: &[&str] = &["corpus", "model", "README.md", "LICENSE"];

fn main() -> Result<(), Box<dyn Error>> {
    let packs = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../packs");
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    println!("cargo::rerun-if-changed={}", packs.display());
    println!("cargo::rerun-if-changed=build.rs");

    let mut table = String::from("const GROUPS: &[(&str, &[u8])] = &[\n");
    let mut languages = String::from("const LANGUAGES: &[&str] = &[");
    for group in groups(&packs)? {
        let file = out.join(format!("{}.pack", group.replace('/', "-")));
        fs::write(&file, pack(&packs, &group)?)?;
        writeln!(table, "    ({group:?}, include_bytes!({:?})),", file.display().to_string())?;
        if packs.join(&group).join("pack.toml").is_file() {
            write!(languages, "{group:?}, ")?;
        }
    }
    // models are dense: packing them would only make every start unpack them
    let mut models = String::from("const MODELS: &[(&str, &[u8])] = &[\n");
    for lang in folders(&packs)? {
        let file = packs.join(&lang).join("model/names.bin");
        if file.is_file() {
            let file = file.canonicalize()?;
            writeln!(models, "    ({lang:?}, include_bytes!({:?})),", file.display().to_string())?;
        }
    }
    fs::write(out.join("packs.rs"), format!("{table}];\n{languages}];\n{models}];\n"))?;
    Ok(())
}

/// The folders of `packs/`; those of `und/` one by one, since few runs need all of them.
fn groups(packs: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for name in folders(packs)? {
        if name == "und" {
            found.extend(folders(&packs.join("und"))?.into_iter().map(|inner| format!("und/{inner}")));
        }
        found.push(name);
    }
    found.retain(|name| !name.ends_with("/corpus"));
    Ok(found)
}

fn folders(dir: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(
                entry
                    .file_name()
                    .into_string()
                    .map_err(|name| format!("a folder of packs is called {name:?}"))?,
            );
        }
    }
    names.sort();
    Ok(names)
}

/// Path and content of each file of a group, each with its length before it, compressed as one.
fn pack(packs: &Path, group: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut files = Vec::new();
    collect(packs, &packs.join(group), group != "und", &mut files)?;
    files.sort();
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    for (path, bytes) in files {
        for part in [path.as_bytes(), &bytes] {
            encoder.write_all(&u32::try_from(part.len())?.to_le_bytes())?;
            encoder.write_all(part)?;
        }
    }
    Ok(encoder.finish()?)
}

fn collect(
    root: &Path,
    dir: &Path,
    deep: bool,
    files: &mut Vec<(String, Vec<u8>)>,
) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        if LEFT_OUT.contains(&name.as_str()) || name.starts_with('.') {
            continue;
        }
        if !path.is_dir() {
            let inner = path.strip_prefix(root)?.components().map(|part| part.as_os_str().to_string_lossy());
            files.push((inner.collect::<Vec<_>>().join("/"), fs::read(&path)?));
        } else if deep {
            collect(root, &path, deep, files)?;
        }
    }
    Ok(())
}
