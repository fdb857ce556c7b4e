//! `bayhaqi explain`: why each event is what it is, and what was found but not kept.

use crate::args::{ExplainArgs, ExplainFormat};
use crate::engine::{Engine, Thread, info};
use crate::failure::{Failure, Outcome};
use crate::output::Output;
use crate::runner;
use crate::wrap::clean;
use bayhaqi_coder::Explained;
use bayhaqi_coder::record::Actor;
use bayhaqi_read::Document;
use std::fmt::Write;

pub(crate) fn run(args: &ExplainArgs, quiet: bool) -> Result<Outcome, Failure> {
    let documents = runner::documents(&args.input, false)?;
    let output = Output::open(args.input.output.as_deref())?;
    let engine = Engine::new(&args.input)?;
    let format = args.format;
    let make = move || {
        let mut thread = Thread::new(engine);
        move |document: &Document| {
            let (parse, model) = thread.parse(document)?;
            let explained = thread.explain(&info(document), &parse, model);
            match format {
                ExplainFormat::Text => Ok(text(document, &explained)),
                ExplainFormat::Jsonl => jsonl(&explained),
            }
        }
    };
    runner::run(documents, args.input.jobs, make, output, quiet)
}

fn jsonl(explained: &[Explained]) -> Result<String, Failure> {
    let mut lines = String::new();
    for event in explained {
        lines += &serde_json::to_string(event).map_err(|e| Failure::new("JSON", e))?;
        lines.push('\n');
    }
    Ok(lines)
}

fn text(document: &Document, explained: &[Explained]) -> String {
    let kept = explained.iter().filter(|e| e.rejected.is_none()).count();
    let mut out = format!("{}: {kept} events\n", clean(&document.origin));
    for (number, explained) in explained.iter().enumerate() {
        let event = &explained.event;
        let between = if event.is_mutual() { " ↔ " } else { ", " };
        let side = |actors: &[Actor]| {
            let names: Vec<String> =
                actors.iter().map(|a| clean(a.name.as_deref().unwrap_or(&a.text))).collect();
            if names.is_empty() { "—".to_owned() } else { names.join(between) }
        };
        let mut who = side(&event.sources);
        if !event.is_mutual() {
            who = format!("{who} → {}", side(&event.targets));
        }
        // Writing into a string cannot fail.
        let _ = writeln!(out, "\n{:>2}  {who}: {}", number + 1, event.event);
        if let Some(why) = &explained.rejected {
            let _ = writeln!(out, "    not kept    {why}");
        }
        for reason in &explained.reasons {
            let _ = writeln!(out, "    {:<11} {}", reason.about, clean(&reason.what));
        }
        let _ = writeln!(out, "    sentence    {}", clean(&event.sentence.text));
    }
    out.push('\n');
    out
}
