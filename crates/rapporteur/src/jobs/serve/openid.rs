//! `openid.toml` in the directory of the record: which provider of identities people log in by.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use collect::fetch::asking::Asker;
use collect::fetch::{Manner, Reach};
use serde::Deserialize;
use store::staff::Role;
use web::{Provider, Secret};

pub const FILE: &str = "openid.toml";

/// The secret, where no file has it.
const SECRET: &str = "RAPPORTEUR_OPENID_SECRET";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    issuer: String,
    client: String,
    secret_file: Option<PathBuf>,
    title: Option<String>,
    role_claim: Option<String>,
    #[serde(default)]
    roles: BTreeMap<String, String>,
    /// Whether the provider is within a private network.
    #[serde(default)]
    private: bool,
}

/// The provider, and what asks it; `None` where no file names one.
pub fn read(dir: &Path) -> anyhow::Result<Option<(Provider, Asker)>> {
    let path = dir.join(FILE);
    let written = match std::fs::read_to_string(&path) {
        Ok(written) => written,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
    };
    let found = understood(&written, std::env::var(SECRET).ok());
    let (provider, reach) = found.with_context(|| format!("cannot use {}", path.display()))?;
    let asker = Asker::new(&Manner { reach, ..Manner::new(None) })?;
    Ok(Some((provider, asker)))
}

fn understood(written: &str, secret: Option<String>) -> anyhow::Result<(Provider, Reach)> {
    let settings: Settings = toml::from_str(written)?;
    let Settings { issuer, client, secret_file, title, role_claim, roles, private } = settings;
    let plain = issuer.starts_with("http://") && private;
    if !issuer.starts_with("https://") && !plain {
        bail!("issuer = {issuer:?} is not the address of a provider: write it as https://id.example.org");
    }
    let secret = match secret_file {
        Some(path) => {
            let read = std::fs::read_to_string(&path);
            let read = read.with_context(|| format!("cannot read {}", path.display()))?;
            Some(read.trim_end_matches(['\r', '\n']).to_owned())
        }
        None => secret,
    };
    let secret = secret.filter(|secret| !secret.is_empty()).map(Secret);
    let role = |(value, name): (String, String)| {
        let role = Role::parse(&name);
        let known = Role::ALL.map(Role::as_str).join(", ");
        Ok((value, role.with_context(|| format!("there is no role {name:?}: there are {known}"))?))
    };
    let roles: BTreeMap<String, Role> = roles.into_iter().map(role).collect::<anyhow::Result<_>>()?;
    if role_claim.is_none() && !roles.is_empty() {
        bail!("roles are given and no role_claim: name the claim that holds these values");
    }
    let title = title.unwrap_or_else(|| issuer.split("://").last().unwrap_or_default().to_owned());
    let reach = if private { Reach::Anywhere } else { Reach::Public };
    Ok((Provider { issuer, client, secret, title, role_claim, roles }, reach))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = "issuer = 'https://id.example.org'\nclient = 'desk'\n";

    #[test]
    fn what_is_written_is_understood() {
        let (provider, reach) = understood(WRITTEN, Some("sesame".to_owned())).unwrap();
        assert_eq!((provider.title.as_str(), reach), ("id.example.org", Reach::Public));
        assert_eq!(provider.secret, Some(Secret("sesame".to_owned())));
        let more = format!("{WRITTEN}role_claim = 'groups'\nprivate = true\n[roles]\nchief = 'editor'\n");
        let (provider, reach) = understood(&more, None).unwrap();
        assert_eq!((provider.roles.get("chief"), reach), (Some(&Role::Editor), Reach::Anywhere));
    }

    #[test]
    fn what_is_wrong_is_said_before_anybody_is_let_in() {
        for (written, why) in [
            ("issuer = 'http://id.example.org'\nclient = 'desk'".to_owned(), "https://"),
            (format!("{WRITTEN}[roles]\nchief = 'editor'"), "role_claim"),
            (format!("{WRITTEN}role_claim = 'g'\n[roles]\nchief = 'king'"), "no role \"king\""),
            (format!("{WRITTEN}secret = 'x'"), "unknown field"),
            (format!("{WRITTEN}secret_file = '/nowhere/at all'"), "cannot read"),
        ] {
            let error = format!("{:#}", understood(&written, None).unwrap_err());
            assert!(error.contains(why), "{error}");
        }
    }
}
