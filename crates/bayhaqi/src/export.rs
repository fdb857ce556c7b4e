//! `bayhaqi export`: a store in layouts that other programs read.

use crate::args::{ExportArgs, ExportFormat};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use bayhaqi_store::layouts::{self, Layout, Options};
use bayhaqi_store::{Store, StoreError, Stored};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn run(args: &ExportArgs) -> Result<Outcome, Failure> {
    let mut store = Store::read(&args.store).map_err(|e| Failure::of(&e))?;
    let options = Options { claims: args.include_claims };
    let layout = match args.format {
        ExportFormat::Parquet | ExportFormat::Brat => {
            let folder = folder(args)?;
            let done = match args.format {
                ExportFormat::Parquet => store.export_parquet(folder),
                _ => store.export_brat(folder),
            };
            return done.map(|()| Outcome::Done).map_err(|e| Failure::of(&e));
        }
        ExportFormat::Jsonl => return lines(args, &store, "", record),
        ExportFormat::Plover => {
            let line = |s: &Stored| Ok(layouts::plover_json(s, options).unwrap_or_default());
            return lines(args, &store, "", line);
        }
        ExportFormat::Gdelt => Layout::Gdelt,
        ExportFormat::GdeltMentions => Layout::GdeltMentions,
        ExportFormat::Icews => Layout::Icews,
        ExportFormat::Polecat => Layout::Polecat,
        ExportFormat::Phoenix => Layout::Phoenix,
    };
    let mut rows = layouts::Rows::new(layout, options);
    lines(args, &store, &layouts::header(layout), |s| Ok(rows.of(s)))
}

/// The folder of `--output`, which these layouts need.
fn folder(args: &ExportArgs) -> Result<&Path, Failure> {
    args.output.as_deref().ok_or_else(|| {
        Failure::new("export", "this layout is many files; give --output DIR, a new folder")
    })
}

fn record(stored: &Stored) -> io::Result<String> {
    Ok(serde_json::to_string(&stored.event)? + "\n")
}

/// Writes what `line` makes of each event.
fn lines(
    args: &ExportArgs,
    store: &Store,
    header: &str,
    mut line: impl FnMut(&Stored) -> io::Result<String>,
) -> Result<Outcome, Failure> {
    let mut output = Output::open(args.output.as_deref())?;
    let mut write = |text: io::Result<String>| -> Result<(), StoreError> {
        text.and_then(|t| output.write_all(t.as_bytes())).map_err(|e| StoreError::unwritten(&e))
    };
    let written =
        write(Ok(header.to_owned())).and_then(|()| store.each_event(|stored| write(line(&stored))));
    let finished = written.and_then(|()| output.finish().map_err(|e| StoreError::unwritten(&e)));
    match finished {
        Err(error) if !error.is_unread() => Err(Failure::of(&error)),
        _ => Ok(Outcome::Done),
    }
}
