//! Passwords: argon2id, few at a time, off the threads that answer requests.

use std::sync::Arc;
use std::time::Duration;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::Fault;

/// How many are hashed at once: each takes its 19 MB.
const AT_ONCE: usize = 2;
/// How long one waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);
/// The least and the greatest number of characters.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=200;

/// Whether a password may be chosen: long enough, and not the name once more.
pub fn is_good(password: &str, name: &str) -> bool {
    LENGTH.contains(&password.chars().count())
        && !password.to_lowercase().contains(&name.to_lowercase())
        && password.chars().any(|c| !password.starts_with(c))
}

pub struct Passwords {
    places: Arc<Semaphore>,
}

impl Default for Passwords {
    fn default() -> Passwords {
        Passwords { places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

/// argon2id with what OWASP asks for: 19 MiB, two passes, one lane.
fn argon() -> Result<Argon2<'static>, Fault> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| Fault::Broken(error.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl Passwords {
    pub async fn hash(&self, password: String) -> Result<String, Fault> {
        self.run(move || {
            let hash = argon()?.hash_password(password.as_bytes());
            Ok(hash.map_err(|error| Fault::Broken(error.to_string()))?.to_string())
        })
        .await
    }

    /// Whether the password is the one of this hash. Without a hash it takes as long and is not.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Fault> {
        self.run(move || {
            let argon = argon()?;
            let Some(hash) = hash else {
                let _ = argon.hash_password(password.as_bytes());
                return Ok(false);
            };
            let parsed = PasswordHash::new(&hash).map_err(|error| Fault::Broken(error.to_string()))?;
            Ok(argon.verify_password(password.as_bytes(), &parsed).is_ok())
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let place = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let Ok(Ok(place)) = place else { return Err(Fault::Busy) };
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|error| Fault::Broken(error.to_string()))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weak_passwords_are_not_taken() {
        assert!(is_good("a quiet river", "ann"));
        for weak in ["short", "aaaaaaaaaaaa", "ann-ann-ann-ann", &"x1".repeat(101)] {
            assert!(!is_good(weak, "ann"), "{weak}");
        }
    }
}
