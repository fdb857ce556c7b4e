//! What is wrong with tables although they can be loaded: lines that contradict each other, that can
//! never match, or whose example comes out otherwise.

use crate::lexicon::{
    Day, Lexicon, Line, LineKind, Office, Source, days, fold, lines, sources, spellings, split_name,
};
use crate::record::{Actor, DocumentInfo, Event};
use crate::{Coder, LexiconError, UserTable};
use bayhaqi_nlp::{Pipeline, Worker};
use rustc_hash::FxHashMap;

/// What is wrong with a line, in the form of an error.
pub type Finding = LexiconError;

/// Checks the built-in tables and runs the example of every frame through the pipeline.
pub fn check_built_in(english: &Pipeline) -> Vec<Finding> {
    let coder = match Coder::new() {
        Ok(coder) => coder,
        Err(error) => return vec![error],
    };
    let mut worker = english.worker();
    let lexicon = &coder.lexicon;
    let mut found = Vec::new();
    for source in sources() {
        match source.file {
            "actors/countries.tsv" => names(source, &[2, 3, 4, 5, 6, 7], &mut worker, &mut found),
            "actors/organizations.tsv" => names(source, &[1, 2], &mut worker, &mut found),
            "actors/roles.tsv" => roles(lexicon, source, &mut found),
            file if file.starts_with("frames/") => frames(source, &mut found),
            _ => {}
        }
    }
    let offices: Vec<&Office> = lexicon.people.offices.iter().collect();
    found.extend(
        offices.iter().filter_map(|o| code(lexicon, o.code).map(|message| at(o.place, message))),
    );
    terms(offices, &mut found);
    found.extend(run_examples(&coder, english).1);
    sort(found)
}

/// Checks tables of a user's own.
pub fn check_tables(tables: &[UserTable], english: &Pipeline) -> Vec<Finding> {
    let lexicon = match Lexicon::built_in() {
        Ok(lexicon) => lexicon,
        Err(error) => return vec![error],
    };
    let mut worker = english.worker();
    let mut found = Vec::new();
    let mut seen: FxHashMap<(String, &str, &str, &str), usize> = FxHashMap::default();
    let mut offices = Vec::new();
    let mut known = FxHashMap::default();
    for table in tables {
        for line in lines(table) {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    found.push(error);
                    continue;
                }
            };
            let Some(code) = line.code else { continue };
            found.extend(line_message(&lexicon, &line, code).map(|m| line.row.error(m)));
            found.extend(unmatched(&line, &mut worker).map(|m| line.row.error(m)));
            let key = (fold(line.names[0]), line.role, line.from, line.to);
            found.extend(rival(&line, code, &mut known).map(|m| line.row.error(m)));
            match seen.insert(key, line.row.line) {
                Some(first) => found.push(line.row.error(format!(
                    "{} stands here a second time; see line {first}",
                    line.names[0]
                ))),
                None if line.kind == LineKind::Person => offices.push(office(&line, code)),
                None => {}
            }
        }
    }
    terms(offices.iter().collect(), &mut found);
    sort(found)
}

/// Lines by name and role, each with its code, its days and its number.
type Known = FxHashMap<(String, &'static str), Vec<(&'static str, (Day, Day), usize)>>;

/// Another line that gives the same name in the same role another code on the same days.
fn rival(line: &Line, code: &'static str, known: &mut Known) -> Option<String> {
    let lines = known.entry((fold(line.names[0]), line.role)).or_default();
    let overlap = |days: &(Day, Day)| {
        days.0.max(line.days.0) < days.1.min(line.days.1) && line.kind != LineKind::Verb
    };
    let other = lines.iter().find(|(c, days, _)| *c != code && overlap(days)).copied();
    lines.push((code, line.days, line.row.line));
    let (first, _, number) = other?;
    let name = line.names[0];
    Some(format!(
        "{name} is {code} here and {first} in line {number} on the same days; end one before the other begins"
    ))
}

fn office(line: &Line, code: &'static str) -> Office {
    let (role, from, to, days) = (line.role, line.from, line.to, line.days);
    let (name, place) = (line.names[0], line.row.place());
    Office { name, aliases: "", code, role, from, to, days, place, own: true }
}

fn sort(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
    found.dedup();
    found
}

