//! `bayhaqi code`: documents to events.

use crate::args::{CodeArgs, EventFormat};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome};
use crate::flat;
use crate::output::{Output, json};
use crate::runner::{self, Sink, Stop};
use crate::table::Table;
use bayhaqi_coder::record::Event;
use bayhaqi_read::Document;
use bayhaqi_store::layouts::{self, Layout};
use bayhaqi_store::{ParquetWriter, Stored, Value};
use std::io::Write;

pub(crate) fn run(args: CodeArgs, quiet: bool) -> Result<Outcome, Failure> {
    let documents = runner::documents(&args.input, false)?;
    let mut output = Output::open(args.input.output.as_deref())?;
    let default = if output.is_terminal() { EventFormat::Table } else { EventFormat::Jsonl };
    let format = args.format.unwrap_or(default);
    if format == EventFormat::Parquet && output.is_terminal() {
        return Err(Failure::new("--format parquet", "is not for a terminal; give --output FILE"));
    }
    let table = Table::new(output.is_terminal(), output.colours());
    let engine = Engine::new(&args.input)?;
    if format == EventFormat::Parquet {
        let make = move || {
            let mut thread = Thread::new(engine);
            move |document: &Document| Ok(flat::values(&events(&mut thread, document)?))
        };
        let mut writer = ParquetWriter::new("output", output);
        writer.set(flat::kinds());
        return runner::run(documents, args.input.jobs, make, Parquet(writer), quiet);
    }
    let header = match format.layout() {
        Some(layout) => layouts::header(layout),
        None if format == EventFormat::Csv => flat::header(),
        None => String::new(),
    };
    // A broken pipe shows again with the first document.
    let _ = output.write_all(header.as_bytes());
    let options = layouts::Options { claims: args.include_claims };
    let make = move || {
        let mut thread = Thread::new(engine);
        move |document: &Document| {
            let events = events(&mut thread, document)?;
            match format {
                EventFormat::Table => Ok(table.document(document, &events)),
                EventFormat::Csv => Ok(flat::rows(&events)),
                _ => match format.layout() {
                    Some(layout) => Ok(foreign(layout, document, events, options)),
                    None => jsonl(&events),
                },
            }
        }
    };
    runner::run(documents, args.input.jobs, make, output, quiet)
}

fn events(thread: &mut Thread, document: &Document) -> Result<Vec<Event>, Failure> {
    let (parse, model) = thread.parse(document)?;
    let events = thread.code(&info(document), &parse, model).events;
    log::debug!("{}: {} tokens, {} events", document.origin, parse.len(), events.len());
    Ok(events)
}

/// The events of a document in the layout of another data set.
fn foreign(
    layout: Layout,
    document: &Document,
    events: Vec<Event>,
    options: layouts::Options,
) -> String {
    let characters = document.text.chars().count() as u64;
    let stored = |event| Stored { characters: Some(characters), ..Stored::alone(event) };
    events.into_iter().map(|e| layouts::rows(layout, &stored(e), options)).collect()
}

/// Takes the rows of each document.
struct Parquet(ParquetWriter<Output>);

impl Sink<Vec<Vec<Value>>> for Parquet {
    fn take(&mut self, rows: Vec<Vec<Value>>) -> Result<(), Stop> {
        rows.into_iter().try_for_each(|row| self.0.push(row).map_err(Stop::from))
    }

    fn idle(&mut self) -> Result<(), Stop> {
        Ok(())
    }

    fn finish(self, outcome: Outcome) -> Result<(), Stop> {
        if outcome == Outcome::NothingDone {
            return Ok(());
        }
        Ok(self.0.finish()?.finish()?)
    }
}

fn jsonl(events: &[Event]) -> Result<String, Failure> {
    let mut lines = String::new();
    for event in events {
        lines += &json(event)?;
        lines.push('\n');
    }
    Ok(lines)
}
