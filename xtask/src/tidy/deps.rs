//! Which room may import which, and which libraries a room may bring in.

use std::collections::BTreeSet;

use toml::Table;

use super::Finding;
use crate::tree::Tree;

/// What a room is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nature {
    /// Values in, values out; only the libraries listed.
    Pure,
    /// Touches the world; any library that is not another room's own.
    Io,
    /// Wires the rooms; nothing imports it.
    Binary,
    /// For tests only.
    Dev,
}

struct Room {
    name: &'static str,
    nature: Nature,
    /// The rooms that it may import; the order of the table is the order of imports.
    imports: &'static [&'static str],
    /// Of a pure room: every library that it may use.
    libraries: &'static [&'static str],
}

const fn room(
    name: &'static str,
    nature: Nature,
    imports: &'static [&'static str],
    libraries: &'static [&'static str],
) -> Room {
    Room { name, nature, imports, libraries }
}

/// The table of imports. A library is added here together with the reason in `docs/decisions/`.
const ROOMS: &[Room] = &[
    room("record", Nature::Pure, &[], &["blake3", "jiff", "serde", "toml"]),
    room(
        "text",
        Nature::Pure,
        &["record"],
        &[
            "any_ascii",
            "chardetng",
            "encoding_rs",
            "flate2",
            "html-escape",
            "mail-parser",
            "quick-xml",
            "rumorph",
            "serde",
            "serde_json",
            "unicode-normalization",
            "zip",
        ],
    ),
    room("tagger", Nature::Pure, &["text"], &["ndarray"]),
    room("rules", Nature::Pure, &["record", "text", "tagger"], &["foldhash", "serde", "toml"]),
    room("procedure", Nature::Pure, &["record"], &["jiff"]),
    room("extract", Nature::Pure, &["record", "text", "rules"], &[]),
    room("merge", Nature::Pure, &["record", "text"], &[]),
    room("report", Nature::Pure, &["record", "procedure"], &["serde", "serde_json", "toml"]),
    room(
        "press",
        Nature::Pure,
        &["record", "report"],
        &["krilla", "parley", "quick-xml", "thiserror", "zip"],
    ),
    room("collect", Nature::Io, &["record", "text"], &[]),
    room("search", Nature::Io, &["record", "text"], &[]),
    room("store", Nature::Io, &["record", "text", "procedure"], &[]),
    room("measure", Nature::Io, &[], &[]),
    room("deliver", Nature::Io, &["collect"], &[]),
    room("web", Nature::Io, &["record", "procedure", "report", "search", "store"], &[]),
    room(
        "rapporteur",
        Nature::Binary,
        &[
            "record",
            "text",
            "tagger",
            "rules",
            "procedure",
            "extract",
            "merge",
            "report",
            "press",
            "collect",
            "deliver",
            "search",
            "store",
            "measure",
            "web",
        ],
        &[],
    ),
    room("testkit", Nature::Dev, &["record", "text", "rules", "store"], &[]),
];

/// Libraries that only some rooms may bring in.
const OWN: &[(&str, &[&str])] = &[
    ("rusqlite", &["store"]),
    ("tantivy", &["search"]),
    ("krilla", &["press"]),
    ("parley", &["press"]),
    ("reqwest", &["collect", "deliver"]),
    (
        "serde_json",
        &[
            "text",
            "collect",
            "deliver",
            "store",
            "web",
            "report",
            "measure",
            "rapporteur",
            "testkit",
            "xtask",
        ],
    ),
    ("askama", &["web"]),
    ("anyhow", &["rapporteur", "xtask"]),
    ("clap", &["rapporteur"]),
    ("directories", &["rapporteur"]),
    ("indicatif", &["rapporteur"]),
];

pub fn is_pure(name: &str) -> bool {
    ROOMS.iter().any(|room| room.name == name && room.nature == Nature::Pure)
}

/// A manifest of one crate and the names that it depends on.
struct Manifest<'a> {
    path: &'a str,
    text: &'a str,
    name: &'a str,
    normal: Vec<String>,
    dev: Vec<String>,
}

impl Manifest<'_> {
    /// The line of the manifest that names this dependency.
    fn line(&self, dependency: &str) -> usize {
        let names = |line: &str| {
            let rest = line.trim_start().strip_prefix(dependency)?;
            rest.starts_with([' ', '.', '=']).then_some(())
        };
        self.text.lines().position(|line| names(line).is_some()).map_or(0, |at| at + 1)
    }

    fn finding(&self, dependency: &str, what: String, why: &str, todo: &str) -> Finding {
        Finding::new(self.path, self.line(dependency), what, why, todo)
    }
}

