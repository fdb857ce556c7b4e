//! Which person of the tables somebody is, and what this one was on a day.
//!
//! What the document says of somebody goes before the tables: they fill in what it leaves out.

use crate::actors::Arg;
use crate::entities::{Cast, Entity, Mention};
use crate::lexicon::{Day, Decoded, Fit, Form, Lexicon, Office, fit, fold, name_words};
use crate::names::{Name, NameKind};
use bayhaqi_nlp::Parse;

/// Sector of those who left a public office (CAMEO codebook, section 3.3).
const FORMER: &str = "ELI";

/// A person of the tables behind an entity.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bearer {
    /// Usual name.
    pub name: &'static str,
    /// Country, which tells people of one name apart ("King Abdullah").
    pub home: Option<u16>,
    /// The document tells the country or organisation.
    pub told_country: bool,
    /// The document tells a title or profession.
    pub told_sectors: bool,
}

/// What a person is on a day.
#[derive(Clone, Debug)]
pub(crate) struct Standing<'l> {
    /// The office that is held, or the last one that ended before.
    pub office: Option<&'l Office>,
    /// The office has ended.
    pub former: bool,
    /// Country, organisation and sectors.
    pub code: Decoded,
}

impl Standing<'_> {
    /// What the office is called.
    pub fn role(&self) -> Option<String> {
        let role = self.office.map(|o| o.role).filter(|r| !r.is_empty())?;
        Some(if self.former { format!("former {role}") } else { role.to_owned() })
    }
}

impl Lexicon {
    /// What a person is on a day: in office, formerly in office, or not yet. Where the day is not
    /// known, only what holds for every office counts. Of several offices a user's line counts,
    /// then one in government, then the latest.
    pub fn standing(
        &self,
        person: &str,
        home: Option<u16>,
        day: Option<Day>,
    ) -> Option<Standing<'_>> {
        let at_home = |d: &Decoded| home.is_none() || d.country.is_none() || d.country == home;
        let coded = self.people.of(person).filter_map(|o| Some((o, self.decode(o.code)?)));
        let all: Vec<(&Office, Decoded)> = coded.filter(|(_, d)| at_home(d)).collect();
        let Some(day) = day else { return timeless(&all) };
        let rank = |(o, d): &&(&Office, Decoded)| (o.own, d.sectors.contains(&"GOV"), o.days.0);
        if let Some((office, code)) = all.iter().filter(|(o, _)| o.on(day)).max_by_key(rank) {
            let (office, code) = (Some(*office), code.clone());
            return Some(Standing { office, former: false, code });
        }
        const PUBLIC: [&str; 5] = ["GOV", "MIL", "LEG", "JUD", "SPY"];
        let public = |code: &Decoded| code.sectors.iter().any(|s| PUBLIC.contains(s));
        let ended = all.iter().filter(|(o, _)| o.days.1 < day);
        if let Some((office, code)) = ended.max_by_key(|(o, d)| (public(d), o.days.1)) {
            let public = public(code);
            let sectors = if public { vec![FORMER] } else { Vec::new() };
            let code = Decoded { country: code.country, organization: None, sectors };
            let office = public.then_some(*office);
            return Some(Standing { office, former: true, code });
        }
        let (_, code) = all.iter().min_by_key(|(o, _)| o.days.0)?;
        let code = Decoded { country: code.country, ..Decoded::default() };
        Some(Standing { office: None, former: false, code })
    }
}

fn timeless<'l>(all: &[(&'l Office, Decoded)]) -> Option<Standing<'l>> {
    let (office, code) = all.first()?;
    let office = all.iter().all(|(o, _)| o.role == office.role).then_some(*office);
    let code = if all.iter().all(|(_, d)| d == code) {
        code.clone()
    } else if all.iter().all(|(_, d)| d.country == code.country) {
        Decoded { country: code.country, ..Decoded::default() }
    } else {
        return None;
    };
    Some(Standing { office, former: false, code })
}

