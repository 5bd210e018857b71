//! A publication that is a document itself: an order under its heading, the communique of a session.

use rules::Mention;
use text::fold::fold;
use text::morph::Tags;
use text::segment::BlockKind;
use text::token::TokenKind;

use crate::claims::Fact;
use crate::doc::{Doc, Tokens};
use crate::events::{self, Event, Events};
use crate::{forms, time};

/// Lines over the first paragraph, at most.
const HEAD: usize = 9;
/// Words of a line of the head.
const LINE: usize = 36;

/// The head of a publication that says of itself what document it is.
struct Head {
    /// The line that says what it is: "ORDER No. 17".
    kind_line: usize,
    kind: String,
    /// All lines of the head.
    lines: Tokens,
    /// What it is called there.
    title: Tokens,
}

/// The document that the publication is, by its head.
pub(super) fn itself(doc: &Doc<'_, '_>, events: &Events) -> Option<Fact> {
    let head = head(doc)?;
    let mut fact = Fact::new("document", "extract/itself".into());
    fact.set("kind", head.kind.clone());
    fact.set("title", forms::plain(doc, &head.title));
    let order = head.kind == "decision";
    fact.set("action", if order { "signed" } else { "adopted" }.to_owned());
    fact.evidence.push(head.title.clone());
    let session = events.list.iter().find(|event| {
        let line = doc.block_of(event.mentions.first().map_or(usize::MAX, |first| first.start));
        event.worth && event.kind() == "session" && line <= head.lines.end
    });
    match session.filter(|_| !order) {
        Some(session) => of_session(&mut fact, session),
        None => of_lines(doc, &mut fact, &head, order),
    }
    let made = fact.get("date").is_some() || fact.get("body").is_some();
    made.then_some(fact)
}

fn of_session(fact: &mut Fact, session: &Event) {
    for slot in ["body", "date", "place"] {
        if let Some(value) = session.fact.get(slot) {
            fact.set(slot, value.to_owned());
        }
    }
    fact.evidence.extend(session.fact.evidence.first().cloned());
}

/// When, where and by whom, as the lines of the head or the foot say.
fn of_lines(doc: &Doc<'_, '_>, fact: &mut Fact, head: &Head, order: bool) {
    const FOOT: usize = 4;
    let blocks = doc.blocks();
    let foot = blocks.end.saturating_sub(FOOT).max(head.lines.end)..blocks.end;
    let dated = head.lines.clone().chain(foot).find_map(|number| {
        let line = doc.block(number);
        let day = doc.times.iter().find(|time| line.contains(&time.tokens.start) && is_day(time))?;
        (line.len() <= LINE && !head.title.contains(&day.tokens.start)).then_some((number, day))
    });
    if let Some((number, day)) = dated {
        fact.set("date", day.value.as_str().to_owned());
        fact.evidence.push(doc.block(number));
        // the place stands in the line of the day or right beside it
        let beside = [number, number + 1, number.wrapping_sub(1)];
        let named = |line: usize| {
            let tokens = doc.block(line);
            let head = head.lines.contains(&line) || line >= head.lines.end && tokens.len() <= LINE / 2;
            let free = !names_body(doc, &tokens) || line == number;
            events::place_of_line(doc, &tokens).filter(|_| head && free)
        };
        if let Some(place) = beside.into_iter().filter(|line| blocks.contains(line)).find_map(named) {
            fact.set("place", place);
        }
    }
    let body = maker(doc, head).or_else(|| if order { signer(doc, head) } else { None });
    if let Some(body) = body {
        fact.set("body", body);
    }
}

fn is_day(time: &time::Time) -> bool {
    time.precision == 3 && !time.open
}

/// Whether a line is the name of a body.
fn names_body(doc: &Doc<'_, '_>, line: &Tokens) -> bool {
    doc.within("org", line).any(|org| org.tokens.len() * 2 >= words(doc, line))
}

fn words(doc: &Doc<'_, '_>, line: &Tokens) -> usize {
    line.clone().filter(|&at| doc.chart.tokens()[at].kind == TokenKind::Word).count()
}

/// The lines up to the first paragraph, and what they say.
fn head(doc: &Doc<'_, '_>) -> Option<Head> {
    let blocks = doc.blocks();
    if blocks.start > 0 {
        return None;
    }
    let line = |number: &usize| {
        let tokens = doc.block(*number);
        let ends = tokens.end > tokens.start && doc.is_mark(tokens.end - 1, &[".", ":", ";", ","]);
        !tokens.is_empty()
            && tokens.len() <= LINE
            && doc.block_kind(*number) != BlockKind::Item
            && (!ends || tokens.len() <= LINE / 3)
    };
    let end = (0..blocks.end.min(HEAD)).take_while(line).last()? + 1;
    let (kind_line, kind) = (0..end).find_map(|number| Some((number, kind_of(doc, &doc.block(number))?)))?;
    let title = match kind.as_str() {
        "decision" => called(doc, kind_line, end).or_else(|| numbered(doc, kind_line, end))?,
        _ => goes_on(doc, kind_line, end)?,
    };
    Some(Head { kind_line, kind, lines: 0..end, title })
}

