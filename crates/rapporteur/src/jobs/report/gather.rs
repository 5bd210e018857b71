//! What a report depends on, out of the store: the part of the record that its template looks at.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use record::{CaptureId, Claim, ClaimId, Entry, EntryId, Profile, Publication, PublicationId};
use report::template::{Show, Template, When};
use report::{Activity, Found, Reading, Shelf, Told};
use store::{Archive, ClaimFilter, PublicationFilter, Versions};

use super::stories::Period;

/// Entries of one kind that are looked at where a period tells of more.
const MOST: usize = 600;
/// The same where an organisation has yet to be found among them.
const MOST_OF_ORG: usize = 4000;
/// Publications whose claims are read for each entry.
const WITNESSES: usize = 4;
/// So many claims are looked up one by one sooner than by going through all.
const FEW_CLAIMS: usize = 20_000;
/// Publications of a story that may lead it.
const LEADERS: usize = 6;

/// Everything of the record that a report is drawn from.
pub struct Gathered {
    pub shelf: Shelf,
    pub stories: Vec<Told>,
    pub activity: Activity,
    pub weights: BTreeMap<EntryId, usize>,
    /// Whether there was more than was read.
    pub partial: bool,
}

pub fn gather(
    store: &dyn Archive,
    template: &Template,
    orgs: &[Profile],
    found: Option<&Found>,
    period: report::Period,
    dir: &Path,
) -> Result<Gathered, store::Error> {
    let looks_at_period = template
        .sections
        .iter()
        .all(|part| matches!(part.when, When::Told | When::Coming) && part.show != Show::About);
    let publications = published(store, period)?;
    if !looks_at_period {
        let by_date = template.sections.iter().all(|part| part.when != When::Any);
        let (shelf, seen) = match by_date {
            true => dated(store, orgs, period, found)?,
            false => whole(store, found)?,
        };
        let of_record = template.parameters.period == report::template::Length::All;
        let activity = activity(if of_record { &seen } else { &publications });
        return Ok(Gathered {
            shelf,
            stories: Vec::new(),
            activity,
            weights: BTreeMap::new(),
            partial: false,
        });
    }
    let activity = activity(&publications);
    let mut day = Period::read(store, publications)?;
    let hints = hints(orgs);
    day.look_up(dir, |one, text| {
        let title = one.title.as_deref().unwrap_or_default();
        let named = |hint: &String| text.contains(hint.as_str()) || title.contains(hint.as_str());
        orgs.is_empty() || hints.iter().any(named)
    })?;
    let most = template.sections.iter().filter(|part| part.show == Show::Stories).map(|part| part.limit);
    let stories = match most.max() {
        Some(most) => day.stories(store, most.saturating_mul(2))?,
        None => Vec::new(),
    };
    let weights = day.weights();
    let (chosen, partial) = choose(&day, &weights, &stories, orgs.is_empty());
    let (entries, claims) = read(store, &day, &chosen)?;
    let mut cited: BTreeSet<(PublicationId, u32)> =
        claims.iter().flat_map(|claim| &claim.evidence).map(|one| (one.publication, one.version)).collect();
    for story in &stories {
        let leaders = story.carriers.iter().filter(|carrier| !carrier.copy).take(LEADERS);
        cited.extend(leaders.map(|carrier| (carrier.publication.id, carrier.publication.version)));
    }
    cited.extend(found.into_iter().flat_map(|found| &found.publications).map(|one| (one.id, one.version)));
    let shelf = shelve(store, entries, claims, cited)?;
    Ok(Gathered { shelf, stories, activity, weights, partial })
}