/// Names that the model took for a place or an organisation, and that are people's.
pub(crate) fn correct_kinds(parse: &Parse, lexicon: &Lexicon, names: &mut [Name]) {
    for name in names.iter_mut().filter(|n| n.known.is_none() && n.kind != NameKind::Person) {
        let text = &parse.text()[parse.byte_span(name.tokens.clone())];
        let words = name_words(text);
        let several = name.tokens.len() > 1 && words.len() > 1;
        let whole = |o: &Office| o.names().any(|n| fit(&words, n) == Some(Fit::Whole));
        if several && lexicon.people.with_last_word(text).any(whole) {
            name.kind = NameKind::Person;
        }
    }
}

/// Marks users' people, whatever the model took them for.
pub(crate) fn own_names(parse: &Parse, lexicon: &Lexicon, names: &mut Vec<Name>) {
    let mut i = 0;
    while i < parse.len() && !lexicon.own_people.is_empty() {
        let all = lexicon.own_people.get(parse.word(i)).map(Vec::as_slice).unwrap_or_default();
        let here = |w: &&Vec<&str>| {
            i + w.len() <= parse.len() && w.iter().enumerate().all(|(k, x)| parse.word(i + k) == *x)
        };
        let Some(length) = all.iter().filter(here).map(Vec::len).max() else {
            i += 1;
            continue;
        };
        let tokens = i..i + length;
        i = tokens.end;
        let apart = |n: &Name| n.tokens.end <= tokens.start || tokens.end <= n.tokens.start;
        let longer = names.iter().any(|n| !apart(n) && n.tokens.len() > length);
        if !longer {
            names.retain(apart);
            let (title, kind, form) = (tokens.start, NameKind::Person, Form::Name);
            names.push(Name { tokens, title, kind, known: None, form });
        }
    }
}

/// Usual name and country.
type Person = (&'static str, Option<u16>);

/// One person of the tables as a candidate.
struct Candidate<'l> {
    name: &'static str,
    home: Option<u16>,
    fit: Fit,
    offices: Vec<(&'l Office, Decoded)>,
}

impl Candidate<'_> {
    fn on(&self, day: Option<Day>) -> bool {
        self.offices.iter().any(|(o, _)| day.is_none_or(|d| o.on(d)))
    }

    fn of_country(&self, country: Option<u16>) -> bool {
        self.offices.iter().any(|(_, d)| d.country == country)
    }

    /// Lines of one name are one person's, unless their countries differ.
    fn is(&self, name: &str, home: Option<u16>) -> bool {
        self.name == name && (self.home.is_none() || home.is_none() || self.home == home)
    }
}

