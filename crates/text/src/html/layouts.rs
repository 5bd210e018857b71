//! Pages in the layouts of content systems, each with an invented article: what is around it stays out.

use super::tests::page;

const LEAD: &str =
    "В городе Заречье прошло заседание Совета Озёрного союза, сообщает пресс-служба секретариата.";
const BODY: &str = "Участники рассмотрели план работы на следующий год и решили провести учение на полигоне близ озера Дальнего. Протокол подписали представители пяти сторон.";
const END: &str = "Следующее заседание состоится весной, место его проведения согласуют позднее.";

fn lines(markup: &str) -> Vec<String> {
    page(markup).text.lines().map(str::to_owned).collect()
}

fn published(markup: &str) -> Option<String> {
    page(markup).published.map(|published| published.on.to_string())
}

#[test]
fn bitrix_news_detail() {
    let markup = format!(
        r##"<html><head><meta charset=utf-8><title>Заседание Совета прошло в Заречье</title></head><body>
        <div id="panel"></div><div class="header"><a class="logo" href="/">Озёрный союз</a>
        <div class="bx_topnav"><ul id="horizontal-multilevel-menu"><li><a href="/about/" class="root-item">О союзе</a></li><li><a href="/press/" class="root-item">Пресс-служба</a></li></ul></div></div>
        <div class="bx-breadcrumb"><a href="/">Главная</a> <span>Новости</span></div>
        <table class="layout"><tr><td class="left-column"><ul class="left-menu"><li><a href="/press/news/" class="selected">Новости</a><li><a href="/press/photo/">Фото</a></ul></td>
        <td class="main-column"><h1 id="pagetitle">Заседание Совета прошло в Заречье</h1>
        <div class="news-detail"><img class="detail_picture" src="/upload/1.jpg" alt="">
        <span class="news-date-time">28.11.2024 10:15</span><h3>Заседание Совета прошло в Заречье</h3>
        {LEAD}<br><br>{BODY}<br /><br />{END}<div style="clear:both"></div><br>
        <div class="news-detail-share"><noindex><ul><li><a href="#">ВКонтакте</a><li><a href="#">Одноклассники</a></ul></noindex></div></div>
        <p><a href="/press/news/">Возврат к списку</a></p></td></tr></table>
        <div id="footer">© 2024 Секретариат Озёрного союза. При использовании материалов ссылка на сайт обязательна.</div></body></html>"##
    );
    assert_eq!(lines(&markup), ["Заседание Совета прошло в Заречье", LEAD, BODY, END]);
    assert_eq!(published(&markup).as_deref(), Some("2024-11-28"));
}

#[test]
fn wordpress_post() {
    let comment = |n: u32| {
        format!(
            r#"<li class="comment even thread-{n}" id="comment-{n}"><article class="comment-body"><div class="comment-meta"><b class="fn">Читатель {n}</b> <a href="/#c{n}"><time datetime="2024-11-29T0{n}:00">29.11.2024 в 0{n}:00</time></a></div>
            <div class="comment-content"><p>Очень ждали этого заседания и надеялись, что решение примут ещё в прошлом году, а вышло иначе.</p></div></article></li>"#
        )
    };
    let markup = format!(
        r##"<html lang="ru-RU"><head><title>Заседание Совета прошло в Заречье &#8212; Вестник озёр</title></head>
        <body class="post-template-default single single-post"><a class="skip-link screen-reader-text" href="#content">Перейти к содержимому</a>
        <header id="masthead"><nav id="site-navigation"><ul id="primary-menu"><li class="menu-item"><a href="/">Главная</a></li></ul></nav></header>
        <main id="primary" class="site-main"><article id="post-7" class="post type-post hentry category-news"><header class="entry-header"><h1 class="entry-title">Заседание Совета прошло в Заречье</h1>
        <div class="entry-meta"><span class="posted-on">Опубликовано <time class="entry-date published" datetime="2024-11-28T10:00:00+03:00">28 ноября, 2024</time></span> <span class="byline">автором <a href="/author/x">редакция</a></span></div></header>
        <div class="entry-content"><p>{LEAD}</p><h2 class="wp-block-heading">Что решили</h2><p>{BODY}</p><ul class="wp-block-list"><li>провести учение осенью следующего года;</li><li>создать рабочую группу по связи.</li></ul>
        <div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Поделиться ссылкой:</h3><ul><li><a href="#">Telegram</a></ul></div>
        <div id="jp-relatedposts" class="jp-relatedposts"><h3>Похожее</h3><p><a href="/2">Прошлое заседание Совета прошло в Полянске</a></p></div></div>
        <footer class="entry-footer"><span class="cat-links">Рубрика: <a href="/c">Новости</a></span></footer></article>
        <nav class="navigation post-navigation"><a href="/prev">Предыдущая запись</a></nav>
        <div id="comments" class="comments-area"><h2 class="comments-title">3 комментария к записи</h2><ol class="comment-list">{}{}{}</ol></div></main>
        <aside id="secondary" class="widget-area"><section class="widget"><h2>Свежие записи</h2><ul><li><a href="/3">Озеро Дальнее замёрзло раньше обычного срока</a></ul></section></aside></body></html>"##,
        comment(1),
        comment(2),
        comment(3)
    );
    assert_eq!(
        lines(&markup),
        [
            "Заседание Совета прошло в Заречье",
            LEAD,
            "Что решили",
            BODY,
            "провести учение осенью следующего года;",
            "создать рабочую группу по связи."
        ]
    );
    assert_eq!(published(&markup).as_deref(), Some("2024-11-28"));
}

