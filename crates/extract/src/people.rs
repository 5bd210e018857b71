//! Persons and the offices they hold.

use std::collections::{HashMap, HashSet};

use rules::Mention;
use text::morph::Tags;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

mod beside;
mod career;
mod dating;
mod land;
mod listed;
mod naming;
mod owner;
mod persons;
mod same;
mod signature;
mod succession;

use beside::beside;
use naming::title_name;
use owner::{context_organisation, organisation_of};
use same::{enter, fill_from_like_posts, fill_from_own_state, fill_organisations};
use signature::signatures;

pub(crate) use dating::date_by_occasion;
pub(crate) use naming::organisation_name;
pub(crate) use persons::Persons;

/// Office facts out of the pack's `office` rules.
pub(crate) fn offices(doc: &Doc<'_, '_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    let ids = doc.every("office");
    // "X, president of A, Y": a title that a name follows is that name's, not the one's before it
    let led: HashSet<usize> = ids
        .iter()
        .map(|&id| doc.chart.mention(id))
        .filter(|mention| title_leads(mention))
        // "X was named director, succeeding Y": the post is X's all the same
        .filter(|mention| mention.attribute("status") != Some("former"))
        .flat_map(|mention| mention.parts("title").map(|title| title.tokens.end))
        .collect();
    let says_less = |mention: &Mention| {
        let tokens = |mention: &Mention, part: &str| mention.part(part).map(|part| part.tokens.clone());
        let same = |other: &Mention| {
            tokens(mention, "title") == tokens(other, "title")
                && tokens(mention, "person") == tokens(other, "person")
        };
        let any = |fits: &dyn Fn(&Mention) -> bool| {
            ids.iter().map(|&other| doc.chart.mention(other)).any(|other| fits(other) && same(other))
        };
        // "President X" within "President X of A" says less than the whole
        let lesser = mention.part("org").is_none()
            && mention.part("what").is_none()
            && any(&|other| other.part("org").is_some());
        // "the resignation of the Treasurer, X": the same words do not say as well that X holds the post
        // "A replaces B as director": B is not appointed by the same words
        let plain = matches!(mention.attribute("status"), None | Some("appointed"))
            && mention.part("former").is_none();
        let left = |other: &Mention| {
            let life = other.attribute("career").is_some();
            !life
                && (other.part("former").is_some()
                    || matches!(other.attribute("status"), Some("former" | "dismissed")))
        };
        lesser || plain && doc.pack.setting("plural-titles").is_some() && any(&left)
    };
    // "..., A, minister of B, minister of C D": in a list of posts before names, what a name follows is that name's
    let before_name = |mention: &Mention| {
        let next = mention.tokens.end;
        let capital = doc.chart.tokens().get(next).is_some_and(|token| token.is_capitalised());
        let known = mention.part("person").is_some_and(|person| {
            ids.iter().map(|&id| doc.chart.mention(id)).any(|other| {
                title_leads(other) && other.part("person").is_some_and(|other| other.tokens == person.tokens)
            })
        });
        doc.pack.setting("plural-titles").is_some()
            && known
            && doc.sentence(mention.tokens.start).contains(&next)
            && (capital || doc.is_mark(next, &["-", "\u{2013}", "\u{2014}"]))
    };
    let trails = |mention: &Mention| {
        !title_leads(mention) && before_name(mention)
            || !title_leads(mention)
                && mention.part("title").is_some_and(|title| led.contains(&title.tokens.end))
    };
    let read: Vec<(&Mention, Vec<Fact>)> = ids
        .iter()
        .map(|&id| doc.chart.mention(id))
        .filter(|mention| !trails(mention) && !says_less(mention))
        .map(|mention| (mention, office(doc, mention)))
        .filter(|(_, facts)| !facts.is_empty())
        .collect();
    // "former president of A, X": the shorter reading that leaves out "former" says less of the same
    let mut fullest: HashMap<(usize, usize), usize> = HashMap::new();
    for (mention, _) in &read {
        if let Some(post) = same_post(mention) {
            let length = fullest.entry(post).or_insert(0);
            *length = mention.tokens.len().max(*length);
        }
    }
    let full = |mention: &Mention| {
        let longest = same_post(mention).and_then(|post| fullest.get(&post));
        longest.is_none_or(|&length| length <= mention.tokens.len())
    };
    let mut before: Vec<(Fact, String)> = Vec::new();
    for (mention, facts) in read.into_iter().filter(|(mention, _)| full(mention)) {
        for fact in facts {
            if let Some(state) = land::told_before(doc, mention, &fact) {
                before.push((fact.clone(), state));
            }
            enter(&mut found, fact);
        }
    }
    for fact in signatures(doc).into_iter().chain(succession::same_posts(doc, &found)) {
        enter(&mut found, fact);
    }
    fill_organisations(&mut found);
    fill_from_own_state(doc, &mut found);
    land::fill(doc, &before, &mut found);
    fill_from_like_posts(doc, &mut found);
    found
}

