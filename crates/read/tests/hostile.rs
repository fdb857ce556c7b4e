//! Input that wants to do harm: it must cost an error that says which limit, and little time.

#![allow(clippy::unwrap_used)]

use bayhaqi_read::{Document, Options, ReadError, from_bytes, from_reader};
use flate2::Compression;
use flate2::read::GzEncoder;
use proptest::prelude::*;
use std::io::Read;
use std::time::{Duration, Instant};

/// The test profile and a busy machine are slow; a quadratic loop is slower by far.
const PATIENCE: Duration = Duration::from_secs(20);

fn pack(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    GzEncoder::new(bytes, Compression::best()).read_to_end(&mut packed).unwrap();
    packed
}

fn results(bytes: &[u8], options: Options) -> Vec<Result<Document, ReadError>> {
    let start = Instant::now();
    let results = from_bytes("x", bytes, options).collect();
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    results
}

fn error(bytes: &[u8], options: Options) -> String {
    results(bytes, options).into_iter().find_map(Result::err).unwrap().to_string()
}

/// So many bytes, made when they are read.
struct Endless {
    head: &'static [u8],
    left: u64,
    tail: &'static [u8],
}

impl Read for Endless {
    fn read(&mut self, mut buffer: &mut [u8]) -> std::io::Result<usize> {
        let buffer_len = buffer.len();
        if self.head.is_empty() && self.left == 0 {
            return self.tail.read(buffer);
        }
        let head = self.head.read(buffer)?;
        buffer = &mut buffer[head..];
        let body = self.left.min(buffer.len() as u64) as usize;
        buffer[..body].fill(b'a');
        self.left -= body as u64;
        Ok((head + body).min(buffer_len))
    }
}

#[test]
fn a_line_of_a_gigabyte_is_skipped() {
    let options = Options { limit: 1 << 20, ..Options::default() };
    let source = Endless {
        head: b"{\"text\": \"first\"}\n{\"text\": \"",
        left: 1 << 30,
        tail: b"\"}\n{\"text\": \"last\"}\n",
    };
    let got: Vec<_> = from_reader("x", source, options.clone()).collect();
    assert_eq!(got[0].as_ref().unwrap().text, "first");
    assert!(got[1].as_ref().unwrap_err().to_string().contains("\"bytes\""), "{got:?}");
    assert_eq!(got[2].as_ref().unwrap().text, "last");
    for head in [&b"Plain "[..], b"<html><p>", b"<rss><channel><item><title>", b"WARC/1.0\r\nX: "] {
        let source = Endless { head, left: 1 << 30, tail: b"" };
        let start = Instant::now();
        assert!(from_reader("x", source, options.clone()).all(|r| r.is_err()));
        assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
    }
}

#[test]
fn each_limit_is_named() {
    let options = Options::default();
    let deep = format!("<html>{}<p>Text.", "<div>".repeat(100_000));
    assert!(error(deep.as_bytes(), options.clone()).contains("\"depth\""));
    let few = Options { nodes: 1000, ..options.clone() };
    let many = format!("<html>{}", "<p>x".repeat(10_000));
    assert!(error(many.as_bytes(), few).contains("\"nodes\""));
    let wide = format!("<html><p {}>x", (0..100_000).map(|i| format!("a{i} ")).collect::<String>());
    assert!(error(wide.as_bytes(), options.clone()).contains("\"attributes\""));
    let bomb = pack(&vec![b' '; 100 << 20]);
    assert!(error(&bomb, options.clone()).contains("\"ratio\""));
    let small = Options { unpacked: 1 << 20, ..options.clone() };
    assert!(error(&bomb, small).contains("\"unpacked\""));
    let short = Options { limit: 100, ..options.clone() };
    assert!(error(&[b'a'; 101], short).contains("\"bytes\""));
    let one = Options { entries: 1, ..options.clone() };
    let feed =
        "<rss><channel><item><title>a</title></item><item><title>b</title></item></channel></rss>";
    assert!(error(feed.as_bytes(), one).contains("\"entries\""));
    let nested = format!("<rss><channel><item><title>{}", "<b>".repeat(100_000));
    assert!(error(nested.as_bytes(), options.clone()).contains("\"depth\""));
    assert!(error(&pack(&pack(b"text")), options).contains("inside a gzip file"));
}

#[test]
fn no_markup_takes_long() {
    for part in [
        "<a>",
        "<a x>",
        "<b>",
        "<b><p>",
        "<a><p>",
        "<p>",
        "</p>",
        "<li>",
        "<table>",
        "<table><a>",
        "<tr><td>",
        "<select><option>",
        "<svg>",
        "<math><mi>",
        "<form>",
        "<template>",
        "<button>",
        "<nobr>",
        "<h1>",
        "<ruby><rt>",
        "<dd><dt>",
        "<body a=b>",
        "<html c=d>",
        "<!--",
        "<!-- -->",
        "<![CDATA[",
        "<script>",
        "<style></style>",
        "<title>",
        "<textarea>",
        "&",
        "&amp",
        "&#0;",
        "<div class='post-body share ad'>x</div>",
        "<time class=date></time>",
        "<br>",
        "<br>x.",
        "<",
        "<meta name=date content=x>",
        "<p>published 1.1.",
        "<a href=x>y</a> ",
        "<font color=x><p>",
        "<span class=date>",
        "2020-",
        "published ",
        "<article><p>Some words here.</p></article>",
        "<script type=application/ld+json>{\"datePublished\":</script>",
        "<frameset>",
        "</br></div>",
    ] {
        let page = format!("<html><body>{}", part.repeat((1 << 20) / part.len()));
        let start = Instant::now();
        drop(from_bytes("x", page.as_bytes(), Options::default()).collect::<Vec<_>>());
        assert!(start.elapsed() < PATIENCE, "{part}: {:?}", start.elapsed());
    }
}

