//! Whose an office is where its words do not say: the state that the sentence is about, the one whose ministry
//! writes, and the state that an adjective stands for.

use rules::Mention;
use text::morph::Tags;
use text::token::TokenKind;

use super::{land, organisation_name};
use crate::bodies::{self, Body};
use crate::doc::{Doc, Tokens};
use crate::forms;

/// What a body is called whose post the words tell of: by its name there; named in short, by what the text calls it.
pub(super) fn organisation_of(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    let full = doc.spoken_of(tokens);
    if full != *tokens { Body::of(doc, &full).name } else { organisation_name(doc, &full) }
}

/// "The Agency named X director": who gives a post of its own. What a council gives may be its organisation's.
pub(super) fn appointing(doc: &Doc<'_, '_>, title: &Tokens, mention: &Mention) -> Option<String> {
    const OPENING: usize = 2;
    const GAP: usize = 6;
    doc.pack.setting("definite-words")?;
    let head = title.clone().find_map(|at| doc.starts("title-head", at))?;
    let gives = matches!(mention.attribute("status"), Some("appointed" | "elected"))
        && head.attribute("scope") != Some("state")
        && mention.part("person").is_some_and(|person| person.tokens.start > mention.tokens.start);
    if !gives {
        return None;
    }
    let sentence = doc.sentence(mention.tokens.start);
    let report = crate::events::report_start(doc, doc.block_of(sentence.start));
    let start = report.filter(|at| sentence.contains(at)).unwrap_or(sentence.start);
    let before = start..mention.tokens.start;
    let near = |body: &Tokens| body.start < start + OPENING && body.end + GAP >= mention.tokens.start;
    let council = |body: &Tokens| {
        let kind = doc.org_head(body).and_then(|head| head.attribute("kind"));
        matches!(kind, Some("council" | "assembly" | "committee" | "group" | "court" | "government") | None)
    };
    let named = doc.within("org", &before).next().map(|org| org.tokens.clone()).filter(near);
    if let Some(body) = named {
        return (!council(&body)).then(|| organisation_of(doc, &body));
    }
    let small = (start..before.end.min(start + OPENING)).find_map(|at| bodies::meant_by(doc, at))?;
    (start + OPENING + GAP >= mention.tokens.start && !council(&small)).then(|| Body::of(doc, &small).name)
}

/// "Their union met. X was elected president": presidents are unions' as well, where words near by speak of the one that
/// the text is about and of no state.
pub(super) fn of_union(doc: &Doc<'_, '_>, title: &Tokens, mention: &Mention) -> Option<String> {
    const ORIGIN: usize = 4;
    doc.pack.setting("organisation-from-context")?;
    let head = title.clone().find_map(|at| doc.starts("title-head", at))?;
    let given = matches!(mention.attribute("status"), Some("elected" | "appointed" | "candidate"));
    if !given || head.attribute("either").is_none() {
        return None;
    }
    let main = doc.main_org.as_ref().filter(|main| main.len() > 1)?;
    let sentence = doc.sentence(mention.tokens.start);
    // "president X from A": where X is from
    let person = mention.part("person").map(|person| person.tokens.clone())?;
    let origin = person.start.saturating_sub(ORIGIN)..person.end + ORIGIN;
    let states = doc.within("state", &sentence).chain(doc.within("country", &sentence));
    let whose = |state: &Mention| {
        !origin.contains(&state.tokens.start) || mention.tokens.contains(&state.tokens.start)
    };
    if states.filter(|state| !is_named_person(doc, &state.tokens) && !is_place(doc, &state.tokens)).any(whose)
    {
        return None;
    }
    let block = doc.block_of(sentence.start);
    let near = doc.block(block.saturating_sub(1)).start..doc.block(block).end;
    let said = doc.within("org", &near).any(|org| bodies::one_of_text(doc, &org.tokens, main))
        || near.clone().any(|at| bodies::stands_for(doc, at).as_ref() == Some(main));
    said.then(|| Body::of(doc, main).name)
}

/// Whose a post can be, by its head: a deputy minister is a state's as the minister is.
pub(super) fn scope_of<'d>(doc: &'d Doc<'_, '_>, title: &Tokens) -> Option<&'d str> {
    let mut heads = title.clone().filter_map(|at| doc.starts("title-head", at));
    let head = heads.next()?;
    let scope = head.attribute("scope");
    let of_whom = heads.find(|other| other.tokens.start >= head.tokens.end);
    let state = of_whom.filter(|of_whom| of_whom.attribute("scope") == Some("state"));
    let deputy = scope == Some("any") && state.is_some() && head.attribute("abroad").is_none();
    if deputy { Some("state") } else { scope }
}

