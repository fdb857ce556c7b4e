//! `bayhaqi store`: looks after a store.

use crate::args::{StoreArgs, StoreCommand};
use crate::failure::{Failure, Outcome, complain};
use crate::output::Output;
use bayhaqi_store::{Stats, Store, StoreError};
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(args: StoreArgs) -> Result<Outcome, Failure> {
    let done = match args.command {
        StoreCommand::Check(path) => return check(&path.store).map_err(|e| Failure::of(&e)),
        StoreCommand::Stats(path) => {
            Store::read(&path.store).and_then(|s| s.stats()).map(|s| show(&s))
        }
        StoreCommand::Compact(path) => {
            existing(&path.store).and_then(|mut store| store.compact()).map(|()| String::new())
        }
        StoreCommand::Backup { to, path } => {
            Store::read(&path.store).and_then(|store| store.backup(&to)).map(|()| String::new())
        }
    };
    let text = done.map_err(|e| Failure::of(&e))?;
    print(&text)?;
    Ok(Outcome::Done)
}

/// Opens a store to write that must be there already.
fn existing(path: &Path) -> Result<Store, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing(path.to_owned()));
    }
    Store::write(path)
}

fn check(path: &Path) -> Result<Outcome, StoreError> {
    // A store that may not be written can be looked at as well.
    let store = existing(path).or_else(|error| match error {
        StoreError::ReadOnly(_) | StoreError::CannotOpen(_) => Store::read(path),
        other => Err(other),
    })?;
    let found = store.check()?;
    for what in &found {
        complain(&format!(
            "{}: {what}; restore a backup, or ingest the reports anew",
            path.display()
        ));
    }
    Ok(if found.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

fn print(text: &str) -> Result<(), Failure> {
    let mut output = Output::open(None)?;
    match output.write_all(text.as_bytes()).and_then(|()| output.finish()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::new("output", format!("cannot be written ({e}); check where it goes")))
        }
        _ => Ok(()),
    }
}

fn show(stats: &Stats) -> String {
    let mut out = String::new();
    let bytes = |name: &str| stats.bytes.iter().find(|(n, _)| n == name).map_or(0, |(_, b)| *b);
    let _ = writeln!(out, "{:<14} {:>12} {:>14}", "table", "rows", "bytes");
    // The index of words keeps tables of its own: they are told as one.
    for (name, rows) in stats.rows.iter().filter(|(n, _)| !n.starts_with("search")) {
        let _ = writeln!(out, "{name:<14} {rows:>12} {:>14}", bytes(name));
    }
    let search: u64 =
        stats.bytes.iter().filter(|(n, _)| n.starts_with("search")).map(|(_, b)| b).sum();
    let _ = writeln!(out, "{:<14} {:>12} {search:>14}", "search", "");
    let _ = writeln!(out, "{:<14} {:>12} {:>14}", "file", "", stats.file);
    if let Some((first, last)) = &stats.days {
        let _ = writeln!(out, "published from {first} to {last}");
    }
    for (coder, documents) in &stats.coders {
        let _ = writeln!(out, "{documents} documents coded by {coder}");
    }
    out
}
