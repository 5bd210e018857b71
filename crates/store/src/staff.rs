//! The seam of accounts: who may log in, tokens for programs, searches that are kept, the log of every change.
//!
//! Secrets never come here: only their digests, made by whoever hands them out.

use std::collections::BTreeSet;
use std::fmt;

use jiff::Timestamp;

use crate::{Archive, Error, Visit};

/// What somebody may do; each may what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks.
    Reader,
    /// Judges: reviews, corrects, takes back what was their own.
    Analyst,
    /// Takes back what others judged.
    Editor,
    /// Lets people in.
    Administrator,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Reader, Role::Analyst, Role::Editor, Role::Administrator];

    pub fn as_str(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Analyst => "analyst",
            Role::Editor => "editor",
            Role::Administrator => "administrator",
        }
    }

    pub fn parse(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.as_str() == name)
    }
}

/// The hash of a secret.
pub type Digest = [u8; 32];

/// Who may log in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub name: String,
    pub role: Role,
    /// The password's hash with its salt and its costs; without one nobody logs in.
    pub password: Option<String>,
    pub created_at: Timestamp,
    /// From then on nobody logs in.
    pub closed_at: Option<Timestamp>,
}

/// A link that is good once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    pub digest: Digest,
    /// Whom it gives a new password; whoever follows it chooses a name where there is none.
    pub name: Option<String>,
    pub role: Role,
    pub invited_by: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Somebody who is logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    pub digest: Digest,
    pub account: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId(pub u64);

/// What lets a program in, in the name of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub account: String,
    pub title: String,
    /// Words for what it may do, such as `read` and `review`.
    pub scopes: BTreeSet<String>,
    pub created_at: Timestamp,
    pub expires_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SearchId(pub u64);

/// A search or a list that somebody keeps, by its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    pub id: SearchId,
    pub title: String,
    pub address: String,
    pub created_at: Timestamp,
}

/// A change, before it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    pub at: Timestamp,
    /// An account, or the program by the name of its command.
    pub actor: String,
    /// One word: `login`, `review`, `withdraw`, `invite`, ...
    pub action: String,
    /// What was changed.
    pub subject: String,
    pub detail: String,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    pub number: u64,
    pub deed: Deed,
    pub previous: Digest,
    pub hash: Digest,
}

/// The hash of the line before the first.
pub const START: Digest = [0; 32];

impl AuditLine {
    /// The line that follows one with this number and hash.
    pub fn after(number: u64, previous: Digest, deed: Deed) -> AuditLine {
        let number = number.saturating_add(1);
        let hash = hash(number, &previous, &deed);
        AuditLine { number, deed, previous, hash }
    }

    /// Whether the hash is that of what the line says.
    pub fn is_whole(&self) -> bool {
        hash(self.number, &self.previous, &self.deed) == self.hash
    }
}

/// Parts are length-prefixed, so that no two lines run together.
fn hash(number: u64, previous: &Digest, deed: &Deed) -> Digest {
    let Deed { at, actor, action, subject, detail } = deed;
    let mut hasher = blake3::Hasher::new();
    let at = at.to_string();
    for part in
        [previous.as_slice(), &number.to_le_bytes(), at.as_bytes(), actor.as_bytes(), action.as_bytes()]
            .into_iter()
            .chain([subject.as_bytes(), detail.as_bytes()])
    {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    *hasher.finalize().as_bytes()
}

/// What a look through the log gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    pub lines: u64,
    /// The hash of the last line: kept elsewhere, it shows later that nothing before it was changed or cut off.
    pub head: Digest,
    /// What is wrong; empty where all is well.
    pub findings: Vec<String>,
}

/// Reads the whole log and says whether each line holds the hash of the one before it.
pub fn verify_log(archive: &dyn Archive) -> Result<Verified, Error> {
    let mut verified = Verified { lines: 0, head: START, findings: Vec::new() };
    archive.each_audit_line(&mut |line| {
        let AuditLine { number, previous, hash, .. } = &line;
        if *number != verified.lines + 1 {
            verified
                .findings
                .push(format!("line {number} of the log stands where line {} should", verified.lines + 1));
        }
        if *previous != verified.head {
            verified.findings.push(format!("line {number} of the log does not follow the line before it"));
        }
        if !line.is_whole() {
            verified.findings.push(format!("line {number} of the log was changed after it was written"));
        }
        verified.lines = *number;
        verified.head = *hash;
        Ok(())
    })?;
    Ok(verified)
}

