//! Letters to a mail relay (SMTP, RFC 5321), encrypted unless the relay is this machine. DKIM is the relay's part.

use std::net::IpAddr;
use std::time::Duration;

use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Security, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};

use crate::{Failure, Letter, told};

const PATIENCE: Duration = Duration::from_secs(60);

/// How the connection is kept from others' eyes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tls {
    /// Before the first word (RFC 8314).
    #[default]
    Implicit,
    /// After STARTTLS, which must succeed.
    StartTls,
    /// Not at all: for a relay on this machine.
    None,
}

/// The relay that takes letters.
#[derive(Clone)]
pub struct Relay {
    pub host: String,
    /// The usual one of its kind where not given.
    pub port: Option<u16>,
    pub tls: Tls,
    pub login: Option<(String, String)>,
    /// Certificates to trust beside the usual ones, in PEM.
    pub authority: Option<Vec<u8>>,
    /// `Secretariat <office@example.org>`
    pub from: String,
}

#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    #[error("{0:?} is no sender: give an address such as office@example.org")]
    From(String),
    #[error("{0} is not this machine: letters go there encrypted only")]
    Open(String),
    #[error("the certificates to trust cannot be read: {0}")]
    Authority(String),
    #[error("cannot set up the connection to {0}: {1}")]
    Connection(String, String),
}

/// A way off the list for whoever reads a letter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leave {
    /// Where one call takes the recipient off (RFC 8058).
    pub link: Option<String>,
    /// The subject of a letter to the sender that asks for it.
    pub subject: String,
}

/// A relay ready to take letters.
pub struct Post {
    transport: SmtpTransport,
    from: Mailbox,
}

impl Post {
    pub fn open(relay: &Relay) -> Result<Post, SetupError> {
        let from: Mailbox = relay.from.parse().map_err(|_| SetupError::From(relay.from.clone()))?;
        let host = relay.host.as_str();
        let cannot = |error: lettre::transport::smtp::Error| {
            SetupError::Connection(host.to_owned(), error.to_string())
        };
        let mut builder = match relay.tls {
            Tls::Implicit => SmtpTransport::relay(host).map_err(cannot)?,
            Tls::StartTls => SmtpTransport::starttls_relay(host).map_err(cannot)?,
            Tls::None if is_here(host) => SmtpTransport::builder_dangerous(host),
            Tls::None => return Err(SetupError::Open(host.to_owned())),
        };
        if let (Some(pem), true) = (&relay.authority, relay.tls != Tls::None) {
            let authority =
                Certificate::from_pem(pem).map_err(|error| SetupError::Authority(error.to_string()))?;
            let parameters = TlsParameters::builder(host.to_owned())
                .add_root_certificate(authority)
                .build()
                .map_err(|error| SetupError::Authority(error.to_string()))?;
            builder = builder.tls(match relay.tls {
                Tls::StartTls => Security::Required(parameters),
                _ => Security::Wrapper(parameters),
            });
        }
        if let Some(port) = relay.port {
            builder = builder.port(port);
        }
        if let Some((user, password)) = &relay.login {
            builder = builder.credentials(Credentials::new(user.clone(), password.clone()));
        }
        Ok(Post { transport: builder.timeout(Some(PATIENCE)).build(), from })
    }

    /// Hands a letter to the relay and gives its answer.
    pub fn send(&self, letter: &Letter, to: &str, leave: &Leave) -> Result<String, Failure> {
        let message = message(letter, &self.from, to, leave).map_err(Failure::Never)?;
        match self.transport.send(&message) {
            Ok(response) => {
                let words: Vec<&str> = response.message().collect();
                Ok(format!("{} {}", response.code(), words.join(" ")).trim().to_owned())
            }
            Err(error) => {
                let told = told(&error);
                // a relay that does not let us in says nothing of the recipient
                let of_login = error.status().is_some_and(|code| u16::from(code) / 10 == 53);
                if error.is_permanent() && !of_login {
                    Err(Failure::Never(told))
                } else {
                    Err(Failure::Again(told))
                }
            }
        }
    }
}

