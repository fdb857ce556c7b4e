//! A coded report on its way into the store.

use crate::likeness;
use bayhaqi_coder::record::{Coded, CoderInfo, DocumentInfo, Event, Span};
use flate2::write::ZlibDecoder;
use flate2::{Compress, Compression, FlushCompress, Status};
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
    pub(crate) author: Option<String>,
    /// The text, compressed.
    pub(crate) packed: Vec<u8>,
    pub(crate) content: [u8; 16],
    pub(crate) likeness: i64,
}

/// Makes reports ready. Each thread has its own: what it needs to compress a text is made once, which
/// for short texts takes longer than the text itself.
#[derive(Debug)]
pub struct Packer(Compress);

impl Default for Packer {
    fn default() -> Self {
        Packer(Compress::new(Compression::new(4), true))
    }
}

impl Packer {
    /// Makes a report ready. `origin` is what messages call it; `coder` is what coded it.
    pub fn report(
        &mut self,
        document: DocumentInfo,
        origin: String,
        text: String,
        sentences: Vec<Span>,
        coded: Coded,
        coder: CoderInfo,
    ) -> Report {
        let packed = self.pack(&text);
        let content = content(&document, &text);
        let likeness = likeness::of_text(&text).cast_signed();
        Report {
            document,
            origin,
            text,
            sentences,
            coded,
            coder,
            author: None,
            packed,
            content,
            likeness,
        }
    }

    /// A text as `texts.packed` holds it: zlib (RFC 1950), which every language can read.
    fn pack(&mut self, text: &str) -> Vec<u8> {
        self.0.reset();
        // Room for a text that does not get shorter (RFC 1951: five bytes a block, at most).
        let mut packed = Vec::with_capacity(text.len() + text.len() / 1000 + 64);
        loop {
            let read = usize::try_from(self.0.total_in()).unwrap_or(text.len());
            match self.0.compress_vec(&text.as_bytes()[read..], &mut packed, FlushCompress::Finish)
            {
                Ok(Status::StreamEnd) | Err(_) => return packed,
                Ok(_) => packed.reserve(packed.len().max(64)),
            }
        }
    }
}

impl Report {
    /// The same report by somebody who is named. Who it was does not make it another report.
    #[must_use]
    pub fn by(self, author: Option<String>) -> Self {
        Report { author, ..self }
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

/// The text that was packed.
pub(crate) fn unpack(packed: &[u8]) -> io::Result<String> {
    let mut decoder = ZlibDecoder::new(Vec::new());
    decoder.write_all(packed)?;
    String::from_utf8(decoder.finish()?).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::{Packer, unpack};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn texts_come_back(texts in prop::collection::vec(".{0,400}", 1..4)) {
            let mut packer = Packer::default();
            for text in texts {
                prop_assert_eq!(unpack(&packer.pack(&text))?, text);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = unpack(&bytes);
        }
    }
}
