//! The packs that come with the program, or those of a folder; each is loaded when first asked for.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use anyhow::{Context, anyhow};
use extract::Gazetteer;
use flate2::read::DeflateDecoder;
use record::{Lang, Profile};
use rules::{Files, Pack};
use tagger::Tagger;
use text::html::PagePack;
use text::html::cues::Cues;
use text::html::dates::Months;
use text::langid::{Guess, LangId, Script};

include!(concat!(env!("OUT_DIR"), "/packs.rs"));

/// Below this the language identifier is too unsure for its word to keep a text from being read.
const SURE: f32 = 0.6;
/// The folder of a pack's learned models, which are read by themselves.
const MODEL: &str = "model";
/// How many letters decide on the script of a text.
const LETTERS: usize = 2000;

/// Packs that cannot be used, with everything that is wrong with them.
#[derive(Clone, Debug)]
pub struct BadPacks(String);

impl fmt::Display for BadPacks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadPacks {}

type Loaded<T> = OnceLock<Result<T, BadPacks>>;

/// All that is known of languages and organisations.
pub struct Packs {
    /// Replaces what is built in, group by group.
    folder: Option<PathBuf>,
    languages: BTreeMap<String, Loaded<Pack>>,
    langid: Loaded<LangId>,
    pages: Loaded<PagePack>,
    gazetteer: Loaded<Gazetteer>,
    fallback: Loaded<BTreeMap<String, String>>,
    profiles: Loaded<Vec<Profile>>,
}

/// What a text is in and what it is read by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub lang: Lang,
    /// The language of the pack; `None` where there is no pack for it.
    pub pack: Option<String>,
}

impl Packs {
    /// Those that are built in, or those of a folder laid out as `packs/` is; what it lacks is built in.
    pub fn open(folder: Option<&Path>) -> anyhow::Result<Packs> {
        let mut languages: Vec<String> = LANGUAGES.iter().map(|lang| (*lang).to_owned()).collect();
        if let Some(folder) = folder {
            let entries = std::fs::read_dir(folder)
                .with_context(|| format!("cannot read the packs in {}", folder.display()))?;
            for entry in entries {
                let entry =
                    entry.with_context(|| format!("cannot read the packs in {}", folder.display()))?;
                if entry.path().join("pack.toml").is_file() {
                    languages.push(entry.file_name().to_string_lossy().into_owned());
                }
            }
        }
        let packs = Packs {
            folder: folder.map(Path::to_owned),
            languages: languages.into_iter().map(|lang| (lang, OnceLock::new())).collect(),
            langid: OnceLock::new(),
            pages: OnceLock::new(),
            gazetteer: OnceLock::new(),
            fallback: OnceLock::new(),
            profiles: OnceLock::new(),
        };
        // whoever names a folder wants to hear what is wrong with it before anything is read
        let named = |lang: &&String| folder.is_some_and(|folder| folder.join(lang).is_dir());
        for lang in packs.languages.keys().filter(named) {
            packs.pack(lang)?;
        }
        Ok(packs)
    }

    /// The languages that can be read.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The pack of a language; `None` where there is none.
    pub fn pack(&self, lang: &str) -> anyhow::Result<Option<&Pack>> {
        let Some(slot) = self.languages.get(lang) else { return Ok(None) };
        let pack = slot.get_or_init(|| {
            let files = self.files_for(lang)?;
            let mut pack = Pack::load(&files, lang).map_err(|errors| all(&errors))?;
            if let Some(tagger) = self.tagger(lang)? {
                pack.learn(tagger);
            }
            Ok(pack)
        });
        pack.as_ref().map(Some).map_err(|bad| anyhow!(bad.clone()))
    }

    /// The learned tagger of a language; `None` where there is none.
    fn tagger(&self, lang: &str) -> Result<Option<Tagger>, BadPacks> {
        let path = format!("{lang}/{MODEL}/names.bin");
        let own = self.folder.as_ref().filter(|folder| folder.join(lang).is_dir());
        let file = match own.map(|folder| folder.join(&path)) {
            Some(file) if !file.is_file() => return Ok(None),
            Some(file) => {
                let bytes = std::fs::read(&file);
                Cow::Owned(bytes.map_err(|error| BadPacks(format!("{}: {error}", file.display())))?)
            }
            None => match MODELS.iter().find(|(known, _)| *known == lang) {
                Some((_, bytes)) => Cow::Borrowed(*bytes),
                None => return Ok(None),
            },
        };
        Tagger::load(file).map(Some).map_err(|error| BadPacks(format!("{path}: {error}")))
    }

    /// Every file that a pack is loaded from: its own, those of all languages, organisations.
    pub fn files_for(&self, lang: &str) -> Result<Files, BadPacks> {
        let mut files = Files::new();
        for group in ["und", "und/lexicon", "und/rules", "und/wide", lang, "orgs"] {
            for (path, bytes) in self.group(group)? {
                files.insert(path.clone(), utf8(&path, bytes)?);
            }
        }
        Ok(files)
    }