/// Current publications of a period: by their own day or, where they give none, by that on which they were fetched.
fn published(store: &dyn Archive, period: report::Period) -> Result<Vec<Publication>, store::Error> {
    let (from, to) = (period.from(), period.to());
    let filter = PublicationFilter { from: Some(from), to: Some(to), ..PublicationFilter::default() };
    let mut publications = store.publications(&filter)?;
    for one in store.publications(&PublicationFilter { undated: true, ..PublicationFilter::default() })? {
        let day = fetched_at(store, one.capture)?.and_then(|at| at.get(..10)?.parse::<record::Date>().ok());
        if day.is_some_and(|day| from <= day && day <= to) {
            publications.push(one);
        }
    }
    Ok(publications)
}

/// When a capture first came.
fn fetched_at(store: &dyn Archive, capture: CaptureId) -> Result<Option<String>, store::Error> {
    Ok(store.origins_of(capture)?.into_iter().next().map(|origin| origin.origin.at))
}

fn activity(publications: &[Publication]) -> Activity {
    let mut by_publisher: BTreeMap<&str, u64> = BTreeMap::new();
    let mut by_month: BTreeMap<String, u64> = BTreeMap::new();
    for one in publications {
        if let Some(publisher) = &one.publisher {
            *by_publisher.entry(publisher).or_default() += 1;
        }
        if let Some(date) = one.published_on {
            *by_month.entry(format!("{:04}-{:02}", date.year(), date.month())).or_default() += 1;
        }
    }
    let mut by_publisher: Vec<(String, u64)> =
        by_publisher.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    by_publisher.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    Activity { publications: publications.len(), by_publisher, by_month: by_month.into_iter().collect() }
}

/// Words of which one stands in every text that names one of the organisations: abbreviations, and the stems of
/// the first long word of each name, with a small and a capital letter. Who passes is looked at closely later.
fn hints(orgs: &[Profile]) -> BTreeSet<String> {
    const STEM: usize = 5;
    let mut hints = BTreeSet::new();
    let forms = orgs
        .iter()
        .flat_map(|profile| profile.forms().map(|(_, _, form)| form.to_owned()).collect::<Vec<_>>());
    for form in forms {
        let words = || form.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let long = words().find(|word| word.chars().count() > STEM);
        let Some(word) = long.or_else(|| words().next()) else { continue };
        let stem: String = word.chars().take(STEM).collect();
        let mut letters = stem.chars();
        let (first, rest) = (letters.next(), letters.as_str().to_owned());
        let first = || first.into_iter();
        hints.insert(stem.clone());
        hints.insert(first().flat_map(char::to_lowercase).collect::<String>() + &rest);
        hints.insert(first().flat_map(char::to_uppercase).collect::<String>() + &rest.to_lowercase());
        hints.insert(stem.to_uppercase());
    }
    hints
}

/// The entries to read, with the publications to read of them: by kind those that most publications carry.
fn choose(
    day: &Period,
    weights: &BTreeMap<EntryId, usize>,
    stories: &[Told],
    all: bool,
) -> (BTreeMap<EntryId, Vec<usize>>, bool) {
    let mut kinds: BTreeMap<&str, BTreeSet<EntryId>> = BTreeMap::new();
    let mut witnesses: BTreeMap<EntryId, Vec<usize>> = BTreeMap::new();
    let mut by_size: Vec<(&usize, &Vec<store::Told>)> = day.told.iter().collect();
    by_size.sort_by_key(|(at, _)| (std::cmp::Reverse(day.carried.get(at)), **at));
    for (at, told) in by_size {
        for one in told {
            kinds.entry(&one.kind).or_default().insert(one.entry);
            let known = witnesses.entry(one.entry).or_default();
            if known.len() < WITNESSES && !known.contains(at) {
                known.push(*at);
            }
        }
    }
    let most = if all { MOST } else { MOST_OF_ORG };
    let mut kept: BTreeSet<EntryId> = stories.iter().filter_map(|story| story.event).collect();
    let mut partial = false;
    for entries in kinds.into_values() {
        let mut ranked: Vec<EntryId> = entries.into_iter().collect();
        ranked.sort_by_key(|entry| (std::cmp::Reverse(weights.get(entry)), *entry));
        partial |= ranked.len() > most;
        kept.extend(ranked.into_iter().take(most));
    }
    witnesses.retain(|entry, _| kept.contains(entry));
    (witnesses, partial)
}

