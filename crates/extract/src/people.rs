//! Persons and the offices they hold.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::forms;

mod owner;
mod signature;
mod succession;

use owner::{beside, context_organisation, new_state};
use signature::signatures;

/// A person of the publication, under the fullest form of the name in it.
#[derive(Clone, Debug)]
pub(crate) struct Person {
    pub name: String,
    /// Folded last word of the name in its dictionary form.
    surname: String,
    /// Where the fullest form stands first.
    pub tokens: Tokens,
}

/// The persons of a publication and every place where one is named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Persons {
    pub known: Arc<Vec<Person>>,
    /// In order of the text: tokens and whose name they are.
    pub named: Vec<(Tokens, usize)>,
    by_word: ByWord,
}

/// Many persons by the words of their names: two names of one person share a word. Of few none is asked for.
#[derive(Clone, Debug, Default)]
struct ByWord {
    words: HashMap<String, Vec<usize>>,
    /// How many persons were taken in.
    count: usize,
}

impl ByWord {
    const FEW: usize = 100;

    fn take_in(&mut self, known: &[Person]) {
        if known.len() > ByWord::FEW {
            for (at, person) in known.iter().enumerate().skip(self.count) {
                ByWord::enter(&mut self.words, &person.name, at);
            }
            self.count = known.len();
        }
    }

    /// Adds a name to a person who was taken in.
    fn add(&mut self, name: &str, at: usize) {
        if at < self.count {
            ByWord::enter(&mut self.words, name, at);
        }
    }

    fn enter(words: &mut HashMap<String, Vec<usize>>, name: &str, at: usize) {
        for word in name.split(|c: char| c == '.' || c.is_whitespace()).filter(|word| !word.is_empty()) {
            words.entry(word.to_owned()).or_default().push(at);
        }
    }

    /// Whoever may be called this, in order; `None` where there are few.
    fn like(&self, name: &str) -> Option<Vec<usize>> {
        if self.count == 0 {
            return None;
        }
        let words = name.split(|c: char| c == '.' || c.is_whitespace());
        let mut like: Vec<usize> = words.filter_map(|word| self.words.get(word)).flatten().copied().collect();
        like.sort_unstable();
        like.dedup();
        Some(like)
    }
}

impl Persons {
    pub fn collect(doc: &Doc<'_, '_>) -> Persons {
        let mut persons = Persons::default();
        for &id in doc.all("person") {
            let mention = doc.mention(id);
            let dated = |at: usize| crate::events::dated_word(doc.word(at));
            if names_body(doc, &mention.tokens) || mention.tokens.clone().any(dated) {
                continue;
            }
            let governor = governor_of(doc, &mention.tokens);
            let name = forms::person(doc, &mention.tokens, governor.as_ref());
            let at = persons.enter(name, mention.tokens.clone());
            persons.named.push((mention.tokens.clone(), at));
        }
        persons.add_surnames(doc);
        persons.named.sort_by_key(|(tokens, _)| tokens.start);
        persons
    }

    /// The number of the person of this name, entered now if new.
    fn enter(&mut self, name: String, tokens: Tokens) -> usize {
        let surname = surname_of(&name);
        let same = self.same_as(&name);
        let known = Arc::make_mut(&mut self.known);
        match same {
            Some(at) => {
                let abbreviated = |name: &str| name.contains('.');
                let parts = |name: &str| name.split_whitespace().count();
                let fuller = parts(&name) > parts(&known[at].name) && !abbreviated(&name)
                    || abbreviated(&known[at].name) && !abbreviated(&name);
                if fuller {
                    self.by_word.add(&name, at);
                    known[at].name = name;
                    known[at].tokens = tokens;
                }
                at
            }
            None => {
                known.push(Person { name, surname, tokens });
                known.len() - 1
            }
        }
    }

    /// The first known person whose this name is.
    fn same_as(&mut self, name: &str) -> Option<usize> {
        self.by_word.take_in(&self.known);
        let same = |at: &usize| same_person(&self.known[*at].name, name);
        match self.by_word.like(name) {
            Some(like) => like.into_iter().find(same),
            None => (0..self.known.len()).find(same),
        }
    }

