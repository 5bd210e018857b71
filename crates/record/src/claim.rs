//! Claims: one sourced assertion each, with the passages that show it.

use std::collections::BTreeMap;

use crate::{ClaimId, PublicationId, Span};

/// Values by slot name, as the publication words them; dates are EDTF, numbers plain decimals.
pub type Slots = BTreeMap<String, String>;

/// A passage of one publication.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Evidence {
    pub publication: PublicationId,
    /// Which version's text the span counts in.
    pub version: u32,
    pub span: Span,
    /// The exact words at the span.
    pub quote: String,
}

/// Who found a claim.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// A rule of a pack: the rule's id and the pack with its version, such as `en@0.1.0`.
    Rule { rule: String, pack: String },
    /// A person, by account name.
    Person { name: String },
}

/// One sourced assertion of one publication.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: ClaimId,
    /// A kind of the schema: `event`, `document`, `office`, ...
    pub kind: String,
    pub slots: Slots,
    /// Claims of the same publication that this one speaks of: `event` of a participation or a figure.
    pub refs: BTreeMap<String, ClaimId>,
    /// The passages that together show it; never empty.
    pub evidence: Vec<Evidence>,
    /// In whose mouth the publication puts it; `None` where the publication says it in its own voice.
    pub attribution: Option<String>,
    pub origin: Origin,
    /// How sure the finder was, in percent.
    pub confidence: u8,
}

/// A claim before it has an id.
#[derive(Clone, Debug)]
pub struct ClaimDraft {
    pub kind: String,
    pub slots: Slots,
    pub refs: BTreeMap<String, ClaimId>,
    pub evidence: Vec<Evidence>,
    pub attribution: Option<String>,
    pub origin: Origin,
    pub confidence: u8,
}

impl ClaimDraft {
    /// Gives the claim its id: the hash of what it asserts and where, not of who found it.
    pub fn seal(mut self) -> Claim {
        self.evidence.sort();
        self.evidence.dedup();
        let mut parts: Vec<Vec<u8>> = vec![self.kind.clone().into_bytes()];
        for (slot, value) in &self.slots {
            parts.push(slot.clone().into_bytes());
            parts.push(value.clone().into_bytes());
        }
        for (slot, claim) in &self.refs {
            parts.push(format!("&{slot}").into_bytes());
            parts.push(claim.as_bytes().to_vec());
        }
        for evidence in &self.evidence {
            parts.push(evidence.publication.as_bytes().to_vec());
            let place = [evidence.version as u64, evidence.span.start as u64, evidence.span.end as u64];
            parts.push(place.iter().flat_map(|number| number.to_le_bytes()).collect());
            parts.push(evidence.quote.clone().into_bytes());
        }
        if let Some(speaker) = &self.attribution {
            parts.push(format!("@{speaker}").into_bytes());
        }
        let id = ClaimId::of(parts.iter().map(Vec::as_slice));
        let ClaimDraft { kind, slots, refs, evidence, attribution, origin, confidence } = self;
        Claim { id, kind, slots, refs, evidence, attribution, origin, confidence }
    }
}

impl Claim {
    pub fn slot(&self, name: &str) -> Option<&str> {
        self.slots.get(name).map(String::as_str)
    }
}
