//! Places in brat's standoff format (<https://brat.nlplab.org/standoff.html>): `NAME.txt` and
//! `NAME.ann`, one pair or a folder of them. A note on a place tells where it is: a GeoNames id, or
//! latitude and longitude.

use super::place::{Gold, Row};
use crate::failure::{Failure, complain};
use bayhaqi_gazetteer::Gazetteer;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Whether a path is a folder or a file of this format.
pub(super) fn is_brat(path: &Path) -> bool {
    path.is_dir() || path.extension().is_some_and(|e| e == "ann" || e == "txt")
}

/// Gives each text to `each`; returns the number of bad ones.
pub(super) fn rows(
    path: &Path,
    world: &Gazetteer,
    mut each: impl FnMut(Row) -> Result<(), String>,
) -> Result<usize, Failure> {
    let files = if path.is_dir() {
        let entries = fs::read_dir(path)
            .map_err(|e| Failure::new(path.display(), format!("cannot be read ({e})")))?;
        let mut files: Vec<PathBuf> = entries.filter_map(|e| Some(e.ok()?.path())).collect();
        files.retain(|f| f.extension().is_some_and(|e| e == "ann"));
        files.sort();
        files
    } else {
        vec![path.with_extension("ann")]
    };
    let points: HashMap<u64, (f64, f64)> =
        world.places().filter_map(|p| Some((u64::from(p.geonames?), (p.lat, p.lon)))).collect();
    let mut failed = 0;
    for file in files {
        if let Err(what) = row(&file, &points).and_then(&mut each) {
            failed += 1;
            complain(&Failure::new(file.display(), what));
        }
    }
    Ok(failed)
}

fn row(file: &Path, points: &HashMap<u64, (f64, f64)>) -> Result<Row, String> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|e| format!("{} cannot be read ({e})", path.display()))
    };
    let (text, notes) = (read(&file.with_extension("txt"))?, read(file)?);
    let mut places: Vec<Gold> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for (number, line) in notes.lines().enumerate() {
        let bad = |what: &str| format!("line {}: {what}; mend it", number + 1);
        let mut cells = line.split('\t');
        let (id, what) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        let mut words = what.split_whitespace();
        if id.starts_with('T') {
            // A place in several pieces has a semicolon: the whole of it counts.
            let numbers: Vec<usize> = what
                .split([' ', ';'])
                .skip(1)
                .map(str::parse)
                .collect::<Result<_, _>>()
                .map_err(|_| bad("no span"))?;
            let (Some(&start), Some(&end)) = (numbers.first(), numbers.last()) else {
                return Err(bad("no span"));
            };
            if start >= end {
                return Err(bad("the span is empty"));
            }
            at.insert(id, places.len());
            places.push(Gold { span: [start, end], ..Gold::default() });
        } else if id.starts_with('#')
            && let Some(&place) = words.nth(1).and_then(|t| at.get(t))
        {
            locate(&mut places[place], cells.next().unwrap_or(""), points);
        }
    }
    Ok(Row { text, places, ..Row::default() })
}

/// What a note tells of where a place is.
fn locate(place: &mut Gold, note: &str, points: &HashMap<u64, (f64, f64)>) {
    let numbers: Vec<&str> =
        note.split(|c: char| c.is_whitespace() || c == ',').filter(|w| !w.is_empty()).collect();
    let point = match numbers.as_slice() {
        [id] => id.parse().ok().and_then(|id| {
            place.geonames = Some(id);
            points.get(&id).copied()
        }),
        [lat, lon] => lat.parse().ok().zip(lon.parse().ok()),
        _ => None,
    };
    if let Some((lat, lon)) = point {
        (place.lat, place.lon) = (Some(lat), Some(lon));
    }
}
