//! Chairmanship and membership: who holds the chair of what, and who belongs to it.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::{forms, people, time};

pub(crate) fn find(doc: &Doc<'_, '_>) -> Vec<Fact> {
    let mut found: Vec<Fact> = Vec::new();
    for (class, kind) in [("chairmanship", "chairmanship"), ("membership", "membership")] {
        for &id in doc.every(class) {
            let mention = doc.mention(id);
            let facts =
                if kind == "chairmanship" { chairmanship(doc, mention) } else { membership(doc, mention) };
            for fact in facts {
                enter(&mut found, fact);
            }
        }
    }
    for (class, slot) in [("membership-lead", "member"), ("chairmanship-lead", "holder")] {
        for &id in doc.all(class) {
            listed(doc, doc.mention(id), slot).into_iter().for_each(|fact| enter(&mut found, fact));
        }
    }
    for &id in doc.all("chair-word") {
        turns(doc, doc.mention(id)).into_iter().for_each(|fact| enter(&mut found, fact));
    }
    found
}

/// "The chair rotates: A (2022), B (2023), C (2024)": a sentence about the chair that pairs states with times.
fn turns(doc: &Doc<'_, '_>, word: &Mention) -> Vec<Fact> {
    const GAP: usize = 3;
    let sentence = doc.sentence(word.tokens.start);
    let states: Vec<&Mention> = doc.within("state", &sentence).collect();
    let beside = |time: &time::Time| {
        let near = |state: &&&Mention| time::distance(doc, &state.tokens, &time.tokens);
        states
            .iter()
            .min_by_key(near)
            .filter(|state| near(state) <= GAP)
            .map(|state| (state.tokens.clone(), time.clone()))
    };
    let inside = |time: &&time::Time| sentence.start <= time.tokens.start && time.tokens.end <= sentence.end;
    let mut pairs: Vec<(Tokens, time::Time)> = doc.times.iter().filter(inside).filter_map(beside).collect();
    pairs.dedup_by(|a, b| a.0 == b.0);
    if pairs.len() < 2 {
        return Vec::new();
    }
    let organisation = organisation(doc, word);
    let one = |(holder, time): (Tokens, time::Time)| {
        let mut fact = Fact::new("chairmanship", word.rule.clone());
        fact.set("holder", people::organisation_name(doc, &holder));
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.set("status", status_at(doc, Some(&time)).to_owned());
        fact.set("period", time.value.to_string());
        fact.evidence.push(sentence.clone());
        fact
    };
    pairs.into_iter().map(one).collect()
}

/// Whether a chair of this period is past, present or to come on the day of publication.
fn status_at(doc: &Doc<'_, '_>, time: Option<&time::Time>) -> &'static str {
    let order = |day: Option<record::Date>| day.zip(doc.published_on);
    match time {
        Some(time) if order(time.value.first_day()).is_some_and(|(day, today)| day > today) => "next",
        Some(time) if order(time.value.last_day()).is_some_and(|(day, today)| day < today) => "former",
        _ => "current",
    }
}

/// Members or holders that a list names one by one, under the line that says what they are.
fn listed(doc: &Doc<'_, '_>, lead: &Mention, slot: &str) -> Vec<Fact> {
    const OPENING: usize = 6;
    let sentence = doc.sentence(lead.tokens.start);
    let organisation = organisation(doc, lead);
    let of_item = |item: &Tokens| {
        let opening = item.start..item.end.min(item.start + OPENING);
        let bodies =
            ["country", "state", "place", "org"].iter().find_map(|class| doc.within(class, &opening).next());
        let holder = bodies.filter(|holder| {
            holder.tokens.end == item.end || !doc.chart.words[holder.tokens.end].reads_as(Tags::VERB)
        })?;
        let mut fact =
            Fact::new(if slot == "member" { "membership" } else { "chairmanship" }, lead.rule.clone());
        fact.set(slot, people::organisation_name(doc, &holder.tokens));
        let own =
            doc.within("org", item).next().filter(|_| slot == "holder").map(|org| Body::of(doc, &org.tokens));
        if let Some(organisation) = own.as_ref().or(organisation.as_ref()) {
            organisation.enter(&mut fact);
        }
        if slot == "member" {
            fact.set("role", lead.attribute("role").unwrap_or("member").to_owned());
        } else {
            let time =
                doc.times.iter().find(|time| item.start <= time.tokens.start && time.tokens.end <= item.end);
            let status = status_at(doc, time);
            fact.set("status", status.to_owned());
            if let Some(time) = time {
                fact.set("period", time.value.to_string());
            }
        }
        fact.evidence = vec![sentence.clone(), item.clone()];
        Some(fact)
    };
    doc.items_after(&sentence).iter().filter_map(of_item).collect()
}

