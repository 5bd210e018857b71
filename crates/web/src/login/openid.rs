//! Who somebody is, by the word of a provider of identities: OpenID Connect, the code flow with PKCE.
//!
//! A browser is sent to the provider with a state, a nonce and a challenge, and the record of it stays here: good
//! once, for ten minutes, and for that browser alone. What comes back is believed only as far as the provider has
//! signed it: see [`check`].

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::{Timestamp, ToSpan};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use serde_json::Value;
use store::staff::{Digest, Role};

use super::secret::{digest, fresh, is_same};
use crate::error::Fault;
use crate::frame::percent;
use crate::house::{Call, Hands};

/// Something that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

/// A provider, and what its word is worth here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Its name, which is an address: `https://id.example.org`.
    pub issuer: String,
    /// By which it knows this site.
    pub client: String,
    pub secret: Option<Secret>,
    /// What people call it.
    pub title: String,
    /// Which claim of an ID token says what somebody may do, and what each of its values is worth. Without one an
    /// account is a reader's until an administrator says otherwise.
    pub role_claim: Option<String>,
    pub roles: BTreeMap<String, Role>,
}

/// What is asked of a provider beside the identity.
const SCOPE: &str = "openid profile email";
/// Where browsers come back to.
pub const BACK: &str = "/login/openid/back";
/// How long somebody may take to log in there.
const PATIENCE_MINUTES: i64 = 10;
/// So many may be on their way at once.
const WAITING: usize = 1000;
/// How long what the provider says of itself is believed, and how soon its keys may be asked for again.
const FRESH_MINUTES: i64 = 60;
const AGAIN_MINUTES: i64 = 1;
/// Clocks differ.
const LEEWAY: i64 = 60;

/// Why nobody is let in; for the operator's log, and without a secret in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("the provider could not be asked: {0}")]
    Call(String),
    #[error("the provider's answer lacks or garbles {0}")]
    Answer(&'static str),
    #[error("it says that it is {0:?}")]
    Issuer(String),
    #[error("the provider let nobody in: {0:?}")]
    Declined(String),
    #[error("nobody was sent there with this state, or it was used already")]
    State,
    #[error(
        "the ID token is signed in a way that is not accepted, or by a key that the provider does not name"
    )]
    Key,
    #[error("the ID token does not hold: {0}")]
    Token(String),
    #[error("the ID token is past its time")]
    Late,
    #[error("the ID token is for another login or another site")]
    Elsewhere,
}

/// What the provider says of itself.
#[derive(Clone, Debug)]
struct Known {
    authorization: String,
    token: String,
    keys: Vec<Jwk>,
    at: Timestamp,
}

/// Somebody who was sent to the provider and has not come back.
#[derive(Clone, Debug)]
struct Gone {
    browser: Digest,
    nonce: String,
    verifier: String,
    back: String,
    until: Timestamp,
}

/// The door to the provider: who is on the way through it, and what is known of the other side.
#[derive(Default)]
pub struct Door {
    gone: Mutex<HashMap<Digest, Gone>>,
    known: Mutex<Option<Arc<Known>>>,
}

/// Where a browser is sent, and the secret that it keeps as a cookie.
pub struct Leave {
    pub address: String,
    pub cookie: String,
}

/// What comes back with a browser.
pub struct Return {
    pub state: String,
    /// What the token is fetched with, or why there is none.
    pub code: Result<String, String>,
    /// Who the answer says that it is from (RFC 9207).
    pub issuer: Option<String>,
    pub cookie: String,
}

/// What a provider vouches for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vouched {
    pub subject: String,
    /// What somebody would like to be called, the best first.
    pub names: Vec<String>,
    /// The highest role that the claim is worth; `None` where no claim is looked at.
    pub role: Option<Role>,
}

