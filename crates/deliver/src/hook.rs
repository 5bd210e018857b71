//! Calls to programs, signed after the Standard Webhooks specification: HMAC-SHA256 over id, time and body.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use collect::fetch::{self, Reach, SetupError};
use reqwest::StatusCode;
use ring::hmac;
use serde_json::json;

use crate::{Failure, Letter, told};

const PATIENCE: Duration = Duration::from_secs(30);

/// Makes the calls, one after the other.
pub struct Caller {
    client: reqwest::Client,
    runtime: tokio::runtime::Runtime,
    reach: Reach,
}

impl Caller {
    pub fn new(reach: Reach) -> Result<Caller, SetupError> {
        let manner = fetch::Manner { reach, ..fetch::Manner::new(None) };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Caller { client: fetch::client(&manner)?, runtime, reach })
    }

    /// Posts the letter; `at` is now, in seconds since 1970, and lets the other side refuse old copies.
    pub fn call(&self, url: &str, secret: &str, letter: &Letter, at: i64) -> Result<String, Failure> {
        let parsed: reqwest::Url =
            url.parse().map_err(|_| Failure::Never(format!("{url:?} is no address of the web")))?;
        self.reach.admit_url(&parsed).map_err(|refused| Failure::Never(refused.to_string()))?;
        if parsed.scheme() != "https" && self.reach == Reach::Public {
            return Err(Failure::Never(
                "a call that is not encrypted goes out only where private addresses are allowed".to_owned(),
            ));
        }
        let body = body(letter);
        let sent = self
            .client
            .post(parsed)
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("webhook-id", &letter.id)
            .header("webhook-timestamp", at)
            .header("webhook-signature", signature(secret, &letter.id, at, &body))
            .body(body);
        let answer = self
            .runtime
            .block_on(async { sent.send().await })
            .map_err(|error| Failure::Again(told(&error)))?;
        let status = answer.status();
        let told = status.to_string();
        match status {
            status if status.is_success() => Ok(told),
            StatusCode::REQUEST_TIMEOUT
            | StatusCode::CONFLICT
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS => Err(Failure::Again(told)),
            status if status.is_client_error() || status.is_redirection() => Err(Failure::Never(told)),
            _ => Err(Failure::Again(told)),
        }
    }
}

fn body(letter: &Letter) -> String {
    let files: Vec<_> = letter
        .attachments
        .iter()
        .map(|one| json!({ "name": one.name, "media_type": one.media_type, "base64": STANDARD.encode(&one.bytes) }))
        .collect();
    json!({ "type": "edition", "id": letter.id, "title": letter.subject, "lang": letter.lang, "files": files }).to_string()
}

/// `v1,` and the signature in base64; the key is the secret as it is written.
pub fn signature(secret: &str, id: &str, at: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let signed = hmac::sign(&key, format!("{id}.{at}.{body}").as_bytes());
    format!("v1,{}", STANDARD.encode(signed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_that_of_the_specification() {
        // computed apart: `printf 'msg_1.1614265330.{"test": 2432232314}' | openssl dgst -sha256 -hmac key -binary | base64`
        let signed = signature("key", "msg_1", 1_614_265_330, "{\"test\": 2432232314}");
        assert_eq!(signed, "v1,JYEBfyq5bxCpG1AwdnAXovrjhgNdJUQo9x0/izmGveQ=");
    }

    #[test]
    fn private_addresses_and_plain_calls_are_refused() {
        let caller = Caller::new(Reach::Public).unwrap();
        let letter = Letter {
            id: "1.x".to_owned(),
            subject: String::new(),
            lang: "en".to_owned(),
            plain: String::new(),
            html: None,
            attachments: Vec::new(),
            at: std::time::SystemTime::UNIX_EPOCH,
        };
        for url in ["https://127.0.0.1/", "https://[::1]/", "http://example.org/", "nowhere"] {
            assert!(matches!(caller.call(url, "s", &letter, 0), Err(Failure::Never(_))), "{url}");
        }
    }
}
