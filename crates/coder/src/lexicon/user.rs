//! Lines that a user adds to the lexicon: tables with at least the columns `name` and `code`.
//!
//! The columns may stand in any order. What a line is about follows from its `kind`, else from the
//! rest: a role or a day makes it a person, and all else a name as it is written.

use super::actors::{
    Country, Form, Known, NameEntry, OrgKind, Organization, Role, RoleKind, split_name,
};
use super::frames::{Frame, Part, Slot};
use super::people::{ALWAYS, Day, Office};
use super::table::{LexiconError, Row, Source};
use super::{Lexicon, fold};

/// A table of a user's own, as it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserTable {
    /// What errors call it.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// What a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineKind {
    /// Somebody in an office.
    Person,
    /// A state, people or organisation, under exactly this name: its code tells which.
    Name,
    /// A state, under exactly this name.
    State,
    /// An organisation or group, under exactly this name.
    Group,
    /// A word for an office, profession or group, with sectors for its code.
    Role,
    /// A verb, with a CAMEO event code.
    Verb,
}

/// One line of a user's table.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// All names, the usual one first.
    pub names: Vec<&'static str>,
    /// Code in capitals; `None` where the line says that there is none.
    pub code: Option<&'static str>,
    /// Codes of the others for whom the name stands too (`GBR/FRA`).
    pub others: Vec<&'static str>,
    /// The code is that of the line above: another name of whoever that is.
    pub again: bool,
    pub kind: LineKind,
    pub role: &'static str,
    pub from: &'static str,
    pub to: &'static str,
    pub days: (Day, Day),
    pub row: Row,
}

/// The columns that count.
pub(crate) const COLUMNS: [&str; 7] = ["name", "code", "aliases", "role", "from", "to", "kind"];

/// Text of a user lives as long as the program, as that of the built-in tables does: names are
/// compared with each word of each report, and a lexicon is compiled once.
pub(super) fn keep(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// Where each of [`COLUMNS`] stands.
struct Header([Option<usize>; 7]);

impl Header {
    fn read(row: &Row) -> Result<Self, LexiconError> {
        let mut at = [None; 7];
        for (index, cell) in row.cells().iter().enumerate() {
            let name = cell.to_lowercase();
            let name = if name == "codes" { "code" } else { name.as_str() };
            if let Some(column) = COLUMNS.iter().position(|c| *c == name)
                && at[column].replace(index).is_some()
            {
                return Err(row.error(format!("the column {name} stands here twice")));
            }
        }
        match (at[0], at[1]) {
            (Some(_), Some(_)) => Ok(Header(at)),
            _ => Err(row.error("the columns name and code are needed, separated by tabs")),
        }
    }

    fn cell(&self, row: &Row, column: usize) -> &'static str {
        self.0[column].map_or("", |index| row.cell(index))
    }
}

/// Reads a table line by line; a line that is wrong is an error of its own.
pub(crate) fn lines(table: &UserTable) -> Vec<Result<Line, LexiconError>> {
    let source = Source { file: keep(&table.file), text: keep(&table.text) };
    let mut rows = source.rows();
    let Some(first) = rows.next() else {
        let (file, message) = (table.file.clone(), "the table is empty".to_owned());
        return vec![Err(LexiconError { file, line: 1, message })];
    };
    let header = match Header::read(&first) {
        Ok(header) => header,
        Err(error) => return vec![Err(error)],
    };
    let width = first.cells().len();
    let mut above = None;
    let mut found = Vec::new();
    for row in rows {
        if row.cells().len() > width {
            let have = row.cells().len();
            found.push(Err(row.error(format!("{have} cells in a table of {width} columns"))));
            continue;
        }
        // An empty cell repeats the code above it, as PETRARCH's synonyms do.
        let cell = Some(header.cell(&row, 1)).filter(|c| !c.is_empty()).or(above);
        let line = line(&header, row, cell);
        if line.is_ok() {
            above = cell;
        }
        found.push(line);
    }
    found
}

