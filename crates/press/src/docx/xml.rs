//! Tags and text of XML. Whatever is not a tag is escaped here.

/// The first line of every part.
pub const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

#[derive(Debug, Default)]
pub struct Xml {
    pub out: String,
}

impl Xml {
    /// A part with its first line.
    pub fn part() -> Xml {
        Xml { out: HEAD.to_owned() }
    }

    pub fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.start(tag, attributes);
        self.out.push('>');
    }

    /// An element without content.
    pub fn empty(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.start(tag, attributes);
        self.out.push_str("/>");
    }

    pub fn close(&mut self, tag: &str) {
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
    }

    pub fn element(&mut self, tag: &str, attributes: &[(&str, &str)], text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close(tag);
    }

    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// Markup that is written already.
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    fn start(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

/// Text and attribute values alike; what XML has no place for is left out.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
                out.push(c)
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_escaped_and_what_xml_forbids_left_out() {
        let mut xml = Xml::default();
        xml.element("w:t", &[("a", "\"<&")], "<b>&\u{0}\u{b}\u{ffff}]]>\u{1f600}");
        assert_eq!(xml.out, "<w:t a=\"&quot;&lt;&amp;\">&lt;b&gt;&amp;]]&gt;\u{1f600}</w:t>");
    }
}
