//! Tells by the first bytes what an input is; its name does not count.

use crate::error::Problem;

/// Forms of input.
#[derive(Debug)]
pub(crate) enum Kind {
    /// A report as plain text.
    Text,
    /// One JSON object a line.
    Lines,
    /// A web page.
    Html,
    /// RSS or Atom.
    Feed,
    /// Records of a crawl.
    Warc,
    /// Nothing that can be read.
    Not(Problem),
}

/// First bytes of well-known forms that are no text.
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "a rich text file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"SQLite format 3", "a database"),
    (b"\x7fELF", "a program"),
];

/// So many bytes show what an input is.
pub(crate) const HEAD: usize = 64 * 1024;

/// The kind of an input that begins with `head`.
pub(crate) fn sniff(head: &[u8]) -> Kind {
    let head = &head[..head.len().min(HEAD)];
    // Its records may hold anything.
    if head.starts_with(b"WARC/") {
        return Kind::Warc;
    }
    if let Some((_, what)) = SIGNATURES.iter().find(|(bytes, _)| head.starts_with(bytes)) {
        return Kind::Not(Problem::Binary(what));
    }
    if is_binary(head) {
        return Kind::Not(Problem::Binary("binary data"));
    }
    let start = strip_bom(head).trim_ascii_start();
    match start.first() {
        Some(b'<') => markup(start),
        Some(b'{') => object(start),
        Some(b'[') if start[1..].trim_ascii_start().starts_with(b"{") => {
            Kind::Not(Problem::SpreadJson)
        }
        _ => Kind::Text,
    }
}

/// Whether these bytes are no text in any encoding that extends ASCII.
pub(crate) fn is_binary(bytes: &[u8]) -> bool {
    let control = |b: &u8| matches!(b, 1..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f);
    let head = &bytes[..bytes.len().min(HEAD)];
    bytes.contains(&0) || head.iter().filter(|b| control(b)).count() * 20 > head.len()
}

/// The bytes after a UTF-8 byte order mark.
pub(crate) fn strip_bom(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The kind of markup that begins with `<`; a plain report may begin so too ("<BREAKING>").
fn markup(start: &[u8]) -> Kind {
    const DOCTYPE: &[u8] = b"<!doctype html";
    if start.get(..DOCTYPE.len()).is_some_and(|s| s.eq_ignore_ascii_case(DOCTYPE)) {
        return Kind::Html;
    }
    let head = start.to_ascii_lowercase();
    let holds = |tag: &[u8]| head.windows(tag.len()).any(|w| w == tag);
    let xml = head.starts_with(b"<?xml");
    let feed = [&b"<rss"[..], b"<feed", b"<rdf:rdf"];
    if feed.iter().any(|tag| head.starts_with(tag) || xml && holds(tag)) {
        return Kind::Feed;
    }
    let html = [&b"<html"[..], b"<head>", b"<body", b"<meta ", b"<title>", DOCTYPE];
    if html.iter().any(|tag| holds(tag)) {
        return Kind::Html;
    }
    let fragment =
        [&b"<p>"[..], b"<div", b"<article", b"<section", b"<h1", b"<!--", b"<script", b"<style"];
    if fragment.iter().any(|tag| head.starts_with(tag)) {
        return Kind::Html;
    }
    if xml { Kind::Not(Problem::Unsupported("an XML file")) } else { Kind::Text }
}

fn object(start: &[u8]) -> Kind {
    match start[1..].iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')) {
        Some(b'"' | b'}') => Kind::Lines,
        Some(b'\n') => Kind::Not(Problem::SpreadJson),
        _ => Kind::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, sniff};

    #[test]
    fn content_tells_the_kind() {
        let kind = |head: &[u8]| match sniff(head) {
            Kind::Text => "text".to_owned(),
            Kind::Lines => "lines".to_owned(),
            Kind::Html => "html".to_owned(),
            Kind::Feed => "feed".to_owned(),
            Kind::Warc => "warc".to_owned(),
            Kind::Not(problem) => problem.to_string(),
        };
        assert_eq!(kind("Łódź — wiec".as_bytes()), "text");
        assert_eq!(kind(b"[Reuters] Nothing"), "text");
        assert_eq!(kind(b"<BREAKING> Talks fail"), "text");
        assert_eq!(kind(b"\xef\xbb\xbf{\"id\": 1}"), "lines");
        assert!(kind(b"{\n  \"id\": 1\n}").contains("several lines"));
        assert_eq!(kind(b"\n<!DOCTYPE html><html>"), "html");
        assert_eq!(kind(b"<!-- made by hand --><p>Text"), "html");
        assert_eq!(kind(b"<?xml version='1.0'?><rss version='2.0'>"), "feed");
        assert_eq!(kind(b"<?xml version='1.0'?><!DOCTYPE html PUBLIC '-'><html>"), "html");
        assert_eq!(kind(b"WARC/1.0\r\n\0\x01\x02"), "warc");
        assert!(kind(b"<?xml version='1.0'?><nitf>").contains("XML"));
        assert!(kind(b"a\0b").contains("binary"));
        assert!(kind(b"%PDF-1.7").contains("PDF"));
    }
}