    /// The organisations, in order of their slugs.
    pub fn profiles(&self) -> anyhow::Result<&[Profile]> {
        let profiles = self.profiles.get_or_init(|| {
            let mut files = Files::new();
            for (path, bytes) in self.group("orgs")? {
                files.insert(path.clone(), utf8(&path, bytes)?);
            }
            let (mut profiles, errors) = rules::pack::profiles(&files);
            profiles.sort_by(|a, b| a.slug.cmp(&b.slug));
            if errors.is_empty() { Ok(profiles) } else { Err(all(&errors)) }
        });
        profiles.as_deref().map_err(|bad| anyhow!(bad.clone()))
    }

    /// What is known of how pages are written.
    pub fn pages(&self) -> anyhow::Result<&PagePack> {
        let pages = self.pages.get_or_init(|| {
            let file = |path: &str| utf8(path, self.file("und/pages", path)?);
            let cues =
                Cues::load(&file("und/pages/cues.tsv")?).map_err(|error| BadPacks(error.to_string()))?;
            let months =
                Months::load(&file("und/pages/months.tsv")?).map_err(|error| BadPacks(error.to_string()))?;
            Ok(PagePack { cues, months })
        });
        pages.as_ref().map_err(|bad| anyhow!(bad.clone()))
    }

    /// Places by name; loaded for annotation alone.
    pub fn gazetteer(&self) -> anyhow::Result<&Gazetteer> {
        let gazetteer = self.gazetteer.get_or_init(|| {
            let path = "und/gazetteer/places.tsv";
            let table = utf8(path, self.file("und/gazetteer", path)?)?;
            Gazetteer::load(&table).map_err(|error| BadPacks(format!("{path}: {error}")))
        });
        gazetteer.as_ref().map_err(|bad| anyhow!(bad.clone()))
    }

    /// The language of a text and the pack to read it by. `asked` is the language that somebody said it is in.
    pub fn tell(&self, text: &str, asked: Option<&str>) -> anyhow::Result<Told> {
        if let Some(asked) = asked {
            let pack = self.languages.contains_key(asked).then(|| asked.to_owned());
            return Ok(Told { lang: Lang::new(asked), pack });
        }
        let Guess { lang, confidence } = self.langid()?.identify(text);
        if self.languages.contains_key(lang.as_str()) {
            let pack = Some(lang.as_str().to_owned());
            return Ok(Told { lang, pack });
        }
        let script = script_of(text);
        let unsure = confidence < SURE || script.is_none();
        let fallback = self.fallback()?;
        let pack = fallback
            .get(script.map_or("none", Script::name))
            .filter(|pack| unsure && self.languages.contains_key(*pack));
        Ok(Told { lang, pack: pack.cloned() })
    }

    fn langid(&self) -> anyhow::Result<&LangId> {
        let langid = self.langid.get_or_init(|| {
            let mut files = self.group("und/langid")?;
            let mut take = |path: &str| {
                let at = files.iter().position(|(name, _)| name == path);
                at.map(|at| files.swap_remove(at).1).ok_or_else(|| BadPacks(format!("{path}: not there")))
            };
            let list = utf8("und/langid/languages.tsv", take("und/langid/languages.tsv")?)?;
            LangId::load(&list, &take("und/langid/model.bin")?).map_err(|error| BadPacks(error.to_string()))
        });
        langid.as_ref().map_err(|bad| anyhow!(bad.clone()))
    }

    fn fallback(&self) -> anyhow::Result<&BTreeMap<String, String>> {
        let fallback = self.fallback.get_or_init(|| {
            let path = "und/fallback.toml";
            let source = utf8(path, self.file("und", path)?)?;
            toml::from_str(&source).map_err(|error| BadPacks(format!("{path}: {}", error.message())))
        });
        fallback.as_ref().map_err(|bad| anyhow!(bad.clone()))
    }

    /// One file of a group.
    pub fn file(&self, group: &str, path: &str) -> Result<Vec<u8>, BadPacks> {
        let found = self.group(group)?.into_iter().find(|(name, _)| name == path);
        found.map(|(_, bytes)| bytes).ok_or_else(|| BadPacks(format!("{path}: not there")))
    }

    /// The files of a group by path below `packs/`.
    pub fn group(&self, group: &str) -> Result<Vec<(String, Vec<u8>)>, BadPacks> {
        match &self.folder {
            Some(folder) if folder.join(group).is_dir() => {
                let mut files = Vec::new();
                collect(folder, &folder.join(group), group != "und", &mut files)
                    .map_err(|error| BadPacks(format!("{error:#}")))?;
                if !files.is_empty() || group != "und" {
                    return Ok(files);
                }
                built_in(group)
            }
            _ => built_in(group),
        }
    }
}

fn all(errors: &[rules::PackError]) -> BadPacks {
    let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
    BadPacks(lines.join("\n"))
}

