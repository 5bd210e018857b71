//! What packs know of names, handed to the rooms that compare and print them.

use std::collections::BTreeSet;

use merge::Known;
use record::Publication;
use report::Directory;
use rules::lexicon::parse_line;
use text::fold::fold;

use crate::packs::Packs;

/// Tables that the merge compares names by; it knows which of them are of use.
pub fn known(packs: &Packs) -> anyhow::Result<Known> {
    let mut known = Known::default();
    for (class, table) in tables(packs)? {
        known.table(&class, &table);
    }
    packs.profiles()?.iter().for_each(|profile| known.profile(profile));
    Ok(known)
}

/// Lexicons of all languages and the tables of the merge, by class.
fn tables(packs: &Packs) -> anyhow::Result<Vec<(String, String)>> {
    let mut found = Vec::new();
    let groups = packs.languages().map(str::to_owned).chain(["und/merge".to_owned()]);
    for group in groups {
        for (path, bytes) in packs.group(&group)? {
            let Some(class) = path.strip_suffix(".tsv").and_then(|path| path.rsplit('/').next()) else {
                continue;
            };
            found.push((class.to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    Ok(found)
}

/// Who is meant by a name and what to call it in a report.
pub fn directory(packs: &Packs) -> anyhow::Result<Directory> {
    let mut directory = Directory::new(fold);
    packs.profiles()?.iter().for_each(|profile| directory.add_profile(profile));
    for lang in packs.languages().map(str::to_owned).collect::<Vec<_>>() {
        for (path, bytes) in packs.group(&lang)? {
            if !path.ends_with("/lexicon/country.tsv") {
                continue;
            }
            for (forms, attributes) in
                String::from_utf8_lossy(&bytes).lines().filter_map(|line| parse_line(line).ok().flatten())
            {
                let attribute = |name: &str| {
                    attributes
                        .iter()
                        .find(|(key, _)| &**key == name)
                        .map(|(_, value)| value.replace('_', " "))
                };
                let Some(code) = attribute("id") else { continue };
                directory.add_country(&code, &lang, forms, attribute("capital").as_deref());
            }
        }
    }
    Ok(directory)
}

/// The names under which organisations publish for themselves.
pub struct Publishers(BTreeSet<String>);

impl Publishers {
    pub fn new(packs: &Packs) -> anyhow::Result<Publishers> {
        let profiles = packs.profiles()?.iter();
        Ok(Publishers(
            profiles
                .flat_map(|profile| profile.forms().map(|(_, _, form)| fold(form)).collect::<Vec<_>>())
                .collect(),
        ))
    }

    /// Whether a publication comes from an organisation itself.
    pub fn issued(&self, publication: &Publication) -> bool {
        publication.publisher.as_deref().is_some_and(|publisher| self.0.contains(&fold(publisher)))
    }
}
