//! One report from bytes: a page or a plain text.

use crate::content::{self, HEAD, Kind};
use crate::document::Document;
use crate::error::Problem;
use crate::reader::Options;
use crate::{encoding, html, plain};

/// Reads a report. `charset` is the character set that the protocol names, `origin` what messages
/// call the report, `address` where it was found.
pub(crate) fn read(
    bytes: &[u8],
    charset: Option<&str>,
    origin: &str,
    address: Option<&str>,
    options: &Options,
) -> Result<Document, Problem> {
    if bytes.trim_ascii().is_empty() {
        return Err(Problem::Empty);
    }
    if encoding::utf16(&bytes[..bytes.len().min(HEAD)]).is_none() && content::is_binary(bytes) {
        return Err(Problem::Binary("binary data"));
    }
    let text = encoding::decode(bytes, charset);
    match content::sniff(text.as_bytes()) {
        Kind::Html => html::read(&text, origin, address, options),
        Kind::Not(problem) => Err(problem),
        Kind::Text => plain_text(&text, origin, address),
        Kind::Feed | Kind::Warc | Kind::Lines => {
            Err(Problem::Unsupported("data instead of a page"))
        }
    }
}

fn plain_text(text: &str, origin: &str, address: Option<&str>) -> Result<Document, Problem> {
    let plain = plain::tidy(text);
    if plain.text.is_empty() {
        return Err(Problem::Empty);
    }
    let document = Document {
        id: String::new(),
        origin: origin.to_owned(),
        uri: address.map(str::to_owned),
        title: plain.title,
        publisher: None,
        author: None,
        published: None,
        language: None,
        text: plain.text,
        breaks: plain.breaks,
        words: None,
    };
    Ok(document.identified())
}
