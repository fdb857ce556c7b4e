//! Texts with the events that they report. A gold event is met by a record of its type whose source
//! and target share a word or the beginning of their code with the gold actors; where the gold names
//! no actor on a side, any will do. Each record meets one gold event at most.

use super::rows;
use super::score::Score;
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_coder::record::{Actor, DocumentInfo, Event};
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Row {
    text: String,
    published: Option<String>,
    events: Vec<Gold>,
}

#[derive(Deserialize)]
struct Gold {
    event: String,
    #[serde(default)]
    sources: Vec<GoldActor>,
    #[serde(default)]
    targets: Vec<GoldActor>,
}

#[derive(Deserialize)]
struct GoldActor {
    text: Option<String>,
    code: Option<String>,
}

/// Words that many actors share.
const COMMON: &[&str] =
    &["the", "and", "president", "minister", "government", "officials", "forces"];

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(Score, usize), Failure> {
    let (pipeline, coder) = Engine::parts(model)?;
    let mut worker = pipeline.worker();
    let mut score = Score::new("events");
    let failed = rows(path, |row: Row| {
        let parse = worker.parse(&row.text);
        let document = DocumentInfo { published: row.published, ..DocumentInfo::default() };
        let records = coder.code(&document, &parse, pipeline.name()).events;
        judge(&mut score, &row.events, &records);
        Ok(())
    })?;
    Ok((score, failed))
}

fn judge(score: &mut Score, gold: &[Gold], records: &[Event]) {
    score.row();
    if gold.is_empty() {
        score.share("silent where nothing is to be coded", records.is_empty());
    }
    let mut used = vec![false; records.len()];
    for event in gold {
        let typed = || records.iter().filter(|r| r.event == event.event);
        score.share("type found", typed().next().is_some());
        let source = |r: &Event| shares(&event.sources, &r.sources);
        score.share("type and source found", typed().any(source));
        let whole = records.iter().enumerate().position(|(i, r)| {
            !used[i] && r.event == event.event && source(r) && shares(&event.targets, &r.targets)
        });
        score.share("type, source and target found", whole.is_some());
        if let Some(i) = whole {
            used[i] = true;
        }
        let got = whole.map(|i| records[i].event.as_str());
        score.add(Some(&event.event), got);
    }
    for (record, _) in records.iter().zip(&used).filter(|(_, used)| !**used) {
        score.add(None, Some(&record.event));
    }
}

fn shares(gold: &[GoldActor], got: &[Actor]) -> bool {
    let words = |text: &str| -> Vec<String> {
        let all = text.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        let all: Vec<String> = all.filter(|w| !w.is_empty()).collect();
        let telling = |w: &&String| w.len() >= 3 && !COMMON.contains(&w.as_str());
        let some: Vec<String> = all.iter().filter(telling).cloned().collect();
        if some.is_empty() { all } else { some }
    };
    gold.is_empty()
        || gold.iter().any(|g| {
            let wanted = words(g.text.as_deref().unwrap_or_default());
            got.iter().any(|a| {
                let text = format!("{} {}", a.text, a.name.as_deref().unwrap_or_default());
                let begins = |code: &String| {
                    let start = code.get(..3).unwrap_or(code);
                    a.code.as_ref().is_some_and(|c| !start.is_empty() && c.starts_with(start))
                };
                words(&text).iter().any(|w| wanted.contains(w))
                    || g.code.as_ref().is_some_and(begins)
            })
        })
}
