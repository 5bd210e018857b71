//! Kinds that are told by what they join: memberships, chairmanships, cooperation, participations, figures,
//! statements.

use std::sync::Arc;

use record::{Claim, Edtf};
use text::translit::{name_similarity, sound};

use super::{Aside, Keys, Made, Subject, phrase};
use crate::known::{Known, Sign};
use crate::phrase::{Phrase, common};
use crate::score::{Dates, Pairing, Relation, Tally, relation};
use crate::source::Source;

/// What the other kinds have become: the entries that a claim speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ties {
    /// The event, by the number of its cluster.
    pub event: Option<u32>,
    /// The person who takes part or speaks, by the number of the cluster.
    pub person: Option<u32>,
}

/// A claim of one of these kinds.
#[derive(Clone, Debug)]
pub(crate) struct Plain {
    sort: Sort,
    ties: Ties,
    /// Member, holder, participant, speaker, or what is counted.
    who: Option<Arc<Phrase>>,
    written: String,
    /// The organisation of a membership, a chairmanship or a cooperation.
    of: Option<Arc<Phrase>>,
    date: Option<Edtf>,
    reported: Option<i16>,
    /// Status of a chairmanship, unit of a figure.
    mark: Option<String>,
    value: Option<String>,
    /// Words of a quotation.
    quote: Vec<String>,
    lang: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sort {
    Membership,
    Chairmanship,
    Cooperation,
    Participation,
    Figure,
    Statement,
    Other,
}

impl Sort {
    fn of(kind: &str) -> Sort {
        match kind {
            "membership" => Sort::Membership,
            "chairmanship" => Sort::Chairmanship,
            "cooperation" => Sort::Cooperation,
            "participation" => Sort::Participation,
            "figure" => Sort::Figure,
            "statement" => Sort::Statement,
            _ => Sort::Other,
        }
    }

    fn slots(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Sort::Membership => ("member", "organisation", "role"),
            Sort::Chairmanship => ("holder", "organisation", "status"),
            Sort::Cooperation => ("partner", "organisation", ""),
            Sort::Participation => ("participant", "event", ""),
            Sort::Figure => ("what", "", "unit"),
            Sort::Statement => ("speaker", "", ""),
            Sort::Other => ("", "", ""),
        }
    }
}

fn period_of(claim: &Claim) -> Option<Edtf> {
    claim.slot("period").and_then(|period| period.parse().ok())
}

impl Plain {
    pub(crate) fn signature(claim: &Claim, source: Option<&Source>, ties: Ties) -> String {
        let mut out = format!("{}\u{1}{ties:?}", claim.kind);
        for (slot, value) in &claim.slots {
            out.push('\u{1}');
            out.push_str(slot);
            out.push('=');
            out.push_str(value);
        }
        if let Some(source) = source {
            out.push('\u{1}');
            out.push_str(source.lang.as_str());
            if let (None, Some(day)) = (period_of(claim), source.published_on) {
                out.push_str(&day.year().to_string());
            }
        }
        out
    }

    pub(crate) fn of(claim: &Claim, source: Option<&Source>, known: &Known, ties: Ties) -> Plain {
        let sort = Sort::of(&claim.kind);
        let (who, of, mark) = sort.slots();
        let date = period_of(claim);
        let quote = claim.slot("quote").map(crate::word::tokens).unwrap_or_default();
        Plain {
            sort,
            ties,
            who: phrase(claim.slot(who), known),
            written: claim.slot(who).unwrap_or_default().to_owned(),
            of: phrase(claim.slot(of), known),
            reported: source
                .and_then(|source| source.published_on)
                .map(|day| day.year())
                .filter(|_| date.is_none()),
            date,
            mark: claim.slot(mark).map(str::to_owned),
            value: claim.slot("value").map(str::to_owned),
            quote: quote.into_iter().map(|token| token.folded).collect(),
            lang: source.map(|source| source.lang.as_str().to_owned()).unwrap_or_default(),
        }
    }

    /// Member and organisation, holder and organisation, partner and organisation.
    fn weigh_bond(&self, other: &Plain, known: &Known, tally: &mut Tally) {
        let one_language = self.lang == other.lang;
        for (mine, theirs, what) in [(&self.who, &other.who, "state"), (&self.of, &other.of, "organisation")]
        {
            match relation(mine.as_deref(), theirs.as_deref(), known, one_language) {
                Relation::Same => tally.add(2.75, || format!("same {what}")),
                _ => tally.veto(|| format!("not the same {what}")),
            }
        }
        tally.identify();
        if self.sort == Sort::Chairmanship {
            self.weigh_period(other, tally);
        }
    }

