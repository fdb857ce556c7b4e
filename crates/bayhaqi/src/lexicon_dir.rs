//! A folder with a user's own tables.

use crate::failure::Failure;
use bayhaqi_coder::{Coder, LexiconError, UserTable};
use std::fs;
use std::path::{Path, PathBuf};

/// The coder with the tables of `--lexicon`, or with the built-in ones alone.
pub(crate) fn coder(folder: Option<&Path>) -> Result<Coder, Failure> {
    let tables = folder.map(read).transpose()?.unwrap_or_default();
    Coder::with_tables(&tables).map_err(|e| told(&e))
}

/// An error in a table as a message of the program.
pub(crate) fn told(error: &LexiconError) -> Failure {
    let what = format!("{}; correct the line, nothing was loaded", error.message);
    Failure::new(format!("{}:{}", error.file, error.line), what)
}

/// All tables (`*.tsv`) of a folder, in the order of their names.
pub(crate) fn read(folder: &Path) -> Result<Vec<UserTable>, Failure> {
    let advice = "give a folder with tables (*.tsv) that have the columns name and code";
    let wrong = |path: &Path, what: &str| Failure::new(path.display(), format!("{what}; {advice}"));
    if !folder.exists() {
        return Err(wrong(folder, "no such folder"));
    }
    if !folder.is_dir() {
        return Err(wrong(folder, "is no folder"));
    }
    let entries =
        fs::read_dir(folder).map_err(|e| wrong(folder, &format!("cannot be read ({e})")))?;
    let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
    files.retain(|f| f.extension().is_some_and(|e| e == "tsv") && f.is_file());
    files.sort();
    if files.is_empty() {
        return Err(wrong(folder, "no table in it"));
    }
    files.iter().map(|file| table(file)).collect()
}

fn table(path: &Path) -> Result<UserTable, Failure> {
    let file = path.display().to_string();
    let bytes = fs::read(path)
        .map_err(|e| Failure::new(&file, format!("cannot be read ({e}); check the permissions")))?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(UserTable { file, text }),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..good].iter().filter(|b| **b == b'\n').count() + 1;
            Err(Failure::new(format!("{file}:{line}"), "not UTF-8; save the table as UTF-8"))
        }
    }
}
