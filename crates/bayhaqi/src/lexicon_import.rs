//! `bayhaqi lexicon import`: other projects' dictionaries as tables of a user's own.
//!
//! Reads actor and agent dictionaries of PETRARCH and TABARI (`NAME_ [CODE 900101-951231]`, `+` for
//! synonyms; <https://petrarch.readthedocs.io/en/latest/dictionaries.html>) and the leader list of
//! REIGN (<https://oefdatascience.github.io/REIGN.github.io/>).

use crate::failure::Failure;
use bayhaqi_coder::Coder;
use std::collections::HashMap;
use std::fmt::Write as _;

/// A table, and the lines that could not be read.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// A user's table as TSV.
    pub(crate) table: String,
    /// Lines in it.
    pub(crate) lines: usize,
    /// Line of the file, and what is wrong with it.
    pub(crate) unread: Vec<(usize, String)>,
}

const HEADER: &str = "name\tcode\taliases\trole\tfrom\tto\tkind\n";

impl Imported {
    fn add(&mut self, cells: [&str; 7]) {
        if self.table.is_empty() {
            self.table = HEADER.to_owned();
        }
        // Writing into a string cannot fail.
        let _ = writeln!(self.table, "{}", cells.join("\t").trim_end());
        self.lines += 1;
    }
}

/// Reads a dictionary or leader list, told by its content.
pub(crate) fn import(text: &str, coder: &Coder) -> Result<Imported, Failure> {
    let mut lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let first = lines.next().unwrap_or("");
    if first.contains("ccode") && first.contains("leader") {
        return reign(text, coder);
    }
    if text.contains('[') {
        return Ok(petrarch(text));
    }
    let what =
        "neither a PETRARCH dictionary nor a REIGN leader list; see bayhaqi lexicon import --help";
    Err(Failure::new("format", what))
}

/// A name with its synonyms and codes.
#[derive(Default)]
struct Entry {
    line: usize,
    names: Vec<String>,
    codes: Vec<Code>,
}

/// A code, and the days for which it holds.
struct Code {
    code: String,
    from: Option<String>,
    to: Option<String>,
}

fn petrarch(text: &str) -> Imported {
    let mut out = Imported::default();
    let mut entry = Entry::default();
    let mut sets = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or("").trim();
        let head = line.split('[').next().unwrap_or("").trim().trim_end_matches(';').trim();
        if line.is_empty() || line.starts_with('<') {
            continue;
        }
        if let Some((set, words)) = line.split_once('=').filter(|_| line.starts_with('!')) {
            sets.insert(set.trim().to_owned(), words.split(',').map(plain).collect());
            continue;
        }
        let synonym = head.strip_prefix('+');
        let pattern = synonym.unwrap_or(head);
        let name = plain(pattern);
        if synonym.is_none() && !name.is_empty() {
            write_entry(&std::mem::take(&mut entry), &mut out);
            entry.line = number + 1;
        }
        match expand(pattern, &sets) {
            Some(names) => entry.names.extend(names.into_iter().filter(|n| !n.is_empty())),
            None => out.unread.push((number + 1, format!("{head}: no such substitution set"))),
        }
        for part in line.split('[').skip(1) {
            let Some((inside, _)) = part.split_once(']') else {
                out.unread.push((number + 1, "a [ without a ]".to_owned()));
                continue;
            };
            match code(inside) {
                Some(code) => entry.codes.push(code),
                None => out.unread.push((number + 1, format!("[{inside}] is no code with days"))),
            }
        }
        if head.is_empty() && !line.contains('[') {
            out.unread.push((number + 1, format!("{line} is no entry")));
        }
    }
    write_entry(&entry, &mut out);
    out.unread.sort();
    out
}

/// `CATTLE!PERSON!` with each word of the set.
fn expand(pattern: &str, sets: &HashMap<String, Vec<String>>) -> Option<Vec<String>> {
    let Some(from) = pattern.find('!') else { return Some(vec![plain(pattern)]) };
    let to = from + 1 + pattern[from + 1..].find('!')?;
    let words = sets.get(&pattern[from..=to])?;
    let (before, after) = (&pattern[..from], &pattern[to + 1..]);
    // A set in the middle of a word ("SALES!PERSON!") makes one word, after a gap another.
    Some(words.iter().map(|word| plain(&format!("{before}{word}{after}"))).collect())
}

/// `MAZAR-I-SHARIF_` without the marks of its format.
fn plain(name: &str) -> String {
    let name = name.replace('_', " ");
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn write_entry(entry: &Entry, out: &mut Imported) {
    let Some((name, synonyms)) = entry.names.split_first() else { return };
    if entry.codes.is_empty() {
        out.unread.push((entry.line, format!("{name}: no code")));
        return;
    }
    let aliases = synonyms.join("|");
    // A name whose every code has days, or stands after such codes for those out of office, is a
    // person's; a state's name may have had another code before a day.
    let dated = entry.codes.iter().any(|c| c.from.is_some());
    let person = dated && entry.codes.iter().all(|c| c.code.len() > 3);
    for code in &entry.codes {
        let undated = code.from.is_none() && code.to.is_none();
        if person && undated && code.code.ends_with("ELI") {
            // The coder knows by itself that an office has ended.
            continue;
        }
        let (agent, code_text) = match code.code.strip_prefix('~') {
            Some(sectors) => (true, sectors),
            None => (false, code.code.as_str()),
        };
        if code_text.is_empty() {
            out.unread.push((entry.line, format!("{name}: an empty code")));
            continue;
        }
        let kind = if agent {
            "role"
        } else if person {
            "person"
        } else {
            "organization"
        };
        let day = |d: &Option<String>| d.clone().unwrap_or_default();
        out.add([name, code_text, &aliases, "", &day(&code.from), &day(&code.to), kind]);
    }
}

/// `AFGGOV 790327-791227`, `AFGGOV >011222`, `IRQ <20030320`, `~AGR`.
fn code(text: &str) -> Option<Code> {
    let (code, days) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
    // `IGO~` takes the actor's code behind it, `~GOV` before it.
    let code = match code.strip_suffix('~') {
        Some(code) => format!("~{code}"),
        None => code.to_owned(),
    };
    let days = days.replace(' ', "");
    let letters = code.strip_prefix('~').unwrap_or(&code);
    if code.is_empty() || !letters.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return None;
    }
    let code = code.to_uppercase();
    if days.is_empty() {
        return Some(Code { code, from: None, to: None });
    }
    if let Some(day) = days.strip_prefix('>') {
        return Some(Code { code, from: Some(date(day)?), to: None });
    }
    if let Some(day) = days.strip_prefix('<') {
        return Some(Code { code, from: None, to: Some(date(day)?) });
    }
    let (from, to) = days.split_once('-')?;
    let (from, to) = (date(from)?, date(to)?);
    (from <= to).then_some(Code { code, from: Some(from), to: Some(to) })
}

