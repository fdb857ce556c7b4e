//! Pairs of marked actors with the type that links them.

use super::rows;
use super::score::Score;
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_coder::MarkedPair;
use bayhaqi_nlp::CharIndex;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Row {
    text: String,
    source: Option<[usize; 2]>,
    target: Option<[usize; 2]>,
    gold: String,
}

/// PLOVER's older scheme had one type for both.
const YIELD: &str = "YIELD";

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(Score, usize), Failure> {
    let (pipeline, coder) = Engine::parts(model)?;
    let mut worker = pipeline.worker();
    let mut given = Vec::new();
    let failed = rows(path, |row: Row| {
        let parse = worker.parse(&row.text);
        let index = CharIndex::new(&row.text);
        let bytes = |span: Option<[usize; 2]>| {
            span.map(|[start, end]| index.byte_of_char(start)..index.byte_of_char(end))
        };
        let pair =
            MarkedPair { parse: &parse, source: bytes(row.source), target: bytes(row.target) };
        let relation = coder.relate(&pair).map_err(|e| e.to_string())?;
        given.push((row.gold, relation.event));
        Ok(())
    })?;
    let old = given.iter().any(|(gold, _)| gold == YIELD);
    let class = |event: &'_ str| match event {
        "CONCEDE" | "RETREAT" if old => YIELD.to_owned(),
        other => other.to_owned(),
    };
    let mut score = Score::new("relations");
    for (gold, got) in &given {
        score.row();
        score.add(Some(&class(gold)), Some(&class(got)));
    }
    Ok((score, failed))
}
