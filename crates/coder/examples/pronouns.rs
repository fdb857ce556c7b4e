//! Reads JSON lines (`{"id", "text"}`) from standard input and prints, for each text, its pronouns
//! with everybody whom they may mean and what speaks for each: the input of `training/pronouns.py`.

use bayhaqi_coder::Coder;
use bayhaqi_nlp::Pipeline;
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let english = Pipeline::english()?;
    let coder = Coder::new()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let row: serde_json::Value = serde_json::from_str(&line?)?;
        let parse = english.parse(row["text"].as_str().unwrap_or_default());
        let pronouns = coder.pronouns(&parse);
        let told = serde_json::json!({"id": row["id"], "pronouns": pronouns});
        writeln!(out, "{told}")?;
    }
    Ok(())
}