fn utf8(path: &str, bytes: Vec<u8>) -> Result<String, BadPacks> {
    String::from_utf8(bytes).map_err(|error| {
        BadPacks(format!("{path}: no UTF-8 at byte {}", error.utf8_error().valid_up_to() + 1))
    })
}

fn built_in(group: &str) -> Result<Vec<(String, Vec<u8>)>, BadPacks> {
    let Some((_, packed)) = GROUPS.iter().find(|(name, _)| *name == group) else { return Ok(Vec::new()) };
    let damaged = || BadPacks(format!("the built-in pack {group} is damaged: install the program again"));
    let mut bytes = Vec::new();
    DeflateDecoder::new(*packed).read_to_end(&mut bytes).map_err(|_| damaged())?;
    let mut rest = bytes.as_slice();
    let mut part = || -> Option<Vec<u8>> {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let (part, after) = after.split_at_checked(length)?;
        rest = after;
        Some(part.to_vec())
    };
    let mut files = Vec::new();
    while let Some(path) = part() {
        files.push((utf8(group, path)?, part().ok_or_else(damaged)?));
    }
    Ok(files)
}

fn collect(root: &Path, dir: &Path, deep: bool, files: &mut Vec<(String, Vec<u8>)>) -> anyhow::Result<()> {
    let entries = std::fs::read_dir(dir).with_context(|| format!("cannot read {}", dir.display()))?;
    for entry in entries {
        let path = entry.with_context(|| format!("cannot read {}", dir.display()))?.path();
        if path.is_file() {
            let bytes = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            let inner = path.strip_prefix(root).unwrap_or(&path);
            let inner: Vec<_> = inner.components().map(|part| part.as_os_str().to_string_lossy()).collect();
            files.push((inner.join("/"), bytes));
        } else if deep && path.is_dir() && path.file_name() != Some(MODEL.as_ref()) {
            collect(root, &path, deep, files)?;
        }
    }
    Ok(())
}

/// The script of most of the first letters.
fn script_of(text: &str) -> Option<Script> {
    let mut counts: BTreeMap<Script, usize> = BTreeMap::new();
    for script in text.chars().filter_map(Script::of).take(LETTERS) {
        *counts.entry(script).or_default() += 1;
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(script, _)| script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_pack_loads() {
        let packs = Packs::open(None).unwrap();
        assert!(packs.languages().count() >= 2);
        for lang in packs.languages() {
            assert_eq!(packs.pack(lang).unwrap().unwrap().lang, lang);
        }
        assert!(packs.profiles().unwrap().iter().any(|profile| profile.slug == "csto"));
        packs.pages().unwrap();
    }

    #[test]
    fn a_pack_is_loaded_with_every_word_that_is_of_all_languages() {
        let und = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs/und");
        let files = Packs::open(None).unwrap().files_for("en").unwrap();
        for part in ["lexicon", "wide"] {
            for entry in std::fs::read_dir(und.join(part)).unwrap() {
                let name = format!("und/{part}/{}", entry.unwrap().file_name().to_string_lossy());
                assert!(files.contains_key(&name), "{name} is not loaded");
            }
        }
    }

    #[test]
    fn a_text_is_read_by_the_pack_of_its_language_or_not_at_all() {
        let packs = Packs::open(None).unwrap();
        let told = |text: &str, asked: Option<&str>| {
            let told = packs.tell(text, asked).unwrap();
            (told.lang.as_str().to_owned(), told.pack)
        };
        let (en, ru) = (Some("en".to_owned()), Some("ru".to_owned()));
        assert_eq!(told("The session took place in Minsk on Thursday.", None), ("en".to_owned(), en.clone()));
        assert_eq!(told("Заседание состоялось в Минске в четверг.", None), ("ru".to_owned(), ru));
        assert_eq!(told("15.02.2013", None), ("und".to_owned(), en.clone()));
        assert_eq!(told("Das Treffen wurde am Donnerstag in Wien eröffnet und endet heute.", None).1, None);
        assert_eq!(told("anything", Some("xx")), ("xx".to_owned(), None));
        assert_eq!(told("anything", Some("en")), ("en".to_owned(), en));
    }

    #[test]
    fn a_folder_takes_the_place_of_what_is_built_in_and_its_errors_name_file_and_line() {
        let dir = tempfile::tempdir().unwrap();
        let pack = dir.path().join("en");
        std::fs::create_dir(&pack).unwrap();
        std::fs::write(pack.join("pack.toml"), "lang = \"en\"\nversion = 1\n").unwrap();
        let error = Packs::open(Some(dir.path())).err().unwrap().to_string();
        assert!(error.starts_with("en/pack.toml:2: "), "{error}");
        let error = Packs::open(Some(&dir.path().join("none"))).err().unwrap();
        assert!(format!("{error:#}").contains("cannot read the packs in"), "{error:#}");
    }
}
