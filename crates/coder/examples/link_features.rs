//! Prints the pairs of actors of each sentence, for `training/train_links.py`: JSON lines with
//! `text` come in; for each a line of JSON goes out with the events of the frames (type, spans of the
//! sources, of the targets) and the pairs (source, target, whether a frame links
//! them, whether the word between them says something else, feature numbers beside the events and without them).

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::BufRead;

use bayhaqi_coder::Coder;
use bayhaqi_coder::record::Actor;
use bayhaqi_nlp::Pipeline;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let (english, coder) = (Pipeline::english()?, Coder::new()?);
    let mut worker = english.worker();
    let spans = |actors: &[Actor]| actors.iter().map(|a| a.span).collect::<Vec<_>>();
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let parse = worker.parse(row["text"].as_str().ok_or("no text")?);
        let (events, pairs) = coder.link_features(&parse);
        let events: Vec<Value> =
            events.iter().map(|e| json!([e.event, spans(&e.sources), spans(&e.targets)])).collect();
        let pairs: Vec<Value> = pairs
            .iter()
            .map(|p| json!([p.source, p.target, p.framed, p.taken, p.features, p.alone]))
            .collect();
        println!("{}", json!({ "events": events, "pairs": pairs }));
    }
    Ok(())
}
