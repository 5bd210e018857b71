//! Accounts, logins, tokens, kept searches, the log: none of it is derived, and secrets are digests.

use jiff::{Timestamp, ToSpan};

use super::{Check, reread_all};
use crate::Archive;
use crate::staff::{Account, Deed, Invitation, Login, Role, START, Token, TokenId, verify_log};

pub const CHECKS: &[Check] = &[
    ("an account is found by its login until either ends", logins),
    ("an invitation is good once and for its time", invitations),
    ("a token lets in until it is revoked, past its time or its account closed", tokens),
    ("a search is kept once for each account", searches),
    ("the log is a chain and outlives a rebuild", log),
];

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const MORNING: &str = "2024-11-28T08:00:00Z";
const NOON: &str = "2024-11-28T12:00:00Z";

fn ann(archive: &mut dyn Archive) -> Account {
    let account = Account {
        name: "ann".to_owned(),
        role: Role::Analyst,
        password: Some("$argon2id$x".to_owned()),
        created_at: at(MORNING),
        closed_at: None,
    };
    archive.save_account(&account).unwrap();
    account
}

fn logins(archive: &mut dyn Archive) {
    let ann = ann(archive);
    assert_eq!(archive.account("ann").unwrap(), Some(ann.clone()));
    assert_eq!(archive.account("Ann").unwrap(), None);
    let login = |byte: u8| Login {
        digest: [byte; 32],
        account: "ann".to_owned(),
        created_at: at(MORNING),
        expires_at: at(NOON),
    };
    for byte in 1..=3 {
        archive.log_in(&login(byte)).unwrap();
    }
    assert_eq!(archive.login(&[1; 32], at(MORNING)).unwrap(), Some(ann.clone()));
    assert_eq!(archive.login(&[1; 32], at(NOON)).unwrap(), None);
    assert_eq!(archive.login(&[9; 32], at(MORNING)).unwrap(), None);
    assert!(archive.log_out(&[1; 32]).unwrap() && !archive.log_out(&[1; 32]).unwrap());
    let closed = Account { closed_at: Some(at(NOON)), role: Role::Reader, ..ann.clone() };
    archive.save_account(&closed).unwrap();
    assert_eq!(archive.login(&[2; 32], at(MORNING)).unwrap(), None);
    assert_eq!(archive.accounts().unwrap(), [closed]);
    archive.save_account(&ann).unwrap();
    assert_eq!(archive.log_out_everywhere("ann").unwrap(), 2);
    archive.log_in(&login(4)).unwrap();
    assert_eq!(archive.forget_logins(at(MORNING)).unwrap(), 0);
    assert_eq!(archive.forget_logins(at(NOON)).unwrap(), 1);
    let stranger = Login { account: "nobody".to_owned(), ..login(5) };
    assert!(archive.log_in(&stranger).is_err());
}

fn invitations(archive: &mut dyn Archive) {
    let invitation = Invitation {
        digest: [7; 32],
        name: None,
        role: Role::Administrator,
        invited_by: "serve".to_owned(),
        created_at: at(MORNING),
        expires_at: at(NOON),
    };
    archive.invite(&invitation).unwrap();
    assert_eq!(archive.invitation(&[7; 32], at(MORNING)).unwrap(), Some(invitation));
    assert_eq!(archive.invitation(&[7; 32], at(NOON)).unwrap(), None);
    assert!(!archive.use_invitation(&[8; 32], at(MORNING)).unwrap());
    assert!(!archive.use_invitation(&[7; 32], at(NOON)).unwrap());
    assert!(archive.use_invitation(&[7; 32], at(MORNING)).unwrap());
    assert!(!archive.use_invitation(&[7; 32], at(MORNING)).unwrap());
    assert_eq!(archive.invitation(&[7; 32], at(MORNING)).unwrap(), None);
}

fn tokens(archive: &mut dyn Archive) {
    let ann = ann(archive);
    let token = Token {
        id: TokenId(0),
        account: "ann".to_owned(),
        title: "nightly export".to_owned(),
        scopes: ["read".to_owned(), "review".to_owned()].into(),
        created_at: at(MORNING),
        expires_at: Some(at(NOON)),
        revoked_at: None,
    };
    let id = archive.add_token(&token, &[3; 32]).unwrap();
    let filed = Token { id, ..token };
    assert_eq!(archive.token(&[3; 32], at(MORNING)).unwrap(), Some((filed.clone(), ann.clone())));
    assert_eq!(archive.token(&[3; 32], at(NOON)).unwrap(), None);
    assert!(!archive.revoke_token("ben", id, at(MORNING)).unwrap());
    archive.save_account(&Account { closed_at: Some(at(MORNING)), ..ann.clone() }).unwrap();
    assert_eq!(archive.token(&[3; 32], at(MORNING)).unwrap(), None);
    archive.save_account(&ann).unwrap();
    assert!(archive.revoke_token("ann", id, at(MORNING)).unwrap());
    assert!(!archive.revoke_token("ann", id, at(NOON)).unwrap());
    assert_eq!(archive.token(&[3; 32], at(MORNING)).unwrap(), None);
    assert_eq!(archive.tokens("ann").unwrap(), [Token { revoked_at: Some(at(MORNING)), ..filed }]);
}

fn searches(archive: &mut dyn Archive) {
    ann(archive);
    let first = archive.save_search("ann", "sessions", "/search?q=session", at(MORNING)).unwrap();
    let again = archive.save_search("ann", "all sessions", "/search?q=session", at(NOON)).unwrap();
    assert_eq!(first, again);
    let kept = archive.saved_searches("ann").unwrap();
    assert_eq!(kept.iter().map(|one| one.title.as_str()).collect::<Vec<_>>(), ["all sessions"]);
    assert_eq!(archive.saved_searches("ben").unwrap(), []);
    assert!(!archive.remove_search("ben", first).unwrap());
    assert!(archive.remove_search("ann", first).unwrap());
    assert!(archive.save_search("nobody", "x", "/", at(MORNING)).is_err());
}

fn log(archive: &mut dyn Archive) {
    assert_eq!(verify_log(archive).unwrap().head, START);
    let deed = |number: i64| Deed {
        at: at(MORNING).checked_add(number.minutes()).unwrap(),
        actor: "ann".to_owned(),
        action: "review".to_owned(),
        subject: format!("claim:{number}"),
        detail: String::new(),
    };
    let lines: Vec<_> = (1..=5).map(|number| archive.note(&deed(number)).unwrap()).collect();
    assert!(lines.windows(2).all(|pair| pair[1].previous == pair[0].hash));
    let last: Vec<u64> = archive.audit_log(None, 2).unwrap().iter().map(|line| line.number).collect();
    assert_eq!(last, [5, 4]);
    let before: Vec<u64> = archive.audit_log(Some(3), 9).unwrap().iter().map(|line| line.number).collect();
    assert_eq!(before, [2, 1]);
    archive.rebuild(&mut reread_all).unwrap();
    let verified = verify_log(archive).unwrap();
    assert_eq!((verified.lines, verified.findings.len()), (5, 0));
    assert_eq!(Some(&verified.head), lines.last().map(|line| &line.hash));
    // what is undone with its transaction is not in the log
    let undone = archive.transaction(&mut |archive| {
        archive.note(&deed(6))?;
        Err(crate::Error::caller("given up"))
    });
    assert!(undone.is_err());
    assert_eq!(verify_log(archive).unwrap(), verified);
}
