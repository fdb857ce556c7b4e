//! `bayhaqi lexicon`: looks names up, checks tables, makes them from others.

use crate::args::{FindArgs, FindFormat, LexiconArgs, LexiconCommand};
use crate::failure::{Failure, Outcome, say};
use crate::output::{Output, PendingFile};
use crate::{lexicon_dir, lexicon_import, lexicon_suggest};
use bayhaqi_coder::{Coder, Listed, Word};
use bayhaqi_nlp::Pipeline;
use std::fs;
use std::io::Write;
use std::path::Path;
use unicode_width::UnicodeWidthStr;

pub(crate) fn run(args: LexiconArgs, quiet: bool) -> Result<Outcome, Failure> {
    match args.command {
        LexiconCommand::Find(args) => find(&args),
        LexiconCommand::Check { folder } => check(folder.as_deref(), quiet),
        LexiconCommand::Import { file, to } => import(&file, &to, quiet),
        LexiconCommand::Suggest { input } => lexicon_suggest::run(input, quiet),
        LexiconCommand::Path => path(),
    }
}

/// Prints to standard output. Nobody may be listening any more.
fn print(text: &str) {
    if let Ok(mut output) = Output::open(None) {
        let _ = output.write_all(text.as_bytes()).and_then(|()| output.finish());
    }
}

fn find(args: &FindArgs) -> Result<Outcome, Failure> {
    let coder = lexicon_dir::coder(args.lexicon.as_deref())?;
    let terminal = Output::open(None)?.is_terminal();
    let default = if terminal { FindFormat::Table } else { FindFormat::Json };
    let names = coder.find(&args.name, args.date);
    match args.format.unwrap_or(default) {
        FindFormat::Json => {
            let json = serde_json::to_string(&names).map_err(|e| Failure::new("JSON", e))?;
            print(&(json + "\n"));
        }
        FindFormat::Table => {
            let words = coder.find_words(&args.name);
            if names.is_empty() && words.is_empty() {
                print(&format!("nothing known as {}\n", args.name));
            } else {
                print(&(people(&names) + &other_words(&words)));
            }
        }
    }
    Ok(Outcome::Done)
}

fn people(names: &[Listed]) -> String {
    let row = |l: &Listed| {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let cow = l.cow.map(|c| c.to_string()).unwrap_or_default();
        [l.name.clone(), l.code.clone(), cow, text(&l.role), text(&l.from), text(&l.to)]
    };
    columns(["name", "code", "cow", "role", "from", "to"], names.iter().map(row))
}

fn other_words(words: &[Word]) -> String {
    let row = |w: &Word| [w.word.clone(), w.kind.to_owned(), w.code.clone(), w.note.clone()];
    columns(["word", "kind", "code", "where and example"], words.iter().map(row))
}

/// A table for people; nothing where it has no rows.
fn columns<const N: usize>(header: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let mut all = vec![header.map(str::to_owned)];
    all.extend(rows);
    if all.len() == 1 {
        return String::new();
    }
    let width = |column: usize| all.iter().map(|r| r[column].width()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let mut text = String::new();
    for row in &all {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            line += cell;
            line += &" ".repeat(width - cell.width() + 2);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}

fn check(folder: Option<&Path>, quiet: bool) -> Result<Outcome, Failure> {
    let english = Pipeline::english().map_err(|e| Failure::new("embedded model", e))?;
    let found = match folder {
        Some(folder) => bayhaqi_coder::check_tables(&lexicon_dir::read(folder)?, &english),
        None => bayhaqi_coder::check_built_in(&english),
    };
    let mut text: String = found.iter().map(|f| format!("{f}\n")).collect();
    if found.is_empty() && !quiet {
        text = "nothing to correct\n".to_owned();
    }
    print(&text);
    Ok(if found.is_empty() { Outcome::Done } else { Outcome::SomeFailed })
}

fn import(file: &Path, to: &Path, quiet: bool) -> Result<Outcome, Failure> {
    let origin = file.display();
    let bytes = fs::read(file)
        .map_err(|e| Failure::new(&origin, format!("cannot be read ({e}); check the path")))?;
    let text = decode(bytes);
    let coder = Coder::new().map_err(|e| lexicon_dir::told(&e))?;
    let imported = lexicon_import::import(&text, &coder).map_err(|e| Failure::new(&origin, e))?;
    for (line, what) in &imported.unread {
        say(&format!("{origin}:{line}: not read: {what}"));
    }
    let unread = imported.unread.len();
    if imported.lines == 0 {
        return Err(Failure::new(&origin, "no entry could be read; check the format"));
    }
    let mut place = to.join(file.file_stem().unwrap_or_default());
    place.as_mut_os_string().push(".tsv");
    let cannot = |e: std::io::Error| {
        Failure::new(place.display(), format!("cannot be written ({e}); give another --to"))
    };
    fs::create_dir_all(to).map_err(cannot)?;
    let mut pending = PendingFile::new(&place).map_err(cannot)?;
    let written = pending.write_all(imported.table.as_bytes()).and_then(|()| pending.finish());
    written.map_err(cannot)?;
    if !quiet {
        say(&format!("{}: {} lines written, {unread} not read", place.display(), imported.lines));
    }
    Ok(Outcome::Done)
}

/// Old lists are in Latin-1, in which every byte is a letter.
fn decode(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes)
        .unwrap_or_else(|e| e.into_bytes().iter().map(|&b| char::from(b)).collect())
}

fn path() -> Result<Outcome, Failure> {
    let coder = Coder::new().map_err(|e| lexicon_dir::told(&e))?;
    let mut text = format!("built in, hash {}:\n", coder.lexicon_hash());
    for (file, lines) in Coder::tables() {
        text += &format!("  knowledge/{file}  {lines} lines\n");
    }
    text += "of your own: all *.tsv in the folder that --lexicon DIR names; they go first\n";
    print(&text);
    Ok(Outcome::Done)
}
