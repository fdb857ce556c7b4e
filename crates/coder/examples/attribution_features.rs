//! Writes the features of every token for `training/train_attribution.py`. JSON lines with `text`
//! come in; for each goes out, as little-endian 32-bit numbers: the number of tokens, the number of
//! features of each token, the tokens' spans in code points, the features.

use std::error::Error;
use std::io::{BufRead, Write};

use bayhaqi_coder::Coder;
use bayhaqi_nlp::{CharIndex, Pipeline};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let (english, coder) = (Pipeline::english()?, Coder::new()?);
    let mut worker = english.worker();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: Value = serde_json::from_str(&line?)?;
        let parse = worker.parse(row["text"].as_str().ok_or("no text")?);
        let index = CharIndex::new(parse.text());
        let features = coder.attribution_features(&parse);
        let each = features.len() / parse.len().max(1);
        let mut numbers = vec![parse.len() as u32, each as u32];
        for token in parse.tokens() {
            numbers.push(index.char_of_byte(token.start) as u32);
            numbers.push(index.char_of_byte(token.end) as u32);
        }
        numbers.extend(features);
        let bytes: Vec<u8> = numbers.iter().flat_map(|n| n.to_le_bytes()).collect();
        out.write_all(&bytes)?;
    }
    out.flush()?;
    Ok(())
}
