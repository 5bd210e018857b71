//! Editing an edition before it goes out: every line with what may be done with it, one form each.

use askama::Template;
use axum::extract::{Path, RawQuery};
use axum::response::{IntoResponse, Redirect, Response};
use report::edit::{Act, Edited, Kind, Line, Refused, Signed, TOP};
use report::wording::{Inline, Page};
use report::{Locale, html, kept};
use store::Archive;
use store::delivery::{ActId, EditionAct, FiledEdition};
use store::staff::Role;

use super::delivery::known;
use super::login::deed;
use super::staff::allow;
use super::{first, malformed, pairs};
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::guard::SelfContained;
use crate::login::{Fields, Who};
use crate::sight::Sight;

/// A part of a line: words, or the number of a passage.
pub struct Part {
    pub text: String,
    pub passage: Option<u32>,
}

pub struct EditLine {
    pub key: String,
    pub kind: &'static str,
    pub depth: usize,
    pub parts: Vec<Part>,
    pub by: String,
    pub dropped: bool,
    pub hidden: bool,
    pub may_rise: bool,
    pub may_sink: bool,
    pub may_drop: bool,
    pub may_comment: bool,
    pub may_add: bool,
    pub is_heading: bool,
}

#[derive(Template)]
#[template(path = "edit.html")]
struct EditPage {
    f: Frame,
    number: u64,
    title: String,
    lang: String,
    lines: Vec<EditLine>,
    acts: usize,
    left_out: usize,
    top: &'static str,
    longest: usize,
}

/// An edition with what editors did with it so far.
pub struct OnDesk {
    pub filed: FiledEdition,
    pub built: Page,
    pub acts: Vec<(ActId, EditionAct)>,
}

impl OnDesk {
    pub fn of(archive: &dyn Archive, asked: &str) -> Result<OnDesk, Fault> {
        let filed = known(archive, asked)?;
        let body = archive.edition_page(filed.id)?.ok_or(Fault::Missing)?;
        let built = kept::read(&body).map_err(|error| Fault::Broken(error.to_string()))?;
        let acts = archive.edition_acts(filed.id)?;
        Ok(OnDesk { filed, built, acts })
    }

    pub fn edited(&self) -> Edited {
        let signed = |(id, act): &(ActId, EditionAct)| {
            Some(Signed {
                number: id.0,
                by: act.person.clone(),
                at: act.at.to_string(),
                act: Act::of(&act.act, &act.piece, &act.words)?,
            })
        };
        let acts: Vec<Signed> = self.acts.iter().filter_map(signed).collect();
        Edited::of(self.built.clone(), &acts)
    }

    pub fn locale(&self) -> &'static Locale {
        Locale::built_in(&self.filed.edition.lang).unwrap_or_else(|| Locale::first())
    }

    /// Files one more act, where it can be done.
    pub fn act(&self, archive: &mut dyn Archive, act: &EditionAct) -> Result<ActId, Fault> {
        let known = Act::of(&act.act, &act.piece, &act.words).ok_or(malformed("error-malformed"))?;
        let signed = Signed { number: 0, by: act.person.clone(), at: act.at.to_string(), act: known };
        self.edited().act(&signed).map_err(|refused| match refused {
            Refused::NoPiece | Refused::NotSo => Fault::Changed,
            Refused::Words => malformed("wrong-words"),
        })?;
        Ok(archive.add_edition_act(self.filed.id, act)?)
    }
}

fn parts(words: &[Inline], parts: &mut Vec<Part>) {
    for inline in words {
        match inline {
            Inline::Text(text) | Inline::Web(text) => push(parts, text),
            Inline::Foreign(words) | Inline::Quote(words) => push(parts, &words.text),
            Inline::Strong(words) | Inline::Aside(words) | Inline::Link { text: words, .. } => {
                self::parts(words, parts);
            }
            Inline::Cite(cites) => {
                let number = |number: &u32| Part { text: String::new(), passage: Some(*number) };
                parts.extend(cites.numbers.iter().map(number));
            }
        }
    }
}

fn push(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        Some(Part { text: last, passage: None }) => last.push_str(text),
        _ => parts.push(Part { text: text.to_owned(), passage: None }),
    }
}

fn shown(line: Line) -> EditLine {
    let kind = match line.kind {
        Kind::Section => "section",
        Kind::Story => "story",
        Kind::Line => "line",
        Kind::Comment => "comment",
    };
    let mut words = Vec::new();
    parts(&line.words, &mut words);
    EditLine {
        may_add: line.may_drop && !line.dropped && line.kind != Kind::Comment,
        is_heading: matches!(line.kind, Kind::Section | Kind::Story),
        kind,
        depth: line.depth.min(4),
        parts: words,
        by: line.by.unwrap_or_default(),
        dropped: line.dropped,
        hidden: line.hidden,
        may_rise: line.may_rise,
        may_sink: line.may_sink,
        may_drop: line.may_drop,
        may_comment: line.may_comment,
        key: line.key,
    }
}

pub async fn ask(
    app: Sight,
    visitor: Visitor,
    who: Who,
    Path(asked): Path<String>,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let mut f = app.frame(&visitor, "delivery", "nav-delivery");
    let template = app
        .read(move |archive, _| {
            let desk = OnDesk::of(archive, &asked)?;
            let edited = desk.edited();
            f.title = format!("{}: {}", f.title, desk.filed.edition.title);
            Ok(EditPage {
                f,
                number: desk.filed.id.0,
                title: desk.filed.edition.title.clone(),
                lang: desk.filed.edition.lang.clone(),
                left_out: edited.left_out(),
                lines: edited.lines().into_iter().map(shown).collect(),
                acts: desk.acts.len(),
                top: TOP,
                longest: report::edit::LONGEST,
            })
        })
        .await?;
    page(&template)
}

pub async fn save(
    app: Sight,
    who: Who,
    Path(asked): Path<String>,
    fields: Fields,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let (name, piece) = (fields.get("do").to_owned(), fields.get("piece").to_owned());
    let words = fields.get("words").to_owned();
    let back = format!("/delivery/{asked}/edit#{}", anchor(&piece));
    app.write(move |archive, web| {
        let desk = OnDesk::of(archive, &asked)?;
        let act = EditionAct {
            act: name.clone(),
            piece: piece.clone(),
            words,
            person: who.name.clone(),
            at: web.hands.now(),
        };
        desk.act(archive, &act)?;
        archive.note(&deed(web, &who.name, "edit", &asked, &format!("{name} {piece}")))?;
        Ok(())
    })
    .await?;
    Ok(Redirect::to(&back).into_response())
}

/// The name of a piece as an anchor of the page.
fn anchor(piece: &str) -> String {
    let fit = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    format!("at-{}", piece.chars().filter(|c| fit(*c)).collect::<String>())
}

/// The page as editors left it so far, or as it was built.
pub async fn preview(
    app: Sight,
    who: Who,
    Path(asked): Path<String>,
    query: RawQuery,
) -> Result<Response, Fault> {
    allow(&who, Role::Editor)?;
    let built = first(&pairs(&query), "built").is_some();
    let page = app
        .read(move |archive, _| {
            let desk = OnDesk::of(archive, &asked)?;
            let page = if built { desk.built.clone() } else { desk.edited().page(desk.locale()) };
            Ok(html::page(&page, desk.locale()))
        })
        .await?;
    let mut response = axum::response::Html(page).into_response();
    response.extensions_mut().insert(SelfContained);
    Ok(response)
}
