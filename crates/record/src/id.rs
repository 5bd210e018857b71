//! Identifiers: hashes of content, so that the same thing read twice has the same name.

use std::fmt;
use std::str::FromStr;

macro_rules! content_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The id of content given as parts; parts are length-prefixed, so `["ab", "c"]` is not `["a", "bc"]`.
            pub fn of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> $name {
                $name(hash(parts))
            }

            pub fn as_bytes(&self) -> &[u8; 16] {
                &self.0
            }

            pub fn from_bytes(bytes: [u8; 16]) -> $name {
                $name(bytes)
            }

            /// The first eight hexadecimal digits, for people.
            pub fn short(&self) -> String {
                self.to_string()[..8].to_owned()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({self})", stringify!($name))
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(s: &str) -> Result<$name, BadId> {
                parse(s).map($name)
            }
        }
    };
}

content_id!(
    /// The bytes that were fetched or read, by their hash.
    CaptureId
);
content_id!(
    /// One publication: a source's text under one identity (a URL or a file name).
    PublicationId
);
content_id!(
    /// One thing that a source announced: its canonical address, or its source's own name for it.
    ItemId
);
content_id!(
    /// One sourced assertion.
    ClaimId
);
content_id!(
    /// One merged thing of the record.
    EntryId
);

/// Not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BadId;

impl fmt::Display for BadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an id is 32 hexadecimal digits")
    }
}

impl std::error::Error for BadId {}

fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    id
}

fn parse(s: &str) -> Result<[u8; 16], BadId> {
    let digits = s.as_bytes();
    if digits.len() != 32 || !digits.iter().all(u8::is_ascii_hexdigit) {
        return Err(BadId);
    }
    let mut id = [0; 16];
    for (byte, pair) in id.iter_mut().zip(s.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| BadId)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| BadId)?;
    }
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_kept_apart_and_ids_survive_printing() {
        let id = ClaimId::of([b"ab".as_slice(), b"c"]);
        assert_ne!(id, ClaimId::of([b"a".as_slice(), b"bc"]));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("12".parse::<ClaimId>(), Err(BadId));
        assert_eq!("zz".repeat(16).parse::<ClaimId>(), Err(BadId));
    }
}
