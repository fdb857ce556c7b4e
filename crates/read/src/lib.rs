//! Reads news reports: from files, folders, standard input or bytes to [`Document`]s.
//!
//! What an input is, plain text, an HTML page, RSS or Atom, a WARC archive or JSONL, any of them packed
//! by gzip and in any character set, its content tells. One bad document never stops the others: the
//! iterator yields an error for it and goes on. What a hostile document could exhaust has a limit in
//! [`Options`].
//!
//! ```
//! use bayhaqi_read::{Options, from_bytes};
//!
//! let lines = br#"{"id": "a", "text": "Iran and Iraq signed a treaty."}
//! {"id": "b"}"#;
//! let read: Vec<_> = from_bytes("two.jsonl", lines, Options::default()).collect();
//! assert_eq!(read[0].as_ref().unwrap().id, "a");
//! assert_eq!(read[1].as_ref().unwrap_err().to_string(), "two.jsonl:2: no \"text\"; mend this line");
//! ```

mod boilerplate;
mod coding;
mod content;
mod document;
mod encoding;
mod error;
mod feed;
mod folder;
mod gzip;
mod html;
mod http;
mod jsonl;
mod language;
mod plain;
mod reader;
mod report;
mod stream;
mod warc;

pub use coding::unpack;
pub use document::{Document, Words, content_id, parse_date, parse_language};
pub use error::{Place, Problem, ReadError};
pub use feed::{Announced, announced};
pub use language::identify;
pub use reader::{Documents, Input, Options, from_address, from_bytes, from_reader, read};
