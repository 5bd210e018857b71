//! Public channels of Telegram, by the preview that the web shows of them (`https://t.me/s/NAME`).

use text::decode::decode_markup;
use text::gate::{Limits, Refused};
use text::html::dates::Months;
use text::html::{NodeId, Tree};

use crate::feed::{resolve, when};
use crate::lead::{Body, Harvest, Lead};

const HOST: &str = "https://t.me/";

/// The address of the preview of a channel, by its name or by any address of it.
pub fn preview(channel: &str) -> Option<String> {
    let rest = ["https://t.me/", "http://t.me/", "https://telegram.me/", "t.me/", "@"]
        .iter()
        .find_map(|start| channel.strip_prefix(start));
    let rest = rest.unwrap_or(channel);
    let name = rest.strip_prefix("s/").unwrap_or(rest).split(['/', '?']).next()?;
    let sound = name.len() >= 4 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    sound.then(|| format!("{HOST}s/{name}"))
}

/// Reads a preview; the posts are in the order of the page, which is the oldest first.
pub fn read(
    bytes: &[u8],
    charset: Option<&str>,
    months: &Months,
    limits: &Limits,
) -> Result<Harvest, Refused> {
    let markup = decode_markup(bytes, charset).text;
    let tree = Tree::build(&markup, limits)?;
    let mut harvest = Harvest::default();
    let title = tree.elements().find(|&id| tree.attribute(id, "property") == Some("og:title"));
    harvest.title = title.and_then(|id| tree.attribute(id, "content")).map(str::to_owned);
    let older =
        tree.elements().find(|&id| tree.name(id) == "link" && tree.attribute(id, "rel") == Some("prev"));
    harvest.next = older.and_then(|id| tree.attribute(id, "href")).map(|href| resolve(HOST, href));
    for id in tree.elements().filter(|&id| tree.has_class(id, "tgme_widget_message")) {
        let Some(post) = tree.attribute(id, "data-post") else { continue };
        if harvest.site.is_none() {
            harvest.site = post.split('/').next().map(|name| format!("{HOST}{name}"));
        }
        harvest.leads.push(lead(&tree, id, post, months));
    }
    if harvest.leads.is_empty() {
        harvest
            .notes
            .push("the page shows no posts: the channel may be private, or show no preview".to_owned());
    }
    Ok(harvest)
}

/// The longest a title made of a post's first line may be, in characters.
const TITLE: usize = 160;

fn lead(tree: &Tree<'_>, id: NodeId, post: &str, months: &Months) -> Lead {
    let find = |class: &str| tree.within(id).find(|&inner| tree.has_class(inner, class));
    let text =
        find("tgme_widget_message_text").map(|text| lines(tree, text)).filter(|text| !text.trim().is_empty());
    let date = tree
        .within(id)
        .filter(|&inner| tree.name(inner) == "time")
        .find_map(|inner| tree.attribute(inner, "datetime"));
    let title = text
        .as_deref()
        .and_then(|text| text.lines().map(str::trim).find(|line| !line.is_empty()))
        .map(|line| {
            let end = line.char_indices().nth(TITLE).map_or(line.len(), |(at, _)| at);
            line.get(..end).unwrap_or(line).to_owned()
        });
    let named = |class: &str| find(class).map(|name| tree.text(name)).filter(|name| !name.is_empty());
    let shown = find("tgme_widget_message_link_preview").and_then(|link| tree.attribute(link, "href"));
    Lead {
        url: Some(format!("{HOST}{post}")),
        id: Some(post.to_owned()),
        title,
        content: text.map(Body::Text),
        published: date.and_then(|date| when(date, months)),
        authors: named("tgme_widget_message_from_author").into_iter().collect(),
        publisher: named("tgme_widget_message_owner_name"),
        enclosures: shown.map(|href| (href.to_owned(), Some("text/html".to_owned()))).into_iter().collect(),
        ..Lead::default()
    }
}

/// The text of a post with its own line breaks.
fn lines(tree: &Tree<'_>, id: NodeId) -> String {
    let mut out = String::new();
    for inner in tree.within(id) {
        match (tree.name(inner), tree.own_text(inner)) {
            ("br", _) => out.push('\n'),
            (_, Some(text)) => out.push_str(&text.replace(['\n', '\r'], " ")),
            _ => {}
        }
    }
    out.lines().map(str::trim).collect::<Vec<_>>().join("\n").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_with_their_lines() {
        let page = "<meta property='og:title' content='Press'><link rel='prev' href='/s/press?before=7'>\
            <div class='tgme_widget_message text_not_supported_wrap js' data-post='press/8'><a class='tgme_widget_message_owner_name'><span>Press</span></a>\
            <div class='tgme_widget_message_text js'>First <b>line</b><br/>Second &amp; last</div>\
            <a class='tgme_widget_message_date'><time datetime='2024-11-28T10:00:00+00:00'>10:00</time></a></div>\
            <div class='tgme_widget_message' data-post='press/9'></div>";
        let found = read(page.as_bytes(), None, &Months::default(), &Limits::default()).unwrap();
        assert_eq!(
            (found.title.as_deref(), found.site.as_deref()),
            (Some("Press"), Some("https://t.me/press"))
        );
        assert_eq!(found.next.as_deref(), Some("https://t.me/s/press?before=7"));
        let lead = &found.leads[0];
        assert_eq!(lead.content, Some(Body::Text("First line\nSecond & last".to_owned())));
        assert_eq!(
            (lead.url.as_deref(), lead.title.as_deref()),
            (Some("https://t.me/press/8"), Some("First line"))
        );
        assert_eq!(lead.published.unwrap().on.to_string(), "2024-11-28");
        assert_eq!(found.leads.len(), 2);
    }

    #[test]
    fn names_and_addresses_of_channels() {
        for given in ["@press_1", "https://t.me/press_1/15", "t.me/s/press_1?before=3", "press_1"] {
            assert_eq!(preview(given).as_deref(), Some("https://t.me/s/press_1"), "{given}");
        }
        assert_eq!(preview("https://example.org/x"), None);
    }
}
