//! Posts that one sentence names and the next one gives: "A new chair was elected. It was X", "She succeeds Y".

use rules::Mention;

use super::{beside::beside, organisation_of, title_name};
use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

/// What mentions of the same post say: of one who left it, the post last told of; of one who has it now, the post that
/// the words before name without a person.
pub(super) fn same_posts(doc: &Doc<'_, '_>, found: &[Fact]) -> Vec<Fact> {
    let mentions = doc.all("same-post").iter().map(|&id| doc.mention(id));
    let named = mentions.flat_map(|mention| mention.parts("person").map(move |name| (mention, &name.tokens)));
    named.filter_map(|(mention, name)| same_post(doc, mention, name, found)).collect()
}

fn same_post(doc: &Doc<'_, '_>, mention: &Mention, name: &Tokens, found: &[Fact]) -> Option<Fact> {
    let who = doc.persons.at(name)?;
    let who = &doc.persons.known[who].name;
    let status = mention.attribute("status")?;
    let before = before(doc, mention.tokens.start)?;
    // "His rivals were Y and Z": for the post that one was given
    let told = || told(doc, found, who, &before);
    let post = match status {
        "former" => told(),
        // "X was relieved of that post"
        "dismissed" => told().or_else(|| named(doc, &before)),
        // "The election of the chair is put off. There are two candidates: X and Y"
        "candidate" => named(doc, &before).filter(|post| elects(doc, &post.3)).or_else(told),
        _ => named(doc, &before),
    };
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

/// Whether a sentence tells of an election.
fn elects(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    let votes =
        |at: usize| doc.starts("event-head", at).is_some_and(|head| head.attribute("kind") == Some("vote"));
    sentence.clone().any(votes)
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
    let body = if forms::heads_last(doc) { beside(doc, &title.tokens) } else { body };
    let head = title.tokens.clone().find_map(|at| doc.starts("title-head", at));
    let scope = head.and_then(|head| head.attribute("scope")).map(str::to_owned);
    Some((title_name(doc, &title.tokens, false), body, scope, sentence))
}