/// A digest in hexadecimal digits.
pub struct Hex<'d>(pub &'d Digest);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// The part of the store that is about people and programs.
pub trait Staff {
    /// Files an account, in place of the one of that name.
    fn save_account(&mut self, account: &Account) -> Result<(), Error>;

    fn account(&self, name: &str) -> Result<Option<Account>, Error>;

    /// By name.
    fn accounts(&self) -> Result<Vec<Account>, Error>;

    fn invite(&mut self, invitation: &Invitation) -> Result<(), Error>;

    /// The invitation of this digest, unless it was used or is past its time.
    fn invitation(&self, digest: &Digest, now: Timestamp) -> Result<Option<Invitation>, Error>;

    /// Uses an invitation up; `false` where it no longer is one.
    fn use_invitation(&mut self, digest: &Digest, now: Timestamp) -> Result<bool, Error>;

    fn log_in(&mut self, login: &Login) -> Result<(), Error>;

    /// Whose login this is, unless it is past its time or the account is closed.
    fn login(&self, digest: &Digest, now: Timestamp) -> Result<Option<Account>, Error>;

    fn log_out(&mut self, digest: &Digest) -> Result<bool, Error>;

    /// Ends every login of an account; gives how many.
    fn log_out_everywhere(&mut self, account: &str) -> Result<u64, Error>;

    /// Forgets logins that are past their time.
    fn forget_logins(&mut self, now: Timestamp) -> Result<u64, Error>;

    /// Files a token under its digest; the id that `token` bears is not looked at.
    fn add_token(&mut self, token: &Token, digest: &Digest) -> Result<TokenId, Error>;

    /// Those of an account, the latest first, revoked ones too.
    fn tokens(&self, account: &str) -> Result<Vec<Token>, Error>;

    /// Whose token this is, unless it was revoked, is past its time or the account is closed.
    fn token(&self, digest: &Digest, now: Timestamp) -> Result<Option<(Token, Account)>, Error>;

    /// Revokes a token of an account; `false` where it has none of that number.
    fn revoke_token(&mut self, account: &str, id: TokenId, at: Timestamp) -> Result<bool, Error>;

    /// Keeps a search, in place of one with the same address.
    fn save_search(
        &mut self,
        account: &str,
        title: &str,
        address: &str,
        at: Timestamp,
    ) -> Result<SearchId, Error>;

    /// Those of an account, by title.
    fn saved_searches(&self, account: &str) -> Result<Vec<SavedSearch>, Error>;

    fn remove_search(&mut self, account: &str, id: SearchId) -> Result<bool, Error>;

    /// Appends to the log.
    fn note(&mut self, deed: &Deed) -> Result<AuditLine, Error>;

    /// Up to `limit` lines before the one of this number, the latest first.
    fn audit_log(&self, before: Option<u64>, limit: usize) -> Result<Vec<AuditLine>, Error>;

    /// In order.
    fn each_audit_line(&self, visit: Visit<'_, AuditLine>) -> Result<(), Error>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_all_that_it_says() {
        let deed = Deed {
            at: "2024-11-28T10:00:00Z".parse().unwrap(),
            actor: "ann".to_owned(),
            action: "review".to_owned(),
            subject: "claim:1".to_owned(),
            detail: "x".to_owned(),
        };
        let line = AuditLine::after(0, START, deed.clone());
        assert!(line.is_whole() && line.number == 1);
        for other in [
            Deed { actor: "ben".to_owned(), ..deed.clone() },
            Deed { subject: "claim:1x".to_owned(), detail: String::new(), ..deed.clone() },
            Deed { at: "2024-11-28T10:00:01Z".parse().unwrap(), ..deed.clone() },
        ] {
            assert!(!AuditLine { deed: other, ..line.clone() }.is_whole());
        }
        assert_eq!(Role::parse("editor"), Some(Role::Editor));
        assert!(Role::Reader < Role::Administrator && Role::parse("root").is_none());
    }
}