fn line(header: &Header, row: Row, code: Option<&'static str>) -> Result<Line, LexiconError> {
    let cell = |column| header.cell(&row, column);
    let (name, role, from, to) = (cell(0), cell(3), cell(4), cell(5));
    if name.is_empty() {
        return Err(row.error("the name is empty"));
    }
    let aliases = cell(2).split('|').map(str::trim).filter(|a| !a.is_empty());
    let names: Vec<&'static str> = std::iter::once(name).chain(aliases).collect();
    let days = super::people::term(&row, from, to)?;
    let kind = match cell(6) {
        "person" => LineKind::Person,
        "country" => LineKind::State,
        "organization" | "organisation" | "group" => LineKind::Group,
        "name" => LineKind::Name,
        "role" => LineKind::Role,
        "verb" => LineKind::Verb,
        "" if !role.is_empty() || days != ALWAYS => LineKind::Person,
        "" | "other" => LineKind::Name,
        other => {
            let kinds = "person, country, organization, group, role or verb";
            return Err(row.error(format!("no kind of line: {other}; give {kinds}")));
        }
    };
    let cell = code.ok_or_else(|| row.error("the code is empty, and no line above has one"))?;
    let mut codes = codes(&row, cell)?.into_iter();
    let (code, others) = (codes.next(), codes.collect());
    let again = header.cell(&row, 1).is_empty();
    Ok(Line { names, code, others, again, kind, role, from, to, days, row })
}

/// `---` and `+++` say that there is no code; a name may have several (`GBR/FRA`).
fn codes(row: &Row, cell: &'static str) -> Result<Vec<&'static str>, LexiconError> {
    if matches!(cell, "---" | "+++") {
        return Ok(Vec::new());
    }
    let one = |code: &'static str| {
        if code.len() < 2 || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(
                row.error(format!("{cell} is no code: write letters and digits, or --- for none"))
            );
        }
        let upper = code.bytes().all(|b| !b.is_ascii_lowercase());
        Ok(if upper { code } else { keep(&code.to_uppercase()) })
    };
    cell.split('/').map(one).collect()
}

