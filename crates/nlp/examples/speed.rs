//! Measures the pipeline on texts: `speed FILE.jsonl [--threads N] [--rounds R] [--model FILE]`.
//!
//! Prints a JSON line for each round, then one with the time to load, the time to the first parse
//! and the resident memory. `scripts/speed.py` runs it beside spaCy.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bayhaqi_nlp::{Parse, Pipeline, Worker};

fn main() -> Result<(), Box<dyn Error>> {
    let begin = Instant::now();
    let mut args = std::env::args().skip(1);
    let (mut path, mut model) = (None, None);
    let (mut threads, mut rounds) = (1, 3);
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or("a value is missing");
        match arg.as_str() {
            "--threads" => threads = value()?.parse()?,
            "--rounds" => rounds = value()?.parse()?,
            "--model" => model = Some(value()?),
            _ => path = Some(arg),
        }
    }
    let pipeline = match model {
        Some(file) => Pipeline::load(std::fs::read(file)?)?,
        None => Pipeline::english()?,
    };
    let load = begin.elapsed();
    pipeline.parse("The ministers met in Geneva on Tuesday.");
    let first = begin.elapsed();
    let lines = std::fs::read_to_string(path.ok_or("usage: speed FILE.jsonl")?)?;
    let texts = lines
        .lines()
        .map(serde_json::from_str::<serde_json::Value>)
        .map(|value| Ok(value?["text"].as_str().ok_or("no text")?.to_owned()))
        .collect::<Result<Vec<String>, Box<dyn Error>>>()?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let batches = batches(&texts);
    let mut workers: Vec<_> = (0..threads).map(|_| pipeline.worker()).collect();
    for _ in 0..rounds {
        let begin = Instant::now();
        let next = AtomicUsize::new(0);
        let count = |worker: &mut Worker<'_>| {
            let mut tokens = 0;
            while let Some(texts) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                tokens += worker.parse_many(texts).iter().map(Parse::len).sum::<usize>();
            }
            tokens
        };
        let tokens: usize = std::thread::scope(|scope| {
            let running: Vec<_> =
                workers.iter_mut().map(|worker| scope.spawn(|| count(worker))).collect();
            running.into_iter().map(|thread| thread.join().unwrap_or(0)).sum()
        });
        let seconds = begin.elapsed().as_secs_f64();
        let round = serde_json::json!({"tokens": tokens, "seconds": seconds, "threads": threads});
        println!("{round}");
    }
    let milliseconds = |d: std::time::Duration| d.as_secs_f64() * 1e3;
    let end = serde_json::json!({
        "load_ms": milliseconds(load),
        "first_parse_ms": milliseconds(first),
        "rss_mb": resident_mb(),
    });
    println!("{end}");
    Ok(())
}

/// Texts in batches of some ten kilobytes, so that threads end at about the same time.
fn batches<'t>(texts: &'t [&'t str]) -> Vec<&'t [&'t str]> {
    let mut bytes = 0;
    let full = |text: &&str| {
        bytes += text.len();
        let full = bytes > 10_000;
        bytes = if full { 0 } else { bytes };
        full
    };
    texts.split_inclusive(full).collect()
}

/// Resident memory of this process, where the system tells it.
fn resident_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<f64>().ok()? / 1024.0)
}
