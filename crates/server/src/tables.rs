//! Answers of SQL as files.

use crate::{Answer, Asked};

/// The layout of a file that is asked for; none for a page.
pub(crate) fn format(asked: &Asked) -> Option<&str> {
    asked.text("format").filter(|format| *format != "json")
}

/// All rows of an answer, as a file.
pub(crate) fn download(_sql: String, _name: &'static str, _format: &str) -> Answer {
    todo!()
}
