//! Documents: told by kind, body, date and title; of a title across languages, by what is known in it.

use std::sync::Arc;

use record::{Claim, Edtf};

use super::{Aside, Keys, Made, Subject, phrase, spells};
use crate::known::Known;
use crate::phrase::{Home, Phrase, common};
use crate::score::{Dates, Pairing, Relation, Tally, relation};
use crate::source::Source;

#[derive(Clone, Debug)]
pub(crate) struct Document {
    kind: String,
    title: Option<Arc<Phrase>>,
    /// The title without the words of the body and the place.
    about: Phrase,
    body: Option<Arc<Phrase>>,
    place: Option<Arc<Phrase>>,
    date: Option<Edtf>,
    /// When it was reported, for documents without a date.
    reported: Option<i16>,
    lang: String,
}

fn day_of(claim: &Claim) -> Option<Edtf> {
    claim.slot("date").and_then(|date| date.parse().ok())
}

impl Document {
    pub(crate) fn signature(claim: &Claim, source: Option<&Source>, home: &Home) -> String {
        let mut out = format!("{home:?}");
        for slot in ["kind", "title", "body", "date", "place"] {
            out.push_str(claim.slot(slot).unwrap_or_default());
            out.push('\u{1}');
        }
        if let Some(source) = source {
            out.push_str(source.lang.as_str());
            if let (None, Some(day)) = (day_of(claim), source.published_on) {
                out.push_str(&day.year().to_string());
            }
        }
        out
    }

    pub(crate) fn of(claim: &Claim, source: Option<&Source>, known: &Known, home: &Home) -> Document {
        let title = phrase(claim.slot("title"), known);
        let mut body = phrase(claim.slot("body"), known);
        // what the title says beyond "declaration of the council" or of the city, also where a name is inflected
        let place = phrase(claim.slot("place"), known);
        let date = day_of(claim);
        let spelled =
            |slot: &str| claim.slot(slot).map(|text| Phrase::spelled(text, known)).unwrap_or_default();
        let about = title.as_ref().map(|title| title.beyond(&spelled("body")).beyond(&spelled("place")));
        let about = about.unwrap_or_default();
        if let Some(body) = &mut body {
            Phrase::settle_at(body, home, claim.slot("body").unwrap_or_default(), known);
        }
        Document {
            about,
            body,
            kind: claim.slot("kind").unwrap_or("other").to_owned(),
            title,
            place,
            reported: source
                .and_then(|source| source.published_on)
                .map(|day| day.year())
                .filter(|_| date.is_none()),
            date,
            lang: source.map(|source| source.lang.as_str().to_owned()).unwrap_or_default(),
        }
    }

    fn weigh_kind(&self, other: &Document, tally: &mut Tally) {
        // kinds that sources confuse
        const NEIGHBOURS: &[&[&str]] = &[
            &["decision", "resolution"],
            &["statement", "declaration", "communique"],
            &["list", "programme"],
        ];
        let vague = |kind: &str| kind == "other";
        if self.kind == other.kind {
            tally.add(1.0, || format!("both are of the kind {}", self.kind));
        } else if vague(&self.kind) || vague(&other.kind) {
            tally.add(0.0, || "one is of no particular kind".to_owned());
        } else if NEIGHBOURS
            .iter()
            .any(|group| group.contains(&self.kind.as_str()) && group.contains(&other.kind.as_str()))
        {
            tally.add(-1.5, || format!("one is a {}, the other a {}", self.kind, other.kind));
        } else {
            tally.veto(|| format!("one is a {}, the other a {}", self.kind, other.kind));
        }
    }

    fn weigh_body(&self, other: &Document, known: &Known, tally: &mut Tally) {
        match relation(self.body.as_deref(), other.body.as_deref(), known, self.lang == other.lang) {
            Relation::Same => tally.add(2.0, || "same body".to_owned()),
            Relation::Near => tally.add(0.5, || "one body belongs to the other".to_owned()),
            Relation::Different if self.one_organisation(other, known) => {
                tally.add(-0.5, || "bodies of one organisation".to_owned());
            }
            Relation::Different => tally.add(-2.0, || "bodies differ".to_owned()),
            Relation::Unknown => {}
        }
    }

    fn one_organisation(&self, other: &Document, known: &Known) -> bool {
        let wholes = |document: &Document| -> Vec<u32> {
            let names = document.body.iter().flat_map(|body| body.names.iter().flatten());
            names.map(|&sign| known.whole(sign)).collect()
        };
        let theirs = wholes(other);
        wholes(self).iter().any(|whole| theirs.contains(whole))
    }

    fn weigh_dates(&self, other: &Document, one_context: bool, tally: &mut Tally) {
        let dates = Dates::of(self.date.as_ref(), other.date.as_ref());
        let points = match dates {
            // "declaration of the council": there is one after each session
            Dates::Missing if !(self.about.is_distinct() && other.about.is_distinct()) => {
                let year = |document: &Document| {
                    document.date.as_ref().and_then(Edtf::first_day).map(|day| day.year())
                };
                match (year(self).or(self.reported), year(other).or(other.reported)) {
                    (Some(mine), Some(theirs)) if mine != theirs => -3.0,
                    _ if one_context => 1.0,
                    _ => -1.0,
                }
            }
            Dates::Missing => 0.0,
            Dates::Day | Dates::Days => 2.0,
            Dates::Overlap | Dates::Month => 1.0,
            Dates::Year => 0.75,
            // drafted one day, signed another
            Dates::Apart(days) if days <= 3 => -1.0,
            Dates::Apart(days) if days <= 200 => -3.0,
            Dates::Apart(_) => return tally.veto(|| dates.words().to_owned()),
        };
        tally.add(points, || dates.words().to_owned());
    }