/// Whose office it is where the phrase itself does not say: the state or body that the clause is about.
pub(super) fn context_organisation(doc: &Doc<'_, '_>, title: &Tokens, mention: &Mention) -> Option<String> {
    let head = title.clone().find_map(|at| doc.starts("title-head", at))?;
    let scope = scope_of(doc, title).unwrap_or("any");
    let sentence = doc.sentence(mention.tokens.start);
    let before = sentence.start..mention.tokens.start;
    // "his deputy": persons have them too
    let anyones = head.attribute("bare") == Some("no") && doc.persons.within(&before).next().is_some();
    if let Some(owner) = possessed(doc, title, scope).filter(|_| !anyones) {
        return Some(owner);
    }
    // "A was represented by X, its adviser"
    let owned = title.start.checked_sub(1).is_some_and(|at| {
        doc.is_any_of(at, doc.pack.setting("own-words").unwrap_or_default()) && sentence.contains(&at)
    });
    if owned && doc.pack.setting("subject-first").is_some() {
        let own = if scope == "organisation" { antecedent(doc, title, &sentence) } else { None };
        return own.or_else(|| owner_before(doc, mention, &sentence));
    }
    if scope == "organisation" {
        return sender(doc, mention, &sentence);
    }
    if let Some(state) = land::before_dash(doc, title, &sentence) {
        return Some(state);
    }
    // "five presidents: A, B and C": each is of another state
    if scope != "state" || mention.attribute("list").is_some() {
        return None;
    }
    let country = ["country", "country-adjective", "state"]
        .iter()
        .filter_map(|class| doc.within(class, &before).rfind(|state| !is_named_person(doc, &state.tokens)))
        .max_by_key(|state| (state.tokens.end, state.tokens.len()));
    let Some(country) = country else {
        return owner_before(doc, mention, &sentence).or_else(|| issuer(doc));
    };
    // "President X of A; President Y": what another person or post stands behind is that one's
    let gap = country.tokens.end..mention.tokens.start;
    // "A was represented by X, B by minister Y": the state of the same clause, after the last person
    let comma = |at: usize| doc.is_mark(at, &[",", ";"]) || doc.chart.words[at].reads_as(Tags::CONJ);
    let last = doc.persons.within(&before).next_back().map_or(sentence.start, |(name, _)| name.end);
    let own = last <= country.tokens.start
        && (last..country.tokens.start).any(comma)
        && !gap.clone().any(|at| doc.is_mark(at, &[","]))
        && !is_place(doc, &country.tokens);
    let parted = !own && gap.clone().any(|at| doc.is_mark(at, &[";"]))
        || !own
            && doc.within("title", &before).any(|other| other.tokens.start < country.tokens.start)
            && doc.persons.within(&before).next().is_some();
    (!parted).then(|| organisation_name(doc, &country.tokens))
}

