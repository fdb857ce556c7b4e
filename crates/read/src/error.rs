//! What can go wrong while reading; each message says what to do.

use std::fmt;

/// Why something was not read: where, and what is wrong with it.
///
/// It displays as one line, `NAME: what; what to do`.
#[derive(Debug)]
pub struct ReadError {
    /// File, folder or `standard input`.
    pub name: String,
    /// Line of a JSONL input, from 1.
    pub line: Option<u64>,
    /// What is wrong.
    pub problem: Problem,
}

impl ReadError {
    pub(crate) fn new(name: &str, problem: Problem) -> Self {
        ReadError { name: name.to_owned(), line: None, problem }
    }

    pub(crate) fn at_line(name: &str, line: u64, problem: Problem) -> Self {
        ReadError { name: name.to_owned(), line: Some(line), problem }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file name may hold anything, but the message is one line.
        for c in self.name.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.problem)
    }
}

/// What is wrong with an input.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// Nothing has this path.
    #[error("no such file or folder; check the path")]
    Missing,
    /// The system refuses.
    #[error("cannot be read ({0}); check its permissions")]
    Io(#[from] std::io::Error),
    /// Not one file in a folder.
    #[error("the folder has no readable file; give a folder with reports, or a file")]
    EmptyFolder,
    /// Longer than is sensible to hold in memory.
    #[error("longer than {limit} bytes; split it, or write one report a line as JSONL")]
    TooLong {
        /// The most that is read.
        limit: u64,
    },
    /// No text at all.
    #[error("not text but {0}; give plain text or JSONL")]
    Binary(&'static str),
    /// A form that is not read.
    #[error("{0} cannot be read yet; save the report as plain text, or as JSONL")]
    Unsupported(&'static str),
    /// Bytes that are no UTF-8.
    #[error("not UTF-8 at byte {offset}; convert it to UTF-8 (for example with iconv)")]
    NotUtf8 {
        /// The first wrong byte, from 0; within the line for JSONL.
        offset: usize,
    },
    /// UTF-16 with its mark.
    #[error("the text is UTF-16; convert it to UTF-8 (for example with iconv)")]
    Utf16,
    /// Nothing but blanks.
    #[error("the report is empty; give one with text")]
    Empty,
    /// A JSON document over several lines.
    #[error("JSON over several lines; write one object a line (JSONL)")]
    SpreadJson,
    /// A line that is no document.
    #[error("{0}; mend this line")]
    Line(String),
    /// Words were expected.
    #[error(
        "no pretokenized input; give JSONL lines like {{\"id\": …, \"words\": […], \"spaces\": […]}}"
    )]
    NotPretokenized,
}
