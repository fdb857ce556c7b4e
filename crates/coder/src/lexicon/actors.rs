//! Who there is: countries, organisations, and the words for offices and professions.

use super::Lexicon;
use super::people::{ALWAYS, Day};
use super::table::{LexiconError, Row, Source, rows};

/// A state or dependency.
#[derive(Clone, Debug)]
pub(crate) struct Country {
    /// ISO 3166 alpha-3.
    pub alpha3: &'static str,
    /// Usual English name.
    pub name: &'static str,
    /// Number of the Correlates of War project.
    pub cow: Option<u16>,
}

/// An organisation, armed group or people.
#[derive(Clone, Debug)]
pub(crate) struct Organization {
    /// CAMEO code.
    pub code: &'static str,
    /// Usual name.
    pub name: &'static str,
    /// Home country (alpha-3).
    pub country: Option<&'static str>,
    /// What it is.
    pub kind: OrgKind,
}

/// What an entry of the organisations' table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OrgKind {
    /// Has members and an office.
    Organization,
    /// Armed group or movement.
    Group,
    /// People that is no state; its word stands before nouns as a nationality does.
    Ethnic,
    /// Part of the world.
    Region,
}

/// What a name of the lexicon means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Known {
    /// Index into [`Lexicon::countries`].
    Country(u16),
    /// Index into [`Lexicon::organizations`].
    Organization(u16),
}

/// In which way a name names its bearer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// By its name.
    #[default]
    Name,
    /// "Iranian" before a noun.
    Adjective,
    /// "Iranians".
    People,
    /// The capital, which may mean the government.
    Capital,
    /// A building or institution that means the government.
    Seat,
}

/// A name as a sequence of words, exactly as written.
#[derive(Clone, Debug)]
pub(crate) struct NameEntry {
    /// Its words as a tokenizer splits them (at blanks, before `'s`, around hyphens).
    pub words: Vec<&'static str>,
    /// Whose name it is.
    pub known: Known,
    /// In which way.
    pub form: Form,
    /// It is also the name of people or things.
    pub ambiguous: bool,
    /// First and last day on which the name means this.
    pub days: (Day, Day),
}

/// How a role word stands with names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RoleKind {
    /// Stands before a person's name.
    Office,
    /// People described by what they do.
    Group,
    /// An institution that acts for its country.
    Body,
    /// An actor only together with a country or a name.
    Generic,
    /// Stands before such a word and adds its sector.
    Modifier,
}

/// A word or fixed words for an office, profession or group.
#[derive(Clone, Debug)]
pub(crate) struct Role {
    /// Lower-case words.
    pub words: Vec<&'static str>,
    /// CAMEO sectors.
    pub sectors: Vec<&'static str>,
    /// How it stands with names.
    pub kind: RoleKind,
    /// The country, where the office is of one country only.
    pub country: Option<u16>,
}

/// Splits a name as the tokenizer does, as far as names need it.
pub(crate) fn split_name(name: &'static str) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in name.split_whitespace() {
        let mut rest = word;
        if let Some(inner) = rest.strip_prefix('(').and_then(|r| r.strip_suffix(')')) {
            words.extend(["(", inner, ")"]);
            continue;
        }
        // "Al-Qaeda", but "G-20" is one word.
        let inside = |rest: &str| {
            let at = rest.find('-').filter(|&at| at > 0)?;
            rest[at + 1..].starts_with(char::is_alphabetic).then_some(at)
        };
        while let Some(at) = inside(rest) {
            words.push(&rest[..at]);
            words.push("-");
            rest = &rest[at + 1..];
        }
        if let Some(stem) = rest.strip_suffix("'s").filter(|s| !s.is_empty()) {
            words.push(stem);
            words.push("'s");
        } else if let Some(stem) = rest.strip_suffix('\'').filter(|s| !s.is_empty()) {
            words.push(stem);
            words.push("'");
        } else if let Some(stem) = rest.strip_suffix(',').filter(|s| !s.is_empty()) {
            words.push(stem);
            words.push(",");
        } else {
            words.push(rest);
        }
    }
    words
}