    fn weigh_period(&self, other: &Plain, tally: &mut Tally) {
        let dates = Dates::of(self.date.as_ref(), other.date.as_ref());
        match dates {
            Dates::Apart(_) => tally.veto(|| "periods differ".to_owned()),
            Dates::Missing => {
                let year = |one: &Plain| one.date.as_ref().and_then(Edtf::first_day).map(|day| day.year());
                let current = |one: &Plain| one.mark.as_deref().is_none_or(|mark| mark == "current");
                match (year(self).or(self.reported), year(other).or(other.reported)) {
                    (Some(mine), Some(theirs)) if mine != theirs && current(self) && current(other) => {
                        tally.veto(|| "said of other years".to_owned());
                    }
                    _ if self.mark != other.mark => {
                        tally.add(-1.5, || "one is current, the other not".to_owned());
                    }
                    _ => tally.add(0.0, || "a period is missing".to_owned()),
                }
            }
            _ => tally.add(0.5, || "periods agree".to_owned()),
        }
    }

    fn weigh_participation(&self, other: &Plain, known: &Known, tally: &mut Tally) {
        match (self.ties.event, other.ties.event) {
            (Some(mine), Some(theirs)) if mine == theirs => tally.add(2.5, || "same event".to_owned()),
            _ => return tally.veto(|| "not the same event".to_owned()),
        }
        self.weigh_who(other, known, tally);
    }

    /// One person, or one state or body.
    fn weigh_who(&self, other: &Plain, known: &Known, tally: &mut Tally) {
        tally.identify();
        match (self.ties.person, other.ties.person) {
            (Some(mine), Some(theirs)) if mine == theirs => {
                return tally.add(3.0, || "same person".to_owned());
            }
            (Some(_), Some(_)) => return tally.veto(|| "other persons".to_owned()),
            _ => {}
        }
        let of_names = |one: &Plain| one.who.as_ref().is_some_and(|who| !who.names.is_empty());
        if of_names(self) && of_names(other) {
            return match relation(self.who.as_deref(), other.who.as_deref(), known, self.lang == other.lang) {
                Relation::Same => tally.add(3.0, || "same name".to_owned()),
                _ => tally.veto(|| "other names".to_owned()),
            };
        }
        let likeness = name_similarity(&self.written, &other.written);
        if likeness >= 0.85 {
            tally.add(3.0, || format!("names agree {likeness:.2}"));
        } else {
            tally.veto(|| format!("names agree only {likeness:.2}"));
        }
    }

    fn weigh_figure(&self, other: &Plain, pairing: Pairing, known: &Known, tally: &mut Tally) {
        match (self.ties.event, other.ties.event) {
            (Some(mine), Some(theirs)) if mine == theirs => tally.add(2.5, || "of the same event".to_owned()),
            _ => return tally.veto(|| "not of the same event".to_owned()),
        }
        let percent = |one: &Plain| one.mark.as_deref() == Some("percent");
        if percent(self) != percent(other) {
            return tally.veto(|| "other units".to_owned());
        }
        if matches!(Dates::of(self.date.as_ref(), other.date.as_ref()), Dates::Apart(_)) {
            return tally.veto(|| "periods differ".to_owned());
        }
        let (Some(mine), Some(theirs)) = (&self.who, &other.who) else {
            return tally.veto(|| "one does not say what is counted".to_owned());
        };
        let one_thing = mine.whole == theirs.whole || common(&mine.counted, &theirs.counted) > 0;
        if !one_thing && self.outdoes(other, known) {
            tally.identify();
            let why = || "a part is said to be as many as the whole, or more".to_owned();
            return match pairing.one_publication {
                true => tally.veto(|| "one publication tells them apart".to_owned()),
                false => tally.add(2.5, why),
            };
        }
        let other_things = !mine.counted.is_empty() && !theirs.counted.is_empty() && !one_thing;
        let likeness = mine.likeness(theirs, known, self.lang == other.lang);
        if other_things || !one_thing && (likeness.share < 0.7 || likeness.content <= 0.0) {
            return tally.veto(|| "other things counted".to_owned());
        }
        tally.identify();
        let more = |phrase: &Phrase| phrase.words.len() + phrase.notions.len() + phrase.names.len();
        let exact = one_thing && more(mine) == more(theirs) || likeness.share >= 0.95;
        tally.add(if exact { 3.0 } else { 2.5 }, || "same thing counted".to_owned());
        if self.value == other.value {
            tally.add(1.0, || "same number".to_owned());
        }
        if pairing.one_publication && (self.value != other.value || mine.whole != theirs.whole) {
            tally.veto(|| "one publication tells them apart".to_owned());
        }
    }

    /// Whether one counts a part of what the other counts, as soldiers are of those who take part, and gives no smaller
    /// number: then they are not of a part and its whole, but two counts of one thing.
    fn outdoes(&self, other: &Plain, known: &Known) -> bool {
        let counted = |one: &Plain| one.who.as_ref().map(|who| who.counted.clone()).unwrap_or_default();
        let number = |one: &Plain| one.value.as_ref().and_then(|value| value.parse::<f64>().ok());
        let (Some(mine), Some(theirs)) = (number(self), number(other)) else { return false };
        let inside = |inner: &[Sign], outer: &[Sign]| {
            inner.iter().any(|inner| outer.iter().any(|outer| inner != outer && known.within(*inner, *outer)))
        };
        let (of_mine, of_theirs) = (counted(self), counted(other));
        inside(&of_mine, &of_theirs) && mine >= theirs || inside(&of_theirs, &of_mine) && theirs >= mine
    }