/// The entries, and of their claims those of the chosen publications; of values that none of these gives one claim.
/// Values without a claim at hand are left out of the entries: what is shown can be cited.
fn read(
    store: &dyn Archive,
    day: &Period,
    chosen: &BTreeMap<EntryId, Vec<usize>>,
) -> Result<(Vec<Entry>, Vec<Claim>), store::Error> {
    let mut entries = Vec::with_capacity(chosen.len());
    for id in chosen.keys() {
        entries.extend(store.entry(*id)?);
    }
    let behind: BTreeSet<ClaimId> = entries.iter().flat_map(|entry| &entry.claims).copied().collect();
    let witnesses: BTreeSet<usize> = chosen.values().flatten().copied().collect();
    let mut claims: BTreeMap<ClaimId, Claim> = BTreeMap::new();
    for one in witnesses.iter().filter_map(|at| day.publications.get(*at)) {
        let filter = ClaimFilter {
            publication: Some(one.id),
            versions: Versions::Only(one.version),
            ..ClaimFilter::default()
        };
        store.each_claim(&filter, &mut |claim| {
            if behind.contains(&claim.id) {
                claims.insert(claim.id, claim);
            }
            Ok(())
        })?;
    }
    for value in entries
        .iter()
        .flat_map(|entry| &entry.properties)
        .flat_map(|property| property.values.iter().filter(|value| value.shown || property.disputed))
    {
        if let Some(first) = value.claims.first()
            && !value.claims.iter().any(|claim| claims.contains_key(claim))
            && let Some(claim) = store.claim(*first)?
        {
            claims.insert(*first, claim);
        }
    }
    for entry in &mut entries {
        for property in &mut entry.properties {
            property.values.retain(|value| value.claims.iter().any(|claim| claims.contains_key(claim)));
        }
        entry.properties.retain(|property| !property.values.is_empty());
        entry.claims.retain(|claim| claims.contains_key(claim));
    }
    entries.retain(|entry| !entry.claims.is_empty());
    Ok((entries, claims.into_values().collect()))
}

fn shelve(
    store: &dyn Archive,
    entries: Vec<Entry>,
    claims: Vec<Claim>,
    cited: BTreeSet<(PublicationId, u32)>,
) -> Result<Shelf, store::Error> {
    let mut readings = Vec::new();
    let mut fetched = Vec::new();
    for (id, version) in cited {
        if let (Some(publication), Some(text)) =
            (store.publication(id, Some(version))?, store.text(id, version)?)
        {
            fetched.extend(fetched_at(store, publication.capture)?.map(|at| (publication.capture, at)));
            readings.push(Reading { publication, text });
        }
    }
    Ok(Shelf::new(entries, claims, readings).fetched(fetched))
}

/// All entries with their claims, and the texts that those cite; and the publications.
pub fn whole(store: &dyn Archive, found: Option<&Found>) -> Result<(Shelf, Vec<Publication>), store::Error> {
    with_claims(store, store.entries(None)?, found)
}

/// Events and documents of a period or without a date and, where an organisation is to be found among them, who
/// took part and what offices are held; with their claims, and the texts that those cite; and the publications.
fn dated(
    store: &dyn Archive,
    orgs: &[Profile],
    period: report::Period,
    found: Option<&Found>,
) -> Result<(Shelf, Vec<Publication>), store::Error> {
    let mut entries = Vec::new();
    for kind in ["event", "document"] {
        store.each_entry(Some(kind), &mut |entry| {
            if may_be_of(&entry, period) {
                entries.push(entry);
            }
            Ok(())
        })?;
    }
    if !orgs.is_empty() {
        let events: BTreeSet<EntryId> = entries.iter().map(|entry| entry.id).collect();
        store.each_entry(Some("participation"), &mut |entry| {
            if entry.refs.values().any(|id| events.contains(id)) {
                entries.push(entry);
            }
            Ok(())
        })?;
        entries.extend(store.entries(Some("office"))?);
        entries.extend(store.entries(Some("person"))?);
    }
    with_claims(store, entries, found)
}

