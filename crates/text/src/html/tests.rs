use super::*;

fn pack() -> PagePack {
    PagePack {
        cues: Cues::load(include_str!("../../../../packs/und/pages/cues.tsv")).unwrap(),
        months: Months::load(include_str!("../../../../packs/und/pages/months.tsv")).unwrap(),
    }
}

pub fn page(markup: &str) -> Page {
    read(markup, &pack(), &Limits::default()).unwrap()
}

const LEAD: &str = "Сессия Совета прошла в вымышленном городе Заречье, сообщила пресс-служба организации.";
const BODY: &str = "Участники обсудили план на следующий год и приняли решение провести учение осенью. Подписан протокол о создании рабочей группы, её возглавит представитель секретариата.";
const END: &str = "Следующая встреча состоится весной в городе Полянске, говорится в сообщении.";

/// A page as content systems make them: menus, a box in the text, comments, feeds, a footer.
fn news() -> String {
    format!(
        r#"<!DOCTYPE html><html lang="ru"><head><title>Сессия Совета прошла в Заречье - Вестник</title>
        <meta property="og:site_name" content="Вестник"><link rel="canonical" href="https://example.org/news/1">
        <script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"2024-11-28T10:00:00+03:00","author":{{"name":"Отдел новостей"}}}}</script>
        </head><body><div class="menu"><ul><li><a href="/a">Политика</a><li><a href="/b">Экономика</a></ul></div>
        <div class="content"><h1>Сессия Совета прошла в Заречье</h1><div class="date">28 ноября 2024, 10:00</div>
        <p>{LEAD}</p><div class="related"><a href="/c">Ранее: члены Совета согласовали повестку дня сессии</a></div>
        <p>{BODY}</p><h2>Что дальше</h2><ul><li>учение осенью</li><li>{END}</li></ul>
        <table><tr><th>Год</th><th>Учений</th></tr><tr><td>2023</td><td>3</td></tr></table>
        <p>&copy; Вестник. Все права защищены.</p></div>
        <h3>Комментарии (2)</h3>
        <div class="c"><b>Читатель, 28.11.2024 11:00</b><p>Ждём подробностей о том, где и когда пройдёт учение и кто в нём примет участие.</p></div>
        <div class="c"><b>Другой, 28.11.2024 11:05</b><p>Согласен с вами, хотелось бы узнать об этом как можно больше и скорее.</p></div>
        <div class="c"><b>Третий, 28.11.2024 11:09</b><p>А я думаю, что всё это уже было объявлено в прошлом году, просто забыли.</p></div>
        <div class="footer"><p>Вестник зарегистрирован в установленном порядке, адрес редакции указан на сайте.</p></div></body></html>"#
    )
}

#[test]
fn a_news_page_gives_its_article_line_by_line() {
    let page = page(&news());
    assert_eq!(
        page.text,
        format!(
            "Сессия Совета прошла в Заречье\n{LEAD}\n{BODY}\nЧто дальше\nучение осенью\n{END}\nГод\tУчений\n2023\t3"
        )
    );
    assert_eq!(page.title.as_deref(), Some("Сессия Совета прошла в Заречье"));
    assert_eq!(page.publisher.as_deref(), Some("Вестник"));
    assert_eq!(page.author.as_deref(), Some("Отдел новостей"));
    assert_eq!(page.address.as_deref(), Some("https://example.org/news/1"));
    assert_eq!(page.lang.as_deref(), Some("ru"));
    let published = page.published.unwrap();
    assert_eq!((published.on.to_string().as_str(), published.ground), ("2024-11-28", DateGround::Data));
    assert!(page.confidence > DOUBTFUL, "{}", page.confidence);
    assert!(page.notes.is_empty(), "{:?}", page.notes);
}

#[test]
fn the_ground_of_a_date_follows_what_is_there() {
    let body = format!("<h1>Сессия</h1><p>{LEAD}<p>{BODY}");
    for (extra, ground) in [
        ("<meta name=published-date content='28 November 2024'>", DateGround::Meta),
        ("<time datetime='2024-11-28T01:00'>вчера</time>", DateGround::Marked),
        ("<meta name=date content=2024-11-28>", DateGround::Meta),
        ("<div class=newsdatum>28.11.2024</div>", DateGround::Marked),
        ("<link rel=canonical href='https://example.org/2024/11/28/x'>", DateGround::Address),
        ("<div>28 ноября 2024 г.</div>", DateGround::Visible),
    ] {
        let published = page(&format!("{extra}{body}"))
            .published
            .map(|published| (published.on.to_string(), published.ground));
        assert_eq!(published, Some(("2024-11-28".to_owned(), ground)), "{extra}");
    }
    assert_eq!(page(&body).published, None);
}

