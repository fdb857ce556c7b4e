//! `bayhaqi relate`: what links two marked actors of a sentence.

use crate::args::RelateArgs;
use crate::engine::Engine;
use crate::failure::{Failure, Outcome, complain};
use crate::output::Output;
use bayhaqi_coder::{Coder, MarkedPair, Relation};
use bayhaqi_nlp::{CharIndex, Worker};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::ops::Range;
use std::path::Path;
use std::thread;

/// Lines that each thread takes at once.
const PORTION: usize = 64;
/// A longer line is refused.
const LONGEST_LINE: u64 = 16 << 20;

pub(crate) fn run(args: RelateArgs) -> Result<Outcome, Failure> {
    let (name, mut input) = open(args.path.as_deref())?;
    let mut output = Output::open(args.output.as_deref())?;
    let (pipeline, coder) = Engine::parts(args.model.as_deref())?;
    let jobs = args.jobs.or_else(|| thread::available_parallelism().ok()).map_or(1, |n| n.get());
    let mut workers: Vec<Worker<'static>> = (0..jobs).map(|_| pipeline.worker()).collect();
    let (mut number, mut done, mut failed) = (0, 0, 0);
    loop {
        let lines = read_lines(&mut input, jobs * PORTION);
        if lines.is_empty() {
            break;
        }
        for result in answers(&lines, &mut workers, coder) {
            number += 1;
            match result {
                Ok(None) => {}
                Ok(Some(answer)) => {
                    done += 1;
                    if output.write_all(answer.as_bytes()).is_err() {
                        // Nobody listens any more.
                        return Ok(Outcome::Done);
                    }
                }
                Err(what) => {
                    failed += 1;
                    complain(&Failure::new(format!("{name}:{number}"), what));
                }
            }
        }
    }
    if done == 0 {
        if failed == 0 {
            complain(&Failure::new(
                name,
                "nothing to relate; give lines with id, text, source, target",
            ));
        }
        return Ok(Outcome::NothingDone);
    }
    output.finish().map_err(|e| Failure::new("output", format!("cannot be written ({e})")))?;
    Ok(if failed == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

fn open(path: Option<&Path>) -> Result<(String, Box<dyn BufRead>), Failure> {
    match path {
        Some(path) if path != Path::new("-") => {
            let name = path.display().to_string();
            let file = File::open(path).map_err(|e| {
                Failure::new(&name, format!("cannot be read ({e}); check the path"))
            })?;
            Ok((name, Box::new(BufReader::new(file))))
        }
        _ => Ok(("standard input".to_owned(), Box::new(BufReader::new(io::stdin())))),
    }
}

/// The next lines, or what is wrong with them; none at the end.
fn read_lines(input: &mut dyn BufRead, count: usize) -> Vec<Result<String, String>> {
    let mut lines = Vec::new();
    while lines.len() < count {
        let mut line = Vec::new();
        let mut limited = io::Read::take(&mut *input, LONGEST_LINE);
        match limited.read_until(b'\n', &mut line) {
            Ok(0) => break,
            Ok(n) if n as u64 == LONGEST_LINE && !line.ends_with(b"\n") => {
                let _ = input.skip_until(b'\n');
                lines.push(Err("the line has more than 16 MB; shorten it".to_owned()));
            }
            Ok(_) => lines.push(
                String::from_utf8(line).map_err(|_| "not UTF-8; convert the file".to_owned()),
            ),
            Err(e) => {
                lines.push(Err(format!("cannot be read ({e}); check the file")));
                break;
            }
        }
    }
    lines
}

type Answer = Result<Option<String>, String>;

/// The answers to the lines, in their order.
fn answers(
    lines: &[Result<String, String>],
    workers: &mut [Worker<'static>],
    coder: &Coder,
) -> Vec<Answer> {
    thread::scope(|scope| {
        let running: Vec<_> = workers
            .iter_mut()
            .zip(lines.chunks(PORTION))
            .map(|(worker, lines)| {
                scope.spawn(move || {
                    let answer = |line: &Result<String, String>| match line {
                        Ok(line) => answer(line, worker, coder),
                        Err(what) => Err(what.clone()),
                    };
                    lines.iter().map(answer).collect::<Vec<Answer>>()
                })
            })
            .collect();
        let fault =
            || vec![Err("a fault in the program; please report it with the line".to_owned())];
        running.into_iter().flat_map(|thread| thread.join().unwrap_or_else(|_| fault())).collect()
    })
}

/// A line of input.
#[derive(Deserialize)]
struct Row {
    #[serde(default)]
    id: serde_json::Value,
    text: Option<String>,
    source: Option<[usize; 2]>,
    target: Option<[usize; 2]>,
}

#[derive(Serialize)]
struct Out {
    id: serde_json::Value,
    #[serde(flatten)]
    relation: Relation,
}

fn answer(line: &str, worker: &mut Worker<'_>, coder: &Coder) -> Answer {
    if line.trim().is_empty() {
        return Ok(None);
    }
    let row: Row = serde_json::from_str(line.trim_start_matches('\u{feff}'))
        .map_err(|e| format!("no valid row ({e}); mend this line"))?;
    let text = row.text.filter(|t| !t.trim().is_empty()).ok_or("no \"text\"; mend this line")?;
    let index = CharIndex::new(&text);
    let bytes = |what: &str, span: Option<[usize; 2]>| -> Result<Option<Range<usize>>, String> {
        let Some([start, end]) = span else { return Ok(None) };
        if start >= end || end > index.chars() {
            let length = index.chars();
            return Err(format!(
                "{what} [{start}, {end}] is no span of the text, which has {length} characters; mend this line"
            ));
        }
        Ok(Some(index.byte_of_char(start)..index.byte_of_char(end)))
    };
    let (source, target) = (bytes("source", row.source)?, bytes("target", row.target)?);
    let parse = worker.parse(&text);
    let pair = MarkedPair { parse: &parse, source, target };
    let relation = coder.relate(&pair).map_err(|e| e.to_string())?;
    let out = Out { id: row.id, relation };
    serde_json::to_string(&out).map(|json| Some(json + "\n")).map_err(|e| e.to_string())
}