impl Door {
    /// Sends a browser off. Asks the provider where to, so it takes its time.
    pub fn leave(
        &self,
        provider: &Provider,
        hands: &dyn Hands,
        root: &str,
        back: &str,
    ) -> Result<Leave, Fault> {
        let known = self.known(provider, hands, false).map_err(|refused| told(hands, &refused))?;
        let (state, nonce, verifier, cookie) = (fresh()?, fresh()?, fresh()?, fresh()?);
        let challenge =
            URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes()));
        let now = hands.now();
        let until = now.checked_add(PATIENCE_MINUTES.minutes()).unwrap_or(now);
        let joint = if known.authorization.contains('?') { '&' } else { '?' };
        let address = format!(
            "{}{joint}{}",
            known.authorization,
            form(&[
                ("response_type", "code"),
                ("client_id", &provider.client),
                ("redirect_uri", &format!("{root}{BACK}")),
                ("scope", SCOPE),
                ("state", &state),
                ("nonce", &nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ])
        );
        let one = Gone { browser: digest(&cookie), nonce, verifier, back: back.to_owned(), until };
        let mut gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner);
        gone.retain(|_, one| one.until > now);
        if gone.len() >= WAITING {
            return Err(Fault::TooMany);
        }
        gone.insert(digest(&state), one);
        Ok(Leave { address, cookie })
    }

    /// Takes a browser back: whom the provider vouches for, and where the browser wanted to go.
    pub fn come_back(
        &self,
        provider: &Provider,
        hands: &dyn Hands,
        root: &str,
        returned: &Return,
    ) -> Result<(Vouched, String), Refused> {
        // taken out whatever comes of it: a state is good once
        let gone = self.gone.lock().unwrap_or_else(PoisonError::into_inner).remove(&digest(&returned.state));
        let now = hands.now();
        let gone = gone.filter(|gone| gone.until > now && gone.browser == digest(&returned.cookie));
        let gone = gone.ok_or(Refused::State)?;
        if let Some(issuer) = returned.issuer.as_ref().filter(|issuer| **issuer != provider.issuer) {
            return Err(Refused::Issuer(issuer.clone()));
        }
        let code = returned.code.as_ref().map_err(|why| Refused::Declined(why.chars().take(80).collect()))?;
        let known = self.known(provider, hands, false)?;
        let fields = form(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &format!("{root}{BACK}")),
            ("client_id", &provider.client),
            ("code_verifier", &gone.verifier),
        ]);
        // the name and the secret are escaped before they are put together (RFC 6749, 2.3.1)
        let basic = provider.secret.as_ref().map(|secret| (percent(&provider.client), percent(&secret.0)));
        let answer = hands
            .call(&Call { url: known.token.clone(), form: Some(fields), basic })
            .map_err(Refused::Call)?;
        let answer: Value = serde_json::from_slice(&answer).map_err(|_| Refused::Answer("the token"))?;
        let token = answer.get("id_token").and_then(Value::as_str).ok_or(Refused::Answer("id_token"))?;
        let vouched = match check(token, &known.keys, provider, &gone.nonce, now) {
            // it may have changed its keys meanwhile
            Err(Refused::Key) => {
                check(token, &self.known(provider, hands, true)?.keys, provider, &gone.nonce, now)?
            }
            checked => checked?,
        };
        Ok((vouched, gone.back))
    }

    /// What the provider says of itself; asked again where that is old, or its keys are wanted anew.
    fn known(&self, provider: &Provider, hands: &dyn Hands, anew: bool) -> Result<Arc<Known>, Refused> {
        let now = hands.now();
        let fresh = if anew { AGAIN_MINUTES } else { FRESH_MINUTES };
        let kept = self.known.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_fresh =
            |kept: &Arc<Known>| kept.at.checked_add(fresh.minutes()).is_ok_and(|until| until > now);
        if let Some(kept) = kept.filter(is_fresh) {
            return Ok(kept);
        }
        let known = Arc::new(discover(provider, hands, now)?);
        *self.known.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
        Ok(known)
    }
}

fn told(hands: &dyn Hands, refused: &Refused) -> Fault {
    hands.log(&format!("a login by OpenID Connect is not possible: {refused}"));
    Fault::Busy
}

/// The document of OpenID Connect Discovery, and the keys that it names.
fn discover(provider: &Provider, hands: &dyn Hands, now: Timestamp) -> Result<Known, Refused> {
    let ask = |url: String| -> Result<Value, Refused> {
        let answer = hands.call(&Call { url, form: None, basic: None }).map_err(Refused::Call)?;
        serde_json::from_slice(&answer).map_err(|_| Refused::Answer("JSON"))
    };
    let issuer = provider.issuer.trim_end_matches('/');
    let said = ask(format!("{issuer}/.well-known/openid-configuration"))?;
    let text = |name: &'static str| {
        said.get(name).and_then(Value::as_str).map(str::to_owned).ok_or(Refused::Answer(name))
    };
    let found = text("issuer")?;
    if found != provider.issuer {
        return Err(Refused::Issuer(found));
    }
    // what is reached over TLS leads nowhere else
    let scheme = issuer.split_once("://").map_or("https", |(scheme, _)| scheme);
    let address = |name: &'static str| {
        let address = text(name)?;
        let same = address.split_once("://").is_some_and(|(its, _)| its == scheme || its == "https");
        if same && address.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(address)
        } else {
            Err(Refused::Answer(name))
        }
    };
    let keys = ask(address("jwks_uri")?)?;
    let keys = keys.get("keys").and_then(Value::as_array).ok_or(Refused::Answer("keys"))?;
    // a key of a sort that is not known is passed over
    let keys = keys.iter().filter_map(|key| serde_json::from_value(key.clone()).ok()).collect();
    let (authorization, token) = (address("authorization_endpoint")?, address("token_endpoint")?);
    Ok(Known { authorization, token, keys, at: now })
}

