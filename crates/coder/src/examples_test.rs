//! Runs the example of every frame.

use crate::Coder;
use crate::record::{Actor, DocumentInfo, Event};

fn side(actors: &[Actor]) -> Vec<&str> {
    actors.iter().filter_map(|a| a.code.as_deref()).collect()
}

fn fits(event: &Event, source: &str, target: &str) -> bool {
    let one = |want: &str, actors: &[Actor]| want == "-" || side(actors).contains(&want);
    one(source, &event.sources) && one(target, &event.targets)
}

#[test]
fn every_frame_gives_what_its_example_says() {
    let english = bayhaqi_nlp::Pipeline::english().unwrap();
    let coder = Coder::new().unwrap();
    let mut worker = english.worker();
    let (mut run, mut failed) = (0, Vec::new());
    let mut last = "";
    for frame in &coder.lexicon.frames {
        if frame.example == last {
            continue;
        }
        last = frame.example;
        run += 1;
        let parse = worker.parse(frame.example);
        let coded = coder.code(&DocumentInfo::default(), &parse, english.name());
        let (source, target) = frame.gives.split_once('>').unwrap();
        let (source, target) = (source.trim(), target.trim());
        let hit = coded.events.iter().any(|e| e.event == frame.event && fits(e, source, target));
        if !hit {
            let got: Vec<String> = coded
                .events
                .iter()
                .map(|e| format!("{} {:?}>{:?}", e.event, side(&e.sources), side(&e.targets)))
                .collect();
            let (file, line) = frame.place;
            failed.push(format!("{file}:{line}: {} ({}) gave {got:?}", frame.example, frame.gives));
        }
    }
    assert!(failed.is_empty(), "{} of {run}:\n{}", failed.len(), failed.join("\n"));
}