/// `YYMMDD` or `YYYYMMDD`; two digits of a year are of 1930 to 2029, as in TABARI.
fn date(text: &str) -> Option<String> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let (year, rest) = match text.len() {
        6 => {
            let year: u32 = text[..2].parse().ok()?;
            (if year < 30 { 2000 + year } else { 1900 + year }, &text[2..])
        }
        8 => (text[..4].parse().ok()?, &text[4..]),
        _ => return None,
    };
    let (month, day): (u32, u32) = (rest[..2].parse().ok()?, rest[2..].parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day))
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

fn reign(text: &str, coder: &Coder) -> Result<Imported, Failure> {
    let mut out = Imported::default();
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let wrong = |e: csv::Error| Failure::new("1", format!("no CSV ({e}); check the file"));
    let header = reader.headers().map_err(wrong)?.clone();
    let columns = ["leader", "ccode", "sdate", "smonth", "syear", "emonth", "eyear"];
    let mut at = [0; 7];
    for (slot, column) in at.iter_mut().zip(columns) {
        *slot = header
            .iter()
            .position(|h| h == column)
            .ok_or_else(|| Failure::new("1", format!("no column {column}; check the file")))?;
    }
    for (index, row) in reader.records().enumerate() {
        let line =
            |row: &csv::StringRecord| row.position().map_or(index + 2, |p| p.line() as usize);
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                out.unread.push((index + 2, error.to_string()));
                continue;
            }
        };
        let cell = |column: usize| row.get(at[column]).unwrap_or("").trim();
        let number = |column: usize| cell(column).parse::<u16>().ok();
        let name = cell(0).split('(').next().unwrap_or("").trim();
        let country = number(1).and_then(|cow| coder.country_of_cow(cow));
        let (Some(country), false) = (country, name.is_empty()) else {
            out.unread
                .push((line(&row), format!("{}: no country with number {}", cell(0), cell(1))));
            continue;
        };
        let from = number(4).zip(number(3)).zip(number(2));
        let Some(((year, month), day)) = from else {
            out.unread.push((line(&row), format!("{name}: no days of office")));
            continue;
        };
        let from = format!("{year:04}-{month:02}-{day:02}");
        // Without an end: in office when the list was made.
        let to = number(6).zip(number(5)).map(|(year, month)| format!("{year:04}-{month:02}"));
        let to = to.unwrap_or_default();
        out.add([
            name,
            &format!("{country}GOV"),
            "",
            "Head of State or Government",
            &from,
            &to,
            "person",
        ]);
    }
    Ok(out)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn actors_agents_and_dates_are_read() {
        let text = "# comment\nFARLAND_ [FAR]\n+FARLANDIA_\n\nJANE_DOE_ # a note\n+DOE\n\
            \t[FARGOV 990101-20031231]\n\t[FARGOV >050102]\n\t[FARELI]\n!MIN! = A, B\n\
            CATTLE!MIN! [~AGR]\nCATTLE!MEN! [~AGR]\nFARMER [~AGR]\nNOBODY\nODD_ [FAR 99]\n";
        let got = petrarch(text);
        let want = "name\tcode\taliases\trole\tfrom\tto\tkind\n\
            FARLAND\tFAR\tFARLANDIA\t\t\t\torganization\n\
            JANE DOE\tFARGOV\tDOE\t\t1999-01-01\t2003-12-31\tperson\n\
            JANE DOE\tFARGOV\tDOE\t\t2005-01-02\t\tperson\n\
            CATTLEA\tAGR\tCATTLEB\t\t\t\trole\n\
            FARMER\tAGR\t\t\t\t\trole\n";
        assert_eq!(got.table, want);
        assert_eq!(got.lines, 5);
        let lines: Vec<usize> = got.unread.iter().map(|u| u.0).collect();
        assert_eq!(lines, [12, 14, 15, 15], "{:?}", got.unread);
    }

    #[test]
    fn leaders_are_read() {
        let text = "stateabb,ccode,leadid,leader,sdate,smonth,syear,emonth,eyear\n\
            USA,2,x,Obama,20,1,2009,1,2017\nXXX,9999,y,Nobody,1,1,2000,1,2001\nUSA,2,z,Q,,,,,\n";
        let got = import(text, &Coder::new().unwrap()).unwrap();
        let line = "Obama\tUSAGOV\t\tHead of State or Government\t2009-01-20\t2017-01\tperson\n";
        assert!(got.table.ends_with(line), "{}", got.table);
        let lines: Vec<usize> = got.unread.iter().map(|u| u.0).collect();
        assert_eq!(lines, [3, 4]);
    }
}
