//! WARC archives (ISO 28500): the pages among the records of a crawl.
//!
//! Only one record is in memory at a time. After a damaged record reading goes on with the next line
//! that begins one. No crate is used: those there are stop at the first damaged record.

use crate::document::{Document, parse_date};
use crate::error::{Place, Problem, ReadError};
use crate::reader::Options;
use crate::{encoding, html, http, report};
use jiff::civil::Date;
use std::io::{self, BufRead, Read};

/// The most bytes of a record's header.
const HEADER: u64 = 64 * 1024;

/// The records of an archive.
pub(crate) struct Warc<R> {
    input: R,
    /// Records begun so far.
    number: u64,
    /// Bytes read so far.
    at: u64,
    /// Where the present record begins.
    started: u64,
    documents: u64,
    /// Whether the next record must be looked for.
    lost: bool,
    done: bool,
}

/// The header of a record, as far as it counts.
#[derive(Default)]
struct Header {
    kind: String,
    media: String,
    address: Option<String>,
    date: Option<Date>,
    length: Option<u64>,
}

impl Header {
    /// Whether the record may be a page.
    fn is_page(&self) -> bool {
        match self.kind.as_str() {
            "response" => self.media.is_empty() || self.media.starts_with("application/http"),
            "resource" | "conversion" => is_text(&self.media),
            _ => false,
        }
    }
}

impl<R: BufRead> Warc<R> {
    pub(crate) fn new(input: R) -> Self {
        Warc { input, number: 0, at: 0, started: 0, documents: 0, lost: false, done: false }
    }

    /// The next page, or `None` after the last.
    pub(crate) fn next(
        &mut self,
        name: &str,
        options: &Options,
    ) -> Option<Result<Document, ReadError>> {
        while !self.done {
            let problem = match self.record(name, options) {
                Ok(None) => continue,
                Ok(Some(_)) if self.documents >= options.entries => {
                    self.done = true;
                    let most = options.entries;
                    Problem::Limit { what: "documents in one file", most, name: "entries" }
                }
                Ok(Some(document)) => {
                    self.documents += 1;
                    return Some(Ok(document));
                }
                Err(problem) => problem,
            };
            let place = Place::Record { number: self.number, at: self.started };
            return Some(Err(ReadError::new(name, problem).at(place)));
        }
        None
    }

    /// Reads one record, which may hold a page.
    fn record(&mut self, name: &str, options: &Options) -> Result<Option<Document>, Problem> {
        let header = self.header();
        let Some(header) = self.survive(header)? else { return Ok(None) };
        let Some(length) = header.length else {
            self.lost = true;
            return Err(Problem::Damaged("the record has no Content-Length".to_owned()));
        };
        if !header.is_page() || length > options.limit {
            let skipped = io::copy(&mut self.input.by_ref().take(length), &mut io::sink());
            let skipped = self.survive(skipped.map_err(Problem::from))?;
            self.at += skipped;
            self.check_length(skipped, length)?;
            let most = options.limit;
            return if header.is_page() { Err(Problem::TooLong { limit: most }) } else { Ok(None) };
        }
        let mut block = Vec::new();
        let read = self.input.by_ref().take(length).read_to_end(&mut block);
        self.at += block.len() as u64;
        self.survive(read.map_err(Problem::from))?;
        self.check_length(block.len() as u64, length)?;
        let origin = format!("{name}: record {}", self.number);
        page(&header, &block, &origin, options)
    }

    /// After damage the next record is looked for; after anything else there is none.
    fn survive<T>(&mut self, result: Result<T, Problem>) -> Result<T, Problem> {
        match &result {
            Ok(_) => {}
            Err(Problem::Damaged(_)) => self.lost = true,
            Err(_) => self.done = true,
        }
        result
    }

    fn check_length(&mut self, read: u64, length: u64) -> Result<(), Problem> {
        if read == length {
            return Ok(());
        }
        self.done = true;
        Err(Problem::Damaged(format!("the record is cut off after {read} of {length} bytes")))
    }

    /// The header of the next record, or `None` at the end.
    fn header(&mut self) -> Result<Option<Header>, Problem> {
        loop {
            self.started = self.at;
            let Some(line) = self.line()? else {
                self.done = true;
                return Ok(None);
            };
            if line.starts_with(b"WARC/") {
                break;
            }
            if !line.trim_ascii().is_empty() && !self.lost {
                return Err(Problem::Damaged("no record begins here".to_owned()));
            }
        }
        self.lost = false;
        self.number += 1;
        let (mut header, mut size) = (Header::default(), 0);
        loop {
            let Some(line) = self.line()? else {
                self.done = true;
                return Err(Problem::Damaged("the record is cut off in its header".to_owned()));
            };
            size += line.len() as u64;
            if size > HEADER {
                return Err(Problem::Damaged(format!("a header of more than {HEADER} bytes")));
            }
            let line = String::from_utf8_lossy(&line);
            if line.trim().is_empty() {
                return Ok(Some(header));
            }
            let Some((key, value)) = line.split_once(':') else { continue };
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "content-type" => header.media = value.to_ascii_lowercase(),
                "content-length" => header.length = value.parse().ok(),
                "warc-date" => header.date = parse_date(value),
                "warc-target-uri" => {
                    let address = value.trim_matches(['<', '>']);
                    header.address = html::is_address(address).then(|| address.to_owned());
                }
                _ => {}
            }
        }
    }

    /// The next line with its end, or its first part if it is too long for a header.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Problem> {
        let mut line = Vec::new();
        let read = self.input.by_ref().take(HEADER).read_until(b'\n', &mut line);
        self.at += line.len() as u64;
        read?;
        Ok((!line.is_empty()).then_some(line))
    }
}