#[test]
fn a_line_that_is_a_date_goes_before_a_sentence_that_speaks_of_one() {
    let told = "On 3 May 2019 the delegations of the lakes had met for the first time, and it was said then that they would meet again in spring.";
    let published = |markup: &str| page(markup).published.map(|published| published.on.to_string());
    let byline = format!("<h2>By A. Writer | 28 November 2024</h2><p>x<h1>Session</h1><p>{told}<p>{BODY}");
    assert_eq!(published(&byline).as_deref(), Some("2024-11-28"));
    assert_eq!(published(&format!("<h1>Session</h1><p>{told}<p>{BODY}")).as_deref(), Some("2019-05-03"));
}

#[test]
fn nothing_is_published_after_its_last_change() {
    let body = format!("<h1>Meetings</h1><p>The next one is on 5 December 2024.<p>{LEAD}<p>{BODY}");
    for change in [
        "<footer>Last modified: 28 November 2024</footer>",
        "<meta property='og:updated_time' content='2024-11-28T10:00:00Z'>",
        "<span class=updated title='2024-11-28T10:00:00+03:00'></span>",
        "<script type='application/ld+json'>{\"@type\": \"WebPage\", \"dateModified\": \"2024-11-28\"}</script>",
    ] {
        for body in [&body, &body.replace("5 December 2024", "a day in spring")] {
            let published = page(&format!("{change}{body}")).published.unwrap();
            assert_eq!(
                (published.on.to_string().as_str(), published.ground),
                ("2024-11-28", DateGround::Guessed),
                "{change}"
            );
        }
    }
}

#[test]
fn parts_that_a_script_puts_into_their_place_are_read_and_what_is_hidden_is_not() {
    let page = page(&format!(
        "<body><article><h1>Session</h1><template id='B:1'></template></article><div hidden><p>{LEAD}</div>\
        <div hidden id='S:1'><p>{BODY}</p></div><script>$RC('B:1','S:1')</script></body>"
    ));
    assert!(page.text.contains(BODY) && !page.text.contains(LEAD), "{}", page.text);
}

#[test]
fn a_late_evening_in_greenwich_is_the_next_day_of_the_address() {
    let markup = "<meta property='article:published_time' content='2024-11-27T22:30:00Z'><link rel=canonical href='https://example.org/2024/11/28/x'>";
    assert_eq!(
        page(markup).published.map(|published| published.on.to_string()).as_deref(),
        Some("2024-11-28")
    );
}

#[test]
fn the_body_in_the_data_stands_in_for_a_page_without_text() {
    let long = [LEAD, BODY, END].join(" ").repeat(2);
    let markup = format!(
        r#"<h1>Итоги</h1><script type="application/ld+json">{{"@type":"Article","articleBody":"{long}"}}</script>"#
    );
    let page = page(&markup);
    assert_eq!(page.text, format!("Итоги\n{long}"));
    assert!(page.notes.iter().any(|note| note.message.contains("page's data")));
}

#[test]
fn hostile_pages_are_read_or_refused_and_nothing_overflows() {
    let deep = |open: &str, close: &str, count: usize| {
        format!("{}{BODY}{}", open.repeat(count), close.repeat(count))
    };
    for markup in [
        deep("<div>", "</div>", 50_000),
        deep("<b>", "", 50_000),
        deep("<table><tr><td>", "", 20_000),
        deep("<ul><li>", "", 20_000),
        deep("<p><a><b><i>", "</a></b>", 10_000),
        deep("<div class='comment reply'>", "</div>", 20_000),
        format!("<div {}>{BODY}</div>", "a=1 ".repeat(100_000)),
        format!("<div class='{}'>{BODY}</div>", "x-y ".repeat(300_000)),
        format!("{}{BODY}", "<title>".repeat(20_000)),
        format!("{BODY}{}", "<!--".repeat(100_000)),
        format!("{BODY}{}", "&".repeat(300_000)),
        format!("{BODY}{}", "<br>".repeat(100_000)),
    ] {
        let page = page(&markup);
        assert!(page.text.contains("рабочей группы") || markup.starts_with("<title>"), "{}", &markup[..60]);
    }
    let error = read(&"<p>".repeat(1_000_001), &PagePack::default(), &Limits::default()).unwrap_err();
    assert_eq!(error.to_string(), "too many elements: 1000001, and the limit is 1000000");
}

#[test]
fn pages_without_text_say_so() {
    for markup in ["", "<html><body></body></html>", "<script>var x = 1;</script>"] {
        let page = page(markup);
        assert_eq!(page.text, "");
        assert_eq!(page.notes[0].message, "no text was found on the page");
    }
}

proptest::proptest! {
    #[test]
    fn never_panics(markup in "(<(/)?(p|div|b|li|ul|table|tr|td|a href=x|h1|time|meta|script|br)>|Ж|2024-11-28| |[.]|слово){0,60}") {
        let _ = read(&markup, &pack(), &Limits::default());
    }
}
