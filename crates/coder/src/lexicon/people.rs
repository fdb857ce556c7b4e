//! People in public office, and from which day to which: `actors/people.tsv` and users' own lines.

use super::Lexicon;
use super::fold::{last_word, name_words};
use super::table::{LexiconError, Row, Source, rows};
use jiff::civil::Date;

/// A day as the number YYYYMMDD: thousands are read at each start, and compared far more often than
/// anybody counts days between them.
pub(crate) type Day = u32;

/// Before and after every day.
pub(crate) const ALWAYS: (Day, Day) = (0, Day::MAX);

/// The number of a date.
pub(crate) fn day(date: Date) -> Day {
    let year = u32::try_from(date.year()).unwrap_or(0);
    year * 10_000
        + u32::from(date.month().unsigned_abs()) * 100
        + u32::from(date.day().unsigned_abs())
}

/// The first and the last day of a date like `2020`, `2020-07` or `2020-07-22`.
pub(crate) fn days(text: &str) -> Option<(Day, Day)> {
    let number = |part: &str, length: usize| {
        let digits = part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<Day>().ok()).flatten()
    };
    let mut parts = text.split('-');
    let year = number(parts.next()?, 4)? * 10_000;
    let Some(month) = parts.next() else { return Some((year + 101, year + 1231)) };
    let month = number(month, 2).filter(|m| (1..=12).contains(m))? * 100;
    let Some(day) = parts.next() else { return Some((year + month + 1, year + month + 31)) };
    let day = number(day, 2).filter(|d| (1..=31).contains(d))?;
    parts.next().is_none().then_some((year + month + day, year + month + day))
}

/// One office that somebody held.
#[derive(Clone, Debug)]
pub(crate) struct Office {
    /// Usual name of the person.
    pub name: &'static str,
    /// Other names, separated by `|`.
    pub aliases: &'static str,
    /// CAMEO code.
    pub code: &'static str,
    /// What the office is called.
    pub role: &'static str,
    /// First day as written; may be empty.
    pub from: &'static str,
    /// Last day as written; may be empty.
    pub to: &'static str,
    /// First and last day.
    pub days: (Day, Day),
    /// File and line.
    pub place: (&'static str, usize),
    /// A user's line.
    pub own: bool,
}

impl Office {
    /// Whether it is held on a day.
    pub fn on(&self, day: Day) -> bool {
        self.days.0 <= day && day <= self.days.1
    }

    /// The person's names.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        let aliases = self.aliases.split('|').map(str::trim);
        std::iter::once(self.name).chain(aliases).filter(|n| !n.is_empty())
    }
}

/// What an actor code is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    /// Index into [`Lexicon::countries`].
    pub country: Option<u16>,
    /// Index into [`Lexicon::organizations`].
    pub organization: Option<u16>,
    /// What follows the country.
    pub sectors: Vec<&'static str>,
}

/// All offices, found by the last word of a name.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Lines of the tables in their order; users' lines come first.
    pub offices: Vec<Office>,
    /// Hash of the last word of each name, with the index of its office, sorted.
    keys: Vec<(u64, u32)>,
}

impl People {
    fn add(&mut self, office: Office) {
        let index = self.offices.len() as u32;
        let key = |name: &str| (hash(&last_word(name)), index);
        self.keys.extend(office.names().map(key));
        self.offices.push(office);
    }

    /// Makes the names findable.
    pub(super) fn sort(&mut self) {
        self.keys.sort_unstable();
        self.keys.dedup();
    }

    /// The offices of all who have a name with this last word, in the order of the tables.
    pub fn with_last_word(&self, name: &str) -> impl Iterator<Item = &Office> {
        let key = hash(&last_word(name));
        let from = self.keys.partition_point(|k| k.0 < key);
        let same = self.keys[from..].iter().take_while(move |k| k.0 == key);
        same.map(|k| &self.offices[k.1 as usize])
    }

    /// All offices of one person, by the usual name.
    pub fn of(&self, name: &str) -> impl Iterator<Item = &Office> {
        self.with_last_word(name).filter(move |o| o.name == name)
    }
}

/// FNV-1a as [`super::Fnv`], here as a number.
fn hash(word: &str) -> u64 {
    let mut fnv = super::Fnv::default();
    fnv.write(word.as_bytes());
    fnv.value()
}

/// How well words fit a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Only the last word of a longer name.
    Surname,
    /// First and last word; what stands between does not contradict.
    Full,
    /// All words.
    Whole,
}

/// How well the words of a text fit a name of a table.
pub(crate) fn fit(words: &[String], name: &str) -> Option<Fit> {
    let have = name_words(name);
    if have == words {
        return Some(Fit::Whole);
    }
    let (last, other) = (words.last()?, have.last()?);
    if last != other {
        return None;
    }
    let (first, start) = (words.first()?, have.first()?);
    match (words.len(), have.len()) {
        (1, _) => Some(Fit::Surname),
        (_, 1) => None,
        _ if first == start || initial(first, start) => between(words, &have).then_some(Fit::Full),
        _ => None,
    }
}