impl Cast<'_> {
    /// Finds who of the tables is meant, and fills in what the document leaves out.
    pub(crate) fn know_people(&mut self) {
        for index in 0..self.entities.len() {
            let entity = &self.entities[index];
            if !entity.is_named_person() || entity.bearer.is_some() {
                continue;
            }
            let Some((name, home)) = self.identify(entity) else { continue };
            let bearer = Bearer {
                name,
                home,
                told_country: entity.country.is_some() || entity.organization.is_some(),
                told_sectors: !entity.sectors.is_empty(),
            };
            let standing = self.lexicon.standing(name, home, self.published);
            let entity = &mut self.entities[index];
            entity.bearer = Some(bearer);
            entity.name = name.to_owned();
            let Some(standing) = standing else { continue };
            if !bearer.told_country {
                entity.country = standing.code.country;
                if !bearer.told_sectors {
                    entity.organization = standing.code.organization;
                }
            }
            if !bearer.told_sectors {
                entity.sectors = standing.code.sectors;
            }
        }
    }

    fn candidates(&self, entity: &Entity, words: &[String]) -> Vec<Candidate<'_>> {
        let mut found: Vec<Candidate<'_>> = Vec::new();
        for office in self.lexicon.people.with_last_word(&entity.name) {
            let Some(fit) = office.names().filter_map(|n| fit(words, n)).max() else { continue };
            if words.len() > 1 && fit == Fit::Surname {
                continue;
            }
            let Some(code) = self.lexicon.decode(office.code) else { continue };
            let (name, home) = (office.name, code.country);
            match found.iter_mut().find(|c| c.is(name, home)) {
                Some(candidate) => {
                    candidate.home = candidate.home.or(home);
                    candidate.fit = candidate.fit.max(fit);
                    candidate.offices.push((office, code));
                }
                None => found.push(Candidate { name, home, fit, offices: vec![(office, code)] }),
            }
        }
        found
    }

    fn identify(&self, entity: &Entity) -> Option<Person> {
        let words = name_words(&entity.name);
        let mut found = self.candidates(entity, &words);
        if entity.country.is_some() {
            // Who has the name but another country is somebody else.
            found.retain(|c| c.of_country(entity.country));
        }
        if words.len() > 1 {
            let best = found.iter().map(|c| c.fit).max()?;
            found.retain(|c| c.fit == best);
            return only(&found).or_else(|| {
                found.retain(|c| c.on(self.published));
                only(&found)
            });
        }
        let title = entity.role.clone().map(|r| fold(&self.doc.text_span(r).text));
        if title.is_none() && entity.sectors.is_empty() && entity.country.is_none() {
            return self.well_known(&found);
        }
        if title.is_some() || !entity.sectors.is_empty() {
            let title = title.as_deref().unwrap_or("");
            found.retain(|c| c.offices.iter().any(|o| has_title(title, &entity.sectors, o)));
        }
        let now: Vec<&Candidate<'_>> = found.iter().filter(|c| c.on(self.published)).collect();
        match now[..] {
            [one] => Some((one.name, one.home)),
            [] => only(&found),
            _ => None,
        }
    }

    /// A bare surname is somebody's if only one head of state or government has it on that day, and
    /// nobody of another country.
    fn well_known(&self, found: &[Candidate<'_>]) -> Option<Person> {
        let head = |c: &&Candidate<'_>| {
            c.offices.iter().any(|(o, _)| {
                self.published.is_none_or(|d| o.on(d))
                    && self.lexicon.words.is("head of state", &fold(o.role))
            })
        };
        let mut heads = found.iter().filter(head);
        let one = heads.next().filter(|_| heads.next().is_none())?;
        found.iter().all(|c| c.of_country(one.home)).then_some((one.name, one.home))
    }

    /// What the person behind an entity is on a day.
    pub(crate) fn standing_of(&self, entity: &Entity, day: Option<Day>) -> Option<Standing<'_>> {
        let bearer = entity.bearer?;
        self.lexicon.standing(bearer.name, bearer.home, day.or(self.published))
    }

    /// "the French president" is the one who holds this office on that day, if it is just one.
    pub(crate) fn holder(&self, arg: Arg, mention: &Mention, day: Option<Day>) -> Option<String> {
        let day = day.or(self.published)?;
        let country = self.country_of(arg)?;
        let role = mention.role.clone()?;
        let said = fold(&self.doc.text_span(role.clone()).text);
        // Any other word may say that it is not the present holder ("the next president").
        let allowed = |i: usize| {
            role.contains(&i)
                || matches!(self.doc.lower(i), "the" | "'s" | "’s" | "of")
                || self.names.iter().any(|n| n.known.is_some() && n.tokens.contains(&i))
        };
        if mention.name.is_some() || !mention.tokens.clone().all(allowed) {
            return None;
        }
        let country = self.lexicon.countries[usize::from(country)].alpha3;
        let mut names = self.lexicon.people.offices.iter().filter(|o| {
            o.on(day) && o.code.starts_with(country) && o.role.eq_ignore_ascii_case(&said)
        });
        let first = names.next()?.name;
        names.all(|o| o.name == first).then(|| first.to_owned())
    }
}

fn only(found: &[Candidate<'_>]) -> Option<Person> {
    match found {
        [one] => Some((one.name, one.home)),
        _ => None,
    }
}

/// Whether a title may be that of an office: "President" for the president, "General" for any
/// commander, "former President" for one who was. In a government titles are exact: a minister is
/// no president.
fn has_title(title: &str, sectors: &[&str], (office, code): &(&Office, Decoded)) -> bool {
    let role = fold(office.role);
    let last = title.rsplit(' ').next().unwrap_or("");
    let named = !last.is_empty() && role.split(' ').any(|w| w == last);
    let shared = |s: &&str| *s == FORMER || *s != "GOV" && code.sectors.contains(s);
    named || last == "leader" || sectors.iter().any(shared)
}