    /// Those who are named in a part of the text.
    pub fn stretch(&self, tokens: &Tokens) -> Persons {
        let from = self.named.partition_point(|(name, _)| name.start < tokens.start);
        let to = self.named.partition_point(|(name, _)| name.start < tokens.end);
        Persons {
            known: self.known.clone(),
            named: self.named[from..to].to_vec(),
            by_word: ByWord::default(),
        }
    }

    /// Finds surnames standing alone, in any case, of persons named in full elsewhere.
    fn add_surnames(&mut self, doc: &Doc<'_, '_>) {
        let mut by_start: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, person) in self.known.iter().enumerate() {
            by_start.entry(head(&person.surname)).or_default().push(at);
        }
        let taken: Vec<Tokens> = self.named.iter().map(|(tokens, _)| tokens.clone()).collect();
        let mut next = 0;
        for (at, token) in doc.chart.tokens().iter().enumerate() {
            while taken.get(next).is_some_and(|tokens| tokens.end <= at) {
                next += 1;
            }
            let inside = taken.get(next).is_some_and(|tokens| tokens.contains(&at));
            if inside || token.kind != TokenKind::Word || !token.is_capitalised() {
                continue;
            }
            let word = fold(doc.word(at));
            let candidates = by_start.get(&head(&word)).into_iter().flatten().copied();
            let mut fitting =
                candidates.filter(|&person| inflected_alike(&self.known[person].surname, &word));
            if let (Some(person), None) = (fitting.next(), fitting.next()) {
                self.named.push((at..at + 1, person));
            }
        }
    }

    pub fn within(&self, tokens: &Tokens) -> impl DoubleEndedIterator<Item = (&Tokens, usize)> {
        let from = self.named.partition_point(|(name, _)| name.start < tokens.start);
        let to = from + self.named[from..].partition_point(|(name, _)| name.start < tokens.end);
        self.named[from..to].iter().map(|(name, person)| (name, *person))
    }

    pub fn at(&self, tokens: &Tokens) -> Option<usize> {
        self.within(tokens).next().map(|(_, person)| person)
    }
}

/// Words of a body's name that look like a person's: "the Heydar Aliyev Foundation".
fn names_body(doc: &Doc<'_, '_>, tokens: &Tokens) -> bool {
    doc.pack.setting("persons-outside-bodies").is_some()
        && doc.covering("org", tokens).any(|org| org.tokens.len() > tokens.len())
}

fn head(word: &str) -> String {
    word.chars().take(3).collect()
}

fn surname_of(name: &str) -> String {
    fold(name.rsplit([' ', '.']).next().unwrap_or(name))
}

/// One name, or one the other with initials or fewer parts.
fn same_person(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split_whitespace().collect(), b.split_whitespace().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() < long.len() && short.len() > 1 && short.iter().all(|word| long.contains(word)) {
        return true;
    }
    abbreviates(&short, &long) || abbreviates(&long, &short)
}

/// "B. Able" and "B.Able" for "Boris Able".
fn abbreviates(short: &[&str], full: &[&str]) -> bool {
    let parts: Vec<&str> =
        short.iter().flat_map(|word| word.split('.')).filter(|part| !part.is_empty()).collect();
    let ([initial, surname], [given, .., family]) = (parts.as_slice(), full) else { return false };
    let initial = (initial.chars().count() == 1).then(|| initial.chars().next()).flatten();
    initial.is_some() && initial == given.chars().next() && given.chars().count() > 2 && surname == family
}

/// Two forms of one surname: equal up to a short ending.
fn inflected_alike(surname: &str, word: &str) -> bool {
    if surname == word {
        return true;
    }
    let (a, b): (Vec<char>, Vec<char>) = (surname.chars().collect(), word.chars().collect());
    let common = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    if surname.is_ascii() {
        return false;
    }
    common >= 3 && common + 1 >= a.len() && b.len() <= common + 3 && common >= a.len().saturating_sub(2)
}