impl Lexicon {
    pub(super) fn load_short_names(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["name", "country", "named"])? {
            let country = |code: &str| {
                let known = self.country_codes.get(code).copied();
                known.ok_or_else(|| row.error(format!("{code} is no country")))
            };
            let short = super::ShortName {
                words: row.cell(0).split(' ').collect(),
                country: country(row.cell(1))?,
                named: row.list(2).map(country).collect::<Result<_, _>>()?,
            };
            self.short_names.push(short);
        }
        Ok(())
    }

    fn add_name(&mut self, name: &'static str, known: Known, form: Form) {
        let (name, ambiguous) = match name.strip_prefix('?') {
            Some(rest) => (rest, true),
            None => (name, false),
        };
        let words = split_name(name);
        if let Some(&first) = words.first() {
            let entry = NameEntry { words, known, form, ambiguous, days: ALWAYS };
            let list = self.names.entry(first).or_default();
            // The longest name is tried first; among equals the table's order counts.
            let at = list.partition_point(|e| e.words.len() >= entry.words.len());
            list.insert(at, entry);
        }
    }

    pub(super) fn load_countries(&mut self, source: Source) -> Result<(), LexiconError> {
        let columns =
            ["alpha3", "cow", "name", "aliases", "adjectives", "people", "capitals", "seats"];
        for row in rows(source, &columns)? {
            let alpha3 = row.cell(0);
            if alpha3.len() != 3 || !alpha3.bytes().all(|b| b.is_ascii_uppercase()) {
                return Err(row.error(format!("{alpha3} is no alpha-3 code")));
            }
            let cow = match row.cell(1) {
                "" => None,
                number => Some(number.parse().map_err(|_| row.error("cow is no number"))?),
            };
            let name = row.cell(2).trim_start_matches('?');
            let index = self.countries.len() as u16;
            if self.country_codes.insert(alpha3, index).is_some() {
                return Err(row.error(format!("{alpha3} has two lines")));
            }
            self.countries.push(Country { alpha3, name, cow });
            let known = Known::Country(index);
            self.add_name(row.cell(2), known, Form::Name);
            let forms = [Form::Name, Form::Adjective, Form::People, Form::Capital, Form::Seat];
            for (column, form) in (3..).zip(forms) {
                for name in row.list(column) {
                    self.add_name(name, known, form);
                }
            }
        }
        Ok(())
    }

    pub(super) fn load_organizations(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["code", "name", "aliases", "kind", "country"])? {
            let kind = match row.cell(3) {
                "org" => OrgKind::Organization,
                "group" => OrgKind::Group,
                "ethnic" => OrgKind::Ethnic,
                "region" => OrgKind::Region,
                other => return Err(row.error(format!("no kind of organisation: {other}"))),
            };
            let country = Some(row.cell(4)).filter(|c| !c.is_empty());
            if let Some(code) = country.filter(|c| !self.country_codes.contains_key(c)) {
                return Err(row.error(format!("{code} is no country")));
            }
            let (code, name) = (row.cell(0), row.cell(1));
            let index = self.organizations.len() as u16;
            let known = Known::Organization(index);
            self.organization_codes.entry(code).or_insert(index);
            self.organizations.push(Organization { code, name, country, kind });
            for name in std::iter::once(name).chain(row.list(2)) {
                match name.strip_prefix('^') {
                    Some(town) => self.add_name(town, known, Form::Capital),
                    None => self.add_name(name, known, Form::Name),
                }
            }
        }
        Ok(())
    }

    /// A group that is known by its code.
    pub(super) fn add_group(
        &mut self,
        code: &'static str,
        name: &'static str,
        country: Option<&'static str>,
    ) -> u16 {
        let index = self.organizations.len() as u16;
        self.organization_codes.entry(code).or_insert(index);
        self.organizations.push(Organization { code, name, country, kind: OrgKind::Group });
        index
    }

    pub(super) fn load_roles(&mut self, source: Source) -> Result<(), LexiconError> {
        for row in rows(source, &["word", "sectors", "kind", "country"])? {
            let mut role = role(&row)?;
            let country = Some(row.cell(3)).filter(|c| !c.is_empty());
            role.country = country.and_then(|c| self.country_codes.get(c)).copied();
            if country.is_some() && role.country.is_none() {
                return Err(row.error(format!("{} is no country", row.cell(3))));
            }
            let Some(&first) = role.words.first() else { continue };
            let list = self.roles.entry(first).or_default();
            let at = list.partition_point(|r| r.words.len() >= role.words.len());
            list.insert(at, role);
        }
        Ok(())
    }
}

fn role(row: &Row) -> Result<Role, LexiconError> {
    let kind = match row.cell(2) {
        "office" => RoleKind::Office,
        "group" => RoleKind::Group,
        "body" => RoleKind::Body,
        "generic" => RoleKind::Generic,
        "modifier" => RoleKind::Modifier,
        other => return Err(row.error(format!("no kind of role: {other}"))),
    };
    let sectors: Vec<&str> = row.list(1).collect();
    if let Some(bad) = sectors.iter().find(|s| s.len() != 3) {
        return Err(row.error(format!("{bad} is no sector code")));
    }
    Ok(Role { words: split_name(row.cell(0)), sectors, kind, country: None })
}
