//! From a query to the hits of a page, in their order.

use std::cmp::{Ordering, Reverse};

use tantivy::collector::{Count, TopDocs};
use tantivy::query::EnableScoring;
use tantivy::{DocAddress, DocId, SegmentReader, TantivyDocument};

use crate::ground::{Ground, Part};
use crate::query::{Marks, Plan, Statistics, parse, plan};
use crate::schema::{Fields, KEY, Stored};
use crate::snippet::{snippet, spans};
use crate::{Answer, Hit, Page, analyse};

/// No page goes further: nobody reads on, and the engine would keep all hits before it in memory.
const FURTHEST: usize = 10_000;

pub(crate) fn answer(ground: &Ground, fields: &Fields, text: &str, page: Page) -> tantivy::Result<Answer> {
    let query = parse(text);
    if query.is_empty() {
        return Ok(Answer { notes: query.notes, ..Answer::default() });
    }
    let mut plan = plan(query, ground, fields)?;
    let mut found = Vec::new();
    let mut total = 0;
    // any part may have all that the page shows and what comes before it
    let upto = Page { offset: 0, limit: page.offset.saturating_add(page.limit) };
    for part in ground.parts() {
        let (best, count) = ranked(part, ground, fields, &plan, if page.limit == 0 { page } else { upto })?;
        found.extend(best.into_iter().map(|(rank, address)| (rank, address, part)));
        total += count;
    }
    found.sort_by(|(a, ..), (b, ..)| b.partial_cmp(a).unwrap_or(Ordering::Equal));
    let mut hits = Vec::new();
    for (rank, address, part) in found.into_iter().skip(page.offset).take(page.limit) {
        let stored: TantivyDocument = part.searcher.doc(address)?;
        hits.extend(hit(Stored::read(&stored, fields), rank.score(), &mut plan.marks));
    }
    Ok(Answer { hits, total, notes: plan.notes })
}

/// What hits stand in order by, the greatest first: how well they answer, or how late they are; and then their keys, so
/// that the order is the same wherever they lie.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Rank {
    Scored(f32, Reverse<u64>),
    Dated(Option<i64>, Reverse<u64>),
}

/// In the parts of an index sums are made in other orders: what lies below this is no difference.
const FINEST: f32 = 1.0 / 4096.0;

impl Rank {
    fn score(self) -> f32 {
        match self {
            Rank::Scored(score, _) => score,
            Rank::Dated(..) => 0.0,
        }
    }
}

/// The best hits of a part, and how many there are in all.
fn ranked(
    part: &Part,
    ground: &Ground,
    fields: &Fields,
    plan: &Plan,
    page: Page,
) -> tantivy::Result<(Vec<(Rank, DocAddress)>, usize)> {
    let Part { searcher, .. } = part;
    let query = part.of(&*plan.query);
    // the engine makes room for a whole page before it looks for anything
    let most = usize::try_from(searcher.num_docs()).unwrap_or(FURTHEST).min(FURTHEST);
    let limit = page.limit.min(most);
    if limit == 0 {
        return Ok((Vec::new(), query.count(searcher)?));
    }
    let top = TopDocs::with_limit(limit);
    if plan.scored {
        let statistics = Statistics { ground, fields, counts: &plan.counts };
        let by = |segment: &SegmentReader| {
            let key = keys(segment);
            move |doc: DocId, score: f32| Rank::Scored((score / FINEST).round() * FINEST, key(doc))
        };
        let both = (top.tweak_score(by), Count);
        return searcher.search_with_statistics_provider(&query, &both, &statistics);
    }
    let by = |segment: &SegmentReader| {
        let key = keys(segment);
        let days = segment.fast_fields().i64("first_day").ok();
        move |doc: DocId, _: f32| Rank::Dated(days.as_ref().and_then(|days| days.first(doc)), key(doc))
    };
    let both = (top.tweak_score(by), Count);
    let scoring = EnableScoring::disabled_from_searcher(searcher);
    searcher.search_with_executor(&query, &both, searcher.index().search_executor(), scoring)
}

/// What tells the keys of a segment's documents.
fn keys(segment: &SegmentReader) -> impl Fn(DocId) -> Reverse<u64> + use<> {
    let keys = segment.fast_fields().u64(KEY).ok();
    move |doc| Reverse(keys.as_ref().and_then(|keys| keys.first(doc)).unwrap_or(u64::MAX))
}

/// `None` for a document without an id, which is not of this room's making.
fn hit(stored: Stored, score: f32, marks: &mut Marks) -> Option<Hit> {
    let cut = analyse::needs_cut(&stored.langs);
    Some(Hit {
        id: stored.id?,
        score,
        title_marks: spans(&marks.find(&stored.title, cut, &|_| false)),
        snippet: snippet(&stored.body, cut, marks),
        title: stored.title,
        kinds: stored.kinds,
        langs: stored.langs,
        date: stored.date,
        docs: stored.docs,
    })
}