/// The spellings under which a name is looked for. Dictionaries in capitals mean names as reports
/// write them.
pub(crate) fn spellings(name: &'static str) -> Vec<&'static str> {
    let mut all = vec![name];
    if name.chars().any(char::is_lowercase) {
        return all;
    }
    let bare = name.strip_prefix("THE ").unwrap_or(name);
    if bare != name {
        all.push(bare);
    }
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    // "WHO" is no question.
    if letters > 3 {
        all.push(keep(&capitalised(bare)));
    }
    all
}

fn capitalised(name: &str) -> String {
    const SMALL: [&str; 8] = ["OF", "THE", "AND", "FOR", "IN", "ON", "DE", "TO"];
    let mut words = Vec::new();
    for (index, word) in name.split(' ').enumerate() {
        let mut start = true;
        let dotted = word.trim_end_matches('.').contains('.')
            || word.chars().count() == 2 && word.ends_with('.');
        let small = index > 0 && SMALL.contains(&word);
        let cased = word.chars().flat_map(|c| {
            let upper = std::mem::replace(&mut start, !c.is_alphabetic() && c != '\'') && !small;
            if upper || dotted { vec![c] } else { c.to_lowercase().collect() }
        });
        words.push(cased.collect::<String>());
    }
    words.join(" ")
}

impl Lexicon {
    /// Adds a user's lines before the built-in ones.
    pub(super) fn load_user(&mut self, tables: &[UserTable]) -> Result<(), LexiconError> {
        for table in tables {
            let mut above = None;
            for line in lines(table) {
                let line = line?;
                // Indices of two bytes keep the names of a report small.
                if self.organizations.len().max(self.countries.len()).max(self.frames.len())
                    >= usize::from(u16::MAX) / 2
                {
                    return Err(line
                        .row
                        .error("too many lines: 32,000 names and verbs are the most"));
                }
                // What has no code takes part in nothing.
                let Some(code) = line.code else { continue };
                match line.kind {
                    LineKind::Person => self.add_person(&line, code),
                    LineKind::Name | LineKind::State | LineKind::Group => {
                        let known = above.filter(|_| line.again);
                        let known = known.unwrap_or_else(|| self.user_known(&line, code));
                        self.add_user_name(&line, known);
                        above = Some(known);
                    }
                    LineKind::Role => self.add_role(&line, code)?,
                    LineKind::Verb => self.add_verb(&line, code)?,
                }
            }
        }
        Ok(())
    }

    fn add_person(&mut self, line: &Line, code: &'static str) {
        let mut names: Vec<&'static str> = line.names.iter().flat_map(|n| spellings(n)).collect();
        // The spelling for people to read comes first.
        if let Some(last) = spellings(line.names[0]).last() {
            names.insert(0, last);
        }
        for name in &names {
            let words = split_name(name);
            if let Some(&first) = words.first() {
                self.own_people.entry(first).or_default().push(words);
            }
        }
        let (role, from, to, days) = (line.role, line.from, line.to, line.days);
        let aliases = keep(&names[1..].join("|"));
        let place = line.row.place();
        self.add_office(Office {
            name: names[0],
            aliases,
            code,
            role,
            from,
            to,
            days,
            place,
            own: true,
        });
    }

    /// Whom a line's code means.
    fn user_known(&mut self, line: &Line, code: &'static str) -> Known {
        let states: Vec<u16> = std::iter::once(&code)
            .chain(&line.others)
            .filter_map(|code| self.user_state(line, code))
            .collect();
        match states[..] {
            [] => Known::Organization(self.add_user_group(line, code)),
            [state] => Known::Country(state),
            _ => Known::Country(self.add_joint(line, code, states)),
        }
    }

    fn add_user_name(&mut self, line: &Line, known: Known) {
        for name in line.names.iter().flat_map(|n| spellings(n)) {
            let words = split_name(name);
            let Some(&first) = words.first() else { continue };
            let entry =
                NameEntry { words, known, form: Form::Name, ambiguous: false, days: line.days };
            let list = self.names.entry(first).or_default();
            let at = list.partition_point(|e| e.words.len() > entry.words.len());
            list.insert(at, entry);
        }
    }

    /// The state that a code of a user's name means. A code of three letters that no table knows is
    /// a state of the user's own, unless the name is known as an organisation's.
    fn user_state(&mut self, line: &Line, code: &'static str) -> Option<u16> {
        let country = self.country_codes.get(code).copied();
        if let Some(country) = country.filter(|&c| !self.is_users(Known::Country(c))) {
            return Some(country);
        }
        let letters = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
        let taken = self.sectors.contains_key(code) || self.organization_codes.contains_key(code);
        let told = line.kind == LineKind::State;
        let group = line.kind == LineKind::Group || taken || self.names_organization(line);
        if !letters || !told && group {
            return None;
        }
        // Two lines with one code are two of the same state or people.
        let index = self.add_country(line, code);
        self.country_codes.entry(code).or_insert(index);
        Some(index)
    }

    /// Whether the tables know one of a line's names as an organisation's.
    fn names_organization(&self, line: &Line) -> bool {
        line.names.iter().flat_map(|n| spellings(n)).any(|name| {
            let words = split_name(name);
            let list = words.first().and_then(|first| self.names.get(first));
            let same =
                |e: &NameEntry| e.words == words && matches!(e.known, Known::Organization(_));
            list.is_some_and(|list| list.iter().any(same))
        })
    }

    fn add_country(&mut self, line: &Line, alpha3: &'static str) -> u16 {
        let index = self.countries.len() as u16;
        let name = spellings(line.names[0]).last().copied().unwrap_or(line.names[0]);
        self.countries.push(Country { alpha3, name, cow: None });
        index
    }

    /// A name that stands for several states.
    fn add_joint(&mut self, line: &Line, code: &'static str, states: Vec<u16>) -> u16 {
        let index = self.add_country(line, code);
        self.joint.insert(index, states);
        index
    }

    fn add_user_group(&mut self, line: &Line, code: &'static str) -> u16 {
        let index = self.organizations.len() as u16;
        let country = code.get(..3).and_then(|c| self.country_codes.get_key_value(c));
        let country = country.map(|(c, _)| *c);
        let kind = if code.len() == 3 { OrgKind::Ethnic } else { OrgKind::Group };
        let name = spellings(line.names[0]).last().copied().unwrap_or(line.names[0]);
        self.organization_codes.entry(code).or_insert(index);
        self.organizations.push(Organization { code, name, country, kind });
        index
    }

    fn add_role(&mut self, line: &Line, code: &'static str) -> Result<(), LexiconError> {
        let sectors: Option<Vec<&'static str>> =
            (0..code.len()).step_by(3).map(|at| code.get(at..at + 3)).collect();
        let sectors = sectors.ok_or_else(|| {
            line.row.error(format!("{code} is no row of sectors of three letters"))
        })?;
        for name in &line.names {
            let words = split_name(keep(&fold(name)));
            let Some(&first) = words.first() else { continue };
            let list = self.roles.entry(first).or_default();
            let at = list.partition_point(|r| r.words.len() > words.len());
            // A word that is known keeps its place in a sentence: "president" stands before names.
            let known = list.iter().find(|r| r.words == words);
            let (kind, country) = known.map_or((RoleKind::Group, None), |r| (r.kind, r.country));
            list.insert(at, Role { words, sectors: sectors.clone(), kind, country });
        }
        Ok(())
    }

    fn add_verb(&mut self, line: &Line, code: &'static str) -> Result<(), LexiconError> {
        let Some((&cameo, Some(event))) =
            self.cameo.get_key_value(code).map(|(code, c)| (code, c.event))
        else {
            return Err(line.row.error(format!("{code} is no CAMEO code with a PLOVER type")));
        };
        for name in &line.names {
            let lemma = keep(&name.to_lowercase());
            let index = self.frames.len() as u16;
            self.frames.push(Frame {
                lemma,
                part: Part::Verb,
                when: Vec::new(),
                event,
                mode: None,
                cameo,
                source: vec![Slot::Subject],
                target: vec![Slot::Object],
                example: "",
                gives: "",
                place: line.row.place(),
            });
            self.by_lemma.entry(lemma).or_default().push(index);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Line>, LexiconError> {
        lines(&UserTable { file: "mine.tsv".into(), text: text.into() }).into_iter().collect()
    }

    fn wrong(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn columns_stand_in_any_order() {
        let lines = read("code\tname\tfrom\tnote\nGON\tGondor\nGON\tDenethor\t2001\tno\n").unwrap();
        assert_eq!((lines[0].names[0], lines[0].kind), ("Gondor", LineKind::Name));
        assert_eq!((lines[1].code, lines[1].kind), (Some("GON"), LineKind::Person));
    }

    #[test]
    fn an_empty_code_repeats_the_one_above() {
        let lines = read("name\tcodes\nGONDOR\tgon\nMINAS TIRITH\nBOROMIR\t---\nX\tA/B1\n");
        assert!(lines.is_err(), "a code of one letter");
        let lines =
            read("name\tcodes\nGONDOR\tgon\nMINAS TIRITH\nBOROMIR\t---\nX\tAB/B1\n").unwrap();
        let codes: Vec<_> = lines.iter().map(|l| l.code).collect();
        assert_eq!(codes, [Some("GON"), Some("GON"), None, Some("AB")]);
        assert_eq!(lines[3].others, ["B1"]);
    }

    #[test]
    fn a_code_that_no_table_knows_is_a_state() {
        let text = "name\tcode\tkind\nGondor\tGON\nRohan\tROH\tgroup\nUnited Nations\tUNX\n\
            Entente\tGON/FRA\n";
        let table = UserTable { file: "mine.tsv".into(), text: text.into() };
        let lexicon = Lexicon::with(&[table]).unwrap();
        let known = |name: &'static str| {
            let words = split_name(name);
            lexicon.names[words[0]].iter().find(|e| e.words == words).unwrap().known
        };
        assert!(matches!(known("Gondor"), Known::Country(_)));
        assert!(matches!(known("Rohan"), Known::Organization(_)));
        assert!(matches!(known("United Nations"), Known::Organization(_)));
        let Known::Country(both) = known("Entente") else { panic!("no state") };
        let codes: Vec<_> = lexicon
            .members(&both)
            .iter()
            .map(|c| lexicon.countries[usize::from(*c)].alpha3)
            .collect();
        assert_eq!(codes, ["GON", "FRA"]);
    }

    #[test]
    fn errors_name_file_and_line() {
        assert_eq!(wrong(""), "mine.tsv:1: the table is empty");
        assert!(wrong("nam\tcode\n").starts_with("mine.tsv:1: the columns name and code"));
        assert!(wrong("name\tcode\nX\n").starts_with("mine.tsv:2: the code is empty"));
        assert!(wrong("name\tcode\tfrom\nX\tUSA\tsoon\n").contains("2: soon is no day"));
        assert!(wrong("name\tcode\nX\tUS A\n").contains("2: US A is no code"));
        assert!(wrong("name\tcode\nX\tUSA\tmore\n").contains("2: 3 cells"));
    }

    #[test]
    fn capitals_are_written_as_in_reports() {
        assert_eq!(spellings("MINAS TIRITH").last(), Some(&"Minas Tirith"));
        assert_eq!(spellings("BARAD-DUR").last(), Some(&"Barad-Dur"));
        assert_eq!(spellings("PRESIDENT GEORGE W. BUSH").last(), Some(&"President George W. Bush"));
        assert_eq!(spellings("THE SHIRE"), ["THE SHIRE", "SHIRE", "Shire"]);
        assert_eq!(spellings("WHO"), ["WHO"]);
        assert_eq!(spellings("McDonald"), ["McDonald"]);
    }
}