fn initial(a: &str, b: &str) -> bool {
    (a.len() == 1 || b.len() == 1) && a.as_bytes().first() == b.as_bytes().first()
}

/// Whether the names in the middle agree: "George W. Bush" is no "George H. W. Bush".
fn between(a: &[String], b: &[String]) -> bool {
    let (a, b) = (&a[1..a.len() - 1], &b[1..b.len() - 1]);
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let same = |x: &String, y: &String| x == y || initial(x, y);
    if a.len() == b.len() {
        return a.iter().zip(b).all(|(x, y)| same(x, y));
    }
    short.is_empty() || short.iter().all(|x| long.iter().any(|y| x == y && x.len() > 1))
}

impl Lexicon {
    pub(super) fn load_people(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["name", "aliases", "code", "role", "from", "to"])? {
            let code = row.cell(2);
            self.check_code(&row, code)?;
            let (role, from, to) = (row.cell(3), row.cell(4), row.cell(5));
            let (name, aliases) = (row.cell(0), row.cell(1));
            let days = term(&row, from, to)?;
            let place = row.place();
            let own = false;
            self.add_office(Office { name, aliases, code, role, from, to, days, place, own });
        }
        Ok(())
    }

    pub(super) fn add_office(&mut self, office: Office) {
        // A code of its own is a group's that stands in no other table.
        if self.decode(office.code).is_none() {
            let home = office.code.get(..3).filter(|c| self.country_codes.contains_key(c));
            self.add_group(office.code, office.code, home);
        }
        self.people.add(office);
    }

    fn check_code(&self, row: &Row, code: &str) -> Result<(), LexiconError> {
        let letters =
            code.len() >= 3 && code.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        let head = code.get(..3).unwrap_or("");
        let generic = matches!(self.sectors.get(head), Some(false));
        let known = generic || self.country_codes.contains_key(head);
        if letters && (known || self.organization_codes.contains_key(code)) {
            return Ok(());
        }
        Err(row
            .error(format!("{code} is no actor code: it begins with no country or organisation")))
    }

    /// Takes a code apart; `None` where it is neither a country with sectors nor an organisation's.
    pub fn decode(&self, code: &'static str) -> Option<Decoded> {
        self.decode_state(code).or_else(|| {
            let organization = *self.organization_codes.get(code)?;
            let home = self.organizations[usize::from(organization)].country;
            let country = home.and_then(|c| self.country_codes.get(c)).copied();
            Some(Decoded { country, organization: Some(organization), ..Decoded::default() })
        })
    }

    fn decode_state(&self, code: &'static str) -> Option<Decoded> {
        let country = Some(*self.country_codes.get(code.get(..3)?)?);
        let mut sectors = Vec::new();
        for at in (3..code.len()).step_by(3) {
            let sector = code.get(at..at + 3)?;
            self.sectors.get(sector).filter(|s| **s)?;
            sectors.push(sector);
        }
        Some(Decoded { country, organization: None, sectors })
    }
}

/// The days of an office from its cells.
pub(super) fn term(row: &Row, from: &str, to: &str) -> Result<(Day, Day), LexiconError> {
    let read = |text: &str| {
        let wrong = || row.error(format!("{text} is no day; write 2020-07-22, 2020-07 or 2020"));
        days(text).ok_or_else(wrong)
    };
    let first = if from.is_empty() { ALWAYS.0 } else { read(from)?.0 };
    let last = if to.is_empty() { ALWAYS.1 } else { read(to)?.1 };
    if first > last {
        return Err(row.error(format!("the office ends ({to}) before it begins ({from})")));
    }
    Ok((first, last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(text: &str, name: &str) -> Option<Fit> {
        fit(&name_words(text), name)
    }

    #[test]
    fn names_fit_as_people_write_them() {
        assert_eq!(fits("Bashar Assad", "Bashar al-Assad"), Some(Fit::Whole));
        assert_eq!(fits("Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"), Some(Fit::Whole));
        assert_eq!(fits("Joseph R. Biden", "Joseph Biden"), Some(Fit::Full));
        assert_eq!(fits("George W. Bush", "George H. W. Bush"), None);
        assert_eq!(fits("Bush", "George W. Bush"), Some(Fit::Surname));
        assert_eq!(fits("Jeb Bush", "George W. Bush"), None);
    }

    #[test]
    fn days_of_a_term() {
        assert_eq!(days("2020"), Some((20_200_101, 20_201_231)));
        assert_eq!(days("2020-02"), Some((20_200_201, 20_200_231)));
        assert_eq!(days("2020-07-22"), Some((20_200_722, 20_200_722)));
        assert_eq!(days("2020-13"), None);
        assert_eq!(days("22 July 2020"), None);
    }
}