/// Where the person's name and the end of the post stand: mentions that share both speak of the same.
fn same_post(mention: &Mention) -> Option<(usize, usize)> {
    Some((mention.part("person")?.tokens.start, mention.part("title")?.tokens.end))
}

/// Whether the title stands before the first person.
fn title_leads(mention: &Mention) -> bool {
    mention
        .part("title")
        .zip(mention.part("person"))
        .is_some_and(|(title, person)| title.tokens.start < person.tokens.start)
}

fn office(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Fact> {
    // "Before that she was minister of A"
    let meant = mention.part("pronoun").and_then(|pronoun| persons::meant_by(doc, &pronoun.tokens));
    let meant = meant.or_else(|| career::whose(doc, mention));
    let persons: Vec<&Tokens> = mention.parts("person").map(|part| &part.tokens).chain(&meant).collect();
    let orgs: Vec<&Tokens> = mention.parts("org").map(|part| &part.tokens).collect();
    let title = mention.part("title").map(|part| &part.tokens);
    let paired = persons.len() == orgs.len() && persons.len() > 1;
    // "heads of state, X": a plural is the office of no single person
    let plural = mention.attribute("heads").is_none()
        && title.is_some_and(|title| {
            let marked = |at: usize| {
                doc.starts("title-head", at).is_some_and(|head| head.attribute("plural").is_some())
            };
            let shared = || {
                let head = title.clone().find_map(|at| doc.starts("title-head", at));
                // "director of operations" is one director
                let words = doc.pack.setting("body-words").unwrap_or_default();
                // "charge d'affaires" is one as well
                let mark = |at: usize| doc.chart.tokens()[at].kind == text::token::TokenKind::Mark;
                let small = |at: &usize| doc.is_any_of(*at, words) || mark(*at);
                let end = |head: &Tokens| head.clone().find(small).unwrap_or(head.end);
                let last = head.and_then(|head| doc.chart.words.get(end(&head.tokens).checked_sub(1)?));
                last.and_then(|word| word.readings.first())
                    .is_some_and(|tags| tags.has(Tags::PL) && tags.has(Tags::NOUN))
            };
            let head =
                if forms::governed_from_behind(doc) { title.end.checked_sub(1) } else { Some(title.start) };
            // "communications minister": where the last word heads a post, the first one's number says nothing
            let listed = doc.pack.setting("plural-titles").is_some();
            listed && (title.clone().any(marked) || shared())
                || !listed
                    && head.is_some_and(|at| {
                        doc.chart.words[at]
                            .readings
                            .first()
                            .is_some_and(|tags| tags.has(Tags::PL) && tags.has(Tags::NOUN))
                    })
        });
    // "acting minister X": what stands before the title governs its case
    let apart = title
        .filter(|title| title.start == mention.tokens.start)
        .zip(persons.first())
        .is_some_and(|(title, person)| title.end == person.start && !share_a_case(doc, title, person));
    if plural && persons.len() == 1 || apart {
        return Vec::new();
    }
    // "A former minister, X replaces Y": the former post is X's
    let left = mention.attribute("status") == Some("former") && mention.part("former").is_none();
    if left && title.is_some_and(|title| title.start == mention.tokens.start) && after_former(doc, mention) {
        return Vec::new();
    }
    let titles: Vec<&Tokens> = mention.parts("title").map(|part| &part.tokens).collect();
    let each = titles.len() == persons.len() && persons.len() > 1;
    let mut facts = Vec::new();
    for (number, person) in persons.iter().enumerate() {
        let alike = (mention.attribute("counterpart").is_some()).then(|| like_title(doc, mention)).flatten();
        let title = alike.as_ref().or(title);
        let title = if each { titles.get(number).copied() } else { title };
        let Some(who) = doc.persons.at(person).map(|at| doc.persons.known[at].name.clone()) else { continue };
        let org = if paired { orgs.get(number).copied() } else { orgs.first().copied() };
        let Some(fact) = office_fact(doc, mention, who, title, org, persons.len() > 1 && !each) else {
            continue;
        };
        facts.push(fact);
    }
    facts
}

/// "X met his Turkish colleague Y": Y holds the post that the sentence gives X.
fn like_title(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Tokens> {
    let sentence = doc.sentence(mention.tokens.start);
    doc.within("title", &(sentence.start..mention.tokens.start)).next().map(|title| title.tokens.clone())
}

/// Whether a title and the name right after it can stand in one case: "by decree of the president Ivan was
/// appointed" gives Ivan no presidency where the endings say so. Words without cases do not object.
fn share_a_case(doc: &Doc<'_, '_>, title: &Tokens, person: &Tokens) -> bool {
    let cases = |at: usize, part_of_speech: Tags| {
        let word = &doc.chart.words[at];
        let readings = word.readings.iter().filter(|tags| tags.has(part_of_speech) && !tags.has(Tags::PL));
        let cases = readings.fold(0, |all, tags| all | tags.0 & Tags::CASES.0);
        (cases != 0 && word.known).then_some(cases)
    };
    let mut heads = title.clone().filter(|&at| doc.starts("title-head", at).is_some());
    // what shares a case with the name stands last where heads do
    let last = || title.end.checked_sub(1);
    let head = if forms::governed_from_behind(doc) { last() } else { heads.next() };
    let Some(head) = head else { return true };
    let names: Vec<u32> = person.clone().filter_map(|at| cases(at, Tags::PROPN)).collect();
    match cases(head, Tags::NOUN) {
        Some(title) => names.is_empty() || names.iter().any(|name| name & title != 0),
        None => true,
    }
}

fn office_fact(
    doc: &Doc<'_, '_>,
    mention: &Mention,
    who: String,
    title: Option<&Tokens>,
    org: Option<&Tokens>,
    plural: bool,
) -> Option<Fact> {
    let mut fact = Fact::new("office", mention.rule.clone());
    let named_within = title.filter(|_| org.is_none()).and_then(|title| beside::within(doc, title));
    let (title, org) = match &named_within {
        Some((title, org)) => (Some(title), Some(org)),
        None => (title, org),
    };
    let name = match (mention.part("what"), title) {
        (Some(what), _) => {
            format!(
                "{}{}",
                doc.pack.setting("head-of").unwrap_or_default().written(),
                forms::plain(doc, &what.tokens)
            )
        }
        // "X, who heads the Centre": its head
        (None, Some(_)) if mention.attribute("heads").is_some() => {
            let head = doc.pack.setting("head-of").unwrap_or_default();
            head.split(' ').next().unwrap_or_default().to_owned()
        }
        (None, Some(title)) => title_name(doc, title, plural),
        _ => return None,
    };
    // "minister of A X and minister of B Y": what another's name stands in is no body of Y's post
    let other = |org: &Tokens| {
        let part = |name: &Tokens| name.len() > 1 && name.len() < org.len() && name.end <= org.end;
        let mut named = doc.persons.within(org).filter(|(name, _)| part(name));
        doc.at("org", org).is_none() && named.any(|(_, at)| doc.persons.known[at].name != who)
    };
    if org.is_some_and(other) {
        return None;
    }
    fact.set("person", who);
    fact.set("title", name);
    // a surname beside a title is no body's name
    let org = org.filter(|org| !owner::is_surname(doc, org));
    let named = org.filter(|org| !land::is_country_word(doc, org));
    let organisation = named
        .map(|tokens| organisation_of(doc, tokens))
        .or_else(|| title.and_then(|title| land::of_country(doc, title, org)))
        .or_else(|| title.and_then(|title| beside(doc, title)))
        .or_else(|| title.and_then(|title| context_organisation(doc, title, mention)))
        .or_else(|| title.and_then(|title| owner::appointing(doc, title, mention)))
        .or_else(|| title.and_then(|title| owner::of_union(doc, title, mention)));
    if let Some(organisation) = organisation {
        fact.set("organisation", organisation);
    }
    let former = mention.part("former").is_some() || after_former(doc, mention);
    let listed = listed::under(doc, mention).filter(|_| !former);
    let career = mention.attribute("career").is_some();
    let status = match mention.attribute("status") {
        _ if career => career::status(doc, mention)?,
        Some(status) => status,
        None if former => "former",
        None => listed.as_ref().map_or("current", |(status, _)| *status),
    };
    fact.set("status", status.to_owned());
    let head = title.and_then(|title| title.clone().find_map(|at| doc.starts("title-head", at)));
    // an ambassador whom a text names may be any state's
    let scope =
        head.filter(|head| head.attribute("abroad").is_none()).and_then(|_| owner::scope_of(doc, title?));
    fact.scope = scope.map(str::to_owned);
    // "his deputy, X": whose deputy is not said
    let bare = head.is_some_and(|head| head.attribute("bare") == Some("no"));
    if bare && title.is_some_and(|title| title.len() == 1) && fact.get("organisation").is_none() {
        return None;
    }
    let sentence = doc.sentence(mention.tokens.start);
    let lead = listed.map(|(_, lead)| lead).filter(|lead| lead.end <= sentence.start);
    if matches!(status, "appointed" | "elected" | "dismissed") {
        let time = doc.times.iter().filter(|time| {
            let told = |scope: &Tokens| time.tokens.start >= scope.start && time.tokens.end <= scope.end;
            (told(&sentence) || lead.as_ref().is_some_and(told))
                && time.precision >= 2
                && !of_another_clause(doc, mention, &time.tokens)
        });
        if let Some(time) = time.min_by_key(|time| crate::time::distance(doc, &mention.tokens, &time.tokens))
        {
            fact.set("date", time.value.as_str().to_owned());
        }
    }
    fact.evidence.push(sentence);
    fact.evidence.extend(lead);
    Some(fact)
}

/// "was elected; he succeeds X, whose term ended in May": a time behind a semicolon or a relative word dates what is told
/// there.
fn of_another_clause(doc: &Doc<'_, '_>, mention: &Mention, time: &Tokens) -> bool {
    let words = doc.pack.setting("relative-words").unwrap_or_default();
    (mention.tokens.end..time.start).any(|at| doc.is_mark(at, &[";"]) || doc.is_any_of(at, words))
}

/// Whether a word for "former" stands before the post, the names of states and bodies aside.
fn after_former(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    const REACH: usize = 5;
    let sentence = doc.sentence(mention.tokens.start);
    let before = (mention.tokens.start.saturating_sub(REACH).max(sentence.start)..mention.tokens.start).rev();
    let named = |at: usize| {
        ["org", "country", "place"]
            .iter()
            .any(|class| doc.within(class, &sentence).any(|body| body.tokens.contains(&at)))
    };
    for at in before {
        if doc.starts("former-word", at).is_some() {
            return true;
        }
        if !named(at) {
            return false;
        }
    }
    false
}