/// Whether a name stands for this machine without asking anybody.
fn is_here(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn message(letter: &Letter, from: &Mailbox, to: &str, leave: &Leave) -> Result<Message, String> {
    let to: Mailbox = to.parse().map_err(|_| format!("{to:?} is no mailbox"))?;
    let subject: String = letter.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let mut ways = Vec::new();
    ways.extend(leave.link.as_ref().map(|link| format!("<{link}>")));
    let asked: String = leave.subject.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    ways.push(format!("<mailto:{}?subject={asked}>", from.email));
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .date(letter.at)
        .from(from.clone())
        .to(to)
        .subject(subject)
        .header(ListUnsubscribe(ways.join(", ")))
        .header(AutoSubmitted("auto-generated".to_owned()))
        .header(ContentLanguage(letter.lang.clone()));
    if leave.link.is_some() {
        builder = builder.header(ListUnsubscribePost("List-Unsubscribe=One-Click".to_owned()));
    }
    let words = match &letter.html {
        Some(html) => MultiPart::alternative()
            .singlepart(SinglePart::plain(letter.plain.clone()))
            .singlepart(SinglePart::html(html.clone())),
        None => MultiPart::mixed().singlepart(SinglePart::plain(letter.plain.clone())),
    };
    let whole = letter.attachments.iter().try_fold(MultiPart::mixed().multipart(words), |whole, one| {
        let kind = ContentType::parse(&one.media_type)
            .map_err(|_| format!("{:?} is no media type", one.media_type))?;
        Ok::<_, String>(whole.singlepart(Attachment::new(one.name.clone()).body(one.bytes.clone(), kind)))
    })?;
    builder.multipart(whole).map_err(|error| error.to_string())
}

/// A header of one line that the library has no type for.
macro_rules! header {
    ($name:ident, $written:literal) => {
        #[derive(Clone)]
        struct $name(String);

        impl Header for $name {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($written)
            }

            fn parse(written: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok($name(written.to_owned()))
            }

            fn display(&self) -> HeaderValue {
                HeaderValue::new($name::name(), self.0.clone())
            }
        }
    };
}

header!(ListUnsubscribe, "List-Unsubscribe");
header!(ListUnsubscribePost, "List-Unsubscribe-Post");
header!(AutoSubmitted, "Auto-Submitted");
header!(ContentLanguage, "Content-Language");

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    fn letter() -> Letter {
        Letter {
            id: "7.ann".to_owned(),
            subject: "Digest\r\nBcc: eve@example.org".to_owned(),
            lang: "en".to_owned(),
            plain: "One".to_owned(),
            html: Some("<p>One</p>".to_owned()),
            attachments: vec![crate::Attachment {
                name: "digest.docx".to_owned(),
                media_type: "application/pdf".to_owned(),
                bytes: vec![0, 255],
            }],
            at: SystemTime::UNIX_EPOCH,
        }
    }

    fn relay(host: &str, tls: Tls) -> Relay {
        Relay {
            host: host.to_owned(),
            port: None,
            tls,
            login: None,
            authority: None,
            from: "Office <office@example.org>".to_owned(),
        }
    }

    #[test]
    fn a_letter_has_both_parts_a_lasting_id_and_a_way_off_the_list() {
        let leave =
            Leave { link: Some("https://example.org/leave/x".to_owned()), subject: "leave x\r\n".to_owned() };
        let from: Mailbox = "Office <office@example.org>".parse().unwrap();
        let written =
            String::from_utf8(message(&letter(), &from, "ann@example.org", &leave).unwrap().formatted())
                .unwrap();
        for part in [
            "Message-ID: <7.ann@example.org>",
            "List-Unsubscribe: <https://example.org/leave/x>, <mailto:office@example.org?subject=leavex>",
            "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
            "text/plain",
            "text/html",
            "digest.docx",
        ] {
            assert!(written.replace("\r\n ", " ").contains(part), "{part}\n{written}");
        }
        assert!(!written.contains("\nBcc"), "{written}");
    }

    #[test]
    fn only_this_machine_is_talked_to_in_the_open() {
        assert!(Post::open(&relay("127.0.0.1", Tls::None)).is_ok());
        assert!(matches!(Post::open(&relay("mail.example.org", Tls::None)), Err(SetupError::Open(_))));
        assert!(Post::open(&relay("mail.example.org", Tls::StartTls)).is_ok());
        let nobody = Relay { from: "office".to_owned(), ..relay("localhost", Tls::None) };
        assert!(matches!(Post::open(&nobody), Err(SetupError::From(_))));
    }
}