fn manifests(tree: &Tree) -> Vec<Manifest<'_>> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        let name = match path.split('/').collect::<Vec<_>>().as_slice() {
            ["crates", name, "Cargo.toml"] => *name,
            ["xtask", "Cargo.toml"] => "xtask",
            _ => continue,
        };
        let table = text.parse::<Table>().unwrap_or_default();
        let mut normal = names(&table, "dependencies");
        normal.extend(names(&table, "build-dependencies"));
        if let Some(targets) = table.get("target").and_then(|target| target.as_table()) {
            normal.extend(
                targets
                    .values()
                    .filter_map(|target| target.as_table())
                    .flat_map(|target| names(target, "dependencies")),
            );
        }
        found.push(Manifest { path, text, name, normal, dev: names(&table, "dev-dependencies") });
    }
    found
}

fn names(table: &Table, section: &str) -> Vec<String> {
    table
        .get(section)
        .and_then(|section| section.as_table())
        .map(|section| section.keys().cloned().collect())
        .unwrap_or_default()
}

/// Section 1 of the design: imports run one way.
pub fn imports(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in manifests(tree) {
        let room = ROOMS.iter().find(|room| room.name == manifest.name);
        let Some(room) = room else {
            if manifest.name != "xtask" {
                let todo = "give it its row in xtask/src/tidy/deps.rs and its place in ARCHITECTURE.md, or make it a module";
                findings.push(Finding::new(
                    manifest.path,
                    0,
                    format!("`{}` is no room of the house", manifest.name),
                    "a room earns its crate by a dependency rule",
                    todo,
                ));
            }
            continue;
        };
        let rooms = |list: &[String]| -> Vec<String> {
            list.iter().filter(|name| ROOMS.iter().any(|room| room.name == name.as_str())).cloned().collect()
        };
        for other in rooms(&manifest.normal) {
            if !room.imports.contains(&other.as_str()) {
                let what = format!("`{}` imports `{other}`", room.name);
                let allowed =
                    if room.imports.is_empty() { "no room".to_owned() } else { room.imports.join(", ") };
                let why = format!("it may import {allowed}");
                findings.push(manifest.finding(
                    &other,
                    what,
                    &why,
                    "pass the value in from the room that wires them",
                ));
            }
        }
        for other in rooms(&manifest.dev) {
            let at = |name: &str| ROOMS.iter().position(|room| room.name == name);
            if other != "testkit" && at(&other) > at(room.name) {
                let what = format!("the tests of `{}` import `{other}`", room.name);
                findings.push(manifest.finding(
                    &other,
                    what,
                    "imports run one way, in tests too",
                    "test it in the later room",
                ));
            }
        }
    }
    findings
}

/// Law 1 and law 8: a pure room uses only the libraries on its list, and some libraries belong to one room.
pub fn libraries(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for manifest in manifests(tree) {
        let pure = ROOMS.iter().find(|room| room.name == manifest.name && room.nature == Nature::Pure);
        let is_room = |name: &str| ROOMS.iter().any(|room| room.name == name);
        for library in manifest.normal.iter().filter(|name| !is_room(name)) {
            if let Some((_, owners)) =
                OWN.iter().find(|(own, owners)| own == library && !owners.contains(&manifest.name))
            {
                let what = format!("`{}` uses `{library}`", manifest.name);
                let why = format!("`{library}` belongs to {}", owners.join(", "));
                findings.push(manifest.finding(library, what, &why, "ask that room, or move the code there"));
            } else if pure.is_some_and(|room| !room.libraries.contains(&library.as_str())) {
                let what = format!("`{}` is pure and uses `{library}`", manifest.name);
                let todo =
                    "do without it, or add it to xtask/src/tidy/deps.rs with its reason in docs/decisions/";
                findings.push(manifest.finding(
                    library,
                    what,
                    "a pure room uses only the libraries on its list (law 1)",
                    todo,
                ));
            }
        }
    }
    findings
}

