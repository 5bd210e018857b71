//! One message: what a newsletter says, in whichever of its parts says it best. Attachments are named, not read.

use mail_parser::{Message, MessageParser, MimeHeaders, PartType};
use record::Date;

use super::{Document, Unread, broken, filled};
use crate::gate::Limits;
use crate::html::{self, PagePack};
use crate::note::Note;

pub fn read(bytes: &[u8], pack: &PagePack, limits: &Limits) -> Result<Document, Unread> {
    limits.admit(bytes.len() as u64)?;
    let message = MessageParser::default().parse(bytes).ok_or_else(|| broken("it has no headers"))?;
    let mut document = Document {
        title: message.subject().map(str::to_owned).and_then(filled),
        dated: message.date().and_then(|date| {
            Date::new(
                i16::try_from(date.year).ok()?,
                i8::try_from(date.month).ok()?,
                i8::try_from(date.day).ok()?,
            )
            .ok()
        }),
        address: address(&message),
        ..Document::default()
    };
    let from = message.from().and_then(|from| from.first());
    document.publisher = from
        .and_then(|from| from.name.as_deref().or(from.address.as_deref()))
        .and_then(|name| filled(name.to_owned()));
    document.text = body(&message, pack, limits)?;
    let names: Vec<String> = message.attachments().map(|part| named(part.attachment_name())).collect();
    if !names.is_empty() {
        let more = names.len().saturating_sub(SHOWN);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let shown = names.get(..SHOWN.min(names.len())).unwrap_or_default().join(", ");
        document.notes.push(
            Note::new(format!("attached and not read: {shown}{more}")).hint("save what you need as files"),
        );
    }
    Ok(document)
}

/// What the head of a message says, for whoever lists messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// Its `Message-ID`.
    pub id: Option<String>,
    /// As [`read`] gives it.
    pub address: Option<String>,
    pub title: Option<String>,
}

/// Reads the head alone; one that cannot be read says nothing.
pub fn head(bytes: &[u8]) -> Head {
    let Some(message) = MessageParser::default().parse_headers(bytes) else { return Head::default() };
    Head {
        id: message.message_id().map(str::to_owned),
        address: address(&message),
        title: message.subject().map(str::to_owned).and_then(filled),
    }
}

/// How many attachments are named.
const SHOWN: usize = 10;

fn named(name: Option<&str>) -> String {
    let name: String =
        name.unwrap_or("a part without a name").chars().filter(|c| !c.is_control()).take(100).collect();
    name
}

/// Where the message can be found: at the address that its list keeps it under, else by its own id (RFC 2392).
fn address(message: &Message<'_>) -> Option<String> {
    let kept = message.header_raw("Archived-At").map(|at| at.trim().trim_matches(['<', '>']).to_owned());
    let kept = kept.filter(|at| at.starts_with("http://") || at.starts_with("https://"));
    kept.or_else(|| message.message_id().map(|id| format!("mid:{id}")))
}

/// The plain part is often a stub that sends readers to the web, and the other one made of pictures: the longer is
/// taken, and of about equal ones the plain one, which no template surrounds.
fn body(message: &Message<'_>, pack: &PagePack, limits: &Limits) -> Result<String, Unread> {
    let text = |part: &PartType<'_>| match part {
        PartType::Text(text) => Some(text.replace("\r\n", "\n")),
        _ => None,
    };
    let plain: Vec<String> = message.text_bodies().filter_map(|part| text(&part.body)).collect();
    let plain = plain.join("\n\n");
    let mut marked = String::new();
    for part in message.html_bodies() {
        let PartType::Html(markup) = &part.body else { continue };
        let page = html::read(markup, pack, limits)?;
        let whole = html::all_lines(markup, limits)?.join("\n");
        // a letter laid out as a table of pieces has no one place where its text is densest
        let main = if words(&page.text) * 2 >= words(&whole) { page.text } else { whole };
        if !marked.is_empty() {
            marked.push_str("\n\n");
        }
        marked.push_str(&main);
    }
    Ok(if words(&plain) * 10 >= words(&marked) * 8 && !plain.trim().is_empty() { plain } else { marked })
}

/// Words, without addresses of the web.
fn words(text: &str) -> usize {
    text.split_whitespace().filter(|word| !word.contains("://")).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(message: &str) -> Document {
        super::read(message.replace('\n', "\r\n").as_bytes(), &PagePack::default(), &Limits::default())
            .unwrap()
    }

    #[test]
    fn a_newsletter_in_an_old_charset() {
        let head = "From: =?koi8-r?B?8NLF09Mt0czV1sLB?= <press@example.org>\nSubject: =?utf-8?Q?=D0=98=D1=82=D0=BE=D0=B3=D0=B8?=\n\
            Date: Thu, 28 Nov 2024 23:10:00 +0300\nMessage-ID: <one@example.org>\nMIME-Version: 1.0\n";
        let body =
            "Content-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: base64\n\n8+/w5fQ=\n";
        let found = read(&format!("{head}{body}"));
        assert_eq!(found.text.trim(), "СОПЕТ");
        assert_eq!(found.title.as_deref(), Some("Итоги"));
        assert_eq!(found.dated, Some(Date::constant(2024, 11, 28)));
        assert_eq!(found.address.as_deref(), Some("mid:one@example.org"));
        let told = super::head(format!("{head}{body}").replace('\n', "\r\n").as_bytes());
        assert_eq!((told.id.as_deref(), told.title), (Some("one@example.org"), found.title));
        assert_eq!(told.address, found.address);
        assert_eq!(super::head(b""), Head::default());
    }

    #[test]
    fn the_part_that_says_more_is_read_and_attachments_are_named() {
        let html = "<p>The council met in Minsk on Thursday and adopted a plan of common exercises for two years.</p>";
        let message = |plain: &str| {
            format!(
                "From: a@example.org\nSubject: S\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\
                Content-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n{plain}\n\
                --x\nContent-Type: text/html\n\n{html}\n--x--\n--m\nContent-Type: application/pdf\n\
                Content-Disposition: attachment; filename=\"plan.pdf\"\n\nx\n--m--\n"
            )
        };
        let stub = read(&message("See http://example.org/letter"));
        assert!(stub.text.starts_with("The council met"), "{}", stub.text);
        assert_eq!(
            stub.notes[0].to_string(),
            "attached and not read: plan.pdf (save what you need as files)"
        );
        let own = "The council met in Minsk on Thursday and adopted a plan of exercises. More will follow.";
        assert_eq!(read(&message(own)).text.trim(), own);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(message in "(From: |Subject: |Content-Type: |multipart/mixed; boundary=x|--x|--|\r\n|=\\?utf-8\\?Q\\?|=\\?=|a|<b>|;){0,40}") {
            let _ = super::read(message.as_bytes(), &PagePack::default(), &Limits::default());
            super::head(message.as_bytes());
        }
    }
}