#[test]
fn drupal_node_in_armenian() {
    let lead = "Լճային միության խորհրդի նիստը կայացավ Զարեչյե հորինված քաղաքում, հայտնում է քարտուղարության մամուլի ծառայությունը։";
    let body = "Մասնակիցները քննարկեցին հաջորդ տարվա աշխատանքային ծրագիրը և որոշեցին աշնանը զորավարժություն անցկացնել Հեռավոր լճի մոտ։ Արձանագրությունը ստորագրեցին հինգ կողմերի ներկայացուցիչները։";
    let markup = format!(
        r##"<html lang="hy"><head><title>Խորհրդի նիստը կայացավ | Լճային միություն</title></head><body class="path-node page-node-type-article">
        <div class="region region-header"><div id="block-menu" class="block block-menu navigation menu--main"><ul class="menu"><li class="menu-item"><a href="/hy">Գլխավոր</a></li></ul></div></div>
        <div class="region region-content"><div id="block-page-title"><h1 class="page-header"><span property="schema:name">Խորհրդի նիստը կայացավ</span></h1></div>
        <article role="article" class="node node--type-article node--view-mode-full"><footer class="node__meta"><div class="node__submitted"><span property="schema:dateCreated" content="2024-11-28T08:00:00+00:00"></span>28 նոյեմբերի 2024</div></footer>
        <div class="node__content"><div class="field field--name-body field--type-text-with-summary"><p>{lead}</p><p>{body}</p></div>
        <div class="field field--name-field-tags"><div class="field__label">Պիտակներ</div><a href="/t/1">նիստ</a></div></div></article></div>
        <aside class="region region-sidebar-second"><div class="views-row"><a href="/hy/2">Վերջին նորություններ լճերի մասին և այլ հաղորդագրություններ</a></div></aside>
        <footer class="region region-footer"><p>© Լճային միություն։ Բոլոր իրավունքները պաշտպանված են։</p></footer></body></html>"##
    );
    assert_eq!(lines(&markup), ["Խորհրդի նիստը կայացավ", lead, body]);
    assert_eq!(published(&markup).as_deref(), Some("2024-11-28"));
}

#[test]
fn joomla_item_page() {
    let markup = format!(
        r##"<html lang="ru-ru"><head><title>Заседание Совета прошло в Заречье</title></head><body class="site com_content view-article">
        <div class="moduletable_menu"><ul class="nav menu"><li class="item-101 current"><a href="/">Главная</a></li><li class="item-102"><a href="/docs">Документы</a></li></ul></div>
        <div class="item-page" itemscope itemtype="https://schema.org/Article"><div class="page-header"><h2 itemprop="headline">Заседание Совета прошло в Заречье</h2></div>
        <dl class="article-info muted"><dt class="article-info-term">Информация о материале</dt><dd class="category-name">Категория: <a href="/news">Новости</a></dd>
        <dd class="published"><time datetime="2024-11-28T10:00:00+03:00" itemprop="datePublished">Опубликовано: 28 ноября 2024</time></dd><dd class="hits">Просмотров: 152</dd></dl>
        <div class="icons"><ul class="actions"><li class="print-icon"><a href="?print=1">Печать</a></li><li class="email-icon"><a href="/mailto">E-mail</a></li></ul></div>
        <div itemprop="articleBody"><p>{LEAD}</p><p>{BODY}</p><p>{END}</p></div>
        <ul class="pager pagenav"><li class="previous"><a href="/1">Назад</a></li><li class="next"><a href="/3">Вперёд</a></li></ul></div>
        <div class="moduletable"><h3>Последние новости</h3><ul class="latestnews"><li><a href="/9">На озере Дальнем открыли новую метеорологическую станцию</a></li></ul></div></body></html>"##
    );
    assert_eq!(lines(&markup), ["Заседание Совета прошло в Заречье", LEAD, BODY, END]);
    assert_eq!(published(&markup).as_deref(), Some("2024-11-28"));
}

