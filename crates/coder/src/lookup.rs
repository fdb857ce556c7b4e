//! What the lexicon knows under a name or word, for people who look it up.

use crate::Coder;
use crate::lexicon::{
    Fit, Frame, Known, Lexicon, Office, Part, RoleKind, day, fit, fold, name_words,
};
use crate::people::Standing;
use jiff::civil::Date;
use serde::Serialize;

/// A country, organisation or person of the lexicon, on one day or in one office.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// Usual name.
    pub name: String,
    /// CAMEO code.
    pub code: String,
    /// ISO 3166 alpha-3 of the country.
    pub country: Option<String>,
    /// Number of the country in the Correlates of War project.
    pub cow: Option<u16>,
    /// Office.
    pub role: Option<String>,
    /// First day, as exactly as it is known.
    pub from: Option<String>,
    /// Last day.
    pub to: Option<String>,
}

/// A word of the lexicon that is no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, with what must stand beside it.
    pub word: String,
    /// What kind of word it is.
    pub kind: &'static str,
    /// Sectors or event code.
    pub code: String,
    /// Where it stands in the tables, or an example.
    pub note: String,
}

impl Coder {
    /// Who is known by a name; with a day, what they are on that day. Capitals and accents do not
    /// count. Those who are not yet in any office on that day are left out; those whose public
    /// office has ended are there as former holders.
    pub fn find(&self, name: &str, date: Option<Date>) -> Vec<Listed> {
        let lexicon = &self.lexicon;
        let words = name_words(name);
        if words.is_empty() {
            return Vec::new();
        }
        let mut found = lexicon.named(&words);
        let mut people = lexicon.people_called(&words, name);
        if people.is_empty() && words.len() > 1 {
            people = lexicon.people_like(&words);
        }
        match date {
            Some(date) => found.extend(lexicon.on_day(&people, day(date))),
            None => found.extend(people.iter().filter_map(|o| lexicon.listed(o))),
        }
        found
    }

    /// Who held an office under an actor code that begins so (`FRA`, `FRAMIL`): those who hold one
    /// now first, then the latest.
    pub fn holders(&self, code: &str) -> Vec<Listed> {
        let offices = &self.lexicon.people.offices;
        let mut found: Vec<&Office> =
            offices.iter().filter(|office| office.code.starts_with(code)).collect();
        found.sort_by_key(|office| std::cmp::Reverse((office.days.1, office.days.0)));
        found.into_iter().filter_map(|office| self.lexicon.listed(office)).collect()
    }

    /// ISO 3166 alpha-3 of the country with a number of the Correlates of War project.
    pub fn country_of_cow(&self, cow: u16) -> Option<&'static str> {
        self.lexicon.countries.iter().find(|c| c.cow == Some(cow)).map(|c| c.alpha3)
    }

    /// Words of office, profession and events that are this word.
    pub fn find_words(&self, word: &str) -> Vec<Word> {
        let folded = fold(word.trim());
        let mut found = Vec::new();
        for role in self.lexicon.roles.values().flatten() {
            if role.words.join(" ") == folded {
                found.push(Word {
                    word: folded.clone(),
                    kind: match role.kind {
                        RoleKind::Office => "office",
                        RoleKind::Group => "group",
                        RoleKind::Body => "institution",
                        RoleKind::Generic => "side",
                        RoleKind::Modifier => "modifier",
                    },
                    code: role.sectors.concat(),
                    note: String::new(),
                });
            }
        }
        found.extend(self.lexicon.frames_of(&folded).map(frame_word));
        found
    }
}

fn frame_word(frame: &Frame) -> Word {
    let kind = match frame.part {
        Part::Verb => "verb",
        Part::Noun => "noun",
        Part::Adjective => "adjective",
    };
    let (file, line) = frame.place;
    Word {
        word: frame.lemma.to_owned(),
        kind,
        code: format!("{} {}", frame.event, frame.cameo),
        note: format!("{file}:{line}: {}", frame.example),
    }
}