/// Whether one of the dates of an entry shares a day with the period, or it has none.
fn may_be_of(entry: &Entry, period: report::Period) -> bool {
    let dates = entry.property("date").into_iter().flat_map(|property| &property.values);
    let mut dates = dates.filter_map(|value| value.text.parse::<record::Edtf>().ok()).peekable();
    let within = |date: record::Edtf| {
        date.first_day().is_none_or(|first| first <= period.to())
            && date.last_day().is_none_or(|last| last >= period.from())
    };
    dates.peek().is_none() || dates.any(within)
}

fn with_claims(
    store: &dyn Archive,
    entries: Vec<Entry>,
    found: Option<&Found>,
) -> Result<(Shelf, Vec<Publication>), store::Error> {
    let behind: BTreeSet<ClaimId> = entries.iter().flat_map(|entry| &entry.claims).copied().collect();
    let mut claims = Vec::new();
    if behind.len() <= FEW_CLAIMS {
        for id in &behind {
            claims.extend(store.claim(*id)?);
        }
    } else {
        store.each_claim(&ClaimFilter::default(), &mut |claim| {
            if behind.contains(&claim.id) {
                claims.push(claim);
            }
            Ok(())
        })?;
    }
    let mut cited: BTreeSet<(PublicationId, u32)> =
        claims.iter().flat_map(|claim| &claim.evidence).map(|one| (one.publication, one.version)).collect();
    cited.extend(found.into_iter().flat_map(|found| &found.publications).map(|one| (one.id, one.version)));
    let publications = store.publications(&PublicationFilter::default())?;
    Ok((shelve(store, entries, claims, cited)?, publications))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_may_be_of_a_period_by_any_of_its_dates_or_none() {
        let period =
            report::Period::new("2024-03-01".parse().unwrap(), "2024-03-31".parse().unwrap()).unwrap();
        let check = |dates: &[&str]| {
            let value =
                |date: &&str| record::Value { text: (*date).to_owned(), claims: Vec::new(), shown: true };
            let property = record::Property {
                name: "date".to_owned(),
                values: dates.iter().map(value).collect(),
                disputed: false,
            };
            let id = EntryId::of([b"x".as_slice()]);
            let entry = Entry {
                id,
                kind: "event".to_owned(),
                label: String::new(),
                properties: vec![property],
                refs: BTreeMap::new(),
                claims: Vec::new(),
            };
            may_be_of(&entry, period)
        };
        assert!(check(&[]) && check(&["soon"]) && check(&["2024"]) && check(&["../2024-03"]));
        assert!(check(&["2023", "2024-03-31/.."]));
        assert!(!check(&["2023"]) && !check(&["2024-04-01"]) && !check(&["2024-04/.."]));
    }

    #[test]
    fn a_hint_stands_in_every_form_of_a_name() {
        let profile = "slug = \"lls\"\nnames.en = [\"League of Lake States\", \"LLS\"]\nnames.ru = [\"Лига озёрных государств\"]";
        let hints = hints(&[Profile::parse(profile).unwrap()]);
        for text in [
            "the League of Lake States",
            "LEAGUE OF LAKE STATES",
            "league",
            "the LLS",
            "в Лиге озёрных государств",
        ] {
            assert!(hints.iter().any(|hint| text.contains(hint.as_str())), "{text}: {hints:?}");
        }
        assert!(!hints.iter().any(|hint| "an inn by the sea".contains(hint.as_str())), "{hints:?}");
    }
}