#[test]
fn a_brief_stays_the_article_beside_longer_rules_of_the_house() {
    let rule = "Пользователь обязуется не нарушать правил сайта, не оскорблять других участников обсуждения и писать только на темы публикации, иначе его сообщение удалят.";
    let rules = format!("<p>{rule}</p>").repeat(8);
    let markup = format!(
        "<title>Заседание Совета прошло в Заречье</title><div class=top><h1>Заседание Совета прошло в Заречье</h1><div>10:15 28.11.2024</div>\
        <ul class=tabs><li>Материал<li>Комментарии: 0</ul></div><div class=full><p>{LEAD}</p><p>{END}</p></div>\
        <div class=modal-window><div class=comment-rules>{rules}</div></div>"
    );
    let lines = lines(&markup);
    assert_eq!(lines.first().map(String::as_str), Some("Заседание Совета прошло в Заречье"));
    assert!(lines.iter().any(|line| line == LEAD) && lines.iter().any(|line| line == END), "{lines:?}");
    assert!(!lines.iter().any(|line| line == rule), "{lines:?}");
}

#[test]
fn a_tab_of_comments_above_the_text_does_not_end_it() {
    let tabs = |lead: &str| {
        format!(
            "<h1>Заседание Совета прошло в Заречье</h1><p class=lead>{lead}</p><ul><li>Материал<li>Комментарии: 4</ul><p>{BODY}<p>{END}"
        )
    };
    let lead = format!(
        "{LEAD} В повестке было одиннадцать вопросов, и по каждому из них стороны высказались отдельно."
    );
    assert_eq!(lines(&tabs(&lead)).iter().filter(|line| *line == BODY || *line == END).count(), 2);
}

#[test]
fn what_the_page_holds_twice_is_read_once() {
    let body = format!("<p>{LEAD}</p><p>{BODY}</p><p>{END}</p>");
    let markup = format!(
        "<title>Заседание Совета прошло в Заречье</title><h1>Заседание Совета прошло в Заречье</h1><div class=text>{body}</div><div class=none><h1>Заседание Совета прошло в Заречье</h1>{body}<p>https://example.org/press/news/7</div>"
    );
    assert_eq!(lines(&markup), ["Заседание Совета прошло в Заречье", LEAD, BODY, END]);
}

#[test]
fn sections_with_years_prices_and_telephones_are_no_comments() {
    let section = |name: &str, line: &str| {
        format!(
            "<div class=block><h3>{name}</h3><p>{line}</p><p>{name}: {BODY}</p><ul><li>тел. 832-982-2079</ul></div>"
        )
    };
    let markup = format!(
        "<h1>Лучшие книги об озёрах</h1><p>{LEAD}</p>{}{}{}{}",
        section("Лучший атлас 2024", "Цена 19.99"),
        section("Лучший справочник 2024", "Цена 24.50"),
        section("Лучшая книга для детей 2024", "Цена 9.99"),
        section("Лучшие карты 2024", "Цена 11.25"),
    );
    let lines = lines(&markup);
    assert_eq!(lines.iter().filter(|line| line.starts_with("Лучш")).count(), 9, "{lines:?}");
}

#[test]
fn a_part_of_the_page_that_looks_like_others_with_dates_can_hold_the_headline() {
    let markup = format!(
        "<title>Заседание Совета прошло в Заречье</title><div class=container><p>Вестник | 28 ноября 2024</p><h2>Заседание Совета прошло в Заречье</h2></div>\
        <div class=container><p>Изменено 7 января 2025</p><p>{LEAD}</p><p>{BODY}</p></div>\
        <div class=container><p>Редакция, 12.01.2025</p><p>Вестник озёр</p></div>"
    );
    assert_eq!(published(&markup).as_deref(), Some("2024-11-28"));
    assert!(lines(&markup).iter().any(|line| line == LEAD));
}

#[test]
fn sources_after_the_article_are_not_of_it_and_a_box_of_links_within_it_does_not_end_it() {
    let source = |n: u32| {
        format!(
            "<p>Озёрный сборник, выпуск {n}. Сообщения о заседаниях Совета за прошлый год и о решениях, что на них приняты, с указателем.</p>"
        )
    };
    let (article, sources) = (
        format!("<p>{LEAD}<p>{BODY}<p>{END}<p>{BODY} {LEAD}<p>{BODY} {END}"),
        format!("{}{}{}", source(1), source(2), source(3)),
    );
    let ended = lines(&format!("<h1>Заседание Совета</h1>{article}<h3>Источники:</h3>{sources}"));
    assert!(ended.iter().any(|line| line.starts_with(END)), "{ended:?}");
    assert!(!ended.iter().any(|line| line.contains("выпуск")), "{ended:?}");
    let boxed = lines(&format!(
        "<h1>Заседание Совета</h1><p>{LEAD}<p>{END}<p>{BODY}<div class=box><h4>Читайте также</h4><a href=/1>Совет перенёс заседание на неделю позже</a></div>{article}"
    ));
    assert!(boxed.iter().any(|line| *line == format!("{BODY} {END}")), "{boxed:?}");
}
