//! Passages as they are shown: the sentence around a quote, its publication, the words that count set off.

use std::collections::{BTreeMap, HashMap};

use record::{Claim, ClaimId, Origin, Publication, PublicationId, Span};
use report::context::{Piece, pieces, sentence};
use store::{Archive, Error};

use crate::locale::Words;

/// A publication as a line of the page.
#[derive(Clone, Debug)]
pub struct Cited {
    pub id: String,
    pub version: u32,
    pub title: String,
    pub publisher: Option<String>,
    pub date: Option<String>,
    pub lang: String,
    pub language: String,
}

impl Cited {
    pub fn of(publication: &Publication, words: &Words) -> Cited {
        Cited {
            id: publication.id.to_string(),
            version: publication.version,
            title: publication.title.clone().unwrap_or_else(|| publication.doc.clone()),
            publisher: publication.publisher.clone(),
            date: publication.published_on.map(|date| words.date(&date.to_string())),
            lang: publication.lang.as_str().to_owned(),
            language: words.language(publication.lang.as_str()),
        }
    }
}

/// A stretch of a passage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stretch {
    Plain(String),
    Marked(String),
    Cut,
}

/// What one claim rests on, within one sentence or more of one publication.
#[derive(Clone, Debug)]
pub struct Passage {
    pub cited: Cited,
    pub stretches: Vec<Stretch>,
    /// Who found the claim: a rule with its pack, or a person.
    pub found_by: String,
    pub by_person: bool,
    /// In whose mouth the publication puts it.
    pub attribution: Option<String>,
    pub confidence: u8,
    pub claim: String,
    /// Where in the publication it stands.
    pub anchor: String,
}

/// Publications and texts that were looked up once.
pub struct Texts<'a> {
    archive: &'a dyn Archive,
    known: HashMap<(PublicationId, u32), Option<(Publication, String)>>,
}

