//! Lists of feeds as feed readers exchange them (OPML).

use text::decode::decode_markup;

use crate::feed::xml::{Step, walk};

/// One feed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    pub url: String,
    pub title: Option<String>,
    pub site: Option<String>,
    pub lang: Option<String>,
    /// The folders that it stands in, outermost first, and its categories.
    pub tags: Vec<String>,
}

/// Reads a list; what is no feed is a folder.
pub fn read(bytes: &[u8]) -> Vec<Outline> {
    let markup = decode_markup(bytes, None).text;
    let mut found = Vec::new();
    let mut folders: Vec<Option<String>> = Vec::new();
    walk(markup.trim_start(), &mut |step| match step {
        Step::Open(name, attributes) if name.eq_ignore_ascii_case("outline") => {
            let of = |wanted: &str| {
                let given = attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(wanted));
                given.map(|(_, value)| value.trim().to_owned()).filter(|value| !value.is_empty())
            };
            let title = of("title").or_else(|| of("text"));
            match of("xmlUrl") {
                Some(url) => {
                    let categories = of("category").unwrap_or_default();
                    let categories = categories.split(',').map(|one| one.trim().trim_matches('/').to_owned());
                    let mut tags: Vec<String> = folders.iter().flatten().cloned().collect();
                    tags.extend(categories.filter(|tag| !tag.is_empty()));
                    tags.dedup();
                    found.push(Outline { url, title, site: of("htmlUrl"), lang: of("language"), tags });
                    folders.push(None);
                }
                None => folders.push(title),
            }
        }
        Step::Close(name) if name.eq_ignore_ascii_case("outline") => {
            folders.pop();
        }
        _ => {}
    });
    found
}

/// Writes a list; a feed stands in the folder of its first tag.
pub fn write(title: &str, outlines: &[Outline]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>{}</title></head>\n<body>\n",
        escaped(title)
    );
    let mut folders: Vec<Option<&str>> =
        outlines.iter().map(|one| one.tags.first().map(String::as_str)).collect();
    folders.sort_unstable();
    folders.dedup();
    for folder in folders {
        if let Some(folder) = folder {
            out.push_str(&format!("<outline text=\"{}\">\n", escaped(folder)));
        }
        for one in outlines.iter().filter(|one| one.tags.first().map(String::as_str) == folder) {
            let name = one.title.as_deref().unwrap_or(&one.url);
            let mut attributes = vec![("type", "rss"), ("text", name), ("title", name), ("xmlUrl", &one.url)];
            attributes.extend(one.site.as_deref().map(|site| ("htmlUrl", site)));
            attributes.extend(one.lang.as_deref().map(|lang| ("language", lang)));
            let more = one.tags.get(1..).unwrap_or_default().join(",");
            attributes.extend((!more.is_empty()).then_some(("category", more.as_str())));
            let attributes: String =
                attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect();
            out.push_str(&format!("<outline{attributes}/>\n"));
        }
        if folder.is_some() {
            out.push_str("</outline>\n");
        }
    }
    out.push_str("</body>\n</opml>\n");
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let one = Outline {
            url: "http://example.org/rss?a=1&b=2".to_owned(),
            title: Some("A \"B\" <C>".to_owned()),
            site: Some("http://example.org/".to_owned()),
            lang: Some("ru".to_owned()),
            tags: vec!["official".to_owned(), "region".to_owned()],
        };
        let other = Outline {
            url: "http://example.org/2".to_owned(),
            title: Some("http://example.org/2".to_owned()),
            ..Outline::default()
        };
        let written = write("Sources", &[one.clone(), other.clone()]);
        assert_eq!(read(written.as_bytes()), [other, one]);
    }

    #[test]
    fn folders_within_folders() {
        let list = "<opml><body><outline text='a'><outline text='b'><outline text='x' xmlurl='u'/></outline><outline xmlUrl='v'></outline></outline></body>";
        let tags: Vec<Vec<String>> = read(list.as_bytes()).into_iter().map(|one| one.tags).collect();
        assert_eq!(tags, [vec!["a".to_owned(), "b".to_owned()], vec!["a".to_owned()]]);
    }
}
