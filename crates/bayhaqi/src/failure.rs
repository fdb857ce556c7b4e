//! How the program says that something went wrong.

use std::fmt;
use std::io::{self, Write};

/// Why a command could not be carried out. It displays as one line, `NAME: what; what to do`.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(name: impl fmt::Display, what: impl fmt::Display) -> Self {
        Failure(format!("{name}: {what}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
