//! Reports that no verb makes: "according to X", "her claim that", "the decision to".

use super::Manner;
use super::sentence::Reader;
use super::words::Mark;

impl Reader<'_, '_, '_, '_, '_> {
    /// "her claim that ...", "the decision to ...", "X's support for ...".
    pub fn noun(&mut self, at: usize) {
        let (words, low, next) = (self.words, self.scope.start, at + 1);
        if next >= self.scope.end {
            return;
        }
        let before = at.checked_sub(1).filter(|&before| before >= low);
        let source = before.and_then(|before| {
            if words.is(before, Mark::Possessive) {
                return Some(before..at);
            }
            let owned = words.possessive_ending(before);
            let start = self.paragraph.phrase_before(before, low).filter(|_| owned)?;
            Some(start..at)
        });
        let hangs = words.is(at, Mark::ThatNoun) && words.is(next, Mark::That)
            || words.is(at, Mark::ToNoun) && words.is(next, Mark::To)
            || words.is(at, Mark::ForNoun) && words.is(next, Mark::Tie) && source.is_some();
        if hangs {
            let content = next..self.paragraph.clause_end(next, self.scope.end);
            let subject = self.subject.clone();
            self.enter(source, Some(at..next), vec![content], Manner::Held);
            self.subject = subject;
        }
    }

    /// "According to X, ...", "..., according to X".
    pub fn according(&mut self, at: usize) -> usize {
        const LONGEST: usize = 18;
        let (words, low, high) = (self.words, self.scope.start, self.scope.end);
        let end = self.paragraph.phrase_after(at + 2, high).unwrap_or(at + 2);
        let leads = (low..at).all(|at| words.is_mark(at) || words.any(at, &[Mark::Turn, Mark::And]));
        let comma = |from: usize| (from..high).find(|&at| words.mark(at, &[",", ":"]));
        if leads {
            if let Some(mut comma_at) = comma(end) {
                let next = comma_at + 1;
                if words.is(next, Mark::Apposition)
                    && let Some(second) = comma(next).filter(|second| second - next < LONGEST)
                    && (words.is(next, Mark::Relative) || !words.finite_in(next..second))
                {
                    comma_at = second;
                }
                let content = comma_at + 1..self.paragraph.clause_end(comma_at + 1, high);
                self.enter(Some(at + 2..comma_at), Some(at..at + 2), vec![content], Manner::Sourced);
            }
            return end;
        }
        let opens = words.mark(at - 1, &[","]);
        let stop = if opens { at - 1 } else { at };
        let skipped = |at: &usize| {
            words.any(*at, &[Mark::Turn, Mark::And]) || words.is_mark(*at) && !self.paragraph.quoted(*at)
        };
        let start = (low..stop).find(|at| !skipped(at)).unwrap_or(stop);
        let whole = start..stop;
        let mut content = vec![whole];
        let split = opens && words.mark(end, &[",", ":"]) && end + 3 < high;
        if split && words.finite_in(end..high) && !words.finite_in(start..stop) {
            content.push(end + 1..self.paragraph.clause_end(end + 1, high));
        }
        if stop >= start + 2 {
            self.enter(Some(at + 2..end), Some(at..at + 2), content, Manner::Sourced);
        }
        end
    }
}
