//! The parts of a packed document, unpacked one by one and counted.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Unread, broken};
use crate::gate::{Limits, Refused, What};

pub struct Zipped<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    limit: usize,
    unpacked: usize,
}

impl<'b> Zipped<'b> {
    pub fn open(bytes: &'b [u8], limits: &Limits) -> Result<Zipped<'b>, Unread> {
        limits.admit_document(bytes.len() as u64)?;
        // The directory is read into memory at once: its entries are counted before, by their mark.
        limits.admit_parts(bytes.windows(4).filter(|four| four == b"PK\x01\x02").count())?;
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(told(&error)))?;
        Ok(Zipped { archive, limit: limits.unpacked_bytes, unpacked: 0 })
    }

    /// A part by its name; `None` where there is none of that name.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Unread> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(told(&error))),
        };
        let left = self.limit.saturating_sub(self.unpacked);
        let mut bytes = Vec::new();
        // what a part says of its size is not to be relied on
        part.take(left as u64 + 1).read_to_end(&mut bytes).map_err(|error| {
            broken(format!("{name} cannot be unpacked: {}", error.to_string().to_lowercase()))
        })?;
        if bytes.len() > left {
            let found = self.unpacked + bytes.len();
            return Err(Unread::Refused(Refused { what: What::UnpackedBytes, limit: self.limit, found }));
        }
        self.unpacked += bytes.len();
        Ok(Some(bytes))
    }

    pub fn wanted(&mut self, name: &str) -> Result<Vec<u8>, Unread> {
        self.part(name)?.ok_or_else(|| broken(format!("{name} is missing")))
    }
}

fn told(error: &ZipError) -> String {
    match error {
        ZipError::UnsupportedArchive(why) if why.contains("assword") => "it needs a password".to_owned(),
        error => error.to_string().to_lowercase(),
    }
}

#[cfg(test)]
pub mod tests {
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A packed document of these parts.
    pub fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    #[test]
    fn parts_are_unpacked_up_to_the_limit() {
        let bytes = packed(&[("a", &[b'x'; 900]), ("b", &[b'y'; 200])]);
        let limits = Limits { unpacked_bytes: 1000, ..Limits::default() };
        let mut zipped = Zipped::open(&bytes, &limits).unwrap();
        assert_eq!(zipped.part("a").unwrap().unwrap().len(), 900);
        assert_eq!(zipped.part("c").unwrap(), None);
        assert_eq!(zipped.wanted("c").unwrap_err(), Unread::Broken("c is missing".to_owned()));
        let refused = Refused { what: What::UnpackedBytes, limit: 1000, found: 1001 };
        assert_eq!(zipped.part("b").unwrap_err(), Unread::Refused(refused));
        let few = Limits { parts: 1, ..Limits::default() };
        assert!(matches!(
            Zipped::open(&bytes, &few),
            Err(Unread::Refused(Refused { what: What::Parts, .. }))
        ));
    }

    #[test]
    fn what_is_no_archive_says_so() {
        for bytes in [&b"PK\x03\x04"[..], b"", b"PK\x05\x06"] {
            assert!(matches!(Zipped::open(bytes, &Limits::default()), Err(Unread::Broken(_))));
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(at in 0..400_usize, to: u8, cut in 0..400_usize) {
            let mut bytes = packed(&[("a", b"one one one"), ("b", b"two")]);
            bytes.get_mut(at).into_iter().for_each(|byte| *byte = to);
            bytes.truncate(cut.max(20));
            if let Ok(mut zipped) = Zipped::open(&bytes, &Limits::default()) {
                let _ = (zipped.part("a"), zipped.part("b"));
            }
        }
    }
}
