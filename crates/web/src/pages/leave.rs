//! The way off the lists of delivery, for whoever has the link of a letter; looking at the page changes nothing.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use store::Archive;
use store::delivery::Recipient;

use super::login::deed;
use crate::app::page;
use crate::error::Fault;
use crate::frame::{Frame, Visitor};
use crate::sight::Sight;

#[derive(Template)]
#[template(path = "leave.html")]
struct LeavePage {
    f: Frame,
    secret: String,
    done: bool,
}

fn of_secret(archive: &dyn Archive, secret: &str) -> Result<Recipient, Fault> {
    let all = archive.recipients()?;
    all.into_iter().find(|one| crate::login::is_same(&one.secret, secret)).ok_or(Fault::Missing)
}

pub async fn ask(app: Sight, visitor: Visitor, Path(secret): Path<String>) -> Result<Response, Fault> {
    let asked = secret.clone();
    let recipient = app.read(move |archive, _| of_secret(archive, &asked)).await?;
    let f = app.frame(&visitor, "", "leave");
    page(&LeavePage { f, secret, done: recipient.left.is_some() })
}

/// By the button of the page, or by one call of a mail program (RFC 8058).
pub async fn leave(app: Sight, visitor: Visitor, Path(secret): Path<String>) -> Result<Response, Fault> {
    let asked = secret.clone();
    app.write(move |archive, web| {
        let recipient = of_secret(archive, &asked)?;
        if archive.leave(&recipient.name, "asked to by the link of a letter", web.hands.now())? {
            archive.note(&deed(web, &recipient.name, "leave", &recipient.name, ""))?;
        }
        Ok(())
    })
    .await?;
    let f = app.frame(&visitor, "", "leave");
    page(&LeavePage { f, secret, done: true })
}
