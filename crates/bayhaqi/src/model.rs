//! `bayhaqi model`: list, add and choose language models.

use crate::args::{ModelArgs, ModelCommand};
use crate::failure::{Failure, Outcome, complain};
use crate::gazetteer;
use crate::models::Models;
use crate::output::Output;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

pub(crate) fn run(args: ModelArgs, quiet: bool) -> Result<Outcome, Failure> {
    let models = Models::open()?;
    let note = match args.command {
        ModelCommand::List => list(&models)?,
        ModelCommand::Add { wheel } => {
            let model = models.add(&wheel)?;
            let what = if model.file.is_none() { "is built in already" } else { "added" };
            let use_it = format!("use it with --language {}", model.language);
            said(quiet, &format!("{} {what}; {use_it} or --model {}", model.name, model.name))
        }
        ModelCommand::AddGazetteer { file } => return add_gazetteer(&file, quiet),
        ModelCommand::Use { name } => {
            let model = models.use_by_default(&name)?;
            said(quiet, &format!("{} is the default now", model.name))
        }
    };
    let mut output = Output::open(None)?;
    // Nobody may be listening any more.
    let _ = output.write_all(note.as_bytes()).and_then(|()| output.finish());
    Ok(Outcome::Done)
}

fn add_gazetteer(file: &Path, quiet: bool) -> Result<Outcome, Failure> {
    let added = gazetteer::add(file)?;
    for told in &added.unread {
        complain(&Failure::new("not read", told));
    }
    let more = added.unread_lines - added.unread.len();
    if more > 0 {
        complain(&Failure::new(file.display(), format!("{more} more lines were not read")));
    }
    let note = format!(
        "{} places added; they are used from now on; remove {} to go back to those built in",
        added.places,
        added.file.display()
    );
    let mut output = Output::open(None)?;
    // Nobody may be listening any more.
    let _ = output.write_all(said(quiet, &note).as_bytes()).and_then(|()| output.finish());
    Ok(if added.unread_lines == 0 { Outcome::Done } else { Outcome::SomeFailed })
}

fn said(quiet: bool, what: &str) -> String {
    if quiet { String::new() } else { format!("{what}\n") }
}

fn list(models: &Models) -> Result<String, Failure> {
    let default = models.default()?;
    let all = models.list();
    let width = all.iter().map(|m| m.name.len()).max().unwrap_or(0);
    let mut lines = String::new();
    for model in all {
        let mark = if model == default { '*' } else { ' ' };
        let origin = if model.file.is_none() { "built in" } else { "added" };
        let default = if model == default { ", default" } else { "" };
        let (name, language) = (&model.name, &model.language);
        // Writing into a string cannot fail.
        let _ = writeln!(lines, "{mark} {name:<width$}  {language}  {origin}{default}");
    }
    Ok(lines)
}
