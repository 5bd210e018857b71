//! Secrets and what is made of them.

use store::staff::Digest;

use crate::error::Fault;

/// A new secret of 256 random bits, as digits for addresses and headers.
pub fn fresh() -> Result<String, Fault> {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).map_err(|error| Fault::Broken(format!("no randomness: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// What the record keeps of a secret. The secret is random and long: nothing is gained by making this slow.
pub fn digest(secret: &str) -> Digest {
    blake3::derive_key("rapporteur 2026-11 secret of a login, a link or a token", secret.as_bytes())
}

/// What forms of a login bear: known to whoever sees its pages, of no use without its cookie.
pub fn mark(secret: &str) -> String {
    let key = blake3::derive_key("rapporteur 2026-11 mark of the forms of a login", secret.as_bytes());
    key.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Takes as long whatever differs.
pub fn is_same(one: &str, other: &str) -> bool {
    blake3::hash(one.as_bytes()) == blake3::hash(other.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_new_and_tell_nothing_of_their_digests() {
        let (one, two) = (fresh().unwrap(), fresh().unwrap());
        assert_eq!(one.len(), 64);
        assert_ne!(one, two);
        assert_ne!(digest(&one), digest(&two));
        assert_ne!(mark(&one), mark(&two));
        assert!(is_same(&mark(&one), &mark(&one)) && !is_same("a", ""));
    }
}
