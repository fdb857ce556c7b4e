//! `bayhaqi code`: documents to events.

use crate::args::{CodeArgs, EventFormat};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome};
use crate::output::{Output, json};
use crate::table::Table;
use crate::{flat, runner};
use bayhaqi_coder::record::Event;
use bayhaqi_read::Document;
use std::io::Write;

pub(crate) fn run(args: CodeArgs, quiet: bool) -> Result<Outcome, Failure> {
    let documents = runner::documents(&args.input, false)?;
    let mut output = Output::open(args.input.output.as_deref())?;
    let default = if output.is_terminal() { EventFormat::Table } else { EventFormat::Jsonl };
    let format = args.format.unwrap_or(default);
    let table = Table::new(output.is_terminal(), output.colours());
    let engine = Engine::new(&args.input)?;
    if format == EventFormat::Csv {
        // A broken pipe shows again with the first document.
        let _ = output.write_all(flat::header().as_bytes());
    }
    let make = move || {
        let mut thread = Thread::new(engine);
        move |document: &Document| {
            let (parse, model) = thread.parse(document)?;
            let events = thread.code(&info(document), &parse, model).events;
            log::debug!("{}: {} tokens, {} events", document.origin, parse.len(), events.len());
            match format {
                EventFormat::Table => Ok(table.document(document, &events)),
                EventFormat::Jsonl => jsonl(&events),
                EventFormat::Csv => Ok(flat::rows(&events)),
            }
        }
    };
    runner::run(documents, args.input.jobs, make, output, quiet)
}

fn jsonl(events: &[Event]) -> Result<String, Failure> {
    let mut lines = String::new();
    for event in events {
        lines += &json(event)?;
        lines.push('\n');
    }
    Ok(lines)
}
