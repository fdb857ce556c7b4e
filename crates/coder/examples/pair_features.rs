//! Prints the features of marked pairs, for `training/train_relations.py`: JSON lines with `text`,
//! `source` and `target` (code points) come in, a line of feature numbers goes out for each.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::BufRead;
use std::ops::Range;

use bayhaqi_coder::{Coder, MarkedPair};
use bayhaqi_nlp::{CharIndex, Pipeline};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let (english, coder) = (Pipeline::english()?, Coder::new()?);
    let mut worker = english.worker();
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let parse = worker.parse(row["text"].as_str().ok_or("no text")?);
        let index = CharIndex::new(parse.text());
        let span = |key: &str| -> Option<Range<usize>> {
            let at = |i: usize| Some(index.byte_of_char(row[key].get(i)?.as_u64()? as usize));
            Some(at(0)?..at(1)?)
        };
        let pair = MarkedPair { parse: &parse, source: span("source"), target: span("target") };
        let features = coder.pair_features(&pair);
        let numbers: Vec<String> = features.iter().map(u32::to_string).collect();
        println!("{}", numbers.join(" "));
    }
    Ok(())
}
