//! `bayhaqi lexicon suggest`: what a corpus says that no line knows, as a table to fill in.

use crate::args::InputArgs;
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::runner;
use bayhaqi_read::Document;
use std::cmp::Reverse;
use std::collections::HashMap;
use std::io::{ErrorKind, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// How often a word occurs, and a sentence that has it.
type Counts = HashMap<(String, &'static str), (usize, String)>;

pub(crate) fn run(mut input: InputArgs, quiet: bool) -> Result<Outcome, Failure> {
    let documents = runner::documents(&input, false)?;
    let mut output = Output::open(input.output.take().as_deref())?;
    let engine = Engine::new(&input)?;
    let counts: Arc<Mutex<Counts>> = Arc::default();
    let shared = Arc::clone(&counts);
    let make = move || {
        let (mut thread, counts) = (Thread::new(engine), Arc::clone(&shared));
        move |document: &Document| {
            let (parse, _) = thread.parse(document)?;
            let found = thread.unknown(&info(document), &parse);
            let mut counts = counts.lock().unwrap_or_else(PoisonError::into_inner);
            for unknown in found {
                let example = || (0, unknown.example.clone());
                let entry = counts.entry((unknown.word, unknown.kind)).or_insert_with(example);
                entry.0 += unknown.times;
                // The shortest sentence, whichever thread finds it first.
                let length = |s: &String| (s.chars().count(), s.clone());
                if length(&unknown.example) < length(&entry.1) {
                    entry.1 = unknown.example;
                }
            }
            Ok(String::new())
        }
    };
    let outcome = runner::run(documents, input.jobs, make, Output::open(None)?, quiet)?;
    if outcome == Outcome::NothingDone {
        return Ok(outcome);
    }
    let counts = std::mem::take(&mut *counts.lock().unwrap_or_else(PoisonError::into_inner));
    let written = output.write_all(table(counts).as_bytes()).and_then(|()| output.finish());
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let what = format!("cannot be written ({error}); check the space and permissions");
            Err(Failure::new("output", what))
        }
        _ => Ok(outcome),
    }
}

/// The most frequent first. The code `---` means "none": such a line does nothing until it is filled
/// in.
fn table(counts: Counts) -> String {
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by(|a, b| (Reverse(a.1.0), &a.0).cmp(&(Reverse(b.1.0), &b.0)));
    let mut text = "name\tcode\tkind\tcount\texample\n".to_owned();
    for ((word, kind), (count, example)) in rows {
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        text += &format!("{word}\t---\t{kind}\t{count}\t{example}\n");
    }
    text
}