fn enter(found: &mut Vec<Fact>, fact: Fact) {
    let key = if fact.kind == "membership" { "member" } else { "holder" };
    let same = found
        .iter_mut()
        .find(|known| known.kind == fact.kind && known.get(key) == fact.get(key) && agree(known, &fact));
    match same {
        None => found.push(fact),
        Some(known) => {
            let surer = known.get("status") == Some("current") && fact.get("status") == Some("next");
            for (slot, value) in fact.slots {
                let longer =
                    slot == "period" && known.get("period").is_some_and(|old| old.len() < value.len());
                if longer || (surer && slot == "status") {
                    known.set(&slot, value);
                } else {
                    known.slots.entry(slot).or_insert(value);
                }
            }
            known.evidence.extend(fact.evidence);
        }
    }
}

fn agree(a: &Fact, b: &Fact) -> bool {
    let slot = |slot: &str| a.get(slot).zip(b.get(slot)).is_none_or(|(a, b)| a == b);
    let periods = match (
        a.get("period").and_then(|a| a.parse::<record::Edtf>().ok()),
        b.get("period").and_then(|b| b.parse::<record::Edtf>().ok()),
    ) {
        (Some(a), Some(b)) => a.overlaps(&b),
        _ => true,
    };
    let organisations = match (a.get("organisation"), b.get("organisation")) {
        (Some(one), Some(other)) => a.scope.is_some() && a.scope == b.scope || one_body(one, other),
        _ => true,
    };
    organisations && if a.kind == "membership" { slot("role") } else { periods }
}

/// Whether two names can be one body's: the words of one in the other, or its initials.
pub(crate) fn one_body(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(fold).collect()
    };
    let initials = |long: &[String], short: &[String]| {
        let letters =
            long.iter().filter(|word| word.chars().count() > 3).filter_map(|word| word.chars().next());
        matches!(short, [one] if one.chars().count() > 1 && letters.eq(one.chars()))
    };
    let (a, b) = (words(a), words(b));
    let within = |short: &[String], long: &[String]| short.iter().all(|word| long.contains(word));
    within(&a, &b) || within(&b, &a) || initials(&a, &b) || initials(&b, &a)
}

/// The organisation that a mention is about: its name, and what the pack knows it as.
struct Body {
    name: String,
    id: Option<String>,
}

impl Body {
    fn of(doc: &Doc<'_, '_>, tokens: &Tokens) -> Body {
        let known = doc.within("known-org", tokens).next().and_then(|org| org.attribute("id"));
        Body { name: forms::nominative(doc, tokens), id: known.map(str::to_owned) }
    }

    fn enter(&self, fact: &mut Fact) {
        fact.set("organisation", self.name.clone());
        fact.scope.clone_from(&self.id);
    }
}

