//! Who speaks by a programme: "10:30 Report by X" in a line by the clock.

use super::make;
use crate::claims::Fact;
use crate::doc::Doc;
use crate::events::{Events, programme};

/// The persons whom lines by the clock name with a word for a speech, at what the line itself names or the programme is of.
pub(super) fn speakers(doc: &Doc<'_, '_>, events: &Events) -> Vec<Fact> {
    let Some(words) = doc.pack.setting("talk-words") else { return Vec::new() };
    let lines: Vec<usize> = doc.blocks().filter(|&block| programme::is_line(doc, block)).collect();
    let Some(&first) = lines.first() else { return Vec::new() };
    let main = events.of_programme(doc, first);
    let mut facts = Vec::new();
    for block in lines {
        let line = doc.block(block);
        // a verb says what was done; another reads it
        let told = doc.within("part-verb", &line).next().is_some();
        let Some(talk) = line.clone().find(|&at| doc.is_any_of(at, words)).filter(|_| !told) else {
            continue;
        };
        let here = events.named_in(&line, talk).filter(|&at| events.list[at].is_proper());
        let Some(event) = here.or(main) else { continue };
        for (_, person) in doc.persons.within(&(talk..line.end)) {
            let name = doc.persons.known[person].name.clone();
            facts.extend(make(events, event, name, "speaker", &line, &"extract/programme".into()));
        }
    }
    facts
}
