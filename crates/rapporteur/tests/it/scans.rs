//! A PDF whose pages are pictures: told as such, and read through character recognition where that is installed.

use std::process::{Command, Stdio};

use super::formats::pdf;
use super::{Desk, command, ended};

/// A PDF of one page that is a picture of black on white, a bit a dot.
fn scan(width: usize, height: usize, bits: &[u8]) -> Vec<u8> {
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let content = "q 612 0 0 792 0 0 cm /P Do Q";
    let image = format!(
        "<</Type/XObject/Subtype/Image/Width {width}/Height {height}/BitsPerComponent 1/ColorSpace/DeviceGray/Decode[1 0]/Length {}>>\nstream\n",
        bits.len()
    );
    let objects: [Vec<u8>; 5] = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</XObject<</P 5 0 R>>>>/Contents 4 0 R>>"
            .to_vec(),
        format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()).into_bytes(),
        [image.as_bytes(), bits, b"\nendstream"].concat(),
    ];
    let mut places = String::new();
    for (index, object) in objects.iter().enumerate() {
        places.push_str(&format!("{:010} 00000 n \n", bytes.len()));
        bytes.extend(format!("{} 0 obj\n", index + 1).bytes());
        bytes.extend(object);
        bytes.extend(b"\nendobj\n");
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 6\n0000000000 65535 f \n{places}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n").bytes());
    bytes
}

#[test]
fn a_scan_is_told_where_nothing_can_recognise_its_characters() {
    let desk = Desk::new();
    let file = desk.file("scan.pdf", scan(64, 64, &[0x5a; 64 * 8]));
    // where no program is found, none is installed
    let found = ended(command(&["text", &file]).env("PATH", desk.path("empty")).output().unwrap());
    assert_eq!(found.code, Some(1), "{}", found.stdout);
    assert!(
        found.stderr.contains("the pages of this PDF are pictures: it needs character recognition; install tesseract and pdftoppm"),
        "{}",
        found.stderr
    );
}

#[test]
fn a_scan_is_read_where_its_characters_can_be_recognised() {
    let has = |program: &str, argument: &str| {
        let mut asked = Command::new(program);
        asked.arg(argument).stdout(Stdio::null()).stderr(Stdio::null());
        asked.status().is_ok_and(|status| status.success())
    };
    if !has("pdftoppm", "-v") || !has("tesseract", "--version") {
        eprintln!("skipped: pdftoppm or tesseract is not installed");
        return;
    }
    let desk = Desk::new();
    let lines = "The session of the Council took place\nin Port Example on 28 November 2024.\nThe delegations adopted seven decisions.";
    let printed = desk.file("printed.pdf", pdf(&[lines]));
    let base = desk.path("page");
    let drawn =
        Command::new("pdftoppm").args(["-r", "200", "-mono", "-singlefile", &printed, &base]).status();
    assert!(drawn.unwrap().success());
    let picture = std::fs::read(desk.path("page.pbm")).unwrap();
    // P4, its width and height, and the bits
    let head: Vec<&[u8]> = picture.splitn(3, |byte| *byte == b'\n').collect();
    let [b"P4", size, bits] = head[..] else { panic!("no bitmap came out") };
    let size = std::str::from_utf8(size).unwrap();
    let (width, height) = size.split_once(' ').unwrap();
    let file = desk.file("scan.pdf", scan(width.parse().unwrap(), height.parse().unwrap(), bits));
    let found = ended(command(&["text", &file, "--format", "jsonl"]).output().unwrap());
    let line = &found.lines()[0];
    let text = line["text"].as_str().unwrap();
    for words in ["session of the Council took place", "on 28 November 2024", "adopted seven decisions"] {
        assert!(text.contains(words), "{text}");
    }
    assert!(found.stderr.contains("were read by character recognition"), "{}", found.stderr);
}
