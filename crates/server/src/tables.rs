//! Whole lists as files.

use crate::{Answer, Asked, Context, Download, Problem};
use bayhaqi_store::Query;
use std::io::Write;

/// Events that are read at once.
const BATCH: usize = 500;

/// The layout of a file that is asked for; none for a page.
pub(crate) fn format(asked: &Asked) -> Option<&str> {
    asked.text("format").filter(|format| *format != "json")
}

/// All rows of an answer to SQL.
pub(crate) fn download(sql: String, name: &str, format: &str) -> Answer {
    Answer::Download(Download::rows(format, name, move |context, rows| {
        Ok(context.store()?.query_into(&Query::new(&sql), rows)?)
    }))
}

/// Records, one a line, a batch at a time.
pub(crate) fn lines<T: serde::Serialize>(
    name: &str,
    keys: Vec<i64>,
    read: impl Fn(&mut Context<'_>, &[i64]) -> Result<Vec<T>, Problem> + 'static,
) -> Answer {
    Answer::Download(Download::new("jsonl", name, move |context, out: &mut (dyn Write + Send)| {
        for batch in keys.chunks(BATCH) {
            // Each statement is too short to be interrupted.
            if context.is_over() {
                return Err(Problem::late(context.state.limits().download_time));
            }
            for record in read(context, batch)? {
                let mut line = serde_json::to_vec(&record).map_err(Problem::fault)?;
                line.push(b'\n');
                out.write_all(&line)?;
            }
        }
        Ok(())
    }))
}
