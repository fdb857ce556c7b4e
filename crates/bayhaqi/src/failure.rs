//! How the program says that something went wrong.

use std::fmt;
use std::io::{self, Write};

/// Why a command could not be carried out. It displays as one line, `NAME: what; what to do`.
#[derive(Debug)]
pub(crate) struct Failure {
    text: String,
    skips: bool,
}

impl Failure {
    pub(crate) fn new(name: impl fmt::Display, what: impl fmt::Display) -> Self {
        Failure { text: format!("{name}: {what}"), skips: false }
    }

    /// An error of a library that says itself what it is about.
    pub(crate) fn of(error: &impl fmt::Display) -> Self {
        Failure { text: error.to_string(), skips: false }
    }

    /// The same as a reason to leave a document out, as the user has asked for.
    pub(crate) fn into_skip(self) -> Self {
        Failure { skips: true, ..self }
    }

    /// Whether a document is left out on purpose.
    pub(crate) fn skips(&self) -> bool {
        self.skips
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// How a command ended that could be carried out at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    SomeFailed,
    NothingDone,
}

/// Tells a person on standard error. Whatever the message holds, it stays one line.
pub(crate) fn complain(message: &impl fmt::Display) {
    say(&format!("bayhaqi: {message}"));
}

/// Writes a line to standard error; a closed one is no reason to fail.
pub(crate) fn say(line: &str) {
    let mut line: String = line.replace(|c: char| c.is_control(), " ");
    line.push('\n');
    let _ = io::stderr().write_all(line.as_bytes());
}
