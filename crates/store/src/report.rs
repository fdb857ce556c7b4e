//! A coded report on its way into the store.

use crate::likeness;
use bayhaqi_coder::record::{Coded, CoderInfo, DocumentInfo, Event, Span};
use flate2::write::{ZlibDecoder, ZlibEncoder};
use std::io::{self, Write};

/// A document with all that was coded of it, made ready to be written. Making it is work that many
/// threads can do at once; writing it is left to one.
#[derive(Clone, Debug)]
pub struct Report {
    pub(crate) document: DocumentInfo,
    pub(crate) origin: String,
    pub(crate) text: String,
    pub(crate) sentences: Vec<Span>,
    pub(crate) coded: Coded,
    pub(crate) coder: CoderInfo,
    /// The text, compressed.
    pub(crate) packed: Vec<u8>,
    pub(crate) content: [u8; 16],
    pub(crate) likeness: i64,
}

impl Report {
    /// Makes a report ready. `origin` is what messages call it; `coder` is what coded it.
    pub fn new(
        document: DocumentInfo,
        origin: String,
        text: String,
        sentences: Vec<Span>,
        coded: Coded,
        coder: CoderInfo,
    ) -> Self {
        let packed = pack(&text);
        let content = content(&document, &text);
        let likeness = likeness::of_text(&text).cast_signed();
        Report { document, origin, text, sentences, coded, coder, packed, content, likeness }
    }

    /// The events.
    pub fn events(&self) -> &[Event] {
        &self.coded.events
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// A hash of all that a report says: the same for the same report, whatever coded it.
pub(crate) fn content(document: &DocumentInfo, text: &str) -> [u8; 16] {
    let mut all = String::with_capacity(text.len() + 256);
    let fields = [
        &document.uri,
        &document.title,
        &document.publisher,
        &document.published,
        &document.language,
    ];
    for field in fields {
        // Absent and empty are not the same.
        all.push_str(field.as_deref().unwrap_or("\u{1}"));
        all.push('\0');
    }
    all.push_str(text);
    let hash = u128::from_str_radix(&bayhaqi_read::content_id(&all), 16).unwrap_or_default();
    hash.to_be_bytes()
}

/// A text as `texts.packed` holds it: zlib (RFC 1950), which every language can read.
pub(crate) fn pack(text: &str) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), flate2::Compression::new(4));
    // Into memory: nothing can fail.
    let _ = encoder.write_all(text.as_bytes());
    encoder.finish().unwrap_or_default()
}

/// The text that was packed.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<String> {
    let mut decoder = ZlibDecoder::new(Vec::new());
    decoder.write_all(packed)?;
    String::from_utf8(decoder.finish()?).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(text in ".{0,400}") {
            prop_assert_eq!(unpack(&pack(&text))?, text);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