fn is_text(media: &str) -> bool {
    let media = media.split(';').next().unwrap_or_default().trim();
    matches!(media, "" | "text/html" | "application/xhtml+xml" | "text/plain")
}

/// The report of a record, if the server gave one.
fn page(
    header: &Header,
    block: &[u8],
    origin: &str,
    options: &Options,
) -> Result<Option<Document>, Problem> {
    let (media, body) = if header.kind == "response" {
        let response = http::response(block, options)?;
        if !(200..300).contains(&response.status) {
            return Ok(None);
        }
        (response.media, response.body)
    } else {
        (header.media.clone(), block.into())
    };
    if !is_text(&media) {
        return Ok(None);
    }
    let charset = encoding::charset_of(&media);
    let mut document = report::read(&body, charset, origin, header.address.as_deref(), options)?;
    document.published = document.published.or(header.date);
    Ok(Some(document))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: &str, media: &str, block: &str) -> String {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://example.org/{kind}\r\n\
             WARC-Date: 2020-07-22T10:00:00Z\r\nContent-Type: {media}\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
    }

    fn response(status: &str, media: &str, body: &str) -> String {
        let block = format!("HTTP/1.1 {status}\r\nContent-Type: {media}\r\n\r\n{body}");
        record("response", "application/http; msgtype=response", &block)
    }

    fn read(archive: &str) -> Vec<Result<Document, String>> {
        let mut warc = Warc::new(archive.as_bytes());
        let options = Options::default();
        std::iter::from_fn(|| warc.next("a", &options))
            .map(|r| r.map_err(|e| e.to_string()))
            .collect()
    }

    const PAGE: &str = "<html><title>Talks</title><p>The ministers of both countries met in Basra on Monday.</html>";

    #[test]
    fn only_pages_are_documents() {
        let archive = [
            record("warcinfo", "application/warc-fields", "software: none"),
            record("request", "application/http; msgtype=request", "GET / HTTP/1.0"),
            response("200 OK", "text/html; charset=utf-8", PAGE),
            response("404 Not Found", "text/html", PAGE),
            response("200 OK", "image/png", "PNG"),
            record("conversion", "text/plain", "The minister left."),
        ]
        .concat();
        let got: Vec<_> = read(&archive).into_iter().map(Result::unwrap).collect();
        assert_eq!(got.len(), 2);
        assert_eq!(got[0].text, "The ministers of both countries met in Basra on Monday.");
        assert_eq!(got[0].uri.as_deref(), Some("http://example.org/response"));
        assert_eq!(got[0].published, Some(jiff::civil::date(2020, 7, 22)));
        assert_eq!(got[0].origin, "a: record 3");
        assert_eq!(got[1].text, "The minister left.");
    }

    #[test]
    fn damage_is_told_with_its_place_and_the_rest_goes_on() {
        let good = response("200 OK", "text/html", PAGE);
        let bad = good.replace("Content-Length: ", "Content-Length: x");
        let archive = [&good, &bad, "junk\r\n", &good, &good[..good.len() - 20]].concat();
        let got = read(&archive);
        assert!(got[0].is_ok() && got[2].is_ok(), "{got:?}");
        let told = got[1].as_ref().unwrap_err();
        assert!(told.starts_with(&format!("a: record 2 at byte {}: ", good.len())), "{told}");
        assert!(got[3].as_ref().unwrap_err().contains("cut off after"), "{got:?}");
        assert_eq!(got.len(), 4);
    }

    #[test]
    fn a_long_record_is_skipped() {
        let long = response("200 OK", "text/html", &"a".repeat(5000));
        let archive = [long, response("200 OK", "text/html", PAGE)].concat();
        let options = Options { limit: 1000, ..Options::default() };
        let mut warc = Warc::new(archive.as_bytes());
        assert!(matches!(warc.next("a", &options), Some(Err(e)) if e.to_string().contains("1000")));
        assert!(warc.next("a", &options).unwrap().is_ok());
        assert!(warc.next("a", &options).is_none());
    }
}