/// "Its secretary, X", "the union and its president": whom the possessive word beside a post means, the body named last
/// before it in the sentence, else the one that the sentence before is about. A post of a state may be a state's.
fn possessed(doc: &Doc<'_, '_>, title: &Tokens, scope: &str) -> Option<String> {
    const ADJECTIVES: usize = 2;
    const FAR: usize = 16;
    let words = doc.pack.setting("possessive-words")?;
    let sentence = doc.sentence(title.start);
    let before = sentence.start..title.start;
    let plain = |at: usize| {
        let token = &doc.chart.tokens()[at];
        token.kind == TokenKind::Word && !token.is_capitalised() && !doc.chart.words[at].reads_as(Tags::ADP)
    };
    let leads = before.clone().rev().take(ADJECTIVES + 1).find(|&at| doc.is_any_of(at, words) || !plain(at));
    let leads = leads.filter(|&at| doc.is_any_of(at, words));
    // in some languages it follows what is owned
    let behind = doc.pack.setting("possessive-behind").is_some();
    let word = match behind {
        true => Some(title.end).filter(|&at| sentence.contains(&at) && doc.is_any_of(at, words))?,
        false => leads?,
    };
    // "it was opened by her", where the language writes "opened her": the word may be what the verb acts on
    let verb = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::VERB) && !tags.has(Tags::PART))
    };
    let governed = word.checked_sub(1).is_some_and(|at| sentence.contains(&at) && verb(at));
    if governed && !behind && doc.pack.setting("possessive-may-be-object").is_some() {
        return None;
    }
    let bodies = |scope_of: &Tokens| -> Vec<Tokens> {
        let orgs = doc.within("org", scope_of).map(|org| &org.tokens);
        let states = doc.within("state", scope_of).map(|state| &state.tokens).filter(|_| scope == "state");
        let named = |tokens: &Tokens| {
            let inside = |class: &str| doc.holding(class, tokens.start).is_some_and(|name| name != *tokens);
            let person = doc.covering("person", tokens).next().is_some();
            !inside("event") && !inside("document") && !person && !is_named_person(doc, tokens)
        };
        let mut all: Vec<Tokens> = orgs.filter(|tokens| named(tokens)).cloned().collect();
        let free = |tokens: &Tokens| !all.iter().any(|org| org.start < tokens.end && tokens.start < org.end);
        let states: Vec<Tokens> = states.filter(|tokens| named(tokens) && free(tokens)).cloned().collect();
        all.extend(states);
        all.sort_by_key(|tokens| tokens.start);
        all
    };
    let here = bodies(&(sentence.start..word.min(title.start)));
    let near = here.last().filter(|body| body.end + FAR >= word).cloned();
    let above = || {
        let number = doc.chart.sentence_of(sentence.start).checked_sub(1)?;
        let above = doc.chart.segments.sentences.get(number)?.tokens.clone();
        if doc.block_of(above.start) != doc.block_of(sentence.start) || !here.is_empty() {
            return None;
        }
        let named = bodies(&above);
        let subject = named.iter().find(|body| crate::documents::is_subject(doc, body));
        let only = if named.len() == 1 { named.first() } else { None };
        subject.or(only).cloned()
    };
    near.or_else(above).map(|body| organisation_of(doc, &body))
}

/// "a delegation of the B led by its president": the body named last before the word.
fn antecedent(doc: &Doc<'_, '_>, title: &Tokens, sentence: &Tokens) -> Option<String> {
    const GAP: usize = 8;
    let before = sentence.start..title.start;
    let last = doc.within("org", &before).last()?.tokens.clone();
    let gap = last.end..title.start;
    let free = doc.persons.within(&gap).next().is_none() && !gap.clone().any(|at| doc.is_mark(at, &[";"]));
    (free && gap.len() <= GAP).then(|| organisation_of(doc, &last))
}

