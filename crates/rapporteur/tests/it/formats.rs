//! Documents that are no text and no page, from file to text.

use std::io::Write as _;

use super::{Desk, fed, run};

/// A PDF of one page for each of these, made as small as one can be.
pub fn pdf(pages: &[&str]) -> Vec<u8> {
    let mut objects = vec![String::new(); 3];
    let mut kids = Vec::new();
    for page in pages {
        let lines: String = page.lines().map(|line| format!("({line}) Tj T* ")).collect();
        let content = format!("BT /F 12 Tf 14 TL 72 720 Td {lines}ET");
        let number = objects.len() + 1;
        kids.push(format!("{number} 0 R"));
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F 3 0 R>>>>/Contents {} 0 R>>",
            number + 1
        ));
        objects.push(format!("<</Length {}>>\nstream\n{content}\nendstream", content.len()));
    }
    objects[0] = "<</Type/Catalog/Pages 2 0 R>>".to_owned();
    objects[1] = format!("<</Type/Pages/Kids[{}]/Count {}>>", kids.join(" "), pages.len());
    objects[2] = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_owned();
    objects.push(
        "<</Title(Final communique)/Author(Press service)/CreationDate(D:20241128101500+03'00')>>".to_owned(),
    );
    let mut bytes = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(bytes.len());
        bytes.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).bytes());
    }
    let start = bytes.len();
    bytes.extend(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).bytes());
    for place in places {
        bytes.extend(format!("{place:010} 00000 n \n").bytes());
    }
    let size = objects.len() + 1;
    bytes.extend(
        format!(
            "trailer\n<</Size {size}/Root 1 0 R/Info {} 0 R>>\nstartxref\n{start}\n%%EOF\n",
            objects.len()
        )
        .bytes(),
    );
    bytes
}

/// A ZIP archive of parts that are not packed.
fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        writer.start_file(*name, plain).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const TEXT: &str = "The session of the Council took place in the capital on Thursday and adopted";

#[test]
fn a_pdf_is_read_by_a_process_of_its_own() {
    let desk = Desk::new();
    let file = desk.file(
        "a.pdf",
        pdf(&[
            &format!("{TEXT}\na plan of common exer-\ncises."),
            "It will meet again in the spring of the year.",
        ]),
    );
    let found = run(&["text", &file, "--format", "jsonl"]);
    let line = &found.lines()[0];
    assert_eq!(line["title"], "Final communique");
    assert_eq!(line["published_on"], "2024-11-28");
    assert!(
        line["text"].as_str().unwrap().starts_with(&format!("{TEXT} a plan of common exercises.")),
        "{line}"
    );
    assert!(found.stderr.contains("2024-11-28 is the day on which the file was made"), "{}", found.stderr);
}

