//! Prints the tokens of each JSONL text.
use std::io::{BufRead, Write};
fn main() {
    let p = match std::env::args().nth(1) {
        Some(f) => bayhaqi_nlp::Pipeline::load(std::fs::read(f).unwrap()).unwrap(),
        None => bayhaqi_nlp::Pipeline::english().unwrap(),
    };
    let mut w = p.worker();
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().lines() {
        let v: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let parse = w.parse(v["text"].as_str().unwrap());
        let index = bayhaqi_nlp::CharIndex::new(parse.text());
        let t: Vec<_> = parse
            .tokens()
            .iter()
            .enumerate()
            .map(|(i, t)| {
                serde_json::json!([
                    index.char_of_byte(t.start),
                    parse.word(i),
                    &*t.tag,
                    &*t.pos,
                    &*t.morph,
                    &*t.lemma,
                    t.head,
                    &*t.dep,
                    t.sentence_start as u8,
                    match t.iob {
                        bayhaqi_nlp::Iob::Out => "O".to_owned(),
                        bayhaqi_nlp::Iob::Begin => format!("B-{}", t.entity),
                        bayhaqi_nlp::Iob::In => format!("I-{}", t.entity),
                    }
                ])
            })
            .collect();
        writeln!(out, "{}", serde_json::json!({"text": parse.text(), "tokens": t})).unwrap();
    }
}
