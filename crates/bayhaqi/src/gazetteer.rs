//! A user's own gazetteer: made from a dump of GeoNames, kept under `$BAYHAQI_HOME`, used in the place
//! of the built-in one.

use crate::failure::Failure;
use crate::models::{home, write_whole};
use bayhaqi_gazetteer::{Builder, Gazetteer, read_row};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A line is no longer: the longest of GeoNames has some 10,000 bytes.
const LONGEST: u64 = 1 << 20;
/// A dump is no longer: all of GeoNames has under 2 GB.
const LARGEST: u64 = 8 << 30;
/// Lines that could not be read and are told; of the others the number.
const TOLD: usize = 5;

/// What became of a dump.
pub(crate) struct Added {
    pub(crate) file: PathBuf,
    pub(crate) places: usize,
    /// The first lines that could not be read, and why.
    pub(crate) unread: Vec<String>,
    pub(crate) unread_lines: usize,
}

fn path() -> Result<PathBuf, Failure> {
    home().map(|home| home.join("gazetteer.bin")).ok_or_else(|| {
        Failure::new("gazetteer", "no folder to keep it in; set BAYHAQI_HOME to one")
    })
}

/// The user's gazetteer, if there is one.
pub(crate) fn load() -> Result<Option<Gazetteer>, Failure> {
    let Some(file) = path().ok().filter(|f| f.is_file()) else { return Ok(None) };
    let wrong = |why: &dyn std::fmt::Display| {
        let advice = "remove it, or add it again with bayhaqi model add-gazetteer";
        Failure::new(file.display(), format!("{why}; {advice}"))
    };
    let bytes = fs::read(&file).map_err(|e| wrong(&format!("cannot be read ({e})")))?;
    Gazetteer::from_bytes(bytes).map(Some).map_err(|e| wrong(&e))
}

/// Makes a gazetteer from a dump, plain or zipped.
pub(crate) fn add(dump: &Path) -> Result<Added, Failure> {
    let refuse = |why: &dyn std::fmt::Display| {
        let advice = "give a dump of GeoNames such as allCountries.zip or cities500.txt";
        Failure::new(dump.display(), format!("{why}; {advice}"))
    };
    let mut file = File::open(dump).map_err(|e| refuse(&format!("cannot be read ({e})")))?;
    let mut start = [0; 2];
    let zipped = file.read(&mut start).is_ok_and(|n| n == 2) && start == *b"PK";
    file.rewind().map_err(|e| refuse(&format!("cannot be read ({e})")))?;
    let mut builder = Builder::default();
    let mut added = if zipped {
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| refuse(&e))?;
        let table = |name: &&str| name.ends_with(".txt") && !name.to_lowercase().contains("readme");
        let name = zip.file_names().find(table).map(str::to_owned);
        let name = name.ok_or_else(|| refuse(&"there is no .txt in it"))?;
        let entry = zip.by_name(&name).map_err(|e| refuse(&e))?;
        read(&mut builder, BufReader::new(entry), &name)
    } else {
        read(&mut builder, BufReader::new(file), &dump.display().to_string())
    }
    .map_err(|e| refuse(&format!("cannot be read ({e})")))?;
    if added.places == 0 {
        let first = added.unread.first().map_or(String::new(), |told| format!(" ({told})"));
        return Err(refuse(&format!("no line of it names a place{first}")));
    }
    let world = Gazetteer::built_in().map_err(|e| Failure::new("built-in gazetteer", e))?;
    builder.complete_from(&world);
    let bytes = builder.finish().map_err(|e| refuse(&e))?;
    added.file = path()?;
    write_whole(&added.file, &bytes).map_err(|e| {
        let what = format!("cannot be written ({e}); set BAYHAQI_HOME to another folder");
        Failure::new(added.file.display(), what)
    })?;
    Ok(added)
}

fn read(builder: &mut Builder, lines: impl BufRead, name: &str) -> std::io::Result<Added> {
    let mut added = Added { file: PathBuf::new(), places: 0, unread: Vec::new(), unread_lines: 0 };
    let mut lines = lines.take(LARGEST);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if (&mut lines).take(LONGEST).read_until(b'\n', &mut line)? == 0 {
            return Ok(added);
        }
        number += 1;
        let cut = line.len() as u64 == LONGEST && line.last() != Some(&b'\n');
        let row = match std::str::from_utf8(&line) {
            _ if cut => Err("the line is too long".to_owned()),
            Ok(text) if text.trim().is_empty() => continue,
            Ok(text) => read_row(text),
            Err(_) => Err("not UTF-8".to_owned()),
        };
        match row {
            Ok(row) => {
                added.places += usize::from(row.is_some());
                row.iter().for_each(|row| builder.add(row));
            }
            Err(why) => {
                added.unread_lines += 1;
                if added.unread.len() < TOLD {
                    added.unread.push(format!("{name}:{number}: {why}"));
                }
            }
        }
    }
}
