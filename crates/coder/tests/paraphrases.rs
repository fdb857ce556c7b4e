//! The same news told in four ways must give the same event (`evals/paraphrases.tsv`).
//!
//! A set counts when each of its lines has a record of the set's type whose sources and targets have
//! codes that begin as the set says; in reciprocal types the sides may be exchanged.

use bayhaqi_coder::Coder;
use bayhaqi_coder::record::{Actor, DocumentInfo, Event};
use std::collections::BTreeMap;

/// Sets that must hold, of 45; the others are listed when the test fails.
const AT_LEAST: usize = 40;

/// Types in which both sides do the same.
const RECIPROCAL: [&str; 4] = ["AGREE", "CONSULT", "COOPERATE", "SUPPORT"];

fn begins(actors: &[Actor], code: &str) -> bool {
    actors.iter().any(|a| a.code.as_deref().is_some_and(|c| c.starts_with(code)))
}

fn fits(event: &Event, kind: &str, source: &str, target: &str) -> bool {
    let straight = begins(&event.sources, source) && begins(&event.targets, target);
    let swapped = begins(&event.sources, target) && begins(&event.targets, source);
    event.event == kind && (straight || swapped && RECIPROCAL.contains(&kind))
}

#[test]
fn all_ways_of_telling_give_the_same_event() {
    let table = include_str!("../../../evals/paraphrases.tsv");
    let english = bayhaqi_nlp::Pipeline::english().unwrap();
    let coder = Coder::new().unwrap();
    let mut worker = english.worker();
    let mut sets: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for line in table.lines().filter(|l| !l.starts_with('#') && !l.starts_with("set\t")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [set, kind, source, target, sentence] = cells[..] else {
            panic!("five cells are needed: {line}");
        };
        let coded = coder.code(&DocumentInfo::default(), &worker.parse(sentence), english.name());
        let failed = sets.entry(set).or_default();
        if !coded.events.iter().any(|e| fits(e, kind, source, target)) {
            failed.push(format!("  {kind} {source} > {target}: {sentence}"));
        }
    }
    let total = sets.len();
    sets.retain(|_, failed| !failed.is_empty());
    let held = total - sets.len();
    let listed: Vec<String> =
        sets.iter().map(|(set, lines)| format!("set {set}\n{}", lines.join("\n"))).collect();
    assert!(held >= AT_LEAST, "{held} of {total} sets hold; these fail:\n{}", listed.join("\n"));
}