impl Lexicon {
    /// Countries and organisations.
    fn named(&self, words: &[String]) -> Vec<Listed> {
        let mut all: Vec<Known> = self
            .names
            .values()
            .flatten()
            .filter(|e| name_words(&e.words.join(" ")) == words)
            .map(|e| e.known)
            .collect();
        let rank = |known: &Known| match *known {
            Known::Country(c) => (0, c),
            Known::Organization(o) => (1, o),
        };
        all.sort_by_key(rank);
        all.dedup();
        all.into_iter().map(|known| self.listed_name(known)).collect()
    }

    fn listed_name(&self, known: Known) -> Listed {
        let (name, code, country) = match known {
            Known::Country(c) => {
                let country = &self.countries[usize::from(c)];
                (country.name, country.alpha3, Some(c))
            }
            Known::Organization(o) => {
                let org = &self.organizations[usize::from(o)];
                let home = org.country.and_then(|c| self.country_codes.get(c)).copied();
                (org.name, org.code, home)
            }
        };
        let (country, cow) = self.country_columns(country);
        Listed { name: name.to_owned(), code: code.to_owned(), country, cow, ..Listed::default() }
    }

    fn country_columns(&self, country: Option<u16>) -> (Option<String>, Option<u16>) {
        let country = country.map(|c| &self.countries[usize::from(c)]);
        (country.map(|c| c.alpha3.to_owned()), country.and_then(|c| c.cow))
    }

    /// Offices of all whose name this is, whole names before surnames.
    fn people_called(&self, words: &[String], name: &str) -> Vec<&Office> {
        let best = |o: &Office| o.names().filter_map(|n| fit(words, n)).max();
        let mut found: Vec<(Fit, &Office)> = self
            .people
            .with_last_word(name)
            .filter_map(|o| best(o).map(|f| (f, o)))
            .filter(|(f, _)| words.len() == 1 || *f > Fit::Surname)
            .collect();
        found.sort_by_key(|(f, _)| std::cmp::Reverse(*f));
        found.into_iter().map(|(_, o)| o).collect()
    }

    /// Offices of those whose family name stands anywhere in a longer one: lists write "Santos
    /// Calderón" for whom the news call Santos, and "Evans Paul" for Paul Evans.
    fn people_like(&self, words: &[String]) -> Vec<&Office> {
        let shares = |o: &Office| {
            o.names().any(|name| {
                let have = name_words(name);
                words.iter().filter(|w| have.contains(w)).count() >= 2
                    || words.first() == have.last()
            })
        };
        let by_word = words.iter().flat_map(|w| self.people.with_last_word(w));
        by_word.filter(|o| shares(o)).collect()
    }

    fn listed(&self, office: &Office) -> Option<Listed> {
        let (country, cow) = self.country_columns(self.decode(office.code)?.country);
        let text = |text: &str| Some(text.to_owned()).filter(|t| !t.is_empty());
        Some(Listed {
            name: office.name.to_owned(),
            code: office.code.to_owned(),
            country,
            cow,
            role: text(office.role),
            from: text(office.from),
            to: text(office.to),
        })
    }

    /// What people are on a day: first those in office, then those who were.
    fn on_day(&self, offices: &[&Office], day: u32) -> Vec<Listed> {
        let held = offices.iter().filter(|o| o.on(day));
        let mut found: Vec<Listed> = held.filter_map(|o| self.listed(o)).collect();
        let mut seen: Vec<(&str, Option<u16>)> = Vec::new();
        for office in offices {
            let Some(home) = self.decode(office.code).map(|d| d.country) else { continue };
            let (country, _) = self.country_columns(home);
            let in_office =
                |l: &Listed| l.name == office.name && (l.country == country || l.country.is_none());
            if seen.contains(&(office.name, home)) || found.iter().any(in_office) {
                continue;
            }
            seen.push((office.name, home));
            let standing = self.standing(office.name, home, Some(day));
            found.extend(standing.and_then(|s| self.former(&s)));
        }
        found
    }

    fn former(&self, standing: &Standing<'_>) -> Option<Listed> {
        let office = standing.office.filter(|_| standing.former)?;
        let (country, cow) = self.country_columns(standing.code.country);
        let code =
            format!("{}{}", country.as_deref().unwrap_or(""), standing.code.sectors.concat());
        Some(Listed {
            name: office.name.to_owned(),
            code,
            country,
            cow,
            role: standing.role(),
            from: Some(office.to.to_owned()),
            to: None,
        })
    }
}
