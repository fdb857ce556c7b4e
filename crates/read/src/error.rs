//! What can go wrong while reading; each message says what to do.

use std::{fmt, io};

/// Why something was not read: where, and what is wrong with it.
///
/// It displays as one line, `NAME: what; what to do`.
#[derive(Debug)]
pub struct ReadError {
    /// File, folder or `standard input`.
    pub name: String,
    /// Where in it.
    pub place: Option<Place>,
    /// What is wrong.
    pub problem: Problem,
}

impl ReadError {
    pub(crate) fn new(name: &str, problem: Problem) -> Self {
        ReadError { name: name.to_owned(), place: None, problem }
    }

    pub(crate) fn at(self, place: Place) -> Self {
        ReadError { place: Some(place), ..self }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A file name may hold anything, but the message is one line.
        for c in self.name.chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        match self.place {
            None => {}
            Some(Place::Line(line)) => write!(f, ":{line}")?,
            Some(Place::Entry { number, at }) => write!(f, ": entry {number} at byte {at}")?,
            Some(Place::Record { number, at }) => write!(f, ": record {number} at byte {at}")?,
        }
        write!(f, ": {}", self.problem)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.problem)
    }
}

/// A place in an input. Bytes count from 0, in what the file holds when it is unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of JSONL, from 1.
    Line(u64),
    /// An entry of a feed.
    Entry {
        /// Which one, from 1; 0 before the first.
        number: u64,
        /// Where it begins.
        at: u64,
    },
    /// A record of an archive.
    Record {
        /// Which one, from 1; 0 before the first.
        number: u64,
        /// Where it begins.
        at: u64,
    },
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
    Io(#[source] io::Error),
    /// Not what it seems to be, or only a part of it.
    #[error("{0}; get it anew, or leave it out")]
    Damaged(String),
    /// Not one file in a folder.
    #[error("the folder has no readable file; give a folder with reports, or a file")]
    EmptyFolder,
    /// Longer than is sensible to hold in memory.
    #[error("longer than {limit} bytes; split it, or raise the limit \"bytes\"")]
    TooLong {
        /// The most that is read.
        limit: u64,
    },
    /// More of something than is sensible.
    #[error("more than {most} {what}; raise the limit {name:?} if it is to be read")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// The most that is read.
        most: u64,
        /// What the limit is called in [`Options`](crate::Options).
        name: &'static str,
    },
    /// No text at all.
    #[error("not text but {0}; give plain text, HTML, a feed, a WARC archive or JSONL")]
    Binary(&'static str),
    /// A form that is not read.
    #[error("{0} cannot be read; save the report as plain text, HTML or JSONL")]
    Unsupported(&'static str),
    /// A page that a server packed in a way that is not known.
    #[error(
        "a page packed by {0:?}, which cannot be unpacked; get it packed by gzip or not at all"
    )]
    Coding(String),
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

impl From<io::Error> for Problem {
    /// What our own readers tell comes through as it is.
    fn from(error: io::Error) -> Self {
        match error.downcast::<Problem>() {
            Ok(problem) => problem,
            Err(error) => Problem::Io(error),
        }
    }
}