#[test]
fn broken_documents_are_named_and_the_rest_is_done() {
    let desk = Desk::new();
    desk.file("in/a.pdf", "%PDF-1.4 and no more");
    desk.file("in/b.docx", "PK\u{3}\u{4}");
    desk.file(
        "in/c.epub",
        stored(&[
            ("mimetype", b"application/epub+zip"),
            ("META-INF/container.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ]),
    );
    desk.file("in/d.txt", TEXT);
    let found = run(&["text", &desk.path("in")]);
    assert_eq!(found.code, Some(1));
    assert!(found.stdout.contains(TEXT));
    let said = desk.plain(&found.stderr);
    for part in [
        "DIR/in/a.pdf: a PDF that cannot be read: ",
        "DIR/in/b.docx: a Word document that cannot be read: ",
        "DIR/in/c.epub: a book that cannot be read: META-INF/container.xml declares entities",
    ] {
        assert!(said.contains(part), "{said}");
    }
}

/// What a page of the web is in an archive.
fn record(address: &str, head: &str, body: &[u8]) -> Vec<u8> {
    let block = [format!("HTTP/1.1 200 OK\r\n{head}\r\n\r\n").as_bytes(), body].concat();
    let head = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http;msgtype=response\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), &block, b"\r\n\r\n"].concat()
}

#[test]
fn archives_and_mailboxes_are_read_piece_by_piece() {
    let page = format!(
        "<title>Итоги</title><h1>Итоги</h1><p>{}</p>",
        "Сессия Совета состоялась в Астане. ".repeat(4)
    );
    let page = windows(&page);
    let archive = record("http://example.org/news/1", "Content-Type: text/html; charset=windows-1251", &page);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&archive).unwrap();
    let packed = packer.finish().unwrap();
    let desk = Desk::new();
    let wacz = stored(&[("archive/data.warc.gz", &packed), ("datapackage.json", b"{}")]);
    for file in [desk.file("a.warc", &archive), desk.file("a.warc.gz", &packed), desk.file("a.wacz", &wacz)] {
        let found = run(&["text", &file, "--format", "jsonl"]);
        let line = &found.lines()[0];
        assert_eq!(
            (&line["doc"], &line["title"]),
            (&"http://example.org/news/1".into(), &"Итоги".into()),
            "{}",
            found.stderr
        );
    }
    let data = desk.path("data");
    let file = desk.path("a.warc");
    run(&["ingest", &file, "--data", &data]).well();
    let before = super::rows(&data);
    assert!(before.contains("http://example.org/news/1") && before.contains("Астане"));
    run(&["rebuild", "--data", &data]).well();
    assert_eq!(super::rows(&data), before);
    let mail = format!(
        "From a\nFrom: b@example.org\nSubject: One\nDate: Thu, 28 Nov 2024 10:00:00 +0300\n\n{TEXT}.\n\nFrom c\nFrom: d@example.org\nSubject: Two\n\n{TEXT}.\n"
    );
    let found = fed(&["text", "-", "--input", "mbox", "--format", "jsonl"], mail.as_bytes());
    let titles: Vec<_> = found.lines().iter().map(|line| line["title"].clone()).collect();
    assert_eq!(titles, ["One", "Two"]);
    assert_eq!(found.lines()[0]["published_on"], "2024-11-28");
}

/// Windows-1251, for letters of Russian.
fn windows(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        'а'..='я' => c as u32 as u16 - 0x430 + 0xe0,
        'А'..='Я' => c as u32 as u16 - 0x410 + 0xc0,
        c => c as u32 as u16,
    };
    text.chars().map(|c| u8::try_from(byte(c)).unwrap()).collect()
}

#[test]
fn a_feed_is_printed_for_people_and_for_programs() {
    let feed = "<rss version='2.0'><channel><title>News</title><item><title>One</title><link>http://example.org/1</link><pubDate>Thu, 28 Nov 2024 10:00:00 GMT</pubDate></item>";
    let desk = Desk::new();
    let file = desk.file("news.rss", feed);
    let shown = run(&["feed", &file]);
    assert_eq!(shown.stdout, "News (rss20)\n2024-11-28  One\n            http://example.org/1\n\n");
    assert!(shown.stderr.contains("the feed ends before its end"));
    let line = &run(&["feed", &file, "--format", "jsonl"]).lines()[0];
    assert_eq!(
        (&line["file"], &line["entries"][0]["link"]),
        (&"news.rss".into(), &"http://example.org/1".into())
    );
    let late = "<rss version='2.0'><channel><item><title>One</title></item><item><title>Two</title></item><ttl>30</ttl></channel></rss>";
    let line = run(&["feed", &desk.file("late.rss", late), "--format", "jsonl"]).well();
    let own = "{\"file\":\"late.rss\",\"version\":\"rss20\",\"encoding\":\"utf-8\",\"feed\":{\"ttl\":\"30\"},\"entries\":[{";
    assert!(
        line.starts_with(own) && line.ends_with("}]}\n"),
        "what stands behind the entries is told first: {line}"
    );
    assert_eq!(run(&["feed", &desk.file("no.txt", "text")]).code, Some(1));
}