/// What the workspace pins, a crate uses; what a crate names, its code mentions.
pub fn unused(tree: &Tree) -> Vec<Finding> {
    let manifests = manifests(tree);
    let mut findings = Vec::new();
    let used: BTreeSet<&str> =
        manifests.iter().flat_map(|m| m.normal.iter().chain(&m.dev)).map(String::as_str).collect();
    if let Some(text) = tree.text("Cargo.toml") {
        let table = text.parse::<Table>().unwrap_or_default();
        let workspace =
            table.get("workspace").and_then(|workspace| workspace.as_table()).cloned().unwrap_or_default();
        let root = Manifest {
            path: "Cargo.toml",
            text,
            name: "",
            normal: names(&workspace, "dependencies"),
            dev: Vec::new(),
        };
        for pinned in root.normal.iter().filter(|name| !used.contains(name.as_str())) {
            let what = format!("no crate uses `{pinned}`");
            findings.push(root.finding(pinned, what, "a pin that nothing uses is noise", "take it out"));
        }
    }
    for manifest in &manifests {
        let folder = manifest.path.trim_end_matches("Cargo.toml");
        let code: Vec<&str> = tree
            .texts()
            .filter(|(path, _)| path.starts_with(folder) && path.ends_with(".rs"))
            .map(|(_, text)| text)
            .collect();
        for library in manifest.normal.iter().chain(&manifest.dev) {
            let ident = library.replace('-', "_");
            if !code.iter().any(|text| mentions(text, &ident)) {
                let what = format!("`{}` does not mention `{library}`", manifest.name);
                findings.push(manifest.finding(
                    library,
                    what,
                    "a dependency that nothing uses costs every build",
                    "take it out of the manifest",
                ));
            }
        }
    }
    findings
}

fn mentions(text: &str, ident: &str) -> bool {
    let word = super::rust::is_word;
    text.match_indices(ident).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + ident.len()..].chars().next());
        !before.is_some_and(word) && !after.is_some_and(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn messages(check: fn(&Tree) -> Vec<Finding>, files: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(files))
            .iter()
            .map(|finding| finding.to_string().split(';').next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn rooms_import_only_earlier_rooms_and_pure_rooms_only_pure_ones() {
        for (at, room) in ROOMS.iter().enumerate() {
            for import in room.imports {
                let place = ROOMS.iter().position(|other| other.name == *import);
                assert!(
                    room.nature == Nature::Dev || place.is_some_and(|place| place < at),
                    "{} imports {import}",
                    room.name
                );
                assert!(room.nature != Nature::Pure || is_pure(import), "{} imports {import}", room.name);
            }
        }
        assert_eq!(ROOMS.iter().filter(|room| room.nature == Nature::Pure).count(), 9);
    }

    #[test]
    fn imports_run_one_way() {
        let found = messages(
            imports,
            &[
                (
                    "crates/merge/Cargo.toml",
                    "[dependencies]\nrecord.workspace = true\nrules.workspace = true\n",
                ),
                (
                    "crates/text/Cargo.toml",
                    "[dependencies]\nrecord = { path = \"../record\" }\n[dev-dependencies]\ntestkit.workspace = true\nextract.workspace = true\n",
                ),
                ("crates/shed/Cargo.toml", ""),
                ("xtask/Cargo.toml", ""),
            ],
        );
        assert_eq!(
            found,
            [
                "crates/merge/Cargo.toml:3: `merge` imports `rules`",
                "crates/shed/Cargo.toml: `shed` is no room of the house",
                "crates/text/Cargo.toml:5: the tests of `text` import `extract`",
            ]
        );
    }

    #[test]
    fn libraries_stay_where_they_belong() {
        let found = messages(
            libraries,
            &[
                (
                    "crates/search/Cargo.toml",
                    "[dependencies]\nrusqlite.workspace = true\ntantivy.workspace = true\n",
                ),
                (
                    "crates/record/Cargo.toml",
                    "[dependencies]\nreqwest = \"1\"\njiff.workspace = true\n[dev-dependencies]\nproptest.workspace = true\n",
                ),
            ],
        );
        assert_eq!(
            found,
            [
                "crates/record/Cargo.toml:2: `record` uses `reqwest`",
                "crates/search/Cargo.toml:2: `search` uses `rusqlite`",
            ]
        );
    }

    #[test]
    fn what_is_named_is_used() {
        let found = messages(
            unused,
            &[
                (
                    "Cargo.toml",
                    "[workspace.dependencies]\nanyhow = \"1\"\nexpect-test = \"1\"\nspare = \"1\"\n",
                ),
                (
                    "crates/text/Cargo.toml",
                    "[dependencies]\nanyhow.workspace = true\n[dev-dependencies]\nexpect-test.workspace = true\n",
                ),
                ("crates/text/src/lib.rs", "fn f() -> anyhow_like {}"),
                ("crates/text/tests/it/main.rs", "use expect_test::expect;"),
            ],
        );
        assert_eq!(
            found,
            [
                "Cargo.toml:4: no crate uses `spare`",
                "crates/text/Cargo.toml:2: `text` does not mention `anyhow`"
            ]
        );
    }
}