/// The title right before a name, whose case the name shares; titles and states may stand between.
fn governor_of(doc: &Doc<'_, '_>, name: &Tokens) -> Option<Tokens> {
    let sentence = doc.sentence(name.start);
    let before = sentence.start..name.start;
    let title = doc.within("title", &before).last()?;
    let gap = title.tokens.end..name.start;
    let plain = gap.clone().all(|at| {
        !doc.is_mark(at, &[",", ";", ":", "(", ")", "."]) && !doc.chart.words[at].reads_as(Tags::VERB)
    });
    (plain && gap.len() <= 8).then(|| title.tokens.clone())
}

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
        .filter_map(|mention| Some(mention.part("title")?.tokens.end))
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
            other.part("former").is_some()
                || matches!(other.attribute("status"), Some("former" | "dismissed"))
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
    for fact in read.into_iter().filter(|(mention, _)| full(mention)).flat_map(|(_, facts)| facts) {
        enter(&mut found, fact);
    }
    for fact in signatures(doc).into_iter().chain(succession::same_posts(doc, &found)) {
        enter(&mut found, fact);
    }
    fill_organisations(&mut found);
    fill_from_like_posts(doc, &mut found);
    found
}

/// Posts won and lost without a day: those that a report of a sitting tells of are dated by it.
pub(crate) fn date_by_sitting(doc: &Doc<'_, '_>, events: &crate::events::Events, offices: &mut [Fact]) {
    for fact in offices {
        let turns = matches!(fact.get("status"), Some("appointed" | "elected" | "dismissed"));
        let Some(sentence) = fact.evidence.first().cloned().filter(|_| turns && fact.get("date").is_none())
        else {
            continue;
        };
        // "was elected in 2019": another occasion
        let dated = doc.times.iter().any(|time| sentence.contains(&time.tokens.start));
        let Some(event) = events.in_focus(doc, sentence.end).map(|at| &events.list[at]).filter(|_| !dated)
        else {
            continue;
        };
        let sits = matches!(event.kind(), "session" | "conference" | "vote");
        if let Some(date) = event.fact.get("date").filter(|date| sits && date.len() >= 10) {
            fact.set("date", date.to_owned());
            fact.evidence.extend(event.fact.evidence.first().cloned());
        }
    }
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

/// One fact for a person and post: a later mention may add what the first one lacks.
fn enter(found: &mut Vec<Fact>, fact: Fact) {
    let same = found.iter_mut().find(|known| {
        let same_slot = |slot: &str| known.slots.get(slot) == fact.slots.get(slot);
        let title_same = match (known.slots.get("title"), fact.slots.get("title")) {
            (Some(a), Some(b)) => fold(a) == fold(b) || contains_words(a, b) || contains_words(b, a),
            _ => false,
        };
        let compatible = match (
            known.slots.get("status").map(String::as_str),
            fact.slots.get("status").map(String::as_str),
        ) {
            (a, b) if a == b => true,
            (Some("former"), Some("dismissed")) | (Some("dismissed"), Some("former")) => true,
            (Some("elected"), Some("appointed")) | (Some("appointed"), Some("elected")) => true,
            (Some("current"), Some("appointed" | "elected"))
            | (Some("appointed" | "elected"), Some("current")) => true,
            _ => false,
        };
        same_slot("person") && title_same && compatible && organisations_agree(known, &fact)
    });
    match same {
        None => found.push(fact),
        Some(known) => {
            for (slot, value) in &fact.slots {
                let longer =
                    slot == "title" && known.slots.get(slot).is_some_and(|old| old.len() < value.len());
                let elected = known.slots.get("status").is_some_and(|status| status == "elected");
                let stronger = slot == "status" && value != "current" && value != "former" && !elected;
                if longer || stronger || !known.slots.contains_key(slot) {
                    known.slots.insert(slot.clone(), value.clone());
                }
            }
            let fuller = known.slots.len() < fact.slots.len();
            if fuller {
                known.evidence.extend(fact.evidence);
            }
        }
    }
}

fn contains_words(long: &str, short: &str) -> bool {
    let long: Vec<String> = long.split_whitespace().map(fold).collect();
    short.split_whitespace().map(fold).all(|word| long.iter().any(|other| alike(other, &word)))
}

/// One word, also with a short ending of whose it is.
fn alike(a: &str, b: &str) -> bool {
    const STEM: usize = 5;
    const ENDING: usize = 2;
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long
        || !short.is_ascii()
            && short.chars().count() >= STEM
            && long.starts_with(short)
            && long.chars().count() <= short.chars().count() + ENDING
}

fn organisations_agree(a: &Fact, b: &Fact) -> bool {
    match (a.slots.get("organisation"), b.slots.get("organisation")) {
        (Some(a), Some(b)) => fold(a) == fold(b) || contains_words(a, b) || contains_words(b, a),
        _ => true,
    }
}

/// A post said once with its organisation and again without keeps it.
fn fill_organisations(found: &mut [Fact]) {
    let known: Vec<(String, String, String)> = found
        .iter()
        .filter_map(|fact| {
            Some((
                fact.slots.get("person")?.clone(),
                fact.slots.get("title")?.clone(),
                fact.slots.get("organisation")?.clone(),
            ))
        })
        .collect();
    for fact in found.iter_mut().filter(|fact| !fact.slots.contains_key("organisation")) {
        let (Some(person), Some(title)) = (fact.slots.get("person"), fact.slots.get("title")) else {
            continue;
        };
        let same = known.iter().find(|(who, what, _)| who == person && fold(what) == fold(title));
        if let Some((_, _, organisation)) = same {
            fact.slots.insert("organisation".to_owned(), organisation.clone());
        }
    }
}

/// A chair or secretary without a body is that of the body whose like post was named before, else of the
/// organisation that the text is about.
fn fill_from_like_posts(doc: &Doc<'_, '_>, found: &mut [Fact]) {
    let last_word = |title: &str| title.split_whitespace().last().map(fold);
    for at in 0..found.len() {
        let Some(title) =
            found[at].get("title").filter(|_| found[at].get("organisation").is_none()).map(str::to_owned)
        else {
            continue;
        };
        let like = found[..at].iter().rev().find(|other| {
            other.get("organisation").is_some()
                && other.get("title").is_some_and(|other| last_word(other) == last_word(&title))
        });
        let body = like
            .filter(|_| found[at].scope.as_deref() == Some("organisation"))
            .and_then(|like| like.get("organisation"))
            .map(str::to_owned);
        let main = doc.main_org.as_ref().filter(|_| {
            found[at].scope.as_deref() == Some("organisation")
                && doc.pack.setting("organisation-from-context").is_some()
        });
        if let Some(organisation) = body.or_else(|| main.map(|tokens| forms::nominative(doc, tokens))) {
            found[at].set("organisation", organisation);
        }
    }
}

fn office(doc: &Doc<'_, '_>, mention: &Mention) -> Vec<Fact> {
    let persons: Vec<&Tokens> = mention.parts("person").map(|part| &part.tokens).collect();
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
                let last = head.and_then(|head| doc.chart.words.get(head.tokens.end.checked_sub(1)?));
                last.and_then(|word| word.readings.first())
                    .is_some_and(|tags| tags.has(Tags::PL) && tags.has(Tags::NOUN))
            };
            let head =
                if forms::governed_from_behind(doc) { title.end.checked_sub(1) } else { Some(title.start) };
            doc.pack.setting("plural-titles").is_some() && (title.clone().any(marked) || shared())
                || head.is_some_and(|at| {
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
    let titles: Vec<&Tokens> = mention.parts("title").map(|part| &part.tokens).collect();
    let each = paired && titles.len() == persons.len();
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
    let name = match (mention.part("what"), title) {
        (Some(what), _) => {
            format!("{}{}", doc.pack.setting("head-of").unwrap_or_default(), forms::plain(doc, &what.tokens))
        }
        // "X, who heads the Centre": its head
        (None, Some(_)) if mention.attribute("heads").is_some() => {
            let head = doc.pack.setting("head-of").unwrap_or_default();
            head.split(' ').next().unwrap_or_default().to_owned()
        }
        (None, Some(title)) => title_name(doc, title, plural),
        _ => return None,
    };
    fact.set("person", who);
    fact.set("title", name);
    let organisation = org
        .map(|tokens| organisation_name(doc, &doc.spoken_of(tokens)))
        .or_else(|| title.and_then(|title| beside(doc, title)))
        .or_else(|| title.and_then(|title| context_organisation(doc, title, mention)));
    if let Some(organisation) = organisation {
        fact.set("organisation", organisation);
    }
    let status = match mention.attribute("status") {
        Some(status) => status,
        None if mention.part("former").is_some() || after_former(doc, mention) => "former",
        None => "current",
    };
    fact.set("status", status.to_owned());
    let head = title.and_then(|title| title.clone().find_map(|at| doc.starts("title-head", at)));
    fact.scope = head.and_then(|head| head.attribute("scope")).map(str::to_owned);
    // "his deputy, X": whose deputy is not said
    let bare = head.is_some_and(|head| head.attribute("bare") == Some("no"));
    if bare && title.is_some_and(|title| title.len() == 1) && fact.get("organisation").is_none() {
        return None;
    }
    let sentence = doc.sentence(mention.tokens.start);
    if matches!(status, "appointed" | "elected" | "dismissed") {
        let time = doc.times.iter().filter(|time| {
            time.tokens.start >= sentence.start && time.tokens.end <= sentence.end && time.precision >= 2
        });
        if let Some(time) = time.min_by_key(|time| crate::time::distance(doc, &mention.tokens, &time.tokens))
        {
            fact.set("date", time.value.as_str().to_owned());
        }
    }
    fact.evidence.push(sentence);
    Some(fact)
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

/// A state for its adjective, an organisation by its name.
pub(crate) fn organisation_name(doc: &Doc<'_, '_>, tokens: &Tokens) -> String {
    if let Some(state) = new_state(doc, tokens) {
        return state;
    }
    let tokens = &doc.full_org(&without_post(doc, tokens));
    if let Some(adjective) = doc.at("country-adjective", tokens)
        && let Some(country) = adjective.attribute("id").and_then(|id| doc.pack.lexicon_form("country", id))
    {
        return country.to_owned();
    }
    forms::nominative(doc, tokens)
}

/// "of A at the UN", "of A for trade": the state or body before a small word that tells of the post.
fn without_post(doc: &Doc<'_, '_>, tokens: &Tokens) -> Tokens {
    let small = |at: &usize| doc.chart.words[*at].readings.first().is_some_and(|tags| tags.has(Tags::ADP));
    let Some(at) = (tokens.start + 1..tokens.end).find(small) else { return tokens.clone() };
    let before = tokens.start..at;
    let named = ["country", "state", "known-org"].iter().any(|class| doc.at(class, &before).is_some());
    if named { before } else { tokens.clone() }
}

/// The name of a post: the dictionary form, in the singular where a list shares it.
fn title_name(doc: &Doc<'_, '_>, tokens: &Tokens, plural: bool) -> String {
    let head = doc.starts("title-head", tokens.start);
    if let Some(single) = head.filter(|head| head.tokens == *tokens).and_then(|head| head.attribute("plural"))
    {
        return single.replace('_', " ");
    }
    if plural && forms::governed_from_behind(doc) {
        return forms::singular_head(doc, tokens);
    }
    if plural {
        let singular = tokens.clone().find_map(|at| {
            let analyses = doc.pack.morphology.analyse(doc.word(at));
            let plural =
                analyses.into_iter().find(|one| one.tags.has(Tags::NOUN) && one.tags.has(Tags::PL))?;
            Some((at, plural.lemma))
        });
        if let Some((at, singular)) = singular {
            // "ministers of transport": what the post is of stays as it is
            let rest = forms::tidy(doc.chart.written(&(at + 1..tokens.end)));
            // "foreign ministers" are foreign ministers one by one
            let lead = doc.pack.setting("plural-titles").map(|_| forms::plain(doc, &(tokens.start..at)));
            let parts = [lead.unwrap_or_default(), singular, rest];
            return parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        }
    }
    forms::nominative(doc, tokens)
}
