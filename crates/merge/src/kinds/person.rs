//! Persons: told by their names across scripts, and by the organisation or country that they serve.

use std::sync::Arc;

use record::Claim;
use text::translit::{NameKey, name_key, sound};

use super::{Aside, Keys, Made, Subject, phrase};
use crate::known::Known;
use crate::phrase::Phrase;
use crate::score::{Pairing, Relation, Tally, relation};
use crate::source::Source;

#[derive(Clone, Debug)]
pub(crate) struct Person {
    written: String,
    name: NameKey,
    /// Words written out.
    full: usize,
    organisation: Option<Arc<Phrase>>,
    title: Option<Arc<Phrase>>,
    lang: String,
}

impl Person {
    pub(crate) fn signature(claim: &Claim, source: Option<&Source>) -> String {
        let slot = |name| claim.slot(name).unwrap_or_default();
        let lang = source.map(|source| source.lang.as_str()).unwrap_or_default();
        [slot("person"), slot("organisation"), slot("title"), lang].join("\u{1}")
    }

    pub(crate) fn of(claim: &Claim, source: Option<&Source>, known: &Known) -> Person {
        let written = claim.slot("person").unwrap_or_default();
        let name = name_key(written);
        Person {
            written: written.to_lowercase(),
            full: name.words.iter().filter(|word| !word.initial).count(),
            name,
            organisation: phrase(claim.slot("organisation"), known),
            title: phrase(claim.slot("title"), known),
            lang: source.map(|source| source.lang.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

/// The first letter of a name as it survives a change of script: a consonant's class, or one for all vowels.
fn initial(letters: &str) -> char {
    let breathed = letters.starts_with("kh") || letters.starts_with(['h', 'y', 'a', 'e', 'i', 'o', 'u']);
    if breathed { 'A' } else { sound(letters).chars().next().unwrap_or('A') }
}

impl Made for Person {
    fn sign(claim: &Claim, source: Option<&Source>, _: &Aside) -> String {
        Person::signature(claim, source)
    }

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, _: &Aside) -> Person {
        Person::of(claim, source, known)
    }
}

impl Subject for Person {
    fn keys(&self, _: &Known, keys: &mut Keys) {
        keys.add(("name", self.name.joined()));
        let sounds: Vec<(String, char)> =
            self.name.words.iter().map(|word| (sound(&word.letters), initial(&word.letters))).collect();
        for (at, word) in self.name.words.iter().enumerate().filter(|(_, word)| !word.initial) {
            let Some((family, _)) = sounds.get(at) else { continue };
            for (other, (_, first)) in sounds.iter().enumerate() {
                if other != at && (family.len() > 1 || word.letters.len() > 3) {
                    keys.add(("family", family, first));
                }
            }
            if self.full == 1 || sounds.len() == 1 {
                keys.add(("single", family));
            }
        }
    }

    fn rank(&self) -> String {
        let organisation = self.organisation.as_ref().map(|name| name.whole.as_str()).unwrap_or_default();
        format!("{}\u{1}{organisation}", self.name.joined())
    }

    fn weigh(&self, other: &Person, pairing: Pairing, known: &Known, tally: &mut Tally) {
        if pairing.one_publication && self.written == other.written {
            tally.identify();
            return tally.add(6.0, || "one publication names both so".to_owned());
        }
        let likeness = self.name.similarity(&other.name);
        let points = match likeness {
            likeness if likeness >= 0.93 => 4.5,
            likeness if likeness >= 0.85 => 4.0,
            likeness if likeness >= 0.78 => 3.0,
            likeness if likeness >= 0.7 => 2.0,
            _ => return tally.veto(|| format!("names agree only {likeness:.2}")),
        };
        if pairing.one_publication && likeness < 0.93 {
            return tally.veto(|| "one publication tells them apart".to_owned());
        }
        tally.identify();
        tally.add(points, || format!("names agree {likeness:.2}"));
        match self.full.min(other.full) {
            0 | 1 if self.name.words.len().min(other.name.words.len()) < 2 => {
                tally.add(-1.5, || "one name is a single word".to_owned());
            }
            0 | 1 => tally.add(-0.5, || "one name has only initials".to_owned()),
            _ => tally.add(0.75, || "both names are written out".to_owned()),
        }
        let one_language = self.lang == other.lang;
        match relation(self.organisation.as_deref(), other.organisation.as_deref(), known, one_language) {
            Relation::Same => tally.add(2.5, || "same organisation or country".to_owned()),
            Relation::Near => tally.add(1.0, || "one organisation belongs to the other".to_owned()),
            Relation::Different => tally.add(-1.0, || "organisations differ".to_owned()),
            Relation::Unknown => {}
        }
        if let (Some(mine), Some(theirs)) = (&self.title, &other.title) {
            let share = mine.likeness(theirs, known, one_language).share;
            if share >= 0.6 {
                tally.add(0.5, || "same title".to_owned());
            }
        }
    }
}

/// An office of one person: the same post in the words of several sources.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    person: u32,
    title: Option<Arc<Phrase>>,
    organisation: Option<Arc<Phrase>>,
    lang: String,
}

impl Office {
    pub(crate) fn signature(claim: &Claim, source: Option<&Source>, person: u32) -> String {
        let slot = |name| claim.slot(name).unwrap_or_default();
        let lang = source.map(|source| source.lang.as_str()).unwrap_or_default();
        [&person.to_string(), slot("organisation"), slot("title"), lang].join("\u{1}")
    }

    pub(crate) fn of(claim: &Claim, source: Option<&Source>, known: &Known, person: u32) -> Office {
        Office {
            person,
            title: phrase(claim.slot("title"), known),
            organisation: phrase(claim.slot("organisation"), known),
            lang: source.map(|source| source.lang.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

impl Made for Office {
    fn sign(claim: &Claim, source: Option<&Source>, aside: &Aside) -> String {
        Office::signature(claim, source, aside.person())
    }

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, aside: &Aside) -> Office {
        Office::of(claim, source, known, aside.person())
    }
}

impl Subject for Office {
    fn keys(&self, _: &Known, keys: &mut Keys) {
        keys.add(self.person);
    }

    fn rank(&self) -> String {
        let whole = |phrase: &Option<Arc<Phrase>>| {
            phrase.as_ref().map(|phrase| phrase.whole.clone()).unwrap_or_default()
        };
        format!("{}\u{1}{}", whole(&self.organisation), whole(&self.title))
    }

    fn weigh(&self, other: &Office, pairing: Pairing, known: &Known, tally: &mut Tally) {
        if self.person != other.person {
            return tally.veto(|| "other persons".to_owned());
        }
        tally.identify();
        tally.add(2.0, || "same person".to_owned());
        let one_language = self.lang == other.lang;
        match relation(self.organisation.as_deref(), other.organisation.as_deref(), known, one_language) {
            Relation::Same => tally.add(2.0, || "same organisation or country".to_owned()),
            Relation::Near => tally.add(0.5, || "one organisation belongs to the other".to_owned()),
            Relation::Different => tally.veto(|| "organisations differ".to_owned()),
            Relation::Unknown => tally.add(1.0, || "organisations cannot be compared".to_owned()),
        }
        let (Some(mine), Some(theirs)) = (&self.title, &other.title) else { return };
        let share = mine.likeness(theirs, known, one_language).share;
        let comparable = one_language || mine.words.is_empty() && theirs.words.is_empty();
        if mine.whole == theirs.whole || share >= 0.75 {
            tally.add(2.0, || "same title".to_owned());
        } else if share >= 0.5 {
            tally.add(1.0, || format!("titles agree {share:.2}"));
        } else if comparable || pairing.one_publication {
            tally.veto(|| "titles differ".to_owned());
        } else {
            // words of another language that no lexicon explains: the same person in the same organisation
            tally.add(1.0, || "titles cannot be compared".to_owned());
        }
    }
}
