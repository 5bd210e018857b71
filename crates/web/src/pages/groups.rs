//! Groups: which sources only their members see.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use store::groups::Group;
use store::staff::Role;

use super::login::{deed, is_name};
use super::malformed;
use super::staff::allow;
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::login::{Fields, Who};
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "groups.html")]
struct GroupsPage {
    f: Frame,
    groups: Vec<Line>,
    /// Who has an account, and what issued something in the record.
    accounts: Vec<String>,
    sources: Vec<String>,
}

pub struct Line {
    pub name: String,
    pub members: Vec<String>,
    pub sources: Vec<String>,
}

pub async fn groups(app: Sight, visitor: Visitor, who: Who) -> Result<Response, Fault> {
    allow(&who, Role::Administrator)?;
    let f = app.frame(&visitor, "groups", "nav-groups");
    let template = app
        .read(move |archive, web| {
            let catalogue = web.catalogue()?;
            let publishers = catalogue.publications.iter().filter_map(|leaf| leaf.publisher);
            let sources: std::collections::BTreeSet<String> =
                publishers.map(|name| catalogue.text(name).to_owned()).collect();
            let line = |group: Group| Line {
                name: group.name,
                members: group.members.into_iter().collect(),
                sources: group.sources.into_iter().collect(),
            };
            Ok(GroupsPage {
                f,
                groups: archive.groups()?.into_iter().map(line).collect(),
                accounts: archive.accounts()?.into_iter().map(|account| account.name).collect(),
                sources: sources.into_iter().collect(),
            })
        })
        .await?;
    page(&template)
}

/// The longest name of a source.
const LONGEST: usize = 300;

pub async fn change(app: Sight, who: Who, fields: Fields) -> Result<Response, Fault> {
    allow(&who, Role::Administrator)?;
    let name = fields.get("name").to_owned();
    let action = fields.get("do").to_owned();
    let member = fields.get("member").to_owned();
    let source = fields.get("source").to_lowercase();
    app.write(move |archive, web| {
        let found = archive.groups()?.into_iter().find(|group| group.name == name);
        let detail = match action.as_str() {
            "make" => {
                if !is_name(&name) || found.is_some() {
                    return Err(malformed("wrong-group"));
                }
                let created_at = web.hands.now();
                archive.save_group(&Group {
                    name: name.clone(),
                    members: Default::default(),
                    sources: Default::default(),
                    created_at,
                })?;
                String::new()
            }
            "dissolve" => {
                if !archive.remove_group(&name)? {
                    return Err(Fault::Missing);
                }
                found
                    .map(|group| group.sources.into_iter().collect::<Vec<_>>().join(", "))
                    .unwrap_or_default()
            }
            "admit" | "dismiss" => {
                let mut group = found.ok_or(Fault::Missing)?;
                if archive.account(&member)?.is_none() {
                    return Err(malformed("wrong-member"));
                }
                let _ = if action == "admit" {
                    group.members.insert(member.clone())
                } else {
                    group.members.remove(&member)
                };
                archive.save_group(&group)?;
                member
            }
            "restrict" | "lift" => {
                let mut group = found.ok_or(Fault::Missing)?;
                if source.is_empty() || source.chars().count() > LONGEST {
                    return Err(malformed("wrong-source"));
                }
                let _ = if action == "restrict" {
                    group.sources.insert(source.clone())
                } else {
                    group.sources.remove(&source)
                };
                archive.save_group(&group)?;
                source
            }
            _ => return Err(malformed("error-malformed")),
        };
        archive.note(&deed(web, &who.name, &format!("group-{action}"), &name, &detail))?;
        Ok(())
    })
    .await?;
    Ok(Redirect::to("/groups").into_response())
}
