//! One reader at a desk: opens a publication, tells its language, reads it by the pack of that language.

use std::collections::HashMap;

use extract::{Input, Reading};
use record::{Date, Publication};
use rules::words::Memory;
use text::gate::Limits;

use crate::input::{Found, Trouble};
use crate::open::{Opened, open};
use crate::packs::{Packs, Told};

/// How to read, the same for every publication of a run.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// The language of all publications, where somebody says it.
    pub lang: Option<String>,
    /// The date to reckon from where a publication has none.
    pub as_of: Option<Date>,
    pub limits: Limits,
}

/// One publication with all that was read out of it.
pub struct Read {
    pub opened: Opened,
    pub told: Told,
    pub reading: Reading,
    /// `ru@0.1.0`; `None` where no pack read it.
    pub pack: Option<String>,
}

/// A desk of one thread: what was looked up of words stays on it.
pub struct Desk<'a> {
    packs: &'a Packs,
    manner: &'a Manner,
    memories: HashMap<String, Memory>,
}

impl<'a> Desk<'a> {
    pub fn new(packs: &'a Packs, manner: &'a Manner) -> Desk<'a> {
        Desk { packs, manner, memories: HashMap::new() }
    }

    /// Opens a publication and no more.
    pub fn open(&self, found: Found) -> Result<(Opened, Told), Trouble> {
        let piece = found?;
        let packs = self.packs;
        let opened = open(&piece, &|| packs.cues(), &self.manner.limits)?;
        let told = self.packs.tell(&opened.given.text, self.manner.lang.as_deref());
        told.map(|told| (opened, told)).map_err(|error| Trouble(format!("{}: {error:#}", piece.place())))
    }

    /// Opens and reads.
    pub fn read(&mut self, found: Found) -> Result<Read, Trouble> {
        let (opened, told) = self.open(found)?;
        let pack = told.pack.as_deref().map(|lang| self.packs.pack(lang)).transpose();
        let pack = pack.map_err(|error| Trouble(format!("{}: {error:#}", opened.file)))?.flatten();
        let Some(pack) = pack else {
            return Ok(Read { opened, told, reading: Reading::default(), pack: None });
        };
        let memory = self.memories.entry(pack.lang.clone()).or_default();
        let input = Input {
            publication: Publication::identity(&opened.stem),
            version: 1,
            text: &opened.given.text,
            published_on: opened.given.published_on.or(self.manner.as_of),
        };
        let reading = extract::read(input, pack, memory);
        Ok(Read { pack: Some(pack.version.clone()), opened, told, reading })
    }
}
