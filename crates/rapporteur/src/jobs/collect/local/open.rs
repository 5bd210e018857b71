//! One publication of this machine as bytes, read where it was seen.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use text::gate::Limits;
use text::input::Format;

use super::walk::inside;
use super::{ShareKind, Spot, archives, boxes};
use crate::input::{self, Kind, Part, Piece, plain};

/// Reads what lies there; `root` is what the person named.
pub fn piece(root: &str, spot: &Spot, limits: &Limits) -> Result<Piece, String> {
    let root = Path::new(root);
    let path = there(root, &spot.path)?;
    // what was a file when it was seen may be a link by now
    if !inside(root, &path) {
        return Err("a link that leads out of the folder is not followed".to_owned());
    }
    if !path.is_file() {
        return Err("it is no file any more".to_owned());
    }
    let Some(share) = &spot.part else { return whole(root, &path, limits) };
    let gone = || "it is no longer in its file".to_owned();
    if share.kind == ShareKind::Answer {
        return archives::answer(&path, share, limits).map_err(|error| plain(&error))?.ok_or_else(gone);
    }
    let found = boxes::share(&path, share, limits).map_err(|error| plain(&error))?;
    let (bytes, head) = found.ok_or_else(gone)?;
    let piece = match (share.kind, head.and_then(|head| head.address)) {
        (ShareKind::Answer, _) => return Err(gone()),
        (ShareKind::Line, _) => Piece::new(spot.path.clone(), Format::Jsonl, bytes),
        // by the letter's own id it is the same in whatever mailbox it lies
        (ShareKind::Letter, Some(address)) => {
            Piece { part: Some(Part::Answer(address)), ..Piece::new(spot.path.clone(), Format::Mail, bytes) }
        }
        (ShareKind::Letter, None) => Piece::new(format!("{}#{}", spot.path, share.name), Format::Mail, bytes),
    };
    Ok(piece)
}

/// The path; a letter of a Maildir is moved and marked by whoever reads it.
fn there(root: &Path, seen: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(seen);
    if path.exists() {
        return Ok(path);
    }
    let gone = || "no such file any more".to_owned();
    let name = path.file_name().and_then(|name| name.to_str()).ok_or_else(gone)?;
    let name = name.split([':', ';']).next().unwrap_or_default();
    for part in ["cur", "new"] {
        for entry in std::fs::read_dir(root.join(part)).into_iter().flatten().flatten() {
            let found = entry.file_name();
            if found.to_str().and_then(|found| found.split([':', ';']).next()) == Some(name) {
                return Ok(entry.path());
            }
        }
    }
    Err(gone())
}

/// A file that is one publication.
fn whole(root: &Path, path: &Path, limits: &Limits) -> Result<Piece, String> {
    let is_letter = root.join("cur").is_dir() && path.parent().is_some_and(|dir| dir != root);
    let is_letter = is_letter && path.parent().and_then(Path::parent) == Some(root);
    let kind = if is_letter { Kind::Eml } else { Kind::Auto };
    let mut found = Vec::new();
    input::each(&[path.to_owned()], kind, limits, &mut |one| {
        found.push(one);
        if found.len() > 1 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    let piece = match (found.pop(), found.is_empty()) {
        (Some(Ok(piece)), true) if piece.part.is_none() && piece.line.is_none() => piece,
        (Some(Err(trouble)), true) => return Err(trouble.0),
        (None, _) => return Err("it holds nothing".to_owned()),
        // the next visit lists them one by one
        _ => return Err("it holds several publications by now".to_owned()),
    };
    if !is_letter {
        return Ok(piece);
    }
    let address = text::formats::mail::head(&piece.bytes).address;
    Ok(Piece { part: address.map(Part::Answer), ..piece })
}
