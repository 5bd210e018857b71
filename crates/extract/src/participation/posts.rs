//! Leaders without names in one row: "the presidents of A and B, the prime minister of C and X, the minister of D".

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::actors::actor_name;
use super::doers::{leads_in, side_of};
use crate::doc::{Doc, Tokens};
use crate::forms;

/// One of a row: where it stands, and the states that it stands for.
struct Post {
    tokens: Tokens,
    states: Vec<Tokens>,
}

/// The states whose leaders a row of two or more names by their posts alone, where the verb can be theirs.
pub(super) fn in_a_row(doc: &Doc<'_, '_>, clause: &Tokens, verb: &Mention) -> Vec<String> {
    const LEAST: usize = 2;
    let case = verb.attribute("case").and_then(Tags::named);
    let scope = match side_of(verb) {
        Some("before") => clause.start..verb.tokens.start,
        Some("after") => verb.tokens.end..clause.end,
        _ => clause.clone(),
    };
    let mut names = Vec::new();
    for row in rows(doc, &scope) {
        let first = row.first().map_or(scope.start, |post| post.tokens.start);
        let object =
            row.iter().any(|post| post.tokens.start < verb.tokens.end && verb.tokens.start < post.tokens.end);
        let fits = forms::governed_from_behind(doc) || case.is_none_or(|case| leads_in(doc, first, case));
        if row.len() < LEAST || object || !fits || follows_persons(doc, first) {
            continue;
        }
        for state in row.iter().flat_map(|post| &post.states) {
            let name = actor_name(doc, state);
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Rows of posts, groups of states and persons with their posts, with commas and small words between.
fn rows(doc: &Doc<'_, '_>, scope: &Tokens) -> Vec<Vec<Post>> {
    let groups = doc.within("group-of-states", scope).filter(|group| group.attribute("role").is_none());
    // "her colleague from A, X": the one meant is named
    let named = |group: &Mention| {
        let after = group.tokens.end..scope.end.min(group.tokens.end + 2);
        doc.persons.within(&after).next().is_some()
    };
    let mut posts: Vec<Post> = groups
        .filter(|group| !named(group))
        .map(|group| Post {
            tokens: group.tokens.clone(),
            states: group.parts("member").map(|member| member.tokens.clone()).collect(),
        })
        .collect();
    for title in doc.within("title", scope) {
        let taken = posts
            .iter()
            .any(|post| post.tokens.start < title.tokens.end && title.tokens.start < post.tokens.end);
        if !taken {
            posts.extend(post(doc, &title.tokens, scope));
        }
    }
    posts.sort_by_key(|post| post.tokens.start);
    let mut rows: Vec<Vec<Post>> = Vec::new();
    for post in posts {
        let joined = rows
            .last()
            .and_then(|row| row.last())
            .is_some_and(|last| joins(doc, last.tokens.end, post.tokens.start));
        match rows.last_mut() {
            Some(row) if joined => row.push(post),
            _ => rows.push(vec![post]),
        }
    }
    rows
}

/// "X and Y, respectively the presidents of A and B": who they are has been said.
fn follows_persons(doc: &Doc<'_, '_>, first: usize) -> bool {
    const NEAR: usize = 3;
    let from = first.saturating_sub(NEAR).max(doc.sentence(first).start);
    let comma = (from..first).find(|&at| doc.is_mark(at, &[",", "\u{2014}", "\u{2013}", "("]));
    comma.is_some_and(|comma| {
        doc.persons.within(&(from.saturating_sub(2)..comma)).any(|(name, _)| name.end == comma)
    })
}

/// A post with the state that it is a post of; who holds it may be named, and then no state stands for him.
fn post(doc: &Doc<'_, '_>, title: &Tokens, scope: &Tokens) -> Option<Post> {
    const NAME: usize = 3;
    let state = state_of(doc, title, scope)?;
    let tokens = title.start.min(state.start)..title.end.max(state.end);
    let after = tokens.end..scope.end.min(tokens.end + NAME);
    let holder = doc.persons.within(&after).map(|(name, _)| name.clone()).next();
    let holder = holder.filter(|name| {
        (tokens.end..name.start)
            .all(|at| doc.chart.tokens()[at].kind == TokenKind::Word || doc.is_mark(at, &[","]))
    });
    // "X, the minister of D": who stands before his post
    let named = tokens.start.checked_sub(2).is_some_and(|at| {
        doc.persons.within(&(at.saturating_sub(1)..tokens.start)).next().is_some()
            && (at..tokens.start).any(|at| doc.is_mark(at, &[","]))
    });
    Some(match holder {
        Some(name) => Post { tokens: tokens.start..name.end, states: Vec::new() },
        None if named => Post { tokens, states: Vec::new() },
        None => Post { tokens, states: vec![state] },
    })
}

/// The state right behind a post, or before it where heads end their phrases; alone, and no part of another name.
fn state_of(doc: &Doc<'_, '_>, title: &Tokens, scope: &Tokens) -> Option<Tokens> {
    const GAP: usize = 2;
    let small = |at: usize| {
        let words = |setting: &str| doc.pack.setting(setting).is_some_and(|words| doc.is_any_of(at, words));
        words("body-words") || words("articles")
    };
    let states = |range: &Tokens| -> Vec<Tokens> {
        let found =
            ["country", "state", "country-adjective"].iter().flat_map(|class| doc.within(class, range));
        found.map(|state| state.tokens.clone()).collect()
    };
    let inside = states(title);
    let state = match inside.as_slice() {
        [] if forms::governed_from_behind(doc) => {
            let before = title.start.saturating_sub(GAP + 1).max(scope.start)..title.start;
            states(&before).into_iter().find(|state| state.end == title.start)?
        }
        [] => {
            let after = title.end..scope.end.min(title.end + GAP + 3);
            let state =
                states(&after).into_iter().min_by_key(|state| (state.start, usize::MAX - state.end))?;
            let gap = title.end..state.start;
            (gap.len() <= GAP && gap.clone().all(small)).then_some(state)?
        }
        [first, ..] => first.clone(),
    };
    let whole = doc
        .holding("org", state.start)
        .is_none_or(|org| org.len() <= state.len() || org.start <= title.start);
    whole.then_some(state)
}

/// Whether commas and small words alone part two of a row.
fn joins(doc: &Doc<'_, '_>, from: usize, to: usize) -> bool {
    const LONGEST: usize = 5;
    let mut gap = from..to;
    let small = |at: usize| {
        let word = &doc.chart.words[at];
        let joins =
            doc.is_mark(at, &[","]) || word.reads_as(Tags::CONJ) || doc.starts("conjunction", at).is_some();
        joins
            || word.reads_as(Tags::ADV)
            || word.reads_as(Tags::DET)
            || doc.pack.setting("articles").is_some_and(|words| doc.is_any_of(at, words))
    };
    let parted = gap.clone().any(|at| {
        doc.is_mark(at, &[","])
            || doc.chart.words[at].reads_as(Tags::CONJ)
            || doc.starts("conjunction", at).is_some()
    });
    !gap.is_empty() && gap.len() <= LONGEST && parted && gap.all(small)
}
