//! Tags and text. Whatever is not a tag is escaped here.

use super::Html;

impl Html<'_> {
    pub fn raw(&mut self, markup: &str) {
        self.out.push_str(markup);
    }

    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    pub fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        escape(value, &mut self.out);
        self.out.push('"');
    }

    /// An opening tag with its attributes.
    pub fn open(&mut self, tag: &str, attributes: &[(&str, &str)]) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.attribute(name, value);
        }
        self.out.push('>');
    }

    /// The same with an id, where it is not taken yet.
    pub fn open_with_id(&mut self, tag: &str, id: Option<&str>) {
        match id.filter(|id| self.used.insert((*id).to_owned())) {
            Some(id) => self.open(tag, &[("id", id)]),
            None => self.open(tag, &[]),
        }
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
}

/// Text and attribute values alike.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No control character but white space is allowed in a page.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_could_be_markup_is_escaped() {
        let mut out = String::new();
        escape("<script>alert('x')</script> & \"y\"\u{0}", &mut out);
        assert_eq!(out, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot; ");
    }
}