fn at(place: (&'static str, usize), message: String) -> Finding {
    LexiconError { file: place.0.to_owned(), line: place.1, message }
}

fn line_message(lexicon: &Lexicon, line: &Line, code: &'static str) -> Option<String> {
    match line.kind {
        LineKind::Verb => {
            let good = lexicon.cameo.get(code).is_some_and(|c| c.event.is_some());
            (!good).then(|| format!("{code} is no CAMEO code with a PLOVER type"))
        }
        LineKind::Role => sector_codes(lexicon, code),
        _ => self::code(lexicon, code),
    }
}

/// What is wrong with an actor's code. After the sectors an armed group or organisation may have
/// letters of its own ("AFGINSTAL").
fn code(lexicon: &Lexicon, code: &str) -> Option<String> {
    let head = code.get(..3).unwrap_or(code);
    let generic = lexicon.sectors.get(head) == Some(&false);
    let organization = lexicon.organization_codes.get(code);
    // What only people's lines know is named by its code.
    let named = |&o: &u16| lexicon.organizations[usize::from(o)].name != code;
    if generic || organization.is_some_and(named) {
        return None;
    }
    if !lexicon.country_codes.contains_key(head) {
        return Some(format!("{code}: {head} is no country"));
    }
    let sector = code.get(3..6)?;
    let known = lexicon.sectors.get(sector) == Some(&true);
    (!known).then(|| format!("{code}: {sector} is no sector (see sectors.tsv)"))
}

fn sector_codes(lexicon: &Lexicon, code: &str) -> Option<String> {
    let parts = (0..code.len()).step_by(3).map(|i| code.get(i..i + 3).unwrap_or(code));
    let bad = parts.into_iter().find(|s| !lexicon.sectors.contains_key(s))?;
    Some(format!("{bad} is no sector (see sectors.tsv)"))
}

/// Terms of one person in one office must not overlap, but may share a day.
fn terms(mut offices: Vec<&Office>, found: &mut Vec<Finding>) {
    offices.sort_by_key(|o| (o.name, o.code, o.role, o.days));
    for pair in offices.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        if (a.name, a.code, a.role) != (b.name, b.code, b.role) {
            continue;
        }
        let end = days(a.to).map_or(a.days.1, |d| d.0);
        let begin = days(b.from).map_or(b.days.0, |d| d.1);
        if a.days == b.days {
            let line = a.place.1;
            found.push(at(b.place, format!("the same as line {line}: {} as {}", b.name, b.role)));
        } else if end > begin {
            let line = a.place.1;
            let message = format!(
                "{} is {} from {}, but line {line} says until {}",
                b.name, b.role, b.from, a.to
            );
            found.push(at(b.place, message));
        }
    }
}

/// Whether the words of a name are those that a tokenizer makes of it in a text.
fn can_match(name: &str, words: &[&str], worker: &mut Worker<'_>) -> bool {
    let parse = worker.parse(name);
    parse.len() == words.len() && words.iter().enumerate().all(|(i, w)| parse.word(i) == *w)
}

fn unmatched(line: &Line, worker: &mut Worker<'_>) -> Option<String> {
    let name = line.names[0];
    if !name.chars().any(char::is_alphabetic) || name.contains(['<', '>', '_', '[', ']']) {
        return Some(format!("{name} can never match: it is no name as reports write it"));
    }
    let names = spellings(name);
    let any = names.iter().any(|n| can_match(n, &split_name(n), worker));
    (!any).then(|| format!("{name} can never match: in a text its words are split otherwise"))
}

/// Names of countries and organisations: each is one actor's, and can be found.
fn names(source: Source, columns: &[usize], worker: &mut Worker<'_>, found: &mut Vec<Finding>) {
    let mut seen: FxHashMap<&str, usize> = FxHashMap::default();
    for row in source.rows().skip(1) {
        for name in columns.iter().flat_map(|&c| row.list(c)) {
            let name = name.trim_start_matches(['?', '^']);
            match seen.insert(name, row.line) {
                Some(line) if line == row.line => continue,
                Some(line) => found.push(row.error(format!("{name} is in line {line} too"))),
                None => {}
            }
            if !can_match(name, &split_name(name), worker) {
                let why = "in a text its words are split otherwise";
                found.push(row.error(format!("{name} can never match: {why}")));
            }
        }
    }
}

