//! The files of a folder and of the folders in it.

use crate::error::{Problem, ReadError};
use std::fs;
use std::path::PathBuf;

/// Walks a folder in the order of the names. Skipped are hidden files, links to folders, which might
/// lead in a circle, and pipes and devices, which might never end.
#[derive(Debug)]
pub(crate) struct Folder {
    name: String,
    /// What is still to visit, the next one last.
    stack: Vec<PathBuf>,
    found: bool,
    done: bool,
}

impl Folder {
    pub(crate) fn new(path: PathBuf) -> Self {
        Folder { name: path.display().to_string(), stack: vec![path], found: false, done: false }
    }

    fn open(&mut self, folder: &PathBuf) -> std::io::Result<()> {
        let mut inside = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type()?;
            let wanted = if kind.is_symlink() {
                !entry.path().is_dir()
            } else {
                kind.is_dir() || kind.is_file()
            };
            if wanted {
                inside.push(entry.path());
            }
        }
        inside.sort_unstable_by(|a, b| b.cmp(a));
        self.stack.append(&mut inside);
        Ok(())
    }
}

impl Iterator for Folder {
    type Item = Result<PathBuf, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(path) = self.stack.pop() {
            if !path.is_dir() {
                self.found = true;
                return Some(Ok(path));
            }
            if let Err(e) = self.open(&path) {
                self.found = true;
                return Some(Err(ReadError::new(&path.display().to_string(), Problem::Io(e))));
            }
        }
        let empty = !self.found && !self.done;
        self.done = true;
        empty.then(|| Err(ReadError::new(&self.name, Problem::EmptyFolder)))
    }
}
