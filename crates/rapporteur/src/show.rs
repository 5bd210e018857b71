//! An entry or a publication for the terminal: every value with the numbers of the passages that give it, and
//! the passages below, by publication.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use record::{Claim, ClaimId, Entry, Property, Publication, PublicationId};
use store::collection::Copy;
use store::{Archive, ClaimFilter};

use crate::edits::{self, Edit};
use crate::out::{counted, one_line};
use crate::quote::{Style, safe};
use crate::versions::{self, Version};

/// Lines of a quote are cut here.
const QUOTE: usize = 300;

/// An entry with all that stands behind it.
pub struct Card {
    pub entry: Entry,
    /// What the entry speaks of, by property.
    pub refs: Vec<(String, Entry)>,
    /// What speaks of the entry.
    pub about: Vec<Entry>,
    pub claims: Vec<Claim>,
    pub publications: BTreeMap<(PublicationId, u32), Publication>,
}

impl Card {
    pub fn of(archive: &dyn Archive, entry: Entry) -> Result<Card, store::Error> {
        let claims = archive.claims_of(entry.id)?;
        let mut refs = Vec::new();
        for (slot, id) in &entry.refs {
            refs.extend(archive.entry(*id)?.map(|entry| (slot.clone(), entry)));
        }
        let about = archive.entries_referring_to(entry.id)?;
        let publications = publications(archive, &claims)?;
        Ok(Card { entry, refs, about, claims, publications })
    }

    pub fn print(&self, style: Style) -> String {
        let mut out = String::new();
        let entry = &self.entry;
        let notes = Notes::new(&self.claims, &self.publications);
        let _ = writeln!(
            out,
            "{}  {}",
            style.bold(&safe(&entry.label)),
            style.dim(&format!("{} {}", entry.kind, entry.id.short()))
        );
        for property in &entry.properties {
            out.push_str(&row(&property.name, &values(property, &notes, style), property.disputed, style));
        }
        for (slot, other) in &self.refs {
            let line = format!("{} {}", safe(&other.label), style.dim(&other.id.short()));
            out.push_str(&row(slot, &[line], false, style));
        }
        let mut kinds: BTreeMap<&str, Vec<&Entry>> = BTreeMap::new();
        self.about.iter().for_each(|other| kinds.entry(&other.kind).or_default().push(other));
        for (kind, others) in kinds {
            let _ = writeln!(out, "\n  {}", style.dim(&counted(others.len(), kind)));
            for other in others {
                let _ = writeln!(
                    out,
                    "    {} {}",
                    safe(&one_line(&other.label, 100)),
                    style.dim(&other.id.short())
                );
            }
        }
        out.push('\n');
        out.push_str(&notes.print(style));
        out
    }
}

fn publications(
    archive: &dyn Archive,
    claims: &[Claim],
) -> Result<BTreeMap<(PublicationId, u32), Publication>, store::Error> {
    let mut found = BTreeMap::new();
    for evidence in claims.iter().flat_map(|claim| &claim.evidence) {
        let key = (evidence.publication, evidence.version);
        if !found.contains_key(&key)
            && let Some(publication) = archive.publication(key.0, Some(key.1))?
        {
            found.insert(key, publication);
        }
    }
    Ok(found)
}

/// Every value of a property on a line of its own; those that are not shown stand behind the others, in brackets.
fn values(property: &Property, notes: &Notes<'_>, style: Style) -> Vec<String> {
    let mut ordered: Vec<_> = property.values.iter().collect();
    ordered.sort_by_key(|value| !value.shown);
    let line = |value: &&record::Value| {
        let text = safe(&one_line(&value.text, 200));
        let text = if value.shown { text } else { format!("({text})") };
        let numbers = notes.numbers(&value.claims);
        format!("{text}  {}", style.dim(&numbers))
    };
    ordered.iter().map(line).collect()
}

fn row(name: &str, values: &[String], disputed: bool, style: Style) -> String {
    let mut out = String::new();
    for (at, value) in values.iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        let _ = writeln!(out, "  {name:<14} {value}");
    }
    if disputed {
        let _ = writeln!(out, "  {:<14} {}", "", style.alert("sources differ"));
    }
    out
}

/// Passages numbered by publication, as the values cite them.
struct Notes<'a> {
    publications: Vec<(&'a Publication, Vec<&'a Claim>)>,
    numbers: BTreeMap<ClaimId, Vec<usize>>,
}

impl<'a> Notes<'a> {
    fn new(claims: &'a [Claim], publications: &'a BTreeMap<(PublicationId, u32), Publication>) -> Notes<'a> {
        let mut by_publication: BTreeMap<(PublicationId, u32), Vec<&Claim>> = BTreeMap::new();
        for claim in claims {
            for evidence in &claim.evidence {
                let row = by_publication.entry((evidence.publication, evidence.version)).or_default();
                if !row.iter().any(|known| known.id == claim.id) {
                    row.push(claim);
                }
            }
        }
        let mut all: Vec<_> = by_publication
            .into_iter()
            .filter_map(|(key, claims)| publications.get(&key).map(|one| (one, claims)))
            .collect();
        all.sort_by_key(|(one, _)| {
            (one.published_on.is_none(), one.published_on, one.doc.clone(), one.version)
        });
        let mut numbers: BTreeMap<ClaimId, Vec<usize>> = BTreeMap::new();
        for (number, (_, claims)) in all.iter().enumerate() {
            claims.iter().for_each(|claim| numbers.entry(claim.id).or_default().push(number + 1));
        }
        Notes { publications: all, numbers }
    }

    /// `[1] [3]`
    fn numbers(&self, claims: &[ClaimId]) -> String {
        let mut numbers: Vec<usize> =
            claims.iter().filter_map(|id| self.numbers.get(id)).flatten().copied().collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers.iter().map(|number| format!("[{number}]")).collect::<Vec<_>>().join(" ")
    }

    fn print(&self, style: Style) -> String {
        let mut out = String::new();
        for (number, (publication, claims)) in self.publications.iter().enumerate() {
            let _ = writeln!(out, "[{}] {}", number + 1, heading(publication, style));
            out.push_str(&passages(claims, style));
        }
        out
    }
}

