use super::*;
use crate::lead::Body;

fn months() -> Months {
    Months::load(include_str!("../../../../packs/und/pages/months.tsv")).unwrap()
}

fn harvested(feed: &str) -> Harvest {
    let months = months();
    read(feed.as_bytes(), None, "http://example.org/feed.xml", &months).harvest(&months)
}

#[test]
fn a_feed_in_russian_with_a_broken_reference_and_without_an_end() {
    let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:yandex=\"http://news.yandex.ru\"><channel><title>Пресс-служба</title><link>http://example.org/</link><language>ru</language><ttl>30</ttl>\
        <item><title>Итоги &amp; планы</title><link>/news?id=1&part=2</link><guid isPermaLink=\"false\">1</guid>\
        <description>&lt;p&gt;Сессия &lt;b&gt;состоялась&lt;/b&gt;.&lt;/p&gt;</description><yandex:full-text>Сессия состоялась в Астане.</yandex:full-text>\
        <pubDate>Чт, 28 ноября 2024 10:15:00 +0300</pubDate><author>press@example.org (Пресс-служба)</author>\
        <enclosure url=\"/a.jpg\" type=\"image/jpeg\" length=\"1\"/></item><item><title>Вторая";
    let found = harvested(feed);
    assert!(found.is_cut);
    assert_eq!(
        (found.title.as_deref(), found.site.as_deref()),
        (Some("Пресс-служба"), Some("http://example.org/"))
    );
    assert_eq!((found.rest_minutes, found.leads.len()), (Some(30), 2));
    let lead = &found.leads[0];
    assert_eq!(lead.url.as_deref(), Some("http://example.org/news?id=1&part=2"));
    assert_eq!((lead.id.as_deref(), lead.title.as_deref()), (Some("1"), Some("Итоги & планы")));
    assert_eq!(lead.summary, Some(Body::Html("<p>Сессия <b>состоялась</b>.</p>".to_owned())));
    assert_eq!(lead.content, Some(Body::Html("Сессия состоялась в Астане.".to_owned())));
    assert_eq!(lead.published.unwrap().at.unwrap().to_string(), "2024-11-28T07:15:00Z");
    assert_eq!(lead.published.unwrap().on.to_string(), "2024-11-28");
    assert_eq!(lead.authors, ["Пресс-служба"]);
    assert_eq!(found.leads[1].title.as_deref(), Some("Вторая"));
}

#[test]
fn atom_with_markup_of_its_own() {
    let feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\" xml:base=\"http://example.org/b/\"><title type=\"html\">A &amp;amp; B</title>\
        <link rel=\"next\" href=\"?page=2\"/><entry><id>tag:1</id><title>One</title><link href=\"c\"/><updated>2024-11-28T23:30:00+05:00</updated>\
        <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>1 &lt; 2<br/><a href=\"d\">x</a></p></div></content>\
        <author><name>N</name><email>n@example.org</email></author></entry></feed>";
    let found = harvested(feed);
    assert_eq!(
        (found.title.as_deref(), found.next.as_deref()),
        (Some("A & B"), Some("http://example.org/b/?page=2"))
    );
    let lead = &found.leads[0];
    assert_eq!(lead.url.as_deref(), Some("http://example.org/b/c"));
    assert_eq!(
        lead.content,
        Some(Body::Html("<p>1 &lt; 2<br /><a href=\"http://example.org/b/d\">x</a></p>".to_owned()))
    );
    assert_eq!((lead.lang.as_deref(), lead.authors.as_slice()), (Some("en"), &["N".to_owned()][..]));
    assert_eq!(lead.published, lead.updated);
    assert!(!found.is_cut);
}

#[test]
fn rdf_and_json() {
    let rdf = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" xmlns:d=\"http://purl.org/dc/elements/1.1/\">\
        <channel><title>T</title></channel><item rdf:about=\"http://example.org/1\"><title>One</title><link>http://example.org/1</link><d:date>2024-11-28</d:date><d:creator>N</d:creator></item></rdf:RDF>";
    let found = harvested(rdf);
    assert_eq!(found.leads[0].published.unwrap().on.to_string(), "2024-11-28");
    assert_eq!((found.leads[0].published.unwrap().at, found.leads[0].authors[0].as_str()), (None, "N"));
    let json = "{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"T\", \"next_url\": \"http://e/2\", \"items\": [{\"id\": 7, \"url\": \"/x\", \"content_text\": \"text\", \"date_published\": \"2024-11-28T10:00:00Z\"}]}";
    let found = harvested(json);
    assert_eq!(
        (found.leads[0].id.as_deref(), found.leads[0].url.as_deref()),
        (Some("7"), Some("http://example.org/x"))
    );
    assert_eq!(
        (&found.leads[0].content, found.next.as_deref()),
        (&Some(Body::Text("text".to_owned())), Some("http://e/2"))
    );
    assert!(!read(b"<html><body>no feed</body></html>", None, "", &months()).is_feed());
    assert!(harvested("{\"version\": ").is_cut);
}

#[test]
fn the_charset_is_that_of_the_declaration() {
    let feed = b"<?xml version='1.0' encoding='windows-1251'?><rss><channel><title>\xc8\xf2\xee\xe3\xe8</title></channel></rss>";
    let found = read(feed, None, "", &months());
    assert_eq!((found.feed["title"].as_str(), found.encoding.as_str()), (Some("Итоги"), "windows-1251"));
}

proptest::proptest! {
    #[test]
    fn never_panics(markup in "(</?(rss|channel|item|entry|feed|title|link|description|content|image|textinput|author|name|source|category|guid|pubDate|georss:point|media:credit|itunes:owner)( (type|href|rel|src)='(xhtml|html|a|)')?/?>|x|&amp;|<!\\[CDATA\\[|1 2|<b>|</b>){0,40}") {
        let months = Months::default();
        let feed = read(markup.as_bytes(), None, "http://a/", &months);
        feed.harvest(&months);
        named(&feed.feed, true);
        feed.entries.iter().for_each(|entry| drop(named(entry, false)));
    }
}
