//! Texts with the attributions that they hold. Each gold attribution is met by the one given whose
//! cue, or else content, shares most words with it; each meets one at most. What is counted are the
//! words of source, cue and content, and whether a span has exactly the words of the gold. Where
//! several people annotated a text, the first counts.

use super::score::Score;
use super::{brat, rows};
use crate::engine::Engine;
use crate::failure::Failure;
use bayhaqi_coder::record::{Attribution, DocumentInfo};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;

/// A text with its attributions.
#[derive(Deserialize)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) attributions: Vec<Gold>,
}

/// An attribution in a text.
#[derive(Debug, Deserialize)]
pub(super) struct Gold {
    pub(super) source: Vec<[usize; 2]>,
    pub(super) cue: Vec<[usize; 2]>,
    pub(super) content: Vec<[usize; 2]>,
}

/// The words of a role by where they begin.
type Words = BTreeSet<usize>;

/// What is scored, word by word and as a whole.
const ROLES: [[&str; 2]; 3] =
    [["source", "source, exact"], ["cue", "cue, exact"], ["content", "content, exact"]];
const ELSEWHERE: [&str; 3] = ["source elsewhere", "cue elsewhere", "content elsewhere"];

pub(super) fn score(path: &Path, model: Option<&str>) -> Result<(Score, usize), Failure> {
    let (pipeline, coder) = Engine::parts(model)?;
    let mut worker = pipeline.worker();
    let mut score = Score::new("attribution");
    let mut seen = HashSet::new();
    let each = |row: Row| {
        if !seen.insert(row.id) {
            return Ok(());
        }
        let parse = worker.parse(&row.text);
        let coded = coder.code(&DocumentInfo::default(), &parse, pipeline.name());
        let starts = word_starts(&row.text);
        let gold = row.attributions.iter().map(|g| [&g.source, &g.cue, &g.content]);
        let gold: Vec<_> = gold.map(|roles| roles.map(|r| words(&starts, r))).collect();
        let roles = |a: &Attribution| [&a.source, &a.cue, &a.content].map(|r| words(&starts, r));
        let given: Vec<_> = coded.attributions.iter().map(roles).collect();
        judge(&mut score, &gold, &given);
        Ok(())
    };
    let failed =
        if brat::is_brat(path) { brat::attributions(path, each)? } else { rows(path, each)? };
    Ok((score, failed))
}

/// Where words begin, in code points.
fn word_starts(text: &str) -> Vec<usize> {
    let mut inside = false;
    let mut starts = Vec::new();
    for (at, c) in text.chars().enumerate() {
        let letter = c.is_alphanumeric() || c == '_';
        if letter && !inside {
            starts.push(at);
        }
        inside = letter;
    }
    starts
}

fn words(starts: &[usize], spans: &[[usize; 2]]) -> Words {
    let inside = |&[from, to]: &[usize; 2]| {
        let first = starts.partition_point(|&s| s < from);
        starts[first..].iter().copied().take_while(move |&s| s < to)
    };
    spans.iter().flat_map(inside).collect()
}

fn judge(score: &mut Score, gold: &[[Words; 3]], given: &[[Words; 3]]) {
    score.row();
    let mut free = vec![true; given.len()];
    let mut role_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (role, part) in given.iter().flat_map(|g| g.iter().enumerate()) {
        role_of.extend(part.iter().map(|&word| (word, role)));
    }
    let none = Default::default();
    for right in gold {
        let shared = |i: usize, role: usize| given[i][role].intersection(&right[role]).count();
        let fit = |i: usize| (shared(i, 1), shared(i, 2));
        // The first of those that fit alike.
        let best = (0..given.len()).rev().filter(|&i| free[i]).max_by_key(|&i| fit(i));
        let best = best.filter(|&i| fit(i) != (0, 0));
        if let Some(i) = best {
            free[i] = false;
        }
        let got = best.map_or(&none, |i| &given[i]);
        for role in 0..ROLES.len() {
            compare(score, role, &right[role], &got[role], &role_of);
        }
    }
    for extra in given.iter().zip(free).filter_map(|(g, free)| free.then_some(g)) {
        for (role, words) in extra.iter().enumerate() {
            compare(score, role, &Words::new(), words, &role_of);
        }
    }
}

fn compare(
    score: &mut Score,
    role: usize,
    gold: &Words,
    got: &Words,
    role_of: &BTreeMap<usize, usize>,
) {
    let [name, exact] = ROLES[role];
    for word in gold {
        let elsewhere = role_of.get(word).map(|&r| ELSEWHERE[r]);
        score.add(Some(name), if got.contains(word) { Some(name) } else { elsewhere });
    }
    for _ in got.difference(gold) {
        score.add(None, Some(name));
    }
    match (gold.is_empty(), got.is_empty()) {
        (false, _) if gold == got => score.add(Some(exact), Some(exact)),
        (false, true) => score.add(Some(exact), None),
        (false, false) => {
            score.add(Some(exact), None);
            score.add(None, Some(exact));
        }
        (true, false) => score.add(None, Some(exact)),
        (true, true) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::Figures;
    use super::*;

    #[test]
    fn words_are_those_that_begin_inside() {
        let starts = word_starts("“We’ll go,” he said.");
        assert_eq!(starts, [1, 4, 7, 12, 15]);
        assert_eq!(words(&starts, &[[0, 11]]), Words::from([1, 4, 7]));
    }

    #[test]
    fn what_is_found_and_missed_is_counted() {
        let of = |s: &[usize], c: &[usize], t: &[usize]| {
            [s, c, t].map(|w| w.iter().copied().collect::<Words>())
        };
        let mut score = Score::new("attribution");
        let gold = [of(&[1], &[2], &[3, 4]), of(&[10], &[11], &[12])];
        judge(&mut score, &gold, &[of(&[1], &[2], &[3, 4, 5])]);
        let json: serde_json::Value = serde_json::from_str(&score.json()).unwrap();
        let of = |name: &str, what: &str| {
            let classes = json["classes"].as_array().unwrap();
            classes.iter().find(|c| c["class"] == name).unwrap()[what].as_f64().unwrap()
        };
        assert_eq!(of("source", "recall"), 0.5);
        assert_eq!(of("source", "precision"), 1.0);
        assert!((of("content", "precision") - 2.0 / 3.0).abs() < 1e-9);
        assert_eq!(of("content, exact", "f1"), 0.0);
        assert_eq!(of("cue, exact", "recall"), 0.5);
    }
}