/// Title, publisher, date and name of a publication.
pub fn heading(publication: &Publication, style: Style) -> String {
    let title = publication.title.as_deref().unwrap_or(&publication.doc);
    let date = publication.published_on.map(|date| date.to_string());
    let version = (publication.version > 1).then(|| format!("version {}", publication.version));
    let parts = [
        publication.publisher.clone(),
        date,
        Some(publication.lang.as_str().to_owned()),
        Some(publication.doc.clone()),
        version,
    ];
    let about: Vec<String> = parts.into_iter().flatten().map(|part| safe(&part)).collect();
    format!("{}  {}", style.bold(&safe(&one_line(title, 160))), style.dim(&about.join(", ")))
}

/// Each passage once, in the order of the text, with the words of all claims that it shows standing out.
fn passages(claims: &[&Claim], style: Style) -> String {
    let mut spans: BTreeMap<(usize, usize), (&str, Vec<&str>)> = BTreeMap::new();
    for claim in claims {
        for evidence in &claim.evidence {
            let passage = spans
                .entry((evidence.span.start, evidence.span.end))
                .or_insert((&evidence.quote, Vec::new()));
            passage.1.extend(claim.slots.values().map(String::as_str));
        }
    }
    let lines =
        spans.into_values().map(|(quote, values)| format!("    | {}\n", style.quote(quote, &values, QUOTE)));
    lines.collect()
}

/// A publication and its claims by kind.
pub struct Sheet {
    pub publication: Publication,
    pub text: String,
    pub claims: Vec<Claim>,
    /// Publications that carry nearly the same text.
    pub carriers: Vec<Copy>,
    pub versions: Vec<Version>,
    pub edits: Vec<Edit>,
}

/// So many lines of what a version changed are shown; programs get all.
const EDITS_SHOWN: usize = 12;

impl Sheet {
    pub fn of(archive: &dyn Archive, publication: Publication) -> Result<Sheet, store::Error> {
        let text = archive.text(publication.id, publication.version)?.unwrap_or_default();
        let filter = ClaimFilter { publication: Some(publication.id), ..ClaimFilter::default() };
        let claims = archive.claims(&filter)?;
        let carriers = archive.copies(publication.id)?;
        let versions = versions::of(archive, &publication)?;
        let edits = edits::of(archive, &publication)?;
        Ok(Sheet { publication, text, claims, carriers, versions, edits })
    }

    pub fn print(&self, style: Style) -> String {
        let mut out = format!("{}\n", heading(&self.publication, style));
        if let Some(url) = &self.publication.url {
            let _ = writeln!(out, "{}", safe(url));
        }
        let _ = writeln!(
            out,
            "{}\n",
            style.dim(&format!(
                "publication {}, {}",
                self.publication.id.short(),
                counted(self.claims.len(), "claim")
            ))
        );
        if !self.carriers.is_empty() {
            let _ = writeln!(
                out,
                "  {}",
                style
                    .dim(&format!("nearly the same text in {}", counted(self.carriers.len(), "publication")))
            );
            for Copy { publication, likeness } in &self.carriers {
                let share = (likeness * 100.0).round();
                let _ = writeln!(
                    out,
                    "    {} {share:.0} %  {}",
                    style.dim(&publication.id.short()),
                    heading(publication, style)
                );
            }
            out.push('\n');
        }
        if !self.versions.is_empty() {
            let _ = writeln!(out, "  {}", style.dim("in other languages"));
            for Version { lang, url, publication } in &self.versions {
                let id = publication.as_ref().map_or_else(|| "not here ".to_owned(), |one| one.id.short());
                let _ = writeln!(out, "    {:<9} {:<7} {}", style.dim(&id), safe(lang), safe(url));
            }
            out.push('\n');
        }
        for Edit { version, removed, added } in &self.edits {
            let _ = writeln!(out, "  {}", style.dim(&format!("version {version} changed")));
            let lines = removed.iter().map(|line| ("-", line)).chain(added.iter().map(|line| ("+", line)));
            for (mark, line) in lines.take(EDITS_SHOWN) {
                let _ = writeln!(out, "    {mark} {}", safe(&one_line(line, QUOTE)));
            }
            let more = (removed.len() + added.len()).saturating_sub(EDITS_SHOWN);
            if more > 0 {
                let _ = writeln!(out, "    and {more} more");
            }
            out.push('\n');
        }
        for claim in self.ordered() {
            let slots: Vec<String> = claim
                .slots
                .iter()
                .map(|(slot, value)| {
                    format!("{} {}", style.dim(&format!("{slot}:")), safe(&one_line(value, 120)))
                })
                .collect();
            let _ = writeln!(out, "  {:<14} {}", claim.kind, slots.join("  "));
            out.push_str(&passages(&[claim], style));
        }
        out
    }

    /// In the order of the text.
    fn ordered(&self) -> Vec<&Claim> {
        let mut claims: Vec<&Claim> = self.claims.iter().collect();
        claims
            .sort_by_key(|claim| (claim.evidence.first().map(|one| one.span), claim.kind.clone(), claim.id));
        claims
    }
}
