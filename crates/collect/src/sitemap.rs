//! Sitemaps: of pages, of news, of other sitemaps; packed with gzip or not; as plain lists of addresses, too.

use std::io::Read;

use text::decode::decode_markup;
use text::html::dates::Months;

use crate::feed::xml::{Step, walk};
use crate::feed::{resolve, when};
use crate::lead::{Harvest, Lead};

/// Reads a sitemap. `most` bounds what it may come to when it is unpacked.
pub fn read(bytes: &[u8], charset: Option<&str>, address: &str, months: &Months, most: usize) -> Harvest {
    let mut harvest = Harvest::default();
    let unpacked = match unpack(bytes, most) {
        Ok((bytes, is_cut)) => {
            harvest.is_cut = is_cut;
            bytes
        }
        Err(why) => {
            harvest.notes.push(why);
            harvest.is_cut = true;
            return harvest;
        }
    };
    if unpacked.len() > most {
        harvest
            .notes
            .push(format!("the sitemap is larger than {most} bytes when unpacked; the rest was not read"));
        harvest.is_cut = true;
    }
    let decoded = decode_markup(unpacked.get(..unpacked.len().min(most)).unwrap_or_default(), charset).text;
    let markup = decoded.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if !markup.starts_with('<') {
        let lines = markup
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with("http://") || line.starts_with("https://"));
        harvest.leads = lines.map(|line| Lead { url: Some(line.to_owned()), ..Lead::default() }).collect();
        return harvest;
    }
    marked(markup, address, months, &mut harvest);
    harvest
}

fn unpack(bytes: &[u8], most: usize) -> Result<(Vec<u8>, bool), String> {
    if !bytes.starts_with(b"\x1f\x8b") {
        return Ok((bytes.to_vec(), false));
    }
    let mut out = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut out);
    match read {
        Ok(_) => Ok((out, false)),
        // what came before the break is good
        Err(_) if !out.is_empty() => Ok((out, true)),
        Err(error) => Err(format!("the sitemap cannot be unpacked: {}", error.to_string().to_lowercase())),
    }
}

fn marked(markup: &str, address: &str, months: &Months, harvest: &mut Harvest) {
    let mut lead = Lead::default();
    let (mut in_map, mut in_news) = (false, false);
    let mut text = String::new();
    let local = |name: &str| name.rsplit_once(':').map_or(name, |(_, local)| local).to_ascii_lowercase();
    let walked = walk(markup, &mut |step| match step {
        Step::Open(name, attributes) => {
            text.clear();
            match local(&name).as_str() {
                "url" => lead = Lead::default(),
                "sitemap" => (in_map, lead) = (true, Lead::default()),
                "news" => in_news = true,
                // a page's picture has an address of its own
                "image" | "video" => text.clear(),
                "link" => {
                    let of = |name: &str| {
                        attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
                    };
                    if of("rel") == Some("alternate") && of("href") == lead.url.as_deref() {
                        lead.lang = lead.lang.take().or_else(|| {
                            of("hreflang").filter(|lang| *lang != "x-default").map(str::to_owned)
                        });
                    }
                }
                _ => {}
            }
        }
        Step::Text(more) => text.push_str(&more),
        Step::Type(_) => {}
        Step::Close(name) => {
            let value = text.trim();
            let filled = || (!value.is_empty()).then(|| value.to_owned());
            match (local(&name).as_str(), name.contains(':')) {
                ("loc", false) => lead.url = filled().map(|url| resolve(address, &url)),
                ("lastmod", _) => lead.updated = when(value, months),
                ("publication_date", _) => lead.published = when(value, months),
                ("title", _) if in_news => lead.title = filled().map(|title| crate::feed::plain(&title)),
                ("name", _) if in_news => lead.publisher = filled(),
                ("language", _) if in_news => lead.lang = filled(),
                ("news", _) => in_news = false,
                ("url", _) => {
                    harvest.leads.extend(Some(std::mem::take(&mut lead)).filter(|lead| lead.url.is_some()))
                }
                ("sitemap", _) if in_map => {
                    in_map = false;
                    harvest.nested.extend(std::mem::take(&mut lead).url);
                }
                _ => {}
            }
            text.clear();
        }
    });
    harvest.is_cut |= walked.is_cut;
    if walked.mended > 0 {
        harvest
            .notes
            .push(format!("{} places of the sitemap are no markup and were passed over", walked.mended));
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const NEWS: &str = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='n' xmlns:image='i'><url><loc> /a?b=1&amp;c=2 </loc>\
        <lastmod>2024-11-29</lastmod><image:image><image:loc>http://example.org/p.jpg</image:loc></image:image>\
        <news:news><news:publication><news:name>Agency</news:name><news:language>ru</news:language></news:publication>\
        <news:publication_date>2024-11-28T10:00:00+03:00</news:publication_date><news:title>A &amp;amp; B</news:title></news:news></url>\
        <url><loc>http://example.org/b</loc></url>";

    fn found(bytes: &[u8], most: usize) -> Harvest {
        read(bytes, None, "http://example.org/map.xml", &Months::default(), most)
    }

    #[test]
    fn news_packed_and_cut_off() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(NEWS.as_bytes()).unwrap();
        let packed = packer.finish().unwrap();
        let harvest = found(&packed, 1 << 20);
        assert!(harvest.is_cut);
        let lead = &harvest.leads[0];
        assert_eq!(lead.url.as_deref(), Some("http://example.org/a?b=1&c=2"));
        assert_eq!(
            (lead.title.as_deref(), lead.publisher.as_deref(), lead.lang.as_deref()),
            (Some("A & B"), Some("Agency"), Some("ru"))
        );
        assert_eq!(lead.published.unwrap().at.unwrap().to_string(), "2024-11-28T07:00:00Z");
        assert_eq!((harvest.leads.len(), lead.updated.unwrap().on.to_string()), (2, "2024-11-29".to_owned()));
        let bomb = found(&packed, 100);
        assert!(bomb.is_cut && bomb.notes[0].contains("larger than 100 bytes"), "{bomb:?}");
        assert_eq!(found(&packed[..4], 100).notes.len(), 1);
    }

    #[test]
    fn an_index_and_a_list() {
        let index = "<sitemapindex><sitemap><loc>http://example.org/1.xml.gz</loc><lastmod>2024-11-28</lastmod></sitemap></sitemapindex>";
        assert_eq!(found(index.as_bytes(), 1000).nested, ["http://example.org/1.xml.gz"]);
        assert_eq!(found(b"http://example.org/a\r\nno\nhttps://example.org/b", 1000).leads.len(), 2);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(markup in "(</?(url|loc|sitemap|news:news|lastmod|news:title)>|x|2024-11-28|&|<){0,40}") {
            found(markup.as_bytes(), 1000);
        }
    }
}