/// What document a line names that is nothing but its name: capitals and numbers, and no verb.
fn kind_of(doc: &Doc<'_, '_>, line: &Tokens) -> Option<String> {
    const LONGEST: usize = 30;
    let mut heads = line.clone().filter_map(|at| doc.starts("document-head", at));
    let head = heads.next()?;
    let kind = head.attribute("kind")?;
    let opening = line.start..head.tokens.start;
    let capital = |at: usize| {
        let token = &doc.chart.tokens()[at];
        token.kind != TokenKind::Word || token.is_capitalised()
    };
    let verb = |at: usize| {
        let first = doc.chart.words[at].readings.first();
        first.is_some_and(|tags| {
            (tags.has(Tags::VERB) || tags.has(Tags::AUX)) && !tags.has(Tags::PART) && !tags.has(Tags::NOUN)
        })
    };
    let named = match kind {
        "decision" => {
            let alone = line.clone().all(capital) && words(doc, line) <= 8;
            alone && doc.within("org", &opening).all(|org| org.tokens.len() <= 6)
        }
        "communique" => opening.len() <= 2 && line.len() <= LONGEST,
        _ => false,
    };
    let plain = !line.clone().any(verb) && capital(line.start);
    (named && plain).then(|| kind.to_owned())
}

/// The line under an order's number and day that says what it is about.
fn called(doc: &Doc<'_, '_>, kind_line: usize, end: usize) -> Option<Tokens> {
    const FEWEST: usize = 3;
    (kind_line + 1..end).map(|number| doc.block(number)).find(|line| {
        let dated =
            doc.times.iter().any(|time| line.start <= time.tokens.start && time.tokens.end <= line.end)
                && words(doc, line) <= 6;
        let post = doc.starts("title", line.start).is_some() || doc.starts("person", line.start).is_some();
        let ends = doc.is_mark(line.end - 1, &[":", ";", ","]);
        words(doc, line) >= FEWEST && !dated && !post && !ends && !names_body(doc, line)
    })
}

/// "Presidential Decree No. 118": where nothing says what it is about, its number names it.
fn numbered(doc: &Doc<'_, '_>, kind_line: usize, end: usize) -> Option<Tokens> {
    let line = doc.block(kind_line);
    let number = |line: &Tokens| line.clone().any(|at| doc.chart.tokens()[at].kind == TokenKind::Number);
    let beside = kind_line + 1 < end && number(&doc.block(kind_line + 1));
    (words(doc, &line) > 1 && (number(&line) || beside)).then_some(line)
}

/// "COMMUNIQUE" and what goes on in the next line in a small letter: "of the ninth session of the Council".
fn goes_on(doc: &Doc<'_, '_>, kind_line: usize, end: usize) -> Option<Tokens> {
    let line = doc.block(kind_line);
    let next = doc.block(kind_line + 1);
    let small = !next.is_empty() && kind_line + 1 < end && !doc.chart.tokens()[next.start].is_capitalised();
    let tokens = if small { line.start..next.end } else { line };
    (words(doc, &tokens) > 2).then_some(tokens)
}

/// Who issues it: the body or the post that the head names in a line of its own, before the line of the kind.
fn maker(doc: &Doc<'_, '_>, head: &Head) -> Option<String> {
    let post = (0..head.lines.end).rev().filter(|&line| line != head.kind_line).find_map(|line| {
        let line = doc.block(line);
        let title = doc.starts("title", line.start)?;
        (title.tokens.len() + 1 >= line.len()).then(|| forms::nominative(doc, &title.tokens))
    });
    post.or_else(|| {
        let orgs = (0..head.kind_line).rev().map(|line| doc.block(line));
        let mut named = orgs.filter(|line| names_body(doc, line));
        named.find_map(|line| doc.within("org", &line).next().map(|org| as_told(doc, org)))
    })
}

/// A body that the head has in capitals, as the text writes it elsewhere.
fn as_told(doc: &Doc<'_, '_>, org: &Mention) -> String {
    let written = forms::nominative(doc, &org.tokens);
    let name = fold(&written);
    let capitals = |tokens: &Tokens| {
        tokens.clone().all(|at| {
            doc.chart.tokens()[at].kind != TokenKind::Word
                || doc.word(at).chars().all(|letter| !letter.is_lowercase())
        })
    };
    let others = doc.all("org").iter().map(|&id| &doc.mention(id).tokens);
    let mut told = others.filter(|tokens| !capitals(tokens)).map(|tokens| forms::nominative(doc, tokens));
    told.find(|other| fold(other) == name).unwrap_or(written)
}

/// The post under an order, where its head names nobody.
fn signer(doc: &Doc<'_, '_>, head: &Head) -> Option<String> {
    const FOOT: usize = 4;
    let blocks = doc.blocks();
    let foot = blocks.end.saturating_sub(FOOT).max(head.lines.end)..blocks.end;
    foot.map(|number| doc.block(number)).find_map(|line| {
        let title = doc.starts("title", line.start).filter(|_| line.len() <= LINE / 2)?;
        let whose = doc.persons.within(&line).next().map_or(line.end, |(person, _)| person.start);
        let post = title.tokens.start..whose.max(title.tokens.end);
        Some(forms::plain(doc, &forms::bare(doc, &post)))
    })
}