/// "engineers of A under Deputy Secretary-General X", "A ministers met, with Secretary General X in the chair": the only
/// organisation that the sentence names before a post, where it is another one than the text is about.
fn sender(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<String> {
    doc.pack.setting("organisation-from-context")?;
    let kind = |org: &Mention| doc.org_head(&org.tokens).and_then(|head| head.attribute("kind"));
    let known = |org: &Mention| doc.within("known-org", &org.tokens).next().is_some();
    let organisation = |org: &&Mention| known(org) || kind(org) == Some("organisation");
    let before = sentence.start..mention.tokens.start;
    let mut named = doc.within("org", &before).filter(organisation);
    let first = named.next()?.tokens.clone();
    let name = organisation_of(doc, &first);
    // a person or a post between them has it for itself
    let gap = first.end..mention.tokens.start;
    let free = doc.persons.within(&gap).next().is_none() && !gap.clone().any(|at| doc.is_mark(at, &[";"]));
    let one = named.all(|other| organisation_of(doc, &other.tokens) == name);
    (one && free).then_some(name)
}

/// A surname that looks like a new state's name, or stands where a body's would.
pub(super) fn is_named_person(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    doc.persons.within(tokens).any(|(name, _)| name == tokens)
}

/// A person's name that no list has for a state or a body.
pub(super) fn is_surname(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let listed = ["country", "country-adjective", "known-org", "place"];
    is_named_person(doc, tokens) && !listed.iter().any(|class| doc.at(class, tokens).is_some())
}

/// Whether a state stands where something is done.
pub(super) fn is_place(doc: &Doc<'_, '_>, state: &Tokens) -> bool {
    let words = doc.pack.setting("place-words").unwrap_or_default();
    let before = state.start.checked_sub(1).map(|at| text::fold::fold(doc.word(at)));
    crate::events::in_place_case(doc, state)
        || before.is_some_and(|before| words.split(' ').any(|word| word == before))
}

/// "A hosted the session. Its Foreign Minister X opened it": the state that opens this sentence or the one before,
/// where neither names another.
fn owner_before(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<String> {
    const OPENING: usize = 2;
    doc.pack.setting("subject-first")?;
    let opener = |scope: &Tokens| {
        let state = doc.within("state", scope).next()?.tokens.clone();
        // a report begins behind its dateline
        let report = crate::events::report_start(doc, doc.block_of(scope.start));
        let start = report.filter(|at| scope.contains(at)).unwrap_or(scope.start);
        let opens = state.start <= start + OPENING;
        let person = doc.all("person").iter().any(|&id| {
            let name = &doc.mention(id).tokens;
            name.start < state.end && state.start < name.end
        });
        (opens && !person).then_some(state)
    };
    let before = sentence.start..mention.tokens.start;
    let number = doc.chart.sentence_of(sentence.start);
    let above = || {
        let above = doc.chart.segments.sentences.get(number.checked_sub(1)?)?.tokens.clone();
        let same = doc.block_of(above.start) == doc.block_of(sentence.start);
        let free =
            doc.within("state", &before).next().is_none() && doc.within("country", &above).count() <= 1;
        if same && free { opener(&above) } else { None }
    };
    opener(&before).or_else(above).map(|state| organisation_name(doc, &state))
}

/// For an adjective of a state that no lexicon has: the state's own name, where the text has it.
pub(super) fn new_state(doc: &Doc<'_, '_>, tokens: &Tokens) -> Option<String> {
    const SHORTEST: usize = 4;
    if tokens.len() != 1
        || doc.at("country", tokens).is_some()
        || doc.at("country-adjective", tokens).is_some()
        || doc.chart.words[tokens.start].known
    {
        return None;
    }
    let word = doc.word(tokens.start);
    let names: Vec<&Tokens> =
        doc.all("state").iter().map(|&id| &doc.mention(id).tokens).filter(|name| name.len() == 1).collect();
    let written = |name: &Tokens| doc.word(name.start);
    let prefix = |name: &str| name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let length = word.chars().count();
    let (shorter, others): (Vec<&Tokens>, Vec<&Tokens>) = names
        .into_iter()
        .filter(|name| written(name) != word)
        .partition(|name| written(name).chars().count() < length);
    // "the Orvan president" of Orvany
    const ENDING: usize = 2;
    let grown =
        |name: &&&Tokens| written(name).starts_with(word) && written(name).chars().count() <= length + ENDING;
    if doc.pack.setting("subject-first").is_some()
        && shorter.is_empty()
        && length >= SHORTEST
        && let Some(name) = others.iter().find(grown)
    {
        return Some(written(name).to_owned());
    }
    let best = shorter
        .into_iter()
        .filter(|name| {
            let name = written(name);
            prefix(name) >= SHORTEST && prefix(name) + 1 >= name.chars().count()
        })
        .min_by_key(|name| written(name).chars().count())?;
    // another form of the same name is nearer than a shorter name that happens to begin alike
    let nearer = others.into_iter().any(|name| prefix(written(name)) > prefix(written(best)) + 1);
    (!nearer).then(|| forms::nominative(doc, best))
}

/// The state whose ministry or government issues the publication, by its first lines.
fn issuer(doc: &Doc<'_, '_>) -> Option<String> {
    const FIRST: usize = 3;
    const GAP: usize = 3;
    if forms::heads_last(doc) && doc.pack.setting("subject-first").is_none() {
        return None;
    }
    let head = 0..doc.block(FIRST - 1).end;
    let issues = |org: &&Mention| {
        let kind = doc.org_head(&org.tokens).and_then(|head| head.attribute("kind"));
        matches!(kind, Some("ministry" | "government"))
    };
    let org = doc.within("org", &head).find(issues)?.tokens.clone();
    let states = |scope: Tokens| doc.within("state", &scope).last().map(|state| state.tokens.clone());
    let after = states(org.end..(org.end + GAP).min(head.end));
    let inside = (org.start..org.end).rev().find_map(|at| doc.starts("state", at));
    let state = inside.map(|state| state.tokens.clone()).or(after)?;
    Some(organisation_name(doc, &state))
}