fn roles(lexicon: &Lexicon, source: Source, found: &mut Vec<Finding>) {
    let mut seen: FxHashMap<(&str, &str), usize> = FxHashMap::default();
    for row in source.rows().skip(1) {
        let word = row.cell(0);
        if let Some(line) = seen.insert((word, row.cell(3)), row.line) {
            found.push(row.error(format!("{word} is in line {line} too")));
        }
        if word.chars().any(char::is_uppercase) {
            found.push(row.error(format!("{word} can never match: write it in lower case")));
        }
        let sectors = row.list(1).filter_map(|s| sector_codes(lexicon, s));
        found.extend(sectors.map(|message| row.error(message)));
    }
}

/// Of two frames of one word with the same conditions the second is never tried.
fn frames(source: Source, found: &mut Vec<Finding>) {
    let mut seen: FxHashMap<(&str, &str, &str), usize> = FxHashMap::default();
    for row in source.rows().skip(1) {
        for word in row.list(0) {
            if let Some(line) = seen.insert((word, row.cell(1), row.cell(2)), row.line) {
                let message = format!("{word} can never match: line {line} asks for the same");
                found.push(row.error(message));
            }
            if word.chars().any(|c| c.is_uppercase()) {
                found.push(row.error(format!("{word} can never match: write it in lower case")));
            }
        }
    }
}

fn side(actors: &[Actor]) -> Vec<&str> {
    actors.iter().filter_map(|a| a.code.as_deref()).collect()
}

fn fits(event: &Event, source: &str, target: &str) -> bool {
    let one = |want: &str, actors: &[Actor]| want == "-" || side(actors).contains(&want);
    one(source, &event.sources) && one(target, &event.targets)
}

/// Runs the example of every frame: how many ran, and those that gave something else.
pub(crate) fn run_examples(coder: &Coder, english: &Pipeline) -> (usize, Vec<Finding>) {
    let mut worker = english.worker();
    let (mut run, mut failed) = (0, Vec::new());
    let mut last = "";
    for frame in coder.lexicon.frames.iter().filter(|f| !f.example.is_empty()) {
        if frame.example == last {
            continue;
        }
        last = frame.example;
        run += 1;
        let parse = worker.parse(frame.example);
        // The relation model would hide a frame that does not fit any more.
        let events = coder.framed(&DocumentInfo::default(), &parse);
        let (source, target) = frame.gives.split_once('>').unwrap_or((frame.gives, "-"));
        let (source, target) = (source.trim(), target.trim());
        if events.iter().any(|e| e.event == frame.event && fits(e, source, target)) {
            continue;
        }
        let got = |e: &Event| {
            format!("{} {} > {}", e.event, side(&e.sources).join(" "), side(&e.targets).join(" "))
        };
        let all: Vec<String> = events.iter().map(got).collect();
        let got = if all.is_empty() { "no event".to_owned() } else { all.join("; ") };
        let want = format!("{} {}", frame.event, frame.gives);
        let message = format!("the example gives {got}, not {want}: {}", frame.example);
        failed.push(at(frame.place, message));
    }
    (run, failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_frame_gives_what_its_example_says() {
        let english = Pipeline::english().unwrap();
        let (run, failed) = run_examples(&Coder::new().unwrap(), &english);
        let failed: Vec<String> = failed.iter().map(ToString::to_string).collect();
        assert!(
            failed.is_empty() && run > 150,
            "{} of {run}:\n{}",
            failed.len(),
            failed.join("\n")
        );
    }

    #[test]
    fn wrong_lines_of_a_user_are_found() {
        let english = Pipeline::english().unwrap();
        let text = "name\tcode\trole\tfrom\tto\nFarland\tXQZ\nJane Doe\tUSAXYZ\tJudge\t2001\t2005\n\
            Jane Doe\tUSAXYZ\tJudge\t2003\t\n<! note -->\tUSA\nChad\tTCD\nChad\tTCD\nBad\tU-S\n";
        let tables = [UserTable { file: "a.tsv".into(), text: text.into() }];
        let found: Vec<String> =
            check_tables(&tables, &english).iter().map(ToString::to_string).collect();
        let wanted = [
            "a.tsv:2: XQZ: XQZ is no country",
            "a.tsv:3: USAXYZ: XYZ is no sector (see sectors.tsv)",
            "a.tsv:4: Jane Doe is Judge from 2003, but line 3 says until 2005",
            "a.tsv:4: USAXYZ: XYZ is no sector (see sectors.tsv)",
            "a.tsv:5: <! note --> can never match: it is no name as reports write it",
            "a.tsv:7: Chad stands here a second time; see line 6",
            "a.tsv:8: U-S is no code: write letters and digits, or --- for none",
        ];
        assert_eq!(found, wanted);
    }
}
