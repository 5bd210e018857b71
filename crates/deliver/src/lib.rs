//! Editions out of the house: letters to a mail relay, signed calls to programs, files into a folder.
//!
//! Each way takes one [`Letter`] and gives what the receiving side said, or a [`Failure`] that says whether trying
//! again can help. This room keeps no list of what was sent and never chooses recipients: the store and the jobs
//! do. It goes to no private address unless it is told to, and says no secret in an error.
//!
//! A letter bears the same id however often it is sent: a mailbox drops a second copy by its `Message-ID`
//! (RFC 5322, 3.6.4), a program by its `webhook-id`, and a file takes the place of itself.
//!
//! Start reading at [`Address`], then [`smtp`], [`hook`] and [`folder`].

pub mod folder;
pub mod hook;
pub mod smtp;

use std::fmt;
use std::path::PathBuf;
use std::time::SystemTime;

/// One format of an edition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub media_type: String,
    pub bytes: Vec<u8>,
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Of this edition for this recipient, and of no other; letters, digits, dots and hyphens.
    pub id: String,
    pub subject: String,
    pub lang: String,
    pub plain: String,
    pub html: Option<String>,
    pub attachments: Vec<Attachment>,
    /// When the edition was built.
    pub at: SystemTime,
}

/// Why something was not delivered, in the words of the other side where it said any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It may go through later.
    Again(String),
    /// It was refused for good.
    Never(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Failure::Again(why) | Failure::Never(why)) = self;
        f.write_str(why)
    }
}

/// An error with its causes, which say what failed.
fn told(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    causes.map(ToString::to_string).fold(error.to_string(), |told, cause| {
        // some errors say their cause themselves
        if told.ends_with(&cause) { told } else { format!("{told}: {cause}") }
    })
}

/// Where a recipient is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    Mail(String),
    Hook(String),
    Folder(PathBuf),
}

impl Address {
    /// `mailto:ann@example.org`, `https://example.org/hook`, `file:/srv/reports`; a bare address with an @ is a mailbox.
    pub fn parse(written: &str) -> Result<Address, String> {
        let written = written.trim();
        let refuse = |why: &str| Err(format!("{written:?} {why}"));
        if written.chars().any(char::is_control) {
            return refuse("has control characters in it");
        }
        if let Some(path) = written.strip_prefix("file:") {
            let path = PathBuf::from(path.strip_prefix("//").unwrap_or(path));
            return if path.is_absolute() {
                Ok(Address::Folder(path))
            } else {
                refuse("is no absolute path")
            };
        }
        if written.starts_with("https://") || written.starts_with("http://") {
            return Ok(Address::Hook(written.to_owned()));
        }
        let mailbox = written.strip_prefix("mailto:").unwrap_or(written);
        match mailbox.parse::<lettre::Address>() {
            Ok(_) => Ok(Address::Mail(mailbox.to_owned())),
            Err(_) => refuse("is no address: give mailto:NAME@HOST, https://HOST/PATH or file:/FOLDER"),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Address::Mail(mailbox) => write!(f, "mailto:{mailbox}"),
            Address::Hook(url) => f.write_str(url),
            Address::Folder(path) => write!(f, "file:{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_mailboxes_hooks_and_folders() {
        for (written, read) in [
            ("mailto:ann@example.org", "mailto:ann@example.org"),
            ("ann@example.org", "mailto:ann@example.org"),
            ("https://example.org/hook", "https://example.org/hook"),
            ("file:///srv/reports", "file:/srv/reports"),
            ("file:/srv/reports", "file:/srv/reports"),
        ] {
            assert_eq!(Address::parse(written).map(|address| address.to_string()), Ok(read.to_owned()));
        }
        for refused in ["", "ann", "file:reports", "ftp://example.org/", "a@b\r\nBcc: c@d", "mailto:a@b@c"] {
            assert!(Address::parse(refused).is_err(), "{refused:?}");
        }
    }
}
