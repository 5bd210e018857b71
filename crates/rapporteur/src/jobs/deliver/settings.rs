//! `delivery.toml` in the directory of the record: which relay takes letters, and where the record is on the web.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use deliver::smtp::{Relay, Tls};
use serde::Deserialize;

pub const FILE: &str = "delivery.toml";

/// The password of the relay, where no file has it.
const PASSWORD: &str = "RAPPORTEUR_SMTP_PASSWORD";

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    smtp: Option<Smtp>,
    /// Where `rapporteur serve` is found, for links by which people leave a list.
    pub url: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Smtp {
    host: String,
    port: Option<u16>,
    #[serde(default)]
    tls: Encryption,
    user: Option<String>,
    password_file: Option<PathBuf>,
    /// Certificates to trust, in PEM.
    authority_file: Option<PathBuf>,
    from: String,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Encryption {
    #[default]
    Implicit,
    StartTls,
    None,
}

impl Settings {
    /// What the file says; nothing where there is none.
    pub fn read(dir: &Path) -> anyhow::Result<Settings> {
        let path = dir.join(FILE);
        match std::fs::read_to_string(&path) {
            Ok(written) => {
                toml::from_str(&written).with_context(|| format!("cannot read {}", path.display()))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Settings::default()),
            Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
        }
    }

    /// The relay with its password; `None` where none is named.
    pub fn relay(&self) -> anyhow::Result<Option<Relay>> {
        let Some(smtp) = &self.smtp else { return Ok(None) };
        let login = match &smtp.user {
            Some(user) => Some((user.clone(), password(smtp)?)),
            None => None,
        };
        let authority = match &smtp.authority_file {
            Some(path) => {
                Some(std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?)
            }
            None => None,
        };
        let tls = match smtp.tls {
            Encryption::Implicit => Tls::Implicit,
            Encryption::StartTls => Tls::StartTls,
            Encryption::None => Tls::None,
        };
        Ok(Some(Relay {
            host: smtp.host.clone(),
            port: smtp.port,
            tls,
            login,
            authority,
            from: smtp.from.clone(),
        }))
    }
}

fn password(smtp: &Smtp) -> anyhow::Result<String> {
    if let Some(path) = &smtp.password_file {
        let read =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(read.trim_end_matches(['\r', '\n']).to_owned());
    }
    match std::env::var(PASSWORD) {
        Ok(password) if !password.is_empty() => Ok(password),
        _ => bail!(
            "{FILE} names a user of {} and no password: give password_file or set {PASSWORD}",
            smtp.host
        ),
    }
}
