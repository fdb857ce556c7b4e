//! Texts with their time expressions, as JSONL (`{"id", "text", "published", "times": [{"span", "type",
//! "value"}]}`) or as TimeML. The measures are those of TempEval-3 (UzZaman et al. 2013): an expression
//! is found strictly where the span is the same, relaxed where the spans overlap; type and value count
//! where it is found relaxed. Each given expression meets one gold expression at most.

use super::score::Score;
use super::{rows, timeml};
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_coder::record::{DocumentInfo, Timex};
use serde::Deserialize;
use std::path::Path;

/// A text with its times.
#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) text: String,
    pub(super) published: Option<String>,
    pub(super) times: Vec<Gold>,
}

/// An expression as it should be found.
#[derive(Deserialize)]
pub(super) struct Gold {
    /// In code points.
    pub(super) span: [usize; 2],
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) value: String,
}

/// One score for each measure.
struct Measures {
    value: Score,
    strict: Score,
    relaxed: Score,
    kind: Score,
}

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(Score, usize), Failure> {
    let (pipeline, coder) = Engine::parts(model)?;
    let mut worker = pipeline.worker();
    let mut measures = Measures {
        value: Score::new("time (value)"),
        strict: Score::new("time (strict span)"),
        relaxed: Score::new("time (relaxed span)"),
        kind: Score::new("time (type)"),
    };
    let each = |row: Row| {
        let parse = worker.parse(&row.text);
        let document = DocumentInfo { published: row.published, ..DocumentInfo::default() };
        let times = coder.code(&document, &parse, pipeline.name()).times;
        measures.judge(&row.times, &times);
        Ok(())
    };
    let failed =
        if timeml::is_timeml(path) { timeml::rows(path, each)? } else { rows(path, each)? };
    let Measures { value, strict, relaxed, kind } = measures;
    Ok((value.with("strict", strict).with("relaxed", relaxed).with("type", kind), failed))
}

impl Measures {
    fn judge(&mut self, gold: &[Gold], times: &[Timex]) {
        for score in [&mut self.value, &mut self.strict, &mut self.relaxed, &mut self.kind] {
            score.row();
        }
        let mut free: Vec<Option<&Timex>> = times.iter().map(Some).collect();
        for right in gold {
            let place = free.iter().position(|t| t.is_some_and(|t| t.span == right.span));
            let overlaps = |t: &Timex| t.span[0] < right.span[1] && right.span[0] < t.span[1];
            let place = place.or_else(|| free.iter().position(|t| t.is_some_and(overlaps)));
            match place.and_then(|i| free[i].take()) {
                Some(time) => self.pair(right, time),
                None => self.each(Some(&right.kind), None),
            }
        }
        for time in free.into_iter().flatten() {
            self.each(None, Some(&time.kind));
        }
    }

    fn each(&mut self, gold: Option<&str>, got: Option<&str>) {
        for score in [&mut self.value, &mut self.strict, &mut self.relaxed, &mut self.kind] {
            score.add(gold, got);
        }
    }

    /// An expression that was found.
    fn pair(&mut self, gold: &Gold, time: &Timex) {
        let kinds = (gold.kind.as_str(), time.kind.as_str());
        let span =
            |right: bool| ("span".to_owned(), if right { "span" } else { "other span" }.to_owned());
        self.kind.add(Some(kinds.0), Some(kinds.1));
        let kinds = (kinds.0, kinds.0);
        self.relaxed.judge(kinds, true, span(true));
        let same = gold.span == time.span;
        self.strict.judge(kinds, same, span(same));
        let values = (shape(&gold.value), shape(&time.value));
        self.value.judge(kinds, gold.value == time.value, values);
    }
}

/// What kind of value it is: digits as `9`, so that wrong values of one kind are counted together.
fn shape(value: &str) -> String {
    value.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect()
}
