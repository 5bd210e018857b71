//! Editions as files in a folder.

use std::io::Write;
use std::path::Path;

use crate::{Failure, Letter};

/// Writes each attachment under the letter's id and its own name; a reader never sees half a file.
pub fn put(folder: &Path, letter: &Letter) -> Result<String, Failure> {
    let mut names = Vec::new();
    for attachment in &letter.attachments {
        let name: String =
            attachment.name.chars().map(|c| if c == '/' || c == '\\' { '-' } else { c }).collect();
        let cannot = |error: std::io::Error| {
            Failure::Again(format!("cannot write {name} to {}: {error}", folder.display()))
        };
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(cannot)?;
        file.write_all(&attachment.bytes).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
        file.persist(folder.join(&name)).map_err(|error| cannot(error.error))?;
        names.push(name);
    }
    Ok(format!("written: {}", names.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::Attachment;

    #[test]
    fn a_file_takes_the_place_of_itself_and_leads_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        let attachment = |name: &str| Attachment {
            name: name.to_owned(),
            media_type: "text/html".to_owned(),
            bytes: b"<p>".to_vec(),
        };
        let letter = Letter {
            id: "1.ann".to_owned(),
            subject: String::new(),
            lang: "en".to_owned(),
            plain: String::new(),
            html: None,
            attachments: vec![attachment("digest.html"), attachment("../up.html")],
            at: SystemTime::UNIX_EPOCH,
        };
        for _ in 0..2 {
            put(folder.path(), &letter).unwrap();
        }
        let mut names: Vec<String> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names, ["..-up.html", "digest.html"]);
        assert!(matches!(put(&folder.path().join("none"), &letter), Err(Failure::Again(_))));
    }
}
