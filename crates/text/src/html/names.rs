//! What the names of elements mean for the tree.

pub const VOID: [&str; 15] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "keygen",
];

/// Elements that stand for lines of their own; whatever else there is runs within a line.
const BLOCK: [&str; 51] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
];

pub fn is_block(name: &str) -> bool {
    BLOCK.contains(&name)
}

/// What a start tag closes, and what stops the closing from going further up.
pub fn closes(name: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match name {
        "li" => (&["li", "p"], &["ul", "ol", "menu", "dir", "table", "div", "td"]),
        "dt" | "dd" => (&["dt", "dd", "p"], &["dl", "div", "table", "td"]),
        "tr" => (&["tr", "td", "th", "p", "caption", "colgroup"], &["table"]),
        "td" | "th" => (&["td", "th", "p"], &["tr", "table"]),
        "thead" | "tbody" | "tfoot" => {
            (&["thead", "tbody", "tfoot", "tr", "td", "th", "caption", "colgroup"], &["table"])
        }
        "a" => (&["a"], SCOPE),
        "option" | "optgroup" => (&["option"], &["select"]),
        "body" => (&["head"], &[]),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => (&["p", "h1", "h2", "h3", "h4", "h5", "h6"], SCOPE),
        _ if is_block(name) && !matches!(name, "title" | "option" | "select" | "legend" | "caption") => {
            (&["p"], SCOPE)
        }
        _ => (&[], &[]),
    }
}

/// Elements that a paragraph cannot reach out of.
const SCOPE: &[&str] = &[
    "td",
    "th",
    "table",
    "div",
    "section",
    "article",
    "li",
    "dd",
    "blockquote",
    "button",
    "body",
    "form",
    "aside",
];