/// What signs an ID token: nothing that is made with a shared secret, and not nothing.
const SIGNED: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// Whom an ID token vouches for (OpenID Connect Core, 3.1.3.7).
pub fn check(
    token: &str,
    keys: &[Jwk],
    provider: &Provider,
    nonce: &str,
    now: Timestamp,
) -> Result<Vouched, Refused> {
    let header = decode_header(token).map_err(|error| Refused::Token(error.to_string()))?;
    if !SIGNED.contains(&header.alg) {
        return Err(Refused::Key);
    }
    let fits = |key: &&Jwk| {
        let common = &key.common;
        let by_name = header.kid.is_none() || common.key_id == header.kid;
        let for_signing = common.public_key_use.as_ref().is_none_or(|used| *used == PublicKeyUse::Signature);
        let way = common.key_algorithm.is_none_or(|way| way.to_string() == format!("{:?}", header.alg));
        by_name && for_signing && way
    };
    let key = keys.iter().find(fits).ok_or(Refused::Key)?;
    let key = DecodingKey::from_jwk(key).map_err(|_| Refused::Key)?;
    let mut wanted = Validation::new(header.alg);
    wanted.set_audience(&[&provider.client]);
    wanted.set_issuer(&[&provider.issuer]);
    wanted.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // times are held against the house's own clock below
    wanted.validate_exp = false;
    let told =
        decode::<Value>(token, &key, &wanted).map_err(|error| Refused::Token(error.to_string()))?.claims;
    let second = |name: &str| told.get(name).and_then(Value::as_f64);
    let (now, leeway) = (now.as_second() as f64, LEEWAY as f64);
    let ends = second("exp").ok_or_else(|| Refused::Token("exp is no number".to_owned()))?;
    let early = ["nbf", "iat"].iter().filter_map(|name| second(name)).any(|from| from > now + leeway);
    if ends + leeway <= now || early {
        return Err(Refused::Late);
    }
    let text = |name: &str| told.get(name).and_then(Value::as_str);
    let several = told.get("aud").and_then(Value::as_array).is_some_and(|all| all.len() > 1);
    let party = text("azp");
    let ours = party.map_or(!several, |party| party == provider.client);
    if !ours || !is_same(text("nonce").unwrap_or_default(), nonce) {
        return Err(Refused::Elsewhere);
    }
    let subject = text("sub").filter(|subject| !subject.is_empty() && subject.len() <= 255);
    let subject = subject.ok_or_else(|| Refused::Token("sub is not one".to_owned()))?.to_owned();
    let names = ["preferred_username", "nickname", "email", "name"].iter().filter_map(|name| text(name));
    let names = names.map(|name| name.split('@').next().unwrap_or_default().to_owned()).collect();
    let role = provider.role_claim.as_ref().map(|claim| worth(told.get(claim), provider));
    Ok(Vouched { subject, names, role })
}

/// The highest role that a value, or any of several, is worth; a reader's for whatever is not named.
fn worth(claim: Option<&Value>, provider: &Provider) -> Role {
    let values: Vec<&str> = match claim {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let roles = values.iter().filter_map(|value| provider.roles.get(*value)).copied();
    roles.max().unwrap_or(Role::Reader)
}

/// Pairs as a form or the query of an address.
fn form(pairs: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
    pairs.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown() {
        let provider = Provider {
            issuer: "https://id.example".to_owned(),
            client: "desk".to_owned(),
            secret: Some(Secret("open sesame".to_owned())),
            title: "Example".to_owned(),
            role_claim: None,
            roles: BTreeMap::new(),
        };
        assert!(!format!("{provider:?}").contains("sesame"));
    }

    #[test]
    fn a_claim_is_worth_the_highest_of_its_values() {
        let provider = Provider {
            issuer: String::new(),
            client: String::new(),
            secret: None,
            title: String::new(),
            role_claim: Some("groups".to_owned()),
            roles: [("press".to_owned(), Role::Analyst), ("chief".to_owned(), Role::Editor)].into(),
        };
        let worth = |json: &str| worth(serde_json::from_str(json).ok().as_ref(), &provider);
        assert_eq!(worth("[\"press\", \"chief\", \"x\"]"), Role::Editor);
        assert_eq!(worth("\"press\""), Role::Analyst);
        for nothing in ["\"administrator\"", "7", "{}", "[]", "[7]"] {
            assert_eq!(worth(nothing), Role::Reader, "{nothing}");
        }
    }
}
