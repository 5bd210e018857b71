//! The map: where things took place, over shapes that ship with the program.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::RawQuery;
use axum::response::Response;
use report::atlas::{Window, project};

use super::entries::{Link, address};
use super::{assets, pairs};
use crate::app::page;
use crate::catalogue::Symbol;
use crate::choice::Choice;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::sight::Sight;

pub struct Dot {
    pub x: i32,
    pub y: i32,
    pub r: i32,
    pub name: String,
    pub count: usize,
    pub address: String,
    /// Whether the name is written beside it.
    pub named: bool,
}

#[derive(Template)]
#[template(path = "map.html")]
struct Map {
    f: Frame,
    world: &'static str,
    borders: bool,
    dots: Vec<Dot>,
    /// The part of the world that holds all dots.
    view: String,
    kinds: Vec<Link>,
    /// How many entries name a place whose ground is not known.
    elsewhere: usize,
}

pub async fn map(app: Sight, visitor: Visitor, query: RawQuery) -> Result<Response, Fault> {
    let pairs = pairs(&query);
    let mut choice = Choice::of(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    choice.kind.get_or_insert_with(|| "event".to_owned());
    let f = app.frame(&visitor, "map", "nav-map");
    let words = visitor.words;
    let template = app
        .look(move |catalogue, web| {
            let mut counts: BTreeMap<Symbol, usize> = BTreeMap::new();
            let mut elsewhere = 0;
            let listed = catalogue.listed(&choice);
            for row in catalogue.rows(&listed.rows) {
                let places = catalogue.places(row);
                let known = places
                    .iter()
                    .filter(|place| catalogue.spots.get(place).is_some_and(|spot| spot.at.is_some()));
                let mut any = false;
                for place in known {
                    *counts.entry(*place).or_default() += 1;
                    any = true;
                }
                elsewhere += usize::from(!any && !places.is_empty());
            }
            let mut dots: Vec<Dot> = counts
                .into_iter()
                .filter_map(|(place, count)| {
                    let (lat, lon) = catalogue.spots.get(&place)?.at?;
                    let (x, y) = project(lat, lon);
                    let narrowed = choice.with("place", Some(catalogue.text(place)));
                    Some(Dot {
                        x,
                        y,
                        r: 5 + (12.0 * (count as f64).ln_1p() / 3.0) as i32,
                        name: catalogue.name(place, web.lore.as_ref(), &words.lang),
                        count,
                        address: address(&narrowed),
                        named: false,
                    })
                })
                .collect();
            dots.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.name.cmp(&b.name)));
            name_apart(&mut dots);
            let kinds = listed
                .offers("kind")
                .iter()
                .filter(|offer| matches!(offer.value.as_str(), "event" | "document"));
            let kinds = kinds
                .map(|offer| Link {
                    label: words.kinds(&offer.value),
                    count: offer.count,
                    chosen: offer.chosen,
                    address: format!("/map?{}", choice.with("kind", Some(&offer.value)).query()),
                })
                .collect();
            Ok(Map {
                f,
                world: assets::world(),
                borders: web.settings.borders,
                view: view(&dots),
                dots,
                kinds,
                elsewhere,
            })
        })
        .await?;
    page(&template)
}

/// Names the greatest dots, as far as their names do not lie upon each other.
fn name_apart(dots: &mut [Dot]) {
    let mut named: Vec<(i32, i32)> = Vec::new();
    for dot in dots {
        let is_free = |(x, y): &(i32, i32)| (dot.x - x).abs() > 120 || (dot.y - y).abs() > 22;
        if named.len() < 12 && named.iter().all(is_free) {
            dot.named = true;
            named.push((dot.x, dot.y));
        }
    }
}

fn view(dots: &[Dot]) -> String {
    let Window { left, top, width, height } = Window::around(dots.iter().map(|dot| (dot.x, dot.y)));
    format!("{left} {top} {width} {height}")
}
