//! Pages: what is taken for the report, and what is known of it. All pages are of our own making.

#![allow(clippy::unwrap_used)]

use bayhaqi_read::{Document, Options, from_bytes};
use jiff::civil::{Date, date};

fn read(page: &str) -> Document {
    from_bytes("page", page.as_bytes(), Options::default()).next().unwrap().unwrap()
}

const FIRST: &str =
    "The foreign ministers of both countries met in Basra on Monday, officials said.";
const SECOND: &str = "They agreed to reopen two crossings that had been closed since the spring.";

/// A page as agencies and newspapers make them, with much around the report.
fn newspaper(head: &str, byline: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang='en'><head><title>Ministers meet in Basra | Example Post</title>{head}</head>\
         <body class='with-sidebar'><header class='site-header'><a href='/'>Example Post</a>\
         <p>All the news of the day, in one place, for everybody who wants it.</p></header>\
         <nav><ul><li><a href='/world'>World</a><li><a href='/sport'>Sport</a></ul></nav>\
         <main><article><h1>Ministers meet in Basra</h1>{byline}\
         <div class='share-bar'><a href='#'>Share on Facebook</a> Tell your friends what you read here today.</div>\
         <figure><img src=x.jpg><figcaption>The ministers before their talks in the old town.</figcaption></figure>\
         <div class='articleBody'><p>{FIRST}</p>\
         <div class='advert'><p>Buy one of our cars today and get a second one for half the price.</p></div>\
         <p>{SECOND}</p><h2>Crossings</h2><p>The crossings lie <a href='/map'>east of the city</a>.</p>\
         <h3>Related</h3><ul><li><a href='/a'>Traders wait for the border to open</a><li><a href='/b'>Talks fail again</a></ul>\
         </div></article></main>\
         <aside><p>Our correspondent has lived in the region for more than twenty years now.</p></aside>\
         <section id='comments'><p>I do not believe a word of what these ministers say to each other.</p></section>\
         <footer><p>Copyright 2024 Example Post. All rights of the authors are reserved.</p></footer></body></html>"
    )
}

#[test]
fn only_the_report_is_left() {
    let document = read(&newspaper("", ""));
    let expected = format!("{FIRST}\n{SECOND}\nCrossings\nThe crossings lie east of the city.");
    assert_eq!(document.text, expected);
    assert_eq!(document.title.as_deref(), Some("Ministers meet in Basra"));
    assert_eq!(document.published, None, "a copyright year is no day");
    // A heading is a block of its own: no sentence runs through it.
    let blocks: Vec<_> = document.breaks.iter().map(|&b| &document.text[b..][..9]).collect();
    assert_eq!(blocks, ["Crossings", "The cross"]);
}

#[test]
fn what_the_page_says_about_itself() {
    let head = "<link rel='canonical' href='https://post.example/ministers'>\
        <meta property='og:site_name' content='Example Post'><meta name='author' content='By A. Writer'>\
        <meta property='og:title' content='Ministers meet &amp; talk'>";
    let document = read(&newspaper(head, ""));
    assert_eq!(document.uri.as_deref(), Some("https://post.example/ministers"));
    assert_eq!(document.publisher.as_deref(), Some("Example Post"));
    assert_eq!(document.author.as_deref(), Some("A. Writer"));
    assert_eq!(document.language.as_deref(), Some("en"));
    let json = "<script type='application/ld+json'>{\"@graph\":[{\"@type\":[\"NewsArticle\"],\
        \"headline\":\"Ministers meet in Basra\",\"publisher\":{\"name\":\"The Post\"},\
        \"author\":[{\"name\":\"A. Writer\"},{\"name\":\"B. Other\"}],\"datePublished\":\"2020-07-22T08:00:00Z\"}]}</script>";
    let document = read(&newspaper(json, ""));
    assert_eq!(document.publisher.as_deref(), Some("The Post"));
    assert_eq!(document.author.as_deref(), Some("A. Writer, B. Other"));
    assert_eq!(document.published, Some(date(2020, 7, 22)));
}