    fn weigh_titles(&self, other: &Document, known: &Known, tally: &mut Tally) {
        let (Some(mine), Some(theirs)) = (&self.title, &other.title) else { return };
        let one_language = self.lang == other.lang;
        let apart = |a: &[u32], b: &[u32]| !a.is_empty() && !b.is_empty() && common(a, b) == 0;
        let years =
            !mine.years.is_empty() && !theirs.years.is_empty() && common(&mine.years, &theirs.years) == 0;
        if apart(&mine.numbers, &theirs.numbers) || years {
            return tally.veto(|| "numbers in the titles differ".to_owned());
        }
        if common(&mine.numbers, &theirs.numbers) > 0 || common(&mine.years, &theirs.years) > 0 {
            tally.add(1.5, || "same number in the titles".to_owned());
        }
        if mine.whole == theirs.whole && self.about.is_distinct() {
            tally.identify();
            return tally.add(4.0, || "same title".to_owned());
        }
        match (self.about.is_distinct(), other.about.is_distinct()) {
            (false, false) => {
                // "declaration of the council": all that is known of both
                let sorts = mine.sorts.is_empty()
                    || theirs.sorts.is_empty()
                    || common(&mine.sorts, &theirs.sorts) > 0;
                tally.identify();
                tally.add(if sorts { 2.5 } else { 1.0 }, || {
                    "both titles only say of what sort it is".to_owned()
                });
            }
            (true, true) => {
                let likeness = mine.likeness(theirs, known, one_language);
                let share = likeness.share;
                let points = match share {
                    share if share >= 0.8 => 3.5,
                    share if share >= 0.6 => 3.0,
                    share if share >= 0.45 => 2.0,
                    share if share >= 0.3 => 0.5,
                    _ if one_language => -3.0,
                    _ => -1.5,
                };
                if share >= 0.45 && likeness.content >= 1.0 {
                    tally.identify();
                }
                let much = if share >= 0.6 && likeness.content >= 3.0 { 0.75 } else { 0.0 };
                tally.add(points + much, || format!("titles agree {share:.2}"));
            }
            _ => tally.add(-1.5, || "one title says what about, the other does not".to_owned()),
        }
    }
}

impl Made for Document {
    fn sign(claim: &Claim, source: Option<&Source>, aside: &Aside) -> String {
        Document::signature(claim, source, aside.home())
    }

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, aside: &Aside) -> Document {
        Document::of(claim, source, known, aside.home())
    }
}

impl Subject for Document {
    fn keys(&self, _: &Known, keys: &mut Keys) {
        let spells: Vec<(i16, i8)> = self.date.as_ref().map(spells).unwrap_or_default();
        for &body in self.body.iter().flat_map(|body| body.names.iter().flatten()) {
            for spell in spells.iter().filter(|spell| spell.1 != 0) {
                keys.add(("body", body, spell));
                keys.add(("body kind", body, spell, &self.kind));
            }
        }
        if let Some(date) = &self.date {
            keys.add(("date", date.as_str(), &self.kind));
            if let Some(place) = &self.place {
                keys.add(("date place", date.as_str(), &place.names));
            }
        }
        let Some(title) = &self.title else { return };
        keys.add(("title", &title.whole));
        let year = spells.first();
        for number in &title.numbers {
            keys.add(("number", number, year));
        }
        for years in title.years.windows(2) {
            keys.add(("years", years));
        }
        for pair in title.notions.windows(2) {
            keys.add(("notions", pair));
        }
        for notion in &title.notions {
            keys.add(("notion", notion, year, &self.kind));
        }
        for word in title.words.iter().filter(|word| word.sound.len() > 1) {
            keys.add(("word", &word.sound, year));
        }
        for pair in title.words.windows(2) {
            if let [one, two] = pair {
                keys.add(("words", &one.sound, &two.sound));
            }
        }
    }

    fn rank(&self) -> String {
        let date = self.date.as_ref().map(Edtf::as_str).unwrap_or_default();
        let title = self.title.as_ref().map(|title| title.whole.as_str()).unwrap_or_default();
        format!("{}\u{1}{date}\u{1}{title}", self.kind)
    }

    fn weigh(&self, other: &Document, pairing: Pairing, known: &Known, tally: &mut Tally) {
        self.weigh_kind(other, tally);
        if pairing.one_publication {
            let whole = |document: &Document| document.title.as_ref().map(|title| title.whole.clone());
            tally.told_together(self.title.is_some() && whole(self) == whole(other), 3.0);
        }
        if tally.is_vetoed() {
            return;
        }
        self.weigh_titles(other, known, tally);
        self.weigh_body(other, known, tally);
        self.weigh_dates(other, pairing.one_context, tally);
        if pairing.one_context {
            tally.add(0.5, || "reported beside one event".to_owned());
        }
        match relation(self.place.as_deref(), other.place.as_deref(), known, self.lang == other.lang) {
            Relation::Same => tally.add(1.0, || "same place".to_owned()),
            Relation::Near => tally.add(0.5, || "one place lies in the other".to_owned()),
            Relation::Different => tally.add(-2.0, || "places differ".to_owned()),
            Relation::Unknown => {}
        }
    }

    fn is_dated(&self) -> bool {
        self.date.is_some() || self.about.is_distinct()
    }
}
