//! A folder, or a file, that others put reports into.

use super::News;
use crate::failure::Failure;
use bayhaqi_read::{Input, Options, read};
use bayhaqi_store::{Store, Visit};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// A file that was changed a moment ago may still be being written.
const SETTLED: Duration = Duration::from_secs(2);
/// Files that are read in one go: what is known of them is remembered after that.
const AT_ONCE: usize = 200;

pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(name: &str) -> Result<Self, Failure> {
        match fs::canonicalize(name) {
            Ok(path) => Ok(Folder { path }),
            Err(error) => Err(Failure::new(
                name,
                format!("cannot be watched ({error}); give a folder, or a feed's address"),
            )),
        }
    }

    /// The documents of files that are new or have changed.
    pub(super) fn news(&mut self, store: &Store, options: &Options) -> Result<News, Failure> {
        let mut files = Vec::new();
        gather(&self.path, &mut files).map_err(|error| {
            Failure::new(
                self.path.display(),
                format!("cannot be read ({error}); check it is there"),
            )
        })?;
        files.sort();
        let (mut visits, mut inputs, mut more) = (Vec::new(), Vec::new(), false);
        for file in files {
            // A file that is gone by now is no news.
            let Some(visit) = state(&file) else { continue };
            if store.remembered(&visit.address).map_err(|e| Failure::of(&e))?.as_ref()
                == Some(&visit)
            {
                continue;
            }
            if inputs.len() == AT_ONCE {
                more = true;
                break;
            }
            inputs.push(Input::Path(file));
            visits.push(visit);
        }
        Ok(News { documents: read(inputs, options.clone()).collect(), visits, more })
    }
}

/// All files below a folder, but hidden ones and links to folders, which might lead in a circle.
fn gather(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                continue;
            }
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() || entry.path().is_file() {
                files.push(entry.path());
            }
        }
    }
    Ok(())
}

/// What a file is like, if it has come to rest.
fn state(file: &Path) -> Option<Visit> {
    let meta = fs::metadata(file).ok()?;
    let changed = meta.modified().ok()?;
    let rested = SystemTime::now().duration_since(changed).unwrap_or_default();
    let since = changed.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    (rested >= SETTLED).then(|| Visit {
        address: file.display().to_string(),
        etag: Some(format!("{} {}", meta.len(), since.as_nanos())),
        modified: None,
    })
}
