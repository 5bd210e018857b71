//! The fields of the index, and cards as the engine's documents.

use record::{ClaimId, Date, Edtf, Lang};
use tantivy::TantivyDocument;
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};

use crate::analyse::{self, CUT, WHOLE};
use crate::{Card, Id};

/// Goes up whenever fields, or what is written to them, change.
pub const VERSION: u32 = 2;
/// The name of the field that holds [`key`].
pub const KEY: &str = "key";

#[derive(Clone, Copy, Debug)]
pub struct Fields {
    pub id: Field,
    /// See [`key`].
    pub key: Field,
    pub kind: Field,
    pub lang: Field,
    /// Days as `yyyymmdd`; several where a card has several dates.
    pub first_day: Field,
    pub last_day: Field,
    pub doc: Field,
    pub title: Field,
    pub body: Field,
    /// Title and body once more, in shortened forms, for languages without a stemmer.
    pub cut: Field,
    pub org: Field,
    /// The same values whole, each also without its last steps: `csto/csc` and `csto`.
    pub org_id: Field,
    pub place: Field,
    pub stored_title: Field,
    pub stored_body: Field,
    pub stored_date: Field,
    pub stored_kind: Field,
    pub stored_lang: Field,
    pub stored_doc: Field,
}

pub fn build() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = |tokenizer: &str| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(tokenizer)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        TextOptions::default().set_indexing_options(indexing)
    };
    let fields = Fields {
        id: schema.add_text_field("id", STRING | STORED),
        key: schema.add_u64_field(KEY, FAST),
        kind: schema.add_text_field("kind", STRING),
        lang: schema.add_text_field("lang", STRING),
        first_day: schema.add_i64_field("first_day", FAST),
        last_day: schema.add_i64_field("last_day", FAST),
        doc: schema.add_text_field("doc", STRING),
        title: schema.add_text_field("title", words(WHOLE)),
        body: schema.add_text_field("body", words(WHOLE)),
        cut: schema.add_text_field("cut", words(CUT)),
        org: schema.add_text_field("org", words(WHOLE)),
        org_id: schema.add_text_field("org_id", STRING),
        place: schema.add_text_field("place", words(WHOLE)),
        stored_title: schema.add_text_field("stored_title", STORED),
        stored_body: schema.add_text_field("stored_body", STORED),
        stored_date: schema.add_text_field("stored_date", STORED),
        stored_kind: schema.add_text_field("stored_kind", STORED),
        stored_lang: schema.add_text_field("stored_lang", STORED),
        stored_doc: schema.add_text_field("stored_doc", STORED),
    };
    (schema.build(), fields)
}

/// A tag as `lang:` compares it.
pub fn lang_key(tag: &str) -> String {
    tag.to_lowercase().replace('_', "-")
}

/// A number for a thing and the claims that it is made of: to tell quickly whether that is what somebody sees of it, and
/// to put what answers equally well in one order, wherever it lies. Ids are hashes: nobody makes two numbers meet.
pub fn key(id: Id, claims: &[ClaimId]) -> u64 {
    let last = |bytes: &[u8; 16]| bytes.last_chunk::<8>().map_or(0, |last| u64::from_le_bytes(*last));
    let own = match &id {
        Id::Entry(id) => last(id.as_bytes()),
        Id::Publication(id) => !last(id.as_bytes()),
    };
    claims.iter().fold(own, |sum, claim| sum.wrapping_add(last(claim.as_bytes())))
}

/// The longest value of a field that is compared as a whole; the engine refuses terms of 64 KiB.
const LONGEST_VALUE: usize = 1000;

/// A value of such a field: lower case, and not too long for the engine.
pub fn value_key(value: &str) -> String {
    let lower = value.trim().to_lowercase();
    lower.chars().take(LONGEST_VALUE).collect()
}

/// A day as a number that grows with time; `open` where there is none.
pub fn day_number(day: Option<Date>, open: i64) -> i64 {
    day.map_or(open, |day| {
        i64::from(day.year()) * 10_000 + i64::from(day.month()) * 100 + i64::from(day.day())
    })
}

impl Fields {
    /// The fields in which the length of a text counts.
    pub fn measured(&self) -> [Field; 4] {
        [self.title, self.body, self.org, self.place]
    }

    pub fn document(&self, card: &Card) -> TantivyDocument {
        let mut doc = TantivyDocument::default();
        doc.add_text(self.id, card.id.to_string());
        doc.add_u64(self.key, key(card.id, &card.claims));
        doc.add_text(self.kind, card.id.kind().as_str());
        for kind in &card.kinds {
            doc.add_text(self.kind, value_key(kind));
            doc.add_text(self.stored_kind, kind);
        }
        for lang in &card.langs {
            let key = lang_key(&value_key(lang.as_str()));
            if let Some((primary, _)) = key.split_once('-') {
                doc.add_text(self.lang, primary);
            }
            doc.add_text(self.lang, key);
            doc.add_text(self.stored_lang, lang.as_str());
        }
        for date in &card.dates {
            doc.add_i64(self.first_day, day_number(date.first_day(), i64::MIN));
            doc.add_i64(self.last_day, day_number(date.last_day(), i64::MAX));
        }
        if let Some(date) = card.dates.first().map(Edtf::as_str) {
            doc.add_text(self.stored_date, date);
        }
        for name in &card.docs {
            doc.add_text(self.doc, value_key(name));
            doc.add_text(self.stored_doc, name);
        }
        doc.add_text(self.title, &card.title);
        doc.add_text(self.body, &card.text);
        if analyse::needs_cut(&card.langs) {
            doc.add_text(self.cut, &card.title);
            doc.add_text(self.cut, &card.text);
        }
        for org in &card.orgs {
            doc.add_text(self.org, org);
            let key = value_key(org);
            for (end, _) in key.match_indices('/') {
                doc.add_text(self.org_id, key.get(..end).unwrap_or_default());
            }
            doc.add_text(self.org_id, key);
        }
        for place in &card.places {
            doc.add_text(self.place, place);
        }
        doc.add_text(self.stored_title, &card.title);
        doc.add_text(self.stored_body, &card.text);
        doc
    }
}

/// A card as it comes back from the index.
pub struct Stored {
    pub id: Option<Id>,
    pub title: String,
    pub body: String,
    pub date: Option<String>,
    pub kinds: Vec<String>,
    pub langs: Vec<Lang>,
    pub docs: Vec<String>,
}

impl Stored {
    pub fn read(doc: &TantivyDocument, fields: &Fields) -> Stored {
        let one = |field| doc.get_first(field).and_then(|value| value.as_str());
        let all = |field| doc.get_all(field).filter_map(|value| value.as_str()).map(str::to_owned).collect();
        Stored {
            id: one(fields.id).and_then(|id| id.parse().ok()),
            title: one(fields.stored_title).unwrap_or_default().to_owned(),
            body: one(fields.stored_body).unwrap_or_default().to_owned(),
            date: one(fields.stored_date).map(str::to_owned),
            kinds: all(fields.stored_kind),
            langs: doc
                .get_all(fields.stored_lang)
                .filter_map(|value| value.as_str())
                .map(Lang::new)
                .collect(),
            docs: all(fields.stored_doc),
        }
    }
}
