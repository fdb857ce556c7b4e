//! Prints events with what their confidence is made of, for `training/confidence.py`: JSON lines with
//! `id`, `text` and `published` come in, a line of JSON goes out for each event. With the argument
//! `lexicon` the relation model is not asked.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::io::BufRead;

use bayhaqi_coder::Coder;
use bayhaqi_coder::record::DocumentInfo;
use bayhaqi_nlp::Pipeline;
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let (english, mut coder) = (Pipeline::english()?, Coder::new()?);
    if std::env::args().nth(1).as_deref() == Some("lexicon") {
        coder = coder.lexicon_only();
    }
    let mut worker = english.worker();
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let parse = worker.parse(row["text"].as_str().ok_or("no text")?);
        let text = |key: &str| row[key].as_str().map(str::to_owned);
        let document = DocumentInfo {
            id: text("id").unwrap_or_default(),
            published: text("published"),
            ..DocumentInfo::default()
        };
        for (event, signs) in coder.signed(&document, &parse) {
            println!("{}", json!({ "event": event, "signs": signs }));
        }
    }
    Ok(())
}
