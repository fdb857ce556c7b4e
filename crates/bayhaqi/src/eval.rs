//! `bayhaqi eval`: how well the coder does on an annotated set.

mod article;
mod attribution;
mod bootstrap;
mod brat;
mod conllu;
mod events;
mod parse;
mod place;
mod relations;
mod score;
mod time;
mod timeml;

use crate::args::{EvalArgs, EvalFormat, Suite};
use crate::failure::{Failure, Outcome, complain};
use crate::output::Output;
use serde::de::DeserializeOwned;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

pub(crate) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let output = Output::open(args.output.as_deref())?;
    let (path, model) = (args.path.as_path(), args.model.as_deref());
    match args.suite {
        Suite::Article => tell(args, output, article::score(path)?),
        Suite::Attribution => tell(args, output, attribution::score(path, model)?),
        Suite::Events => tell(args, output, events::score(path, model)?),
        Suite::Parse => tell(args, output, parse::score(path, model)?),
        Suite::Place => tell(args, output, place::score(path, model)?),
        Suite::Relations => tell(args, output, relations::score(path, model)?),
        Suite::Time => tell(args, output, time::score(path, model)?),
    }
}

/// What a suite has counted.
trait Figures {
    /// Whether nothing was annotated.
    fn is_empty(&self) -> bool;

    /// For people.
    fn table(&self) -> String;

    /// For machines.
    fn json(&self) -> String;
}

/// Writes a score, with which comes the number of bad rows; one of nothing is told instead.
fn tell(
    args: &EvalArgs,
    mut output: Output,
    (score, failed): (impl Figures, usize),
) -> Result<Outcome, Failure> {
    if score.is_empty() {
        let what = "nothing annotated in it; see `bayhaqi eval --help` for what the suite reads";
        complain(&Failure::new(args.path.display(), what));
        return Ok(Outcome::NothingDone);
    }
    let text = match args.format {
        EvalFormat::Table => score.table(),
        EvalFormat::Json => score.json() + "\n",
    };
    let written = output.write_all(text.as_bytes()).and_then(|()| output.finish());
    written.map_err(|e| Failure::new("output", format!("cannot be written ({e})")))?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(path.display(), format!("cannot be read ({error}); check the path"))
}

/// Gives each row of a JSONL file to `each`, which may refuse it; returns the number of bad rows.
fn rows<R: DeserializeOwned>(
    path: &Path,
    mut each: impl FnMut(R) -> Result<(), String>,
) -> Result<usize, Failure> {
    let file = File::open(path).map_err(|e| unreadable(path, &e))?;
    let mut failed = 0;
    for (number, line) in BufReader::new(file).lines().enumerate() {
        // Bytes that are no text spoil their line; after anything else nothing more can be read.
        let line = match line {
            Err(e) if e.kind() != io::ErrorKind::InvalidData => return Err(unreadable(path, &e)),
            line => line,
        };
        let result = line.map_err(|e| format!("cannot be read ({e})")).and_then(|line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            let row = serde_json::from_str(&line).map_err(|e| format!("no valid row ({e})"))?;
            each(row)
        });
        if let Err(what) = result {
            failed += 1;
            let name = format!("{}:{}", path.display(), number + 1);
            complain(&Failure::new(name, format!("{what}; mend this line")));
        }
    }
    Ok(failed)
}