impl<'a> Texts<'a> {
    pub fn new(archive: &'a dyn Archive) -> Texts<'a> {
        Texts { archive, known: HashMap::new() }
    }

    pub fn get(&mut self, id: PublicationId, version: u32) -> Result<Option<&(Publication, String)>, Error> {
        let key = (id, version);
        if !self.known.contains_key(&key) {
            let found = match self.archive.publication(id, Some(version))? {
                Some(publication) => {
                    let text = self.archive.text(id, version)?.unwrap_or_default();
                    Some((publication, text))
                }
                None => None,
            };
            self.known.insert(key, found);
        }
        Ok(self.known.get(&key).and_then(Option::as_ref))
    }

    /// The passages of a claim, one for each publication that it cites.
    pub fn passages(&mut self, claim: &Claim, words: &Words) -> Result<Vec<Passage>, Error> {
        let mut spans: BTreeMap<(PublicationId, u32), Vec<(Span, &str)>> = BTreeMap::new();
        for evidence in &claim.evidence {
            let row = spans.entry((evidence.publication, evidence.version)).or_default();
            row.push((evidence.span, &evidence.quote));
        }
        let mut found = Vec::new();
        for ((id, version), marks) in spans {
            let Some((publication, text)) = self.get(id, version)? else { continue };
            let (found_by, by_person) = finder(&claim.origin);
            found.push(Passage {
                cited: Cited::of(publication, words),
                stretches: stretches(text, &marks),
                found_by,
                by_person,
                attribution: claim.attribution.clone(),
                confidence: claim.confidence,
                claim: claim.id.to_string(),
                anchor: anchor(claim.id),
            });
        }
        Ok(found)
    }
}

pub fn finder(origin: &Origin) -> (String, bool) {
    match origin {
        Origin::Rule { rule, pack } => (format!("{rule} ({pack})"), false),
        Origin::Person { name } => (name.clone(), true),
    }
}

/// The name of a claim's place in the page of its publication.
pub fn anchor(claim: ClaimId) -> String {
    format!("c{}", claim.short())
}

/// The sentences that hold the marks, with the marks set off. Marks that lie in one paragraph and near each other
/// share their passage.
fn stretches(text: &str, marks: &[(Span, &str)]) -> Vec<Stretch> {
    let mut groups: Vec<(Span, Vec<Span>)> = Vec::new();
    let mut lost = Vec::new();
    let mut sorted: Vec<&(Span, &str)> = marks.iter().collect();
    sorted.sort_by_key(|(span, _)| *span);
    for (span, quote) in sorted {
        let Some(context) = sentence(text, *span) else {
            lost.push((*quote).to_owned());
            continue;
        };
        match groups.last_mut() {
            Some((whole, spans)) if context.start <= whole.end + 2 => {
                *whole = whole.cover(context);
                spans.push(*span);
            }
            _ => groups.push((context, vec![*span])),
        }
    }
    let mut out: Vec<Stretch> = Vec::new();
    for (context, spans) in groups {
        if !out.is_empty() {
            out.push(Stretch::Cut);
        }
        out.extend(pieces(text, context, &spans).into_iter().map(|piece| match piece {
            Piece::Plain(words) => Stretch::Plain(words),
            Piece::Marked(words) => Stretch::Marked(words),
            Piece::Cut => Stretch::Cut,
        }));
    }
    // a quote without its place stands by itself
    for quote in lost {
        if !out.is_empty() {
            out.push(Stretch::Cut);
        }
        out.push(Stretch::Marked(quote));
    }
    out
}

/// A whole text in paragraphs of stretches, each with the numbers of the claims that it stands in.
pub fn segments(text: &str, marks: &[(Span, usize)]) -> Vec<Vec<Segment>> {
    let mut cuts: Vec<usize> = vec![0, text.len()];
    cuts.extend(marks.iter().flat_map(|(span, _)| [span.start, span.end]));
    cuts.extend(text.match_indices('\n').flat_map(|(at, _)| [at, at + 1]));
    cuts.retain(|cut| text.is_char_boundary(*cut));
    cuts.sort_unstable();
    cuts.dedup();
    let mut ordered: Vec<(Span, usize)> = marks.to_vec();
    ordered.sort();
    let mut paragraphs: Vec<Vec<Segment>> = vec![Vec::new()];
    let (mut open, mut next): (Vec<(usize, usize)>, usize) = (Vec::new(), 0);
    for pair in cuts.windows(2) {
        let &[start, end] = pair else { continue };
        open.retain(|(until, _)| *until > start);
        while let Some((span, number)) = ordered.get(next).filter(|(span, _)| span.start <= start) {
            if span.end > start {
                open.push((span.end, *number));
            }
            next += 1;
        }
        let piece = text.get(start..end).unwrap_or_default();
        if piece == "\n" {
            paragraphs.push(Vec::new());
        } else if let Some(last) = paragraphs.last_mut() {
            let mut claims: Vec<usize> = open.iter().map(|(_, number)| *number).collect();
            claims.sort_unstable();
            claims.dedup();
            last.push(Segment { text: piece.to_owned(), claims });
        }
    }
    paragraphs.retain(|paragraph| paragraph.iter().any(|segment| !segment.text.trim().is_empty()));
    paragraphs
}

/// Words of a text, and the claims that rest on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    pub text: String,
    pub claims: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_one_sentence_share_their_passage() {
        let text = "It met in Astana. The council signed 14 documents. Others left.";
        let at = |part: &str| {
            let start = text.find(part).unwrap();
            (Span::new(start, start + part.len()), "quote")
        };
        let shown = stretches(text, &[at("14"), at("council")]);
        let plain = |words: &str| Stretch::Plain(words.to_owned());
        let marked = |words: &str| Stretch::Marked(words.to_owned());
        assert_eq!(
            shown,
            [plain("The "), marked("council"), plain(" signed "), marked("14"), plain(" documents.")]
        );
        let apart = stretches(text, &[at("Astana"), at("left"), (Span { start: 900, end: 901 }, "gone")]);
        assert_eq!(apart.iter().filter(|one| **one == Stretch::Cut).count(), 2);
        assert_eq!(apart.last(), Some(&marked("gone")));
    }

    #[test]
    fn a_text_is_cut_at_its_marks_and_loses_nothing() {
        let text = "ab\ncd ef\n\ngh";
        let marks = [(Span::new(0, 5), 0), (Span::new(4, 8), 1), (Span::new(11, 12), 2)];
        let paragraphs = segments(text, &marks);
        let told: Vec<String> = paragraphs
            .iter()
            .map(|row| row.iter().map(|one| format!("{}{:?}", one.text, one.claims)).collect())
            .collect();
        assert_eq!(told, ["ab[0]", "c[0]d[0, 1] ef[1]", "g[]h[2]"]);
    }
}
