//! What the names of two events say: of one thing, of two, or only of what sort they are.

use super::{Event, Sort};
use crate::known::Known;
use crate::phrase::{Phrase, common};
use crate::score::Tally;

impl Event {
    pub(super) fn weigh_numbers(&self, other: &Event, tally: &mut Tally) {
        let (Some(mine), Some(theirs)) = (&self.name, &other.name) else { return };
        if !mine.numbers.is_empty() && !theirs.numbers.is_empty() {
            if common(&mine.numbers, &theirs.numbers) > 0 {
                tally.identify();
                tally.add(2.0, || "same number".to_owned());
            } else {
                tally.veto(|| "their numbers differ".to_owned());
            }
        }
        if !mine.years.is_empty() && !theirs.years.is_empty() && common(&mine.years, &theirs.years) == 0 {
            tally.veto(|| "the years in their names differ".to_owned());
        }
    }

    /// Whether they bear one name that no other event of the time bears.
    pub(super) fn weigh_names(&self, other: &Event, known: &Known, tally: &mut Tally) -> bool {
        let drill = self.sort == Sort::Drill;
        let (mine, theirs) = match (&self.name, &other.name) {
            (Some(mine), Some(theirs)) => (mine, theirs),
            (None, None) => return false,
            _ => {
                tally.add(if drill { -1.0 } else { 0.0 }, || "one bears no name".to_owned());
                return false;
            }
        };
        let one_language = self.lang == other.lang;
        if drill && (!mine.series.is_empty() || !theirs.series.is_empty()) {
            return self.weigh_series(mine, theirs, one_language, known, tally);
        }
        if common(&mine.series, &theirs.series) > 0 {
            tally.identify();
            tally.add(3.0, || "same series".to_owned());
            return true;
        }
        if !mine.is_distinct() || !theirs.is_distinct() {
            // in another language what is unknown may be the body's name
            let points = if one_language && mine.is_distinct() != theirs.is_distinct() { -0.25 } else { 0.0 };
            tally.add(points, || "a name only says of what sort it is".to_owned());
            return false;
        }
        if mine.whole == theirs.whole && (drill || mine.notions.len() + mine.words.len() > 1) {
            tally.identify();
            tally.add(4.0, || "same name".to_owned());
            return true;
        }
        let likeness = mine.likeness(theirs, known, one_language);
        let share = likeness.share;
        let points = match share {
            share if share >= 0.8 => 3.0,
            share if share >= 0.6 => 2.0,
            share if share >= 0.45 => 1.0,
            _ if drill && one_language => {
                tally.veto(|| "other names".to_owned());
                return false;
            }
            share if one_language && self.sort != Sort::Sitting => {
                if share < 0.3 {
                    -3.0
                } else {
                    -1.0
                }
            }
            _ => -0.5,
        };
        // "youth forum": many are called so
        let plain = likeness.content < 2.0 && !drill && points > 0.0;
        let points = if plain { points * 0.7 } else { points };
        if share >= 0.45 && likeness.content > 0.0 {
            tally.identify();
        }
        tally.add(points, || format!("names agree {share:.2}"));
        share >= 0.8 && likeness.content >= 2.0
    }

    fn weigh_series(
        &self,
        mine: &Phrase,
        theirs: &Phrase,
        one_language: bool,
        known: &Known,
        tally: &mut Tally,
    ) -> bool {
        let rest = |phrase: &Phrase| Phrase { series: Vec::new(), names: Vec::new(), ..phrase.clone() };
        let alike = common(&mine.series, &theirs.series) > 0;
        let stage = match (mine.is_distinct(), theirs.is_distinct()) {
            (false, false) => true,
            (true, true) => rest(mine).likeness(&rest(theirs), known, one_language).share >= 0.6,
            _ => false,
        };
        if alike && stage {
            tally.identify();
            tally.add(4.0, || "same series".to_owned());
            return true;
        }
        let unknown = mine.series.is_empty() != theirs.series.is_empty() && !one_language;
        let translated = common(&mine.meant, &theirs.notions) + common(&theirs.meant, &mine.notions) > 0;
        if unknown && translated && mine.words.len() + theirs.words.len() == 0 {
            tally.identify();
            tally.add(2.5, || "one name translates the other".to_owned());
        } else if unknown {
            tally.add(-0.5, || "only one is of a known series".to_owned());
        } else {
            tally.veto(|| {
                if alike { "another part of the series".to_owned() } else { "other series".to_owned() }
            });
        }
        false
    }
}
