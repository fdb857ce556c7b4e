//! `bayhaqi eval`: how well the coder does on an annotated set.

mod attribution;
mod bootstrap;
mod brat;
mod events;
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
use std::io::{BufRead, BufReader, Write};
use std::path::Path;

pub(crate) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let output = Output::open(args.output.as_deref())?;
    let (score, failed) = match args.suite {
        Suite::Place => {
            let (score, failed) = place::score(&args.path)?;
            let text = match args.format {
                EvalFormat::Table => score.table(),
                EvalFormat::Json => score.json() + "\n",
            };
            return tell(args, output, score.is_empty(), failed, &text);
        }
        Suite::Relations => relations::score(&args.path)?,
        Suite::Attribution => attribution::score(&args.path)?,
        Suite::Events => events::score(&args.path)?,
        Suite::Time => time::score(&args.path)?,
    };
    let text = match args.format {
        EvalFormat::Table => score.table(),
        EvalFormat::Json => score.json() + "\n",
    };
    tell(args, output, score.is_empty(), failed, &text)
}

/// Writes a score; one of nothing is told instead.
fn tell(
    args: &EvalArgs,
    mut output: Output,
    empty: bool,
    failed: usize,
    text: &str,
) -> Result<Outcome, Failure> {
    if empty {
        complain(&Failure::new(args.path.display(), "no annotated row; give JSONL with gold"));
        return Ok(Outcome::NothingDone);
    }
    let written = output.write_all(text.as_bytes()).and_then(|()| output.finish());
    written.map_err(|e| Failure::new("output", format!("cannot be written ({e})")))?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

/// Gives each row of a JSONL file to `each`, which may refuse it; returns the number of bad rows.
fn rows<R: DeserializeOwned>(
    path: &Path,
    mut each: impl FnMut(R) -> Result<(), String>,
) -> Result<usize, Failure> {
    let file = File::open(path).map_err(|e| {
        Failure::new(path.display(), format!("cannot be read ({e}); check the path"))
    })?;
    let mut failed = 0;
    for (number, line) in BufReader::new(file).lines().enumerate() {
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
