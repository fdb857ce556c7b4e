//! From byte offsets, which Rust's strings use, to Unicode code points, which the output uses.

/// Translates between byte offsets and code point offsets of one text.
///
/// Text of only ASCII needs no table.
///
/// ```
/// let index = bayhaqi_nlp::CharIndex::new("Köln and Łódź");
/// assert_eq!(index.char_of_byte(6), 5);
/// assert_eq!(index.byte_of_char(5), 6);
/// ```
#[derive(Clone, Debug)]
pub struct CharIndex {
    /// For each code point its first byte, and the end; empty for ASCII.
    starts: Vec<u32>,
    bytes: usize,
}

impl CharIndex {
    /// Builds the index of `text`.
    pub fn new(text: &str) -> Self {
        let starts = if text.is_ascii() {
            Vec::new()
        } else {
            text.char_indices().map(|(b, _)| b as u32).chain([text.len() as u32]).collect()
        };
        CharIndex { starts, bytes: text.len() }
    }

    /// The code point that begins at `byte`, or the one that contains it.
    pub fn char_of_byte(&self, byte: usize) -> usize {
        let byte = byte.min(self.bytes);
        if self.starts.is_empty() {
            return byte;
        }
        self.starts.partition_point(|&s| s as usize <= byte) - 1
    }

    /// The first byte of code point `index`; the length in bytes beyond the end.
    pub fn byte_of_char(&self, index: usize) -> usize {
        if self.starts.is_empty() {
            return index.min(self.bytes);
        }
        self.starts.get(index).map_or(self.bytes, |&s| s as usize)
    }

    /// Number of code points.
    pub fn chars(&self) -> usize {
        if self.starts.is_empty() { self.bytes } else { self.starts.len() - 1 }
    }
}
