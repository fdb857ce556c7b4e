//! Prints what a span classifier says, to compare it with the framework that trained it: JSON lines
//! with `text`, `source` and `target` (code points) come in, a line of probabilities goes out for each.
//! The argument is the model file.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::BufRead;
use std::ops::Range;

use bayhaqi_nlp::{CharIndex, SpanClassifier};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let file = std::env::args().nth(1).ok_or("give the model file")?;
    let classifier = SpanClassifier::load(std::fs::read(file)?)?;
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let text = row["text"].as_str().ok_or("no text")?;
        let index = CharIndex::new(text);
        let span = |key: &str| -> Option<Range<usize>> {
            let at = |i: usize| Some(index.byte_of_char(row[key].get(i)?.as_u64()? as usize));
            Some(at(0)?..at(1)?)
        };
        let scores = classifier.classify(text, span("source"), span("target"));
        println!("{}", serde_json::to_string(&scores)?);
    }
    Ok(())
}