#[test]
fn no_feed_and_no_archive_takes_long() {
    for part in [
        "<item>",
        "<item><title>x</title>",
        "</item>",
        "<a>",
        "&x;",
        "<![CDATA[",
        "<!--",
        "<!ENTITY a 'b'>",
        "<item></item>",
        "<",
        "<x ",
        "<x y='z' ",
        "]]>",
        "<item><link href='",
    ] {
        let feed = format!("<rss><channel>{}", part.repeat((1 << 20) / part.len()));
        drop(results(feed.as_bytes(), Options::default()));
    }
    for part in
        ["WARC/1.0\r\n", "WARC/1.0\r\n\r\n", "WARC/1.0\r\nContent-Length: 0\r\n\r\n", "x\n", "\n"]
    {
        let archive = format!("WARC/1.0\r\n{}", part.repeat((1 << 20) / part.len()));
        drop(results(archive.as_bytes(), Options::default()));
    }
}

#[test]
fn cut_archives_give_what_they_hold() {
    let page = "<html><p>The ministers of both countries met in Basra on Monday.</p></html>";
    let block = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    let record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    );
    let packed = pack(record.as_bytes());
    let mut damaged = packed.clone();
    damaged[30] ^= 0x55;
    let archive = [&packed[..], &damaged, &packed, &packed[..packed.len() - 20]].concat();
    let got = results(&archive, Options::default());
    let good = got.iter().filter(|r| r.is_ok()).count();
    assert_eq!(good, 2, "{got:?}");
    let told = got.last().unwrap().as_ref().unwrap_err().to_string();
    assert!(told.contains("cut off") && told.contains("record"), "{told}");
}

/// Fails whenever it is read.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::InvalidData.into())
    }
}

#[test]
fn a_source_that_only_fails_is_told_once() {
    for head in ["", "{\"text\": \"a\"}\n", "WARC/1.0\r\n", "<rss><channel>", "plain"] {
        let source = std::io::Cursor::new(head.as_bytes()).chain(Broken);
        let got: Vec<_> = from_reader("x", source, Options::default()).take(10).collect();
        assert_eq!(got.iter().filter(|r| r.is_err()).count(), 1, "{head}: {got:?}");
    }
}

/// An example of each form of input.
fn seeds() -> Vec<Vec<u8>> {
    let page = b"<!DOCTYPE html><html lang=en><head><title>Talks | News</title>\
        <meta property='article:published_time' content='2020-07-22'>\
        <script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"datePublished\":\"2020-07-22\"}</script>\
        </head><body><nav><a href=/>Home</a></nav><article><h1>Talks</h1><div class=post-body>\
        <p>The ministers met in <b>Basra</b>.</p><p>They left on 23 July 2020.</p></div></article></body>"
        .to_vec();
    let feed = b"<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><title>N</title><item><title>A \
        &amp; b</title><description><![CDATA[<p>Caf\xe9.</p>]]></description></item></channel></rss>"
        .to_vec();
    let atom = b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title><link href='http://e.org/'/>\
        <content type='xhtml'><div><p>b</p></div></content></entry></feed>"
        .to_vec();
    let warc = [&b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://e.org/2020/07/22/\r\nContent-Length: 600\r\n\r\n\
        HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n"[..], &page].concat();
    let lines =
        b"{\"id\":1,\"text\":\"a\"}\n{\"text\":\"b\",\"published\":\"2020-07-22\"}\n".to_vec();
    let wide = "\u{feff}Ministers met.".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let text = b"Talks fail\n\nThe ministers of both left Basra.\n".to_vec();
    let packed = [pack(&warc), pack(&page)].concat();
    vec![pack(&lines), packed, page, feed, atom, warc, lines, wide, text]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn changed_inputs_give_documents_or_errors(
        seed in 0_usize..9,
        changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..6), 0..12),
        cut in any::<prop::sample::Index>(),
        splice in (0_usize..9, any::<prop::sample::Index>()),
    ) {
        let mut bytes = seeds().swap_remove(seed);
        for (at, byte, kind) in changes {
            let at = at.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, byte),
                3 => bytes.insert(at, 0),
                4 => bytes.extend_from_within(at..),
                _ => bytes.truncate(at + 1),
            }
            if bytes.is_empty() || bytes.len() > 1 << 16 {
                break;
            }
        }
        let other = seeds().swap_remove(splice.0);
        if splice.1.index(3) == 0 {
            bytes.truncate(cut.index(bytes.len().max(1)));
            bytes.extend_from_slice(&other[splice.1.index(other.len())..]);
        }
        let start = Instant::now();
        let results: Vec<_> = from_bytes("x", &bytes, Options::default()).collect();
        prop_assert!(start.elapsed() < PATIENCE);
        for document in results.into_iter().flatten() {
            prop_assert!(!document.text.trim().is_empty());
            for &at in &document.breaks {
                prop_assert!(document.text.is_char_boundary(at) && at < document.text.len());
            }
        }
    }
}