#[test]
fn days_of_publication() {
    let day: Option<Date> = Some(date(2020, 7, 22));
    for head in [
        "<link rel=canonical href='https://post.example/2020/07/22/ministers.html'>",
        "<meta property='og:url' content='https://post.example/world/2020-07-22-ministers'>",
        "<meta property='article:published_time' content='2020-07-22T08:00:00+03:00'>",
        "<meta name='DC.date.issued' content='2020-07-22'>",
        "<meta name='pubdate' content='Wed, 22 Jul 2020 08:00:00 GMT'>",
        "<meta property='article:modified_time' content='2020-07-22'>",
        // Not quite JSON, as so often.
        "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\n\"datePublished\" : \"2020-07-22\",}</script>",
        "<script>window.page = {\"published_at\": \"2020-07-22T08:00\"}</script>",
    ] {
        assert_eq!(read(&newspaper(head, "")).published, day, "{head}");
    }
    for byline in [
        "<time datetime='2020-07-22'>Wednesday</time>",
        "<span itemprop='datePublished' content='2020-07-22'></span>",
        "<p class='article-date'>22 July 2020, 8 a.m.</p>",
        "<p class='meta'>Updated: July 24, 2020. Published: July 22, 2020.</p>",
        "<p>Published on July 22, 2020 at 8 a.m.</p>",
        "<p>BASRA, 22.07.2020</p>",
        "<p class='date'>mercredi 22 juillet 2020</p>",
        "<p>Опубликовано: 22 июля 2020</p>",
    ] {
        assert_eq!(read(&newspaper("", byline)).published, day, "{byline}");
    }
    let both = "<meta name='last-modified' content='2021-01-01'>";
    let byline = "<div class='date'>22/07/2020</div>";
    assert_eq!(read(&newspaper(both, byline)).published, day, "a change is not the publication");
}

#[test]
fn a_report_without_any_hint_is_found_by_its_text() {
    let page = format!(
        "<html><body><div><a href=1>Home</a> <a href=2>World</a></div><div><div>{FIRST}<br><br>{SECOND}</div>\
         <div><a href=3>Older</a></div></div><div>Contact | Imprint</div></body></html>"
    );
    assert_eq!(read(&page).text, format!("{FIRST}\n{SECOND}"));
}

#[test]
fn a_report_cut_into_many_parts_is_whole() {
    let parts: String = [FIRST, SECOND, FIRST, SECOND]
        .iter()
        .map(|p| {
            format!("<div class='article-body'><p>{p}</p></div><div class='ad'>Buy this now.</div>")
        })
        .collect();
    let page = format!("<html><body><div>{parts}</div></body></html>");
    assert_eq!(read(&page).text.lines().count(), 4);
}

#[test]
fn misleading_names_do_not_hide_a_report() {
    let page = format!(
        "<html><body><div class='content share-enabled'><p>{FIRST}</p><p>{SECOND}</p></div></body></html>"
    );
    assert_eq!(read(&page).text, format!("{FIRST}\n{SECOND}"));
}

#[test]
fn hidden_text_and_scripts_are_no_text() {
    let page = format!(
        "<html><body><p>{FIRST}</p><p style='display: none'>Hidden words that nobody sees.</p>\
         <p hidden>Other hidden words that nobody sees.</p><script>var x = 'Some words of a script.';</script>\
         <template><p>Words of a template that is not shown.</p></template></body></html>"
    );
    assert_eq!(read(&page).text, FIRST);
}

#[test]
fn a_report_that_only_a_script_shows() {
    let data = format!("{FIRST}\\n{SECOND}");
    let page = format!(
        "<html><head><script type='application/ld+json'>{{\"@type\":\"NewsArticle\",\"articleBody\":\"{data}\"}}</script>\
         </head><body><div id=app><p>Please enable scripts.</p></div></body></html>"
    );
    assert_eq!(read(&page).text, format!("{FIRST}\n{SECOND}"));
}

#[test]
fn the_language_of_a_page() {
    let german = "<html lang=en><p>Der Außenminister traf am Dienstag in Lima seinen chilenischen Amtskollegen. Sie \
        sprachen über die Grenze und über die Verträge, die noch nicht unterzeichnet sind. Danach reiste er weiter \
        nach Quito, wo er am Abend mit dem Präsidenten über den Handel sprechen will.</p></html>";
    assert_eq!(read(german).language.as_deref(), Some("de"));
    assert_eq!(
        read("<html lang='pt-BR'><p>Nada a dizer.</p></html>").language.as_deref(),
        Some("pt")
    );
    let options = Options { language: Some("fr".into()), ..Options::default() };
    let said = from_bytes("page", german.as_bytes(), options).next().unwrap().unwrap();
    assert_eq!(
        said.language.as_deref(),
        Some("en"),
        "what the page says goes before what is expected"
    );
}

#[test]
fn a_page_in_another_character_set() {
    let page = "<html><head><meta http-equiv=Content-Type content='text/html; charset=iso-8859-2'></head>\
        <body><p>Prezydent spotka\u{b3} si\u{ea} z premierem w \u{a3}odzi w ubieg\u{b3}\u{b1} \u{b6}rod\u{ea}.</p>";
    let bytes: Vec<u8> = page.chars().map(|c| c as u8).collect();
    let document = from_bytes("page", &bytes, Options::default()).next().unwrap().unwrap();
    assert_eq!(document.text, "Prezydent spotkał się z premierem w Łodzi w ubiegłą środę.");
}
