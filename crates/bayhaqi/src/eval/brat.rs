//! brat's standoff format (<https://brat.nlplab.org/standoff.html>): `NAME.txt` and `NAME.ann`, one
//! pair or a folder of them.
//!
//! Places: a note on a place tells where it is: a GeoNames id, or latitude and longitude.
//!
//! Attributions: spans of the types `Source`, `Cue` and `Content`. What belongs together is told by
//! an event whose trigger is the cue (`E1 Cue:T2 Source:T1 Content:T3`), or by relations between a
//! cue and the others (`R1 Source Arg1:T2 Arg2:T1`).

use super::attribution;
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

/// Gives each text with its places to `each`; returns the number of bad ones.
pub(super) fn rows(
    path: &Path,
    world: &Gazetteer,
    mut each: impl FnMut(Row) -> Result<(), String>,
) -> Result<usize, Failure> {
    let points: HashMap<u64, (f64, f64)> =
        world.places().filter_map(|p| Some((u64::from(p.geonames?), (p.lat, p.lon)))).collect();
    files(path, |file| row(file, &points).and_then(&mut each))
}

/// Gives each text with its attributions to `each`; returns the number of bad ones.
pub(super) fn attributions(
    path: &Path,
    mut each: impl FnMut(attribution::Row) -> Result<(), String>,
) -> Result<usize, Failure> {
    files(path, |file| {
        let (text, notes) = read(file)?;
        let attributions = said(&notes)?;
        each(attribution::Row { id: file.display().to_string(), text, attributions })
    })
}

/// Goes through the annotated files; returns the number of bad ones.
fn files(path: &Path, mut each: impl FnMut(&Path) -> Result<(), String>) -> Result<usize, Failure> {
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
    let mut failed = 0;
    for file in files {
        if let Err(what) = each(&file) {
            failed += 1;
            complain(&Failure::new(file.display(), what));
        }
    }
    Ok(failed)
}

/// The text of an annotated file and its annotation.
fn read(file: &Path) -> Result<(String, String), String> {
    let read = |path: &Path| {
        fs::read_to_string(path).map_err(|e| format!("{} cannot be read ({e})", path.display()))
    };
    Ok((read(&file.with_extension("txt"))?, read(file)?))
}

fn bad(number: usize, what: &str) -> String {
    format!("line {}: {what}; mend it", number + 1)
}

/// The pieces of a span: "Source 0 5;8 12".
fn pieces(what: &str) -> Option<Vec<[usize; 2]>> {
    let (_, spans) = what.split_once(' ')?;
    let piece = |piece: &str| {
        let (start, end) = piece.trim().split_once(' ')?;
        let span = [start.parse().ok()?, end.parse().ok()?];
        (span[0] < span[1]).then_some(span)
    };
    spans.split(';').map(piece).collect()
}

/// The attributions of a standoff annotation.
fn said(notes: &str) -> Result<Vec<attribution::Gold>, String> {
    let mut marks: HashMap<&str, (&str, Vec<[usize; 2]>)> = HashMap::new();
    let mut cues: Vec<(&str, Vec<&str>)> = Vec::new();
    let mut links: Vec<(usize, Vec<&str>)> = Vec::new();
    for (number, line) in notes.lines().enumerate() {
        let mut cells = line.split('\t');
        let (id, what) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
        match id.as_bytes().first() {
            Some(b'T') => {
                let spans = pieces(what).ok_or_else(|| bad(number, "no span"))?;
                let role = what.split(' ').next().unwrap_or("");
                if role.eq_ignore_ascii_case("cue") {
                    cues.push((id, Vec::new()));
                }
                marks.insert(id, (role, spans));
            }
            Some(b'E' | b'R') => {
                let ids = what.split(' ').filter_map(|w| Some(w.split_once(':')?.1));
                links.push((number, ids.collect()));
            }
            _ => {}
        }
    }
    for (number, ids) in links {
        if let Some(unknown) = ids.iter().find(|id| id.starts_with('T') && !marks.contains_key(*id))
        {
            return Err(bad(number, &format!("{unknown} is not marked")));
        }
        for (cue, linked) in cues.iter_mut().filter(|(cue, _)| ids.contains(cue)) {
            linked.extend(ids.iter().filter(|id| *id != cue));
        }
    }
    let gold = cues.iter().map(|(cue, linked)| {
        let of = |role: &str| -> Vec<[usize; 2]> {
            let mine = linked.iter().filter_map(|id| marks.get(id));
            let mine = mine.filter(|(r, _)| r.eq_ignore_ascii_case(role));
            mine.flat_map(|(_, spans)| spans.iter().copied()).collect()
        };
        let cue = marks[cue].1.clone();
        attribution::Gold { source: of("source"), cue, content: of("content") }
    });
    Ok(gold.collect())
}

fn row(file: &Path, points: &HashMap<u64, (f64, f64)>) -> Result<Row, String> {
    let (text, notes) = read(file)?;
    let mut places: Vec<Gold> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for (number, line) in notes.lines().enumerate() {
        let bad = |what: &str| bad(number, what);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_and_relations_tell_what_belongs_together() {
        let marks = "T1\tSource 0 3\tTom\nT2\tCue 4 8\tsaid\nT3\tContent 9 12;15 18\ta … b\n";
        let event = format!("{marks}E1\tCue:T2 Source:T1 Content:T3\n");
        let relations = format!("{marks}R1\tSays Arg1:T2 Arg2:T1\nR2\tSays Arg1:T3 Arg2:T2\n");
        for notes in [event, relations] {
            let all = said(&notes).unwrap();
            assert_eq!(all.len(), 1);
            assert_eq!((&all[0].source, &all[0].cue), (&vec![[0, 3]], &vec![[4, 8]]));
            assert_eq!(all[0].content, [[9, 12], [15, 18]]);
        }
    }

    #[test]
    fn bad_lines_are_told() {
        assert!(said("T1\tCue 4\tsaid\n").unwrap_err().starts_with("line 1"));
        assert!(said("T1\tCue 8 4\tsaid\n").is_err());
        assert!(said("T1\tCue 4 8\tsaid\nE1\tCue:T1 Source:T9\n").unwrap_err().contains("T9"));
    }
}