fn organisation(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Body> {
    let said = mention.part("org").map(|part| doc.full_org(&part.tokens));
    // "the bloc", "the Organisation" say no more than what the text is about
    let said = said.filter(|tokens| !doc.short_org(tokens)).map(|tokens| Body::of(doc, &tokens));
    said.or_else(|| {
        let sentence = doc.sentence(mention.tokens.start);
        // in a text about an organisation that no profile has, one that is named in passing is not meant
        let known = |scope: &Tokens| doc.within("known-org", scope).next_back().is_some();
        let new = doc.main_org.as_ref().is_some_and(|main| !known(main));
        let meant = |org: &&Mention| !new || mention.tokens.contains(&org.tokens.start);
        let near = doc.within("known-org", &sentence).find(meant).map(|org| org.tokens.clone());
        let near = near.or_else(|| named_by_head(doc, mention));
        // the body last named in the paragraph, then the one that the whole text is about
        let above = doc.block(doc.block_of(sentence.start)).start..sentence.start;
        let named = || doc.within("known-org", &above).rfind(meant).map(|org| org.tokens.clone());
        let section = || doc.section_org(mention.tokens.start);
        near.or_else(section).or_else(named).or_else(|| doc.main_org.clone()).map(|org| Body::of(doc, &org))
    })
}

/// "The chair of the Council": the body named last before whose head noun the words around repeat.
fn named_by_head(doc: &Doc<'_, '_>, mention: &Mention) -> Option<Tokens> {
    let words: Vec<usize> = mention.tokens.clone().collect();
    let shares = |at: usize| {
        let keys = &doc.chart.words[at].keys;
        words.iter().any(|&word| doc.chart.words[word].keys.iter().any(|key| keys.contains(key)))
    };
    let head = |org: &Mention| match forms::heads_last(doc) {
        true => org.tokens.end - 1,
        false => org.tokens.start,
    };
    let fits = |org: &&Mention| {
        org.tokens.end <= mention.tokens.start
            && org.tokens.len() > 1
            && doc.starts("org-head", head(org)).is_some()
            && shares(head(org))
    };
    // "the union" of a text about one union is that one
    let main = doc.main_org.clone().filter(|main| {
        let at = if forms::heads_last(doc) { main.end.saturating_sub(1) } else { main.start };
        let kind = doc.starts("org-head", at).and_then(|head| head.attribute("kind"));
        main.end <= mention.tokens.start && main.len() > 1 && kind == Some("organisation") && shares(at)
    });
    let mut above = doc.all("org").iter().map(|&id| doc.mention(id));
    main.or_else(|| above.rfind(fits).map(|org| org.tokens.clone()))
}

fn chairmanship(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Fact> {
    let sentence = doc.sentence(mention.tokens.start);
    // "in Minsk X took over the chair": where it was done does not hold it
    let placed = |tokens: &Tokens| {
        let words = doc.pack.setting("place-words").unwrap_or_default();
        let before = tokens.start.checked_sub(1).map(|at| fold(doc.word(at)));
        let city = doc.at("place", tokens).and_then(|place| place.attribute("kind"));
        matches!(city, Some("city" | "new"))
            && before.is_some_and(|before| words.split(' ').any(|word| word == before))
    };
    // the last words of a body's name are no holder
    let in_body = |tokens: &Tokens| {
        doc.all("org").iter().any(|&id| {
            let org = &doc.mention(id).tokens;
            org.start < tokens.start && tokens.end <= org.end
        })
    };
    let named = |tokens: &Tokens| doc.at("country", tokens).is_some();
    let held = |tokens: &Tokens| {
        !names_person(doc, tokens) && !placed(tokens) && (named(tokens) || !in_body(tokens))
    };
    let Some(holder) = mention.part("holder").filter(|holder| held(&holder.tokens)) else {
        return Vec::new();
    };
    // "the presidency moves to A's neighbour": not to A
    let owner = mention.tokens.end == holder.tokens.end
        && doc.is_mark(holder.tokens.end, &["'s", "\u{2019}s"])
        && mention.attribute("status") == Some("next");
    if owner || says_less(doc, mention) || is_of_person(doc, &holder.tokens) {
        return Vec::new();
    }
    // "the meeting of the Council was chaired by A": that meeting alone
    let of_event = doc.all("event").iter().map(|&id| &doc.mention(id).tokens).any(|event| {
        event.start < mention.tokens.start
            && mention.tokens.start < event.end
            && event.end < mention.tokens.end
    });
    if of_event && doc.pack.setting("subject-first").is_some() {
        return Vec::new();
    }
    let organisation = organisation(doc, mention);
    let make = |holder: &Tokens, status: &str, period: Option<String>| {
        let mut fact = Fact::new("chairmanship", mention.rule.clone());
        fact.set("holder", holder_name(doc, holder));
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.set("status", status.to_owned());
        if let Some(period) = period {
            fact.set("period", period);
        }
        fact.evidence.push(sentence.clone());
        fact
    };
    // "until November" says how long, and not from when
    let until = |time: &time::Time| {
        let words = doc.pack.setting("until-words").unwrap_or_default();
        let before = time.tokens.start.checked_sub(1).filter(|&at| sentence.contains(&at));
        !forms::heads_last(doc) && before.is_some_and(|at| doc.is_any_of(at, words))
    };
    let time = period_of(doc, mention, &sentence).filter(|time| !until(time));
    let mut status = mention.attribute("status").unwrap_or("current");
    let today = doc.published_on;
    let begins = time.as_ref().and_then(|time| time.value.first_day());
    if (mention.attribute("dated").is_some() || status == "current")
        && let (Some(begins), Some(today)) = (begins, today)
        && begins > today
    {
        status = "next";
    }
    let ended =
        time.as_ref().filter(|time| time.precision == 1 && !time.open).and_then(|time| time.value.last_day());
    if status == "current"
        && mention.attribute("since").is_none()
        && ended.zip(today).is_some_and(|(ended, today)| ended < today)
    {
        status = "former";
    }
    // "A led it in 2023": over by the day of the report
    let ends = mention.part("time").and(time.as_ref()).and_then(|time| time.value.last_day());
    if status == "current"
        && mention.attribute("since").is_none()
        && let (Some(ends), Some(today)) = (ends, today)
        && ends < today
        && time.as_ref().is_some_and(|time| time.precision == 1)
    {
        status = "former";
    }
    // "since 1 January": from then on
    let since = |time: &time::Time| {
        let words = doc.pack.setting("since-words").unwrap_or_default();
        let before = time.tokens.start.checked_sub(1).filter(|&at| sentence.contains(&at));
        before.is_some_and(|at| doc.is_any_of(at, words))
    };
    let period = time.map(|time| match mention.attribute("since") {
        begun if (begun.is_some() || since(time)) && time.precision == 3 && !time.value.is_interval() => {
            record::Edtf::since(&time.value).map_or_else(|| time.value.to_string(), |since| since.to_string())
        }
        _ => time.value.to_string(),
    });
    let mut facts = vec![make(&holder.tokens, status, period)];
    if let Some(former) = mention.part("from") {
        let status = if status == "next" { "current" } else { "former" };
        facts.push(make(&former.tokens, status, None));
    }
    facts
}

/// The name of a holder; a capital that stands for its state gives the state's name, where the text has it.
fn holder_name(doc: &Doc<'_, '_>, holder: &Tokens) -> String {
    let name = people::organisation_name(doc, holder);
    if doc.at("city", holder).is_none() {
        return name;
    }
    let mut states = doc.all("country").iter().map(|&id| doc.mention(id));
    let state = states.find(|state| {
        let capital =
            state.attribute("id").and_then(|id| doc.pack.lexicon_attribute("country", id, "capital"));
        capital.is_some_and(|capital| fold(&capital.replace('_', " ")) == fold(&name))
    });
    state.map_or(name, |state| people::organisation_name(doc, &state.tokens))
}

/// A surname that looks like a new state's name.
fn names_person(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    let reach = tokens.start.saturating_sub(1)..tokens.end + 1;
    doc.persons.within(&reach).any(|(name, _)| name.start < tokens.end && tokens.start < name.end)
        || doc.all("person").iter().any(|&id| {
            let name = &doc.mention(id).tokens;
            name.start < tokens.end && tokens.start < name.end
        })
}

fn period_of<'d>(doc: &'d Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<&'d time::Time> {
    if let Some(part) = mention.part("time") {
        return doc
            .times
            .iter()
            .find(|time| part.tokens.start <= time.tokens.start && time.tokens.end <= part.tokens.end);
    }
    // a full date in the sentence dates the passing on, not the chair that is merely mentioned
    let passes = mention.attribute("since").is_some();
    let fits = |time: &&time::Time| {
        let inside = sentence.start <= time.tokens.start && time.tokens.end <= sentence.end;
        inside && (passes || time.precision == 1) && time::distance(doc, &mention.tokens, &time.tokens) <= 12
    };
    doc.times.iter().filter(fits).min_by_key(|time| time::distance(doc, &mention.tokens, &time.tokens))
}

fn membership(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Fact> {
    let named: Vec<&Tokens> = mention.parts("org").map(|part| &part.tokens).collect();
    if says_less(doc, mention) {
        return Vec::new();
    }
    // "joined A in 1991 and B in 1995": one fact each
    match named.as_slice() {
        [_, _, ..] if mention.attribute("subject").is_none() || !named.is_empty() => named
            .iter()
            .flat_map(|org| memberships(doc, mention, Some(Body::of(doc, &doc.full_org(org)))))
            .collect(),
        _ => memberships(doc, mention, organisation(doc, mention)),
    }
}

/// "an associate member", "is no longer a member": a longer reading of the same words says another role.
fn says_less(doc: &Doc<'_, '_>, mention: &Mention) -> bool {
    let starts =
        |mention: &Mention| -> Vec<usize> { mention.parts("member").map(|part| part.tokens.start).collect() };
    let own = starts(mention);
    doc.pack.setting("subject-first").is_some()
        && doc.every(doc.pack.class_name(mention.class)).iter().map(|&id| doc.mention(id)).any(|other| {
            other.tokens.len() > mention.tokens.len()
                && other.tokens.start < mention.tokens.end
                && mention.tokens.start < other.tokens.end
                && (other.attribute("role") != mention.attribute("role")
                    || other.attribute("status") != mention.attribute("status"))
                && starts(other).iter().any(|start| own.contains(start))
        })
}

fn memberships(doc: &Doc<'_, '_>, mention: &Mention, organisation: Option<Body>) -> Vec<Fact> {
    let sentence = doc.sentence(mention.tokens.start);
    let role = mention.attribute("role").unwrap_or("member");
    let one = |member: &Tokens| {
        let mut fact = Fact::new("membership", mention.rule.clone());
        let member = people::organisation_name(doc, member);
        // a body is no member of itself
        if organisation.as_ref().is_some_and(|organisation| organisation.name == member) {
            return None;
        }
        fact.set("member", member);
        fact.set("role", role.to_owned());
        if let Some(organisation) = &organisation {
            organisation.enter(&mut fact);
        }
        fact.evidence.push(sentence.clone());
        Some(fact)
    };
    // "Korea" within "the Republic of Korea" is no name of its own
    let within_longer = |tokens: &Tokens| {
        ["state", "country", "org"].iter().any(|class| {
            doc.within(class, &sentence).any(|other| {
                other.tokens.start <= tokens.start
                    && tokens.end <= other.tokens.end
                    && other.tokens.len() > tokens.len()
            })
        })
    };
    let members = mention
        .parts("member")
        .filter(|part| !names_person(doc, &part.tokens) && !within_longer(&part.tokens));
    let named: Vec<Fact> = members.filter_map(|part| one(&part.tokens)).collect();
    let wanted = named.is_empty() && mention.attribute("subject").is_some() && organisation.is_some();
    let subject = if wanted { subject_of(doc, mention, &sentence) } else { None };
    let titled = mention.attribute("subject") == Some("title") || refers(doc, &sentence);
    let subject = subject.or_else(|| if wanted && titled { title_state(doc) } else { None });
    let Some((subject, said_at)) = subject else {
        let mut named = named;
        if !named.is_empty() {
            named.extend(gapped(doc, mention, &sentence).iter().filter_map(one));
        }
        return named;
    };
    let mut facts: Vec<Fact> = one(&subject).into_iter().collect();
    facts.iter_mut().for_each(|fact| fact.evidence.push(said_at.clone()));
    facts
}

/// "A joined B in 2019, C in 2021": states with a time of their own, in a clause that leaves out its verb.
fn gapped(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Vec<Tokens> {
    let joins = doc.pack.setting("clause-joins").unwrap_or_default();
    let parts = |at: usize| {
        doc.is_mark(at, &[",", ";"]) || doc.chart.words[at].reads_as(Tags::CONJ) || doc.is_any_of(at, joins)
    };
    let verbal = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| tags.has(Tags::AUX) || tags.has(Tags::VERB))
    };
    let timed = |clause: &Tokens| doc.times.iter().any(|time| clause.contains(&time.tokens.start));
    // the clause with the verb tells when as well
    let after = mention.tokens.end..sentence.end;
    let own = after.clone().find(|&at| parts(at)).unwrap_or(sentence.end);
    if !timed(&(mention.tokens.start..own)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut start = own;
    while start < sentence.end {
        let end = (start + 1..sentence.end).find(|&at| parts(at)).unwrap_or(sentence.end);
        let clause = start + 1..end;
        let mut states = doc.within("state", &clause).map(|state| state.tokens.clone());
        if let (Some(state), None) = (states.next(), states.next())
            && state.start <= clause.start + 1
            && timed(&(state.end..end))
            && !clause.clone().any(verbal)
        {
            found.push(state);
        } else {
            break;
        }
        start = end;
    }
    found
}

/// "A, a founding member of B, joined C. It left D in March": whose joining and leaving this is. The state that
/// opens the sentence; where a pronoun or a word for a state does, the one that opens a sentence above it.
fn subject_of(doc: &Doc<'_, '_>, mention: &Mention, sentence: &Tokens) -> Option<(Tokens, Tokens)> {
    const OPENING: usize = 2;
    const BACK: usize = 3;
    let opener = |sentence: &Tokens| {
        let opening = sentence.start..sentence.end.min(sentence.start + OPENING + 4);
        let mut states = doc.within("state", &opening);
        states
            .next()
            .filter(|state| state.tokens.start < sentence.start + OPENING)
            .map(|state| state.tokens.clone())
    };
    let owned = |state: &Tokens| {
        doc.is_mark(state.end, &["'s", "\u{2019}s", "'"]) || state.end > mention.tokens.start
    };
    let others = doc
        .within("state", &(sentence.start..mention.tokens.start))
        .filter(|state| doc.within("org", sentence).all(|org| !org.tokens.contains(&state.tokens.start)))
        .count();
    if let Some(state) = opener(sentence) {
        return (others == 1 && !owned(&state)).then_some((state, sentence.clone()));
    }
    let refers = refers(doc, sentence);
    let number = doc.chart.sentence_of(sentence.start);
    let above = (1..=BACK).filter_map(|back| number.checked_sub(back)).find_map(|number| {
        let above = doc.chart.segments.sentences.get(number)?.tokens.clone();
        opener(&above).filter(|state| !owned(state) || state.end <= above.end).map(|state| (state, above))
    });
    above.filter(|_| refers && others == 0)
}

/// Whether a sentence begins with a pronoun or a word for the state spoken of.
fn refers(doc: &Doc<'_, '_>, sentence: &Tokens) -> bool {
    doc.within("pronoun", &(sentence.start..sentence.end.min(sentence.start + 4))).next().is_some()
        || doc.starts("state-word", sentence.start).is_some()
}

/// The state that the title of a text about one state names.
fn title_state(doc: &Doc<'_, '_>) -> Option<(Tokens, Tokens)> {
    doc.pack.setting("sections-name-bodies")?;
    let title = doc.block(0);
    let free =
        |state: &&Mention| doc.within("org", &title).all(|org| !org.tokens.contains(&state.tokens.start));
    let mut states = doc.within("state", &title).filter(free);
    let only = states.next().filter(|_| states.next().is_none())?;
    Some((only.tokens.clone(), title.clone()))
}

/// "X of A was in the chair": the state of a person who is named, which holds no chair itself.
pub(crate) fn is_of_person(doc: &Doc<'_, '_>, state: &Tokens) -> bool {
    const GAP: usize = 2;
    let body_words = doc.pack.setting("body-words").unwrap_or_default();
    let before = state.start.saturating_sub(8)..state.start;
    doc.persons.within(&before).last().is_some_and(|(name, _)| {
        let gap = name.end..state.start;
        let first = text::fold::fold(doc.word(gap.start.min(state.start)));
        !gap.is_empty() && gap.len() <= GAP && body_words.split(' ').any(|word| word == first)
    })
}
