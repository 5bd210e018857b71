//! Posts that one sentence names and the next one gives: "A new chair was elected. It was X", "She succeeds Y".

use rules::Mention;

use super::{organisation_of, title_name};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};

/// What mentions of the same post say: of one who left it, the post last told of; of one who has it now, the post that
/// the words before name without a person.
pub(super) fn same_posts(doc: &Doc<'_, '_>, found: &[Fact]) -> Vec<Fact> {
    doc.all("same-post").iter().filter_map(|&id| same_post(doc, doc.mention(id), found)).collect()
}

fn same_post(doc: &Doc<'_, '_>, mention: &Mention, found: &[Fact]) -> Option<Fact> {
    let who = doc.persons.at(&mention.part("person")?.tokens)?;
    let who = &doc.persons.known[who].name;
    let status = mention.attribute("status")?;
    let before = before(doc, mention.tokens.start)?;
    // "His rivals were Y and Z": for the post that one was given
    let of_another = matches!(status, "former" | "candidate");
    let post = if of_another { told(doc, found, who, &before) } else { named(doc, &before) };
    let (title, organisation, scope, shown) = post?;
    let mut fact = Fact::new("office", mention.rule.clone());
    fact.set("person", who.clone());
    fact.set("title", title);
    if let Some(organisation) = organisation {
        fact.set("organisation", organisation);
    }
    fact.set("status", status.to_owned());
    fact.scope = scope;
    fact.evidence = vec![doc.sentence(mention.tokens.start), shown];
    Some(fact)
}

/// The words of the paragraph before, at most two sentences back.
fn before(doc: &Doc<'_, '_>, at: usize) -> Option<Tokens> {
    const BACK: usize = 2;
    let first = doc.chart.sentence_of(at).saturating_sub(BACK);
    let start = doc.chart.segments.sentences.get(first)?.tokens.start;
    Some(start.max(doc.block(doc.block_of(at)).start)..at)
}

type Post = (String, Option<String>, Option<String>, Tokens);

/// The post last told of as somebody else's.
fn told(doc: &Doc<'_, '_>, found: &[Fact], who: &str, before: &Tokens) -> Option<Post> {
    let held = |fact: &&Fact| {
        let status = fact.get("status").unwrap_or_default();
        fact.get("person") != Some(who) && matches!(status, "elected" | "appointed" | "current" | "candidate")
    };
    let near = |fact: &&Fact| fact.evidence.first().is_some_and(|shown| before.contains(&shown.start));
    // a post that one was given goes before one that one has besides
    let given = |fact: &&Fact| matches!(fact.get("status"), Some("elected" | "appointed"));
    let mut posts = found.iter().filter(held).filter(near);
    let fact = posts.clone().rfind(given).or_else(|| posts.next_back())?;
    let shown = fact.evidence.first().map(|shown| doc.sentence(shown.start))?;
    Some((
        fact.get("title")?.to_owned(),
        fact.get("organisation").map(str::to_owned),
        fact.scope.clone(),
        shown,
    ))
}

/// The post that the sentence before names as nobody's.
fn named(doc: &Doc<'_, '_>, before: &Tokens) -> Option<Post> {
    const GAP: usize = 2;
    let held = |title: &&Mention| {
        let post = |office: &Mention| office.part("title").is_some_and(|part| part.tokens == title.tokens);
        !doc.within("office", before).any(post)
    };
    let title = doc.within("title", before).rfind(held)?;
    let sentence = doc.sentence(title.tokens.start);
    let after = title.tokens.end..sentence.end.min(title.tokens.end + GAP);
    let bodies = ["org", "state", "country"].iter().filter_map(|class| {
        let near = |body: &&Mention| body.tokens.start < after.end;
        doc.within(class, &(after.start..sentence.end)).find(near)
    });
    let body = bodies.max_by_key(|body| body.tokens.len()).map(|body| organisation_of(doc, &body.tokens));
    let head = title.tokens.clone().find_map(|at| doc.starts("title-head", at));
    let scope = head.and_then(|head| head.attribute("scope")).map(str::to_owned);
    Some((title_name(doc, &title.tokens, false), body, scope, sentence))
}
