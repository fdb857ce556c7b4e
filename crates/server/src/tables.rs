//! Answers of SQL as files.

use crate::{Answer, Asked, Download};
use bayhaqi_store::Query;

/// The layout of a file that is asked for; none for a page.
pub(crate) fn format(asked: &Asked) -> Option<&str> {
    asked.text("format").filter(|format| *format != "json")
}

/// All rows of an answer, as a file.
pub(crate) fn download(sql: String, name: &'static str, format: &str) -> Answer {
    Answer::Download(Download::rows(format, name, move |context, rows| {
        Ok(context.store()?.query_into(&Query::new(&sql), rows)?)
    }))
}