    fn weigh_statement(&self, other: &Plain, known: &Known, tally: &mut Tally) {
        if self.lang != other.lang {
            return tally.veto(|| "other languages".to_owned());
        }
        let shared = shared_words(&self.quote, &other.quote);
        if shared < 0.8 {
            return tally.veto(|| format!("words agree only {shared:.2}"));
        }
        tally.add(if shared >= 0.9 { 3.0 } else { 2.5 }, || format!("words agree {shared:.2}"));
        self.weigh_who(other, known, tally);
    }
}

/// The share of words that two quotations have in common, each word as often as it stands there.
fn shared_words(a: &[String], b: &[String]) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let (mut mine, mut theirs) = (a.to_vec(), b.to_vec());
    mine.sort_unstable();
    theirs.sort_unstable();
    let (mut i, mut j, mut same) = (0, 0, 0);
    while let (Some(x), Some(y)) = (mine.get(i), theirs.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                same += 1;
                i += 1;
                j += 1;
            }
        }
    }
    2.0 * f64::from(same) / (a.len() + b.len()) as f64
}

impl Made for Plain {
    fn sign(claim: &Claim, source: Option<&Source>, aside: &Aside) -> String {
        Plain::signature(claim, source, aside.ties())
    }

    fn make(claim: &Claim, source: Option<&Source>, known: &Known, aside: &Aside) -> Plain {
        Plain::of(claim, source, known, aside.ties())
    }
}

impl Subject for Plain {
    fn keys(&self, known: &Known, keys: &mut Keys) {
        let signs = |phrase: &Option<Arc<Phrase>>| -> Vec<u32> {
            phrase.iter().flat_map(|phrase| phrase.names.iter().flatten().copied()).collect()
        };
        let sounds = |phrase: &Option<Arc<Phrase>>| -> Vec<String> {
            phrase.iter().flat_map(|phrase| phrase.words.iter().map(|word| word.sound.clone())).collect()
        };
        match self.sort {
            Sort::Membership | Sort::Chairmanship | Sort::Cooperation => {
                for who in signs(&self.who) {
                    for of in signs(&self.of) {
                        keys.add((self.sort, who, of));
                    }
                    for of in sounds(&self.of) {
                        keys.add((self.sort, who, of));
                    }
                }
                for who in sounds(&self.who) {
                    for of in signs(&self.of) {
                        keys.add((self.sort, &who, of));
                    }
                    for of in sounds(&self.of) {
                        keys.add((self.sort, &who, of));
                    }
                }
            }
            Sort::Participation => {
                if let Some(event) = self.ties.event {
                    keys.add((self.sort, event, self.ties.person, "person"));
                    for who in signs(&self.who) {
                        keys.add((self.sort, event, who));
                    }
                    for who in self.written.split_whitespace().map(sound) {
                        keys.add((self.sort, event, who));
                    }
                }
            }
            Sort::Figure => {
                if let (Some(event), Some(what)) = (self.ties.event, &self.who) {
                    keys.add((self.sort, event, &what.whole));
                    let wholes: Vec<Sign> =
                        what.counted.iter().map(|counted| known.whole(*counted)).collect();
                    for notion in what.notions.iter().chain(&what.counted).chain(&wholes) {
                        keys.add((self.sort, event, notion));
                    }
                    for word in &what.words {
                        keys.add((self.sort, event, &word.sound));
                    }
                }
            }
            Sort::Statement => {
                let count = self.quote.len();
                if count >= 4 {
                    keys.add(("quote", self.quote.get(..count.min(6))));
                    keys.add(("quote", self.quote.get(count - count.min(6)..)));
                    let mut longest: Vec<&String> = self.quote.iter().collect();
                    longest.sort_by_key(|word| (std::cmp::Reverse(word.len()), (*word).clone()));
                    longest.truncate(3);
                    keys.add(("quote words", longest));
                }
            }
            Sort::Other => {}
        }
    }

    fn rank(&self) -> String {
        let of = self.of.as_ref().map(|of| of.whole.as_str()).unwrap_or_default();
        format!("{}\u{1}{of}\u{1}{}", self.written, self.quote.join(" "))
    }

    fn weigh(&self, other: &Plain, pairing: Pairing, known: &Known, tally: &mut Tally) {
        if self.sort != other.sort {
            return tally.veto(|| "other kinds".to_owned());
        }
        match self.sort {
            Sort::Membership | Sort::Chairmanship | Sort::Cooperation => self.weigh_bond(other, known, tally),
            Sort::Participation => self.weigh_participation(other, known, tally),
            Sort::Figure => self.weigh_figure(other, pairing, known, tally),
            Sort::Statement => self.weigh_statement(other, known, tally),
            Sort::Other => tally.veto(|| "nothing to compare".to_owned()),
        }
    }

    fn is_dated(&self) -> bool {
        self.sort != Sort::Chairmanship || self.date.is_some()
    }
}
